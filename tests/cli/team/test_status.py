"""`annotator status`: what is open and with whom, for people and as a record; one person's page; what to do next."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.desk import NoteAndFlag
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import open_database
from annotator.store.sqlite.copies import Why, name_of
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.store.conftest import RUN, suggested

HOSTILE = "an\x1b[2Ja"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Three articles of three sentences each."""
    return made_once(tmp_path / "annotator.db", "ferry, pier, rain", add_all)


def add_all(path: Path) -> None:
    with Importer(path) as importer:
        for name in ("ferry", "pier", "rain"):
            importer.add(suggested(name, f"He said {name}. She left. All was well.".ljust(36)), RUN)


def decides(path: Path, name: str, *sentences: int, answer: Answer = Answer.ACCEPT) -> None:
    with SqliteDesk(path, name) as desk:
        desk.take()
        desk.save([NewDecision(key, answer, Labels(), keys=1, seconds=2.0) for key in sentences])


def record(in_process: Run, *options: str) -> dict[str, Any]:
    done = in_process("status", "--json", *options)
    found: dict[str, Any] = json_of(done)
    check_record(found, "status")
    return found


def person(found: dict[str, Any], name: str) -> dict[str, Any]:
    (one,) = [one for one in found["people"] if one["name"] == name]
    return dict(one)


def test_an_empty_database_says_how_to_begin(in_process: Run, tmp_path: Path) -> None:
    open_database(tmp_path / "annotator.db", create=True).close()
    assert record(in_process)["articles"] == {"decided": 0, "begun": 0, "untouched": 0}
    assert in_process("status").stdout.endswith("\n\nnext        annotator import PATH...\n")


