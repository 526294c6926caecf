"""Topics of every sentence, from the terms of the label scheme; the article is the prior.

Each sentence weighs the terms in it. What the article is about, and what the sentences just before were about,
decides between rivals and gives a topic to a sentence that says nothing by itself ("Now we are.").

Results live on the Doc as the span group `doc.spans["topics"]`: one span per sentence and topic, labelled with the
topic's key, best first; the group's attributes `scores` and `because` run parallel to its spans. All of it survives
DocBin; `topics_of(doc)`, or `doc._.topics` once `set_extensions()` has run, reads it back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, SpanGroup

from annotator.core.model import TopicSuggestion
from annotator.core.scheme import LabelScheme
from annotator.suggest.topics.terms import WEAK, Hit, TermFinder

SPANS_KEY = "topics"
MOST_TOPICS = 3

_DOUBT = 0.6
"""Evidence, in strong terms, that speaks against every topic: without it one weak word would be certainty."""
_AGAINST = 1 / 3
"""What evidence for other topics, and doubt, take away: a sentence may be about two things. Set so that scores are
frequencies on short news items: of suggestions at 0.9 some nine in ten were right (`tests/benchmarks/topics.py`)."""
_PRIOR = 0.8
"""What being the whole topic of the article is worth to a sentence, in strong terms."""
_FADE = 0.6
"""How much of what a sentence was about is still in the air in the next one."""
_LEAST = 0.5
"""The lowest score worth showing: more likely right than wrong."""
_NEAR_BEST = 0.6
"""A second or third topic is shown from this share of the best one's score."""
_COMPANY = 0.2
"""How clearly article and context must be about a topic before a single weak term in a sentence suggests it."""
_INHERITS = 0.5
"""How clearly article and context must be about a topic before a sentence with no word for it takes it over."""
_INHERITED = 0.7
"""What an inherited topic's score is multiplied with; it is shown however low that makes it."""
_SAYS_SOMETHING = 2
"""How many words a sentence needs before it can inherit: "Sure." and a lone quotation mark are about nothing."""


@dataclass(slots=True)
class _Evidence:
    """What a stretch of text says for each topic (by place in the scheme), and the hit that says most for it."""

    weights: dict[int, float] = field(default_factory=dict)
    deciding: dict[int, tuple[float, Hit]] = field(default_factory=dict)

    def add(self, topic: int, value: float, hit: Hit) -> None:
        self.weights[topic] = self.weights.get(topic, 0.0) + value
        if topic not in self.deciding or value > self.deciding[topic][0]:
            self.deciding[topic] = (value, hit)


class TopicFinder:
    """The component: suggests 0-3 topics of a scheme for each sentence of a Doc."""

    def __init__(self, scheme: LabelScheme, spans_key: str = SPANS_KEY) -> None:
        self.spans_key = spans_key
        self.use(scheme)
        set_extensions()

    def use(self, scheme: LabelScheme) -> None:
        """Suggest topics of this scheme from now on."""
        self.scheme = scheme
        self._finder = TermFinder(scheme)

    def __call__(self, doc: Doc) -> Doc:
        """Set the span group. Needs sentence boundaries; lemmas help."""
        spans, scores, because = [], [], []
        text = doc.text  # made anew each time it is asked for
        for sentence, suggestions in self._suggest(doc, text):
            for found in suggestions:
                spans.append(Span(doc, sentence.start, sentence.end, label=found.label))
                scores.append(found.score)
                because.append(found.because)
        of = {"scheme": self.scheme.name, "scheme_version": self.scheme.version}
        attrs = {"scores": scores, "because": because, **of}
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, attrs=attrs, spans=spans)
        return doc

    def _suggest(self, doc: Doc, text: str) -> Iterator[tuple[Span, list[TopicSuggestion]]]:
        sentences = list(doc.sents) if len(doc) else []
        evidence = _by_sentence(sentences, self._finder.find(doc))
        article = _total(evidence)
        about = _shares(article.weights)
        context = _Evidence()
        for sentence, own in zip(sentences, evidence, strict=True):
            _fade(context)
            _merge(context, own)
            near = _shares(context.weights)
            prior = {topic: (about[topic] + near.get(topic, 0.0)) / 2 for topic in about}
            ranked = _ranked(own, prior) or (_inherited(prior) if _says_something(sentence) else [])
            yield sentence, self._named(text, ranked, own, context, article)

    def _named(self, text: str, ranked: Iterable[tuple[int, float]], *where: _Evidence) -> list[TopicSuggestion]:
        """The suggestions, each with the deciding word of the nearest place that has one."""
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


