"""What one version says in one respect, as pieces that can be broken into lines: words that differ stand in braces.

`{ }` and an underline mark what not all versions have, as reporters put words of their own in square brackets. Of what
is alike only the beginning and the end are shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from annotator.core.drawable import one_line
from annotator.core.model import QuotePart
from annotator.core.review.versions import Aspect, SameQuote, said_of
from annotator.tui.panes.pieces import Piece, Row, break_lines
from annotator.tui.panes.status import fit

ALIKE_WORDS, OWN_WORDS = 2, 5
"""Words that are kept at each end of what is alike, and of what only some versions have. Set by hand."""
SPANS = (Aspect.CONTENT, Aspect.CUE, Aspect.SOURCE)
"""What is said by words of the text."""
NO_QUOTE = (Piece("– no quote", "dim"),)
GOES_ON = "…"
OPEN, CLOSE = "{", "}"
"""Stand around what not all versions have."""


def cell(quote: SameQuote, version: int, aspect: str, text: str) -> Row:
    """What a version says of a quote in one respect."""
    part = quote.parts[version]
    if part is None:
        return NO_QUOTE
    if aspect not in SPANS:
        return (Piece(value(part, aspect), "plain"),)
    if not quote.differs(aspect):  # others do not have the quote at all
        return (Piece(excerpt_of(part, aspect, text)),)
    pieces: list[Piece] = []
    before = None
    for span, alike in quote.stretches(version, aspect):
        if before is not None and before < span.start:
            pieces.append(Piece(" | ", "dim"))
        pieces += _words(span.of(text), alike)
        before = span.end
    return tuple(pieces) or (Piece(f"no {aspect}", "dim"),)


def value(part: QuotePart, aspect: str) -> str:
    """What a quote is in a respect that is said by one word or name."""
    said = said_of(part, aspect)
    if aspect == Aspect.CONTINUES:
        return "goes on with the quote before" if said else "begins here"
    if said is None:
        return "nobody" if aspect == Aspect.SPEAKER else "none"
    return one_line(str(said), 60)


def excerpt_of(part: QuotePart, aspect: str, text: str) -> str:
    """The words of a quote that are its content, cue or source, shortened in the middle."""
    spans = part.content if aspect == Aspect.CONTENT else [part.cue if aspect == Aspect.CUE else part.source]
    return " | ".join(shortened(_drawn(span.of(text)).strip(), OWN_WORDS) for span in spans if span is not None)


def shortened(words: str, kept: int) -> str:
    """The words with those in the middle left out, where there are more than twice as many as are `kept`, and two.

    >>> shortened("one two three four five six seven", 2)
    'one two … six seven'
    >>> shortened("one two three four five six", 2)
    'one two three four five six'
    """
    parts = words.split()
    if len(parts) <= 2 * kept + 2:
        return words
    return f"{' '.join(parts[:kept])} {GOES_ON} {' '.join(parts[-kept:])}"


def _words(text: str, alike: bool) -> list[Piece]:
    """A stretch of text: in braces unless it is alike, without the spaces at its ends."""
    line = _drawn(text)
    words = line.strip()
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :] if words else ""
    if alike:
        return [Piece(f"{before}{shortened(words, ALIKE_WORDS)}{after}", "plain")]
    own = Piece(f"{OPEN}{shortened(words, OWN_WORDS)}{CLOSE}", "differs")
    return [piece for piece in (Piece(before), own, Piece(after)) if piece.text]


def _drawn(text: str) -> str:
    """The text in one line, with the spaces at its ends."""
    line = one_line(text.strip().replace("\n", " "), len(text) + 1)
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{line}{' ' if after and line else ''}"


def wrapped(row: Row, width: int, most: int) -> list[Row]:
    """A row broken into at most so many of that width; the last one says by a sign that there is more."""
    line = "".join(piece.text for piece in row)
    if not line:
        return [()]
    lines = break_lines(line, 0, len(line), max(1, width))
    rows = [_slice(row, start, end) for start, end in lines[:most]]
    if len(lines) > most:
        rows[-1] = _ended(rows[-1], width)
    return rows


def width_of(row: Row) -> int:
    """The cells that a row takes."""
    return sum(cell_len(piece.text) for piece in row)


def padded(row: Row, width: int) -> Row:
    """The row with spaces behind it, up to that width."""
    return (*row, Piece(" " * max(0, width - width_of(row))))


def _slice(row: Sequence[Piece], start: int, end: int) -> Row:
    pieces: list[Piece] = []
    at = 0
    for piece in row:
        cut = piece.text[max(0, start - at) : max(0, end - at)]
        if cut:
            pieces.append(piece._replace(text=cut))
        at += len(piece.text)
    return tuple(pieces)


def _ended(row: Row, width: int) -> Row:
    """The row with its last piece cut so that the sign for more fits."""
    *before, last = row
    room = width - width_of(tuple(before)) - 1
    return (*before, last._replace(text=fit(last.text + " " * width, room + 1)) if room > 0 else Piece(GOES_ON))
