"""The words of a language that the rules for quotes ask for, from `data/<language>/quotes.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Token

from annotator.core.resources import read_toml


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists by what they are for; the file explains each."""

    reports: frozenset[str]
    reporters_clauses: frozenset[str]
    question_labels: frozenset[str]
    answer_labels: frozenset[str]
    utters: frozenset[str]
    object_control: frozenset[str]
    feelings: frozenset[str]
    asking: frozenset[str]
    owner_prepositions: frozenset[str]
    not_sources: frozenset[str]
    person: frozenset[str]
    addressed: frozenset[str]
    clipped_tokens: frozenset[str]
    discourse: frozenset[str]
    verdicts: frozenset[str]
    pronoun_sources: frozenset[str]
    as_said: frozenset[str]
    plain: frozenset[str]
    pointers: frozenset[str]
    titles: frozenset[str]
    speakers: frozenset[str]
    third_person: frozenset[str]
    articles: frozenset[str]
    first_person: frozenset[str]
    not_person: frozenset[str]
    clipped_is: frozenset[str]
    object_speaks: frozenset[str]
    by: frozenset[str]
    that: frozenset[str]
    if_words: frozenset[str]
    infinitive_questions: frozenset[str]
    question_openers: frozenset[str]
    noun_questions: frozenset[str]
    object_prepositions: frozenset[str]
    noun_prepositions: frozenset[str]
    left_objects: frozenset[str]
    as_words: frozenset[str]
    seeming_prepositions: frozenset[str]
    seeming_verbs: frozenset[str]
    nobody: frozenset[str]
    according: frozenset[str]
    according_to: frozenset[str]
    own_clauses: frozenset[str]
    reporters_asides: frozenset[str]
    told_objects: frozenset[str]
    be: frozenset[str]
    say: frozenset[str]
    he_or_she: frozenset[str]
    clause_openers: frozenset[str]
    infinitive_marker: frozenset[str]
    past_endings: frozenset[str]
    stem_endings: Mapping[str, str]
    mistaken_lemmas: Mapping[str, str]


def words_of(token: Token) -> Words:
    """The word lists of the language that the token is in."""
    return load_words(token.lang_)


@cache
def load_words(lang: str) -> Words:
    """The word lists of a language (ISO 639-1), read once. Raises TypeError where the file lacks a list."""
    data = read_toml(lang, "quotes.toml")
    entries: dict[str, Any] = {name: frozenset(e) if isinstance(e, list) else e for name, e in data.items()}
    return Words(**entries)
