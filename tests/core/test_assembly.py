"""Whole quotes to the parts of sentences and back."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.assembly import join_parts, joined_with_places, labels_by_sentence, split_quotes
from annotator.core.model import Labels, Quote, QuotePart, QuoteType, Sentence, Span

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
    for last, expected in (
        (QuotePart((Span(20, 24),), DIRECT, speaker="Ada", continues=True), Span(0, 4)),
        (QuotePart((Span(20, 24),), INDIRECT, speaker="Ada", continues=True), Span(0, 4)),
        (QuotePart((Span(20, 24),), DIRECT, speaker="Bo", continues=True), Span(5, 9)),
    ):
        longer = next(quote for quote in join_parts({0: [ada, bo], 1: [last]}) if len(quote.content) == 2)
        assert longer.content == (expected, Span(20, 24))


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


@settings(deadline=None)
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
