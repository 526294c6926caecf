"""Decided quotes as the network's targets: the anchor (the cue's main word) and the role of every token around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from annotator.core.model import Quote, Span
from annotator.suggest.learn.network.features import CONTENT, CUE, ROLES, SOURCE, Features
from annotator.suggest.text.view import Range


@dataclass(slots=True)
class Targets:
    """The decided quotes of a Doc.

    `anchors`: the token number of each quote's anchor, ascending. `roles`: (n_anchors, n_tokens) int8, each token's
    role in the quote of that anchor. `known`: (n_tokens,), which tokens somebody has decided on.
    """

    anchors: list[int]
    roles: NDArray[np.int8]
    known: NDArray[np.bool_]

    def of_tokens(self) -> NDArray[np.float32]:
        """(n_tokens, len(ROLES)), 0 or 1: is the token an anchor; does it lie in some quote's content, source, cue."""
        targets = np.zeros((len(self.known), len(ROLES)), dtype=np.float32)
        targets[self.anchors, 0] = 1
        for role in (CONTENT, SOURCE, CUE):
            targets[:, role] = (self.roles == role).any(axis=0)
        return targets


def read_targets(doc: Doc, quotes: Iterable[Quote], features: Features, undecided: Iterable[Range] = ()) -> Targets:
    """The targets for a parsed Doc. Of two quotes with the same anchor the first one counts.

    `features`: of the same Doc; `undecided`: ranges of tokens that nobody has decided on.
    """
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
    return Targets(anchors, roles, known)


def anchor_of(features: Features, content: list[Range], cue: Range | None) -> int:
    """The cue's main word: of the words that head it one that the rules take for an anchor, or a verb, or the first.

    A quote without a cue (a continuation, an orphan) is anchored at the first token of its content.
    """
    if cue is None:
        return content[0][0]
    places = range(*cue)
    tops = [i for i in places if not cue[0] <= features.head[i] < cue[1] or features.head[i] == i]
    if not tops:
        return cue[0]
    verbs = [i for i in tops if features.is_verb(i)]
    known_to_rules = [i for i in tops if i in features.rule_candidates.by_head]
    return (known_to_rules or verbs or tops)[0]


def token_range(doc: Doc, span: Span) -> Range | None:
    """The tokens that a span of text touches; None where there are none."""
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    if tokens is None or tokens.start >= tokens.end:
        return None
    return tokens.start, tokens.end
