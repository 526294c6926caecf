"""Decisions as what a model can learn from: whole quotes a document, and what nobody has decided yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from annotator.core.assembly import join_parts
from annotator.core.model import Answer, DecidedSentence, Document, Quote, QuotePart, Span

_VERSION = re.compile(r"~\d+$")


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A document with one annotator's decisions.

    `undecided`: stretches of text that no decision covers; nothing is known of them. `topics`: each decided sentence
    with the topics that it was given.
    """

    document: Document
    annotator: str
    quotes: tuple[Quote, ...]
    undecided: tuple[Span, ...] = ()
    topics: tuple[tuple[Span, tuple[str, ...]], ...] = field(default=())


def training_examples(decided: Iterable[DecidedSentence]) -> Iterator[TrainingExample]:
    """One lesson a document, from decisions in the order of documents.

    Where several annotators decided a document, the one who decided most of it speaks (of equals, the first by name).
    A skipped sentence counts as undecided, a rejected one as one without quotes and topics.
    """
    for _, group in groupby(decided, key=lambda one: one.document.id):
        by_annotator: dict[str, list[DecidedSentence]] = {}
        for one in group:
            if one.decision.answer is not Answer.SKIP:
                by_annotator.setdefault(one.decision.annotator, []).append(one)
        if by_annotator:
            name = min(by_annotator, key=lambda name: (-len(by_annotator[name]), name))
            yield _example(name, sorted(by_annotator[name], key=lambda one: one.sentence.index))


def article_of(document_id: str) -> str:
    """The article that a document is a version of: `id` of `id~2`."""
    return _VERSION.sub("", document_id)


def is_held_out(document_id: str, tenths: int = 1) -> bool:
    """Whether a document is kept from training, to measure on: by a hash of its id, so it never changes as data grows.

    All versions of an article go together.
    """
    return hashlib.sha256(article_of(document_id).encode("utf-8")).digest()[0] % 10 < tenths


def _example(name: str, decided: list[DecidedSentence]) -> TrainingExample:
    document = decided[0].document
    parts: dict[int, tuple[QuotePart, ...]] = {}
    topics = []
    for one in decided:
        accepted = one.decision.answer is Answer.ACCEPT
        labels = one.decision.labels
        if accepted and labels.quotes:
            parts[one.sentence.index] = labels.quotes
        topics.append((one.sentence.span, labels.topics if accepted else ()))
    return TrainingExample(document, name, join_parts(parts), _gaps(document, decided), tuple(topics))


def _gaps(document: Document, decided: list[DecidedSentence]) -> tuple[Span, ...]:
    """The stretches between decided sentences that hold text."""
    gaps = []
    at = document.body_start
    for start, end in [*(one.sentence.span for one in decided), Span(len(document.text), len(document.text))]:
        if document.text[at:start].strip():
            gaps.append(Span(at, start))
        at = end
    return tuple(gaps)
