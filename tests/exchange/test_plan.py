"""What an export is asked for: units, answers, moments, and the files that it goes to."""

from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import UsageError
from annotator.exchange.formats.registry import format_named
from annotator.exchange.plan import Plan, Split, chosen_answers, chosen_unit, moment_of

JSONL, BRAT, CSV = format_named("jsonl"), format_named("brat"), format_named("csv")


def test_the_unit_that_is_usual_for_the_format_unless_another_is_asked_for() -> None:
    assert chosen_unit(None, JSONL) == "sentence"
    assert chosen_unit(None, CSV) == "document"
    assert chosen_unit("document", JSONL) == "document"
    with pytest.raises(UsageError, match="'word'; choose sentence or document"):
        chosen_unit("word", JSONL)


def test_answers_are_those_asked_for_in_one_order_and_a_skip_only_if_it_is() -> None:
    assert chosen_answers(None) == (Answer.ACCEPT, Answer.REJECT)
    assert chosen_answers(" skip,accept ") == (Answer.ACCEPT, Answer.SKIP)
    with pytest.raises(UsageError, match="'maybe'"):
        chosen_answers("accept,maybe")


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        (None, None),
        ("2026-03-12", "2026-03-12T00:00:00.000Z"),
        ("2026-03-12T10:30", "2026-03-12T10:30:00.000Z"),
        ("2026-03-12T10:30:01.5+02:00", "2026-03-12T08:30:01.500Z"),
        ("2026-03-12T00:30:00-01:00", "2026-03-12T01:30:00.000Z"),
    ],
)
def test_a_moment_is_in_utc_to_the_millisecond(given: str | None, moment: str | None) -> None:
    assert moment_of(given) == moment


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(UsageError, match="'soon'"):
        moment_of("soon")


@pytest.mark.parametrize(
    ("plan", "names"),
    [
        (Plan(JSONL, "sentence", stem="mine"), ["exports/mine.jsonl"]),
        (Plan(JSONL, "document", stem="mine"), ["exports/mine.documents.jsonl"]),
        (Plan(format_named("prodigy"), "document", output="a/b.jsonl"), ["a/b.jsonl"]),
        (Plan(JSONL, "sentence", output="set.jsonl", split=Split((80, 20))), ["set.train.jsonl", "set.test.jsonl"]),
        (
            Plan(format_named("prodigy"), "document", stem="s", split=Split((80, 10, 10))),
            [f"exports/s.{part}.prodigy.jsonl" for part in ("train", "dev", "test")],
        ),
        (Plan(JSONL, "document", output="x.data", split=Split((50, 50))), ["x.train.data", "x.test.data"]),
        (Plan(CSV, "document", output="table", split=Split((50, 50))), ["table.train", "table.test"]),
    ],
)
def test_the_files_that_an_export_goes_to(plan: Plan, names: list[str]) -> None:
    assert [plan.target(part) for part in range(len(plan.split.shares))] == [Path(name) for name in names]


def test_the_manifest_of_a_split_stands_beside_the_name_of_the_whole() -> None:
    assert Plan(JSONL, "sentence", output="set.jsonl", split=Split((80, 20))).target() == Path("set.jsonl")


def test_standard_output_takes_one_file() -> None:
    Plan(JSONL, "sentence", output="-").check()
    Plan(BRAT, "document", output="b", split=Split((50, 50))).check()
    with pytest.raises(UsageError, match="--split"):
        Plan(JSONL, "sentence", output="-", split=Split((50, 50))).check()
    with pytest.raises(UsageError, match="brat is a folder"):
        Plan(BRAT, "document", output="-").check()
