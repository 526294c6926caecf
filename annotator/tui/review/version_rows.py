"""The versions of a sentence as rows: a column for each where there is room, else one under the other.

A row is one thing that can be said of a quote. Where versions differ in it, it begins with `≠` and has what each of
them says; what all say alike is gathered in one row. Made without Textual.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.drawable import one_line
from annotator.core.model import Labels
from annotator.core.review.versions import Aspect, SameQuote, same_quotes, topics_differ
from annotator.core.scheme import LabelScheme
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.panes.status import fit, rule_row
from annotator.tui.review.cells import CLOSE, OPEN, SPANS, cell, excerpt_of, padded, value, width_of, wrapped

NARROWEST = 21
"""Cells of the narrowest column. Where there is not so much room for each, versions stand under each other."""
LINES = (6, 4, 3, 2)
"""How many lines what one version says may take: as many as there is room for."""
RULED = 8
"""Rows from which on the versions begin with a rule."""
DIFFERS = "≠ "
ENDLESS = 100_000
"""Cells enough for nothing to be cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """A version as it is shown: what stands above it, and its labels. `taken`: the sentence was settled with it."""

    head: str
    labels: Labels
    taken: bool = False


class Field(NamedTuple):
    """One thing that can be said. `cells` has what each version says; a single one holds for all of them."""

    name: str
    differs: bool
    cells: tuple[Row, ...]


class Room(NamedTuple):
    """Cells and rows that there are."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What decides which part of the versions is seen. `lit` is the number of the version that the text shows, from 0.

    `skipped` rows below the heads are out of view above; `last` are rows that stand below all versions.
    """

    lit: int
    skipped: int = 0
    last: tuple[Row, ...] = ()


def version_rows(
    columns: Sequence[Column], text: str, scheme: LabelScheme, room: Room, shown: Shown
) -> tuple[tuple[Row, ...], int]:
    """The versions in at most `room.height` rows, and how many rows there was no room for.

    `text` is the document's: spans of the labels count from its start.
    """
    ruled = room.height >= RULED
    last = shown.last[: max(0, room.height - ruled - 1)]
    height = room.height - ruled - len(last)
    heads, body = _laid_out(columns, fields(columns, text, scheme), Room(room.width - 1, height), shown.lit)
    free = max(0, height - len(heads))
    hidden = max(0, len(body) - free)
    top = min(shown.skipped, hidden)
    seen = body[top : top + free]
    if hidden and seen:
        below = len(body) - top - free
        more = f" ▾ {below + 1} more: Tab" if below else f" ▴ {top} above: Tab"
        seen[-1 if below else 0] = (Piece(more, "more"),)
    rows = [*heads, *seen][: max(0, height)]
    rows += [()] * (height - len(rows))
    rule = [rule_row(room.width)] if ruled else []
    return (*rule, *((Piece(" "), *row) for row in (*rows, *last))), hidden


def spoken_rows(columns: Sequence[Column], text: str, scheme: LabelScheme, shown: Shown) -> tuple[Row, ...]:
    """All of the versions to be read out: the heads, then for each thing what each version says of it."""
    heads = [(Piece("version "), *_head(column, number, shown.lit, ENDLESS)) for number, column in enumerate(columns)]
    rows: list[Row] = []
    for field in fields(columns, text, scheme):
        name = (Piece(f"{DIFFERS if field.differs else ''}{field.name}: "),)
        if len(field.cells) == 1:
            rows.append((*name, *field.cells[0]))
        else:
            found = [(numbers.replace(" ", " and "), one) for numbers, one in _grouped(field.cells)]
            rows += [(*name, Piece(f"version {numbers}, "), *one) for numbers, one in found]
    return (*heads, *rows, *shown.last)


def fields(columns: Sequence[Column], text: str, scheme: LabelScheme) -> list[Field]:
    """What is to be said of the sentence: of each quote what differs and then what is alike, and the topics."""
    versions = [column.labels for column in columns]
    quotes = same_quotes(versions)
    found = [
        one
        for number, quote in enumerate(quotes, start=1)
        for one in _of_quote(quote, f"{number} " if len(quotes) > 1 else "", text, scheme)
    ]
    if not quotes:
        found.append(Field("quote", False, ((Piece("no quote in this sentence", "dim"),),)))
    if topics_differ(versions):
        shared = frozenset.intersection(*(frozenset(labels.topics) for labels in versions))
        found.append(Field("topics", True, tuple(_topics(labels, scheme, shared) for labels in versions)))
    elif any(labels.topics for labels in versions):
        found.append(Field("topics", False, (_topics(versions[0], scheme, frozenset(versions[0].topics)),)))
    return found


def _of_quote(quote: SameQuote, number: str, text: str, scheme: LabelScheme) -> Iterator[Field]:
    titles = {attribute.name: attribute.title for attribute in scheme.attributes}
    versions = range(len(quote.parts))
    alike = []
    for aspect in quote.aspects:
        missing = aspect == Aspect.CONTENT and not quote.everywhere
        if quote.differs(aspect) or missing:
            cells = tuple(cell(quote, version, aspect, text) for version in versions)
            if not missing:
                cells = tuple(() if quote.parts[version] is None else cells[version] for version in versions)
            yield Field(f"{number}{one_line(titles.get(aspect, aspect), 20)}", True, cells)
        else:
            alike += _alike(quote, aspect, one_line(titles.get(aspect, aspect), 20), text)
    if alike:
        between = (Piece(" · ", "dim"),)
        row = tuple(piece for at, one in enumerate(alike) for piece in ((*between, *one) if at else one))
        name = "quote" if len(versions) == 1 else "alike" if len(quote.known) > 1 else "rest"
        yield Field(f"{number}{name}", False, (row,))


