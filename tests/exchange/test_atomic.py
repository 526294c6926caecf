"""Files that are whole or not there."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.errors import EnvironmentFailed, UsageError
from annotator.exchange.atomic import (
    TerminalOutput,
    standard_output,
    written,
    written_folder,
)


def test_a_file_appears_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "out.jsonl"
    with written(path) as file:
        file.write(b"one\n")
        assert not path.exists()
    assert path.read_bytes() == b"one\n"
    assert [file.name for file in path.parent.iterdir()] == ["out.jsonl"]


def test_a_name_may_be_as_long_as_the_system_lets_it_be(tmp_path: Path) -> None:
    longest = "\u5b57" * 85  # of three bytes each
    with written(tmp_path / longest) as file:
        file.write(b"one\n")
    assert (tmp_path / longest).read_bytes() == b"one\n"
    (tmp_path / longest).unlink()
    with written_folder(tmp_path / longest) as folder:
        (folder / "a").write_bytes(b"one\n")
    assert (tmp_path / longest / "a").read_bytes() == b"one\n"


def test_after_a_failure_the_old_file_stands_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="broken"), written(path) as file:  # noqa: PT012
        file.write(b"new")
        raise ValueError("broken")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_place_that_cannot_be_written_is_an_error_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFailed), written(tmp_path / "file" / "out.jsonl"):
        pass


def test_a_device_is_written_to_not_replaced(tmp_path: Path) -> None:
    device = Path("/dev/full")
    if not device.is_char_device():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(EnvironmentFailed, match="the disk is full; mend it"), written(device) as file:
        file.write(b"x" * 100_000)
    assert device.is_char_device()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_nobody_reads_to_its_end_is_closed_as_standard_output_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    def write() -> None:
        with written(tmp_path / "pipe") as file:
            os.close(reader)
            file.write(b"x" * 100_000)

    with pytest.raises(BrokenPipeError):
        write()


def test_a_link_that_leads_to_itself_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    with written(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_bytes(b"old")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    with written(tmp_path / "link.jsonl") as file:
        file.write(b"new")
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_bytes() == b"new"


def test_a_closed_pipe_ends_quietly() -> None:
    code = (
        "from annotator.exchange.atomic import standard_output\n"
        "with standard_output() as out:\n"
        "    for _ in range(100_000): out.write(b'line\\n')\n"
    )
    reader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert reader.stdout is not None
    assert reader.stderr is not None
    reader.stdout.readline()
    reader.stdout.close()
    assert reader.stderr.read() == b""
    assert reader.wait(60) == 0


def test_a_file_has_the_rights_that_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with written(tmp_path / "out.jsonl") as file:
            file.write(b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o640
    assert os.umask(before) == before


def test_a_folder_appears_only_when_complete_and_replaces_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "set.brat"
    with written_folder(path) as folder:
        (folder / "a.txt").write_bytes(b"one")
        assert not path.exists()
    with written_folder(path) as folder:
        (folder / "b.ann").write_bytes(b"two")
        assert (path / "a.txt").exists()
    assert [file.name for file in path.iterdir()] == ["b.ann"]
    assert [file.name for file in path.parent.iterdir()] == ["set.brat"]


def test_after_a_failure_the_old_folder_stands_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "set.brat"
    with written_folder(path) as folder:
        (folder / "a.txt").write_bytes(b"one")
    with pytest.raises(ValueError, match="broken"), written_folder(path) as folder:  # noqa: PT012
        (folder / "b.txt").write_bytes(b"two")
        raise ValueError("broken")
    assert [file.name for file in path.iterdir()] == ["a.txt"]
    assert [file.name for file in tmp_path.iterdir()] == ["set.brat"]


def test_a_file_in_the_place_of_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    for name in ("file", "file/sub"):
        with pytest.raises(EnvironmentFailed), written_folder(tmp_path / name):
            pass
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_full_standard_output_is_an_error_of_the_environment() -> None:
    if not Path("/dev/full").is_char_device():
        pytest.skip("this system has no /dev/full")
    code = (
        "from annotator.core.errors import EnvironmentFailed\n"
        "from annotator.exchange.atomic import standard_output\n"
        "try:\n"
        "    with standard_output() as out: out.write(b'x' * 100_000)\n"
        "except EnvironmentFailed as error: raise SystemExit(f'5: {error}')\n"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, timeout=600, check=False
        )
    assert done.returncode == 1
    assert b"5: standard output: the disk is full" in done.stderr


def test_a_database_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\x00")
    for name in ("a.db", "a.db-wal"):
        for write in (written(tmp_path / name), written_folder(tmp_path / name)):
            with pytest.raises(UsageError, match="database"), write:
                pass
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_that_a_file_stands_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    for write in (written(tmp_path / "a" / "b"), written_folder(tmp_path / "a" / "b" / "c")):
        with pytest.raises(EnvironmentFailed, match=r"b(/c)?: Not a directory"), write:
            pytest.fail("it was written")
    assert (tmp_path / "a").read_bytes() == b"mine"


def test_a_folder_that_was_made_for_a_file_goes_with_it_and_one_that_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("there", "new"):
        for write in (written(tmp_path / name / "a"), written_folder(tmp_path / name / "b")):
            with pytest.raises(ValueError, match="broken"), write:
                raise ValueError("broken")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_folders_that_are_missing_on_the_way_are_made(tmp_path: Path) -> None:
    with written(tmp_path / "a" / "b" / "out.txt") as file:
        file.write(b"whole")
    assert (tmp_path / "a" / "b" / "out.txt").read_bytes() == b"whole"


@pytest.mark.parametrize(("folder_mode", "of_file", "of_folder"), [(0o2770, 0o660, 0o2770), (0o755, 0o600, 0o700)])
def test_where_a_group_works_what_is_written_is_open_to_it_whatever_the_umask(
    tmp_path: Path, folder_mode: int, of_file: int, of_folder: int
) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team").chmod(folder_mode)
    before = os.umask(0o077)
    try:
        with written(tmp_path / "team/exports/a.jsonl") as file:
            file.write(b"{}\n")
        with written_folder(tmp_path / "team/brat") as folder:
            (folder / "a.txt").write_text("words")
    finally:
        os.umask(before)
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "team").rglob("*")} == {
        "exports": of_folder,
        "a.jsonl": of_file,
        "brat": of_folder,
        "a.txt": of_file,
    }


def test_a_new_folder_keeps_the_group_of_the_one_that_it_stands_in(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team").chmod(0o2750)
    with written(tmp_path / "team/exports/a.jsonl") as file:
        file.write(b"{}\n")
    assert (tmp_path / "team/exports").stat().st_mode & stat.S_ISGID


@pytest.mark.parametrize("write", ["file", "folder"])
def test_what_a_killed_export_left_goes_at_the_next_one(tmp_path: Path, write: str) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from annotator.exchange.atomic import written, written_folder\n"
        "made = written(Path('set')) if sys.argv[1] == 'file' else written_folder(Path('set'))\n"
        "with made: os.kill(os.getpid(), signal.SIGKILL)"
    )
    variables = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    subprocess.run([sys.executable, "-c", code, write], cwd=tmp_path, env=variables, check=False, timeout=600)
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".annotator-set.")
    with written(tmp_path / "other") as file:
        file.write(b"new")
    assert left.exists(), "it may be in use"
    for path in (*left.rglob("*"), left):
        os.utime(path, (0, 0))
    with written(tmp_path / "other") as file:
        file.write(b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_database_that_comes_to_stand_there_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(UsageError, match="is a database"), written(path) as file:  # noqa: PT012
        file.write(b"new")
        path.write_bytes(b"SQLite format 3\x00")
    assert path.read_bytes() == b"SQLite format 3\x00"
    assert [found.name for found in tmp_path.iterdir()] == ["out"]


# ---- Data on a terminal: nothing in it acts on the terminal; files and pipes get it as it is.


ROOT = Path(__file__).resolve().parents[2]


def shown(*pieces: bytes) -> str:
    terminal = io.BytesIO()
    out = TerminalOutput(terminal)  # type: ignore[arg-type]
    assert [out.write(piece) for piece in pieces] == [len(piece) for piece in pieces]
    out.flush()
    return terminal.getvalue().decode("utf-8")


def test_control_characters_are_signs_and_lines_and_tabs_stay() -> None:
    assert shown(b'a,"\x1b]0;x\x07"\r\n', b"b\tc\n") == 'a,"␛]0;x␇"\nb\tc\n'
    assert shown("\x9b31m \u202e".encode()) == "\ufffd31m ␣"
    assert shown(b"\rover") == "␍over"


def test_a_character_in_two_pieces_and_bytes_that_are_none() -> None:
    whole = "é日".encode()
    assert shown(whole[:1], whole[1:3], whole[3:]) == "é日"
    assert shown(b"\xff\x00x") == "\ufffd␀x"


def test_a_pipe_gets_every_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream(io.StringIO):
        buffer = io.BytesIO()

    monkeypatch.setattr(sys, "stdout", Stream())
    with standard_output() as out:
        out.write(b"\x1b[31m\r\n\xff")
    assert Stream.buffer.getvalue() == b"\x1b[31m\r\n\xff"


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_no_escape_of_an_export_reaches_a_real_terminal() -> None:
    import pty

    code = (
        "from annotator.exchange.atomic import standard_output\n"
        "with standard_output() as out: out.write(b'x,\\x1b]0;title\\x07,y\\r\\n')"
    )
    leader, follower = pty.openpty()
    subprocess.run([sys.executable, "-c", code], stdout=follower, cwd=ROOT, check=True, timeout=600)
    os.close(follower)
    read = os.read(leader, 1000)
    os.close(leader)
    assert b"\x1b" not in read
    assert "x,␛]0;title␇,y" in read.decode("utf-8")
