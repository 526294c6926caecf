"""Speakers who have no name: "officials", "a spokesman for the bank", in the text's own words."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from annotator.suggest.cast.lexicon import CastWords, plain

_LONGEST = 9
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "such",
        "own",
    ]
)
_VAGUE = frozenset(
    ["you", "who", "which", "that", "what", "whoever", "there", "one's", "it", "i", "we", "me", "us", "myself"]
)
_BLANKS = re.compile(r"\s+")
_CUTS = frozenset({",", ";", ":", "—", "–", "(", "[", "who", "which", "whose", "that", "where", "when"})


def phrase(tokens: Span, head: Token, *, capital: bool = False) -> str | None:
    """The noun phrase as a canonical name: no article, nothing from the first comma or relative clause on.

    "The two officials, who declined to be named," is "two officials", "the bank's lawyers" is "bank's lawyers". With
    `capital` the first word is a name and keeps its capital wherever it stands.
    """
    kept = list(tokens)
    if kept and kept[0].lower_ == "what" and len(kept) > 1:
        kept.pop(0)
    while kept and ((kept[0].lower_ in _DETERMINERS and kept[0].i != head.i) or not kept[0].text[:1].isalnum()):
        kept.pop(0)
    for place, token in enumerate(kept):
        if place and token.lower_ in _CUTS:
            kept = kept[:place]
            break
    while kept and (kept[-1].lower_ in ("'s", "’s", "'", "’", "of", "and") or not _ends_well(kept[-1])):
        kept.pop()
    if len(kept) > _LONGEST:
        kept = _up_to_preposition(kept)
    text = _BLANKS.sub(" ", "".join(t.text_with_ws for t in kept)).strip()
    if not text or text.lower() in _VAGUE:
        return None
    return text if capital else _lower_first(text, kept[0])


def _ends_well(token: Token) -> bool:
    return token.text[-1:].isalnum() or token.text[-1:] in ".)%"


def _up_to_preposition(kept: list[Token]) -> list[Token]:
    for place, token in enumerate(kept):
        if place and token.tag_ in ("IN", "VBG", "VBN", "TO"):
            return kept[:place]
    return kept[:_LONGEST]


def _lower_first(text: str, first: Token) -> str:
    """ "Officials" at the start of a sentence are "officials"; names keep their capital."""
    if first.tag_.startswith("NNP") or first.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or not first.text.istitle():
        return text
    if first.is_sent_start or first.tag_ in ("NN", "NNS", "JJ", "CD", "DT"):
        return text[:1].lower() + text[1:]
    return text


def is_plural(token: Token, words: CastWords) -> bool:
    """Whether the noun stands for several people.

    "officials", "police", "some", "Republicans".
    """
    if token.tag_ in ("NNS", "NNPS"):
        return True
    return plain(token.text) in words.people


def definite(token: Token) -> bool:
    """Whether the noun is one that the reader knows already: "the senator", "her mother", "that man"."""
    return any(
        (child.dep_ in ("det", "poss") and child.lower_ in _DETERMINERS - {"a", "an", "such"})
        for child in token.children
    )
