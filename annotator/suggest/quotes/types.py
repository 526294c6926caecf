"""Direct, indirect or mixed: by the marks where there are some, else by how the words sound."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.model import QuoteType, Span
from annotator.core.text.marked_text import type_in_text
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import INVERTED
from annotator.suggest.quotes.speech_style import Style, style_of
from annotator.suggest.text.view import Range, View


def type_of(view: View, candidate: Candidate) -> QuoteType:
    """The type by the marks; without any in its paragraphs, direct where the words were found as speech."""
    paragraphs = {view.paragraph_of[i] for start, end in candidate.content for i in (start, end - 1)}
    if view.marked.isdisjoint(range(min(paragraphs), max(paragraphs) + 1)):
        # As in most texts: no letter need be counted.
        return QuoteType.DIRECT if candidate.speech else QuoteType.INDIRECT
    kind = type_in_text(view.text, places_of(view, candidate.content))
    return QuoteType.DIRECT if candidate.speech and not view.has_quoted(candidate.content) else kind


def characters(view: View, tokens: Range) -> Span:
    """The place in the text of a range of tokens that is not empty."""
    last = view.tokens[tokens[1] - 1]
    return Span(view.tokens[tokens[0]].idx, last.idx + len(last))


def places_of(view: View, content: Iterable[Range]) -> tuple[Span, ...]:
    """The places in the text of the ranges of a content, in their order there."""
    return tuple(characters(view, tokens) for tokens in sorted(content))


def sounds_spoken(view: View, candidate: Candidate) -> bool:
    """Whether unmarked content gives words as spoken.

    Words before their reporting clause do, if they hold a finite verb; words after a comma or colon do, if they speak
    in the first or second person or in the present. A complement without a pause does not: it is the reporter's.
    """
    if candidate.speech is not None:
        return candidate.speech
    sound = max(style_of(view, span) for span in candidate.content)
    if not view.lost_marks(candidate.head):
        return sound >= Style.PERSON and candidate.frame is INVERTED
    if candidate.frame is INVERTED:
        return sound > Style.NONE
    if candidate.frame.may_be_spoken:
        before = view[candidate.start - 1].text if candidate.start else ""
        if before in (",", ":"):
            return sound >= Style.PRESENT
    return False
