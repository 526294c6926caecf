"""Learned topics: a text classifier's scores for a document, weighed with the terms' scores for its sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass
from itertools import chain, product
from typing import Any

from spacy.tokens import Doc

from annotator.core.model import TopicSuggestion
from annotator.suggest.topics.finder import MOST_TOPICS, SPANS_KEY, read_topics, write_topics

BECAUSE = "learned"
"""What stands in `TopicSuggestion.because` where the classifier decided, not a term."""

_SHARES = (0.2, 0.4, 0.6, 0.8)
_LEASTS = (0.25, 0.35, 0.45)
"""The weights that are tried on held-out documents."""
_NEAR_BEST = 0.6
"""A second or third topic is suggested from this share of the best one's score, as by terms alone."""
_LEAST_HELD = 10
"""Held-out documents with a topic, and without it, below which the classifier is not trusted for it. Set by hand."""


@dataclass(frozen=True, slots=True)
class VoteWeights:
    """How classifier and terms count.

    `share`: of the classifier in a topic's score, the rest is the terms'. `least`: the lowest score that is suggested.
    `topics`: those that the classifier was trusted with.
    """

    share: float = 0.0
    least: float = 0.0
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """How one topic did on held-out documents.

    `documents`: how many have it. `terms`, `mixed`: F1 in percent by its terms alone, and with the classifier.
    `learned`: whether the classifier is used.
    """

    topic: str
    documents: int
    terms: float
    mixed: float
    learned: bool


class TopicVotes:
    """The component `annotator_topic_votes`: scores topics anew, behind `annotator_topics` and `textcat_multilabel`."""

    def __init__(self) -> None:
        self.weights = VoteWeights()

    def __call__(self, doc: Doc) -> Doc:
        """Weigh the topics of each sentence. Without weights or without `doc.cats` the Doc stays as it is."""
        if not self.weights.share or not doc.cats or not len(doc):
            return doc
        by_terms = read_topics(doc)
        voted = ((s, votes(by_terms.get(s.start, []), doc.cats, self.weights)) for s in doc.sents)
        return write_topics(doc, voted, doc.spans[SPANS_KEY].attrs if SPANS_KEY in doc.spans else {})

    def to_disk(self, path: Any, exclude: Iterable[str] = ()) -> None:
        """Write the weights as JSON."""
        import srsly  # type: ignore[import-untyped]

        del exclude
        path.mkdir(exist_ok=True)
        srsly.write_json(path / "weights.json", asdict(self.weights))

    def from_disk(self, path: Any, exclude: Iterable[str] = ()) -> TopicVotes:
        """Read what `to_disk` wrote."""
        import srsly

        del exclude
        data = srsly.read_json(path / "weights.json")
        self.weights = VoteWeights(data["share"], data["least"], tuple(data["topics"]))
        return self


def votes(by_terms: Sequence[TopicSuggestion], cats: dict[str, float], weights: VoteWeights) -> list[TopicSuggestion]:
    """A sentence's topics, best first: a weighted mean of the terms' score and the classifier's.

    `by_terms`: the topics that terms suggest; `cats`: the classifier's score of each topic for the whole document.
    """
    terms = {topic.label: topic for topic in by_terms}
    rated = []
    for label in {*terms, *weights.topics}:
        suggestion = terms.get(label, TopicSuggestion(label, 0.0, BECAUSE))
        cat = cats.get(label, 0.0) if label in weights.topics else 0.0
        rated.append(suggestion._replace(score=round((1 - weights.share) * suggestion.score + weights.share * cat, 3)))
    rated.sort(key=lambda topic: (-topic.score, topic.label))
    least = max(weights.least, _NEAR_BEST * rated[0].score) if rated else 0.0
    return [topic for topic in rated[:MOST_TOPICS] if topic.score >= least]


def fit_votes(docs: Sequence[Doc], given: Sequence[frozenset[str]]) -> tuple[VoteWeights, list[TopicFigures]]:
    """The weights with the highest F1 on held-out documents, summed over topics, and how each topic did.

    `given`: the topics that each document was given. The classifier gets no share where the terms alone do better.
    """
    counts = Counter(chain.from_iterable(given))
    topics = sorted(label for label, count in counts.items() if min(count, len(given) - count) >= _LEAST_HELD)
    if not topics:
        return VoteWeights(), []
    by_terms = [read_topics(doc) for doc in docs]
    of_terms = [{topic.label for topics_there in own.values() for topic in topics_there} for own in by_terms]
    before = {label: f1(of_terms, given, label) for label in topics}
    best, after = VoteWeights(), before
    for share, least in product(_SHARES, _LEASTS):
        tried = VoteWeights(share, least, tuple(topics))
        suggested = [_suggested(doc, own, tried) for doc, own in zip(docs, by_terms, strict=True)]
        figures = {label: f1(suggested, given, label) for label in topics}
        if sum(figures.values()) > sum(after.values()):
            best, after = tried, figures
    return best, [TopicFigures(label, counts[label], before[label], after[label], best.share > 0) for label in topics]


def _suggested(doc: Doc, by_terms: dict[int, list[TopicSuggestion]], weights: VoteWeights) -> set[str]:
    """The topics that some sentence of the document would be given."""
    sentences = [by_terms.get(sentence.start, []) for sentence in doc.sents]
    return {topic.label for topics in sentences for topic in votes(topics, doc.cats, weights)}


def f1(suggested: Sequence[Set[str]], given: Sequence[Set[str]], label: str) -> float:
    """F1 of one topic in percent. `suggested`: the topics that each document would be given."""
    hits = sum(label in ours and label in theirs for ours, theirs in zip(suggested, given, strict=True))
    total = sum(label in labels for labels in (*suggested, *given))
    return 200 * hits / total if total else 100.0
