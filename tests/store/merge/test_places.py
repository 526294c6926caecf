"""Whoever took, finished, gave back or lost a place on whichever copy: counted after merging, in every order alike."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.log import history
from annotator.store.merge.merger import merge
from annotator.store.work import slots
from tests.store.conftest import new_database
from tests.store.merge.content import content_of

NAMES = ("ana", "bo", "cy")
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
DONE = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["finish", "finish", "some", "undo", "back", "wait"])), max_size=5
)
KEPT_FOR = st.lists(st.sampled_from([None, None, *NAMES]), min_size=1, max_size=3).map(tuple)


class Clock:
    """A time for each thing that is done, in all copies another one."""

    def __init__(self, copy: int) -> None:
        self.moment = BEGIN + timedelta(minutes=copy)

    def __call__(self) -> str:
        self.moment += timedelta(seconds=7)
        return self.moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def work(path: Path, done: Sequence[tuple[str, str]], clock: Clock) -> None:
    """Each takes what there is for them, and does something with it."""
    for name, what in done:
        with closing(SqliteDesk(path, name, clock=clock)) as desk:
            desk.take()
            connection = desk.connection
            held = connection.execute(
                "SELECT id, document FROM leases WHERE annotator = ? AND state = 'held' ORDER BY document", (name,)
            ).fetchall()
            if what == "undo":
                desk.undo()
            elif what == "wait":
                clock.moment += timedelta(hours=30)
            elif held and what == "back":
                with transaction(connection):
                    slots.release(connection, held[0][0], slots.GIVEN_BACK, clock())
            elif held:
                for item in desk.page(held[0][1]).items[: None if what == "finish" else 1]:
                    before = history.head(connection, name, item.id)
                    desk.save([NewDecision(item.id, Answer.ACCEPT, Labels(), replaces=before)])


def check_places(path: Path) -> None:
    """No more count than there are slots, and before all others whoever has decided all and not given it back."""
    asked = (
        "SELECT document, annotator, state = 'finished', state <> 'released', why IS NULL OR why = 'no slot was free',"
        " taken_at FROM leases"
    )
    with closing(open_database(path, read_only=True)) as connection:
        found = connection.execute(asked).fetchall()
        kept = connection.execute("SELECT document, count(*), sum(reserved_for IS NULL) FROM slots GROUP BY document")
        for document, number, for_all in kept.fetchall():
            live = [row for row in found if row[0] == document and row[3]]
            waiting = {row[1] for row in found if row[0] == document and row[4]} - {row[1] for row in live}
            assert len(live) <= number
            (sentences,) = connection.execute(
                "SELECT sentences FROM documents WHERE number = ?", (document,)
            ).fetchone()
            finished = {
                name
                for name, done in connection.execute(
                    "SELECT annotator, accepted + rejected FROM progress WHERE document = ?", (document,)
                )
                if done == sentences and name in waiting
            }
            if finished and for_all == number:
                assert len(live) == number, "nothing is left free, for somebody else, that they have done"
                assert all(row[2] for row in live), "nor held"
            assert not waiting or for_all < number or len(live) == number
    assert list(problems(path)) == []


def check_every_order(
    kept_for: tuple[str | None, ...], done: Sequence[Sequence[tuple[str, str]]], order: Sequence[int]
) -> None:
    """Merge what was `done` on three copies, and before them, in several orders: the same comes of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        base = new_database(folder)
        with closing(open_database(base)) as connection, transaction(connection):
            for person in NAMES:
                history.enter_annotator(connection, person)
            wanted = {1: SlotPlan(kept_for, 1), 2: SlotPlan((None, None), 2)}
            slots.assign(connection, wanted, Terms(24), {}, "lead", Clock(0)())
        work(base, done[3], Clock(0))
        copies = [Path(shutil.copyfile(base, folder / f"{letter}.db")) for letter in "abc"]
        for number, path in enumerate(copies):
            work(path, done[number], Clock(100 * (number + 1)))
        one, other, nested = folder / "one.db", folder / "other.db", folder / "nested.db"
        merge(one, copies)
        together = content_of(one)
        check_places(one)
        for number in order:
            merge(other, [copies[number]])
        assert content_of(other) == together
        shutil.copyfile(copies[order[0]], nested)
        merge(nested, [copies[order[2]]])
        merge(nested, [one, copies[order[1]], copies[order[2]]])
        assert content_of(nested) == together
        assert not any(merged.rows for merged in merge(nested, [one, *copies]))


@pytest.mark.parametrize(
    ("kept_for", "done", "order"),
    [
        (
            ("bo", None, "bo"),
            ([], [("cy", "finish"), ("ana", "finish")], [("ana", "finish"), ("bo", "undo")], []),
            [1, 0, 2],
        ),
        (
            ("ana",),
            (
                [("bo", "back"), ("cy", "some")],
                [("cy", "undo"), ("ana", "finish"), ("ana", "finish"), ("ana", "wait"), ("ana", "back")],
                [("cy", "wait"), ("bo", "undo"), ("bo", "finish"), ("cy", "finish"), ("cy", "back")],
                [("cy", "back"), ("bo", "undo"), ("bo", "finish"), ("cy", "finish"), ("bo", "finish")],
            ),
            [0, 1, 2],
        ),
    ],
)
def test_places_are_the_same_in_every_order_of_three_copies(
    kept_for: tuple[str | None, ...], done: tuple[list[tuple[str, str]], ...], order: list[int]
) -> None:
    check_every_order(kept_for, done, order)


@pytest.mark.long
@settings(max_examples=10, phases=(Phase.reuse, Phase.generate))  # to shrink one takes minutes
@given(KEPT_FOR, st.tuples(DONE, DONE, DONE, DONE), st.permutations([0, 1, 2]))
def test_places_are_the_same_in_every_order_whatever_was_done(
    kept_for: tuple[str | None, ...], done: tuple[list[tuple[str, str]], ...], order: list[int]
) -> None:
    check_every_order(kept_for, done, order)


def test_what_is_given_back_stays_so_whatever_copy_knew_nothing_of_it_and_renewed_it(tmp_path: Path) -> None:
    """The lead gives an article back while its time on a laptop begins anew, and somebody else takes it."""
    home = new_database(tmp_path)
    with closing(open_database(home)) as connection, transaction(connection):
        slots.assign(connection, {1: SlotPlan((None,), 1, False)}, Terms(24.0, False), {}, "lea", BEGIN.isoformat())
    moments = iter(f"2026-03-{day:02}T09:00:00.000Z" for day in (2, 4, 5, 6))
    with closing(SqliteDesk(home, "ana", clock=lambda: next(moments))) as desk:
        assert desk.take() is not None
    laptop = Path(shutil.copyfile(home, tmp_path / "laptop.db"))
    with closing(SqliteDesk(laptop, "ana", clock=lambda: next(moments))) as desk:
        desk.take()
    with closing(open_database(home)) as connection, transaction(connection):
        held = connection.first_value("SELECT id FROM leases")
        slots.release(connection, held, slots.GIVEN_BACK, next(moments))
    with closing(SqliteDesk(home, "bo", clock=lambda: next(moments))) as desk:
        assert desk.take() is not None
    merge(home, [laptop])
    with closing(open_database(home, read_only=True)) as connection:
        assert connection.execute("SELECT annotator, state FROM leases ORDER BY annotator, id").fetchall() == [
            ("ana", "released"), ("ana", "released"), ("bo", "held"),
        ]  # fmt: skip
    assert [*problems(home)] == []
