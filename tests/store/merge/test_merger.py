"""Copies that were worked on apart come together, the same in any order; what conflicts is said."""

from __future__ import annotations

import shutil
import sqlite3 as any_sqlite
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DecidedElsewhere
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.merge import merger
from annotator.store.merge.merger import merge
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.store.merge.conftest import copied, decide
from tests.store.merge.content import content_of
from tests.store.merge.together import in_all_orders
from tests.store.old_databases import unpack


@pytest.mark.long
def test_in_every_order_and_twice_and_back_again_it_is_the_same(copies: list[Path], tmp_path: Path) -> None:
    first, second, third = copies
    decide(first, "ana", 3, 2, 4)
    decide(second, "bo", 2, 4)
    decide(second, "ana", 4, answer=Answer.REJECT)
    decide(third, "cy", 1, 5, answer=Answer.SKIP)
    with closing(SqliteDesk(third, "ana")) as desk:
        desk.undo()
    together, _ = in_all_orders(copies, tmp_path)
    assert Counter(row[0] for row in together["heads"]) == {"ana": 3, "bo": 3, "cy": 2}
    target = tmp_path / "together-4.db"
    merged = merge(target, copies)
    assert not any(one.rows or one.drafts for one in merged)
    assert not any(one.twice_decided for one in merged), "a conflict is told once"
    assert content_of(target) == together
    for path in copies:
        merge(path, [target])
        assert content_of(path) == together


def test_it_says_what_came(copies: list[Path]) -> None:
    decide(copies[1], "bo", 2)
    with closing(SqliteDesk(copies[1], "cy")) as desk:
        desk.keep_drafts([(3, None, NoteAndFlag("look", True))])
        desk.leave(Place(1, 2))
    decide(copies[1], "cy", 4, 5)
    with closing(SqliteDesk(copies[1], "cy")) as desk:
        desk.undo()
    merged, nothing = merge(copies[0], [copies[1], copies[2]])
    assert merged.decisions == {"bo": 1, "cy": 2}
    assert merged.rows == {"enter": 1, "decide": 3, "undo": 1, "draft": 1, "leave": 1, "decisions": 3}
    assert (merged.drafts, merged.articles, merged.twice_decided) == (1, [], [])
    assert not nothing.rows


def test_a_dry_run_into_an_older_database_leaves_it_as_old_as_it_is(tmp_path: Path) -> None:
    old, other = unpack(9, tmp_path), unpack(16, tmp_path)
    before = old.read_bytes()
    (tried,) = merge(old, [other], dry_run=True)
    assert old.read_bytes() == before
    (done,) = merge(old, [other])
    assert (tried.articles, tried.decisions) == (done.articles, done.decisions)


def test_copies_of_an_older_version_that_differ_have_the_same_events(tmp_path: Path) -> None:
    """What was no event then is named by all that it says, and where copies went apart, neither is refused."""
    copies = copied(unpack(19, tmp_path), "a", "b", "c")  # in it article 3 is removed, and ana and bo hold the others
    removal = "INSERT INTO removals VALUES (?, ?, 3, ?, 'lead', ?, ?)"
    for number, path in enumerate(copies[:2]):
        with closing(any_sqlite.connect(path)) as connection:
            at, clock = f"2027-01-1{number}", 1800000000000 + 10 * number
            connection.execute("UPDATE annotators SET bookmark = ? WHERE name = 'ana'", (number + 2,))
            connection.execute("DELETE FROM slots WHERE document = 1 AND slot = ?", (number + 1,))
            connection.execute(
                "UPDATE leases SET state = 'released', ended_at = ?, why = 'given back' WHERE id = ?", (at, number or 3)
            )
            connection.execute(
                "UPDATE leases SET state = 'released', ended_at = ?, why = 'given back' WHERE id = 2", (at,)
            )
            if number:
                connection.execute(removal, (2, "d" * 32, "remove", at, clock + 1))
            connection.execute(removal, (3, f"{number}" * 32, "bring back", at, clock + 2))
            connection.commit()
    in_all_orders(copies, tmp_path)


def test_a_dry_run_says_the_same_and_changes_nothing(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[1], "bo", 2)
    before = content_of(copies[0]), copies[0].read_bytes()
    tried = merge(copies[0], [copies[1]], dry_run=True)
    assert (content_of(copies[0]), copies[0].read_bytes()) == before
    assert merge(copies[0], [copies[1]]) == tried
    new = tmp_path / "new.db"
    assert merge(new, copies[1:], dry_run=True)[0].articles == [1, 2]
    assert not new.exists()


def test_a_failure_in_the_middle_leaves_the_target_as_it_was(
    copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(copies[1], "bo", 2)
    before = content_of(copies[0])

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("annotator.store.merge.merger._told", fail)
    with pytest.raises(Exception, match="full"):
        merge(copies[0], [copies[1]])
    assert content_of(copies[0]) == before


def test_the_copies_stay_as_they_are(copies: list[Path], tmp_path: Path) -> None:
    decide(copies[1], "bo", 2)
    before = [path.read_bytes() for path in copies]
    merge(tmp_path / "new.db", copies)
    assert [path.read_bytes() for path in copies] == before


def test_a_copy_in_a_folder_that_may_not_be_written_is_read(copies: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    shutil.copyfile(copies[1], folder / "b.db")
    folder.chmod(0o555)
    try:
        assert merge(copies[0], [folder / "b.db"])
    finally:
        folder.chmod(0o755)


def test_annotators_may_go_on_working_while_copies_are_read(
    copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(copies[1], "bo", 2, 3, 4, 5, 6)
    decide(copies[2], "ana", 6)
    prepare, left = merger._prepare, iter((2, 3, 4, 5))

    def decide_meanwhile(source: Path, place: Path) -> None:
        decide(copies[0], "ana", next(left))
        prepare(source, place)
        decide(copies[0], "ana", next(left))

    monkeypatch.setattr(merger, "_prepare", decide_meanwhile)
    with closing(SqliteDesk(copies[0], "ana")) as desk:
        item = desk.page(2).items[2]
        merge(copies[0], copies[1:])
        with pytest.raises(DecidedElsewhere):  # in the other copy, after her page was read
            desk.save([NewDecision(item.id, Answer.ACCEPT, Labels())])
    assert Counter(row[0] for row in content_of(copies[0])["heads"]) == {"ana": 6, "bo": 6}
    assert list(problems(copies[0])) == []
