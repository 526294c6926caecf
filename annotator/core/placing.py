"""Where the words of a quote stand in a text, when they are given as strings.

Strings that come from elsewhere are often not quite those of the text: curly marks became straight, line breaks spaces,
accents other code points. So words are looked for as they are, and in a *plain* form of both. Where they stand in
several places, content, cue and source of a quote are chosen together: those that stand nearest to each other. What
this does not decide clearly is not placed, since a wrong place is worse than none.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from annotator.core.assembly import without
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


_MARK = "'"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f"
_PAIRS = "``|''|’’|‘‘"
_ALIKE = str.maketrans(dict.fromkeys(f"{MARKS}{APOSTROPHES}`´ʼ′″", _MARK) | dict.fromkeys(_DASHES, "-"))
_NO_SPACES = "\u0e00"
"""From here on are mostly scripts that have no spaces between words, or join words."""


class _Plain(NamedTuple):
    """A text in its plain form, and for each of its characters where the letter stands in the text that it is of."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span | None:
        """Where that stands in the text; None where it would cut a letter."""
        whole = (
            self.starts[start] not in self.starts[start - 1 : start]
            and self.ends[end - 1] not in self.ends[end : end + 1]
        )
        return Span(self.starts[start], self.ends[end - 1]) if whole else None


@cache
def _letters(first: str) -> re.Pattern[str]:
    """What becomes one letter: what `first` says, white space, dashes, or a character with the marks that belong to it.

    No more than so many marks, as in Unicode's stream-safe format: to sort them takes long.
    """
    marks = "".join(filter(is_mark, map(chr, range(0x300, 0x1F000))))
    return re.compile(
        rf"(?P<plain>[!#-&(-,./-_a-~]+(?![{marks}{_UNSEEN}]))|{first}\s[\s{_UNSEEN}]*|[{_DASHES}]+|.[{marks}{_UNSEEN}]{{0,30}}",
        re.DOTALL,
    )


def _plain(text: str, pairs: str = "") -> _Plain:
    """All marks are one, and all dashes; white space is one space, what is not seen is gone; the rest is NFKC.

    Where `pairs` are given, each of them is one mark.
    """
    words, starts, ends = [], array("L"), array("L")
    for found in _letters(pairs).finditer(text):
        start, end = found.span()
        if found["plain"]:
            words.append(found[0])
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        match found[0]:
            case "``" | "''" | "’’" | "‘‘":
                letter = _MARK
            case letter if letter[0].isspace() or letter[0] in _DASHES:
                letter = " " if letter[0].isspace() else "-"
            case letter:
                letter = unicodedata.normalize("NFKC", re.sub(f"[{_UNSEEN}]", "", letter).translate(_ALIKE))
        words.append(letter)
        starts.extend([start] * len(letter))
        ends.extend([end] * len(letter))
    return _Plain("".join(words), starts, ends)


# ---- Looking for words, and choosing among their places.


_MOST_EFFORT = 5_000_000_000
"""Characters that are looked through at most for all quotes of a text: some seconds. Set by hand."""
_EFFORT = 5_000
"""What it costs to keep a place, or to weigh a choice of some, in characters looked through."""
_BESIDE, _KEPT = 3, 8
"""How many places of other words are looked at on each side of one, and choices kept at a time. Set by hand."""
_ELSEWHERE, _ACROSS = 200, 60
"""How much farther, in characters, the next sentence seems, and only one of cue and source in the words of the content;
and how much both in them, which are cut there, and a source if content stands between it and the cue."""
_CLOSE, _CLOSE_MARGIN, _CLEARLY, _MARGIN = 12, 3, 1.5, 40
"""A choice is clear where the next one is so many times as far apart, and by so many characters; where only one role
differs, and is close, by fewer. Set by measurement: of 19,831 quotes that people marked in 840 articles, 11 are placed
elsewhere and 83 refused."""
_IN_ORDER = 6
"""Quotes that come in the order of their text at least, so that this cannot be chance. Set by hand."""
_ENDS = re.compile(rf"[.?!…][{re.escape(MARKS)})\]]*\s+(?![a-zß-ÿ])|\n\s*")
"""What ends a sentence, roughly, where nobody knows better."""
_CUE, _SOURCE = sys.maxsize - 1, sys.maxsize

_Choice = dict[int, Span]
"""Places by what they are of: the numbers of pieces of content, the cue, the source."""


