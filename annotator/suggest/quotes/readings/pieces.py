"""Which pieces a content may have instead: one fewer, one more, two in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.words import Text, Words
from annotator.suggest.text.view import Range

_REGIONS = 3
"""How many quoted regions of the paragraph are added to one at once; set by hand."""


def shapes(text: Text, base: Candidate, words: Words) -> Iterator[tuple[str, Words]]:
    """The pieces that the content of a candidate may have, each time with a name, its own first."""
    yield "own", words
    if len(words) > 1:
        yield "without last", words[:-1]
        yield "without first", words[1:]
        if len(words) > 2:
            yield "first only", words[:1]
        if not any(a[1] <= base.head < b[0] for a, b in pairwise(words)):
            yield "closed up", ((words[0][0], words[-1][1]),)
    for name, found in _added(text, base, words):
        more = text.words((*words, *found)) if found else words
        if more != words:
            yield name, more


def _added(text: Text, base: Candidate, words: Words) -> Iterator[tuple[str, Sequence[Range]]]:
    """What may be content too, by name."""
    clause = _clause(base)
    yield "with what leads", _leading(text, base, words, clause)
    yield "with relative", _relative(text, words, clause)
    yield "with what follows", _following(text, base, words, clause)
    regions = _regions_behind(text, words)
    yield "with next region", regions[:1]
    yield "with next regions", regions if len(regions) > 1 else ()
    yield "with region before", _region_before(text, words)


def _clause(base: Candidate) -> Range:
    """The cue with the source, if that stands beside it."""
    start, end = base.cue
    if base.source is not None and base.source[0] < base.source[1]:
        start, end = min(start, base.source[0]), max(end, base.source[1])
    return start, end


def _leading(text: Text, base: Candidate, words: Words, clause: Range) -> Sequence[Range]:
    """What stands in the sentence before the reporting clause: "In May, she said, it will open"."""
    first, _ = text.view.sentence(base.head)
    end = min(clause[0], words[0][0])
    return [(first, end)] if first < end else ()


def _relative(text: Text, words: Words, clause: Range) -> Sequence[Range]:
    """The relative pronoun before the reporting clause: "the man who she says won"."""
    place = min(clause[0], words[0][0]) - 1
    return [(place, place + 1)] if text.kinds[place] == "wh" else ()


def _following(text: Text, base: Candidate, words: Words, clause: Range) -> Sequence[Range]:
    """What stands in the sentence behind the reporting clause: "It is late, she said, and dark"."""
    _, last = text.view.sentence(base.head)
    return [(clause[1], last)] if words[-1][1] <= clause[0] and clause[1] < last else ()


def _regions_behind(text: Text, words: Words) -> Sequence[Range]:
    """The quoted regions that follow a quoted content in its paragraph."""
    view = text.view
    number = view.region_of[words[-1][1] - 1]
    if number < 0:
        return ()
    here = view.regions[number].paragraph
    behind = view.regions[number + 1 : number + 1 + _REGIONS]
    return [(region.start, region.end) for region in behind if region.paragraph == here]


def _region_before(text: Text, words: Words) -> Sequence[Range]:
    """The quoted region before a quoted content, in its paragraph or the one before."""
    view = text.view
    number = view.region_of[words[0][0]]
    if number < 1:
        return ()
    before, here = view.regions[number - 1 : number + 1]
    return [(before.start, before.end)] if here.paragraph - before.paragraph <= 1 else ()
