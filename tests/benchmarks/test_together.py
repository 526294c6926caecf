"""The program that lets annotators work in real terminals reads the screen right, and notices what goes wrong."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.files.database import open_database
from tests.benchmarks.together import ROWS, Screen, compared, percentile, run


def test_a_screen_is_read_whatever_pieces_it_comes_in() -> None:
    told = (
        "\x1b[?1049h\x1b[>25u\x1b]22;default\x07\x1b[2J\x1b[H title · saved 12 · id 7\x1b[1;9H\x1b[1mxyz\x1b[m".encode()
    )
    for size in (1, 2, 3, len(told)):
        screen = Screen()
        for at in range(0, len(told), size):
            screen.feed(told[at : at + size])
        assert screen.line(0) == " title ·xyzved 12 · id 7"
    assert screen.saved is None
    screen.feed(b"\x1b[Hsaved 13 \xc2\xb7 id 8")
    assert screen.saved == 13
    assert screen.line(ROWS - 1) == ""


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.51, 3), (0.95, 4), (1.0, 4)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile([4, 3, 2, 1], share) == value


@pytest.mark.long
def test_two_annotators_lose_and_double_nothing_and_a_lost_decision_would_be_noticed(tmp_path: Path) -> None:
    typists, faults = run(tmp_path, annotators=2, seconds=60, overlap=2, seed=5, pace=0.1, decisions=5)
    assert [fault for fault in faults if "another program is writing" not in fault] == []
    assert all(len(one.taken) >= 5 for one in typists)
    with closing(open_database(tmp_path / "annotator.db")) as connection:
        connection.execute("UPDATE progress SET accepted = accepted - 1 WHERE annotator = 'annotator-0'")
    noticed = "\n".join(compared(tmp_path / "annotator.db", typists, 2))
    assert "annotator-0: the screen said saved" in noticed