def make_topic_component(scheme: LabelScheme, spans_key: str = SPANS_KEY) -> Callable[[Doc], Doc]:
    """A spaCy component that suggests the scheme's topics and keeps them in `doc.spans[spans_key]`."""
    return TopicFinder(scheme, spans_key)


def topics_of(doc: Doc, spans_key: str = SPANS_KEY) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each sentence of the Doc, in order, best first; empty tuples where the component never ran."""
    return topics_between(doc, [(sent.start_char, sent.end_char) for sent in doc.sents] if len(doc) else [], spans_key)


def topics_between(
    doc: Doc, sentences: Sequence[tuple[int, int]], spans_key: str = SPANS_KEY
) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each of these stretches (ascending character offsets): those of the sentence it begins in."""
    found: dict[int, list[TopicSuggestion]] = {}
    ends: dict[int, int] = {}
    if spans_key in doc.spans:
        group = doc.spans[spans_key]
        for span, score, because in zip(group, group.attrs["scores"], group.attrs["because"], strict=True):
            found.setdefault(span.start_char, []).append(TopicSuggestion(span.label_, score, because))
            ends[span.start_char] = span.end_char
    starts = sorted(found)
    topics = []
    for start, _ in sentences:
        place = bisect_right(starts, start) - 1
        inside = place >= 0 and start < ends[starts[place]]
        topics.append(tuple(found[starts[place]]) if inside else ())
    return tuple(topics)


def _by_sentence(sentences: Sequence[Span], hits: Iterable[Hit]) -> list[_Evidence]:
    """What each sentence says. A term said again in the same sentence counts half each time."""
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
    total = _Evidence()
    for own in evidence:
        _merge(total, own)
    return total


def _merge(into: _Evidence, other: _Evidence) -> None:
    for topic, weight in other.weights.items():
        into.weights[topic] = into.weights.get(topic, 0.0) + weight
    for topic, (value, hit) in other.deciding.items():
        if topic not in into.deciding or value >= into.deciding[topic][0]:
            into.deciding[topic] = (value, hit)


def _fade(context: _Evidence) -> None:
    for topic in context.weights:
        context.weights[topic] *= _FADE
    context.deciding = {topic: (value * _FADE, hit) for topic, (value, hit) in context.deciding.items()}


def _shares(weights: Mapping[int, float]) -> dict[int, float]:
    """How far the text is about each topic, in [0, 1); their sum falls short of 1 where there is little evidence."""
    total = sum(weights.values()) + _DOUBT
    return {topic: value / total for topic, value in weights.items()}


def _scores(own: Mapping[int, float], prior: Mapping[int, float]) -> dict[int, float]:
    """How likely each topic is, from a sentence's own evidence and what article and context are about."""
    mixed = {topic: own.get(topic, 0.0) + _PRIOR * share for topic, share in prior.items()}
    total = sum(mixed.values()) + _DOUBT
    return {topic: value / (value + _AGAINST * (total - value)) for topic, value in mixed.items()}


def _ranked(own: _Evidence, prior: Mapping[int, float]) -> list[tuple[int, float]]:
    """The topics that a sentence itself speaks of, with their scores, best first."""
    scores = _scores(own.weights, prior)
    said = {topic for topic, weight in own.weights.items() if weight > WEAK or prior[topic] >= _COMPANY}
    best = max((scores[topic] for topic in said), default=0.0)
    shown = [(topic, scores[topic]) for topic in said if scores[topic] >= max(_LEAST, best * _NEAR_BEST)]
    return sorted(shown, key=lambda found: (-found[1], found[0]))[:MOST_TOPICS]


def _inherited(prior: Mapping[int, float]) -> list[tuple[int, float]]:
    """The topic that a sentence with no telling word takes over, if article and context are clearly about one."""
    scores = _scores({}, prior)
    return [(topic, _INHERITED * scores[topic]) for topic, share in prior.items() if share > _INHERITS]


def _says_something(sentence: Span) -> bool:
    words = 0
    for token in sentence:
        words += token.is_alpha
        if words >= _SAYS_SOMETHING:
            return True
    return False
