"""Giving documents slots: what is taken stays, the rest follows what was told last, and what changed is said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from annotator.core.assignment import Rule, SlotOrder, SlotPlan, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store.desk.desk import READING, SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.find import sees
from annotator.store.integrity import problems
from annotator.store.log import fold, history, kinds
from annotator.store.log.history import append, insert
from annotator.store.log.schema import BLOCK
from annotator.store.work import slots
from annotator.store.work.slots import AssignmentChanges, SlotState, read_queue, waiting_for
from tests.store import conftest
from tests.store.conftest import accepted, imported, item_of, numbered, reading, rejected, writing

NOW = "2026-03-01T10:00:00.000Z"
NOTHING = AssignmentChanges([], [], [], [], [], [], order=False, adopted=0, slots=0, without_slots=[])
TERMS = Terms()


def give(path: Path, wanted: dict[int, SlotPlan], terms: Terms = TERMS, at: str = NOW) -> AssignmentChanges:
    with writing(path) as connection:
        return slots.assign(connection, wanted, terms, {"table": 1}, "lead", at)


def kept(path: Path) -> list[tuple[object, ...]]:
    with reading(path) as connection:
        return connection.execute("SELECT document, slot, reserved_for, rank FROM slots ORDER BY 1, 2").fetchall()


def desk(path: Path, name: str, at: str = NOW) -> SqliteDesk:
    return SqliteDesk(path, name, clock=lambda: at)


def answer(one: SqliteDesk, *sentences: int, with_: Answer = Answer.ACCEPT) -> None:
    one.save([NewDecision(key, with_, Labels()) for key in sentences])


ANYBODY = (None,)
ONE, TWO = {1: SlotPlan(ANYBODY, 1)}, {1: SlotPlan((None, None), 1)}
"""Places of the first article: one or two for anybody."""
BOTH = {**ONE, 2: SlotPlan(ANYBODY, 2)}
"""A place of either article for anybody."""


def give_back(of: SqliteDesk, document: int = 1, at: str = NOW) -> None:
    """Take the first place of an article from whoever has it."""
    with transaction(of.connection):
        slots.release(of.connection, conftest.holders(of.connection, document)[0].lease, slots.GIVEN_BACK, at)


def test_what_changed_is_said(database: Path) -> None:
    one, two = SlotPlan(ANYBODY, 1), SlotPlan((None, None), 1)
    assert give(database, {1: one}) == NOTHING._replace(new=[1], slots=1, without_slots=[2])
    assert give(database, {1: one}) == NOTHING._replace(slots=1, without_slots=[2])
    assert give(database, {1: two, 2: one}) == NOTHING._replace(new=[2], more=[1], slots=3)
    assert give(database, {1: SlotPlan(("ana",), 1)}) == NOTHING._replace(fewer=[1], slots=2)
    assert give(database, {1: SlotPlan(("ben",), 1)}) == NOTHING._replace(kept_for=[1], slots=2)
    assert give(database, {1: SlotPlan(("ben",), 3), 2: one}) == NOTHING._replace(order=True, slots=2)
    assert kept(database) == [(1, 1, "ben", 3), (2, 1, None, 1)]


def test_a_slot_that_is_taken_stays_whatever_is_told(database: Path) -> None:
    give(database, TWO)
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        assert (ana.take(), ben.take()) == (True, True)
        for told in (ANYBODY, ("cy",)):
            assert give(database, {1: SlotPlan(told, 1)}).begun == [1]
            assert kept(database) == [(1, 1, None, 1), (1, 2, None, 1)]
        changes = give(database, {1: SlotPlan(("ana", "ben", "cy"), 1)})
        assert (changes.more, changes.begun) == ([1], [])
        assert kept(database)[2] == (1, 3, "cy", 1), "ana and ben hold theirs already"
        assert give(database, {1: SlotPlan(("dora", "ben", "cy"), 1)}).begun == [1]


def test_a_slot_is_kept_for_whom_it_is_named(database: Path) -> None:
    give(database, {1: SlotPlan(("ben",), 1), 2: SlotPlan(ANYBODY, 2)})
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        assert ana.take()
        assert [row.number for row in ana.documents(ana.numbers())] == [2]
        assert ben.take()
        assert [row.number for row in ben.documents(ben.numbers())] == [1]
        assert not ana.take()


def test_work_from_before_takes_slots_whoever_did_most_first(database: Path) -> None:
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        answer(ana, 1)
        answer(ben, 1, 2)
        answer(ben, 3, with_=Answer.SKIP)
        assert give(database, BOTH).adopted == 1
        assert [row.number for row in ana.documents(ana.numbers())] == [1], "what she began stays on her desk"
        assert ben.take()
        assert ben.next_undecided(ben.place(1)) == ben.place(4), "all of 1 is answered, and 2 is taken"
        with opened(database) as connection:
            connection.execute("BEGIN")
            found = read_queue(connection, NOW)
        assert [(one.article, one.annotator, one.decided) for one in found.lost] == [(1, "ana", 1)]
        assert [slot.annotator for document in found.documents for slot in document.slots] == ["ben", "ben"]
        assert found.documents[0].slots[0].skipped == 1


def test_reviewers_and_whoever_only_reads_take_no_slots(database: Path) -> None:
    with desk(database, "ana") as ana:
        answer(ana, 4)
    give(database, ONE)
    with desk(database, "review:ana") as reviewer:
        assert not reviewer.queued
        assert not reviewer.take()
        assert [row.number for row in reviewer.documents(reviewer.numbers())] == [1, 2]
    with SqliteDesk(database, "ana", READING) as reader:
        assert reader.queued
        assert not reader.take()


def test_who_is_new_is_entered_with_the_first_slot_and_not_where_none_is_free(database: Path) -> None:
    give(database, ONE)
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        assert ana.take()
        assert not ben.take()
        assert history.annotators(ana.connection) == ("ana",)
        give_back(ana)
        assert ben.take()
        assert history.annotators(ana.connection) == ("ana", "ben")


def test_only_the_qualified_take_where_that_was_asked(database: Path) -> None:
    give(database, ONE, Terms(qualified=True))
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        connection = ana.connection
        with transaction(connection):
            made = append(connection, "lead", kinds.Qualification(1, 0.5, ()))
            append(connection, "ben", kinds.Result(made.uuid, "ben", 1.0, True, {}))
        assert not ana.take()
        assert not waiting_for(connection, "ana", NOW).may_take
        assert ben.take()


def test_documents_that_come_later_have_no_slot(database: Path) -> None:
    give(database, ONE)
    with opened(database) as connection:
        assert [one.number for one in slots.read_queue(connection, NOW).without_slots] == [2]
        connection.execute("INSERT INTO removed (document, sentences) VALUES (2, 3)")
        assert slots.read_queue(connection, NOW).without_slots == ()
        assert slots.ranks(connection, Rule(order=SlotOrder.IMPORTED, seed=0)) == {1: 1}


def test_the_order_is_that_of_uncertainty_or_of_a_seed(database: Path) -> None:
    with opened(database) as connection:
        connection.execute("UPDATE suggestions SET score = 0.1 WHERE sentence_id > 3")
        fold.refresh_suggested(connection, [1, 2])
        assert slots.ranks(connection, Rule(order=SlotOrder.UNCERTAINTY, seed=0)) == {2: 1, 1: 2}
        orders = {tuple(slots.ranks(connection, Rule(order=SlotOrder.RANDOM, seed=seed))) for seed in range(20)}
        assert orders == {(1, 2), (2, 1)}


def test_what_was_told_last_for_all_is_remembered(database: Path) -> None:
    rule = Rule(2, 0.25, ("ana", "ben"), SlotOrder.RANDOM, 7, all=True)
    with opened(database) as connection:
        assert slots.last_rule(connection) is None
        with transaction(connection):
            told = {"rule": rule._asdict()}
            slots.assign(connection, {}, Terms(5.0, True), told, "lead", NOW)
            slots.assign(connection, {}, Terms(6.0, True), {"documents": 1}, "lead", NOW)
        assert (slots.last_rule(connection), slots.terms(connection)) == (rule, Terms(6.0, True))


def test_only_documents_whose_places_change_are_written(database: Path) -> None:
    give(database, BOTH)
    give(database, {1: SlotPlan(ANYBODY, 1), 2: SlotPlan(ANYBODY, 3)})
    with opened(database) as connection:
        said = connection.execute("SELECT kind, document FROM events WHERE who = 'lead' ORDER BY id").fetchall()
    assert said == [("assign", None), ("places", 1), ("places", 2), ("assign", None), ("places", 2)]


def test_a_lease_of_no_slot_is_found_by_check(database: Path) -> None:
    give(database, ONE)
    with desk(database, "ana") as ana:
        ana.take()
        assert [*problems(database)] == []
        ana.connection.execute("DELETE FROM slots")
    assert [*problems(database)] == ["article 1: its slots are not those that it was last given"]


def take_apart(path: Path, name: str, at: str, over: str | None = None) -> str:
    """Take slot 1 as in a copy that knows of nobody else's; the event's uuid."""
    with writing(path) as connection:
        history.enter_annotator(connection, name)
        uuid = f"{name:0>32}"
        clock = int(datetime.fromisoformat(at).timestamp() * 1000)
        insert(connection, uuid, clock, at, name, kinds.Take(1, over), document=1)
        fold.refresh(connection, fold.touched_at(connection, name, clock))
    return uuid


def holders(path: Path) -> dict[str, tuple[int, str, str | None]]:
    with opened(path) as connection:
        found = connection.execute("SELECT annotator, slot, state, why FROM leases ORDER BY id").fetchall()
    assert [*problems(path)] == []
    return {name: (slot, state, why) for name, slot, state, why in found}


LATER = "2026-03-01T11:00:00.000Z"
NO_SLOT = (1, "released", "no slot was free")


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_two_copies_in_which_two_took_the_same_slot_fill_both(database: Path, order: tuple[str, str]) -> None:
    give(database, TWO, at="2026-03-01T09:00:00.000Z")
    for name in order:
        take_apart(database, name, NOW if name == "a" else LATER)
    assert holders(database) == {"a": (1, "held", None), "b": (2, "held", None)}


def test_where_there_are_too_few_slots_the_first_has_one_and_whoever_finishes_before(database: Path) -> None:
    give(database, ONE, at="2026-03-01T09:00:00.000Z")
    take_apart(database, "a", NOW)
    take_apart(database, "b", LATER)
    assert holders(database) == {"a": (1, "held", None), "b": NO_SLOT}
    with desk(database, "a", LATER) as a, desk(database, "b", LATER) as b:
        answer(a, 1)
        answer(b, 1, 2, 3)
        assert b.news() is None, "it is not lost: nobody has finished it before"
        assert holders(database) == {"a": NO_SLOT, "b": (1, "finished", None)}
        answer(a, 2)
        news = a.news()
        assert news is not None
        assert "article 1 went to somebody else meanwhile" in news.text
        b.undo()
        assert holders(database) == {"a": (1, "held", None), "b": NO_SLOT}


def test_whoever_put_a_sentence_off_has_not_finished(database: Path) -> None:
    give(database, ONE, at="2026-03-01T09:00:00.000Z")
    take_apart(database, "a", NOW)
    take_apart(database, "b", LATER)
    for name in "ba":
        with desk(database, name, LATER) as one:
            answer(one, 1, 2)
            answer(one, 3, with_=Answer.SKIP)
        assert holders(database) == {"a": (1, "held", None), "b": NO_SLOT}


def test_who_takes_over_stands_in_the_line_where_that_was(database: Path) -> None:
    """Else somebody who waits would have it, and whoever took it nothing."""
    give(database, ONE, at="2026-03-01T09:00:00.000Z")
    first = take_apart(database, "a", NOW)
    take_apart(database, "b", LATER)
    late = "2026-03-03T10:00:00.000Z"
    taker = take_apart(database, "c", late, over=first)
    assert holders(database) == {"a": (1, "released", "expired"), "b": NO_SLOT, "c": (1, "held", None)}
    with writing(database) as connection:
        lease = connection.one_value("SELECT id FROM events WHERE uuid = ?", taker)
        slots.release(connection, lease, slots.GIVEN_BACK, late)
    after = {"a": (1, "released", "expired"), "b": (1, "held", None), "c": (1, "released", "given back")}
    assert holders(database) == after, "what was over stays over, and who waits is next"


def test_a_clock_that_is_behind_takes_no_slot_from_somebody(database: Path) -> None:
    give(database, ONE, at="2026-02-01T09:00:00.000Z")
    with desk(database, "b", LATER) as b, desk(database, "a", "2026-02-28T20:00:00.000Z") as a:
        assert b.take()
        answer(a, 1)
    assert holders(database) == {"b": (1, "held", None), "a": NO_SLOT}


def test_what_somebody_holds_goes_on_though_its_time_is_over_before_anything_else_is_taken(database: Path) -> None:
    give(database, BOTH)
    with desk(database, "a") as a, desk(database, "b") as b:
        assert a.take()
        assert b.take()
        give_back(a)
    days_later = "2026-03-20T10:00:00.000Z"
    with desk(database, "b", days_later) as b:
        assert not b.take(), "nothing is taken beside it"
        assert [row.number for row in b.documents(b.numbers())] == [2]
    with reading(database) as connection:
        held = "SELECT document, taken_at FROM leases WHERE annotator = 'b' AND state = 'held'"
        assert connection.execute(held).fetchall() == [(2, days_later)]


def test_work_without_a_slot_has_one_as_soon_as_there_is(database: Path) -> None:
    give(database, ONE)
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        ana.take()
        answer(ben, 1)
        assert give(database, TWO).adopted == 1
        assert [row.number for row in ben.documents(ben.numbers())] == [1]
    assert holders(database) == {"ana": (1, "held", None), "ben": (2, "held", None)}


def test_who_decides_in_an_article_has_the_place_of_whoever_has_it_no_longer(database: Path) -> None:
    give(database, ONE)
    with desk(database, "ana") as ana, desk(database, "ben", "2026-03-09T10:00:00.000Z") as ben:
        ana.take()
        answer(ben, 1)
        assert ben.news() is None
    assert holders(database) == {"ana": (1, "released", "expired"), "ben": (1, "held", None)}


def test_who_worked_without_a_slot_is_known_until_there_is_one_or_it_is_given_back_by_hand(database: Path) -> None:
    def unplaced() -> list[tuple[str, int]]:
        with reading(database) as connection:
            kept = connection.execute("SELECT * FROM unplaced ORDER BY document").fetchall()
        assert [*problems(database)] == []
        return kept

    def say(name: str, *sentences: int) -> None:
        """As an import does, which takes no slot."""
        with writing(database) as connection:
            history.enter_annotator(connection, name)
            history.decide(connection, name, [accepted(key) for key in sentences])

    say("ana", 4)
    assert unplaced() == [], "there are no slots"
    give(database, ONE)
    say("ana", 1)
    assert unplaced() == [("ana", 1)]
    with desk(database, "ana") as ana:
        assert not ana.take(), "it is hers at once, and asks for more"
        assert unplaced() == []
        answer(ana, 2, 3)
        give_back(ana)
    assert unplaced() == [], "she is to have none"
    with desk(database, "ben") as ben:
        assert ben.take()
        say("cy", 1)
        answer(ben, 1, 2, 3)
    assert unplaced() == [("cy", 1)]
    with desk(database, "cy") as cy:
        assert not cy.take()
        assert unplaced() == [], "a part of it waits"
    say("cy", 2, 3)
    assert unplaced() == [("cy", 1)], "all of it is asked for again whenever somebody begins"


def test_what_was_given_back_by_hand_is_taken_from_nobody_who_has_it_now(database: Path) -> None:
    give(database, ONE)
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        ana.take()
        answer(ana, 1, 2, 3)
        give_back(ana)
        assert ben.take()
        decision = item_of(ana).decision
        assert decision is not None
        ana.save([rejected(1, replaces=decision.id)])
        assert ana.news() is not None
    assert holders(database) == {"ana": (1, "released", "given back"), "ben": (1, "held", None)}


def test_who_has_answered_all_of_what_is_free_again_has_it_and_takes_the_next(database: Path) -> None:
    give(database, BOTH)
    with desk(database, "ana") as ana:
        ana.take()
        answer(ana, 1, 2, 3)
        give_back(ana)
        assert ana.take()
        news = ana.news()
        assert news is not None
        assert "took article 2" in news.text
    with reading(database) as connection:
        has = "SELECT document, state FROM leases WHERE state <> 'released' ORDER BY document"
        assert connection.execute(has).fetchall() == [(1, "finished"), (2, "held")]


def test_a_place_was_given_back_however_the_time_is_written(database: Path) -> None:
    give(database, ONE)
    with desk(database, "ana") as ana:
        ana.take()
        give_back(ana, at="2026-03-02 10:00:00Z")
    assert holders(database) == {"ana": (1, "released", "given back")}
    assert list(problems(database)) == []


def test_a_slot_goes_on_to_somebody_or_to_whoever_waits_and_stays_so(database: Path) -> None:
    give(database, {1: SlotPlan(("ana",), 1), 2: SlotPlan(ANYBODY, 2)})
    with desk(database, "ana") as ana, desk(database, "cy") as cy:
        ana.take()
        answer(ana, 1, 2, 3)
        ana.take()
        answer(cy, 4)
    with opened(database) as connection:
        with transaction(connection):
            here = {one.article.number: one for one in read_queue(connection, NOW).documents}
            handed = [(here[number], here[number].slots[0], person) for number, person in ((1, "ben"), (2, None))]
            slots.hand_on(connection, handed, "lead", NOW)
        assert [one.annotator for one in conftest.holders(connection, 2)] == ["cy"], "who waited for it"
        assert conftest.holders(connection, 1) == []
        assert [one.annotator for one in slots.read_queue(connection, NOW).answered] == ["ana", "cy"], (
            "what was decided stays"
        )
        assert [one.article.number for one in read_queue(connection, NOW).documents if one.named] == [1]
        assert (slots.has_assigned(connection, "lead"), slots.has_assigned(connection, "ana")) == (True, False)
    assert kept(database)[0] == (1, 1, "ben", 1)
    assert [*problems(database)] == []


@pytest.mark.parametrize("few", [0, 4])
def test_who_has_answered_nearly_all_may_take_what_is_left_and_what_is_not_theirs_any_more(
    tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is left is looked at where that is little, and of what is answered what was given back."""
    monkeypatch.setattr(sees, "FEW_BLOCKS", few)
    path = imported(tmp_path / "annotator.db", *numbered(BLOCK))
    with desk(path, "ana") as ana:
        ana.save([accepted(key) for key in range(1, 3 * BLOCK - 2)])  # all but the last article, the only one there
        give(path, {number: SlotPlan(ANYBODY, -number) for number in (3, 5, BLOCK)})
        give_back(ana, 5)
        append(ana.connection, "lead", kinds.Places({"1": None}, -200, named=False), document=7)
        ana.connection.commit()
        assert [row[0] for row in ana.connection.execute("SELECT document FROM unplaced")] == [7]

        def free() -> tuple[int, slots._Slot | None]:
            return waiting_for(ana.connection, "ana", NOW).free, slots.free_slot(ana.connection, "ana", NOW)

        assert free() == (3, (5, 1))
        give(path, {7: SlotPlan(ANYBODY, -7)})
        assert free() == (2, (5, 1))
        with desk(path, "bo") as bo:
            bo.save([accepted(key) for key in (13, 14, 15)])
        assert free() == (1, (BLOCK, 1))


