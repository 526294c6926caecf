"""A parsed Doc as the edges of quotes see it: kinds of words, and where sentences and quoted regions begin and end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.suggest.learn.network.features import Features, Ints
from annotator.suggest.text.edge_kinds import kind_numbers

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Words:
    """Arrays by token number, (size,) each.

    `kind`: an index into KINDS. `word`: whether the token has a letter or digit. `head`, `sentence`, `paragraph`,
    `region`: as in `Features`. `following`: the nearest word from the token on (`size` if none); `preceding`: the
    nearest one back from it (-1 if none). `begins`, `ends`: whether a sentence has its first or last word there;
    `opens`, `closes`: the same for a quoted region.
    """

    size: int
    kind: Ints
    word: Mask
    head: Ints
    sentence: Ints
    paragraph: Ints
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
        size, kind_numbers(features.view), word, features.head, sentence, features.paragraph, region,
        following, preceding,
        begins=first | (sentence[earlier] != sentence),
        ends=last | (sentence[later] != sentence),
        opens=(region >= 0) & (first | (region[earlier] != region)),
        closes=(region >= 0) & (last | (region[later] != region)),
    )  # fmt: skip
