"""Speakers keep their keys while somebody works in a document, and those who speak have one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import LONGEST, Answer, Decision
from annotator.core.model import CastMember, Labels, QuoteType, Reading
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.state import (
    MAX_TOPICS,
    choose,
    cycle_attribute,
    cycle_type,
    decide,
    edit,
    give_speaker,
    next_undecided,
    open_sentence,
    proposing,
    redo_edit,
    remark,
    same_topics,
    set_attribute,
    shown_as,
    toggle_topic,
    undo_edit,
    with_new_names,
)
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article, council, harbour

NINE = [f"Person {letter}" for letter in "ABCDEFGHI"]


def page_with(names, *speakers, places=(), number=1):
    """An article with a sentence for each of these speakers, and a cast."""
    lines = [
        Line(f"So {number}, it was said.", [Said(f"So {number}", "said", speaker=name)])
        for number, name in enumerate(speakers)
    ]
    cast = tuple(CastMember(name, speaks=name not in places) for name in [*names, *places])
    return article(number, f"article {number}", lines or [Line("Nothing was said.")])._replace(cast=cast)


def bench_with(names, *speakers, places=()):
    return Workbench(MemoryDesk([page_with(names, *speakers, places=places)]))


def said_by(name):
    return lambda state: give_speaker(state, name)


def test_the_suggested_speakers_have_the_digits_in_their_order():
    assert open_sentence(page_with(["Ada", "Ben"], "Ada"), 0).cast == ("Ada", "Ben")


def test_a_place_has_no_digit_even_if_digits_are_left():
    seats = open_sentence(page_with(["Ada"], "Ada", places=["Norway", "Oslo"]), 0).cast
    assert seats == ("Ada", *[""] * 8, "Norway", "Oslo")
    state = open_sentence(page_with(["Ada"], "Ada", places=["Norway"]), 0)
    assert [state.speaker_at(number) for number in (0, 1, 2, 10, 11)] == [None, "Ada", None, "Norway", None]
    assert state.speakers == ("Ada", "Norway")


def test_a_new_speaker_gets_the_next_free_digit():
    bench = bench_with(["Ada", "Ben"], "Ada", "Ben", places=["Norway"])
    bench.change(said_by("Cleo"))
    assert bench.state.cast[:4] == ("Ada", "Ben", "Cleo", "")
    bench.answer(Answer.ACCEPT)
    assert bench.state.cast[:4] == ("Ada", "Ben", "Cleo", ""), "in the next sentence too"


def test_where_no_digit_is_free_a_new_speaker_takes_that_of_the_last_who_has_no_quote():
    bench = bench_with(NINE, NINE[8], NINE[0])
    bench.change(said_by("New"))
    assert bench.state.cast == (*NINE[:8], "New", NINE[8]), "the one quote of the last is the new speaker's now"
    bench = bench_with(NINE, NINE[0], NINE[8])
    bench.change(said_by("New"))
    assert bench.state.cast == (*NINE[:7], "New", NINE[8], NINE[7])


def test_nobody_who_has_a_quote_loses_a_digit():
    bench = bench_with(NINE, *NINE, NINE[0])
    bench.go(Place(1, 9))
    bench.change(said_by("New"))
    assert bench.state.cast == (*NINE, "New")


def test_a_speaker_that_is_taken_back_gives_the_digit_back():
    bench = bench_with(NINE, NINE[0], NINE[0])
    bench.change(said_by("Tpyo"))
    assert bench.state.cast[8] == "Tpyo"
    bench.undo()
    assert bench.state.cast == tuple(NINE)
    bench = bench_with(["Ada"], "Ada", "Ada")
    bench.change(said_by("Cleo"))
    bench.answer(Answer.ACCEPT)
    bench.change(said_by("Dora"))
    bench.go(Place(1, 0))
    bench.change(said_by("Ada"))
    assert bench.state.cast == ("Ada", "", "Dora"), "nobody moves into a gap"
    bench.change(said_by("Emil"))
    assert bench.state.cast == ("Ada", "Emil", "Dora"), "but somebody new"


def test_a_speaker_behind_the_nine_who_gets_a_quote_gets_a_digit():
    bench = bench_with([*NINE, "Ten"], NINE[0], NINE[0])
    bench.change(said_by("Ten"))
    assert bench.state.cast == (*NINE[:8], "Ten", NINE[8])


def test_a_place_that_is_given_a_quote_gets_a_digit():
    bench = bench_with(["Ada"], "Ada", "Ada", places=["Norway", "Oslo"])
    bench.change(said_by("Oslo"))
    assert bench.state.cast == ("Ada", "Oslo", *[""] * 7, "Norway")


def test_keys_stay_through_decisions_undo_and_other_articles():
    desk = MemoryDesk([page_with(NINE, *NINE, NINE[0]), page_with(["Zoe"], "Zoe")._replace(number=2)])
    bench = Workbench(desk)
    seen = {bench.state.cast}
    bench.answer(Answer.REJECT)
    seen.add(bench.state.cast)
    bench.answer(Answer.SKIP)
    bench.undo()
    seen.add(bench.state.cast)
    bench.go(Place(2, 0))
    assert bench.state.cast == ("Zoe",)
    bench.go(Place(1, 3))
    assert seen | {bench.state.cast} == {tuple(NINE)}


def test_in_a_later_sitting_added_speakers_come_in_the_order_they_were_added():
    desk = MemoryDesk([page_with(["Ada"], "Ada", "Ada", "Ada")])
    bench = Workbench(desk)
    bench.go(Place(1, 2))
    bench.change(said_by("First"))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    bench.change(said_by("Second"))
    bench.answer(Answer.ACCEPT)
    assert bench.state.cast == ("Ada", "First", "Second")
    assert Workbench(desk).state.cast == ("Ada", "First", "Second")


def test_two_names_made_one_keep_the_digit():
    bench = bench_with(["Ada Finch", "Ben"], "Ada Finch", "Ben", "Ada Finch")
    bench.rename("Ada Finch", "A. Finch")
    assert bench.state.cast == ("A. Finch", "Ben")


def test_a_new_name_takes_the_digit_of_the_old_one_also_where_others_wait_for_it_and_undo_gives_it_back():
    bench = bench_with([*NINE, "Ten", "Eleven"], NINE[0], NINE[0])
    before = bench.state.cast
    bench.rename(NINE[0], "Ada Finch")
    after = bench.state.cast
    assert after == ("Ada Finch", *before[1:])
    bench.undo()
    assert bench.state.cast == before
    bench.redo()
    assert bench.state.cast == after


def test_a_name_with_a_digit_of_its_own_keeps_that_when_another_one_is_made_it():
    bench = bench_with(["Ada", "Ben", "Cleo"], "Ada", "Ben")
    bench.rename("Ada", "Ben")
    assert bench.state.cast.index("Ben") == 1
    bench.undo()
    assert bench.state.cast == ("Ada", "Ben", "Cleo")


def test_undoing_one_of_two_renamings_leaves_the_keys_as_they_were_between_them():
    bench = bench_with(["Ada", "Ben", "Cleo"], "Ada", "Ben")
    bench.rename("Ada", "Zoe")
    between = bench.state.cast
    assert between == ("Zoe", "Ben", "Cleo")
    bench.rename("Ben", "Yan")
    after = bench.state.cast
    bench.undo()
    assert bench.state.cast == between
    bench.redo()
    assert bench.state.cast == after == ("Zoe", "Yan", "Cleo")


def test_a_name_that_is_changed_in_one_article_keeps_its_key_in_another():
    here, there = page_with(["Ada"], "Ada"), page_with(["Ada", *NINE], "Ada", *NINE[:3], number=2)
    bench = Workbench(MemoryDesk([here, there]))
    bench.go(Place(2, 0))
    keys = bench.state.cast
    bench.go(Place(1, 0))
    bench.rename("Ada", "Ada Lind")
    bench.go(Place(2, 0))
    assert bench.state.cast == keys


def test_undoing_an_edit_without_a_workbench_shows_the_same():
    state = give_speaker(open_sentence(page_with(["Ada"], "Ada"), 0), "Cleo")
    assert state.cast == ("Ada", "Cleo")
    assert undo_edit(state).cast == ("Ada",)


# ---- Editing what the current sentence shows, and deciding it: pure code.


def two_quotes():
    """A sentence with two quotes and no topic, the first chosen."""
    told = Line(
        "“No,” said Ada, but Ben said that it would do.",
        [Said("“No,”", "said", "Ada", "Ada"), Said("that it would do")],
    )
    return open_sentence(article(1, "a", [told], ["Ada", "Ben"]), 0)


def nothing_shown():
    return open_sentence(harbour(), 1)


def test_another_quote_is_chosen_round_and_round_without_an_edit_to_undo():
    state = two_quotes()
    gripped = replace(state, draft=state.draft._replace(grip=2))
    assert [choose(state, by).draft.chosen for by in (1, -1, 2, 3)] == [1, 1, 0, 1]
    assert choose(gripped, 1).draft.grip == 0
    assert undo_edit(choose(state, 1)) is None
    assert nothing_shown() == choose(nothing_shown(), 1)


def test_an_edit_keeps_what_was_before_and_drops_what_could_be_redone():
    state = two_quotes()
    first = give_speaker(state, "Ben")
    second = give_speaker(first, None)
    assert second.past == (state.draft, first.draft)
    back = undo_edit(second)
    assert (back.draft, back.past, back.future) == (first.draft, (state.draft,), (second.draft,))
    further = undo_edit(back)
    assert (further.draft, further.past, further.future) == (state.draft, (), (first.draft, second.draft))
    assert redo_edit(further) == back
    assert redo_edit(redo_edit(further)) == second
    assert cycle_type(back).future == ()
    assert (undo_edit(state), redo_edit(state)) == (None, None)


def test_an_edit_that_changes_nothing_is_none():
    state = two_quotes()
    assert give_speaker(state, "Ada") is state
    assert edit(state, state.draft) is state


@pytest.mark.parametrize("said", [NoteAndFlag("odd"), NoteAndFlag(flagged=True)])
def test_a_note_and_a_flag_are_edits(said):
    state = two_quotes()
    edited = remark(state, said)
    assert edited.past == (state.draft,)
    assert edited.unconfirmed
    assert not state.unconfirmed


def test_speaker_type_and_attributes_are_those_of_the_chosen_quote():
    state = choose(two_quotes(), 1)
    for changed, field, value in (
        (give_speaker(state, "Ben"), "speaker", "Ben"),
        (cycle_type(state), "type", QuoteType.INDIRECT),
        (set_attribute(state, "tone", "calm"), "attributes", (("tone", "calm"),)),
    ):
        assert changed.draft.labels.quotes[0] == state.draft.labels.quotes[0]
        assert changed.draft.labels.quotes[1] == changed.chosen_quote
        assert getattr(changed.chosen_quote, field) == value
        assert changed.unconfirmed
        assert undo_edit(changed) == replace(state, future=(changed.draft,))


@pytest.mark.parametrize(
    "change",
    [
        cycle_type,
        lambda state: give_speaker(state, "Ben"),
        lambda state: set_attribute(state, "a", "b"),
    ],
)
def test_where_there_is_no_quote_nothing_changes(change):
    assert change(nothing_shown()) == nothing_shown()
    assert nothing_shown().chosen_quote is None


def test_an_attribute_goes_round_its_values_and_none():
    state = set_attribute(two_quotes(), "tone", "calm")
    seen = []
    for _ in range(4):
        state = cycle_attribute(state, "stance", ("for", "against"))
        seen.append(state.chosen_quote.attribute("stance"))
        assert state.chosen_quote.attribute("tone") == "calm"
    assert seen == ["for", "against", None, "for"]


def test_a_value_that_the_scheme_no_longer_has_is_followed_by_none():
    state = set_attribute(two_quotes(), "stance", "odd")
    assert cycle_attribute(state, "stance", ("for", "against")).chosen_quote.attributes == ()


def test_an_attribute_is_an_edit_that_is_decided_and_undone():
    start = two_quotes()
    state = cycle_attribute(start, "stance", ("for", "against"))
    assert state.unconfirmed
    assert decide(state, Answer.ACCEPT, 1, 1).labels.quotes[0].attributes == (("stance", "for"),)
    assert undo_edit(state).draft == start.draft
    assert set_attribute(state, "stance", None).draft == start.draft


def test_topics_are_put_on_and_off_three_at_most():
    state = two_quotes()
    for key in ("politics", "economy", "weather"):
        state = toggle_topic(state, key)
    assert state.draft.labels.topics == ("politics", "economy", "weather")
    assert len(state.draft.labels.topics) == MAX_TOPICS
    assert toggle_topic(state, "sport") is state
    assert toggle_topic(state, "economy").draft.labels.topics == ("politics", "weather")


def test_the_topics_of_the_sentence_before_are_those_it_shows():
    page = harbour()
    assert same_topics(open_sentence(page, 5)).draft.labels.topics == ("politics", "economy")
    first = open_sentence(page, 0)
    assert same_topics(first) is first
    draft = page.items[4]._replace(draft=Labels(topics=("sport",)))
    edited = page._replace(items=(*page.items[:4], draft, page.items[5]))
    assert same_topics(open_sentence(edited, 5)).draft.labels.topics == ("sport",)


@pytest.mark.parametrize(("index", "opened"), [(-3, 0), (0, 0), (1, 1), (2, 1), (9, 1)])
def test_an_index_outside_the_document_opens_its_first_or_last_sentence(index, opened):
    assert open_sentence(council(), index).index == opened


def test_a_decision_says_what_is_shown_and_what_it_took():
    state = open_sentence(harbour(), 4)
    state = edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd", True)))
    decision = decide(state, Answer.ACCEPT, 2.345678, 7)
    assert decision.sentence_id == 104
    assert (decision.suggestion, decision.replaces) == (1004, None)
    assert decision.labels == state.draft.labels.bare()
    assert decision.labels.quotes[0].score is None
    assert (decision.note, decision.flagged, decision.implied) == ("odd", True, False)
    assert (decision.seconds, decision.keys) == (2.35, 7)


def test_a_rejection_holds_no_labels_and_a_skip_what_was_shown():
    state = give_speaker(open_sentence(harbour(), 0), None)
    assert decide(state, Answer.SKIP, LONGEST + 50_000, 0).seconds == LONGEST, "the lid was closed over night"
    assert decide(state, Answer.REJECT, 0, 0).labels == Labels()
    assert decide(state, Answer.SKIP, 0, 0).labels == state.draft.labels.bare()
    assert decide(nothing_shown(), Answer.ACCEPT, 0, 0).suggestion is None


def test_a_second_decision_names_the_one_it_replaces():
    page = harbour()
    earlier = Decision(77, "ana", Answer.ACCEPT, Labels(), "2026-03-05T10:00:00Z")
    page = page._replace(items=(page.items[0]._replace(decision=earlier), *page.items[1:]))
    assert decide(open_sentence(page, 0), Answer.REJECT, 0, 0).replaces == 77


def test_the_next_undecided_sentence_of_the_document_comes_after_this_one():
    page = harbour()
    decision = Decision(1, "ana", Answer.SKIP, Labels(), "2026-03-05T10:00:00Z")
    items = [item._replace(decision=decision) if at in (1, 2, 5) else item for at, item in enumerate(page.items)]
    assert [next_undecided(items, after) for after in range(6)] == [3, 3, 3, 4, None, None]
    assert next_undecided(items, -1) == 0


def test_what_is_proposed_stands_there_as_if_suggested_and_nothing_is_edited():
    state = toggle_topic(remark(open_sentence(harbour(), 0), NoteAndFlag("hm")), "sport")
    state = undo_edit(choose(cycle_type(toggle_topic(state, "weather")), 1))
    labels = Labels((), ("economy",))
    for made in (proposing(state, labels), shown_as(state, labels)):
        assert (made.draft.labels, made.item.suggested) == (labels, labels)
        assert (made.draft.note_and_flag.note, made.draft.chosen, made.past, made.future) == ("hm", 0, (), ())
    lone, other = Reading((), (), 0.2), Reading((0,), (), 0.1)
    held = state.item._replace(suggestion=state.item.suggestion._replace(readings=(lone, other)), draft=labels)
    left = replace(state, page=state.page.with_item(0, held))
    made = proposing(left, labels).item
    assert (made.suggestion.readings, made.made) == ((lone,), None), "what replaces nothing stays"
    assert (made.draft, shown_as(left, labels).item.draft) == (labels, None), "on disk until it is put away, not shown"
    decision = Decision(1, "ana", Answer.ACCEPT, state.draft.labels, "")
    decided = replace(state, page=state.page.with_item(0, state.item._replace(decision=decision)))
    assert shown_as(decided, labels).item.decision == decision._replace(labels=labels)


def test_new_names_hold_in_what_undo_and_redo_of_the_edits_lead_to():
    state = open_sentence(page_with(["Ada", "Ben"], "Ada"), 0)
    edited = undo_edit(give_speaker(give_speaker(state, "Ben"), "Ada"))
    named = with_new_names(edited, {"Ada": "Ada Lind"})
    assert [said.quotes[0].speaker for said in (named.draft.labels, undo_edit(named).draft.labels)] == [
        "Ben",
        "Ada Lind",
    ]
    assert redo_edit(named).draft.labels.quotes[0].speaker == "Ada Lind"


def test_quotes_are_chosen_one_after_the_other_round_and_round():
    three = [Said(word, "said", "Ada") for word in ("One", "two", "three")]
    state = open_sentence(article(1, "a", [Line("One, two, three, said Ada.", three)]), 0)
    forth = [choose(state, by).draft.chosen for by in (0, 1, 2, 3, -1)]
    assert forth == [0, 1, 2, 0, 2]
    assert choose(choose(state, 1), 1).draft.chosen == 2


def test_who_was_decided_has_a_digit_before_who_is_only_in_an_edit_and_both_before_what_is_suggested():
    desk = MemoryDesk([page_with([], "Ada", "Ada", "Ada", "Ben")])
    bench = Workbench(desk)
    bench.change(said_by("Cleo"))
    bench.step(1)
    bench.change(said_by("Dan"))
    bench.answer(Answer.ACCEPT)
    assert open_sentence(desk.page(1), 0).cast == ("Dan", "Cleo", "Ada", "Ben")


def test_a_number_is_that_of_a_speaker_or_of_nobody():
    state = open_sentence(page_with(["Ada", "Ben"], "Ada"), 0)
    assert [state.speaker_at(number) for number in (0, 1, 2, 3, -1)] == [None, "Ada", "Ben", None, None]
