"""`annotator report`: a folder with tables, and `--check`, which computes every number in them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import Because, Cause, Scope
from annotator.measure.report_tables import FIGURES
from annotator.store.articles import editions
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.store import revising
from tests.store.conftest import RUN, new_database, suggested

PART = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")
HOSTILE = "bo | **x**"
SUGGESTIONS = {1: 1, 4: 4}


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Two articles of three sentences, decided by two people who differ in one, all of it reviewed by ana."""
    return made_once(tmp_path / "annotator.db", "reviewed team", make_team)


def make_team(path: Path) -> None:
    new_database(path.parent)
    for name, other in (("ana", "Ada"), (HOSTILE, "Bea")):
        with SqliteDesk(path, name) as desk:
            for sentence in range(1, 7):
                part = replace(PART, speaker=other) if sentence == 1 else PART
                labels = Labels((part,), ("sport",)) if sentence in (1, 4) else Labels()
                sight = Sight.WITHHELD if (name, sentence) == (HOSTILE, 4) else Sight.SUGGESTION
                made = NewDecision(sentence, Answer.ACCEPT, labels, SUGGESTIONS.get(sentence), sight=sight)
                desk.save([made._replace(seconds=10.0 * sentence, keys=2, note="hush")])
    with SqliteReviewDesk(path, "ana", Scope(share=1.0)) as desk:
        desk.say_because(1, Because(Cause.GAP, "speakers"))
        for sentence in range(1, 7):
            labels = Labels((PART,), ("sport",)) if sentence == 1 else Labels()
            desk.save([NewDecision(sentence, Answer.ACCEPT, labels, seconds=1.0, keys=1)])


