"""One topic for another in all confirmed sentences that a filter finds: what changes, what stays, and undo."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels
from annotator.core.session import state as session
from annotator.core.session.desk import Filter, Mark, Place
from annotator.core.session.several import Sentences, TopicChange
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import Line, MemoryDesk, article, undo

TOPICS = ("politics", "economy", "weather", "sport")


def work() -> tuple[Workbench, MemoryDesk]:
    """Two articles with one sentence of each kind, and the first of the second one in hand; a filter shows all of it.

    Confirmed: politics; politics and economy; economy; three topics. Rejected, skipped, passed over unseen, undecided.
    """
    first = article(
        1,
        "first",
        [
            Line("One.", topics=["politics"]),
            Line("Two.", topics=["politics", "economy"]),
            Line("Three.", topics=["politics"]),
            Line("Four.", topics=["politics"]),
        ],
    )
    second = article(
        2,
        "second",
        [
            Line("Five.", topics=["economy"]),
            Line("Six.", topics=["economy", "weather", "sport"]),
            Line("Seven.", topics=["politics"]),
            Line("Eight."),
        ],
    )
    desk = MemoryDesk([first, second])
    bench = Workbench(desk)
    for answer in (Answer.ACCEPT, Answer.ACCEPT, Answer.REJECT, Answer.SKIP, Answer.ACCEPT, Answer.ACCEPT):
        bench.answer(answer)
    eighth = desk.page(2).items[3]
    desk.save([session.decide(session.open_sentence(desk.page(2), 3), Answer.ACCEPT, 0, 0)._replace(implied=True)])
    assert eighth.id == 203
    bench.go(Place(2, 0))
    bench.set_filter(Filter())
    assert bench.place == Place(2, 0)
    return bench, desk


def topics(desk: MemoryDesk) -> list[tuple[str, ...]]:
    return [desk.heads[one].labels.topics for one in sorted(desk.heads) if desk.heads[one].answer is Answer.ACCEPT]


def change(bench: Workbench, old: str | None, new: str | None) -> str:
    """Make the change in all that the filter shows, and tell what is said of it."""
    found = bench.filtered()
    assert found is not None
    bench.change_topics(found, TopicChange(old, new))
    assert bench.notice is not None
    return bench.notice.text


BEFORE = [("politics",), ("politics", "economy"), ("economy",), ("economy", "weather", "sport"), ()]


@pytest.mark.parametrize(
    ("old", "new", "after", "said"),
    [
        (
            "politics",
            "sport",
            [("sport",), ("sport", "economy"), *BEFORE[2:]],
            "2 sentences changed · ⟪undo⟫ undoes · politics becomes sport · stay: "
            "2 not decided, 2 without it, 1 rejected, 1 passed over unseen",
        ),
        (
            "economy",
            "politics",
            [("politics",), ("politics",), ("politics",), ("politics", "weather", "sport"), ()],
            "3 sentences changed · ⟪undo⟫ undoes · economy becomes politics · stay: "
            "2 not decided, 1 without it, 1 rejected, 1 passed over unseen",
        ),
        (
            None,
            "politics",
            [*BEFORE[:2], ("economy", "politics"), *BEFORE[3:]],
            "1 sentence changed · ⟪undo⟫ undoes · politics added · stay: "
            "2 with it already, 2 not decided, 1 rejected, 1 with 3 topics,"
            " 1 passed over unseen",
        ),
        (
            "economy",
            None,
            [("politics",), ("politics",), (), ("weather", "sport"), ()],
            "3 sentences changed · ⟪undo⟫ undoes · economy taken away · stay: "
            "2 not decided, 1 without it, 1 rejected, 1 passed over unseen",
        ),
    ],
)
def test_confirmed_sentences_change_and_all_others_stay_and_one_undo_takes_it_back(old, new, after, said):
    bench, desk = work()
    before = dict(desk.heads)
    assert topics(desk) == BEFORE
    assert change(bench, old, new) == said
    assert topics(desk) == after
    made = {one: head for one, head in desk.heads.items() if head != before[one]}
    assert all(
        head._replace(labels=Labels(), id=0) == before[one]._replace(labels=Labels(), id=0)
        for one, head in made.items()
    ), "all else is as it was said"
    assert bench.place == Place(2, 0)
    bench.undo()
    assert (topics(desk), desk.heads, bench.place) == (BEFORE, before, Place(2, 0))
    bench.redo()
    assert (topics(desk), bench.place) == (after, Place(2, 0))
    assert bench.state.draft.labels.topics == after[2]


def test_what_is_undecided_is_not_touched_and_neither_is_what_is_left_unconfirmed_of_it():
    bench, desk = work()
    bench.go(Place(2, 2))
    bench.change(lambda state: session.toggle_topic(state, "weather"))
    change(bench, "politics", "sport")
    assert desk.drafts[202].topics == ("politics", "weather")
    assert bench.state.draft.labels.topics == ("politics", "weather")
    assert desk.page(1).items[3].draft is None
    bench.undo()
    assert topics(desk) == BEFORE
    assert bench.state.draft.labels.topics == ("politics", "weather"), "edits that were made before stay"


def test_a_confirmed_sentence_with_edits_that_wait_stays_and_that_is_said():
    bench, desk = work()
    bench.change(lambda state: session.toggle_topic(state, "weather"))
    assert "1 edited and not confirmed" in change(bench, "economy", "sport")
    assert topics(desk) == [("politics",), ("politics", "sport"), ("economy",), ("weather", "sport"), ()]
    assert bench.state.draft.labels.topics == desk.drafts[200].topics == ("economy", "weather")
    bench.undo()
    assert topics(desk) == BEFORE
    assert bench.state.draft.labels.topics == ("economy", "weather")


def test_only_what_the_filter_finds_changes_also_where_it_does_not_find_it_any_more():
    bench, desk = work()
    bench.set_filter(Filter((Mark.ACCEPTED,), topic="politics"))
    change(bench, "economy", "weather")
    assert topics(desk) == [("politics",), ("politics", "weather"), *BEFORE[2:]]
    change(bench, "politics", "sport")
    change(bench, "sport", "politics")
    assert topics(desk) == [("politics",), ("politics", "weather"), *BEFORE[2:]]
    for _ in range(3):
        undo(bench)
    assert topics(desk) == BEFORE


def test_what_was_decided_in_another_window_meanwhile_is_left_and_that_is_said():
    bench, desk = work()
    found = bench.filtered()
    (made,) = desk.save([desk.heads[100].relabelled(100, Labels((), ("weather",)))])
    bench.change_topics(found, TopicChange("politics", "sport"))
    assert desk.heads[100] == made
    assert topics(desk)[1:] == BEFORE[1:], "all or nothing"
    assert "another window" in bench.notice.text
    assert bench.notice.tone is Tone.WARNING


def test_there_is_nothing_to_change_without_a_filter_or_with_one_that_finds_too_much_to_be_listed():
    desk = MemoryDesk(lists_matches=False)
    bench = Workbench(desk)
    assert bench.filtered() is None
    assert bench.notice.text == "there is no filter: ⟪filter⟫ sets one"
    bench.set_filter(Filter((Mark.UNDECIDED,)))
    assert bench.filtered() is None
    assert bench.notice.text == "too many articles to change all that the filter finds"


def test_a_change_names_its_topics_whole():
    longest = "disaster, accident and emergency incident"
    assert str(TopicChange(longest, "weather")) == f"{longest} becomes weather"


def test_only_changes_that_change_something_are_offered_those_of_the_filter_first():
    bench, _ = work()
    found = bench.filtered()
    possible = [*found.possible(TOPICS, "weather")]
    assert all(found.effect(one)[0] for one in possible)
    assert [str(one) for one in possible[:5]] == [
        "weather becomes politics",
        "weather becomes economy",
        "weather becomes sport",
        "weather taken away",
        "economy becomes politics",
    ]
    assert TopicChange(None, "politics") in possible
    assert [*Sentences((), 0).possible(TOPICS)] == []


def test_sentences_that_cannot_be_read_are_told():
    bench, _ = work()
    items = bench.filtered().items
    assert "3 not to be read" in Sentences(items, 3).effect(TopicChange("politics", "sport"))[1]
    assert Sentences((), 3).effect(TopicChange("politics", "sport")) == (0, "3 not to be read")
