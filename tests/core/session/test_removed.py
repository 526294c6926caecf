"""An article that is taken out while somebody works in it: said, nothing lost, and on to the next."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.session import state as session
from annotator.core.session.desk import AgainKind, Filter, LookAgain, Mark, Order, Place
from annotator.core.session.navigation import AgainList
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import Line, MemoryDesk, article, council, harbour, undo

SAID = "article 1 was removed by bo"


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk([harbour(), council(), article(3, "quiet", [Line("The port is quiet."), Line("So it is.")])])


def told(bench: Workbench) -> str:
    assert bench.notice is not None
    return bench.notice.text


def test_a_decision_in_it_goes_on_to_the_next_article_and_says_why(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.change(lambda state: session.give_speaker(state, "Somebody"))
    desk.removed[1] = "bo"
    assert not bench.answer(Answer.ACCEPT)
    assert (bench.place, told(bench)) == (Place(2, 0), f"{SAID}; edits kept; on to the next")
    assert (desk.heads, bench.saved) == ({}, 0)
    del desk.removed[1]
    draft = desk.page(1).items[0].draft
    assert draft is not None
    assert draft.quotes[0].speaker == "Somebody", "the edit is there when the article is brought back"
    assert bench.answer(Answer.ACCEPT), "and work goes on"


@pytest.mark.parametrize(
    ("removed", "beside"), [([1], 2), ([1, 2], 3), ([2], 3), ([2, 3], 1), ([3], 2), ([3, 2], 1)], ids=str
)
def test_where_the_others_are_decided_the_article_beside_it_is_shown(
    desk: MemoryDesk, removed: list[int], beside: int
) -> None:
    bench = Workbench(desk)
    for page in desk.pages:
        if page.number != removed[0]:
            bench.go(Place(page.number, 0))
            for _ in page.items:
                bench.answer(Answer.ACCEPT)
    bench.go(Place(removed[0], 0))
    desk.removed |= dict.fromkeys(removed, "bo")
    bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.finished) == (Place(beside, 0), True)


def test_where_there_is_no_other_article_that_is_said(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    desk.removed |= {1: "bo", 2: "bo", 3: "bo"}
    assert not bench.accept_all([0, 1])
    assert (bench.place.document, told(bench)) == (1, f"{SAID}; nothing is left")


def test_within_a_filter_the_next_match_of_another_article_is_opened(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.set_filter(Filter((Mark.UNDECIDED,)))
    desk.removed |= {1: "bo", 2: "bo"}
    bench.answer(Answer.ACCEPT)
    assert (bench.place, told(bench)) == (Place(3, 0), f"{SAID}; on to the next")
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(3, 1), "the filter still holds"


def test_what_is_to_be_looked_at_again_is_gone_through_in_the_articles_that_are_left(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    for place in (Place(1, 0), Place(3, 1), Place(2, 0)):
        bench.go(place)
        if place.document != 2:
            bench.change(lambda state: session.toggle_topic(state, "politics"))
    entries = [
        LookAgain(desk.page(place.document).items[place.index].id, place, "why", AgainKind.UNCONFIRMED, (), None)
        for place in (Place(1, 0), Place(3, 1))
    ]
    bench.go_through(AgainList(entries, then_all=True))
    desk.removed |= {1: "bo"}
    bench.answer(Answer.ACCEPT)
    assert (bench.place, told(bench)) == (Place(3, 1), f"{SAID}; edits kept; on to the next")
    desk.removed |= {3: "bo"}
    bench.answer(Answer.ACCEPT)
    assert (bench.place.document, bench.agenda) == (2, None), "then all that is left is gone through"


def test_within_a_filter_the_first_match_comes_after_the_last(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.set_filter(Filter((Mark.UNDECIDED,)))
    assert bench.go(Place(3, 1))
    desk.removed[3] = "bo"
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 0)


def test_a_filter_that_found_only_sentences_of_it_is_left(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.set_filter(Filter(topic="economy"))
    desk.removed[1] = "bo"
    bench.answer(Answer.ACCEPT)
    assert (bench.place, bench.matches) == (Place(2, 0), None)


def test_stepping_passes_over_removed_articles_in_every_order(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.go(Place(1, 5))
    desk.removed[2] = "bo"
    bench.step(1)
    assert bench.place == Place(3, 0)
    bench.step(-1)
    assert bench.place == Place(1, 5)
    bench.set_order(Order.UNCERTAINTY)
    bench.go(Place(1, 5))
    desk.removed[3] = "bo"
    bench.step(1)
    assert (bench.place, told(bench)) == (Place(1, 5), "this is the last sentence")
    assert list(bench.document_numbers()) == [1]


def test_an_article_that_came_in_behind_a_removed_one_is_stepped_to(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.go(Place(2, len(council().items) - 1))
    desk.removed[3] = "bo"
    desk.pages.append(article(4, "new", [Line("It is new.")]))
    bench.step(1)
    assert (bench.place, bench.documents) == (Place(4, 0), 4)


def test_going_to_one_says_who_removed_it_and_stays(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    desk.removed[2] = "bo"
    assert not bench.go(Place(2, 0))
    assert (bench.place, told(bench)) == (
        Place(1, 0),
        "article 2 was removed by bo; `annotator remove --undo 2` brings it back",
    )


def test_undoing_a_decision_in_one_says_where_it_was_and_stays(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.go(Place(2, 0))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(3, 0))
    desk.removed[2] = "bo"
    undo(bench)
    assert (bench.place, desk.heads) == (Place(3, 0), {})
    assert told(bench).startswith("undone in article 2: confirmed 1 sentence, but article 2 was removed by bo")
    assert bench.notice is not None
    assert bench.notice.tone is Tone.WARNING


def test_going_back_to_before_a_decision_in_one_shows_what_is_left_of_the_article_in_hand(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.go(Place(2, 0))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(3, 0))
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(3, 1)
    desk.removed[2] = "bo"
    bench.turn(desk.steps(9)[-1])
    assert (bench.place, desk.heads) == (Place(3, 1), {})
    assert "but article 2 was removed by bo" in told(bench)
    assert [item.decision for item in bench.state.page.items] == [None, None]


def test_undoing_a_decision_in_the_article_in_hand_leaves_it_if_it_was_removed(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    bench.go(Place(2, 0))
    bench.answer(Answer.ACCEPT)
    desk.removed[2] = "bo"
    bench.undo()
    assert (bench.place.document, desk.heads) == (3, {})
    assert "but article 2 was removed by bo" in told(bench)
    del desk.removed[2]
    assert bench.go(Place(2, 0))
    assert bench.state.page.items[0].decision is None, "what was shown before would be taken for what stands"


def test_a_change_of_several_sentences_in_it_changes_nothing_and_says_why(desk: MemoryDesk) -> None:
    bench = Workbench(desk)
    desk.removed[1] = "bo"
    bench.rename("Ines Duarte", "Paul Okoro")
    assert told(bench).startswith(SAID)
    assert (desk.done, desk.drafts) == ([], {})
