"""Quotation marks that are still open where a sentence ends: the words run on in the next one."""

from __future__ import annotations

from annotator.core.model import QuotePart, Span
from annotator.core.quotation_marks import first_closing, is_opened, unpaired
from annotator.core.session.desk import Page
from annotator.core.session.edits import add_quote, continuing
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State


def propose(state: State) -> State:
    """The sentence as carrying on the quote before, where that one's marks are open and nothing else is shown.

    It is an edit like any other: shown, to be confirmed, and taken back by undo.
    """
    item = state.item
    if item.decision is not None or item.draft is not None or state.draft.labels.quotes or not state.index:
        return state
    before = state.page.items[state.index - 1]
    quotes = shown_labels(before).quotes if before.decision is not None else ()
    if not quotes or not _reaches_end(state.page, state.index - 1, quotes[-1]):
        return state
    mark = _open_mark(state.page, state.index - 1, quotes[-1])
    if mark is None:
        return state
    return add_quote(state, continuing(quotes[-1], _content(state, mark)))


def _reaches_end(page: Page, at: int, quote: QuotePart) -> bool:
    """Nothing but stops between the content and the end of the sentence."""
    rest = page.document.text[quote.content[-1].end : page.items[at].sentence.end]
    return not rest.strip(" .!?…")


def _open_mark(page: Page, at: int, quote: QuotePart) -> str | None:
    """The mark that the quote opened in this sentence or those before and did not close; None where nothing is open."""
    text, parts = page.document.text, [quote]
    while quote.continues and at > 0:
        at -= 1
        found = shown_labels(page.items[at]).quotes
        if not found:
            break
        quote = found[-1]
        parts.append(quote)
    said = ""
    for number, part in enumerate(reversed(parts)):
        words = " ".join(span.of(text) for span in part.content)
        said += words[1:] if number and is_opened(words) else words  # each paragraph opens them anew
    opened, stray = unpaired(said)
    return opened[-1].text if len(opened) > len(stray) else None


def _content(state: State, mark: str) -> Span:
    text, span = state.page.document.text, state.item.sentence.span
    end = span.start + len(span.of(text).rstrip())
    closed = first_closing(text, mark, span.start + 1, end)
    return Span(span.start, closed + 1 if closed >= 0 else end)
