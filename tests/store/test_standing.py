"""What stands is what the steps say: heads, counters and tips can be made anew from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store import standing
from annotator.store.database import transaction
from annotator.store.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.sqlite_library import sqlite3
from tests.store.conftest import new_database

_KEYS = st.lists(st.sampled_from([*"123", "both", "undo", "redo"]), max_size=25)


def press(desk: SqliteDesk, key: str) -> None:
    if key == "undo":
        desk.undo()
    elif key == "redo":
        desk.redo()
    else:
        sentences = [1, 2] if key == "both" else [int(key)]
        page = desk.page(1)
        before = {item.id: item.decision.id if item.decision else None for item in page.items}
        answer = list(Answer)[desk.saved() % 3]
        desk.save([NewDecision(one, answer, Labels(), replaces=before[one]) for one in sentences])


def repeated(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """All that only repeats what the steps say."""
    yield from connection.execute("SELECT * FROM heads ORDER BY annotator, sentence_id")
    yield from connection.execute("SELECT name, decided, skipped, undo_tip, redo_tip FROM annotators ORDER BY name")
    yield from connection.execute("SELECT id, below FROM steps ORDER BY id")


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(_KEYS)
def test_whatever_is_done_in_one_file_it_is_as_if_made_anew(keys: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = new_database(Path(folder))
        with closing(SqliteDesk(path, "ana")) as desk:
            for key in keys:
                press(desk, key)
            kept = set(desk.connection.execute("SELECT annotator, sentence_id, decision FROM heads"))
            assert set(standing.heads(desk.connection)) == kept
            tips = desk.connection.execute("SELECT undo_tip, redo_tip FROM annotators").fetchone()
            stacks = standing.stacks(desk.connection, "ana")
            assert tuple(stack[-1] if stack else None for stack in stacks) == tips
        assert list(problems(path)) == []


def test_made_anew_it_is_the_same(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        for key in ("1", "both", "undo", "3", "2", "undo", "undo", "redo"):
            press(desk, key)
        connection = desk.connection
        with transaction(connection):
            before = list(repeated(connection))
            connection.execute("DELETE FROM heads")
            connection.execute("UPDATE annotators SET undo_tip = NULL, redo_tip = NULL, decided = 9, skipped = 9")
            standing.stand(connection, "ana")
        after = list(repeated(connection))
        assert [row for row in after if len(row) != 2] == [row for row in before if len(row) != 2]
    assert list(problems(database)) == []


def test_a_jumped_clock_does_not_change_the_order(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        press(desk, "1")
        desk.connection.execute("UPDATE steps SET clock = clock + 86400000")
        page = desk.page(1)
        assert page.items[0].decision is not None
        desk.save([NewDecision(1, Answer.REJECT, Labels(), replaces=page.items[0].decision.id)])
        (head,) = standing.heads(desk.connection)
        clocks = [clock for (clock,) in desk.connection.execute("SELECT clock FROM steps ORDER BY id")]
    assert head.decision == 2
    assert clocks[1] == clocks[0] + 1
    assert list(problems(database)) == []
