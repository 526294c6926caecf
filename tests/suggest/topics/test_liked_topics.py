"""Topics follow what annotators decided: what they reject stops, what they add begins."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from annotator.core.scheme import load_scheme, parse_scheme
from annotator.core.topic_habits import Kept, TopicHabits
from annotator.suggest.topics.finder import TopicFinder, topics_of

PORT = parse_scheme(
    """
    neutral = ["crane fly"]
    [[topic]]
    key = "harbour"
    strong = ["ferry", "win", "dry dock"]
    weak = ["crane", "crew"]
    [[topic]]
    key = "kitchen"
    strong = ["stew"]
    weak = ["pan"]
    """,
    "port.toml",
)


@pytest.fixture(scope="module")
def english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def topics(english: Language, text: str, habits: TopicHabits | None = None) -> list[list[tuple[str, str]]]:
    finder = TopicFinder(PORT, "en")
    if habits is not None:
        finder.adapt(habits)
    return [[(topic.label, topic.because) for topic in found] for found in topics_of(finder(english(text)))]


def rejected(term: str, times: int, kept: int = 20) -> TopicHabits:
    """The habits where a term of the harbour was rejected, and others were kept."""
    return TopicHabits({"harbour": Kept(kept, kept + times)}, {"harbour": {term: Kept(0, times)}})


def test_a_term_that_is_rejected_stops_after_some_cases_and_others_go_on(english: Language) -> None:
    text = "A ferry left. Later on they lay in dry dock."
    assert topics(english, "A ferry left.", rejected("ferry", 1)) == [[("harbour", "ferry")]]
    assert topics(english, "A ferry left.", rejected("ferry", 8)) == [[]]
    assert topics(english, "They lay in dry dock.", rejected("ferry", 8)) == [[("harbour", "dry dock")]]
    assert topics(english, text, rejected("ferry", 8))[1] == [("harbour", "dry dock")]


@pytest.mark.parametrize("form", ["ferries", "FERRY", "Ferries"])
def test_what_was_rejected_in_one_form_stops_in_all(english: Language, form: str) -> None:
    assert topics(english, f"One {form} left.", rejected("ferries", 8)) == [[]]


def test_a_term_that_is_known_by_its_lemma_alone_stops_in_that_form(english: Language) -> None:
    def found(habits: TopicHabits) -> list[str]:
        finder = TopicFinder(PORT, "en")
        finder.adapt(habits)
        doc = english("They won again.")
        doc[1].lemma_ = "win"
        return [topic.because for (topics,) in [topics_of(finder(doc))] for topic in topics]

    assert found(TopicHabits()) == ["won"]
    assert found(rejected("won", 8)) == []


def test_a_name_that_is_a_term_with_its_capital_stops_too(english: Language) -> None:
    shares = TopicFinder(load_scheme(), "en")
    before = topics_of(shares(english("Microsoft waits.")))
    assert {topic.because for topic in before[0]} == {"Microsoft"}
    label = before[0][0].label
    shares.adapt(TopicHabits({label: Kept(30, 40)}, {label: {"Microsoft": Kept(0, 10)}}))
    assert label not in {topic.label for topic in topics_of(shares(english("Microsoft waits.")))[0]}


def test_a_topic_that_is_always_rejected_is_not_suggested_by_any_term(english: Language) -> None:
    never = TopicHabits({"harbour": Kept(0, 30)})
    assert topics(english, "A ferry lay in dry dock. Now it is gone.", never) == [[], []]
    assert topics(english, "A stew.", never) == [[("kitchen", "stew")]]


def test_a_topic_that_is_not_liked_still_speaks_against_others(english: Language) -> None:
    text = "Two ferries, dry docks and cranes, and a pan or a pan."
    assert topics(english, text) == [[("harbour", "dry docks")]]
    assert topics(english, text, TopicHabits({"harbour": Kept(0, 30)})) == [[]]


def test_a_word_that_annotators_added_the_topic_with_suggests_it(english: Language) -> None:
    added = TopicHabits(words={"harbour": {"pilots": Kept(9, 9)}, "kitchen": {"ladle": Kept(4, 6)}})
    assert topics(english, "The pilots came.") == [[]]
    assert topics(english, "The pilots came.", added) == [[("harbour", "pilots")]]
    assert topics(english, "A ladle fell.", added) == [[("kitchen", "ladle")]]


def test_an_added_word_that_is_rejected_later_stops_again(english: Language) -> None:
    words = {"harbour": {"pilots": Kept(9, 9)}}
    again = TopicHabits({"harbour": Kept(20, 32)}, {"harbour": {"pilots": Kept(0, 12)}}, words)
    assert topics(english, "The pilots came.", again) == [[]]


def test_a_term_of_one_topic_can_become_one_of_another_too(english: Language) -> None:
    added = TopicHabits(words={"kitchen": {"ferry": Kept(12, 12)}})
    assert {label for label, _ in topics(english, "A ferry left.", added)[0]} == {"harbour", "kitchen"}


def test_neutral_phrases_and_topics_of_other_schemes_stay_without_a_say(english: Language) -> None:
    odd = TopicHabits({"weather": Kept(1, 9)}, {"weather": {"ferry": Kept(1, 9)}}, {"weather": {"fog": Kept(9, 9)}})
    assert topics(english, "A ferry left in fog.", odd) == topics(english, "A ferry left in fog.")
    assert topics(english, "A crane fly sat there.", TopicHabits({"harbour": Kept(9, 9)})) == [[]]


def test_without_decisions_all_is_as_the_scheme_has_it(english: Language) -> None:
    text = "A ferry, a crane and a stew. The crew slept. Then they left."
    assert topics(english, text, TopicHabits()) == topics(english, text)


def test_where_most_is_kept_scores_stay(english: Language) -> None:
    finder = TopicFinder(load_scheme(), "en")
    text = "The team won the match. Shares fell."
    before = topics_of(finder(english(text)))
    finder.adapt(TopicHabits({topic.key: Kept(50, 50) for topic in load_scheme().topics}))
    assert topics_of(finder(english(text))) == before


_KEPT = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: Kept(pair[0], sum(pair)))
_BY_WORD = st.dictionaries(st.sampled_from(["ferry", "won", "...", "a-b", "pan", "crane fly"]), _KEPT)
_BY_LABEL = st.dictionaries(st.sampled_from(["harbour", "kitchen", "weather"]), _BY_WORD)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["harbour", "kitchen"]), _KEPT), _BY_LABEL, _BY_LABEL)
def test_scores_are_probabilities_whatever_was_decided(labels, terms, words) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    finder = TopicFinder(PORT, "en")
    finder.adapt(TopicHabits(labels, terms, words))
    for found in topics_of(finder(nlp("A ferry and a pan won a-b. A crane fly sat. Then they left."))):
        assert len(found) <= 3
        assert all(0 < topic.score <= 1 for topic in found)
        assert [topic.score for topic in found] == sorted((topic.score for topic in found), reverse=True)
