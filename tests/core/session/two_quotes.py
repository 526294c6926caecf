"""A sentence with two quotes, opened, and quotes in words: for the tests of edits and of joining."""

from __future__ import annotations

from annotator.core.model import Span
from annotator.core.session import edits
from annotator.core.session.state import open_sentence
from tests.memory_desk import Line, Said, article

TWO = [Said("it is late", "said", "Ada", "Ada Finch"), Said(["so cold", "so dark"], "added", None, None)]
TWO_QUOTES = "Ada said it is late, and added so cold was it and so dark."
CAST = ["Ada Finch", "Paul Okoro", "Ines Duarte"]


def opened(text, *said, cast=CAST):
    return open_sentence(article(1, "a", [Line(text, said)], cast), 0)


def two_quotes():
    return opened(TWO_QUOTES, *TWO)


def span(state, words):
    """Where words stand first in the document."""
    start = state.page.document.text.index(words)
    return Span(start, start + len(words))


def shown(state, at=None):
    """A quote of the state in words: content, cue, source; the chosen one."""
    text = state.page.document.text
    quote = state.chosen_quote if at is None else state.draft.labels.quotes[at]
    content = " | ".join(part.of(text) for part in quote.content)
    return content, *(None if part is None else part.of(text) for part in (quote.cue, quote.source))


def split_last(state):
    """The last piece of the chosen quote a quote of its own, as the key does it."""
    quote = state.chosen_quote
    return edits.split_at(state, quote.content[-1].start if quote is not None else 0)
