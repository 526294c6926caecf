"""Where the words of a quote stand in a text, when they are given as strings.

Strings that come from elsewhere are often not quite those of the text: curly marks became straight, line breaks spaces,
accents other code points. So words are looked for as they are, and in a *plain* form of both. Where they stand in
several places, content, cue and source of a quote are chosen together: those that stand nearest to each other. What
this does not decide clearly is not placed, since a wrong place is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from annotator.core.drawable import count, is_mark, one_line
from annotator.core.model import Span
from annotator.core.quotation_marks import APOSTROPHES, MARKS

# ---- Words and places.


class Unplaced(ValueError):
    """Words stand nowhere, or in several places of which nothing tells the right one. The message is one line."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text. `occurrence`, from 1, says which ones where they stand in several places."""

    text: str
    occurrence: int | None = None


Place = Span | Words
"""Where something stands: its offsets, or what stands there."""


class Asked(NamedTuple):
    """The places that the roles of a quote were given; pieces of content with words among them are in text order."""

    content: Sequence[Place]
    cue: Place | None = None
    source: Place | None = None


class Placed(NamedTuple):
    """Where the roles of a quote stand, content in text order."""

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None


# ---- Text in its plain form, and the way back.


_MARK, _DASH, _NOTHING = "'", "-", "\u200b"
_DASHES = "‐‑‒–—―−﹘﹣－"
_UNSEEN = (0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
_VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_DOUBLED = re.compile("``|''|’’|‘‘")
_CHANGED = re.compile(rf" [ {_NOTHING}]+|--+|[\0-\x7f]?[^\0-\x7f]+")


@cache
def _alike() -> dict[int, str]:
    """The one character that stands for all that mean the same, by code points."""
    spaces = {code: " " for code in range(0x3001) if chr(code).isspace()}
    marks = dict.fromkeys(map(ord, f"{MARKS}{APOSTROPHES}`´ʼ′″"), _MARK)
    return dict.fromkeys((*_UNSEEN, *_VARIANTS), _NOTHING) | dict.fromkeys(map(ord, _DASHES), _DASH) | spaces | marks


@dataclass(slots=True)
class _Plain:
    """A text in its plain form: all marks are one, and all dashes; white space is one space; what takes no place is
    gone; the rest is NFKC.

    Stretch i of it begins at `begins[i]`, and in the text at `was[i]`. One that is `whole` is never cut.
    """

    text: str = ""
    begins: list[int] = field(default_factory=list)
    was: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> _Plain:
        """The plain form of a text."""
        made, pieces, at, size = cls(), [], 0, 0
        even = _DOUBLED.sub(_MARK + _NOTHING, text).translate(_alike())

        def add(start: int, words: str, whole: bool) -> None:
            nonlocal size
            if words or whole:
                made.begins.append(size)
                made.was.append(start)
                made.whole.append(whole)
                pieces.append(words)
                size += len(words)

        for start, end, words in _changes(even):
            add(at, even[at:start], False)
            add(start, words, True)
            at = end
        add(at, even[at:], False)
        add(len(text), "", True)
        made.text = "".join(pieces)
        return made

    def span(self, start: int, end: int) -> Span | None:
        """Where that stands in the text; None where it would cut what cannot be cut."""
        first, last = bisect_right(self.begins, start) - 1, bisect_right(self.begins, end - 1) - 1
        before, after = start - self.begins[first], end - self.begins[last]
        if not self.whole[last]:
            behind = self.was[last] + after
        elif end == self.begins[last + 1]:
            behind = self.was[last + 1]
        else:
            return None
        return None if self.whole[first] and before else Span(self.was[first] + before, behind)


def _changes(even: str) -> Iterator[tuple[int, int, str]]:
    """Where the plain form has other characters, or fewer, and what stands there in it."""
    for found in _CHANGED.finditer(even):
        start, words = found.start(), found[0]
        if words[0] in (" ", _DASH) and words[1] in (" ", _DASH, _NOTHING):
            yield start, found.end(), words[0]
        elif _NOTHING in words or not unicodedata.is_normalized("NFKC", words):
            yield from _letters(words, start)


def _letters(words: str, start: int) -> Iterator[tuple[int, int, str]]:
    """The letters, with the marks that belong to each, that the plain form has otherwise."""
    at = 0
    for behind in (
        *(at for at in range(1, len(words)) if words[at] != _NOTHING and not is_mark(words[at])),
        len(words),
    ):
        letter = words[at:behind]
        plain = unicodedata.normalize("NFKC", letter.replace(_NOTHING, "")).translate(_alike())
        if plain != letter:
            yield start + at, start + behind, plain
        at = behind


# ---- Looking for words.


_MOST_EFFORT = 4_000_000_000
"""Characters that are looked through at most for all quotes of a text: some seconds. Set by hand: a novel of a million
characters has a few thousand strings."""
_PLACE = 200
"""What a place that is found costs, in characters looked through."""
_CHOICE = 2_000
"""What weighing a choice of places costs."""
_MOST_PLACES = 1000
"""Places of the rarest words of a quote at most. Set by hand."""
_BESIDE, _KEPT = 3, 8
"""How many places of other words are looked at on each side of one, and choices kept at a time. Set by hand."""
_ELSEWHERE = 100
"""How far away, in characters, the next sentence seems. Set by hand."""
_CLEARLY, _AT_LEAST = 1.5, 10
"""A choice is clear where the next one is so many times, and so many characters, as far spread. Set by measurement."""

_SHOWN = 40
"""Characters of the words that a message names."""
_NO_SPACES = "\u0e00"
"""From here on are mostly scripts that have no spaces between words, or join words."""

_Choice = tuple[Span | None, ...]


class Placer:
    """Finds places in one text. `sentences`, in order, are its sentences, as far as they are known."""

    def __init__(self, text: str, sentences: Sequence[Span] = ()) -> None:
        self._text = text
        self._sentences = [sentence.start for sentence in sentences]
        self._effort = _MOST_EFFORT
        self._plain: _Plain | None = None
        self._found: dict[str, tuple[list[Span], list[Span]]] = {}

    def all_placed(self, quotes: Sequence[Asked]) -> list[Placed | Unplaced]:
        """Where each of the quotes of the text stands, or why that cannot be said."""
        found: list[Placed | Unplaced] = []
        for quote in quotes:
            try:
                found.append(self.placed(quote))
            except Unplaced as error:
                found.append(error)
        return found

    def placed(self, quote: Asked) -> Placed:
        """Where all roles of a quote stand.

        Raises Unplaced where words are not in the text, where nothing tells which of several places is meant, and where
        finding it would take too long.
        """
        asked: list[tuple[str, Place]] = [("content", piece) for piece in quote.content]
        asked += [(role, place) for role, place in zip(("cue", "source"), quote[1:], strict=True) if place is not None]
        options = [self._places(role, place) for role, place in asked]
        chosen = [one[0] for one in options]
        if any(isinstance(place, Words) for _, place in asked):
            chosen = self._chosen(asked, options)
        beside = {role: span for (role, _), span in zip(asked, chosen, strict=True)}
        return Placed(tuple(chosen[: len(quote.content)]), beside.get("cue"), beside.get("source"))

    def _places(self, role: str, place: Place) -> list[Span]:
        """All places that may be meant, in order. Raises Unplaced where there is none."""
        if isinstance(place, Span):
            return [place]
        exact, alike = self._looked_up(place.text)
        told = f"the {role} {one_line(place.text, _SHOWN)!r}"
        if not exact and not alike:
            raise Unplaced(f"{told} is not in the text")
        if place.occurrence is None:
            return sorted([*exact, *alike])
        found = exact or alike
        if place.occurrence > len(found):
            raise Unplaced(f"{told} has no occurrence {place.occurrence}: it stands in {count(len(found), 'place')}")
        return [found[place.occurrence - 1]]

    def _looked_up(self, words: str) -> tuple[list[Span], list[Span]]:
        """The places of just these words, and those of words that are the same in the plain form."""
        if words not in self._found:
            if self._plain is None:
                self._plain = _Plain.of(self._text)
            sought = words.strip()
            exact = [Span(at, at + len(sought)) for at in self._each(sought, self._text)]
            alike = []
            self._spend(len(words))
            sought = _Plain.of(sought).text.strip()
            for at in self._each(sought, self._plain.text):
                span = self._plain.span(at, at + len(sought))
                if span is not None and not _touches(exact, span):
                    alike.append(span)
            self._found[words] = (
                [span for span in exact if self._is_of_words(span)],
                [span for span in alike if self._is_of_words(span)],
            )
        return self._found[words]

    def _each(self, sought: str, text: str) -> Iterator[int]:
        """Each place where it begins, also where the one before has not ended."""
        at = text.find(sought) if sought else -1
        self._spend(len(text))
        while at >= 0:
            yield at
            self._spend(len(sought) + _PLACE)
            at = text.find(sought, at + 1)

    def _is_of_words(self, span: Span) -> bool:
        """Whether the span cuts no word at its edges."""
        return not any(_joined(*self._text[at - 1 : at + 1]) for at in span if 0 < at < len(self._text))

    def _spend(self, effort: int) -> None:
        self._effort -= effort
        if self._effort < 0:
            raise Unplaced("looking for the words of so many quotes takes too long: give offsets")

    # Choosing places.

    def _chosen(self, asked: Sequence[tuple[str, Place]], options: Sequence[Sequence[Span]]) -> list[Span]:
        """One of the places of each, so that they are near each other. Raises Unplaced where that is not clear."""
        ranked = self._ranked(asked, options)
        if not ranked:
            raise Unplaced("its content, cue and source have no places beside each other")
        (best, spread), *others = ranked[:2]
        if others and others[0][1] < max(spread * _CLEARLY, spread + _AT_LEAST):
            at = next(at for at, span in enumerate(best) if span != others[0][0][at])
            role, place = asked[at]
            words = place.text if isinstance(place, Words) else ""
            told = f"the {role} {one_line(words, _SHOWN)!r} stands in {count(len(options[at]), 'place')}"
            raise Unplaced(f"{told}, and nothing near tells which: give its occurrence")
        return list(best)  # type: ignore[arg-type]

    def _ranked(
        self, asked: Sequence[tuple[str, Place]], options: Sequence[Sequence[Span]]
    ) -> list[tuple[_Choice, float]]:
        """Choices of places, and how far spread each is, the nearest first."""
        first = min(range(len(asked)), key=lambda at: len(options[at]))
        if len(options[first]) > _MOST_PLACES:
            raise Unplaced(
                f"the {asked[first][0]} stands in {count(len(options[first]), 'place')}: give offsets or its occurrence"
            )
        pieces = sum(role == "content" for role, _ in asked)
        after = [*range(first + 1, pieces), *reversed(range(min(first, pieces)))]
        order = [first, *after, *(at for at in range(pieces, len(asked)) if at != first)]
        found: dict[_Choice, float] = {}
        for span in options[first]:
            kept: list[_Choice] = [tuple(span if at == first else None for at in range(len(asked)))]
            for at in order[1:]:
                made = {
                    choice: self._spread(choice, asked)
                    for before in kept
                    for choice in _extended(before, at, options[at])
                    if self._fits(choice, at, asked)
                }
                kept = sorted(made, key=made.__getitem__)[:_KEPT]
            found |= {choice: self._spread(choice, asked) for choice in kept}
        return sorted(found.items(), key=lambda item: item[1])

    def _fits(self, choice: _Choice, added: int, asked: Sequence[tuple[str, Place]]) -> bool:
        """Whether what was added stands beside the others, and content in its order; offsets are as they were given."""
        self._spend(_CHOICE)
        span = choice[added]
        for at, other in enumerate(choice):
            if at == added or span is None or other is None:
                continue
            if isinstance(asked[at][1], Span) and isinstance(asked[added][1], Span):
                continue
            if span.overlaps(other):
                return False
            if asked[at][0] == asked[added][0] and (at < added) != (other < span):
                return False
        return True

    def _spread(self, choice: _Choice, asked: Sequence[tuple[str, Place]]) -> float:
        """How far the places are from each other, in characters."""
        content = [span for (role, _), span in zip(asked, choice, strict=True) if role == "content" and span]
        beside = {role: span for (role, _), span in zip(asked, choice, strict=True) if role != "content" and span}
        spread = sum(self._apart(one, other) for one, other in pairwise(content))
        for role, span in beside.items():
            near = [beside["cue"]] if role == "source" and "cue" in beside else content
            spread += min((self._apart(span, other) for other in near), default=0)
        return spread

    def _apart(self, one: Span, other: Span) -> int:
        first, last = sorted((one, other))
        between = bisect_right(self._sentences, last.start) - bisect_right(self._sentences, first.end - 1)
        return max(0, last.start - first.end) + _ELSEWHERE * max(0, between)


def _extended(before: _Choice, at: int, options: Sequence[Span]) -> Iterator[_Choice]:
    """The choice with one place more: those nearest to what is there already."""
    near: dict[Span, None] = {}
    for span in before:
        if span is not None:
            middle = bisect_left(options, span)
            near |= dict.fromkeys(options[max(0, middle - _BESIDE) : middle + _BESIDE])
    for span in near:
        yield (*before[:at], span, *before[at + 1 :])


def _touches(spans: Sequence[Span], span: Span) -> bool:
    """Whether one of the spans, which are in order and of one length, shares a character with it."""
    at = bisect_left(spans, span)
    return any(other.overlaps(span) for other in spans[max(0, at - 1) : at + 1])


def _joined(before: str, after: str) -> bool:
    """Whether the two stand in one word. Scripts without spaces between words have no such places."""
    return (before.isalnum() and after.isalnum() and max(before, after) < _NO_SPACES) or is_mark(after)