def test_who_comes_first_is_new_but_to_those_for_whom_places_are_kept(database: Path) -> None:
    give(database, {1: SlotPlan(("ana", "ben"), 1)})
    for name, known in (("Ben", ("ana", "ben")), ("ben", ()), ("bem", ("ben", "ana"))):
        with desk(database, name) as here:
            assert here.known_before == known


def test_who_may_take_none_waits_for_none(database: Path) -> None:
    give(database, ONE, Terms(qualified=True))
    with desk(database, "ana") as ana:
        answer(ana, 1)
        answer(ana, 2)
        assert holders(database) == {"ana": NO_SLOT}
        assert give(database, TWO, Terms(qualified=True)).adopted == 0
        assert ana.connection.one_value("SELECT count(*) FROM events WHERE kind = 'take'") == 1


def test_a_slot_that_is_handed_to_somebody_who_has_one_of_the_article_is_for_anybody(database: Path) -> None:
    give(database, {1: SlotPlan(("ana", "ben", "dan"), 5), 2: SlotPlan(("ana",), 1)})
    with desk(database, "ana") as ana, desk(database, "ben") as ben:
        ana.take()
        answer(ana, 4, 5, 6)
        ana.take()
        ben.take()
    with writing(database) as connection:
        here = {one.article.number: one for one in read_queue(connection, NOW).documents}
        first, second, _ = here[1].slots
        handed = [(here[1], first, "ben"), (here[1], second, "cy"), (here[2], here[2].slots[0], "ana")]
        slots.hand_on(connection, handed, "lead", NOW)
        assert conftest.holders(connection, 1) == []
        assert [one.annotator for one in conftest.holders(connection, 2)] == []
    assert kept(database) == [(1, 1, None, 5), (1, 2, "cy", 5), (1, 3, "dan", 5), (2, 1, None, 1)]
    with writing(database) as connection:
        here = {one.article.number: one for one in read_queue(connection, NOW).documents}
        slots.hand_on(connection, [(here[1], here[1].slots[0], "cy"), (here[1], here[1].slots[2], "dan")], "lead", NOW)
    assert kept(database)[:3] == [(1, 1, None, 5), (1, 2, "cy", 5), (1, 3, "dan", 5)]
    assert [*problems(database)] == []


# ---- how it stands


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
