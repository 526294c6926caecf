"""Names of speakers in a database: what those known from other articles lend, and new names for them everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from typing import Any, NamedTuple

from annotator.core.draw import sha256_of
from annotator.core.drawable import one_line
from annotator.core.model import CastMember, Labels
from annotator.core.text.marked_text import RUNS

NAME = 40
"""Characters of a name, or of another text, that are said in a line."""


def name_or_nobody(speaker: str | None) -> str:
    """A speaker as a line says it."""
    return "nobody" if speaker is None else one_line(speaker, NAME)


# ---- Speakers that annotators confirmed in the articles of a database: what they lend to suggestions for new ones.


Counts = tuple[tuple[str, int], ...]
"""How often each of several words was met, in the order of the words."""


def lent_reason(name: str, text: str) -> str | None:
    """Why a speaker is suggested by a name that comes from other articles; None where the text gives the name.

    It does not where a word of the name with a capital stands nowhere in it.

    >>> lent_reason("Ngozi Okonjo", "Ms. Okonjo agreed."), lent_reason("Okonjo", "Ms. Okonjo agreed.")
    ('the name “Ngozi Okonjo” is from other articles', None)
    """
    here = {word.casefold() for word in RUNS.findall(text)}
    lent = any(word[0].isupper() and word.casefold() not in here for word in RUNS.findall(name))
    return f"the name “{one_line(name)}” is from other articles" if lent else None


class Acquaintance(NamedTuple):
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

    def record(self) -> dict[str, Any]:
        """What a run records of them: how many, and a digest by which two runs can be told to have known the same."""
        text = json.dumps([self.known, sorted(self.renamed.items())], separators=(",", ":"))
        return {"known": len(self.known), "renamed": len(self.renamed), "digest": sha256_of(text).hexdigest()[:12]}


# ---- New names for speakers in all that has them: labels and casts.


Names = Mapping[str, str]
"""The new name of a speaker by the old one."""


def composed_renamings(renamings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What becomes of each name when one renaming comes after the other.

    A name that stands for another one already is not shown any more, and not renamed again.

    >>> composed_renamings([("Roe", "J. Roe"), ("J. Roe", "Jane Roe"), ("Doe", "Jon Doe"), ("Jon Doe", "Doe")])
    {'Roe': 'Jane Roe', 'J. Roe': 'Jane Roe', 'Jon Doe': 'Doe'}
    """
    names: dict[str, str] = {}
    for old, new in renamings:
        names = {name: new if shown == old else shown for name, shown in names.items()}
        names.setdefault(old, new)
    return {name: shown for name, shown in names.items() if name != shown}


def renamed_labels(labels: Labels, names: Names) -> Labels:
    """The labels with the new names; the same ones where none of their speakers has one."""
    renamed = labels.with_quotes(
        replace(quote, speaker=names[quote.speaker]) if quote.speaker is not None and quote.speaker in names else quote
        for quote in labels.quotes
    )
    return labels if renamed == labels else renamed


def answered_labels(suggested: Labels, decided: Labels, names: Names) -> Labels:
    """What was suggested, with the names that its speakers have now, as a decision answered it.

    A name that the decision still has, or one that stood between, was given another one by somebody else since: that is
    nobody's edit.
    """
    speakers = {part.speaker for part in decided.quotes if part.speaker}
    called = {names.get(speaker, speaker): speaker for speaker in sorted(speakers)}
    there = {old: called.get(new, new) for old, new in names.items() if old not in speakers}
    return renamed_labels(suggested, there)


def suggested_names(said: Labels, suggested: Labels, then: Names) -> list[str | None]:
    """Of each quote that was said, what its speaker is called in what was suggested, if the name is from there.

    `then` are the names that stood for others when it was said. None: it was said otherwise.
    """
    names = []
    for part in said.quotes:
        alike = (quote.speaker for quote in suggested.quotes if quote.speaker and part.shares_content(quote))
        names.append(next((name for name in alike if then.get(name, name) == part.speaker), None))
    return names


def with_names_of_today(labels: Labels, origins: Iterable[str | None], then: Names, now: Names) -> Labels:
    """The labels, where a quote has the name that its first one had then, with the name that that has now.

    `origins`: the first name of each quote; None where it is to stay as it is.
    """
    return labels.with_quotes(
        replace(quote, speaker=now.get(first, first)) if first and quote.speaker == then.get(first, first) else quote
        for quote, first in zip(labels.quotes, chain(origins, repeat(None)), strict=False)
    )


def renamed_cast(cast: tuple[CastMember, ...], names: Names) -> tuple[CastMember, ...]:
    """The cast with the new names. Members that have one name now are one, in the place of the first of them."""
    if not any(member.name in names for member in cast):
        return cast
    members: dict[str, CastMember] = {}
    for member in cast:
        name = names.get(member.name, member.name)
        first = members.get(name)
        members[name] = member._replace(name=name) if first is None else _joined(first, member)
    return tuple(members.values())


def _joined(first: CastMember, other: CastMember) -> CastMember:
    return first._replace(
        mentions=tuple(sorted({*first.mentions, *other.mentions})),
        speaks=first.speaks or other.speaks,
        kind=first.kind or other.kind,
        gender=first.gender or other.gender,
    )
