"""How the work of a team stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.assignment import SlotPlan
from annotator.store.work.queue import AssignmentChanges, SlotState, read_queue
from tests.store.work.test_slots import ANYBODY, NOW, answer, desk, give


def test_the_queue_says_what_is_free_held_over_and_finished(database: Path) -> None:
    give(database, {1: SlotPlan(("cy", None, None), 1), 2: SlotPlan(ANYBODY, 2)})
    with desk(database, "ana") as ana, desk(database, "ben", "2026-03-02T11:00:00.000Z") as ben:
        ana.take()
        ben.take()
        answer(ben, 1, 2, 3)
        ana.connection.execute("BEGIN")
        found = read_queue(ana.connection, "2026-03-02T12:00:00.000Z")
    states = [[slot.state for slot in document.slots] for document in found.documents]
    assert states == [[SlotState.FREE, SlotState.EXPIRED, SlotState.FINISHED], [SlotState.FREE]]
    expired = found.documents[0].slots[1]
    assert (expired.annotator, expired.taken_at, expired.until) == ("ana", NOW, "2026-03-02T10:00:00Z")
    assert [(one.name, one.held, one.expired, one.finished, one.kept, one.decided) for one in found.people] == [
        ("ana", 0, 1, 0, 0, 0),
        ("ben", 0, 0, 1, 0, 3),
        ("cy", 0, 0, 0, 1, 0),
    ]


@pytest.mark.parametrize(
    ("changed", "is_one"),
    [
        *(({name: (1,)}, True) for name in ("new", "more", "fewer", "kept_for")),
        ({"order": True}, True),
        ({"adopted": 1}, True),
        ({"begun": (1,), "left": (1,), "slots": 3, "without_slots": (2,)}, False),
    ],
)
def test_an_assignment_changes_something_where_slots_or_their_order_change(
    changed: dict[str, object], is_one: bool
) -> None:
    nothing = dict.fromkeys(("new", "more", "fewer", "kept_for", "begun", "left", "without_slots"), ())
    made = AssignmentChanges(**(nothing | {"order": False, "adopted": 0, "slots": 0} | changed))  # type: ignore[arg-type]
    assert bool(made) is is_one
