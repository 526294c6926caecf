"""What comes back of a database in which half of a table's rows are gone: of one from before the log, and of today."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from annotator.store.care.rescue import rescue
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.log.kinds import LOST_VERDICT
from annotator.store.merge.merger import merge
from annotator.store.migrations import THE_LOG
from tests.made_once import made_once
from tests.store.care.test_rescue import ask, counts, tamper
from tests.store.conftest import TWO, holding
from tests.store.merge.conftest import decide
from tests.store.merge.content import Rows, content_of
from tests.store.old_databases import VERSIONS, ends_and_middle, unpack, unpack_team

GONE = {
    "documents": (
        "carry -12, chances -3, decide -3, decisions -16, documents -3, draft -5, edition -2, leave -1, look -1,"
        " places -3, readings -5, redo -2, remove -1, reviews -4, sentences -7, suggestions -7, take -9, undo -4",
        "carries 15, chances 3, decisions 18, drafts 5, editions 2, leases 9, looked_at 1, readings 5, removals 1,"
        " reviews 4, sentences 7, slots 6, suggestions 7",
    ),
    "sentences": (
        "carry -12, chances -5, decide -17, decisions -36, documents -5, draft -9, edition -2, leave -1, look -1,"
        " places -5, readings -8, redo -2, remove -4, reviews -9, sentences -13, suggestions -13, take -11, undo -5",
        "carries 9, carry 3, chances 5, decisions 36, documents 5, draft 2, drafts 5, edition 2, looked_at 1, places 5,"
        " qualification_items 2, readings 8, remove 4, reviews 4, sentences 6, step_drafts 2, suggestions 13, take 11,"
        " undo 2",
    ),
    "runs": ("readings -4, runs -2, suggestions -5", "readings 4, suggestions 5"),
    "suggestions": ("readings -6, suggestions -7", "readings 6"),
    "revisions": ("scheme -2", ""),
    "annotators": ("", ""),
    "steps": ("carry +2, decide +5, rename -1, undo -1", "renamings 1"),
    "decisions": (
        "carry -8, decide -4, decisions -18, look -1, reviews -5",
        "carries 11, looked_at 1, qualification_items 1, reviews 5",
    ),
    "renamings": ("rename -1", ""),
    "removals": ("remove -2, undo -1", ""),
    "reviews": ("reviews -5", "reviews 5"),
    "qualifications": ("qualification -1, result -1", "qualification_items 2, qualification_results 1"),
    "editions": ("carry -3, decide +3, edition -1", "carries 3"),
    "carries": ("carry -8, decide +2, look -1", "looked_at 1"),
    "leases": ("take -6, undo -1", ""),
    "profiles": ("profile -1", ""),
    "assignments": ("assign -1", ""),
    "documents of today": (
        "carry -12, chances -3, decide -3, decisions -16, documents -3, draft -5, edition -2, leave -1, look -1, "
        "places -3, readings -5, redo -2, remove -1, reviews -4, sentences -7, suggestions -7, take -9, undo -4",
        "carry 12, chances 3, decisions 16, draft 5, edition 2, leave 1, look 1, places 3, readings 5, remove 1, "
        "sentences 7, suggestions 7, take 9, undo 1",
    ),
    "sentences of today": (
        "carry -12, chances -5, decide -17, decisions -36, documents -5, draft -9, edition -2, leave -1, look -1, "
        "places -5, readings -8, redo -2, remove -4, reviews -9, sentences -13, suggestions -13, take -11, undo -5",
        "carry 12, chances 5, decisions 36, documents 5, draft 9, edition 2, leave 1, look 1, places 5, readings "
        "8, remove 4, sentences 6, suggestions 13, take 11, undo 2",
    ),
    "runs of today": ("readings -4, runs -2, suggestions -5", "readings 4, suggestions 5"),
    "suggestions of today": ("readings -6, suggestions -7", "readings 6"),
    "readings of today": ("readings -6", ""),
    "chances of today": ("chances -3", ""),
    "events of today": (
        "assign -1, carry -10, decide +5, draft -5, edition -1, leave -1, look -1, places -2, profile -1, "
        "qualification -1, remove -1, rename -1, result -1, scheme -2, take -5, undo -5",
        "carry 4, result 1, scheme 2",
    ),
    "decisions of today": ("decide -7, decisions -18, reviews -5", ""),
}
"""By the table that lost rows: what there is less of, or more, than in the whole database, and what was left out."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as it was, brought up to date."""
    return team(TODAY, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def all_there_was(whole: Path) -> Counter[object]:
    return counted(whole)


@pytest.fixture(scope="module")
def content(whole: Path) -> dict[str, Rows]:
    return content_of(whole)


TODAY = " of today"


def team(table: str, folder: Path) -> Path:
    """The database, with that table of the log or of before."""
    return made_once(folder / "team.db", ("team", TODAY in table), lambda path: _unpack(path, TODAY in table))


def _unpack(path: Path, today: bool) -> None:
    unpack_team(path.parent)
    if today:
        open_database(path, is_copy=True).close()


def without_half(table: str, folder: Path) -> Path:
    path = team(table, folder)
    table = table.removesuffix(TODAY)
    tamper(path, f"DELETE FROM {table} WHERE rowid % 2 = 0 OR rowid = (SELECT max(rowid) FROM {table})")
    return path


def counted(path: Path) -> Counter[object]:
    ((reviews,),) = ask(path, f"SELECT count(nullif(verdict, '{LOST_VERDICT}')) FROM decisions")
    return Counter({**counts(path), "reviews": reviews})


def told(numbers: Mapping[object, int], form: str) -> str:
    return ", ".join(f"{name} {number:{form}}" for name, number in sorted(numbers.items(), key=str) if number)


@pytest.mark.parametrize("table", ends_and_middle([*GONE]))
def test_what_a_copy_has_stands_in(table: str, content: dict[str, Rows], tmp_path: Path) -> None:
    copy = team(table, tmp_path).rename(tmp_path / "copy.db")
    saved = rescue(without_half(table, tmp_path), copy)
    assert saved is not None
    assert (saved.rows, saved.left, saved.unreadable) == ({}, {}, 0)
    assert content_of(copy) == content
    assert list(problems(copy)) == []


@pytest.mark.parametrize("table", ends_and_middle([*GONE]))
def test_where_it_has_nothing_what_cannot_do_without_is_left_out(
    table: str, all_there_was: Counter[object], tmp_path: Path
) -> None:
    copy = holding(tmp_path / "copy.db")
    before = counted(copy)
    saved = rescue(without_half(table, tmp_path), copy)
    assert saved is not None
    now = counted(copy)
    differs = {name: now[name] - all_there_was[name] for name in now | all_there_was}
    assert (told(differs, "+"), told(saved.left, "")) == GONE[table]
    assert (saved.rows, saved.unreadable) == (now - before, 0)
    lost = 0 if table.startswith("decisions") else -differs["decisions"]
    assert len(saved.lost) == lost, "what could be read and not be saved is named"
    assert list(problems(copy)) == []


@pytest.mark.parametrize("table", ends_and_middle([table for table in GONE if TODAY in table]))
def test_a_copy_in_which_numbers_stand_for_other_rows_lends_none(
    table: str, whole: Path, content: dict[str, Rows], tmp_path: Path
) -> None:
    copy = made_once(tmp_path / "copy.db", "two documents, and those of the team", lambda path: _add_team(path, whole))
    before = content_of(copy)
    assert len(before["decisions"]) == len(content["decisions"]) + 2
    saved = rescue(without_half(table, tmp_path), copy)
    assert saved is not None
    assert content_of(copy) == before, "all of it is there by its name"
    assert list(problems(copy)) == []


def _add_team(path: Path, whole: Path) -> None:
    decide(holding(path, *TWO), "ana", 1, 2)
    merge(path, [whole])


@pytest.mark.parametrize("lost", [range(4096), range(100, 110)], ids=["first page", "list of tables"])
@pytest.mark.parametrize("version", ends_and_middle([version for version in VERSIONS if version < THE_LOG]))
def test_without_a_copy_an_older_database_is_read_by_the_tables_of_its_version(
    version: int, lost: range, tmp_path: Path
) -> None:
    damaged, empty = unpack(version, tmp_path), tmp_path / "empty.db"
    whole = tmp_path / "whole.db"
    shutil.copyfile(damaged, whole)
    open_database(whole, is_copy=True).close()
    content = bytearray(damaged.read_bytes())
    for place in lost:
        content[place] = 0
    damaged.write_bytes(content)
    open_database(empty, create=True).close()
    rescued = rescue(damaged, empty)
    assert rescued is not None
    assert rescued.lost == ()
    decided = "SELECT uuid, sentence_id, labels FROM current_decisions ORDER BY uuid"
    assert ask(empty, decided) == ask(whole, decided) != []
    assert [*problems(empty)] == []
