"""A corrected article: which words of an edition are which of the earlier one, and what becomes of decisions.

Sentences that stand once in both editions, in the same order, are found first. What is between them is compared word by
word (`difflib`), and what is left is looked for elsewhere.

A decision is *kept* if all words of its sentence, and all words that its quotes mark (in whichever sentences they
stand) are a sentence, and are marked, in the later edition too, in the same order, and no sentence ends within a cue or
source; it is *moved* if they stand elsewhere. It is *touched* if some of it is there; what it marked is then put where
its words are, to be looked at. Else it is *orphaned*.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate, count, pairwise
from typing import NamedTuple

from annotator.core.model import (
    MAX_TOPICS,
    Document,
    Labels,
    Quote,
    Sentence,
    Span,
    article_of,
    grouped,
    numbers_touched,
    united,
)
from annotator.core.quotes.assembly import Cutter, PartPlace, astray, joined_with_places
from annotator.core.text.marked_text import Word, words_of

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


class Alignment:
    """Which words of a corrected text are those of the earlier one.

    `old` and `new` are the words of both. `links`: for the numbers of earlier words, those of the later ones that they
    are; no later word stands for two. `moved` has those earlier words that are not in the order of the others.
    """

    def __init__(self, earlier: str, later: str, sentences: Sequence[Span]) -> None:
        """Align two texts. `sentences` are those of the earlier one."""
        self.old, self.new = words_of(earlier), words_of(later)
        self.links: dict[int, int] = {}
        self._taken = set[int]()  # the words of the later edition that are linked
        self._sentences = [sentence for span in sentences if (sentence := words_in(span, self.old))]
        self._joined = _joined(self.new)
        self._starts = [0, *accumulate(1 + len(word.text) for word in self.new)]
        self._link_whole_sentences()
        self._link_between()
        self._drop_chance()
        self._link_elsewhere()
        self._drop_chance()
        self.moved = frozenset(self.links).difference(dict(self._in_order()))
        self._stand_for = self.links | dict(self._changed())

    # ---- where spans of the earlier edition stand in the later one: exactly, or as well as can be said

    def exact(self, span: Span) -> Span | None:
        """The span with the same words; None where they are not all there, one behind the other.

        White space at its ends is left out.
        """
        words = numbers_touched(self.old, span)
        place = self.unbroken(words)
        if place is None:
            return None
        first, last = self.old[words[0]], self.old[words[-1]]
        start = self.new[place[0]].start + max(0, span.start - first.start)
        return Span(start, self.new[place[-1]].end - max(0, last.end - span.end))

    def near(self, span: Span) -> Span | None:
        """The span with what was put in and changed between its words; None where nothing of it is there."""
        words = numbers_touched(self.old, span)
        exact, linked = self.exact(span), [link for _, link in self._linked(words)]
        if exact is not None or not linked:
            return exact
        first, last = self._stand_for.get(words[0], linked[0]), self._stand_for.get(words[-1], linked[-1])
        if first > last:
            first, last = min(linked), max(linked)
        return Span(self.new[first].start, self.new[last].end)

    def quote(self, quote: Quote) -> Quote:
        """The quote with its spans as near as can be said; without content where none of that is there."""
        moved = quote.moved(self.near)
        return replace(moved, content=united(moved.content))

    def unbroken(self, words: range) -> range | None:
        """Where words stand, if all of them do, one behind the other; None else, and where there are none."""
        first = self.links.get(words[0]) if words else None
        if first is None or any(self.links.get(number) != there for there, number in enumerate(words, first)):
            return None
        return range(first, first + len(words))

    def _changed(self) -> Iterator[Pair]:
        """Words that were changed, each with the one in its place, where as many stand there that are nobody's."""
        for here, there in self._between(sorted(self.links.items())):
            if len(here) == len(there) and self._taken.isdisjoint(there):
                yield from zip(here, there, strict=True)

    def _between(self, pairs: Iterable[Pair]) -> Iterator[tuple[range, range]]:
        """The earlier words before, between and behind those of the pairs, with what stands there in the later text."""
        ends = [(-1, -1), *pairs, (len(self.old), len(self.new))]
        for (before, first), (after, last) in pairwise(ends):
            if after - before > 1:
                yield range(before + 1, after), range(first + 1, last)

    # ---- which word is which, step by step

    def _link_whole_sentences(self) -> None:
        """Link the sentences that stand once in both, word for word; of such that overlap there, the longest."""
        many = Counter(map(self._phrase, self._sentences))
        for sentence in sorted(self._sentences, key=len, reverse=True):
            if many[self._phrase(sentence)] == 1:
                self._link_only(sentence)

    def _link_between(self) -> None:
        """Link what the texts have in common between the words that are in the same order."""
        for words, new_words in self._between(self._in_order()):
            here = [number for number in words if number not in self.links]
            there = [number for number in new_words if number not in self._taken]
            for a, b in common_words([self.old[i].text for i in here], [self.new[i].text for i in there]):
                self._link([here[a]], there[b])

    def _drop_chance(self) -> None:
        """Unlink sentences of which too few words were found."""
        for sentence in self._sentences:
            # Of one that is all marks, marks count.
            wordy = [number for number in sentence if not self.old[number].is_mark] or sentence
            if len(self._linked(wordy)) < LEAST_SHARE * len(wordy):
                self._unlink(sentence)

    def _link_elsewhere(self) -> None:
        """Link sentences not found whole, and stretches of those not found at all, to words that are nobody's."""
        free = ["" if number in self._taken else word.text for number, word in enumerate(self.new)]
        matcher = SequenceMatcher(None, b=free)
        for sentence in self._sentences:
            if not self.unbroken(sentence):
                self._link_only(sentence)
            if self.links.keys().isdisjoint(sentence):
                matcher.set_seq1([self.old[number].text for number in sentence])
                for a, _, size in matcher.get_matching_blocks():
                    if size >= SEED:
                        self._link_only(sentence[a : a + size])

    def _in_order(self) -> list[Pair]:
        """The most words that are in the same order in both."""
        return in_same_order(self._linked(range(len(self.old))))

    def _linked(self, words: Iterable[int]) -> list[Pair]:
        return [(number, self.links[number]) for number in words if number in self.links]

    def _phrase(self, words: range) -> str:
        return _joined(self.old[words.start : words.stop])

    def _link_only(self, words: range) -> None:
        """Link words to the one place where they stand and are nobody's."""
        wanted, position, free = self._phrase(words), -1, list[int]()
        for _ in range(MOST_PLACES):
            position = self._joined.find(wanted, position + 1)
            if position < 0:
                break
            place = bisect_left(self._starts, position)
            if self._taken.isdisjoint(range(place, place + len(words))):
                free.append(place)
        if len(free) == 1:
            self._unlink(words)
            self._link(words, free[0])

    def _link(self, words: Sequence[int], first: int) -> None:
        self.links.update(zip(words, count(first), strict=False))
        self._taken.update(range(first, first + len(words)))

    def _unlink(self, words: range) -> None:
        for number in words:
            self._taken.discard(self.links.pop(number, -1))


