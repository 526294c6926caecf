"""Whom a pronoun means: the most salient member that fits, salience being weighted by recency.

Every mention adds to its member's salience, by its grammatical role and by whether it stands in narration or in
speech; what it adds shrinks with each sentence that follows, as in the model of Lappin and Leass (1994). All weights
here are set by hand; others were tried on pronouns that were read by eye, and none did better by more than chance.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.roles import PLACE
from annotator.suggest.cast.speech_map import DIRECT, REPORTED, SpeechMap

TEXT, SEVERAL, THINGS = "a text", "several", "things"
"""Roles of members without a name: what says something in writing; more than one; more than one that are no people."""

_MENTIONS = 90
"""Mentions that are remembered."""
_TURNS = 12
"""Quotes that are remembered."""
_SENTENCES = 12
"""Sentences back in which a mention still counts."""
_PAIR_SENTENCES = 4
"""Sentences back in which the two stand that "both" means."""
_RECENCY = 0.52
"""What is left of a mention's salience one sentence later."""
_OTHER_PARAGRAPH = 0.85
"""What is left of it in another paragraph."""
_REPETITION = 0.4
"""What a mention counts that is not the most salient of its member."""
_FREQUENCY = {True: 1.0, False: 0.5}
"""How much more somebody counts whom all mentions are of: in a story, and in news."""
_UNKNOWN_GENDER = 0.4
"""How well a person of unknown gender fits "he" or "she"."""
_OTHER_RELATION = 0.45
"""The salience of a mention in a grammatical relation that the language's data do not list."""
_SUBJECT_OF_SENTENCE = 0.1
"""What the subject of a whole sentence has beyond that of a clause."""
_IN_SPEECH = {DIRECT: 0.25, REPORTED: 0.5}
"""What is left of a mention's salience within speech."""
_SPOKEN_OF = 0.25
"""How well somebody fits "he" or "she" whom the quote itself names."""
_PLURAL = {Kind.GROUP: 1.0, Kind.ORG: 0.4, Kind.PERSON: 0.0}
_PLURAL_TEXT, _PLURAL_PLACE, _PLURAL_THINGS = 0.1, 0.05, 0.25
"""How well each kind, a text or a body without a name, a place, and several things fit "they"."""


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody came up at a token, with some salience."""

    token: int
    member: Member
    salience: float
    main: bool = False
    """Whether this was the subject of a whole sentence."""


@dataclass(slots=True)
class Turn:
    """A quote that has its speaker: where its content begins, in which paragraph, and whether it is quoted."""

    start: int
    paragraph: int
    direct: bool
    member: Member | None


class Recent:
    """Who came up lately, in text order."""

    def __init__(self, speech_map: SpeechMap, total: int) -> None:
        """`total`: mentions of all names in the document."""
        self.map = speech_map
        self.labels = speech_map.words.labels
        self.events: deque[Event] = deque(maxlen=_MENTIONS)
        self.turns: deque[Turn] = deque(maxlen=_TURNS)
        self.counts: dict[int, int] = {}
        self.total = max(total, 1)
        self.story = False
        """Whether the text is a story: to be set before anybody is chosen."""

    def add(self, member: Member, token: Token, factor: float = 1.0) -> None:
        """Somebody was named, or meant by a pronoun, at this token."""
        relations = self.labels.relations
        main = token.dep_ in relations.subject and token.head.dep_ in relations.root
        self.events.append(Event(token.i, member, self._salience(token, main=main) * factor, main))
        self.counts[id(member)] = self.counts.get(id(member), 0) + 1

    def _salience(self, token: Token, *, main: bool) -> float:
        """By the token's grammatical relation, less within speech."""
        salience = self.labels.salience.get(token.dep_, _OTHER_RELATION)
        if main:
            salience += _SUBJECT_OF_SENTENCE
        return salience * _IN_SPEECH.get(self.map.speech[token.i], 1.0)

    def choose(
        self,
        token: Token,
        fits: Callable[[Member], float],
        *,
        own: Iterable[tuple[int, int]] = (),
        turns: Mapping[int, float] | None = None,
        main: float = 1.0,
    ) -> Member | None:
        """The most salient member that fits, or None. `own` are the token ranges of the quote whose source this is.

        `fits` gives 0 for who cannot be meant, else a factor; `turns` further factors by `id` of a member; `main` one
        for every mention that was the subject of a whole sentence.
        """
        weighed = self.weigh(token, fits, own=own, turns=turns, main=main)
        return weighed[0][0] if weighed else None

    def weigh(
        self,
        token: Token,
        fits: Callable[[Member], float],
        *,
        own: Iterable[tuple[int, int]] = (),
        turns: Mapping[int, float] | None = None,
        main: float = 1.0,
        narrated: bool = False,
    ) -> list[tuple[Member, float]]:
        """Everybody who fits, with how salient each is, the most salient first (see `choose`).

        `narrated`: whoever is only spoken of in the speakers' own words does not count.
        """
        sums: dict[int, float] = {}
        highest: dict[int, float] = {}
        members: dict[int, Member] = {}
        for event, rest in self._before(token, tuple(own)):
            if narrated and self.map.speech[event.token] == DIRECT:
                continue
            key = id(event.member)
            salience = rest * (main if event.main else 1.0)
            members[key] = event.member
            sums[key] = sums.get(key, 0.0) + salience
            highest[key] = max(highest.get(key, 0.0), salience)
        weighed = []
        for key, member in members.items():
            score = highest[key] + _REPETITION * (sums[key] - highest[key])
            score *= fits(member) * (turns or {}).get(key, 1.0)
            score *= 1 + _FREQUENCY[self.story] * self.counts.get(key, 0) / self.total
            if score > 0.0:
                weighed.append((member, score))
        return sorted(weighed, key=lambda pair: -pair[1])

    def _before(self, token: Token, own: tuple[tuple[int, int], ...]) -> Iterable[tuple[Event, float]]:
        """The events that this token may refer to, latest first, each with what is left of its salience."""
        sentence, paragraph = self.map.sentence, self.map.paragraph
        for event in reversed(self.events):
            if event.token > token.i:
                continue
            distance = sentence[token.i] - sentence[event.token]
            if distance > _SENTENCES:
                break
            if self._cannot_be(token, event) or any(start <= event.token < end for start, end in own):
                continue
            nearness = 1.0 if paragraph[token.i] == paragraph[event.token] else _OTHER_PARAGRAPH
            yield event, event.salience * _RECENCY**distance * nearness

    def two_people(self, token: Token) -> list[Member]:
        """The only two people named in the last sentences, in the cast's order; nobody where they are not two."""
        found: dict[int, Member] = {}
        at = -1
        for event in reversed(self.events):
            distance = self.map.sentence[token.i] - self.map.sentence[event.token]
            people = [m for m in event.member.parts or (event.member,) if m.kind is Kind.PERSON and m.mentions]
            beside = self.map.doc[event.token].dep_ in self.labels.relations.in_noun
            if event.token >= token.i or not people or beside:
                continue
            if distance > _PAIR_SENTENCES or (len(found) == 2 and distance > at):
                break
            found |= {id(member): member for member in people}
            at = distance
        return sorted(found.values(), key=lambda member: member.number) if len(found) == 2 else []

    def is_near(self, member: Member | None, token: Token) -> bool:
        """Whether the member came up in the token's sentence or the one before."""
        first = self.map.sentence[token.i] - 1
        return any(event.member is member for event in self.events if self.map.sentence[event.token] >= first)

    def _cannot_be(self, token: Token, event: Event) -> bool:
        """Two arguments of one verb are two people: in "Roe told her" she is not Roe."""
        other, relations = self.map.doc[event.token], self.labels.relations
        if token.dep_ in relations.owner or other.dep_ in relations.owner:
            return False
        heads = {token.head.i}
        if token.dep_ in relations.prepositional_object:
            heads.add(token.head.head.i)
        argument = other.dep_ in relations.subject or other.dep_ in relations.object
        return other.head.i in heads and argument and other.i != token.i


