"""Giving documents slots: what is taken stays, the rest follows what was told last, and what changed is said."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.assignment import Changes, Places, Rule, SlotOrder, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store import slots
from annotator.store.database import open_database, transaction
from annotator.store.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.queue import State, read_queue, waiting_for
from annotator.store.sqlite_library import sqlite3

NOW = "2026-03-01T10:00:00.000Z"
TERMS = Terms()


def give(path: Path, wanted: dict[int, Places], terms: Terms = TERMS, at: str = NOW) -> Changes:
    with closing(open_database(path)) as connection, transaction(connection):
        return slots.assign(connection, wanted, terms, {"table": 1}, "lead", at)


def kept(path: Path) -> list[tuple[object, ...]]:
    with closing(open_database(path, read_only=True)) as connection:
        return connection.execute("SELECT document, slot, reserved_for, rank FROM slots ORDER BY 1, 2").fetchall()


def desk(path: Path, name: str, at: str = NOW) -> SqliteDesk:
    return SqliteDesk(path, name, clock=lambda: at)


def answer(one: SqliteDesk, *sentences: int, with_: Answer = Answer.ACCEPT) -> None:
    one.save([NewDecision(key, with_, Labels()) for key in sentences])


ANYBODY = (None,)


def test_what_changed_is_said(database: Path) -> None:
    one, two = Places(ANYBODY, 1), Places((None, None), 1)
    assert give(database, {1: one}) == Changes(new=(1,), slots=1)
    assert give(database, {1: one}) == Changes(slots=1)
    assert give(database, {1: two, 2: one}) == Changes(new=(2,), more=(1,), slots=3)
    assert give(database, {1: Places(("ana",), 1)}) == Changes(fewer=(1,), slots=2)
    assert give(database, {1: Places(("ben",), 1)}) == Changes(kept_for=(1,), slots=2)
    assert give(database, {1: Places(("ben",), 3), 2: one}) == Changes(order=True, slots=2)
    assert kept(database) == [(1, 1, "ben", 3), (2, 1, None, 1)]


def test_a_slot_that_is_taken_stays_whatever_is_told(database: Path) -> None:
    give(database, {1: Places((None, None), 1)})
    with closing(desk(database, "ana")) as ana, closing(desk(database, "ben")) as ben:
        assert (ana.take(), ben.take()) == (True, True)
        assert give(database, {1: Places(ANYBODY, 1)}).begun == (1,)
        assert kept(database) == [(1, 1, None, 1), (1, 2, None, 1)]
        changes = give(database, {1: Places(("ana", "ben", "cy"), 1)})
        assert (changes.more, changes.begun) == ((1,), ())
        assert kept(database)[2] == (1, 3, "cy", 1), "ana and ben hold theirs already"
        assert give(database, {1: Places(("dora", "ben", "cy"), 1)}).begun == (1,)


def test_a_slot_is_kept_for_whom_it_is_named(database: Path) -> None:
    give(database, {1: Places(("ben",), 1), 2: Places(ANYBODY, 2)})
    with closing(desk(database, "ana")) as ana, closing(desk(database, "ben")) as ben:
        assert ana.take()
        assert [row.number for row in ana.documents()] == [2]
        assert ben.take()
        assert [row.number for row in ben.documents()] == [1]
        assert not ana.take()


def test_work_from_before_takes_slots_whoever_did_most_first(database: Path) -> None:
    with closing(desk(database, "ana")) as ana, closing(desk(database, "ben")) as ben:
        answer(ana, 1)
        answer(ben, 1, 2)
        answer(ben, 3, with_=Answer.SKIP)
        assert give(database, {1: Places(ANYBODY, 1), 2: Places(ANYBODY, 2)}).adopted == 1
        assert [row.number for row in ana.documents()] == [1], "what she began stays on her desk"
        assert ben.next_undecided(ben.place(1)) is not None, "all of 1 is answered, and 2 is taken"
        with closing(open_database(database)) as connection:
            connection.execute("BEGIN")
            found = read_queue(connection, NOW)
        assert [(one.document, one.annotator, one.decided) for one in found.lost] == [(1, "ana", 1)]
        assert [slot.annotator for document in found.documents for slot in document.slots] == ["ben", "ben"]
        assert found.documents[0].slots[0].skipped == 1


def test_reviewers_and_candidates_take_no_slots(database: Path) -> None:
    give(database, {1: Places(ANYBODY, 1)})
    with closing(desk(database, "review:ana")) as reviewer:
        assert not reviewer.queued
        assert not reviewer.take()
        assert [row.number for row in reviewer.documents()] == [1, 2]


def test_only_the_qualified_take_where_that_was_asked(database: Path) -> None:
    give(database, {1: Places(ANYBODY, 1)}, Terms(qualified=True))
    with closing(desk(database, "ana")) as ana, closing(desk(database, "ben")) as ben:
        connection = ana.connection
        connection.execute(
            "INSERT INTO qualifications (id, uuid, made_at, who, seed, pass_mark) VALUES (1, 'q', '', 'lead', 1, 0.5)"
        )
        connection.execute(
            "INSERT INTO qualification_results (uuid, qualification, person, at, score, passed, roles)"
            " VALUES ('r', 1, 'ben', '', 1.0, 1, '{}')"
        )
        assert not ana.take()
        assert not waiting_for(connection, "ana", NOW).may_take
        assert ben.take()


def test_documents_that_come_later_have_no_slot(database: Path) -> None:
    give(database, {1: Places(ANYBODY, 1)})
    with closing(open_database(database)) as connection:
        assert slots.without_slots(connection) == (2,)
        connection.execute("INSERT INTO removed (document, sentences) VALUES (2, 3)")
        assert slots.without_slots(connection) == ()
        assert slots.ranks(connection, SlotOrder.IMPORTED, 0) == {1: 1}


def test_the_order_is_that_of_uncertainty_or_of_a_seed(database: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("UPDATE suggestions SET score = 0.1 WHERE sentence_id > 3")
        assert slots.ranks(connection, SlotOrder.UNCERTAINTY, 0) == {2: 1, 1: 2}
        orders = {tuple(slots.ranks(connection, SlotOrder.RANDOM, seed)) for seed in range(20)}
        assert orders == {(1, 2), (2, 1)}


def test_what_was_told_last_for_all_is_remembered(database: Path) -> None:
    rule = Rule(2, 0.25, ("ana", "ben"), SlotOrder.RANDOM, 7)
    with closing(open_database(database)) as connection:
        assert slots.last_told(connection).rule is None
        with transaction(connection):
            told = {"rule": slots.told_rule(rule, overlap_is_all=True)}
            slots.assign(connection, {}, Terms(5.0, True), told, "lead", NOW)
            slots.assign(connection, {}, Terms(6.0, True), {"documents": 1}, "lead", NOW)
        last = slots.last_told(connection)
        assert (last.rule, last.overlap_is_all, last.terms) == (rule, True, Terms(6.0, True))


def test_what_was_told_and_who_took_what_never_changes(database: Path) -> None:
    give(database, {1: Places(ANYBODY, 1)})
    with closing(desk(database, "ana")) as ana:
        ana.take()
        for change in (
            "UPDATE assignments SET who = 'x'",
            "DELETE FROM assignments",
            "DELETE FROM leases",
            "UPDATE leases SET annotator = 'ana', taken_at = 'x'",
        ):
            with pytest.raises(sqlite3.Error, match=r"append-only|never"):
                ana.connection.execute(change)


def test_a_lease_of_no_slot_is_found_by_check(database: Path) -> None:
    give(database, {1: Places(ANYBODY, 1)})
    with closing(desk(database, "ana")) as ana:
        ana.take()
        assert [*problems(database)] == []
        ana.connection.execute("DELETE FROM slots")
    assert [*problems(database)] == ["article 1: ana has slot 1, which there is not"]


def test_the_queue_says_what_is_free_held_over_and_finished(database: Path) -> None:
    give(database, {1: Places(("cy", None, None), 1), 2: Places(ANYBODY, 2)})
    with closing(desk(database, "ana")) as ana, closing(desk(database, "ben", "2026-03-02T11:00:00.000Z")) as ben:
        ana.take()
        ben.take()
        answer(ben, 1, 2, 3)
        ana.connection.execute("BEGIN")
        found = read_queue(ana.connection, "2026-03-02T12:00:00.000Z")
    states = [[slot.state for slot in document.slots] for document in found.documents]
    assert states == [[State.FREE, State.EXPIRED, State.FINISHED], [State.FREE]]
    expired = found.documents[0].slots[1]
    assert (expired.annotator, expired.taken_at, expired.until) == ("ana", NOW, "2026-03-02T10:00:00Z")
    assert [(one.name, one.held, one.expired, one.finished, one.kept, one.decided) for one in found.people] == [
        ("ana", 0, 1, 0, 0, 0),
        ("ben", 0, 0, 1, 0, 3),
        ("cy", 0, 0, 0, 1, 0),
    ]
