"""A sentence carries on the quote before it by one key; where a mark is still open that is offered, never assumed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, QuoteType
from annotator.core.session import several
from annotator.core.session.several import carry_on, offered_continuation
from annotator.core.session.state import choose, open_sentence, set_attribute
from annotator.core.session.workbench import Workbench
from tests.core.session.two_quotes import TWO, TWO_QUOTES, shown
from tests.memory_desk import Line, MemoryDesk, Said, article


def after(first, said, *following):
    """The second sentence lit after the first was confirmed as suggested."""
    told = [Line(first, [Said(said, "said", "she", "Ines Duarte", QuoteType.MIXED)])]
    told += [line if isinstance(line, Line) else Line(line) for line in following]
    bench = Workbench(MemoryDesk([article(1, "a", told)]))
    bench.answer(Answer.ACCEPT)
    return bench


def offer(state):
    words = offered_continuation(state)
    return None if words is None else words.of(state.page.document.text)


@pytest.mark.parametrize(
    ("said", "second", "content"),
    [
        ("“We waited all night.", "Nobody came.” It was cold.", "Nobody came.”"),
        ('"We waited all night.', 'Nobody came." It was cold.', 'Nobody came."'),
        ("«We waited all night.", "Nobody came».", "Nobody came»"),
        ("„We waited all night.", "Nobody came.“ It was cold.", "Nobody came.“"),
        ("“We waited.", Line("“Nobody came.” It was cold.", gap="\n\n"), "“Nobody came.”"),
    ],
)
def test_what_is_still_open_is_offered_up_to_the_mark_that_closes_it_and_taken_by_a_key(said, second, content):
    bench = after(f"she said: {said}", said, second, "It rained.")
    assert bench.state.draft.labels == Labels()
    assert offer(bench.state) == content
    bench.change(carry_on)
    quote = bench.state.chosen_quote
    assert shown(bench.state) == (content, None, None)
    assert (quote.type, quote.speaker, quote.continues) == (QuoteType.MIXED, "Ines Duarte", True)
    assert offered_continuation(bench.state) is None
    bench.undo()
    assert offer(bench.state) == content


@pytest.mark.parametrize(
    ("first", "said", "second"),
    [
        ("she said: “We waited all night.”", "“We waited all night.”", "Nobody came.”"),
        ("she said: We waited all night.", "We waited all night.", "Nobody came.”"),
        ("“We waited all night, she said.", "“We waited all night", "Nobody came.”"),
        ("she said: “We waited.", "“We waited.", "Nobody came."),
        ('"We are late," she said. "We are cold."', '"We are cold."', "It was May."),
        ('"We are late," she said. "We are cold."', '"We are cold."', Line("It was May.", gap="\n\n")),
        ('"We are late," she said. "We are cold."', '"We are cold."', Line('"It was May." So.', gap="\n\n")),
        ("she said: “We waited.", "“We waited.", Line("It rained.", gap="\n\n")),
    ],
)
def test_closed_marks_lost_marks_and_words_after_the_content_offer_nothing(first, said, second):
    assert offered_continuation(after(first, said, second, "It rained.").state) is None


def test_enter_alone_on_news_in_straight_marks_stores_what_was_suggested_topics_included():
    first = Line(
        '"We are not there yet," Mayor Anna Holm told us.',
        [Said('"We are not there yet,"', "told", "Mayor Anna Holm", "Anna Holm")],
    )
    second = Line('"Both gave way."', [Said('"Both gave way."', speaker="Anna Holm", continues=True)], ["economy"])
    plain = [Line("Holm took office in May.", gap="\n\n"), Line("She likes tea.", topics=["weather"]), Line("So.")]
    desk = MemoryDesk([article(1, "a", [first, second, *plain])])
    bench = Workbench(desk)
    suggested = [item.suggestion.labels.bare() if item.suggestion else Labels() for item in bench.state.page.items]
    for _ in suggested:
        bench.answer(Answer.ACCEPT)
    assert [desk.heads[key].labels for key in sorted(desk.heads)] == suggested


def test_enter_alone_stores_nothing_of_what_is_only_offered():
    told = [Line("She said: “We waited.", [Said("“We waited.", "said", "She")]), Line("Nobody came.”")]
    desk = MemoryDesk([article(1, "a", told)])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    assert offered_continuation(bench.state) is not None
    bench.answer(Answer.ACCEPT)
    assert [len(desk.heads[key].labels.quotes) for key in sorted(desk.heads)] == [1, 0]


def test_over_several_paragraphs_that_open_the_marks_anew_each_is_offered():
    more = [Line("“Nobody came.", gap="\n\n"), Line("“We left.” It was cold.", gap="\n\n")]
    bench = after("she said: “We waited.", "“We waited.", *more)
    assert offer(bench.state) == "“Nobody came."
    bench.change(carry_on)
    bench.answer(Answer.ACCEPT)
    assert offer(bench.state) == "“We left.”"


def test_nothing_is_offered_where_something_is_shown_decided_edited_withheld_or_before_the_first_sentence():
    told = [Line("She said: “We waited.", [Said("“We waited.", "said", "She")]), Line("Nobody came.”")]
    page = article(1, "a", told)
    lit = page.items[1]
    assert offered_continuation(open_sentence(page, 1)) is not None
    assert offered_continuation(open_sentence(page, 0)) is None
    decision = Decision(1, "ana", Answer.ACCEPT, Labels(), "2026-03-05T10:00:00Z")
    for item in (lit._replace(draft=Labels()), lit._replace(decision=decision), lit._replace(withheld=7)):
        assert offered_continuation(open_sentence(page._replace(items=(page.items[0], item)), 1)) is None
    suggested = article(1, "a", [told[0], Line("Nobody came.”", [Said("Nobody came.”")])])
    assert offered_continuation(open_sentence(suggested, 1)) is None


def test_it_has_the_attributes_of_what_it_carries_on():
    told = [Line("she said: “We waited.", [Said("“We waited.", "said", "she")]), Line("Nobody came.”")]
    bench = Workbench(MemoryDesk([article(1, "a", told)]))
    bench.change(lambda state: set_attribute(state, "tone", "grim"))
    bench.answer(Answer.ACCEPT)
    bench.change(carry_on)
    assert bench.state.chosen_quote.attributes == (("tone", "grim"),)


def test_a_whole_sentence_carries_on_the_last_quote_before_it():
    page = article(
        1, "a", [Line(TWO_QUOTES, TWO), Line("It rained. "), Line("So cold.  "), Line("End.", [Said("End")])]
    )
    before = set_attribute(choose(open_sentence(page, 0), 1), "tone", "grim").draft.labels
    page = page._replace(items=(page.items[0]._replace(draft=before), *page.items[1:]))
    state = carry_on(open_sentence(page, 2))
    quote = state.chosen_quote
    assert shown(state) == ("So cold.", None, None)
    assert (quote.speaker, quote.type, quote.continues) == (None, QuoteType.DIRECT, True)
    assert quote.attributes == (("tone", "grim"),)
    assert not carry_on(state).chosen_quote.continues, "once more: no longer"
    assert carry_on(open_sentence(page, 3)).chosen_quote.continues, "a sentence with a quote: that one"
    assert several.quotes_before(open_sentence(page, 2)) == before.quotes
    assert several.quotes_before(open_sentence(page, 0)) == ()


def test_a_quote_of_somebody_else_carries_on_the_last_one_before_it():
    said = [replace(one, speaker=name) for one, name in zip(TWO, ("Ann", "Bo"), strict=True)]
    page = article(1, "a", [Line(TWO_QUOTES, said), Line("End.", [Said("End", speaker="Cy")])], ["Ann", "Bo", "Cy"])
    assert carry_on(open_sentence(page, 1)).chosen_quote.speaker == "Bo"


def test_a_quote_around_another_is_carried_on_not_the_one_within():
    told = [Said("“He said ‘no’ and left.", speaker="Ann"), Said("‘no’", speaker="Bo")]
    page = article(1, "a", [Line("“He said ‘no’ and left. ", told), Line("So we went.")], ["Ann", "Bo"])
    assert carry_on(open_sentence(page, 1)).chosen_quote.speaker == "Ann"


def test_where_no_quote_stands_before_nothing_is_carried_on():
    page = article(1, "a", [Line("It rained. "), Line("So cold. "), Line("“Fine,” he said.", [Said("Fine")])])
    for at in range(3):
        state = open_sentence(page, at)
        assert several.not_carried_on(state) == "no quote before this sentence"
        assert carry_on(state) is state, "no quote by nobody, and nothing that continues nothing"


def test_what_wrongly_continues_a_quote_can_be_set_right_without_one_before():
    page = article(1, "a", [Line("It rained.", [Said("It rained.", continues=True)])])
    assert not carry_on(open_sentence(page, 0)).chosen_quote.continues


def test_it_is_said_which_quote_is_carried_on_where_the_sentence_before_has_none():
    page = article(1, "a", [Line("Cold. ", [Said("Cold.")]), Line("It rained. "), Line("So wet. ")])
    assert several.carried_on_from(carry_on(open_sentence(page, 1))) == ""
    state = carry_on(open_sentence(page, 2))
    assert several.carried_on_from(state) == "no quote in the sentence before: this continues the one of sentence 1"
    assert several.carried_on_from(carry_on(state)) == "", "no longer: nothing to say"
    assert several.carried_on_from(open_sentence(page, 2)) == "", "without a quote neither"


def test_what_is_carried_on_is_what_the_sentence_before_shows():
    page = article(
        1, "a", [Line("So cold.", [Said("So cold", speaker="Ada Finch", type=QuoteType.MIXED)]), Line("So.")]
    )
    quote = carry_on(open_sentence(page, 1)).chosen_quote
    assert (quote.speaker, quote.type) == ("Ada Finch", QuoteType.MIXED)
    rejected = Decision(1, "ana", Answer.REJECT, Labels(), "2026-03-05T10:00:00Z")
    page = page._replace(items=(page.items[0]._replace(decision=rejected), page.items[1]))
    assert several.quotes_before(open_sentence(page, 1)) == ()
