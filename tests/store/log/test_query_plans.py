"""What is made anew after a change asks for a few rows by their keys: it never goes through a table of facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.store.articles.documents import document_of
from annotator.store.files.database import opened
from annotator.store.find.search import speaker_names
from annotator.store.find.sees import Sees
from annotator.store.log import fold, history
from annotator.store.log.kinds import Decide, Draft
from annotator.store.log.rows import check_few
from annotator.store.log.schema import CACHES
from annotator.store.sqlite.sqlite_library import Connection
from tests.store.conftest import reading, writing
from tests.store.integrity.worked_on import worked_on

LARGE = (
    *("events", "decisions", "sentences", "suggestions", "documents", "heads", "drafts", "progress", "carries"),
    *("labelled", "suggested_quotes", "leases"),
)
_NAMED = re.compile(rf"\b({'|'.join(LARGE)})(?: AS (\w+))?")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_on(tmp_path_factory.mktemp("log") / "annotator.db")


def scans(connection: Connection, statement: str) -> list[str]:
    """The lines of a statement's plan that go through one of the large tables."""
    names = {alias or table for table, alias in _NAMED.findall(statement)}
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    return [line for line in plan if line.startswith("SCAN") and line.split()[1] in names]


def statements(connection: Connection, work: Callable[[], object]) -> list[str]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    work()
    connection.set_trace_callback(None)
    return [
        one for one in dict.fromkeys(seen) if one.lstrip().startswith(("SELECT", "INSERT", "DELETE", "UPDATE", "WITH"))
    ]


EVENTS = "SELECT who, clock FROM events"


def changes(connection: Connection) -> dict[str, Callable[[], object]]:
    uuid = connection.one_value("SELECT undoes FROM events WHERE undoes IS NOT NULL")
    columns = {"sentence_id": 8, "answer": "skip", "labels": '{"quotes":[],"topics":[]}', "flagged": 0, "implied": 0}
    columns |= {"seconds": 0.0, "keys": 0, "sight": "suggestion"}
    everything = {name: [(1,), (4,), (6,)] for name in ("removed", "slots", "carries")}
    everything |= {"heads": [("ana", 1), ("bo", 4)], "annotators": [()], "undone": [(uuid,)]}
    return {
        "refresh": lambda: fold.refresh(connection, everything),
        "touched": lambda: [fold.touched_at(connection, *at) for at in connection.execute(EVENTS)],
        "append": lambda: history.append(connection, "ana", Decide(), decisions=[columns], beside={8: Draft()}),
        "undoable": lambda: history.turnable(connection, "ana", "undo"),
        "redoable": lambda: history.turnable(connection, "ana", "redo"),
        "next step": lambda: (history.next_step(connection, "ana"), history.next_step(connection, "ana", True)),
        "steps": lambda: history.steps(connection, "ana", 5),
        "quotes": lambda: fold.refresh_suggested(connection, [1]),
        "few that figures go by": lambda: check_few(connection),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("refresh", "touched", "append", "undoable", "redoable", "next step", "steps", "quotes"),
        "few that figures go by",
    ],
)
def test_no_table_of_facts_is_gone_through(path: Path, name: str) -> None:
    with writing(path) as connection:
        work = changes(connection)[name]
        asked = [one for one in statements(connection, work) if one != EVENTS]
        assert asked
        assert {one: found for one in asked if (found := scans(connection, one))} == {}


def test_what_somebody_did_last_is_found_without_going_back_over_the_places_they_were_given(path: Path) -> None:
    """`assign` gives thousands in a row, all of them later than their last step."""
    with reading(path) as connection:

        def ask() -> None:
            for kind in ("undo", "redo"):
                history.turnable(connection, "ana", kind)
            history.stopped_at(connection, "ana")
            history.steps(connection, "ana", 5)
            speaker_names(Sees(connection, "ana"))

        asked = statements(connection, ask)
        plans = [row[3] for one in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]
    assert [plan for plan in plans if "INDEX events_of" in plan] == []
    assert len([plan for plan in plans if "INDEX steps_of (who=? AND clock>?)" in plan]) == 2, "what is to be redone"


def test_every_cache_is_made_anew_by_a_refresh(path: Path) -> None:
    with writing(path) as connection:
        asked = " ".join(statements(connection, changes(connection)["refresh"]))
        assert {name for name in CACHES if f"INTO {name}" not in asked.replace("main.", "")} == {
            "suggested_quotes",  # which follow from no event
        }


def test_a_table_that_is_gone_through_is_seen(path: Path) -> None:
    with opened(path) as connection:
        assert scans(connection, "SELECT count(seconds) FROM decisions AS d WHERE keys = 1") == ["SCAN d"]
        assert scans(connection, "SELECT count(*) FROM heads") != []
        assert scans(connection, "SELECT * FROM decisions AS d WHERE id = 1") == []


def test_the_first_edition_of_an_article_is_found_without_going_through_those_of_others(path: Path) -> None:
    with reading(path) as connection:
        asked = statements(connection, lambda: document_of(connection, 1))
        plans = [row[3] for one in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]
    editions = [plan for plan in plans if "events_about" in plan]
    assert editions
    assert all("(kind=? AND document=?)" in plan for plan in editions), editions


@pytest.mark.parametrize(
    "kind",
    [
        *("places", "take", "enter", "scheme", "profile", "assign", "qualification", "result"),
        *("remove", "edition", "carry", "look", "rename"),
    ],
)
def test_events_of_a_kind_are_found_by_kind_and_document(path: Path, kind: str) -> None:
    with reading(path) as connection:
        asked = f"EXPLAIN QUERY PLAN SELECT id FROM events WHERE kind = '{kind}' AND document = 1"
        (plan,) = [row[3] for row in connection.execute(asked)]
    assert plan.startswith("SEARCH events USING"), plan
    assert "INDEX events_about (kind=? AND document=?)" in plan
