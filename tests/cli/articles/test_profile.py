"""The guideline profile that a database keeps: what commands go by, until `annotator scheme profile` changes it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import open_screen
from annotator.cli.schemes import database_scheme, new_scheme, profile_in_use
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import UsageError
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk
from annotator.tui import launch
from tests.cli.conftest import ARTICLE, Run, check_record, json_of, settings_of_runs

BELIEF = "The mayor believes that the bridge is safe. Nobody was there.\n"
TOML = 'name = "Harbour"\n{profile}\n[[topic]]\nkey = "boats"\nstrong = ["ferry"]\n'


def test_what_the_first_import_names_holds_for_all_that_comes_later(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(BELIEF, encoding="utf-8")
    (tmp_path / "two.txt").write_text(ARTICLE, encoding="utf-8")
    run("import", "--profile", "polnear", "one.txt")
    run("import", "two.txt")
    run("resuggest", "--quiet")
    runs = settings_of_runs(tmp_path / "annotator.db")
    assert [one["profile"] for one in runs] == ["polnear"] * 2, "equal runs of imports are one"
    assert run("scheme", "profile").stdout == "polnear\n"
    assert json_of(run("stats", "--json"))["profile"] == "polnear"
    assert "profile     polnear\n" in run("stats").stdout

    gold = tmp_path / "gold.jsonl"
    belief = {"content": [[19, 42]], "cue": [10, 18], "source": [0, 9], "type": "indirect"}
    gold.write_text(json.dumps({"id": "one", "text": BELIEF, "quotes": [belief]}) + "\n", encoding="utf-8")
    run("import", "--as", "ana", gold)
    found, with_another = run("evaluate", "--json"), run("evaluate", "--json", "--profile", "speech")
    ((kept,), (other,)) = (json_of(one)["unseen"]["suggesters"].values() for one in (found, with_another))
    assert kept["quote_exact_recall"]["value"] == 1, "a belief: `speech` would suggest nothing"
    assert other["quote_exact_recall"]["value"] == 0
    assert "keeps the guideline profile polnear; this is with speech" in with_another.stderr


def test_an_export_says_it_beside_the_data(run: Run, tmp_path: Path, article: Path) -> None:
    run("import", "--profile", "guardian", article)
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        desk.save([NewDecision(1, Answer.REJECT, Labels())])
    run("export", "-o", "out.jsonl")
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert manifest["scheme"]["profile"] == "guardian"
    check_record(manifest, "manifest")


def test_another_one_is_refused_and_changes_nothing(run: Run, tmp_path: Path, article: Path) -> None:
    run("import", article)
    before = (tmp_path / "annotator.db").read_bytes()
    (tmp_path / "next.txt").write_text(BELIEF, encoding="utf-8")
    for command in ("import", "--profile", "polnear", "next.txt"), ("resuggest", "--profile", "polnear"):
        done = run(*command, code=2)
        assert done.stderr == (
            "error: annotator.db keeps the guideline profile speech, and --profile asks for polnear;"
            " leave that out, or change it for everybody with `annotator scheme profile polnear`\n"
        )
    assert (tmp_path / "annotator.db").read_bytes() == before
    run("import", "--profile", "speech", "next.txt")  # the same one may be named


def test_it_is_changed_by_its_command_alone(run: Run, tmp_path: Path, article: Path) -> None:
    run("import", article)
    changed = run("scheme", "profile", "guardian")
    assert "the guideline profile is guardian from now on; it was speech" in changed.stderr
    assert "suggestions for another profile in 4 undecided sentences: `annotator resuggest`" in changed.stderr
    run("resuggest", "--quiet")
    again = run("scheme", "profile", "guardian")
    assert again.stderr == "annotator.db: the guideline profile is guardian already\n"
    assert [one["profile"] for one in settings_of_runs(tmp_path / "annotator.db")] == ["speech", "guardian"]
    assert run("scheme", "profile").stdout == "guardian\n"


def test_suggestions_that_resuggest_leaves_are_told_apart(run: Run, tmp_path: Path, article: Path) -> None:
    (tmp_path / "two.txt").write_text(BELIEF, encoding="utf-8")
    run("import", article)
    run("import", "two.txt")
    run("assign", "--overlap", "2")
    with SqliteDesk(tmp_path / "annotator.db", "ana") as desk:
        desk.take()
        desk.save([NewDecision(1, Answer.ACCEPT, Labels())])
    told = run("scheme", "profile", "guardian").stderr.splitlines()[1:]
    assert told == [
        "suggestions for another profile in 2 undecided sentences: `annotator resuggest` makes new ones",
        "suggestions for another profile in 3 undecided sentences stay: several people decide on these articles,"
        " somebody has begun, and all are to see the same",
    ]
    assert "2 undecided sentences of 1 article suggested anew" in run("resuggest", "--quiet").stderr


def test_wrong_use_has_its_exit_code(run: Run) -> None:
    unknown = run("scheme", "profile", "loud", code=2)
    assert unknown.stderr == "error: no guideline profile 'loud'; choose speech, polnear or guardian\n"
    run("scheme", "profile", code=4)
    run("scheme", "profile", "speech", "--db", "none.db", code=4)
    assert "guardian" in run("scheme", "profile", "--help").stdout


def test_a_database_that_may_only_be_read_says_its_own(run: Run, tmp_path: Path, article: Path) -> None:
    run("import", article)
    with closing(sqlite3.connect(tmp_path / "annotator.db")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    before = (tmp_path / "annotator.db").read_bytes()
    assert run("scheme", "profile").stdout == "speech\n"
    assert (tmp_path / "annotator.db").read_bytes() == before


@pytest.fixture
def schemes(tmp_path: Path) -> dict[str, Path]:
    """Label schemes that ask for no profile, and for each of two."""
    found = {}
    for name in ("", "speech", "polnear"):
        found[name] = tmp_path / f"scheme{name}.toml"
        found[name].write_text(TOML.format(profile=f'profile = "{name}"' if name else ""), encoding="utf-8")
    return found


def test_a_label_scheme_brings_its_profile_to_a_new_database_only(
    run: Run, tmp_path: Path, article: Path, schemes: dict[str, Path]
) -> None:
    db = tmp_path / "annotator.db"
    run("import", "--scheme", schemes["polnear"], article)
    assert database_scheme(db, None).profile == "polnear"
    run("scheme", "profile", "speech")
    polnear, speech = new_scheme(schemes["polnear"]), new_scheme(schemes["speech"])
    assert database_scheme(db, polnear).profile == "speech", "named again, it asks for nothing new"
    assert database_scheme(db, speech).profile == "speech"
    with pytest.raises(UsageError, match="keeps the guideline profile speech, and the label scheme Harbour"):
        database_scheme(db, polnear)
    for what in ((), ("--as", "ana"), ("--suggestions",)):
        refused = run("import", *what, "--scheme", schemes["polnear"], article, code=2)
        assert "keeps the guideline profile speech, and the label scheme Harbour" in refused.stderr
    assert database_scheme(db, None).profile == "speech"


def test_a_scheme_that_says_what_the_one_before_said_asks_for_no_change(schemes: dict[str, Path]) -> None:
    silent, speech, polnear = (new_scheme(schemes[name]) for name in ("", "speech", "polnear"))
    assert speech is not None
    assert polnear is not None
    db = Path("a.db")
    assert profile_in_use(db, "guardian", None, silent, None) == "guardian"
    assert profile_in_use(db, "guardian", None, speech, None) == "guardian", "the one that ships says so too"
    assert profile_in_use(db, "guardian", None, polnear, polnear.toml) == "guardian"
    assert profile_in_use(db, "guardian", "guardian", polnear, speech.toml) == "guardian", "an option goes before it"
    assert profile_in_use(db, None, None, polnear, None) is None
    with pytest.raises(UsageError, match="Harbour asks for speech"):
        profile_in_use(db, "guardian", None, speech, polnear.toml)


def test_the_screen_shows_the_guidelines_of_the_database(
    run: Run, tmp_path: Path, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", "--profile", "guardian", article)
    shown: list[str] = []
    monkeypatch.setattr(open_screen, "require_terminal", lambda _: None)
    monkeypatch.setattr(launch, "open_screen", lambda desk, scheme, setup, **_: shown.append(scheme.profile) or 0)
    assert open_screen.open_screen(open_screen.ScreenSetup(tmp_path / "annotator.db", "ana")) == 0
    assert shown == ["guardian"]
