"""The help text, made from the table of keys."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from rich.cells import cell_len

from annotator.tui.keys import KEYS
from annotator.tui.panes.line_breaks import break_lines
from annotator.tui.panes.pieces import Piece, Row

NO_KEYMAP: Mapping[str, str] = MappingProxyType({})


class Sign(NamedTuple):
    """What a sign means. It is shown in the look that it has on the screen."""

    sign: str
    meaning: str
    look: str = "key"


LEGEND: dict[str, tuple[Sign, ...]] = {
    "signs in the text": (
        Sign("▌", "the sentence you are asked about", "bar"),
        Sign("⟨ ⟩", "content of a quote", "glyph"),
        Sign("‹ ›", "source: who is named as saying it", "glyph"),
        Sign("underlined", "cue: the words that say it was said", "quoted-cue"),
        Sign("dim", "content of the quotes of other sentences", "quoted"),
        Sign(
            "▴ ▾ more", "the sentence goes on there, out of view: PgUp and PgDn (with a number: that sentence)", "more"
        ),
    ),
    "signs in the margin": (
        Sign("✓", "confirmed", "good"),
        Sign("✗", "rejected: nothing here", "bad"),
        Sign("–", "skipped, so not decided", "warn"),
        Sign("“ ? ·", "not decided yet: a quote is suggested, an unsure one, none", "plain"),
        Sign("~", "edits that are not confirmed", "warn"),
        Sign("⚑ ✎", "beside one of these: a flag, a note", "warn"),
        Sign("p w …", "after them: the letters of the topics, decided or suggested", "dim"),
    ),
}


def help_rows(width: int, keymap: Mapping[str, str] = NO_KEYMAP) -> list[Row]:
    """Every key by group, then what the signs mean."""
    rows: list[Row] = []
    column = max(cell_len(key.display_in(keymap)) for key in KEYS) + 2
    for group, keys in groupby(KEYS, key=lambda key: key.group):
        rows.append((Piece(group, "title"),))
        for key in keys:
            rows += _wrapped(key.display_in(keymap), key.tooltip, column, width)
        rows.append(())
    for title, signs in LEGEND.items():
        rows.append((Piece(title, "title"),))
        for sign in signs:
            rows += _wrapped(sign.sign, sign.meaning, column, width, sign.look)
        rows.append(())
    return rows[:-1]


def _wrapped(head: str, text: str, column: int, width: int, look: str = "key") -> list[Row]:
    """The text in as many rows as it needs from `column` on, the head before the first."""
    pieces = break_lines(text, 0, len(text), max(8, width - column - 2))
    return [_row("" if start else head, text[start:end], column, look) for start, end in pieces]


def _row(head: str, text: str, column: int, look: str) -> Row:
    return (Piece("  "), Piece(head, look), Piece(" " * (column - cell_len(head))), Piece(text))
