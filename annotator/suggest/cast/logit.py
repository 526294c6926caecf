"""Whom a pronoun or a noun means: a conditional logit over those within reach, somebody new, and nobody.

Each candidate has features, each feature a weight in nats (0.7 doubles the odds), and the highest sum wins. The weights
are set by hand. Fitted to articles read by hand they were no better: writers name people exactly where a pronoun would
not do, so that the optimum is flat.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.members import Member, MemberKind

_REACH = 25
"""Sentences back at which a pronoun may take somebody up,"""
_RECENT = 60
"""and the members named last of whom anything is asked."""
_LAST = 4
"""Mentions of a member in one sentence that are looked at."""

FeatureWeights = Mapping[str, float]

NEWS: FeatureWeights = {
    # How near a pronoun is.
    "same sentence": 0.6,
    "sentence before": 0.7,
    "distance": -0.7,
    "same paragraph": 0.4,
    "others between": -0.6,
    # Who somebody is in the text, and where it was named last.
    "mentions": 0.3,
    "subject": 0.8,
    "main subject": 0.5,
    "spoke last": 1.4,
    "named in own words": -1.5,
    # What a pronoun agrees with.
    "gender": 1.0,
    "other gender": -4.0,
    "it: body": 1.0,
    "it: several": -2.0,
    "they: several": 2.0,
    "they: one": -3.0,
    # How near a noun is.
    "noun, sentence before": 0.8,
    "noun, distance": -0.4,
    "noun, mentions": 0.4,
    "noun, spoke last": 0.7,
    # How a noun fits.
    "role": 4.0,
    "role of nobody": 0.7,
    "same noun": 3.0,
    "all its words": 1.5,
    "other words": -2.0,
    "shared words": 1.6,
    "unshared words": -0.2,
    "unshared name of person": -0.8,
    "general noun": 1.0,
    "noun in name": 2.0,
    "kind of body": 2.0,
    "nothing in common": -2.0,
    "no noun for a body": -3.0,
    # Somebody new.
    "new": 1.2,
    "new, indefinite": 6.0,
    "new, several": 1.5,
    "new, often unnamed": 1.0,
    "new, no noun for a speaker": 1.5,
    "new, described behind": 1.0,
    "new, by trade": -0.4,
}

STORY: FeatureWeights = {
    **NEWS,
    "new": 0.0,
    "new, by trade": 3.5,
    "general noun": 2.5,
    "role of nobody": 1.0,
    "spoke last": 0.6,
    "mentions": 0.2,
    "same noun": 1.5,
    "all its words": 0.7,
}
"""In a story "the man" takes up somebody with a name more often."""


@dataclass(frozen=True, slots=True)
class MentionPlace:
    """A mention of a member: its token, and whether that is a subject, or the subject of a sentence."""

    token: int
    subject: bool
    main: bool


@dataclass(frozen=True)
class Anaphor:
    """A mention to resolve: its head and the tokens `[start, end)` of its phrase."""

    head: int
    start: int
    end: int
    quote: int | None = None
    """The quote whose source it is,"""
    content_start: int | None = None
    """and of a pronoun the token with which what is said begins, or its own."""
    owner: Member | None = None


@dataclass(frozen=True, slots=True)
class MentionChoice:
    """A candidate with its score; somebody new is None."""

    score: float
    member: Member | None


class Memory:
    """Who came up in the text so far, and who spoke."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.places: dict[Member, list[MentionPlace]] = {}
        self.last_speaker: Member | None = None
        self._order: dict[Member, None] = {}
        """The members, those that came up last at the end."""

    def note(self, member: Member, token: int) -> None:
        """Have a token mean a member."""
        columns, relations = self.columns, self.columns.labels.relations
        subject = columns.is_subject(token)
        verb = columns.dep[columns.head[token]]
        main = subject and (verb in relations.root or verb in relations.coordinated)
        self.places.setdefault(member, []).append(MentionPlace(token, subject, main))
        self._order.pop(member, None)
        self._order[member] = None

    def recent(self) -> list[Member]:
        """The members that came up, the last one first."""
        return list(islice(reversed(self._order), _RECENT))


