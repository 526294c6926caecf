"""Every row of a staged copy, held to what our own program could have written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.core.errors import DatabaseRefused, InputRefused
from annotator.core.labels_json import readings_from_json
from annotator.core.model import Labels, Span
from annotator.core.people import Role
from annotator.core.profiles import PROFILE_NAMES
from annotator.core.scheme import parse_scheme
from annotator.store import rows
from annotator.store.documents import text_hash
from annotator.store.merge import shapes
from annotator.store.merge.checking_teams import check_teams
from annotator.store.merge.editions import check_editions
from annotator.store.merge.revision_shapes import COLUMNS, try_revision
from annotator.store.merge.shapes import BadValue
from annotator.store.merge.staging import refused
from annotator.store.sqlite_library import sqlite3

_LAST_CLOCK = 253_402_300_799_999
"""Milliseconds until the end of the year 9999, the last that a time of ours can name."""

Places = dict[int, tuple[Span, int]]
"""Of each sentence, by its id, its place and the length of its document's text."""


def check(staged: sqlite3.Connection, source: Path) -> None:
    """Raise DatabaseRefused, which names the row, for the first row that no database of ours can hold."""
    with _named(source):
        places = _documents(staged)
        _people(staged)
        _suggestions(staged, places)
        _steps(staged)
        _decisions(staged, places)
        _drafts(staged, places)
        _events(staged)
        check_teams(staged)
        check_editions(staged)


@contextmanager
def _named(source: Path) -> Iterator[None]:
    try:
        yield
    except BadValue as bad:
        raise refused(source, str(bad)) from bad


def _documents(staged: sqlite3.Connection) -> Places:
    places: Places = {}
    for number, key, digest, sentences, body, at, meta, cast, text, *about in staged.execute(
        'SELECT number, id, sha256, sentences, body_start, imported_at, meta, "cast", text, title, source, published'
        " FROM documents ORDER BY number"
    ):
        what = f"article {number}"
        if text_hash(text) != digest:
            raise BadValue(f"the text of {what} is not that of its checksum")
        if not key or len(key) > shapes.LINE or not 0 <= body <= len(text):
            raise BadValue(f"{what} is none")
        for line in about:
            shapes.text(line, what)
        shapes.moment(at, what)
        shapes.json(meta, f"what is known of {what}")
        _cast(cast, len(text), what)
        found = _sentences(staged, number, len(text), what)
        if len(found) != sentences:
            raise BadValue(f"{what} does not have its {sentences} sentences")
        places |= found
    return places


def _sentences(staged: sqlite3.Connection, number: int, length: int, what: str) -> Places:
    places: Places = {}
    before = 0
    for index, (key, position, start, end) in enumerate(
        staged.execute(
            'SELECT id, position, start, "end" FROM sentences WHERE document = ? ORDER BY position', [number]
        )
    ):
        if position != index or start < before or not start < end <= length:
            raise BadValue(f"sentence {index + 1} of {what} is out of place")
        places[key] = Span(start, end), length
        before = end
    return places


def _cast(column: str, length: int, what: str) -> None:
    shapes.json(column, f"the cast of {what}", list)
    try:
        members = rows.cast(column)
    except (TypeError, ValueError):
        raise BadValue(f"the cast of {what} is none") from None
    for member in members:
        if not isinstance(member.name, str) or len(member.name) > shapes.LINE:
            raise BadValue(f"the cast of {what} is none")
        for mention in member.mentions:
            shapes.span(mention, Span(0, length), f"the cast of {what}")


def _people(staged: sqlite3.Connection) -> None:
    for name, role, person, at in staged.execute("SELECT name, role, person, created_at FROM annotators"):
        shapes.name(name, "an annotator")
        shapes.moment(at, name)
        if person is not None and (shapes.name(person, "a person"), Role(role).name_of(person)) != (person, name):
            raise BadValue(f"{name} is not how {person} is called as {role}")


def _suggestions(staged: sqlite3.Connection, places: Places) -> None:
    for run, pipeline, version, settings, at in staged.execute(
        "SELECT id, pipeline, version, settings, started_at FROM runs"
    ):
        for value in (run, pipeline, version):
            shapes.name(value, "a run of suggestions")
        shapes.json(settings, f"what shaped run {run}")
        shapes.moment(at, f"run {run}")
    suggested: dict[int, tuple[Labels, int]] = {}
    for key, sentence, score, column, topics in staged.execute(
        "SELECT id, sentence_id, score, labels, topics FROM suggestions"
    ):
        what = f"suggestion {key}"
        suggested[key] = shapes.labels(column, *places[sentence], what), sentence
        shapes.amount(score, what, 1)
        for topic in shapes.json(topics, what, list):
            if not (isinstance(topic, list) and [*map(type, topic)] in ([str, float, str], [str, int, str])):
                raise BadValue(f"{what} has a topic that is none")
    for key, column in staged.execute("SELECT suggestion, readings FROM readings"):
        _readings(column, *suggested[key], places, f"a reading of suggestion {key}")
    for key, kind in staged.execute("SELECT suggestion, kind FROM boilerplate"):
        shapes.text(kind, f"suggestion {key}", shapes.NAME)


