"""Propose what follows from the sentence before: a quote goes on while its mark is open, and with it its topics."""

from __future__ import annotations

from annotator.core.model import QuotePart, Span
from annotator.core.quotation_marks import first_closing, is_opened, unpaired
from annotator.core.session.desk import Page
from annotator.core.session.edits import add_quote, continuing
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, same_topics


def propose(state: State) -> State:
    """Let the current sentence continue the decided quote before it, if the mark of that one is still open.

    One that only carries on that quote gets the topics which were confirmed for it. Nothing else is proposed for a
    sentence that shows a quote, nothing at all for one that is decided, edited or shown without its suggestion. The
    proposal is an edit like any other: it is shown, to be confirmed, and undo takes it back.
    """
    item = state.item
    if item.decision is not None or item.draft is not None or item.withheld is not None or not state.index:
        return state
    before = state.page.items[state.index - 1]
    quotes = shown_labels(before).quotes if before.decided else ()
    own = state.draft.labels.quotes
    if own:
        return same_topics(state) if quotes and all(quote.continues for quote in own) else state
    if not quotes or not _reaches_end(state.page, state.index - 1, quotes[-1]):
        return state
    mark = _open_mark(state.page, state.index - 1, quotes[-1])
    if mark is None:
        return state
    return add_quote(state, continuing(quotes[-1], _content(state, mark)))


def _reaches_end(page: Page, index: int, quote: QuotePart) -> bool:
    """Whether nothing but stops stands between the content and the end of the sentence."""
    rest = page.document.text[quote.content[-1].end : page.items[index].sentence.end]
    return not rest.strip(" .!?…")


def _open_mark(page: Page, index: int, quote: QuotePart) -> str | None:
    """Return the mark that the quote opened, in this sentence or in one that it continues, and did not close.

    None where every mark is closed.
    """
    text, parts = page.document.text, [quote]
    while quote.continues and index > 0:
        index -= 1
        before = shown_labels(page.items[index]).quotes
        if not before:
            break
        quote = before[-1]
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
