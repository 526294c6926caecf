"""What suggestions do to people: what is asked of decisions, what is right, haste, and what is taken as it stood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotator.core.decision import Answer, DecidedSentence, Sight
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.measure.bias import (
    TOO_FAST,
    AnnotatorBias,
    Bias,
    LabelBias,
    bias,
    bin_of,
    offered_quotes,
    questions,
    second_look,
    taken_by,
    truth,
)
from annotator.measure.figure import Tally
from tests.benchmarks.bias import Size, measured, planted, score
from tests.measure.made import NOTHING, QUOTE, SUGGESTED, WORDS, made

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


def test_wrong_and_right_ones_of_all_together_are_those_of_all_also_of_whom_nothing_was_withheld():
    decided = [made(annotator="ana"), made(NOTHING, annotator="ana", index=1, sight=Sight.WITHHELD)]
    decided += [made(annotator="ben"), made(NOTHING, annotator="ben", index=1)]
    found = bias(decided, {("one", 0): NOTHING, ("one", 1): NOTHING})
    quote = label_of(found, "quote")
    assert quote.mistakes[:2] == (Tally(2, 3), Tally(0, 1)), "one given by each, and one that ben saw through"
    assert quote.effect.seen == Tally(1, 1), "an effect is of those of whom something was withheld"


def test_where_only_one_of_them_is_measured_the_others_still_say_what_is_right():
    decided = [made(annotator="ana"), made(NOTHING, annotator="ben", sight=Sight.WITHHELD)]
    found = bias(decided, {}, "ana")
    assert [one.annotator for one in found.annotators] == ["ana"]
    assert label_of(found, "quote").wrong.seen == Tally(1, 1)


def test_annotators_come_by_name_and_one_of_them_may_be_all_there_are():
    decided = [made(annotator="ben"), made(NOTHING, annotator="ana")]
    found = bias(decided, {})
    assert [one.annotator for one in found.annotators] == ["ana", "ben"]
    assert label_of(found, "quote").effect.seen.of == 2
    only = bias(decided, {}, "ana")
    assert [one.annotator for one in only.annotators] == ["ana"]
    assert label_of(only, "quote").effect.seen.given == 0
    assert only.together == only.annotators[0]._replace(annotator=None)


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


# ---- Accepted too fast to have been read, and accepted unopened.


READ_IN = len(WORDS.split()) * 60 / TOO_FAST
"""Seconds in which the words are read at just that speed."""


def test_what_takes_less_than_it_can_be_read_in_is_too_fast():
    found = bias([made(seconds=READ_IN), made(seconds=READ_IN - 0.01), made(seconds=60)], {}).together
    assert found.too_fast == Tally(1, 3)
    assert pytest.approx(0.6) == READ_IN


@pytest.mark.parametrize(
    "decided",
    [
        made(NOTHING, NOTHING, seconds=0.1),
        made(NOTHING, seconds=0.1),
        made(Labels((), ("sport",)), seconds=0.1),
        made(NOTHING, answer=Answer.REJECT, seconds=0.1),
        made(seconds=0.1, sight=Sight.WITHHELD),
        made(seconds=0.0),
        made(seconds=0.1, implied=True),
        made(SUGGESTED, None, seconds=0.1),
        made(answer=Answer.SKIP, seconds=0.1),
        made(seconds=0.1, sight=Sight.IN_PASSING),
    ],
    ids=[
        "nothing",
        "removed",
        "edited",
        "rejected",
        "withheld",
        "time unknown",
        "implied",
        "none suggested",
        "skipped",
        "in passing",
    ],
)
def test_only_a_suggestion_that_was_opened_and_confirmed_as_it_stood_can_be_too_fast(decided):
    assert bias([decided], {}).together.too_fast.of == 0


def test_who_gave_another_speaker_than_was_suggested_edited_it_though_both_have_one_name_since():
    other = made(Labels((replace(QUOTE, speaker="Bo"),)), seconds=0.1)
    found = bias([other], {}, names={"Bo": "Ada"})
    assert found.together.too_fast.of == 0
    assert label_of(found, "speaker").effect.seen == Tally(1, 1)


def test_a_suggested_topic_that_is_confirmed_can_be_too_fast_as_a_quote_can():
    assert bias([made(Labels((), ("sport",)), Labels((), ("sport",)), seconds=0.1)], {}).together.too_fast.given == 1


def test_what_was_accepted_in_passing_is_counted_but_not_what_a_rule_passed_over():
    decided = [made(sight=Sight.IN_PASSING, seconds=0.0), made(sight=Sight.IN_PASSING, implied=True), made()]
    found = bias(decided, {}).together
    assert (found.in_passing, found.too_fast.of) == (1, 1)
    none = bias([], {}).together
    assert (none.too_fast, none.in_passing) == (Tally(0, 0), 0)


def test_a_second_look_is_drawn_by_its_seed_from_what_was_accepted_in_passing():
    decided = [made(index=at, sight=Sight.IN_PASSING if at % 2 else Sight.SUGGESTION) for at in range(40)]
    drawn = second_look(decided, 5, 1)
    places = [one.sentence.index for one in drawn]
    assert places == sorted(set(places))
    assert all(at % 2 for at in places)
    assert second_look(decided, 5, 1) == drawn
    assert second_look(decided, 5, 2) != drawn
    assert len(second_look(decided, 100, 1)) == 20


# ---- Suggested quotes that were taken as they stood, by rule and score.


SURE = QuotePart((Span(0, 4),), QuoteType.DIRECT, Span(5, 9), Span(10, 13), "Ada", 0.95, "quoted")
UNSURE = QuotePart((Span(20, 24),), QuoteType.INDIRECT, None, None, None, 0.41, "ccomp")


def decided(*own: QuotePart, suggested: tuple[QuotePart, ...] = (SURE, UNSURE), **changed: Any) -> DecidedSentence:
    return made(Labels(own, ("sport",)).bare(), Labels(suggested), **changed)


def test_a_quote_is_taken_where_nothing_of_it_was_changed() -> None:
    kept, *_ = offered_quotes([decided(SURE, UNSURE)])
    assert (kept.rule, kept.score, kept.taken) == ("quoted", "0.9-1.0", True)
    for changed in (
        replace(SURE, content=(Span(0, 3),)),
        replace(SURE, cue=None),
        replace(SURE, source=None),
        replace(SURE, speaker="Bea"),
        replace(SURE, type=QuoteType.MIXED),
        replace(SURE, attributes=(("stance", "for"),)),
    ):
        assert [quote.taken for quote in offered_quotes([decided(changed, UNSURE)])] == [False, True]


def test_a_rejected_sentence_takes_none() -> None:
    assert [quote.taken for quote in offered_quotes([decided(answer=Answer.REJECT)])] == [False, False]


@pytest.mark.parametrize(
    "changed",
    [
        {"sight": Sight.WITHHELD},
        {"sight": Sight.IN_PASSING},
        {"implied": True},
        {"answer": Answer.SKIP},
    ],
)
def test_what_nobody_looked_at_is_no_answer(changed: dict[str, object]) -> None:
    left_out = decided(SURE, UNSURE, **changed)
    assert not list(offered_quotes([left_out]))
    assert len(list(offered_quotes([left_out, decided(SURE)]))) == 2


def test_a_part_that_carries_a_quote_on_is_counted_with_its_beginning() -> None:
    further = replace(UNSURE, continues=True)
    assert [quote.rule for quote in offered_quotes([decided(SURE, suggested=(SURE, further))])] == ["quoted"]


def test_shares_by_rule_and_by_score_have_their_counts() -> None:
    quotes = list(offered_quotes([decided(SURE, UNSURE), decided(SURE), decided(suggested=(SURE,))]))
    assert taken_by("rule", quotes) == [("quoted", Tally(2, 3)), ("ccomp", Tally(1, 2))]
    assert taken_by("score", quotes) == [("0.4-0.5", Tally(1, 2)), ("0.9-1.0", Tally(2, 3))]


def test_bins_hold_their_lower_bound() -> None:
    assert [bin_of(score) for score in (0.0, 0.0999, 0.1, 0.7, 1.0, None)] == [
        "0.0-0.1",
        "0.0-0.1",
        "0.1-0.2",
        "0.7-0.8",
        "0.9-1.0",
        "no score",
    ]


def test_all_together_are_shown_where_they_are_several() -> None:
    one, all_of_them = (AnnotatorBias(name, 0, (), Tally(0, 0), 0) for name in ("ana", None))
    assert Bias((one,), all_of_them).shown == (one,)
    assert Bias((one, one), all_of_them).shown == (one, one, all_of_them)
    assert Bias((), all_of_them).shown == ()
