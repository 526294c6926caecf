"""What the code asks of a parse, under names that do not depend on the language: the labels are read from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.core.resources import Words, read_toml

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from spacy.tokens import Token

_T = TypeVar("_T", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Tags:
    """Sets of fine-grained part-of-speech tags. `parse_labels.toml` says what each is for."""

    noun: Words
    common_noun: Words
    plural_noun: Words
    proper_noun: Words
    plural_name: Words
    pronoun: Words
    relative: Words
    finite_verb: Words
    preposition: Words
    no_name: Words
    description_start: Words
    noun_or_adjective: Words
    describing: Words
    noun_part: Words
    phrase_cut: Words
    lowered: Words
    mention_head: Words
    verb: Words
    verb_or_noun: Words
    modal: Words
    past: Words
    present: Words
    present_third_person: Words
    reporting: Words
    no_past: Words
    participle: Words
    past_participle: Words
    possessive: Words
    misread: Words
    infinitive_marker: Words
    adverb: Words
    question: Words
    leading: Words
    aside: Words


@dataclass(frozen=True, slots=True)
class Relations:
    """Sets of dependency labels. `parse_labels.toml` says what each is for."""

    subject: Words
    active_subject: Words
    root: Words
    owner: Words
    determiner: Words
    apposition: Words
    compound: Words
    preposition: Words
    prepositional_object: Words
    object: Words
    coordinated: Words
    relative_clause: Words
    before_noun: Words
    passive_subject: Words
    any_subject: Words
    surface_subject: Words
    predicate_subject: Words
    expletive: Words
    auxiliary: Words
    active_auxiliary: Words
    passive: Words
    verb_group: Words
    particle: Words
    adverb: Words
    direct_object: Words
    object_predicate: Words
    clausal_complement: Words
    open_complement: Words
    complement: Words
    reported: Words
    predicate: Words
    passive_predicate: Words
    seeming_predicate: Words
    predicate_clause: Words
    in_preposition: Words
    in_verb_preposition: Words
    prepositional_clause: Words
    agent: Words
    noun_clause: Words
    noun_or_relative_clause: Words
    any_noun_clause: Words
    mark: Words
    clause_opener: Words
    as_opener: Words
    as_clause: Words
    no_as_clause: Words
    misread: Words
    late_clause: Words
    before_conjoined: Words
    no_verb_before_colon: Words
    no_verb_before_quoted: Words
    no_saying_verb: Words
    no_later_verb: Words
    reporters_participle: Words
    in_noun: Words
    light_verb_object: Words
    after_mention: Words
    inherits_nothing: Words


@dataclass(frozen=True, slots=True)
class Entities:
    """Sets of entity labels. `parse_labels.toml` says what each is for."""

    person: Words
    place: Words
    site: Words
    people: Words
    body: Words
    mistaken: Words
    counted: Words
    capitalised: Words
    speaker: Words
    before_colon: Words
    time: Words


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a language's pipelines, by what is asked of them."""

    tags: Tags
    relations: Relations
    entities: Entities
    predicates: Mapping[str, str]
    """What a predicate is, by its dependency label: `infinitive`, `clause`, `noun` and so on."""


@cache
def parse_labels(language: str) -> Labels:
    """The labels of this language (ISO 639-1), read once. Raises LookupError for one that has none."""
    try:
        data = read_toml(language, "parse_labels.toml")
    except FileNotFoundError as error:
        raise LookupError(f"no labels of a parse in the language {language!r}") from error
    return Labels(
        read_sets(Tags, data["tags"]),
        read_sets(Relations, data["relations"]),
        read_sets(Entities, data["entities"]),
        data["predicates"],
    )


def labels_of(token: Token) -> Labels:
    """The labels of the language that the token is in. Raises LookupError for one that has none."""
    return parse_labels(token.lang_)


def read_sets(kind: type[_T], table: dict[str, Any], **others: Any) -> _T:
    """A dataclass of sets from a table of words parted by white space, and its other fields as they are given.

    A field that is a text is taken from the table as it stands. Raises KeyError for an entry that the table lacks.
    """
    entries = ((entry.name, entry.type) for entry in fields(kind) if entry.name not in others)
    told = {name: table[name] if type_ == "str" else frozenset(table[name].split()) for name, type_ in entries}
    return kind(**told, **others)
