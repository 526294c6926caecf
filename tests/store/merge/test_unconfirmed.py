"""Edits that are not confirmed yet, and where one goes on."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.store.desk.desk import SqliteDesk
from tests.store.merge.conftest import decide, labels
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


def test_one_goes_on_where_one_left_off_last(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[0], "ana", 3)
    decide(copies[1], "ana", 5)
    for path, place in ((copies[0], Place(1, 0)), (copies[1], Place(2, 2))):
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.leave(place)
    in_all_orders(copies, tmp_path)
    with closing(SqliteDesk(tmp_path / "together-0.db", "ana")) as desk:
        assert desk.resume() == Place(2, 2)
