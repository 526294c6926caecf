"""What became of the annotator's articles is told once, beside what is told already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import NotSaved
from annotator.core.session.current import Notice, Tone, new_annotator
from annotator.core.session.desk import News, Place
from annotator.core.session.workbench import Workbench
from tests.memory_desk import MemoryDesk


def test_news_are_told_after_an_answer_and_only_once() -> None:
    desk = MemoryDesk()
    bench = Workbench(desk)
    desk.told = News("took article 2")
    bench.answer(Answer.ACCEPT)
    assert bench.notice == Notice("took article 2")
    bench.answer(Answer.ACCEPT)
    assert bench.notice is None


@pytest.mark.parametrize(
    "command",
    [
        lambda bench: bench.answer(Answer.SKIP),
        lambda bench: bench.accept_all([0, 1]),
        Workbench.next_to_decide,
        Workbench.undo,
        Workbench.redo,
        lambda bench: bench.turn(bench.steps()[0]),
    ],
    ids=["answer", "accept all", "next to decide", "undo", "redo", "turn"],
)
def test_news_are_told_after_whatever_reads_the_desk(command: Callable[[Workbench], object]) -> None:
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.go(Place(2, 0))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    desk.told = News("took article 2")
    command(bench)
    assert bench.notice is not None
    assert "took article 2" in bench.notice.text


def test_bad_news_are_a_warning_and_come_before_what_is_told_already() -> None:
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.notice = Notice("undone")
    desk.told = News("article 1 went to somebody else", bad=True)
    bench.tell_news()
    assert bench.notice == Notice("article 1 went to somebody else · undone", Tone.WARNING)


def test_good_news_come_after_what_is_told_already() -> None:
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.notice = Notice("article 1 done: 3 sentences, 1 min")
    desk.told = News("took article 2, yours until Wed")
    bench.tell_news()
    assert bench.notice == Notice("article 1 done: 3 sentences, 1 min · took article 2, yours until Wed")


def test_the_rest_of_a_lost_article_is_left() -> None:
    class Losing(MemoryDesk):
        lost = False

        def next_undecided(self, after: Place) -> Place | None:
            return Place(2, 0) if self.lost else super().next_undecided(after)

    desk = Losing()
    bench = Workbench(desk)
    desk.told, desk.lost = News("article 1 went to somebody else", bad=True), True
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(2, 0)
    assert bench.notice == Notice("article 1 went to somebody else", Tone.WARNING)
    assert bench.saved == 1


def test_where_nothing_else_is_asked_a_lost_article_stays_open() -> None:
    class Losing(MemoryDesk):
        def next_undecided(self, after: Place) -> Place | None:
            return None

    desk = Losing()
    bench = Workbench(desk)
    document = bench.place.document
    desk.told = News("it went to somebody else", bad=True)
    bench.answer(Answer.ACCEPT)
    assert bench.place.document == document
    assert bench.nothing_left


def test_what_is_not_saved_stays_before_all_news() -> None:
    desk = MemoryDesk()
    bench = Workbench(desk)
    desk.fail = NotSaved("the disk is full")
    bench.answer(Answer.ACCEPT)
    desk.told = News("took article 2")
    bench.tell_news()
    assert bench.notice is not None
    assert bench.notice.tone is Tone.NOT_SAVED
    assert "took" not in bench.notice.text


def test_the_number_of_articles_follows_what_is_taken() -> None:
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.go(Place(1, 0))
    bench.documents = 1
    while bench.place.document == 1:
        bench.answer(Answer.ACCEPT)
    assert bench.documents == 2


def test_a_new_name_is_told_what_it_took_already() -> None:
    assert new_annotator("bne", ("ben",)).endswith("known so far: ben · nothing is stored yet, ⟪quit⟫ leaves")
    assert new_annotator("bne", ("ben",), "took article 2").endswith("known so far: ben · took article 2")
    assert "known so far: ben, ana ·" in new_annotator("bne", ("ana", "ben")), "whoever is meant comes first"
