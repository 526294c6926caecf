"""Where a content may begin and end instead, and what speaks for each place.

A place is given by a word: the first one of the content, or the end of the last one. What speaks for it are features,
short texts in the file of weights (`reading_weights.tsv`). None of them holds a word of the language: only kinds of
words, relations of the parse and distances.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.words import WORDLESS, Features, Text, Words

Edges = dict[int, Features]
"""Features of each place where a content may begin (or end), by token number."""

OPENERS = frozenset({"that", "to", "wh", "preposition", "subordinator", "and"})
"""Kinds of words that a phrase begins with."""
_BREAKS = WORDLESS - {"space"}
# These were set by hand. They bound how many places are tried; which one is likely, the weights say.
_EARLIER = 6
"""Words before the first one at which the content may begin; further ones only after a break."""
_LATER, _LATEST = 5, 12
"""At how many words behind the first one it may begin, and among how many."""
_SHORTER, _LONGER = 7, 5
"""At how many places before and behind its end it may end."""
_FURTHEST = 40
"""Tokens behind its end within which the content may end; a quoted region may end further on."""


_KEPT = 4096
"""How many combinations of features are remembered as text: making the text anew takes longer than the rest."""


def starts(text: Text, base: Candidate, words: Words, others: Iterable[Candidate]) -> Edges:
    """Where the content of a candidate may begin. `words`: its content; `others`: candidates of the same cue."""
    own, stop = words[0]
    lowest = _lowest_start(text, base, own)
    of_others = {text.following(other.start, other.end) for other in others}
    places = {own, *_earlier(text, own, lowest), *_later(text, own, stop)}
    places |= {start for start in of_others if lowest <= start < stop}
    return {
        start: (*_start_features(text, base, start, own), *(["begin other"] if start in of_others else ()))
        for start in sorted(places)
    }


def _lowest_start(text: Text, base: Candidate, own: int) -> int:
    """The first token from which on the content may begin: in its sentence, and behind a cue or source that leads it.

    A preposition at the end of the cue may be the first word of the content.
    """
    lowest, _ = text.view.sentence(own)
    if base.source is not None and base.source[1] <= own:
        lowest = max(lowest, base.source[1])
    behind = base.cue[1]
    if behind > own:
        return lowest
    if base.head < behind - 1 and text.kinds[behind - 1] in OPENERS:
        behind -= 1
    return max(lowest, behind)


def _earlier(text: Text, own: int, lowest: int) -> Iterable[int]:
    words = 0
    for i in range(own - 1, lowest - 1, -1):
        if text.begins_word(i):
            words += 1
            if words <= _EARLIER or text.kinds[i - 1] in _BREAKS or i == lowest:
                yield i


def _later(text: Text, own: int, stop: int) -> Iterable[int]:
    kinds = text.kinds
    words = found = 0
    for i in range(own + 1, stop):
        # The guidelines give the "that" of reported words to them.
        if not text.begins_word(i) or kinds[i - 1] == "that":
            continue
        words += 1
        before = kinds[i - 1]
        if words <= 2 or kinds[i] in OPENERS or before in _BREAKS or before == "preposition":
            found += 1
            yield i
        if words >= _LATEST or found >= _LATER:
            return


def _start_features(text: Text, base: Candidate, start: int, own: int) -> Features:
    view, kinds = text.view, text.kinds
    region = view.region(start)
    quoted = ""
    if region is not None:
        quoted = "opens" if text.following(region.start, start) == start else "quoted"
    cut = ""
    if start == view.sentence(start)[0]:
        cut = "sentence"
    elif start > base.cue[1] and view[start - 1].head.i >= start:
        cut = "cuts"
    where = "own" if start == own else "earlier" if start < own else "later"
    before = "cue" if start == base.cue[1] else kinds[start - 1]
    return (
        *_start_texts(base.frame.family, where, kinds[start], before, distance(start, own), quoted, cut),
        *(text.sight.begin(base.head, start) if text.sight is not None else ()),
    )


@lru_cache(maxsize=_KEPT)
def _start_texts(family: str, where: str, kind: str, before: str, by: str, quoted: str, cut: str) -> Features:
    return (
        f"{family} begin {where}",
        f"{family} begin {where} at={kind}",
        f"begin {where} at={kind}",
        f"begin {where} after={before}",
        f"begin {where} by={by}",
        *(f"begin {where} {more}" for more in (quoted, cut) if more),
    )


def ends(text: Text, base: Candidate, words: Words, others: Iterable[Candidate]) -> Edges:
    """Where the content of a candidate may end; the arguments are those of `starts`."""
    first, own = words[-1]
    of_others = {text.preceding(other.end, other.start) for other in others}
    places = {own, *_shorter(text, first, own), *_longer(text, base, first, own)}
    places |= {end for end in of_others if end > first}
    behind = [span[0] for span in (base.cue, base.source) if span is not None and own <= span[0]]
    if behind:
        places = {end for end in places if end <= min(behind)}
    return {
        end: (*_end_features(text, base, end, own), *(["end other"] if end in of_others else ()))
        for end in sorted(places)
        if end > first
    }


def _shorter(text: Text, first: int, own: int) -> Iterable[int]:
    found = 0
    for i in range(own - 1, first, -1):
        if _may_end_before(text, i):
            found += 1
            yield text.preceding(i, first)
        if found >= _SHORTER:
            return


def _longer(text: Text, base: Candidate, first: int, own: int) -> Iterable[int]:
    view = text.view
    _, last = view.sentence(own - 1)
    found = 0
    for i in range(own + 1, min(last, own + _FURTHEST)):
        if found < _LONGER and _may_end_before(text, i):
            found += 1
            yield text.preceding(i, first)
    yield text.preceding(last, first)
    for i in (own - 1, own, last + 1):
        region = view.region(i) if i < text.size else None
        if region is not None and region.end <= own + 3 * _FURTHEST:
            yield text.preceding(region.end, first)
    if own > base.cue[0] and last < text.size and view.paragraph_of[last] == view.paragraph_of[own - 1]:
        yield text.preceding(view.sentence(last)[1], first)


def _may_end_before(text: Text, i: int) -> bool:
    """Whether a content may end before this token: a phrase or a clause begins there, or a pause."""
    kind = text.kinds[i]
    if kind in OPENERS or kind in _BREAKS:
        return True
    participle = text.view[i].tag_ in text.view.labels.tags.participle
    return participle and text.kinds[i - 1] in ("noun", "comma")


def _end_features(text: Text, base: Candidate, end: int, own: int) -> Features:
    view, kinds = text.view, text.kinds
    where = "own" if end == own else "shorter" if end < own else "longer"
    following = kinds[end]
    if following in ("comma", "colon"):
        following += f"+{kinds[min(end + 1, text.size)]}"
    region = view.region(end - 1)
    quoted = ""
    if region is not None:
        quoted = "closes" if text.following(end, region.end) >= region.end else "quoted"
    sentence = "sentence" if kinds[end] == "stop" or end >= view.sentence(end - 1)[1] else ""
    family, by = base.frame.family, distance(end, own)
    return (
        *_end_texts(family, where, kinds[end - 1], following, by, quoted, sentence),
        *_what_follows(text, base, end, where),
        *(text.sight.end(base.head, end) if text.sight is not None else ()),
    )


@lru_cache(maxsize=_KEPT)
def _end_texts(family: str, where: str, kind: str, before: str, by: str, quoted: str, sentence: str) -> Features:
    return (
        f"{family} end {where}",
        f"{family} end {where} before={before}",
        f"end {where} before={before}",
        f"end {where} at={kind}",
        f"end {where} by={by}",
        *(f"end {where} {more}" for more in (quoted, sentence) if more),
    )


def _what_follows(text: Text, base: Candidate, end: int, where: str) -> Iterable[str]:
    """How what follows the end hangs in the parse: on the cue, on the content, or on something else."""
    view = text.view
    _, last = view.sentence(end - 1)
    i = text.following(end, last)
    if i >= last:
        return
    token = view[i]
    while token.head.i > i and token.head.left_edge.i >= i:
        token = token.head
    head = token.head.i
    if head == base.head:
        yield f"end {where} on=cue"
        yield f"end {where} on=cue as={token.dep_}"
        return
    on = "content" if base.start <= head < end else "before" if head < end else "behind"
    yield f"end {where} on={on} as={token.dep_}"
    yield f"end {where} on={on} of={text.kinds[head]}"


def distance(one: int, other: int) -> str:
    """How many tokens are between two places, roughly."""
    return _DISTANCES[min(abs(one - other), len(_DISTANCES) - 1)]


_DISTANCES = ("0", "1", "2", "3", *["4-6"] * 3, *["7-12"] * 6, ">12")
