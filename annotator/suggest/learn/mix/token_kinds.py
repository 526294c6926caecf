"""A parsed Doc as the edges of quotes see it: kinds of words, and where sentences and quoted regions begin and end."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, NORM, TAG  # type: ignore[import-not-found]

from annotator.core.resources import languages_folder
from annotator.suggest.learn.network.features import Features, Ints

Mask = NDArray[np.bool_]

KINDS = (
    "none", "that", "to", "wh", "preposition", "subordinator", "comma", "mark", "colon", "stop", "and", "determiner",
    "pronoun", "noun", "verb", "modifier", "space", "other",
)  # fmt: skip
"""What a token at an edge is, by number; `none` is what lies beyond the text. Trained models depend on the order."""
KIND = {name: number for number, name in enumerate(KINDS)}


@dataclass(slots=True)
class Words:
    """Arrays by token number, (size,) each.

    `kind`: an index into KINDS. `word`: whether the token has a letter or digit. `head`, `sentence`, `region`: as in
    `Features`. `following`: the nearest word from the token on (`size` if none); `preceding`: the nearest one back from
    it (-1 if none). `begins`, `ends`: whether a sentence has its first or last word there; `opens`, `closes`: the same
    for a quoted region.
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
        """The first token of the sentence with this number; `size` beyond the last one."""
        return int(np.searchsorted(self.sentence, number))


def read_words(features: Features) -> Words:
    """The words of the Doc that these features were read from."""
    size = features.size
    places = np.arange(size)
    word = features.word
    following = np.minimum.accumulate(np.where(word, places, size)[::-1])[::-1]
    preceding = np.maximum.accumulate(np.where(word, places, -1))
    before, after = np.full(size, -1), np.full(size, size)
    before[1:], after[:-1] = preceding[:-1], following[1:]
    sentence, region = features.sentence, features.region
    first, last = before < 0, after >= size
    earlier, later = np.maximum(before, 0), np.minimum(after, size - 1)
    return Words(
        size, _kinds(features), word, features.head, sentence, region, following, preceding,
        begins=first | (sentence[earlier] != sentence),
        ends=last | (sentence[later] != sentence),
        opens=(region >= 0) & (first | (region[earlier] != region)),
        closes=(region >= 0) & (last | (region[later] != region)),
    )  # fmt: skip


@cache
def _language_data(language: str) -> dict[str, Any]:
    """A language's `edge_kinds.toml`, read once."""
    with (languages_folder() / language / "edge_kinds.toml").open("rb") as file:
        return tomllib.load(file)


def _kinds(features: Features) -> Ints:
    """The kind of each token, (size,)."""
    doc = features.view.doc
    data = _language_data(doc.lang_)
    attrs = doc.to_array([TAG, NORM, DEP])
    strings = doc.vocab.strings
    tags, tag_of = np.unique(attrs[:, 0], return_inverse=True)
    names = [strings[int(tag)] for tag in tags]
    kinds = np.array([KIND[data["kinds"].get(name, "other")] for name in names], dtype=np.int64)[tag_of]
    linking = attrs[:, 2] == np.uint64(strings[data["linking"]])
    kinds[linking & (kinds == KIND["preposition"])] = KIND["subordinator"]
    complementizer = attrs[:, 1] == np.uint64(strings[data["complementizer"]])
    tagged = attrs[:, 0] == np.uint64(strings[data["complementizer_tag"]])
    kinds[complementizer & (linking | tagged)] = KIND["that"]
    kinds[sorted(features.view.marks)] = KIND["mark"]
    return kinds
