"""What the network sees of the words of a quote, as features beside those of the rules."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

import numpy as np

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.relations import AFTER, BEFORE
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.readings.words import Features as Told
from annotator.suggest.quotes.readings.words import Words
from annotator.suggest.regression import Floats, log_odds
from annotator.suggest.text.view import Range

_LEAST = 1e-3
"""Probabilities are kept this far from 0 and 1."""
_STEPS = (-16.0, -8.0, -5.0, -3.0, -2.0, -1.0, -0.4, 0.0, 0.4, 1.0, 2.0, 3.0, 5.0, 8.0, 16.0)
"""Log odds are told apart by these, which were set by hand."""
_LONGEST = 4096
"""How many combinations are remembered as text."""


class NetworkSight:
    """What the network sees at each cue of a Doc, by its main word; nothing where it read no window around one."""

    def __init__(self, features: Features, predicted: Predicted) -> None:
        self.size = features.size
        self.word = features.word
        self.predicted = predicted
        self.rows = {anchor: row for row, anchor in enumerate(predicted.anchors)}
        self._of_head: dict[int, _Window] = {}

    def _window(self, head: int) -> _Window | None:
        if head not in self.rows:
            return None
        if head not in self._of_head:
            self._of_head[head] = _Window(self, head)
        return self._of_head[head]

    def begin(self, head: int, start: int) -> Told:
        """How likely the content begins there, that its first word is content, and that the one before is."""
        window = self._window(head)
        if window is None:
            return ()
        before = window.content(start - 1)
        return _edge_texts("begin", step(window.edge(start, 0)), step(window.content(start)), step(before))

    def end(self, head: int, end: int) -> Told:
        """The same of where it ends, and of the word behind it."""
        window = self._window(head)
        if window is None:
            return ()
        return _edge_texts(
            "end", step(window.edge(end - 1, 1)), step(window.content(end - 1)), step(window.content(end))
        )

    def whole(self, head: int, words: Words, own: Words) -> Told:
        """By how much likelier its words are the content than those of the candidate, and whether it is the likeliest.

        Words are likely each by itself.
        """
        window = self._window(head)
        if window is None:
            return ()
        more = window.sum(words) - window.sum(own)
        return _whole_texts(step(more), step((window.sum(words) - window.best) / 4))

    def source(self, head: int, mention: Range | None) -> Told:
        """How likely a mention's words are the source, or something else, and so its edges and what is beside it."""
        window = self._window(head)
        if window is None:
            return ()
        if mention is None:
            return (f"sees nobody={step(log_odds(window.source.max(), _LEAST))}",)
        here = window.at(mention)
        if here is None:
            return ("sees no source",)
        own = window.source[here]
        shares = {
            "source": own.mean(),
            "source most": own.max(),
            "source first": own[0],
            "source last": own[-1],
            "source beside": max(window.source_at(mention[0] - 1), window.source_at(mention[1])),
            "content": window.shares[here, CONTENT].mean(),
            "cue": window.shares[here, CUE].mean(),
        }
        likeliest = ["sees source likeliest"] if own.max() >= window.source.max() else []
        return (*(f"sees {name}={step(log_odds(share, _LEAST))}" for name, share in shares.items()), *likeliest)


class _Window:
    """What the network sees around one cue: log odds and sums by place, where place 0 is token `first`."""

    def __init__(self, sight: NetworkSight, head: int) -> None:
        row = sight.rows[head]
        self.first = head - BEFORE
        self.shares = sight.predicted.roles[row, : BEFORE + AFTER + 1].astype(np.float64)
        self.edges = np.log(np.maximum(sight.predicted.edges[row, : BEFORE + AFTER + 1].astype(np.float64), 1e-4))
        self.edges -= self.edges.max(axis=0)
        self.source = self.shares[:, SOURCE]
        self.odds = np.log(np.clip(self.shares[:, CONTENT], _LEAST, 1 - _LEAST))
        self.odds -= np.log(1 - np.clip(self.shares[:, CONTENT], _LEAST, 1 - _LEAST))
        places = np.arange(len(self.odds)) + self.first
        inside = (places >= 0) & (places < sight.size)
        word = np.zeros(len(self.odds), dtype=bool)
        word[inside] = sight.word[places[inside]]
        of_words = np.where(word, self.odds, 0.0)
        self.sums: Floats = np.concatenate([[0.0], np.cumsum(of_words)])
        self.best = float(of_words[of_words > 0].sum())

    def at(self, span: Range) -> slice | None:
        """The places of a range of tokens, as far as they were seen."""
        low, high = max(span[0] - self.first, 0), min(span[1] - self.first, len(self.odds))
        return slice(low, high) if low < high else None

    def content(self, token: int) -> float:
        place = token - self.first
        return float(self.odds[place]) if 0 <= place < len(self.odds) else -9.0

    def edge(self, token: int, side: int) -> float:
        place = token - self.first
        return float(self.edges[place, side]) if 0 <= place < len(self.edges) else -9.0

    def source_at(self, token: int) -> float:
        place = token - self.first
        return float(self.source[place]) if 0 <= place < len(self.source) else 0.0

    def sum(self, words: Words) -> float:
        """The log odds of all these words to be content."""
        total = 0.0
        for span in words:
            here = self.at(span)
            if here is not None:
                total += float(self.sums[here.stop] - self.sums[here.start])
        return total


def step(value: float) -> int:
    """Which of the steps of log odds a value has reached."""
    return bisect_right(_STEPS, value)


@lru_cache(maxsize=_LONGEST)
def _edge_texts(which: str, likely: int, inside: int, beyond: int) -> Told:
    return (
        f"sees {which}={likely}",
        f"sees {which} inside={inside}",
        f"sees {which} beyond={beyond}",
    )


@lru_cache(maxsize=_LONGEST)
def _whole_texts(more: int, least: int) -> Told:
    return f"sees more={more}", f"sees least={least}"