def _readings(column: str, labels: Labels, sentence: int, places: Places, what: str) -> None:
    data = shapes.json(column, what, list)
    try:
        for replaces, *_ in data:
            if not all(type(number) is int and 0 <= number < len(labels.quotes) for number in replaces):
                raise BadValue(f"{what} replaces what is not there")
        found = readings_from_json(data, labels)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise BadValue(f"{what} is none") from None
    for reading in found:
        shapes.amount(reading.probability, what, 1)
        for part in reading.parts:
            shapes.quote(part, *places[sentence], what)


def _steps(staged: sqlite3.Connection) -> None:
    for key, uuid, at, clock, kind, mine, target, decided in staged.execute(
        "SELECT steps.id, steps.uuid, steps.at, steps.clock, steps.kind, steps.annotator, target.annotator, target.id"
        " FROM steps LEFT JOIN steps AS target ON target.id = steps.target"
    ):
        what = f"step {key}"
        shapes.uuid(uuid, what)
        shapes.moment(at, what)
        shapes.amount(clock, what, _LAST_CLOCK)
        if (kind == "decide") != (decided is None) or (decided is not None and (mine != target or decided >= key)):
            raise BadValue(f"{what} is not about a step of {mine} before it")


def _decisions(staged: sqlite3.Connection, places: Places) -> None:
    for key, uuid, sentence, answer, column, note, seconds, keys, at, kind, fits in staged.execute(
        "SELECT decisions.id, decisions.uuid, decisions.sentence_id, decisions.answer, decisions.labels,"
        " decisions.note, decisions.seconds, decisions.keys, decisions.decided_at, steps.kind,"
        " steps.annotator = decisions.annotator AND coalesce(before.id < decisions.id"
        " AND before.annotator = decisions.annotator AND before.sentence_id = decisions.sentence_id, 1)"
        " AND coalesce(suggestions.sentence_id = decisions.sentence_id, 1)"
        " FROM decisions JOIN steps ON steps.id = decisions.step"
        " LEFT JOIN decisions AS before ON before.id = decisions.replaces"
        " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
    ):
        what = f"decision {key}"
        shapes.uuid(uuid, what)
        shapes.labels(column, *places[sentence], what)
        shapes.text(note, f"the note of {what}")
        shapes.text(at, f"the time of {what}", shapes.NAME)
        shapes.amount(seconds, what)
        shapes.amount(keys, what)
        if not fits or (answer is None) > (kind == "undo"):
            raise BadValue(f"{what} does not belong to its step, its sentence or its suggestion")


def _drafts(staged: sqlite3.Connection, places: Places) -> None:
    found = staged.execute(
        "SELECT sentence_id, labels FROM drafts UNION ALL SELECT sentence_id, before FROM step_drafts"
        " UNION ALL SELECT sentence_id, after FROM step_drafts"
    )
    for sentence, column in found:
        if column is None:
            continue
        what = f"an unconfirmed edit of sentence {sentence}"
        data = shapes.json(column, what)
        if "quotes" in data:
            shapes.labels_of(data, *places[sentence], what)
        if "flagged" in data:
            note = data.get("note")
            if not isinstance(data["flagged"], bool) or not isinstance(note, str | None) or "note" not in data:
                raise BadValue(f"{what} is none")
            shapes.text(note, what)


def _events(staged: sqlite3.Connection) -> None:
    for key, old, new, first, before in staged.execute(
        "SELECT renamings.id, renamings.old, renamings.new, first.origin, first.id < renamings.id FROM renamings"
        " LEFT JOIN renamings AS first ON first.id = renamings.origin"
    ):
        for speaker in (old, new):
            shapes.text(speaker, f"renaming {key}", shapes.NAME)
        if first is not None or before == 0:
            raise BadValue(f"renaming {key} does not go back to a first one")
    for key, uuid, who, at, clock in staged.execute("SELECT id, uuid, who, at, clock FROM removals"):
        shapes.uuid(uuid, f"removal {key}")
        shapes.name(who, f"who made removal {key}")
        shapes.moment(at, f"removal {key}")
        shapes.amount(clock, f"removal {key}", _LAST_CLOCK)
    for key, toml, at in staged.execute("SELECT id, toml, adopted_at FROM schemes"):
        shapes.moment(at, f"label scheme {key}")
        try:
            parse_scheme(toml, f"label scheme {key}")
        except InputRefused as error:
            raise BadValue(error.message) from error
    for row in staged.execute(f"SELECT {COLUMNS} FROM revisions"):
        if wrong := try_revision(*row):
            raise BadValue(wrong)
    for name, at in staged.execute("SELECT name, adopted_at FROM profiles"):
        shapes.moment(at, "a profile")
        if name not in PROFILE_NAMES:
            raise BadValue("it keeps a guideline profile that is unknown here")
    _learned(staged)


def _learned(staged: sqlite3.Connection) -> None:
    """What suggestions were adapted to, and what the rules could suggest."""
    from annotator.core.habits import Habits
    from annotator.store.chances import chances_in

    for digest, column in staged.execute("SELECT digest, habits FROM habits"):
        shapes.name(digest, "a table of habits")
        try:
            Habits.from_json(shapes.json(column, "a table of habits"))
        except (LookupError, TypeError, ValueError, AttributeError):
            raise BadValue(f"the table of habits {digest} is none") from None
    for document, text in staged.execute("SELECT number, text FROM documents JOIN chances ON document = number"):
        try:
            chances = chances_in(staged, document) or ()
        except DatabaseRefused as error:
            raise BadValue(error.message) from error
        for chance in chances:
            for place in (*chance.content, chance.cue):
                shapes.span(place, Span(0, len(text)), f"a chance in article {document}")
