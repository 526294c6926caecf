"""Suggest topics for every sentence, from the terms of the label scheme in it and in its document.

The terms in a sentence are the evidence. What the whole document is about, and what the sentences just before are
about, is the prior: it decides between rivals, and gives a topic to a sentence without terms ("Now we are.").

Results live on the Doc as the span group `doc.spans["topics"]`: one span per sentence and topic, labelled with the
topic's key, best first; the group's attributes `scores` and `because` run parallel to its spans. All of it survives
DocBin; `topics_of(doc)`, or `doc._.topics` once `set_extensions()` has run, reads it back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from annotator.core.model import TopicSuggestion
from annotator.core.scheme import LabelScheme
from annotator.suggest.topics.terms import WEAK, Hit, TermFinder

SPANS_KEY = "topics"
MOST_TOPICS = 3

# All of these were set by hand; only _AGAINST was fitted to figures. The unit of evidence is one strong term.
_DOUBT = 0.6
"""Evidence against every topic: without it a single weak term would give a score of 1."""
_AGAINST = 1 / 3
"""How much evidence for other topics, and doubt, count against a topic: a sentence may be about two things. Set so that
scores are frequencies on short news items: of suggestions at 0.9 nine in ten were right (`tests/benchmarks/topics.py`).
"""
_PRIOR = 0.8
"""The evidence that a document entirely about a topic is for the topic in each of its sentences."""
_FADE = 0.6
"""The share of a sentence's evidence that counts as context of the next one."""
_LEAST = 0.5
"""The lowest score that is suggested: more likely right than wrong."""
_NEAR_BEST = 0.6
"""A second or third topic is suggested from this share of the best one's score."""
_COMPANY = 0.2
"""The share of the prior that a topic needs before a single weak term in a sentence suggests it."""
_INHERITS = 0.5
"""The share of the prior that a topic needs before a sentence without its terms inherits it."""
_INHERITED = 0.7
"""The factor of an inherited topic's score; it is suggested however low that makes it."""
_SAYS_SOMETHING = 2
"""The words that a sentence needs to inherit a topic: "Sure." and a lone quotation mark are about nothing."""


@dataclass(slots=True)
class _Evidence:
    """The evidence of a stretch of text for each topic (by place in the scheme), and the hit with most of it."""

    weights: dict[int, float] = field(default_factory=dict)
    deciding: dict[int, tuple[float, Hit]] = field(default_factory=dict)

    def add(self, topic: int, value: float, hit: Hit) -> None:
        """Count a hit's evidence for a topic."""
        self.weights[topic] = self.weights.get(topic, 0.0) + value
        if topic not in self.deciding or value > self.deciding[topic][0]:
            self.deciding[topic] = (value, hit)


class TopicFinder:
    """The component: suggests 0-3 topics of a scheme for each sentence of a Doc."""

    def __init__(self, scheme: LabelScheme, lang: str) -> None:
        """`lang`: the language of the texts and of the scheme's terms (ISO 639-1)."""
        self.lang = lang
        self.use(scheme)
        set_extensions()

    def use(self, scheme: LabelScheme) -> None:
        """Suggest topics of this scheme from now on."""
        self.scheme = scheme
        self._finder = TermFinder(scheme, self.lang)

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group. Needs sentence boundaries; lemmas help."""
        about = {"scheme": self.scheme.name, "scheme_version": self.scheme.version}
        return write_topics(doc, self._suggest(doc), about)

    def _suggest(self, doc: Doc) -> Iterator[tuple[Span, list[TopicSuggestion]]]:
        """Each sentence with its topics, best first."""
        text = doc.text  # made anew each time it is asked for
        sentences = list(doc.sents) if len(doc) else []
        evidence = _by_sentence(sentences, self._finder.find(doc))
        document = _total(evidence)
        about = _shares(document.weights)
        context = _Evidence()
        for sentence, own in zip(sentences, evidence, strict=True):
            _fade(context)
            _merge(context, own)
            near = _shares(context.weights)
            prior = {topic: (about[topic] + near.get(topic, 0.0)) / 2 for topic in about}
            ranked = _ranked(own, prior) or (_inherited(prior) if _says_something(sentence) else [])
            yield sentence, self._named(text, ranked, own, context, document)

    def _named(self, text: str, ranked: Iterable[tuple[int, float]], *where: _Evidence) -> list[TopicSuggestion]:
        """The suggestions, each with the term that decided: of the first of these stretches that has one."""
        suggestions = []
        for topic, score in ranked:
            _, hit = next(place.deciding[topic] for place in where if topic in place.deciding)
            because = text[hit.start : hit.end]
            suggestions.append(TopicSuggestion(self.scheme.topics[topic].key, round(score, 3), because))
        return suggestions


def set_extensions() -> None:
    """Register `Doc._.topics`, each sentence's topics as `topics_of` gives them. Making a component does so too."""
    if not Doc.has_extension("topics"):
        Doc.set_extension("topics", getter=topics_of)


