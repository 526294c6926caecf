"""A parsed Doc as the edges of quotes see it: kinds of words, and where sentences and quoted regions begin and end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, NORM, TAG  # type: ignore[import-not-found]

from annotator.suggest.learn.network.features import Features, Ints

Mask = NDArray[np.bool_]

KINDS = (
    "none", "that", "to", "wh", "preposition", "subordinator", "comma", "mark", "colon", "stop", "and", "determiner",
    "pronoun", "noun", "verb", "modifier", "space", "other",
)  # fmt: skip
"""What a token at an edge is, by number; `none` is what lies beyond the text."""
KIND = {name: number for number, name in enumerate(KINDS)}

_BY_TAG = {
    "TO": "to", "WDT": "wh", "WP": "wh", "WP$": "wh", "WRB": "wh", "CC": "and", "DT": "determiner", "PRP": "pronoun",
    "PRP$": "determiner", "NN": "noun", "NNS": "noun", "NNP": "noun", "NNPS": "noun", "CD": "noun", "MD": "verb",
    "JJ": "modifier", "JJR": "modifier", "JJS": "modifier", "RB": "modifier", "RBR": "modifier", "RBS": "modifier",
    "VB": "verb", "VBD": "verb", "VBG": "verb", "VBN": "verb", "VBP": "verb", "VBZ": "verb", "_SP": "space",
    ".": "stop", ",": "comma", ":": "colon", "IN": "preposition", "RP": "preposition",
}  # fmt: skip


@dataclass(slots=True)
class Words:
    """By token number: its kind, whether it has a letter or digit (`word`), the nearest word from it on (`following`,
    the size if none) and back from it (`preceding`, -1 if none), and of which words sentence or region begin or end.
    """

    size: int
    kind: Ints
    word: Mask
    head: Ints
    sentence: Ints
    region: Ints
    following: Ints
    preceding: Ints
    begins: Mask
    ends: Mask
    opens: Mask
    closes: Mask

    def sentence_from(self, number: int) -> int:
        """The first token of a sentence, by its number; the size beyond the last one."""
        return int(np.searchsorted(self.sentence, number))


def read_words(features: Features) -> Words:
    """The Doc of these features."""
    size = features.size
    places = np.arange(size)
    word = features.word
    following = np.minimum.accumulate(np.where(word, places, size)[::-1])[::-1]
    preceding = np.maximum.accumulate(np.where(word, places, -1))
    before, after = np.full(size, -1), np.full(size, size)
    before[1:], after[:-1] = preceding[:-1], following[1:]
    sentence, region = features.sentence, features.region
    first, last = before < 0, after >= size
    back, on = np.maximum(before, 0), np.minimum(after, size - 1)
    return Words(
        size, _kinds(features), word, features.head, sentence, region, following, preceding,
        begins=first | (sentence[back] != sentence),
        ends=last | (sentence[on] != sentence),
        opens=(region >= 0) & (first | (region[back] != region)),
        closes=(region >= 0) & (last | (region[on] != region)),
    )  # fmt: skip


def _kinds(features: Features) -> Ints:
    doc = features.view.doc
    attrs = doc.to_array([TAG, NORM, DEP])
    tags, at = np.unique(attrs[:, 0], return_inverse=True)
    names = [doc.vocab.strings[int(tag)] for tag in tags]
    kinds = np.array([KIND[_BY_TAG.get(name, "other")] for name in names], dtype=np.int64)[at]
    number = doc.vocab.strings
    linking = attrs[:, 2] == np.uint64(number["mark"])
    kinds[linking & (kinds == KIND["preposition"])] = KIND["subordinator"]
    that = attrs[:, 1] == np.uint64(number["that"])
    kinds[that & (linking | (attrs[:, 0] == np.uint64(number["IN"])))] = KIND["that"]
    kinds[sorted(features.view.marks)] = KIND["mark"]
    return kinds
