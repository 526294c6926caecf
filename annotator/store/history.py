"""Decisions as steps that can be undone and redone, without limit and across logins.

Nothing is ever changed or deleted: an undo appends rows that restore what was current before, a redo appends rows that
say again what was undone. Two stacks hold the steps that can be undone and those that can be redone: an annotator's row
names the top of each (`undo_tip`, `redo_tip`), and a step names the one `below` it.
Call these functions inside a transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.drawable import one_line
from annotator.core.errors import DocumentRemoved, InputRefused
from annotator.core.labels_json import labels_from_json
from annotator.core.model import Labels
from annotator.core.people import Role
from annotator.core.session.desk import NO_NOTE, NoteAndFlag, Unconfirmed
from annotator.store import reviews, rows, standing, step_drafts
from annotator.store.clock import tick
from annotator.store.documents import now
from annotator.store.removals import is_superseded
from annotator.store.revisions import newest_revision
from annotator.store.speaker_names import names_given_since, renamed_column
from annotator.store.sqlite_library import sqlite3

_NAMED = 5
"""Annotators that are named to somebody who named another."""


class Outcome(NamedTuple):
    """What an undo or redo did: the sentence to come back to, what its decision held or holds, and all sentences.

    `labels` is None for a change of several sentences: what was said at the one it was asked for is not looked at.
    `answer` is None where no sentence got an answer that it did not have. `renamed` are the names that it gave in all
    documents, by those that they replace. `passed_over`: how many steps before it were only of earlier editions.
    """

    at: int
    labels: Labels | None
    note_and_flag: NoteAndFlag
    sentences: tuple[int, ...]
    answer: Answer | None
    renamed: Mapping[str, str] = MappingProxyType({})
    passed_over: int = 0


def enter_annotator(
    connection: sqlite3.Connection, name: str, role: Role = Role.ANNOTATOR, person: str | None = None
) -> None:
    """Make sure the annotator has a row. `person`: who works under the name of another role."""
    connection.execute(
        "INSERT OR IGNORE INTO annotators (name, created_at, role, person) VALUES (?, ?, ?, ?)",
        (name, now(), role.value, person),
    )


def annotators(connection: sqlite3.Connection, *roles: Role) -> tuple[str, ...]:
    """The names of all of these roles (of none given: of annotators) that have a row, in the order they came."""
    found = connection.execute("SELECT name, role FROM annotators ORDER BY rowid")
    return tuple(name for name, role in found if role in (roles or (Role.ANNOTATOR,)))


def check_annotator(connection: sqlite3.Connection, name: str) -> None:
    """Raise InputRefused, saying who there is, for a name under which nobody works here."""
    if name in annotators(connection, *Role):
        return
    known = annotators(connection)
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    named = ", ".join(one_line(one, 40) for one in known[:_NAMED])
    there_are = f"there {'is' if len(known) == 1 else 'are'} {named}{more}" if known else "nobody has begun"
    raise InputRefused(f"no annotator named {one_line(name, 60)!r}", there_are)


def last_step(connection: sqlite3.Connection) -> int:
    """The id of the last step of anybody; 0 before the first."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM steps").fetchone()
    return int(last)


def top_step(connection: sqlite3.Connection, annotator: str) -> int | None:
    """The id of the annotator's step that an undo would take back; None where there is none."""
    return _top(connection, annotator, "undo_tip").step


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
    drafts: Sequence[Unconfirmed] = (),
    at: int | None = None,
    revision: int | None = None,
    *,
    carried: bool = False,
) -> tuple[Decision, ...]:
    """Append decisions, and keep drafts, as one step. What was undone before can no longer be redone.

    `carried`: they only say again what was decided of an earlier edition, or what somebody else renames. Then the step
    is none that can be undone, and what was undone before can still be redone.

    `times` says when each was decided, for those that were made elsewhere; None is now. `at` is the sentence at which a
    change of several was asked for. `revision` is the key of the one that they were made under; None: that in use.
    """
    moment = now()
    under = newest_revision(connection) if revision is None else revision
    decisions = [new if new.revision is not None else replace(new, revision=under) for new in decisions]
    below = connection.execute("SELECT undo_tip FROM annotators WHERE name = ?", (annotator,)).fetchone()[0]
    step = _add_step(connection, annotator, "decide", None, None if carried else below, moment, at, carried=carried)
    before = [step_drafts.current(connection, annotator, sentence_id) for sentence_id, *_ in drafts]
    if not carried:
        connection.execute("UPDATE annotators SET undo_tip = ?, redo_tip = NULL WHERE name = ?", (step, annotator))
    kept = []
    for new, made in zip(decisions, times or [None] * len(decisions), strict=True):
        key = _append(connection, annotator, step, new.sentence_id, rows.said(new), made or moment)
        kept.append(new.kept(key, annotator, made or moment))
    for (sentence_id, labels, note_and_flag), column in zip(drafts, before, strict=True):
        left = rows.draft_column(labels, note_and_flag)
        step_drafts.leave(connection, annotator, step, sentence_id, column, left)
    return tuple(kept)


