"""Several suggesters of one article: what the others say beside what stands first, and which of them that is.

Who suggests is known by the name of its pipeline. The newest suggestion of a sentence is the one with the highest id
(`NEWEST_SUGGESTION`): what is kept beside it gets an id below zero and changes nothing that is shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from annotator.core.model import Run, Sentence, Suggested, TopicSuggestion
from annotator.store.articles.documents import add_suggestions, is_present, join_cast, preferred, stored_document
from annotator.store.log import fold, rows
from annotator.store.log.rows import to_json
from annotator.store.log.schema import MADE, NEWEST_SUGGESTION, WHEN_MADE, now
from annotator.store.read.selection import UNDECIDED
from annotator.store.sqlite.sqlite_library import sqlite3, there_is


def _touched(table: str) -> str:
    """SQL that an annotator has a row of that table for a sentence of the document of `slots`."""
    return (
        f"EXISTS (SELECT 1 FROM sentences AS begun CROSS JOIN annotators CROSS JOIN {table}"
        f" ON {table}.annotator = annotators.name AND {table}.sentence_id = begun.id"
        " WHERE begun.document = slots.document AND annotators.role = 'annotator')"
    )


# New suggestions, adapted to what the first annotators decided, would tell the others of it.
BEGUN_AND_SHARED = (
    "(document IN (SELECT slots.document FROM slots GROUP BY slots.document HAVING count(*) > 1"
    f" AND ({_touched('heads')} OR {_touched('drafts')})))"
)
"""SQL on `document`: it has several slots, and somebody has begun."""
OPEN = f"{is_present('document')} AND {UNDECIDED}"
"""SQL that a sentence of `sentences` is undecided, in an article that is not removed."""


def undecided_in(connection: sqlite3.Connection, number: int) -> dict[int, int]:
    """Ids, by index, of the sentences of a document that nobody decided, and that may get other suggestions."""
    undecided = f"SELECT position, id FROM sentences WHERE document = ? AND {UNDECIDED} AND NOT {BEGUN_AND_SHARED}"
    return dict(connection.execute(undecided, (number,)))


def has_suggested(connection: sqlite3.Connection, number: int, run: Run) -> bool:
    """Whether a run with the same pipeline, version and settings has suggested for that document."""
    return there_is(
        connection,
        "SELECT 1 FROM sentences JOIN suggestions ON sentence_id = sentences.id JOIN runs ON runs.id = run"
        " WHERE document = ? AND (pipeline, version, settings) = (?, ?, ?)",
        *(number, run.pipeline, run.version, to_json(run.settings)),
    )


# ---- which of them stands first


_SAID = f"""
    SELECT s.sentence_id, s.id, coalesce(made.id, said.id), said.pipeline
    FROM sentences JOIN suggestions AS s ON s.sentence_id = sentences.id
    JOIN runs AS said ON said.id = s.run {MADE}
    WHERE sentences.document = ? ORDER BY {WHEN_MADE}, s.id
"""
"""SQL for what suggesters said of a document: sentence, suggestion, the run that made it first, and whose that is."""


def stands_back(connection: sqlite3.Connection, number: int, name: str) -> bool:
    """Whether another suggester than that one is preferred, and has suggested for the document."""
    first = preferred(connection)
    return first not in (None, name) and any(whose == first for *_, whose in connection.execute(_SAID, (number,)))


class PutFirst(NamedTuple):
    """In how many undecided sentences of a document a suggester stands first now; in how many others another stays."""

    sentences: int
    left: int


def put_first(connection: sqlite3.Connection, number: int, name: str, runs: dict[str, str]) -> PutFirst:
    """Put the newest that a suggester says of a document on top of what nobody decided. Call inside a transaction.

    It is copied: a suggestion is never changed, and its run tells in all copies of a database which is newer. `runs`
    has the runs that stand for others, which are made where they are not there.
    """
    may, shown, left = set(undecided_in(connection, number).values()), 0, 0
    newest, top = dict[int, tuple[int, str]](), dict[int, tuple[int, str, str]]()
    for sentence, key, made, whose in connection.execute(_SAID, (number,)).fetchall():
        top[sentence] = max(top.get(sentence, (key, made, whose)), (key, made, whose))
        if whose == name:
            newest[sentence] = key, made
    for sentence, (key, made) in newest.items():
        _, on_top, whose = top[sentence]
        if sentence not in may:
            left += whose != name
            continue
        if made != on_top:
            _put_on_top(connection, key, runs.get(made) or runs.setdefault(made, _standing_for(connection, made)))
        shown += 1
    if shown:
        fold.suggested_quotes(connection, [number])
    return PutFirst(shown, left)


def _put_on_top(connection: sqlite3.Connection, suggestion: int, run: str) -> None:
    """What does not say of a sentence without quotes whether it is boilerplate goes by what stood there."""
    top = NEWEST_SUGGESTION.format("s.sentence_id")
    copy = connection.execute(
        "INSERT INTO suggestions (sentence_id, run, score, labels, topics, boilerplate)"
        " SELECT s.sentence_id, ?, s.score, s.labels, s.topics, CASE WHEN s.labels -> 'quotes' <> '[]' THEN"
        f" s.boilerplate ELSE coalesce(s.boilerplate, (SELECT boilerplate FROM suggestions WHERE id = {top})) END"
        " FROM suggestions AS s WHERE s.id = ?",
        (run, suggestion),
    ).lastrowid
    connection.execute(
        "INSERT INTO readings (suggestion, readings) SELECT ?, readings FROM readings WHERE suggestion = ?",
        (copy, suggestion),
    )


def _standing_for(connection: sqlite3.Connection, run: str) -> str:
    """The id of a new run that says again what that one did."""
    key = uuid.uuid4().hex[:12]
    connection.execute(
        "INSERT INTO runs (id, pipeline, version, settings, started_at, habits) SELECT ?, pipeline, version,"
        " json_set(settings, '$.stands_for', id), ?, habits FROM runs WHERE id = ?",
        (key, now(), run),
    )
    return key


# ---- suggestions for the sentences that are here


def add_fitted(
    connection: sqlite3.Connection,
    number: int,
    run: str,
    suggested: Suggested,
    which: Mapping[int, int] | None = None,
    *,
    beside: bool = False,
) -> None:
    """Store what a run suggests for sentences of a document that is here: for those ids, by index, or (None) for all.

    The sentences stay as they are: quotes and topics found in other ones are cut to them. Speakers that are new join
    the cast; those that were there keep their places, so that no key changes its meaning. Call inside a transaction.
    """
    stored = stored_document(connection, number)
    fitted = replace(suggested, sentences=stored.sentences, topics=_topics(stored.sentences, suggested))
    ids = dict(enumerate(stored.ids)) if which is None else which
    add_suggestions(connection, run, fitted, ids, beside=beside)
    join_cast(connection, number, rows.cast_json(suggested.cast))


def _topics(sentences: tuple[Sentence, ...], suggested: Suggested) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each of these sentences: those of the suggested sentence that it begins in."""
    found: list[tuple[TopicSuggestion, ...]] = []
    at = 0
    for sentence in sentences:
        while at + 1 < len(suggested.sentences) and suggested.sentences[at].end <= sentence.start:
            at += 1
        found.append(suggested.topics[at] if suggested.topics else ())
    return tuple(found)
