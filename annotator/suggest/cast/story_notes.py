"""What is noted of a story while it is gone through: whom each source, and each subject of its narration, can mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.dialogue_words import dialogue_words
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.pronouns import Recent, fits_gender, fits_person
from annotator.suggest.cast.strangers import Strangers

Weighed = Sequence[tuple[Member, float]]
"""Members and how salient each is, the most salient first."""
Epithets = Mapping[str, Counter[int]]
"""By a noun phrase ("young girl"): how often each member, by number, was found to be meant by it."""

_STRANGER = 0.3
"""How salient somebody is who has no name but this noun phrase, beside the most salient one with a name."""
_NEW = 3.0
"""The same where the text brings somebody in: "a boy"."""
_RELATIVE, _FELLOW, _ROLE = 0.6, 0.1, 2.0
"""The same for a relative ("her mother"), for the other one of two ("his friend"), for an office ("the constable")."""
_UNNAMED = 0.7
"""How well "the constable" fits "he"."""
_EPITHET = 2.5
"""How salient, beside the most salient one, somebody is whom the phrase has always meant elsewhere."""
_SAME_TITLE, _OTHER_TITLE = 0.8, 0.2
"""How salient a "Mrs." is at least for "her mother", beside the most salient one; what is left of a "Miss"."""
_SAME_SURNAME = 1.5
"""How salient a relative of the owner's surname is at least."""
_NAMESAKE = 0.5
"""How salient somebody else of the same surname is. All of these are set by hand, with an eye on three novels."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a mention can mean: one member for certain, or several, each with a salience."""

    weighed: tuple[tuple[Member, float], ...]
    sure: bool = False
    only: bool = False
    """Whether it can be nobody else."""
    gender: str | None = None
    """Whoever else it may mean has this gender, if it tells one."""
    phrase: str | None = None
    """The noun phrase, where it is one that may stand for different people."""


