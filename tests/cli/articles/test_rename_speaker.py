"""`annotator rename`: one name for two in all articles, told in one line, and taken back exactly."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.cli.narration import NOTHING_CHANGED
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.desk import Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import transaction
from annotator.store.sqlite.sqlite_library import Connection
from tests.cli.conftest import Run, json_of
from tests.store.conftest import new_database


def by(*speakers: str) -> Labels:
    parts = (QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), speaker) for speaker in speakers)
    return Labels(tuple(parts))


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """Two articles, of which "Ada" is suggested; ana confirmed the first such quote, bo both."""
    path = new_database(tmp_path)
    for name, sentences in (("ana", [1]), ("bo", [1, 4])):
        with SqliteDesk(path, name) as desk:
            desk.save([NewDecision(sentence, Answer.ACCEPT, by("Ada")) for sentence in sentences])
            desk.leave(Place(2, 1))
    return path


def exported(run: Run) -> list[tuple[str, str, list[str]]]:
    """Sentence, annotator and speakers of every line of an export."""
    done = run("export", "-o", "-")
    records = map(json.loads, done.stdout.splitlines())
    return [(record["id"], record["annotator"], [quote["speaker"] for quote in record["quotes"]]) for record in records]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump()]


def test_the_new_name_stands_everywhere_and_one_line_says_where(run: Run, worked: Path) -> None:
    done = run("rename", "Ada", "Ada  Lind", "--annotator", "ana")
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "Ada is now Ada Lind (a new name) in 1 confirmed quote of 1 article and 1 sentence to decide;"
        " bo keeps it in 2 confirmed sentences (--everybody changes those too);"
        " `annotator rename --undo --annotator ana Ada 'Ada Lind'` takes it back"
    ]
    assert exported(run) == [("one:0", "ana", ["Ada Lind"]), ("one:0", "bo", ["Ada"]), ("two:0", "bo", ["Ada"])]
    rows = json_of(run("list", "speakers", "--json", "--annotator", "ana"))["rows"]
    assert [(row["speaker"], row["quotes"], row["suggested"]) for row in rows] == [("Ada Lind", 1, 1)]


def test_the_command_that_is_named_takes_it_back_of_the_same_annotator_in_the_same_database(
    run: Run, worked: Path
) -> None:
    run("db", "backup", "other.db")
    done = run("rename", "Ada", "Ada Lind", "--as", "ana", "--db", "other.db")
    undone = run(*shlex.split(done.stderr.split("`")[1])[1:])
    assert undone.stderr == "Ada Lind is Ada again where that was suggested and in 1 decided sentence\n"


def test_undo_restores_exactly_what_was_shown_and_exported(run: Run, worked: Path) -> None:
    before = exported(run)
    run("rename", "Ada", "Ada Lind", "--as", "ana")
    with SqliteDesk(worked, "ana") as desk:
        desk.save([NewDecision(2, Answer.ACCEPT, Labels())])
    undone = run("rename", "--undo", "Ada", "Ada Lind", "--annotator", "ana")
    assert undone.stderr == "Ada Lind is Ada again where that was suggested and in 1 decided sentence\n"
    assert exported(run) == [*before[:2], ("one:1", "ana", []), *before[2:]]
    again = run("rename", "--undo", "Ada", "Ada Lind", "--annotator", "ana", code=3)
    assert "ana has no renaming of 'Ada' to 'Ada Lind' to take back" in again.stderr


def test_what_was_decided_since_is_left_and_told(run: Run, worked: Path) -> None:
    run("rename", "Ada", "Ada Lind", "--annotator", "bo")
    with SqliteDesk(worked, "bo") as desk:
        decision = desk.page(1).items[0].decision
        assert decision is not None
        desk.save([decision.relabelled(1, by("Cy"))])
    undone = run("rename", "--undo", "Ada", "Ada Lind", "--annotator", "bo")
    assert undone.stderr.endswith("and in 1 decided sentence; left as they are: 1 sentence decided anew since\n")
    assert exported(run) == [("one:0", "ana", ["Ada"]), ("one:0", "bo", ["Cy"]), ("two:0", "bo", ["Ada"])]


def test_the_articles_are_those_in_which_anybody_confirmed_a_quote(run: Run, worked: Path) -> None:
    with SqliteDesk(worked, "bo") as desk:
        decision = desk.page(1).items[0].decision
        assert decision is not None
        desk.save([decision.relabelled(1, by("Cy"))])
    done = run("rename", "Ada", "Ada Lind", "--everybody", "--annotator", "ana")
    assert done.stderr.startswith("Ada is now Ada Lind (a new name) in 2 confirmed quotes of 2 articles and ")
    done = run("rename", "Cy", "Cy Roe", "--annotator", "ana", code=3)
    assert done.stderr == (
        "error: ana has no speaker named 'Cy'; --annotator names somebody else, --everybody means all\n"
    )


def test_everybody_means_the_decisions_of_all(run: Run, worked: Path) -> None:
    before = exported(run)
    done = run("rename", "Ada", "Ada Lind", "--everybody", "--annotator", "bo")
    assert done.stderr.startswith(
        "Ada is now Ada Lind (a new name) in 3 confirmed quotes of 2 articles and 1 sentence to decide; by bo, ana; "
    )
    assert {name for *_, (name,) in exported(run)} == {"Ada Lind"}
    undone = run("rename", "--undo", "Ada", "Ada Lind", "--everybody")
    assert undone.stderr == "Ada Lind is Ada again where that was suggested and in 3 decided sentences\n"
    assert exported(run) == before


def assert_no_name_changes_what_is_evaluated(run: Run, *options: str) -> None:
    evaluate = ("evaluate", "--suggester", "all", "--json", *options)
    before = json_of(run(*evaluate))
    run("rename", "Ada", "Ada Lind", "--as", "ana")
    assert json_of(run(*evaluate)) == before


def test_what_somebody_confirmed_stays_right_where_another_renamed_the_speaker(run: Run, worked: Path) -> None:
    assert_no_name_changes_what_is_evaluated(run, "--annotator", "bo")


def test_what_two_agreed_on_beside_a_review_still_counts_where_one_renamed_the_speaker(run: Run, worked: Path) -> None:
    with SqliteReviewDesk(worked, "review:lea") as desk:
        desk.save([NewDecision(2, Answer.REJECT, Labels())])
    assert_no_name_changes_what_is_evaluated(run)


def test_a_dry_run_says_the_same_and_writes_nothing(run: Run, worked: Path) -> None:
    with SqliteDesk(worked, "ana") as desk:  # so that where she goes on is where nobody left it
        desk.save([NewDecision(2, Answer.ACCEPT, Labels())])
    before = dump(worked)
    told = run("rename", "Ada", "Ada Lind", "--annotator", "ana", "--dry-run").stderr
    assert told.startswith("Ada is now Ada Lind (a new name) in 1 confirmed quote of 1 article")
    assert dump(worked) == before
    done = run("rename", "Ada", "Ada Lind", "--annotator", "ana").stderr
    assert told == f"{done.partition('; `annotator')[0]}\n{NOTHING_CHANGED}\n"
    renamed = dump(worked)
    undone = run("rename", "--undo", "Ada", "Ada Lind", "--annotator", "ana", "--dry-run").stderr
    assert undone.startswith("Ada Lind is Ada again")
    assert dump(worked) == renamed


@pytest.mark.parametrize("undo", [False, True])
def test_one_that_was_killed_with_the_names_written_leaves_people_where_they_were(
    run: Run, worked: Path, monkeypatch: pytest.MonkeyPatch, undo: bool
) -> None:
    given, back = ("rename", "Ada", "Ada Lind", "--as", "ana"), ("rename", "--undo", "Ada", "Ada Lind", "--as", "ana")
    if undo:
        run(*given)

    @contextmanager
    def killed(connection: Connection, tried: bool) -> Iterator[None]:
        with transaction(connection, tried=tried):
            yield
        raise SystemExit(9)

    monkeypatch.setattr("annotator.cli.articles.remove_and_rename.transaction", killed)
    run(*(back if undo else given), code=9)
    with SqliteDesk(worked, "ana") as desk:
        assert [quote.speaker for quote in desk.page(1).items[0].decision.labels.quotes] == [
            "Ada" if undo else "Ada Lind"
        ]
        assert desk.resume() == Place(2, 1)


def test_an_article_that_comes_later_has_the_new_name(run: Run, tmp_path: Path) -> None:
    text = "Larsen said on {} that the harbour would close. Nobody on the quay was surprised.\n"
    for day in ("Monday", "Friday"):
        (tmp_path / f"{day}.txt").write_text(text.format(day), encoding="utf-8")
    run("import", "Monday.txt")
    with SqliteDesk(tmp_path / "annotator.db", "ana"):
        pass
    done = run("rename", "Larsen", "Harbour Office", "--annotator", "ana")
    assert "in 1 sentence to decide" in done.stderr
    run("import", "Friday.txt")
    rows = json_of(run("list", "speakers", "--json"))["rows"]
    assert [(row["speaker"], row["suggested"]) for row in rows] == [("Harbour Office", 2)]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("Adda", "Ada Lind"), 3, "ana has no speaker named 'Adda'; `annotator list speakers` shows them: 'Ada'"),
        (("Zoë", "Ada"), 3, "ana has no speaker named 'Zoë'; `annotator list speakers` shows them\n"),
        (("Ada", "Ada"), 2, "Ada is that name already"),
        (("Ada", " "), 2, "must be printable and not empty"),
        (("Ada", "Ada\x1b[2J"), 2, "must be printable and not empty"),
        (("Ada", "Bo", "--annotator", "cy"), 3, "no annotator named 'cy'"),
        (("A\x1b[2Jda", "Bo"), 3, "no speaker named 'A␛[2Jda'"),
        (("Ada", "Bo", "--db", "none.db"), 4, "no database at none.db"),
        (("Zoë", "Ada", "--everybody"), 3, "there is no speaker named 'Zoë'"),
    ],
)
def test_what_cannot_be_renamed_is_refused(
    run: Run, worked: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = dump(worked)
    done = run("rename", *([] if "--annotator" in arguments else ["--annotator", "ana"]), *arguments, code=code)
    assert said in done.stderr, done.stderr
    assert dump(worked) == before


def test_the_first_annotator_of_a_database_may_rename_what_is_suggested(run: Run, tmp_path: Path) -> None:
    path = new_database(tmp_path)
    before = dump(path)
    run("rename", "Adda", "Ada Lind", "--annotator", "ana", code=3)
    assert dump(path) == before, "who is refused is none of those who annotate"
    run("rename", "Ada", "Ada Lind", "--annotator", "ana")
    with SqliteDesk(path, "bo") as desk:
        suggestion = desk.page(2).items[0].suggestion
    assert suggestion is not None
    assert suggestion.labels.quotes[0].speaker == "Ada Lind"
