"""Which decisions are chosen, as SQL: a `Selection` of them, and which of a sentence is gold, which is never stored.

A review decides, the latest of all reviewers' by the clocks of events; else what annotators agree on, which is what one
of them decided where no other did. Where they differ and nobody has reviewed it, a sentence has no gold.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import InputRefused
from annotator.core.model import Labels
from annotator.core.review.versions import comparable_labels
from annotator.store.articles.documents import check_present, is_present
from annotator.store.log.fold import UNOPENED, made_in
from annotator.store.log.history import check_annotator
from annotator.store.log.rows import labels, to_json
from annotator.store.log.schema import ANNOTATORS, REVIEWERS
from annotator.store.sqlite.sqlite_library import Connection, sqlite3

# ---- gold


def _currents(alias: str, role: str) -> str:
    """SQL for what follows FROM: the current decisions of a sentence of `sentences`, by those of a role.

    CROSS JOIN fixes the order of the loops: `heads` goes by annotators, and would else be looked through as a whole.
    """
    return f"""
        annotators AS {alias}_by CROSS JOIN heads AS {alias}_head ON {alias}_head.annotator = {alias}_by.name
        AND {alias}_head.sentence_id = sentences.id
        CROSS JOIN decisions AS {alias} ON {alias}.id = {alias}_head.decision
        WHERE {alias}_by.role = '{role}' AND {alias}.answer <> 'skip'
    """


def in_order(decision: str, way: str = "ASC") -> str:
    """SQL that orders decisions of several people by when they were made, the same in every copy of a database.

    What was decided unopened is before all others.
    """
    event = f"(SELECT made.event FROM decisions AS made WHERE made.id = {made_in(decision)})"
    clock = f"(SELECT clock FROM events WHERE events.id = {event}) - {UNOPENED.format(decision)}"
    return f"{clock} {way}, {decision}.uuid {way}"


_LAST = in_order("review", "DESC")
REVIEWED = f"(SELECT review.id FROM {_currents('review', 'reviewer')} ORDER BY {_LAST} LIMIT 1)"
"""SQL for the id of the decision by which a sentence of `sentences` is reviewed; NULL where it is not."""

# What somebody passed over unseen says nothing against those who looked.
_FIRST = f"(SELECT first.id FROM {_currents('first', 'annotator')} ORDER BY first.implied, first_by.name LIMIT 1)"
_OTHER = f"""
    SELECT 1 FROM {_currents("other", "annotator")} AND other.implied = chosen.implied AND other.id <> chosen.id
    AND NOT same_marks(other.answer, todays(other.labels), chosen.answer, todays(chosen.labels))
"""
AGREED = f"(SELECT chosen.id FROM decisions AS chosen WHERE chosen.id = {_FIRST} AND NOT EXISTS ({_OTHER}))"
"""SQL for the id of the decision that stands for all annotators who decided a sentence; NULL where they differ."""

GOLD = f"coalesce({REVIEWED}, {AGREED})"
"""SQL for the id of the gold decision of a sentence of `sentences`; NULL where there is none.

Ask a connection for it that `prepare` was called with.
"""

CONTESTED = f"({GOLD} IS NULL AND {_FIRST} IS NOT NULL)"
"""SQL that annotators differ in a sentence of `sentences`, and nobody has reviewed it."""


def prepare(connection: Connection) -> None:
    """Teach a connection the function that GOLD compares decisions by."""
    connection.create_function("same_marks", 4, _same_marks, deterministic=True)


def _same_marks(answer: str, column: str, other_answer: str, other_column: str) -> bool:
    """Whether two decisions mark the same, as versions of a review are compared; the columns are of their labels."""
    if column == other_column and answer == other_answer:
        return True
    return marks(answer, column) == marks(other_answer, other_column)


def marks(answer: str, column: str) -> Labels:
    """What a decision marks, from its answer and the column of its labels, comparable with others."""
    return comparable_labels(labels(column)) if answer == Answer.ACCEPT else Labels()


# ---- what is chosen

# CROSS JOIN fixes the order of the loops: sentence by sentence, each looked up by key, nothing sorted or kept.
CURRENT = """
    FROM sentences CROSS JOIN annotators
    CROSS JOIN heads ON heads.annotator = annotators.name AND heads.sentence_id = sentences.id
    CROSS JOIN decisions ON decisions.id = heads.decision
    LEFT JOIN suggestions ON suggestions.id = decisions.suggestion
