"""From whole quotes to the labels of each sentence, and back.

A continuing part joins the quote before it: of the parts in the nearest earlier sentence that has any, the one with the
same speaker and type that ends last, else the one with the same speaker, else the only one, where one of both has no
speaker. It joins no quote of another speaker, and none that has a cue or source where it has one too, or content: a
quote has one of each, and no role over another. Neither does it join one beyond a sentence of which nothing is known.
So no identifiers are needed, neither in a decision nor in a record.

A mixed quote may have parts of other types: a sentence of it that stands wholly in quotation marks is direct, one that
has none in it is indirect. Parts of different types are a mixed quote again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from annotator.core.model import (
    MAX_TOPICS,
    QUOTE_TYPES,
    Attribution,
    Labels,
    Parts,
    Quote,
    QuotePart,
    QuoteReading,
    QuoteType,
    Reading,
    Sentence,
    Span,
    Spans,
    attributes_of,
    ending,
    grouped,
    most_alike,
    places_touched,
    united,
)
from annotator.core.text.marked_text import type_in_text


class PartPlace(NamedTuple):
    """Where a part stands: the index of its sentence, and its number (from 0) among the parts of that sentence."""

    sentence: int
    number: int


_PieceOf = tuple[Sentence, Spans]


def split_quotes(
    quotes: Iterable[Quote], sentences: Sequence[Sentence], text: str, *, lone_marks: bool = False
) -> dict[int, Parts]:
    """The parts of each sentence, by sentence index, in text order. Sentences without a quote are left out.

    `text` is the document's, whose quotation marks tell the types of the parts of a mixed quote. A mark that a sentence
    begins with is no part of a suggested quote; with `lone_marks` it is, as what somebody decided stays as it is.

    `sentences` are in text order and do not overlap. Content outside them (white space between two) is dropped.
    """
    ordered = enumerate(sorted(quotes, key=lambda q: q.content))
    by_index = Cutter(sentences, text, lone_marks).by_sentence(ordered)
    return {index: tuple(part for _, part in parts) for index, parts in sorted(by_index.items())}


class Cutter(NamedTuple):
    """Cuts quotes into the parts that sentences show of them, with what `split_quotes` asks for."""

    sentences: Sequence[Sentence]
    text: str
    lone_marks: bool = False

    def parts(self, quote: Quote) -> Iterator[tuple[int, QuotePart]]:
        """The parts of a quote in text order, each with the index of its sentence."""
        pieces = [*_pieces(quote.content, self.sentences)]
        if not self.lone_marks:  # unless there is nothing else
            wordy = [piece for piece in pieces if any(c.isalnum() for span in piece[1] for c in span.of(self.text))]
            pieces = wordy or pieces
        types = _types(quote.type, [content for _, content in pieces], self.text)
        cue_in, source_in = (_number_of(span, pieces) for span in (quote.cue, quote.source))
        for number, ((sentence, content), kind) in enumerate(zip(pieces, types, strict=True)):
            cue, source = quote.cue if number == cue_in else None, quote.source if number == source_in else None
            part = quote.part(content, cue, source, continues=number > 0)
            yield sentence.index, part if kind is quote.type else replace(part, type=kind)

    def by_sentence(self, quotes: Iterable[tuple[int, Quote]]) -> dict[int, list[tuple[int, QuotePart]]]:
        """The parts that each sentence shows of numbered quotes, by its index, in text order, behind those numbers."""
        by_index = grouped((index, (number, part)) for number, quote in quotes for index, part in self.parts(quote))
        for parts in by_index.values():
            parts.sort(key=lambda numbered: numbered[1].content)
        return by_index


def labels_by_sentence(
    quotes: Iterable[Quote],
    topics: Iterable[tuple[Span, str]],
    sentences: Sequence[Sentence],
    text: str,
) -> list[Labels]:
    """The labels of every sentence, in their order: its parts of the quotes, and the topics whose spans it touches.

    The parts are bare, and marks alone are parts, as in a decision. Of more topics than `MAX_TOPICS`, the first ones in
    the order given count.
    """
    parts, topics = split_quotes(quotes, sentences, text, lone_marks=True), [*topics]
    labels = []
    for sentence in sentences:
        touched = dict.fromkeys(topic for span, topic in topics if span.overlaps(sentence.span))
        labels.append(Labels(parts.get(sentence.index, ()), tuple(touched)[:MAX_TOPICS]).bare())
    return labels


def join_parts(
    parts: Mapping[int, Sequence[QuotePart]], types: Collection[QuoteType] = QUOTE_TYPES
) -> tuple[Quote, ...]:
    """Whole quotes from the parts of a document's sentences (by index), in the order of their first character.

    Sentences without a quote are given, too, with no parts: no quote goes on over one that is left out. Content that is
    only parted by a sentence boundary stays in two spans: the boundary is known, not guessed.
    """
    return tuple(sorted((quote for quote, _ in joined_with_places(parts, types)), key=lambda q: q.content))


def joined_with_places(
    parts: Mapping[int, Sequence[QuotePart]], types: Collection[QuoteType] = QUOTE_TYPES
) -> list[tuple[Quote, tuple[PartPlace, ...]]]:
    """Whole quotes as `join_parts` has them, each with the places of its parts, in the order of their first parts."""
    quotes: list[Quote] = []
    places: list[list[PartPlace]] = []
    latest: list[int] = []
    for index in sorted(parts):
        here: list[int] = []
        if index - 1 not in parts:
            latest = []
        free = list(latest)
        for number, part in sorted(enumerate(parts[index]), key=_outer_first):
            target = _continued(part, free, quotes, alone=len(latest) == 1) if part.continues else None
            if target is None:
                quotes.append(part.whole())
                places.append([])
                target = len(quotes) - 1
            else:
                free.remove(target)
                quotes[target] = _joined(quotes[target], part, types)
            places[target].append(PartPlace(index, number))
            here.append(target)
        latest = here or latest
    return sorted(zip(quotes, map(tuple, places), strict=True), key=itemgetter(1))


def _outer_first(numbered: tuple[int, QuotePart]) -> tuple[int, int]:
    """What sorts the parts of a sentence; of two that begin at one place the outer one goes on with the outer quote."""
    first, last = numbered[1].content[0], numbered[1].content[-1]
    return first.start, -last.end


def _pieces(content: Sequence[Span], sentences: Sequence[Sentence]) -> Iterator[_PieceOf]:
    """Each sentence that holds some of the content, with what it holds."""
    # Only those that it can touch are looked at: a whole book in one document has thousands of both.
    around = Span(min(content).start, max(span.end for span in content)) if content else Span(0, 0)
    for sentence in places_touched(sentences, around):
        cut = tuple(span.cut_to(sentence.span) for span in content if span.overlaps(sentence.span))
        if cut:
            yield sentence, cut


def _types(whole: QuoteType, contents: Sequence[Spans], text: str) -> Sequence[QuoteType]:
    """The type of each part: its own by the marks where a mixed quote has parts of several types, else the quote's."""
    if whole is not QuoteType.MIXED or len(contents) == 1:
        return [whole] * len(contents)
    own = [type_in_text(text, content) for content in contents]
    return own if len(set(own)) > 1 else [whole] * len(contents)


