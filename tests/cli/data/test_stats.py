"""`annotator stats` with its details: time, pace, suggestions taken, progress, and the table for paying people."""

from __future__ import annotations

import csv
import io
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.log import history, schema
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.store.conftest import new_database

SUGGESTED = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")
HOSTILE = "=cmd()"


class ThatNoon(datetime):
    """When the team worked: wherever one is, no midnight comes between two decisions."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> ThatNoon:
        return cls(2026, 3, 2, 12, tzinfo=tz)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Two articles of three sentences. ana took 150 s, 30 s and 6 s, bo 72 s over one, a reviewer 36 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "datetime", ThatNoon)
        return made_once(tmp_path / "annotator.db", "seconds of a team", make_team)


def make_team(path: Path) -> None:
    new_database(path.parent)

    def decide(name: str, sentence: int, seconds: float, keys: int, labels: Labels = Labels()) -> None:  # noqa: B008
        with SqliteDesk(path, name) as desk:
            suggestion = {1: 1, 4: 4}.get(sentence)
            desk.save([NewDecision(sentence, Answer.ACCEPT, labels, suggestion, seconds=seconds, keys=keys)])

    decide("ana", 1, 150.0, 4, Labels((SUGGESTED,)))
    decide("ana", 2, 30.0, 1)
    decide("ana", 4, 6.0, 1)
    decide(HOSTILE, 1, 72.0, 3)
    with SqliteDesk(path, "ana") as desk, transaction(desk.connection):
        history.enter_annotator(desk.connection, "review:ana")
    decide("review:ana", 1, 36.0, 2)
    with Importer(path) as importer:
        made = NewDecision(3, Answer.ACCEPT, Labels(), seconds=500.0)
        importer.decide("ana", [(made, "2020-01-01T00:00:00.000Z")])


def record(run: Run, *options: str) -> Any:
    done = run("stats", "--json", *options)
    found = json_of(done)
    check_record(found, "stats")
    return found


def test_without_options_it_stays_what_it_is(in_process: Run, team: Path) -> None:
    found = record(in_process)
    assert not {"time", "curve", "suggestions", "progress"} & set(found)
    assert "active" not in in_process("stats").stdout


def test_time_by_annotator_is_cut_where_somebody_left_and_imports_and_roles_are_apart(
    in_process: Run, team: Path
) -> None:
    groups = record(in_process, "--by", "annotator")["time"]["groups"]
    assert [(one["annotator"], one["role"], one["active_seconds"], one["sentences"]) for one in groups] == [
        (HOSTILE, "annotator", 72.0, 1),
        ("ana", "annotator", 156.0, 3),
        ("review:ana", "reviewer", 36.0, 1),
    ]
    assert (groups[1]["cut_seconds"], groups[1]["keys_a_sentence"], groups[1]["seconds_a_sentence"]) == (
        30.0,
        2.0,
        52.0,
    )
    assert groups[1]["sentences_an_hour"] == 69.23
    cut = record(in_process, "--by", "annotator", "--idle-cut", "10")["time"]
    assert (cut["idle_cut"], [one["active_seconds"] for one in cut["groups"]]) == (10.0, [10.0, 26.0, 10.0])


def test_why_a_correction_counts_in_one_pace_and_not_in_the_other_is_said(in_process: Run, team: Path) -> None:
    with SqliteDesk(team, "ana") as desk:
        again = NewDecision(2, Answer.REJECT, Labels(), replaces=history.head(desk.connection, "ana", 2), keys=10)
        desk.save([again])
    before, after = in_process("stats").stdout, in_process("stats", "--by", "annotator").stdout
    assert "3.8 keys each" in before  # 4, 10, 1 and none, of four that stand
    assert "5.3" in after  # 4, 1, 1 and 10, of three decided at the screen
    assert "each: of what stands; `--by annotator` counts corrections and undone work too" in before


def test_time_by_article_and_by_day(in_process: Run, team: Path) -> None:
    groups = record(in_process, "--by", "document")["time"]["groups"]
    assert [(one["document"], one["id"], one["role"], one["active_seconds"]) for one in groups] == [
        (1, "one", "annotator", 222.0),
        (1, "one", "reviewer", 36.0),
        (2, "two", "annotator", 6.0),
    ]
    days = record(in_process, "--by", "day")["time"]["groups"]
    assert [(one["role"], one["active_seconds"]) for one in days] == [("annotator", 228.0), ("reviewer", 36.0)]
    shown = in_process("stats", "--by", "document").stdout
    assert "1 A title (review)" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_title_that_is_cut_leaves_the_role_behind_it(in_process: Run, team: Path) -> None:
    with SqliteDesk(team, "ana") as desk:
        desk.connection.execute("UPDATE documents SET title = 'A title of some length'")
    shown = [line.split("  ")[0] for line in in_process("stats", "--by", "document").stdout.splitlines()[3:6]]
    assert shown == ["1 A title of some l…", "1 A title … (review)", "2 A title of some l…"]


def test_the_table_for_paying_has_a_row_for_each_day_and_person_and_no_formula(in_process: Run, team: Path) -> None:
    done = in_process("stats", "--csv", "--timezone", "Pacific/Kiritimati")
    heads, *rows = csv.reader(io.StringIO(done.stdout))
    assert heads == ["date", "annotator", "role", "active_hours", "sentences", "idle_cut_seconds", "timezone"]
    assert [row[1:] for row in rows] == [
        [f"'{HOSTILE}", "annotator", "0.02", "1", "120", "Pacific/Kiritimati"],
        ["ana", "annotator", "0.04", "3", "120", "Pacific/Kiritimati"],
        ["ana", "reviewer", "0.01", "1", "120", "Pacific/Kiritimati"],
    ]


def test_suggestions_that_were_taken_as_they_stood_are_counted_by_rule_and_score(in_process: Run, team: Path) -> None:
    found = record(in_process, "--suggestions")["suggestions"]
    (rule,), (score,) = found["by_rule"], found["by_score"]
    assert (rule["rule"], rule["taken"], rule["offered"], rule["share"]) == ("ccomp", 1, 3, 0.3333)
    assert (score["score"], score["taken"], score["offered"]) == ("0.9-1.0", 1, 3)
    assert "1 of 3" in in_process("stats", "--suggestions").stdout


def test_the_curve_and_the_progress_are_told(in_process: Run, team: Path) -> None:
    found = record(in_process, "--curve", "--progress")
    (point,) = next(one["points"] for one in found["curve"]["annotators"] if one["annotator"] == "ana")
    assert (point["from"], point["sentences"], point["seconds_a_sentence"]) == (1, 3, 52.0)
    each = {
        one["annotator"]: (one["sentences"], one["decided"], one["left"]) for one in found["progress"]["annotators"]
    }
    assert each == {"ana": (6, 4, 2), HOSTILE: (6, 1, 5)}
    assert found["progress"]["all"]["seconds_left"] is None
    shown = in_process("stats", "--curve", "--progress").stdout
    assert "1-100" in shown
    assert "4 of 6" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_what_makes_no_sense_is_refused(in_process: Run, team: Path) -> None:
    in_process("stats", "--timezone", "Mars/Olympus", code=2)
    in_process("stats", "--timezone", "../../etc/passwd", code=2)
    in_process("stats", "--csv", "--json", code=2)
    twice = in_process("stats", "--by", "annotator", "--by", "day", code=2)
    assert "--csv has days and annotators in one" in twice.stderr
    in_process("stats", "--idle-cut", "0", code=2)
    in_process("stats", "--progress", "--json", "--idle-cut", "inf", code=2)  # no number in JSON


def test_nothing_done_is_told_without_a_figure_that_is_none(in_process: Run, tmp_path: Path) -> None:
    new_database(tmp_path)
    in_process("stats", "--by", "annotator", "--curve", "--suggestions", "--progress")
    assert in_process("stats", "--csv").stdout.splitlines()[1:] == []
    assert record(in_process, "--by", "day", "--progress")["time"]["groups"] == []
    assert in_process("stats", "--by", "day").stdout.startswith("active time")
    assert "sentences" not in in_process("stats", "--by", "day").stdout, "no heads where there is no row"
