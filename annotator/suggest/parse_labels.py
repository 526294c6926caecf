"""What the code asks of a parse, under names that do not depend on the language: the labels are read from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.core.program.resources import WordSet, read_toml

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from spacy.tokens import Token

_T = TypeVar("_T", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Tags:
    """Sets of fine-grained part-of-speech tags. `parse_labels.toml` says what each is for."""

    noun: WordSet
    common_noun: WordSet
    plural_noun: WordSet
    proper_noun: WordSet
    plural_name: WordSet
    pronoun: WordSet
    relative: WordSet
    finite_verb: WordSet
    no_name: WordSet
    description_start: WordSet
    noun_or_adjective: WordSet
    describing: WordSet
    noun_part: WordSet
    phrase_cut: WordSet
    mention_head: WordSet
    verb: WordSet
    verb_or_noun: WordSet
    modal: WordSet
    past: WordSet
    present: WordSet
    reporting: WordSet
    no_past: WordSet
    participle: WordSet
    past_participle: WordSet
    infinitive_marker: WordSet
    adverb: WordSet
    question: WordSet
    leading: WordSet
    aside: WordSet


@dataclass(frozen=True, slots=True)
class Relations:
    """Sets of dependency labels. `parse_labels.toml` says what each is for."""

    subject: WordSet
    active_subject: WordSet
    root: WordSet
    owner: WordSet
    determiner: WordSet
    apposition: WordSet
    compound: WordSet
    preposition: WordSet
    prepositional_object: WordSet
    object: WordSet
    coordinated: WordSet
    relative_clause: WordSet
    before_noun: WordSet
    passive_subject: WordSet
    any_subject: WordSet
    surface_subject: WordSet
    predicate_subject: WordSet
    expletive: WordSet
    auxiliary: WordSet
    active_auxiliary: WordSet
    passive: WordSet
    verb_group: WordSet
    particle: WordSet
    adverb: WordSet
    direct_object: WordSet
    object_predicate: WordSet
    clausal_complement: WordSet
    open_complement: WordSet
    complement: WordSet
    reported: WordSet
    predicate: WordSet
    passive_predicate: WordSet
    seeming_predicate: WordSet
    predicate_clause: WordSet
    in_preposition: WordSet
    in_verb_preposition: WordSet
    prepositional_clause: WordSet
    agent: WordSet
    noun_clause: WordSet
    noun_or_relative_clause: WordSet
    any_noun_clause: WordSet
    mark: WordSet
    clause_opener: WordSet
    misread: WordSet
    late_clause: WordSet
    before_conjoined: WordSet
    no_verb_before_colon: WordSet
    no_verb_before_quoted: WordSet
    no_saying_verb: WordSet
    no_later_verb: WordSet
    reporters_participle: WordSet
    in_noun: WordSet
    light_verb_object: WordSet
    after_mention: WordSet
    inherits_nothing: WordSet


@dataclass(frozen=True, slots=True)
class Entities:
    """Sets of entity labels. `parse_labels.toml` says what each is for."""

    person: WordSet
    place: WordSet
    site: WordSet
    people: WordSet
    body: WordSet
    mistaken: WordSet
    counted: WordSet
    capitalised: WordSet
    speaker: WordSet
    before_colon: WordSet
    time: WordSet


@dataclass(frozen=True, slots=True)
class ParseLabels:
    """The labels of a language's pipelines, by what is asked of them."""

    tags: Tags
    relations: Relations
    entities: Entities
    predicates: Mapping[str, str]
    """What a predicate is, by its dependency label: `infinitive`, `clause`, `noun` and so on."""


@cache
def parse_labels(language: str) -> ParseLabels:
    """The labels of this language (ISO 639-1), read once. Raises LookupError for one that has none."""
    try:
        data = read_toml(language, "parse_labels.toml")
    except FileNotFoundError as error:
        raise LookupError(f"no labels of a parse in the language {language!r}") from error
    return ParseLabels(
        read_sets(Tags, data["tags"]),
        read_sets(Relations, data["relations"]),
        read_sets(Entities, data["entities"]),
        data["predicates"],
    )


def labels_of(token: Token) -> ParseLabels:
    """The labels of the language that the token is in. Raises LookupError for one that has none."""
    return parse_labels(token.lang_)


def read_sets(kind: type[_T], table: dict[str, Any], **others: Any) -> _T:
    """A dataclass of sets from a table of words parted by white space, and its other fields as they are given.

    A field that is a text is taken from the table as it stands. Raises KeyError for an entry that the table lacks.
    """
    entries = ((entry.name, entry.type) for entry in fields(kind) if entry.name not in others)
    from_table = {name: table[name] if type_ == "str" else frozenset(table[name].split()) for name, type_ in entries}
    return kind(**from_table, **others)