def fits_gender(gender: str) -> Callable[[Member], float]:
    """How well a person fits "he" or "she"."""

    def fits(member: Member) -> float:
        if member.kind is not Kind.PERSON:
            return 0.0
        if member.gender is None:
            return _UNKNOWN_GENDER
        return 1.0 if member.gender == gender else 0.0

    return fits


def unless_spoken_of(fits: Callable[[Member], float], spoken_of: Iterable[Member]) -> Callable[[Member], float]:
    """The same, less of whoever the quote names: in "he said that Roe left" he is not Roe (binding principle C)."""
    named = {id(member) for member in spoken_of}
    return lambda member: fits(member) * (_SPOKEN_OF if id(member) in named else 1.0)


def fits_person(member: Member) -> float:
    """How well a member fits the speaker of a turn of dialogue: people do."""
    return 1.0 if member.kind is Kind.PERSON else 0.0


def fits_plural(member: Member) -> float:
    """How well a member fits "they"."""
    if PLACE in member.roles:
        return _PLURAL_PLACE
    if member.kind is Kind.ORG and not member.mentions:
        return _PLURAL_TEXT
    if THINGS in member.roles:
        return _PLURAL_THINGS
    return _PLURAL_TEXT if TEXT in member.roles else _PLURAL[member.kind]


def fits_neuter(member: Member) -> float:
    """How well a member fits "it"."""
    return 1.0 if member.kind is Kind.ORG and SEVERAL not in member.roles else 0.0
