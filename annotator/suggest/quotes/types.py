"""Direct, indirect or mixed: by the marks where there are some, else by how the words sound."""

from __future__ import annotations

from annotator.core.model import QuoteType
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import INVERTED
from annotator.suggest.quotes.speech_style import Style, style_of
from annotator.suggest.text.view import View

_WHOLLY = 0.9


def type_of(view: View, candidate: Candidate) -> QuoteType:
    """Direct where nine tenths of the letters stand in marks, or it was found as speech; mixed where some do."""
    inside = letters = 0
    for start, end in candidate.content:
        for token in view.doc[start:end]:
            count = sum(char.isalnum() for char in token.text)
            letters += count
            inside += count if view.quoted(token.i) else 0
    if letters and inside / letters >= _WHOLLY:
        return QuoteType.DIRECT
    if inside:
        return QuoteType.MIXED
    return QuoteType.DIRECT if candidate.speech else QuoteType.INDIRECT


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
