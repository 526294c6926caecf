"""`annotator review` and `annotator feedback` in a real terminal: what is pressed is on disk, and leaving says so."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager

import pytest

from annotator.store.files.database import opened as opened_database
from annotator.store.read import reviews

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from tests.store.reviewing import NOTHING, YES, team
from tests.tui.pseudo_terminal import Terminal

pytestmark = pytest.mark.long


@contextmanager
def opened(folder, *command):
    screen = Terminal(folder, command=[sys.executable, "-m", "annotator.cli.main", *command])
    try:
        yield screen
    finally:
        if screen.process.poll() is None:
            screen.process.kill()
            screen.process.wait()


def reviewed(path):
    with opened_database(path, read_only=True) as connection:
        return [*reviews.reviewed(connection)]


@pytest.fixture
def path(tmp_path):
    return team(tmp_path / "a.db", {"d": {"ana": [YES, YES], "bo": [NOTHING, YES]}})


def test_a_digit_is_on_disk_and_the_annotator_reads_what_became_of_it(path, tmp_path):
    with opened(tmp_path, "review", "--db", str(path), "--annotator", "carla") as screen:
        screen.until(b"difference 1/1")
        screen.send(b"w0")
        screen.until(b"ALL SETTLED")
        [settled] = reviewed(path)
        assert (settled.labels, settled.verdict.because.cause, settled.reviewer) == (NOTHING, "slip", "review:carla")
        screen.send(b"q")
        assert screen.ended() == 0
        assert b"--gold" in screen.output
    before = path.read_bytes()
    with opened(tmp_path, "feedback", "--db", str(path), "--annotator", "ana") as screen:
        screen.until(b"feedback 1/1")
        screen.send(b"\rxq")
        assert screen.ended() == 0
    assert path.read_bytes() == before


def test_a_hangup_ends_it_with_all_that_was_settled(path, tmp_path):
    with opened(tmp_path, "review", "--db", str(path), "--annotator", "carla") as screen:
        screen.until(b"difference 1/1")
        screen.send(b"0")
        screen.until(b"ALL SETTLED")
        screen.process.send_signal(signal.SIGHUP)
        assert screen.ended() == 129
        assert len(reviewed(path)) == 1
