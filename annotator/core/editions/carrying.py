"""What becomes of the decisions of an earlier edition of an article in the later one.

A decision is *kept* if all words of its sentence, and all words that its quotes mark (in whichever sentences they
stand) are a sentence, and are marked, in the later edition too, in the same order; it is *moved* if they stand
elsewhere. It is *touched* if some of it is there; what it marked is then put where its words are, to be looked at.
Else it is *orphaned*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.assembly import PartPlace, joined_with_places, split_quotes
from annotator.core.editions.alignment import Alignment, aligned
from annotator.core.editions.mapping import Mapper
from annotator.core.editions.words import ranges_of
from annotator.core.model import MAX_TOPICS, Document, Labels, Quote, QuotePart, Sentence, Span


class Fate(StrEnum):
    """What became of a decision in a later edition."""

    KEPT = "kept"
    MOVED = "moved"
    TOUCHED = "touched"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Cut:
    """An edition: its text, and the sentences that it is cut into."""

    document: Document
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Carry:
    """What becomes of the decision of one sentence.

    `places`: the indexes of sentences of the later edition: the one that it is carried to; of a touched one all that
    hold something of it, most of it first; of an orphaned one that after which its own stood, or the first. `labels`
    are those of a kept or moved one in the later edition.
    """

    fate: Fate
    places: tuple[int, ...]
    labels: Labels | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of one annotator's decisions, by the indexes of their sentences.

    `drafts` has, by the indexes of sentences of the later edition, what touched decisions come to there.
    """

    carries: dict[int, Carry]
    drafts: dict[int, Labels]


Wholes = list[tuple[Quote, tuple[PartPlace, ...]]]


