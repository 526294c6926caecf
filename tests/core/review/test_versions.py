"""In how many ways a sentence was marked, what a reviewer took of it, and what both sides together would be."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer, Decision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import (
    Version,
    comparable_labels,
    differs,
    is_unanimous,
    merged,
    numbers_marking,
    versions,
)

A = QuotePart((Span(10, 20),), QuoteType.DIRECT, Span(21, 25), Span(26, 30), "Ada")
B = QuotePart((Span(40, 50),), QuoteType.INDIRECT)
NOTHING = Labels()


def said(by: str, labels: Labels, answer: Answer = Answer.ACCEPT, implied: bool = False) -> Decision:
    return Decision(ord(by[0]), by, answer, labels, "", implied=implied)


def found(*labels: Labels) -> tuple[Version, ...]:
    return versions(said(name, one) for name, one in zip("abcdef", labels, strict=False))


def test_those_who_mark_the_same_are_one_version() -> None:
    scored = replace(A, score=0.9, rule="inverted")
    one = found(Labels((A, B), ("x", "y")), Labels((B, scored), ("y", "x")))
    assert [(version.number, version.annotators, version.decisions) for version in one] == [(1, ("a", "b"), (97, 98))]
    assert one[0].labels == Labels((A, B), ("x", "y"))
    assert is_unanimous(one)
    assert not differs(one)


def test_whatever_is_marked_otherwise_is_another_version() -> None:
    for other in (
        replace(A, content=(Span(10, 19),)),
        replace(A, cue=None),
        replace(A, source=Span(26, 31)),
        replace(A, speaker=None),
        replace(A, type=QuoteType.MIXED),
        replace(A, attributes=(("stance", "neutral"),)),
        replace(A, continues=True),
    ):
        assert differs(found(Labels((A,)), Labels((other,))))
    assert differs(found(Labels((A,)), Labels((A,), ("x",))))


def test_a_rejection_is_the_same_as_an_empty_confirmation_and_a_skip_says_nothing() -> None:
    empty = versions([said("a", NOTHING), said("b", Labels((A,)), Answer.REJECT), said("c", Labels((B,)), Answer.SKIP)])
    assert [version.annotators for version in empty] == [("a", "b")]


def test_who_passed_over_it_unseen_counts_only_where_nobody_looked() -> None:
    seen = versions([said("a", Labels((A,))), said("b", NOTHING, implied=True)])
    assert [(version.annotators, version.unseen) for version in seen] == [(("a",), False)]
    assert not is_unanimous(seen), "only one of them looked"
    unseen = versions([said("a", NOTHING, implied=True), said("b", NOTHING, implied=True)])
    assert [(version.annotators, version.unseen) for version in unseen] == [(("a", "b"), True)]
    assert not is_unanimous(unseen)


def test_one_annotator_alone_neither_differs_nor_agrees() -> None:
    alone = found(Labels((A,)))
    assert not differs(alone)
    assert not is_unanimous(alone)
    assert not is_unanimous(())


def test_the_version_of_most_comes_first_and_the_order_of_others_does_not_go_by_names() -> None:
    few, many = Labels((A,)), Labels((B,))
    assert [version.labels for version in found(few, many, many)] == [many, few]
    assert [version.labels for version in found(many, few, few)] == [few, many]
    sides = [Labels((A,), (str(number),)) for number in range(16)]
    firsts = [found(NOTHING, one)[0].annotators for one in sides]
    assert {("a",), ("b",)} == set(firsts)
    for one in sides:
        assert [v.labels for v in found(NOTHING, one)] == [v.labels for v in found(one, NOTHING)]


def test_what_was_taken_is_every_version_that_marks_the_same() -> None:
    both = found(Labels((A,)), NOTHING)
    for version in both:
        assert numbers_marking(both, version.labels) == (version.number,)
    assert numbers_marking(both, Labels((B,))) == ()


def test_merged_is_what_all_have_and_what_one_or_the_other_has_beside_it() -> None:
    assert merged(found(Labels((A,), ("x",)), Labels((A, B), ("y",)))) == Labels((A, B), ("x", "y"))


def test_of_quotes_that_overlap_the_one_of_most_is_merged_with_what_only_others_have() -> None:
    longer = replace(A, content=(Span(10, 21),), cue=None, source=None, speaker=None)
    two_to_one = found(Labels((longer,)), Labels((longer,)), Labels((A,)))
    [quote] = merged(two_to_one).quotes
    assert quote.content == longer.content
    assert (quote.cue, quote.source, quote.speaker) == (A.cue, A.source, A.speaker)


def test_a_cue_that_lies_in_the_content_of_the_quote_that_is_kept_is_not_merged() -> None:
    wide = replace(A, content=(Span(10, 30),), cue=None, source=None)
    [quote] = merged(found(Labels((wide,)), Labels((wide,)), Labels((A,)))).quotes
    assert (quote.cue, quote.source) == (None, None)


def test_a_quote_within_a_quote_stays_where_somebody_marked_both() -> None:
    inner = replace(B, content=(Span(12, 15),))
    assert merged(found(Labels((A, inner)), NOTHING)).quotes == (A, inner)
    assert len(merged(found(Labels((A,)), Labels((inner,)))).quotes) == 1


def test_a_quote_within_another_gets_nothing_of_what_others_have_of_that_one() -> None:
    inner = replace(B, content=(Span(12, 15),))
    outer, longer = replace(A, cue=None, source=None, speaker=None), replace(A, content=(Span(10, 21),))
    both = found(Labels((outer, inner)), Labels((outer, inner)), Labels((replace(longer, cue=Span(22, 25)),)))
    assert [(quote.content, quote.cue, quote.speaker) for quote in merged(both).quotes] == [
        (outer.content, Span(22, 25), "Ada"),
        (inner.content, None, None),
    ]


def test_at_most_three_topics_are_merged_those_of_most_first() -> None:
    four = found(Labels((), ("a", "b", "z")), Labels((), ("c", "d", "z")))
    assert len(merged(four).topics) == 3
    assert "z" in merged(four).topics


parts = st.builds(
    lambda start, length, kind: QuotePart((Span(start, start + length),), kind),
    st.integers(0, 30),
    st.integers(1, 10),
    st.sampled_from(list(QuoteType)),
)
some_labels = st.builds(
    lambda quotes, topics: Labels(tuple(quotes), tuple(topics)),
    st.lists(parts, max_size=3, unique_by=lambda part: part.content),
    st.lists(st.sampled_from("xyz"), max_size=3, unique=True),
)


@given(st.lists(some_labels, min_size=1, max_size=4))
def test_who_is_asked_first_changes_no_version(all_labels: list[Labels]) -> None:
    made = [said(name, labels) for name, labels in zip("abcd", all_labels, strict=False)]
    assert len({versions(order) for order in permutations(made)}) == 1
    assert sum(len(version.annotators) for version in versions(made)) == len(made)
    renamed = [one._replace(annotator="z" + one.annotator) for one in made]
    assert [one.labels for one in versions(renamed)] == [one.labels for one in versions(made)]


@given(st.lists(some_labels, min_size=1, max_size=4))
def test_what_all_marked_is_merged_whole_and_nothing_overlaps_that_nobody_marked_so(all_labels: list[Labels]) -> None:
    ways = versions(said(name, labels) for name, labels in zip("abcd", all_labels, strict=False))
    together = merged(ways)
    if len(ways) == 1:
        assert comparable_labels(together) == ways[0].labels
    known = [{quote.content for quote in way.labels.quotes} for way in ways]
    for one in together.quotes:
        for other in together.quotes:
            if one != other and any(a.overlaps(b) for a in one.content for b in other.content):
                assert any({one.content, other.content} <= contents for contents in known)
    assert {quote.content for quote in together.quotes} <= set().union(*known)
