"""The words of an article, and which of a later edition is which of the earlier one: in the same order, or moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.model import Span
from annotator.core.text import Word, words_of


class Range(NamedTuple):
    """Words `[first, end)` of a text, by their numbers from 0."""

    first: int
    end: int


def ranges_of(spans: Sequence[Span], words: Sequence[Word]) -> list[Range]:
    """The words that begin in each span; the spans are in text order and do not overlap."""
    found, at = [], 0
    for span in spans:
        while at < len(words) and words[at].start < span.start:
            at += 1
        first = at
        while at < len(words) and words[at].start < span.end:
            at += 1
        found.append(Range(first, at))
    return found


# ---- Which words two texts have in common in the same order: unique words as anchors, and Myers' diff between them.
#
# First patience diff (B. Cohen, 2007): groups of words, then words, that stand exactly once in both, as far as they
# are in the same order. What is left between them goes by the greedy algorithm of E. Myers, "An O(ND) difference
# algorithm and its variations", Algorithmica 1 (1986), as long as not too much differs.


GROUPS = (6, 3, 1)
"""How many words in a row are looked for as an anchor, one after the other. Set by hand."""
MOST_DIFFERENCES = 400
"""Words put in and left out between two anchors at most: behind that, what is there counts as another text."""
DEEPEST = 60
"""How often the stretch between two anchors is looked through for anchors again at most."""

Pair = tuple[int, int]


class _Stretch(NamedTuple):
    """Words `[a, a_end)` of the one text and `[b, b_end)` of the other that are still to be compared."""

    a: int
    a_end: int
    b: int
    b_end: int
    depth: int = 0


def common_words(one: Sequence[str], other: Sequence[str]) -> list[Pair]:
    """Pairs (number in the one, number in the other) of the same words, both numbers ascending."""
    pairs: list[Pair] = []
    waiting = [_Stretch(0, len(one), 0, len(other))]
    while waiting:
        stretch = _trimmed(one, other, waiting.pop(), pairs)
        if stretch.a == stretch.a_end or stretch.b == stretch.b_end:
            continue
        anchors = _anchors(one, other, stretch) if stretch.depth < DEEPEST else []
        if anchors:
            pairs += anchors
            waiting += _between(anchors, stretch)
        else:
            pairs += _myers(one, other, stretch)
    return sorted(pairs)


def in_same_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The most pairs whose second numbers ascend; the first numbers do already. By patience sorting."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(second)
            last.append(at)
        else:
            tops[pile], last[pile] = second, at
    chosen: list[Pair] = []
    at = last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _trimmed(one: Sequence[str], other: Sequence[str], stretch: _Stretch, pairs: list[Pair]) -> _Stretch:
    """The stretch without the words that it begins and ends with in both, which go to the pairs."""
    a, a_end, b, b_end, depth = stretch
    while a < a_end and b < b_end and one[a] == other[b]:
        pairs.append((a, b))
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and one[a_end - 1] == other[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
        pairs.append((a_end, b_end))
    return _Stretch(a, a_end, b, b_end, depth)


def _anchors(one: Sequence[str], other: Sequence[str], stretch: _Stretch) -> list[Pair]:
    """Where groups of words stand that are once in both, in the same order; of the longest groups that there are."""
    for length in GROUPS:
        here = _once(one, stretch.a, stretch.a_end, length)
        there = _once(other, stretch.b, stretch.b_end, length)
        anchors = in_same_order(sorted((at, there[group]) for group, at in here.items() if group in there))
        if anchors:
            return anchors
    return []


def _once(words: Sequence[str], first: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """The groups of that many words that stand exactly once in a stretch, with where they begin."""
    found: dict[tuple[str, ...], int] = {}
    for at in range(first, end - length + 1):
        group = tuple(words[at : at + length])
        found[group] = -1 if group in found else at
    return {group: at for group, at in found.items() if at >= 0}


def _between(anchors: Sequence[Pair], stretch: _Stretch) -> Iterator[_Stretch]:
    a, b = stretch.a, stretch.b
    for at, other in (*anchors, (stretch.a_end, stretch.b_end)):
        if a < at and b < other:
            yield _Stretch(a, at, b, other, stretch.depth + 1)
        a, b = at + 1, other + 1


def _myers(one: Sequence[str], other: Sequence[str], stretch: _Stretch) -> list[Pair]:
    """The pairs of a shortest edit script; none where more than MOST_DIFFERENCES words differ."""
    a0, a_end, b0, b_end, _ = stretch
    across, down = a_end - a0, b_end - b0
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for differences in range(min(across + down, MOST_DIFFERENCES) + 1):
        trace.append(dict(furthest))
        for k in range(-differences, differences + 1, 2):
            if k == -differences or (k != differences and furthest.get(k - 1, -1) < furthest.get(k + 1, -1)):
                x = furthest.get(k + 1, 0)
            else:
                x = furthest[k - 1] + 1
            while 0 <= x < across and 0 <= x - k < down and one[a0 + x] == other[b0 + x - k]:
                x += 1
            furthest[k] = x
            if x >= across and x - k >= down:
                return [(a0 + x, b0 + y) for x, y in _walked_back(trace, across, down)]
    return []


def _walked_back(trace: list[dict[int, int]], across: int, down: int) -> Iterator[Pair]:
    """The diagonals of the path that ends at the far corner."""
    x, y = across, down
    for differences in range(len(trace) - 1, -1, -1):
        furthest, k = trace[differences], x - y
        if k == -differences or (k != differences and furthest.get(k - 1, -1) < furthest.get(k + 1, -1)):
            before = k + 1
        else:
            before = k - 1
        x_before = furthest.get(before, 0) if differences else 0
        y_before = x_before - before if differences else 0
        while x > max(x_before, 0) and y > max(y_before, 0):
            x, y = x - 1, y - 1
            yield x, y
        x, y = x_before, y_before


# ---- which word is which


LEAST_SHARE = 0.25
"""The share of a sentence's words that must be found again for the sentence to count as found. Set by hand: any two
sentences have words such as "the" in common."""
SEED = 4
"""Words in a row that show that a sentence stands elsewhere with changes. Set by hand."""
MOST_PLACES = 500
"""Places of a text that are looked at for a sentence at most."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of both editions, and for each of the earlier one's its number in the later one, or None.

    No word of the later edition stands for two of the earlier one. `moved` has those earlier words that are not in the
    order of the others.
    """

    old: tuple[Word, ...]
    new: tuple[Word, ...]
    links: tuple[int | None, ...]
    moved: frozenset[int]


def aligned(earlier: str, later: str, sentences: Sequence[Span], spans: Iterable[Span] = ()) -> Alignment:
    """Align two texts. `sentences` are those of the earlier one.

    A sentence that stands exactly once where no other one is counts as moved there. Of sentences that are not found,
    `spans` whose words stand exactly once there are found alone.
    """
    aligner = _Aligner(words_of(earlier), words_of(later), sentences)
    aligner.whole_sentences()
    aligner.in_order()
    aligner.drop_chance()
    aligner.elsewhere()
    aligner.elsewhere_changed()
    aligner.drop_chance()
    aligner.elsewhere()
    aligner.spans_alone(spans)
    return Alignment(aligner.old, aligner.new, tuple(aligner.links), frozenset(aligner.moved))


class _Aligner:
    """Links words of the earlier edition with words of the later one, step by step."""

    def __init__(self, old: tuple[Word, ...], new: tuple[Word, ...], sentences: Sequence[Span]) -> None:
        self.old, self.new = old, new
        self.links: list[int | None] = [None] * len(old)
        self.moved: set[int] = set()
        self._here = [word.text for word in old]
        self._there = [word.text for word in new]
        self._taken = [False] * len(new)
        self._sentences = [one for one in ranges_of(sentences, old) if one.first < one.end]
        self._places: dict[Phrase, list[int]] = {}
        for length in (1, 2, 3):
            for at in range(len(new) - length + 1):
                self._places.setdefault(tuple(self._there[at : at + length]), []).append(at)

    def whole_sentences(self) -> None:
        """Link the sentences that stand once in both, word for word."""
        phrases = [tuple(self._here[one.first : one.end]) for one in self._sentences]
        many: dict[Phrase, int] = {}
        for phrase in phrases:
            many[phrase] = many.get(phrase, 0) + 1
        found = []
        for one, phrase in sorted(zip(self._sentences, phrases, strict=True), key=lambda pair: -len(pair[1])):
            at = self._only_place(phrase) if many[phrase] == 1 else None
            if at is not None and not any(self._taken[at : at + len(phrase)]):
                self._link(one, at)
                found.append((one.first, at))
        ordered = {first for first, _ in in_same_order(sorted(found))}
        for one in self._sentences:
            if self.links[one.first] is not None and one.first not in ordered:
                self.moved.update(range(one.first, one.end))

    def in_order(self) -> None:
        """Link what is left between those that are in order."""
        start = new_start = 0
        fixed = [(at, link) for at, link in enumerate(self.links) if link is not None and at not in self.moved]
        for at, link in (*fixed, (len(self.old), len(self.new))):
            if start < at and new_start < link:
                here = [one for one in range(start, at) if self.links[one] is None]
                there = [one for one in range(new_start, link) if not self._taken[one]]
                for one, other in common_words([self._here[i] for i in here], [self._there[i] for i in there]):
                    self._link(Range(here[one], here[one] + 1), there[other])
            start, new_start = at + 1, link + 1

    def drop_chance(self) -> None:
        """Unlink sentences of which too few words were found."""
        for one in self._sentences:
            if not self._is_found(one):
                self._unlink(one)

    def elsewhere(self) -> None:
        """Link sentences that were not found whole to the only place where they stand and no other one does."""
        for one in self._sentences:
            if not self._is_whole(one):
                at = self._only_place(tuple(self._here[one.first : one.end]), free=True)
                if at is not None:
                    self._unlink(one)
                    self._link(one, at, moved=not self._fits(one, at))

    def elsewhere_changed(self) -> None:
        """Link stretches of sentences that were not found at all to words elsewhere that are nobody's either."""
        lost = [one for one in self._sentences if all(self.links[at] is None for at in range(*one))]
        here: dict[Phrase, int] = {}
        for one in lost:
            for at in range(one.first, one.end - SEED + 1):
                group = tuple(self._here[at : at + SEED])
                here[group] = -1 if group in here else at
        there: dict[Phrase, int] = {}
        for at in range(len(self.new) - SEED + 1):
            group = tuple(self._there[at : at + SEED])
            if group in here and not any(self._taken[at : at + SEED]):
                there[group] = -1 if group in there else at
        for group, at in sorted(there.items(), key=lambda pair: here[pair[0]]):
            if at >= 0 and here[group] >= 0 and self.links[here[group]] is None:
                self._grow(here[group], at, lost)

    def spans_alone(self, spans: Iterable[Span]) -> None:
        """Link spans whose sentences were not found to the only place where their words stand, if it is nobody's."""
        wanted = sorted(set(spans))
        for span in wanted:
            (found,) = ranges_of([span], self.old)
            if found.first < found.end and all(self.links[at] is None for at in range(*found)):
                at = self._only_place(tuple(self._here[found.first : found.end]), free=True)
                if at is not None:
                    self._link(found, at, moved=True)

    def _grow(self, old: int, new: int, lost: Sequence[Range]) -> None:
        """Link the words around two that are the same, as far as they are the same and of one sentence."""
        one = next(one for one in lost if one.first <= old < one.end)
        while old > one.first and new > 0 and self._may_link(old - 1, new - 1):
            old, new = old - 1, new - 1
        while old < one.end and new < len(self.new) and self._may_link(old, new):
            self._link(Range(old, old + 1), new, moved=True)
            old, new = old + 1, new + 1

    def _fits(self, one: Range, at: int) -> bool:
        """Whether words would stand there in the order of the others."""
        before = next((self.links[i] for i in range(one.first - 1, -1, -1) if self._is_in_order(i)), -1)
        after = next((self.links[i] for i in range(one.end, len(self.old)) if self._is_in_order(i)), len(self.new))
        return before is not None and after is not None and before < at and at + one.end - one.first <= after

    def _is_in_order(self, old: int) -> bool:
        return self.links[old] is not None and old not in self.moved

    def _may_link(self, old: int, new: int) -> bool:
        return self.links[old] is None and not self._taken[new] and self._here[old] == self._there[new]

    def _is_found(self, one: Range) -> bool:
        """Whether enough of a sentence's words were found; of one that is all marks, marks count."""
        wordy = [at for at in range(*one) if not self.old[at].is_mark] or list(range(*one))
        return sum(self.links[at] is not None for at in wordy) >= LEAST_SHARE * len(wordy)

    def _is_whole(self, one: Range) -> bool:
        first = self.links[one.first]
        return first is not None and all(self.links[at] == first + at - one.first for at in range(*one))

    def _only_place(self, phrase: Phrase, *, free: bool = False) -> int | None:
        """Where the phrase begins, if there is exactly one such place; with `free` among places that are nobody's."""
        length = min(3, len(phrase))
        offset = min(
            range(len(phrase) - length + 1),
            key=lambda at: len(self._places.get(phrase[at : at + length], ())),
        )
        places = self._places.get(phrase[offset : offset + length], [])
        if len(places) > MOST_PLACES:
            return None
        found = [
            at - offset
            for at in places
            if at >= offset
            and tuple(self._there[at - offset : at - offset + len(phrase)]) == phrase
            and not (free and any(self._taken[at - offset : at - offset + len(phrase)]))
        ]
        return found[0] if len(found) == 1 else None

    def _link(self, one: Range, at: int, *, moved: bool = False) -> None:
        for old in range(*one):
            new = at + old - one.first
            self.links[old] = new
            self._taken[new] = True
            if moved:
                self.moved.add(old)

    def _unlink(self, one: Range) -> None:
        for old in range(*one):
            new = self.links[old]
            if new is not None:
                self._taken[new] = False
                self.links[old] = None
                self.moved.discard(old)
