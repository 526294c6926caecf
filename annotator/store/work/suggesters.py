"""Several suggesters of one article: what the others say beside what stands first, and which of them that is.

Who suggests is known by the name of its pipeline. The newest suggestion of a sentence is the one with the highest id
(`NEWEST_SUGGESTION`): what is kept beside it gets an id below zero and changes nothing that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.core.model import Run, Sentence, Suggested, TopicSuggestion
from annotator.store.articles.documents import add_suggestions, is_present, join_cast, stored_document
from annotator.store.log import rows
from annotator.store.log.rows import to_json
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
