"""What annotators make of suggested topics, counted."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import TopicSuggestion
from annotator.core.topic_habits import Kept, TopicCounts, TopicHabits, log_likelihood_ratio, words_of

MATCH = TopicSuggestion("sport", 0.8, "Match")


def counted(*articles) -> TopicHabits:
    counts = TopicCounts()
    for sentences in articles:
        counts.add(sentences)
    return counts.habits()


def test_a_suggested_topic_is_counted_by_topic_and_by_the_word_that_decided():
    habits = counted([("Match was off.", ["sport"], [MATCH]), ("The Match for the fire.", [], [MATCH])])
    assert habits.labels == {"sport": Kept(1, 2)}
    assert habits.terms == {"sport": {"Match": Kept(1, 2)}}


def test_a_topic_that_came_from_other_sentences_says_nothing_of_their_words():
    habits = counted([("Nobody was there.", [], [MATCH])])
    assert (habits.labels, habits.terms) == ({"sport": Kept(0, 1)}, {})


def articles(word: str, count: int, label: str | None, offered: tuple[TopicSuggestion, ...] = ()):
    return [[(f"The {word} began.", [label] if label else [], offered)] for _ in range(count)]


def test_words_of_sentences_to_which_a_topic_was_added_tell_of_it():
    habits = counted(*articles("regatta", 4, "sport"), *articles("meeting", 20, None))
    assert habits.words == {"sport": {"regatta": Kept(4, 4)}}, "but not what stands everywhere: the, began"


@pytest.mark.parametrize(
    "decided",
    [
        [*articles("regatta", 2, "sport"), *articles("meeting", 20, None)],
        [*articles("regatta", 4, "sport"), *articles("regatta", 4, None), *articles("meeting", 40, None)],
        [[("The regatta began.", ["sport"], ())] * 9, *articles("meeting", 40, None)],
        [*articles("regatta", 4, "sport", (MATCH,)), *articles("meeting", 20, None)],
    ],
    ids=["too few", "as often without", "one article alone", "was suggested"],
)
def test_a_word_that_does_not_tell_of_a_topic_is_not_kept(decided):
    assert counted(*decided).words == {}


def test_sentences_that_the_topic_was_suggested_for_say_nothing_of_further_words():
    offered = articles("regatta", 9, None, (MATCH,))
    habits = counted(*articles("regatta", 4, "sport"), *offered, *articles("meeting", 20, None))
    assert habits.words == {"sport": {"regatta": Kept(4, 4)}}


def test_a_word_has_to_be_rarer_elsewhere_than_where_the_topic_was_missed():
    rare = [*articles("regatta", 4, "sport"), *articles("meeting", 1, None)]
    assert counted(*rare, *articles("meeting", 40, None, (MATCH,))).words == {}, "of five sentences four are sport"
    assert counted(*rare, *articles("meeting", 40, None)).words == {"sport": {"regatta": Kept(4, 4)}}


def test_a_term_is_rated_by_its_topic_before_it_is_known_and_by_decisions_then():
    habits = TopicHabits(labels={"sport": Kept(0, 40)})
    assert habits.share("sport") == pytest.approx(0.16)
    assert habits.share("sport", Kept()) == habits.share("sport")
    assert habits.share("politics") == 0.8, "as shipped"
    assert habits.share("politics", Kept(0, 9)) == pytest.approx(0.2)
    assert habits.share("politics", Kept(9, 9)) == pytest.approx(0.95)


def test_it_is_told_what_was_decided_of_the_word():
    habits = TopicHabits(
        terms={"sport": {"match": Kept(1, 3), "Match": Kept(0, 1)}}, words={"sport": {"regatta": Kept(5, 6)}}
    )
    assert habits.reason(MATCH) == "kept 1 of 4 here"
    assert habits.reason(TopicSuggestion("sport", 0.6, "regatta")) == "added with it 5 of 6 here"
    assert habits.reason(TopicSuggestion("politics", 0.6, "match")) is None


def test_words_are_letters_in_lower_case():
    assert words_of("The U.S. team's 4x100 relay, WON it") == {"the", "team", "relay", "won"}


_TABLES = st.tuples(*[st.integers(0, 50)] * 4).filter(any)


@given(_TABLES)
def test_the_ratio_is_never_negative_and_the_same_for_both_sides(table):
    both, left, right, _ = table
    ratio = log_likelihood_ratio(both, both + left, both + right, sum(table))
    assert ratio >= -1e-9
    assert math.isclose(ratio, log_likelihood_ratio(both, both + right, both + left, sum(table)), abs_tol=1e-9)


_NAMES = st.sampled_from(["sport", "politics", "the match", "“"])
_COUNTS = st.dictionaries(_NAMES, st.builds(Kept, st.integers(0, 9), st.integers(9, 20)))


@given(_COUNTS, st.dictionaries(_NAMES, _COUNTS), st.dictionaries(_NAMES, _COUNTS))
def test_habits_come_back_from_json(labels, terms, words):
    one = TopicHabits(labels, terms, words)
    assert TopicHabits.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_without_decisions_there_are_none():
    assert not TopicHabits()
    assert not counted()
    assert TopicHabits.from_json(TopicHabits().to_json()) == TopicHabits()
