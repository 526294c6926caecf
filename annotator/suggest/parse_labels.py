"""What the code asks of a parse, under names that do not depend on the language: the labels are read from data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.suggest.tables import DATA

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from spacy.tokens import Token

_T = TypeVar("_T", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Tags:
    """Sets of fine-grained part-of-speech tags. `parse_labels.toml` says what each is for."""

    noun: frozenset[str]
    common_noun: frozenset[str]
    plural_noun: frozenset[str]
    proper_noun: frozenset[str]
    plural_name: frozenset[str]
    pronoun: frozenset[str]
    relative: frozenset[str]
    finite_verb: frozenset[str]
    preposition: frozenset[str]
    no_name: frozenset[str]
    description_start: frozenset[str]
    noun_or_adjective: frozenset[str]
    describing: frozenset[str]
    noun_part: frozenset[str]
    phrase_cut: frozenset[str]
    lowered: frozenset[str]
    mention_head: frozenset[str]
    antecedent_before: frozenset[str]
    verb: frozenset[str]
    verb_or_noun: frozenset[str]
    modal: frozenset[str]
    past: frozenset[str]
    present: frozenset[str]
    present_third_person: frozenset[str]
    reporting: frozenset[str]
    no_past: frozenset[str]
    participle: frozenset[str]
    past_participle: frozenset[str]
    possessive: frozenset[str]
    agentless: frozenset[str]
    shares_subject: frozenset[str]
    misread: frozenset[str]
    infinitive_marker: frozenset[str]
    adverb: frozenset[str]
    question: frozenset[str]
    question_adverb: frozenset[str]
    leading: frozenset[str]
    opening: frozenset[str]
    leading_clause: frozenset[str]
    aside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Relations:
    """Sets of dependency labels. `parse_labels.toml` says what each is for."""

    subject: frozenset[str]
    active_subject: frozenset[str]
    root: frozenset[str]
    owner: frozenset[str]
    determiner: frozenset[str]
    apposition: frozenset[str]
    compound: frozenset[str]
    preposition: frozenset[str]
    prepositional_object: frozenset[str]
    object: frozenset[str]
    coordinated: frozenset[str]
    relative_clause: frozenset[str]
    before_noun: frozenset[str]
    passive_subject: frozenset[str]
    any_subject: frozenset[str]
    surface_subject: frozenset[str]
    predicate_subject: frozenset[str]
    expletive: frozenset[str]
    auxiliary: frozenset[str]
    active_auxiliary: frozenset[str]
    passive: frozenset[str]
    verb_group: frozenset[str]
    particle: frozenset[str]
    adverb: frozenset[str]
    direct_object: frozenset[str]
    object_predicate: frozenset[str]
    clausal_complement: frozenset[str]
    open_complement: frozenset[str]
    complement: frozenset[str]
    reported: frozenset[str]
    predicate: frozenset[str]
    passive_predicate: frozenset[str]
    seeming_predicate: frozenset[str]
    predicate_clause: frozenset[str]
    in_preposition: frozenset[str]
    in_verb_preposition: frozenset[str]
    prepositional_clause: frozenset[str]
    agent: frozenset[str]
    adverbial_clause: frozenset[str]
    noun_clause: frozenset[str]
    noun_or_relative_clause: frozenset[str]
    any_noun_clause: frozenset[str]
    mark: frozenset[str]
    clause_opener: frozenset[str]
    as_opener: frozenset[str]
    as_clause: frozenset[str]
    no_as_clause: frozenset[str]
    misread: frozenset[str]
    late_clause: frozenset[str]
    before_conjoined: frozenset[str]
    no_verb_before_colon: frozenset[str]
    no_verb_before_quoted: frozenset[str]
    no_saying_verb: frozenset[str]
    no_later_verb: frozenset[str]
    reporters_participle: frozenset[str]
    in_reporting_clause: frozenset[str]
    after_comma: frozenset[str]
    in_phrase: frozenset[str]
    in_noun: frozenset[str]
    light_verb_object: frozenset[str]
    after_mention: frozenset[str]
    inherits_subject: frozenset[str]
    inherits_nothing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entities:
    """Sets of entity labels. `parse_labels.toml` says what each is for."""

    person: frozenset[str]
    place: frozenset[str]
    site: frozenset[str]
    people: frozenset[str]
    body: frozenset[str]
    mistaken: frozenset[str]
    counted: frozenset[str]
    capitalised: frozenset[str]
    speaker: frozenset[str]
    before_colon: frozenset[str]
    time: frozenset[str]


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
    path = DATA / language / "parse_labels.toml"
    if not path.is_file():
        raise LookupError(f"no labels of a parse in the language {language!r}")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
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

    Raises KeyError for an entry that the table lacks.
    """
    sets = {entry.name: frozenset(table[entry.name].split()) for entry in fields(kind) if entry.name not in others}
    return kind(**sets, **others)
