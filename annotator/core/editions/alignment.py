"""Which word of a later edition is which of the earlier one: in the same order, or moved elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.core.editions.word_order import common_words, in_same_order
from annotator.core.editions.words import Range, Word, ranges_of, words_of
from annotator.core.model import Span

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