def words_in(span: Span, words: Sequence[Word]) -> range:
    """The words that begin in a span."""
    return range(*(bisect_left(words, edge, key=lambda word: word.start) for edge in span))


def common_words(earlier: Sequence[str], later: Sequence[str]) -> list[Pair]:
    """Pairs (number in the earlier, number in the later) of the same words, both numbers ascending; by `difflib`."""
    matcher = SequenceMatcher(None, earlier, later, autojunk=len(earlier) * len(later) > MOST_COMPARED)
    return [(a + step, b + step) for a, b, size in matcher.get_matching_blocks() for step in range(size)]


def in_same_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The most pairs whose second numbers ascend; the first numbers do already. By patience sorting."""
    tops: list[int] = []
    piles: list[int] = []
    for _, number in pairs:
        pile = bisect_left(tops, number)
        tops[pile : pile + 1] = [number]
        piles.append(pile)
    chosen: list[Pair] = []
    for pair, pile in zip(reversed(pairs), reversed(piles), strict=True):
        # The last one of a pile before the one chosen last lay on top when that was put on the next pile.
        if pile + len(chosen) + 1 == len(tops):
            chosen.append(pair)
    return chosen[::-1]


def _joined(words: Iterable[Word]) -> str:
    """Words as one text in which phrases can be looked for: between two a newline, which is part of no word."""
    return "\n" + "".join(f"{word.text}\n" for word in words)


# ---- What becomes of a decision.


class Fate(StrEnum):
    """What became of a decision in a later edition."""

    KEPT = "kept"
    MOVED = "moved"
    TOUCHED = "touched"
    ORPHANED = "orphaned"


class Cut(NamedTuple):
    """An edition: its text, and the sentences that it is cut into."""

    document: Document
    sentences: tuple[Sentence, ...]


class CarriedDecision(NamedTuple):
    """What becomes of the decision of one sentence.

    `places`: the indexes of sentences of the later edition: the one that it is carried to; of a touched one all that
    hold something of it, most of it first; of an orphaned one that after which its own stood, or the first. `labels`
    are those of a kept or moved one in the later edition.
    """

    fate: Fate
    places: tuple[int, ...]
    labels: Labels | None = None


class Carried(NamedTuple):
    """What becomes of one annotator's decisions, by the indexes of their sentences.

    `drafts` has, by the indexes of sentences of the later edition, what touched decisions come to there.
    """

    carries: dict[int, CarriedDecision]
    drafts: dict[int, Labels]


_QuotesWithPlaces = list[tuple[Quote, tuple[PartPlace, ...]]]


class Carrier:
    """Carries decisions from one edition to another."""

    def __init__(self, earlier: Cut, later: Cut) -> None:
        self._earlier, self._sentences = earlier.sentences, later.sentences
        self._cutter = Cutter(later.sentences, later.document.text, lone_marks=True)
        sentences = [sentence.span for sentence in earlier.sentences]
        self.alignment = Alignment(earlier.document.text, later.document.text, sentences)
        self._old_ranges = [words_in(span, self.alignment.old) for span in sentences]
        self._index_of = {
            words_in(sentence.span, self.alignment.new): index for index, sentence in enumerate(later.sentences)
        }
        sentence_of = {word: index for words, index in self._index_of.items() for word in words}
        linked = self.alignment.links.items()
        # By each earlier word that is there: the index of the sentence that it is in.
        self._target_of = {word: sentence_of[link] for word, link in linked if link in sentence_of}

    def carry(self, decided: Mapping[int, Labels]) -> Carried:
        """What becomes of one annotator's labels, given by the indexes of their sentences."""
        quotes_with_places = joined_with_places({index: labels.quotes for index, labels in decided.items()})
        unchanged = self._unchanged(decided, quotes_with_places)
        carries = {index: unchanged.get(index) or self.where(index) for index in decided}
        touched = {index: there.places[0] for index, there in sorted(carries.items()) if there.fate is Fate.TOUCHED}
        topics = grouped((target, topic) for index, target in touched.items() for topic in decided[index].topics)
        own, filled = {*touched.values()}, {carried.places[0] for carried in unchanged.values()}
        held = [
            (first, target, part)
            for quote, places in quotes_with_places
            for first in [index for index, _ in places if index in touched][:1]
            for target, part in self._cutter.parts(self.alignment.quote(quote))
            if target not in filled
        ]
        further = grouped((first, target) for first, target, _ in held if target not in own)
        for index, others in further.items():
            carries[index] = carries[index]._replace(places=(touched[index], *sorted({*others})))
        quotes = grouped((target, part) for _, target, part in held)
        drafts = {
            target: Labels(
                tuple(sorted(quotes.get(target, ()), key=lambda part: part.content)),
                tuple(dict.fromkeys(topics.get(target, ())))[:MAX_TOPICS],
            )
            for target in sorted({*own, *quotes} - filled)
        }
        return Carried(carries, drafts)

    def exactly(self, index: int, labels: Labels) -> Labels | None:
        """Labels of a sentence in the later edition; None unless its words and all that they mark are there."""
        return self.carry({index: labels}).carries[index].labels

    # ---- kept and moved

    def _unchanged(
        self, decided: Mapping[int, Labels], quotes_with_places: _QuotesWithPlaces
    ) -> dict[int, CarriedDecision]:
        """The decisions of which nothing changed, and whose quotes go together as they did."""
        broken = {
            place.sentence
            for quote, places in quotes_with_places
            if not all(map(self.alignment.exact, quote.everywhere())) or self._is_cut(quote)
            for place in places
        }
        carries = {index: self._if_unchanged(index, labels) for index, labels in decided.items()}
        unchanged = {index: carried for index, carried in carries.items() if carried and index not in broken}
        while broken := self._broken(unchanged, quotes_with_places):
            for index in broken:
                del unchanged[index]
        return unchanged

    def _is_cut(self, quote: Quote) -> bool:
        """Whether a sentence ends within a cue or source, as none did."""
        there = astray(quote.moved(self.alignment.exact), self._sentences)
        return not {*there} <= {*astray(quote, self._earlier)}

    def _if_unchanged(self, index: int, labels: Labels) -> CarriedDecision | None:
        words = self._old_ranges[index]
        place = self.alignment.unbroken(words)
        target = None if place is None else self._index_of.get(place)
        if target is None:
            return None
        sentence = self._sentences[target].span
        moved = labels.with_quotes(part.moved(self.alignment.exact) for part in labels.quotes)
        if not all(span.within(sentence) for part in moved.quotes for span in part.content):
            return None
        fate = Fate.MOVED if words[0] in self.alignment.moved else Fate.KEPT
        return CarriedDecision(fate, (target,), moved)

    def _broken(self, unchanged: Mapping[int, CarriedDecision], quotes_with_places: _QuotesWithPlaces) -> set[int]:
        """The sentences with a part of a quote that would not be the same whole in the later edition as it was."""
        by_place = {carried.places[0]: index for index, carried in unchanged.items()}
        parts = {target: unchanged[index].labels.quotes for target, index in by_place.items()}  # type: ignore[union-attr]
        there = {
            tuple(PartPlace(by_place[place.sentence], place.number) for place in places)
            for _, places in joined_with_places(parts)
        }
        not_there = (places for _, places in quotes_with_places if places not in there)
        return {place.sentence for places in not_there for place in places if place.sentence in unchanged}

    # ---- touched and orphaned

    def where(self, index: int) -> CarriedDecision:
        """Where most of a sentence is in the later edition: touched, or orphaned where nothing is."""
        words = self._old_ranges[index]
        places = Counter(self._target_of[word] for word in words if word in self._target_of)
        if places:
            most = max(places, key=lambda place: (places[place], -place))
            return CarriedDecision(Fate.TOUCHED, (most,))
        in_place = self._target_of.keys() - self.alignment.moved
        before = max((word for word in in_place if word <= words.start), default=None)
        return CarriedDecision(Fate.ORPHANED, (0 if before is None else self._target_of[before],))


# ---- By which name the editions of an article are known to be of the same one.


_MADE = re.compile(r"(.+)-([0-9a-f]{8})")
_NO_NAMES = frozenset({"document", "stdin"})
"""What texts that came without a name are called."""


def edition_names(key: str, sha256: str) -> frozenset[str]:
    """The names that editions of a document have in common, by its id and the checksum of its text.

    That are the id that the article came with, without the suffixes that it gets where other texts have it, and the
    name of its file: ids that are made of that end with digits of the text's checksum.

    >>> sorted(edition_names("bridge-0a1b2c3d", "0a1b2c3d" + 56 * "0"))
    ['bridge', 'bridge-0a1b2c3d']
    >>> sorted(edition_names("dpa:77~3~2", 64 * "0"))
    ['dpa:77']
    """
    name = article_of(key)
    made = _MADE.fullmatch(name)
    if made is None or made[1] in _NO_NAMES or not sha256.startswith(made[2]):
        return frozenset({name} - {""})
    return frozenset({name, made[1]})
