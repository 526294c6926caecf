"""The help text, made from the table of keys."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from rich.cells import cell_len

from annotator.tui.keys import KEYS
from annotator.tui.panes.line_breaks import break_lines
from annotator.tui.panes.pieces import Piece, Row

NO_KEYMAP: Mapping[str, str] = MappingProxyType({})
LEGEND: tuple[tuple[str, str], ...] = (
    ("▌", "the sentence you are asked about"),
    ("⟨ ⟩", "content of a quote"),
    ("‹ ›", "source: who is named as saying it"),
    ("underlined", "cue: the words that say it was said"),
    ("dim", "in other sentences: content of their quotes"),
    ("▴ ▾ more", "lines of the sentence that are out of view: PgUp PgDn (a number: the sentence is there)"),
    ("✓ ✗", "in the margin: you confirmed, you rejected"),
    ("“ ? ·", "not decided yet: a quote is suggested, an unsure one, none"),
    ("–", "not decided yet: skipped for later"),
    ("~", "edits were left unconfirmed here"),
    ("⚑ ✎", "behind these: a flag, a note"),
    ("p w …", "and the letters of the topics (decided or suggested)"),
)


def help_rows(width: int, keymap: Mapping[str, str] = NO_KEYMAP) -> list[Row]:
    """Every key by group, then what the signs mean."""
    rows: list[Row] = []
    column = max(cell_len(key.display_in(keymap)) for key in KEYS) + 2
    for group, keys in groupby(KEYS, key=lambda key: key.group):
        rows.append((Piece(group, "title"),))
        for key in keys:
            rows += _wrapped(key.display_in(keymap), key.tooltip, column, width)
        rows.append(())
    rows.append((Piece("signs", "title"),))
    for sign, meaning in LEGEND:
        rows += _wrapped(sign, meaning, column, width)
    return rows


def _wrapped(head: str, text: str, column: int, width: int) -> list[Row]:
    """The text in as many rows as it needs from `column` on, the head before the first."""
    pieces = break_lines(text, 0, len(text), max(8, width - column - 2))
    return [_row("" if start else head, text[start:end], column) for start, end in pieces]


def _row(head: str, text: str, column: int) -> Row:
    return (Piece("  "), Piece(head + " " * (column - cell_len(head)), "key"), Piece(text))
