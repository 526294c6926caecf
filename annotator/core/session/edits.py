"""Edits of spans as pure functions of the stepping state: move an edge, set a span, new, delete, merge, split."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from annotator.core.model import QuotePart, QuoteType, Span, attributes_of
from annotator.core.quotation_marks import MARKS, runs_on, type_by_marks
from annotator.core.session.boundaries import Kind, Reach, Side, next_edge, tidy
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, change_quote, edit, toggle_continues


class Grip(NamedTuple):
    """An edge that can be moved. `fragment` counts the spans of the content."""

    kind: Kind
    fragment: int
    side: Side


def grips(quote: QuotePart) -> tuple[Grip, ...]:
    """The edges of a quote, the end of its content first: what is most often wrong."""
    content = [Grip(Kind.CONTENT, at, side) for at in range(len(quote.content)) for side in (Side.START, Side.END)]
    others = [
        Grip(kind, 0, side)
        for kind, span in ((Kind.CUE, quote.cue), (Kind.SOURCE, quote.source))
        if span is not None
        for side in (Side.END, Side.START)
    ]
    return (content[-1], *content[:-1], *others)


def chosen_grip(state: State) -> Grip | None:
    """The edge that the bracket keys move."""
    quote = state.chosen_quote
    if quote is None:
        return None
    found = grips(quote)
    return found[state.draft.grip % len(found)]


def span_of(quote: QuotePart, grip: Grip) -> Span | None:
    """The span that an edge belongs to."""
    if grip.kind is Kind.CONTENT:
        return quote.content[grip.fragment]
    return quote.cue if grip.kind is Kind.CUE else quote.source


def next_grip(state: State, step: int) -> State:
    """Another edge chosen."""
    quote = state.chosen_quote
    if quote is None:
        return state
    return edit(state, replace(state.draft, grip=(state.draft.grip + step) % len(grips(quote))))


def gripped(state: State, kind: Kind, side: Side, near: int | None = None) -> State:
    """An edge of that kind and side chosen: the first, or that of the span that holds the offset `near`."""
    quote = state.chosen_quote
    if quote is None:
        return state
    found = [at for at, grip in enumerate(grips(quote)) if (grip.kind, grip.side) == (kind, side)]
    spans = {at: span_of(quote, grips(quote)[at]) for at in found}
    held = [at for at, span in spans.items() if near is not None and span and span.start <= near < span.end]
    return edit(state, replace(state.draft, grip=(held or found)[0])) if found else state


def move_edge(state: State, step: int, by: Reach = Reach.PLAUSIBLE) -> State:
    """The chosen edge moved to the next plausible place left (-1) or right (+1), or by one word or character."""
    quote, grip = state.chosen_quote, chosen_grip(state)
    if quote is None or grip is None:
        return state
    span = span_of(quote, grip)
    if span is None:
        return state
    at = span.start if grip.side is Side.START else span.end
    edges = (
        next_edge(state.page.document.text, window, at, grip.side, step, by)
        for window in _windows(state, grip.kind, span)
    )
    to = next((edge for edge in edges if edge is not None), None)
    if to is None:
        return state
    moved = Span(to, span.end) if grip.side is Side.START else Span(span.start, to)
    if moved.start >= moved.end or _hits_neighbour(quote, grip, moved):
        return state
    return change_quote(state, lambda old: _with_span(old, grip, moved))


def set_span(state: State, kind: Kind, span: Span) -> State:
    """The chosen quote with that content, cue or source; a source that names one of the cast names the speaker."""
    span = tidy(state.page.document.text, span, kind)

    def change(quote: QuotePart) -> QuotePart:
        if kind is Kind.CONTENT:
            return replace(quote, content=(span,))
        if kind is Kind.CUE:
            return replace(quote, cue=span)
        speaker = quote.speaker or named_by(state, span)
        return replace(quote, source=span, speaker=speaker)

    return _sorted(change_quote(state, change))


def with_source(state: State, source: Span | None) -> State:
    """The source put in by the way, as part of the edit just made, unless content lies there."""
    quote = state.chosen_quote
    if quote is None or source is None or any(source.overlaps(span) for span in quote.content):
        return state
    quotes = list(state.draft.labels.quotes)
    quotes[state.draft.chosen] = replace(quote, source=source, speaker=quote.speaker or named_by(state, source))
    return replace(state, draft=replace(state.draft, labels=replace(state.draft.labels, quotes=tuple(quotes))))


def clear_span(state: State, kind: Kind) -> State:
    """The chosen quote without a cue or source; of a content of several spans, the last one goes."""

    def change(quote: QuotePart) -> QuotePart:
        if kind is Kind.CONTENT:
            return replace(quote, content=quote.content[:-1] or quote.content)
        return replace(quote, cue=None) if kind is Kind.CUE else replace(quote, source=None)

    return change_quote(state, change)


def add_fragment(state: State, span: Span) -> State:
    """The chosen quote with one more span of content; spans that touch become one."""
    span = tidy(state.page.document.text, span, Kind.CONTENT)
    return _sorted(change_quote(state, lambda quote: replace(quote, content=united((*quote.content, span)))))


def new_quote(state: State, span: Span) -> State:
    """A new quote with that content, chosen; its type is read from its quotation marks."""
    text = state.page.document.text
    span = Span(span.start, span.end) if runs_on(span.of(text)) else tidy(text, span, Kind.CONTENT)
    return add_quote(state, QuotePart(content=(span,), type=type_by_marks(span.of(text))))


def add_quote(state: State, quote: QuotePart) -> State:
    """One more quote, of a type of the label scheme, chosen; a source that names one of the cast names its speaker."""
    quote = replace(quote, type=quote.type.nearest(state.types))
    if quote.source is not None and quote.speaker is None:
        quote = replace(quote, speaker=named_by(state, quote.source))
    quotes = (*state.draft.labels.quotes, quote)
    draft = replace(state.draft, labels=replace(state.draft.labels, quotes=quotes), chosen=len(quotes) - 1, grip=0)
    return _sorted(edit(state, draft))


def carry_on(state: State) -> State:
    """The chosen quote carries on the one before it, or no longer does; a sentence without quotes is carried-on whole.

    Speaker, type and attributes are then those of the last quote shown before it.
    """
    if state.draft.labels.quotes:
        return toggle_continues(state)
    before = quotes_before(state)
    text, span = state.page.document.text, state.item.sentence.span
    while span.end > span.start and text[span.end - 1].isspace():
        span = Span(span.start, span.end - 1)
    if not before:
        return add_quote(state, QuotePart((span,), QuoteType.DIRECT, continues=True))
    return add_quote(state, continuing(before[-1], span))


def continuing(quote: QuotePart, content: Span) -> QuotePart:
    """A part that carries on a quote: by the same speaker, of the same type, with the same attributes."""
    return QuotePart((content,), quote.type, speaker=quote.speaker, attributes=quote.attributes, continues=True)


def quotes_before(state: State) -> tuple[QuotePart, ...]:
    """The quotes of the nearest sentence before this one that has any."""
    for item in reversed(state.page.items[: state.index]):
        quotes = shown_labels(item).quotes
        if quotes:
            return quotes
    return ()


def delete_quote(state: State) -> State:
    """The sentence without the chosen quote."""
    quotes = list(state.draft.labels.quotes)
    if state.draft.chosen >= len(quotes):
        return state
    del quotes[state.draft.chosen]
    chosen = max(0, min(state.draft.chosen, len(quotes) - 1))
    labels = replace(state.draft.labels, quotes=tuple(quotes))
    return edit(state, replace(state.draft, labels=labels, chosen=chosen, grip=0))


def merge_next(state: State) -> State:
    """The chosen quote and the one after it (else the one before) as one; what both have, the first keeps."""
    quotes = list(state.draft.labels.quotes)
    if len(quotes) < 2 or state.draft.chosen >= len(quotes):
        return state
    first = min(state.draft.chosen, len(quotes) - 2)
    one, two = quotes[first], quotes.pop(first + 1)
    quotes[first] = replace(
        one,
        content=united((*one.content, *two.content)),
        cue=one.cue or two.cue,
        source=one.source or two.source,
        speaker=one.speaker or two.speaker,
        attributes=attributes_of({**dict(two.attributes), **dict(one.attributes)}),
    )
    labels = replace(state.draft.labels, quotes=tuple(quotes))
    return edit(state, replace(state.draft, labels=labels, chosen=first, grip=0))


def split_last(state: State) -> State:
    """The last span of the chosen quote's content as a quote of its own, by the same speaker."""
    quote = state.chosen_quote
    if quote is None or len(quote.content) < 2:
        return state
    quotes = list(state.draft.labels.quotes)
    quotes[state.draft.chosen] = replace(quote, content=quote.content[:-1])
    quotes.insert(state.draft.chosen + 1, replace(quote, content=quote.content[-1:]))
    return edit(state, replace(state.draft, labels=replace(state.draft.labels, quotes=tuple(quotes)), grip=0))


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap or touch made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def named_by(state: State, span: Span) -> str | None:
    """The one of the cast whom a source names by last name or in full; None when nobody or several."""
    mention = {word.strip(MARKS + ",.()").casefold() for word in span.of(state.page.document.text).split()}
    found = [name for name in state.cast if name.split() and name.split()[-1].casefold() in mention]
    return found[0] if len(found) == 1 else None


