"""Whole quotes to the parts of sentences and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Labels, Quote, QuotePart, QuoteReading, QuoteType, Reading, Sentence, Span
from annotator.core.quotes.assembly import (
    MOST_READINGS,
    astray,
    join_parts,
    joined_with_places,
    labels_by_sentence,
    split_quotes,
    split_readings,
    without,
)

DIRECT, INDIRECT = QuoteType.DIRECT, QuoteType.INDIRECT


def sentences(*spans: tuple[int, int]) -> tuple[Sentence, ...]:
    return tuple(Sentence(index, *span) for index, span in enumerate(spans))


def test_a_quote_over_two_sentences_becomes_a_part_and_a_continuation() -> None:
    quote = Quote((Span(0, 25),), DIRECT, cue=Span(30, 34), source=Span(27, 29), speaker="Ada")
    parts = split_quotes([quote], sentences((0, 10), (11, 40)), "")
    assert parts[0][0].content == (Span(0, 10),)
    assert not parts[0][0].continues
    assert parts[0][0].cue is None, "the cue stands in the second sentence"
    assert parts[1][0].continues
    assert parts[1][0].cue == Span(30, 34)
    assert parts[1][0].source == Span(27, 29)


def test_a_cue_in_a_sentence_without_content_is_kept_with_the_first_part() -> None:
    quote = Quote((Span(12, 20), Span(22, 30)), DIRECT, cue=Span(4, 8), source=Span(0, 3))
    parts = split_quotes([quote], sentences((0, 10), (12, 20), (22, 30)), "")
    assert set(parts) == {1, 2}
    assert parts[1][0].cue == Span(4, 8)
    assert parts[2][0].cue is None


def test_a_continuation_joins_the_quote_of_the_same_speaker() -> None:
    one = Quote((Span(0, 4), Span(20, 24)), DIRECT, speaker="Ada")
    two = Quote((Span(5, 9),), DIRECT, speaker="Bo")
    parts = split_quotes([one, two], sentences((0, 10), (20, 30)), "")
    assert join_parts(parts) == (one, two)


def test_a_continuation_without_anything_before_it_is_a_quote_of_its_own() -> None:
    parts = split_quotes([Quote((Span(0, 4), Span(20, 24)), DIRECT)], sentences((0, 10), (20, 30)), "")
    del parts[0]
    assert [quote.content for quote in join_parts(parts)] == [(Span(20, 24),)]


def test_every_part_has_the_attributes_of_its_quote() -> None:
    quote = Quote((Span(0, 10), Span(20, 24)), DIRECT, attributes=(("stance", "for"),))
    parts = split_quotes([quote], sentences((0, 10), (20, 30)), "")
    assert [part.attributes for part in (*parts[0], *parts[1])] == [quote.attributes] * 2


NOTES = "She said the bridge was “a wreck”. “Nobody paints it. Nobody crosses it.” She would not say why."
OVER_NOTES = sentences((0, 34), (35, 53), (54, 74), (75, len(NOTES)))
MIXED = QuoteType.MIXED


def test_parts_of_a_mixed_quote_have_the_types_that_their_own_marks_give_them() -> None:
    quote = Quote((Span(9, 33), Span(35, 74), Span(75, 96)), MIXED, speaker="Ada")
    parts = split_quotes([quote], OVER_NOTES, NOTES)
    assert [part.type for (part,) in parts.values()] == [MIXED, DIRECT, DIRECT, INDIRECT]
    assert [whole.type for whole in join_parts(parts)] == [MIXED]


def test_a_mixed_quote_whose_parts_are_all_alike_is_mixed_in_all_of_them() -> None:
    quote = Quote((Span(35, 74),), MIXED, speaker="Ada")
    parts = split_quotes([quote], OVER_NOTES, NOTES)
    assert [part.type for (part,) in parts.values()] == [MIXED, MIXED], "somebody vouched for it"
    assert [whole.type for whole in join_parts(parts)] == [MIXED]


def test_direct_and_indirect_quotes_keep_their_type_whatever_the_marks() -> None:
    for kind in (DIRECT, INDIRECT):
        parts = split_quotes([Quote((Span(9, 33), Span(35, 74)), kind)], OVER_NOTES, NOTES)
        assert {part.type for (part,) in parts.values()} == {kind}


def test_parts_of_a_direct_and_an_indirect_type_are_one_mixed_quote() -> None:
    assert joined(replace(FIRST, type=INDIRECT), SECOND).type is MIXED
    assert joined(FIRST, SECOND).type is DIRECT


def test_parts_of_several_types_have_the_first_ones_in_a_scheme_without_mixed_quotes() -> None:
    for first, second in ((DIRECT, INDIRECT), (INDIRECT, DIRECT)):
        parts = {0: [replace(FIRST, type=first)], 1: [replace(SECOND, type=second)]}
        assert [quote.type for quote in join_parts(parts, (DIRECT, INDIRECT))] == [first]


FIRST = QuotePart((Span(0, 4),), DIRECT, speaker="Ada", attributes=(("stance", "for"),))
SECOND = QuotePart(
    (Span(20, 24),), DIRECT, speaker="Ada", attributes=(("stance", "against"), ("tone", "calm")), continues=True
)


def joined(first: QuotePart, second: QuotePart) -> Quote:
    (quote,) = join_parts({0: [first], 1: [second]})
    return quote


def test_what_the_first_part_says_of_attributes_counts() -> None:
    assert joined(FIRST, SECOND).attributes == (("stance", "for"), ("tone", "calm"))


def test_the_part_with_the_source_knows_attributes_best() -> None:
    quote = joined(FIRST, replace(SECOND, source=Span(26, 28)))
    assert quote.attributes == (("stance", "against"), ("tone", "calm"))


def test_a_part_without_a_speaker_has_that_of_the_other() -> None:
    for first, second in ((FIRST, replace(SECOND, speaker=None)), (replace(FIRST, speaker=None), SECOND)):
        assert joined(first, second).speaker == "Ada"
    two = join_parts(
        {0: [FIRST, replace(FIRST, content=(Span(5, 9),), speaker=None)], 1: [replace(SECOND, speaker="Bo")]}
    )
    assert len(two) == 3, "which one goes on cannot be said"


def test_cue_and_source_are_those_of_the_part_that_has_them() -> None:
    quote = joined(replace(FIRST, cue=Span(5, 6)), replace(SECOND, source=Span(27, 28)))
    assert (quote.cue, quote.source) == (Span(5, 6), Span(27, 28))


def test_a_part_joins_no_quote_of_another_speaker_and_none_that_has_a_cue_or_source_like_itself() -> None:
    attributed = replace(FIRST, cue=Span(5, 6), source=Span(7, 8))
    for part in (
        replace(SECOND, speaker="Bo"),
        replace(SECOND, cue=Span(25, 26)),
        replace(SECOND, source=Span(27, 28)),
    ):
        assert [quote.content for quote in join_parts({0: [attributed], 1: [part]})] == [(Span(0, 4),), (Span(20, 24),)]


def test_a_part_joins_no_quote_whose_cue_or_source_lies_in_what_it_says_nor_one_that_says_its_own() -> None:
    for first, part in (
        (replace(FIRST, cue=Span(22, 23)), SECOND),
        (replace(FIRST, source=Span(19, 21)), SECOND),
        (FIRST, replace(SECOND, cue=Span(1, 3))),
        (FIRST, replace(SECOND, source=Span(3, 5))),
    ):
        assert [quote.content for quote in join_parts({0: [first], 1: [part]})] == [(Span(0, 4),), (Span(20, 24),)]


def test_a_continuation_prefers_the_same_speaker_and_type_and_else_the_speaker() -> None:
    ada, bo = replace(FIRST, attributes=()), QuotePart((Span(5, 9),), INDIRECT, speaker="Bo")
    also_ada = replace(bo, speaker="Ada")
    for before, last, expected in (
        ((ada, bo), QuotePart((Span(20, 24),), DIRECT, speaker="Ada", continues=True), Span(0, 4)),
        ((ada, bo), QuotePart((Span(20, 24),), INDIRECT, speaker="Ada", continues=True), Span(0, 4)),
        ((ada, bo), QuotePart((Span(20, 24),), DIRECT, speaker="Bo", continues=True), Span(5, 9)),
        ((ada, also_ada), QuotePart((Span(20, 24),), DIRECT, speaker="Ada", continues=True), Span(0, 4)),
        ((ada, also_ada), QuotePart((Span(20, 24),), INDIRECT, speaker="Ada", continues=True), Span(5, 9)),
    ):
        longer = next(quote for quote in join_parts({0: before, 1: [last]}) if len(quote.content) == 2)
        assert longer.content == (expected, Span(20, 24))


@pytest.mark.parametrize("starts", [0, 2])
def test_of_two_quotes_of_one_speaker_within_each_other_both_go_on_each_in_its_own(starts: int) -> None:
    within, outer = (QuotePart((Span(at, end),), DIRECT, speaker="Ada") for at, end in ((starts, 6), (0, 9)))
    before = sorted([outer, within], key=lambda part: part.content)
    on = [replace(outer, content=(Span(30, end),), continues=True) for end in (34, 39)]
    joined = joined_with_places({0: before, 1: on})
    assert {quote.content for quote, _ in joined} == {(Span(starts, 6), Span(30, 34)), (Span(0, 9), Span(30, 39))}
    assert [places[0].number for _, places in joined] == [0, 1]


def test_two_continuations_in_one_sentence_join_two_quotes() -> None:
    ada, bo = replace(FIRST, attributes=()), QuotePart((Span(5, 9),), DIRECT, speaker="Bo")
    on = QuotePart((Span(20, 24),), DIRECT, speaker="Bo", continues=True)
    also = QuotePart((Span(25, 29),), DIRECT, speaker="Bo", continues=True)
    third = replace(also, content=(Span(30, 31),))
    bo_too = replace(bo, content=(Span(0, 4),))
    assert [quote.content for quote in join_parts({0: [bo_too, bo], 1: [on, also, third]})] == [
        (Span(0, 4), Span(25, 29)),
        (Span(5, 9), Span(20, 24)),
        (Span(30, 31),),
    ]
    assert [quote.content for quote in join_parts({0: [ada, bo], 1: [on, also]})] == [
        (Span(0, 4),),
        (Span(5, 9), Span(20, 24)),
        (Span(25, 29),),
    ]


def test_a_continuation_joins_the_quote_around_another_of_the_same_speaker() -> None:
    within = QuotePart((Span(5, 9),), DIRECT, speaker="Ada")
    on = QuotePart((Span(20, 24),), DIRECT, speaker="Ada", continues=True)
    for end in (9, 12):  # it ends with the one within, or after it
        around = replace(within, content=(Span(0, end),))
        quotes = join_parts({0: [around, within], 1: [on]})
        assert [quote.content for quote in quotes] == [(Span(0, end), Span(20, 24)), within.content]


def test_a_sentence_without_quotes_between_does_not_end_a_quote() -> None:
    on = QuotePart((Span(40, 44),), DIRECT, speaker="Ada", continues=True)
    assert [quote.content for quote in join_parts({0: [FIRST], 1: [], 2: [on]})] == [(Span(0, 4), Span(40, 44))]


def test_no_quote_goes_on_over_a_sentence_of_which_nothing_is_known() -> None:
    on = QuotePart((Span(40, 44),), DIRECT, speaker="Ada", continues=True)
    assert [quote.content for quote in join_parts({0: [FIRST], 2: [on]})] == [(Span(0, 4),), (Span(40, 44),)]


def test_content_outside_all_sentences_is_dropped_and_spans_are_cut_at_their_ends() -> None:
    quote = Quote((Span(2, 25), Span(31, 32)), DIRECT)
    parts = split_quotes([quote], sentences((0, 10), (11, 20), (22, 30)), "")
    assert {index: part.content for index, (part,) in parts.items()} == {
        0: (Span(2, 10),),
        1: (Span(11, 20),),
        2: (Span(22, 25),),
    }


def test_pieces_that_somebody_gives_in_another_order_are_in_all_their_sentences() -> None:
    quote = Quote((Span(22, 25), Span(2, 8), Span(12, 18)), DIRECT)
    parts = split_quotes([quote], sentences((0, 10), (11, 20), (22, 30)), "")
    assert {index: part.content for index, (part,) in parts.items()} == {
        0: (Span(2, 8),),
        1: (Span(12, 18),),
        2: (Span(22, 25),),
    }


def test_a_quote_without_content_is_in_no_sentence() -> None:
    assert split_quotes([Quote((), DIRECT, cue=Span(1, 3))], sentences((0, 10), (10, 20)), "") == {}


def test_a_quote_that_touches_a_sentence_is_not_in_it() -> None:
    assert set(split_quotes([Quote((Span(10, 20),), DIRECT)], sentences((0, 10), (10, 20), (20, 30)), "")) == {1}


def test_a_cue_at_the_very_start_of_a_sentence_belongs_to_it_and_one_at_its_end_does_not() -> None:
    quote = Quote((Span(2, 9), Span(14, 18)), DIRECT, cue=Span(10, 13), source=Span(9, 10))
    parts = split_quotes([quote], sentences((0, 10), (10, 20)), "")
    assert [(part.cue, part.source) for part in (*parts[0], *parts[1])] == [(None, Span(9, 10)), (Span(10, 13), None)]


def test_parts_of_a_sentence_are_in_text_order() -> None:
    late, early = Quote((Span(5, 9),), DIRECT, rule="late"), Quote((Span(1, 3), Span(6, 7)), DIRECT, rule="early")
    assert [part.rule for part in split_quotes([late, early], sentences((0, 10)), "")[0]] == ["early", "late"]


def test_whole_quotes_come_in_the_order_of_their_first_character() -> None:
    late, early = QuotePart((Span(5, 9),), DIRECT), QuotePart((Span(1, 3),), DIRECT)
    assert [quote.content[0].start for quote in join_parts({0: [late, early]})] == [1, 5]


def test_labels_of_every_sentence_with_the_topics_of_the_spans_that_touch_it() -> None:
    quote = Quote((Span(0, 4),), DIRECT, score=0.5, rule="some-rule")
    topics = [(Span(0, 20), "a"), (Span(0, 1), "b"), (Span(0, 1), "b"), (Span(9, 11), "c"), (Span(0, 9), "d")]
    assert labels_by_sentence([quote], topics, sentences((0, 10), (10, 20), (20, 30)), "") == [
        Labels((QuotePart((Span(0, 4),), DIRECT),), ("a", "b", "c")),
        Labels((), ("a", "c")),
        Labels(),
    ]


@st.composite
def attributed_texts(draw: st.DrawFn) -> tuple[tuple[Sentence, ...], list[Quote]]:
    """Sentences of 20 code points with a gap of one, and quotes that follow one another and stay within sentences."""
    count = draw(st.integers(1, 8))
    found = sentences(*((21 * i, 21 * i + 20) for i in range(count)))
    quotes, at = [], 0
    while at < count:
        length = draw(st.integers(1, min(3, count - at)))
        if draw(st.booleans()):
            content = tuple(Span(21 * i + draw(st.integers(0, 5)), 21 * i + 15) for i in range(at, at + length))
            place = 21 * draw(st.integers(at, at + length - 1)) + 16
            cue = draw(st.sampled_from([None, Span(place, place + 1)]))
            source = draw(st.sampled_from([None, Span(place + 1, place + 2)]))
            speaker = draw(st.sampled_from([None, "Ada", "Bo"]))
            attributes = draw(st.sampled_from([(), (("stance", "for"),), (("stance", "against"), ("tone", "calm"))]))
            kind = draw(st.sampled_from(list(QuoteType)))
            quotes.append(Quote(content, kind, cue, source, speaker, 0.5, "rule", attributes))
        at += length
    return found, quotes


@given(attributed_texts())
def test_joining_what_was_split_gives_the_same_quotes(given: tuple[tuple[Sentence, ...], list[Quote]]) -> None:
    found, quotes = given
    assert list(join_parts(split_quotes(quotes, found, ""))) == quotes


def test_a_whole_quote_tells_where_its_parts_stand() -> None:
    def part(at: int, speaker: str | None, continues: bool = False) -> QuotePart:
        return QuotePart((Span(at, at + 1),), QuoteType.DIRECT, speaker=speaker, continues=continues)

    parts = {
        2: [part(0, "Ada"), part(2, "Ben")],
        3: [],
        4: [],
        5: [part(4, "Ada", True), part(6, "Ben", True)],
        6: [part(8, "Ada")],
    }
    joined = joined_with_places(parts)
    assert [places for _, places in joined] == [((2, 0), (5, 0)), ((2, 1), (5, 1)), ((6, 0),)]
    assert join_parts(parts) == tuple(quote for quote, _ in joined)


def test_a_lone_mark_at_a_sentences_edge_is_no_part_of_a_quote() -> None:
    text = "“We go. ― Ada Roe"
    quote = Quote((Span(0, 9),), DIRECT)
    assert set(split_quotes([quote], sentences((0, 7), (8, 17)), text)) == {0}
    only = Quote((Span(8, 9),), DIRECT)
    assert set(split_quotes([only], sentences((0, 7), (8, 17)), text)) == {1}, "it has nothing else"
    decided = labels_by_sentence([quote], [], sentences((0, 7), (8, 17)), text)
    assert [part.content for labels in decided for part in labels.quotes] == [(Span(0, 7),), (Span(8, 9),)]


# ---- Readings of whole quotes, cut into what each sentence shows of them.


SENTENCES = (Sentence(0, 0, 20), Sentence(1, 21, 40), Sentence(2, 41, 60))
ONE = Quote((Span(8, 18),), INDIRECT, Span(3, 7), Span(0, 2), "Ada", 0.9, "rule")


def reading(*quotes: Quote, replaces: tuple[int, ...] = (0,), probability: float = 0.25) -> QuoteReading:
    return QuoteReading(replaces, quotes, probability)


def test_another_edge_is_a_part_in_the_place_of_the_suggested_one() -> None:
    other = replace(ONE, content=(Span(8, 14),))
    assert split_readings([reading(other)], [ONE], SENTENCES, "") == {
        0: (Reading((0,), (other.part((Span(8, 14),), ONE.cue, ONE.source, continues=False).bare(),), 0.25),)
    }


def test_no_quote_leaves_nothing_in_any_of_its_sentences() -> None:
    long = replace(ONE, content=(Span(8, 20), Span(21, 40)))
    found = split_readings([reading(probability=0.1)], [long], SENTENCES, "")
    assert found == {0: (Reading((0,), (), 0.1),), 1: (Reading((0,), (), 0.1),)}


def test_a_probability_has_three_digits_and_readings_that_say_the_same_add_theirs_up_to_one() -> None:
    shorter = reading(replace(ONE, content=(Span(8, 14),)), probability=0.12345)
    for times, told in ((1, 0.123), (2, 0.247), (9, 1.0)):
        (found,) = split_readings([shorter] * times, [ONE], SENTENCES, "")[0]
        assert found.probability == told


def test_a_sentence_that_a_reading_leaves_as_it_is_has_none() -> None:
    long = replace(ONE, content=(Span(8, 20), Span(21, 40)))
    shorter = replace(ONE, content=(Span(8, 20), Span(21, 30)))
    (found,) = split_readings([reading(shorter)], [long], SENTENCES, "").items()
    assert found[0] == 1
    assert found[1][0].parts[0].content == (Span(21, 30),)
    assert found[1][0].parts[0].continues


def test_a_reading_that_runs_on_begins_a_part_where_nothing_is_suggested() -> None:
    longer = replace(ONE, content=(Span(8, 20), Span(21, 30)))
    found = split_readings([reading(longer)], [ONE], SENTENCES, "")
    assert [(one.replaces, one.parts[0].content) for one in (found[0][0], found[1][0])] == [
        ((0,), (Span(8, 20),)),
        ((), (Span(21, 30),)),
    ]
    assert found[1][0].parts[0].continues


def test_joined_quotes_take_the_place_of_both_parts_of_a_sentence() -> None:
    before, after = Quote((Span(0, 4),), DIRECT), Quote((Span(10, 18),), DIRECT)
    joined = replace(after, content=(Span(0, 4), Span(10, 18)))
    (found,) = split_readings([reading(joined, replaces=(1, 0))], [after, before], SENTENCES, "")[0]
    assert (found.replaces, [part.content for part in found.parts]) == ((0, 1), [joined.content])


def test_a_split_quote_stands_in_the_place_of_the_whole() -> None:
    pieces = replace(ONE, content=(Span(8, 12),)), replace(ONE, content=(Span(14, 18),))
    (found,) = split_readings([reading(*reversed(pieces))], [ONE], SENTENCES, "")[0]
    assert (found.replaces, [part.content for part in found.parts]) == ((0,), [piece.content for piece in pieces])


def test_quotes_are_numbered_as_the_sentence_shows_them() -> None:
    later = Quote((Span(12, 18),), DIRECT, cue=Span(9, 11))
    earlier = Quote((Span(2, 6), Span(21, 30)), DIRECT)
    numbers = {
        index: [one.replaces for one in found]
        for index, found in split_readings(
            [reading(replaces=(0,)), reading(replaces=(1,), probability=0.1)], [later, earlier], SENTENCES, ""
        ).items()
    }
    assert numbers == {0: [(1,), (0,)], 1: [(0,)]}


def test_that_there_is_no_quote_comes_last() -> None:
    other = replace(ONE, content=(Span(8, 14),))
    found = split_readings([reading(probability=0.75), reading(other)], [ONE], SENTENCES, "")[0]
    assert [one.probability for one in found] == [0.25, 0.75]


def test_what_a_sentence_shows_alike_is_one_reading_with_both_probabilities() -> None:
    first = replace(ONE, content=(Span(8, 14), Span(21, 30)))
    second = replace(ONE, content=(Span(8, 14), Span(21, 40)))
    found = split_readings([reading(first), reading(second, probability=0.5)], [ONE], SENTENCES, "")
    assert [(one.parts[0].content, one.probability) for one in found[0]] == [((Span(8, 14),), 0.75)]
    assert [(one.parts[0].content, one.probability) for one in found[1]] == [
        ((Span(21, 40),), 0.5),
        ((Span(21, 30),), 0.25),
    ]


def test_probabilities_never_add_up_to_more_than_one() -> None:
    found = split_readings([reading(probability=0.7), reading(probability=0.6)], [ONE], SENTENCES, "")
    assert [one.probability for one in found[0]] == [1.0]


@pytest.mark.parametrize("replaces", [(0,), ()])
def test_the_likeliest_ones_stay(replaces: tuple[int, ...]) -> None:
    made = [
        reading(replace(ONE, content=(Span(8, end),)), replaces=replaces, probability=end / 100) for end in range(9, 18)
    ]
    found = split_readings(made, [ONE], SENTENCES, "")[0]
    assert [one.probability for one in found] == [end / 100 for end in range(17, 17 - MOST_READINGS, -1)]


SPANS = st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True).map(
    lambda ends: tuple(Span(*pair) for pair in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)
QUOTES = st.builds(
    Quote,
    SPANS,
    st.sampled_from(QuoteType),
    cue=st.none() | st.just(Span(3, 5)),
    source=st.none() | st.just(Span(41, 44)),
    speaker=st.none() | st.just("Ada"),
)


@given(st.data(), st.lists(QUOTES, max_size=3))
def test_a_reading_put_in_its_place_gives_the_parts_of_its_quotes(data: st.DataObject, quotes: list[Quote]) -> None:
    numbers = data.draw(st.sets(st.sampled_from(range(len(quotes)))) if quotes else st.just(set()))
    instead = data.draw(st.lists(QUOTES, max_size=2))
    found = split_readings([QuoteReading(tuple(numbers), tuple(instead), 0.5)], quotes, SENTENCES, "")
    before = split_quotes(quotes, SENTENCES, "")
    left = [quote for number, quote in enumerate(quotes) if number not in numbers]
    after = split_quotes([*left, *instead], SENTENCES, "")
    for index in range(len(SENTENCES)):
        parts = list(before.get(index, ()))
        assert len(found.get(index, ())) <= 1
        for one in found.get(index, ()):
            parts = [part for number, part in enumerate(parts) if number not in one.replaces] + list(one.parts)
        assert sorted(parts, key=repr) == sorted(after.get(index, ()), key=repr)


@given(st.lists(QUOTES, min_size=1, max_size=3), st.lists(st.tuples(QUOTES, st.floats(0, 1)), max_size=12))
def test_readings_differ_from_what_is_suggested_and_from_each_other(
    quotes: list[Quote], others: list[tuple[Quote, float]]
) -> None:
    made = [QuoteReading((number % len(quotes),), (quote,), share) for number, (quote, share) in enumerate(others)]
    suggested = split_quotes(quotes, SENTENCES, "")
    for index, found in split_readings(made, quotes, SENTENCES, "").items():
        assert len({(one.replaces, one.parts) for one in found}) == len(found)
        order = [(not one.parts, -one.probability) for one in found]
        assert order == sorted(order)
        for one in found:
            assert one.parts != tuple(suggested[index][number] for number in one.replaces)
            assert all(span.within(SENTENCES[index].span) for part in one.parts for span in part.content)


def test_what_is_left_of_a_content_is_found_in_one_pass_however_many_stops_there_are() -> None:
    many = 300_000  # each tried again from every place, they would take half an hour
    text = f"it{' ,' * many}said{' ;' * many}so"
    hole = Span(text.index("said"), text.index("said") + 4)
    assert without(text, (Span(0, len(text)),), hole) == (Span(0, 2), Span(len(text) - 2, len(text)))


def test_a_role_is_astray_over_two_sentences_and_in_none() -> None:
    three = sentences((0, 5), (6, 10), (15, 20))
    part = QuotePart((Span(0, 3),), DIRECT, cue=Span(4, 5), source=Span(6, 9))
    assert list(astray(part, three)) == []
    assert list(astray(replace(part, cue=Span(4, 8)), three)) == ["cue"]
    assert list(astray(replace(part, cue=Span(8, 16), source=Span(11, 13)), three)) == ["cue", "source"]
