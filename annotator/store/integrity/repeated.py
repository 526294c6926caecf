"""What only repeats events, so that it is quick to ask: `annotator check --mend` makes it anew from them.

Steps say what is current and what can be undone; `heads`, the counters and the tips repeat it. Removals say which
documents are out, renamings which names stand for others; `removed` and `standing_renamings` repeat it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from annotator.core.counting import count
from annotator.core.drawable import one_line
from annotator.store import standing
from annotator.store.integrity.problem import Check, Problem, has_column
from annotator.store.removals import IS_LAST
from annotator.store.sqlite_library import sqlite3

_Repeats = partial(Problem, mends=True)


def _heads(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Heads of one annotator at a time: memory does not grow with their number."""
    names = connection.execute("SELECT name FROM annotators UNION SELECT annotator FROM heads").fetchall()
    for (name,) in names:
        kept = dict(connection.execute("SELECT sentence_id, decision FROM heads WHERE annotator = ?", (name,)))
        wrong = []
        for head in standing.heads(connection, "decisions.annotator = ?", (name,)):
            if kept.pop(head.sentence_id, None) != head.decision:
                wrong.append(head.sentence_id)
        for sentence_id in sorted({*wrong, *kept}):
            yield _Repeats(
                f"sentence {sentence_id}", f"what is current for {one_line(name, 60)} is not the last decision"
            )


def _tips(connection: sqlite3.Connection) -> Iterator[Problem]:
    for name, *tips in connection.execute("SELECT name, undo_tip, redo_tip FROM annotators").fetchall():
        if tuple(_stack(connection, tip) for tip in tips) != standing.stacks(connection, name):
            yield _Repeats(one_line(name, 60), "what can be undone is not what was done last")


def _stack(connection: sqlite3.Connection, tip: int | None) -> tuple[int, ...]:
    """The steps below that one, which is the last; no further than a database that is damaged goes round."""
    steps: dict[int, None] = {}
    while tip is not None and tip not in steps:
        steps[tip] = None
        row = connection.execute("SELECT below FROM steps WHERE id = ?", (tip,)).fetchone()
        tip = row[0] if row else None
    return tuple(reversed(steps))


def _counters(connection: sqlite3.Connection) -> Iterator[Problem]:
    for name, counted, found in connection.execute(
        "SELECT name, decided, (SELECT count(*) FROM heads WHERE annotator = name) FROM annotators"
    ):
        if counted != found:
            yield _Repeats(one_line(name, 60), f"{count(counted, 'decision')} counted, {found} found")


def _skips(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Where what is known of skips without looking at the decisions is wrong; older databases know nothing."""
    if not has_column(connection, "annotators", "skipped"):
        return
    for annotator, sentence_id in connection.execute(
        "SELECT heads.annotator, heads.sentence_id FROM heads JOIN decisions ON decisions.id = heads.decision"
        " WHERE heads.skipped <> (decisions.answer = 'skip')"
    ):
        yield _Repeats(
            f"sentence {sentence_id}", f"whether {one_line(annotator, 60)} skipped it is not what the decision says"
        )
    for name, counted, found in connection.execute(
        "SELECT name, skipped, (SELECT count(*) FROM heads WHERE annotator = name AND heads.skipped) FROM annotators"
    ):
        if counted != found:
            yield _Repeats(one_line(name, 60), f"{counted} skipped counted, {found} found")


def _removed(connection: sqlite3.Connection) -> Iterator[Problem]:
    said = (
        "SELECT document, sentences FROM removals JOIN documents ON number = document WHERE kind = 'remove'"
        f" AND {IS_LAST}"
    )
    for document, _ in connection.execute(
        f"SELECT * FROM (SELECT document, sentences FROM removed EXCEPT {said})"
        f" UNION SELECT * FROM ({said} EXCEPT SELECT document, sentences FROM removed)"
    ):
        yield _Repeats(f"article {document}", "whether it is removed is not what was last said of it")


def _renamed(connection: sqlite3.Connection) -> Iterator[Problem]:
    kept = {row[0]: row[1:] for row in connection.execute("SELECT origin, old, new FROM standing_renamings")}
    what = "whether this name stands for another one is not what was last said of it"
    for origin, old in connection.execute("SELECT id, old FROM renamings WHERE origin IS NULL").fetchall():
        if kept.pop(origin, None) != standing.standing_renaming(connection, origin):
            yield _Repeats(one_line(old, 60), what)
    for old, _ in kept.values():
        yield _Repeats(one_line(old, 60), what)


CHECKS = (
    Check(("heads",), _heads),
    Check(("annotators", "steps"), _tips),
    Check(("annotators",), _counters),
    Check(("annotators", "heads"), _skips),
    Check(("removed",), _removed),
    Check(("standing_renamings",), _renamed),
)