def _windows(state: State, kind: Kind, span: Span) -> Iterator[Span]:
    """Where an edge of a span may go, the nearest first: the sentence it stands in, which need not be the lit one.

    A cue or source may go on over its ends: the suggester ends a sentence in the middle of a name now and then.
    """
    sentences = [item.sentence for item in state.page.items]
    first = max(0, bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1)
    last = max(first, bisect_left(sentences, span.end, key=lambda sentence: sentence.start) - 1)
    yield Span(sentences[first].start, sentences[last].end)
    if kind is not Kind.CONTENT:
        yield Span(sentences[max(0, first - 1)].start, sentences[min(last + 1, len(sentences) - 1)].end)


def _hits_neighbour(quote: QuotePart, grip: Grip, moved: Span) -> bool:
    if grip.kind is not Kind.CONTENT:
        return False
    return any(moved.overlaps(other) for at, other in enumerate(quote.content) if at != grip.fragment)


def _with_span(quote: QuotePart, grip: Grip, span: Span) -> QuotePart:
    if grip.kind is Kind.CONTENT:
        content = list(quote.content)
        content[grip.fragment] = span
        return replace(quote, content=tuple(content))
    return replace(quote, cue=span) if grip.kind is Kind.CUE else replace(quote, source=span)


def _sorted(state: State) -> State:
    """Quotes in text order, the chosen one still chosen. Not an edit of its own."""
    quotes = state.draft.labels.quotes
    order = sorted(range(len(quotes)), key=lambda at: (quotes[at].content, at))
    if order == list(range(len(quotes))):
        return state
    labels = replace(state.draft.labels, quotes=tuple(quotes[at] for at in order))
    return replace(state, draft=replace(state.draft, labels=labels, chosen=order.index(state.draft.chosen)))
