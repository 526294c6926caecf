"""What is asked of decisions, what is right, and what is counted where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, Sight
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.measure.bias import Bias, LabelBias, bias, questions, truth
from annotator.measure.figure import Tally
from tests.benchmarks.bias import Size, measured, planted, score
from tests.measure.made import NOTHING, QUOTE, SUGGESTED, made

MIXED = replace(QUOTE, type=QuoteType.MIXED)
LONGER = replace(QUOTE, content=(Span(0, 8),), speaker=None)
ELSEWHERE = QuotePart((Span(20, 25),), QuoteType.DIRECT, speaker="Ada")


def asked(suggested: Labels, given: Labels) -> dict[tuple[str, bool], bool]:
    return {(one.label, one.suggested): one.given_by(given) for one in questions(suggested)}


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        ((QUOTE,), (True, True, True, True)),
        ((MIXED,), (True, False, True, True)),
        ((LONGER,), (True, True, False, False)),
        ((ELSEWHERE,), (False, False, False, False)),
        ((), (False, False, False, False)),
        ((ELSEWHERE, QUOTE), (True, True, True, True)),
    ],
)
def test_of_a_suggested_quote_is_asked_whether_it_is_there_with_its_type_edges_and_speaker(given, answers):
    found = asked(SUGGESTED, Labels(given))
    labels = ("quote", "type direct", "edges", "speaker")
    assert found == {(label, True): answer for label, answer in zip(labels, answers, strict=True)} | {
        ("topic", False): False
    }


def test_where_nothing_is_suggested_is_asked_whether_anything_is_given():
    assert asked(NOTHING, Labels((QUOTE,), ("sport",))) == {("quote", False): True, ("topic", False): True}
    assert asked(NOTHING, NOTHING) == {("quote", False): False, ("topic", False): False}


def test_of_topics_is_asked_by_topic_and_of_all_together():
    found = asked(Labels((), ("sport", "weather")), Labels((), ("sport",)))
    assert {label: given for (label, suggested), given in found.items() if suggested} == {
        "topic sport": True,
        "topic weather": False,
        "topic": False,
    }


def has_quote(labels: Labels) -> bool:
    return bool(labels.quotes)


def test_review_says_what_is_right_else_most_of_the_others_who_saw_no_suggestion():
    said = [
        made(SUGGESTED, sight=Sight.WITHHELD, annotator="ana"),
        made(NOTHING, sight=Sight.WITHHELD, annotator="ben"),
        made(NOTHING, None, annotator="cleo"),
        made(SUGGESTED, annotator="dan"),
        made(SUGGESTED, None, annotator="eve", implied=True),
        made(SUGGESTED, None, annotator="fay", sight=Sight.IN_PASSING),
    ]
    right = truth(said, {})
    assert right(made(), has_quote) is False, "ben and cleo; dan has seen it, eve and fay have not looked"
    assert right(made(annotator="ben"), has_quote) is None, "one of ana and cleo"
    assert right(made(index=1), has_quote) is None
    assert truth(said, {("one", 0): SUGGESTED})(made(), has_quote) is True


def label_of(found: Bias, label: str, suggested: bool = True) -> LabelBias:
    return next(one for one in found.together.labels if (one.label, one.suggested) == (label, suggested))


def test_what_was_not_withheld_counts_as_seen_also_in_passing():
    decided = [
        made(),
        made(NOTHING, index=1),
        made(index=2, sight=Sight.IN_PASSING),
        made(NOTHING, index=3, sight=Sight.WITHHELD),
        made(None or SUGGESTED, None, index=4),
        made(NOTHING, NOTHING, answer=Answer.REJECT, implied=True, index=5),
        made(NOTHING, NOTHING, implied=True, index=6),
    ]
    found = bias(decided, {})
    effect = label_of(found, "quote").effect
    assert (effect.seen, effect.withheld) == (Tally(2, 3), Tally(0, 1))
    assert label_of(found, "quote", suggested=False).effect.seen.of == 1, "boilerplate that was passed over is left out"
    assert found.together.withheld == 1


def test_wrong_and_right_ones_are_counted_as_far_as_they_are_known():
    decided = [made(), made(index=1), made(NOTHING, index=2), made(SUGGESTED, sight=Sight.WITHHELD, index=3)]
    gold = {("one", 0): NOTHING, ("one", 2): SUGGESTED, ("one", 3): NOTHING}
    found = label_of(bias(decided, gold), "quote")
    assert found.mistakes == (Tally(1, 1), Tally(1, 1), Tally(1, 1), Tally(0, 0))
    assert (found.effect.seen.of, found.effect.withheld.of) == (3, 1)
    assert found.is_known
    assert not label_of(bias(decided, {}), "quote").is_known


def test_annotators_come_by_name_and_one_of_them_may_be_all_there_are():
    decided = [made(annotator="ben"), made(NOTHING, annotator="ana")]
    found = bias(decided, {})
    assert [one.annotator for one in found.annotators] == ["ana", "ben"]
    assert label_of(found, "quote").effect.seen.of == 2
    only = bias(decided, {}, "ana")
    assert [one.annotator for one in only.annotators] == ["ana"]
    assert label_of(only, "quote").effect.seen.given == 0
    assert only.together == replace(only.annotators[0], annotator=None)


def test_labels_come_in_the_order_in_which_they_are_looked_for():
    labels = [one.label for one in bias([made(suggested=Labels((QUOTE,), ("sport",)))], {}).together.labels]
    assert labels == ["quote", "edges", "speaker", "type direct", "topic", "topic sport"]


SMALL = Size(25, 16, 0.2)
RUNS = 40


def test_a_planted_pull_is_in_the_interval_and_where_none_is_planted_none_is_found():
    """A short run of `python -m tests.benchmarks.bias`: nine of ten, as there."""
    none = score(SMALL, 0.0, RUNS)
    assert none.none_seen >= 0.9 * RUNS
    pulled = score(SMALL, 0.9, RUNS)
    assert pulled.covered >= 0.9 * RUNS
    assert pulled.none_seen <= 0.1 * RUNS, "an effect of 27 points is seen"
    assert planted(0.9) == pytest.approx(0.27)


def test_a_run_is_the_same_whenever_it_is_made():
    assert measured(SMALL, 0.3, 5) == measured(SMALL, 0.3, 5)
