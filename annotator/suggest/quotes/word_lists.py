"""The words of a language that the rules for quotes ask for, from `data/<language>/quotes.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Token

from annotator.core.program.resources import WordSet, read_toml


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """Word lists by what they are for; the file explains each."""

    reports: WordSet
    reporters_clauses: WordSet
    question_labels: WordSet
    answer_labels: WordSet
    utters: WordSet
    object_control: WordSet
    asking: WordSet
    owner_prepositions: WordSet
    not_sources: WordSet
    person: WordSet
    addressed: WordSet
    clipped_tokens: WordSet
    discourse: WordSet
    verdicts: WordSet
    pronoun_sources: WordSet
    plain: WordSet
    pointers: WordSet
    titles: WordSet
    speakers: WordSet
    third_person: WordSet
    articles: WordSet
    first_person: WordSet
    not_person: WordSet
    clipped_is: WordSet
    object_speaks: WordSet
    by: WordSet
    that: WordSet
    if_words: WordSet
    infinitive_questions: WordSet
    question_openers: WordSet
    noun_questions: WordSet
    object_prepositions: WordSet
    left_objects: WordSet
    noun_prepositions: WordSet
    as_words: WordSet
    seeming_verbs: WordSet
    nobody: WordSet
    according: WordSet
    according_to: WordSet
    told_objects: WordSet
    be: WordSet
    say: WordSet
    he_or_she: WordSet
    infinitive_marker: WordSet
    past_endings: WordSet
    mistaken_lemmas: Mapping[str, str]


def words_of(token: Token) -> QuoteWords:
    """The word lists of the language that the token is in."""
    return load_words(token.lang_)


@cache
def load_words(lang: str) -> QuoteWords:
    """The word lists of a language (ISO 639-1), read once. Raises TypeError where the file lacks a list."""
    data = read_toml(lang, "quotes.toml")
    entries: dict[str, Any] = {name: frozenset(e) if isinstance(e, list) else e for name, e in data.items()}
    return QuoteWords(**entries)
