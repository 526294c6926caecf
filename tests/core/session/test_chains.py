"""A quote and the parts that continue it are changed together, in one step, and a part that differs is told of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer
from annotator.core.errors import NotSaved
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.quotes.assembly import joined_with_places
from annotator.core.session import edits, several
from annotator.core.session import state as session
from annotator.core.session.checks import checks
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.several import changes_elsewhere, whole_quotes
from annotator.core.session.state import shown_labels
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article

ADA, BEN = "Ada Finch", "Ben Cole"


def speech(*speakers, more=()):
    """An article in which the first sentence is a quote by Ada Finch, and each further one continues it."""
    told = [Line("We sail, Ada said.", [Said("We sail", "said", "Ada", ADA)])]
    for number, speaker in enumerate(speakers):
        words = f"We sail far {number}."
        told.append(Line(words, [Said(words, speaker=speaker, continues=True)]))
    return article(1, "speech", [*told, *more], [ADA, BEN])


def bench_of(*speakers, more=()):
    desk = MemoryDesk([speech(*speakers, more=more)])
    return Workbench(desk), desk


def speaks(name):
    return lambda state: session.give_speaker(state, name)


def shown(desk, field="speaker"):
    """What each sentence's quote shows when it is opened."""
    page = desk.page(1)
    opened = [session.open_sentence(page, index).draft.labels.quotes for index in range(len(page.items))]
    return [getattr(quotes[0], field) for quotes in opened if quotes]


def decided(desk, field="speaker"):
    """What the decisions of the sentences hold, in the order of the sentences."""
    return [getattr(desk.heads[key].labels.quotes[0], field) for key in sorted(desk.heads)]


def test_a_speaker_given_to_the_head_is_given_to_open_parts_as_edits_and_to_decided_ones_as_decisions():
    bench, desk = bench_of(ADA, ADA, ADA)
    for index in (1, 2):
        bench.go(Place(1, index))
        bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd", True))))
        bench.keys += 1
        bench.answer(Answer.ACCEPT)
    was = desk.heads[101]
    bench.go(Place(1, 0))
    assert several.follows(bench.state) is None
    bench.change(speaks(BEN))
    assert several.follows(bench.state) == "⟪confirm⟫ changes the quote also in 2 confirmed and 1 open sentences"
    assert bench.answer(Answer.ACCEPT)
    assert bench.notice.text == "the quote is also changed in 2 confirmed and 1 open sentences · ⟪undo⟫ undoes"
    assert decided(desk) == [BEN] * 3
    assert desk.drafts[103].quotes[0].speaker == BEN
    now = desk.heads[101]
    assert now.id != was.id
    assert now._replace(id=was.id, labels=was.labels) == was, "nothing else was decided anew"
    assert bench.saved == 3
    assert bench.place == Place(1, 3)
    assert bench.state.chosen_quote.speaker == BEN
    assert sum(decision.keys for decision in desk.heads.values()) == 2


def test_one_undo_takes_the_change_back_in_all_parts_and_redo_makes_it_again_at_a_later_login():
    bench, desk = bench_of(ADA, ADA)
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == [BEN] * 3
    bench.leave()
    again = Workbench(desk)
    again.undo()
    assert again.place == Place(1, 0)
    assert (shown(desk), desk.drafts) == ([ADA] * 3, {})
    assert again.state.chosen_quote.speaker == BEN, "what was decided is shown, to be decided otherwise"
    again.redo()
    assert shown(desk) == [BEN] * 3
    again.undo()
    again.undo()
    assert not again.state.unconfirmed
    again.undo()
    assert desk.heads == {}


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_change_may_be_made_at_any_part(index):
    bench, desk = bench_of(ADA, ADA)
    bench.go(Place(1, index))
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == [BEN] * 3


def test_attributes_are_shared_and_so_is_the_type_where_it_was_the_same_and_the_marks_allow_it():
    bench, desk = bench_of(ADA, ADA, more=[Line("“So” far.", [Said("“So” far", speaker=ADA, continues=True)])])
    bench.change(lambda state: session.set_attribute(state, "stance", "for"))
    bench.change(lambda state: session.cycle_type(state, 1))
    bench.answer(Answer.ACCEPT)
    assert shown(desk, "attributes") == [(("stance", "for"),)] * 4
    assert shown(desk, "type") == [QuoteType.INDIRECT] * 3 + [QuoteType.DIRECT], "quoted words make it no indirect one"
    bench.go(Place(1, 1))
    bench.change(lambda state: session.set_attribute(state, "stance", None))
    bench.change(lambda state: session.cycle_type(state, -1))
    bench.answer(Answer.ACCEPT)
    assert shown(desk, "attributes") == [()] * 4
    assert shown(desk, "type") == [QuoteType.DIRECT] * 4


