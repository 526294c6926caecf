"""The words of an article, and which of a later edition is which of the earlier one: in the same order, or moved.

Sentences that stand once in both editions, in the same order, are found first. What is between them is compared word by
word (`difflib`), and what is left is looked for elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, islice
from typing import NamedTuple

from annotator.core.model import Span
from annotator.core.text import Word, words_of

LEAST_SHARE = 0.25
"""The share of a sentence's words that must be found again for the sentence to count as found. Set by hand: any two
sentences have words such as "the" in common."""
SEED = 4
"""Words in a row that show that a sentence stands elsewhere with changes. Set by hand."""
MOST_COMPARED = 4_000_000
"""Words of the one stretch by words of the other: above that, what is frequent in a stretch begins no match there."""
MOST_PLACES = 500
"""Places of a text that are looked at for a sentence at most."""

Pair = tuple[int, int]


class Range(NamedTuple):
    """Words `[first, end)` of a text, by their numbers from 0."""

    first: int
    end: int


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


def words_in(span: Span, words: Sequence[Word]) -> Range:
    """The words that begin in a span."""
    return Range(*(bisect_left(words, edge, key=lambda word: word.start) for edge in span))


def common_words(one: Sequence[str], other: Sequence[str]) -> list[Pair]:
    """Pairs (number in the one, number in the other) of the same words, both numbers ascending; by `difflib`."""
    matcher = SequenceMatcher(None, one, other, autojunk=len(one) * len(other) > MOST_COMPARED)
    return [(a + step, b + step) for a, b, size in matcher.get_matching_blocks() for step in range(size)]


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


def aligned(earlier: str, later: str, sentences: Sequence[Span], spans: Iterable[Span] = ()) -> Alignment:
    """Align two texts. `sentences` are those of the earlier one.

    A sentence that stands exactly once where no other one is counts as moved there. Of sentences that are not found,
    `spans` whose words stand exactly once there are found alone.
    """
    aligner = _Aligner(words_of(earlier), words_of(later), sentences)
    aligner.whole_sentences()
    aligner.between()
    aligner.drop_chance()
    aligner.elsewhere()
    aligner.elsewhere_changed()
    aligner.drop_chance()
    aligner.spans_alone(spans)
    return aligner.alignment()


class _Aligner:
    """Links words of the earlier edition with words of the later one, step by step."""

    def __init__(self, old: tuple[Word, ...], new: tuple[Word, ...], sentences: Sequence[Span]) -> None:
        self._old, self._new = old, new
        self._links: list[int | None] = [None] * len(old)
        self._here = [word.text for word in old]
        self._there = [word.text for word in new]
        self._taken = [False] * len(new)
        self._sentences = [one for span in sentences if (one := words_in(span, old)).first < one.end]
        self._joined = _joined(self._there)
        self._starts = [0, *accumulate(1 + len(word) for word in self._there)]

    def alignment(self) -> Alignment:
        """What was linked."""
        moved = {*self._linked(range(len(self._old)))} - {*self._in_order()}
        return Alignment(self._old, self._new, tuple(self._links), frozenset(old for old, _ in moved))

    def whole_sentences(self) -> None:
        """Link the sentences that stand once in both, word for word; of such that overlap there, the longest."""
        many = Counter(tuple(self._phrase(one)) for one in self._sentences)
        for one in sorted(self._sentences, key=lambda one: one.first - one.end):
            if many[tuple(self._phrase(one))] == 1:
                self._link_only(one, anywhere=True)

    def between(self) -> None:
        """Link what the texts have in common between the words that are in the same order."""
        start = new_start = 0
        for at, link in (*self._in_order(), (len(self._old), len(self._new))):
            if start < at and new_start < link:
                here = [one for one in range(start, at) if self._links[one] is None]
                there = [one for one in range(new_start, link) if not self._taken[one]]
                for a, b in common_words([self._here[i] for i in here], [self._there[i] for i in there]):
                    self._link(Range(here[a], here[a] + 1), there[b])
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
                self._link_only(one)

    def elsewhere_changed(self) -> None:
        """Link stretches of sentences that were not found at all to words elsewhere that are nobody's either."""
        matcher = SequenceMatcher(
            None, b=["" if taken else word for word, taken in zip(self._there, self._taken, strict=True)]
        )
        for one in self._sentences:
            if self._is_lost(one):
                matcher.set_seq1(self._phrase(one))
                for a, _, size in matcher.get_matching_blocks():
                    if size >= SEED:
                        self._link_only(Range(one.first + a, one.first + a + size))

    def spans_alone(self, spans: Iterable[Span]) -> None:
        """Link spans whose sentences were not found to the only place where their words stand, if it is nobody's."""
        for span in sorted(set(spans)):
            found = words_in(span, self._old)
            if found.first < found.end and self._is_lost(found):
                self._link_only(found)

    def _in_order(self) -> list[Pair]:
        """The words that are in the same order in both: as many whole sentences as can be, then as many words."""
        whole = [one for one in self._sentences if self._is_whole(one)]
        ordered = dict(in_same_order(self._linked(one.first for one in whole)))
        apart = {at for one in whole if one.first not in ordered for at in range(*one)}
        return in_same_order(self._linked(at for at in range(len(self._old)) if at not in apart))

    def _linked(self, words: Iterable[int]) -> list[Pair]:
        return [(old, new) for old in words if (new := self._links[old]) is not None]

    def _phrase(self, one: Range) -> list[str]:
        return self._here[one.first : one.end]

    def _is_lost(self, one: Range) -> bool:
        return all(self._links[at] is None for at in range(*one))

    def _is_found(self, one: Range) -> bool:
        """Whether enough of a sentence's words were found; of one that is all marks, marks count."""
        wordy = [at for at in range(*one) if not self._old[at].is_mark] or list(range(*one))
        return sum(self._links[at] is not None for at in wordy) >= LEAST_SHARE * len(wordy)

    def _is_whole(self, one: Range) -> bool:
        first = self._links[one.first]
        return first is not None and all(self._links[at] == first + at - one.first for at in range(*one))

    def _link_only(self, one: Range, *, anywhere: bool = False) -> None:
        """Link words to the one place where they stand and are nobody's; with `anywhere` if they stand nowhere else."""
        standing = list(islice(self._standing(one), MOST_PLACES))
        size = one.end - one.first
        free = [at for at in standing if not any(self._taken[at : at + size])]
        if len(free) == 1 and len(standing) < (2 if anywhere else MOST_PLACES):
            self._unlink(one)
            self._link(one, free[0])

    def _standing(self, one: Range) -> Iterator[int]:
        """Where the same words stand in the later edition."""
        wanted = _joined(self._phrase(one))
        at = self._joined.find(wanted)
        while at >= 0:
            yield bisect_left(self._starts, at)
            at = self._joined.find(wanted, at + 1)

    def _link(self, one: Range, at: int) -> None:
        for old in range(*one):
            new = at + old - one.first
            self._links[old] = new
            self._taken[new] = True

    def _unlink(self, one: Range) -> None:
        for old in range(*one):
            new = self._links[old]
            if new is not None:
                self._taken[new] = False
                self._links[old] = None


def _joined(words: Iterable[str]) -> str:
    """Words as one text in which phrases can be looked for: between two a newline, which is part of no word."""
    return "\n" + "".join(f"{word}\n" for word in words)
