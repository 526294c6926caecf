"""The counts of one document: for every pair of its annotators, and for all of them together."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from annotator.core.model import QuoteType
from annotator.measure.agreement.alpha import MISSING, count_nominal, count_with_distance
from annotator.measure.agreement.marks import ROLES, MarkedQuote, TokenizedText, as_array
from annotator.measure.agreement.masi import masi_distance
from annotator.measure.agreement.pair_counts import Pair, count_quotes, count_topics
from annotator.measure.agreement.sums import Counts, no_counts
from annotator.measure.agreement.versions import DocumentVersions


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """The counts of one document, by pair and over all, with how many sentences they are of."""

    versions: DocumentVersions
    pairs: Mapping[Pair, Counts]
    all: Counts

    def sentences(self, pair: Pair) -> int:
        """How many sentences the two decided in common."""
        return len(self.versions.shared(pair))


def count_document(
    versions: DocumentVersions, attributes: Sequence[str], types: Collection[QuoteType]
) -> DocumentCounts:
    """Count everything that the figures are made of.

    `attributes` and `types` are those of the label scheme. Of a pair the sentences that both decided count: the quotes
    of each are put together from these alone. Alpha over all takes every sentence that at least two decided; all else
    over all is the sum over pairs.
    """
    counter = _Counter(versions, attributes, types)
    by_pair = {pair: counter.of_pair(pair) for pair in versions.pairs()}
    return DocumentCounts(versions, by_pair, counter.of_all(by_pair))


class _Counter:
    """One document's text and versions, with the quotes that were put together already."""

    def __init__(self, versions: DocumentVersions, attributes: Sequence[str], types: Collection[QuoteType]) -> None:
        self._versions, self._attributes, self._types = versions, attributes, types
        self._text = TokenizedText(versions.document.text)
        self._marked: dict[tuple[str, frozenset[int]], list[MarkedQuote]] = {}

    def of_pair(self, pair: Pair) -> Counts:
        """The counts of the sentences that both decided."""
        counts = no_counts()
        shared = self._versions.shared(pair)
        of_each = dict.fromkeys(pair, shared)
        self._count_alphas(counts, of_each)
        one, other = pair
        count_quotes(counts, pair, self._quotes(one, shared), self._quotes(other, shared), self._attributes)
        labels = self._versions.labels
        for index in shared:
            count_topics(counts, labels[one][index], labels[other][index])
        return counts

    def of_all(self, by_pair: Mapping[Pair, Counts]) -> Counts:
        """The sum over pairs; alpha of all annotators together."""
        counts = no_counts()
        for of_pair in by_pair.values():
            for key, number in of_pair.items():
                if key[0] not in _ALPHAS:
                    counts[key] += number
        self._count_alphas(counts, {name: frozenset(said) for name, said in self._versions.labels.items()})
        return counts

    def _count_alphas(self, counts: Counts, of_each: Mapping[str, frozenset[int]]) -> None:
        """Count what alpha is made of, of the sentences of each annotator."""
        roles = np.stack([self._roles(name, sentences) for name, sentences in of_each.items()])
        count_nominal(counts, "tokens", roles)
        for bit, role in enumerate(ROLES):
            one_role = np.where(roles == MISSING, MISSING, (roles >> bit) & 1).astype(np.int8)
            count_nominal(counts, f"tokens {role}", one_role)
        units: list[list[Hashable]] = [
            [frozenset(self._versions.labels[name][index].topics) for name, ones in of_each.items() if index in ones]
            for index in self._versions.sentences
        ]
        count_with_distance(counts, "topics", units, masi_distance)

    def _roles(self, annotator: str, sentences: frozenset[int]) -> NDArray[np.int8]:
        """Of every token its roles, a bit for each of ROLES; MISSING outside the sentences."""
        decided = self._text.tokens(self._versions.sentences[index].span for index in sentences)
        roles = np.zeros(self._text.size, dtype=np.int8)
        for bit, role in enumerate(ROLES):
            marked = reduce(or_, (quote.tokens[role] for quote in self._quotes(annotator, sentences)), 0)
            roles |= as_array(marked, self._text.size).astype(np.int8) << bit
        roles[~as_array(decided, self._text.size)] = MISSING
        return roles

    def _quotes(self, annotator: str, sentences: frozenset[int]) -> list[MarkedQuote]:
        key = (annotator, sentences)
        if key not in self._marked:
            quotes = map(self._text.marked, self._versions.quotes(annotator, sentences, self._types))
            # What marks white space alone marks nothing.
            self._marked[key] = [marked for marked in quotes if marked.tokens["content"]]
        return self._marked[key]


_ALPHAS = ("tokens", *(f"tokens {role}" for role in ROLES), "topics")
"""The names under which alpha is counted: of several annotators it is no sum over pairs."""
