"""Quoted regions as they stand in their paragraph: alone, or as part of somebody else's sentence."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.text.view import Region, View

STOPS = frozenset(".?!") | {"…", "..."}
DASHES = frozenset({"—", "–", "--", "-", "―"})
PAUSES = frozenset({",", "?", "!", "…", "..."}) | DASHES


def stands_alone(view: View, region: Region) -> bool:
    """Whether the region is a sentence, or several, of its own, and no title or heading."""
    if is_title(view, region):
        return False
    before = previous_word(view, region.start)
    starts = before is None or before.text in STOPS or before.i in view.marks or before.text == ":"
    inside = view[region.end - 2] if region.end - 2 > region.start else None
    return starts and inside is not None and (not region.closed or inside.text in STOPS or inside.text in PAUSES)


def is_title(view: View, region: Region) -> bool:
    """Whether nothing but capitalised words stand in the marks, as in the name of a book or a heading.

    Words of up to three letters do not count, nor one that opens a sentence; what is asked or exclaimed is no title.
    """
    start, end = region.inner
    if start >= end or view[end - 1].text in ("?", "!"):
        return False
    words = [token for token in view.doc[start:end] if len(token) > _SHORT and token.is_alpha]
    return len(words) > 1 and all(word.is_title or word.is_upper for word in words)


_SHORT = 3


def previous_word(view: View, i: int) -> Token | None:
    """The token before `i` in its paragraph that is no white space."""
    start = view.paragraphs[view.paragraph_of[max(i - 1, 0)] if i >= len(view.doc) else view.paragraph_of[i]][0]
    while i - 1 >= start:
        i -= 1
        if not view[i].is_space:
            return view[i]
    return None


def first_word(view: View, paragraph: int) -> int:
    """The first token of the paragraph that is no white space; its start if there is none."""
    start, end = view.paragraphs[paragraph]
    return next((i for i in range(start, end) if not view[i].is_space), start)


def last_word(view: View, paragraph: int) -> int:
    """The last token of the paragraph that is no white space; its last one if there is none."""
    start, end = view.paragraphs[paragraph]
    return next((i for i in range(end - 1, start - 1, -1) if not view[i].is_space), end - 1)


def opens_paragraph(view: View, region: Region) -> bool:
    """Whether nothing stands before the region in its paragraph."""
    return region.start == first_word(view, region.paragraph)


def closes_paragraph(view: View, region: Region) -> bool:
    """Whether nothing stands behind the region in its paragraph."""
    return region.end > last_word(view, region.paragraph)
