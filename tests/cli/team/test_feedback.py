"""`annotator feedback` outside the screen: lines for people, JSON for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.review.versions import Cause
from tests.cli.conftest import Run, check_record, json_of
from tests.store.desk.test_feedback_desk import OTHER, settle
from tests.store.reviewing import NOTHING, YES, team


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    path = team(tmp_path / "annotator.db", {"d": {"ana": [YES, NOTHING, OTHER], "bo\x1b[2J": [NOTHING, YES, YES]}})
    settle(path, YES, Cause.GAP, "type.1")
    return path


def test_a_line_for_each_sentence_that_review_decided_otherwise(in_process: Run, reviewed: Path) -> None:
    done = in_process("feedback", "--list", "--annotator", "ana")
    assert done.stdout == (
        "d:1\t1:2\tgap\ttype.1\ta quote missed\tShe said yes.\n"
        "d:2\t1:3\tgap\ttype.1\ta quote missed, topics\tShe said yes.\n"
    )
    assert "2 decided otherwise: 2 guideline gap" in done.stderr


def test_the_record_is_as_its_schema_says_and_names_nobody_else(in_process: Run, reviewed: Path) -> None:
    done = in_process("feedback", "--json", "--annotator", "ana")
    record = json_of(done)
    check_record(record, "feedback")
    first = record["sentences"][0]
    assert first["own"] == {"quotes": [], "topics": []}
    assert first["review"]["quotes"][0]["content"] == [{"start": 23, "end": 26, "text": "yes"}]
    assert first["guidelines"].startswith("direct: the speaker's own words")
    assert "bo" not in done.stdout
    assert "carla" not in done.stdout


def test_without_anything_to_read_there_is_no_line_and_no_error(in_process: Run, tmp_path: Path) -> None:
    team(tmp_path / "annotator.db", {"d": {"ana": [YES], "bo": [YES]}})
    done = in_process("feedback", "--list", "--annotator", "ana")
    assert done.stdout == ""
    assert "decided nothing otherwise so far" in done.stderr
    record = json_of(in_process("feedback", "--json", "--annotator", "ana"))
    check_record(record, "feedback")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--list", "--json"), 2, "--json changes nothing with --list"),
        (("--list", "--annotator", "zed\x1b[2J"), 2, "a person's name must be printable"),
        (("--annotator", "ana"), 5, "needs a terminal"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    in_process: Run, reviewed: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    done = in_process("feedback", *options, code=code)
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
