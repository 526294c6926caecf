"""All candidates of a text, from every rule."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.according import according, as_said
from annotator.suggest.quotes.rules.colon import named_before_colon, said_before_colon, signed_after_dash
from annotator.suggest.quotes.rules.complements import complements, misread
from annotator.suggest.quotes.rules.inverted import inverted, led_by_comma
from annotator.suggest.quotes.rules.nominal import nouns, predicates
from annotator.suggest.quotes.rules.quoted import quoted
from annotator.suggest.quotes.syntax import is_verb
from annotator.suggest.text.view import View


def generate(view: View) -> Iterator[Candidate]:
    """Every candidate that some rule makes, in no order."""
    yield from quoted(view)
    yield from signed_after_dash(view)
    for paragraph in range(len(view.paragraphs)):
        yield from named_before_colon(view, paragraph)
    for token in view.doc:
        first, last = view.sentence(token.i)
        if last - first > _LONGEST or _inside_speech(view, token.i):
            continue
        yield from _of_word(view, token)


def _of_word(view: View, token: Token) -> Iterator[Candidate]:
    yield from misread(view, token)
    if is_verb(token):
        if token.lemma_ == "be":
            yield from predicates(view, token)
        yield from complements(view, token)
        yield from inverted(view, token)
        yield from led_by_comma(view, token)
        yield from according(view, token)
        yield from as_said(view, token)
    elif token.text == ":":
        yield from said_before_colon(view, token)
    elif token.pos_ == "NOUN" or token.pos_ == "PROPN":
        yield from nouns(view, token)


_SPEECH = 6
_LONGEST = 400
"""A "sentence" of more tokens is none (a table, a list): no parse of it means anything, and looking takes long."""


def _inside_speech(view: View, i: int) -> bool:
    """Whether the token stands in quoted words long enough to be speech: what is reported there is the speaker's."""
    region = view.region(i)
    return region is not None and region.end - region.start >= _SPEECH
