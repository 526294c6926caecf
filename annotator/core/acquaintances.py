"""Speakers that annotators confirmed in the articles of a database: what they lend to suggestions for new ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.words import RUNS

Counts = tuple[tuple[str, int], ...]
"""How often each of several words was met, in the order of the words."""


def is_lent(name: str, text: str) -> bool:
    """Whether a speaker's name comes from other articles: a word of it with a capital stands nowhere in the text.

    >>> is_lent("Ngozi Okonjo", "Ms. Okonjo agreed.")
    True
    """
    here = {word.casefold() for word in RUNS.findall(text)}
    return any(word[0].isupper() and word.casefold() not in here for word in RUNS.findall(name))


def lent_reason(name: str, text: str) -> str | None:
    """Why a speaker is suggested by a name that the text does not give; None where it does."""
    return f"the name “{one_line(name)}” is from other articles" if is_lent(name, text) else None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A name that was confirmed as a speaker.

    `quotes` are the confirmed quotes, `articles` those they stand in. `sources` are the words by which these quotes
    name the speaker ("she", "Mr. Roe"), each with the number of quotes. `kinds` and `genders` are what the suggestions
    of these articles took the speaker for (`person`, `org` …; `male`, `female`), each with the number of articles.
    """

    name: str
    quotes: int
    articles: int
    sources: Counts = ()
    kinds: Counts = ()
    genders: Counts = ()


@dataclass(frozen=True, slots=True)
class Acquaintances:
    """All of them, by name, and the names that stand for another one since somebody renamed a speaker everywhere."""

    known: tuple[Acquaintance, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.known or self.renamed)

    def told(self) -> dict[str, Any]:
        """What a run records of them: how many, and a digest by which two runs can be told to have known the same."""
        held = [[one.name, one.quotes, one.articles, one.sources, one.kinds, one.genders] for one in self.known]
        text = json.dumps([held, sorted(self.renamed.items())], ensure_ascii=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode("ascii")).hexdigest()[:12]
        return {"known": len(self.known), "renamed": len(self.renamed), "digest": digest}
