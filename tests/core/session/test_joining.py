"""One quote made of two, and two of one."""

from __future__ import annotations

import pytest

from annotator.core.model import QuoteType
from annotator.core.session import edits
from annotator.core.session.checks import lost_by_merging
from annotator.core.session.guess import Reach, Side
from annotator.core.session.pointing import Aim, point_out, pointing
from annotator.core.session.state import choose, set_attribute, undo_edit
from tests.core.session.two_quotes import TWO_QUOTES, opened, shown, span, split_last, two_quotes
from tests.memory_desk import Said

DIRECT, INDIRECT, MIXED = QuoteType
TEXT = "She said that it was “so cold” and that it was late."


def quotes(state):
    text = state.page.document.text
    return [" | ".join(span.of(text) for span in quote.content) for quote in state.draft.labels.quotes]


def split(state, first, last=None):
    begun = pointing(state, Aim.SPLIT)
    words = {word.of(state.page.document.text): word for word in begun.labels.values()}
    return point_out(state, begun, words[first] if first else None, words[last] if last else None)


def test_a_quote_is_split_before_the_word_pointed_at_and_both_keep_what_they_share():
    whole = Said("that it was “so cold” and that it was late", "said", "She", "Ada Finch", MIXED)
    state = opened(TEXT, whole)
    parted = split(state, "and")
    assert quotes(parted) == ["that it was “so cold”", "and that it was late"]
    one, two = parted.draft.labels.quotes
    assert (one.cue, one.source, one.speaker) == (two.cue, two.source, two.speaker)
    assert [one.type, two.type] == [MIXED, INDIRECT], "each as its own marks tell"
    assert parted.draft.chosen == 0
    assert undo_edit(parted).draft.labels == state.draft.labels, "in one edit"
    assert quotes(split(state, None, "cold”")) == ["that it was “so cold”", "and that it was late"], "a capital: behind"


def test_an_and_that_led_to_the_second_quote_is_left_to_neither():
    state = opened(TEXT, Said("that it was “so cold” and that it was late", "said", "She", None, MIXED))
    begun = pointing(state, Aim.SPLIT)
    second = [word for word in begun.labels.values() if word.of(TEXT) == "that"][-1]
    assert quotes(point_out(state, begun, second)) == ["that it was “so cold”", "that it was late"]


def test_quotes_stay_in_the_order_of_the_text_whatever_makes_one_begin_behind_another():
    text = "Late it is, and cold it is, she said."
    state = opened(text, Said("Late it is, and cold it is", "said", "she"), Said("cold", None, None))
    parted = edits.split_at(state, text.index("it is, she"))
    assert quotes(parted) == ["Late it is, and cold", "cold", "it is"]
    assert quotes(undo_edit(parted)) == quotes(state)
    shorter = edits.gripped(state, "content", Side.START)
    for _ in range(6):
        shorter = edits.move_edge(shorter, 1, Reach.WORD)
    assert quotes(shorter) == ["cold", "it is"]
    assert shorter.draft.chosen == 1, "the one that is moved"


def test_only_words_of_the_content_can_begin_the_second_quote():
    state = opened(TEXT, Said("that it was “so cold”", "said", "She"))
    words = [word.of(TEXT) for word in pointing(state, Aim.SPLIT).letters.values()]
    assert words == ["it", "was", "“so", "cold”"]
    assert pointing(opened(TEXT, Said("late", "said", "She")), Aim.SPLIT).letters == {}


def test_a_direct_quote_is_split_into_direct_ones():
    state = opened(
        "It is late and it is cold, she said.", Said("It is late and it is cold", "said", "she", type=DIRECT)
    )
    parted = split(state, "and")
    assert [quote.type for quote in parted.draft.labels.quotes] == [DIRECT, DIRECT]


def test_pieces_go_to_the_side_on_which_they_lie():
    state = opened("It is late, she said, and it is cold.", Said(["It is late", "and it is cold"], "said", "she"))
    assert quotes(split_last(state)) == ["It is late", "and it is cold"]
    text = state.page.document.text
    assert quotes(edits.split_at(state, text.index("late"))) == ["It is", "late | and it is cold"]
    assert quotes(edits.split_at(state, text.index("it is cold"))) == ["It is late", "it is cold"], "no and is left"


@pytest.mark.parametrize("offset", [0, 9, 200])
def test_nothing_is_split_where_one_of_the_two_would_be_empty(offset):
    state = opened("She said it was late.", Said("it was late", "said", "She"))
    assert edits.split_at(state, offset) is state
    nothing = opened("It rained.")
    assert edits.split_at(nothing, 3) is nothing


