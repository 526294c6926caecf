"""Edits of spans: pure code on offsets, each an edit that can be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.model import QuoteType, Span
from annotator.core.session import edits
from annotator.core.session.edits import Grip, chosen_grip, grips
from annotator.core.session.guess import Reach, Side
from annotator.core.session.state import choose, cycle_type, give_speaker, open_sentence, undo_edit
from tests.core.session.two_quotes import CAST, opened, shown, span, split_last, two_quotes
from tests.memory_desk import Line, Said, article, harbour


def test_the_end_of_the_content_is_the_first_edge_offered_then_the_others():
    first, second = two_quotes().draft.labels.quotes
    assert grips(first) == (
        Grip("content", 0, Side.END, first.content[0]),
        Grip("content", 0, Side.START, first.content[0]),
        Grip("cue", 0, Side.END, first.cue),
        Grip("cue", 0, Side.START, first.cue),
        Grip("source", 0, Side.END, first.source),
        Grip("source", 0, Side.START, first.source),
    )
    assert grips(second) == (
        Grip("content", 1, Side.END, second.content[1]),
        Grip("content", 0, Side.START, second.content[0]),
        Grip("content", 0, Side.END, second.content[0]),
        Grip("content", 1, Side.START, second.content[1]),
        Grip("cue", 0, Side.END, second.cue),
        Grip("cue", 0, Side.START, second.cue),
    )


def test_edges_are_chosen_round_and_round_and_that_is_no_edit():
    state = two_quotes()
    assert chosen_grip(state)[:3] == ("content", 0, Side.END)
    assert chosen_grip(edits.next_grip(state, 1))[:3] == ("content", 0, Side.START)
    assert chosen_grip(edits.next_grip(state, -1))[:3] == ("source", 0, Side.START)
    assert edits.next_grip(state, 6) == state
    assert edits.next_grip(state, 1).past == ()
    nothing = opened("It rained.")
    assert chosen_grip(nothing) is None
    assert edits.next_grip(nothing, 1) is nothing


def test_an_edge_is_chosen_by_kind_and_side_and_by_where_its_span_is():
    state = choose(two_quotes(), 1)
    assert chosen_grip(edits.gripped(state, "cue", Side.START))[:3] == ("cue", 0, Side.START)
    assert chosen_grip(edits.gripped(state, "content", Side.START))[:3] == ("content", 0, Side.START)
    late = span(state, "so dark")
    for near, fragment in ((late.start, 1), (late.end - 1, 1), (late.end, 0), (late.start - 1, 0)):
        assert chosen_grip(edits.gripped(state, "content", Side.START, near)).fragment == fragment
    assert edits.gripped(state, "source", Side.END) is state
    nothing = opened("It rained.")
    assert edits.gripped(nothing, "cue", Side.END) is nothing


@pytest.mark.parametrize(
    ("kind", "side", "step", "by", "expected"),
    [
        ("content", Side.END, -1, Reach.WORD, ("it is", "said", "Ada")),
        ("content", Side.END, 1, Reach.WORD, ("it is late,", "said", "Ada")),
        ("content", Side.END, 1, Reach.CHARACTER, ("it is late,", "said", "Ada")),
        ("content", Side.END, -1, Reach.CHARACTER, ("it is lat", "said", "Ada")),
        ("content", Side.START, 1, Reach.WORD, ("is late", "said", "Ada")),
        ("content", Side.END, 1, Reach.PLAUSIBLE, ("it is late, and added so cold was it", "said", "Ada")),
        ("cue", Side.END, 1, Reach.WORD, ("is late", "said it", "Ada")),
    ],
)
def test_an_edge_moves_by_character_word_or_to_a_plausible_place(kind, side, step, by, expected):
    state = edits.gripped(two_quotes(), kind, side)
    moved = edits.move_edge(state, step, by)
    assert shown(moved) == expected
    assert undo_edit(moved).draft == state.draft
    assert moved.draft.labels.quotes[1] == state.draft.labels.quotes[1]


@pytest.mark.parametrize(
    ("kind", "side", "step", "by"),
    [
        ("source", Side.START, -1, Reach.WORD),
        ("source", Side.END, -1, Reach.WORD),
        ("cue", Side.START, 1, Reach.WORD),
        ("cue", Side.START, -1, Reach.WORD),
        ("source", Side.END, 1, Reach.WORD),
        ("content", Side.START, -1, Reach.WORD),
        ("content", Side.START, -1, Reach.PLAUSIBLE),
    ],
)
def test_an_edge_that_has_nowhere_to_go_stays(kind, side, step, by):
    state = edits.gripped(two_quotes(), kind, side)
    assert edits.move_edge(state, step, by) is state


def test_where_there_is_no_quote_no_edge_moves():
    nothing = opened("It rained.")
    assert edits.move_edge(nothing, 1) is nothing
    assert edits.clear_span(nothing, "cue") == nothing
    assert edits.delete_quote(nothing) is nothing
    assert split_last(nothing) is nothing
    assert edits.with_source(nothing, Span(0, 2)) is nothing


def test_a_piece_of_content_does_not_move_into_its_neighbour():
    state = opened("Oh so cold so dark.", Said(["so cold", "so dark"]))
    state = edits.gripped(state, "content", Side.END, near=3)
    assert chosen_grip(state).fragment == 0
    assert edits.move_edge(state, 1, Reach.WORD) is state
    assert edits.move_edge(state, 1, Reach.CHARACTER) is state, "nothing but a blank is between them"
    assert (
        shown(edits.move_edge(edits.gripped(state, "content", Side.START), -1, Reach.WORD))[0] == "Oh so cold | so dark"
    )


def moved(state, kind, step, times=40):
    """The end of that kind of span moved by words, as often as it goes."""
    state = edits.gripped(state, kind, Side.END)
    for _ in range(times):
        state = edits.move_edge(state, step, Reach.WORD)
    return state


def test_every_span_stays_in_the_sentence_in_which_it_stands():
    state = open_sentence(harbour(), 0)
    here, following = (item.sentence for item in state.page.items[:2])
    unsaid = edits.clear_span(state, "cue")
    assert moved(unsaid, "source", 1).chosen_quote.source.end == here.end
    assert moved(edits.clear_span(unsaid, "source"), "content", 1).chosen_quote.content[-1].end == here.end
    for kind in ("cue", "source"):
        assert edits.set_span(unsaid, kind, Span(here.end - 5, following.start + 4)) is unsaid


def test_cue_and_source_do_not_lie_over_each_other_and_are_cut_out_of_the_content():
    state = opened("So it is, she said, and cold.", Said("So it is", None, "she"))
    assert edits.set_span(state, "cue", span(state, "she said")) is state
    assert shown(edits.set_span(state, "cue", span(state, "it is"))) == ("So", "it is", "she")
    said = edits.set_span(state, "cue", span(state, "said"))
    longer = edits.gripped(said, "content", Side.END)
    for _ in range(3):
        longer = edits.move_edge(longer, 1, Reach.WORD)
    assert shown(longer) == ("So it is | and cold", "said", "she")
    assert chosen_grip(longer)[:3] == ("content", 1, Side.END)
    assert edits.set_span(said, "content", span(said, "said")) is said, "nothing would be left"
    late = opened("Cold, said she it is.", Said("it is", "said", "she"))
    late = edits.gripped(late, "content", Side.START)
    assert shown(edits.move_edge(late, -1, Reach.WORD))[0] == "Cold | it is", "on over both"


@pytest.mark.parametrize(
    ("text", "quote", "grip", "step", "reach", "times", "there"),
    [
        ("Cold it is, she said, and wet.", ("Cold it is", "said", "she"), ("content", Side.END), 1, Reach.WORD,
         2, ("Cold it is | and", "said", "she")),
        ("Cold it is, she said, and wet.", ("Cold it is", "said", "she"), ("content", Side.END), 1, Reach.WORD,
         3, ("Cold it is | and wet", "said", "she")),
        ("Cold, she said, it is.", ("it is", "said", "she"), ("content", Side.START), -1, Reach.PLAUSIBLE,
         1, ("Cold | it is", "said", "she")),
        ("She said that it is cold.", ("that it is cold", "said", "She"), ("cue", Side.END), 1, Reach.WORD,
         2, ("is cold", "said that it", "She")),
        ("Cold, it is, she said.", (["Cold", "it is"], "said", "she"), ("source", Side.START), -1, Reach.WORD,
         3, ("Cold", "said", "it is, she")),
    ],
)  # fmt: skip
def test_an_edge_goes_back_the_way_it_came_and_gives_back_what_it_went_over(
    text, quote, grip, step, reach, times, there
):
    state = edits.gripped(opened(text, Said(*quote)), *grip)
    moved = state
    for _ in range(times):
        moved = edits.move_edge(moved, step, reach)
    assert shown(moved) == there
    assert chosen_grip(moved)[0::2] == grip
    for _ in range(times):
        moved = edits.move_edge(moved, -step, reach)
    assert moved.draft.labels == state.draft.labels
    assert chosen_grip(moved) == chosen_grip(state)


def test_what_an_edge_went_over_stays_once_something_else_is_edited_or_chosen():
    said = opened("She said that it is cold.", Said("that it is cold", "said", "She"))
    state = edits.gripped(said, "cue", Side.END)
    moved = give_speaker(edits.move_edge(state, 1, Reach.WORD), "Ines Duarte")
    back = edits.move_edge(moved, -1, Reach.WORD)
    assert shown(back) == ("it is cold", "said", "She")
    assert back.chosen_quote.speaker == "Ines Duarte"
    chosen = edits.next_grip(edits.next_grip(edits.move_edge(state, 1, Reach.WORD), 1), -1)
    assert shown(edits.move_edge(chosen, -1, Reach.WORD)) == ("it is cold", "said", "She")


def test_a_source_of_another_sentence_is_moved_within_that_one():
    state = open_sentence(harbour(), 4)
    first = state.page.items[0].sentence
    far = edits.set_span(state, "source", Span(first.start, first.start + 3))
    assert shown(moved(far, "source", 1, times=1))[2] == "The port"


def test_a_span_is_set_tidied_and_the_quotes_put_in_order():
    state = choose(two_quotes(), 1)
    assert shown(edits.set_span(state, "content", span(state, " so dark.")))[0] == "so dark"
    assert shown(edits.set_span(state, "cue", span(state, " added ")))[1] == "added"
    first = edits.set_span(state, "content", span(state, "Ada"))
    assert (first.draft.chosen, shown(first)[0], shown(first, 1)[0]) == (0, "Ada", "it is late")
    assert undo_edit(first).draft == state.draft, "putting them in order is no edit of its own"


def test_the_speaker_follows_the_source_until_a_person_gives_one():
    state = choose(two_quotes(), 1)
    named = edits.set_span(state, "source", span(state, "Ada"))
    assert (named.chosen_quote.speaker, shown(named)[2]) == (None, "Ada"), "the first name names nobody"
    state = opened("So cold, said Finch and Okoro.", Said("So cold", "said", None, None))
    assert edits.set_span(state, "source", span(state, "Finch")).chosen_quote.speaker == "Ada Finch"
    assert edits.set_span(state, "source", span(state, "Finch and Okoro")).chosen_quote.speaker is None
    okoro = opened(
        "So cold, Finch said to Mayor Okoro and to us.", Said("So cold", "said", "Mayor Okoro", "Paul Okoro")
    )
    followed = edits.set_span(okoro, "source", span(okoro, "Finch"))
    assert followed.chosen_quote.speaker == "Ada Finch"
    assert undo_edit(followed).draft == okoro.draft, "in one edit"
    assert edits.set_span(okoro, "source", span(okoro, "us")).chosen_quote.speaker is None
    assert edits.set_span(okoro, "source", span(okoro, "Mayor")).chosen_quote.speaker == "Paul Okoro"
    given = give_speaker(okoro, "Ines Duarte")
    assert edits.set_span(given, "source", span(given, "Finch")).chosen_quote.speaker == "Ines Duarte"
    of_other_type = cycle_type(okoro)
    assert edits.set_span(of_other_type, "source", span(okoro, "Finch")).chosen_quote.speaker == "Ada Finch"


@pytest.mark.parametrize(
    ("source", "cast", "name"),
    [
        ("Mayor Okoro", CAST, "Paul Okoro"),
        ("mayor OKORO", CAST, "Paul Okoro"),
        ("“Okoro,”", CAST, "Paul Okoro"),
        ("(Okoro)", CAST, "Paul Okoro"),
        ("Paul", CAST, None),
        ("Okoros", CAST, None),
        ("Okoro", [*CAST, "Ada Okoro"], None),
        ("CNN", ["CNN"], "CNN"),
        ("it", [" "], None),
        ("Okoro, who knows Mayor Finch", CAST, "Paul Okoro"),
        ("the mayor, who knows Finch", CAST, "Ada Finch"),
        ("Okoro, Finch and Duarte", CAST, None),
    ],
)
def test_a_source_names_one_of_the_cast_by_last_name(source, cast, name):
    state = opened(f"{source} said so.", cast=cast)
    assert edits.named_by(state, Span(0, len(source))) == name


def test_a_source_put_in_by_the_way_is_part_of_the_edit_before():
    state = opened("So cold, said Finch.", Said("So cold", "said", None, None))
    source = span(state, "Finch")
    with_it = edits.with_source(state, source)
    assert (shown(with_it)[2], with_it.chosen_quote.speaker, with_it.past) == ("Finch", "Ada Finch", ())
    assert edits.with_source(state, None) is state
    assert edits.with_source(state, span(state, "cold, said")) is state, "content lies there"
    spoken = opened("So cold, said Finch.", Said("So cold", "said", None, "Paul Okoro"))
    assert edits.with_source(give_speaker(spoken, "Cleo"), source).chosen_quote.speaker == "Cleo"


def test_spans_are_cleared_but_never_all_of_the_content():
    state = two_quotes()
    assert shown(edits.clear_span(state, "cue")) == ("it is late", None, "Ada")
    assert shown(edits.clear_span(state, "source")) == ("it is late", "said", None)
    assert edits.clear_span(state, "content") is state
    assert shown(edits.clear_span(choose(state, 1), "content"))[0] == "so cold"


def test_a_piece_of_content_is_added_in_its_place_and_joined_with_what_it_touches():
    state = opened("So cold and so dark was it.", Said("so dark", None, None, None))
    assert shown(edits.add_fragment(state, span(state, "So cold ")))[0] == "So cold | so dark"
    assert shown(edits.add_fragment(state, span(state, "was it.")))[0] == "so dark | was it"
    assert shown(edits.add_fragment(state, span(state, "and so")))[0] == "and so dark"
    assert shown(edits.add_fragment(state, span(state, "dark was")))[0] == "so dark was"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(5, 7), (0, 2)], [(0, 2), (5, 7)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(0, 2), (3, 4)], [(0, 2), (3, 4)]),
        ([], []),
    ],
)
def test_spans_that_overlap_or_touch_are_united(spans, expected):
    assert edits.united(Span(*one) for one in spans) == tuple(Span(*one) for one in expected)


def test_a_new_quote_takes_its_place_its_type_and_is_chosen():
    state = opened("“No,” said Okoro, but Duarte said that it would do.", Said("that it would do", "said"))
    new = edits.new_quote(edits.next_grip(state, 2), Span(0, 5))
    assert (new.draft.chosen, new.draft.grip, len(new.draft.labels.quotes)) == (0, 0, 2)
    assert new.chosen_quote.type is QuoteType.DIRECT
    assert (shown(new), new.chosen_quote.speaker) == (("“No,”", "said", "Okoro"), "Paul Okoro")
    assert undo_edit(new).draft.labels == state.draft.labels, "in one edit"
    last = edits.new_quote(state, span(state, "would do."))
    assert (shown(last)[0], last.draft.chosen, last.chosen_quote.type) == ("would do", 1, QuoteType.INDIRECT)


def test_a_quote_whose_content_is_there_already_is_chosen_and_given_what_it_lacks():
    state = opened(
        "“No,” said Okoro, and “go”.", Said("“No,”", None, None, None), Said("“go”", None, None, "Ines Duarte")
    )
    again = edits.new_quote(choose(state, 1), span(state, "“No,”"))
    assert (len(again.draft.labels.quotes), again.draft.chosen) == (2, 0)
    assert (shown(again), again.chosen_quote.speaker) == (("“No,”", "said", "Okoro"), "Paul Okoro")
    assert edits.new_quote(again, span(state, "“No,”")) is again
    kept = edits.set_span(again, "cue", span(state, "and"))
    assert shown(edits.new_quote(kept, span(state, "“No,”")))[1] == "and", "what it has stays"


def test_content_whose_mark_stays_open_keeps_its_stop():
    state = opened("He said “No. ")
    assert shown(edits.new_quote(state, span(state, "“No.")))[0] == "“No."
    assert shown(edits.new_quote(state, span(state, "He said")))[0] == "He said"


def test_a_quote_that_is_added_is_named_by_its_source_unless_it_has_a_speaker():
    state = opened("So cold, said Finch.")
    quote = opened("So cold, said Finch.", Said("So cold", "said", "Finch", None)).chosen_quote
    assert edits.add_quote(state, quote).chosen_quote.speaker == "Ada Finch"
    given = replace(quote, speaker="Paul Okoro")
    assert edits.add_quote(state, given).chosen_quote.speaker == "Paul Okoro"
    assert edits.add_quote(state, replace(quote, source=None)).chosen_quote.speaker is None


def test_a_deleted_quote_leaves_its_neighbour_chosen():
    state = two_quotes()
    first, second = state.draft.labels.quotes
    one = edits.delete_quote(edits.next_grip(state, 1))
    assert (one.draft.labels.quotes, one.draft.chosen, one.draft.grip) == ((second,), 0, 0)
    two = edits.delete_quote(choose(state, 1))
    assert (two.draft.labels.quotes, two.draft.chosen) == ((first,), 0)
    none = edits.delete_quote(two)
    assert (none.draft.labels.quotes, none.draft.chosen) == ((), 0)


def test_of_three_quotes_the_next_one_is_chosen_and_behind_the_last_the_one_before_it():
    state = opened("It is, she said, so, it was, so.", Said("It is"), Said("so"), Said("it was"))
    chosen = [edits.delete_quote(choose(state, number)).draft.chosen for number in range(3)]
    assert chosen == [0, 1, 1]


def test_the_words_of_a_source_may_name_somebody_unless_they_are_a_pronoun():
    for text, source, words in (
        ("So cold, said Mayor Helena Marsh.", "Mayor Helena Marsh.", "Mayor Helena Marsh"),
        ("So cold, she said.", "she", ""),
        ("So cold.", None, ""),
    ):
        assert edits.words_of_source(opened(text, Said("So cold", None, source))) == words
    assert edits.words_of_source(opened("So cold.")) == ""


MARKED = "Finch said that it was late and “so cold that day” for the children."


def test_the_type_follows_the_marks_of_other_content_where_they_told_it_before():
    state = opened(MARKED, Said("that it was late", "said", "Finch", "Ada Finch", QuoteType.INDIRECT))
    wider = edits.set_span(state, "content", span(state, "that it was late and “so cold that day”"))
    assert wider.chosen_quote.type is QuoteType.MIXED
    assert undo_edit(wider).draft == state.draft, "in one edit"
    assert edits.set_span(wider, "content", span(state, "“so cold that day”")).chosen_quote.type is QuoteType.DIRECT
    stepped = moved(state, "content", 1, times=4)
    assert stepped.chosen_quote.type is QuoteType.MIXED
    assert moved(stepped, "content", -1, times=4).chosen_quote == state.chosen_quote, "and back again"


def test_a_type_that_the_marks_did_not_tell_stays_with_other_content():
    given = opened(MARKED, Said("that it was late", "said", "Finch", "Ada Finch", QuoteType.MIXED))
    there = moved(given, "content", 1, times=4)
    assert there.chosen_quote.type is QuoteType.MIXED
    assert moved(there, "content", -1, times=4).chosen_quote == given.chosen_quote
    part = opened(MARKED, Said("that it was late", type=QuoteType.INDIRECT, continues=True))
    whole = edits.set_span(part, "content", span(part, "that it was late and “so cold that day”"))
    assert whole.chosen_quote.type is QuoteType.INDIRECT, "its quote has one type"


def test_an_i_in_what_somebody_said_is_that_one_and_a_she_somebody_else():
    text = "“I say it is late, she says it is not,” Finch said."
    outer = Said("“I say it is late, she says it is not,”", "said", "Finch", "Ada Finch", QuoteType.DIRECT)
    state = opened(text, outer)
    for source, name in (("I", "Ada Finch"), ("she", None)):
        assert edits.speaker_of(state, span(state, source)) == name
    told = opened(
        "Finch said that she thinks so.", Said("that she thinks so", "said", "Finch", "Ada Finch", QuoteType.INDIRECT)
    )
    assert edits.speaker_of(told, span(told, "she")) == "Ada Finch", "in other words she may mean herself"
    earlier = Line("It is late, Okoro said.", [Said("It is late", "said", "Okoro", "Paul Okoro", QuoteType.INDIRECT)])
    before = Line("It is not, Finch said.", [Said("It is not", "said", "Finch", "Ada Finch", QuoteType.INDIRECT)])
    state = open_sentence(article(1, "a", [earlier, before, Line(text, [outer])], CAST), 2)
    assert edits.speaker_of(state, span(state, "she")) == "Paul Okoro"