def _number_of(span: Span | None, pieces: Iterable[_PieceOf]) -> int:
    """The number of the piece in whose sentence a cue or source begins; else it is given in the first one."""
    begins = (span is not None and sentence.start <= span.start < sentence.end for sentence, _ in pieces)
    return next((number for number, is_there in enumerate(begins) if is_there), 0)


def _continued(part: QuotePart, free: Sequence[int], quotes: Sequence[Quote], *, alone: bool) -> int | None:
    """Which of the quotes numbered `free` the part carries on; None where it can carry on none.

    `alone`: the sentence before has one quote only.
    """
    free = [number for number in free if not _in_each_others_way(quotes[number], part)]
    same_speaker = [number for number in free if quotes[number].speaker == part.speaker]
    alike = [number for number in same_speaker if quotes[number].type == part.type]
    unnamed = [number for number in free if alone and None in (quotes[number].speaker, part.speaker)]
    return max(alike or same_speaker or unnamed, key=lambda number: ending(quotes[number]), default=None)


def _in_each_others_way(quote: Quote, part: QuotePart) -> bool:
    """Whether both have a cue, or a source, or that of one lies over the content of the other."""
    beside, of_part = dict(quote.beside()), dict(part.beside())
    sides = ((beside, part.content), (of_part, quote.content))
    return not beside.keys().isdisjoint(of_part) or any(
        span.overlaps(piece) for spans, content in sides for span in spans.values() for piece in content
    )


