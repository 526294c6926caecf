"""`annotator db merge`: what it tells people and programs, and its exit codes."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from annotator.cli.narration import NOTHING_CHANGED
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, Sentence
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.log import schema
from annotator.store.log.kinds import NOBODY
from annotator.store.schemes import NewScheme, change_scheme
from annotator.store.work.importer import Importer
from annotator.store.work.rename_speaker import rename_speaker
from tests.cli.conftest import ROOT, Run, check_record, json_of
from tests.store.conftest import RUN, new_database, suggested
from tests.store.merge.conftest import decide

HOSTILE = "Ada\x1b[2J"


class Ahead(datetime):
    """The clock of a computer that is ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = UTC) -> datetime:  # type: ignore[override]
        """What it shows."""
        return datetime(2090, 1, 1, tzinfo=tz)


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    """annotator.db, in which ana decided two sentences, and other.db, in which she decided one of them otherwise."""
    here = new_database(tmp_path)
    other = Path(shutil.copyfile(here, tmp_path / "other.db"))
    decide(here, "ana", 1, 2)
    decide(other, "bo", 4, 5)
    decide(other, "ana", 2, answer=Answer.REJECT)
    return here, other


def test_people_are_told_what_came_and_what_conflicts(run: Run, copies: tuple[Path, Path]) -> None:
    with SqliteDesk(copies[1], "bo") as desk:
        with transaction(desk.connection):
            rename_speaker(desk.connection, ["bo"], "Ada", HOSTILE, "bo")
        page = desk.page(1)
        at = page.items[0].id
        assert at == 1
    tried = run("db", "merge", "other.db", "--dry-run")
    done = run("db", "merge", "other.db")
    (decided_at,) = {
        line.split("that of ")[1].split()[0] for line in done.stderr.splitlines() if "decided 1:2 on two copies" in line
    }
    assert done.stderr.splitlines() == [
        "other.db: 3 decisions (ana 1, bo 2), 1 renaming came",
        f"ana decided 1:2 on two copies: that of {decided_at} counts",
        "speaker Ada is now Ada␛[2J in all articles; `annotator rename` does it in other decisions",
    ]
    assert done.stdout == ""
    assert tried.stderr == f"{done.stderr}{NOTHING_CHANGED}\n"
    again = run("db", "merge", "other.db")
    assert again.stderr == "other.db: nothing new\n"
    run("db", "check")


def test_what_comes_without_a_decision_is_not_called_nothing_new(run: Run, copies: tuple[Path, Path]) -> None:
    run("db", "merge", "other.db")
    run("rename", "--everybody", "Ada", "Ada Lind", "--db", "other.db")
    assert run("db", "merge", "other.db").stderr.startswith("other.db: 1 renaming came\n")
    copies[1].with_name("rules.md").write_text("Mark it.")
    run("scheme", "change", "--guidelines", "rules.md", "--reason", "it was long", "--db", "other.db")
    later = "the label scheme of other.db is in use from now on, as it is the later one\n"
    assert run("db", "merge", "other.db").stderr == later
    assert run("db", "merge", "other.db").stderr == "other.db: nothing new\n"


