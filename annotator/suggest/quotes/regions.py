"""Quoted regions as they stand in their paragraph: alone, or as part of somebody else's sentence."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.core.quotation_marks import CLOSING
from annotator.suggest.quotes.syntax import is_finite
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
    last = region.end - 2
    while last > region.start and view[last].text in CLOSING:  # “He said, ‘Go.’”
        last -= 1
    return starts and last > region.start and (not region.closed or _is_end(view[last]) or _stop_outside(view, region))


def _is_end(token: Token) -> bool:
    """Whether speech may end with the token before the closing mark: a stop, a pause, or a word with its own stop."""
    return token.text in PAUSES or token.text[-1] in STOPS


def _stop_outside(view: View, region: Region) -> bool:
    """Whether the stop of a clause in marks stands behind them, as some set it: “It is late”."""
    stop = view[region.end].text if region.end < len(view.doc) else ""
    return stop == "." and any(is_finite(token) for token in view.doc[region.start : region.end])


def is_title(view: View, region: Region) -> bool:
    """Whether nothing but capitalised words stand in the marks, as in the name of a book or a heading.

    Words of up to three letters may have none ("The Road to Ayton"). What is asked or exclaimed is no title.
    """
    start, end = region.inner
    if start >= end or view[end - 1].text in ("?", "!"):
        return False
    words = [token for token in view.doc[start:end] if token.is_alpha and len(token) > 1]
    capitals = [word for word in words if word.is_title or word.is_upper]
    longer = [word for word in words if len(word) > _SHORT]
    return (len(longer) > 1 or len(capitals) > _FEW) and all(word in capitals for word in longer)


_SHORT, _FEW = 3, 2
"""Words up to this length may be small in a title; more capitals than so many make one where all words are short."""


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


def next_region(view: View, region: Region) -> Region | None:
    """The region after this one in its paragraph."""
    number = view.region_of[region.start] + 1
    following = view.regions[number] if number < len(view.regions) else None
    return following if following is not None and following.paragraph == region.paragraph else None


def sentence_end(view: View, start: int, limit: int) -> int:
    """The end of the narration that begins at `start`: past its full stop, or at `limit`."""
    for i in range(start, limit):
        if view[i].text in STOPS:
            return i + 1
    return limit


def resumed(view: View, region: Region, start: int) -> Region | None:
    """The region that goes on with this one, where narration that begins at `start` parts the two but ends in a pause.

    “It is late,” she said, turning round; “we should go.”
    """
    following = next_region(view, region)
    if following is None or sentence_end(view, start, following.start) < following.start:
        return None
    gap = previous_word(view, following.start)
    return following if gap is not None and (gap.text in RESUMING or gap.text in DASHES) else None


RESUMING = frozenset(",:;")
"""Signs behind narration after which words go on that it interrupted; so do dashes."""
