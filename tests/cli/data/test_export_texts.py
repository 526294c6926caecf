"""`annotator export --texts`: articles for whoever suggests, and nothing that anybody decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import Answer
from annotator.core.session.desk import NoteAndFlag
from annotator.core.session.state import decide, open_sentence
from annotator.store.desk.desk import SqliteDesk
from tests.cli.conftest import Run, check_record, lines_of
from tests.made_once import made_once

SCHEME = """name = "harbours"
version = "3"
[[topic]]
key = "boats"
name = "Boats and ferries"
strong = ["ferry"]
[[attribute]]
name = "stance"
values = ["for", "against"]
"""


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Path:
    """Four articles: one decided to the end by Wilhelmina, one in part, one removed, one corrected."""
    texts = {
        "done": "We sail, she said.",
        "begun": "We stay, he said. Nobody came.",
        "out": "We left, they said.",
        "mended": "We wayt, he said.",
    }
    lines = [json.dumps({"id": key, "text": text, "title": f"About {key}"}) for key, text in texts.items()]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "later.jsonl").write_text(json.dumps({"id": "mended", "text": "We wait, he said."}), encoding="utf-8")
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")

    def make(path: Path) -> None:
        run("import", "--scheme", "scheme.toml", "articles.jsonl")
        run("import", "--revise", "later.jsonl")
        run("remove", "3", "--yes")
        with SqliteDesk(path, "Wilhelmina") as desk:
            for number in (1, 2):
                desk.save([decide(open_sentence(desk.page(number), 0), Answer.ACCEPT, 1.5, 2)])
            desk.keep_drafts([(desk.page(2).items[1].id, None, NoteAndFlag("a remark of hers"))])

    return made_once(tmp_path / "annotator.db", "texts for whoever suggests", make)


def exported(run: Run, *options: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The task, and the articles by their ids."""
    done = run("export", "--texts", "-o", "-", *options)
    task, *articles = lines_of(done)
    for record in (task, *articles):
        check_record(record, "texts")
    assert "Wilhelmina" not in done.stdout
    assert "remark" not in done.stdout
    return task, {article["id"]: article for article in articles}


def test_all_articles_in_the_work_come_with_their_sentences_and_the_task_before_them(run: Run, database: Path) -> None:
    task, articles = exported(run)
    assert [*articles] == ["done", "begun", "mended~2"]
    assert articles["mended~2"]["text"] == "We wait, he said."
    begun = articles["begun"]
    assert [begun["text"][start:end] for start, end in begun["sentences"]] == ["We stay, he said.", "Nobody came."]
    assert begun["title"] == "About begun"
    boats = task["scheme"]["topics"][0]
    assert (boats["key"], boats["name"], boats["strong"]) == ("boats", "Boats and ferries", ["ferry"])
    assert task["answer"]["properties"]["quotes"]["items"]["properties"]["topics"]["items"]["enum"] == ["boats"]
    assert "# Profile: speech" in task["guidelines"]


def test_the_project_s_own_guidelines_and_its_profile_are_those_of_the_task(
    run: Run, database: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.md").write_text("# Ours\n\nMark “all” of it.\n", encoding="utf-8")
    run("scheme", "profile", "guardian")
    assert "# Profile: guardian" in exported(run)[0]["guidelines"]
    run("scheme", "change", "--guidelines", "own.md", "--reason", "ours")
    task, _ = exported(run)
    assert (task["scheme"]["profile"], task["guidelines"]) == ("guardian", "# Ours\n\nMark “all” of it.\n")


def test_articles_can_be_chosen_by_name_or_because_something_in_them_is_undecided(run: Run, database: Path) -> None:
    assert [*exported(run, "--undecided")[1]] == ["begun", "mended~2"]
    assert [*exported(run, "--document", "About done", "--document", "2")[1]] == ["done", "begun"]
    assert [*exported(run, "--document", "begun", "--document", "done", "--undecided")[1]] == ["begun"]
    removed = run("export", "--texts", "-o", "-", "--document", "out", code=3)
    assert removed.stdout == ""
    assert "article 3 was removed" in removed.stderr


def test_a_skipped_sentence_is_undecided(run: Run, database: Path) -> None:
    with SqliteDesk(database, "Wilhelmina") as desk:
        desk.save([decide(open_sentence(desk.page(1), 0), Answer.SKIP, 1.5, 2)])
    assert "done" in exported(run, "--undecided")[1]


def test_files_are_written_as_those_of_other_exports_are(run: Run, database: Path, tmp_path: Path) -> None:
    run("export", "--texts")
    written = tmp_path / "exports" / "annotator.texts.jsonl"
    manifest = json.loads(written.with_name(f"{written.name}.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    assert "Wilhelmina" not in json.dumps(manifest)
    assert (manifest["files"][0]["records"], manifest["files"][0]["sentences"]) == (3, 4)
    assert "undecided" not in manifest["choice"]
    run("export", "--texts", "--undecided")
    manifest = json.loads(written.with_name(f"{written.name}.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")
    assert manifest["choice"]["undecided"] is True
    run("export", "--texts", "-o", "articles.jsonl", code=2)
    run("export", "--texts", "-o", "annotator.db", code=2)
    run("export", "--texts", "-o", "/dev/full", code=5)


def test_where_no_article_is_chosen_nothing_is_made(run: Run, database: Path, tmp_path: Path) -> None:
    with SqliteDesk(database, "Wilhelmina") as desk:
        for number, at in ((2, 1), (5, 0)):
            desk.save([decide(open_sentence(desk.page(number), at), Answer.REJECT, 1.5, 2)])
    done = run("export", "--texts", "--undecided", code=6)
    assert "no document is chosen" in done.stderr
    assert "leave out --document or --undecided" in done.stderr
    assert "annotate`" not in done.stderr, "decisions make no text"
    assert not (tmp_path / "exports").exists()
    for number in "125":
        run("remove", number, "--yes")
    streamed = run("export", "--texts", "-o", "-")
    assert len(streamed.stdout.splitlines()) == 1, "the task alone"
    assert "import articles" in streamed.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--texts", "--gold"],
        ["--texts", "--annotator", "Wilhelmina"],
        ["--texts", "--format", "csv"],
        ["--texts", "--edition", "all"],
        ["--texts", "--as-of", "2026-01-01"],
        ["--undecided"],
    ],
)
def test_options_that_would_change_nothing_are_refused(run: Run, database: Path, options: list[str]) -> None:
    done = run("export", "-o", "-", *options, code=2)
    assert done.stdout == ""
    assert "changes nothing" in done.stderr
