"""Where spans plausibly begin and end, read from the text alone: marks, clauses, words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from annotator.core.model import Span
from annotator.core.quotation_marks import CLOSING, OPENING, OUTER
from annotator.core.session.word_lists import word_lists


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
    """The words of a window, parted by white space."""
    return [Span(*found.span()) for found in _WORD.finditer(text, window.start, window.end)]


def tidy(text: str, span: Span, kind: Kind) -> Span:
    """A span of whole words without what rarely belongs to it.

    A stop at the end is left out unless a closing mark follows it; quotation marks stay with content only; the colon
    stays with the cue.
    """
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if kind is not Kind.CONTENT:
        while start < end and text[start] in _OPENING:
            start += 1
        stops = STOPS.replace(":", "") if kind is Kind.CUE else STOPS
        while start < end and (text[end - 1] in stops or text[end - 1] in _CLOSING):
            end -= 1
    elif not _QUOTED_END.search(text, start, end):
        while start < end and text[end - 1] in STOPS:
            end -= 1
    return Span(start, end) if start < end else span


def next_edge(text: str, window: Span, at: int, side: Side, step: int, by: Reach) -> int | None:
    """The next edge before (-1) or after (+1) an offset where a span could begin or end; None at the window's edge."""
    if by is Reach.CHARACTER:
        return at + step if window.start <= at + step <= window.end else None
    edges = (_word_edges if by is Reach.WORD else _plausible_edges)(text[window.start : window.end], side)
    local = at - window.start
    found = bisect_right(edges, local) if step > 0 else bisect_left(edges, local) - 1
    return edges[found] + window.start if 0 <= found < len(edges) else None


@lru_cache(maxsize=64)
def _word_edges(sentence: str, side: Side) -> tuple[int, ...]:
    tokens = [found.span() for found in _TOKEN.finditer(sentence)]
    return tuple(sorted({start if side is Side.START else end for start, end in tokens}))


@lru_cache(maxsize=64)
def _plausible_edges(sentence: str, side: Side) -> tuple[int, ...]:
    """Sentence ends, marks (before and after them) and beginnings of clauses, each brought to the nearest word.

    Nothing ends right behind a comma or dash within the sentence.
    """
    body = len(sentence.rstrip())
    edges = {edge for at in _breaks(sentence) if (edge := _snap(sentence, at, side)) is not None}
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


def _snap(sentence: str, at: int, side: Side) -> int | None:
    """A start moves right over spaces and stray stops, an end moves left over spaces."""
    if side is Side.START:
        while at < len(sentence) and (sentence[at].isspace() or sentence[at] in ",;:.!?—–"):
            at += 1
        return at if at < len(sentence) else None
    while at > 0 and sentence[at - 1].isspace():
        at -= 1
    return at or None
