"""Why annotators differed, and the paragraph of the guidelines that it is about, as rows below the versions."""

from __future__ import annotations

from annotator.core.drawable import one_line
from annotator.core.profiles import Paragraph, guideline_text, paragraphs
from annotator.core.review.case import Cause
from annotator.tui.host import Host
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.review.cells import wrapped

INDENT = 2


def guideline_paragraphs(host: Host) -> tuple[Paragraph, ...]:
    """The paragraphs of the project's guidelines."""
    return paragraphs(guideline_text(host.scheme.profile, host.settings.guidelines))


def why_rows(host: Host, cause: Cause | None, paragraph: str | None, width: int, most: int) -> tuple[Row, ...]:
    """The cause and the words of the paragraph in at most so many rows; none where nothing was said."""
    if cause is None:
        return ()
    row: list[Piece] = [Piece("why they differ: ", "dim"), Piece(cause.words, "strong")]
    if paragraph is not None:
        found = next((one for one in guideline_paragraphs(host) if one.id == paragraph), None)
        words = f"{found.heading}: {found.words}" if found is not None else f"{paragraph} (not in these guidelines)"
        row.append(Piece(f" · {one_line(words, 1000)}"))
    return tuple((Piece(" " * INDENT), *one) for one in wrapped(tuple(row), max(1, width - INDENT - 2), most))
