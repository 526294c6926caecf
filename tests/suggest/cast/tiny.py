"""Docs made by hand, token by token, so that a test says all that a step reads: no model is needed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import spacy
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.cast.names import Name, read_name

WORDS = cast_words("en")
_NO_SPACE_BEFORE = (",", ".", ";", ":", "”", "’", ")", "’s", "'s", "-", "!", "?")
_NO_SPACE_BEHIND = ("“", "(", "-")
_PARTS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "PRP": "PRON",
    "WP": "PRON",
    "MD": "AUX",
    "JJ": "ADJ",
}
"""Parts of speech by tag, beside those of verbs; other words have none."""


@cache
def _vocab() -> Vocab:
    return spacy.blank("en").vocab


def tiny(marked: str, *entities: tuple[int, int, str]) -> Doc:
    """A Doc of these tokens: `word`, `word_TAG`, `word_TAG_relation` or `word_TAG_relation_head`.

    `head` is the number of a token; the first word of a sentence without one is its root, and the head of the others. A
    word without a tag is a proper noun if it has a capital. `|` starts a sentence,
    `¶` is a blank line and starts one too; `word=lemma` gives a lemma, else it is the word in small letters.
    `entities`: first token, end and label of each.
    """
    words: list[str] = []
    tags, relations, lemmas, starts = [], [], [], []
    heads: list[int | None] = []
    start = True
    for piece in marked.split():
        if piece == "|":
            start = True
            continue
        word, tag, relation, head = [*piece.split("_"), *[""] * 3][:4]
        word, _, lemma = word.partition("=")
        if word == "¶":
            word, tag, start = "\n\n", "_SP", False
        starts.append(start)
        start = word == "\n\n"
        words.append(word)
        tags.append(tag or ("NNP" if word[:1].isupper() else "." if not word[:1].isalnum() else "XX"))
        relations.append(relation or "dep")
        heads.append(int(head) if head else None)
        lemmas.append(lemma or word.lower())
    behind = [*words[1:], "\n\n"]
    spaces = [
        after not in _NO_SPACE_BEFORE and word not in _NO_SPACE_BEHIND and "\n\n" not in (word, after)
        for word, after in zip(words, behind, strict=True)
    ]
    doc = Doc(
        _vocab(),
        words=words,
        spaces=spaces,
        tags=tags,
        pos=["VERB" if tag.startswith("VB") else _PARTS.get(tag, "X") for tag in tags],
        deps=relations,
        heads=_rooted(heads, starts),
        lemmas=lemmas,
    )
    doc.set_ents([Span(doc, first, end, label=label) for first, end, label in entities])
    return doc


def _rooted(heads: list[int | None], starts: list[bool]) -> list[int]:
    """The heads, those that are not given being the root of their sentence."""
    rooted: list[int] = []
    bounds = [*(i for i, start in enumerate(starts) if start), len(heads)]
    for first, end in pairwise(bounds):
        root = next((i for i in range(first, end) if heads[i] is None), first)
        rooted += [root if head is None else head for head in heads[first:end]]
    return rooted


def name(text: str) -> Name:
    """The name in this text."""
    read = read_name(text.split(), WORDS)
    assert read is not None
    return read
