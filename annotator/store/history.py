"""Decisions as steps that can be taken back and done again, without limit and across logins.

Nothing is ever changed or deleted: an undo appends rows that restore what was current before, a redo appends rows that
say again what was undone. Each step names the one `below` it on the stack it was put on, so that both are found by
their key.
Call these inside a transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import orjson

from annotator.core.labels_json import labels_from_json, labels_to_json
from annotator.core.model import Decision, Labels, NewDecision
from annotator.core.session.desk import NoteAndFlag
from annotator.store.documents import now, to_json
from annotator.store.sqlite_library import sqlite3

_CONTENT = "answer, labels, note, flagged, implied, seconds, keys, suggestion"
_NOTHING = (None, to_json(labels_to_json(Labels())), None, 0, 0, 0.0, 0, None)

Outcome = tuple[tuple[int, ...], Labels, NoteAndFlag]
"""The sentences of a step, then what its first decision holds."""


def enter_annotator(connection: sqlite3.Connection, name: str) -> None:
    """Make sure the annotator has a row."""
    connection.execute("INSERT OR IGNORE INTO annotators (name, created_at) VALUES (?, ?)", (name, now()))


def head(connection: sqlite3.Connection, annotator: str, sentence_id: int) -> int | None:
    """The id of the annotator's current decision of a sentence, or None."""
    row = connection.execute(
        "SELECT decision FROM heads WHERE annotator = ? AND sentence_id = ?", (annotator, sentence_id)
    ).fetchone()
    return row[0] if row else None


def decide(
    connection: sqlite3.Connection,
    annotator: str,
    decisions: Sequence[NewDecision],
    times: Sequence[str | None] | None = None,
) -> tuple[Decision, ...]:
    """Append decisions as one step. What was undone before can no longer be redone.

    `times` says when each was decided, for those that were made elsewhere; None is now.
    """
    at = now()
    below = connection.execute("SELECT undo_tip FROM annotators WHERE name = ?", (annotator,)).fetchone()[0]
    step = _add_step(connection, annotator, "decide", None, below, at)
    connection.execute("UPDATE annotators SET undo_tip = ?, redo_tip = NULL WHERE name = ?", (step, annotator))
    kept = []
    for new, made in zip(decisions, times or [None] * len(decisions), strict=True):
        content = (
            new.answer.value,
            to_json(labels_to_json(new.labels)),
            new.note,
            int(new.flagged),
            int(new.implied),
            new.seconds,
            new.keys,
            new.suggestion,
        )
        key = _append(connection, annotator, step, new.sentence_id, content, made or at)
        kept.append(
            Decision(
                key, annotator, new.answer, new.labels, made or at, new.note, new.flagged, new.implied, new.seconds,
                new.keys, new.suggestion,
            )
        )  # fmt: skip
    return tuple(kept)


def undo(connection: sqlite3.Connection, annotator: str, at: str) -> Outcome | None:
    """Take back the top step: the sentences it decided, and what the first of them held."""
    tips = connection.execute("SELECT undo_tip, redo_tip FROM annotators WHERE name = ?", (annotator,)).fetchone()
    if tips[0] is None:
        return None
    below = connection.execute("SELECT below FROM steps WHERE id = ?", (tips[0],)).fetchone()[0]
    step = _add_step(connection, annotator, "undo", tips[0], tips[1], at)
    taken = connection.execute(
        "SELECT sentence_id, replaces, labels, note, flagged FROM decisions WHERE step = ? ORDER BY id", (tips[0],)
    ).fetchall()
    for sentence_id, replaced, *_ in taken:
        _append(connection, annotator, step, sentence_id, _content(connection, replaced), at)
    connection.execute("UPDATE annotators SET undo_tip = ?, redo_tip = ? WHERE name = ?", (below, step, annotator))
    return _outcome(taken)


def redo(connection: sqlite3.Connection, annotator: str, at: str) -> Outcome | None:
    """Do the step last undone again: the sentences it decides, and what the first of them holds."""
    tips = connection.execute("SELECT undo_tip, redo_tip FROM annotators WHERE name = ?", (annotator,)).fetchone()
    if tips[1] is None:
        return None
    target, below = connection.execute("SELECT target, below FROM steps WHERE id = ?", (tips[1],)).fetchone()
    step = _add_step(connection, annotator, "redo", target, tips[0], at)
    taken = connection.execute(
        "SELECT sentence_id, id, labels, note, flagged FROM decisions WHERE step = ? ORDER BY id", (target,)
    ).fetchall()
    for sentence_id, original, *_ in taken:
        _append(connection, annotator, step, sentence_id, _content(connection, original), at)
    connection.execute("UPDATE annotators SET undo_tip = ?, redo_tip = ? WHERE name = ?", (step, below, annotator))
    return _outcome(taken)


def _outcome(taken: Sequence[tuple[Any, ...]]) -> Outcome:
    labels, note, flagged = taken[0][2:]
    return tuple(row[0] for row in taken), labels_from_json(orjson.loads(labels)), NoteAndFlag(note, bool(flagged))


def _add_step(
    connection: sqlite3.Connection, annotator: str, kind: str, target: int | None, below: int | None, at: str
) -> int:
    cursor = connection.execute(
        "INSERT INTO steps (annotator, kind, target, below, at) VALUES (?, ?, ?, ?, ?)",
        (annotator, kind, target, below, at),
    )
    return int(cursor.lastrowid or 0)


def _content(connection: sqlite3.Connection, decision: int | None) -> tuple[Any, ...]:
    """What a decision says, to be said again; of None: nothing, the sentence is undecided."""
    if decision is None:
        return _NOTHING
    row: tuple[Any, ...] = connection.execute(f"SELECT {_CONTENT} FROM decisions WHERE id = ?", (decision,)).fetchone()
    return row


def _append(
    connection: sqlite3.Connection, annotator: str, step: int, sentence_id: int, content: tuple[Any, ...], at: str
) -> int:
    cursor = connection.execute(
        f"INSERT INTO decisions (uuid, step, sentence_id, annotator, {_CONTENT}, replaces, decided_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (uuid.uuid4().hex, step, sentence_id, annotator, *content, head(connection, annotator, sentence_id), at),
    )
    return int(cursor.lastrowid or 0)