def test_a_part_that_differed_before_is_left_as_it_is():
    bench, desk = bench_of(ADA, "Cleo", None, ADA)
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == [BEN, BEN, "Cleo", None, ADA], "what comes behind another's words goes on with those"


def test_nothing_is_carried_where_nothing_was_edited_or_the_sentence_is_skipped_or_rejected():
    bench, desk = bench_of("Cleo", ADA)
    bench.answer(Answer.ACCEPT)
    assert (shown(desk), desk.drafts) == ([ADA, "Cleo", ADA], {})
    for answer in (Answer.SKIP, Answer.REJECT):
        bench.go(Place(1, 0))
        bench.change(speaks(BEN))
        bench.answer(answer)
        assert desk.drafts == {}


def test_edits_left_unconfirmed_are_carried_when_they_are_confirmed():
    bench, desk = bench_of(ADA, ADA)
    bench.change(speaks(BEN))
    bench.step(1)
    assert bench.state.chosen_quote.speaker == ADA
    bench.step(-1)
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == [BEN] * 3
    bench.go(Place(1, 0))
    bench.change(speaks(ADA))
    bench.step(1)
    bench.step(-1)
    bench.change(speaks("Cleo"))
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == ["Cleo"] * 3


def test_edits_over_a_decided_part_follow_with_its_decision():
    bench, desk = bench_of(ADA)
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.change(session.cycle_type)
    bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd"))))
    bench.go(Place(1, 0))
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert decided(desk) == [BEN, BEN]
    kept = desk.drafts[101].quotes[0]
    assert (kept.speaker, kept.type) == (BEN, QuoteType.INDIRECT)
    assert desk.notes_and_flags[101] == NoteAndFlag("odd")
    bench.undo()
    kept = desk.drafts[101].quotes[0]
    assert (kept.speaker, kept.type, decided(desk)) == (ADA, QuoteType.INDIRECT, [ADA])
    assert desk.notes_and_flags[101] == NoteAndFlag("odd")


def test_a_part_that_no_longer_continues_changes_only_what_continues_it():
    bench, desk = bench_of(ADA, ADA)
    bench.go(Place(1, 1))
    bench.change(several.carry_on)
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == [ADA, BEN, BEN]


def test_a_part_made_anew_and_given_another_speaker_changes_the_quote_that_it_continues():
    bench, desk = bench_of(more=[Line("We sail on.")])
    bench.answer(Answer.ACCEPT)
    bench.change(several.carry_on)
    assert not changes_elsewhere(bench.state)
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert decided(desk) == [BEN, BEN]
    bench.undo()
    assert decided(desk) == [ADA]


def test_a_part_changes_no_quote_beyond_a_sentence_that_is_only_there_to_be_read():
    bench, _ = bench_of(more=[Line("The tide turned."), Line("We sail on.", [Said("We sail on", speaker=BEN)])])
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 2))
    part = replace(bench.state.quotes[0], continues=True)
    page, between = bench.state.page, bench.state.page.items[1]
    asked, unasked = (
        replace(bench.state, page=page.with_item(1, between._replace(asked=is_asked))) for is_asked in (True, False)
    )
    changed = [
        changes_elsewhere(session.give_speaker(edits.replaced(state, Labels((replace(part, speaker=ADA),)), 0), BEN))
        for state in (asked, unasked)
    ]
    assert [bool(one) for one in changed] == [True, False]


