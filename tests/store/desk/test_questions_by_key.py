"""What the screen asks, and what it saves, asks for rows by their keys: in a large database all else would be felt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from annotator.core.decision import Answer
from annotator.core.session.desk import Order
from annotator.store.articles.documents import bring_back, remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.find import sees
from annotator.store.log.history import append
from annotator.store.log.kinds import Take
from annotator.store.work import slots
from tests.store.log.test_query_plans import scans, statements
from tests.store.test_blindness import NOW, QUESTIONS, act, shared

__all__ = ["shared"]

GO_THROUGH_ALL = {
    "ranked": "by disagreement it ranks all articles",
    "matching": "is asked of a small database only",
    "names": "the newest articles and decisions, so many at most",
    "new_decisions": "stops at the first sentence that nobody decided",
    "to_look_at_again": "is asked where everything is decided",
}
"""What may, and why."""


@pytest.fixture(params=["with slots", "without"])
def ana(shared: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SqliteDesk]:
    """The desk of somebody who works in a database with slots and in one without."""
    path = tmp_path / "annotator.db"
    copy(shared, path)
    with closing(SqliteDesk(path, "ana", clock=lambda: NOW)) as desk:
        if request.param == "without":
            desk.connection.execute("DELETE FROM slots")
        else:
            append(desk.connection, "ana", Take(2), document=1, at=NOW)
        yield desk


def through(desk: SqliteDesk, does: Callable[[], object]) -> list[str]:
    asked = statements(desk.connection, does)
    return [f"{line}: {one}" for one in asked for line in scans(desk.connection, one)]


def test_no_question_goes_through_a_table_of_facts(ana: SqliteDesk) -> None:
    for kind in ("decide", "draft"):
        act(ana, (kind, 1, Answer.ACCEPT, "Ada", True))
    found = {name: through(ana, lambda: ask(ana)) for name, ask in QUESTIONS.items()}  # noqa: B023
    assert {name: lines for name, lines in found.items() if lines and name not in GO_THROUGH_ALL} == {}
    assert found["ranked"], "what does is seen"


@pytest.mark.parametrize("kind", ["decide", "draft", "undo", "redo", "leave"])
def test_what_is_saved_goes_through_none_either(ana: SqliteDesk, kind: str) -> None:
    assert through(ana, lambda: act(ana, (kind, 1, Answer.ACCEPT, "Bo", True))) == []


@pytest.mark.parametrize("ask", [slots.free_slot, slots.waiting_for])
def test_of_places_only_those_are_gone_through_that_nobody_finished(
    ana: SqliteDesk, ask: Callable[..., object]
) -> None:
    found = through(ana, lambda: ask(ana.connection, "cy", NOW))
    assert [line for line in found if "USING INDEX leases_not_finished" not in line] == []


@pytest.mark.parametrize("ana", ["with slots"], indirect=True)
def test_when_a_place_ends_is_asked_of_one_article_and_not_of_all_that_are_held(ana: SqliteDesk) -> None:
    """It goes over all decisions in it, and somebody may hold thousands: no more than a few are named."""
    connection = ana.connection
    held = slots.waiting_for(connection, "ana", NOW).held
    assert held
    asked = statements(connection, lambda: slots.waiting_for(connection, "ana", NOW))
    assert [one for one in asked if slots.ends("leases").strip()[:20] in one] == []
    assert slots.held_until(connection, "ana", held[0], NOW) > NOW


def test_the_least_certain_article_is_asked_for_alone(ana: SqliteDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sees, "FEW_BLOCKS", 0)
    act(ana, ("decide", 1, Answer.ACCEPT, "Ada", True))
    asked = statements(ana.connection, lambda: next(iter(ana.ranked(Order.UNCERTAINTY))))
    plan = [row[3] for one in asked for row in ana.connection.execute(f"EXPLAIN QUERY PLAN {one}")]
    assert "SEARCH own USING INDEX unfinished_progress (annotator=?)" in plan
    assert "SEARCH suggested_quotes USING COVERING INDEX suggested_by_certainty (certainty>?)" in plan
    assert not any("TEMP B-TREE" in line for line in plan[plan.index("RIGHT") :]), "what is not begun is in order"
    assert through(ana, lambda: next(iter(ana.ranked(Order.UNCERTAINTY)))) == []


@pytest.mark.parametrize("ana", ["with slots"], indirect=True)
def test_who_begins_is_asked_only_what_is_held_and_what_has_no_place(ana: SqliteDesk) -> None:
    asked = statements(ana.connection, ana.take)
    plans = {row[3] for one in asked for row in ana.connection.execute(f"EXPLAIN QUERY PLAN {one}")}
    assert any("SEARCH unplaced" in line for line in plans), plans
    of_all = ("SEARCH leases USING", "SEARCH own USING", "SEARCH progress USING")
    by_name_alone = [line for line in plans if line.startswith(of_all) and line.endswith("(annotator=?)")]
    assert [line for line in by_name_alone if "held_leases" not in line] == [], plans


def test_nor_does_what_is_removed_and_brought_back(ana: SqliteDesk) -> None:
    def done(change: Callable[..., Any]) -> None:
        with transaction(ana.connection):
            change(ana.connection, 1, "lead")

    assert [through(ana, lambda: done(change)) for change in (remove, bring_back)] == [[], []]  # noqa: B023


def test_each_article_is_asked_for_in_the_same_words(ana: SqliteDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement is prepared once for each text, and so many are kept: what comes later is prepared each time."""
    asked = list[str]()
    connection = ana.connection
    run = connection.execute
    monkeypatch.setattr(type(connection), "execute", lambda _, sql, *values: (asked.append(sql), run(sql, *values))[1])
    ana.first_undecided(1)
    of_first = [*asked]
    ana.first_undecided(2)
    assert asked == of_first * 2
