"""What a word at the edge of a quote is: a preposition, a comma, a noun."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

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
    rows = view.doc.to_array([TAG, DEP, LOWER]).tolist()
    by_tag = {tag: known.by_tag.get(strings[tag], "other") for tag in {row[0] for row in rows}}
    linking, complementizer = strings[known.linking], strings[known.complementizer]
    complementizer_tag = strings[known.complementizer_tag]
    kinds = [by_tag[row[0]] for row in rows]
    for i, (tag, relation, lower) in enumerate(rows):
        if lower == complementizer and (relation == linking or tag == complementizer_tag):
            kinds[i] = "that"
        elif relation == linking and kinds[i] == "preposition":
            kinds[i] = "subordinator"
    for i in view.marks:
        kinds[i] = "mark"
    return [*kinds, "none"]
