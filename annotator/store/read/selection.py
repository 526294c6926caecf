"""A `Selection` of decisions as SQL."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import InputRefused
from annotator.store.articles.removals import check_present, is_present
from annotator.store.log.history import check_annotator
from annotator.store.log.rows import to_json
from annotator.store.log.schema import ANNOTATORS, REVIEWERS
from annotator.store.read.gold import CONTESTED, GOLD, REVIEWED, prepare
from annotator.store.sqlite.sqlite_library import sqlite3

# CROSS JOIN fixes the order of the loops: sentence by sentence, each looked up by key, nothing sorted or kept.
_FROM = (
    " FROM sentences CROSS JOIN annotators"
    " CROSS JOIN heads ON heads.annotator = annotators.name AND heads.sentence_id = sentences.id"
    " CROSS JOIN decisions ON decisions.id = heads.decision"
    " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
)
_FROM_NEWEST = (
    " FROM decisions CROSS JOIN heads ON heads.annotator = decisions.annotator"
    " AND heads.sentence_id = decisions.sentence_id AND heads.decision = decisions.id"
    " CROSS JOIN sentences ON sentences.id = decisions.sentence_id"
    " CROSS JOIN annotators ON annotators.name = decisions.annotator"
    " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
)
_NEWEST = " ORDER BY decisions.id DESC"
# `heads` goes by annotators: without their names all of it would be looked through for each sentence.
UNDECIDED = (
    "NOT EXISTS (SELECT 1 FROM annotators CROSS JOIN heads ON heads.annotator = annotators.name"
    " AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision"
    " WHERE answer <> 'skip' AND annotators.role <> 'candidate')"
)
"""SQL that nobody confirmed or rejected a sentence of `sentences`."""
# Of gold there is one decision a sentence: it is looked up once, not for each annotator.
_FROM_GOLD = (
    f" FROM sentences CROSS JOIN decisions ON decisions.id = {GOLD}"
    " CROSS JOIN annotators ON annotators.name = decisions.annotator"
    " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
)
STANDING = f"({ANNOTATORS} AND {REVIEWED} IS NULL OR {REVIEWERS} AND decisions.id = {REVIEWED})"
"""SQL that a decision teaches: the review of a sentence that has one, else those of annotators (of `annotators`)."""
_ORDER = " ORDER BY sentences.id, annotators.name"


def check(connection: sqlite3.Connection, selection: Selection) -> None:
    """Raise InputRefused for an annotator or a document that is not in the database."""
    if selection.annotator is not None:
        check_annotator(connection, selection.annotator)
    for document in selection.documents:
        found = connection.execute("SELECT number FROM documents WHERE id = ?", (document,)).fetchone()
        if found is None:
            raise InputRefused(f"no document with the id {document!r}", "`annotator list --json` shows the ids")
        check_present(connection, found[0])


def select(connection: sqlite3.Connection, columns: str, selection: Selection) -> sqlite3.Cursor:
    """The columns of all that is chosen, document by document in the order of the text, then by annotator."""
    where, values = _conditions(selection)
    return connection.execute(f"SELECT {columns}{_from(connection, selection)}{where}{_ORDER}", values)


def holding_any(connection: sqlite3.Connection, selection: Selection, topics: Sequence[str]) -> int:
    """How many decisions of what is chosen hold one of these topics."""
    where, values = _conditions(selection)
    (found,) = connection.execute(
        f"SELECT count(*){_from(connection, selection)}{where} AND EXISTS (SELECT 1 FROM"
        " json_each(decisions.labels, '$.topics') AS topic WHERE topic.value IN (SELECT value FROM json_each(?)))",
        (*values, to_json(list(topics))),
    ).fetchone()
    return int(found)


def select_newest(connection: sqlite3.Connection, columns: str, selection: Selection, after: int) -> sqlite3.Cursor:
    """The same of decisions with a higher id than `after`, the newest first; not for gold."""
    where, values = _conditions(selection)
    return connection.execute(f"SELECT {columns}{_FROM_NEWEST}{where} AND decisions.id > ?{_NEWEST}", [*values, after])


def chosen_topics(connection: sqlite3.Connection, selection: Selection) -> tuple[str, ...]:
    """The topics that occur in what is chosen, sorted."""
    where, values = _conditions(selection)
    found = connection.execute(
        f"SELECT DISTINCT topic.value{_from(connection, selection)}"
        f" CROSS JOIN json_each(decisions.labels, '$.topics') AS topic{where} ORDER BY topic.value",
        values,
    )
    return tuple(str(row[0]) for row in found)


def chosen_runs(connection: sqlite3.Connection, selection: Selection) -> list[tuple[str, str, str, str]]:
    """Id, pipeline, version and settings (JSON) of the runs whose suggestions were answered in what is chosen."""
    where, values = _conditions(selection)
    return connection.execute(
        "SELECT id, pipeline, version, settings FROM runs WHERE id IN"
        f" (SELECT DISTINCT suggestions.run{_from(connection, selection)}{where}) ORDER BY started_at, id",
        values,
    ).fetchall()


def contested(connection: sqlite3.Connection, documents: Sequence[str] = ()) -> int:
    """In how many sentences annotators differ and nobody has reviewed it: they have no gold. `documents` are ids."""
    prepare(connection)
    where, values = _conditions(Selection(gold=True, documents=tuple(documents), answers=tuple(Answer)))
    (count,) = connection.execute(f"SELECT count(*) FROM sentences{where} AND {CONTESTED}", values).fetchone()
    return int(count)


def _from(connection: sqlite3.Connection, selection: Selection) -> str:
    """Where the decisions come from that a selection chooses among."""
    if not selection.gold:
        return _FROM
    prepare(connection)
    return _FROM_GOLD


def _conditions(selection: Selection) -> tuple[str, list[str | int]]:
    conditions: list[str] = [is_present("sentences.document")]
    values: list[str | int] = []

    def among(column: str, wanted: tuple[str, ...]) -> None:
        conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
        values.extend(wanted)

    if selection.documents:
        # No look-up for each sentence: the ids become numbers once.
        marks = ", ".join("?" * len(selection.documents))
        conditions.append(f"sentences.document IN (SELECT number FROM documents WHERE id IN ({marks}))")
        values.extend(selection.documents)
    if selection.annotator is not None:
        among("annotators.name", (selection.annotator,))
    elif selection.reviewed:
        conditions.append(STANDING)
    elif not selection.gold:
        conditions.append(ANNOTATORS)
    if set(selection.answers) != set(Answer):
        among("decisions.answer", tuple(selection.answers))
    if selection.since is not None:
        conditions.append("decisions.decided_at >= ?")
        values.append(selection.since)
    if not selection.implied:
        boilerplate = "decisions.answer = 'reject'" if selection.boilerplate else "FALSE"
        conditions.append(f"(NOT decisions.implied OR {boilerplate})")
    return f" WHERE {' AND '.join(conditions)}", values