@pytest.mark.parametrize("put_away", [Workbench.put_away, lambda bench: bench.answer(Answer.SKIP)])
@pytest.mark.parametrize("quoted", [(), [Said("We sail on")], [Said("We sail on", speaker=BEN)]])
def test_a_part_made_anew_and_given_another_speaker_before_it_was_put_away_changes_that_quote_once_it_is_confirmed(
    put_away, quoted
):
    bench, desk = bench_of(more=[Line("We sail on.", quoted), Line("Yes.")])
    bench.answer(Answer.ACCEPT)
    bench.change(several.carry_on)
    bench.change(speaks("Cleo"))
    put_away(bench)
    bench.go(Place(1, 2))
    bench.go(Place(1, 1))
    assert bench.state.past == ()
    assert not [*checks(bench.state)]
    assert several.follows(bench.state) == "⟪confirm⟫ changes the quote also in 1 confirmed sentence"
    bench.answer(Answer.ACCEPT)
    assert decided(desk) == ["Cleo", "Cleo"]
    assert len(whole_quotes(desk.page(1), 1, desk.heads[101].labels)) == 1
    bench.undo()
    assert desk.heads[100].labels.quotes[0].speaker == ADA


def test_of_two_quotes_only_the_one_that_was_edited_changes_its_parts():
    told = [
        Line("Yes, said Ada, and no, said Ben.", [Said("Yes", "said", "Ada", ADA), Said("no", "said", "Ben", BEN)]),
        Line("So far.", [Said("So far", speaker=ADA, continues=True)]),
    ]
    desk = MemoryDesk([article(1, "two", told, [ADA, BEN])])
    bench = Workbench(desk)
    bench.change(lambda state: session.choose(state, 1))
    bench.change(speaks("Cleo"))
    bench.answer(Answer.ACCEPT)
    assert shown(desk)[1] == ADA
    bench.go(Place(1, 0))
    bench.change(speaks(BEN))
    bench.answer(Answer.ACCEPT)
    assert shown(desk)[1] == BEN


WITHIN = [
    Line("I, said Ada, hear no, said Ben, from all.", [Said("I, said Ada, hear no, said Ben, from all", speaker=ADA)]),
    Line("So far.", [Said("So far", speaker=ADA, continues=True)]),
]


@pytest.mark.parametrize("words", ["no", "I"])
def test_a_quote_added_within_another_changes_no_part_of_that_one(words):
    desk = MemoryDesk([article(1, "within", WITHIN, [ADA, BEN])])
    bench = Workbench(desk)
    start = WITHIN[0].text.index(words)
    inner = QuotePart((Span(start, start + len(words)),), QuoteType.INDIRECT, speaker=BEN)
    bench.change(lambda state: edits.add_quote(state, inner))
    assert not changes_elsewhere(bench.state)
    bench.answer(Answer.ACCEPT)
    assert shown(desk)[1] == ADA


def test_of_a_quote_and_one_within_it_only_the_one_that_was_edited_changes_its_parts():
    outer, goes_on = WITHIN
    told = [replace(outer, quotes=[*outer.quotes, Said("no", speaker=BEN)]), goes_on]
    desk = MemoryDesk([article(1, "within", told, [ADA, BEN])])
    bench = Workbench(desk)
    bench.change(lambda state: session.choose(state, 1))
    bench.change(speaks("Cleo"))
    bench.answer(Answer.ACCEPT)
    assert shown(desk)[1] == ADA


@pytest.mark.parametrize("looked_at", [1, 2], ids=["what goes on is open", "what goes on is decided"])
def test_what_goes_on_with_a_quote_that_is_deleted_does_not_go_on_with_one_within_it_of_the_same_speaker(looked_at):
    outer, goes_on = WITHIN
    told = [replace(outer, quotes=[*outer.quotes, Said("no", speaker=ADA)]), goes_on]
    desk = MemoryDesk([article(1, "within", told, [ADA])])
    bench = Workbench(desk)
    for _ in range(looked_at):
        bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    bench.change(edits.delete_quote)
    bench.answer(Answer.ACCEPT)
    assert shown(desk, "continues") == [False, False]
    bench.undo()
    assert shown(desk, "continues") == [False, True]


def test_a_change_that_could_not_be_saved_changes_nothing():
    bench, desk = bench_of(ADA, ADA)
    bench.change(speaks(BEN))
    desk.fail = NotSaved("disk full")
    assert not bench.answer(Answer.ACCEPT)
    assert bench.notice.tone is Tone.NOT_SAVED
    assert (desk.heads, desk.drafts) == ({}, {})
    assert [item.draft for item in bench.state.page.items] == [None] * 3
    desk.fail = None
    assert bench.answer(Answer.ACCEPT)
    assert shown(desk) == [BEN] * 3