class _Top(NamedTuple):
    """What is next to be undone, or done again: the step, the one that stays above it, and how many do."""

    step: int | None
    above: int | None
    passed_over: int


_STACK = (
    "WITH RECURSIVE stack (step, above) AS (SELECT {tip}, NULL FROM annotators WHERE name = ?"
    " UNION ALL SELECT below, stack.step FROM stack JOIN steps ON steps.id = stack.step)"
    " SELECT step, above FROM stack WHERE step IS NOT NULL"
)
_IS_OF_TODAY = (
    f"SELECT EXISTS (SELECT 1 FROM sentences WHERE NOT {is_superseded('document')} AND id IN"
    " (SELECT sentence_id FROM decisions WHERE step = ?1 UNION SELECT sentence_id FROM step_drafts WHERE step = ?1))"
    " OR EXISTS (SELECT 1 FROM renamings WHERE step = ?1)"
)


def _top(connection: sqlite3.Connection, annotator: str, tip: str) -> _Top:
    """The top of a stack, without the steps that are only of documents whose later editions stand: these stay."""
    passed_over, last = 0, None
    for step, above in connection.execute(_STACK.format(tip=tip), (annotator,)):
        if connection.execute(_IS_OF_TODAY, (step,)).fetchone()[0]:
            return _Top(step, above, passed_over)
        passed_over, last = passed_over + 1, step
    return _Top(None, last, passed_over)


def undo(connection: sqlite3.Connection, annotator: str, at: str) -> Outcome | None:
    """Take back the top step: the sentences it decided, and what the first of them held."""
    return _turn(connection, annotator, at, "undo")


def redo(connection: sqlite3.Connection, annotator: str, at: str) -> Outcome | None:
    """Do the step last undone again: the sentences it decides, and what the first of them holds."""
    return _turn(connection, annotator, at, "redo")


def _turn(connection: sqlite3.Connection, annotator: str, at: str, kind: str) -> Outcome | None:
    """Take a step off one stack and put the one that turns it onto the other. Raises DocumentRemoved, see `_top`."""
    from_tip, to_tip = ("undo_tip", "redo_tip") if kind == "undo" else ("redo_tip", "undo_tip")
    top, above, passed_over = _top(connection, annotator, from_tip)
    if top is None:
        if passed_over:
            raise DocumentRemoved(
                f"nothing else to {kind}: decisions on articles that were corrected since stay (steps: {passed_over})",
                "change them in the articles as they are now",
            )
        return None
    below, asked_for_at, target = connection.execute(
        "SELECT below, sentence_id, CASE kind WHEN 'undo' THEN target ELSE id END FROM steps WHERE id = ?", (top,)
    ).fetchone()
    (other,) = connection.execute(f"SELECT {to_tip} FROM annotators WHERE name = ?", (annotator,)).fetchone()
    step = _add_step(connection, annotator, kind, target, other, at, asked_for_at)
    drafts = step_drafts.as_before(connection, annotator, top)
    taken = _decisions(connection, annotator, target)
    for made in taken:
        again: int | None = made.id
        if kind == "undo":
            again = standing.decision_below(connection, annotator, made.sentence_id, target)
        _say_again(connection, annotator, step, made.sentence_id, again, at)
    if above is None:
        connection.execute(f"UPDATE annotators SET {from_tip} = ? WHERE name = ?", (below, annotator))
    else:
        connection.execute("UPDATE steps SET below = ? WHERE id = ?", (below, above))
    connection.execute(f"UPDATE annotators SET {to_tip} = ? WHERE name = ?", (step, annotator))
    for swap in drafts:
        step_drafts.leave(connection, annotator, step, *swap)
    renamed = _turn_renamings(connection, top, step)
    return _outcome(taken, drafts, asked_for_at)._replace(renamed=renamed, passed_over=passed_over)


