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


def decision_below(connection: sqlite3.Connection, annotator: str, sentence_id: int, step: int) -> int | None:
    """The id of the annotator's decision of a sentence that holds once that step is taken back; None without any."""
    row = connection.execute(
        "SELECT decisions.id FROM decisions JOIN steps ON steps.id = decisions.step"
        f" WHERE decisions.sentence_id = ? AND decisions.annotator = ? AND steps.id <> ? AND {_STANDS}"
        " ORDER BY clock DESC, steps.uuid DESC, decisions.id DESC LIMIT 1",
        (sentence_id, annotator, step),
    ).fetchone()
    return row[0] if row else None


def heads(connection: sqlite3.Connection, among: str = "", values: Sequence[object] = ()) -> Iterator[Head]:
    """The decisions that hold, as the steps say. `among`: SQL that chooses decisions, all those of a sentence or none.

    That is the last thing said of a sentence, also by an undo, which says again what stood before. Only where copies
    came together can it say something else than the last step that stands; then that one's decision holds.
    """
    found = connection.execute(
        f"SELECT decisions.annotator, decisions.sentence_id, decisions.id, answer, {_STANDS_AMONG_MANY}"
        f" FROM decisions JOIN steps ON steps.id = decisions.step{f' WHERE {among}' if among else ''}"
        " ORDER BY decisions.annotator, decisions.sentence_id, clock, steps.uuid, decisions.id",
        values,
    )
    for (annotator, sentence_id), group in groupby(found, key=lambda row: row[:2]):
        said = [row[2:] for row in group]
        last, answer, stands = said[-1]
        if not stands:
            standing = next((decision for decision, _, stood in reversed(said) if stood), None)
            if standing is None or answer is None or not _say_the_same(connection, last, standing):
                last = standing
        if last is not None:
            yield Head(annotator, sentence_id, last)


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


def _say_the_same(connection: sqlite3.Connection, one: int, other: int) -> bool:
    said = ", ".join(rows.SAID)
    found = connection.execute(f"SELECT {said} FROM decisions WHERE id IN (?, ?)", (one, other)).fetchall()
    return len(found) == 2 and found[0] == found[1]