@dataclass
class Scorer:
    """Scores who may be meant. `roles`: those that the text gives to somebody it names; `story`: whether it is one."""

    columns: Columns
    memory: Memory
    weights: FeatureWeights
    roles: frozenset[str]
    story: bool
    narrator: Member | None = None
    """Who tells a story in the first person, and is meant by no "he" and no noun."""

    def choices(self, mention: Anaphor, spoken_of: Collection[Member | None] = ()) -> list[MentionChoice]:
        """Everybody within reach with a score, and for a noun somebody new. `spoken_of`: whom what is said names."""
        pronoun = mention.content_start is not None
        features_of = self._of_pronoun if pronoun else self._of_noun
        choices: list[MentionChoice] = []
        fitting = 0
        for member in self.memory.recent():
            features = None if member is self.narrator else features_of(mention, member)
            if features is None:
                continue
            if pronoun:
                features["others between"] = min(3, fitting)
                fitting += "other gender" not in features
            features["spoke last" if pronoun else "noun, spoke last"] = member is self.memory.last_speaker
            features["named in own words"] = member in spoken_of
            choices.append(MentionChoice(self._sum(features), member))
        if not pronoun:
            choices.append(MentionChoice(self._sum(self._of_somebody_new(mention)), None))
        return choices

    def _sum(self, features: Mapping[str, float]) -> float:
        return sum(self.weights[name] * value for name, value in features.items())

    # ---- pronouns

    def _agreement(self, word: str, member: Member) -> dict[str, float] | None:
        """How a pronoun agrees with a member in gender and number; None where it cannot mean it."""
        pronouns, kind = self.columns.words.pronouns, member.kind
        several = member.plural or kind is MemberKind.GROUP
        gender = pronouns.gender.get(word)
        if gender is not None:
            if kind is not MemberKind.PERSON:
                return None
            if member.gender in (None, gender):
                return {"gender": float(member.gender is not None)}
            return None if member.sure else {"other gender": 1.0}
        if word in pronouns.neuter:
            if kind is MemberKind.PERSON or member.parts:
                return None
            return {"it: body": kind is MemberKind.ORG, "it: several": several}
        return {"they: several": several, "they: one": kind is MemberKind.PERSON}

    def _of_pronoun(self, mention: Anaphor, member: Member) -> dict[str, float] | None:
        """The features of a member for a pronoun; what its own quote says of somebody brings nobody nearer."""
        columns, head, places = self.columns, mention.head, self.memory.places[member]
        own = sum(
            mention.content_start is not None and mention.content_start <= place.token < head
            for place in places[-_LAST:]
        )
        behind = len(places) - own
        before = places[max(0, behind - _LAST) : behind] or places[-_LAST:]
        last = before[-1]
        sentence = columns.sentence[last.token]
        distance = columns.sentence[head] - sentence
        features = self._agreement(columns.lower[head], member)
        if features is None or distance > _REACH:
            return None
        beside = [place for place in before if columns.sentence[place.token] == sentence]
        return features | {
            "same sentence": distance == 0,
            "sentence before": distance == 1,
            "distance": math.log2(1 + distance),
            "same paragraph": columns.paragraph[last.token] == columns.paragraph[head],
            "mentions": math.log2(1 + len(places)),
            "subject": any(place.subject for place in beside),
            "main subject": any(place.main for place in beside),
        }

    # ---- nouns

    def _of_noun(self, mention: Anaphor, member: Member) -> dict[str, float] | None:
        """The features of a member for a noun."""
        columns, last = self.columns, self.memory.places[member][-1]
        features = self._fit(mention, member)
        if features is None:
            return None
        distance = columns.sentence[mention.head] - columns.sentence[last.token]
        nameless = not member.roles and not member.phrase
        return features | {
            "noun, sentence before": distance == 1,
            "noun, distance": math.log2(1 + distance),
            "noun, mentions": math.log2(1 + len(self.memory.places[member])),
            "role of nobody": nameless and columns.words.role(columns.lemma[mention.head]) not in self.roles,
        }

    def _fit(self, mention: Anaphor, member: Member) -> dict[str, float] | None:
        """How well a noun fits a member: by role, kind and the other words of the phrase. None where it cannot."""
        columns, words = self.columns, self.columns.words
        noun, beside = columns.lemma[mention.head], self._other_words(mention)
        role = words.role(noun)
        person = noun in words.persons or noun in words.kin
        several = columns.is_plural(mention.head)
        same = member.phrase and (noun,) in member.forms and member.plural == several
        if not same and not self._may_take_up(mention, member, person=person, several=several):
            return None
        if member is mention.owner or (same and mention.owner is not None and member.owner is not mention.owner):
            return None
        gender = words.persons.get(noun)
        if gender and member.gender not in (None, gender):
            return None
        shared = {word for word in beside if word in member.about or member.holds(word)}
        plainly = beside - words.party_members - shared
        named = any(columns.capital[i] and columns.lemma[i] in plainly for i in range(mention.start, mention.head))
        features: dict[str, float] = {
            "role": role in member.roles,
            "same noun": same,
            "shared words": min(2, len(shared)),
            "unshared words": min(2, len(plainly)),
            "unshared name of person": person and named,
            "general noun": noun in words.aspirants
            or (self.story and (noun in words.dialogue.generic or noun in words.kin)),
        }
        if same:
            features |= {"all its words": beside <= member.about, "other words": bool(beside - member.about)}
        if not person:
            in_name = member.holds(noun)
            kind = any(member.holds(word) for word in words.kinds.get(noun, ()))
            kind = kind or (noun in words.any_body and member.kind is MemberKind.ORG)
            features |= {
                "noun in name": in_name,
                "kind of body": kind,
                "no noun for a body": noun not in words.organisations,
                "nothing in common": not (in_name or kind or role in member.roles or shared),
            }
        return features

    def _may_take_up(self, mention: Anaphor, member: Member, *, person: bool, several: bool) -> bool:
        """Whether a noun may mean a member that is not known by this noun."""
        if member.phrase and not (member.parts and several):
            return False
        if person and member.kind is not MemberKind.PERSON and not several:
            return False
        if not person and member.kind is MemberKind.PERSON:
            return False
        if (several and not member.plural) or (member.kind is MemberKind.GROUP and not several):
            return False
        return self.columns.lower[mention.start] not in self.columns.words.phrases.indefinite

    def _other_words(self, mention: Anaphor) -> set[str]:
        """The nouns and adjectives of a phrase beside its head."""
        columns, tags = self.columns, self.columns.labels.tags
        describing = tags.noun_or_adjective | tags.past_participle
        return {
            columns.lemma[i]
            for i in range(mention.start, min(mention.end, mention.head + 6))
            if i != mention.head and columns.tag[i] in describing
        }

    # ---- somebody new

    def _of_somebody_new(self, mention: Anaphor) -> dict[str, float]:
        columns, words, head = self.columns, self.columns.words, mention.head
        noun, opening = columns.lemma[head], columns.lower[mention.start]
        owned, several = columns.owner_of(head) is not None, columns.is_plural(head)
        person, unnamed = noun in words.persons, noun in words.unnamed
        behind = columns.lemma[head + 2 : mention.end]  # "of state" is all of one's office
        described = len(behind) > 1 or not words.organisations.issuperset(behind)
        definite = opening in words.phrases.pointing or owned
        by_trade = person and noun not in words.dialogue.generic | words.kin
        known = not (unnamed or owned or described or several)  # in news somebody who mostly has a name
        return {
            "new": 1.0,
            "new, indefinite": not definite,
            "new, several": several,
            "new, often unnamed": unnamed,
            "new, no noun for a speaker": noun not in words.organisations and not person,
            "new, described behind": described,
            "new, by trade": by_trade and (self.story or known),
        }
