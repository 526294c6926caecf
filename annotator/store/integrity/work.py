"""What annotators did: steps, decisions, and edits that are not confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.store.integrity import shapes
from annotator.store.integrity.problem import Check, Problem, has_column, rows_apart
from annotator.store.integrity.shapes import BadValue
from annotator.store.integrity.spans import PLACE, Places
from annotator.store.sqlite_library import sqlite3

LAST_CLOCK = 253_402_300_799_999
"""Milliseconds until the end of the year 9999, the last that a time of ours can name."""
_UUIDS = (
    "decisions",
    "steps",
    "removals",
    "reviews",
    "qualifications",
    "qualification_results",
    "assignments",
    "leases",
)
"""Tables whose rows are the same in all copies by their uuid."""


def _steps(connection: sqlite3.Connection) -> Iterator[Problem]:
    named = has_column(connection, "steps", "uuid")

    def wrong(key: int, uuid: str, at: str, clock: int, kind: str, mine: str, *target: Any) -> Iterator[str]:
        whose, of, when = target
        if named:
            shapes.uuid(uuid, "it")
        shapes.moment(at, "it")
        shapes.amount(clock, "its clock", LAST_CLOCK)
        if (kind == "decide") != (of is None):
            yield "it names a step that it is about, and decides" if of else "it is about no step"
        elif of is not None and (whose != mine or of >= key or when >= clock):
            yield f"step {of}, which it is about, is not one of the same annotator before it"

    return rows_apart(
        connection,
        "steps row",
        "SELECT steps.id, steps.id, steps.uuid, steps.at, steps.clock, steps.kind, steps.annotator, target.annotator,"
        " target.id, target.clock FROM steps LEFT JOIN steps AS target ON target.id = steps.target",
        wrong,
    )


def _decisions(connection: sqlite3.Connection) -> Iterator[Problem]:
    places = Places(connection)

    def wrong(labels: str, uuid: str, answer: str | None, kind: str, note: str | None, *more: Any) -> Iterator[str]:
        seconds, keys, at, *place = more
        shapes.labels(labels, *places.of(*place), "it")
        shapes.uuid(uuid, "it")
        if answer is None and kind != "undo":
            yield "it says nothing, as only an undo may"
        shapes.text(note, "its note")
        shapes.moment(at, "it")
        shapes.amount(seconds, "its time spent")
        shapes.amount(keys, "its number of keys")

    return rows_apart(
        connection,
        "decisions row",
        "SELECT decisions.id, labels, decisions.uuid, answer, steps.kind, note, seconds, keys, decided_at,"
        f" {PLACE} FROM decisions LEFT JOIN steps ON steps.id = step"
        " LEFT JOIN sentences ON sentences.id = decisions.sentence_id",
        wrong,
    )


def _belonging(connection: sqlite3.Connection) -> Iterator[Problem]:
    """A decision belongs to its annotator's step, answers a suggestion of its sentence and replaces one of it."""
    for row, what in connection.execute(
        "SELECT decisions.id, 'its step is ' || steps.annotator || '''s' FROM decisions"
        " JOIN steps ON steps.id = step WHERE steps.annotator <> decisions.annotator"
        " UNION ALL SELECT decisions.id, 'the suggestion that it answers is of sentence ' || suggestions.sentence_id"
        " FROM decisions JOIN suggestions ON suggestions.id = suggestion"
        " WHERE suggestions.sentence_id <> decisions.sentence_id"
        " UNION ALL SELECT made.id, 'decision ' || before.id || ', which it replaces, is not one before it of the same"
        " sentence and annotator' FROM decisions AS made JOIN decisions AS before ON before.id = made.replaces"
        " WHERE before.id >= made.id OR before.annotator <> made.annotator OR before.sentence_id <> made.sentence_id"
    ):
        yield Problem(f"decisions row {row}", what, row=("decisions", "id", row))


def _drafts(connection: sqlite3.Connection) -> Iterator[Problem]:
    return _edits(connection, "drafts", "annotator", "labels")


def _step_drafts(connection: sqlite3.Connection) -> Iterator[Problem]:
    for column in ("before", "after"):
        yield from _edits(connection, "step_drafts", "step", column)


def _edits(connection: sqlite3.Connection, table: str, whose: str, column: str) -> Iterator[Problem]:
    places = Places(connection)

    def wrong(column: str | None, *place: int) -> Iterator[str]:
        if column is None:
            return
        data = shapes.json(column, "what is unconfirmed")
        if "quotes" in data:
            shapes.labels_of(data, *places.of(*place), "it")
        elif "flagged" not in data:
            yield "it holds nothing that could be unconfirmed"
        if "flagged" in data:
            if not isinstance(data["flagged"], bool) or not isinstance(data.get("note", 0), str | None):
                raise BadValue("its note or flag is none")
            shapes.text(data["note"], "its note")

    return rows_apart(
        connection,
        f"{table} row",
        f"SELECT made.{whose} || ' ' || made.sentence_id, made.{column}, {PLACE} FROM {table} AS made"
        " LEFT JOIN sentences ON sentences.id = made.sentence_id",
        wrong,
        f"{whose} || ' ' || sentence_id",
    )


def _uuids(connection: sqlite3.Connection) -> Iterator[Problem]:
    """No two rows of a table have the same uuid, also where the index that says so is gone."""
    for table in _UUIDS:
        if has_column(connection, table, "uuid"):
            for uuid, number in connection.execute(
                f"SELECT uuid, count(*) AS number FROM main.{table} GROUP BY uuid HAVING number > 1"
            ):
                yield Problem(table, f"{number} rows have the uuid {uuid}")


CHECKS = (
    Check(("steps",), _steps),
    Check(("decisions",), _decisions),
    Check(("decisions",), _belonging),
    Check(("drafts",), _drafts),
    Check(("step_drafts",), _step_drafts),
    Check((), _uuids),
)
