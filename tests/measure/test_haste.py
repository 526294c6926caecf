"""Accepted too fast to have been read, and accepted unopened."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer, Sight
from annotator.core.model import Labels
from annotator.measure.bias import TOO_FAST, Haste, haste, second_look
from annotator.measure.figure import Tally
from tests.measure.made import NOTHING, SUGGESTED, WORDS, made

READ_IN = len(WORDS.split()) * 60 / TOO_FAST
"""Seconds in which the words are read at just that speed."""


def test_what_takes_less_than_it_can_be_read_in_is_too_fast():
    found = haste([made(seconds=READ_IN), made(seconds=READ_IN - 0.01), made(seconds=60)])
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
    ],
    ids=["nothing", "removed", "edited", "rejected", "withheld", "time unknown", "implied", "none suggested"],
)
def test_only_a_suggestion_that_was_opened_and_confirmed_as_it_stood_can_be_too_fast(decided):
    assert haste([decided]).too_fast.of == 0


def test_what_was_accepted_in_passing_is_counted_but_not_what_a_rule_passed_over():
    found = haste([made(sight=Sight.IN_PASSING, seconds=0.0), made(sight=Sight.IN_PASSING, implied=True), made()])
    assert (found.in_passing, found.too_fast.of) == (1, 1)
    assert haste([]) == Haste(Tally(0, 0), 0)


def test_a_second_look_is_drawn_by_its_seed_from_what_was_accepted_in_passing():
    decided = [made(index=at, sight=Sight.IN_PASSING if at % 2 else Sight.SUGGESTION) for at in range(40)]
    drawn = second_look(decided, 5, 1)
    places = [one.sentence.index for one in drawn]
    assert places == sorted(set(places))
    assert all(at % 2 for at in places)
    assert second_look(decided, 5, 1) == drawn
    assert second_look(decided, 5, 2) != drawn
    assert len(second_look(decided, 100, 1)) == 20
