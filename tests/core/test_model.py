"""The words of the vocabulary: spans that overlap, quotes that are moved, cut into parts and given attributes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.model import (
    Chance,
    Document,
    Labels,
    Quote,
    QuotePart,
    QuoteType,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
    attributes_of,
    is_same_content,
)

QUOTE = Quote(
    content=(Span(4, 9), Span(20, 30)),
    type=QuoteType.MIXED,
    cue=Span(10, 14),
    source=Span(15, 19),
    speaker="Ada Bell",
    score=0.5,
    rule="some-rule",
    attributes=(("stance", "for"), ("tone", "calm")),
)
PART = QUOTE.part(QUOTE.content, QUOTE.cue, QUOTE.source, continues=True)


def test_contents_with_half_of_what_both_cover_are_of_one_quote() -> None:
    assert is_same_content([Span(0, 10)], [Span(0, 20)])
    assert not is_same_content([Span(0, 10)], [Span(0, 21)])
    assert not is_same_content([Span(0, 10)], [Span(10, 20)])
    assert not is_same_content([], [])


def test_spans_overlap_where_they_share_a_code_point() -> None:
    assert Span(2, 5).overlaps(Span(4, 6))
    assert Span(4, 6).overlaps(Span(2, 5))
    assert not Span(2, 4).overlaps(Span(4, 6))
    assert not Span(4, 6).overlaps(Span(2, 4))
    assert Span(2, 9).overlaps(Span(4, 5))


def test_a_span_lies_within_another_up_to_both_edges() -> None:
    assert Span(2, 5).within(Span(2, 5))
    assert not Span(1, 5).within(Span(2, 5))
    assert not Span(2, 6).within(Span(2, 5))
    assert Span(2, 3).of("abcd") == "c"
    assert Sentence(0, 2, 5).span == Span(2, 5)


def test_moving_a_span_or_a_quote_moves_both_its_edges_and_nothing_else() -> None:
    assert Span(2, 5).shifted(-2) == Span(0, 3)
    assert QUOTE.shifted(3) == replace(
        QUOTE, content=(Span(7, 12), Span(23, 33)), cue=Span(13, 17), source=Span(18, 22)
    )
    assert replace(QUOTE, cue=None, source=None).shifted(1).cue is None
    assert PART.shifted(5).shifted(-5) == PART


def test_a_chance_is_shifted_in_all_its_spans_and_nothing_else() -> None:
    said = Chance((Span(10, 20), Span(22, 30)), Span(4, 8), "say", "that", "complement-that", 0.8)
    assert said.shifted(5) == said._replace(content=(Span(15, 25), Span(27, 35)), cue=Span(9, 13))


def test_spans_without_a_place_are_left_out_of_a_moved_quote() -> None:
    moved = QUOTE.moved(lambda span: span if span.start >= 15 else None)
    assert moved == replace(QUOTE, content=(Span(20, 30),), cue=None)


def test_a_part_has_all_that_its_quote_has_but_the_spans() -> None:
    part = QUOTE.part((Span(4, 9),), None, Span(15, 19), continues=True)
    assert (part.content, part.cue, part.source, part.continues) == ((Span(4, 9),), None, Span(15, 19), True)
    assert PART.whole() == QUOTE
    assert not QUOTE.part(QUOTE.content, None, None, continues=False).continues


def test_bare_labels_tell_what_was_decided_and_not_where_it_came_from() -> None:
    assert PART.bare() == replace(PART, score=None, rule=None)
    assert Labels((PART,), ("sport",)).bare() == Labels((PART.bare(),), ("sport",))


@pytest.mark.parametrize("quote", [QUOTE, PART])
def test_attributes_are_given_changed_and_taken_away(quote: Quote | QuotePart) -> None:
    assert quote.attribute("stance") == "for"
    assert quote.attribute("mood") is None
    assert quote.with_attribute("stance", "against").attributes == (("stance", "against"), ("tone", "calm"))
    assert quote.with_attribute("mood", "glad").attributes == (("mood", "glad"), ("stance", "for"), ("tone", "calm"))
    assert quote.with_attribute("stance", None).attributes == (("tone", "calm"),)
    assert quote.with_attribute("mood", None) == quote
    assert attributes_of({"tone": "calm", "stance": "for"}) == quote.attributes
    assert hash(quote) == hash(replace(quote))


DIRECT, INDIRECT, MIXED = QuoteType


def test_the_next_type_is_looked_for_round_the_end() -> None:
    assert [kind.following(1, QuoteType) for kind in QuoteType] == [INDIRECT, MIXED, DIRECT]
    assert [kind.following(-1, QuoteType) for kind in QuoteType] == [MIXED, DIRECT, INDIRECT]
    assert [kind.following(1, (MIXED, DIRECT)) for kind in QuoteType] == [MIXED, MIXED, DIRECT]
    assert [kind.following(-1, (MIXED, DIRECT)) for kind in QuoteType] == [MIXED, DIRECT, DIRECT]
    assert DIRECT.following(1, (DIRECT,)) is DIRECT


def test_the_nearest_type_is_the_same_or_says_most_of_the_same() -> None:
    assert [kind.nearest(tuple(QuoteType)) for kind in QuoteType] == list(QuoteType)
    assert MIXED.nearest((DIRECT, INDIRECT)) is INDIRECT
    assert MIXED.nearest((DIRECT,)) is DIRECT
    assert DIRECT.nearest((INDIRECT, MIXED)) is MIXED
    assert DIRECT.nearest((INDIRECT,)) is INDIRECT
    assert INDIRECT.nearest((DIRECT, MIXED)) is MIXED
    assert INDIRECT.nearest((DIRECT,)) is DIRECT


def test_other_sentences_have_the_topics_of_those_they_share_words_with_each_once_and_three_at_most() -> None:
    """A file of decisions may cut an article otherwise, and a decision holds no more topics."""
    topics = [(TopicSuggestion(label, 0.5, str(at)),) for at, label in enumerate("aabcd")]
    cut = tuple(Sentence(at, 10 * at, 10 * at + 9) for at in range(5))
    suggested = Suggested(Document("d", "x" * 49), cut, (), tuple(topics))

    def topics_on(*spans: tuple[int, int]) -> list[list[tuple[str, str]]]:
        found = suggested.on([Sentence(at, *span) for at, span in enumerate(spans)])
        return [[(topic.label, topic.because) for topic in topics] for topics in found.topics]

    assert topics_on((0, 49)) == [[("a", "0"), ("b", "2"), ("c", "3")]]
    assert topics_on((0, 4), (4, 11), (19, 20), (25, 49)) == [
        [("a", "0")], [("a", "0")], [], [("b", "2"), ("c", "3"), ("d", "4")]
    ]  # fmt: skip


def test_a_sentence_is_of_a_kind_of_boilerplate_where_it_stands_wholly_in_such_a_place_the_first_that_is_told() -> None:
    cut = tuple(Sentence(at, 10 * at, 10 * at + 9) for at in range(4))
    places = ((Span(0, 9), "byline"), (Span(0, 19), "newsletter"), (Span(25, 39), "share bar"))
    suggested = Suggested(Document("d", "x" * 39), cut, (), ((),) * 4, boilerplate=places)
    assert suggested.kinds() == ["byline", "newsletter", None, "share bar"]
