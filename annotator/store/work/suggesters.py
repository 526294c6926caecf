"""Several suggesters of one article: what the others say beside what stands first, and which of them that is.

Who suggests is known by the name of its pipeline. The newest suggestion of a sentence is the one with the highest id
(`NEWEST_SUGGESTION`): what is kept beside it gets an id below zero and changes nothing that is shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

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
    SELECT s.sentence_id, s.id, coalesce(made.id, said.id),
    (SELECT coalesce(settings ->> 'stands_for', runs.id) FROM suggestions AS top JOIN runs ON runs.id = run
    WHERE top.id = {NEWEST_SUGGESTION.format("s.sentence_id")})
    FROM sentences JOIN suggestions AS s ON s.sentence_id = sentences.id JOIN runs AS said ON said.id = s.run {MADE}
    WHERE document = ? AND said.pipeline = ? ORDER BY {WHEN_MADE}, s.id
"""
"""SQL for what a suggester said of a document, the newest last, and the runs that made it and what stands first."""
_STANDS_FOR = """
    INSERT INTO runs (id, pipeline, version, settings, started_at, habits)
    SELECT ?, pipeline, version, json_set(settings, '$.stands_for', id), ?, habits FROM runs WHERE id = ?
"""
# What does not say of a sentence without quotes whether it is boilerplate goes by what stood there.
_PUT_ON_TOP = f"""
    INSERT INTO suggestions (sentence_id, run, score, labels, topics, boilerplate)
    SELECT s.sentence_id, ?, s.score, s.labels, s.topics, CASE WHEN s.labels -> 'quotes' <> '[]' THEN s.boilerplate
    ELSE coalesce(s.boilerplate, top.boilerplate) END
    FROM suggestions AS s JOIN suggestions AS top ON top.id = {NEWEST_SUGGESTION.format("s.sentence_id")}
    WHERE s.id = ?
"""


def stands_back(connection: sqlite3.Connection, number: int, name: str) -> bool:
    """Whether another suggester than that one is preferred, and has suggested for the document."""
    first = preferred(connection)
    return first != name and connection.execute(_SAID, (number, first)).fetchone() is not None


def put_first(connection: sqlite3.Connection, number: int, name: str, runs: dict[str, str]) -> tuple[int, int]:
    """Put the newest that a suggester says of a document on top of what nobody decided. Call inside a transaction.

    In how many sentences it stands first now, and in how many others something else stays. It is copied: a suggestion
    is never changed, and its run tells in all copies of a database which is newer. `runs` has the runs that stand for
    others, which are made where they are not there.
    """
    may, shown, left = set(undecided_in(connection, number).values()), 0, 0
    newest = {sentence: said for sentence, *said in connection.execute(_SAID, (number, name))}
    for sentence, (suggestion, made, top) in newest.items():
        if sentence not in may:
            left += made != top
            continue
        shown += 1
        if made == top:
            continue
        if made not in runs:
            runs[made] = uuid.uuid4().hex[:12]
            connection.execute(_STANDS_FOR, (runs[made], now(), made))
        copy = connection.execute(_PUT_ON_TOP, (runs[made], suggestion)).lastrowid
        readings = "INSERT INTO readings SELECT ?, readings FROM readings WHERE suggestion = ?"
        connection.execute(readings, (copy, suggestion))
    fold.suggested_quotes(connection, [number])
    return shown, left


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
