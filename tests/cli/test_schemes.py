"""A label scheme given once holds for the database: for what is suggested, exported and shown."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from annotator.cli import open_screen
from annotator.tui import launch
from tests.cli.conftest import Run, json_of, settings_of_runs
from tests.store.revising import renamed_database

TOML = """
name = "Harbour"
version = "7"

[[topic]]
key = "boats"
strong = ["ferry, captain"]

[[topic]]
key = "repairs"
strong = ["pier"]
"""
TEXT = "The ferry is late. Nobody was on the quay."


def topics_of(path: Path) -> set[str]:
    found = DocBin(store_user_data=True).from_disk(path).get_docs(spacy.blank("en").vocab)
    return {topic for doc in found for topic in doc.cats}


def test_what_was_given_at_import_is_what_counts_later(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOML, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "a", "text": TEXT, "quotes": []}) + "\n", encoding="utf-8")
    run("import", "--scheme", "mine.toml", "--as", "ana", gold)
    (tmp_path / "mine.toml").unlink()

    run("export", "--format", "spacy")
    assert topics_of(tmp_path / "exports" / "annotator.spacy") == {"boats", "repairs"}
    manifest = json.loads((tmp_path / "exports" / "annotator.spacy.manifest.json").read_text(encoding="utf-8"))
    assert manifest["scheme"] == {
        "name": "Harbour",
        "version": "7",
        "profile": "speech",
        "topics": ["boats", "repairs"],
    }

    (tmp_path / "next.txt").write_text("The pier was closed for a week. The captain agreed.\n", encoding="utf-8")
    run("import", "next.txt")
    stats = json_of(run("stats", "--json"))
    assert stats["documents"] == 2
    run("resuggest", "--quiet")
    assert {one["scheme"] for one in settings_of_runs(tmp_path / "annotator.db")} == {"Harbour"}


def test_a_wrong_scheme_is_refused_before_anything_is_made(run: Run, tmp_path: Path, article: Path) -> None:
    (tmp_path / "mine.toml").write_text("name = 3", encoding="utf-8")
    run("import", "--scheme", "mine.toml", article, code=3)
    assert not (tmp_path / "annotator.db").exists()


def test_the_screen_has_the_topics_of_the_database(
    run: Run, tmp_path: Path, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that --scheme names become the database's, and stay when it names none."""
    (tmp_path / "mine.toml").write_text(TOML, encoding="utf-8")
    run("import", article)
    shown: list[list[str]] = []
    monkeypatch.setattr(open_screen, "require_terminal", lambda _: None)
    monkeypatch.setattr(
        launch, "open_screen", lambda desk, scheme, setup, **_: shown.append([t.key for t in scheme.topics]) or 0
    )
    for given in (None, tmp_path / "mine.toml", None):
        assert open_screen.open_screen(open_screen.ScreenSetup(tmp_path / "annotator.db", "ana", scheme=given)) == 0
    assert [len(topics) for topics in shown] == [17, 2, 2]
    assert shown[-1] == ["boats", "repairs"]


PRINTING = [
    "export -o -",
    "export -o - --unit document",
    "export -o - --format csv",
    "export -o - --gold",
    "export -o - --gold --unit document",
    "export -o - --annotator review:lea --edition all",
    "agreement --json",
    "bias --json",
    "stats --json",
    "review list",
    "review summary --json",
    "feedback --annotator ana --json",
    "list unconfirmed --json",
    "list speakers --json",
    "list checks --json",
]


@pytest.mark.parametrize("command", PRINTING)
def test_no_command_prints_a_key_that_a_label_had_before(command: str, renamed: Path, in_process: Run) -> None:
    done = in_process(*command.split(), "--db", renamed, code=None)
    assert done.returncode in (0, 6), done.stderr
    assert "sport" not in done.stdout
    if command.split()[0] in ("export", "agreement", "bias"):
        assert "games" in done.stdout


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return renamed_database(tmp_path_factory.mktemp("renamed"))
