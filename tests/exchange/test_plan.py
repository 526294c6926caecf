"""What an export is asked for: units, answers, moments, and the files that it goes to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator.core.decided import Selection, Split
from annotator.core.decision import Answer
from annotator.core.errors import UsageError
from annotator.exchange.formats.registry import format_named
from annotator.exchange.plan import Plan, chosen_answers, chosen_unit, moment_of, parse_split

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


@pytest.mark.parametrize("output", [".", "/"])
def test_a_folder_that_is_named_by_no_name_is_refused(output: str) -> None:
    with pytest.raises(UsageError, match="is a folder without a name"):
        _ = Plan(format_named("brat"), "document", output=output).targets


def test_standard_output_takes_one_file() -> None:
    Plan(JSONL, "sentence", output="-").check()
    Plan(BRAT, "document", output="b", split=Split((50, 50))).check()
    with pytest.raises(UsageError, match="--split"):
        Plan(JSONL, "sentence", output="-", split=Split((50, 50))).check()
    with pytest.raises(UsageError, match="brat is a folder"):
        Plan(BRAT, "document", output="-").check()


# ---- Parts of a data set: by the document's id alone, versions together, in the shares asked for.


def test_two_shares_are_train_and_test_three_have_dev_between() -> None:
    assert parse_split("80/20") == Split((80, 20))
    assert parse_split("80/20").names == ("train", "test")
    assert parse_split("70/10/20").names == ("train", "dev", "test")
    assert parse_split(None) == Split((100,))
    assert parse_split(None).names == ("all",)
    assert parse_split("100/0") == Split((100, 0))


@pytest.mark.parametrize("text", ["80", "80/10", "80/30", "a/b", "", "110/-10", "40/30/20/10", "50.0/50"])
def test_shares_that_do_not_make_a_hundred_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no split"):
        parse_split(text)


def test_documents_fall_into_parts_in_about_the_shares_asked_for() -> None:
    split = Split((60, 10, 30))
    counts = Counter(split.part(f"document-{number}") for number in range(3000))
    for part, share in enumerate(split.shares):
        assert abs(counts[part] / 30 - share) < 3


def test_a_document_keeps_its_part() -> None:
    """Pinned: models that were trained on earlier exports must not meet their test articles in training."""
    split = Split((30, 30, 40))
    assert [split.part(name) for name in ("ferry", "mill", "fog", "ü", "a/b", "")] == [2, 1, 2, 1, 2, 2]


def test_versions_of_an_article_stay_together_and_only_they() -> None:
    split = Split((50, 50))
    for number in range(50):
        name = f"document-{number}"
        assert split.part(f"{name}~2") == split.part(f"{name}~17") == split.part(name)
    assert any(split.part(f"document-{number}~b") != split.part(f"document-{number}") for number in range(50))


def test_a_part_without_a_share_gets_nothing() -> None:
    assert {Split((0, 100)).part(f"document-{number}") for number in range(200)} == {1}
    assert {Split((100, 0)).part(f"document-{number}") for number in range(200)} == {0}


def test_a_plan_is_told_with_all_that_was_asked_for_under_the_name_that_is_shown() -> None:
    answers = (Answer.SKIP,)
    selection = Selection("ana", answers=answers, documents=("d",), since="2026", implied=False, boilerplate=True)
    said = Plan(JSONL, "document", selection, parse_split("80/20"), partial=True, as_of="3").described("annotator-1")
    assert said == {
        "format": "jsonl",
        "package": JSONL.package,
        "unit": "document",
        "choice": {
            "annotator": "annotator-1",
            "gold": False,
            "status": (Answer.SKIP,),
            "since": "2026",
            "documents": ("d",),
            "implied": False,
            "boilerplate": True,
            "partial": True,
            "anonymised": False,
            "split": (80, 20),
            "as_of": "3",
        },
    }
    plain = Plan(JSONL, "sentence", Selection(implied=True, undecided=True), anonymise=True).described(None)["choice"]
    assert [plain[name] for name in ("boilerplate", "implied", "undecided", "anonymised", "partial")] == [
        *(True, True, True, True),
        False,
    ]