def _joined(quote: Quote, part: QuotePart, types: Collection[QuoteType]) -> Quote:
    """The quote with one more part.

    The speaker and the attributes are those given first, but the part that holds the source knows them best. Parts of
    different types make it mixed, if that is one of the `types`; else the first one's counts.
    """
    knows, other = (quote, part) if part.source is None else (part, quote)
    return replace(
        quote,
        content=quote.content + part.content,
        cue=quote.cue or part.cue,
        source=quote.source or part.source,
        type=QuoteType.MIXED if quote.type is not part.type and QuoteType.MIXED in types else quote.type,
        speaker=knows.speaker or other.speaker,
        attributes=attributes_of(dict(other.attributes) | dict(knows.attributes)),
    )


# ---- Where the roles of a quote stand: cue and source in one sentence each, no role over another of the same quote.


def astray(quote: Attribution, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield "cue" and "source", each where that does not lie in one of the document's sentences, which are in order."""
    for name, span in quote.beside():
        if not any(span.within(sentence.span) for sentence in places_touched(sentences, span)):
            yield name


def kept_apart(text: str, quote: QuotePart, sentences: Sequence[Sentence]) -> QuotePart | None:
    """The quote with what lies over its cue or source taken out of its content; None where its roles cannot stand so.

    That is where cue or source reaches into another sentence or over each other, or nothing is left of the content.
    """
    if any(astray(quote, sentences)) or (quote.cue and quote.source and quote.cue.overlaps(quote.source)):
        return None
    return uncovered(text, quote)


def uncovered(text: str, quote: QuotePart) -> QuotePart | None:
    """The quote with what lies over its cue or source taken out of its content; None where nothing is left of that."""
    content = quote.content
    for _, span in quote.beside():
        if any(map(span.overlaps, content)):
            content = without(text, content, span)
    return replace(quote, content=content) if content else None


def without(text: str, content: Spans, hole: Span) -> Spans:
    """The content without what lies in the hole, and without stops and spaces beside it."""
    pieces: list[Span] = []
    for span in content:
        for edges in ((span.start, min(span.end, hole.start)), (max(span.start, hole.end), span.end)):
            words = _WITHIN_STOPS.search(text, *edges)
            if words is not None and any(map(str.isalnum, words[0])):
                pieces.append(Span(*words.span()))
    return united(pieces)


_WITHIN_STOPS = re.compile(r"[^\s,;:](?:.*[^\s,;:])?", re.DOTALL)


# ---- What each sentence shows of the readings of a document's quotes.


MOST_READINGS = 6
"""The most readings that a sentence shows of one suggested quote, and the most quotes that it offers where nothing is
suggested. Set by hand: one looks through them key by key."""

_Numbers = tuple[int, ...]
_Key = tuple[_Numbers, Parts]


def split_readings(
    readings: Iterable[QuoteReading], quotes: Sequence[Quote], sentences: Sequence[Sentence], text: str
) -> dict[int, tuple[Reading, ...]]:
    """The readings of each sentence, by sentence index, likeliest first. Sentences without any are left out.

    That there is no quote comes last, as a key of its own says so.

    `quotes` are the suggested ones, by whose numbers `QuoteReading.replaces` goes; `sentences` and `text` are as for
    `split_quotes`, whose parts `Reading.replaces` numbers. Readings that a sentence shows alike are one there, with the
    sum of their probabilities; one that leaves a sentence as it is suggested is none. Of the readings that take the
    place of the same quote, and of those of quotes where none is suggested, the likeliest ones stay.
    """
    cutter = Cutter(sentences, text)
    ordered = sorted(enumerate(quotes), key=lambda numbered: numbered[1].content)  # as `split_quotes` has them
    suggested = cutter.by_sentence((number, quote.bare()) for number, quote in ordered)
    indexes_of = grouped((number, index) for index, held in suggested.items() for number, _ in held)
    by_index: dict[int, dict[_Key, float]] = {}
    for reading in readings:
        made = cutter.by_sentence((0, quote.bare()) for quote in reading.quotes)
        for index in {*made, *(index for number in reading.replaces for index in indexes_of.get(number, ()))}:
            parts = suggested.get(index, ())
            old = tuple(position for position, (number, _) in enumerate(parts) if number in reading.replaces)
            new = tuple(part for _, part in made.get(index, ()))
            if new != tuple(parts[position][1] for position in old):
                here = by_index.setdefault(index, {})
                here[old, new] = here.get((old, new), 0.0) + reading.probability
    return {index: _likeliest(here) for index, here in sorted(by_index.items())}


def _likeliest(probabilities: dict[_Key, float]) -> tuple[Reading, ...]:
    taken: Counter[int | None] = Counter()
    readings = []
    for (replaces, parts), probability in sorted(probabilities.items(), key=lambda pair: (not pair[0][1], -pair[1])):
        places: tuple[int | None, ...] = replaces or (None,)
        if any(taken[place] >= MOST_READINGS for place in places):
            continue
        taken.update(places)
        readings.append(Reading(replaces, parts, round(min(probability, 1.0), 3)))
    return tuple(readings)


# ---- What several suggesters say of one sentence: what the others mark, as readings of what stands first.


def readings_beside(
    first: Labels, readings: Sequence[Reading], others: Iterable[tuple[str, Labels]]
) -> tuple[Reading, ...]:
    """The readings of what stands first, with what others, each behind their name, mark otherwise.

    What several say stands before what one says, and that before what is only likely; "no quote" comes last, as ever.
    What has no probability stands behind what has one: a quote without a score, or several in the place of one.

    What an other does not say of a quote (its cue, its source, its speaker), it says nothing against. A reading that is
    there gets the names of who says the same, and the probability that the first of them gives it.
    """
    by_parts = {(reading.replaces, reading.parts): reading for reading in readings}
    for name, labels in others:
        for own, parts in _together(first.quotes, labels.quotes):
            quotes = [first.quotes[number] for number in own]
            only = parts[0] if len(parts) == 1 else None
            marked = tuple(part.bare() for part in ([_filled(only, quotes)] if only and quotes else parts))
            if marked != tuple(quote.bare() for quote in quotes):
                before = by_parts.get((own, marked), Reading(own, marked, None))
                share = before.probability if before.by else getattr(only, "score", None)
                by_parts[own, marked] = before._replace(probability=share, by=(*before.by, name))
    return tuple(
        sorted(
            by_parts.values(), key=lambda reading: (not reading.parts, -len(reading.by), -(reading.probability or 0.0))
        )
    )


def _together(first: Sequence[QuotePart], theirs: Sequence[QuotePart]) -> list[tuple[_Numbers, list[QuotePart]]]:
    """The quotes of both that belong together, as they share content: the numbers of the first ones, and theirs."""
    groups: list[tuple[_Numbers, list[QuotePart]]] = [((number,), []) for number in range(len(first))]
    for part in theirs:
        touched = [group for group in groups if any(part.shares_content(first[number]) for number in group[0])]
        groups = [group for group in groups if group not in touched]
        own = tuple(sorted(number for numbers, _ in touched for number in numbers))
        groups.append((own, [*(other for _, parts in touched for other in parts), part]))
    return groups


def _filled(part: QuotePart, own: Sequence[QuotePart]) -> QuotePart:
    """The part with what it does not say as the quote that stands first has it, where that lies over nothing of it."""
    like = own[most_alike(part, own) or 0]
    attributes = attributes_of(dict(like.attributes) | dict(part.attributes))
    return replace(part.filled(like), attributes=attributes)
