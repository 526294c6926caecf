"""The next reading of a quote: which it is, what it leaves as it was, and how one gets back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer
from annotator.core.model import QuotePart, QuoteType, Span
from annotator.core.session import edits, readings
from annotator.core.session.guess import Reach
from annotator.core.session.readings import choice_of, take, take_missing
from annotator.core.session.state import choose, cycle_type, edit, give_speaker, open_sentence, redo_edit, undo_edit
from annotator.core.session.workbench import Workbench
from tests.memory_desk import Line, MemoryDesk, Other, Said, article

INDIRECT = QuoteType.INDIRECT
TEXT = "Ada said that it is late and cold, Bo added it was so."
LATE = Said("that it is late", "said", "Ada", "Ada Finch", INDIRECT)
COLD = Said("that it is late and cold", "said", "Ada", "Ada Finch", INDIRECT)
WITHOUT_THAT = Said("it is late", "said", "Ada", "Ada Finch", INDIRECT)
SO = Said("it was so", "added", "Bo", "Bo Lind", INDIRECT)
BOTH = Said(["that it is late and cold", "it was so"], "said", "Ada", "Ada Finch", INDIRECT)
OTHERS = [
    Other([0], [COLD], 0.3),
    Other([0, 1], [BOTH], 0.2),
    Other([0], [], 0.15),
    Other([0], [WITHOUT_THAT], 0.1),
    Other([1], [], 0.05),
]


def opened(text=TEXT, quotes=(LATE, SO), others=OTHERS, cast=("Ada Finch", "Bo Lind")):
    return open_sentence(article(1, "a", [Line(text, quotes, others=others)], cast), 0)


def shown(state):
    text = state.page.document.text
    return [" | ".join(span.of(text) for span in quote.content) for quote in state.draft.labels.quotes]


def after(state, *steps):
    """The state after going on (1) or back (-1), and the last line that was said."""
    line = ""
    for by in steps:
        state, line = take(state, by)
    return state, line


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        (Line("“It is so,” she said."), True),
        (Line("It is so, she said."), False),
        (Line("“It is so,” she said.", [Said("“It is so,”", "said", "she")]), False),
        (Line("“It is so,” she said.", boilerplate="link"), False),
    ],
)
def test_marks_without_a_quote_stand_where_one_is_to_be_expected(line, marked):
    bench = Workbench(MemoryDesk([article(1, "a", [line])]))
    assert readings.marked_without_quote(open_sentence(bench.state.page, 0)) is marked
    bench.answer(Answer.REJECT)
    assert not readings.marked_without_quote(open_sentence(bench.state.page, 0))


def test_readings_of_the_chosen_quote_come_one_after_the_other_likeliest_first():
    state = opened()
    seen = []
    for _ in range(4):
        state, line = take(state, 1)
        seen.append((shown(state), line))
    assert seen == [
        (["that it is late and cold", "it was so"], "reading 1 of 4: to “and cold”, 0.30"),
        (["that it is late and cold | it was so"], "reading 2 of 4: 2 quotes as one, 0.20"),
        (["it was so"], "reading 3 of 4: no quote, 0.15"),
        (["it is late", "it was so"], "reading 4 of 4: from “it is”, 0.10"),
    ]
    same, line = take(state, 1)
    assert same is state
    assert line == "that was the last of 4 other readings · ⟪reading-back⟫ goes back"


def test_going_back_ends_at_what_was_suggested():
    state, line = after(opened(), 1, 1, -1)
    assert (shown(state)[0], line) == ("that it is late and cold", "reading 1 of 4: to “and cold”, 0.30")
    state, line = after(state, -1)
    assert shown(state) == ["that it is late", "it was so"]
    assert line == "as suggested, 0.90"
    assert not state.unconfirmed
    assert state.past == ()
    assert after(state, -1) == (state, "this is what was suggested")


def test_all_that_was_gone_through_is_one_edit():
    first = opened()
    state, _ = after(first, 1, 1, 1)
    undone = undo_edit(state)
    assert undone.draft == first.draft
    assert undo_edit(undone) is None
    again = redo_edit(undone)
    assert shown(again) == ["it was so"]
    assert shown(after(again, 1)[0]) == ["it is late", "it was so"], "the turn goes on after a redo"


def test_another_quote_chosen_has_readings_of_its_own():
    state, line = after(choose(after(opened(), 1)[0], 1), 1, 1)
    assert shown(state) == ["that it is late and cold"], "what was taken of the first one stays"
    assert line == "reading 2 of 2: no quote, 0.05"
    state, line = after(opened(), 1, 1)
    assert shown(after(choose(state, 1), -1)[0]) == ["that it is late and cold", "it was so"], "what was joined is back"


@pytest.mark.parametrize(("taken_away", "chosen"), [(0, "it was so"), (2, "it was so")])
def test_where_a_quote_is_taken_away_the_one_behind_it_is_chosen_else_the_last(taken_away, chosen):
    all_of_it = Said("it all", "knew", "Cy", "Cy Ode", INDIRECT)
    state = opened(f"{TEXT[:-1]}, Cy knew it all.", (LATE, SO, all_of_it), [Other([taken_away], [])])
    state, _ = take(choose(state, taken_away), 1)
    assert len(shown(state)) == 2
    assert shown(state)[state.draft.chosen] == chosen


def test_an_edited_quote_has_the_readings_of_the_suggested_one_it_came_from():
    first = opened()
    edited = edits.move_edge(first, 1, Reach.WORD)
    assert shown(edited)[0] == "that it is late and"
    assert choice_of(edited).shown is None
    state, line = after(edited, 1)
    assert (shown(state)[0], line[:9]) == ("that it is late and cold", "reading 1")
    assert shown(undo_edit(state))[0] == "that it is late and"
    assert shown(after(edited, -1)[0]) == shown(first)
    assert shown(after(edited, 1, -1)[0]) == shown(first)


def test_an_edit_ends_the_turn_and_is_undone_by_itself():
    state, _ = after(opened(), 1)
    typed = cycle_type(state)
    assert typed.draft.turn is None
    assert shown(undo_edit(typed)) == shown(state)
    further, line = after(typed, 1)
    assert line.startswith("reading 2 of 4"), "it is still known which reading this is"
    assert shown(undo_edit(further)) == shown(typed)


@pytest.mark.parametrize("by", [1, -1])
def test_what_was_undone_in_a_turn_is_not_done_again_once_that_goes_on(by):
    undone = undo_edit(cycle_type(after(opened(), 1)[0]))
    assert redo_edit(undone) is not None
    assert redo_edit(after(undone, by)[0]) is None


def test_a_speaker_given_by_hand_stays_through_all_readings():
    state = give_speaker(opened(), "Bo Lind")
    assert after(state, 1)[0].chosen_quote.speaker == "Bo Lind"
    other = Said("that it is late", "said", "Bo", "Bo Lind", INDIRECT)
    assert after(opened(others=[Other([0], [other])]), 1)[0].chosen_quote.speaker == "Bo Lind", "its own without"


def test_a_reading_has_the_name_that_its_speaker_got_since():
    lines = [Line(TEXT, [LATE]), Line(TEXT, (), others=[Other([], [LATE])])]

    def offered(cast, given):
        page = article(1, "a", lines, cast)
        draft = give_speaker(open_sentence(page, 0), given).draft.labels
        items = (page.items[0]._replace(draft=draft), page.items[1])
        return after(open_sentence(page._replace(items=items), 1), 1)[0].chosen_quote.speaker

    assert offered(["Ada F."], "Ada F.") == "Ada F."
    assert offered(["Ada Finch", "Bo Lind"], "Bo Lind") == "Ada Finch", "one quote was given to somebody else"


def test_what_was_edited_in_other_quotes_stays():
    state = choose(edits.clear_span(choose(opened(), 1), "source"), 1)
    state, _ = after(state, 1)
    assert state.draft.labels.quotes[1].source is None
    state, _ = after(state, 1, 1)
    assert state.draft.labels.quotes[0].source is None, "also after the reading that joined it"


def test_a_reading_can_split_a_quote():
    whole = Said("that it is late and cold", "said", "Ada", "Ada Finch", INDIRECT)
    halves = [Said("that it is late", "said", "Ada", "Ada Finch", INDIRECT), Said("cold", type=INDIRECT)]
    state, line = after(opened(quotes=[whole], others=[Other([0], halves, 0.2)]), 1)
    assert shown(state) == ["that it is late", "cold"]
    assert state.draft.chosen == 0
    assert line == "reading 1 of 1: 2 quotes: that it is late / cold, 0.20"
    assert shown(after(state, -1)[0]) == ["that it is late and cold"]
    reopened = replace(state, past=(), draft=state.draft._replace(turn=None, chosen=1))
    assert choice_of(reopened).shown == 1
    assert shown(after(reopened, -1)[0]) == ["that it is late and cold"]


MISSING = [Other([], [LATE], 0.4), Other([], [COLD], 0.3), Other([], [SO], 0.2)]


def test_a_sentence_without_a_quote_offers_the_likely_ones():
    state, line = after(opened(quotes=(), others=MISSING), 1)
    assert shown(state) == ["that it is late"]
    assert line == "reading 1 of 3: “that it is late” · said · Ada, 0.40"
    assert shown(after(state, 1, 1)[0]) == ["it was so"]
    back, line = after(state, -1)
    assert (shown(back), line, back.past) == ([], "as it was before", ())
    assert after(back, -1) == (back, "no reading was taken to go back from")
    nothing = opened(quotes=(), others=())
    assert after(nothing, 1) == (nothing, "no further quote is likely here")


def test_one_more_quote_is_the_likeliest_that_overlaps_none():
    first, _ = take_missing(opened(quotes=(), others=MISSING))
    second, line = take_missing(first)
    assert shown(second) == ["that it is late", "it was so"]
    assert second.draft.chosen == 1
    assert line == "reading 1 of 1: “it was so” · added · Bo, 0.20"
    third, line = take_missing(second)
    assert (third is second, line) == (True, "no further quote is likely here")
    assert shown(undo_edit(second)) == ["that it is late"], "each of them is an edit"
    beside = opened(quotes=[LATE], others=MISSING)
    assert shown(take_missing(beside)[0]) == ["that it is late", "it was so"]


def test_what_a_quote_was_cut_into_by_hand_goes_where_a_reading_of_it_is_taken():
    state = opened()
    late, so = state.quotes
    start, end = late.content[0]
    first, second = (replace(late, content=(Span(*piece),)) for piece in ((start, start + 7), (start + 8, end)))
    state = edit(state, state.draft._replace(labels=state.draft.labels.with_quotes([first, second, so])))
    assert shown(state) == ["that it", "is late", "it was so"]
    assert shown(after(state, 1)[0]) == ["that it is late and cold", "it was so"]


@pytest.mark.parametrize("words", ["that", "late"])
def test_a_quote_within_another_stays_where_a_reading_of_that_is_taken(words):
    state = cycle_type(opened())
    start = TEXT.index(words)
    inner = QuotePart((Span(start, start + len(words)),), INDIRECT, speaker="Bo Lind")
    state = edits.add_quote(state, inner)
    assert choice_of(state) is None, "nothing was suggested of it"
    both = shown(state)
    state = choose(state, both.index("that it is late") - state.chosen)
    later, line = after(state, 1)
    assert line == "reading 1 of 4: to “and cold”, 0.30"
    assert sorted(shown(later)) == sorted([words, "that it is late and cold", "it was so"])
    assert inner in later.quotes
    assert shown(after(later, -1)[0]) == both


def test_a_quote_that_a_reading_had_joined_comes_back_with_another_reading_also_when_that_was_confirmed():
    joined, _ = after(opened(), 1, 1)
    confirmed = replace(joined, draft=joined.draft._replace(turn=None), past=())
    assert shown(confirmed) == ["that it is late and cold | it was so"]
    assert shown(after(confirmed, 1)[0]) == ["it was so"]


def test_a_deleted_quote_is_offered_otherwise_but_not_as_it_was():
    state = edits.delete_quote(opened(quotes=[LATE], others=OTHERS[:1]))
    state, line = after(state, 1)
    assert shown(state) == ["that it is late and cold"]
    assert line.startswith("reading 1 of 1: “that it is late and cold”")


def test_a_quote_of_nothing_suggested_has_no_readings():
    state = edits.new_quote(opened(quotes=[SO], others=MISSING), Span(0, 3))
    assert shown(state)[state.draft.chosen] == "Ada"
    assert after(state, 1) == (state, "no other reading of this quote")


def test_the_type_of_a_reading_is_one_of_the_label_scheme():
    state = replace(opened(), types=(QuoteType.DIRECT, QuoteType.MIXED))
    assert after(state, 1)[0].chosen_quote.type is QuoteType.MIXED


def test_what_lies_over_the_cue_or_source_of_a_reading_is_left_out_of_its_content():
    over_cue = Said("said that it is late and cold", "said", "Ada", "Ada Finch", INDIRECT)
    over_both = Said(TEXT, "said", "Ada", "Ada Finch", INDIRECT)
    state = opened(quotes=[LATE], others=[Other([0], [over_cue], 0.3), Other([0], [over_both], 0.2)])
    state, line = take(state, 1)
    assert (shown(state), line) == (["that it is late and cold"], "reading 1 of 2: to “and cold”, 0.30")
    state, line = take(state, 1)
    assert shown(state) == ["that it is late and cold, Bo added it was so."]
    assert shown(take(state, -1)[0]) == ["that it is late and cold"]


def test_a_reading_that_is_then_what_was_suggested_or_cannot_stand_is_none():
    same = Said("said that it is late", "said", "Ada", "Ada Finch", INDIRECT)
    nothing_beside = Said("said", "said", "Ada", "Ada Finch", INDIRECT)
    overlapping = Said("it is late", "Ada said", "Ada", "Ada Finch", INDIRECT)
    others = [Other([0], [bad], 0.3) for bad in (same, nothing_beside, overlapping)]
    assert readings.others_told(opened(quotes=[LATE], others=others)) == ()
    state = give_speaker(opened(quotes=[LATE], others=[*others, Other([0], [COLD], 0.2)]), "Bo Lind")
    state, line = take(state, 1)
    assert line == "reading 1 of 1: to “and cold”, 0.20"
    assert [(quote.speaker, words) for quote, words in zip(state.quotes, shown(state), strict=True)] == [
        ("Bo Lind", "that it is late and cold")
    ]
    assert take(state, 1)[0] == state


def test_what_comes_next_is_told_before_it_is_taken_and_all_on_asking():
    state = opened()
    assert readings.next_told(state) == "1/4 0.30 to “and cold”"
    assert readings.others_told(state) == (
        (0, "as suggested", 0.9, True),
        (1, "to “and cold”", 0.3, False),
        (2, "2 quotes as one", 0.2, False),
        (3, "no quote", 0.15, False),
        (4, "from “it is”", 0.1, False),
    )
    state, _ = after(state, 1, 1)
    assert [told[3] for told in readings.others_told(state)] == [False, False, True, False, False]
    assert readings.next_told(after(state, 1, 1)[0]) == "4/4 was the last"
    assert readings.next_told(opened(others=())) == ""


def test_where_a_reading_begins_or_ends_is_told_by_words_that_stand_only_there():
    text = "Ada said to put it off and to put all of it off was to put it off twice."
    whole = "to put it off and to put all of it off was to put it off"
    others = [
        Other([0], [Said(words, "said", "Ada")], 0.2)
        for words in (
            "to put all of it off was to put it off",
            "to put it off and to put all of it off",
            "to put it off and to put",
        )
    ]
    state = opened(text, [Said(whole, "said", "Ada")], others)
    told = [line for _, line, *_ in readings.others_told(state)]
    assert told == ["as suggested", "from “to put all”", "to “of it off”", "to “and to put”"]


def test_unlikely_readings_are_only_counted_until_one_is_taken():
    state = opened(others=[Other([0], [], 0.09), Other([0], [LATE], 0.08)])
    assert readings.next_told(state) == "2 unlikely"
    assert readings.next_told(after(state, 1)[0]).startswith("2/2 0.08 ")
    assert readings.next_told(opened(others=[Other([0], [], 0.1)])) == "1/1 0.10 no quote"


def test_an_unlikely_reading_is_told_where_it_alone_has_the_words_in_quotation_marks():
    text = "Ada shrugged: it was “late and cold” out there."
    marked, bare = (Said(words, None, None, "Ada", QuoteType.MIXED) for words in ("“late and cold”", "out there"))
    unlikely = [Other([], [marked], 0.03)]
    assert readings.next_told(opened(text, (), unlikely)) == "1/1 0.03 ““late and cold””"
    assert readings.next_told(opened(text, (), [Other([], [bare], 0.03)])).startswith("1/1 0.03 ")
    assert readings.next_told(opened(text, (), [Other([], [bare], 0.04), *unlikely])).startswith("1/2 0.04 ")
    assert readings.next_told(opened(text, (bare,), [Other([0], [marked], 0.03)])).startswith("1/1 0.03 ")
    assert readings.next_told(opened(text, (marked,), [Other([0], [bare], 0.03)])) == "1 unlikely"
    assert readings.next_told(opened(text, (marked,), [Other([0], [], 0.03)])) == "1 unlikely"


def test_all_readings_are_told_on_asking_where_there_are_none():
    assert readings.others_told(opened(others=())) == ()


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (Said("that it is late", "said", None, "Ada Finch", INDIRECT), "no source"),
        (Said("that it is late", "added", "Bo", "Ada Finch", INDIRECT), "cue added, source Bo"),
        (Said("that it is late", "said", "Ada", "Ada Finch"), "direct"),
        (Said("that it is late", "said", "Ada", "Bo Lind", INDIRECT), "by Bo Lind"),
        (Said("that it is late", "said", "Ada", "Ada Finch", INDIRECT, continues=True), "goes on from before"),
        (Said(["late", "cold"], "said", "Ada", "Ada Finch", INDIRECT), "2 pieces: late | cold"),
        (
            Said(TEXT, None, None, "Ada Finch", INDIRECT),
            "from the beginning, to the end of the sentence, no cue, no source",
        ),
        (
            Said("it is late and cold, Bo added it was so", "said", "Ada", "Ada Finch", INDIRECT),
            "from “it is”, to the end of the sentence",
        ),
    ],
)
def test_it_is_said_how_a_reading_differs(said, line):
    assert after(opened(quotes=[LATE], others=[Other([0], [said], 0.2)]), 1)[1] == f"reading 1 of 1: {line}, 0.20"


def test_words_repeated_of_the_text_are_few():
    text = "Ada said " + "longlonglong " * 12 + "end."
    said = Said(text[9:-1], "said", "Ada", None, INDIRECT)
    _, line = after(opened(text, (), [Other([], [said], 0.2)]), 1)
    assert line == "reading 1 of 1: “longlonglong … end” · said · Ada, 0.20"


# ---- what other suggesters say


def by_others(*by, probability=0.81):
    """What is opened, with the names of others behind its first reading, which has that probability."""
    return opened(others=[Other([0], [COLD], probability, by), *OTHERS[1:]])


def test_a_reading_by_another_suggester_is_told_with_the_name_and_without_a_score_without_a_number():
    state = by_others("llama3")
    assert readings.next_told(state) == "1/4 0.81 llama3 to “and cold”"
    assert after(state, 1)[1] == "reading 1 of 4: llama3 to “and cold”, 0.81"
    state = by_others("llama3", "qwen", probability=None)
    assert readings.next_told(state) == "1/4 llama3 +1 to “and cold”"
    assert after(state, 1)[1] == "reading 1 of 4: llama3 +1 to “and cold”"
    assert readings.others_told(state)[1] == (1, "llama3 +1 to “and cold”", None, False)
    assert after(after(state, 1)[0], -1)[1] == "as suggested, 0.90"


def test_what_another_one_says_is_told_however_unlikely_it_is():
    state = opened(others=[Other([0], [COLD], 0.04, ["llama3"])])
    assert readings.next_told(state) == "1/1 0.04 llama3 to “and cold”"


def test_that_another_one_has_no_quote_is_told_behind_what_is_unlikely():
    others = [Other([0], [COLD], 0.08), Other([0], [], None, ["llama3"])]
    assert readings.next_told(opened(others=others)) == "1 unlikely, llama3 no quote"
    assert readings.next_told(opened(others=others[1:])) == "1/1 llama3 no quote"


def test_long_names_are_cut_and_words_only_where_there_is_no_room():
    state = by_others("an-unusually-long-name-of-a-model:70b")
    assert readings.next_told(state) == "1/4 0.81 an-unus … del:70b to “and cold”"
    long = Said("that it is late and cold, Bo added it was", type=INDIRECT)
    state = opened(others=[Other([], [long], 0.81, ["llama3"])], quotes=())
    assert readings.next_told(state, 40).startswith("1/1 0.81 llama3 “that it")
    assert len(readings.next_told(state, 40)) <= 44
    whole = "1/1 0.81 llama3 “that it is late and cold, Bo added it was”"
    told = {room: readings.next_told(state, room) for room in range(40, 70)}
    assert [room for room, words in told.items() if words == whole] == [*range(len(whole), 70)]
    assert all(len(words) <= room for room, words in told.items() if room >= 52)
    assert len(told[len(whole) - 1]) > len(told[40]), "as much as there is room for"
    assert readings.others_told(state, 40)[0][1] == "llama3 “that it is … added it was”"


def test_another_speaker_or_attribute_is_told_where_that_is_all_there_is():
    named = Said("that it is late", "said", "Ada", "Bo Lind", INDIRECT)
    state = opened(others=[Other([0], [named])])
    assert readings.next_told(state) == "1/1 0.20 by Bo Lind"
    shorter = replace(WITHOUT_THAT, speaker="Bo Lind")
    assert readings.next_told(opened(others=[Other([0], [shorter])])) == "1/1 0.20 from “it is”, by Bo Lind"
    state, _ = after(state, 1)
    settled = replace(state, draft=state.draft._replace(turn=None), past=())
    assert choice_of(settled).shown == 1, "it is known by its speaker"
    item = opened(others=[Other([0], [LATE])]).item
    (same,) = item.suggestion.readings
    marked = same._replace(parts=(replace(same.parts[0], attributes=(("stance", "for"),)),))
    page = article(1, "a", [Line(TEXT, (LATE, SO))])
    page = page.with_item(0, item._replace(suggestion=item.suggestion._replace(readings=(marked,))))
    assert readings.next_told(open_sentence(page, 0)) == "1/1 0.20 stance for"


@pytest.mark.parametrize(
    ("words", "widest", "cut"),
    [
        ("one two three four", 18, "one two three four"),
        ("one two  three\nfour", 18, "one two three four"),
        ("one two three four", 17, "one … four"),
        ("one two three four", 12, "one … four"),
        ("onetwothreefour", 12, "onetw … efour"),
        ("one twothreefour", 12, "one … efour"),
    ],
)
def test_what_is_too_long_is_repeated_by_its_beginning_and_end(words, widest, cut):
    quote = QuotePart((Span(0, len(words)),), INDIRECT)
    assert readings.ReadingDifference(words, Span(0, len(words)), widest).between([], [quote]) == f"“{cut}”"