def report(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def cell(folder: Path, table: str, row: str, at: int = 1) -> Any:
    rows = next(one["rows"] for one in report(folder)["tables"] if one["key"] == table)
    return next(cells[at]["value"] for cells in rows if cells[0] == row)


def test_every_number_is_computed_anew_from_the_folder_alone(in_process: Run, team: Path) -> None:
    in_process("report")
    folder = team.parent / "exports" / "report"
    record = report(folder)
    check_record(record, "report")
    cells = [one for table in record["tables"] for row in table["rows"] for one in row if isinstance(one, dict)]
    numbers = sum(len(one["value"]) if isinstance(one["value"], list) else 1 for one in cells)
    team.unlink()
    again = in_process("report", "--check", str(folder))
    assert again.stdout == "", again.stderr
    assert f"all {numbers} numbers agree" in again.stderr


def test_the_tables_say_what_was_decided(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    folder = team.parent / "out"
    assert cell(folder, "size", "sentences that at least two did") == 6
    assert cell(folder, "size", "quotes in the data set") == 1, "what the reviewer left"
    assert cell(folder, "agreement", "same speaker") == 0.5
    assert cell(folder, "agreement", "content, exact F1") == 1.0
    assert cell(folder, "adjudication", "sentences marked differently and settled") == 1
    assert cell(folder, "outcome", "marked alike: the review marks something else") == 0.2
    assert cell(folder, "outcome", "words marked alike: the review marks them otherwise") == 1.0
    assert cell(folder, "outcome", "marked differently: the review has what ana had") == 1.0
    assert cell(folder, "causes", "speakers", 2) == 1
    assert [cell(folder, "effects", "quote", at) for at in (1, 3, 4, 5)] == [1, 1, 1.0, None]
    suggestions = next(one["rows"] for one in report(folder)["tables"] if one["key"] == "suggestions")
    assert [row[-1]["value"] for row in suggestions] == [None, 1.0], "changed: nothing where none was suggested"
    assert cell(folder, "haste", "ana", 1) == 0, "the topic was changed"
    assert cell(folder, "time", "ana", 2) * 3600 == pytest.approx(210.0)
    assert (
        cell(folder, "splits", "train", 1) + cell(folder, "splits", "dev", 1) + cell(folder, "splits", "test", 1) == 2
    )


def test_what_was_withheld_nobody_edited(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    lines = (team.parent / "out" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    made = [one for one in map(json.loads, lines) if one["suggested"] and one["role"] == "annotator"]
    assert {(one["sight"], one["edited"]) for one in made} == {("suggestion", True), ("withheld", False)}


def test_the_page_is_that_of_before(in_process: Run, team: Path, snapshot: SnapshotAssertion) -> None:
    in_process("report")
    page = (team.parent / "exports" / "report" / "report.md").read_text(encoding="utf-8")
    tables = (line for line in page.partition("## Datasheet")[0].splitlines() if line.startswith(("**", "|", "- ")))
    assert re.sub(r"[\d-]+T[\d:.]+Z|\b[\da-f]{12}\b", "(of its day)", "\n".join(tables)) == snapshot


def test_a_report_and_the_commands_for_one_thing_say_the_same(in_process: Run, team: Path) -> None:
    for other in ("three", "four"):
        with Importer(team) as importer:
            importer.add(suggested(other, f"He said {other}. She left. All was well."), RUN)
    for name, sentences in (
        ("ana", (10,)),
        (HOSTILE, (7, 10)),
        ("cy", (7,)),
    ):  # the first of them not the third article
        with SqliteDesk(team, name) as desk:
            for sentence in sentences:
                desk.save(
                    [NewDecision(sentence, Answer.ACCEPT, Labels((PART,) if name == HOSTILE or sentence == 10 else ()))]
                )
    in_process("report", "-o", "out", "--anonymise-annotators")
    figures = json_of(in_process("agreement", "--json"))["figures"]
    for name, words in FIGURES.items():
        value, bounds = cell(team.parent / "out", "agreement", words), cell(team.parent / "out", "agreement", words, 2)
        assert (value, bounds) == (figures[name]["value"], [figures[name]["low"], figures[name]["high"]]), name
    exported = in_process("export", "--anonymise-annotators", "-o", "-").stdout
    lines = (team.parent / "out" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    decisions = [json.loads(line) for line in lines]
    told = {(one["document"], one["index"], one["annotator"]) for one in decisions if one["role"] == "annotator"}
    ids = ((record["id"].rpartition(":"), record["annotator"]) for record in map(json.loads, exported.splitlines()))
    assert {(place[0], int(place[2]), name) for place, name in ids} == told


def test_changes_of_the_scheme_corrected_articles_and_stale_decisions_are_told(in_process: Run, tmp_path: Path) -> None:
    path = revising.new_database(tmp_path, 60, each=20)
    in_process("report", "-o", "before")
    assert not {"changes", "corrected"} & {table["key"] for table in report(tmp_path / "before")["tables"]}
    renamed, retired = (
        'key = "markets"\nwas = "economy"',
        [f'key = "{key}"\nretired = true' for key in revising.TOPICS[2:]],
    )
    revising.change(path, revising.scheme_of(renamed, *revising.TOPICS[1:]))
    revising.change(path, revising.scheme_of(renamed, revising.TOPICS[1], *retired))
    with Importer(path) as importer:
        importer.add(suggested("d0~2", "He said yes. He said no. He said yes."), RUN)
    with closing(open_database(path)) as connection, transaction(connection):
        editions.take_over(connection, 1, 4, "lead")
    in_process("report", "-o", "out")
    folder = tmp_path / "out"
    stale = json_of(in_process("list", "stale", "--json"))
    found = json_of(in_process("scheme", "--json"))["changes"]
    rows = next(one["rows"] for one in report(folder)["tables"] if one["key"] == "changes")
    assert [(row[2]["value"], row[3]["value"]) for row in rows[:-1]] == [
        (one["affected"], one["to_look_at"]) for one in found
    ]
    assert rows[-1][3]["value"] == len(stale["decisions"]) < sum(row[3]["value"] for row in rows[:-1])
    assert "topic economy renamed to markets" in rows[0][0]
    (edition,) = json_of(in_process("list", "editions", "--json"))["rows"]
    waiting = json_of(in_process("list", "revised", "--json"))["rows"]
    rows = next(one["rows"] for one in report(folder)["tables"] if one["key"] == "corrected")
    assert {row[0]: row[1]["value"] for row in rows} == {
        "articles corrected": 1,
        **{f"decisions {fate}": number for fate, number in edition["decisions"].items() if number},
        "to be looked at again": sum(not one["looked_at"] for one in waiting),
    }
    in_process("report", "--check", str(folder))


def edit(folder: Path, name: str, number: int, change: Callable[[Any], None]) -> None:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[number])
    change(record)
    lines[number] = json.dumps(record)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "number", "change", "table"),
    [
        ("decisions.jsonl", 0, lambda record: record["quotes"].clear(), "agreement / content, exact F1 / value: 1.0, "),
        ("decisions.jsonl", 1, lambda record: record.update(answer="skip"), "people / ana / skipped: 0, recomputed 1"),
        ("reviews.jsonl", 0, lambda record: record.update(kind="audit"), "adjudication / sentences marked alike and l"),
        ("reviews.jsonl", 1, lambda record: record["taken"].clear(), "outcome / marked alike: the review marks s"),
        ("gold.jsonl", 0, lambda record: record["topics"].append("weather"), "topics: other rows than the files have"),
        ("history.jsonl", 0, lambda record: record.update(seconds=11.0), "time / ana / active hours: 0.0583"),
        ("documents.jsonl", 0, lambda record: record.update(source="Post"), "origins: other rows than the files"),
        ("facts.json", 0, lambda record: record.update(split=[0, 0, 100]), "splits / test / articles: "),
        (
            "report.json",
            0,
            lambda record: record["tables"][0]["rows"][0][1].update(value=3),
            "size / articles / number",
        ),
        ("report.json", 0, lambda record: record["tables"].pop(), "splits: the report has no such table"),
    ],
)
def test_a_record_that_was_changed_is_complained_of(
    in_process: Run, team: Path, name: str, number: int, change: Callable[[Any], None], table: str
) -> None:
    in_process("report", "-o", "out")
    folder = team.parent / "out"
    edit(folder, name, number, change)
    done = in_process("report", "--check", "out", code=3)
    assert f"\n{table}" in f"\n{done.stdout}", done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert all(line.endswith("or write the report anew") for line in lines)
    assert f"out: {len(lines)} difference" in done.stderr
    if name != "report.json":
        assert f"{name}: not the file that the report was made of" in done.stdout


def test_where_figures_of_another_version_differ_that_is_said(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    folder = team.parent / "out"
    edit(folder, "report.json", 0, lambda record: record.update(annotator_version="0.0.9"))
    in_process("report", "--check", "out")
    edit(folder, "report.json", 0, lambda record: record["tables"].pop())
    done = in_process("report", "--check", "out", code=3)
    assert "annotator 0.0.9 wrote it" in done.stderr


def test_a_number_that_was_changed_on_the_page_is_complained_of(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    page = team.parent / "out" / "report.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| articles | 2 |", "| articles | 3 |"), encoding="utf-8")
    done = in_process("report", "--check", "out", code=3)
    line = done.stdout.splitlines()[0]
    assert line.partition(";")[0] == "report.md: not as report.json has it: How much there is"
    again = in_process("report", "-o", "out", code=2)
    assert "edited by hand" in again.stderr
    assert "| articles | 3 |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("gold.jsonl", None, "gold.jsonl: No such file"),
        ("gold.jsonl", b"", "size / sentences in the data set (gold) / number: 6, recomputed 0"),
        ("history.jsonl", b"{\n", "history.jsonl:1: not JSON"),
        ("history.jsonl", b"\xff\n", "history.jsonl:1: not utf-8"),
        ("history.jsonl", b"{}\n", "history.jsonl:1: not as `annotator export schema report` has it (no step)"),
        ("reviews.jsonl", b"[]\n", "reviews.jsonl:1: not as `annotator export schema report` has it (type: object)"),
        ("facts.json", b"", "facts.json: empty"),
        ("report.md", None, "report.md: No such file"),
    ],
)
def test_a_file_that_is_gone_or_no_record_is_complained_of(
    in_process: Run, team: Path, name: str, data: bytes | None, line: str
) -> None:
    in_process("report", "-o", "out")
    path = team.parent / "out" / name
    path.unlink() if data is None else path.write_bytes(data)
    done = in_process("report", "--check", "out", code=3)
    assert f"\n{line}" in f"\n{done.stdout}", done.stdout


