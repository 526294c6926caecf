"""What the card says of the other readings of the chosen quote, or of quotes where none was suggested."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.core.drawable import one_line
from annotator.core.session.readings import next_told, others_told
from annotator.core.session.state import State
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.panes.status import fit

INDENT = "   "
_LONGEST = 34
"""Cells of the row about the next reading: it changes with most keys, and each cell of it is sent."""


def reading_rows(state: State, width: int, every: bool) -> list[Row]:
    """What the next key would take, in one row; with `every` all of them, one a row. No row where there is none."""
    if every:
        return [_row(width, number, *told) for number, told in enumerate(others_told(state))]
    following = next_told(state)
    if not following:
        return []
    return [
        (
            Piece(INDENT),
            Piece("e", "key", "reading(1)"),
            Piece(f" {fit(one_line(following), min(width - 5, _LONGEST))}", "dim"),
        )
    ]


def _row(width: int, number: int, told: str, probability: float, shown: bool) -> Row:
    """A reading with its probability at the right edge."""
    share = f"{probability:.2f}"
    sign = f" {'▸' if shown else ' '}{number} "
    said = fit(one_line(told), max(8, width - cell_len(sign) - len(share) - 2))
    gap = " " * max(1, width - cell_len(sign) - cell_len(said) - len(share) - 1)
    look = "strong" if shown else "plain"
    return (Piece(sign, look), Piece(said, look), Piece(f"{gap}{share}", "dim"))
