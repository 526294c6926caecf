"""By how much groups of chances move for what was decided of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.habits import Habits, Outcome, rated
from annotator.core.model import Chance, Span
from annotator.suggest.habits import learn_habits

KINDS = ("all=thinking", "family=clause thinking")
THINK = Chance((Span(10, 30),), Span(4, 9), "think", "that", "complement-that", 0.8, KINDS)
SAID = ("all=saying", "family=clause saying")
SAY = THINK._replace(word="say", kinds=SAID, score=0.9)


def decided(chance: Chance, taken: int, rejected: int) -> list[Outcome]:
    return [Outcome(chance, True)] * taken + [Outcome(chance, False)] * rejected


def shares(habits: Habits, *chances: Chance) -> list[float]:
    return [round(rated(habits, chance), 2) for chance in chances]


def test_no_outcomes_are_no_habits() -> None:
    assert learn_habits([]) == Habits()
    assert not learn_habits([])


def test_what_is_rejected_gets_less_likely_and_what_is_taken_likelier() -> None:
    habits = learn_habits(decided(THINK, 0, 6) + decided(SAY._replace(score=0.3), 6, 0))
    assert rated(habits, THINK) < 0.42 < rated(habits, SAY._replace(score=0.3))


def test_a_few_rejections_of_thoughts_are_enough_for_a_thought_that_nobody_has_met() -> None:
    words = ("think", "hope", "want", "plan", "fear", "doubt", "expect", "wish")
    outcomes = [o for word in words for o in decided(THINK._replace(word=word), 0, 2)] + decided(SAY, 16, 0)
    habits = learn_habits(outcomes)
    unmet = THINK._replace(word="suspect", frame="fin")
    assert rated(habits, unmet) < 0.42
    assert rated(habits, SAY._replace(word="declare")) > 0.9


def test_a_word_differs_from_its_kind_where_it_was_decided_otherwise() -> None:
    words = ("hope", "want", "plan", "fear", "doubt", "expect", "wish")
    outcomes = [o for word in words for o in decided(THINK._replace(word=word), 0, 3)] + decided(THINK, 12, 0)
    habits = learn_habits(outcomes)
    assert rated(habits, THINK) > 0.7 > 0.42 > rated(habits, THINK._replace(word="hope"))


def test_decisions_as_the_rules_expect_move_nearly_nothing() -> None:
    outcomes = [
        outcome
        for word in ("think", "hope", "want", "plan", "fear")
        for score in (0.2, 0.4, 0.6, 0.8)
        for outcome in decided(
            THINK._replace(word=word, score=score), round(20 * score), 20 - round(20 * score)
        )
    ]  # fmt: skip
    habits = learn_habits(outcomes)
    assert all(abs(habit.shift) < 0.05 for habit in habits.groups.values())


def test_more_decisions_move_more() -> None:
    after = [rated(learn_habits(decided(THINK, 0, number)), THINK) for number in (1, 3, 10, 30)]
    assert after == sorted(after, reverse=True)
    assert after[0] > 0.42 > after[2] > after[3]


def test_what_was_taken_offered_and_expected_is_told_of_each_group() -> None:
    habits = learn_habits(decided(THINK, 2, 12) + decided(SAY, 3, 0))
    both = habits.groups["word think in that"]
    assert (both.offered, both.taken, both.expected) == (14, 2, pytest.approx(14 * 0.8))
    frame = habits.groups["frame that"]
    assert (frame.offered, frame.taken, frame.expected) == (17, 5, pytest.approx(14 * 0.8 + 3 * 0.9))


def test_what_the_profile_does_not_mark_has_to_be_added_before_it_is_suggested() -> None:
    beyond = THINK._replace(admitted=False)
    assert rated(learn_habits(decided(beyond, 0, 5) + decided(SAY, 5, 5)), beyond) < 0.05
    words = ("think", "hope", "want", "plan", "fear")
    added = learn_habits([o for word in words for o in decided(beyond._replace(word=word), 4, 1)])
    assert rated(added, beyond) > 0.6
    assert added.groups["word think"].expected == pytest.approx(5 / (1 + math.exp(5) / 4), abs=0.01)


def test_groups_of_a_level_that_strays_far_are_held_less() -> None:
    """A word decided otherwise than shipped moves further where other words were, too."""
    near = [o for word in ("hope", "want", "plan", "fear") for o in decided(THINK._replace(word=word), 8, 2)]
    far = [o for word in ("hope", "want") for o in decided(THINK._replace(word=word), 10, 0)]
    far += [o for word in ("plan", "fear") for o in decided(THINK._replace(word=word), 4, 6)]
    doubt = decided(THINK._replace(word="doubt"), 0, 2)
    moved = [learn_habits(others + doubt).groups["word doubt"].shift for others in (near, far)]
    assert moved[1] < moved[0] < 0


def test_kinds_that_another_version_knew_are_left_out() -> None:
    habits = learn_habits(decided(THINK._replace(kinds=(*KINDS, "moon=full")), 0, 9))
    assert "all=thinking" in habits.groups
    assert "moon=full" not in habits.groups


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_a_score_at_the_end_of_the_scale_can_be_moved(score: float) -> None:
    sure = THINK._replace(score=score)
    habits = learn_habits(decided(sure, 10 - 10 * round(score), 10 * round(score)))
    assert (habits.groups["word think"].shift > 0) == (score == 0)


chances = st.builds(
    lambda word, frame, score, kind: THINK._replace(word=word, frame=frame, score=score, kinds=(kind,)),
    st.sampled_from(["say", "think", "hope"]),
    st.sampled_from(["that", "fin"]),
    st.floats(0, 1),
    st.sampled_from(["all=saying", "all=thinking"]),
)


@given(st.lists(st.builds(Outcome, chances, st.booleans()), max_size=30))
def test_shifts_are_finite_and_the_same_in_any_order(outcomes: list[Outcome]) -> None:
    habits = learn_habits(outcomes)
    again = learn_habits(outcomes[::-1])
    for name, habit in habits.groups.items():
        assert math.isfinite(habit.shift)
        assert 0 <= habit.taken <= habit.offered <= len(outcomes)
        if abs(habit.shift) > 0.01:
            assert again.groups[name].shift == pytest.approx(habit.shift, abs=0.003)


@given(st.lists(chances, min_size=1, max_size=12))
def test_all_taken_raises_and_all_rejected_lowers(found: list[Chance]) -> None:
    inner = [chance._replace(score=min(max(chance.score, 0.1), 0.9)) for chance in found]
    up, down = (learn_habits([Outcome(chance, taken) for chance in inner]) for taken in (True, False))
    assert all(habit.shift > 0 for habit in up.groups.values())
    assert all(habit.shift < 0 for habit in down.groups.values())
