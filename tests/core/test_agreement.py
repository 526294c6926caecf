"""How far annotators agree on one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import Version, agreement_of

TEXT = "abcd, efgh said Ona Berg."
CONTENT, CUE, SOURCE = Span(0, 10), Span(11, 15), Span(16, 24)
PART = QuotePart((CONTENT,), QuoteType.DIRECT, CUE, SOURCE, "Ona Berg", attributes=(("stance", "for"),))


def sentence_agreement(labels: Sequence[Labels], text: str) -> float:
    """How far as many annotators agree who each gave the sentence these labels."""
    return agreement_of([Version(1, ("ana",), one, ()) for one in labels], text)


def _labels(*parts: QuotePart, topics: tuple[str, ...] = ()) -> Labels:
    return Labels(parts, topics)


def test_the_same_labels_agree_wholly_whatever_found_them_and_so_does_nothing_with_nothing() -> None:
    found = replace(PART, score=0.9, rule="inverted")
    assert sentence_agreement([_labels(PART), _labels(found)], TEXT) == 1
    assert sentence_agreement([Labels(), Labels(), Labels()], TEXT) == 1


def test_one_version_or_none_has_nothing_to_differ_from() -> None:
    assert sentence_agreement([_labels(PART)], TEXT) == sentence_agreement([], TEXT) == 1


def test_a_quote_that_only_one_marked_is_no_agreement_at_all() -> None:
    assert sentence_agreement([_labels(PART), Labels()], TEXT) == 0


def test_letters_marked_alike_count_against_all_that_either_marked_and_punctuation_does_not() -> None:
    # 8 letters of content, 4 of cue, 7 of source; the second has 4 of content and no source: 8 of 19 in common. What
    # the four letters of content that both have are said to be like is the same.
    shorter = replace(PART, content=(Span(0, 5),), source=None)
    assert sentence_agreement([_labels(PART), _labels(shorter)], TEXT) == pytest.approx((8 / 19 + 1) / 2)
    with_comma = replace(PART, content=(Span(0, 4), Span(6, 10)))
    assert sentence_agreement([_labels(PART), _labels(with_comma)], TEXT) == 1


def test_a_quote_without_a_letter_is_one_too() -> None:
    comma = QuotePart((Span(4, 5),), QuoteType.DIRECT)
    assert sentence_agreement([_labels(comma), _labels(comma)], TEXT) == 1
    assert sentence_agreement([_labels(comma), Labels()], TEXT) == 0


def test_the_same_letters_in_another_role_are_not_alike() -> None:
    turned = replace(PART, cue=SOURCE, source=CUE)
    assert sentence_agreement([_labels(PART), _labels(turned)], TEXT) == pytest.approx((8 / 30 + 1) / 2)


@pytest.mark.parametrize(
    "change", [{"type": QuoteType.MIXED}, {"speaker": "Berg"}, {"attributes": ()}, {"continues": True}]
)
def test_each_property_of_a_quote_counts_for_a_quarter_of_what_it_is_like(change) -> None:
    other = replace(PART, **change)
    assert sentence_agreement([_labels(PART), _labels(other)], TEXT) == pytest.approx((1 + 3 / 4) / 2)


def test_the_order_of_quotes_of_the_same_words_is_no_difference() -> None:
    other = replace(PART, type=QuoteType.MIXED, speaker="Berg")
    assert sentence_agreement([_labels(PART, other), _labels(other, PART)], TEXT) == 1


def test_topics_count_by_those_in_common() -> None:
    one, other = _labels(topics=("politics", "sport")), _labels(topics=("politics", "society"))
    assert sentence_agreement([one, other], TEXT) == pytest.approx((1 + 1 / 3) / 2)
    assert sentence_agreement([_labels(PART, topics=("sport",)), _labels(PART)], TEXT) == pytest.approx(2 / 3)


def test_other_topics_weigh_less_than_a_missed_quote() -> None:
    missed = sentence_agreement([_labels(PART, topics=("sport",)), _labels(topics=("sport",))], TEXT)
    assert sentence_agreement([_labels(topics=("sport",)), Labels()], TEXT) == missed == 1 / 2
    assert sentence_agreement([_labels(PART), Labels()], TEXT) == 0


def test_of_several_versions_the_mean_of_all_pairs_counts() -> None:
    assert sentence_agreement([_labels(PART), _labels(PART), Labels()], TEXT) == pytest.approx(1 / 3)


SPANS = st.tuples(st.integers(0, 24), st.integers(1, 6)).map(lambda p: Span(p[0], min(len(TEXT), p[0] + p[1])))
PARTS = st.builds(
    QuotePart,
    st.lists(SPANS, min_size=1, max_size=2).map(tuple),
    st.sampled_from(QuoteType),
    st.none() | SPANS,
    st.none() | SPANS,
    st.none() | st.sampled_from(["Ona Berg", "Berg"]),
)
VERSIONS = st.lists(
    st.builds(Labels, st.lists(PARTS, max_size=2).map(tuple), st.lists(st.sampled_from("ab"), unique=True).map(tuple)),
    min_size=2,
    max_size=4,
)


@given(VERSIONS, st.randoms())
def test_it_lies_between_none_and_all_and_who_is_who_does_not_matter(versions, chance) -> None:
    found = sentence_agreement(versions, TEXT)
    shuffled = chance.sample(versions, len(versions))
    assert 0 <= found <= 1
    assert sentence_agreement(shuffled, TEXT) == pytest.approx(found)
    assert sentence_agreement([versions[0]] * 3, TEXT) == 1
