"""What annotators do at the edges of quotes, counted, and where they depart from the guidelines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edge_habits import EdgeCounts, EdgeHabit, EdgeHabits, is_same
from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES

SPEECH, GUARDIAN = PROFILES["speech"], PROFILES["guardian"]
TEXT = "Ada Byron, a writer, said that it rained."
NAME, IN_FULL = Span(0, 9), Span(0, 19)
WITH, WITHOUT = Span(26, 40), Span(31, 40)


def quote(content: Span = WITH, source: Span | None = None) -> Quote:
    return Quote((content,), QuoteType.INDIRECT, Span(21, 25), source)


def habits(*decided: Quote, shown: tuple[Quote, ...] = ()) -> EdgeHabits:
    counts = EdgeCounts()
    for one in decided:
        counts.add(TEXT, [one], shown)
    return counts.habits()


def test_what_quotes_take_in_and_leave_out_is_counted():
    found = habits(quote(WITHOUT), quote(WITHOUT), quote(WITH))
    assert found.kinds == {"that": EdgeHabit(1, 2), "full stop": EdgeHabit(0, 3)}


@pytest.mark.parametrize(
    ("taken_in", "left_out", "departs"),
    [(0, 3, False), (0, 4, True), (1, 4, False), (1, 5, True), (9, 4, False), (10, 13, False), (10, 14, True)],
)
def test_annotators_depart_after_four_cases_and_where_most_are_otherwise(taken_in, left_out, departs):
    that = EdgeHabits({"that": EdgeHabit(taken_in, left_out)})
    assert that.departures(SPEECH) == (frozenset({"that"}) if departs else frozenset())
    comma = EdgeHabits({"comma": EdgeHabit(left_out, taken_in)})
    assert bool(comma.departures(SPEECH)) is departs, "a comma is left out by the guidelines"


def test_what_one_profile_takes_in_departs_from_the_other():
    colon = EdgeHabits({"colon of the cue": EdgeHabit(9, 1)})
    assert (colon.departures(SPEECH), colon.departures(GUARDIAN)) == (frozenset(), {"colon of the cue"})


def test_an_apposition_that_was_suggested_and_cut_off_is_left_out():
    cut = habits(quote(source=NAME), shown=(quote(source=IN_FULL),))
    assert cut.kinds["apposition of the source"] == EdgeHabit(0, 1)
    assert habits(quote(source=IN_FULL)).kinds["apposition of the source"] == EdgeHabit(1, 0)
    assert "apposition of the source" not in habits(quote(source=NAME)).kinds, "nothing was suggested"


def test_a_reason_is_told_only_where_the_quote_follows_a_departure():
    found = EdgeHabits({"that": EdgeHabit(1, 9), "comma": EdgeHabit(9, 1)})
    assert found.reasons(TEXT, quote(WITHOUT), SPEECH) == ("edge: “that” left out here 9 of 10",)
    assert found.reasons(TEXT, quote(WITH), SPEECH) == ()
    assert EdgeHabits({"that": EdgeHabit(9, 1)}).reasons(TEXT, quote(WITHOUT), SPEECH) == ()


def test_departures_are_told_in_words():
    found = EdgeHabits({"that": EdgeHabit(1, 9), "comma": EdgeHabit(9, 1), "closing mark": EdgeHabit(9, 1)})
    assert found.told(SPEECH) == ("comma taken in", "“that” left out")


def test_contents_with_half_of_what_both_cover_are_of_one_quote():
    assert is_same([Span(0, 10)], [Span(0, 20)])
    assert not is_same([Span(0, 10)], [Span(0, 21)])
    assert not is_same([Span(0, 10)], [Span(10, 20)])
    assert not is_same([], [])


def test_without_decisions_nothing_departs():
    assert not EdgeHabits()
    assert EdgeCounts().habits().departures(SPEECH) == frozenset()


@given(st.dictionaries(st.sampled_from(["that", "comma", "closing mark"]), st.tuples(st.integers(0), st.integers(0))))
def test_habits_come_back_from_json(kinds):
    one = EdgeHabits({kind: EdgeHabit(*counts) for kind, counts in kinds.items()})
    assert EdgeHabits.from_json(json.loads(json.dumps(one.to_json()))) == one


@given(st.integers(0, 200), st.integers(0, 200))
def test_most_cases_decide(taken_in, left_out):
    departs = EdgeHabit(taken_in, left_out).departs(by_guidelines=True)
    assert departs is (left_out - taken_in > 3)
