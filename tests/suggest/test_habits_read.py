"""From what annotators decided to their habits: what is counted, and what is told of it."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.decided import DecidedArticle
from annotator.core.model import Chance, Labels, QuotePart, QuoteType, Span
from annotator.core.quotes.guidelines import EdgeHabit
from annotator.suggest.habits import read_habits

TEXT = "He thinks it is late. She left."
THINKS = Chance((Span(10, 20),), Span(3, 9), "think", "fin", "complement-clause", 0.8)
LATE = Labels((QuotePart((Span(10, 20),), QuoteType.INDIRECT, Span(3, 9), Span(0, 2)),))


def decided(annotator: str = "ana", *, document: int = 1, labels: Labels = LATE, last: int = 1) -> DecidedArticle:
    """Somebody's decision of the first of two sentences."""
    return DecidedArticle(document, annotator, TEXT, (THINKS,), {0: labels}, {}, (Span(21, 31),), last)


def test_every_annotators_decision_is_counted_once() -> None:
    articles = [decided(), decided("bo", labels=Labels(), last=7), decided("cy", document=2, labels=Labels(), last=4)]
    read = read_habits(articles)
    habit = read.habits.groups["word think in fin"]
    assert (habit.offered, habit.taken) == (3, 1)
    assert read.habits.articles == 2
    assert read.record() == {"decided": 3, "articles": 2, "annotators": 3, "last_decision": 7}


def test_a_chance_in_what_was_not_decided_is_not_counted() -> None:
    undecided = decided()._replace(labels={1: Labels()}, undecided=(Span(0, 21),))
    read = read_habits([undecided])
    assert (dict(read.habits.groups), read.sentences) == ({}, 1)


def test_articles_whose_chances_are_not_known_are_told_and_not_counted() -> None:
    read = read_habits([decided()._replace(chances=None), decided("bo")._replace(chances=None)])
    assert (read.unread, read.sentences, dict(read.habits.groups)) == ({1}, 0, {})


def test_without_decisions_there_are_no_habits() -> None:
    read = read_habits([])
    assert not read.habits
    assert read.record() == {"decided": 0, "articles": 0, "annotators": 0, "last_decision": 0}


def test_edges_of_what_was_decided_are_counted() -> None:
    stop = Labels((replace(LATE.quotes[0], content=(Span(10, 21),)),))
    read = read_habits([decided(), decided("bo", labels=stop), decided("cy", labels=stop)])
    assert read.habits.edges.kinds == {"full stop": EdgeHabit(2, 1)}