class Carrier:
    """Carries decisions from one edition to another."""

    def __init__(self, earlier: Cut, later: Cut, marked: Iterable[Labels] = ()) -> None:
        """`marked`: all labels that are to be carried. They tell which words are worth being found alone."""
        self._later = later
        spans = [span for labels in marked for quote in labels.quotes for span in quote.content]
        self.alignment: Alignment = aligned(
            earlier.document.text, later.document.text, [one.span for one in earlier.sentences], spans
        )
        self._mapper = Mapper(self.alignment)
        old, new = self.alignment.old, self.alignment.new
        self._old_ranges = ranges_of([one.span for one in earlier.sentences], old)
        self._new_ranges = ranges_of([one.span for one in later.sentences], new)
        self._sentence_of = {at: index for index, one in enumerate(self._new_ranges) for at in range(*one)}
        self._index_of = {tuple(one): index for index, one in enumerate(self._new_ranges)}

    def carry(self, said: Mapping[int, Labels]) -> Carried:
        """What becomes of one annotator's labels, given by the indexes of their sentences."""
        wholes = joined_with_places({index: labels.quotes for index, labels in said.items()})
        whole = self._whole(said, wholes)
        carries = {index: whole.get(index) or self._in_part(index) for index in said}
        touched = {index for index, one in carries.items() if one.fate is Fate.TOUCHED}
        filled = {one.places[0] for index, one in carries.items() if index in whole}
        drafts, spilled = self._drafts(said, wholes, carries, touched, filled)
        for index, places in spilled.items():
            carries[index] = replace(carries[index], places=(*carries[index].places, *sorted(places)))
        return Carried(carries, drafts)

    def exactly(self, index: int, labels: Labels) -> Labels | None:
        """Labels of a sentence in the later edition; None unless its words and all that they mark are there."""
        found = self._whole_one(index, labels)
        return None if found is None else found.labels

    def where(self, index: int) -> Carry:
        """Where most of a sentence is in the later edition: touched, or orphaned where nothing is."""
        return self._in_part(index)

    # ---- kept and moved

    def _whole(self, said: Mapping[int, Labels], wholes: Wholes) -> dict[int, Carry]:
        """The decisions of which nothing changed, and whose quotes go together as they did."""
        found = {index: self._whole_one(index, labels) for index, labels in said.items()}
        whole = {index: one for index, one in found.items() if one is not None}
        broken = {
            place.sentence
            for quote, places in wholes
            if not all(self._mapper.exact(span) for span in _spans(quote))
            for place in places
        }
        while True:
            whole = {index: one for index, one in whole.items() if index not in broken}
            broken = self._broken(whole, wholes)
            if not broken:
                return whole

    def _whole_one(self, index: int, labels: Labels) -> Carry | None:
        words = self._old_ranges[index]
        place = self._mapper.unbroken(words)
        at = None if place is None else self._index_of.get(tuple(place))
        if at is None:
            return None
        sentence = self._later.sentences[at].span
        parts: list[QuotePart] = []
        for part in labels.quotes:
            if not all(self._mapper.exact(span) for span in _spans(part)):
                return None
            moved = part.moved(self._mapper.exact)
            if not moved.content or not all(span.within(sentence) for span in moved.content):
                return None
            parts.append(moved)
        fate = Fate.MOVED if words.first in self.alignment.moved else Fate.KEPT
        return Carry(fate, (at,), Labels(tuple(parts), labels.topics))

    def _broken(self, whole: Mapping[int, Carry], wholes: Wholes) -> set[int]:
        """The sentences whose parts would not make the same quotes in the later edition as they do in the earlier."""
        by_place = {one.places[0]: index for index, one in whole.items()}
        parts = {at: whole[index].labels.quotes for at, index in by_place.items()}  # type: ignore[union-attr]
        there = {
            tuple(PartPlace(by_place[place.sentence], place.number) for place in places)
            for _, places in joined_with_places(parts)
        }
        broken: set[int] = set()
        for _, places in wholes:
            held = tuple(place for place in places if place.sentence in whole)
            leads = held == places[: len(held)]  # what goes on needs what it goes on with
            if held and not (leads and held in there):
                broken.update(place.sentence for place in (held if leads else _behind_a_gap(places, held)))
        return broken

    # ---- touched and orphaned

    def _in_part(self, index: int) -> Carry:
        places = Counter(
            self._sentence_of[link]
            for at in range(*self._old_ranges[index])
            if (link := self.alignment.links[at]) is not None and link in self._sentence_of
        )
        if places:
            most = max(places, key=lambda place: (places[place], -place))
            return Carry(Fate.TOUCHED, (most,))
        return Carry(Fate.ORPHANED, (self._before(index),))

    def _before(self, index: int) -> int:
        """The sentence of the later edition behind which a lost one stood; 0 where it stood before all."""
        links = self.alignment.links
        for at in range(self._old_ranges[index].first - 1, -1, -1):
            link = links[at]
            if link is not None and at not in self.alignment.moved and link in self._sentence_of:
                return self._sentence_of[link]
        return 0

    def _drafts(
        self,
        said: Mapping[int, Labels],
        wholes: Wholes,
        carries: Mapping[int, Carry],
        touched: set[int],
        filled: set[int],
    ) -> tuple[dict[int, Labels], dict[int, set[int]]]:
        """What touched decisions come to, and further sentences that hold some of their quotes."""
        text, sentences = self._later.document.text, self._later.sentences
        topics: dict[int, list[str]] = {}
        for index in sorted(touched):
            held = topics.setdefault(carries[index].places[0], [])
            held += [topic for topic in said[index].topics if topic not in held]
        parts: dict[int, list[QuotePart]] = {}
        spilled: dict[int, set[int]] = {}
        for quote, places in wholes:
            of = [place.sentence for place in places if place.sentence in touched]
            mapped = self._mapper.quote(quote) if of else None
            if mapped is None:
                continue
            for at, held_parts in split_quotes([mapped], sentences, text, lone_marks=True).items():
                if at in filled:
                    continue
                parts.setdefault(at, []).extend(part.bare() for part in held_parts)
                if at not in topics and not any(at in carries[one].places for one in of):
                    spilled.setdefault(of[0], set()).add(at)
        drafts = {
            at: Labels(
                tuple(sorted(parts.get(at, ()), key=lambda part: part.content)), tuple(topics.get(at, ())[:MAX_TOPICS])
            )
            for at in sorted({*topics, *parts} - filled)
        }
        return drafts, spilled


def _behind_a_gap(places: Sequence[PartPlace], held: Sequence[PartPlace]) -> list[PartPlace]:
    """Those of the held parts that stand behind one that is not held."""
    gap = next(at for at, place in enumerate(places) if place not in held)
    return [place for place in held if place in places[gap:]]


def _spans(quote: Quote | QuotePart) -> list[Span]:
    return [*quote.content, *(span for span in (quote.cue, quote.source) if span is not None)]
