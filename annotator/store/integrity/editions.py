"""Corrected articles and what became of decisions of their earlier editions."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.store.integrity import shapes
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.integrity.work import LAST_CLOCK
from annotator.store.sqlite_library import sqlite3


def _editions(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, who: str, at: str, clock: int) -> None:
        shapes.uuid(uuid, "it")
        shapes.name(who, "who brought it in")
        shapes.moment(at, "it")
        shapes.amount(clock, "its clock", LAST_CLOCK)

    return rows_apart(connection, "editions row", "SELECT id, uuid, who, at, clock FROM editions", wrong)


def _carries(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, later: int, of: int, to: int, whose: int, alike: int) -> Iterator[str]:
        shapes.uuid(uuid, "it")
        if of == later:  # it may be of one before the earlier one, and not have been looked at since
            yield "its decision is not of an earlier version of the article"
        if to != later:
            yield "its sentence is not of the later version of the article"
        if not whose:
            yield "it names a decision of another sentence or annotator"
        if not alike:
            yield "what became of its decision says something else"

    return rows_apart(
        connection,
        "carries row",
        "SELECT carries.id, carries.uuid, later, before.document, place.document,"
        " coalesce((anew.sentence_id, anew.annotator) = (carries.sentence_id, made.annotator), 1)"
        " AND coalesce((stands.sentence_id, stands.annotator) = (carries.sentence_id, made.annotator), 1),"
        " anew.id IS NULL OR (anew.answer, anew.note, anew.flagged) IS (made.answer, made.note, made.flagged)"
        " FROM carries JOIN editions ON editions.id = edition"
        " JOIN decisions AS made ON made.id = decision JOIN sentences AS before ON before.id = made.sentence_id"
        " JOIN sentences AS place ON place.id = carries.sentence_id"
        " LEFT JOIN decisions AS anew ON anew.id = became LEFT JOIN decisions AS stands ON stands.id = stood",
        wrong,
    )


def _looked_at(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, who: str, at: str, kind: str) -> Iterator[str]:
        shapes.uuid(uuid, "it")
        shapes.name(who, "who looked")
        shapes.moment(at, "it")
        if kind != "orphaned":
            yield "it acknowledges a decision whose words are there"

    return rows_apart(
        connection,
        "looked_at row",
        "SELECT looked_at.id, looked_at.uuid, who, at, kind FROM looked_at JOIN carries ON carries.id = carry",
        wrong,
    )


CHECKS = (
    Check(("editions",), _editions),
    Check(("carries",), _carries),
    Check(("looked_at",), _looked_at),
)
