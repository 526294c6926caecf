"""Decisions of several annotators on small texts, for tests of agreement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.core.decision import Answer, DecidedSentence, Decision
from annotator.core.model import Document, Quote, QuoteType, Sentence, Span
from annotator.core.quotes.assembly import labels_by_sentence

TEXT = """Mira Toll said the bridge would open in May. "We are ready," she told the council.

Nobody asked about the price. Rao thinks the ferry could stop by June."""
"""Four sentences."""


@dataclass(frozen=True)
class Said:
    """What an annotator marks in a text: quotes, and topics by sentence."""

    quotes: tuple[Quote, ...] = ()
    topics: Mapping[int, tuple[str, ...]] | None = None


def sentences_of(text: str) -> tuple[Sentence, ...]:
    spans = [match.span() for match in re.finditer(r"\S[^.\n]*\.", text)]
    return tuple(Sentence(index, *span) for index, span in enumerate(spans))


def span(words: str, text: str = TEXT) -> Span:
    """Where the words stand first."""
    assert words in text
    return Span(text.index(words), text.index(words) + len(words))


def quote(
    *content: str,
    cue: str | None = None,
    source: str | None = None,
    type: QuoteType = QuoteType.INDIRECT,
    speaker: str | None = None,
    text: str = TEXT,
    **attributes: str,
) -> Quote:
    return Quote(
        tuple(span(words, text) for words in content),
        type,
        span(cue, text) if cue else None,
        span(source, text) if source else None,
        speaker,
        attributes=tuple(sorted(attributes.items())),
    )


def decided(versions: Mapping[str, Said], name: str = "one", text: str = TEXT) -> list[DecidedSentence]:
    """A decision of every sentence by each annotator: confirmed, with what the annotator marks in it."""
    document, sentences = Document(name, text, f"Title of {name}"), sentences_of(text)
    rows = []
    for annotator, said in versions.items():
        topics = [(sentences[at].span, topic) for at, given in (said.topics or {}).items() for topic in given]
        labels = labels_by_sentence(said.quotes, topics, sentences, text)
        for sentence, here in zip(sentences, labels, strict=True):
            decision = Decision(1, annotator, Answer.ACCEPT, here, "2026-02-03T10:00:00.000Z")
            rows.append(DecidedSentence(document, sentence, decision))
    return rows


def changed(rows: Sequence[DecidedSentence], annotator: str, index: int, **fields: object) -> list[DecidedSentence]:
    """The same decisions, but with other fields of that annotator's one of that sentence."""
    return [
        row._replace(decision=row.decision._replace(**fields))  # type: ignore[arg-type]
        if row.decision.annotator == annotator and row.sentence.index == index
        else row
        for row in rows
    ]
