"""Corrected articles and what became of decisions of their earlier editions; revisions of labels and guidelines."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.revisions import change_from_json, table_from_json
from annotator.core.scheme import parse_scheme
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.integrity.work import LAST_CLOCK
from annotator.store.merge import shapes
from annotator.store.sqlite_library import sqlite3


def _editions(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, who: str, at: str, clock: int) -> None:
        shapes.uuid(uuid, "it")
        shapes.name(who, "who brought it in")
        shapes.moment(at, "it")
        shapes.amount(clock, "its clock", LAST_CLOCK)

    return rows_apart(connection, "editions row", "SELECT id, uuid, who, at, clock FROM editions", wrong)


def _carries(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, earlier: int, later: int, of: int, to: int, became_of: int | None) -> Iterator[str]:
        shapes.uuid(uuid, "it")
        if of != earlier:
            yield "its decision is not of the earlier version of the article"
        if to != later:
            yield "its sentence is not of the later version of the article"
        if became_of is not None and became_of != later:
            yield "what became of its decision is not of the later version of the article"

    return rows_apart(
        connection,
        "carries row",
        "SELECT carries.id, carries.uuid, earlier, later, before.document, place.document, after.document FROM carries"
        " JOIN editions ON editions.id = edition"
        " JOIN decisions AS made ON made.id = decision JOIN sentences AS before ON before.id = made.sentence_id"
        " JOIN sentences AS place ON place.id = carries.sentence_id"
        " LEFT JOIN decisions AS anew ON anew.id = became LEFT JOIN sentences AS after ON after.id = anew.sentence_id",
        wrong,
    )


def _looked_at(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, who: str, at: str) -> None:
        shapes.uuid(uuid, "it")
        shapes.name(who, "who looked")
        shapes.moment(at, "it")

    return rows_apart(connection, "looked_at row", "SELECT id, uuid, who, at FROM looked_at", wrong)


def _revisions(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, clock: int, at: str | None, toml: str | None, labels: str, changes: str) -> None:
        shapes.uuid(uuid, "it")
        shapes.amount(clock, "its clock", LAST_CLOCK)
        if at is not None:
            shapes.moment(at, "it")
        if toml is not None:
            parse_scheme(toml, "its label scheme")
        table = shapes.json(labels, "its JSON of labels")
        if table:
            table_from_json(table)
        for change in shapes.json(changes, "its JSON of changes", list):
            change_from_json(change)

    sql = "SELECT id, uuid, clock, at, toml, labels, changes FROM revisions"
    return rows_apart(connection, "revisions row", sql, wrong)


CHECKS = (
    Check(("editions",), _editions),
    Check(("carries",), _carries),
    Check(("looked_at",), _looked_at),
    Check(("revisions",), _revisions),
)
