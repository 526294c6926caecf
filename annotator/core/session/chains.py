"""A quote and the parts that continue it in following sentences: they share speaker and attributes, mostly the type.

`core.assembly` says which parts make one quote. What is changed in one of them is changed in all that agreed with it,
in the step that confirms the change. Parts that differ from the start, as after an import, are told of and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotator.core.assembly import PartPlace, joined_with_places
from annotator.core.model import Labels, Quote, QuotePart, QuoteType, Span
from annotator.core.quoted_words import type_in_text
from annotator.core.session.desk import Page
from annotator.core.session.several import Changes, Relabel, changes
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, untouched_draft


def whole_quotes(page: Page, index: int, own: Labels) -> list[tuple[Quote, tuple[PartPlace, ...]]]:
    """Return the whole quotes that have a part in the sentence of that index, with the places of all their parts.

    `own` are the labels of that sentence; all others are taken as they are shown.
    """
    joined = joined_with_places(dict(_around(page, index, own))) if own.quotes else []
    return [(quote, places) for quote, places in joined if any(place.sentence == index for place in places)]


def carried(state: State) -> Changes:
    """Return what else changes when the current sentence is confirmed as it is shown.

    That are the parts of its quotes in other sentences that agreed with it before it was edited.
    """
    relabels: dict[int, Relabel] = {}
    for index, relabel in _edits(state):
        relabels[index] = _one_after_the_other(relabels[index], relabel) if index in relabels else relabel
    return changes(state.page, relabels)


def follows(state: State) -> str | None:
    """Say in which other sentences parts of the shown quotes follow what was edited; None where none do."""
    follow = carried(state)
    return f"the quote's other parts follow when this is confirmed: {follow}" if follow else None


def differing(state: State) -> Iterator[tuple[int, Quote]]:
    """Yield the numbers of the shown quotes that differ in speaker or attributes from the whole quote, with that one.

    Other sentences are taken as they will be once this one is confirmed.
    """
    for quote, places in whole_quotes(with_carried(state), state.index, state.draft.labels):
        for place in places:
            if place.sentence == state.index:
                part = state.draft.labels.quotes[place.number]
                if (part.speaker, part.attributes) != (quote.speaker, quote.attributes):
                    yield place.number, quote


def unattributed(state: State) -> Iterator[int]:
    """Yield the numbers of the shown quotes that begin here and have no cue, source or speaker in any part."""
    for quote, places in whole_quotes(state.page, state.index, state.draft.labels):
        sentence, number = places[0]
        nobody = (quote.cue, quote.source, quote.speaker) == (None, None, None)
        if nobody and sentence == state.index and not state.draft.labels.quotes[number].continues:
            yield number


def with_carried(state: State) -> Page:
    """Return the document as it will be once the current sentence is confirmed, but for that sentence itself."""
    items = list(state.page.items)
    for index, relabel in _edits(state):
        items[index] = replace(items[index], draft=relabel(shown_labels(items[index])))
    return replace(state.page, items=tuple(items))


def _around(page: Page, index: int, own: Labels) -> Iterator[tuple[int, tuple[QuotePart, ...]]]:
    """Yield the quotes of the sentence, and of those before and after it that may be parts of the same, by index."""
    yield index, own.quotes
    quotes, before = own.quotes, index
    while before > 0 and any(quote.continues for quote in quotes):
        before -= 1
        found = shown_labels(page.items[before]).quotes
        if found:
            yield before, found
            quotes = found
    for after in range(index + 1, len(page.items)):
        found = shown_labels(page.items[after]).quotes
        if found and not any(quote.continues for quote in found):
            return
        if found:
            yield after, found


def _edits(state: State) -> Iterator[tuple[int, Relabel]]:
    """Yield what the edits of the current sentence change in others: their indexes, and how their labels change.

    A quote is held against what the sentence shows without edits, and against what it was at first of those edits that
    can be undone: the edits kept before may have been carried on already.
    """
    untouched = untouched_draft(state.item).labels
    for new in state.draft.labels.quotes:
        first = next((held for draft in state.past if _counterpart(new, held := draft.labels) is not None), None)
        for labels in (untouched,) if first is None or first == untouched else (untouched, first):
            number = _counterpart(new, labels)
            if number is None:
                continue
            old = labels.quotes[number]
            if _shared(old) != _shared(new):
                for index, part in _others(state, labels, number, also_before=new.continues):
                    yield index, _following(state.page.document.text, part, old, new)


def _others(state: State, own: Labels, number: int, *, also_before: bool) -> Iterator[tuple[int, QuotePart]]:
    """Yield the other parts of the current sentence's quote of that number, with the indexes of their sentences."""
    for _, places in whole_quotes(state.page, state.index, own):
        if PartPlace(state.index, number) in places:
            for index, at in places:
                if index > state.index or (also_before and index < state.index):
                    yield index, shown_labels(state.page.items[index]).quotes[at]


def _following(text: str, part: QuotePart, old: QuotePart, new: QuotePart) -> Relabel:
    """Make the change from `old` to `new` in another part too, as far as that one was like `old`."""

    def followed(quote: QuotePart) -> QuotePart:
        if quote.speaker == old.speaker:
            quote = replace(quote, speaker=new.speaker)
        if quote.type == old.type and _may_be(new.type, text, quote.content):
            quote = replace(quote, type=new.type)
        for name in {name for name, _ in (*old.attributes, *new.attributes)}:
            if quote.attribute(name) == old.attribute(name):
                quote = quote.with_attribute(name, new.attribute(name))
        return quote

    def relabel(labels: Labels) -> Labels:
        number = _counterpart(part, labels)
        if number is None:
            return labels
        quotes = list(labels.quotes)
        quotes[number] = followed(quotes[number])
        return replace(labels, quotes=tuple(quotes))

    return relabel


def _one_after_the_other(first: Relabel, second: Relabel) -> Relabel:
    return lambda labels: second(first(labels))


def _shared(quote: QuotePart) -> tuple[object, ...]:
    return quote.speaker, quote.type, quote.attributes


def _may_be(kind: QuoteType, text: str, content: tuple[Span, ...]) -> bool:
    """Whether the quotation marks of a part allow the type."""
    if kind is QuoteType.DIRECT:
        return True
    return (type_in_text(text, content) is QuoteType.INDIRECT) == (kind is QuoteType.INDIRECT)


def _counterpart(quote: QuotePart, labels: Labels) -> int | None:
    """Return the number of the quote that shares most of its content with this one; None where none shares any."""
    shares = [_overlap(quote.content, held.content) for held in labels.quotes]
    return shares.index(max(shares)) if any(shares) else None


def _overlap(content: tuple[Span, ...], other: tuple[Span, ...]) -> int:
    """How many code points two contents share."""
    return sum(max(0, min(one.end, two.end) - max(one.start, two.start)) for one in content for two in other)
