"""What the cast asks of a parse, under names that do not depend on the language: its labels are read from data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.suggest.tables import DATA

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_T = TypeVar("_T", bound="DataclassInstance")


@dataclass(frozen=True)
class Tags:
    """Sets of fine-grained part-of-speech tags. `cast_labels.toml` says what each is for."""

    noun: frozenset[str]
    common_noun: frozenset[str]
    singular_noun: frozenset[str]
    plural_noun: frozenset[str]
    proper_noun: frozenset[str]
    plural_name: frozenset[str]
    pronoun: frozenset[str]
    relative: frozenset[str]
    finite_verb: frozenset[str]
    opener: frozenset[str]
    preposition: frozenset[str]
    title: frozenset[str]
    no_name: frozenset[str]
    no_given_name: frozenset[str]
    title_stop: frozenset[str]
    description_start: frozenset[str]
    noun_or_adjective: frozenset[str]
    noun_part: frozenset[str]
    parts_names: frozenset[str]
    phrase_cut: frozenset[str]
    lowered: frozenset[str]
    source_head: frozenset[str]
    relative_source: frozenset[str]
    antecedent: frozenset[str]
    antecedent_pronoun: frozenset[str]
    antecedent_before: frozenset[str]


@dataclass(frozen=True)
class Relations:
    """Sets of dependency labels. `cast_labels.toml` says what each is for."""

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
    coordinator: frozenset[str]
    relative_clause: frozenset[str]
    apposition_or_subject: frozenset[str]
    before_noun: frozenset[str]


@dataclass(frozen=True)
class Entities:
    """Sets of entity labels. `cast_labels.toml` says what each is for."""

    person: frozenset[str]
    place: frozenset[str]
    people: frozenset[str]
    body: frozenset[str]
    no_person: frozenset[str]
    mistaken: frozenset[str]
    capitalised: frozenset[str]


@dataclass(frozen=True)
class Labels:
    """The labels of a language's pipelines, by what the cast asks of them."""

    tags: Tags
    relations: Relations
    entities: Entities
    salience: dict[str, float]
    """How prominent a mention is by its dependency label, the subject's being 1."""


@cache
def cast_labels(language: str) -> Labels:
    """The labels of this language (ISO 639-1). Raises LookupError for one that has none."""
    path = DATA / language / "cast_labels.toml"
    if not path.is_file():
        raise LookupError(f"no labels for the cast of a document in the language {language!r}")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Labels(
        read_sets(Tags, data["tags"]),
        read_sets(Relations, data["relations"]),
        read_sets(Entities, data["entities"]),
        data["salience"],
    )


def read_sets(kind: type[_T], table: dict[str, Any], **others: Any) -> _T:
    """A dataclass of sets from a table of words parted by white space, and its other fields as they are given.

    Raises KeyError for an entry that the table lacks.
    """
    sets = {entry.name: frozenset(table[entry.name].split()) for entry in fields(kind) if entry.name not in others}
    return kind(**sets, **others)
