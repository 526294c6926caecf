"""Learn which reading of a quote to pick, from decisions that training did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc

from annotator.core.model import Quote
from annotator.suggest.learn.metrics import FOUND_FROM
from annotator.suggest.learn.mix.boundaries import Variants, variants_of_all
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import MixCandidate, masked
from annotator.suggest.learn.mix.regression import ConditionalLogit, Floats
from annotator.suggest.learn.mix.token_kinds import Mask
from annotator.suggest.learn.network.features import token_range

RightReadings = list[tuple[Floats, int]]
"""For each quote the evidence of its readings, (n_readings, n_features), and the row of the right or nearest one."""

_LEAST = 60
"""Quotes to learn from below which no boundary is moved; set by hand."""


def right_readings(
    doc: Doc, context: DocContext, selected: Sequence[MixCandidate], decided: Sequence[Quote]
) -> RightReadings:
    """The selected candidates that find a decided quote, with the reading that has its words, or else most of them.

    Were only those learned from that have a reading with exactly its words, moving would seem right too often.
    """
    wanted = [_words_of(doc, quote, context.words.word) for quote in decided]
    if not wanted or not selected:
        return []
    stack = np.stack(wanted).astype(np.float32)
    examples = []
    for candidate, variants in zip(selected, variants_of_all(context, selected), strict=True):
        own = (candidate.mask(context.words.size) & context.words.word).astype(np.float32)
        common = stack @ own
        shares = common / np.maximum(stack.sum(axis=1) + own.sum() - common, 1)
        best = int(np.argmax(shares))
        if shares[best] >= FOUND_FROM:
            examples.append((variants.evidence, _nearest(variants, wanted[best])))
    return examples


def fit_readings(documents: Sequence[RightReadings]) -> ConditionalLogit | None:
    """The model that picks readings, from the right readings of each document; None where there are too few."""
    examples = [example for document in documents for example in document]
    if len(examples) < _LEAST:
        return None
    return ConditionalLogit.fit([evidence for evidence, _ in examples], [right for _, right in examples])


def _words_of(doc: Doc, quote: Quote, word: Mask) -> Mask:
    """Which tokens are words of the quote's content, (n_tokens,). `word`: which tokens are words."""
    places = [place for place in (token_range(doc, span) for span in quote.content) if place is not None]
    return masked(places, len(doc)) & word


def _nearest(variants: Variants, wanted: Mask) -> int:
    """The row of the reading that has most in common with these words, (n_tokens,)."""
    here = slice(variants.first, variants.first + variants.masks.shape[1])
    common = variants.masks @ wanted[here].astype(np.float32)
    return int(np.argmax(common / np.maximum(variants.masks.sum(axis=1) + wanted.sum() - common, 1)))
