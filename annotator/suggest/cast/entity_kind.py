"""Which kind a single word names, by what most of the document says: "Roe" the place is Jane Roe's surname."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc

from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.pronouns import GENDERS


class Kinds:
    """The kinds of the single-word names of a document."""

    def __init__(self, doc: Doc, found: list[Mention], words: CastWords) -> None:
        people = [m for m in found if m.kind is Kind.PERSON]
        self.words = words
        self.family = {k for m in people if m.name.full for k in (m.name.keys[0], m.name.keys[-1])}
        self.family |= {k for m in people if m.name.titles for k in m.name.keys}
        self.votes: dict[str, Counter[Kind]] = {}
        for mention in found:
            if not mention.name.full:
                self.votes.setdefault(mention.name.keys[0], Counter())[mention.kind] += 2 if mention.sure else 1
        for word, seen in _beside_pronouns(doc, found).items():
            if seen >= 2:
                self.votes[word][Kind.PERSON] += 3 * seen

    def of(self, mention: Mention) -> Kind:
        """The kind of this mention, which has a single word."""
        word = mention.name.keys[0]
        votes = self.votes[word]
        if mention.name.titles:
            return Kind.PERSON
        if word in self.words.places and votes[Kind.ORG]:
            return Kind.ORG
        if word in self.family or (word.endswith("s") and word[:-1] in self.family):
            return Kind.PERSON
        if votes[Kind.PERSON] > votes[Kind.ORG]:
            return Kind.PERSON
        return Kind.ORG if votes[Kind.ORG] else mention.kind


def _beside_pronouns(doc: Doc, found: list[Mention]) -> Counter[str]:
    """How often a word that a model takes for a body is the only name before a "he" or "she" in its sentence."""
    by_sentence: dict[int, list[Mention]] = {}
    for mention in found:
        by_sentence.setdefault(doc[mention.start].sent.start, []).append(mention)
    seen: Counter[str] = Counter()
    for mentions in by_sentence.values():
        only = mentions[0]
        if len(mentions) > 1 or only.kind is not Kind.ORG or only.name.full or only.name.words[0].isupper():
            continue
        sentence = doc[only.start].sent
        if doc[only.start].dep_ == "nsubj" and any(t.lower_ in GENDERS for t in doc[only.end : sentence.end]):
            seen[only.name.keys[0]] += 1
    return seen
