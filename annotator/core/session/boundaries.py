"""Find where spans plausibly begin and end, from the text alone: at quotation marks, clauses and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from annotator.core.model import Span
from annotator.core.quotation_marks import CLOSING, MARKS, OPENING, OUTER
from annotator.core.resources import word_lists


class Kind(StrEnum):
    """The spans of a quote."""

    CONTENT = "content"
    CUE = "cue"
    SOURCE = "source"


class Side(StrEnum):
    """The two edges of a span."""

    START = "start"
    END = "end"


class Reach(StrEnum):
    """How far one key moves an edge."""

    PLAUSIBLE = "plausible"
    WORD = "word"
    CHARACTER = "character"


_OPENING = OPENING + "([{"
_CLOSING = CLOSING + ")]}"
STOPS = ".,;:!?…"
_QUOTED_END = re.compile(rf"[.,;:!?…]*[{re.escape(CLOSING)}]$")
_TOKEN = re.compile(r"\w+(?:[’'\-./]\w+)*|[^\w\s]")
_WORD = re.compile(r"\S+")
_BREAK = re.compile(rf"[,;:—–()\[\]{re.escape(OUTER)}…]|(?<!\w)[’']|[’'](?!\w)| - |--")


def words(text: str, window: Span) -> list[Span]:
    """Return the words of a window: what stands between white space, with its punctuation."""
    return [Span(*word.span()) for word in _WORD.finditer(text, window.start, window.end)]


def bare_word(word: str) -> str:
    """A word in lower case without the marks around it."""
    return word.strip(MARKS + STOPS + "()").casefold()


def tidy(text: str, span: Span, kind: Kind) -> Span:
    """Trim a span of whole words: white space, stops at its end, quotation marks around it.

    Content keeps its quotation marks, and the stop within them. A cue keeps its colon. A span of nothing else is
    returned as it is.
    """
    start = span.end - len(span.of(text).lstrip())
    end = span.start + len(span.of(text).rstrip())
    if kind is not Kind.CONTENT:
        while start < end and text[start] in _OPENING:
            start += 1
        stops = STOPS.replace(":", "") if kind is Kind.CUE else STOPS
        while start < end and (text[end - 1] in stops or _closes_alone(text, start, end)):
            end -= 1
    elif not _QUOTED_END.search(text, start, end):
        while start < end and text[end - 1] in STOPS:
            end -= 1
    return Span(start, end) if start < end else span


def _closes_alone(text: str, start: int, end: int) -> bool:
    """Whether the last character closes what is not opened within, as the bracket of "Ada Finch (R)" is."""
    last = text[end - 1]
    bracket = {")": "(", "]": "[", "}": "{"}.get(last, "")
    return last in _CLOSING and not (bracket and bracket in text[start : end - 1])


def next_edge(
    text: str, window: Span, offset: int, side: Side, step: int, by: Reach, likely: Sequence[int] = ()
) -> int | None:
    """Return the next offset before (`step` -1) or after (+1) `offset` where a span could begin or end.

    `likely` are offsets where it probably does, first the one that was suggested: away from that one the next of them
    comes first, back towards it nothing is passed over. None where there is none within the window.
    """
    if by is Reach.CHARACTER:
        return offset + step if window.start <= offset + step <= window.end else None
    edges = (_word_edges if by is Reach.WORD else _plausible_edges)(text[window.start : window.end], side)
    ahead = [edge + window.start for edge in edges if (edge + window.start - offset) * step > 0]
    probable = [edge for edge in likely if (edge - offset) * step > 0 and window.start <= edge <= window.end]
    back = bool(likely) and (likely[0] - offset) * step > 0
    wanted = [*ahead, *probable] if back or not probable else probable
    return min(wanted, key=lambda edge: abs(edge - offset), default=None)


@lru_cache(maxsize=64)
def _word_edges(sentence: str, side: Side) -> tuple[int, ...]:
    tokens = [token.span() for token in _TOKEN.finditer(sentence)]
    return tuple(sorted({start if side is Side.START else end for start, end in tokens}))


@lru_cache(maxsize=64)
def _plausible_edges(sentence: str, side: Side) -> tuple[int, ...]:
    """Return the ends of the sentence, both sides of each mark, and where clauses begin, each moved to a word.

    No span ends right behind a comma, semicolon or dash within the sentence.
    """
    body = len(sentence.rstrip())
    edges = {edge for place in _breaks(sentence) if (edge := _to_word(sentence, place, side)) is not None}
    if side is Side.END:
        edges = {edge for edge in edges if edge == body or sentence[edge - 1] not in ",;—–"}
    return tuple(sorted(edges))


def _breaks(sentence: str) -> Iterator[int]:
    body = len(sentence.rstrip())
    yield 0
    yield body
    yield len(sentence[:body].rstrip(STOPS))
    for mark in _BREAK.finditer(sentence):
        yield mark.start()
        yield mark.end()
    for clause in word_lists().edge_word.finditer(sentence):
        yield clause.start()


def _to_word(sentence: str, offset: int, side: Side) -> int | None:
    """Move a start right over spaces and stray stops, or an end left over spaces; None if no word comes."""
    if side is Side.START:
        while offset < len(sentence) and (sentence[offset].isspace() or sentence[offset] in ",;:.!?—–"):
            offset += 1
        return offset if offset < len(sentence) else None
    return len(sentence[:offset].rstrip()) or None
