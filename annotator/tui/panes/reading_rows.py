"""What the card says of the other readings of the chosen quote, or of quotes where none was suggested."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.core.drawable import one_line
from annotator.core.session.readings import next_told, others_told
from annotator.core.session.state import State
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.panes.status import fit

INDENT = "   "


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
            Piece(f" {fit(one_line(following), width - 5)}", "dim"),
        )
    ]


def as_many_as_fit(rows: list[Row], room: int) -> list[Row]:
    """All readings, or those around the one that is shown, and how many there are besides."""
    more = len(rows) - room + 1
    if more < 2:
        return rows
    shown = next((number for number, row in enumerate(rows) if row[0].look == "strong"), 0)
    top = min(shown, more)
    return [*rows[top : len(rows) - more + top], (Piece(f"{INDENT}{more} more: e and E go through all", "dim"),)]


def _row(width: int, number: int, told: str, probability: float, shown: bool) -> Row:
    """A reading with its probability at the right edge."""
    share = f"{probability:.2f}"
    sign = f" {'▸' if shown else ' '}{number} "
    said = fit(one_line(told), max(8, width - cell_len(sign) - len(share) - 2))
    gap = " " * max(1, width - cell_len(sign) - cell_len(said) - len(share) - 1)
    look = "strong" if shown else "plain"
    return (Piece(sign, look), Piece(said, look), Piece(f"{gap}{share}", "dim"))