"""
"""SQL for current decisions with their sentences, who made them, and the suggestions that they answer."""
_FROM_NEWEST = """
    FROM decisions CROSS JOIN heads ON heads.annotator = decisions.annotator
    AND heads.sentence_id = decisions.sentence_id AND heads.decision = decisions.id
    CROSS JOIN sentences ON sentences.id = decisions.sentence_id
    CROSS JOIN annotators ON annotators.name = decisions.annotator
    LEFT JOIN suggestions ON suggestions.id = decisions.suggestion
"""
_NEWEST = " ORDER BY decisions.id DESC"
# `heads` goes by annotators: without their names all of it would be looked through for each sentence.
UNDECIDED = """
    NOT EXISTS (SELECT 1 FROM annotators CROSS JOIN heads ON heads.annotator = annotators.name
    AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision
    WHERE answer <> 'skip' AND annotators.role <> 'candidate')
"""
"""SQL that nobody confirmed or rejected a sentence of `sentences`."""
# Of gold there is one decision a sentence: it is looked up once, not for each annotator.
_FROM_GOLD = f"""
    FROM sentences CROSS JOIN decisions ON decisions.id = {GOLD}
    CROSS JOIN annotators ON annotators.name = decisions.annotator
    LEFT JOIN suggestions ON suggestions.id = decisions.suggestion
"""
STANDING = f"({ANNOTATORS} AND {REVIEWED} IS NULL OR {REVIEWERS} AND decisions.id = {REVIEWED})"
"""SQL that a decision teaches: the review of a sentence that has one, else those of annotators (of `annotators`)."""
_ORDER = " ORDER BY sentences.id, annotators.name"


def check_selection(connection: Connection, selection: Selection) -> None:
    """Raise InputRefused for an annotator or a document that is not in the database."""
    if selection.annotator is not None:
        check_annotator(connection, selection.annotator)
    for document in selection.documents:
        number = connection.first_value("SELECT number FROM documents WHERE id = ?", document)
        if number is None:
            raise InputRefused(f"no document with the id {document!r}", "`annotator list --json` shows the ids")
        check_present(connection, number)


def select(connection: Connection, columns: str, selection: Selection) -> sqlite3.Cursor:
    """The columns of all that is chosen, document by document in the order of the text, then by annotator."""
    return of_chosen(connection, f"SELECT {columns}{{}}{_ORDER}", selection)


def of_chosen(connection: Connection, sql: str, selection: Selection, *values: str) -> sqlite3.Cursor:
    """What SQL gives in whose place `{}` FROM and WHERE of all that is chosen are put; `values`: those behind that.

    Raises what `check_selection` raises.
    """
    where, chosen = _conditions(connection, selection)
    if selection.gold:
        prepare(connection)
    return connection.run(sql.format((_FROM_GOLD if selection.gold else CURRENT) + where), *chosen, *values)


def select_newest(connection: Connection, columns: str, selection: Selection, after: int) -> sqlite3.Cursor:
    """The same of decisions made after the one with the id `after`, the newest first; not for gold."""
    where, values = _conditions(connection, selection)
    where += f" AND decisions.id > ? AND {made_in('decisions')} > ?"
    return connection.run(f"SELECT {columns}{_FROM_NEWEST}{where}{_NEWEST}", *values, after, after)


def contested(connection: Connection, documents: Sequence[str] = ()) -> int:
    """In how many sentences annotators differ and nobody has reviewed it: they have no gold. `documents` are ids."""
    prepare(connection)
    where, values = _conditions(connection, Selection(gold=True, documents=tuple(documents), answers=tuple(Answer)))
    return int(connection.one_value(f"SELECT count(*) FROM sentences{where} AND {CONTESTED}", *values))


def _conditions(connection: Connection, selection: Selection) -> tuple[str, list[str]]:
    """What follows FROM, and its values. Raises what `check_selection` raises."""
    check_selection(connection, selection)
    conditions, values = [is_present("sentences.document")], list[str]()

    def require(condition: str, *value: str) -> None:
        conditions.append(condition)
        values.extend(value)

    if selection.documents:
        # No look-up for each sentence: the ids become numbers once.
        ids = "(SELECT number FROM documents WHERE id IN (SELECT value FROM json_each(?)))"
        require(f"sentences.document IN {ids}", to_json(selection.documents))
    if selection.annotator is not None:
        require("annotators.name = ?", selection.annotator)
    elif selection.reviewed:
        require(STANDING)
    elif not selection.gold:
        require(ANNOTATORS)
    if set(selection.answers) != set(Answer):
        require("decisions.answer IN (SELECT value FROM json_each(?))", to_json(selection.answers))
    if selection.since is not None:
        require("decisions.decided_at >= ?", selection.since)
    if not selection.implied:
        require(f"(NOT decisions.implied OR decisions.answer = 'reject' AND {selection.boilerplate})")
    return f" WHERE {' AND '.join(conditions)}", values
