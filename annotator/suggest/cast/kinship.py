"""Who is whose wife, father or brother, as the text says it beside their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Mention

_REACH = 6
"""Tokens behind the comma of a name in which its kin word stands: set by hand."""

_HYPHEN = "-"

Whose = Callable[[Token], Member | None]
"""Whom a possessive means."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The text calls this person somebody's kin: "her husband, Otto Lane"."""

    member: Member
    word: str
    """What the member is called: "husband"."""
    bond: str
    """What the member is to the other one: "spouse"."""
    owner: Token | None
    """Who the other one is: "her", "Roe" in "Roe's husband"; None where the text does not say."""
    place: int
    """The first token of the name."""


def find_ties(doc: Doc, people: Iterable[Member], words: CastWords) -> list[Tie]:
    """What the text says of kinship right before and behind the names of people, in its order."""
    ties = [tie for member in people for mention in member.mentions for tie in _ties_of(doc, member, mention, words)]
    return sorted(ties, key=lambda tie: tie.place)


def _ties_of(doc: Doc, member: Member, mention: Mention, words: CastWords) -> Iterator[Tie]:
    before = mention.lead - 1
    comma = before > 0 and doc[before].text == ","
    if comma:
        before -= 1
    if before >= 0 and plain(doc[before].text) in words.bonds:
        owner = owner_before(doc[before], words)
        if owner is not None or not comma:
            word = plain(doc[before].text)
            yield Tie(member, word, words.bonds[word], owner, mention.start)
    if mention.end < len(doc) and doc[mention.end].text == ",":
        for token in doc[mention.end + 1 : mention.end + 1 + _REACH]:
            if token.text in (",", ".", ";") or token.is_space:
                return
            if plain(token.text) in words.bonds:
                owner = owner_before(token, words) or _behind_of(token, words)
                if owner is not None:
                    yield Tie(member, plain(token.text), words.bonds[plain(token.text)], owner, mention.start)
                return


def owner_before(noun: Token, words: CastWords) -> Token | None:
    """The possessive before a noun and what describes it: "her" of "her late husband", "Roe" of "Roe's ex-wife"."""
    doc, tags = noun.doc, words.labels.tags
    i = noun.i - 1
    while i >= 0 and (doc[i].text == _HYPHEN or (doc[i].tag_ in tags.noun_or_adjective and doc[i].text.islower())):
        i -= 1
    if i < 0:
        return None
    if doc[i].tag_ in tags.pronoun and doc[i].lower_ not in words.pronouns.plural:
        return doc[i]
    return doc[i - 1] if i and doc[i].lower_ in words.phrases.possessive_marks else None


def owner_of(noun: Token, words: CastWords) -> Token | None:
    """Whose a noun is: "his" in "his lawyer"; also "his" in "his ex-wife", which a parser may hang under "ex"."""
    owner = next((child for child in noun.children if child.dep_ in words.labels.relations.owner), None)
    if owner is not None or noun.i < 2 or noun.nbor(-1).text != _HYPHEN:
        return owner
    return owner_before(noun, words) if noun.nbor(-2).lower_ in words.prefixes else None


def _behind_of(noun: Token, words: CastWords) -> Token | None:
    """The last word of the name in "the wife of Carl Roe"."""
    doc = noun.doc
    i = noun.i + 1
    if i + 1 >= len(doc) or doc[i].lower_ not in words.phrases.of_place:
        return None
    end = i + 1
    while end < len(doc) and doc[end].tag_ in words.labels.tags.proper_noun:
        end += 1
    return doc[end - 1] if end > i + 1 else None


class Kinship:
    """Finds somebody's kin among the people whom the text names."""

    def __init__(self, ties: list[Tie], words: CastWords) -> None:
        self.ties, self.words = ties, words

    def relative(self, head: Token, word: str, owner: Member | None, whose: Whose) -> Member | None:
        """Who is this kin (`word`) of the owner, as the text has said before `head`; None where it has not.

        Without an owner ("the wife") it is whoever the text last called so.
        """
        bond, gender = self.words.bonds.get(word), self.words.persons.get(word)
        called_so = [tie.member for tie in self.ties if tie.place <= head.i and tie.word == word]
        if (
            owner is not None
            and any(m is owner for m in called_so)
            and head.nbor(-1).lower_ in self.words.pronouns.gender
        ):
            return owner  # "his brother Otto called ... his brother added": that is Otto again
        vague: dict[int, Member] = {}
        for tie in reversed([tie for tie in self.ties if tie.place <= head.i]):
            other = whose(tie.owner) if tie.owner is not None else None
            if tie.bond == bond and tie.member is not owner and _of_gender(tie.member, gender):
                if owner is None or other is owner:
                    return tie.member
                if other is None:
                    vague[id(tie.member)] = tie.member
            inverse = self.words.other_bonds.get(tie.bond) == bond
            if inverse and tie.member is owner and other is not None and _of_gender(other, gender):
                return other
        return next((m for m in vague.values() if len(vague) == 1 or _same_surname(m, owner)), None)


def _of_gender(member: Member, gender: str | None) -> bool:
    return gender is None or member.gender in (None, gender)


def _same_surname(member: Member, other: Member | None) -> bool:
    if other is None:
        return False
    return bool({m.name.keys[-1] for m in member.mentions} & {m.name.keys[-1] for m in other.mentions})
