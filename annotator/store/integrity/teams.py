"""What teams need: reviews, qualifications, assignments, and whose article is whose."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.drawable import one_line
from annotator.store import rows
from annotator.store.integrity import shapes
from annotator.store.integrity.problem import Check, Problem, has_column, rows_apart
from annotator.store.integrity.shapes import BadValue
from annotator.store.reviews import REVIEWERS
from annotator.store.sqlite_library import sqlite3

_MANY = 1_000_000_000
"""More than any slot or rank; set by hand."""


def _reviews(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, paragraph: str | None, role: str, sentence: int, taken: str, versions: str) -> Iterator[str]:
        if role != "reviewer":
            yield "its decision is no reviewer's"
        known = shapes.json(versions, "its JSON of versions", list)
        if not all(isinstance(one, list) and all(isinstance(uuid, str) for uuid in one) for one in known):
            raise BadValue("its versions are none")
        named = [one for version in known for one in version]
        for one in named:
            shapes.uuid(one, "a version of it")
        # What is not here, as its row was lost, all who read versions leave out.
        if connection.execute(
            "SELECT 1 FROM decisions WHERE sentence_id <> ? AND uuid IN (SELECT value FROM json_each(?))",
            (sentence, rows.to_json(named)),
        ).fetchone():
            yield "a version of it is no decision of its sentence"
        numbers = shapes.json(taken, "its JSON of what was taken", list)
        if not all(type(number) is int and 1 <= number <= len(known) for number in numbers):
            yield "it takes a version that it does not have"
        shapes.uuid(uuid, "it")
        shapes.text(paragraph, "its paragraph", shapes.NAME)

    return rows_apart(
        connection,
        "reviews row",
        "SELECT reviews.id, reviews.uuid, paragraph, annotators.role, decisions.sentence_id, taken, versions"
        " FROM reviews JOIN decisions ON decisions.id = decision JOIN annotators ON name = annotator"
        " ORDER BY reviews.id",
        wrong,
    )


def _unsaid(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (decision,) in connection.execute(
        "SELECT heads.decision FROM annotators JOIN heads ON heads.annotator = annotators.name"
        " JOIN decisions ON decisions.id = heads.decision"
        f" WHERE {REVIEWERS} AND answer <> 'skip' AND heads.decision NOT IN (SELECT decision FROM reviews)"
        " ORDER BY heads.decision"
    ):
        yield Problem(f"decisions row {decision}", "a review that says nothing of the versions")


def _qualifications(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, at: str, who: str) -> None:
        shapes.uuid(uuid, "it")
        shapes.moment(at, "it")
        shapes.name(who, "who made it")

    sql = "SELECT id, uuid, made_at, who FROM qualifications"
    return rows_apart(connection, "qualification", sql, wrong, table="qualifications")


def _items(connection: sqlite3.Connection) -> Iterator[Problem]:
    for qualification, sentence_id in connection.execute(
        "SELECT qualification, item.sentence_id FROM qualification_items AS item JOIN decisions ON decisions.id = gold"
        " WHERE decisions.sentence_id <> item.sentence_id OR decisions.answer IS NULL"
    ):
        what = f"what is gold of sentence {sentence_id} is no decision of it"
        row = "qualification_items", "qualification || ' ' || sentence_id", f"{qualification} {sentence_id}"
        yield Problem(f"qualification {qualification}", what, row=row)


def _results(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str | None, person: str, at: str, roles: str, passed: int, fits: int) -> Iterator[str]:
        if uuid is not None:
            shapes.uuid(uuid, "a result")
        shapes.name(person, "the person of a result")
        shapes.moment(at, "a result")
        shapes.json(roles, "the JSON of a result")
        if passed != fits:
            yield f"whether {one_line(person, 60)} passed is not what the score says"

    uuid = "result.uuid" if has_column(connection, "qualification_results", "uuid") else "NULL"
    return rows_apart(
        connection,
        "qualification",
        f"SELECT qualification || ' ' || person, {uuid}, person, at, roles, passed, score >= pass_mark - 1e-9"
        " FROM qualification_results AS result JOIN qualifications ON qualifications.id = qualification",
        wrong,
        "qualification || ' ' || person",
        "qualification_results",
    )


def _assignments(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, at: str, who: str, hours: float, told: str) -> None:
        shapes.uuid(uuid, "it")
        shapes.moment(at, "it")
        shapes.name(who, "who made it")
        shapes.amount(hours, "its time of leases")
        shapes.json(told, "what it was told")

    sql = "SELECT id, uuid, at, who, lease_hours, told FROM assignments"
    return rows_apart(connection, "assignments row", sql, wrong)


def _slots(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(slot: int, person: str | None, rank: int) -> None:
        shapes.amount(slot, "its number", _MANY)
        shapes.amount(abs(rank), "its rank", _MANY)
        if person is not None:
            shapes.name(person, "its annotator")

    sql = "SELECT document || ' ' || slot, slot, reserved_for, rank FROM slots"
    return rows_apart(connection, "slots row", sql, wrong, "document || ' ' || slot")


def _leases(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(uuid: str, slot: int, at: str, ended: str | None, why: str | None) -> None:
        shapes.uuid(uuid, "it")
        shapes.amount(slot, "its slot", _MANY)
        for time in (at, ended):
            if time is not None:
                shapes.moment(time, "it")
        shapes.text(why, "why it ended", shapes.NAME)

    sql = "SELECT id, uuid, slot, taken_at, ended_at, why FROM leases"
    yield from rows_apart(connection, "leases row", sql, wrong)
    counts = "FROM leases WHERE state <> 'released'"
    for key, document, slot, name in connection.execute(
        f"SELECT id, document, slot, annotator {counts} AND NOT EXISTS ("
        " SELECT 1 FROM slots WHERE slots.document = leases.document AND slots.slot = leases.slot)"
    ):
        what = f"{one_line(name, 60)} has slot {slot}, which there is not"
        yield Problem(f"article {document}", what, row=("leases", "id", key))
    for document, slot, number in connection.execute(
        f"SELECT document, slot, count(*) AS number {counts} GROUP BY document, slot HAVING number > 1"
    ):
        yield Problem(f"article {document}", f"{number} annotators have slot {slot}")
    for document, name, number in connection.execute(
        f"SELECT document, annotator, count(*) AS number {counts} GROUP BY document, annotator HAVING number > 1"
    ):
        yield Problem(f"article {document}", f"{one_line(name, 60)} has {number} slots")


UNSAID = Check(("reviews",), _unsaid)
"""Older databases know reviewers, but not what they said of versions."""

CHECKS = (
    Check(("reviews",), _reviews),
    UNSAID,
    Check(("qualifications",), _qualifications),
    Check(("qualification_items",), _items),
    Check(("qualification_results",), _results),
    Check(("assignments",), _assignments),
    Check(("slots",), _slots),
    Check(("leases",), _leases),
)
