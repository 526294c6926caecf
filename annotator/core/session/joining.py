"""Two quotes of a sentence made one, and one made two."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import QuotePart, QuoteType, Span, attributes_of, united
from annotator.core.quoted_words import type_in_text
from annotator.core.session.boundaries import Kind, tidy
from annotator.core.session.state import State, edit


def merge_next(state: State) -> State:
    """Merge the chosen quote with the one after it, or if it is the last with the one before.

    What only one of them has is kept; of what both have, the first one's.
    """
    pair = merged_pair(state)
    if pair is None:
        return state
    earlier, later = pair
    quotes = list(state.draft.labels.quotes)
    first = min(state.draft.chosen, len(quotes) - 2)
    quotes[first : first + 2] = [
        replace(
            earlier,
            content=united((*earlier.content, *later.content)),
            cue=earlier.cue or later.cue,
            source=earlier.source or later.source,
            speaker=earlier.speaker or later.speaker,
            attributes=attributes_of({**dict(later.attributes), **dict(earlier.attributes)}),
        )
    ]
    labels = replace(state.draft.labels, quotes=tuple(quotes))
    return edit(state, replace(state.draft, labels=labels, chosen=first, grip=0))


def merged_pair(state: State) -> tuple[QuotePart, QuotePart] | None:
    """Return the two quotes that are merged with each other; None where there are no two."""
    quotes = state.draft.labels.quotes
    if len(quotes) < 2 or state.draft.chosen >= len(quotes):
        return None
    first = min(state.draft.chosen, len(quotes) - 2)
    return quotes[first], quotes[first + 1]


def split_last(state: State) -> State:
    """Make the last span of the chosen quote's content a quote of its own, by the same speaker."""
    quote = state.chosen_quote
    if quote is None or len(quote.content) < 2:
        return state
    return _split(state, quote.content[:-1], quote.content[-1:])


def split_at(state: State, offset: int) -> State:
    """Make what the chosen quote's content holds from that offset on a quote of its own, by the same speaker.

    The state stays the same where nothing would be left of one of the two.
    """
    quote, text = state.chosen_quote, state.page.document.text
    if quote is None:
        return state
    cut = [(Span(start, min(end, offset)), Span(max(start, offset), end)) for start, end in quote.content]
    first, second = (
        tuple(tidy(text, span, Kind.CONTENT) for span in spans if span.start < span.end and span.of(text).strip())
        for spans in zip(*cut, strict=True)
    )
    return _split(state, first, second) if first and second else state


def _split(state: State, first: tuple[Span, ...], second: tuple[Span, ...]) -> State:
    """Put two quotes in the place of the chosen one, which differ in nothing but content and what its marks tell."""
    chosen, quotes = state.draft.chosen, list(state.draft.labels.quotes)
    whole = quotes[chosen]
    parts = [replace(whole, content=part, type=_type_of_part(state, whole, part)) for part in (first, second)]
    quotes[chosen : chosen + 1] = parts
    return edit(state, replace(state.draft, labels=replace(state.draft.labels, quotes=tuple(quotes)), grip=0))


def _type_of_part(state: State, whole: QuotePart, content: tuple[Span, ...]) -> QuoteType:
    """Return the type of a piece of a quote: that of the whole, unless the marks speak against it."""
    by_marks = type_in_text(state.page.document.text, content)
    if whole.type is QuoteType.DIRECT or by_marks is whole.type:
        return whole.type
    return by_marks.nearest(state.types)
