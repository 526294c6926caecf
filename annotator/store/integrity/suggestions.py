"""What was suggested: runs with what they learnt, their suggestions with readings, and what later runs learn from."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from annotator.core.errors import DatabaseRefused
from annotator.core.habits import Habits
from annotator.core.model import Span
from annotator.core.model_json import labels_from_json, readings_from_json
from annotator.store.articles.chances import chances_in
from annotator.store.integrity.problem import CANNOT_BE_READ, Check, Problem, rows_apart
from annotator.store.integrity.spans import PLACE, Places
from annotator.store.log import shapes
from annotator.store.log.shapes import BadValue
from annotator.store.sqlite.sqlite_library import sqlite3


def _runs(connection: sqlite3.Connection) -> Iterator[Problem]:
    def wrong(run: str, pipeline: str, version: str, settings: str, at: str, habits: str | None) -> None:
        for value in (run, pipeline, version):
            shapes.name(value, "its name")
        shapes.json(settings, "what shaped it")
        shapes.moment(at, "it")
        if habits is not None:
            Habits.from_json(shapes.json(habits, "what was learnt for it"))

    sql = "SELECT id, id, pipeline, version, settings, started_at, habits FROM runs"
    return rows_apart(connection, "run", sql, wrong, table="runs")


def _suggestions(connection: sqlite3.Connection) -> Iterator[Problem]:
    places = Places(connection)

    def wrong(labels: str, score: float | None, boilerplate: str | None, topics: str, *place: int) -> None:
        shapes.labels(labels, *places.of(*place), "it")
        shapes.text(boilerplate, "its kind of boilerplate", shapes.NAME)
        shapes.amount(score, "its score", 1)
        if topics == "[]":
            return
        for topic in shapes.json(topics, "its topics", list):
            if not (isinstance(topic, list) and [*map(type, topic)] in ([str, float, str], [str, int, str])):
                raise BadValue("it has a topic that is none")

    return rows_apart(
        connection,
        "suggestions row",
        f"SELECT suggestions.id, labels, score, boilerplate, topics, {PLACE}"
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
            for part in reading.parts:
                shapes.quote(part, *there, "it")

    return rows_apart(
        connection,
        "readings of suggestion",
        f"SELECT suggestion, readings, labels, {PLACE} FROM readings JOIN suggestions ON suggestions.id = suggestion"
        " LEFT JOIN sentences ON sentences.id = sentence_id",
        wrong,
        "suggestion",
    )


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
                shapes.span(span, Span(0, lengths.length(document)))

    sql = "SELECT document, document FROM chances"
    return rows_apart(connection, "article", sql, wrong, "document", "chances")


CHECKS = (
    Check(("runs",), _runs),
    Check(("suggestions",), _suggestions),
    Check(("readings",), _readings),
    Check(("chances",), _chances),
)