def test_a_clock_that_is_ahead_is_told_and_so_is_what_a_date_leaves_out_for_it(
    run: Run, copies: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, other = copies
    with monkeypatch.context() as patched:
        patched.setattr(schema, "datetime", Ahead)
        decide(other, "cy", 3)
    assert "clock" not in run("export", "-o", "-", "--as-of", "2089-01-01").stderr
    told = "the clock of cy is ahead: this came with the time 2090-01-01 00:00:00."
    assert told in run("db", "merge", "other.db", "--dry-run").stderr
    with monkeypatch.context() as patched, closing(open_database(other)) as connection, transaction(connection):
        patched.setattr(schema, "datetime", Ahead)
        rename_speaker(connection, [NOBODY], "Ada", "Ada Lind", "lea")
    assert "the clock of a computer is ahead:" in run("db", "merge", "other.db", "--dry-run").stderr
    (copy,) = json_of(run("db", "merge", "other.db", "--json"))["copies"]
    assert copy["ahead"]["cy"] == "2090-01-01T00:00:00.000Z"
    assert "clock" not in run("db", "merge", "other.db").stderr, "it is told once"
    assert "clock" not in run("export", "-o", "-", "--as-of", "2089-01-01").stderr, "nothing came after it yet"
    run("assign")  # later than all that anybody did, and everybody's work is later than that
    decide(here, "ana", 3)
    for command in (("export", "-o", "-"), ("agreement",)):
        assert "left out: 1 step with a time up to then" in run(*command, "--as-of", "2089-01-01").stderr
        assert "left out: 1 step" not in run(*command, "--as-of", "1").stderr
        assert "left out: 1 step" not in run(*command).stderr


def test_programs_get_all_of_it(run: Run, copies: tuple[Path, Path]) -> None:
    done = run("db", "merge", "other.db", "--json")
    record = json_of(done)
    check_record(record, "merge")
    (copy,) = record["copies"]
    assert (done.stderr, record["dry_run"], record["database"], copy["path"]) == ("", False, "annotator.db", "other.db")
    assert copy["decisions"] == {"ana": 1, "bo": 2}
    assert [(one["document"], one["sentence"], one["alike"]) for one in copy["twice_decided"]] == [(1, 2, False)]
    assert (copy["articles"], copy["rows"]["decisions"]) == ([], 3)


def test_a_database_is_made_where_there_is_none(run: Run, copies: tuple[Path, Path], tmp_path: Path) -> None:
    done = run("db", "merge", "--db", "all.db", "annotator.db", "other.db")
    assert done.stderr.splitlines()[:2] == [
        "annotator.db: 2 articles, 2 decisions (ana 2), 1 run of suggestions, 6 suggestions came",
        "other.db: 3 decisions (ana 1, bo 2) came",
    ]
    stats = json_of(run("stats", "--json", "--db", "all.db"))
    assert [(one["name"], one["decided"]) for one in stats["annotators"]] == [("ana", 2), ("bo", 2)]
    exported = run("export", "--db", "all.db", "-o", "-").stdout.splitlines()
    assert len(exported) == 4


def test_what_is_refused_is_one_line_and_exit_4(run: Run, copies: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database")
    before = run("export", "-o", "-").stdout
    done = run("db", "merge", "other.db", "text.db", code=4)
    assert done.stdout == ""
    assert done.stderr == "error: text.db is not an annotator database; name another copy\n"
    assert run("export", "-o", "-").stdout == before
    itself = run("db", "merge", "./annotator.db", code=2)
    assert itself.stderr == "error: annotator.db is the database itself; name other copies of it\n"
    run("db", "merge", code=2)


def test_decisions_of_other_sentences_are_left_out_and_counted(run: Run, tmp_path: Path) -> None:
    new_database(tmp_path)
    made = suggested()
    with Importer(tmp_path / "other.db") as importer:
        importer.add(made._replace(sentences=(Sentence(0, 0, 12), Sentence(1, 13, 36)), topics=((), ())), RUN)
    decide(tmp_path / "other.db", "cy", 1, 2)
    done = run("db", "merge", "other.db", code=6)
    told = done.stderr.splitlines()
    assert (
        "article 1 (A title) is cut into other sentences in other.db: its decisions there are left out (cy 2)" in told
    )
    assert told[-1].startswith("error: 2 decided sentences left out, as their articles are cut into other sentences")
    run("db", "check")


def test_a_topic_that_only_an_earlier_scheme_of_another_copy_had_is_exported_and_told_of(
    run: Run, copies: tuple[Path, Path]
) -> None:
    for path, topic in ((copies[1], "chess"), (copies[0], "trade")):  # the later one is in use
        with closing(open_database(path)) as connection:
            change_scheme(connection, NewScheme(f'[[topic]]\nkey = "{topic}"\n'))
    with SqliteDesk(copies[1], "bo") as desk:
        desk.save([NewDecision(6, Answer.ACCEPT, Labels(topics=("chess",)))])
    run("db", "merge", "other.db")
    done = run("export", "-o", "-", "--annotator", "bo")
    assert '"topics":["chess"],"answer":"accept"' in done.stdout
    assert "1 decision with a topic that is not offered any more" in done.stderr
    assert run("list", "stale").stdout == ""


def test_it_says_which_label_scheme_is_in_use_from_now_on(run: Run, copies: tuple[Path, Path]) -> None:
    here, other = copies
    toml = (ROOT / "schemas/iptc.toml").read_text(encoding="utf-8")
    for path, version in ((here, "1"), (other, "2")):
        with closing(open_database(path)) as connection:
            change_scheme(connection, NewScheme(f"{toml}\n# {version}\n"))
    shutil.copyfile(here, here.with_name("third.db"))
    later = "the label scheme of other.db is in use from now on, as it is the later one"
    for options in (["--dry-run"], []):
        assert later in run("db", "merge", "other.db", *options).stderr.splitlines()
    told = run("db", "merge", "third.db", "--db", "other.db").stderr.splitlines()
    assert "third.db has another label scheme: the one here is later and stays in use" in told


def test_who_has_no_place_any_more_is_told_and_who_has_it(run: Run, tmp_path: Path) -> None:
    def works(database: Path, name: str) -> None:
        with SqliteDesk(database, name) as desk:
            desk.take()
            if name != "ana":
                desk.save([NewDecision(item.id, Answer.ACCEPT, Labels()) for item in desk.page(1).items])

    here = new_database(tmp_path)
    run("assign", "1", "--overlap", "2")
    other = Path(shutil.copyfile(here, tmp_path / "other.db"))
    for database, name in ((other, "cy"), (here, "eve"), (here, "ana")):
        works(database, name)
    _, told = run("db", "merge", "other.db").stderr.splitlines()
    assert told.startswith("ana had place 2 of article 1, and eve has it now: on two copies more people took places of")


def test_a_renaming_that_holds_for_one_alone_as_articles_are_shared_out_is_told_as_theirs(
    run: Run, tmp_path: Path
) -> None:
    here = new_database(tmp_path)
    run("assign")
    other = Path(shutil.copyfile(here, tmp_path / "other.db"))
    with SqliteDesk(other, "bo") as desk:
        desk.take()
    decide(other, "bo", 1)
    for name, who, new in (("--annotator", "bo", "Ada Lind"), ("--everybody", "", "A. Lind")):
        run("rename", "Ada", new, "--db", "other.db", name, *filter(None, [who]))
        told = run("db", "merge", "other.db").stderr.splitlines()
        for_whom = "for bo alone" if who else "in all articles"
        assert f"speaker Ada is now {new} {for_whom}; `annotator rename` does it in other decisions" in told
    record = json_of(run("db", "merge", "other.db", "--db", "new.db", "--json"))
    check_record(record, "merge")
    assert [one["people"] for one in record["copies"][0]["renamings"]] == [["bo"], []]


def test_whose_place_is_no_more_as_fewer_are_to_do_the_article_is_told_so(run: Run, tmp_path: Path) -> None:
    here = new_database(tmp_path)
    run("assign", "1", "--overlap", "2")
    other = Path(shutil.copyfile(here, tmp_path / "other.db"))
    for database, name in ((other, "ben"), (other, "cy"), (here, "ben")):
        with SqliteDesk(database, name) as desk:
            desk.take()
    run("assign", "1", "--overlap", "1")
    _, told = run("db", "merge", "other.db").stderr.splitlines()
    assert told.startswith("cy had place 2 of article 1, and has none now: the article has fewer places, or")


def test_many_conflicts_are_told_in_few_lines(run: Run, tmp_path: Path) -> None:
    here = tmp_path / "annotator.db"
    with Importer(here) as importer:
        for number in range(8):
            importer.add(suggested(f"a{number}", f"He said yes. She left. All was wel{number}."), RUN)
    other = Path(shutil.copyfile(here, tmp_path / "other.db"))
    for number in range(24):
        decide(here, "ana", number + 1, answer=Answer.SKIP)
        decide(other, "ana", number + 1, answer=Answer.REJECT)
    told = run("db", "merge", "other.db").stderr.splitlines()
    assert len(told) == 1 + 20 + 1
    assert told[-1] == "and 4 more like these; --json has them all"
