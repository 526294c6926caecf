"""Learn which source of a quote to pick, from decisions that training did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc

from annotator.core.model import Quote, Span
from annotator.suggest.learn.metrics import FOUND_FROM, letters
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import MixCandidate
from annotator.suggest.learn.mix.regression import ConditionalLogit, Floats
from annotator.suggest.learn.mix.sources import make_options
from annotator.suggest.text.view import Range

RightSources = list[tuple[Floats, int]]
"""For each quote the evidence of its possible sources, (n_mentions, n_features), and the row of the right one."""

_LEAST = 60
"""Quotes with a right source below which each keeps its own; set by hand."""


def right_sources(
    doc: Doc,
    context: DocContext,
    candidates: Sequence[MixCandidate],
    selected: Sequence[MixCandidate],
    decided: Sequence[Quote],
) -> RightSources:
    """The selected candidates that find a decided quote, and whose source is among those that are tried."""
    text = doc.text
    wanted = [letters(text, quote.content) for quote in decided]
    examples = []
    for number, candidate in enumerate(selected):
        own = letters(text, [_span(doc, tokens) for tokens in candidate.content])
        shares = [len(own & other) / max(1, len(own | other)) for other in wanted]
        best = int(np.argmax(shares)) if shares else 0
        if not shares or shares[best] < FOUND_FROM:
            continue
        options = make_options(context, candidates, selected, number)
        right = row_of(doc, options.mentions, decided[best].source)
        if right is not None:
            examples.append((options.evidence, right))
    return examples


def fit_sources(documents: Sequence[RightSources]) -> ConditionalLogit | None:
    """The model that picks sources, from the right sources of each document; None where there are too few."""
    examples = [example for document in documents for example in document]
    if len(examples) < _LEAST:
        return None
    return ConditionalLogit.fit([evidence for evidence, _ in examples], [right for _, right in examples])


def row_of(doc: Doc, mentions: Sequence[Range | None], source: Span | None) -> int | None:
    """The row of the mention that has most in common with the decided source; None where none shares a letter."""
    if source is None:
        return mentions.index(None) if None in mentions else None
    wanted = letters(doc.text, [source])
    shares = []
    for tokens in mentions:
        own = letters(doc.text, [_span(doc, tokens)]) if tokens is not None else frozenset()
        shares.append(len(own & wanted) / max(1, len(own | wanted)))
    best = int(np.argmax(shares))
    return best if shares[best] > 0 else None


def _span(doc: Doc, tokens: Range) -> Span:
    span = doc[tokens[0] : tokens[1]]
    return Span(span.start_char, span.end_char)
