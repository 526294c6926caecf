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
        yield Question(f"type {quote.type.value}", True, partial(_has, quote, alike="type"))
        yield Question(EDGES, True, partial(_has, quote, alike="content"))
        if quote.speaker is not None:
            yield Question(SPEAKER, True, partial(_has, quote, alike="speaker"))
    if not suggested.quotes:
        yield Question(QUOTE, False, lambda labels: bool(labels.quotes))
    for topic in suggested.topics:
        yield Question(TOPIC, True, partial(_has_topic, topic))
        yield Question(f"topic {topic}", True, partial(_has_topic, topic))
    if not suggested.topics:
        yield Question(TOPIC, False, lambda labels: bool(labels.topics))


def _has(suggested: QuotePart, labels: Labels, alike: str | None = None) -> bool:
    """Whether the labels have a quote that shares words with the suggested one, with the field `alike` the same."""
    found = (quote for quote in labels.quotes if quote.touches(suggested.content))
    return any(alike is None or getattr(quote, alike) == getattr(suggested, alike) for quote in found)


def _has_topic(topic: str, labels: Labels) -> bool:
    return topic in labels.topics
