"""The people, bodies and groups of a document that can speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from annotator.suggest.cast.lexicon import FEMALE, MALE, cast_words
from annotator.suggest.cast.members import Member, PersonIndex, join_bodies, name_people
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.roles import learn_roles

_VOTES = {
    "he": MALE,
    "him": MALE,
    "his": MALE,
    "himself": MALE,
    "she": FEMALE,
    "her": FEMALE,
    "hers": FEMALE,
    "herself": FEMALE,
}


@dataclass(frozen=True)
class Cast:
    """The members in the order in which the text first names them."""

    members: tuple[Member, ...]
    at: dict[int, tuple[Member, Mention]]
    """Who is named by each token of a name."""

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def named(self, name: str) -> Member | None:
        """The member with this canonical name."""
        return next((member for member in self.members if member.name == name), None)


def build_cast(doc: Doc) -> Cast:
    """Everybody that the document names and that can speak. Raises LookupError for a language without words."""
    words = cast_words(doc.lang_ or "en")
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
    cast = Cast(tuple(members), at)
    _learn_genders(doc, cast)
    return cast


def _learn_genders(doc: Doc, cast: Cast) -> None:
    """Let the pronouns near a name tell its gender: of somebody alone in a sentence, there and at once after."""
    votes: dict[int, Counter[str]] = {}
    before: Member | None = None
    for sentence in doc.sents:
        people = {m.number: m for i in range(sentence.start, sentence.end) if i in cast.at for m in [cast.at[i][0]]}
        alone = [m for m in people.values() if m.kind is Kind.PERSON]
        pronouns = [t for t in sentence if t.lower_ in _VOTES]
        if len(alone) == 1:
            for token in pronouns:
                if token.i > alone[0].first:
                    votes.setdefault(alone[0].number, Counter())[_VOTES[token.lower_]] += 1
        elif not alone and before is not None and pronouns and pronouns[0].dep_.startswith("nsubj"):
            votes.setdefault(before.number, Counter())[_VOTES[pronouns[0].lower_]] += 2
        before = alone[0] if len(alone) == 1 else None
    for number, counts in votes.items():
        member = cast.members[number]
        if member.gender is None:
            (gender, most), *rest = counts.most_common(2)
            if most >= 2 and most >= 2 * (rest[0][1] if rest else 0):
                member.gender = gender
