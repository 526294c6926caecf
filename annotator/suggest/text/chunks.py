"""Cutting a long text into pieces that the parser takes in little memory, at places where nothing is torn apart."""

from __future__ import annotations

import re

from annotator.core.quotation_marks import CLOSING

CHUNK = 20_000
"""The length of a piece, in code points, above which a text is cut."""

RUN = 500
"""The most code points without white space that one piece may hold: spaCy's tokenizer is quadratic in them."""

_RUN = re.compile(rf"\S{{{RUN}}}(?=\S)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(rf"[.?!…]+[{re.escape(CLOSING)})\]]*\s+")
_SPACE = re.compile(r"\s+")


def chunks(text: str, size: int = CHUNK) -> list[str]:
    """The text in pieces of at most `size` code points that joined give the text again.

    Cut at the last blank line of a piece, else its last newline, else its last sentence end, else its last space, else
    hard.

    >>> chunks("One line. Two lines. Three.", 12)
    ['One line. ', 'Two lines. ', 'Three.']
    """
    pieces: list[str] = []
    start = 0
    while len(text) - start > size:
        end = _cut(text, start, start + size)
        pieces += _short_runs(text[start:end])
        start = end
    return pieces + _short_runs(text[start:])


def _short_runs(piece: str) -> list[str]:
    """The piece, cut inside every run of RUN code points without white space (no word is that long).

    >>> [len(part) for part in _short_runs("said " + "x" * 1200)]
    [505, 500, 200]
    """
    ends = [found.end() for found in _RUN.finditer(piece)]
    return [piece[start:end] for start, end in zip([0, *ends], [*ends, len(piece)], strict=True)]


def _cut(text: str, start: int, end: int) -> int:
    """Where to end the piece that begins at `start`: after `start`, at most `end`. Looks at the second half only."""
    middle = (start + end) // 2
    for pattern in (_PARAGRAPH, _LINE, _SENTENCE, _SPACE):
        last = None
        for found in pattern.finditer(text, middle, end):
            last = found.end()
        if last is not None:
            return last
    return end
