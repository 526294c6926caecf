"""The people, bodies and groups of a document that can speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.acquainted import KnownPeople
from annotator.suggest.cast.bodies import join_bodies
from annotator.suggest.cast.lexicon import CastWords, cast_words
from annotator.suggest.cast.members import Member, PersonIndex, name_people
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.roles import learn_roles, mark_places

_IN_SENTENCE, _NEXT_SENTENCE, _IN_CLAUSE = 1, 2, 2
"""Votes of a pronoun for the gender of a name before it in its sentence, of a subject right behind the sentence, and of
the first pronoun in the clause that hangs on the name."""
_VOTES_NEEDED = 2
_MAJORITY = 2
"""One gender needs so many votes, and so many times those of the other: all four set by hand."""


@dataclass(frozen=True)
class Cast:
    """The members in the order in which the text first names them."""

    members: tuple[Member, ...]
    at: dict[int, tuple[Member, Mention]]
    """Who is named by each token of a name."""
    words: CastWords

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def named(self, name: str) -> Member | None:
        """The member with this canonical name."""
        return next((member for member in self.members if member.name == name), None)


def build_cast(doc: Doc, known: KnownPeople | None = None) -> Cast:
    """Everybody that the document names and that can speak; who is `known` lends name and gender.

    Needs tags, a parse and entities. Raises LookupError for a language without words for the cast.
    """
    words = cast_words(doc.lang_)
    mentions = find_mentions(doc, words)
    people = PersonIndex(words).join([m for m in mentions if m.kind is Kind.PERSON])
    name_people(people, words)
    bodies = join_bodies([m for m in mentions if m.kind is not Kind.PERSON], words, len(people))
    members = sorted([*people, *bodies], key=lambda m: m.first)
    for number, member in enumerate(members):
        member.number = number
    at = {
        i: (member, mention)
        for member in members
        for mention in member.mentions
        for i in range(mention.start, mention.end)
    }
    learn_roles(doc, people, words)
    mark_places(doc, bodies, words)
    cast = Cast(tuple(members), at, words)
    learn_genders(doc, cast)
    if known is not None:
        known.lend(cast.members)
    return cast


def learn_genders(doc: Doc, cast: Cast) -> None:
    """Give people the gender of the pronouns near their names.

    A pronoun counts for the only person named in its sentence before it, for the person of whose clause it is the first
    ("Roe, who lost her way"), and the subject of the next sentence for the only person of the one before, if it names
    nobody. Where a pronoun is a subject before the name ("she left when Roe came"), it is of somebody else that the
    text goes on.
    """
    votes: dict[int, Counter[str]] = {}
    genders, relations = cast.words.pronouns.gender, cast.words.labels.relations
    before: Member | None = None
    for sentence in doc.sents:
        people = _people_in(sentence, cast)
        alone = people[0] if len(people) == 1 else None
        pronouns = [token for token in sentence if token.lower_ in genders]
        named = _named_at(sentence, alone, cast)
        if any(token.i < named and token.dep_ in relations.subject for token in pronouns):
            alone = None
        for member, told in _told_by_clauses(sentence, cast) if len(people) > 1 and pronouns else ():
            _vote(votes, member, [told], cast.words, _IN_CLAUSE)
        if alone is not None:
            _vote(votes, alone, [t for t in pronouns if t.i > named], cast.words, _IN_SENTENCE)
        elif not people and before is not None and pronouns and pronouns[0].dep_ in relations.subject:
            _vote(votes, before, pronouns[:1], cast.words, _NEXT_SENTENCE)
        before = alone
    for number, counts in votes.items():
        member = cast.members[number]
        if member.gender is None:
            member.gender = _elected(counts)


def _told_by_clauses(sentence: Span, cast: Cast) -> Iterator[tuple[Member, Token]]:
    """People with the first pronoun of their relative clause, if it names nobody before: "Roe, who lost her way"."""
    doc, pronouns = sentence.doc, cast.words.pronouns
    for i in range(sentence.start + 1, sentence.end - 1):
        name = i - 2 if doc[i - 1].text == "," else i - 1
        if doc[i].lower_ not in pronouns.relative_of_people or name not in cast.at:
            continue
        for token in doc[i + 1 : sentence.end]:
            if token.i in cast.at and cast.at[token.i][0].kind is Kind.PERSON:
                break
            if token.lower_ in pronouns.gender:
                yield cast.at[name][0], token
                break


def _named_at(sentence: Span, member: Member | None, cast: Cast) -> int:
    """The token of the sentence that is the first of the member's names; the sentence's first token for nobody."""
    named = (i for i in range(sentence.start, sentence.end) if i in cast.at and cast.at[i][0] is member)
    return next(named, sentence.start)


def _people_in(sentence: Span, cast: Cast) -> list[Member]:
    """The people that the sentence names, each once."""
    named = [cast.at[i][0] for i in range(sentence.start, sentence.end) if i in cast.at]
    return list({member.number: member for member in named if member.kind is Kind.PERSON}.values())


def _vote(
    votes: dict[int, Counter[str]], member: Member, pronouns: Sequence[Token], words: CastWords, weight: int
) -> None:
    for token in pronouns:
        votes.setdefault(member.number, Counter())[words.pronouns.gender[token.lower_]] += weight


def _elected(counts: Counter[str]) -> str | None:
    """The gender with enough votes, if the other has clearly less."""
    (gender, most), *others = counts.most_common(2)
    other = others[0][1] if others else 0
    return gender if most >= _VOTES_NEEDED and most >= _MAJORITY * other else None
