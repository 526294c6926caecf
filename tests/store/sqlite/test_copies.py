"""Dated copies: which are made, which stay, and who may read them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import DatabaseRefused, EnvironmentFailed
from annotator.core.program.targets import being_written
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files import database as database_module
from annotator.store.files.database import failure, is_due, make_copy, make_daily, opened
from annotator.store.integrity import problems
from annotator.store.sqlite.copies import Copy, Why, copies_in, folder_of, superfluous
from tests.store.conftest import accepted

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def decide(database: Path, *sentences: int) -> None:
    with SqliteDesk(database, "ana") as desk:
        for sentence in sentences:
            desk.save([accepted(sentence)])


def at(days: float, why: Why = Why.DAILY) -> Copy:
    made = NOW - timedelta(days=days)
    return Copy(Path(f"{made:%Y%m%dT%H%M%SZ}-{why}.db"), made, why, 1)


def test_a_copy_is_whole_named_for_its_date_and_listed(database: Path) -> None:
    decide(database, 1, 2)
    folder = folder_of(database)
    made = make_copy(database, folder, Why.ASKED, NOW)
    again = make_copy(database, folder, Why.ASKED, NOW)
    assert made.path == folder / "20261127T120000Z-asked.db"
    assert again.path == folder / "20261127T120000Z-2-asked.db"
    assert [copy.path for copy in copies_in(folder)] == [again.path, made.path]
    assert list(problems(made.path)) == []
    assert database_module.decisions_in(made.path)[0] == 2


def test_what_is_called_otherwise_is_no_copy(database: Path) -> None:
    folder = folder_of(database)
    made = make_copy(database, folder, Why.DAILY, NOW)
    for name in (
        "notes.db",
        "20261127T120000Z-other.db",
        "20261127T120000Z-daily.db.part",
        "20261399T120000Z-daily.db",
        f"20261127T120000Z-{10**30}-daily.db",
    ):
        (folder / name).write_bytes(b"x")
    (folder / "20261126T120000Z-daily.db").mkdir()
    assert [copy.path for copy in copies_in(folder)] == [made.path]
    assert copies_in(folder / "nowhere") == ()


def test_a_copy_that_goes_while_they_are_listed_hides_no_other(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(database)
    made = [make_copy(database, folder, Why.ASKED, NOW - timedelta(days=days)).path for days in range(3)]
    is_file = Path.is_file

    def gone_behind(path: Path) -> bool:
        there = is_file(path)
        if path == made[1]:
            path.unlink()
        return there

    monkeypatch.setattr(Path, "is_file", gone_behind)
    assert [copy.path for copy in copies_in(folder)] == [made[0], made[2]]


def test_several_databases_of_one_name_keep_their_copies_apart(tmp_path: Path) -> None:
    wanted = tmp_path / "copies"
    one, other = (folder_of(tmp_path / name / "annotator.db", wanted) for name in ("a", "b"))
    assert one != other
    assert {one.parent, other.parent} == {wanted}
    assert folder_of(tmp_path / "a" / "annotator.db") == tmp_path / "a" / "annotator.db.copies"


@pytest.mark.skipif(os.name == "nt", reason="needs modes")
@pytest.mark.parametrize(("mode", "folder_mode"), [(0o600, 0o700), (0o640, 0o750), (0o644, 0o755)])
def test_copies_are_open_to_nobody_to_whom_the_database_is_closed(database: Path, mode: int, folder_mode: int) -> None:
    database.chmod(mode)
    before = os.umask(0o022)
    try:
        made = make_copy(database, folder_of(database), Why.DAILY)
    finally:
        os.umask(before)
    assert made.path.stat().st_mode & 0o777 == mode
    assert made.path.parent.stat().st_mode & 0o777 == folder_mode


def test_a_damaged_database_makes_no_copy_and_says_why_from_then_on(database: Path) -> None:
    decide(database, 1)
    folder = folder_of(database)
    content = database.read_bytes()
    database.write_bytes(content[: len(content) // 2] + b"\xff" * (len(content) - len(content) // 2))
    with pytest.raises(DatabaseRefused):
        make_daily(database, folder)
    assert copies_in(folder) == ()
    assert [path.name for path in folder.iterdir()] == [database_module.FAILED], "nothing half-made is left"
    assert "damaged" in (failure(folder) or "")
    database.write_bytes(content)
    assert make_daily(database, folder) is not None
    assert failure(folder) is None


def test_a_copy_that_would_fill_the_disk_is_not_begun(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil
    from types import SimpleNamespace

    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=database.stat().st_size))
    with pytest.raises(EnvironmentFailed, match="no room"):
        make_copy(database, folder_of(database), Why.DAILY)
    assert list(folder_of(database).iterdir()) == []


def test_one_copy_a_day_and_only_after_something_was_done(database: Path) -> None:
    folder = folder_of(database)
    decide(database, 1)
    assert is_due(database, folder)
    first = make_daily(database, folder)
    assert first is not None
    assert make_daily(database, folder) is None, "today's is there"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert not is_due(database, folder, tomorrow), "nothing was done since"
    os.utime(database, (tomorrow.timestamp(), tomorrow.timestamp()))
    assert is_due(database, folder, tomorrow)


def test_what_is_only_in_the_log_counts_also_behind_a_link(database: Path, tmp_path: Path) -> None:
    decide(database, 1)
    (tmp_path / "linked").mkdir()
    link, folder = tmp_path / "linked/link.db", folder_of(tmp_path / "linked/link.db")
    link.symlink_to(database)
    assert make_daily(link, folder) is not None
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert not is_due(link, folder, tomorrow)
    with SqliteDesk(link, "ana") as desk:
        desk.save([accepted(2)])
        os.utime(database, (0, 0))
        assert is_due(link, folder, tomorrow)


def test_a_copy_that_was_made_by_a_wrong_clock_is_not_the_newest(database: Path) -> None:
    folder = folder_of(database)
    wrong = make_copy(database, folder, Why.DAILY, datetime.now(UTC) + timedelta(days=3650))
    assert is_due(database, folder)
    made = make_daily(database, folder)
    assert made is not None
    assert not is_due(database, folder)
    assert [copy.path for copy in copies_in(folder)] == [made.path, wrong.path]


def test_two_at_once_make_one(database: Path) -> None:
    folder = folder_of(database)
    decide(database, 1)
    folder.mkdir()
    with being_written(folder):
        assert make_daily(database, folder) is None
    assert make_daily(database, folder) is not None


def test_days_weeks_and_months_keep_one_copy_each() -> None:
    everyday = [at(day) for day in range(800)]
    kept = set(everyday) - set(superfluous(everyday, NOW))
    days = {copy.made.date() for copy in kept}
    assert {NOW.date() - timedelta(days=day) for day in range(7)} <= days
    weeks = sorted({copy.made.strftime("%G-%V") for copy in everyday}, reverse=True)[:4]
    assert set(weeks) <= {copy.made.strftime("%G-%V") for copy in kept}
    months = sorted({copy.made.strftime("%Y-%m") for copy in everyday}, reverse=True)[:12]
    assert {copy.made.strftime("%Y-%m") for copy in kept} == set(months)
    assert len(kept) <= 7 + 4 + 12


def test_of_copies_made_in_one_second_the_last_is_the_newest_and_the_one_that_stays(database: Path) -> None:
    folder = folder_of(database)
    made = [make_copy(database, folder, Why.ASKED, NOW - timedelta(days=30)).path for _ in range(11)]
    later = [make_copy(database, folder, Why.ASKED, NOW).path for _ in range(11)]
    assert [copy.path for copy in copies_in(folder)] == [*reversed(later), made[-1]]


def test_what_was_made_before_a_change_stays_for_a_week() -> None:
    recent, older = ([at(day + part, Why.MERGE) for part in (0.3, 0.4)] for day in (6, 7))  # two of one day each
    assert superfluous([*recent, *older], NOW) == (older[1],)


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(sorted(Why))), max_size=40))
def test_the_newest_and_what_was_replaced_always_stay(chosen: list[tuple[int, Why]]) -> None:
    all_ = [at(day + number / 1000, why) for number, (day, why) in enumerate(chosen)]
    gone = superfluous(all_, NOW)
    sound = [copy for copy in all_ if copy.why is not Why.REPLACED]
    assert not sound or max(sound, key=lambda copy: copy.made) not in gone
    assert not [copy for copy in gone if copy.why is Why.REPLACED]
    assert not [copy for copy in gone if copy.why is not Why.DAILY and NOW - copy.made < timedelta(days=7)]
    left = [copy for copy in all_ if copy not in gone]
    assert superfluous(left, NOW) == (), "thinned once is thinned"


def test_thinning_follows_each_copy(database: Path) -> None:
    folder = folder_of(database)
    for day in range(30):
        make_copy(database, folder, Why.DAILY, NOW + timedelta(days=day))
    assert len(copies_in(folder)) < 14
    with opened(database) as connection:
        connection.execute("SELECT 1")


def test_what_a_killed_copy_left_behind_goes_with_the_next(database: Path) -> None:
    folder = folder_of(database)
    left = make_copy(database, folder, Why.ASKED).path.parent / ".annotator-killed"
    left.mkdir()
    (left / "copy.db").write_bytes(b"half")
    for path in (left / "copy.db", left):
        os.utime(path, (0, 0))
    make_copy(database, folder, Why.ASKED)
    assert not left.exists()
    assert len(copies_in(folder)) == 2
