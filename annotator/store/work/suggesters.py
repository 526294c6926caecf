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
    SELECT s.sentence_id, s.id, coalesce(made.id, said.id) AS made, said.pipeline AS name,
    row_number() OVER (PARTITION BY s.sentence_id, said.pipeline ORDER BY {WHEN_MADE}, s.id) AS nth,
    count(*) OVER (PARTITION BY s.sentence_id, said.pipeline) AS nths
    FROM sentences JOIN suggestions AS s ON s.sentence_id = sentences.id
    JOIN runs AS said ON said.id = s.run {MADE} WHERE sentences.document = :document
"""
"""SQL for what suggesters said of a document, with the run that made it first; the newest of each has `nth = nths`."""
_NEWEST = f"""
    SELECT newest.sentence_id, newest.id, newest.made, top.made IS newest.made, top.name IS :name
    FROM ({_SAID}) AS newest JOIN ({_SAID}) AS top ON top.id = {NEWEST_SUGGESTION.format("newest.sentence_id")}
    WHERE newest.name = :name AND newest.nth = newest.nths ORDER BY newest.sentence_id
"""
# What does not say of a sentence without quotes whether it is boilerplate goes by what stood there.
_PUT_ON_TOP = f"""
    INSERT INTO suggestions (sentence_id, run, score, labels, topics, boilerplate)
    SELECT s.sentence_id, :run, s.score, s.labels, s.topics, CASE WHEN s.labels -> 'quotes' <> '[]' THEN s.boilerplate
    ELSE coalesce(s.boilerplate, top.boilerplate) END
    FROM suggestions AS s JOIN suggestions AS top ON top.id = {NEWEST_SUGGESTION.format("s.sentence_id")}
    WHERE s.id = :id
"""
_STANDS_FOR = """
    INSERT INTO runs (id, pipeline, version, settings, started_at, habits)
    SELECT :run, pipeline, version, json_set(settings, '$.stands_for', id), :now, habits FROM runs WHERE id = :made
"""


def stands_back(connection: sqlite3.Connection, number: int, name: str) -> bool:
    """Whether another suggester than that one is preferred, and has suggested for the document."""
    first = preferred(connection)
    said = f"SELECT 1 FROM ({_SAID}) WHERE name = :first"
    return first not in (None, name) and there_is(connection, said, document=number, first=first)


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
    for sentence, newest, made, stands, own in connection.execute(
        _NEWEST, {"document": number, "name": name}
    ).fetchall():
        shown += sentence in may
        left += sentence not in may and not own
        if stands or sentence not in may:
            continue
        if made not in runs:
            runs[made] = uuid.uuid4().hex[:12]
            connection.execute(_STANDS_FOR, {"run": runs[made], "made": made, "now": now()})
        copy = connection.execute(_PUT_ON_TOP, {"run": runs[made], "id": newest}).lastrowid
        readings = "INSERT INTO readings SELECT ?, readings FROM readings WHERE suggestion = ?"
        connection.execute(readings, (copy, newest))
    if shown:
        fold.suggested_quotes(connection, [number])
    return PutFirst(shown, left)


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
