"""Where versions of one sentence differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import Aspect, SameQuote, same_quotes, topics_differ

PART = QuotePart(
    (Span(0, 10),), QuoteType.DIRECT, Span(11, 15), Span(16, 24), "Ona Berg", attributes=(("stance", "for"),)
)
OTHER = QuotePart((Span(30, 40),), QuoteType.INDIRECT)


def differing(*parts: QuotePart) -> set[str]:
    quote = SameQuote(parts)
    return {aspect for aspect in quote.aspects if quote.differs(aspect)}


@pytest.mark.parametrize(
    ("changed", "aspects"),
    [
        ({}, set()),
        ({"content": (Span(2, 10),)}, {"content"}),
        ({"type": QuoteType.MIXED}, {"type"}),
        ({"speaker": None}, {"speaker"}),
        ({"cue": None}, {"cue"}),
        ({"source": Span(20, 24)}, {"source"}),
        ({"continues": True}, {"continues"}),
        ({"attributes": ()}, {"stance"}),
        ({"attributes": (("tone", "calm"),)}, {"stance", "tone"}),
    ],
)
def test_two_parts_differ_in_what_was_changed_and_nothing_else(changed, aspects):
    assert differing(PART, replace(PART, **changed)) == aspects
    assert differing(PART, PART, replace(PART, **changed)) == aspects


def test_that_a_version_has_no_such_quote_is_no_difference_of_the_others():
    quote = SameQuote((PART, None, PART))
    assert not quote.everywhere
    assert not any(quote.differs(aspect) for aspect in quote.aspects)


def test_quotes_that_share_letters_of_content_are_the_same_in_text_order():
    wider = replace(PART, content=(Span(5, 12),))
    found = same_quotes([Labels((OTHER,)), Labels((PART,)), Labels((wider, OTHER)), Labels()])
    assert found == (SameQuote((None, PART, wider, None)), SameQuote((OTHER, None, OTHER, None)))


def test_a_quote_is_put_beside_the_one_it_shares_most_with_and_beside_only_one():
    long, short = replace(PART, content=(Span(0, 30),)), replace(PART, content=(Span(28, 35),))
    first, second = replace(PART, content=(Span(0, 20),)), replace(PART, content=(Span(20, 35),))
    found = same_quotes([Labels((long, short)), Labels((first, second))])
    assert found == (SameQuote((long, first)), SameQuote((short, second)))
    assert same_quotes([Labels((long,)), Labels((first, second))]) == (
        SameQuote((long, first)),
        SameQuote((None, second)),
    )


def test_of_one_quote_in_two_versions_the_one_counts_that_shares_most():
    short, long, far = (replace(PART, content=(Span(*at),)) for at in ((0, 10), (5, 30), (40, 60)))
    over = replace(PART, content=(Span(12, 50),))
    found = same_quotes([Labels((short, far)), Labels((long,)), Labels((over,))])
    assert found == (SameQuote((short, long, over)), SameQuote((far, None, None)))


def test_stretches_are_cut_where_another_begins_or_ends():
    quote = SameQuote((replace(PART, content=(Span(0, 10), Span(20, 30))), replace(PART, content=(Span(4, 25),)), None))
    assert [(*stretch.span, stretch.alike) for stretch in quote.stretches(0, Aspect.CONTENT)] == [
        (0, 4, False),
        (4, 10, True),
        (20, 25, True),
        (25, 30, False),
    ]
    assert [(*stretch.span, stretch.alike) for stretch in quote.stretches(1, Aspect.CONTENT)] == [
        (4, 10, True),
        (10, 20, False),
        (20, 25, True),
    ]
    assert quote.stretches(2, Aspect.CONTENT) == ()


def test_a_cue_that_another_version_lacks_is_not_alike():
    quote = SameQuote((PART, replace(PART, cue=None)))
    assert [stretch.alike for stretch in quote.stretches(0, Aspect.CUE)] == [False]
    assert quote.stretches(1, Aspect.CUE) == ()
    assert [stretch.alike for stretch in quote.stretches(0, Aspect.SOURCE)] == [True]


def test_topics_differ_by_what_they_are_and_not_by_their_order():
    assert not topics_differ([Labels(topics=("a", "b")), Labels(topics=("b", "a"))])
    assert topics_differ([Labels(topics=("a",)), Labels(topics=("a", "b")), Labels(topics=("a",))])


SPANS = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
PARTS = SPANS.map(lambda span: QuotePart((span,), QuoteType.DIRECT))
LABELS = st.lists(PARTS, max_size=4).map(lambda parts: Labels(tuple(parts)))


@given(st.lists(LABELS, min_size=1, max_size=4))
def test_every_quote_of_every_version_is_there_once(versions):
    found = same_quotes(versions)
    for number, labels in enumerate(versions):
        column = [quote.parts[number] for quote in found if quote.parts[number] is not None]
        assert sorted(column, key=repr) == sorted(labels.quotes, key=repr)


@given(st.lists(LABELS, min_size=2, max_size=4))
def test_stretches_make_up_the_span_and_what_is_alike_is_in_all(versions):
    for quote in same_quotes(versions):
        for number, part in enumerate(quote.parts):
            if part is None:
                continue
            stretches = quote.stretches(number, Aspect.CONTENT)
            assert "".join("x" * (one.span.end - one.span.start) for one in stretches) == "x" * (
                part.content[0].end - part.content[0].start
            )
            for stretch in stretches:
                inside = [any(stretch.span.within(span) for span in known.content) for known in quote.known]
                assert stretch.alike == all(inside)
