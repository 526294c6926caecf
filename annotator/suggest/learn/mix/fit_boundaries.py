"""Fitting which reading of a quote is picked, on decisions that training did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc

from annotator.core.model import Quote
from annotator.suggest.learn.metrics import FOUND_FROM
from annotator.suggest.learn.mix.boundaries import Scene, Variants, groups
from annotator.suggest.learn.mix.candidates import Choice, masked
from annotator.suggest.learn.mix.picker import Floats, Picker, fit_picker
from annotator.suggest.learn.mix.token_kinds import Mask
from annotator.suggest.learn.network.targets import token_range

Answered = list[tuple[Floats, int]]
"""The evidence of a quote's readings with the number of the right one, a pair for each quote."""

_LEAST = 60
"""Quotes with a right reading below which no edge is moved."""


def answered(doc: Doc, scene: Scene, chosen: Sequence[Choice], decided: Sequence[Quote]) -> Answered:
    """The chosen quotes that were decided so and of which some reading is exactly the decided one."""
    wanted = [_words_of(doc, quote, scene.words.word) for quote in decided]
    if not wanted or not chosen:
        return []
    stack = np.stack(wanted).astype(np.float32)
    found = []
    for choice, readings in zip(chosen, groups(scene, chosen), strict=True):
        own = (choice.mask(scene.words.size) & scene.words.word).astype(np.float32)
        common = stack @ own
        shares = common / np.maximum(stack.sum(axis=1) + own.sum() - common, 1)
        best = int(np.argmax(shares))
        right = _row_of(readings, wanted[best]) if shares[best] >= FOUND_FROM else None
        if right is not None:
            found.append((readings.evidence, right))
    return found


def fitted(answers: Sequence[Answered]) -> Picker | None:
    """The picker that these documents teach; None where they are too few."""
    pairs = [pair for one in answers for pair in one]
    if len(pairs) < _LEAST:
        return None
    return fit_picker([evidence for evidence, _ in pairs], [right for _, right in pairs])


def _words_of(doc: Doc, quote: Quote, word: Mask) -> Mask:
    places = [place for place in (token_range(doc, span) for span in quote.content) if place is not None]
    return masked(places, len(doc)) & word


def _row_of(readings: Variants, wanted: Mask) -> int | None:
    """The reading with exactly these words."""
    window = wanted[readings.first : readings.first + readings.masks.shape[1]]
    if window.sum() != wanted.sum():
        return None
    rows = np.flatnonzero((readings.masks == window).all(axis=1))
    return int(rows[0]) if len(rows) else None
