"""The sentences of a parsed Doc as an annotator steps through them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.core.model import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BLANK_LINE = re.compile(r"\s*\n[^\S\n]*\n\s*")


def read_sentences(doc: Doc, shift: int = 0) -> tuple[Sentence, ...]:
    """The Doc's sentences, in order: never empty, trimmed of white space, never across a blank line.

    `shift` is added to every offset: the length of the header that the Doc was made without. A "sentence" without any
    letter or digit (a lone closing mark, a row of asterisks) belongs to the one before it in its paragraph.
    """
    text = doc.text
    spans: list[tuple[int, int]] = []
    for sent in doc.sents:
        for start, end in _paragraph_pieces(text, sent.start_char, sent.end_char):
            wordless = not any(char.isalnum() for char in text[start:end])
            if wordless and spans and not _BLANK_LINE.search(text[spans[-1][1] : start]):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return tuple(Sentence(index, start + shift, end + shift) for index, (start, end) in enumerate(spans))


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
