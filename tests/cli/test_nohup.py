"""Commands that go on when the terminal hangs up: under nohup, and in the background of a shell."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]
IMPORT = """
import fcntl, runpy, signal, sys, termios
signal.signal(signal.SIGHUP, signal.{hang_up})
fcntl.ioctl(2, termios.TIOCSCTTY, 0)
sys.argv = ["annotator", "import", "-", "--from", "jsonl"]
runpy.run_module("annotator.cli.main", run_name="__main__")
"""


def article(number: int) -> bytes:
    """A record that is larger than what a pipe holds: when it is written, most of it has been read."""
    text = f"Nora Lind said yes {number} times. Nobody laughed."
    return json.dumps({"id": f"a{number}", "text": text, "more": "x" * 200_000}).encode() + b"\n"


def stored(database: Path) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.mark.parametrize(("hang_up", "code", "articles"), [("SIG_IGN", 0, 3), ("SIG_DFL", 129, 0)])
def test_an_import_outlives_its_terminal_if_it_was_started_to(
    tmp_path: Path, hang_up: str, code: int, articles: int
) -> None:
    import pty

    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT.format(hang_up=hang_up)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=slave,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(slave)
    assert process.stdin is not None
    for number in (1, 2, 3):
        process.stdin.write(article(number))
    process.stdin.flush()
    os.close(master)
    if not code:
        process.stdin.close()  # from here on there is something to tell
    assert process.wait(120) == code
    assert stored(tmp_path / "annotator.db") == articles
