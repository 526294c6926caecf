"""A `Selection` of decisions as SQL."""

from __future__ import annotations

from annotator.core.decision import Answer
from annotator.core.errors import InputRefused
from annotator.core.selection import Selection
from annotator.store.removals import check_present, is_present
from annotator.store.sqlite_library import sqlite3


def made_in(decision: str) -> str:
    """SQL for the row in which a decision was made; `decision` is the name of its table. Most were in their own.

    Renaming a speaker everywhere says a decision again, in a later row, which is no new decision.
    """
    return (
        f"CASE WHEN {decision}.step IN (SELECT step FROM renamings) THEN (WITH RECURSIVE said (id, replaces, step) AS ("
        f"SELECT {decision}.id, {decision}.replaces, {decision}.step"
        " UNION ALL SELECT earlier.id, earlier.replaces, earlier.step FROM said"
        " JOIN decisions AS earlier ON earlier.id = said.replaces WHERE said.step IN (SELECT step FROM renamings))"
        f" SELECT min(id) FROM said) ELSE {decision}.id END"
    )


# One decision a sentence, until review settles them. Of the current ones that are no skip, those that somebody looked
# at come before those that were passed over unseen; of these the latest counts, by row, because clocks go back.
GOLD = (
    "decisions.id = (SELECT other.id FROM decisions AS other JOIN heads AS head ON head.annotator = other.annotator"
    " AND head.sentence_id = other.sentence_id AND head.decision = other.id"
    " WHERE other.sentence_id = sentences.id AND other.answer <> 'skip'"
    f" ORDER BY other.implied, {made_in('other')} DESC LIMIT 1)"
)
# CROSS JOIN fixes the order of the loops: sentence by sentence, each looked up by key, nothing sorted or kept.
_FROM = (
    " FROM sentences CROSS JOIN annotators"
    " CROSS JOIN heads ON heads.annotator = annotators.name AND heads.sentence_id = sentences.id"
    " CROSS JOIN decisions ON decisions.id = heads.decision"
    " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
)
# `heads` goes by annotators: without their names all of it would be looked through for each sentence.
UNDECIDED = (
    "NOT EXISTS (SELECT 1 FROM annotators CROSS JOIN heads ON heads.annotator = annotators.name"
    " AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision WHERE answer <> 'skip')"
)
"""SQL that nobody confirmed or rejected a sentence of `sentences`."""
_ORDER = " ORDER BY sentences.id, annotators.name"


def check(connection: sqlite3.Connection, selection: Selection) -> None:
    """Raise InputRefused for an annotator or a document that is not in the database."""
    name = selection.annotator
    if name is not None and not connection.execute("SELECT 1 FROM annotators WHERE name = ?", (name,)).fetchone():
        raise InputRefused(f"no annotator named {selection.annotator!r}", "`annotator stats` lists them")
    for document in selection.documents:
        found = connection.execute("SELECT number FROM documents WHERE id = ?", (document,)).fetchone()
        if found is None:
            raise InputRefused(f"no document with the id {document!r}", "`annotator list --json` shows the ids")
        check_present(connection, found[0])


def select(connection: sqlite3.Connection, columns: str, selection: Selection) -> sqlite3.Cursor:
    """The columns of all that is chosen, document by document in the order of the text, then by annotator."""
    where, values = _conditions(selection)
    return connection.execute(f"SELECT {columns}{_FROM}{where}{_ORDER}", values)


def chosen_topics(connection: sqlite3.Connection, selection: Selection) -> tuple[str, ...]:
    """The topics that occur in what is chosen, sorted."""
    where, values = _conditions(selection)
    found = connection.execute(
        f"SELECT DISTINCT topic.value{_FROM} CROSS JOIN json_each(decisions.labels, '$.topics') AS topic{where}"
        " ORDER BY topic.value",
        values,
    )
    return tuple(str(row[0]) for row in found)


def chosen_runs(connection: sqlite3.Connection, selection: Selection) -> list[tuple[str, str, str, str]]:
    """Id, pipeline, version and settings (JSON) of the runs whose suggestions were answered in what is chosen."""
    where, values = _conditions(selection)
    return connection.execute(
        "SELECT id, pipeline, version, settings FROM runs WHERE id IN"
        f" (SELECT DISTINCT suggestions.run{_FROM}{where}) ORDER BY started_at, id",
        values,
    ).fetchall()


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
    if set(selection.answers) != set(Answer):
        among("decisions.answer", tuple(selection.answers))
    if selection.since is not None:
        conditions.append("decisions.decided_at >= ?")
        values.append(selection.since)
    if not selection.implied:
        boilerplate = "decisions.answer = 'reject'" if selection.boilerplate else "FALSE"
        conditions.append(f"(NOT decisions.implied OR {boilerplate})")
    if selection.gold:
        conditions.append(GOLD)
    return f" WHERE {' AND '.join(conditions)}", values
