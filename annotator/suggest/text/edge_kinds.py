"""What a word at the edge of a quote is: a preposition, a comma, a noun."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np
from spacy.attrs import DEP, LOWER, TAG  # type: ignore[import-not-found]

from annotator.suggest.tables import DATA
from annotator.suggest.text.view import View


@dataclass(frozen=True, slots=True)
class EdgeKinds:
    """A language's `edge_kinds.toml`: `by_tag` has the kind of each tag; what the others say stands in that file."""

    by_tag: dict[str, str]
    linking: str
    complementizer: str
    complementizer_tag: str


@cache
def edge_kinds(language: str) -> EdgeKinds:
    """The kinds of a language (ISO 639-1), read once. OSError where there are none."""
    with (DATA / language / "edge_kinds.toml").open("rb") as file:
        data = tomllib.load(file)
    return EdgeKinds(data["kinds"], data["linking"], data["complementizer"], data["complementizer_tag"])


def kinds_of(view: View) -> list[str]:
    """The kind of each token, and "none" for the place behind the last one (and so before the first, at -1)."""
    known = edge_kinds(view.language)
    strings = view.doc.vocab.strings
    columns = view.doc.to_array([TAG, DEP, LOWER])
    tags, tag_of = np.unique(columns[:, 0], return_inverse=True)
    by_tag = [known.by_tag.get(strings[int(tag)], "other") for tag in tags]
    kinds = [by_tag[number] for number in tag_of.tolist()]
    linking = columns[:, 1] == np.uint64(strings[known.linking])
    for i in np.flatnonzero(linking).tolist():
        if kinds[i] == "preposition":
            kinds[i] = "subordinator"
    complementizer = columns[:, 2] == np.uint64(strings[known.complementizer])
    tagged = columns[:, 0] == np.uint64(strings[known.complementizer_tag])
    for i in np.flatnonzero(complementizer & (linking | tagged)).tolist():
        kinds[i] = "that"
    for i in view.marks:
        kinds[i] = "mark"
    return [*kinds, "none"]
