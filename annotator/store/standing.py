"""What stands of all that was done: which decisions count, and what can be undone and redone, by the steps alone.

A step *stands* if it decides, or does so again, and no undo took it back. What an annotator says of a sentence is what
the last standing step says of it, in the order of clocks (`clock`). `heads`, `standing_renamings`, the counters and
tips of `annotators` and `steps.below` only repeat that. Each change of one file keeps them right by itself; where the
steps of several copies come together, they are made anew here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from annotator.store import rows
from annotator.store.speaker_names import names_given_since, renamed_column
from annotator.store.sqlite_library import sqlite3

LAST_STEP = "(SELECT id FROM steps WHERE annotator = name AND NOT carried ORDER BY clock DESC, uuid DESC LIMIT 1)"
"""The id of the last step of the annotator of a row of `annotators`, as SQL: what the annotator did."""

_STANDS = (
    "steps.kind <> 'undo' AND NOT EXISTS"
    " (SELECT 1 FROM steps AS back WHERE back.target = steps.id AND back.kind = 'undo')"
)
# The same for many steps: older databases have no index of targets.
_STANDS_AMONG_MANY = (
    "steps.kind <> 'undo' AND steps.id NOT IN (SELECT target FROM steps WHERE kind = 'undo' AND target IS NOT NULL)"
)


class Head(NamedTuple):
    """The decision that holds for an annotator's sentence."""

    annotator: str
    sentence_id: int
    decision: int


class Stacks(NamedTuple):
    """The ids of the steps that an annotator can undo, and of the undos that can be done again; the next one last."""

    undo: tuple[int, ...]
    redo: tuple[int, ...]


class _Row(NamedTuple):
    """A row of `decisions` with its step. `again`: it is of somebody else's renaming, which says a decision again."""

    id: int
    answer: str | None
    replaces: int | None
    step: int
    kind: str
    target: int | None
    stands: bool
    again: bool


_ROW = (
    "decisions.id, answer, replaces, step, kind, target, {stands},"
    " carried AND step IN (SELECT step FROM renamings) FROM decisions JOIN steps ON steps.id = decisions.step"
)
_IN_ORDER = "clock, steps.uuid, decisions.id"


def decision_below(connection: sqlite3.Connection, annotator: str, sentence_id: int, step: int) -> int | None:
    """The id of the annotator's decision of a sentence that holds once that step is taken back; None without any."""
    found = connection.execute(
        f"SELECT {_ROW.format(stands=_STANDS)} WHERE decisions.sentence_id = ? AND decisions.annotator = ?"
        f" ORDER BY {_IN_ORDER}",
        (sentence_id, annotator),
    )
    return _standing([_Row(*row) for row in found], step)


def heads(connection: sqlite3.Connection, among: str = "", values: Sequence[object] = ()) -> Iterator[Head]:
    """The decisions that hold, as the steps say. `among`: SQL that chooses decisions, all those of a sentence or none.

    That is the last thing said of a sentence, also by an undo, which says again what stood before. Only where copies
    came together can it say something else than the last step that stands; then that one's decision holds.
    """
    found = connection.execute(
        f"SELECT decisions.annotator, decisions.sentence_id, {_ROW.format(stands=_STANDS_AMONG_MANY)}"
        f"{f' WHERE {among}' if among else ''} ORDER BY decisions.annotator, decisions.sentence_id, {_IN_ORDER}",
        values,
    )
    for (annotator, sentence_id), group in groupby(found, key=lambda row: row[:2]):
        said = [_Row(*row[2:]) for row in group]
        last, head = said[-1], _standing(said)
        if head not in (None, last.id) and last.answer is not None:
            head = last.id if _says_the_same(connection, annotator, last, head) else head
        if head is not None:
            yield Head(annotator, sentence_id, head)


def _standing(said: Sequence[_Row], taken_back: int | None = None) -> int | None:
    """The last decision of a sentence that stands, by all that one annotator said of it, in order.

    What somebody else's renaming says again stands as long as what was renamed does. `taken_back`: a step that is.
    """
    fallen = {taken_back, *(row.step for row in said if not row.stands)}
    stood: list[tuple[int, int]] = []  # of each decision the step that made it, and its id
    made: dict[int | None, int] = {}  # the same step by each row, also of one that says the decision again
    for row in said:
        if row.kind == "undo":
            stood = [one for one in stood if one[0] != row.target]
            made |= {row.id: stood[-1][0]} if stood else {}
            continue
        made[row.id] = made.get(row.replaces, row.step) if row.again else row.step
        stood.append((made[row.id], row.id))
    return next((decision for step, decision in reversed(stood) if step not in fallen), None)


