"""What killed programs left behind goes at the next write; what is in use, new or not ours stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.core.program import targets
from annotator.core.program.targets import OLD, PREFIX, being_written, clear_leftovers


def aged(path: Path, seconds: float) -> Path:
    """The path as if it had last been changed so long ago."""
    then = time.time() - seconds
    for one in (*path.rglob("*"), path):
        os.utime(one, (then, then))
    return path


def test_old_files_and_folders_of_ours_go(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}set.jsonl.abc.part").write_bytes(b"half")
    (tmp_path / f"{PREFIX}xyz").mkdir()
    (tmp_path / f"{PREFIX}xyz" / "copy.db").write_bytes(b"half")
    (tmp_path / ".set.jsonl.abc.part").write_bytes(b"somebody's")
    (tmp_path / "annotator.db").write_bytes(b"")
    for path in tmp_path.iterdir():
        aged(path, OLD + 60)
    clear_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".set.jsonl.abc.part", "annotator.db"]


def test_what_is_new_or_grows_stays(tmp_path: Path) -> None:
    aged(tmp_path, 0)
    new, growing = tmp_path / f"{PREFIX}new", tmp_path / f"{PREFIX}growing"
    new.write_bytes(b"")
    aged(new, OLD - 60)
    growing.mkdir()
    (growing / "copy.db").write_bytes(b"")
    os.utime(growing, (0, 0))
    clear_leftovers(tmp_path)
    assert new.exists()
    assert growing.exists()


def test_what_is_locked_stays_until_its_program_ends(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from annotator.core.program.targets import being_written\n"
        "with being_written(pathlib.Path(sys.argv[1])): print('locked', flush=True); sys.stdin.read()"
    )
    path = tmp_path / f"{PREFIX}stopped"
    path.write_bytes(b"half")
    aged(path, OLD + 60)
    writer = subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout
    assert writer.stdout.readline() == b"locked\n"
    clear_leftovers(tmp_path)
    assert path.exists()
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    clear_leftovers(tmp_path)
    assert not path.exists()


def test_what_one_writes_oneself_stays_as_long_as_one_does_and_nobody_else_can_say_so_too(tmp_path: Path) -> None:
    path = tmp_path / f"{PREFIX}own"
    path.write_bytes(b"half")
    aged(path, OLD + 60)
    with being_written(path):
        with pytest.raises(BlockingIOError), being_written(path):
            pass
        clear_leftovers(tmp_path)
        assert path.exists()
    clear_leftovers(tmp_path)
    assert not path.exists()


def test_links_and_other_peoples_files_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_bytes(b"mine")
    link = tmp_path / f"{PREFIX}link"
    link.symlink_to(elsewhere)
    os.utime(link, (0, 0), follow_symlinks=False)
    theirs = tmp_path / f"{PREFIX}theirs"
    theirs.write_bytes(b"")
    aged(theirs, OLD + 60)
    monkeypatch.setattr(targets.os, "geteuid", lambda: os.getuid() + 1)
    clear_leftovers(tmp_path)
    assert theirs.exists()
    monkeypatch.undo()
    clear_leftovers(tmp_path)
    assert not theirs.exists()
    assert link.is_symlink()
    assert (elsewhere / "thesis.txt").exists()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / f"{PREFIX}pipe"
    os.mkfifo(pipe)
    aged(pipe, OLD + 60)
    signal.alarm(60)
    clear_leftovers(tmp_path)
    signal.alarm(0)
    assert pipe.exists()


def test_a_folder_that_is_not_there_or_closed_is_no_error(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "none")
    with being_written(tmp_path):
        clear_leftovers(tmp_path)
