"""Direct, indirect or mixed: by the marks where there are some, else by how the words sound."""

from __future__ import annotations

from annotator.core.model import QuoteType
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.view import View

_WHOLLY = 0.9


def type_of(view: View, candidate: Candidate) -> QuoteType:
    """Direct where at least nine tenths of the letters stand in marks (or it was found as speech); mixed where some do."""
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