def _alike(quote: SameQuote, aspect: str, title: str, text: str) -> list[Row]:
    """What all versions that have the quote say of it; nothing where there is nothing to say."""
    part = quote.known[0]
    if aspect in SPANS:
        words = excerpt_of(part, aspect, text)
        if aspect == Aspect.CONTENT:
            return [(Piece(words, "content"),)]
        return [(Piece(f"{title} ", "dim"), Piece(words, aspect)) if words else (Piece(f"no {title}", "dim"),)]
    if aspect == Aspect.TYPE:
        return [(Piece(value(part, aspect)),)]
    if aspect == Aspect.CONTINUES:
        return [(Piece(value(part, aspect)),)] if part.continues else []
    return [(Piece(f"{title} ", "dim"), Piece(value(part, aspect), "source" if aspect == Aspect.SPEAKER else "plain"))]


def _topics(labels: Labels, scheme: LabelScheme, shared: frozenset[str]) -> Row:
    """The topics of a version; those that not all have stand in braces."""
    pieces: list[Piece] = []
    for key in labels.topics:
        name = one_line(scheme.called(key), 40)
        pieces += [Piece(", ", "dim")] if pieces else []
        pieces.append(Piece(name) if key in shared else Piece(f"{OPEN}{name}{CLOSE}", "differs"))
    return tuple(pieces) or (Piece("none", "dim"),)


# ---- in columns, or under each other


def _laid_out(columns: Sequence[Column], found: Sequence[Field], room: Room, lit: int) -> tuple[list[Row], list[Row]]:
    """The heads and the rows below them, with as many lines for each cell as there is room for."""
    names = max((len(field.name) for field in found), default=0) + len(DIFFERS) + 1
    each = (room.width - names) // len(columns) - 2
    for lines in LINES:
        if each >= NARROWEST or len(columns) == 1:
            heads = _heads_in_columns(columns, names, each, lit)
            body = [row for field in found for row in _in_columns(field, names, each, lines, room.width)]
        else:
            heads = _heads_in_a_row(columns, names, room.width, lit)
            body = [row for field in found for row in _stacked(field, names, lines, room.width)]
        if len(heads) + len(body) <= room.height:
            break
    return heads, body


def _head(column: Column, number: int, lit: int, width: int) -> Row:
    look = "strong" if number == lit else "plain"
    sign = f"{'▸' if number == lit else ' '}{'✓' if column.taken else ''}"
    action = f"light_version({number})"
    head = fit(one_line(column.head, 200), max(1, width - len(sign) - 5))
    return (Piece(sign, look), Piece(str(number + 1), "key", action), Piece(f" · {head}", look, action))


def _heads_in_columns(columns: Sequence[Column], names: int, each: int, lit: int) -> list[Row]:
    row: list[Piece] = [Piece(" " * (names - 1))]
    for number, column in enumerate(columns):
        row += padded(_head(column, number, lit, each), each + 2)
    return [tuple(row)]


def _heads_in_a_row(columns: Sequence[Column], names: int, width: int, lit: int) -> list[Row]:
    """All heads one after the other, in as many rows as they need."""
    heads = [_head(column, number, lit, width - names) for number, column in enumerate(columns)]
    rows: list[list[Piece]] = [[]]
    for head in heads:
        if rows[-1] and width_of(tuple(rows[-1])) + 2 + width_of(head) > width:
            rows.append([])
        rows[-1] += [Piece("  "), *head] if rows[-1] else head
    return [tuple(row) for row in rows]


def _name(field: Field, names: int, first: bool) -> Row:
    if not first:
        return (Piece(" " * names),)
    sign = Piece(DIFFERS, "warn") if field.differs else Piece(" " * len(DIFFERS))
    return padded((sign, Piece(field.name, "strong" if field.differs else "dim")), names)


def _in_columns(field: Field, names: int, each: int, lines: int, width: int) -> Iterator[Row]:
    if len(field.cells) == 1:
        for at, row in enumerate(wrapped(field.cells[0], width - names, lines)):
            yield (*_name(field, names, first=at == 0), *row)
        return
    columns = [wrapped(one, each, lines) for one in field.cells]
    for at in range(max(map(len, columns))):
        pieces = list(_name(field, names, first=at == 0))
        for column in columns:
            pieces += padded(column[at] if at < len(column) else (), each + 2)
        yield tuple(pieces)


def _stacked(field: Field, names: int, lines: int, width: int) -> Iterator[Row]:
    if len(field.cells) == 1:
        yield from _in_columns(field, names, 0, lines, width)
        return
    first = True
    for numbers, one in _grouped(field.cells):
        said = wrapped(one, width - names - len(numbers) - 1, lines)
        for at, row in enumerate(said):
            head = (Piece(f"{numbers} ", "key"),) if at == 0 else (Piece(" " * (len(numbers) + 1)),)
            yield (*_name(field, names, first), *head, *row)
            first = False


def _grouped(cells: Sequence[Row]) -> list[tuple[str, Row]]:
    """What versions say, each once, with the numbers of those that say it; without those that say nothing."""
    numbers: dict[Row, list[str]] = {}
    for number, one in enumerate(cells, start=1):
        if one:
            numbers.setdefault(one, []).append(str(number))
    return [(" ".join(found), one) for one, found in numbers.items()]
