"""The next sentence to decide, and the next skipped one, are looked up by an index: nobody goes through them all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.core.session.desk import BEGINNING, Order, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.find import sees
from annotator.store.find.sees import Sees, open_work
from annotator.store.log.schema import BLOCK
from tests.store.conftest import accepted, imported, numbered, skipped

ONE_SLOT = "SCAN slots"
"""Whether there is any slot: a single row is read."""


def plans(desk: SqliteDesk, ask: object) -> list[str]:
    """How SQLite looks for what is asked of the desk: the steps of every query, in its words."""
    statements: list[str] = []
    desk.connection.set_trace_callback(statements.append)
    ask()  # type: ignore[operator]
    desk.connection.set_trace_callback(None)
    asked = [statement for statement in statements if statement.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert asked
    return [row[3] for sql in asked for row in desk.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


def test_skipped_sentences_are_found_by_their_own_index(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        desk.save([skipped(key) for key in (2, 5)])
        steps = plans(desk, lambda: desk.next_skipped(Place(1, 1)))
        assert any("skipped_heads (annotator=? AND sentence_id>?)" in step for step in steps), steps
        assert not any(step.startswith("SCAN") for step in steps if "removed" not in step and step != ONE_SLOT), steps
        assert desk.next_skipped(BEGINNING) == Place(1, 1)


def test_what_was_skipped_is_counted_by_that_index_too(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        desk.save([skipped(key) for key in (2, 5)])
        steps = plans(desk, lambda: open_work(desk.connection, "ana"))
        assert any("INDEX skipped_heads (annotator=?)" in step for step in steps), steps
        assert [one.skipped for one in open_work(desk.connection)] == [2]


def test_the_next_sentence_without_an_answer_is_found_by_keys(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        desk.save([skipped(1)])
        steps = plans(desk, lambda: desk.next_undecided(Place(1, 0)))
        assert any("sentences USING INTEGER PRIMARY KEY" in step for step in steps), steps
        assert any("heads USING PRIMARY KEY" in step for step in steps), steps
        assert not any(step.startswith(("SCAN sentences", "SCAN heads")) for step in steps), steps


def test_skipped_sentences_of_removed_documents_are_neither_counted_nor_found(database: Path) -> None:
    with SqliteDesk(database, "ana") as desk:
        desk.save([skipped(key) for key in (2, 5)])
        connection: sqlite3.Connection = desk.connection
        connection.execute("INSERT INTO removed (document, sentences) VALUES (1, 3)")
        assert Sees(connection, "ana").skipped() == 1
        assert Sees(connection, "ana").skipped_after(0) == Place(2, 1)


@pytest.mark.parametrize("few", [0, 4])
def test_a_block_is_passed_over_only_where_all_of_its_documents_are_answered(
    tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sees, "FEW_BLOCKS", few)
    last = 2 * BLOCK  # documents of the first two blocks, and one of the third
    path = imported(tmp_path / "annotator.db", *numbered(last))
    left = BLOCK - 1  # the last of the first block
    with SqliteDesk(path, "ana") as desk:
        everything = [*range(1, 3 * last + 1)]
        desk.save([accepted(key) for key in everything if key not in (3 * left, 3 * last)])
        for after in (Place(1, 0), Place(left, 0)):
            assert desk.next_undecided(after) == Place(left, 2)
        assert desk.next_undecided(Place(left + 1, 0)) == Place(last, 2)
        assert [*desk.ranked(Order.UNCERTAINTY)] == [*range(1, last + 1)], "nothing is suggested for what is left"
        desk.save([accepted(3 * left)])
        assert desk.next_undecided(Place(1, 0)) == Place(last, 2)
        (undone,) = [desk.undo(), desk.undo()][1:]
        assert undone is not None
        assert desk.next_undecided(BEGINNING) == Place(1, 0)
        desk.save([accepted(key) for key in everything if not left < key / 3 <= left + 2])
        assert next(iter(desk.ranked(Order.UNCERTAINTY))) == left + 1, "in the midst of two blocks"
