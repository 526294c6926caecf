"""What the network sees of the words of a quote, as features beside those of the rules."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Features
from annotator.suggest.learn.network.run import Predicted, Window
from annotator.suggest.quotes.readings.words import Features as Told
from annotator.suggest.quotes.readings.words import Words
from annotator.suggest.regression import Floats, log_odds
from annotator.suggest.text.view import Range

_LEAST = 1e-3
"""Probabilities are kept this far from 0 and 1."""
_UNSEEN = -9.0
"""The log odds of a word that lies outside of what the network read."""
_STEPS = (-16.0, -8.0, -5.0, -3.0, -2.0, -1.0, -0.4, 0.0, 0.4, 1.0, 2.0, 3.0, 5.0, 8.0, 16.0)
"""Log odds are told apart by these, which were set by hand."""
_LONGEST = 4096
"""How many combinations are remembered as text."""


class NetworkSight:
    """What the network sees at each cue of a Doc, by its main word; nothing where it read no window around one."""

    def __init__(self, features: Features, predicted: Predicted) -> None:
        self.word = features.word
        self.predicted = predicted
        self.rows = {anchor: row for row, anchor in enumerate(predicted.anchors)}
        self._of_head: dict[int, _Around] = {}

    def _around(self, head: int) -> _Around | None:
        if head in self.rows and head not in self._of_head:
            self._of_head[head] = _Around(self.predicted.window(self.rows[head]), self.word)
        return self._of_head.get(head)

    def begin(self, head: int, start: int) -> Told:
        """How likely the content begins there, that its first word is content, and that the one before is."""
        return self._edge(head, 0, start, start - 1)

    def end(self, head: int, end: int) -> Told:
        """The same of where it ends, and of the word behind it."""
        return self._edge(head, 1, end - 1, end)

    def _edge(self, head: int, side: int, inside: int, beyond: int) -> Told:
        around = self._around(head)
        if around is None:
            return ()
        likely = around.at(around.edges[:, side], inside, _UNSEEN)
        shares = (around.at(around.odds, token, _UNSEEN) for token in (inside, beyond))
        return _edge_texts(("begin", "end")[side], step(likely), *map(step, shares))

    def whole(self, head: int, words: Words, own: Words) -> Told:
        """By how much likelier its words are the content than those of the candidate, and whether it is the likeliest.

        Words are likely each by itself.
        """
        around = self._around(head)
        if around is None:
            return ()
        likely = around.sum(words)
        return _whole_texts(step(likely - around.sum(own)), step((likely - around.best) / 4))

    def source(self, head: int, mention: Range | None) -> Told:
        """How likely a mention's words are the source, or something else, and so its edges and what is beside it."""
        around = self._around(head)
        if around is None:
            return ()
        source = around.shares[:, SOURCE]
        if mention is None:
            return (f"sees nobody={_step_of(source.max())}",)
        here = around.window.places(mention)
        if here.start >= here.stop:
            return ("sees no source",)
        own = source[here]
        shares = {
            "source": own.mean(),
            "source most": own.max(),
            "source first": own[0],
            "source last": own[-1],
            "source beside": max(around.at(source, token, 0.0) for token in (mention[0] - 1, mention[1])),
            "content": around.shares[here, CONTENT].mean(),
            "cue": around.shares[here, CUE].mean(),
        }
        likeliest = ["sees source likeliest"] if own.max() >= source.max() else []
        return (*(f"sees {name}={_step_of(share)}" for name, share in shares.items()), *likeliest)


class _Around:
    """What the network sees around one cue: log odds and sums by place of its window."""

    def __init__(self, window: Window, word: NDArray[np.bool_]) -> None:
        self.window = window
        self.shares = window.roles.astype(np.float64)
        self.edges = np.log(np.maximum(window.edges.astype(np.float64), 1e-4))
        self.edges -= self.edges.max(axis=0)
        content = np.clip(self.shares[:, CONTENT], _LEAST, 1 - _LEAST)
        self.odds = np.log(content) - np.log(1 - content)
        of_words = np.zeros(len(self.odds))
        first = max(window.first, 0)
        here = window.places((first, len(word)))
        of_words[here] = np.where(word[first:][: here.stop - here.start], self.odds[here], 0.0)
        self.sums: Floats = np.concatenate([[0.0], np.cumsum(of_words)])
        self.best = float(of_words[of_words > 0].sum())

    def at(self, values: Floats, token: int, beyond: float) -> float:
        """Of values by place, (n_places,), that of a token; `beyond` where it was not seen."""
        place = token - self.window.first
        return float(values[place]) if 0 <= place < len(values) else beyond

    def sum(self, words: Words) -> float:
        """The log odds of all these words to be content."""
        seen = (here for here in map(self.window.places, words) if here.start < here.stop)
        return sum(float(self.sums[here.stop] - self.sums[here.start]) for here in seen)


def step(value: float) -> int:
    """Which of the steps of log odds a value has reached."""
    return bisect_right(_STEPS, value)


def _step_of(share: float) -> int:
    """The same of a probability."""
    return step(log_odds(share, _LEAST))


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
