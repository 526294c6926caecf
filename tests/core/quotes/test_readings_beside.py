"""What other suggesters say of a sentence, as readings of what stands first."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Labels, QuotePart, QuoteType, Reading, Span
from annotator.core.quotes.assembly import readings_beside


def part(start: int, end: int, **about: object) -> QuotePart:
    return replace(QuotePart((Span(start, end),), QuoteType.DIRECT), **about)


ONE = part(0, 10, cue=Span(11, 15), source=Span(16, 20), speaker="Ada", score=0.9, rule="rule")
TWO = part(30, 40, score=0.8)
FIRST = Labels((ONE, TWO), ("politics",))


def beside(*quotes: QuotePart, readings: tuple[Reading, ...] = (), name: str = "llama") -> tuple[Reading, ...]:
    return readings_beside(FIRST, readings, [(name, Labels(quotes))])


def test_who_says_the_same_says_nothing_else() -> None:
    assert beside(ONE, TWO) == ()
    assert beside(replace(ONE, score=0.1, rule=None), part(30, 40)) == ()


def test_another_edge_another_type_and_another_speaker_are_readings_by_name() -> None:
    longer = replace(ONE, content=(Span(0, 8),), score=0.6)
    assert beside(longer, TWO) == (Reading((0,), (longer.bare(),), 0.6, ("llama",)),)
    for other in ({"type": QuoteType.MIXED}, {"speaker": "Bo"}, {"source": Span(21, 24)}, {"continues": True}):
        changed = replace(TWO, **other, score=None)
        assert beside(ONE, changed) == (Reading((1,), (changed.bare(),), None, ("llama",)),)


def test_what_it_does_not_say_stays_as_it_is() -> None:
    assert beside(part(0, 10, score=0.4), TWO) == ()
    (found,) = beside(part(0, 8), TWO)
    assert found.parts == (replace(ONE, content=(Span(0, 8),)).bare(),)
    (over,) = beside(part(0, 13), TWO)
    assert (over.parts[0].cue, over.parts[0].source) == (None, Span(16, 20)), "a cue in its content is none of it"
    marked = Labels((replace(TWO, attributes=(("stance", "for"),)),))
    assert readings_beside(marked, (), [("llama", Labels((part(30, 40),)))]) == ()


def test_a_quote_that_it_has_not_is_no_quote_and_one_more_is_one_to_add() -> None:
    more = part(50, 60, score=0.7)
    assert beside(ONE, more) == (Reading((), (more.bare(),), 0.7, ("llama",)), Reading((1,), (), None, ("llama",)))


def test_quotes_are_joined_and_split_as_it_has_them() -> None:
    both, halves = part(5, 35, score=0.5), (part(30, 34, score=0.5), part(35, 40, score=0.5))
    (joined,) = beside(both)
    assert (joined.replaces, joined.parts[0].content, joined.probability) == ((0, 1), both.content, 0.5)
    (split,) = beside(ONE, *halves)
    assert (split.replaces, split.parts, split.probability) == ((1,), tuple(one.bare() for one in halves), None)


def test_a_reading_that_is_there_gets_the_name_and_the_score_of_who_says_so() -> None:
    shorter = part(30, 38)
    known = (Reading((0,), (part(0, 4),), 0.3), Reading((1,), (shorter,), 0.2), Reading((1,), (), 0.1))
    found = beside(ONE, replace(shorter, score=0.9), readings=known)
    assert found == (known[1]._replace(probability=0.9, by=("llama",)), known[0], known[2])
    unscored = known[2]._replace(probability=None, by=("llama",))
    assert beside(ONE, readings=known)[2] == unscored, "and no quote comes last"
    others = [
        (name, Labels((ONE, replace(shorter, score=score))))
        for name, score in zip("abc", (0.2, None, 0.6), strict=True)
    ]
    assert readings_beside(FIRST, known, others)[0] == known[1]._replace(probability=0.2, by=("a", "b", "c"))


def test_what_more_say_comes_first_then_what_is_likelier() -> None:
    ways = [part(30, end, score=score) for end, score in ((33, 0.4), (35, None), (37, 0.6), (39, 0.1))]
    said = {"a": 0, "b": 1, "c": 2, "d": 3, "e": 3}
    others = [(name, Labels((ONE, ways[number]))) for name, number in said.items()]
    found = readings_beside(FIRST, (Reading((1,), (part(30, 32),), 0.95),), others)
    assert [(reading.parts[0].content[0].end, reading.by) for reading in found] == [
        (39, ("d", "e")), (37, ("c",)), (33, ("a",)), (35, ("b",)), (32, ()),
    ]  # fmt: skip


_SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=5)


def _labels(spans: list[tuple[int, int]]) -> Labels:
    """Quotes that share no content."""
    quotes: list[QuotePart] = []
    for start, length in sorted(spans):
        if not quotes or quotes[-1].content[-1].end <= start:
            quotes.append(part(start, start + length))
    return Labels(tuple(quotes))


@given(_SPANS, _SPANS)
def test_all_its_readings_together_are_what_it_says(own: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    first, other = _labels(own), _labels(theirs)
    found = readings_beside(first, (), [("llama", other)])
    replaced = [number for reading in found for number in reading.replaces]
    assert len(set(replaced)) == len(replaced)
    kept = [quote for number, quote in enumerate(first.quotes) if number not in replaced]
    assert sorted([*kept, *(one for reading in found for one in reading.parts)], key=lambda one: one.content) == [
        *other.quotes
    ]
    assert all(first.quotes[number] not in reading.parts for reading in found for number in reading.replaces[:1])


def test_what_joins_two_quotes_has_what_it_does_not_say_from_the_one_that_it_shares_most_with() -> None:
    other = replace(TWO, cue=Span(41, 45), speaker="Bo", attributes=(("stance", "for"),))
    first = Labels((ONE, other))
    for joined, cue, like in ((part(5, 38), other.cue, other), (part(1, 33), None, ONE)):
        (found,) = readings_beside(first, (), [("llama", Labels((joined,)))])
        assert (found.replaces, found.parts[0].cue) == ((0, 1), cue), "a cue in its content is none of it"
        assert (found.parts[0].speaker, found.parts[0].attributes) == (like.speaker, like.attributes)
