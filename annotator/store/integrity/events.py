"""Events beside decisions: renamings of speakers, removals of articles, label schemes and profiles that were taken."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.profiles import PROFILE_NAMES
from annotator.core.scheme import parse_scheme
from annotator.store.integrity import shapes
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.integrity.revision_shapes import COLUMNS, try_revision
from annotator.store.integrity.shapes import BadValue
from annotator.store.integrity.work import LAST_CLOCK
from annotator.store.sqlite_library import sqlite3


def _renamings(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(old: str, new: str, first: int | None, before: int | None) -> Iterator[str]:
        for speaker in (old, new):
            shapes.text(speaker, "a name", shapes.NAME)
        if first is not None or before == 0:
            yield "it does not go back to a first one"

    return rows_apart(
        connection,
        "renamings row",
        "SELECT renamings.id, renamings.old, renamings.new, first.origin, first.id < renamings.id FROM renamings"
        " LEFT JOIN renamings AS first ON first.id = renamings.origin",
        wrong,
    )


def _removals(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, who: str, at: str, clock: int) -> None:
        shapes.uuid(uuid, "it")
        shapes.name(who, "who made it")
        shapes.moment(at, "it")
        shapes.amount(clock, "its clock", LAST_CLOCK)

    return rows_apart(connection, "removals row", "SELECT id, uuid, who, at, clock FROM removals", wrong)


def _schemes(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(toml: str, at: str) -> None:
        shapes.moment(at, "it")
        parse_scheme(toml, "the label scheme")

    return rows_apart(connection, "schemes row", "SELECT id, toml, adopted_at FROM schemes", wrong)


def _revisions(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(*row: object) -> Iterator[str]:
        if said := try_revision(*row):
            yield said

    return rows_apart(connection, "revisions row", f"SELECT id, {COLUMNS} FROM revisions", wrong)


def _profiles(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(name: str, at: str) -> None:
        shapes.moment(at, "it")
        if name not in PROFILE_NAMES:
            raise BadValue("it is a guideline profile that is unknown here")

    return rows_apart(connection, "profiles row", "SELECT id, name, adopted_at FROM profiles", wrong)


CHECKS = (
    Check(("renamings",), _renamings),
    Check(("removals",), _removals),
    Check(("schemes",), _schemes),
    Check(("revisions",), _revisions),
    Check(("profiles",), _profiles),
)
