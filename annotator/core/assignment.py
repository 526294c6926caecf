"""Who is to annotate what: how many slots a document gets, for whom they are kept, and in which order they are taken.

A *slot* is a place of a document for one annotator: a document with overlap 3 has three of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import cycle, islice
from typing import NamedTuple

from annotator.core.draw import BITS, drawn_number
from annotator.core.errors import UsageError
from annotator.core.moments import in_utc

LEASE_HOURS = 24.0
"""How long a document is kept for whoever took it, after its last decision there, unless `assign` says otherwise."""
LONGEST_LEASE = 24 * 366.0
"""Hours."""
MOST_SLOTS = 99
"""Slots of one document: more annotators than any team has."""


class SlotOrder(StrEnum):
    """In which order documents are offered."""

    IMPORTED = "imported"
    RANDOM = "random"
    UNCERTAINTY = "uncertainty"
    DISAGREEMENT = "disagreement"


class Rule(NamedTuple):
    """What slots documents get that are not named one by one.

    `share` of the documents (0 to 1) get one slot more than `overlap`. `people` get slots kept for them, in turn.
    `seed` is that of a random order. `all`: there are to be as many slots as people, also as more of them come.
    """

    overlap: int = 1
    share: float = 0.0
    people: tuple[str, ...] = ()
    order: SlotOrder = SlotOrder.IMPORTED
    seed: int = 0
    all: bool = False


class SlotPlan(NamedTuple):
    """The slots that a document is to have: for each, who it is kept for (None: anybody). Lower ranks come first."""

    kept_for: tuple[str | None, ...]
    rank: int
    named: bool = False


class Terms(NamedTuple):
    """What holds for all slots: how many hours a lease lasts, and whether only who passed a qualification may take."""

    lease_hours: float = LEASE_HOURS
    qualified: bool = False


def gets_one_more(sha256: str, share: float) -> bool:
    """Whether a document is among the share of them that get one more slot: the same ones on every computer.

    `sha256` is the hash of its text, in hexadecimal. The first 13 digits of the SHA-256 of "assign " and that hash, as
    a fraction of 16^13, is below the share.

    >>> gets_one_more("00", 1.0), gets_one_more("00", 0.0)
    (True, False)
    """
    return _fraction(f"assign {sha256}") < share


def random_key(sha256: str, seed: int) -> float:
    """Where a document comes in the random order of that seed, from 0 to 1; `sha256` is the hash of its text."""
    return _fraction(f"order {seed} {sha256}")


def slots_by_rule(rule: Rule, documents: Mapping[int, str]) -> dict[int, tuple[str | None, ...]]:
    """Who each slot of each document is kept for; `documents` has the hashes of texts by numbers.

    People are dealt in turn, document after document, so that each gets as many slots as the next, give or take one.
    Slots beyond the number of people are for anybody.

    >>> slots_by_rule(Rule(2, people=("ana", "ben", "cy")), {1: "00", 2: "01"})
    {1: ('ana', 'ben'), 2: ('cy', 'ana')}
    """
    people = cycle(rule.people)
    kept_for: dict[int, tuple[str | None, ...]] = {}
    for number in sorted(documents):
        slots = min(rule.overlap + gets_one_more(documents[number], rule.share), MOST_SLOTS)
        named = min(slots, len(rule.people))
        kept_for[number] = (*islice(people, named), *[None] * (slots - named))
    return kept_for


def overlap_of(text: str, known: Sequence[str]) -> int:
    """How many slots `--overlap` means: a number, or "all" of the people known. Raises UsageError."""
    word = text.strip().lower()
    if word == "all":
        if not known:
            raise UsageError("--overlap all: no annotator is known yet", "name them with --to")
        return min(len(known), MOST_SLOTS)
    if not re.fullmatch("[0-9]{1,4}", word) or not 1 <= int(word) <= MOST_SLOTS:
        raise UsageError(f"{text!r} is not an overlap", f"say how many, from 1 to {MOST_SLOTS}, or all")
    return int(word)


def local_time(moment: str) -> str:
    """A time (ISO 8601) as people read it where this program runs; as it is where it cannot be read.

    It has the year, unless that is the one in which the program runs.

    >>> local_time("soon")
    'soon'
    """
    try:
        here = in_utc(moment).astimezone()
        year = "" if here.year == datetime.now().year else "%Y "
        return here.strftime(f"%a %d %b {year}%H:%M")
    except (ValueError, OverflowError):
        return moment


def _fraction(text: str) -> float:
    """A number from 0 to 1 that only the text decides."""
    return (drawn_number(text) >> (BITS - 52)) / 2**52  # the first 13 hexadecimal digits, as docs/teams.md says
