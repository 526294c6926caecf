"""What `annotator annotate` says of the queue: what was taken, what waits, and that there is nothing to take."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import open_screen
from annotator.cli.open_screen import places_lines
from annotator.core.assignment import SlotPlan, Terms, local_time
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import NotOnDesk, UsageError
from annotator.core.model import Labels
from annotator.core.session.desk import BEGINNING, Place
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.log.schema import now
from annotator.store.schemes import keep_profile
from annotator.store.work import slots
from tests.store.conftest import holders, new_database


@pytest.fixture
def queued(tmp_path: Path) -> Path:
    """Two articles with a slot each."""
    path = new_database(tmp_path)
    give(path, Terms())
    return path


def give(path: Path, terms: Terms) -> None:
    with closing(open_database(path)) as connection, transaction(connection):
        wanted = {number: SlotPlan((None,), number) for number in (1, 2)}
        slots.assign(connection, wanted, terms, {}, "lead", now())


def finish(desk: SqliteDesk, *sentences: int) -> None:
    desk.save([NewDecision(key, Answer.ACCEPT, Labels()) for key in sentences])


def test_what_waits_is_what_one_holds_and_what_is_free(queued: Path) -> None:
    with SqliteDesk(queued, "ana") as ana, SqliteDesk(queued, "ben") as ben:
        assert places_lines(ana.connection, "ana") == ["2 articles to take"]
        ana.take()
        held, free = places_lines(ana.connection, "ana")
        assert held.startswith("you hold article 1 until ")
        assert free == "1 article more to take"
        ben.take()
        assert places_lines(ana.connection, "ana")[1] == "nothing else is free for you; others hold 1"
        assert places_lines(ana.connection, "cy", True) == ["no article for cy: nothing is free for you; others hold 2"]
        finish(ana, 1, 2, 3)
        assert places_lines(ana.connection, "ana") == ["nothing is free for you; others hold 1"]


def test_more_than_anybody_takes_is_not_counted(queued: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "FREE_AT_MOST", 1)
    with SqliteDesk(queued, "ana") as ana:
        assert places_lines(ana.connection, "ana") == ["1 article or more to take"]
        ana.take()
        assert places_lines(ana.connection, "cy")[-1].endswith("; others hold 1 or more")


def test_who_has_not_passed_a_qualification_is_told_so(queued: Path) -> None:
    give(queued, Terms(qualified=True))
    with SqliteDesk(queued, "ana") as ana:
        ana.take()
        assert "annotator qualify" in places_lines(ana.connection, "ana", True)[0]


def test_annotate_ends_at_once_where_there_is_nothing_to_take(
    queued: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(open_screen, "require_terminal", lambda _: None)
    with SqliteDesk(queued, "ana") as ana:
        ana.take()
        finish(ana, 1, 2, 3)
        assert ana.take()
    assert open_screen.open_screen(open_screen.ScreenSetup(db=queued, annotator="ben")) == 0
    assert capsys.readouterr().err == "no article for ben: nothing is free for you; others hold 1\n"


def test_a_label_scheme_that_is_refused_takes_no_article(
    queued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_screen, "require_terminal", lambda _: None)
    scheme = tmp_path / "scheme.toml"
    scheme.write_text('name = "Harbour"\nversion = "1"\nprofile = "polnear"\n[[topic]]\nkey = "sport"\n', "utf-8")
    with SqliteDesk(queued, "ana") as ana:
        keep_profile(ana.connection, "guardian")
    with pytest.raises(UsageError, match="keeps the guideline profile guardian"):
        open_screen.open_screen(open_screen.ScreenSetup(db=queued, annotator="ben", scheme=scheme))
    with SqliteDesk(queued, "ana") as ana:
        assert (holders(ana.connection, 1), holders(ana.connection, 2)) == ([], [])


def test_what_was_taken_and_what_was_lost_is_news_once(queued: Path) -> None:
    clock = {"ana": "2026-03-01T10:00:00.000Z", "ben": "2026-03-03T10:00:00.000Z"}
    with (
        SqliteDesk(queued, "ana", clock=lambda: clock["ana"]) as ana,
        SqliteDesk(queued, "ben", clock=lambda: clock["ben"]) as ben,
    ):
        ana.take()
        news = ana.news()
        assert news is not None
        assert (news.text, news.bad) == (f"took article 1, yours until {local_time('2026-03-02T10:00:00Z')}", False)
        assert ana.news() is None
        ben.take()
        assert ben.news() is not None
        clock["ana"] = "2026-03-03T11:00:00.000Z"
        finish(ana, 1)
        ana.take()
        told = "article 1 went to somebody else meanwhile: saved, but no longer needed · took article 2, yours until "
        news = ana.news()
        assert news is not None
        assert (news.text, news.bad) == (f"{told}{local_time('2026-03-04T11:00:00Z')}", True)
        assert ana.news() is None


def test_who_undoes_all_in_an_article_that_went_to_somebody_else_sees_what_stands(queued: Path) -> None:
    with SqliteDesk(queued, "ana") as ana, SqliteDesk(queued, "ben") as ben:
        ana.take()
        bench = Workbench(ana)
        assert bench.answer(Answer.REJECT)
        with transaction(ana.connection):
            (lease,) = holders(ana.connection, 1)
            slots.release(ana.connection, lease.lease, slots.GIVEN_BACK, now())
        ben.take()
        bench.undo()
        assert (bench.place, bench.state.page.items[0].decision) == (Place(1, 0), None)
    with SqliteDesk(queued, "ana") as ana, pytest.raises(NotOnDesk):
        ana.page(1)


def test_reading_takes_nothing(queued: Path) -> None:
    with SqliteDesk(queued, "ana") as ana:
        assert (ana.next_undecided(BEGINNING), ana.resume()) == (None, None)
        assert ana.connection.execute("SELECT count(*) FROM leases").fetchone() == (0,)


def test_the_screen_takes_the_next_article_with_the_answer_that_ends_one(queued: Path) -> None:
    with SqliteDesk(queued, "ana") as ana:
        ana.take()
        bench = Workbench(ana)
        for _ in range(3):
            assert bench.answer(Answer.ACCEPT)
        assert bench.place == Place(2, 0)
        assert bench.notice is not None
        assert bench.notice.text.startswith("article 1 done: 3 sentences, 0 min · next: 2 A title · took article 2")


def test_the_key_for_the_next_sentence_takes_what_became_free_meanwhile(queued: Path) -> None:
    with SqliteDesk(queued, "ana") as ana, SqliteDesk(queued, "ben") as ben:
        ana.take()
        ben.take()
        bench = Workbench(ana)
        for _ in range(3):
            assert bench.answer(Answer.ACCEPT)
        assert bench.finished
        with transaction(ben.connection):
            (lease,) = holders(ben.connection, 2)
            slots.release(ben.connection, lease.lease, slots.GIVEN_BACK, now())
        bench.next_to_decide()
        assert bench.place == Place(2, 0)


def test_work_in_an_article_that_somebody_else_took_is_kept_and_said_to_be_lost(queued: Path) -> None:
    at = ["2026-03-01T10:00:00.000Z"]
    with (
        SqliteDesk(queued, "ana", clock=lambda: at[0]) as ana,
        SqliteDesk(queued, "ben", clock=lambda: at[0]) as ben,
    ):
        ana.take()
        finish(ana, 1)
        at[0] = "2026-03-03T10:00:00.000Z"
        ben.take()
        assert [row.number for row in ben.documents(ben.numbers())] == [1], "what was begun comes first"
        assert ben.page(1).items[0].decision is None, "and begins from scratch"
        ana.news()
        finish(ana, 2)
        news = ana.news()
        assert news is not None
        assert news.bad
        assert "article 1 went to somebody else" in news.text
        assert ana.saved() == 2
        assert ana.take()
        place = ana.next_undecided(ana.place(2))
        assert place is not None
        assert place.document == 2, "the rest of it is no longer asked"
        assert [row.decided for row in ana.documents(ana.numbers())] == [2, 0]
        finish(ana, 4, 5, 6)
        assert ana.undo() is not None
        assert ana.next_undecided(ana.place(1)) is not None, "what is undone is open again"


def test_skipped_sentences_come_at_the_end_and_only_of_what_is_held(queued: Path) -> None:
    at = ["2026-03-01T10:00:00.000Z"]
    with (
        SqliteDesk(queued, "ana", clock=lambda: at[0]) as ana,
        SqliteDesk(queued, "ben", clock=lambda: at[0]) as ben,
    ):
        ana.take()
        finish(ana, 1, 2)
        ana.save([NewDecision(3, Answer.SKIP, Labels())])
        assert ana.take()
        place = ana.next_undecided(ana.place(3))
        assert place is not None
        assert place.document == 2, "a skipped sentence keeps nobody from the next article"
        finish(ana, 4, 5, 6)
        assert not ana.take()
        assert ana.next_undecided(ana.place(6)) is None
        assert (ana.skipped(), ana.next_skipped(ana.place(1))) == (1, ana.place(3))
        at[0] = "2026-03-03T10:00:00.000Z"
        assert ben.take(), "what has a skipped sentence is not finished"
        assert [row.number for row in ben.documents(ben.numbers())] == [1]
        assert (ana.skipped(), ana.next_skipped(ana.place(1))) == (0, None)


def test_a_database_without_slots_has_all_articles_on_every_desk(tmp_path: Path) -> None:
    path = new_database(tmp_path)
    with SqliteDesk(path, "ana") as ana, SqliteDesk(path, "ben") as ben:
        assert not ana.take()
        assert not ana.queued
        finish(ana, 1, 2, 3)
        assert [row.number for row in ben.documents(ben.numbers())] == [1, 2]
        assert ben.connection.execute("SELECT count(*) FROM leases").fetchone()[0] == 0
