"""Events: each is as its kind has it, and what it names fits to it.

What a body names that is not there, as its row was lost, all who read bodies leave out: only where nothing is left of
an event without it, that is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.people import Role, is_of_a_role
from annotator.store.integrity.problem import Check, Problem, rows_apart
from annotator.store.integrity.spans import PLACE, Places
from annotator.store.log import shapes
from annotator.store.log.kinds import NOBODY, Draft, Enter, Event, from_body
from annotator.store.sqlite.sqlite_library import sqlite3

LAST_CLOCK = 253_402_300_799_999
"""Milliseconds until the end of the year 9999, the last that a time of ours can name."""
_BY_NOBODY = ("scheme", "profile")
"""Kinds of events of which it may not be known who did it; of the first, neither when."""
_OF_NO_DOCUMENT = ("enter", "scheme", "profile", "assign", "qualification", "result")
"""Kinds that are asked for as events of no document."""
_ROW = "events row"


def _events(connection: sqlite3.Connection) -> Iterator[Problem]:
    places = Places(connection)
    known = lru_cache(256)(from_body)  # many are as short as those of decisions

    def wrong(uuid: str, clock: int, at: str, who: str, kind: str, body: str, *about: Any) -> Iterator[str]:
        document, sentence, undoes, *place = about
        event = known(kind, body)
        shapes.uuid(uuid, "it")
        shapes.whole(clock, "its clock", LAST_CLOCK)
        if at or kind != "scheme":
            shapes.moment(at, "it")
        if who != NOBODY or kind not in _BY_NOBODY:
            shapes.name(who, "who did it")
        for name, value in {"document": document, "sentence": sentence, "undoes": undoes}.items():
            if value is None and name in event.about:
                yield f"it is about no {name}" if name != "undoes" else "it names nothing that it takes back or repeats"
        if document is not None and kind in _OF_NO_DOCUMENT:
            yield "it is about an article, as none of its kind is"
        if undoes is not None and "undoes" not in event.about:
            yield "it takes nothing back, and names something"
        yield from _of_its_kind(event, who)
        if isinstance(event, Draft) and event.left is not None and "quotes" in event.left:
            shapes.labels_of(event.left, *places.of(*place), "it")

    return rows_apart(
        connection,
        _ROW,
        "SELECT events.id, uuid, clock, at, who, kind, body, events.document, events.sentence, undoes,"
        f" {PLACE} FROM events LEFT JOIN sentences ON sentences.id = events.sentence",
        wrong,
    )


def _of_its_kind(event: Event, who: str) -> Iterator[str]:
    """What is wrong with somebody's name, for as what they entered."""
    if isinstance(event, Enter):
        if event.person is None and is_of_a_role(who):
            yield "a name like this is only for another role"
        if event.person is not None and Role(event.role).name_of(event.person) != who:
            yield f"it is not how its person is called as {event.role}"


