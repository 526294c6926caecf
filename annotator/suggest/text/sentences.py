"""The sentences of a parsed Doc as an annotator steps through them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.core.model import Sentence
from annotator.core.quotation_marks import CLOSING, OPENING, closes, opens

if TYPE_CHECKING:
    from spacy.tokens import Doc

_OPENING = re.escape("".join(filter(opens, OPENING)))
_CLOSING = re.escape("".join(filter(closes, CLOSING)))
_OPENING_AT_END = re.compile(rf"(?<!\S)[{_OPENING}]+\Z")
_CLOSING_AT_START = re.compile(rf"[.,!?]*[{_CLOSING}]+(?!\w)")
_BLANK_LINE = re.compile(r"\s*\n[^\S\n]*\n\s*")


def read_sentences(doc: Doc, shift: int = 0) -> tuple[Sentence, ...]:
    """The Doc's sentences, in order: never empty, trimmed of white space, never across a blank line.

    `shift` is added to every offset: the length of the header that the Doc was made without. A "sentence" without any
    letter or digit (a lone closing mark, a row of asterisks) belongs to the one before it in its paragraph, or else to
    the one after it. A mark that the parser left on the wrong side of a boundary goes to the words that it touches.
    """
    text = doc.text
    spans: list[tuple[int, int]] = []
    for sent in doc.sents:
        for piece in _paragraph_pieces(text, sent.start_char, sent.end_char):
            _add(text, spans, piece)
    return tuple(Sentence(index, start + shift, end + shift) for index, (start, end) in enumerate(spans))


def _add(text: str, spans: list[tuple[int, int]], piece: tuple[int, int]) -> None:
    """Add what the parser takes for a sentence to those before it."""
    start, end = piece
    if spans and spans[-1][1] == start:
        first = spans.pop()[0]
        last, start = _boundary(text, first, start, end)
        if last is not None:
            spans.append((first, last))
    alone = spans and not (_has_word(text, start, end) and _has_word(text, *spans[-1]))
    if alone and not _BLANK_LINE.search(text[spans[-1][1] : start]):
        spans[-1] = (spans[-1][0], end)
    elif start < end:
        spans.append((start, end))


def _has_word(text: str, start: int, end: int) -> bool:
    return any(char.isalnum() for char in text[start:end])


def _boundary(text: str, first: int, at: int, end: int) -> tuple[int | None, int]:
    """Where a sentence ends and the next begins, whose boundary `at` no white space shows.

    `first` is the start of the one, `end` the end of the other. None where nothing is left of the former.

    >>> _boundary("Late. ''We go.''", 0, 8, 16), _boundary("“Go.” He left.", 0, 4, 14)
    ((5, 6), (5, 6))
    """
    opening = _OPENING_AT_END.search(text, first, at)
    if opening is not None and text[at].isalnum():
        kept = len(text[first : opening.start()].rstrip())
        return (first + kept if kept else None), opening.start()
    closing = _CLOSING_AT_START.match(text, at, end)
    if closing is not None:
        return closing.end(), closing.end() + len(text[closing.end() : end]) - len(text[closing.end() : end].lstrip())
    return at, at


def _paragraph_pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretch cut at blank lines and trimmed; nothing where it is all white space."""
    pieces: list[tuple[int, int]] = []
    at = start
    for gap in [*_BLANK_LINE.finditer(text, start, end), None]:
        stop = end if gap is None else gap.start()
        piece = text[at:stop]
        if piece.strip():
            left = at + len(piece) - len(piece.lstrip())
            pieces.append((left, at + len(piece.rstrip())))
        if gap is not None:
            at = gap.end()
    return pieces
