"""What is asked of a decision: whether it gives a label that was suggested, or one where nothing was suggested."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from annotator.core.model import Labels, QuotePart

QUOTE, EDGES, SPEAKER, TOPIC = "quote", "edges", "speaker", "topic"


class Question(NamedTuple):
    """Whether labels give one label at one place. `suggested`: whether the suggestion does.

    `label` is `quote` (one that shares words with the suggested one; where none is suggested, any), `type direct` and
    so on (such a quote of that type), `edges` (one with exactly that content), `speaker` (such a quote by that
    speaker), `topic politics` and so on, or `topic` for topics of all kinds.
    """

    label: str
    suggested: bool
    given_by: Callable[[Labels], bool]


def questions(suggested: Labels) -> Iterator[Question]:
    """Yield all that is asked about a sentence for which that was suggested."""
    for quote in suggested.quotes:
        yield Question(QUOTE, True, partial(_has, quote))
        yield Question(f"type {quote.type.value}", True, partial(_has, quote, alike=_same_type))
        yield Question(EDGES, True, partial(_has, quote, alike=_same_edges))
        if quote.speaker is not None:
            yield Question(SPEAKER, True, partial(_has, quote, alike=_same_speaker))
    if not suggested.quotes:
        yield Question(QUOTE, False, lambda labels: bool(labels.quotes))
    for topic in suggested.topics:
        yield Question(TOPIC, True, partial(_has_topic, topic))
        yield Question(f"topic {topic}", True, partial(_has_topic, topic))
    if not suggested.topics:
        yield Question(TOPIC, False, lambda labels: bool(labels.topics))


def _has(suggested: QuotePart, labels: Labels, alike: Callable[[QuotePart, QuotePart], bool] = lambda *_: True) -> bool:
    """Whether the labels have a quote that shares words with the suggested one and is like it."""
    return any(_overlap(suggested, quote) and alike(suggested, quote) for quote in labels.quotes)


def _overlap(one: QuotePart, two: QuotePart) -> bool:
    return any(a.overlaps(b) for a in one.content for b in two.content)


def _same_type(one: QuotePart, two: QuotePart) -> bool:
    return one.type is two.type


def _same_edges(one: QuotePart, two: QuotePart) -> bool:
    return one.content == two.content


def _same_speaker(one: QuotePart, two: QuotePart) -> bool:
    return one.speaker == two.speaker


def _has_topic(topic: str, labels: Labels) -> bool:
    return topic in labels.topics