def test_what_is_lost_by_merging_is_what_both_have_and_differs():
    text = "It is so, she said, and it was so, he added."
    first, second = Said("It is so", "said", "she", "Ada"), Said("it was so", "added", "he", "Ben")
    assert lost_by_merging(opened(text, first, second)) == (
        "merged, without cue “added”, source “he”, speaker Ben · ⟪undo⟫ undoes"
    )
    assert lost_by_merging(opened(text, first, Said("it was so", None, None, "Ada"))) is None
    assert lost_by_merging(opened(text, Said("It is so"), second)) is None, "all of it is kept"
    assert lost_by_merging(opened(text, first)) is None
    toned = set_attribute(choose(set_attribute(opened(text, first, second), "tone", "grim"), 1), "tone", "gay")
    assert "tone gay" in lost_by_merging(toned)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("CNN said that it rained.", Said("CNN said that"), Said("it rained", "said", "CNN", "CNN")),
        ("It rained, CNN said on Monday.", Said("It rained", "said", "CNN", "CNN"), Said("CNN said on Monday")),
    ],
)
def test_a_cue_and_source_that_the_content_of_the_other_covers_are_lost_by_merging_which_is_said(text, first, second):
    state = opened(text, first, second)
    (merged,) = edits.merge_next(state).quotes
    assert (merged.cue, merged.source, merged.speaker) == (None, None, "CNN")
    assert lost_by_merging(state) == "merged, without cue “said”, source “CNN” · ⟪undo⟫ undoes"


def test_the_speaker_of_what_is_merged_is_that_of_the_source_that_is_kept():
    text = "It rained, Ada said on Monday, Ben added."
    state = opened(text, Said("It rained", "said", "Ada", "Ada"), Said("Ada said on Monday", "added", "Ben", "Ben"))
    (merged,) = edits.merge_next(state).quotes
    assert (merged.cue.of(text), merged.source.of(text), merged.speaker) == ("added", "Ben", "Ben")
    assert lost_by_merging(state) == "merged, without cue “said”, source “Ada”, speaker Ada · ⟪undo⟫ undoes"


@pytest.mark.parametrize("chosen", [0, 1])
def test_two_quotes_are_merged_and_what_both_have_the_first_keeps(chosen):
    state = set_attribute(set_attribute(two_quotes(), "tone", "calm"), "stance", "for")
    state = set_attribute(set_attribute(choose(state, 1), "tone", "grim"), "place", "here")
    merged = edits.merge_next(choose(state, chosen - 1))
    assert shown(merged) == ("it is late | so cold | so dark", "said", "Ada")
    quote = merged.chosen_quote
    assert (len(merged.draft.labels.quotes), merged.draft.chosen, quote.speaker) == (1, 0, "Ada Finch")
    assert quote.attributes == (("place", "here"), ("stance", "for"), ("tone", "calm"))
    assert edits.merge_next(merged) is merged, "one alone has none to be merged with"


def test_what_the_first_lacks_comes_from_the_second():
    state = opened(TWO_QUOTES, Said("it is late", None, None, None), Said("so cold", "added", "Ada", "Ada Finch"))
    merged = edits.merge_next(state)
    assert shown(merged) == ("it is late | so cold", "added", "Ada")
    assert merged.chosen_quote.speaker == "Ada Finch"


def test_of_three_quotes_the_chosen_one_is_merged_with_the_next():
    state = opened("so cold, so dark, so late", Said("so cold"), Said("so dark"), Said("so late"))
    assert [quote.content for quote in edits.merge_next(choose(state, 1)).draft.labels.quotes] == [
        (span(state, "so cold"),),
        (span(state, "so dark"), span(state, "so late")),
    ]
    assert edits.merge_next(choose(state, 1)).draft.chosen == 1
    assert edits.merge_next(choose(state, -1)).draft.chosen == 1


def test_the_last_piece_becomes_a_quote_of_its_own_by_the_same_speaker():
    state = set_attribute(opened("so cold, so dark", Said(["so cold", "so dark"], speaker="Ada Finch")), "tone", "grim")
    split = split_last(edits.next_grip(state, 1))
    assert (shown(split, 0)[0], shown(split, 1)[0]) == ("so cold", "so dark")
    assert [quote.speaker for quote in split.draft.labels.quotes] == ["Ada Finch", "Ada Finch"]
    assert [quote.attributes for quote in split.draft.labels.quotes] == [(("tone", "grim"),)] * 2
    assert (split.draft.chosen, split.draft.grip) == (0, 0)
    assert split_last(split) is split
    assert edits.merge_next(split).draft.labels == state.draft.labels
