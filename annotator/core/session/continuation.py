"""A sentence that carries on the quote before it: said by a person with one key, offered where a mark is still open."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.assembly import PartPlace
from annotator.core.model import QuotePart, Span
from annotator.core.quoted_words import runs_over, stretch_around
from annotator.core.session.chains import whole_quotes
from annotator.core.session.edits import add_quote
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, change_quote

NO_QUOTE_BEFORE = "no quote before this sentence"
"""What is said where there is nothing to carry on."""
TWO_QUOTES = "this quote and the one before each have a cue or source: they are two"
"""What is said where there is one, but both say who spoke."""


def offered(state: State) -> Span | None:
    """Return the words of the current sentence that go on with the quote before it, by its quotation marks.

    That is the program's guess, nothing that was suggested: it is shown, and becomes labels by the key of `carry_on`
    alone. None for a sentence that shows a quote, is decided or edited, or shown without its suggestion.
    """
    item = state.item
    untouched = item.decision is None and not item.touched and item.withheld is None
    return _goes_on(state) if untouched and not state.draft.labels.quotes else None


def carry_on(state: State) -> State:
    """Let the chosen quote continue the one before it, or no longer; a sentence without a quote continues it.

    It does so as far as the quotation mark that is open there, else as a whole. Speaker and attributes are then those
    of the quote before it, of a new part the type too. The state stays the same where there is no quote to carry on,
    or both have a cue or a source.
    """
    quote, before = state.chosen_quote, quotes_before(state)
    if quote is not None and quote.continues:
        return change_quote(state, lambda quote: replace(quote, continues=False))
    if not before:
        return state
    if quote is None:
        return add_quote(state, continuing(before[-1], _goes_on(state) or _words(state)))
    head = next((held for held in reversed(before) if held.speaker == quote.speaker), before[-1])
    speaker, attributes = head.speaker or quote.speaker, head.attributes or quote.attributes
    carried = change_quote(state, lambda quote: replace(quote, continues=True, speaker=speaker, attributes=attributes))
    places = next(
        places
        for _, places in whole_quotes(carried.page, carried.index, carried.draft.labels)
        if PartPlace(carried.index, carried.draft.chosen) in places
    )
    return carried if len(places) > 1 else state


def can_carry_on(state: State) -> bool:
    """Whether there is a quote for the chosen one to continue, or it is said to continue one and need not."""
    quote = state.chosen_quote
    return (quote is not None and quote.continues) or bool(quotes_before(state))


def carried_on_from(state: State) -> str:
    """Say which quote the chosen one continues where the sentence just before has none; else an empty text."""
    quote, at = state.chosen_quote, sentence_quoting_before(state)
    if quote is None or not quote.continues or at is None or at == state.index - 1:
        return ""
    return f"no quote in the sentence before: this continues the one of sentence {at + 1}"


def continuing(quote: QuotePart, content: Span) -> QuotePart:
    """Return a part that continues a quote: with that content, and the same speaker, type and attributes."""
    return QuotePart((content,), quote.type, speaker=quote.speaker, attributes=quote.attributes, continues=True)


def quotes_before(state: State) -> tuple[QuotePart, ...]:
    """Return the quotes of the nearest sentence before this one that shows any."""
    at = sentence_quoting_before(state)
    return () if at is None else shown_labels(state.page.items[at]).quotes


def sentence_quoting_before(state: State) -> int | None:
    """Return the place of the nearest sentence before this one that shows a quote; None if there is none."""
    for at in reversed(range(state.index)):
        if shown_labels(state.page.items[at]).quotes:
            return at
    return None


def _goes_on(state: State) -> Span | None:
    """The beginning of the sentence, up to where the mark is closed that was opened in the quote just before it."""
    text, here = state.page.document.text, _words(state)
    before = shown_labels(state.page.items[state.index - 1]).quotes if state.index else ()
    stretch = stretch_around(text, here.start)
    if not before or stretch is None:
        return None
    last = before[-1].content[-1]
    if text[last.end : here.start].strip(" .!?…\n\r\t"):
        return None
    same_mark = stretch.start < here.start and stretch.overlaps(last)
    opened_anew = stretch.start == here.start and runs_over(text, last.start)
    return Span(here.start, min(stretch.end, here.end)) if same_mark or opened_anew else None


def _words(state: State) -> Span:
    """The current sentence without the white space at its end."""
    text, span = state.page.document.text, state.item.sentence.span
    return Span(span.start, span.start + len(span.of(text).rstrip()))
