"""`annotator export` and `annotator stats`: what leaves is true."""

import json
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.state import decide, open_sentence, toggle_topic
from annotator.core.session.workbench import Workbench
from annotator.exchange.formats.registry import WRITTEN
from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import Run, check_record, json_of, lines_of
from tests.made_once import made_once


@pytest.fixture
def decided(run: Run, article: Path, tmp_path: Path) -> Path:
    """The article, imported and decided by ana."""
    return made_once(tmp_path / "annotator.db", "all decided", lambda path: import_and_decide(run, article, path))


def import_and_decide(run: Run, article: Path, path: Path) -> None:
    run("import", article)
    with SqliteDesk(path, "ana") as desk:
        page = desk.page(1)
        for at in range(len(page.items)):
            state = open_sentence(page, at)
            if at == 1:
                state = toggle_topic(state, "=cmd|' /C calc'!A0")
            desk.save([decide(state, Answer.ACCEPT, 1.5, 2)])
        desk.leave(Place(1, 0))


def test_every_line_satisfies_its_schema_and_slices(run: Run, decided: Path) -> None:
    done = run("export", "-o", "-")
    records = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [record["index"] for record in records] == [0, 1, 2, 3]
    for record in records:
        check_record(record, "sentence")
        for quote in record["quotes"]:
            for span in (*quote["content"], quote["cue"], quote["source"]):
                if span and "start" in span:
                    assert record["text"][span["start"] : span["end"]] == span["text"]
    assert records[0]["quotes"][0]["speaker"] == "Nora Lind"
    assert [record["edited"] for record in records] == [False, True, False, False]
    assert records[0]["document"]["published"] == "2026-02-03"


def test_the_default_is_a_file_in_exports(run: Run, decided: Path, tmp_path: Path) -> None:
    done = run("export")
    assert "exports/annotator.jsonl" in done.stderr
    assert len((tmp_path / "exports" / "annotator.jsonl").read_bytes().splitlines()) == 4


def test_with_nothing_decided_no_file_is_made_and_it_is_said_what_to_do(
    run: Run, article: Path, tmp_path: Path
) -> None:
    run("import", article)
    for command in (["export"], ["export", "-o", "new/set.jsonl", "--split", "80/20"]):
        done = run(*command, code=6)
        assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
        assert "annotator annotate" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == []
    piped = run("export", "-o", "-")
    assert (piped.stdout, len(piped.stderr.splitlines())) == ("", 1)


def test_a_full_disk_is_said_and_an_unknown_annotator_refused(run: Run, decided: Path) -> None:
    run("export", "-o", "/dev/full", code=5)
    nobody = run("export", "--annotator", "nobody", "-o", "-", code=3)
    assert nobody.stdout == ""
    assert len(run("export", "--annotator", "ana", "-o", "-").stdout.splitlines()) == 4


def test_stats_count_current_decisions(run: Run, decided: Path) -> None:
    record = json_of(run("stats", "--json"))
    check_record(record, "stats")
    (ana,) = record["annotators"]
    assert (ana["name"], ana["decided"], ana["accepted"], ana["keys"]) == ("ana", 4, 4, 8)
    assert "ana: 4 decided of 4" in run("stats").stdout


def test_a_skipped_sentence_is_not_decided_for_stats_and_for_no_format(run: Run, decided: Path) -> None:
    with SqliteDesk(decided, "ana") as desk:
        desk.save([decide(open_sentence(desk.page(1), 2), Answer.SKIP, 0.5, 1)])
    (ana,) = json_of(run("stats", "--json"))["annotators"]
    assert (ana["decided"], ana["accepted"], ana["skipped"]) == (3, 3, 1)
    assert "ana: 3 decided of 4 (3 confirmed, 0 rejected); 1 skipped" in run("stats").stdout
    for format in WRITTEN:
        if "sentence" in format.units and not format.is_folder and format.name != "spacy":
            record = run("export", "--format", format.name, "--unit", "sentence", "-o", "out").stderr
            assert "3 decided sentences written" in record, format.name
            asked = run("export", "--format", format.name, "--unit", "sentence", "--status", "skip", "-o", "out")
            assert "1 decided sentence written" in asked.stderr, format.name


def test_export_and_stats_say_what_was_skipped_and_where_edits_are_unconfirmed(run: Run, decided: Path) -> None:
    said = run("export", "-o", "-").stderr
    assert "skipped" not in said
    assert "confirmed" not in said
    with SqliteDesk(decided, "ana") as desk:
        desk.save([decide(open_sentence(desk.page(1), 2), Answer.SKIP, 0.5, 1)])
        items = desk.page(1).items
        desk.keep_drafts([(items[0].id, Labels(), None), (items[3].id, None, NoteAndFlag("why?"))])
    said = run("export", "-o", "-").stderr
    assert "1 skipped sentence left out, as not decided" in said
    assert "edits that ana has not confirmed are left out, in 2 sentences (1:1, 1:4)" in said
    assert "skipped" not in run("export", "-o", "-", "--status", "accept,skip").stderr
    gold = run("export", "-o", "-", "--gold").stderr
    assert "1 skipped sentence taken as not decided\n" in gold, "in which no option has it"
    assert "ana" not in run("export", "-o", "-", "--anonymise-annotators").stderr
    assert "2 sentences have edits that are not confirmed: 1:1, 1:4" in run("stats").stdout
    assert json_of(run("stats", "--json"))["annotators"][0]["unconfirmed"] == ["1:1", "1:4"]


@pytest.mark.parametrize("command", ["export", "stats", "annotate", "review", "feedback"])
def test_without_a_database_nothing_is_made(run: Run, tmp_path: Path, command: str) -> None:
    done = run(command, code=4)
    assert len(done.stderr.splitlines()) == 1
    assert "no database at annotator.db" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_annotate_without_a_terminal_says_what_it_needs(run: Run, decided: Path) -> None:
    done = run("annotate", code=5)
    assert "terminal" in done.stderr
    assert len(done.stderr.splitlines()) == 1


PAGE = """By Jane Roe

Fares will rise in May, the harbour master said.

Share
Tweet
"""


def test_boilerplate_passed_over_is_told_apart_and_keeps_its_article_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    run("import", "page.txt")
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        bench = Workbench(desk)
        assert bench.answer(Answer.ACCEPT)
        assert bench.saved == 3
    lines = lines_of(run("export", "-o", "-"))
    assert [(line["answer"], line.get("implied", False)) for line in lines] == [
        ("reject", True),
        ("accept", False),
        ("reject", True),
    ]
    (whole,) = json_of(run("export", "--format", "label-studio", "-o", "-"))
    assert whole["data"]["text"].startswith("By Jane Roe")
    sentences = run("export", "--format", "doccano", "--unit", "sentence", "-o", "-").stdout.splitlines()
    assert len(sentences) == 1
    run("db", "check")
