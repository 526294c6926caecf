"""What a word at the edge of a quote is: a preposition, a comma, a noun."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, NORM, TAG  # type: ignore[import-not-found]

from annotator.core.resources import read_toml
from annotator.suggest.text.view import View

KINDS = (
    "none", "that", "to", "wh", "preposition", "subordinator", "comma", "mark", "colon", "stop", "and", "determiner",
    "pronoun", "noun", "verb", "modifier", "space", "other",
)  # fmt: skip
"""What a token at an edge is, by number; `none` is what lies beyond the text. Trained models depend on the order."""
KIND = {name: number for number, name in enumerate(KINDS)}


def kind_numbers(view: View) -> NDArray[np.int64]:
    """The kind of each token, (n_tokens,), as an index into KINDS."""
    data = _language_data(view.language)
    attrs = view.doc.to_array([TAG, NORM, DEP])
    strings = view.doc.vocab.strings
    tags, tag_of = np.unique(attrs[:, 0], return_inverse=True)
    names = [strings[int(tag)] for tag in tags]
    kinds = np.array([KIND[data["kinds"].get(name, "other")] for name in names], dtype=np.int64)[tag_of]
    linking = attrs[:, 2] == np.uint64(strings[data["linking"]])
    kinds[linking & (kinds == KIND["preposition"])] = KIND["subordinator"]
    complementizer = attrs[:, 1] == np.uint64(strings[data["complementizer"]])
    tagged = attrs[:, 0] == np.uint64(strings[data["complementizer_tag"]])
    kinds[complementizer & (linking | tagged)] = KIND["that"]
    kinds[sorted(view.marks)] = KIND["mark"]
    return kinds


def kind_names(view: View) -> list[str]:
    """The kind of each token, and "none" for the place behind the last one (and so before the first, at -1)."""
    return [*(KINDS[number] for number in kind_numbers(view).tolist()), "none"]


@cache
def _language_data(language: str) -> dict[str, Any]:
    """A language's `edge_kinds.toml`, read once. OSError where there is none."""
    return read_toml(language, "edge_kinds.toml")
