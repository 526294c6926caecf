"""Decisions: each says something that can be, and belongs to its event, its sentence and its annotator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from annotator.core.people import PREFIXES, Role
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.integrity.spans import PLACE, Places
from annotator.store.log import rows, shapes
from annotator.store.log.kinds import check_verdict
from annotator.store.sqlite.sqlite_library import sqlite3

_REVIEWERS = PREFIXES[Role.REVIEWER]


def _decisions(connection: sqlite3.Connection) -> Iterator[Problem]:
    places = Places(connection)

    def wrong(labels: str, uuid: str, note: str | None, seconds: float, keys: int, at: str, *place: Any) -> None:
        shapes.labels(labels, *places.of(*place), "it")
        shapes.uuid(uuid, "it")
        shapes.text(note, "its note")
        shapes.moment(at, "it")
        shapes.amount(seconds, "its time spent")
        shapes.amount(keys, "its number of keys")

    return rows_apart(
        connection,
        "decisions row",
        "SELECT decisions.id, labels, uuid, note, seconds, keys, decided_at,"
        f" {PLACE} FROM decisions LEFT JOIN sentences ON sentences.id = decisions.sentence_id",
        wrong,
    )


def _verdicts(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(annotator: str, sentence: int, verdict: str) -> Iterator[str]:
        check_verdict(verdict)
        if not annotator.startswith(_REVIEWERS):
            yield "it says something of versions, and is no reviewer's"
        # What is not here, as its row was lost, all who read versions leave out.
        named = [uuid for version in orjson.loads(verdict)["versions"] for uuid in version]
        if connection.execute(
            "SELECT 1 FROM decisions WHERE sentence_id <> ? AND uuid IN (SELECT value FROM json_each(?))",
            (sentence, rows.to_json(named)),
        ).fetchone():
            yield "a version of it is no decision of its sentence"

    sql = "SELECT id, annotator, sentence_id, verdict FROM decisions WHERE verdict IS NOT NULL"
    return rows_apart(connection, "decisions row", sql, wrong)


_DECIDING = ("decide", "rename", "carry", "undo", "redo")
"""Kinds of events that decisions are of. The last two said decisions again in databases of before."""
_OTHERS = "made.annotator <> before.annotator OR made.sentence_id <> before.sentence_id OR before.id >= made.id"


def _belonging(connection: sqlite3.Connection) -> Iterator[Problem]:
    """A decision belongs to its annotator's event, answers a suggestion of its sentence, and is after what it names."""
    for row, what in connection.execute(
        "SELECT decisions.id, 'its event is ' || who || '''s' FROM decisions"
        " JOIN events ON events.id = event WHERE who <> annotator"
        " UNION ALL SELECT decisions.id, 'its event decides nothing' FROM decisions"
        f" JOIN events ON events.id = event WHERE kind NOT IN {_DECIDING}"
        " UNION ALL SELECT decisions.id, 'its revision is no label scheme' FROM decisions"
        " JOIN events ON events.id = revision WHERE kind <> 'scheme'"
        " UNION ALL SELECT decisions.id, 'the suggestion that it answers is of sentence ' || suggestions.sentence_id"
        " FROM decisions JOIN suggestions ON suggestions.id = suggestion"
        " WHERE suggestions.sentence_id <> decisions.sentence_id"
        " UNION ALL SELECT made.id, 'decision ' || before.id || ', which it replaces, is not one before it of the same"
        f" sentence and annotator' FROM decisions AS made JOIN decisions AS before ON before.id = made.replaces"
        f" WHERE {_OTHERS}"
        " UNION ALL SELECT made.id, 'decision ' || before.id || ', which it says again, is not one before it of the"
        " same sentence and annotator' FROM decisions AS made JOIN decisions AS before ON before.id = made.repeats"
        f" WHERE {_OTHERS} OR before.repeats IS NOT NULL"
    ):
        yield Problem(f"decisions row {row}", what, row=("decisions", "id", row))


def _unsaid(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (decision,) in connection.execute(
        "SELECT decisions.id FROM heads JOIN decisions ON decisions.id = heads.decision"
        " WHERE heads.annotator GLOB ? AND answer <> 'skip' AND verdict IS NULL ORDER BY decisions.id",
        (f"{_REVIEWERS}*",),
    ):
        yield Problem(f"decisions row {decision}", "a review that says nothing of the versions")


UNSAID = Check(("decisions", "heads"), _unsaid)
"""Older versions knew reviewers, but not what they said of versions: so it is no reason to refuse a copy."""

CHECKS = (
    Check(("decisions",), _decisions),
    Check(("decisions",), _verdicts),
    Check(("decisions", "events"), _belonging),
)