def test_a_part_decided_in_another_window_meanwhile_costs_no_edit():
    bench, desk = bench_of(ADA, ADA)
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    other = Workbench(desk)
    other.go(Place(1, 1))
    other.answer(Answer.ACCEPT)
    bench.change(speaks(BEN))
    assert not bench.answer(Answer.ACCEPT)
    assert "changed in another window: look again, and confirm" in bench.notice.text
    assert bench.place == Place(1, 0)
    assert bench.answer(Answer.ACCEPT)
    assert decided(desk) == [BEN, BEN]


def test_where_another_window_decided_the_last_sentence_there_is_no_next_one():
    bench, desk = bench_of(ADA, ADA)
    other = Workbench(desk)
    assert other.answer(Answer.ACCEPT)
    assert not bench.answer(Answer.ACCEPT)
    assert bench.notice.text == "already decided in another window; on to the next"
    while other.answer(Answer.ACCEPT):
        pass
    assert not bench.answer(Answer.ACCEPT)
    assert bench.notice.text == "already decided in another window"
    assert bench.finished


def test_edits_of_a_sentence_decided_in_another_window_stay_in_sight_of_what_is_said_of_them():
    bench, desk = bench_of(ADA, ADA)
    bench.go(Place(1, 0))
    other = Workbench(desk)
    other.go(Place(1, 0))
    other.answer(Answer.ACCEPT)
    bench.change(speaks(BEN))
    assert not bench.answer(Answer.ACCEPT)
    assert "⟪redo⟫ brings back what you changed here" in bench.notice.text
    assert (bench.place, shown(desk)[0]) == (Place(1, 0), ADA)
    assert bench.state.quotes[0].speaker == ADA
    bench.redo()
    assert bench.state.quotes[0].speaker == BEN
    bench.undo()
    assert bench.state.quotes[0].speaker == ADA
    bench.redo()
    assert bench.answer(Answer.ACCEPT), "once it is shown as it stands it is decided anew"


def test_edits_that_were_left_and_come_back_to_are_kept_where_another_window_decided_otherwise():
    bench, desk = bench_of(ADA, ADA)
    bench.go(Place(1, 0))
    bench.change(speaks(BEN))
    bench.go(Place(1, 1))
    bench.go(Place(1, 0))
    other = Workbench(desk)
    other.go(Place(1, 0))
    other.change(speaks(ADA))
    other.answer(Answer.ACCEPT)
    assert not bench.answer(Answer.ACCEPT)
    assert bench.state.quotes[0].speaker == ADA
    bench.redo()
    assert bench.answer(Answer.ACCEPT)
    assert decided(desk) == [BEN]


# ---- what is told of a part that differs


def told(*speakers, index, own=None):
    state = session.open_sentence(speech(*speakers), index)
    return state, [check.message for check in checks(state if own is None else session.give_speaker(state, own))]


@pytest.mark.parametrize(
    ("speakers", "index", "message"),
    [
        ((ADA, ADA), 1, []),
        ((BEN, ADA), 0, []),
        ((BEN, ADA), 1, [f"continues a quote by {ADA}"]),
        ((BEN, ADA), 2, [f"continues a quote by {BEN}"]),
        ((None, ADA), 1, [f"continues a quote by {ADA}"]),
        ((BEN, BEN), 2, []),
    ],
)
def test_a_part_by_another_speaker_than_the_whole_is_told_of(speakers, index, message):
    assert told(*speakers, index=index)[1] == message


def test_one_key_mends_it_and_the_parts_that_were_wrong_alike():
    bench, desk = bench_of(BEN, BEN, ADA)
    bench.go(Place(1, 1))
    (check,) = checks(bench.state)
    bench.change(check.fix)
    assert checks(bench.state) == ()
    bench.answer(Answer.ACCEPT)
    assert shown(desk) == [ADA] * 4


def test_the_head_without_a_speaker_is_told_of_where_a_part_has_one():
    lines = [
        Line("We sail.", [Said("We sail")]),
        Line("We sail far, Ada said.", [Said("We sail far", "said", "Ada", ADA, continues=True)]),
    ]
    state = session.open_sentence(article(1, "late", lines), 0)
    (check,) = checks(state)
    assert check.message == f"goes on as a quote by {ADA}"
    assert check.fix(state).chosen_quote.speaker == ADA


