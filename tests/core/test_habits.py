"""What decisions say of the rules' candidates."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.habits import (
    NOT_ADMITTED,
    READY,
    Habit,
    Habits,
    Nearby,
    chance_of,
    given_up,
    groups_of,
    outcomes,
    rated,
    reasons,
    shifted_by,
)
from annotator.core.model import Chance, Quote, QuoteType, Span
from annotator.core.quotes.guidelines import EdgeHabit, EdgeHabits

THOUGHT = Chance((Span(10, 30),), Span(4, 9), "think", "that", "complement-that", 0.8, ("all=thinking",))
"""Of "Ada thinks that it is late now": the words after "thinks"."""


def quote(*content: tuple[int, int], cue: tuple[int, int] | None = (4, 9)) -> Quote:
    return Quote(tuple(Span(*span) for span in content), QuoteType.INDIRECT, cue and Span(*cue))


def taken(chances, quotes, undecided=()):
    """The words of the chances that count, each with whether it was taken."""
    return [(outcome.chance.word, outcome.taken) for outcome in outcomes(chances, quotes, undecided)]


@pytest.mark.parametrize(
    ("content", "is_taken"),
    [
        ([(10, 30)], True),
        ([(10, 20)], True),
        ([(10, 19)], False),
        ([(10, 50)], True),
        ([(10, 51)], False),
        ([(31, 60)], False),
        ([(10, 15), (25, 30)], True),
    ],
)
def test_a_quote_takes_the_chance_with_half_of_what_both_cover(content, is_taken):
    assert taken([THOUGHT], [quote(*content)]) == [("think", is_taken)]


def test_without_quotes_no_chance_is_taken():
    assert taken([THOUGHT], []) == [("think", False)]


def test_what_may_go_on_is_taken_by_a_longer_quote_with_its_cue():
    opens = THOUGHT._replace(opens=True)
    assert taken([opens], [quote((10, 90))]) == [("think", True)]
    assert taken([opens], [quote((10, 90), cue=None)]) == [("think", True)]
    assert taken([opens], [quote((14, 90))]) == [("think", True)]
    assert taken([opens], [quote((15, 90))]) == [("think", False)]
    assert taken([opens], [quote((10, 90), cue=(95, 99))]) == [("think", False)]


@pytest.mark.parametrize(
    ("undecided", "says"), [(Span(0, 4), 1), (Span(0, 5), 0), (Span(29, 50), 0), (Span(30, 50), 1), (Span(9, 10), 1)]
)
def test_a_chance_in_undecided_text_says_nothing(undecided, says):
    assert len(outcomes([THOUGHT], [], [undecided])) == says


def test_a_less_likely_chance_counts_though_a_likelier_one_stands_in_undecided_text():
    later = THOUGHT._replace(word="later", content=(Span(60, 70),), cue=Span(50, 55), score=0.3)
    assert [one.chance.word for one in outcomes([THOUGHT, later], [], [Span(0, 40)])] == ["later"]


def test_of_chances_on_the_same_words_the_likeliest_counts():
    weak = THOUGHT._replace(word="weak", score=0.3, cue=Span(40, 45))
    same_cue = THOUGHT._replace(word="cue", score=0.3, content=(Span(60, 70),))
    apart = THOUGHT._replace(word="apart", score=0.3, content=(Span(60, 70),), cue=Span(50, 55))
    assert taken([weak, THOUGHT, same_cue, apart], []) == [("think", False), ("apart", False)]


def test_a_quote_that_was_added_counts_for_the_likeliest_chance_that_was_passed_over():
    weak = THOUGHT._replace(word="weak", score=0.3, content=(Span(10, 60),))
    weaker = weak._replace(word="weaker", score=0.2)
    other_cue = weak._replace(word="other", score=0.25, cue=Span(0, 3))
    missed = [("think", False), ("weak", True)]
    assert taken([weaker, THOUGHT, weak], [quote((10, 60))]) == missed
    assert taken([THOUGHT, weak, other_cue], [quote((10, 60), cue=(0, 3))]) == [("think", False), ("other", True)]
    assert taken([THOUGHT, weak], []) == missed[:1]


def test_a_quote_that_the_likeliest_chance_found_counts_for_no_other():
    weak = THOUGHT._replace(word="weak", score=0.3, content=(Span(10, 28),))
    assert taken([THOUGHT, weak], [quote((10, 30))]) == [("think", True)]


def test_what_is_reported_within_a_quote_says_nothing():
    inner = THOUGHT._replace(word="inner", cue=Span(12, 16), content=(Span(17, 30),))
    assert taken([inner], [quote((10, 60))]) == []
    assert taken([inner], [quote((10, 15), (40, 60))]) == [("inner", False)]
    assert taken([inner], [quote((18, 30))]) == [("inner", True)]


def test_the_chance_of_a_suggested_quote_is_found_by_cue_and_content():
    other = THOUGHT._replace(word="other", cue=Span(40, 45))
    short = THOUGHT._replace(word="short", content=(Span(20, 30),))
    assert chance_of([other, short, THOUGHT], quote((10, 30))) is THOUGHT
    assert chance_of([THOUGHT, short], quote((20, 30))) is short
    assert chance_of([THOUGHT, short._replace(rule="x")], replace(quote((20, 30)), rule="complement-that")) is THOUGHT
    assert chance_of([THOUGHT, likelier := THOUGHT._replace(score=0.9)], quote((10, 30))) is likelier
    assert chance_of([other], quote((10, 30))) is None
    assert chance_of([THOUGHT], quote((50, 60))) is None


spans = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 60), st.integers(1, 20))
chances = st.builds(
    Chance,
    content=st.lists(spans, min_size=1, max_size=2).map(tuple),
    cue=spans,
    word=st.sampled_from(["say", "think"]),
    frame=st.sampled_from(["that", "fin"]),
    rule=st.just("complement-that"),
    score=st.sampled_from([0.1, 0.5, 0.9]),
    kinds=st.lists(st.sampled_from(["a=b", "c=d"]), max_size=2).map(tuple),
    admitted=st.booleans(),
    opens=st.booleans(),
)


@given(st.lists(chances, max_size=6), st.lists(st.builds(quote, spans), max_size=3))
def test_of_two_outcomes_on_the_same_words_one_that_came_later_was_taken(found, quotes):
    """Mostly the weaker one; a likelier one that gave way to a third as likely may be it too."""
    counted = outcomes(found, quotes)
    for number, one in enumerate(counted):
        for other in counted[:number]:
            alike = any(a.overlaps(b) for a in one.chance.content for b in other.chance.content)
            if alike or one.chance.cue == other.chance.cue:
                assert one.taken or other.taken


def test_habits_are_the_same_after_json_and_empty_ones_are_none():
    habits = Habits({"word think": Habit(14, 2, 11.2, -1.5)}, 3)
    assert Habits.from_json(json.loads(json.dumps(habits.to_json()))) == habits
    assert habits
    assert not Habits()
    assert Habits().shift("think", "that", [], admitted=False) == 0


def test_what_habits_of_earlier_versions_know_of_topics_counts_for_nothing():
    topics = {"labels": {"weather": [0, 9]}, "terms": {"weather": {"rain": [0, 9]}}, "words": {}}
    assert not Habits.from_json({"articles": 0, "groups": {}, "edges": {}, "topics": topics})
    habits = Habits({"word think": Habit(14, 2, 11.2, -1.5)}, 3, EdgeHabits({"that": EdgeHabit(1, 9)}))
    assert Habits.from_json(habits.to_json() | {"topics": topics}) == habits


def test_no_habits_are_of_no_article():
    assert Habits().articles == 0


def test_habits_of_edges_alone_move_no_chance():
    of_edges = Habits(edges=EdgeHabits({"that": EdgeHabit(1, 9)}))
    assert of_edges
    assert of_edges.shift("think", "that", [], admitted=False) == 0
    assert rated(of_edges, THOUGHT) == THOUGHT.score


def test_a_chance_moves_by_all_groups_that_it_is_in():
    habits = Habits({
        "word think": Habit(14, 2, 11.2, -1.5),
        "frame that": Habit(9, 9, 8.0, 0.25),
        "all=thinking": Habit(20, 5, 11.0, -0.5),
        "word say": Habit(20, 5, 11.0, -9.0),
    })  # fmt: skip
    assert list(groups_of("think", "that", ["all=thinking"])) == [
        "word think", "frame that", "word think in that", "all=thinking",
    ]  # fmt: skip
    assert habits.shift("think", "that", ["all=thinking"]) == pytest.approx(-1.75 + READY)
    assert habits.shift("hope", "fin", []) == pytest.approx(READY)
    assert habits.shift("hope", "fin", [], admitted=False) == pytest.approx(READY + NOT_ADMITTED)
    told = reasons(habits, THOUGHT)
    assert [one.partition(":")[0] for one in told] == ["“think”", "all that is thought or wanted", "that"]
    assert told[0] == "“think”: taken here 2 of 14, expected 11"


def test_what_was_made_of_the_cue_word_is_told_first_and_then_what_moves_most():
    habits = Habits({
        "all=thinking": Habit(40, 2, 22.0, -3.0),
        "word think": Habit(14, 2, 11.2, -0.2),
        "word think in that": Habit(9, 1, 8.0, -0.4),
        "frame that": Habit(9, 9, 8.0, 0.3),
    })  # fmt: skip
    told = [one.partition(":")[0] for one in reasons(habits, THOUGHT)]
    assert told == ["“think” + that", "all that is thought or wanted", "that", "“think”"]


def test_what_moves_hardly_is_told_only_where_nothing_else_does():
    hardly = {"word think": Habit(1, 0, 0.41, -0.09), "all=thinking": Habit(3, 1, 1.6, -0.05)}
    habits = Habits({**hardly, "frame that": Habit(9, 2, 8.0, -0.1)})
    assert [*reasons(habits, THOUGHT)] == ["that: taken here 2 of 9, expected 8"]
    assert [*reasons(Habits(hardly), THOUGHT)] == ["“think”: taken here 0 of 1, expected 0.4"]
    assert reasons(Habits(), THOUGHT) == ()
    told = reasons(Habits({"frame that": Habit(9, 2, 8.0, -0.3), "word think": Habit(4, 1, 2.2, -0.1)}), THOUGHT)
    assert [one.partition(":")[0] for one in told] == ["“think”", "that"]


def test_a_word_in_its_frame_is_told_by_the_name_of_the_rule_and_what_moves_nothing_is_no_reason():
    habits = Habits({"word think in that": Habit(3, 0, 2.4, -1.0), "word think": Habit(3, 0, 2.4, 0.0)})
    assert [*reasons(habits, THOUGHT)] == ["“think” + that: taken here 0 of 3, expected 2"]
    quoted = THOUGHT._replace(frame="quoted", rule="quoted-before-clause")
    frame = Habits({"frame quoted": Habit(9, 8, 7.5, 0.5)})
    assert [*reasons(frame, quoted)] == ["quoted-before-clause: taken here 8 of 9, expected 8"]
    one = Habits({"frame quoted": Habit(2, 2, 1.0, 0.5)})
    assert [*reasons(one, quoted)] == ["quoted-before-clause: taken here 2 of 2, expected 1"]


def test_what_habits_alone_keep_from_being_suggested_is_found():
    against = Habits({"word think": Habit(14, 0, 11.2, -3.0)})
    hoped = THOUGHT._replace(word="hope", cue=Span(1, 3))
    assert given_up(against, [THOUGHT, hoped], 0.42) == (THOUGHT,)
    assert given_up(Habits(), [THOUGHT], 0.42) == ()
    assert given_up(Habits({"word think": Habit(14, 9, 11.2, -0.5)}), [THOUGHT], 0.42) == (), "it is suggested"
    assert rated(against, THOUGHT) == pytest.approx(0.196, abs=0.001)
    assert rated(against, THOUGHT._replace(admitted=False)) == pytest.approx(0.0016, abs=0.0001)


@pytest.mark.parametrize(
    "other",
    [THOUGHT._replace(score=0.41), THOUGHT._replace(admitted=False)],
    ids=["unlikely as shipped too", "not marked by the guidelines"],
)
def test_what_would_not_be_suggested_anyway_is_not_given_up(other):
    against = Habits({"word think": Habit(14, 0, 11.2, -3.0)})
    assert given_up(against, [other], 0.42) == ()


@pytest.mark.parametrize("probability", [0.0, 0.07, 0.42, 0.9, 1.0])
def test_what_is_certain_stays_so_and_what_nothing_moves_stays_exactly_as_it_is(probability):
    assert shifted_by(probability, 0.0) == probability
    moved = shifted_by(probability, -2.0)
    assert moved == probability if probability in (0.0, 1.0) else 0 < moved < probability


def test_things_on_the_same_words_are_found_in_the_order_in_which_they_were_given():
    things = [(Span(4, 9), {"second": 1}), (Span(0, 5), {"first": 1}), (Span(4, 9), {"third": 1})]
    assert [*Nearby(things).touching(Span(4, 5))] == [{"first": 1}, {"second": 1}, {"third": 1}]
