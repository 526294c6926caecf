"""Readings of whole quotes, cut into what each sentence shows of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.assembly import split_quotes
from annotator.core.model import Quote, QuoteReading, QuoteType, Reading, Sentence, Span
from annotator.core.readings import MOST_OF_A_QUOTE, MOST_UNSUGGESTED, split_readings

DIRECT, INDIRECT = QuoteType.DIRECT, QuoteType.INDIRECT
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


@pytest.mark.parametrize(("replaces", "most"), [((0,), MOST_OF_A_QUOTE), ((), MOST_UNSUGGESTED)])
def test_the_likeliest_ones_stay(replaces: tuple[int, ...], most: int) -> None:
    made = [
        reading(replace(ONE, content=(Span(8, end),)), replaces=replaces, probability=end / 100) for end in range(9, 18)
    ]
    found = split_readings(made, [ONE], SENTENCES, "")[0]
    assert [one.probability for one in found] == [end / 100 for end in range(17, 17 - most, -1)]


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


@settings(deadline=None)
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


@settings(deadline=None)
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
