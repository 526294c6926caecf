"""The guidelines as rows: the project's Markdown file, else what the built-in profile says."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.core.drawable import composed, drawable
from annotator.core.profiles import guideline_text
from annotator.tui.panes.line_breaks import break_lines
from annotator.tui.panes.pieces import Piece, Row


def guideline_rows(width: int, profile: str, text: str | None) -> list[Row]:
    """Headings, lists and paragraphs of a Markdown text in rows; other marks of Markdown stay as they are."""
    source = guideline_text(profile, text)
    rows: list[Row] = []
    for line in composed(drawable(source, keep="\n")).strip().split("\n"):
        if line.startswith("#"):
            rows.append((Piece(line.lstrip("# "), "title"),))
        elif line.lstrip().startswith(("- ", "* ")):
            rows += _wrapped(line.lstrip()[2:], width, "• ", "  ")
        else:
            rows += _wrapped(line, width)
    return rows


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[Row]:
    """The text in as many rows as it needs, with something before the first row and before the others."""
    line = " ".join(text.split())
    pieces = break_lines(line, 0, len(line), max(1, width - cell_len(first)))
    return [(Piece((others if start else first) + line[start:end]),) for start, end in pieces]