class StoryNotes:
    """Takes the notes of one way through a story."""

    def __init__(
        self,
        cast: Cast,
        recent: Recent,
        strangers: Strangers,
        narrator: Member | None,
        epithets: Epithets,
    ) -> None:
        """`epithets`: whom noun phrases meant on the way before."""
        self.cast, self.recent, self.strangers, self.narrator = cast, recent, strangers, narrator
        self.epithets = epithets
        self.meant: dict[int, Meant] = {}
        """By token: whom it can mean."""
        self.around: dict[int, Weighed] = {}
        """By number of a quote: the people who came up in the narration before it."""
        self._generic = dialogue_words(recent.map.doc.lang_).generic
        self._first_or_second = cast.words.pronouns.first | cast.words.pronouns.second
        self._surnames = _by_surname(cast)

    def quote(self, number: int, first: Token) -> None:
        """A quote begins with this token."""
        self.around[number] = self.recent.weigh(first, fits_person, narrated=True)

    def label(self, head: Token, member: Member) -> None:
        """A speaker's label: it means nobody else."""
        self.meant[head.i] = Meant(((member, 1.0),), sure=True)

    def gendered(self, head: Token, gender: str, own: Iterable[tuple[int, int]] = ()) -> Member | None:
        """A "he" or "she"; the likeliest member. `own`: the tokens of the quote whose source it is."""
        weighed = self.recent.weigh(head, self._unless_narrator(self._fits_gender(gender)), own=own)
        self.meant[head.i] = Meant(tuple(weighed), gender=gender)
        return weighed[0][0] if weighed else None

    def mention(self, head: Token, member: Member | None, own: Iterable[tuple[int, int]] = ()) -> Member | None:
        """Any other mention, which the rules for all texts take for this member; the likeliest member."""
        named = self.cast.at.get(head.i)
        if plain(head.text) in self.cast.words.pronouns.narrator and self.narrator is not None:
            member = self.narrator
        elif named is not None and member is named[0]:
            self.meant[head.i] = self._namesakes(*named)
            return member
        elif named is None and (apposed := self._apposed(head)) is not None:
            member = apposed
        elif named is None and self._is_several(head):
            return member if member in self.cast.members else None
        elif named is None:
            described = self._described(head, member, own)
            if described is not None:
                self.meant[head.i] = described
                return described.weighed[0][0] if described.weighed else member
        if member is not None:
            self.meant[head.i] = Meant(((member, 1.0),), sure=True)
        return member

    def _apposed(self, head: Token) -> Member | None:
        """The person whose name stands right behind the noun: "her sister Honoria"."""
        behind = head.doc[head.i + 1] if head.i + 1 < len(head.doc) else head
        for i in (behind.i, behind.i + 1):
            named = self.cast.at.get(i)
            if named is not None and named[0].kind is Kind.PERSON:
                return named[0] if named[1].lead == head.i + 1 else None
        return None

    def _is_several(self, head: Token) -> bool:
        """Whether the noun is one of several: "both master and servant"."""
        coordinated = self.cast.words.labels.relations.coordinated
        return head.dep_ in coordinated or any(child.dep_ in coordinated for child in head.children)

    def _unless_narrator(self, fits: Callable[[Member], float]) -> Callable[[Member], float]:
        """The narrator is never "he" or "she"."""
        return lambda member: 0.0 if member is self.narrator else fits(member)

    def _fits_gender(self, gender: str) -> Callable[[Member], float]:
        """How well people fit "he" or "she": somebody without a name, whose noun tells no gender, may be either."""
        named = fits_gender(gender)

        def fits(member: Member) -> float:
            if member.kind is not Kind.PERSON or member.gender is not None or member.number < len(self.cast):
                return named(member)
            return 0.0 if member.name.lower() in self._first_or_second else _UNNAMED

        return fits

    def _namesakes(self, member: Member, mention: Mention) -> Meant:
        """Whom a name means: a bare surname may be anybody's who has it."""
        if mention.name.full or mention.name.titles:
            return Meant(((member, 1.0),), sure=True)
        namesakes = self._surnames.get(mention.name.keys[0], ())
        others = [one for one in namesakes if one is not member]
        if not others:
            return Meant(((member, 1.0),), sure=True)
        first = () if self._only_by_title(member) else ((member, 1.0),)
        return Meant((*first, *((one, _NAMESAKE) for one in others)), only=True)

    def _only_by_title(self, member: Member) -> bool:
        """Whether somebody is known by a woman's title alone, as no bare surname is meant."""
        return not member.full and bool(member.titles & (self.cast.words.married | self.cast.words.unmarried))

    def _described(self, head: Token, member: Member | None, own: Iterable[tuple[int, int]]) -> Meant | None:
        """Whom a noun for one human being can mean; None where it is no such noun, or tells by itself who is meant."""
        word, words = plain(head.lemma_), self.cast.words
        share = self._share_of_stranger(head, word, member)
        if share is None:
            return None
        gender = words.persons.get(word, self._generic.get(word))
        owner = self._owner(head)
        fits = self._unless_narrator(fits_gender(gender) if gender else fits_person)
        title = words.kin.get(word)
        salient = [(one, weight) for one, weight in self.recent.weigh(head, fits, own=own) if one is not owner]
        most = salient[0][1] if salient else 1.0
        weighed = {one.number: (one, self._by_title(one, title, weight, most)) for one, weight in salient}
        family = _surnames(owner) if owner is not None and title is not None else set()
        for one, weight in salient:
            if family & _surnames(one):
                weighed[one.number] = one, max(weight, most * _SAME_SURNAME)
        phrase = _phrase(head, words)
        known = member if member is not None and member not in self.cast.members else None
        stranger = known or self.strangers.get(phrase, Kind.PERSON, gender)
        weighed[stranger.number] = stranger, max(weighed.get(stranger.number, (stranger, 0.0))[1], most * share)
        self._add_epithets(weighed, phrase, most)
        return Meant(tuple(sorted(weighed.values(), key=lambda pair: -pair[1])), gender=gender, phrase=phrase)

    def _share_of_stranger(self, head: Token, word: str, member: Member | None) -> float | None:
        """How salient somebody is who has no name but this noun, beside the most salient one with a name."""
        words = self.cast.words
        new = any(child.lower_ in words.phrases.indefinite for child in head.lefts)
        if word in self._generic:
            return _NEW if new else _STRANGER
        if word not in words.persons or head.tag_ in words.labels.tags.plural_noun:
            return None
        owned = any(child.dep_ in words.labels.relations.owner for child in head.children)
        if owned and word in words.fellows:
            return _FELLOW
        named = member is not None and member in self.cast.members
        if member is not None and named and (owned or {word, words.role(word)} & (member.roles | member.about)):
            return None
        return _RELATIVE if owned and word in words.kin else _ROLE

    def _owner(self, head: Token) -> Member | None:
        """Whose mother "her mother" is, as far as can be told."""
        for child in head.children:
            if child.i in self.cast.at:
                return self.cast.at[child.i][0]
            if child.i in self.meant and self.meant[child.i].weighed:
                return self.meant[child.i].weighed[0][0]
        return None

    def _by_title(self, member: Member, title: str | None, weight: float, most: float) -> float:
        """How salient somebody is as a relative who would have this title: a mother is no Miss."""
        words = self.cast.words
        told = member.titles & (words.married | words.unmarried)
        if title not in words.married | words.unmarried or not told:
            return weight
        return max(weight, most * _SAME_TITLE) if title in told else weight * _OTHER_TITLE

    def _add_epithets(self, weighed: dict[int, tuple[Member, float]], phrase: str, most: float) -> None:
        known = self.epithets.get(phrase, Counter())
        total = sum(known.values())
        for number, count in known.items():
            if number < len(self.cast):
                one, weight = weighed.get(number, (self.cast.members[number], 0.0))
                weighed[number] = one, weight + most * _EPITHET * count / total


def _phrase(head: Token, words: CastWords) -> str:
    """The noun with its adjectives: "young girl"; "her mother" is "mother"."""
    owner, beside = words.labels.relations.owner, words.labels.tags.noun_or_adjective
    before = [child.lower_ for child in head.lefts if child.tag_ in beside and child.dep_ not in owner]
    return " ".join([*before, head.lower_])


def _surnames(member: Member) -> set[str]:
    return {m.name.keys[-1] for m in member.mentions if m.name.full or m.name.titles}


def _by_surname(cast: Cast) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in cast:
        if member.kind is Kind.PERSON:
            surnames = {m.name.keys[-1] for m in member.mentions if m.name.full}
            for surname in sorted(surnames):
                found.setdefault(surname, []).append(member)
    return found


def learn_epithets(notes: StoryNotes, heads: Sequence[Token | None], speakers: Mapping[int, Member]) -> Epithets:
    """Whom noun phrases mean, by the speakers that were found. `heads`: the head of each quote's source."""
    found: dict[str, Counter[int]] = {}
    for number, head in enumerate(heads):
        meant = notes.meant.get(head.i) if head is not None else None
        if meant is not None and meant.phrase is not None and number in speakers:
            found.setdefault(meant.phrase, Counter())[speakers[number].number] += 1
    return found
