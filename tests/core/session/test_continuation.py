"""Words whose quotation mark is still open run on into the next sentence, as an edit to be confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer
from annotator.core.model import QuoteType
from annotator.core.session import state as session
from annotator.core.session.continuation import propose
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article


def opened_by(first, said, second, third="It rained."):
    """The second sentence lit after the first was confirmed as suggested."""
    told = [Line(first, [Said(said, "said", "she", "Ines Duarte", QuoteType.MIXED)]), Line(second), Line(third)]
    bench = Workbench(MemoryDesk([article(1, "a", told)]))
    bench.answer(Answer.ACCEPT)
    return bench


def shown(bench):
    state = bench.state
    return [[span.of(state.page.document.text) for span in quote.content] for quote in state.draft.labels.quotes]


@pytest.mark.parametrize(
    ("said", "second", "content"),
    [
        ("“We waited all night.", "Nobody came.” It was cold.", "Nobody came.”"),
        ("“We waited all night.", "Nobody came to help.", "Nobody came to help."),
        ('"We waited all night.', 'Nobody came." It was cold.', 'Nobody came."'),
        ("«We waited all night.", "Nobody came».", "Nobody came»"),
    ],
)
def test_what_is_still_open_runs_on_to_the_mark_that_closes_it(said, second, content):
    bench = opened_by(f"she said: {said}", said, second)
    assert shown(bench) == [[content]]
    quote = bench.state.chosen_quote
    assert (quote.type, quote.speaker, quote.continues) == (QuoteType.MIXED, "Ines Duarte", True)
    assert (quote.cue, quote.source) == (None, None)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("she said: “We waited all night.”", "“We waited all night.”"),
        ("she said: We waited all night.", "We waited all night."),
        ("“We waited all night, she said.", "“We waited all night"),
    ],
)
def test_closed_marks_no_marks_and_words_after_the_content_do_not_run_on(first, said):
    assert shown(opened_by(first, said, "Nobody came.”")) == []


def test_it_runs_on_over_several_sentences_that_may_each_open_the_marks_anew():
    bench = opened_by("she said: “We waited.", "“We waited.", "“Nobody came.", "“We left.” It was cold.")
    bench.answer(Answer.ACCEPT)
    assert shown(bench) == [["“We left.”"]]


def test_before_the_first_sentence_nothing_is_looked_at():
    first = Line("She said: “We waited.", [Said("“We waited.", "said", "She", continues=True)])
    last = Line("“Yes.”", [Said("“Yes.”")])
    bench = Workbench(MemoryDesk([article(1, "a", [first, Line("Nobody came.” It was cold."), last])]))
    bench.answer(Answer.ACCEPT)
    assert shown(bench) == [["Nobody came.”"]]


def test_the_first_sentence_does_not_carry_on_the_last_one_of_the_article():
    told = [Line("Nobody came.”"), Line("She said: “We waited.", [Said("“We waited.", "said", "She")])]
    bench = Workbench(MemoryDesk([article(1, "a", told)]))
    bench.navigator.step(1)
    bench.answer(Answer.ACCEPT)
    first = session.open_sentence(bench.state.page, 0)
    assert bench.state.page.items[1].decision is not None
    assert propose(first) is first


def test_it_has_the_attributes_of_what_it_carries_on():
    told = [Line("she said: “We waited.", [Said("“We waited.", "said", "she")]), Line("Nobody came.”")]
    bench = Workbench(MemoryDesk([article(1, "a", told)]))
    bench.change(lambda state: session.set_attribute(state, "tone", "grim"))
    bench.answer(Answer.ACCEPT)
    assert bench.state.chosen_quote.attributes == (("tone", "grim"),)


def test_it_is_an_edit_that_undo_takes_back_and_a_decision_keeps():
    bench = opened_by("she said: “We waited.", "“We waited.", "Nobody came.”")
    assert bench.state.unconfirmed
    bench.undo()
    assert shown(bench) == []
    bench.redo()
    assert shown(bench) == [["Nobody came.”"]]
    bench.answer(Answer.ACCEPT)
    bench.navigator.step(-1)
    assert bench.state.item.decision.labels.quotes[0].continues


def test_nothing_is_proposed_where_something_is_shown_decided_edited_or_before_a_decision():
    told = [Line("She said: “We waited.", [Said("“We waited.", "said", "She")]), Line("Nobody came.”")]
    suggested = [told[0], Line("Nobody came.”", [Said("Nobody came.”")])]
    for page in (article(1, "a", told), article(1, "a", suggested)):
        state = session.open_sentence(page, 1)
        assert propose(state) is state, "the sentence before is not decided"
    assert propose(session.open_sentence(page, 0)).index == 0, "nothing before the first"
    desk = MemoryDesk([article(1, "a", told)])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    lit = bench.state.page.items[1]
    for item in (replace(lit, draft=session.Labels()), replace(lit, decision=bench.state.page.items[0].decision)):
        page = replace(bench.state.page, items=(bench.state.page.items[0], item))
        state = session.open_sentence(page, 1)
        assert propose(state) is state


GOES_ON = Said("It rained.", None, None, "Ines Duarte", continues=True)


def after_topic(second, *quotes):
    """The second sentence lit after the first was confirmed with one more topic."""
    first = Line("It is late, she said.", [Said("It is late", "said", "she", "Ines Duarte")], ["economy"])
    bench = Workbench(MemoryDesk([article(1, "a", [first, Line(second, quotes, ["sport"]), Line("It was late.")])]))
    bench.change(lambda state: session.toggle_topic(state, "weather"))
    bench.answer(Answer.ACCEPT)
    return bench


def test_a_sentence_that_only_carries_on_a_quote_gets_the_topics_confirmed_for_it():
    bench = after_topic("It rained.", GOES_ON)
    assert bench.state.draft.labels.topics == ("economy", "weather")
    bench.undo()
    assert bench.state.draft.labels.topics == ("sport",), "it is an edit, to be confirmed or undone"


def test_a_sentence_with_a_quote_of_its_own_or_none_keeps_its_topics():
    assert after_topic("It rained.").state.draft.labels.topics == ("sport",)
    own = Said("It rained", "said", "he")
    assert after_topic("It rained, he said.", own).state.draft.labels.topics == ("sport",)
    both = after_topic("It rained. So he said.", GOES_ON, Said("So", "said", "he"))
    assert both.state.draft.labels.topics == ("sport",)
