"""What only repeats something else is made anew from that, and nothing else is touched."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.integrity import all_problems, problems
from annotator.store.integrity.caches import mend
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.store.integrity.test_corruptions import CORRUPTIONS, sql

MENDED = (
    "an index that lacks rows",
    "a missing trigger",
    "an added trigger",
    "a changed trigger",
    "a missing view",
    "an added view",
    "a missing index",
    "an added index",
    "a missing table of what is repeated",
    "a table of what is repeated that is made otherwise",
    "a missing head",
    "a head of an earlier decision",
    "a skip that is none",
    "what was taken back",
    "who works here",
    "a missing draft",
    "another draft",
    "a draft that nobody left",
    "the counter of decisions",
    "what is removed",
    "a slot that there is not",
    "a slot of two",
    "two slots of one",
    "a lease that ended and is held",
    "a lease of no state",
    "what is suggested",
)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with closing(sqlite3.connect(path)) as connection:
        listed = connection.execute("PRAGMA main.table_list").fetchall()
        tables = [
            row[1] for row in listed if row[2] == "table" and row[1][:7] != "sqlite_"
        ]  # not what an index of words keeps its words in
        return {table: connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall() for table in tables}


def test_a_sound_database_stays_as_it_is(copy: Path) -> None:
    before = rows(copy)
    assert mend(copy) == []
    assert rows(copy) == before


@pytest.mark.parametrize("name", MENDED)
def test_what_repeats_is_as_before_it_was_spoiled(sound: Path, copy: Path, name: str) -> None:
    CORRUPTIONS[name][0](copy)
    assert all(problem.mends for problem in all_problems(copy)), list(problems(copy))
    assert len(mend(copy)) >= 1
    assert list(problems(copy)) == []
    assert rows(copy) == rows(sound)


@pytest.mark.parametrize("name", ["labels of a decision", "another checksum", "a count of sentences", "no uuid"])
def test_what_was_said_is_never_touched(copy: Path, name: str) -> None:
    CORRUPTIONS[name][0](copy)
    before = rows(copy)
    assert not any(problem.mends for problem in all_problems(copy))
    assert mend(copy) == []
    assert rows(copy) == before


def test_what_became_of_decisions_is_made_anew(copy: Path) -> None:
    CORRUPTIONS["what became of a decision"][0](copy)
    assert mend(copy) == ["what became of decisions of earlier versions: made anew from what happened"]
    assert list(problems(copy)) == []


def test_what_cannot_be_mended_is_left_alone(copy: Path) -> None:
    """Nobody can say who has which slot as long as a claim is none; heads follow from other events."""
    sql("UPDATE events SET body = '{}' WHERE kind = 'take'")(copy)
    CORRUPTIONS["a slot of two"][0](copy)
    CORRUPTIONS["a missing head"][0](copy)
    slots = rows(copy)["leases"]
    assert mend(copy) == [
        "what is current: made anew from what happened",
        "not mended: slots of articles (cannot be looked at to the end (KeyError))",
    ]
    assert rows(copy)["leases"] == slots


@pytest.mark.parametrize("body", ["{}", '{"role":null,"person":null}'])
def test_an_entry_that_cannot_be_read_hinders_no_other(copy: Path, body: str) -> None:
    people = rows(copy)["annotators"]
    sql(f"UPDATE events SET body = '{body}' WHERE kind = 'enter' AND who = 'bo'")(copy)
    CORRUPTIONS["who works here"][0](copy)
    assert not any("not mended" in told for told in mend(copy))
    assert rows(copy)["annotators"] == [row for row in people if "bo" not in row]


@pytest.mark.parametrize("statement", ["DROP TABLE undone", "DROP VIEW revisions"])
def test_what_tells_which_keys_are_of_today_is_mended_too(copy: Path, statement: str) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(statement)
    assert [*problems(copy)] != []
    assert mend(copy) != []
    assert [*problems(copy)] == []
