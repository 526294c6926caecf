"""Noun phrases as names: how somebody is listed who has no name, and whether a noun is definite or plural."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from annotator.suggest.cast.lexicon import CastWords, plain

_LONGEST = 9
"""The most words that a name made of a phrase may have: set by hand."""
_BLANKS = re.compile(r"\s+")
_CUTTING_MARKS = frozenset({",", ";", ":", "—", "–", "(", "["})


def phrase(tokens: Span, head: Token, words: CastWords, *, capital: bool = False) -> str | None:
    """The noun phrase as a canonical name: no article, nothing from the first comma or relative clause on, no time.

    "The two officials, who declined to be named," is "two officials", "the bank's lawyers" is "bank's lawyers", "a poll
    in May" is "poll". With `capital` the first word is a name and keeps its capital wherever it stands. None where no
    noun is left.
    """
    kept = _without_beginning(list(tokens), head, words)
    for place, token in enumerate(kept):
        if place and (
            token.text in _CUTTING_MARKS or token.lower_ in words.phrases.cuts or _is_beyond(token, head, words)
        ):
            kept = kept[:place]
            break
    kept = _without_end(_without_time(kept, head, words), words)
    if sum(token.text[:1].isalnum() for token in kept) > _LONGEST:
        kept = _without_end(_up_to_preposition(kept, head, words), words)
    text = _BLANKS.sub(" ", "".join(t.text_with_ws for t in kept)).strip()
    if not text or text.lower() in words.phrases.vague:
        return None
    return text if capital else _lower_first(text, kept[0], words)


def _without_end(kept: list[Token], words: CastWords) -> list[Token]:
    """The tokens up to the last one that a name may end in."""
    while kept and not _ends_well(kept[-1], words):
        kept.pop()
    return kept


def _without_beginning(kept: list[Token], head: Token, words: CastWords) -> list[Token]:
    """The tokens from the first on that is neither determiner nor mark."""
    while len(kept) > 1 and kept[0].lower_ in words.phrases.questioning | words.phrases.leading and kept[0].i != head.i:
        kept.pop(0)
    while kept and (
        (kept[0].lower_ in words.phrases.determiners and kept[0].i != head.i) or not kept[0].text[:1].isalnum()
    ):
        kept.pop(0)
    return kept


def _is_beyond(token: Token, head: Token, words: CastWords) -> bool:
    """Whether the token is the verb behind the noun phrase, which a source took in by mistake."""
    verb = token.i > head.i and token.tag_ in words.labels.tags.finite_verb
    return verb and not head.is_ancestor(token)


def _without_time(kept: list[Token], head: Token, words: CastWords) -> list[Token]:
    """The tokens without a time at their end: "programme on Wednesday", "poll in 2015", "trip last week"."""
    end = len(kept)
    while end and kept[end - 1].ent_type_ in words.labels.entities.time and kept[end - 1].i > head.i:
        end -= 1
    if end == len(kept):
        return kept
    while kept[end - 1].i > head.i and _leads_on(kept[end - 1], words):
        end -= 1
    return kept[:end]


def _leads_on(token: Token, words: CastWords) -> bool:
    """Whether the token only leads to what is cut behind it: "in", "taken over"."""
    labels = words.labels
    return token.tag_ in labels.tags.phrase_cut or token.dep_ in labels.relations.particle


def _ends_well(token: Token, words: CastWords) -> bool:
    if token.lower_ in words.phrases.possessive_marks or token.lower_ in words.phrases.no_end:
        return False
    return token.text[-1:].isalnum() or token.text[-1:] in ".)%"


def _up_to_preposition(kept: list[Token], head: Token, words: CastWords) -> list[Token]:
    """The tokens up to the first preposition or participle behind the head, or as many as a name may have with it."""
    for place, token in enumerate(kept):
        if place and token.i > head.i and token.tag_ in words.labels.tags.phrase_cut:
            return kept[:place]
    with_head = sum(token.i <= head.i for token in kept)
    return kept[: max(_LONGEST, with_head)]


def _lower_first(text: str, first: Token, words: CastWords) -> str:
    """ "Officials" at the start of a sentence are "officials"; names keep their capital."""
    labels = words.labels
    named = first.tag_ in labels.tags.proper_noun or first.ent_type_ in labels.entities.capitalised
    if named or not first.text.istitle() or not first.text.isalpha():
        return text
    if first.is_sent_start or first.tag_ in labels.tags.lowered:
        return text[:1].lower() + text[1:]
    return text


def is_plural(token: Token, words: CastWords) -> bool:
    """Whether the noun stands for several people: "officials", "police", "some", "Republicans"."""
    return token.tag_ in words.labels.tags.plural_noun or plain(token.text) in words.people


def is_definite(token: Token, words: CastWords) -> bool:
    """Whether the noun is one that the reader knows already: "the senator", "her mother", "that man"."""
    known = words.phrases.determiners - words.phrases.indefinite
    return any(child.dep_ in words.labels.relations.determiner and child.lower_ in known for child in token.children)
