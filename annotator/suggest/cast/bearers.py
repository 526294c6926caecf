"""Of whom a noun is said: "Jane Roe, a lawyer who", "she was one of many, a lawyer who"."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind

_STEPS = 3
"""Heads up from the noun at which its bearer is looked for: set by hand."""


def bearer_of(noun: Token, cast: Cast, meant: Mapping[int, Member]) -> Member | None:
    """The person whom an apposition or a predicate describes; None for a noun that is neither, and for a person's name.

    `meant`: whom tokens mean that are no names.
    """
    if noun.i in cast.at and cast.at[noun.i][0].kind is Kind.PERSON:
        return None
    for _ in range(_STEPS):
        step = _described(noun, cast)
        if step is None:
            return None
        noun = step
        member = meant.get(noun.i) or (cast.at[noun.i][0] if noun.i in cast.at else None)
        if member is not None:
            return member if member.kind is Kind.PERSON else None
    return None


def _described(noun: Token, cast: Cast) -> Token | None:
    """What the noun says something of: the noun before its comma, the other one of "a lawyer and author", a subject."""
    relations = cast.words.labels.relations
    bare = not any(child.dep_ in relations.determiner for child in noun.children)
    if noun.dep_ in relations.apposition or (noun.dep_ in relations.coordinated and bare):
        return noun.head
    if noun.dep_ in relations.prepositional_object and noun.head.head.lower_ in cast.words.phrases.one:
        return noun.head.head
    if noun.dep_ in relations.predicate:
        return next((child for child in noun.head.children if child.dep_ in relations.active_subject), None)
    return None
