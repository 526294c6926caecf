"""Whom a pronoun means: everybody named lately carries a weight that fades, and the heaviest that fits is taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.speech_map import DIRECT, REPORTED, Scene

GENDERS = {
    "he": MALE, "him": MALE, "his": MALE, "himself": MALE,
    "she": FEMALE, "her": FEMALE, "hers": FEMALE, "herself": FEMALE,
}  # fmt: skip
FIRST_PERSON = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours"])
PLURAL = frozenset(["they", "them", "their", "theirs", "themselves"])
NEUTER = frozenset(["it", "its", "itself"])
RELATIVE = frozenset(["who", "which", "that", "whose", "whom"])

TEXT, SEVERAL = "a text", "several"
"""Roles of members without a name: what says something in writing; more than one."""

_WINDOW = 90
_SENTENCES = 12
_FADE = 0.52
_REPETITION = 0.4
"""What a mention counts that is not the weightiest of its member."""
_UNKNOWN_GENDER = 0.4
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ROLE_WEIGHTS = {
    "nsubj": 1.0, "nsubjpass": 0.95, "dobj": 0.6, "dative": 0.55, "pobj": 0.5, "poss": 0.5, "appos": 0.6,
    "conj": 0.6, "agent": 0.6, "compound": 0.2, "amod": 0.2, "nmod": 0.2, "attr": 0.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody came up at a token, with what weight."""

    at: int
    member: Member
    weight: float


@dataclass(slots=True)
class Turn:
    """A quote that has its speaker: where its content begins, in which paragraph, and whether it is quoted."""

    start: int
    paragraph: int
    direct: bool
    member: Member | None


class Recent:
    """Who came up lately, in text order."""

    def __init__(self, scene: Scene, total: int) -> None:
        self.scene = scene
        self.events: deque[Event] = deque(maxlen=_WINDOW)
        self.turns: deque[Turn] = deque(maxlen=12)
        self.counts: dict[int, int] = {}
        self.total = max(total, 1)

    def add(self, member: Member, token: Token, factor: float = 1.0) -> None:
        """Somebody was named, or meant by a pronoun, at this token."""
        self.events.append(Event(token.i, member, self._weight(token) * factor))
        self.counts[id(member)] = self.counts.get(id(member), 0) + 1

    def _weight(self, token: Token) -> float:
        weight = _ROLE_WEIGHTS.get(token.dep_, 0.45)
        if token.dep_ in _SUBJECTS and token.head.dep_ == "ROOT":
            weight += 0.1
        level = self.scene.speech[token.i]
        return weight * (0.25 if level == DIRECT else 0.5 if level == REPORTED else 1.0)

    def choose(
        self,
        token: Token,
        fits: Callable[[Member], float],
        *,
        own: Iterable[tuple[int, int]] = (),
        turns: dict[int, float] | None = None,
    ) -> Member | None:
        """The heaviest member that fits, or None. `own` are the token ranges of the quote whose source this is.

        `fits` gives 0 for who cannot be meant, else a factor; `turns` further factors by `id` of a member.
        """
        here = self.scene.sentence[token.i]
        scores: dict[int, float] = {}
        highest: dict[int, float] = {}
        members: dict[int, Member] = {}
        for event in reversed(self.events):
            if event.at > token.i:
                continue
            distance = here - self.scene.sentence[event.at]
            if distance > _SENTENCES:
                break
            if self._cannot_be(token, event) or any(start <= event.at < end for start, end in own):
                continue
            key = id(event.member)
            members[key] = event.member
            weight = event.weight * _FADE**distance * self._nearness(token, event)
            scores[key] = scores.get(key, 0.0) + weight
            highest[key] = max(highest.get(key, 0.0), weight)
        best, most = None, 0.0
        for key, member in members.items():
            score = highest[key] + _REPETITION * (scores[key] - highest[key])
            score *= fits(member) * (turns or {}).get(key, 1.0)
            score *= 1 + 1.0 * self.counts.get(key, 0) / self.total
            if score > most:
                best, most = member, score
        return best

    def _nearness(self, token: Token, event: Event) -> float:
        return 1.0 if self.scene.paragraph[token.i] == self.scene.paragraph[event.at] else 0.85

    def _cannot_be(self, token: Token, event: Event) -> bool:
        """Two arguments of one verb are two people: in "Roe told her" she is not Roe."""
        other = self.scene.doc[event.at]
        if token.dep_ == "poss" or other.dep_ == "poss":
            return False
        heads = {token.head.i}
        if token.dep_ == "pobj":
            heads.add(token.head.head.i)
        return other.head.i in heads and other.dep_ in (*_SUBJECTS, "dobj", "dative", "pobj") and other.i != token.i


def fits_gender(gender: str) -> Callable[[Member], float]:
    """How well a person fits "he" or "she"."""

    def fits(member: Member) -> float:
        if member.kind is not Kind.PERSON:
            return 0.0
        if member.gender is None:
            return _UNKNOWN_GENDER
        return 1.0 if member.gender == gender else 0.0

    return fits


def fits_plural(member: Member) -> float:
    """How well a member fits "they"."""
    if TEXT in member.roles:
        return 0.1
    return {Kind.GROUP: 1.0, Kind.ORG: 0.4, Kind.PERSON: 0.0}[member.kind]


def fits_neuter(member: Member) -> float:
    """How well a member fits "it"."""
    return 1.0 if member.kind is Kind.ORG and SEVERAL not in member.roles else 0.0
