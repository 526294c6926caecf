"""Which body a definite noun means: "the bank", "the network", "the panel", by kind, name and salience."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.pronouns import SEVERAL, Recent
from annotator.suggest.cast.roles import PLACE
from annotator.suggest.cast.strangers import Strangers

_UNKNOWN_KIND = 0.4
"""How well a body fits a noun for any body if neither its name nor the text tells its kind: set by hand."""
_REACH = 8
"""Tokens behind a name in which the noun that tells its kind stands: set by hand."""
_PAUSES = (",", "—", "–", "--", "-")


class BodyNouns:
    """Finds the body that a definite noun takes up."""

    def __init__(self, doc: Doc, cast: Cast, recent: Recent, strangers: Strangers) -> None:
        self.doc, self.cast, self.words, self.recent, self.strangers = doc, cast, cast.words, recent, strangers
        ordinary = {token.lower_ for token in doc if token.text.islower()}
        bodies = [m for m in cast if m.kind is Kind.ORG and not _is_noun(m, ordinary, self.words)]
        self.by_noun: dict[str, list[Member]] = {}
        for member in bodies:
            for word in {word for mention in member.mentions for word in _nouns_of(mention, self.words)}:
                self.by_noun.setdefault(word, []).append(member)
        self.kinds = {id(member): self._kinds(member) for member in bodies}

    def meant(self, tokens: Span, head: Token, word: str) -> Member | None:
        """The last named one with that noun in its name, else one taken up before, else the likeliest of that kind.

        With a name before the noun, as in "the Roe campaign", only one of that name.
        """
        beside = {
            token.lower_ for token in tokens if token.i < head.i and token.tag_ in self.words.labels.tags.proper_noun
        }
        named = [m for m in self.by_noun.get(word, ()) if m.first <= head.i and beside <= _name_words(m)]
        if named:
            return max(named, key=lambda m: _last_before(m, head.i))
        if beside:
            return None
        known = self.strangers.by_head.get(word)
        return known or self.recent.choose(head, lambda member: self._fits(member, word))

    def _fits(self, member: Member, word: str) -> float:
        """How well a body fits a noun that is not in its name."""
        if member.kind is not Kind.ORG or SEVERAL in member.roles:
            return 0.0
        wanted, anything = self.words.kinds.get(word, frozenset()), word in self.words.any_body
        kinds = self.kinds.get(id(member))
        if kinds is None:
            return 0.0
        if word in kinds or wanted & kinds:
            return 1.0
        if PLACE in member.roles:
            return 0.0
        return _UNKNOWN_KIND if anything and not kinds else 0.0

    def _kinds(self, member: Member) -> frozenset[str]:
        """The kinds that a body's name tells, and the nouns for bodies that the text uses beside it."""
        kinds: set[str] = set()
        for mention in member.mentions:
            for word in _nouns_of(mention, self.words):
                kinds |= self.words.named_kinds.get(word, frozenset())
            for noun in _nouns_beside(self.doc, mention, self.words):
                kinds |= {noun} | self.words.kinds.get(noun, frozenset())
        return frozenset(kinds)


def _is_noun(member: Member, ordinary: set[str], words: CastWords) -> bool:
    """Whether what was taken for a name is a common noun with a capital: "Bank executives" at a sentence's start."""
    forms = {mention.name.keys for mention in member.mentions}
    return all(len(keys) == 1 and keys[0] in words.organisations and keys[0] in ordinary for keys in forms)


def _nouns_of(mention: Mention, words: CastWords) -> set[str]:
    """The words of a body's name that say what it is: the last, and the one before a preposition."""
    keys = mention.name.keys
    return {keys[-1]} | {keys[i] for i in range(len(keys) - 1) if keys[i + 1] in words.unacronymed}


def _name_words(member: Member) -> set[str]:
    return {word for mention in member.mentions for word in mention.name.keys}


def _nouns_beside(doc: Doc, mention: Mention, words: CastWords) -> Iterator[str]:
    """The nouns for bodies that stand beside a name: "the Ashby network", "Ashby, the bank", "the union Ashby"."""
    tags = words.labels.tags
    i = mention.end
    if i < len(doc) and doc[i].text.islower() and doc[i].tag_ in tags.noun_or_adjective:
        # what a body has is not what it is: "the Quill board"
        yield from (noun for noun in _head_noun(doc, i, words) if noun in words.any_body)
    elif i + 1 < len(doc) and doc[i].text in _PAUSES and doc[i + 1].tag_ in tags.description_start:
        yield from _head_noun(doc, i + 2, words)
    elif i + 1 < len(doc) and doc[i].lower_ in words.phrases.copulas:
        yield from _head_noun(doc, i + 1, words)
    before = doc[mention.lead - 1] if mention.lead else None
    if before is not None and before.text.islower() and plain(before.lemma_) in words.organisations:
        yield plain(before.lemma_)


def _head_noun(doc: Doc, start: int, words: CastWords) -> Iterator[str]:
    """The head of the noun phrase that begins or goes on here, if it is a noun for a body."""
    tags = words.labels.tags
    head: Token | None = None
    for token in doc[start : start + _REACH]:
        if token.tag_ not in tags.noun_or_adjective | tags.description_start and token.text != "-":
            break
        head = token if token.tag_ in tags.noun else head
    if head is not None and head.tag_ in tags.singular_noun and plain(head.lemma_) in words.organisations:
        yield plain(head.lemma_)


def _last_before(member: Member, token: int) -> int:
    """Where the member was last named before this token or at it; -1 where it never was."""
    place = bisect_right(member.mentions, token, key=lambda mention: mention.start)
    return member.mentions[place - 1].start if place else -1
