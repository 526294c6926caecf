"""Whole quotes to the parts of sentences and back."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.assembly import join_parts, split_quotes
from annotator.core.model import Quote, QuoteType, Sentence, Span

DIRECT, INDIRECT = QuoteType.DIRECT, QuoteType.INDIRECT


def sentences(*spans: tuple[int, int]) -> tuple[Sentence, ...]:
    return tuple(Sentence(index, *span) for index, span in enumerate(spans))


def test_a_quote_over_two_sentences_becomes_a_part_and_a_continuation() -> None:
    quote = Quote((Span(0, 25),), DIRECT, cue=Span(30, 34), source=Span(27, 29), speaker="Ada")
    parts = split_quotes([quote], sentences((0, 10), (11, 40)))
    assert parts[0][0].content == (Span(0, 10),)
    assert not parts[0][0].continues
    assert parts[0][0].cue is None, "the cue stands in the second sentence"
    assert parts[1][0].continues
    assert parts[1][0].cue == Span(30, 34)
    assert parts[1][0].source == Span(27, 29)


def test_a_cue_in_a_sentence_without_content_is_kept_with_the_first_part() -> None:
    quote = Quote((Span(12, 20), Span(22, 30)), DIRECT, cue=Span(4, 8), source=Span(0, 3))
    parts = split_quotes([quote], sentences((0, 10), (12, 20), (22, 30)))
    assert set(parts) == {1, 2}
    assert parts[1][0].cue == Span(4, 8)
    assert parts[2][0].cue is None


def test_a_continuation_joins_the_quote_of_the_same_speaker() -> None:
    one = Quote((Span(0, 4), Span(20, 24)), DIRECT, speaker="Ada")
    two = Quote((Span(5, 9),), DIRECT, speaker="Bo")
    parts = split_quotes([one, two], sentences((0, 10), (20, 30)))
    assert join_parts(parts) == (one, two)


def test_a_continuation_without_anything_before_it_is_a_quote_of_its_own() -> None:
    parts = split_quotes([Quote((Span(0, 4), Span(20, 24)), DIRECT)], sentences((0, 10), (20, 30)))
    del parts[0]
    assert [quote.content for quote in join_parts(parts)] == [(Span(20, 24),)]


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
            quotes.append(Quote(content, draw(st.sampled_from(list(QuoteType))), cue, source, speaker, 0.5, "rule"))
        at += length
    return found, quotes


@given(attributed_texts())
def test_joining_what_was_split_gives_the_same_quotes(given: tuple[tuple[Sentence, ...], list[Quote]]) -> None:
    found, quotes = given
    assert list(join_parts(split_quotes(quotes, found))) == quotes
