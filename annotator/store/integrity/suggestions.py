"""What was suggested: runs, their suggestions with readings and boilerplate, and what later runs learn from."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from annotator.core.errors import DatabaseRefused
from annotator.core.habits import Habits
from annotator.core.labels_json import labels_from_json, readings_from_json
from annotator.store.chances import chances_in
from annotator.store.integrity.problem import CANNOT_BE_READ, Check, Problem, rows_apart
from annotator.store.integrity.spans import PLACE, Places, labels_in, out_of_place
from annotator.store.merge import shapes
from annotator.store.merge.shapes import BadValue
from annotator.store.sqlite_library import sqlite3


def _runs(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(run: str, pipeline: str, version: str, settings: str, at: str) -> None:
        for value in (run, pipeline, version):
            shapes.name(value, "its name")
        shapes.json(settings, "what shaped it")
        shapes.moment(at, "it")

    return rows_apart(connection, "run", "SELECT id, id, pipeline, version, settings, started_at FROM runs", wrong)


def _suggestions(connection: sqlite3.Connection) -> Iterator[Problem]:
    places = Places(connection)

    def wrong(labels: str, score: float | None, topics: str, *place: int) -> Iterator[str]:
        yield from labels_in(labels, places.of(*place))
        shapes.amount(score, "its score", 1)
        if topics == "[]":
            return
        for topic in shapes.json(topics, "its topics", list):
            if not (isinstance(topic, list) and [*map(type, topic)] in ([str, float, str], [str, int, str])):
                raise BadValue("it has a topic that is none")

    return rows_apart(
        connection,
        "suggestions row",
        f"SELECT suggestions.id, labels, score, topics, {PLACE}"
        " FROM suggestions LEFT JOIN sentences ON sentences.id = sentence_id",
        wrong,
    )


def _readings(connection: sqlite3.Connection) -> Iterator[Problem]:
    places = Places(connection)

    def wrong(column: str, labels: str, *place: int) -> Iterator[str]:
        try:
            suggested = labels_from_json(orjson.loads(labels))
        except CANNOT_BE_READ:
            return  # told of the suggestion
        data = shapes.json(column, "its JSON", list)
        for replaces, *_ in data:
            if not all(type(number) is int and 0 <= number < len(suggested.quotes) for number in replaces):
                yield f"there is no quote {replaces}"
                return
        there = places.of(*place)
        for reading in readings_from_json(data, suggested):
            shapes.amount(reading.probability, "a probability", 1)
            for span in out_of_place(reading.parts, *there) if there else ():
                yield f"the span {list(span)} is out of place"

    return rows_apart(
        connection,
        "readings of suggestion",
        f"SELECT suggestion, readings, labels, {PLACE} FROM readings JOIN suggestions ON suggestions.id = suggestion"
        " LEFT JOIN sentences ON sentences.id = sentence_id",
        wrong,
    )


def _boilerplate(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(kind: str) -> None:
        shapes.text(kind, "its kind", shapes.NAME)

    return rows_apart(connection, "boilerplate of suggestion", "SELECT suggestion, kind FROM boilerplate", wrong)


def _chances(connection: sqlite3.Connection) -> Iterator[Problem]:
    lengths = Places(connection)

    def wrong(document: int) -> Iterator[str]:
        try:
            chances = chances_in(connection, document) or ()
        except DatabaseRefused:
            yield "what the rules could suggest cannot be read"
            return
        for chance in chances:
            for span in (*chance.content, chance.cue):
                if not 0 <= span.start < span.end <= lengths.length(document):
                    yield f"a chance at {list(span)} is out of place"

    return rows_apart(connection, "article", "SELECT document, document FROM chances", wrong)


def _habits(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(digest: str, column: str) -> None:
        shapes.name(digest, "its digest")
        Habits.from_json(shapes.json(column, "its JSON"))

    return rows_apart(connection, "habits", "SELECT digest, digest, habits FROM habits", wrong)


CHECKS = (
    Check(("runs",), _runs),
    Check(("suggestions",), _suggestions),
    Check(("readings",), _readings),
    Check(("boilerplate",), _boilerplate),
    Check(("chances",), _chances),
    Check(("habits",), _habits),
)