def _undoing(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What is taken back or done again is there; and what somebody said themselves, by nobody else, and before."""
    for key, target, kind, before in connection.execute(
        "SELECT back.id, made.id, made.kind, made.who = back.who AND (made.clock, made.uuid) < (back.clock, back.uuid)"
        " FROM events AS back LEFT JOIN events AS made ON made.uuid = back.undoes WHERE back.undoes IS NOT NULL"
    ):
        if target is None:
            yield _problem(key, "what it is about is not there")
        elif kind in ("undo", "redo"):
            yield _problem(key, f"event {target}, which it is about, only takes back or repeats another")
        elif kind in ("decide", "rename", "draft") and not before:
            yield _problem(key, f"event {target}, which it is about, is not one of the same annotator before it")


_FATES = (
    "SELECT id, document, body ->> 'edition' AS edition, fate ->> 0 AS decision, fate ->> 1 AS kind, fate ->> 2"
    " AS position, fate ->> 3 AS became, fate ->> 4 AS stood FROM (SELECT events.id, document, body,"
    " CASE fate.type WHEN 'array' THEN fate.value END AS fate FROM events,"
    " json_each(CASE WHEN json_valid(body) THEN body END, '$.fates') AS fate WHERE events.kind = 'carry')"
)
"""SQL for what became of each decision of earlier editions, as events have it."""


def _carried(connection: sqlite3.Connection) -> Iterator[Problem]:
    for key, edition, earlier, there, whose, alike in connection.execute(
        "SELECT c.id, edition.document IS c.document, before.document IS NOT c.document, place.id IS NOT NULL,"
        " coalesce((anew.sentence_id, anew.annotator) = (place.id, made.annotator), 1)"
        " AND coalesce((stands.sentence_id, stands.annotator) = (place.id, made.annotator), 1),"
        " anew.id IS NULL OR (anew.answer, anew.note, anew.flagged) IS (made.answer, made.note, made.flagged)"
        f" FROM ({_FATES}) AS c LEFT JOIN events AS edition ON edition.uuid = c.edition AND edition.kind = 'edition'"
        " JOIN decisions AS made ON made.uuid = c.decision JOIN sentences AS before ON before.id = made.sentence_id"
        " LEFT JOIN sentences AS place ON place.document = c.document AND place.position = c.position"
        " LEFT JOIN decisions AS anew ON anew.uuid = c.became LEFT JOIN decisions AS stands ON stands.uuid = c.stood"
    ):
        if not edition:
            yield _problem(key, "its article did not take the place of another by the edition that it names")
        if not earlier:  # it may be of one before the earlier one, and not have been looked at since
            yield _problem(key, "a decision of it is not of an earlier version of the article")
        if not there:
            yield _problem(key, "a sentence of it is not in the article")
        if not whose:
            yield _problem(key, "it names a decision of another sentence or annotator")
        if not alike:
            yield _problem(key, "what became of a decision of it says something else")


def _looked(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (key,) in connection.execute(
        "SELECT id FROM events WHERE kind = 'look' AND CASE WHEN json_valid(body) THEN"
        " (document, body ->> 'edition', body ->> 'decision', body ->> 'position') NOT IN (SELECT document, edition,"
        f" decision, position FROM ({_FATES}) WHERE kind = 'orphaned'"
        " AND document || edition || decision || position IS NOT NULL) END"
    ):
        yield _problem(key, "it acknowledges a decision whose words are there")


def _qualifications(connection: sqlite3.Connection) -> Iterator[Problem]:
    for key, sentence in connection.execute(
        "SELECT events.id, sentences.id FROM events,"
        " json_each(CASE WHEN json_valid(body) THEN body END, '$.items') AS item"
        " JOIN documents ON sha256 = CASE item.type WHEN 'array' THEN item.value ->> 0 END"
        " JOIN sentences ON sentences.document = number AND sentences.position = item.value ->> 1"
        " JOIN decisions ON decisions.uuid = item.value ->> 2"
        " WHERE kind = 'qualification' AND decisions.sentence_id <> sentences.id"
    ):
        yield _problem(key, f"what is gold of sentence {sentence} is no decision of it")
    for key, person, test, passed in connection.execute(
        "SELECT result.id, result.body ->> 'person', test.id, (result.body ->> 'passed')"
        " = (result.body ->> 'score' >= test.body ->> 'pass_mark' - 1e-9)"
        " FROM events AS result LEFT JOIN events AS test ON test.uuid = result.body ->> 'qualification'"
        " AND test.kind = 'qualification' AND json_valid(test.body)"
        " WHERE result.kind = 'result' AND json_valid(result.body)"
    ):
        if test is None:
            yield _problem(key, "its qualification is not there")
        elif not passed:
            yield _problem(key, f"whether {one_line(str(person), 60)} passed is not what the score says")


def _people(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (name,) in connection.execute(
        "SELECT DISTINCT who FROM events WHERE kind IN ('decide', 'rename', 'draft', 'leave', 'take')"
        " AND who NOT IN (SELECT who FROM events WHERE kind = 'enter')"
    ):
        yield Problem(one_line(str(name), 60), "worked here, and never entered")


def _uuids(connection: sqlite3.Connection) -> Iterator[Problem]:
    """No two rows of a table have the same uuid, also where the index that says so is gone."""
    for table in ("events", "decisions"):
        for uuid, number in connection.execute(
            f"SELECT uuid, count(*) AS number FROM main.{table} NOT INDEXED GROUP BY uuid HAVING number > 1"
        ):
            yield Problem(table, f"{number} rows have the uuid {one_line(str(uuid), 60)}")


def _problem(key: int, what: str) -> Problem:
    return Problem(f"{_ROW} {key}", what, row=("events", "id", key))


CHECKS = (
    Check(("events",), _events),
    Check(("events",), _undoing),
    Check(("events", "decisions"), _carried),
    Check(("events",), _looked),
    Check(("events", "decisions"), _qualifications),
    Check(("events",), _people),
    Check(("events", "decisions"), _uuids),
)
