"""What there is to read, as rows: help, made from the table of keys, and the guidelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len

from annotator.core.drawable import composed, drawable
from annotator.core.profiles import guideline_text
from annotator.tui.keys import FIRST_HOUR, KEYS, TABLE, HelpKeys, Hint, Key
from annotator.tui.panes.pieces import Piece, Row, broken, hanging


class Sign(NamedTuple):
    """What a sign means, or what a key does. It is shown in the look that it has on the screen."""

    sign: str
    meaning: str
    look: str = "key"


LEGEND = {title: tuple(Sign(**said) for said in signs) for title, signs in TABLE["signs"].items()}


BEGUN = 5
"""Rows of a section that have to fit at the end of a page, or it begins on the next."""


def help_rows(width: int, room: int, keymap: Mapping[str, str], keys: HelpKeys) -> list[Row]:
    """Pages of exactly `room` rows: the keys of the first hour, what the signs mean, then every key by group."""
    return [row for page in _pages(_sections(width, keymap, keys), room) for row in page]


def key_rows(hints: Sequence[Hint], width: int) -> list[Row]:
    """Help for the keys of a window or a mode."""
    column = max(cell_len(hint.key) for hint in hints) + 2
    return [row for hint in hints for row in _wrapped(hint.key, hint.meaning or hint.word, column, width)]


def _sections(width: int, keymap: Mapping[str, str], keys: HelpKeys) -> list[list[Row]]:
    """What help consists of, each part with its title."""
    whole = len(keys.annotating) == len(KEYS)
    shown = {key.id: key.display_in(keymap) for key in KEYS}
    first = [Sign(" ".join(shown[name] for name in keys.names), keys.does) for keys in FIRST_HOUR]
    parts = [*([("the first hour", first)] if whole else []), *LEGEND.items()]
    parts += [(group, [Sign(shown[key.id], key.tooltip) for key in of]) for group, of in _grouped(keys.annotating)]
    own = [(group, [Sign(key.display_in(keymap), key.tooltip) for key in of]) for group, of in _grouped(keys.own)]
    parts = [*own, *parts]
    column = max(cell_len(sign.sign) for _, signs in parts for sign in signs) + 2
    sections = [_section(title, signs, column, width) for title, signs in parts]
    if whole:
        around = [line for text in TABLE["after_first_hour"] for line in broken(text.format_map(shown), max(8, width))]
        sections[len(own)] += [(), *((Piece(line, "dim"),) for line in around)]
    return sections


def _grouped(keys: Sequence[Key]) -> Iterator[tuple[str, Iterator[Key]]]:
    return groupby(keys, key=lambda key: key.group)


def _section(title: str, signs: Iterable[Sign], column: int, width: int) -> list[Row]:
    """Keys or signs with what they do or mean, below a title."""
    rows = [row for sign in signs for row in _wrapped(sign.sign, sign.meaning, column, width, sign.look)]
    return [(Piece(title, "title"),), *rows]


def _pages(sections: Iterable[list[Row]], room: int) -> list[list[Row]]:
    """The sections on pages of `room` rows; one that does not fit at the end of a page goes on under its title."""
    room = max(room, 3)
    pages: list[list[Row]] = [[]]
    for title, *rows in sections:
        done = 0
        while done < len(rows):
            page = pages[-1]
            free = room - len(page) - (2 if page else 1)  # an empty row before the title
            if page and free < min(len(rows) - done, BEGUN):
                page += [()] * (room - len(page))
                pages.append([])
                continue
            end = _row_that_ends(rows, done, done + free)
            page += [*([()] if page else []), title, *rows[done:end]]
            done = end
    pages[-1] += [()] * (room - len(pages[-1]))
    return pages


def _row_that_ends(rows: Sequence[Row], start: int, end: int) -> int:
    """Where to break between `start` and `end`: not within what is said of one key, unless that fills the page."""
    if end >= len(rows):
        return len(rows)
    breaks = [at for at in range(start + 1, end + 1) if len(rows[at]) != 1 or not rows[at][0].text.startswith(" ")]
    return breaks[-1] if breaks else end


def _wrapped(head: str, text: str, column: int, width: int, look: str = "key") -> list[Row]:
    """The text in as many rows as it needs from `column` on, the head before the first."""
    before = (Piece("  "), Piece(head, look), Piece(" " * (column - cell_len(head))))
    return hanging(before, text, max(width, column + 10))


# ---- The guidelines: the project's Markdown text, else what the built-in profile says.


def guideline_rows(width: int, profile: str, text: str | None) -> list[Row]:
    """Headings, lists and paragraphs of a Markdown text in rows; other marks of Markdown stay as they are."""
    source = guideline_text(profile, text)
    rows: list[Row] = []
    for line in composed(drawable(source, keep="\n")).strip().split("\n"):
        if line.startswith("#"):
            rows.append((Piece(line.lstrip("# "), "title"),))
        elif line.lstrip().startswith(("- ", "* ")):
            rows += hanging((Piece("• "),), " ".join(line.lstrip()[2:].split()), width)
        else:
            rows += hanging((), " ".join(line.split()), width)
    return rows
