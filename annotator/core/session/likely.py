"""What readings say of a word that is pointed at: the quote, the span or the edge that probably belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.model import QuotePart, Span
from annotator.core.session.boundaries import Kind, Side
from annotator.core.session.readings import likely_parts
from annotator.core.session.state import State


def quote_by_cue(state: State, first: Span, last: Span | None) -> QuotePart | None:
    """The likeliest quote not shown yet whose cue begins in the word `first` and, where that is known, ends in `last`.

    None where no reading has one.
    """
    parts = (part for part in _further(state) if part.cue is not None and _fits(part.cue, first, last))
    return next(parts, None)


def quote_over(state: State, first: Span | None, last: Span | None) -> QuotePart | None:
    """The likeliest quote not shown yet whose content is one piece from the word `first` to `last`, as far as known.

    None where no reading has one.
    """
    parts = (part for part in _further(state) if len(part.content) == 1 and _fits(part.content[0], first, last))
    return next(parts, None)


def span_from(state: State, kind: Kind, first: Span) -> Span | None:
    """The likeliest span of a kind that begins in the word `first`; None where no reading has one."""
    spans = (span for part in likely_parts(state) for span in part.spans(kind))
    return next((span for span in spans if first.start <= span.start < first.end), None)


def source_with_cue(state: State, cue: Span) -> Span | None:
    """The likeliest source of a quote with exactly that cue; None where no reading has one."""
    return next((part.source for part in likely_parts(state) if part.cue == cue and part.source is not None), None)


def edges(state: State, kind: Kind, side: Side, span: Span) -> list[int]:
    """Where a span of the chosen quote begins, or ends, in likely quotes that share content with it: each offset once.

    Only spans that overlap it count. Where the suggested quote's own begins or ends comes first, then readings,
    likeliest first. Empty where nothing like it was suggested.
    """
    chosen = state.chosen_quote
    parts = [part for part in likely_parts(state) if chosen is not None and part.shares_content(chosen)]
    spans = (other for part in parts for other in part.spans(kind) if other.overlaps(span))
    return list(dict.fromkeys(other.start if side is Side.START else other.end for other in spans))


def _further(state: State) -> Iterator[QuotePart]:
    """Likely quotes that share no content with those that are shown."""
    shown = state.draft.labels.quotes
    return (part for part in likely_parts(state) if not any(part.shares_content(quote) for quote in shown))


def _fits(span: Span, first: Span | None, last: Span | None) -> bool:
    begins = first is None or first.start <= span.start < first.end
    return begins and (last is None or last.start < span.end <= last.end)
