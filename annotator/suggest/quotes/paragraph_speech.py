"""Whether a whole paragraph without marks sounds like somebody speaking."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.quotes.regions import first_word, last_word
from annotator.suggest.quotes.speech_style import Style, main_verb, style_of
from annotator.suggest.text.view import Range, View


def sentences_in(view: View, span: Range) -> list[Range]:
    """The sentences of a paragraph, cut at its edges."""
    found: list[Range] = []
    at = span[0]
    while at < span[1]:
        end = min(view.sentence(at)[1], span[1])
        found.append((at, end))
        at = end
    return found


def sounds_spoken(view: View, span: Range) -> bool:
    """Whether a sentence of the paragraph has a first or second person or a contraction, asks, or exclaims."""
    return any(style_of(view, sentence) >= Style.LIVELY for sentence in sentences_in(view, span))


def is_aside(view: View, span: Range) -> bool:
    """Whether the paragraph stands in brackets: "(CROSSTALK)", "[Laughs]"."""
    paragraph = view.paragraph_of[span[0]]
    first, last = view[first_word(view, paragraph)], view[last_word(view, paragraph)]
    while first.is_quote and first.i < last.i:
        first = view[first.i + 1]
    while (last.is_quote or last.text == ".") and last.i > first.i:
        last = view[last.i - 1]
    return first.text[:1] in "([" and last.text[-1:] in ")]"


def is_emphasis(token: Token) -> bool:
    """Whether the token only makes words bold or italic, as Markdown writes it: **What now?**"""
    return not token.text.strip("*_")


def is_question(view: View, span: Range) -> bool:
    """Whether the paragraph ends in a question mark."""
    last = last_word(view, view.paragraph_of[span[0]])
    while last > span[0] and (view[last].is_quote or is_emphasis(view[last])):
        last -= 1
    return view[last].text[-1] == "?"


def sounds_personal(view: View, span: Range) -> bool:
    """Whether a sentence of the paragraph speaks in the first or second person."""
    return any(style_of(view, sentence) >= Style.PERSON for sentence in sentences_in(view, span))


def is_telling(view: View, span: Range) -> bool:
    """Whether the paragraph has whole sentences, none of which sounds spoken."""
    return not sounds_spoken(view, span) and any(main_verb(view, sentence) for sentence in sentences_in(view, span))
