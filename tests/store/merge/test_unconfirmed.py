"""Edits that are not confirmed yet, and where one goes on."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.merge.merger import merge
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.merge.conftest import copied, decide, labels
from tests.store.merge.together import in_all_orders


def test_unconfirmed_edits_stay_unless_decided_later_and_the_last_one_holds(copies: list[Path], tmp_path: Path) -> None:
    for path, note in zip(copies, ("rather long", "mid one", "last"), strict=True):
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.keep_drafts([(3, Labels(), NoteAndFlag(note, False)), (4, labels(), None)])
    decide(copies[1], "ana", 4, answer=Answer.REJECT)
    together, told = in_all_orders(copies, tmp_path)
    drafts = [(row[2], json.loads(row[3])["note"]) for row in together["drafts"]]
    assert drafts == [(2, "last")]
    assert sum(one.drafts_dropped for one in told[0]) > 0


def test_an_edit_that_was_dropped_is_told_once_however_often_its_copy_comes_again(copies: list[Path]) -> None:
    edited, decided, _ = copies
    with closing(SqliteDesk(edited, "ana")) as desk:
        desk.keep_drafts([(4, labels(), None)])
    decide(decided, "ana", 4, answer=Answer.REJECT)
    told = [merge(decided, [edited])[0].drafts_dropped for _ in range(2)]
    assert told == [1, 0]


def test_a_name_given_on_another_copy_to_what_was_decided_leaves_what_is_edited_of_it_unconfirmed(
    base: Path, tmp_path: Path
) -> None:
    edited, named = copied(base, "a", "b")
    with closing(SqliteDesk(edited, "ana")) as desk:
        assert desk.page(1).items[0].decision is not None
        desk.keep_drafts([(1, Labels(topics=("sport",)), None)])
    with closing(open_database(named)) as connection, transaction(connection):
        (renamed,) = rename_speaker(connection, ("ana",), "Ada", "Ada Lind", "lea")
    assert renamed.decisions == 1
    together, told = in_all_orders([edited, named], tmp_path)
    assert [json.loads(row[3])["topics"] for row in together["drafts"]] == [["sport"]]
    assert {one.drafts_dropped for of_order in told for one in of_order} == {0}


@pytest.mark.parametrize("decided", [False, True])
def test_a_name_given_on_another_copy_to_an_edit_ends_nothing_that_was_edited_or_decided_of_it_meanwhile(
    base: Path, tmp_path: Path, decided: bool
) -> None:
    with closing(SqliteDesk(base, "ana")) as desk:
        desk.keep_drafts([(4, labels("Ada"), None)])
    worked, named = copied(base, "a", "b")
    if decided:
        decide(worked, "ana", 4)
    else:
        with closing(SqliteDesk(worked, "ana")) as desk:
            desk.keep_drafts([(4, Labels(topics=("sport",)), None)])
    with closing(open_database(named)) as connection, transaction(connection):
        (renamed,) = rename_speaker(connection, ("ana",), "Ada", "Ada Lind", "lea")
    assert renamed.drafts == 1
    together, _ = in_all_orders([worked, named], tmp_path)
    assert [json.loads(row[3])["topics"] for row in together["drafts"]] == ([] if decided else [["sport"]])


def test_one_goes_on_where_one_left_off_last(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[0], "ana", 3)
    decide(copies[1], "ana", 5)
    for path, place in ((copies[0], Place(1, 0)), (copies[1], Place(2, 2))):
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.leave(place)
    in_all_orders(copies, tmp_path)
    with closing(SqliteDesk(tmp_path / "together-0.db", "ana")) as desk:
        assert desk.resume() == Place(2, 2)
