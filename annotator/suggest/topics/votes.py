"""Learned topics: a text classifier's opinion of a document, weighed with the terms' opinion of its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

BECAUSE = "learned"
"""What stands for the deciding word where the classifier decided."""

_SHARES = (0.2, 0.4, 0.6, 0.8)
_LEASTS = (0.25, 0.35, 0.45)
_NEAR_BEST = 0.6
_MOST = 3
_LEAST_HELD = 10
"""Held-out documents with a topic, and without it, below which the classifier is not trusted for it."""

Said = dict[int, list[tuple[str, float, str]]]
"""Topic, score and deciding word by the first token of their sentence."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The classifier's share in a topic's score (the rest is the terms'), the least score worth showing, and which
    topics it has a say in."""

    share: float = 0.0
    least: float = 0.0
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """F1 in percent of one topic on held-out documents: by its terms, and with the classifier; whether it has a say."""

    topic: str
    documents: int
    terms: float
    mixed: float
    learned: bool


class TopicVotes:
    """The component: replaces the scores of the topics that were learned. Goes after the terms and the classifier."""

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key
        self.weights = Weights()

    def __call__(self, doc: Doc) -> Doc:
        """Each sentence's topics: what the terms say of it, and what was learned of the document."""
        if not self.weights.share or not doc.cats or not len(doc):
            return doc
        said = by_sentence(doc, self.spans_key)
        spans, scores, because = [], [], []
        for sentence in doc.sents:
            for label, score, word in votes(said.get(sentence.start, []), doc.cats, self.weights):
                spans.append(Span(doc, sentence.start, sentence.end, label=label))
                scores.append(score)
                because.append(word)
        attrs = dict(doc.spans[self.spans_key].attrs) if self.spans_key in doc.spans else {}
        attrs |= {"scores": scores, "because": because}
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, attrs=attrs, spans=spans)
        return doc

    def to_disk(self, path: Any, exclude: Iterable[str] = ()) -> None:
        """Keep the weights as JSON."""
        import srsly  # type: ignore[import-untyped]

        del exclude
        path.mkdir(exist_ok=True)
        srsly.write_json(path / "weights.json", asdict(self.weights))

    def from_disk(self, path: Any, exclude: Iterable[str] = ()) -> TopicVotes:
        """What `to_disk` kept."""
        import srsly

        del exclude
        data = srsly.read_json(path / "weights.json")
        self.weights = Weights(data["share"], data["least"], tuple(data["topics"]))
        return self


def by_sentence(doc: Doc, spans_key: str) -> Said:
    """The topics that stand on the Doc."""
    said: Said = {}
    if spans_key in doc.spans:
        group = doc.spans[spans_key]
        for span, score, because in zip(group, group.attrs["scores"], group.attrs["because"], strict=True):
            said.setdefault(span.start, []).append((span.label_, score, because))
    return said


def votes(
    said: Sequence[tuple[str, float, str]], cats: dict[str, float], weights: Weights
) -> list[tuple[str, float, str]]:
    """A sentence's topics, best first: the terms' score and the classifier's, each with its share."""
    terms = {label: (score, word) for label, score, word in said}
    rated = []
    for label in {*terms, *weights.topics}:
        score, word = terms.get(label, (0.0, BECAUSE))
        cat = cats.get(label, 0.0) if label in weights.topics else 0.0
        rated.append((label, round((1 - weights.share) * score + weights.share * cat, 3), word))
    rated.sort(key=lambda topic: (-topic[1], topic[0]))
    return [one for one in rated[:_MOST] if one[1] >= max(weights.least, _NEAR_BEST * rated[0][1])]


def fit_votes(
    docs: Sequence[Doc], wanted: Sequence[frozenset[str]], spans_key: str
) -> tuple[Weights, list[TopicFigures]]:
    """The weights that do best on held-out documents, and how each topic did; no share where the terms do better."""
    topics = [label for label in sorted(frozenset().union(*wanted)) if _enough(label, wanted)]
    if not topics:
        return Weights(), []
    said = [by_sentence(doc, spans_key) for doc in docs]
    by_terms = [{name for of in one.values() for name, _, _ in of} for one in said]
    before = {label: f1([label in found for found in by_terms], wanted, label) for label in topics}
    best, after = Weights(), before
    for share, least in product(_SHARES, _LEASTS):
        tried = Weights(share, least, tuple(topics))
        found = [_found(doc, one, tried) for doc, one in zip(docs, said, strict=True)]
        figures = {label: f1([label in of for of in found], wanted, label) for label in topics}
        if sum(figures.values()) > sum(after.values()):
            best, after = tried, figures
    return best, [
        TopicFigures(label, sum(label in of for of in wanted), before[label], after[label], best.share > 0)
        for label in topics
    ]


def _enough(label: str, wanted: Sequence[frozenset[str]]) -> bool:
    count = sum(label in labels for labels in wanted)
    return min(count, len(wanted) - count) >= _LEAST_HELD


def _found(doc: Doc, said: Said, weights: Weights) -> set[str]:
    """The topics that some sentence of the document is given."""
    sentences = [said.get(sentence.start, []) for sentence in doc.sents]
    return {label for one in sentences for label, _, _ in votes(one, doc.cats, weights)}


def f1(found: Sequence[bool], wanted: Sequence[frozenset[str]], label: str) -> float:
    """F1 of one topic in percent."""
    truth = [label in labels for labels in wanted]
    hits = sum(a and b for a, b in zip(found, truth, strict=True))
    total = sum(found) + sum(truth)
    return 200 * hits / total if total else 100.0