@pytest.mark.parametrize(
    ("before", "message"),
    [
        (Said("We sail", speaker=BEN), "says who spoke, as the quote before it does: a quote of its own?"),
        (Said("We sail", "sail", None, ADA), "says who spoke, as the quote before it does: a quote of its own?"),
        (None, "continues a quote, but there is none before"),
    ],
)
def test_what_cannot_continue_the_quote_before_it_is_told_of_and_made_one_of_its_own(before, message):
    here = Said("We sail far", "said", "Ada", ADA, continues=True)
    page = article(1, "late", [Line("We sail.", [before] if before else []), Line("We sail far, Ada said.", [here])])
    state = session.open_sentence(page, 1)
    (check,) = checks(state)
    assert check.message == message
    assert check.fix(state).chosen_quote == replace(state.chosen_quote, continues=False)


@pytest.mark.parametrize("closed", [{"asked": False}, {"withheld": 1}])
def test_what_continues_a_sentence_of_which_nothing_is_known_is_not_told_of(closed):
    here = Said("We sail far", "said", "Ada", ADA, continues=True)
    page = article(1, "late", [Line("We sail."), Line("It rains."), Line("We sail far, Ada said.", [here])])
    assert checks(session.open_sentence(page, 2))
    page = page.with_item(0, page.items[0]._replace(**closed))
    assert not checks(session.open_sentence(page, 2))


def test_other_attributes_are_told_of_and_mended():
    page = speech(ADA)
    labels = page.items[0].suggestion.labels
    quote = labels.quotes[0].with_attribute("stance", "for")
    items = (page.items[0]._replace(draft=labels._replace(quotes=(quote,))), page.items[1])
    state = session.open_sentence(page._replace(items=items), 1)
    (check,) = checks(state)
    assert check.message == "the other parts of the quote have other attributes"
    assert check.fix(state).chosen_quote.attribute("stance") == "for"


def test_an_edit_that_will_be_carried_is_nothing_to_tell_of():
    assert told(ADA, index=0, own=BEN)[1] == []
    assert told(ADA, index=1, own=BEN)[1] == []
    assert told("Cleo", index=1, own=BEN)[1] == [f"continues a quote by {ADA}"]


PARTS = st.lists(st.lists(st.tuples(st.sampled_from([ADA, BEN, None]), st.booleans()), max_size=3), max_size=8)


@given(PARTS)
def test_the_quotes_around_a_sentence_are_those_of_the_whole_document(drawn):
    page = article(1, "drawn", [Line("one two three four.")] * len(drawn))
    items = []
    for item, quotes in zip(page.items, drawn, strict=True):
        at = item.sentence.start
        parts = [
            QuotePart((Span(at + number, at + number + 1),), QuoteType.DIRECT, speaker=name, continues=continues)
            for number, (name, continues) in enumerate(quotes)
        ]
        items.append(item._replace(draft=Labels(tuple(parts))))
    page = page._replace(items=tuple(items))
    every = joined_with_places({index: item.draft.quotes for index, item in enumerate(items)})
    for index, item in enumerate(items):
        here = [one for one in every if any(place.sentence == index for place in one[1])]
        assert sorted(whole_quotes(page, index, item.draft), key=str) == sorted(here, key=str)


# ---- what a part continues goes away


def mayor(*more):
    """Two sentences by different people, the second one going on in the third; then what more there is."""
    return article(
        1,
        "council",
        [
            Line("The mayor said that we go.", [Said("that we go", "said", "The mayor", ADA)]),
            Line("“We are ready to go.", [Said("“We are ready to go.", speaker=BEN)]),
            Line(
                "We will not stop,” added Ben Cole.",
                [Said("We will not stop,”", "added", "Ben Cole", BEN, continues=True)],
            ),
            *more,
        ],
    )


def quoted(desk):
    """The whole quotes of all that was decided: contents and speaker."""
    page = desk.page(1)
    decided = {at: desk.heads[item.id].labels.quotes for at, item in enumerate(page.items) if item.id in desk.heads}
    text = page.document.text
    return [
        (" | ".join(span.of(text) for span in quote.content), quote.speaker, quote.cue and quote.cue.of(text))
        for quote, _ in joined_with_places(decided)
    ]


HEAD = ("that we go", ADA, "said")
REST = ("We will not stop,”", BEN, "added")


