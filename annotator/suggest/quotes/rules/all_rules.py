"""The table of all rules that find quotes. A new rule is a function in a module of this folder and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules import complements, dialogue, inverted, labelled, quoted
from annotator.suggest.quotes.syntax import is_verb
from annotator.suggest.text.view import View, numbers_in

TextRule = Callable[[View], Iterator[Candidate]]
WordRule = Callable[[View, Token], Iterator[Candidate]]

OF_TEXTS: tuple[TextRule, ...] = (
    quoted.quoted,
    labelled.signed_after_dash,
    labelled.labelled,
    labelled.interviewed,
    quoted.alone,
    dialogue.dash_led,
    dialogue.unmarked,
)
OF_VERBS: tuple[WordRule, ...] = (
    complements.misread,
    complements.predicates,
    complements.passives,
    complements.clauses,
    complements.objects,
    complements.prepositions,
    complements.raisings,
    inverted.inverted,
    inverted.led_by_comma,
    inverted.according,
)
OF_NOUNS: tuple[WordRule, ...] = (complements.nouns,)
OF_COLONS: tuple[WordRule, ...] = (labelled.said_before_colon,)
"""The rules for each kind of word. Of two candidates of one cue that score alike, the earlier rule's is taken."""

LONGEST_SENTENCE = 400
"""A "sentence" of more tokens is none (a table, a list): no parse of it means anything, and looking takes long."""

SPEECH = 6
"""A quoted region of so many tokens, marks included, is speech: what is reported there, its speaker reports."""


def generate(view: View) -> Iterator[Candidate]:
    """Every candidate that some rule makes, in no order; of marks alone only what stands in quotation marks: “…”"""
    for candidate in _candidates(view):
        if _has_word(view, candidate) or view.has_quoted(candidate.content):
            yield candidate


def _has_word(view: View, candidate: Candidate) -> bool:
    return any(any(map(str.isalnum, view[i].text)) for i in numbers_in(candidate.content))


def _candidates(view: View) -> Iterator[Candidate]:
    for of_text in OF_TEXTS:
        yield from of_text(view)
    for token in view.tokens:
        first, last = view.sentence(token.i)
        region = view.region(token.i)
        if last - first > LONGEST_SENTENCE or (region is not None and region.end - region.start >= SPEECH):
            continue
        for of_word in rules_for(token):
            yield from of_word(view, token)


def rules_for(token: Token) -> tuple[WordRule, ...]:
    """The rules that may start from this word."""
    if is_verb(token):
        return OF_VERBS
    if token.text == ":":
        return OF_COLONS
    if token.pos_ == "NOUN" or token.pos_ == "PROPN":
        return OF_NOUNS
    return ()