def test_without_slots_everybody_is_to_decide_everything(
    in_process: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class TheSameDay(datetime):
        """As they were decided: midnight may be between."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> TheSameDay:
            with closing(sqlite3.connect(articles)) as connection:
                (moment,) = connection.execute("SELECT min(decided_at) FROM decisions").fetchone()
            return cls.fromisoformat(moment)

    monkeypatch.setattr("annotator.cli.team.status.datetime", TheSameDay)
    decides(articles, "ana", 1, 2, 3, 4)
    decides(articles, "ben", 7, answer=Answer.SKIP)
    found = record(in_process)
    assert found["articles"] == {"decided": 1, "begun": 2, "untouched": 0}
    assert found["free"] == {"articles": None, "without_slots": []}
    assert (found["sentences"]["sentences"], found["sentences"]["decided"]) == (18, 4)
    assert (found["sentences"]["a_day"], found["sentences"]["days_left"]) == (4.0, 4)
    ana, ben = person(found, "ana"), person(found, "ben")
    assert (ana["decided"], ana["finished"], ana["skipped"], ana["next"]) == (4, 1, 0, "2:2")
    assert (ben["decided"], ben["skipped"], ben["next"]) == (0, 1, "1:1")
    shown = in_process("status").stdout
    assert "articles    1 decided, 2 begun, 0 untouched\n" in shown
    assert "sentences   4 of 18 decided, 4 a day; 14 left: 4 days\n" in shown
    monkeypatch.setattr("annotator.cli.team.status.sentences_a_day", lambda *_: 0.4)
    assert "4 of 18 decided, 0.4 a day; 14 left: 35 days\n" in in_process("status").stdout
    monkeypatch.setattr("annotator.cli.team.status.sentences_a_day", lambda *_: None)  # as after `import --as`
    assert "4 of 18 decided; none on the screen in the last 7 days\n" in in_process("status").stdout


def test_where_nobody_has_begun_no_sentences_are_counted(in_process: Run, articles: Path) -> None:
    shown = in_process("status").stdout
    assert "0 decided, 0 begun, 3 untouched" in shown
    assert "sentences" not in shown, "there is nobody yet who is to decide them"


def test_a_reviewer_is_sent_to_the_review(in_process: Run, articles: Path) -> None:
    decides(articles, "ana", *range(1, 5))
    decides(articles, "ben", *range(1, 5), answer=Answer.REJECT)
    with SqliteDesk(articles, "review:lea") as desk:
        desk.keep_drafts([(1, Labels(), NoteAndFlag("why?", False))])
    found = record(in_process, "--annotator", "review:lea")
    assert found["next"] == ["annotator review", "annotator review --again-list"]


def test_with_slots_an_article_is_decided_when_all_have_finished_it(in_process: Run, articles: Path) -> None:
    in_process("assign", "1-2", "--overlap", "2")
    decides(articles, "ana", 1, 2, 3)
    decides(articles, "ben", 1)
    found = record(in_process)
    assert found["articles"] == {"decided": 0, "begun": 1, "untouched": 2}
    assert found["free"] == {"articles": [2], "without_slots": [3]}
    (hold,) = person(found, "ben")["holds"]
    assert (hold["article"], hold["over"], person(found, "ana")["holds"]) == (1, False, [])
    assert found["next"] == ["annotator assign"]
    decides(articles, "ben", 2, 3)
    found = record(in_process)
    assert found["articles"] == {"decided": 1, "begun": 0, "untouched": 2}
    assert found["review"]["waiting"] == 0
    assert found["review"]["unanimous"] + found["review"]["audit"] == 3


def test_what_is_held_beyond_its_time_and_kept_is_what_the_lead_can_hand_on(in_process: Run, articles: Path) -> None:
    in_process("assign", "--lease-hours", "1", "--to", "ana")
    with SqliteDesk(articles, "ana", clock=lambda: "2026-01-01T10:00:00.000Z") as desk:
        desk.take()
    found = record(in_process)
    hold = {"article": 1, "until": "2026-01-01T11:00:00Z", "over": True, "kept": True}
    assert person(found, "ana")["holds"] == [hold]
    assert found["next"] == ["annotator assign --release all --annotator ana"]
    assert "held        ana 1 over since " in in_process("status", "--team").stdout
    in_process("assign", "--lease-hours", "1", "--overlap", "2", "--to", "ben")
    assert person(record(in_process), "ana")["holds"] == [hold], "what is begun stays as it is"


def test_what_is_held_beyond_its_time_and_kept_for_nobody_others_take_by_themselves(
    in_process: Run, articles: Path
) -> None:
    in_process("assign", "--lease-hours", "1")
    with SqliteDesk(articles, "ana", clock=lambda: "2026-01-01T10:00:00.000Z") as desk:
        desk.take()
    found = record(in_process)
    (hold,) = person(found, "ana")["holds"]
    assert (hold["over"], hold["kept"], found["next"]) == (True, False, [])


def test_removed_articles_and_their_work_are_left_out(in_process: Run, articles: Path) -> None:
    decides(articles, "ana", 1, 2, 3, 4)
    in_process("remove", "1", "--yes")
    found = record(in_process)
    assert found["articles"] == {"decided": 0, "begun": 1, "untouched": 1}
    assert (person(found, "ana")["decided"], person(found, "ana")["finished"]) == (1, 0)


def test_where_all_that_was_given_out_is_removed_others_are_for_nobody_until_they_are_given(
    in_process: Run, articles: Path
) -> None:
    in_process("assign", "1")
    in_process("remove", "1", "--yes")
    assert record(in_process)["free"] == {"articles": [], "without_slots": [2, 3]}
    assert "everybody" not in in_process("status").stdout + in_process("status", "--queue").stderr
    with SqliteDesk(articles, "ana") as desk:
        assert (desk.take(), desk.documents(desk.numbers())) == (False, ()), "as the screen has it"
    assert in_process("assign", "2").stderr.splitlines()[0] == "1 place in all; `annotator status` shows them"


def test_what_is_to_be_looked_at_again_is_told_by_person_and_reason(in_process: Run, articles: Path) -> None:
    decides(articles, "ana", 1)
    with SqliteDesk(articles, "ana") as desk:
        desk.keep_drafts([(2, Labels(), NoteAndFlag("why?", False))])
    assert record(in_process)["look_again"] == {"ana": {"unconfirmed": 1}}
    assert "look again  ana 1 (edited, not confirmed)\n" in in_process("status").stdout


def test_an_edit_left_in_an_article_that_was_given_back_waits_for_nobody(in_process: Run, articles: Path) -> None:
    in_process("assign")
    decides(articles, "ana", 1)
    with SqliteDesk(articles, "ana") as desk:
        desk.keep_drafts([(2, Labels(), NoteAndFlag("who?", False))])
    assert record(in_process)["look_again"] == {"ana": {"unconfirmed": 1}}
    in_process("assign", "--release", "all", "--annotator", "ana", "--yes")
    assert record(in_process)["look_again"] == {}
    with SqliteDesk(articles, "ana") as desk:
        assert len(desk.unconfirmed()) == 1, "it is kept"
        desk.take()
    assert record(in_process)["look_again"] == {"ana": {"unconfirmed": 1}}, "she goes on with it"


def test_checks_in_decided_quotes_are_counted(in_process: Run, articles: Path) -> None:
    odd = Labels((QuotePart((Span(0, 2),), QuoteType.INDIRECT),))
    with SqliteDesk(articles, "ana") as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, odd)])
    listed = json_of(in_process("list", "checks", "--json"))["rows"]
    assert record(in_process)["checks"] == len(listed) > 0
    assert "`annotator list checks`" in in_process("status").stdout


def test_so_much_that_checks_take_long_is_not_counted(
    in_process: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decides(articles, "ana", 1, 2)
    monkeypatch.setattr("annotator.cli.team.status._CHECKED_AT_MOST", 1)
    assert record(in_process)["checks"] is None
    assert "not counted, so much is decided" in in_process("status").stdout


def test_the_last_copy_and_the_last_merge_are_those_of_the_copies(
    in_process: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANNOTATOR_COPIES")
    decides(articles, "ana", 1)
    assert record(in_process)["next"][0] == "annotator db backup"
    folder, today = articles.with_name("annotator.db.copies"), datetime.now(UTC)
    folder.mkdir()
    for why, days in ((Why.MERGE, 4), (Why.DAILY, 3), (Why.REPLACED, 1)):
        name_of(folder, why, today - timedelta(days=days)).write_bytes(b"")
    found = record(in_process)["copies"]
    assert found["before_merge"] < found["last"] < today.isoformat()
    shown = " ".join(in_process("status").stdout.split())
    assert ", 3 days ago (daily); before the last merge " in shown
    assert ", 4 days ago annotator" in shown
    last_minute = today.astimezone().replace(hour=0, minute=0) - timedelta(minutes=1)
    name_of(folder, Why.DAILY, last_minute).write_bytes(b"")
    assert ", 1 day ago (daily); " in " ".join(in_process("status").stdout.split()), "yesterday, however few hours"
    name_of(folder, Why.MERGE, today).write_bytes(b"")
    assert ", today (merge) annotator" in " ".join(in_process("status").stdout.split())
    (folder / "failed.txt").write_text("the disk is full", encoding="utf-8")
    assert "that of the day failed: the disk is full" in " ".join(in_process("status").stdout.split())


def test_a_person_sees_what_is_theirs_and_what_is_next(in_process: Run, articles: Path) -> None:
    in_process("assign", "--overlap", "2")
    decides(articles, "ana", 1)
    shown = in_process("status", "--annotator", "ana").stdout.splitlines()
    assert shown[0] == "free        2, 3"
    assert shown[1].startswith("held        ana 1 until ")
    assert shown[4] == "ana        1        0         0        0     1:2"
    assert shown[6:] == ["next        annotator annotate"]
    with SqliteDesk(articles, "ana") as desk:
        desk.keep_drafts([(2, Labels(), NoteAndFlag("why?", False))])
    shown = in_process("status", "--annotator", "ana").stdout.splitlines()
    assert shown[1] == "look again  ana 1 (edited, not confirmed)"
    assert shown[-1] == "            annotator annotate --again"
    found = record(in_process, "--annotator", "ana")
    assert [one["name"] for one in found["people"]] == ["ana"]


def test_what_is_free_for_a_person_is_not_what_is_kept_for_others(in_process: Run, articles: Path) -> None:
    in_process("assign", "1", "--to", "ana")
    in_process("assign", "2", "--to", "ben")
    in_process("assign")
    decides(articles, "ana", 1)
    assert record(in_process)["free"]["articles"] == [3], "whoever asks now gets no other"
    assert "free        3; kept for one person each 2\n" in in_process("status").stdout
    assert record(in_process, "--annotator", "ana")["free"]["articles"] == [3]
    assert record(in_process, "--annotator", "ben")["free"]["articles"] == [2, 3], "who has not begun"
    in_process("status", "--annotator", "cy", code=3)
    decides(articles, "cy", 7)
    shown = " ".join(in_process("status").stdout.split())
    assert "nothing; kept for one person each 2: `annotator assign --release all --annotator NAME` hands on" in shown


def test_who_only_annotates_sees_their_own_page(
    in_process: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_process("assign", "--annotator", "lea")
    decides(articles, "ana", 1)
    decides(articles, "ben", 4)
    decides(articles, "lea", 7)
    monkeypatch.setenv("ANNOTATOR_NAME", "ana")
    assert "ben" not in in_process("status").stdout
    assert in_process("status", "--team").stdout.startswith("articles ")
    assert len(record(in_process)["people"]) == 3
    monkeypatch.setenv("ANNOTATOR_NAME", "lea")
    assert in_process("status").stdout.startswith("articles "), "who assigned leads the work"
    SqliteReviewDesk(articles, "ana").close()
    monkeypatch.setenv("ANNOTATOR_NAME", "ana")
    assert in_process("status").stdout.startswith("articles "), "and who reviews"


def test_who_is_not_qualified_is_told_so(in_process: Run, articles: Path) -> None:
    in_process("assign", "--qualified", "--to", "ana")
    assert "(not qualified)" in in_process("status").stdout


def test_it_fits_a_screen_and_no_name_moves_the_cursor(
    in_process: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.cli.printer.terminal_width", lambda: 80)
    in_process("assign", "--overlap", "2")
    for name in ("ana", "ben", "cy", "x" * 60):
        decides(articles, name)
    with closing(sqlite3.connect(articles)) as raw:
        raw.execute("UPDATE slots SET reserved_for = ?", (HOSTILE,))
        raw.commit()
    lines = in_process("status").stdout.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in "".join(lines)


def test_looking_changes_nothing(in_process: Run, articles: Path) -> None:
    in_process("assign")
    decides(articles, "ana", 1)
    before = articles.read_bytes()
    for options in ((), ("--json",), ("--queue",), ("--annotator", "ana")):
        in_process("status", *options)
    assert articles.read_bytes() == before


def test_a_database_that_is_not_there_is_not_made(in_process: Run, tmp_path: Path) -> None:
    in_process("status", code=4)
    assert [*tmp_path.iterdir()] == []


def test_a_name_that_is_mistyped_is_refused_with_all_who_have_places(in_process: Run, articles: Path) -> None:
    decides(articles, "ana", 1)
    in_process("assign", "--overlap", "2", "--to", "ana", "--to", "ben")
    assert person(record(in_process, "--annotator", "ben"), "ben")["kept"] == 3
    refused = in_process("status", "--annotator", "bem", code=3)
    assert refused.stderr == "error: no annotator named 'bem'; there are ana, ben\n"


def test_what_is_skipped_is_next_where_nothing_else_is_left(in_process: Run, articles: Path) -> None:
    in_process("assign", "1")
    decides(articles, "ana", 1, 2)
    decides(articles, "ana", 3, answer=Answer.SKIP)
    found = record(in_process, "--annotator", "ana")
    assert (person(found, "ana")["next"], found["next"]) == ("1:3", ["annotator annotate"])