@pytest.mark.parametrize("go", ["reject", "skip", "delete"])
@pytest.mark.parametrize("before", [False, True])
def test_where_the_head_of_a_quote_goes_the_next_part_becomes_it(go, before):
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    if before:
        bench.go(Place(1, 2))
        bench.answer(Answer.ACCEPT)
        bench.go(Place(1, 1))
    if go == "delete":
        bench.change(edits.delete_quote)
    bench.answer({"reject": Answer.REJECT, "skip": Answer.SKIP}.get(go, Answer.ACCEPT))
    assert bench.notice.text.startswith("the rest of the quote begins in sentence 3 now · ⟪undo⟫ undoes")
    if not before:
        bench.answer(Answer.ACCEPT)
    assert [quote for quote in quoted(desk) if "ready" not in quote[0]] == [HEAD, REST]
    assert not desk.heads[102].labels.quotes[0].continues
    if not before:
        bench.undo()
    bench.undo()
    assert shown_labels(desk.page(1).items[2]).quotes[0].continues, "one undo gives it back"


def test_what_was_put_off_and_is_confirmed_after_all_has_its_part_again():
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.SKIP)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    assert quoted(desk) == [HEAD, ("“We are ready to go. | We will not stop,”", BEN, "added")]


def test_a_part_that_has_its_quote_again_has_the_speaker_that_was_given_there():
    told = [Line("“We go,” I said.", [Said("“We go,”")]), Line("“So far.”", [Said("“So far.”", continues=True)])]
    desk = MemoryDesk([article(1, "told", told, [ADA])], withhold=lambda _, index: index == 0)
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    quote = QuotePart((Span(0, len("“We go,”")),), QuoteType.DIRECT, speaker=ADA)
    bench.change(lambda state: edits.add_quote(state, quote))
    bench.answer(Answer.ACCEPT)
    assert (decided(desk), decided(desk, "continues")) == ([ADA, ADA], [False, True])


def test_a_part_is_not_handed_on_where_what_continues_it_could_not_go_on_with_both():
    """The last sentence says who spoke: it cannot be one quote with the first, which says so too."""
    said = Said("We stay", "said", "Ben", "Ben Cole")
    lines = [
        Line("We go, said Ben.", [Said("We go", "said", "Ben", "Ben Cole")]),
        Line("Rain comes.", [Said("Rain comes.", speaker="Ben Cole", continues=True)]),
        Line("So be it.", [Said("So be it.", speaker="Ben Cole", continues=True)]),
        Line("We stay, said Ben.", [said]),
    ]
    desk = MemoryDesk([article(1, "a", lines, ["Ben Cole"])])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.change(several.carry_on)
    bench.go(Place(1, 2))
    bench.answer(Answer.ACCEPT)
    bench.change(several.carry_on)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.answer(Answer.REJECT)
    bench.answer(Answer.ACCEPT)
    continues = [desk.heads[sentence].labels.quotes[0].continues for sentence in (100, 102, 103)]
    assert continues == [False, False, True]


def test_a_part_in_the_midst_that_goes_leaves_the_rest_to_the_part_before_it():
    more = [Line("So be it.", [Said("So be it.", speaker=BEN, continues=True)])]
    desk = MemoryDesk([mayor(*more)])
    bench = Workbench(desk)
    for answer in (Answer.ACCEPT, Answer.ACCEPT, Answer.REJECT, Answer.ACCEPT):
        bench.answer(answer)
    assert quoted(desk) == [HEAD, ("“We are ready to go. | So be it.", BEN, None)]


def test_a_part_added_between_two_others_leaves_the_rest_of_the_quote_with_it():
    bench, desk = bench_of(more=[Line("It is late."), Line("We sail far.")])
    for index, change in enumerate([lambda state: state, lambda state: state, several.carry_on]):
        bench.go(Place(1, index))
        bench.change(change)
        bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.change(several.carry_on)
    assert not changes_elsewhere(bench.state)
    bench.answer(Answer.ACCEPT)
    assert decided(desk, "continues") == [False, True, True]


def test_another_quote_in_the_place_of_what_a_part_continued_does_not_take_it():
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    said = bench.state.chosen_quote.content[0]
    short = replace(bench.state.chosen_quote, content=(Span(said.start + 1, said.start + 3),))
    bench.change(edits.delete_quote)
    bench.change(lambda state: edits.add_quote(state, short))
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    assert [quote[0] for quote in quoted(desk)][1:] == ["We | We will not stop,”"], "it is the same words, cut anew"
    bench.go(Place(1, 1))
    bench.change(edits.delete_quote)
    bench.change(lambda state: edits.add_quote(state, replace(short, content=(Span(said.end - 3, said.end - 1),))))
    bench.answer(Answer.ACCEPT)
    assert [quote[0] for quote in quoted(desk)][1:] == ["go", "We will not stop,”"]


