"""Which key gives which speaker. A speaker keeps its key while somebody works in a document: fingers remember it.

Every speaker has a seat. The first `DIGITS` seats have digits, those behind them letters. They are given when the
document is opened, and from then on only a speaker that is given its first quote moves: to a free digit, or to that of
somebody who has no quote. A seat without a speaker is an empty text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from annotator.core.model import Labels
from annotator.core.renamed import Names
from annotator.core.session.desk import Item, Page
from annotator.core.session.shown import shown_labels

DIGITS = 9
"""Seats that have a digit."""
FREE = ""

Seats = tuple[str, ...]


def first_seats(page: Page) -> Seats:
    """The seats as they are when a document is opened.

    First the suggested speakers in their order, those with most quotes first; but what cannot be expected to speak,
    such as a place, has no digit. Then names that decisions and edits have added, the oldest first.
    """
    seats = [member.name for member in page.cast if member.speaks]
    others = [member.name for member in page.cast if not member.speaks]
    if others:
        seats += [FREE] * (DIGITS - len(seats)) + others
    heard = list(dict.fromkeys(name for item in sorted(page.items, key=_age) for name in names_in(shown_labels(item))))
    for name in heard:
        _give_digit(seats, name, heard)
    return _trimmed(seats)


def reseated(seats: Seats, page: Page, current: int, labels: Labels, given: Iterable[str] = ()) -> Seats:
    """The seats after a change: names that nobody has any more are gone, and new ones have a seat.

    `labels` are those shown of the sentence of index `current`, `given` the names that have just been given in it.
    """
    items = (item for index, item in enumerate(page.items) if index != current)
    heard = {name for item in items for name in names_in(shown_labels(item))} | set(names_in(labels))
    cast = {member.name: member.speaks for member in page.cast}
    known = heard | cast.keys()
    kept = [name if name in known else FREE for name in seats[:DIGITS]]
    kept += [name for name in seats[DIGITS:] if name in known]
    for at, before in enumerate(seats[:DIGITS]):
        if before != FREE and kept[at] == FREE:
            _give_back(kept, at, [name for name, speaks in cast.items() if speaks])
    for name in (name for name, speaks in cast.items() if speaks and name not in kept):
        _sit_down(kept, name)
    kept += [name for name, speaks in cast.items() if not speaks and name not in kept]
    for name in [*given, *sorted(heard - set(kept))]:
        _give_digit(kept, name, heard)
    return _trimmed(kept)


def renamed_seats(seats: Seats, renamed: Names) -> Seats:
    """The same seats where speakers have other names now. One who has a seat under the new name keeps that.

    >>> renamed_seats(("Ada", "Bo", "Cy"), {"Ada": "Ada Lind", "Cy": "Bo"})
    ('Ada Lind', 'Bo', 'Cy')
    """
    return tuple(name if renamed.get(name, name) in seats else renamed[name] for name in seats)


def names_differ(before: Shown, now: Shown) -> bool:
    """Whether other names have quotes now than before, in any sentence of a document.

    Only sentences that can have changed are looked at: a decision leaves all others as the same objects.
    """
    old, new = before.page.items, now.page.items
    if len(old) != len(new):
        return True
    changed = {index for index, (one, other) in enumerate(zip(old, new, strict=True)) if one is not other}
    return any(before.names(index) != now.names(index) for index in changed | {before.current, now.current})


class Shown(NamedTuple):
    """What the screen shows of a document: all sentences as they are held, the current one with `labels`."""

    page: Page
    current: int
    labels: Labels

    def names(self, index: int) -> set[str]:
        """The names of those who speak in a sentence."""
        return set(names_in(self.labels if index == self.current else shown_labels(self.page.items[index])))


def names_in(labels: Labels) -> list[str]:
    """The names of those who speak the quotes."""
    return [quote.speaker for quote in labels.quotes if quote.speaker]


def _age(item: Item) -> tuple[int, int, int]:
    """What sorts decisions by when they were made, then edits, then suggestions in the order of the text."""
    if item.decision is not None:
        return 0, item.decision.id, item.id
    return (1 if item.draft is not None else 2), 0, item.id


def _give_digit(seats: list[str], name: str, heard: Collection[str]) -> None:
    """Let somebody with a quote have a digit: a free one, else that of the last who has no quote. If there is one."""
    if name in seats[:DIGITS]:
        return
    if name in seats:
        seats.remove(name)
    silent = [at for at, other in enumerate(seats[:DIGITS]) if other not in heard]
    if FREE in seats[:DIGITS] or len(seats) < DIGITS or not silent:
        _sit_down(seats, name)
    else:
        seats.append(seats[silent[-1]])
        seats[silent[-1]] = name


def _sit_down(seats: list[str], name: str) -> None:
    """Take the first free seat."""
    if FREE in seats:
        seats[seats.index(FREE)] = name
    else:
        seats.append(name)


def _give_back(seats: list[str], at: int, speaking: Collection[str]) -> None:
    """Give a digit that has just become free back to whoever had to leave it last."""
    waiting = [name for name in seats[DIGITS:] if name in speaking]
    if waiting:
        seats.remove(waiting[-1])
        seats[at] = waiting[-1]


def _trimmed(seats: list[str]) -> Seats:
    while seats and seats[-1] == FREE:
        seats.pop()
    return tuple(seats)
