"""Where the words of a quote stand in a text, when they are given as strings.

Strings that come from elsewhere are often not quite those of the text: curly marks became straight, line breaks spaces,
accents other code points. So words are looked for as they are, else in a *plain* form of both. Where they stand in
several places, content, cue and source of a quote are chosen together: those that stand nearest to each other. What
this does not decide clearly is not placed, since a wrong place is worse than none.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cache
from itertools import pairwise, product
from typing import NamedTuple

from annotator.core.drawable import count, is_mark, one_line
from annotator.core.model import Span, Spans
from annotator.core.quotes.assembly import without
from annotator.core.text.marked_text import APOSTROPHES, MARKS


class Unplaced(ValueError):
    """Words stand nowhere, or in several places of which nothing tells the right one. The message is one line."""


class Words(NamedTuple):
    """Words of a text. `occurrence`, from 1, says which ones where they stand in several places."""

    text: str
    occurrence: int | None = None


Place = Span | Words
"""Where something stands: its offsets, or what stands there."""


class AskedPlaces(NamedTuple):
    """The places that the roles of a quote were given; pieces of content with words among them are in text order."""

    content: Sequence[Place]
    cue: Place | None = None
    source: Place | None = None


class Placed(NamedTuple):
    """Where the roles of a quote stand, content in text order."""

    content: Spans
    cue: Span | None
    source: Span | None


# ---- Text in its plain form, and the way back.


_SINGLE = "`´'’‘"
_DASHES = "‐‑‒–—―−﹘﹣－"
_UNSEEN = "\u00ad\u034f\u061c\u180e\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f"


@cache
def _plain_of(char: str) -> str:
    """A character as it is compared: all marks are one, and all dashes; what is not seen is nothing."""
    if char in MARKS or char in APOSTROPHES or char in "`´ʼ′″":
        return "'"
    if char.isspace():
        return " "
    return "-" if char in _DASHES else "" if char in _UNSEEN else unicodedata.normalize("NFKD", char)


def _plain(text: str, *, pairs: bool) -> tuple[str, list[int]]:
    """The text in its plain form, and where each of its characters stood, and the end.

    White space in a row is one space, dashes in a row are one; with `pairs`, two like single marks are one mark.
    """
    letters, was, before = list[str](), list[int](), ""
    for position, char in enumerate(text):
        plain = _plain_of(char)
        if (plain in (" ", "-") and letters[-1:] == [plain]) or (pairs and char == before and char in _SINGLE):
            before = ""
            continue
        before = char
        letters += plain
        was += [position] * len(plain)
    return "".join(letters), [*was, len(text)]


# ---- Looking for words, and choosing among their places.


_MOST_EFFORT = 8_000_000_000
"""Characters that are looked through at most for all quotes of a text: some seconds. Set by hand."""
_LOOK = 10_000
"""What it costs, in characters looked through, to look at a place or to weigh a choice of places."""
_MOST_PLACES = 1000
"""Places of the words of a role at most. Set by hand."""
_BESIDE = 3
"""How many places of a cue or source are weighed on each side of an edge of the content. Set by hand."""
_ELSEWHERE, _ACROSS = 200, 60
"""How much farther away, in characters, the next sentence seems, and where only one of cue and source lies in the words
of the content; and how much where they lie there, or with content between them. Set by measurement."""
_CLEARLY, _MARGIN, _CLOSE, _CLOSE_MARGIN = 1.5, 40, 12, 3
"""A choice is clear where the next one is so many times as far apart, and by so many characters; where it is close, and
only one role differs, by fewer. Set by measurement."""
_ENDS = re.compile(rf"[.?!…][{re.escape(MARKS)})\]]*\s+(?![a-zß-ÿ])|\n\s*")
"""What ends a sentence, roughly, where nobody knows better."""
_IN_ORDER = 6
"""Quotes that come in the order of their text at least, so that this cannot be chance. Set by hand."""
_SHOWN = 40
"""Characters of the words that a message names."""
_NO_SPACES = "\u0e00"
"""From here on are mostly scripts that have no spaces between words, or join words."""

_Gaps = tuple[int, int, int]


class Placer:
    """Finds places in one text. `sentences`, in order, are its sentences, as far as they are known."""

    def __init__(self, text: str, sentences: Sequence[Span] = ()) -> None:
        self._text, self._effort = text, _MOST_EFFORT
        self._sentences = [sentence.start for sentence in sentences] or [end.end() for end in _ENDS.finditer(text)]
        self._forms: dict[bool | None, tuple[str, Sequence[int]]] = {None: (text, range(len(text) + 1))}
        self._by_words: dict[str, list[Span]] = {}

    def all_placed(self, quotes: Sequence[AskedPlaces]) -> list[Placed | Unplaced]:
        """Where each of the quotes of the text stands, or why that cannot be said.

        Where those that are clear come in the order of the text, each other one is looked for between its neighbours.
        """
        outcomes = [self._tried(quote) for quote in quotes]
        clear = [outcome.content[0].start for outcome in outcomes if isinstance(outcome, Placed)]
        if len(clear) < _IN_ORDER or clear != sorted(clear):
            return outcomes
        clear, before = [-1, *clear, len(self._text)], 0
        for number, outcome in enumerate(outcomes):
            if isinstance(outcome, Placed):
                before += 1
            else:
                again = self._tried(quotes[number], clear[before], clear[before + 1])
                outcomes[number] = again if isinstance(again, Placed) else outcome
        return outcomes

    def _tried(self, quote: AskedPlaces, behind: int = -1, ahead: int = sys.maxsize) -> Placed | Unplaced:
        try:
            return self.placed(quote, behind, ahead)
        except Unplaced as error:
            return error

    def placed(self, quote: AskedPlaces, behind: int = -1, ahead: int = sys.maxsize) -> Placed:
        """Where all roles of a quote stand, its content between these two places.

        Content that is cited across its cue or source is cut there. Raises Unplaced where words are not in the text,
        where nothing tells which of several places is meant, and where finding it would take too long.
        """
        pieces = [self._places("content", piece) for piece in quote.content]
        beside = [self._places(role, place) for role, place in zip(("cue", "source"), quote[1:], strict=True)]
        choices = (
            choice
            for content in _contents(quote.content, pieces)
            if behind < content[0].start < ahead
            for choice in map(Placed._make, product([content], *(_near(places, content) for places in beside)))
            if self._fits(choice, quote)
        )
        ranked = sorted((sum(gaps), gaps, choice) for choice in choices for gaps in [self._gaps(choice)])
        if not ranked:
            raise Unplaced("its content, cue and source have no places beside each other")
        (_, gaps, best), *others = ranked
        apart = [role for role, span in enumerate(best) if others and span != others[0][2][role]]
        if apart and not _is_clear(gaps, others[0][1], len(apart)):
            first = apart[0]
            words = next(
                place.text for place in (*quote.content, *quote[1:])[first and first - 3 :] if isinstance(place, Words)
            )
            beginning = f"the {Placed._fields[first]} {one_line(words, _SHOWN)!r} stands in"
            places = count(len(self._looked_up(words)), "place")
            raise Unplaced(f"{beginning} {places}, and nothing near tells which: give its occurrence")
        content = best.content
        for hole in filter(None, best[1:]):
            if isinstance(quote.content[0], Words) and any(map(hole.within, content)):
                content = without(self._text, content, hole)
        if not content:
            raise Unplaced("nothing of its content is beside its cue and source")
        return best._replace(content=content)

    def _places(self, role: str, place: Place | None) -> list[Span]:
        """All places that may be meant, in order. Raises Unplaced where there is none."""
        if not isinstance(place, Words):
            return [] if place is None else [place]
        spans = self._looked_up(place.text)
        named = f"the {role} {one_line(place.text, _SHOWN)!r}"
        if not spans:
            raise Unplaced(f"{named} is not in the text")
        if place.occurrence is None:
            if len(spans) > _MOST_PLACES:
                raise Unplaced(f"{named} stands in more than {_MOST_PLACES} places: give its occurrence")
            return spans
        if place.occurrence > len(spans):
            places = count(len(spans), "place")
            raise Unplaced(f"{named} has no occurrence {place.occurrence}: it stands in {places}")
        return [spans[place.occurrence - 1]]

    def _looked_up(self, words: str) -> list[Span]:
        """The places of just these words, else of those that have the same plain form; none of them cuts a word."""
        if words not in self._by_words:
            self._spend(500 * len(words))  # they are made plain
            in_forms = (self._in_form(words, pairs) for pairs in (None, False, True))
            self._by_words[words] = next(filter(None, in_forms), [])
        return self._by_words[words]

    def _in_form(self, words: str, pairs: bool | None) -> list[Span]:
        """The places of words in a form of the text: as it is where `pairs` is None, else plain."""
        if pairs is not None:
            words = _plain(unicodedata.normalize("NFC", words), pairs=pairs)[0]
            if pairs not in self._forms:
                self._forms[pairs] = _plain(self._text, pairs=pairs)
        text, was = self._forms[pairs]
        words = words.strip()
        spans = [(start, Span(was[start], was[start + len(words)])) for start in self._each(words, text)]
        return [span for start, span in spans if self._is_of_words(span) and _is_whole(was, start, len(words))]

    def _each(self, sought: str, text: str) -> Iterator[int]:
        """Each place in the text where that begins, without those that overlap the one before."""
        self._spend(len(text) + len(sought))
        start = text.find(sought) if sought else -1
        while start >= 0:
            yield start
            self._spend(_LOOK)
            start = text.find(sought, start + len(sought))

    def _is_of_words(self, span: Span) -> bool:
        """Whether the span cuts no word at its edges."""
        return not any(_joined(*self._text[edge - 1 : edge + 1]) for edge in span if 0 < edge < len(self._text))

    def _spend(self, effort: int) -> None:
        self._effort -= effort
        if self._effort < 0:
            raise Unplaced("looking for the words of so many quotes takes too long: give offsets")

    def _fits(self, choice: Placed, quote: AskedPlaces) -> bool:
        """Whether the roles lie beside each other; offsets are as they were given, and content of words may be cut."""
        self._spend(_LOOK)
        content, cue, source = choice
        cited, given = isinstance(quote.content[0], Words), [isinstance(place, Span) for place in quote[1:]]
        if cue and source and cue.overlaps(source) and not all(given):
            return False
        return not any(
            span is not None
            and span.overlaps(piece)
            and not (span != piece and span.within(piece) if cited else is_given)
            for span, is_given in zip(choice[1:], given, strict=True)
            for piece in content
        )

    def _gaps(self, choice: Placed) -> _Gaps:
        """How far from each other the pieces of the content are, the cue from it, and the source from its cue."""
        content, cue, source = choice
        gaps = [
            min(self._apart(span, piece) + _ACROSS * span.within(piece) for piece in content) if span else 0
            for span in choice[1:]
        ]
        if cue and source:
            between = Span(min(cue.start, source.start), max(cue.end, source.end))
            cue_inside, source_inside = (any(map(span.within, content)) for span in (cue, source))
            across = source_inside or any(piece.within(between) for piece in content)
            gaps[1] = self._apart(source, cue) + _ACROSS * across + _ELSEWHERE * (cue_inside != source_inside)
        return sum(self._apart(piece, following) for piece, following in pairwise(content)), gaps[0], gaps[1]

    def _apart(self, span: Span, other: Span) -> int:
        first, last = sorted((span, other))
        between = bisect_right(self._sentences, last.start) - bisect_right(self._sentences, first.end - 1)
        return max(0, last.start - first.end) + _ELSEWHERE * max(0, between)


def _contents(given: Sequence[Place], places: Sequence[Sequence[Span]]) -> Iterator[Spans]:
    """The places of all pieces of a content: behind each place of the first the next of each other one."""
    if all(isinstance(place, Span) for place in given):
        yield tuple(place for (place,) in places)
        return
    for first in places[0]:
        pieces = [first]
        for options in places[1:]:
            pieces += options[bisect_left(options, (pieces[-1].end,)) :][:1]
        if len(pieces) == len(places):
            yield tuple(pieces)


def _near(places: Sequence[Span], content: Sequence[Span]) -> Set[Span | None]:
    """Those of the places that are nearest to edges of the content; none where there are none."""
    near = {bisect_left(places, (edge,)) for piece in content for edge in piece}
    return {place for number in near for place in places[max(0, number - _BESIDE) : number + _BESIDE]} or {None}


def _is_clear(gaps: _Gaps, others: _Gaps, apart: int) -> bool:
    """Whether places with these gaps are clearly nearer to each other than the next ones, by what differs in them.

    So many of the roles are `apart`.
    """
    near = sum(gap for gap, other in zip(gaps, others, strict=True) if gap != other)
    far = near + sum(others) - sum(gaps)
    return far >= near + _CLOSE_MARGIN if near <= _CLOSE and apart == 1 else far >= max(near * _CLEARLY, near + _MARGIN)


def _is_whole(was: Sequence[int], start: int, size: int) -> bool:
    """Whether so many plain characters from there on begin and end with whole characters of the text."""
    return (not start or was[start - 1] != was[start]) and was[start + size - 1] != was[start + size]


def _joined(before: str, after: str) -> bool:
    """Whether the two stand in one word. Scripts without spaces between words have no such places."""
    return (before.isalnum() and after.isalnum() and max(before, after) < _NO_SPACES) or is_mark(after)