def write_topics(doc: Doc, topics: Iterable[tuple[Span, Iterable[TopicSuggestion]]], about: Mapping[str, Any]) -> Doc:
    """Put the topics of sentences on the Doc, in place of those that are there, with what else the group tells."""
    given = [(sentence, topic) for sentence, of_sentence in topics for topic in of_sentence]
    attrs = dict(about, scores=[topic.score for _, topic in given], because=[topic.because for _, topic in given])
    spans = [Span(doc, sentence.start, sentence.end, label=topic.label) for sentence, topic in given]
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, attrs=attrs, spans=spans)
    return doc


def read_topics(doc: Doc) -> dict[int, list[TopicSuggestion]]:
    """The topics that `write_topics` put there, best first, by the first token of their sentence."""
    topics: dict[int, list[TopicSuggestion]] = {}
    if SPANS_KEY in doc.spans:
        group = doc.spans[SPANS_KEY]
        for span, score, because in zip(group, group.attrs["scores"], group.attrs["because"], strict=True):
            topics.setdefault(span.start, []).append(TopicSuggestion(span.label_, score, because))
    return topics


def topics_of(doc: Doc) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each sentence of the Doc, in order, best first; empty tuples where the component never ran."""
    return topics_at(doc, [sent.start_char for sent in doc.sents] if len(doc) else [])


def topics_at(doc: Doc, places: Iterable[int]) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of the sentence that stands at each of these places in the text (offsets)."""
    sentences = list(doc.sents) if len(doc) else []
    starts = [sentence.start_char for sentence in sentences]
    topics = read_topics(doc)
    of_places = []
    for place in places:
        sentence = sentences[bisect_right(starts, place) - 1]
        of_places.append(tuple(topics.get(sentence.start, ())) if place < sentence.end_char else ())
    return tuple(of_places)


def _by_sentence(sentences: Sequence[Span], hits: Iterable[Hit]) -> list[_Evidence]:
    """The evidence of each sentence. A term that is repeated in a sentence counts half as much each time."""
    evidence = [_Evidence() for _ in sentences]
    starts = [sentence.start_char for sentence in sentences]
    said: Counter[int] = Counter()
    current = -1
    for hit in hits:
        place = bisect_right(starts, hit.start) - 1
        if place != current:
            current = place
            said.clear()
        for topic, value in hit.weights:
            evidence[place].add(topic, value * 0.5 ** said[hit.term], hit)
        said[hit.term] += 1
    return evidence


def _total(evidence: Iterable[_Evidence]) -> _Evidence:
    """The evidence of all stretches together."""
    total = _Evidence()
    for own in evidence:
        _merge(total, own)
    return total


def _merge(into: _Evidence, other: _Evidence) -> None:
    """Add evidence; of two equally telling hits the later one decides."""
    for topic, weight in other.weights.items():
        into.weights[topic] = into.weights.get(topic, 0.0) + weight
    for topic, (value, hit) in other.deciding.items():
        if topic not in into.deciding or value >= into.deciding[topic][0]:
            into.deciding[topic] = (value, hit)


def _fade(context: _Evidence) -> None:
    """Weaken the context by one sentence."""
    for topic in context.weights:
        context.weights[topic] *= _FADE
    context.deciding = {topic: (value * _FADE, hit) for topic, (value, hit) in context.deciding.items()}


def _shares(weights: Mapping[int, float]) -> dict[int, float]:
    """Each topic's share of the evidence and of doubt, from 0 to 1: small where there is little evidence."""
    total = sum(weights.values()) + _DOUBT
    return {topic: value / total for topic, value in weights.items()}


def _scores(own: Mapping[int, float], prior: Mapping[int, float]) -> dict[int, float]:
    """The score of each topic, from a sentence's own evidence and the prior, a share for each topic."""
    mixed = {topic: own.get(topic, 0.0) + _PRIOR * share for topic, share in prior.items()}
    total = sum(mixed.values()) + _DOUBT
    return {topic: value / (value + _AGAINST * (total - value)) for topic, value in mixed.items()}


def _ranked(own: _Evidence, prior: Mapping[int, float]) -> list[tuple[int, float]]:
    """The topics that a sentence has terms of, with their scores, best first; MOST_TOPICS at most."""
    scores = _scores(own.weights, prior)
    said = {topic for topic, weight in own.weights.items() if weight > WEAK or prior[topic] >= _COMPANY}
    best = max((scores[topic] for topic in said), default=0.0)
    shown = [(topic, scores[topic]) for topic in said if scores[topic] >= max(_LEAST, best * _NEAR_BEST)]
    return sorted(shown, key=lambda scored: (-scored[1], scored[0]))[:MOST_TOPICS]


def _inherited(prior: Mapping[int, float]) -> list[tuple[int, float]]:
    """The topic that a sentence without terms inherits, if document and context are clearly about one."""
    scores = _scores({}, prior)
    return [(topic, _INHERITED * scores[topic]) for topic, share in prior.items() if share > _INHERITS]


def _says_something(sentence: Span) -> bool:
    """Whether the sentence has enough words to be about something."""
    return sum(token.is_alpha for token in sentence) >= _SAYS_SOMETHING