class Placer:
    """Finds places in one text. `sentences`, in order, are its sentences, as far as they are known."""

    def __init__(self, text: str, sentences: Sequence[Span] = ()) -> None:
        self._text = text
        self._sentences = [one.start for one in sentences] or [end.end() for end in _ENDS.finditer(text)]
        self._effort = _MOST_EFFORT
        self._found: dict[str, tuple[list[Span], list[Span]]] = {}

    def all_placed(self, quotes: Sequence[Asked]) -> list[Placed | Unplaced]:
        """Where each of the quotes of the text stands, or why that cannot be said.

        Where those that are clear come in the order of the text, each other one is looked for between its neighbours.
        """
        found = [self._tried(quote, -1, len(self._text)) for quote in quotes]
        clear = deque(one.content[0].start for one in found if isinstance(one, Placed))
        if len(clear) < _IN_ORDER or list(clear) != sorted(clear):
            return found
        behind = -1
        for number, quote in enumerate(quotes):
            if isinstance(found[number], Placed):
                behind = clear.popleft()
            else:
                again = self._tried(quote, behind, clear[0] if clear else len(self._text))
                if isinstance(again, Placed):
                    found[number], behind = again, again.content[0].start
        return found

    def _tried(self, quote: Asked, behind: int, ahead: int) -> Placed | Unplaced:
        try:
            return self.placed(quote, behind, ahead)
        except Unplaced as error:
            return error

    def placed(self, quote: Asked, behind: int = -1, ahead: int = sys.maxsize) -> Placed:
        """Where all roles of a quote stand, its content between these two places.

        Raises Unplaced where words are not in the text, where nothing tells which of several places is meant, and where
        finding it would take too long.
        """
        asked = dict(enumerate(quote.content)) | {_CUE: quote.cue, _SOURCE: quote.source}
        given = {key: place for key, place in asked.items() if place is not None}
        if not any(isinstance(place, Words) for place in given.values()):
            return Placed(tuple(quote.content), quote.cue, quote.source)  # type: ignore[arg-type]
        options = {key: self._places(_role(key), place) for key, place in given.items()}
        options[0] = options[0][bisect_left(options[0], (behind + 1,)) : bisect_left(options[0], (ahead,))]
        chosen = self._chosen(given, options)
        content = tuple(chosen[key] for key in range(len(quote.content)))
        beside = chosen.get(_CUE), chosen.get(_SOURCE)
        for hole in filter(None, beside):
            if any(_is_across(given[key], chosen[key], hole) for key in range(len(quote.content))):
                content = without(self._text, content, hole)
        if not content:
            raise Unplaced("nothing of its content is beside its cue and source")
        return Placed(content, *beside)

    def _places(self, role: str, place: Place) -> list[Span]:
        """All places that may be meant, in order. Raises Unplaced where there is none."""
        if isinstance(place, Span):
            return [place]
        exact, found = self._looked_up(place.text.strip())
        if not found:
            raise Unplaced(f"the {role} {_shown(place)} is not in the text")
        if place.occurrence is None:
            return found
        found = exact or found
        if place.occurrence > len(found):
            many = f"it stands in {count(len(found), 'place')}"
            raise Unplaced(f"the {role} {_shown(place)} has no occurrence {place.occurrence}: {many}")
        return [found[place.occurrence - 1]]

    def _looked_up(self, words: str) -> tuple[list[Span], list[Span]]:
        """The places of just these words, and with them those of words that have the same plain form."""
        if words not in self._found:
            self._spend(len(words) * 500)
            sought = _plain(words).text.strip()
            places = [self._plain.span(at, at + len(sought)) for at in self._each(sought, self._plain.text)]
            alike = [span for span in places if span and self._is_of_words(span)]
            exact = [span for span in alike if span.of(self._text) == words]
            if not exact:
                spans = (Span(at, at + len(words)) for at in self._each(words, self._text))
                exact = [span for span in spans if self._is_of_words(span)]
                edges = {edge for span in exact for edge in span}
                alike = sorted([*exact, *(span for span in alike if edges.isdisjoint(span))])
            self._found[words] = exact, alike
        return self._found[words]

    def _each(self, sought: str, text: str) -> Iterator[int]:
        self._spend(len(text))
        at = text.find(sought) if sought else -1
        while at >= 0:
            yield at
            self._spend(len(sought) + _EFFORT)
            at = text.find(sought, at + 1)

    @cached_property
    def _plain(self) -> _Plain:
        return _plain(self._text, f"{_PAIRS}|")

    def _is_of_words(self, span: Span) -> bool:
        """Whether the span cuts no word at its edges."""
        return not any(_joined(*self._text[at - 1 : at + 1]) for at in span if 0 < at < len(self._text))

    def _spend(self, effort: int) -> None:
        self._effort -= effort
        if self._effort < 0:
            raise Unplaced("looking for the words of so many quotes takes too long: give offsets")

    def _chosen(self, asked: Mapping[int, Place], options: Mapping[int, Sequence[Span]]) -> _Choice:
        """One of the places of each, so that they are near each other. Raises Unplaced where that is not clear."""
        first = min(asked, key=lambda key: len(options[key]))
        rest = sorted(asked.keys() - {first}, key=lambda key: (key >= _CUE, abs(key - first)))
        ranked: dict[tuple[Span, ...], _Choice] = {}
        for span in options[first]:
            kept = [{first: span}]
            for key in rest:
                made = [before | {key: near} for before in kept for near in _near(options[key], before.values())]
                self._spend(len(made) * _EFFORT)
                fitting = [choice for choice in made if _fits(choice, asked)]
                kept = sorted(fitting, key=lambda choice: sum(self._gaps(choice)))[:_KEPT]
            ranked |= {tuple(choice[key] for key in asked): choice for choice in kept}
        if not ranked:
            raise Unplaced("its content, cue and source have no places beside each other")
        best, *others = sorted(ranked.values(), key=lambda choice: sum(self._gaps(choice)))[:2]
        for other in others:
            apart = [key for key in asked if best[key] != other[key]]
            if not _is_clear(self._gaps(best), self._gaps(other), len(apart)):
                told = f"{_shown(asked[apart[0]])} stands in {count(len(options[apart[0]]), 'place')}"
                raise Unplaced(f"the {_role(apart[0])} {told}, and nothing near tells which: give its occurrence")
        return best

    def _gaps(self, choice: _Choice) -> list[int]:
        """How far each place is from those that it belongs to, in characters; 0 where these are not chosen yet."""
        content = [choice[key] for key in sorted(choice) if key < _CUE]
        cue, source = choice.get(_CUE), choice.get(_SOURCE)
        gaps = [self._apart(one, other) for one, other in pairwise(content)]
        for span, near in ((cue, content), (source, [cue] if cue else content)):
            gaps.append(min((self._apart(span, other) for other in near), default=0) if span else 0)
        inside = [any(span.within(piece) for piece in content) for span in (cue, source) if span]
        gaps[-1] += sum(inside) * (_ACROSS if all(inside) else _ELSEWHERE)
        if cue and source:
            gaps[-1] += _ACROSS * any(min(cue, source) < piece < max(cue, source) for piece in content)
        return gaps

    def _apart(self, one: Span, other: Span) -> int:
        first, last = sorted((one, other))
        between = bisect_right(self._sentences, last.start) - bisect_right(self._sentences, first.end - 1)
        return max(0, last.start - first.end) + _ELSEWHERE * max(0, between)


