"""Decided quotes as what the model learns: a cue's main word, and the role of every token around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from annotator.core.model import Quote, Span
from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features

Range = tuple[int, int]


@dataclass(slots=True)
class Answers:
    """The quotes of a Doc by their cue's main word: `roles` has one row an anchor over all tokens of the Doc.

    `known`: which tokens somebody has decided on.
    """

    anchors: list[int]
    roles: NDArray[np.int8]
    known: NDArray[np.bool_]

    def token_targets(self, size: int) -> NDArray[np.float32]:
        """For every token: is it an anchor; does it lie in some quote's content, source, cue."""
        targets = np.zeros((size, 4), dtype=np.float32)
        targets[self.anchors, 0] = 1
        for role in (CONTENT, SOURCE, CUE):
            targets[:, role] = (self.roles == role).any(axis=0)
        return targets


def read_answers(doc: Doc, quotes: Iterable[Quote], features: Features, undecided: Iterable[Range] = ()) -> Answers:
    """The answers in a parsed Doc's tokens. Of two quotes with the same anchor the first one counts."""
    rows: dict[int, NDArray[np.int8]] = {}
    for quote in quotes:
        content = [place for place in (token_range(doc, span) for span in quote.content) if place is not None]
        if not content:
            continue
        source = token_range(doc, quote.source) if quote.source is not None else None
        cue = token_range(doc, quote.cue) if quote.cue is not None else None
        row = np.zeros(len(doc), dtype=np.int8)
        for start, end in content:
            row[start:end] = CONTENT
        if source is not None:
            row[slice(*source)] = SOURCE
        if cue is not None:
            row[slice(*cue)] = CUE
        anchor = anchor_of(features, content, cue)
        rows.setdefault(anchor, row)
    anchors = sorted(rows)
    roles = np.stack([rows[a] for a in anchors]) if anchors else np.zeros((0, len(doc)), dtype=np.int8)
    known = np.ones(len(doc), dtype=bool)
    for start, end in undecided:
        known[start:end] = False
    return Answers(anchors, roles, known)


def anchor_of(features: Features, content: list[Range], cue: Range | None) -> int:
    """The cue's main word: the one that the rules know, or the one that the others hang under, a verb if any.

    A quote without a cue (a continuation, an orphan) is anchored at its first token.
    """
    if cue is None:
        return content[0][0]
    places = range(*cue)
    tops = [i for i in places if not cue[0] <= features.head[i] < cue[1] or features.head[i] == i]
    if not tops:
        return cue[0]
    verbs = [i for i in tops if features.is_verb(i)]
    hinted = [i for i in tops if i in features.hints.by_head]
    return (hinted or verbs or tops)[0]


def token_range(doc: Doc, span: Span) -> Range | None:
    """The tokens that a stretch of text touches; None where there are none."""
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    if found is None or found.start >= found.end:
        return None
    return found.start, found.end