def test_a_record_of_another_shape_is_named_with_its_line(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    folder = team.parent / "out"
    for name, wrong, where in (
        ("decisions.jsonl", lambda record: record["quotes"][0].pop("speaker"), "decisions.jsonl:1: quotes 1: "),
        ("gold.jsonl", lambda record: record["document"].update(id=None), "gold.jsonl:1: document: "),
        ("documents.jsonl", lambda record: record.update(sentences="3"), "documents.jsonl:1: sentences: "),
        ("facts.json", lambda record: record.update(split=[]), "facts.json:1: split: "),
    ):
        before = (folder / name).read_bytes()
        edit(folder, name, 0, wrong)
        told = in_process("report", "--check", "out", code=3).stdout.splitlines()
        assert [line.partition("not ")[0] for line in told] == [f"{name}: ", where]
        (folder / name).write_bytes(before)
    in_process("report", "--check", "out")


def test_a_span_outside_its_article_is_complained_of(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    edit(team.parent / "out", "reviews.jsonl", 0, lambda record: record["quotes"][0].update(content=[[3, 10**12]]))
    done = in_process("report", "--check", "out", code=3)
    assert "a span outside the text of" in done.stdout


def test_only_a_report_is_checked(in_process: Run, tmp_path: Path) -> None:
    for folder in (".", "nowhere"):
        done = in_process("report", "--check", folder, code=3)
        assert "no report in it" in done.stderr
    done = in_process("report", "--check", ".", "--title", "Quotes", code=2)
    assert "--title changes nothing with --check" in done.stderr


def test_a_report_with_the_scripts_of_an_earlier_annotator_is_checked_and_replaced(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    folder = team.parent / "out"
    script = folder / "recompute_tables.py"
    script.write_text("pass", encoding="utf-8")
    edit(folder, "report.json", 0, lambda record: record["files"].update({script.name: sha256(b"pass").hexdigest()}))
    in_process("report", "--check", "out")
    script.write_text("fail", encoding="utf-8")
    done = in_process("report", "--check", "out", code=3)
    assert done.stdout.partition(":")[0] == "recompute_tables.py"
    in_process("report", "-o", "out")
    assert not script.exists()


def test_answers_are_kept_and_stand_in_the_page(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    answers = team.parent / "out" / "answers.toml"
    assert "`purpose` in answers.toml" in (team.parent / "out" / "report.md").read_text(encoding="utf-8")
    own = answers.read_text(encoding="utf-8").replace('purpose = ""', 'purpose = "To know who says what."')
    answers.write_text(own, encoding="utf-8")
    in_process("report", "-o", "out")
    assert answers.read_text(encoding="utf-8") == own
    page = (team.parent / "out" / "report.md").read_text(encoding="utf-8")
    assert "To know who says what." in page
    assert "`purpose` in answers.toml" not in page
    answers.write_text("weather = 'fine'\n", encoding="utf-8")
    refused = in_process("report", "-o", "out", code=3)
    assert "'weather'" in refused.stderr
    answers.write_text("purpose = ", encoding="utf-8")
    in_process("report", "-o", "out", code=3)


def test_with_pseudonyms_no_name_and_no_note_leaves(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out", "--anonymise-annotators", "--title", "Quotes")
    folder = team.parent / "out"
    for path in folder.glob("*.json*"):
        text = path.read_text(encoding="utf-8")
        for name in ('"ana"', "review:ana", HOSTILE):
            assert name not in text, path.name
    assert "hush" not in (folder / "decisions.jsonl").read_text(encoding="utf-8")
    assert '"annotator":"review:annotator-1"' in (folder / "decisions.jsonl").read_text(encoding="utf-8")
    assert "# Report on the data set Quotes" in (folder / "report.md").read_text(encoding="utf-8")
    in_process("report", "--check", str(folder))


def test_somebody_without_a_pseudonym_is_damage(in_process: Run, team: Path) -> None:
    with closing(open_database(team)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM annotators WHERE name = 'ana'")
    done = in_process("report", "-o", "out", "--anonymise-annotators", code=4)
    told = "error: ana is not among those who work here; run `annotator db check`\n"
    assert done.stderr == told
    assert not (team.parent / "out").exists()


def test_a_name_cannot_break_a_table(in_process: Run, team: Path) -> None:
    in_process("report", "-o", "out")
    page = (team.parent / "out" / "report.md").read_text(encoding="utf-8")
    assert "| bo \\| \\*\\*x\\*\\* | annotator |" in page


def test_a_folder_of_another_kind_is_left_as_it_is(in_process: Run, team: Path) -> None:
    other = team.parent / "thesis"
    other.mkdir()
    (other / "report.md").write_text("mine", encoding="utf-8")
    in_process("report", "-o", "thesis", code=2)
    assert [path.name for path in other.iterdir()] == ["report.md"]
    in_process("report", "-o", "annotator.db", code=2)
    in_process("report", "-o", "out")
    (team.parent / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    in_process("report", "-o", "out", code=2)
    assert (team.parent / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_with_nothing_decided_there_is_no_report(in_process: Run, tmp_path: Path) -> None:
    new_database(tmp_path)
    in_process("report", code=6)
    assert not (tmp_path / "exports").exists()


@pytest.mark.parametrize(
    ("command", "row"),
    [
        ("report -o report", "decisions row 1"),
        ("agreement", "decisions row 1"),
        ("evaluate --suggester all --annotator ana", "decisions row 1"),
        ("train -o report --annotator ana", "decisions row 1"),
        ("evaluate --suggester all", "a row of suggestions"),
        ("report -o report", "suggestions row 1"),
    ],
)
def test_a_span_outside_its_text_is_damage(in_process: Run, team: Path, command: str, row: str) -> None:
    table = "suggestions" if "suggestions" in row else "decisions"
    with closing(open_database(team)) as connection:
        connection.execute(f"DROP TRIGGER IF EXISTS {table}_never_change")
        connection.execute(f"UPDATE {table} SET labels = json_set(labels, '$.quotes[0].cue[1]', 999) WHERE id = 1")
    done = in_process(*command.split(), code=4)
    assert done.stderr == f"error: {row} cannot be read; see `annotator db check`\n"
    assert not (team.parent / "report").exists()


def test_one_annotator_alone_is_reported_without_agreement_and_review(in_process: Run, tmp_path: Path) -> None:
    path = new_database(tmp_path)
    with SqliteDesk(path, "ana") as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels((PART,)), seconds=3.0, keys=1)])
    in_process("report", "-o", "out")
    keys = {table["key"] for table in report(tmp_path / "out")["tables"]}
    assert not keys & {"agreement", "pairs", "compared", "adjudication", "outcome", "causes"}
    page = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "### Agreement" not in page
    assert "### Adjudication" not in page
    in_process("report", "--check", "out")