def stacks(connection: sqlite3.Connection, annotator: str) -> Stacks:
    """What the annotator can undo and redo, as the steps say."""
    undo, undone = list[int](), dict[int, int]()
    again = set[int]()
    for step, kind, target, stands in connection.execute(
        f"SELECT steps.id, kind, target, {_STANDS_AMONG_MANY} FROM steps WHERE annotator = ? AND NOT carried"
        " ORDER BY clock, uuid",
        (annotator,),
    ):
        if stands:
            undo.append(step)
        if kind == "undo":
            undone.setdefault(target, step)  # taken back on two copies: the first time counts
        elif kind == "redo":
            again.add(target)
        else:
            undone.clear()
    return Stacks(tuple(undo), tuple(step for target, step in undone.items() if target not in again))


def stand(connection: sqlite3.Connection, annotator: str, sentences: str = "") -> None:
    """Make all that only repeats what an annotator's steps say anew. Call inside a transaction.

    `sentences`: SQL for the ids of those whose decisions may have changed; all without it.
    """
    among = f" AND {{}}sentence_id IN ({sentences})" if sentences else ""
    connection.execute(f"DELETE FROM heads WHERE annotator = ?{among.format('')}", (annotator,))
    connection.executemany(
        "INSERT INTO heads (annotator, sentence_id, decision, skipped)"
        " SELECT annotator, sentence_id, id, answer = 'skip' FROM decisions WHERE id = ?",
        (
            (head.decision,)
            for head in heads(connection, f"decisions.annotator = ?{among.format('decisions.')}", (annotator,))
        ),
    )
    both = stacks(connection, annotator)
    below = dict(connection.execute("SELECT id, below FROM steps WHERE annotator = ?", (annotator,)))
    changed = [(lower, step) for stack in both for lower, step in pairwise((None, *stack)) if below[step] != lower]
    connection.executemany("UPDATE steps SET below = ? WHERE id = ?", changed)
    connection.execute(
        "UPDATE annotators SET undo_tip = ?, redo_tip = ?,"
        " decided = (SELECT count(*) FROM heads WHERE annotator = name),"
        " skipped = (SELECT count(*) FROM heads WHERE annotator = name AND heads.skipped) WHERE name = ?",
        (both.undo[-1] if both.undo else None, both.redo[-1] if both.redo else None, annotator),
    )


def stand_renamings(connection: sqlite3.Connection, origins: Iterable[int]) -> None:
    """Let renamings stand, or not, as the steps say; given by the ids of their first events."""
    for origin in origins:
        last = standing_renaming(connection, origin)
        connection.execute("DELETE FROM standing_renamings WHERE origin = ?", (origin,))
        if last is not None:
            connection.execute("INSERT INTO standing_renamings (origin, old, new) VALUES (?, ?, ?)", (origin, *last))


def standing_renaming(connection: sqlite3.Connection, origin: int) -> tuple[str, str] | None:
    """The old name and the new one of a renaming, by the id of its first event; None where it is taken back."""
    last = connection.execute(
        "SELECT renamings.kind, old, new FROM renamings JOIN steps ON steps.id = step"
        f" WHERE (renamings.id = ?1 OR origin = ?1) AND {_STANDS}"
        " ORDER BY clock DESC, steps.uuid DESC, renamings.id DESC LIMIT 1",
        (origin,),
    ).fetchone()
    return (last[1], last[2]) if last is not None and last[0] == "rename" else None


def _says_the_same(connection: sqlite3.Connection, annotator: str, last: _Row, head: int) -> bool:
    """Whether the last row says what a decision does; that of an undo under the names that others gave meanwhile."""
    said = f"SELECT step, labels, {', '.join(rows.SAID)} FROM decisions WHERE id = ?"
    (_, labels, *one), (step, stood, *other) = (connection.execute(said, (key,)).fetchone() for key in (last.id, head))
    if labels != stood and last.kind == "undo":
        stood = renamed_column(stood, names_given_since(connection, annotator, step, last.step))
    at = rows.SAID.index("labels")
    del one[at], other[at]
    return bool(labels == stood and one == other)
