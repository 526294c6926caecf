"""What kind of speaker a word names, by what most of the document says: "Roe" the place is Jane Roe's surname."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc, Span

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import is_acronym

_SURE, _UNSURE = 2, 1
"""Votes of a mention for its kind: of one that is sure, and of one that only the model labelled."""
_PRONOUN = 3
"""Votes for a person of each time that "he" or "she" follows; all three set by hand."""
_PRONOUNS_NEEDED = 2
_KIN = 1000
"""Votes for a person where the text says once whose wife or brother it is: set by hand, to decide."""
_FULL_NAME = 2
"""Words of a given name and a surname."""


class EntityKinds:
    """The kinds of the single-word names of a document."""

    def __init__(self, doc: Doc, mentions: list[Mention], words: CastWords) -> None:
        self.doc, self.words = doc, words
        self.surnames = _surnames(mentions)
        self.votes: dict[str, Counter[Kind]] = {}
        for mention in mentions:
            if not mention.name.full:
                votes = self.votes.setdefault(mention.name.keys[0], Counter())
                votes[mention.kind] += _SURE if mention.sure else _UNSURE
                votes[Kind.PERSON] += _KIN if is_kin(doc, mention, words) else 0
        for word, count in _before_pronouns(doc, mentions, words).items():
            if count >= _PRONOUNS_NEEDED:
                self.votes[word][Kind.PERSON] += _PRONOUN * count

    def of(self, mention: Mention) -> Kind:
        """The kind of this mention, which has a single word."""
        word = mention.name.keys[0]
        votes = self.votes[word]
        if mention.name.titles:
            return Kind.PERSON
        if word in self.words.places and votes[Kind.ORG] and not self._speaks(mention):
            return Kind.ORG
        if self.is_surname(mention):
            return Kind.PERSON
        if votes[Kind.PERSON] > votes[Kind.ORG]:
            return Kind.PERSON
        return Kind.ORG if votes[Kind.ORG] else mention.kind

    def is_person_in_full(self, mention: Mention) -> bool:
        """Whether a name that the model takes for a body's is a person's: its last word alone is one, of no other name.

        "Quill Orvane" is, where the text goes on with "Orvane said"; "Team Roe" and "Roe Foundation" are not.
        """
        *before, last = mention.name.keys
        other = self.words.endings | self.words.organisations | self.words.places | self.words.texts
        if len(before) != 1 or last in self.surnames or not all(word.isalpha() for word in mention.name.keys):
            return False
        votes = self.votes.get(last, Counter())
        capitals = any(word.isupper() for word in mention.name.words)
        common = before[0] in other or before[0] in self.words.people or before[0] in self.words.persons
        small = any(token.text in mention.name.keys for token in self.doc)
        return votes[Kind.PERSON] > votes[Kind.ORG] and not (capitals or common or last in other or small)

    def _speaks(self, mention: Mention) -> bool:
        """Whether a place's name that is somebody's surname too is the subject of a verb of saying."""
        token = self.doc[mention.end - 1]
        subject = token.dep_ in self.words.labels.relations.active_subject
        return subject and token.head.lemma_ in self.words.speech

    def is_surname(self, mention: Mention) -> bool:
        """Whether the text has the mention's one word in somebody's full name, or behind a title."""
        word = mention.name.keys[0]
        if is_acronym(mention.name.words[0]):
            return False
        return word in self.surnames or word.removesuffix(self.words.plural_ending) in self.surnames


def is_kin(doc: Doc, mention: Mention, words: CastWords) -> bool:
    """Whether the text calls it one of somebody's family, so that it is no body: "his wife, Orvana"."""
    last = doc[mention.end - 1]
    apposed = mention.start > 1 and doc[mention.start - 1].text == "," and mention.start - 2 == last.head.i
    kin = apposed and last.dep_ in words.labels.relations.apposition and plain(last.head.text) in words.bonds
    return kin and not set(mention.name.keys) & (words.organisations | words.endings | words.places)


def behind_noun(entity: Span, words: CastWords) -> bool:
    """Whether an entity of another label is a person behind a common noun for one: "Spokeswoman Orva Lane"."""
    noun, *name = entity
    if len(name) != _FULL_NAME or plain(noun.text) not in words.persons or plain(noun.text) in words.given:
        return False
    common = words.organisations | words.endings | words.places | words.texts
    return noun.tag_ in words.labels.tags.common_noun and all(
        token.text.istitle() and token.text.isalpha() and plain(token.text) not in common for token in name
    )


def _surnames(mentions: list[Mention]) -> set[str]:
    """Words that name a person for certain: first and last words of full names, and all words behind a title."""
    people = [m for m in mentions if m.kind is Kind.PERSON]
    full = {key for m in people if m.name.full for key in (m.name.keys[0], m.name.keys[-1])}
    return full | {key for m in people if m.name.titles for key in m.name.keys}


def _before_pronouns(doc: Doc, mentions: list[Mention], words: CastWords) -> Counter[str]:
    """How often a word that a model takes for a body is the only name before a "he" or "she" in its sentence."""
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_sentence.setdefault(doc[mention.start].sent.start, []).append(mention)
    counts: Counter[str] = Counter()
    for in_sentence in by_sentence.values():
        only = in_sentence[0]
        if len(in_sentence) > 1 or only.kind is not Kind.ORG or only.name.full or only.name.words[0].isupper():
            continue
        rest = doc[only.end : doc[only.start].sent.end]
        subject = doc[only.start].dep_ in words.labels.relations.active_subject
        if subject and any(token.lower_ in words.pronouns.gender for token in rest):
            counts[only.name.keys[0]] += 1
    return counts