def _turn_renamings(connection: sqlite3.Connection, taken: int, step: int) -> dict[str, str]:
    """Take back, with a step, the renamings of the step that it takes back; and rename again what that took back.

    Gives the names that speakers have now by those that they had.
    """
    connection.execute(
        "INSERT INTO renamings (step, kind, old, new, origin)"
        " SELECT ?, CASE kind WHEN 'rename' THEN 'take back' ELSE 'rename' END, old, new, coalesce(origin, id)"
        " FROM renamings WHERE step = ? ORDER BY id",
        (step, taken),
    )
    turned = connection.execute(
        "SELECT kind, old, new, coalesce(origin, id) FROM renamings WHERE step = ? ORDER BY id", (step,)
    ).fetchall()
    standing.stand_renamings(connection, [origin for *_, origin in turned])
    return {old if kind == "rename" else new: new if kind == "rename" else old for kind, old, new, _ in turned}


class _Made(NamedTuple):
    """A decision of a step, and the answer that stood before it; None where the sentence had none."""

    id: int
    sentence_id: int
    replaces: int | None
    labels: str
    note: str | None
    flagged: int
    answer: str
    answer_before: str | None


def _decisions(connection: sqlite3.Connection, annotator: str, step: int) -> list[_Made]:
    """The decisions that a step made, in their order, under the names that others gave since."""
    found = connection.execute(
        "SELECT made.id, made.sentence_id, made.replaces, made.labels, made.note, made.flagged, made.answer,"
        " before.answer FROM decisions AS made LEFT JOIN decisions AS before ON before.id = made.replaces"
        " WHERE made.step = ? ORDER BY made.id",
        (step,),
    )
    made, names = [_Made(*row) for row in found], names_given_since(connection, annotator, step)
    return [one._replace(labels=renamed_column(one.labels, names)) for one in made]


def _outcome(taken: Sequence[_Made], drafts: Sequence[step_drafts.Swap], at: int | None) -> Outcome:
    decided = tuple(made.sentence_id for made in taken)
    if at is not None:
        new = next((Answer(made.answer) for made in taken if made.answer != made.answer_before), None)
        changed = tuple(sorted({*decided, *(swap.sentence_id for swap in drafts)}))
        return Outcome(at, None, NO_NOTE, changed, new)
    first = taken[0]
    note_and_flag = NoteAndFlag(first.note, bool(first.flagged))
    labels = labels_from_json(orjson.loads(first.labels))
    return Outcome(decided[0], labels, note_and_flag, decided, Answer(first.answer))


def _add_step(
    connection: sqlite3.Connection,
    annotator: str,
    kind: str,
    target: int | None,
    below: int | None,
    moment: str,
    sentence_id: int | None,
    *,
    carried: bool = False,
) -> int:
    (before,) = connection.execute(
        "SELECT max((SELECT coalesce(max(clock), 0) FROM steps WHERE annotator = ?),"
        " (SELECT coalesce(max(clock), 0) FROM revisions))",
        (annotator,),
    ).fetchone()
    step = {
        "uuid": uuid.uuid4().hex,
        "annotator": annotator,
        "kind": kind,
        "target": target,
        "below": below,
        "at": moment,
        "clock": tick(moment, before),
        "sentence_id": sentence_id,
        "carried": int(carried),
    }
    return rows.insert(connection, "steps", step)


def _say_again(
    connection: sqlite3.Connection, annotator: str, step: int, sentence_id: int, decision: int | None, at: str
) -> None:
    """Append what a decision says once more, with what it said of the versions that it reviewed."""
    key = _append(connection, annotator, step, sentence_id, _said(connection, annotator, decision), at)
    if decision is not None:
        reviews.say_again(connection, decision, key)


def _said(connection: sqlite3.Connection, annotator: str, decision: int | None) -> dict[str, Any]:
    """What a decision says, to be said again; of a confirmed one under the names that others gave since.

    Of None: nothing, the sentence is undecided.
    """
    if decision is None:
        return rows.nothing_said()
    step, *row = connection.execute(
        f"SELECT step, {', '.join(rows.SAID)} FROM main.decisions WHERE id = ?", (decision,)
    ).fetchone()
    said = dict(zip(rows.SAID, row, strict=True))
    if said["answer"] == Answer.ACCEPT:
        said["labels"] = renamed_column(said["labels"], names_given_since(connection, annotator, step))
    return said


def _append(
    connection: sqlite3.Connection, annotator: str, step: int, sentence_id: int, said: dict[str, Any], at: str
) -> int:
    """One more decision, which replaces the annotator's current one of the sentence; its id."""
    return rows.insert(
        connection,
        "decisions",
        {
            "uuid": uuid.uuid4().hex,
            "step": step,
            "sentence_id": sentence_id,
            "annotator": annotator,
            "replaces": head(connection, annotator, sentence_id),
            "decided_at": at,
            **said,
        },
    )
