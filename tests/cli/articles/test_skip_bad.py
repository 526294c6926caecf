"""A bad line refuses its file, whole; with --skip-bad only the line is left out, and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GOOD = '{"id": "%s", "text": "Ada Smith said that it rained in %s."}\n'
LINES = GOOD % ("one", "May") + '{"id": "two", "text": "cut\n' + GOOD % ("three", "June")


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_nothing_of_a_file_or_of_standard_input_is_taken_where_a_line_is_bad(
    run: Run, tmp_path: Path, way: str
) -> None:
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    words = ["a.jsonl"] if way == "file" else ["-", "--from", "jsonl"]
    done = run("import", *words, stdin=LINES, code=3)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: {'a.jsonl' if way == 'file' else 'standard input'}:2: ")
    assert "nothing of the file was taken" in line
    assert not (tmp_path / "annotator.db").exists()


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_the_others_are_taken_with_skip_bad(run: Run, tmp_path: Path, way: str) -> None:
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    given, stdin = (["a.jsonl"], "") if way == "file" else (["-", "--from", "jsonl"], LINES)
    done = run("import", "--skip-bad", *given, stdin=stdin, code=6)
    assert "2 articles" in done.stderr
    left_out, error = done.stderr.splitlines()[-2:]
    assert left_out.startswith(f"left out: {'a.jsonl' if way == 'file' else 'standard input'}:2: ")
    assert "--skip-bad" not in left_out
    assert error == "done, 1 bad line left out; the others are imported"
    run("import", "--skip-bad", *given, stdin=stdin, code=6)


def test_of_many_bad_lines_the_first_are_told_and_all_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("x\n" * 50 + GOOD % ("one", "May"), encoding="utf-8")
    done = run("import", "--skip-bad", "a.jsonl", "none.txt", code=6)
    told = [line for line in done.stderr.splitlines() if line.startswith("left out: ")]
    assert len(told) == 22
    assert {"left out: 30 more", "left out: none.txt: No such file or directory; check the name"} < set(told)
    assert done.stderr.splitlines()[-1] == "error: 1 file and 50 bad lines left out; the others are imported"


def test_where_every_line_is_bad_nothing_is_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("x\ny\n", encoding="utf-8")
    done = run("import", "--skip-bad", "a.jsonl", "--from", "jsonl", code=3)
    assert done.stderr.splitlines()[-1] == "error: nothing was taken; see the lines above"
    assert not (tmp_path / "annotator.db").exists()


def test_without_a_bad_line_it_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(GOOD % ("one", "May"), encoding="utf-8")
    run("import", "--skip-bad", "a.jsonl")


def test_rows_of_a_table_are_left_out_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,Ada Smith said that it rained.\n2,a,b\n3,It snowed all day.\n", "utf-8")
    assert ", or leave it out with --skip-bad; nothing of the file was taken" in run("import", "a.csv", code=3).stderr
    done = run("import", "--skip-bad", "a.csv", code=6)
    assert "left out: a.csv:3: more cells than columns" in done.stderr
    assert "2 articles" in done.stderr


def test_so_are_records_of_annotations(run: Run, tmp_path: Path) -> None:
    good = {"text": "He said yes.", "quotes": [{"content": [[8, 11]]}]}
    wrong = {"text": "She said no.", "quotes": [{"content": [[8, 99]]}]}
    lines = "".join(json.dumps(record) + "\n" for record in (good, wrong, {"text": "Nothing."}, [1])) + "{\n"
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    run("import", "--as", "gold", "a.jsonl", code=3)
    assert not (tmp_path / "annotator.db").exists()
    for given, stdin in ((["a.jsonl"], ""), (["-"], lines)):
        done = run("import", "--skip-bad", "--as", "gold", *given, stdin=stdin, code=6)
        assert "1 article (" in done.stderr
        assert done.stderr.splitlines()[-1] == "done, 4 bad lines left out; the others are imported"


def test_all_sentences_of_an_article_are_left_out_where_one_contradicts_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(GOOD % ("one", "May") + GOOD % ("two", "June"), encoding="utf-8")
    run("import", "a.jsonl")
    for name, end in (("one", 39), ("two", 7)):
        text = f"Ada Smith said that it rained in {'May' if name == 'one' else 'June'}."
        record = {
            "schema": "annotator/sentence@1",
            "document": {"id": name},
            "index": 0,
            "start": 0,
            "end": len(text) if name == "one" else end,
            "text": text,
            "quotes": [],
            "answer": "accept",
        }
        with (tmp_path / "s.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
    done = run("import", "--skip-bad", "--as", "ana", "s.jsonl", code=6)
    assert "1 article (0 new)" in done.stderr
    assert "left out: s.jsonl:2: start, end and text do not agree" in done.stderr


@pytest.mark.parametrize("given", [["a.json"], ["--as", "ana", "a.json"], ["--as", "ana", "b.ann"]])
@pytest.mark.parametrize("option", [[], ["--skip-bad"]])
def test_it_is_no_advice_where_all_of_the_file_is_bad(
    run: Run, tmp_path: Path, given: list[str], option: list[str]
) -> None:
    for name, content in {"a.json": '[{"text": "cut', "b.ann": "T1\tContent x\ty\n", "b.txt": "It rained."}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = run("import", *option, *given, code=3)
    assert done.stderr.endswith("; mend it\n")


def test_suggestions_end_at_a_bad_line_or_leave_it_out(run: Run) -> None:
    done = run("suggest", "-", "--from", "jsonl", stdin=LINES, code=6)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["one"]
    assert "standard input:2: not JSON" in done.stderr
    assert "nothing of the file" not in done.stderr
    done = run("suggest", "-", "--from", "jsonl", "--skip-bad", stdin=LINES, code=6)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["one", "three"]
    assert done.stderr.splitlines()[-1] == "done, 1 bad line left out; the others are printed"
