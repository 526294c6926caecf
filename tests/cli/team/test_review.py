"""`annotator review` as a command: what is to be settled, settling what is unanimous, what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.core.review.versions import Because, Cause, Scope
from annotator.store.desk.review_desk import SqliteReviewDesk
from tests.cli.conftest import Run, check_record, json_of, lines_of
from tests.store.reviewing import LONGER, NO_AUDIT, NOTHING, TOPIC, YES, moved, settle, team


@pytest.fixture
def differing(tmp_path: Path) -> Path:
    """Two differences, the second of them wider, and two sentences that are marked alike."""
    return team(tmp_path / "annotator.db", {"d": {"ana": [TOPIC, YES, YES, YES], "bo": [YES, NOTHING, YES, YES]}})


def test_list_has_a_line_for_each_sentence_to_be_settled_the_least_agreed_first(
    in_process: Run, differing: Path
) -> None:
    shown = in_process("review", "list", "--audit", "0")
    lines = [line.split("\t") for line in shown.stdout.splitlines()]
    assert [line[:3] for line in lines] == [["d:1", "1:2", "difference"], ["d:0", "1:1", "difference"]]
    assert [set(line[4].split(" | ")) for line in lines] == [{"ana", "bo"}] * 2
    assert [line[5] for line in lines] == ["She said yes."] * 2
    assert shown.stderr == (
        "2 differences and 0 of the audit to settle one by one, 2 that all marked alike (`annotator review settle`);"
        " 0 settled\n"
    )
    everything = in_process("review", "list", "--audit", "100%")
    assert [line.split("\t")[2] for line in everything.stdout.splitlines()] == ["difference"] * 2 + ["audit"] * 2
    assert differing.exists()


def test_list_says_nothing_where_there_is_nothing_to_settle(in_process: Run, tmp_path: Path) -> None:
    team(tmp_path / "annotator.db", {"d": {"ana": [YES, NOTHING], "bo": [YES, NOTHING]}, "e": {"ana": [YES]}})
    shown = in_process("review", "list", "--audit", "0")
    assert shown.stdout == ""


def test_an_article_that_is_not_decided_to_the_end_waits(in_process: Run, tmp_path: Path) -> None:
    team(tmp_path / "annotator.db", {"d": {"ana": [YES, YES], "bo": [NOTHING]}})
    shown = in_process("review", "list")
    assert shown.stdout == ""
    assert "1 article not decided to the end (--early has them)" in shown.stderr
    assert in_process("review", "list", "--early").stdout.startswith("d:0\t1:1\tdifference")


def test_what_was_settled_in_an_article_not_decided_to_the_end_counts_as_settled_wherever_that_is_counted(
    in_process: Run, tmp_path: Path
) -> None:
    path = team(tmp_path / "annotator.db", {"d": {"ana": [YES, YES], "bo": [NOTHING]}})
    with SqliteReviewDesk(path, "carla", Scope(early=True)) as desk:
        settle(desk, 1, YES)
    shown = in_process("review", "list").stderr
    assert shown.endswith("; 1 settled; 1 article not decided to the end (--early has them)\n")
    assert "reviewed  1 difference" in in_process("review", "summary").stdout


def test_hostile_names_reach_the_terminal_in_one_line_without_escapes(in_process: Run, tmp_path: Path) -> None:
    team(tmp_path / "annotator.db", {"d\x1b[2J\n": {"ana": [YES], "b\to": [NOTHING]}})
    shown = in_process("review", "list").stdout
    assert "\x1b" not in shown
    assert shown.count("\n") == 1
    assert len(shown.split("\t")) == 6


def test_what_all_marked_alike_is_settled_by_one_command(in_process: Run, differing: Path) -> None:
    done = in_process("review", "settle", "--audit", "0", "--annotator", "carla")
    assert done.stdout == ""
    assert done.stderr.startswith("2 sentences settled as all annotators had marked them; 2 differences")
    with SqliteReviewDesk(differing, "carla", NO_AUDIT) as desk:
        assert desk.left().done == 2
    assert in_process("review", "settle", "--audit", "0").stderr.startswith("0 sentences settled")
    assert in_process("review", "list", "--audit", "100%").stdout.count("\n") == 2
    for second in ("--settled", "--again"):
        assert in_process("review", "list", "--audit", "100%", second).stdout.count("\n") == 4


def test_gold_is_what_was_chosen_and_what_is_missing_is_said(in_process: Run, differing: Path) -> None:
    before = in_process("export", "--gold", "-o", "-")
    assert [json.loads(line)["id"] for line in before.stdout.splitlines()] == ["d:2", "d:3"]
    assert "2 sentences marked differently and not reviewed: `annotator review`" in before.stderr
    in_process("export", "--gold", "-o", "gold.jsonl")
    manifest = json.loads((differing.parent / "gold.jsonl.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    assert manifest["left_out"]["contested"] == 2
    with SqliteReviewDesk(differing, "carla", NO_AUDIT) as desk:
        settle(desk, 1, YES)
        settle(desk, 2, moved(LONGER, 1))
    after = in_process("export", "--gold", "-o", "-")
    records = lines_of(after)
    assert [record["annotator"] for record in records] == ["review:carla", "review:carla", "ana", "ana"]
    assert [[quote["content"][0]["text"] for quote in record["quotes"]] for record in records[:2]] == [
        ["yes"],
        ["yes."],
    ]
    assert "not reviewed" not in after.stderr
    alone = in_process("export", "--annotator", "review:carla", "-o", "-").stdout
    assert alone.splitlines() == after.stdout.splitlines()[:2]
    everybody = in_process("export", "-o", "-").stdout
    assert {json.loads(line)["annotator"] for line in everybody.splitlines()} == {"ana", "bo"}


def test_where_all_of_an_export_waits_for_a_review_that_is_said(in_process: Run, tmp_path: Path) -> None:
    team(tmp_path / "annotator.db", {"d": {"ana": [YES], "bo": [NOTHING]}})
    nothing = in_process("export", "--gold", "-o", "gold.jsonl", code=6)
    assert "1 sentence marked differently and not reviewed: `annotator review`" in nothing.stderr


def test_the_summary_follows_its_schema_and_counts_what_was_settled(in_process: Run, differing: Path) -> None:
    check_record(json_of(in_process("review", "summary", "--json")), "review")
    with SqliteReviewDesk(differing, "carla", Scope(share=1)) as desk:
        desk.say_because(1, Because(Cause.GAP, "topics.1"))
        settle(desk, 1, TOPIC)
        settle(desk, 2, moved(YES, 1))
        settle(desk, 3, NOTHING)
    found = json_of(in_process("review", "summary", "--json", "--audit", "1"))
    check_record(found, "review")
    assert found["left"] == {"differences": 0, "audit": 1, "unanimous": 0, "waiting_documents": 0}
    assert found["reviewed"] == {"differences": 2, "audited": 1, "settled_unseen": 0}
    assert found["overturned"]["value"] == 1
    assert found["marked_side"]["value"] == 1
    assert {name: figure["value"] for name, figure in found["taken"].items()} == {"ana": 1, "bo": 0}
    assert found["causes"] == [
        {"paragraph": None, "slip": 0, "gap": 0, "ambiguous": 0, "not_said": 1},
        {"paragraph": "topics.1", "slip": 0, "gap": 1, "ambiguous": 0, "not_said": 0},
    ], "each difference stands in one row"
    told = in_process("review", "summary", "--audit", "1").stdout
    assert "topics.1" in told
    assert "difference settled as by ana     100.0  34.2  100.0" in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_no_line_of_an_empty_summary_is_wider_than_a_terminal(in_process: Run, differing: Path) -> None:
    told = in_process("review", "summary").stdout.splitlines()
    assert differing.exists()
    assert len(told) == 9
    assert all(len(line) <= 80 for line in told)
    left = in_process("review", "list").stderr
    assert " ".join(" ".join(told[1:3]).split()) == f"left {left.strip()}", "as review list says it"


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("list", "--audit", "half"), 2, "is no share"),
        (("settle", "--annotator", "review:carla"), 2, "are for other work"),
        (("list", "--document", "x"), 3, "no article with that number or id"),
        ((), 5, "needs a terminal"),
    ],
)
def test_what_cannot_be_done_is_refused(
    in_process: Run, differing: Path, options: tuple[str, ...], code: int, told: str
) -> None:
    refused = in_process("review", *options, code=code)
    assert differing.exists()
    assert refused.stdout == ""
    assert told in refused.stderr


def test_nobody_annotates_under_the_name_of_a_reviewer(in_process: Run, tmp_path: Path, article: Path) -> None:
    refused = in_process("import", "--as", "review:carla", article, code=2)
    assert "are for other work" in refused.stderr
    assert not (tmp_path / "annotator.db").exists()
