"""Files that are whole or not there."""

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.errors import EnvironmentFailed
from annotator.exchange.atomic import written


def test_a_file_appears_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "out.jsonl"
    with written(path) as file:
        file.write(b"one\n")
        assert not path.exists()
    assert path.read_bytes() == b"one\n"
    assert [file.name for file in path.parent.iterdir()] == ["out.jsonl"]


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
    with pytest.raises(EnvironmentFailed, match="space"), written(device) as file:
        file.write(b"x" * 100_000)
    assert device.is_char_device()


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
    assert reader.wait(30) == 0