def _role(key: int) -> str:
    return {_CUE: "cue", _SOURCE: "source"}.get(key, "content")


def _shown(place: Place) -> str:
    return repr(one_line(place.text, 40)) if isinstance(place, Words) else ""


def _near(options: Sequence[Span], spans: Iterable[Span]) -> Iterable[Span]:
    """The options that are nearest to any of the spans."""
    middles = [bisect_left(options, span) for span in spans]
    return dict.fromkeys(near for at in middles for near in options[max(0, at - _BESIDE) : at + _BESIDE])


def _fits(choice: _Choice, asked: Mapping[int, Place]) -> bool:
    """Whether places do not overlap but where content was cited across, and content is in order."""
    content = [(key, choice[key]) for key in sorted(choice) if key < _CUE]
    beside = [choice[key] for key in (_CUE, _SOURCE) if key in choice]
    return (
        all(one.end <= other.start for (_, one), (_, other) in pairwise(content))
        and not (len(beside) > 1 and beside[0].overlaps(beside[1]))
        and all(
            not span.overlaps(other) or _is_across(asked[key], span, other) for key, span in content for other in beside
        )
    )


def _is_across(place: Place, span: Span, other: Span) -> bool:
    """Whether that is content in words in which the other lies: people cite across a cue and a source."""
    return isinstance(place, Words) and span != other and other.within(span)


def _is_clear(gaps: Sequence[int], others: Sequence[int], apart: int) -> bool:
    """Whether places with these gaps are clearly nearer to each other than the next ones, by what differs in them.

    So many of the places are `apart`.
    """
    pairs = [pair for pair in zip(gaps, others, strict=True) if pair[0] != pair[1]]
    near, far = sum(one for one, _ in pairs), sum(other for _, other in pairs)
    if near <= _CLOSE and apart == 1:
        return far >= near + _CLOSE_MARGIN
    return far >= max(near * _CLEARLY, near + _MARGIN)


def _joined(before: str, after: str) -> bool:
    """Whether the two stand in one word. Scripts without spaces between words have no such places."""
    return (before.isalnum() and after.isalnum() and max(before, after) < _NO_SPACES) or is_mark(after)
