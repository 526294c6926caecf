"""What a sentence shows is one rule: opened, in the margin, to a filter, and in what is stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, Decision, Sight
from annotator.core.model import Labels, QuotePart, QuoteType, Suggestion
from annotator.core.session import state as session
from annotator.core.session.checks import checks
from annotator.core.session.desk import Filter, Mark, NoteAndFlag, Place
from annotator.core.session.edits import add_quote, delete_quote
from annotator.core.session.readings import choice_of, likely_parts, next_told, take, take_missing
from annotator.core.session.several import going_along, offered_continuation, passed_over, sure_enough, with_carried
from annotator.core.session.state import (
    UNTOLD,
    State,
    cycle_type,
    decide,
    is_awaited,
    is_edited,
    is_unsure,
    open_sentence,
    opening_draft,
    parts_before,
    shown_labels,
    shown_note_and_flag,
    shown_parts,
    toggle_topic,
)
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Other, Said, article, council, every_match, harbour

UNSURE_ONE = harbour().items[4]
"""A sentence with one indirect quote, suggested with a score of 0.41, and two topics."""

SUGGESTED = UNSURE_ONE.suggestion.labels
OTHERS = Labels(topics=("sport",))


def decided(answer, labels=SUGGESTED, **more):
    return UNSURE_ONE._replace(decision=Decision(1, "ana", answer, labels.bare(), "2026-03-05T10:00:00Z", **more))


@pytest.mark.parametrize(
    ("item", "labels"),
    [
        (UNSURE_ONE, SUGGESTED),
        (UNSURE_ONE._replace(suggestion=None), Labels()),
        (UNSURE_ONE._replace(draft=OTHERS), OTHERS),
        (UNSURE_ONE._replace(draft=Labels()), Labels()),
        (decided(Answer.ACCEPT), SUGGESTED.bare()),
        (decided(Answer.ACCEPT, OTHERS), OTHERS),
        (decided(Answer.REJECT, Labels()), Labels()),
        (decided(Answer.SKIP), SUGGESTED),
        (decided(Answer.SKIP, OTHERS), OTHERS),
        (decided(Answer.SKIP, SUGGESTED._replace(topics=("economy", "politics"))), SUGGESTED),
        (decided(Answer.ACCEPT)._replace(draft=OTHERS), OTHERS),
        (decided(Answer.SKIP)._replace(suggestion=None), SUGGESTED.bare()),
        (decided(Answer.SKIP, OTHERS, suggestion=7)._replace(answered=Suggestion(7, "old", OTHERS)), SUGGESTED),
        (decided(Answer.SKIP, OTHERS, suggestion=7)._replace(answered=Suggestion(7, "old", Labels())), OTHERS),
        (decided(Answer.SKIP, Labels()), SUGGESTED),
    ],
)
def test_unconfirmed_edits_are_shown_else_the_decision_else_the_suggestion_and_after_a_skip_too(item, labels):
    assert shown_labels(item) == labels
    assert opening_draft(item).labels == labels
    page = harbour()._replace(items=(item,))
    assert open_sentence(page, 0).draft.labels == labels
    assert not State(page, 0, opening_draft(item.untouched)).unconfirmed


@pytest.mark.parametrize(
    ("item", "note_and_flag"),
    [
        (UNSURE_ONE, NoteAndFlag()),
        (decided(Answer.ACCEPT, note="odd", flagged=True), NoteAndFlag("odd", True)),
        (decided(Answer.SKIP, note="odd", flagged=True), NoteAndFlag("odd", True)),
        (decided(Answer.ACCEPT, note="odd", flagged=True)._replace(note_and_flag=NoteAndFlag()), NoteAndFlag()),
        (UNSURE_ONE._replace(note_and_flag=NoteAndFlag("new")), NoteAndFlag("new")),
    ],
)
def test_a_note_and_flag_left_unconfirmed_are_shown_else_those_of_the_decision(item, note_and_flag):
    assert shown_note_and_flag(item) == opening_draft(item).note_and_flag == note_and_flag


def test_only_labels_with_a_low_score_are_unsure():
    quote = SUGGESTED.quotes[0]
    scores = {score: is_unsure(Labels((replace(quote, score=score),))) for score in (None, 0.0, 0.59, 0.6, 1.0)}
    assert scores == {None: False, 0.0: True, 0.59: True, 0.6: False, 1.0: False}
    assert not is_unsure(Labels())


def test_labels_are_edited_when_quotes_or_topics_differ_but_not_by_score_or_order_of_topics():
    suggestion = UNSURE_ONE.suggestion
    quote = SUGGESTED.quotes[0]
    assert not is_edited(SUGGESTED, suggestion)
    assert not is_edited(SUGGESTED.bare()._replace(topics=("economy", "politics")), suggestion)
    assert is_edited(SUGGESTED._replace(topics=("economy",)), suggestion)
    assert is_edited(Labels((replace(quote, speaker=None),), SUGGESTED.topics), suggestion)
    assert is_edited(Labels((), SUGGESTED.topics), suggestion)
    assert not is_edited(Labels(), None)
    assert is_edited(OTHERS, None)


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.ACCEPT])
def test_an_edited_type_is_the_same_on_the_card_in_the_margin_to_a_filter_and_in_the_decision(answer):
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(cycle_type)
    bench.change(lambda state: toggle_topic(state, "sport"))
    bench.answer(answer)
    bench.step(-1)
    edited = bench.state.draft.labels
    assert edited.quotes[0].type is QuoteType.INDIRECT
    assert shown_labels(bench.state.item) == edited == desk.heads[100].labels
    assert every_match(desk, Filter(topic="sport")) == (100,)
    assert not bench.state.unconfirmed


def test_a_sentence_skipped_without_edits_opens_with_its_suggestion_and_score():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.go(Place(1, 4))
    bench.answer(Answer.SKIP)
    bench.step(-1)
    assert bench.place == Place(1, 4)
    assert bench.state.draft.labels.quotes[0].score == 0.41
    assert every_match(desk, Filter((Mark.UNSURE, Mark.SKIPPED))) == (104,)


# ---- A sentence shown without its suggestion: nothing of it is seen, nothing accepts it unseen, all is recorded.


def desk_without(*indexes: int, pages=None) -> MemoryDesk:
    """A desk that withholds the suggestions of those sentences of every article."""
    return MemoryDesk(pages or [harbour()], withhold=lambda _, index: index in indexes)


def decisions(desk: MemoryDesk) -> dict[int, tuple[Answer, Sight, int | None]]:
    """Answer, sight and suggestion of what was decided in the first article, by index."""
    items = enumerate(desk.page(1).items)
    return {
        index: (item.decision.answer, item.decision.sight, item.decision.suggestion)
        for index, item in items
        if item.decision is not None
    }


def test_nothing_of_its_suggestion_is_there():
    said = Said("Yes", "said", "he", "Paul Okoro", score=0.3)
    page = article(1, "a", [Line("Yes, he said.", [said], ["sport"], others=[Other([0], [])])])
    desk = desk_without(0, pages=[page])
    bench = Workbench(desk)
    state, item = bench.state, bench.state.item
    assert (item.suggestion, item.withheld, is_awaited(item)) == (None, 1000, True)
    assert (shown_labels(item), state.draft.labels) == (Labels(), Labels())
    assert (choice_of(state), next_told(state), list(likely_parts(state))) == (None, "", [])
    for asked in (take(state, 1), take_missing(state)):
        assert asked == (state, UNTOLD)
    assert (checks(state), bench.reasons()) == ((), ())
    for wanted in (Filter((Mark.UNSURE,)), Filter(speaker="Paul Okoro"), Filter(topic="sport")):
        assert every_match(desk, wanted) == ()


def test_its_decision_says_so_and_names_the_suggestion():
    desk = desk_without(0)
    assert Workbench(desk).answer(Answer.ACCEPT)
    assert decisions(desk) == {0: (Answer.ACCEPT, Sight.WITHHELD, 1000)}
    assert desk.heads[100].labels == Labels(), "what was shown is what is confirmed"


def test_all_others_are_as_ever():
    desk = desk_without(2)
    assert Workbench(desk).answer(Answer.ACCEPT)
    assert decisions(desk) == {0: (Answer.ACCEPT, Sight.SUGGESTION, 1000)}


def test_boilerplate_keeps_its_suggestion_and_a_sentence_without_one_has_none_to_withhold():
    page = article(1, "a", [Line("By Jane Roe", boilerplate="byline"), Line("So.")])
    items = desk_without(0, 1, pages=[page]).page(1).items
    assert items == page.items


def test_once_decided_it_is_an_ordinary_sentence_and_its_edits_are_made_without_the_suggestion():
    desk = desk_without(0)
    bench = Workbench(desk)
    bench.change(lambda state: session.toggle_topic(state, "sport"))
    bench.answer(Answer.ACCEPT)
    bench.step(-1)
    item = bench.state.item
    assert not is_awaited(item)
    assert (item.decided, shown_labels(item).topics, item.suggestion) == (True, ("sport",), None)
    bench.change(lambda state: session.toggle_topic(state, "weather"))
    bench.answer(Answer.ACCEPT)
    assert decisions(desk)[0] == (Answer.ACCEPT, Sight.WITHHELD, 1000)
    desk.withhold = None
    again = Workbench(desk)
    again.go(Place(1, 0))
    assert again.state.item.suggestion is None, "whatever share is chosen later"


def test_skipped_it_comes_again_without_its_suggestion():
    desk = desk_without(0)
    bench = Workbench(desk)
    bench.answer(Answer.SKIP)
    bench.step(-1)
    assert is_awaited(bench.state.item)
    assert shown_labels(bench.state.item) == Labels()
    bench.answer(Answer.ACCEPT)
    assert decisions(desk)[0] == (Answer.ACCEPT, Sight.WITHHELD, 1000)


def test_undo_and_redo_keep_what_was_seen():
    desk = desk_without(0)
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.undo()
    assert is_awaited(bench.state.item)
    bench.redo()
    assert decisions(desk)[0] == (Answer.ACCEPT, Sight.WITHHELD, 1000)


def test_what_was_once_seen_is_not_withheld_when_it_is_undone():
    desk = desk_without()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    desk.withhold = lambda *_: True
    bench.undo()
    item = bench.state.item
    assert item.suggestion is not None
    assert desk.page(1).items[1].suggestion is None
    bench.answer(Answer.ACCEPT)
    assert decisions(desk)[0] == (Answer.ACCEPT, Sight.SUGGESTION, 1000)


def test_edits_of_what_was_suggested_are_not_hidden():
    desk = desk_without()
    scored = desk.page(1).items[0].suggestion.labels._replace(topics=())
    desk.keep_drafts([(100, scored, None), (102, scored.bare(), None)])
    desk.withhold = lambda *_: True
    items = desk.page(1).items
    assert items[0].suggestion is not None
    assert (items[2].suggestion, shown_labels(items[2])) == (None, scored.bare()), "own edits stay"


def test_nothing_accepts_it_unseen():
    quote = Said("So", score=0.99)
    page = article(1, "a", [Line("So it is.", [quote] * has) for has in (1, 1, 0, 1)])
    hidden = desk_without(1, pages=[page]).page(1)
    state = open_sentence(hidden, 0)
    assert sure_enough(state, 0.0, bare=True) == [0, 2, 3]
    assert going_along(state, 3, sure=0.0) == []
    assert passed_over(state, 1) == [], "with --only-suggested it is a place to stop at"


def test_only_suggested_stops_at_it_whatever_its_suggestion_holds():
    page = article(1, "a", [Line("So."), Line("So it is."), Line("Yes.")])
    items = list(page.items)
    given = harbour().items[0].suggestion
    items[1] = items[1]._replace(suggestion=given._replace(labels=Labels(), topics=()))
    desk = desk_without(1, pages=[page._replace(items=tuple(items))])
    bench = Workbench(desk, only_suggested=True)
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 1)
    assert is_awaited(bench.state.item)


@pytest.mark.parametrize("decided", [Answer.ACCEPT, Answer.SKIP])
def test_what_is_decided_together_with_another_sentence_is_decided_in_passing(decided):
    page = article(1, "a", [Line("So."), Line("So it is."), Line("Yes.")])
    desk = MemoryDesk([page])
    bench = Workbench(desk)
    bench.answer(decided, also=[1])
    assert [sight for _, sight, _ in decisions(desk).values()] == [Sight.SUGGESTION, Sight.IN_PASSING]


def test_of_all_that_is_accepted_at_once_the_current_sentence_was_in_sight():
    desk = MemoryDesk([harbour()])
    bench = Workbench(desk)
    bench.go(Place(1, 2))
    assert bench.accept_all(sure_enough(bench.state, 0.9))
    sights = {index: sight for index, (_, sight, _) in decisions(desk).items()}
    assert sights == {0: Sight.IN_PASSING, 2: Sight.SUGGESTION, 3: Sight.IN_PASSING}


def test_what_is_passed_over_and_boilerplate_is_decided_in_passing():
    lines = [Line("By Jane Roe", boilerplate="byline"), Line("So."), Line("Yes."), Line("So", [Said("So")])]
    desk = MemoryDesk([article(1, "a", lines)])
    bench = Workbench(desk, only_suggested=True)
    bench.answer(Answer.ACCEPT)
    found = {index: (item.decision.sight, item.decision.implied) for index, item in enumerate(desk.page(1).items[:3])}
    assert found == {0: (Sight.IN_PASSING, True), 1: (Sight.SUGGESTION, False), 2: (Sight.IN_PASSING, True)}


def test_no_quote_of_the_sentence_before_is_proposed_to_go_on_in_it():
    lines = [Line("“So it is.", [Said("“So it is.", speaker="Ada")]), Line("And so it was.”")]
    hidden = [Line(lines[0].text, lines[0].quotes), Line(lines[1].text, topics=["sport"])]
    proposed = {}
    for name, desk in (
        ("seen", desk_without(pages=[article(1, "a", hidden)])),
        ("withheld", desk_without(1, pages=[article(1, "a", hidden)])),
    ):
        bench = Workbench(desk)
        bench.answer(Answer.ACCEPT)
        assert bench.place == Place(1, 1)
        proposed[name] = offered_continuation(bench.state) is not None
    assert proposed == {"seen": True, "withheld": False}


def test_an_edit_of_a_quote_changes_nothing_where_its_further_part_is_withheld():
    desk = desk_without(3)
    bench = Workbench(desk)
    bench.go(Place(1, 2))
    state = session.give_speaker(bench.state, "Paul Okoro")
    assert shown_labels(with_carried(state).items[3]) == Labels()
    bench.change(delete_quote)
    bench.answer(Answer.ACCEPT)
    assert desk.page(1).items[3].draft is None


def test_an_edit_of_a_quote_changes_nothing_beyond_a_sentence_of_which_nothing_is_shown_yet():
    lines = [
        Line("We sail, Ada said.", [Said("We sail", "said", "Ada", "Ada Finch")]),
        Line("We do not, Ada said.", [Said("We do not", "said", "Ada", "Ada Finch")]),
        Line("We never did.", [Said("We never did.", speaker="Ada Finch", continues=True)]),
    ]
    desk = desk_without(1, pages=[article(1, "a", lines)])
    bench = Workbench(desk)
    bench.change(lambda state: session.give_speaker(state, "Paul Okoro"))
    bench.answer(Answer.ACCEPT)
    assert [quote.speaker for quote in shown_labels(desk.page(1).items[2]).quotes] == ["Ada Finch"]


def test_a_decided_part_begins_its_own_where_what_it_went_on_with_is_not_seen_without_its_suggestion():
    lines = [
        Line("We sail, Ada said.", [Said("We sail", "said", "Ada", "Ada Finch")]),
        Line("We stay, Ada said.", [Said("We stay", "said", "Ada", "Ada Finch")]),
        Line("We always did.", [Said("We always did.", speaker="Ada Finch", continues=True)]),
    ]
    desk = desk_without(1, pages=[article(1, "a", lines)])
    bench = Workbench(desk)
    for index in (0, 2, 1):
        bench.go(Place(1, index))
        bench.answer(Answer.ACCEPT)
    items = desk.page(1).items
    assert [[quote.continues for quote in item.decision.labels.quotes] for item in items] == [[False], [], [False]]


# ---- A suggested part that continues a quote goes on with that quote as it was decided.

ADA, BEN = "Ada Finch", "Ben Cole"


def spoken(*more: Line) -> list[Line]:
    """Ada Finch speaks, then Ben Cole in two sentences; then what more there is."""
    return [
        Line("We sail, Ada said.", [Said("We sail", "said", "Ada", ADA)]),
        Line("We stay, Ben said.", [Said("We stay", "said", "Ben", BEN)]),
        Line("We always did.", [Said("We always did.", speaker=BEN, continues=True)]),
        *more,
    ]


def goes_on(bench: Workbench, index: int) -> tuple[str | None, bool]:
    """Speaker of the quote that a sentence shows once it is opened, and whether it continues another."""
    bench.go(Place(1, index))
    quote = bench.state.chosen_quote
    return quote.speaker, quote.continues


def test_a_part_whose_quote_was_taken_away_begins_one_of_its_own_without_any_edit_and_goes_on_when_that_is_undone():
    desk = desk_without(pages=[article(1, "a", spoken())])
    bench = Workbench(desk)
    bench.go(Place(1, 1))
    bench.answer(Answer.REJECT)
    assert goes_on(bench, 2) == (BEN, False)
    assert (desk.drafts, bench.state.unconfirmed) == ({}, False)
    bench.undo()
    assert goes_on(bench, 2) == (BEN, True)
    bench.redo()
    desk.pages[0] = desk.pages[0]._replace(items=article(1, "a", [*spoken()[:2], Line("We always did.")]).items)
    bench.reload()
    bench.go(Place(1, 2))
    assert bench.state.draft.labels == Labels(), "a later suggestion is shown as it is"


def test_a_part_has_the_speaker_that_was_decided_of_its_quote_whatever_is_suggested_by_now():
    desk = desk_without(pages=[article(1, "a", spoken())])
    bench = Workbench(desk)
    for index in (0, 1):
        bench.go(Place(1, index))
        bench.answer(Answer.ACCEPT)
    later = [replace(line, quotes=[replace(said, speaker="Cleo") for said in line.quotes]) for line in spoken()]
    desk.pages[0] = desk.pages[0]._replace(items=article(1, "a", later).items)
    bench.reload()
    assert goes_on(bench, 2) == (BEN, True)
    assert not bench.state.unconfirmed
    bench.go(Place(1, 0))
    bench.go(Place(1, 2))
    assert shown_labels(bench.state.item._replace(decision=None)).quotes[0].speaker == BEN
    bench.answer(Answer.ACCEPT)
    assert [desk.heads[key].labels.quotes[0].speaker for key in (101, 102)] == [BEN, BEN]


def test_a_part_that_continues_what_is_suggested_no_more_begins_a_quote_once_what_stands_before_it_is_decided():
    for before in ([], [Said("We stay", "said", "Ben", BEN)]):
        lines = [Line("We stay, Ben said.", before), Line("We always did.", [Said("We always did.", continues=True)])]
        lines[1] = replace(lines[1], quotes=[replace(lines[1].quotes[0], speaker="Cleo")])
        bench = Workbench(desk_without(pages=[article(1, "a", lines)]))
        assert goes_on(bench, 1) == ("Cleo", True), "it is told of"
        bench.go(Place(1, 0))
        bench.answer(Answer.ACCEPT)
        assert goes_on(bench, 1) == ("Cleo", False)


def test_a_part_has_the_name_that_was_decided_of_its_quote_also_where_a_part_between_is_open():
    more = Line("We will stay.", [Said("We will stay.", speaker=BEN, continues=True)])
    desk = desk_without(pages=[article(1, "a", spoken(more))])
    bench = Workbench(desk)
    bench.go(Place(1, 1))
    head = decide(bench.state, Answer.ACCEPT, 0.0, 1)
    quotes = [replace(head.labels.quotes[0], speaker="Benjamin Cole")]
    desk.save([head._replace(labels=head.labels.with_quotes(quotes))])
    assert [goes_on(Workbench(desk), index) for index in (2, 3)] == [("Benjamin Cole", True)] * 2


def test_what_waits_to_be_confirmed_changes_no_other_part():
    desk = desk_without(pages=[article(1, "a", spoken())])
    bench = Workbench(desk)
    bench.go(Place(1, 1))
    bench.change(delete_quote)
    assert goes_on(bench, 2) == (BEN, True)


def test_a_part_is_confirmed_in_passing_as_it_goes_on():
    desk = desk_without(pages=[article(1, "a", spoken())])
    bench = Workbench(desk)
    bench.go(Place(1, 1))
    bench.change(delete_quote)
    assert going_along(bench.state, 2) == [], "what begins a quote is to be looked at"
    bench.answer(Answer.ACCEPT, [2])
    assert not desk.heads[102].labels.quotes[0].continues


def test_of_sentences_confirmed_at_once_each_goes_on_with_what_is_confirmed_before_it():
    own = Said("Nobody goes", speaker=ADA)
    said = Said("we always did", speaker="Cleo", continues=True)
    desk = desk_without(pages=[article(1, "a", [Line("They stay."), Line("Nobody goes, we always did.", [own, said])])])
    Workbench(desk).accept_all([0, 1])
    assert [(quote.speaker, quote.continues) for quote in desk.heads[101].labels.quotes] == [
        (ADA, False),
        ("Cleo", False),
    ]


def test_where_the_sentence_before_was_decided_unseen_a_part_goes_on_only_with_a_quote_by_its_speaker_there():
    for marked, continues in ((None, False), (ADA, False), (BEN, True)):
        desk = desk_without(1, pages=[article(1, "a", spoken())])
        bench = Workbench(desk)
        bench.answer(Answer.ACCEPT)
        assert goes_on(bench, 2) == (BEN, True), "nothing is known of what it continues"
        bench.go(Place(1, 1))
        if marked is not None:
            bench.change(lambda state: add_quote(state, replace(spoken_part(), speaker=marked)))  # noqa: B023
        bench.answer(Answer.ACCEPT)
        assert goes_on(bench, 2) == (BEN, continues)


def spoken_part() -> QuotePart:
    """What the second sentence is suggested to hold."""
    (part,) = article(1, "a", spoken()).items[1].suggestion.labels.quotes
    return part.bare()


def test_a_part_that_was_decided_before_what_it_continues_was_decided_unseen_begins_a_quote_in_the_same_step():
    desk = desk_without(1, pages=[article(1, "a", spoken())])
    bench = Workbench(desk)
    bench.go(Place(1, 2))
    bench.answer(Answer.ACCEPT)
    assert desk.heads[102].labels.quotes[0].continues
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    assert not desk.heads[102].labels.quotes[0].continues
    bench.undo()
    assert desk.heads[102].labels.quotes[0].continues


def test_a_reading_of_a_part_goes_on_as_the_part_does():
    shorter = Other([0], [Said("We always", speaker=BEN, continues=True)], 0.3)
    line = spoken()[2]
    pages = [article(1, "a", [*spoken()[:2], replace(line, others=[shorter])])]
    bench = Workbench(desk_without(pages=pages))
    bench.go(Place(1, 1))
    bench.answer(Answer.REJECT)
    bench.go(Place(1, 2))
    bench.change(lambda state: take(state, 1)[0])
    (quote,) = bench.state.draft.labels.quotes
    assert (quote.content[0].of(bench.state.page.document.text), quote.continues) == ("We always", False)


def test_a_sentence_without_a_quote_looks_at_none_before_it():
    page = council()
    assert parts_before(page, len(page.items) - 1, (), shown_parts) == {len(page.items) - 1: ()}