def test_edits_kept_of_a_sentence_without_its_suggestion_do_not_hand_its_part_to_a_quote_before_it():
    lines = [
        Line("“We go,” Ben Cole said.", [Said("“We go,”", "said", "Ben Cole", BEN)]),
        Line("“We are ready to go.", [Said("“We are ready to go.", speaker=BEN)]),
        Line("We will not stop.”", [Said("We will not stop.”", speaker=BEN, continues=True)]),
    ]
    desk = MemoryDesk([article(1, "council", lines)], withhold=lambda _, index: index == 1)
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.change(lambda state: session.toggle_topic(state, "economy"))
    bench.step(1)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    assert [quote[0] for quote in quoted(desk)] == ["“We go,”", "We will not stop.”"]


def test_a_part_with_a_cue_of_its_own_begins_a_quote_where_the_part_before_it_goes_on_with_another():
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.change(
        lambda state: session.change_quote(state, lambda quote: replace(quote, continues=True, speaker=ADA)),
    )
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    assert not desk.heads[102].labels.quotes[0].continues


def test_a_part_under_a_new_name_begins_a_quote_where_the_one_before_it_with_that_name_is_rejected():
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.rename(BEN, ADA)
    bench.answer(Answer.REJECT)
    bench.answer(Answer.ACCEPT)
    (rest,) = desk.heads[102].labels.quotes
    assert (rest.speaker, rest.continues) == (ADA, False)


def test_what_was_put_off_under_another_speaker_and_is_confirmed_after_all_has_no_part_of_another():
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    bench.change(speaks(ADA))
    bench.answer(Answer.SKIP)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.answer(Answer.ACCEPT)
    assert not desk.heads[102].labels.quotes[0].continues
    assert quoted(desk)[-1] == REST


def test_a_speaker_given_to_a_part_that_was_then_put_off_is_that_of_the_whole_quote_once_it_is_confirmed():
    bench, desk = bench_of(ADA, ADA)
    bench.answer(Answer.ACCEPT)
    bench.change(speaks(BEN))
    bench.answer(Answer.SKIP)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    assert not [*checks(bench.state)], "nothing to mend: the whole quote follows"
    assert several.follows(bench.state) == "⟪confirm⟫ changes the quote also in 2 confirmed sentences"
    bench.answer(Answer.ACCEPT)
    assert decided(desk) == [BEN, BEN, BEN]


def test_a_cue_given_in_one_part_is_taken_from_the_other():
    desk = MemoryDesk([mayor()])
    bench = Workbench(desk)
    bench.go(Place(1, 1))
    start = bench.state.item.sentence.start
    bench.change(lambda state: edits.set_span(state, "cue", Span(start + 1, start + 3)))
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    assert quoted(desk) == [("are ready to go. | We will not stop,”", BEN, "We")]


def test_a_source_given_in_one_part_is_taken_from_the_other():
    lines = [
        Line("“We sail,” Ada said.", [Said("“We sail,”", "said", "Ada", ADA)]),
        Line("She waited. “Now.”", [Said("“Now.”", speaker=ADA, continues=True)]),
    ]
    desk = MemoryDesk([article(1, "a", lines)])
    bench = Workbench(desk)
    bench.go(Place(1, 1))
    start = bench.state.item.sentence.start
    bench.change(lambda state: edits.set_span(state, "source", Span(start, start + 3)))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    bench.answer(Answer.ACCEPT)
    sources = [part.source and part.source.start for key in (100, 101) for part in desk.heads[key].labels.quotes]
    assert sources == [None, start]


def test_a_sentence_in_which_two_parts_begin_anew_is_told_once():
    head = Line("“We sail,” Ada said.", [Said("“We sail,”", "said", "Ada", "Ada Finch")])
    rest = [Said(words, speaker="Ada Finch", continues=True) for words in ("We stay.", "He stays.")]
    own = Said("“No,”", "said", "Bo", "Bo Lind")
    bench = Workbench(
        MemoryDesk(pages=[article(1, "a", [head, Line("We stay. He stays. “No,” Bo said.", [*rest, own])])])
    )
    bench.answer(Answer.REJECT)
    assert bench.notice.text == "the rest of the quote begins in sentence 2 now · ⟪undo⟫ undoes"
