"""From a source mention to the member it means: names, definite nouns ("the senator"), speakers in their own words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member, gender_of
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.mentions import person
from annotator.suggest.cast.phrases import definite, is_plural, phrase
from annotator.suggest.cast.pronouns import GENDERS, RELATIVE, SEVERAL, TEXT, Recent, fits_gender, fits_neuter

_OWNERS = frozenset(
    ["campaign", "team", "camp", "office", "administration", "government", "staff", "lawyers", "aides", "supporters"]
)

_ANY_BODY = frozenset(
    """company firm corporation agency group organization organisation newspaper paper network magazine union bank
    outlet airline team club website""".split()  # noqa: SIM905 (a table of words)
)
"""Nouns that may take up any body: "the company"."""
_BODIES = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC"})


@dataclass
class Strangers:
    """Members that are not named but speak, by their canonical name."""

    start: int
    members: dict[str, Member] = field(default_factory=dict)
    by_head: dict[str, Member] = field(default_factory=dict)

    def get(self, name: str, kind: Kind, gender: str | None = None) -> Member:
        """The member with this name, made where it is new."""
        known = self.members.get(name.casefold())
        if known is None:
            known = Member(self.start + len(self.members), kind, name=name, gender=gender)
            self.members[name.casefold()] = known
        return known


class Sources:
    """Finds the member that a source which is no pronoun means."""

    def __init__(self, doc: Doc, cast: Cast, words: CastWords, recent: Recent) -> None:
        self.cast, self.words, self.recent = cast, words, recent
        self.strangers = Strangers(len(cast))
        self.story = False
        """Whether the text is a story, where "his friend" is the other one who talks."""
        self.by_role: dict[str, list[Member]] = {}
        for member in cast:
            for role in member.roles:
                self.by_role.setdefault(role, []).append(member)
        self.by_name = {member.name: member for member in reversed(cast.members)}
        self.families: dict[str, list[Member]] = {}
        for member in cast:
            if member.kind is Kind.PERSON:
                for surname in {m.name.keys[-1] for m in member.mentions}:
                    self.families.setdefault(surname, []).append(member)
        self.ordinary = {t.text for t in doc if t.text.islower()}
        self.bodies: dict[str, list[Member]] = {}
        for member in cast:
            if member.kind is Kind.ORG:
                for form in {m.name.keys[-1] for m in member.mentions}:
                    self.bodies.setdefault(form, []).append(member)

    def named(self, tokens: Span, head: Token) -> Member | None:
        """The member that the source names, if a name is what it is about."""
        at = self.cast.at
        if head.i in at:
            member, mention = at[head.i]
            apposed = self._apposed(tokens, head) if member.kind is not Kind.PERSON else None
            if apposed is None and member.kind is not Kind.PERSON and self._mere_part(tokens, head, mention.end):
                return None
            return apposed or member
        if not head.tag_.startswith("NN"):
            return None
        return self._apposed(tokens, head) or (self._unlisted(tokens, head) if self._like_a_name(head) else None)

    def _like_a_name(self, head: Token) -> bool:
        """Whether the word can be no common noun: capitalised, and in small letters nowhere in the text."""
        if not head.tag_.startswith("NN") or not head.text[:1].isupper() or head.lower_ in self.ordinary:
            return False
        lemma, words = plain(head.lemma_), self.words
        common = lemma in words.persons or lemma in words.organisations or lemma in words.texts
        return head.tag_.startswith("NNP") or not (common or head.lower_ in words.people or head.tag_ == "NN")

    def _mere_part(self, tokens: Span, head: Token, end: int) -> bool:
        """Whether the name only qualifies the noun behind it: "the State Department official"."""
        return (
            end < tokens.end and tokens.doc[end].tag_ in ("NN", "NNS") and head.i == end - 1 and head.dep_ == "compound"
        )

    def _apposed(self, tokens: Span, head: Token) -> Member | None:
        """The person whose name stands beside the noun: "his running mate, Jane Roe", "spokeswoman Jane Roe"."""
        doc = tokens.doc
        for i in range(head.i + 1, tokens.end):
            if i not in self.cast.at or self.cast.at[i][0].kind is not Kind.PERSON:
                continue
            member, mention = self.cast.at[i]
            last = doc[mention.end - 1]
            between = doc[head.i + 1 : mention.lead]
            if (last.dep_ == "appos" and last.head.i in range(tokens.start, mention.start)) or all(
                t.text in (",", "(", "—", "–") or t.is_space for t in between
            ):
                return member
            if any(t.tag_ in ("IN", "TO", "VBG", "VBD") or t.lower_ in ("who", "'s", "’s") for t in between):
                titled = mention.end == tokens.end and last.dep_ in ("appos", "nsubj") and last.head.i <= head.i
                return member if titled else None
        return None

    def _unlisted(self, tokens: Span, head: Token) -> Member | None:
        """A name that the cast does not know: taken as it stands."""
        doc = tokens.doc
        start = head.i
        while start > tokens.start and doc[start - 1].text[:1].isupper() and doc[start - 1].tag_.startswith("NNP"):
            start -= 1
        end = head.i + 1
        mention = person(doc, start, end, self.words)
        if (
            mention is None
            or head.tag_ == "NNPS"
            or set(mention.name.keys) & (self.words.organisations | self.words.people)
        ):
            return None
        gender = gender_of(mention.name, self.words)
        if gender or mention.name.titles or (end - start == 1 == len(tokens) and head.ent_type_ not in _BODIES):
            return self.strangers.get(mention.name.text, Kind.PERSON, gender)
        return None

    def noun(self, tokens: Span, head: Token, whose: Callable[[Token], Member | None]) -> Member | None:
        """The member that a noun means, or a stranger in the text's own words. `whose` finds a possessor."""
        word = plain(head.lemma_)
        tokens = _core(tokens, head)
        if word in self.words.honours and self._owner(head) is not None:
            gender = GENDERS.get(tokens[0].lower_)
            return self.recent.choose(head, fits_gender(gender)) if gender else None
        if word in self.words.persons and not is_plural(head, self.words):
            return self._person(tokens, head, word, whose)
        if definite(head) and word in self.words.organisations and len(tokens) <= 3 and not self._owner(head):
            found = self._body(head, word)
            if found:
                return found
        return self._stranger(tokens, head, whose)

    def _person(self, tokens: Span, head: Token, word: str, whose: Callable[[Token], Member | None]) -> Member | None:
        if not self._known_to_reader(tokens, head):
            return self._stranger(tokens, head, whose)
        if word in self.words.kin:
            return self._kin(head, word, whose) or self._stranger(tokens, head, whose)
        about = {self._party(t.lower_) for t in tokens if t.i != head.i and t.tag_.startswith(("NN", "JJ"))}
        proper = any(t.tag_.startswith("NNP") for t in tokens if t.i != head.i)
        role = self.words.role(word)
        holders = {id(m): m for r in {word, role} for m in self.by_role.get(r, ())[:200] if m.first <= head.i}
        gender = self.words.persons.get(word)

        def fits(member: Member) -> float:
            if member.kind is not Kind.PERSON or (gender and member.gender and member.gender != gender):
                return 0.0
            shared = len(about & member.about)
            if _other_party(about | {word}, member):
                return 0.0
            if id(member) in holders:
                return 1.0 + 2 * shared if shared or not proper else 0.4
            return 0.5 * shared

        found = self.recent.choose(head, fits)
        if found is None and holders:
            found = max(holders.values(), key=lambda m: (len(about & m.about), -abs(head.i - m.first)))
        if found is not None:
            return found
        if self._owner(head) or any(t.dep_ == "prep" and t.lower_ not in ("of", "from") for t in head.children):
            return self._stranger(tokens, head, whose)
        known = self.strangers.by_head.get(word)
        if known is not None:
            return known
        if word in self.words.unnamed:
            return self._stranger(tokens, head, whose)
        anybody = _any_person(gender, about | {word})
        return self.recent.choose(head, anybody) or self._stranger(tokens, head, whose)

    def _party(self, word: str) -> str:
        return self.words.parties.get(plain(word), word)

    def _known_to_reader(self, tokens: Span, head: Token) -> bool:
        return definite(head) or (tokens[0].lower_ in ("the", "this", "that") and tokens[0].i < head.i)

    def _owner(self, head: Token) -> Token | None:
        return next((child for child in head.children if child.dep_ == "poss"), None)

    def _kin(self, head: Token, word: str, whose: Callable[[Token], Member | None]) -> Member | None:
        """The family member of the owner's surname with the title of somebody so called: "her mother" is Mrs. Roe."""
        owner_token = self._owner(head)
        owner = whose(owner_token) if owner_token is not None else None
        if owner is None:
            return None
        title, gender = self.words.kin[word], self.words.persons.get(word)
        if self.story and word in self.words.fellows:
            return self.recent.choose(head, lambda m: float(m is not owner and m.kind is Kind.PERSON and m.name != "I"))
        surnames = {n.keys[-1] for n in owner.full_names()} or {
            m.name.keys[-1] for m in owner.mentions if m.name.titles
        }
        family = [
            m
            for surname in sorted(surnames)
            for m in self.families.get(surname, ())
            if m is not owner and m.first <= head.i and m.gender in (None, gender)
        ]
        if title in ("mr", "mrs"):
            titled = [m for m in family if title in m.titles]
            return titled[0] if titled else None
        return family[0] if len(family) == 1 else None

    def _body(self, head: Token, word: str) -> Member | None:
        named = [m for m in self.bodies.get(word, ()) if m.first <= head.i]
        if named:
            return max(named, key=lambda m: _last_before(m, head.i))
        known = self.strangers.by_head.get(word)
        if known is not None:
            return known
        if word in _ANY_BODY:
            return self.recent.choose(head, fits_neuter)
        return None

    def _stranger(self, tokens: Span, head: Token, whose: Callable[[Token], Member | None]) -> Member | None:
        """Somebody in the text's own words; the same again where a definite noun takes it up."""
        word = plain(head.lemma_)
        owner_token = self._owner(head)
        plural = is_plural(head, self.words)
        by_head = word + "s" * plural
        if definite(head) and owner_token is None and len(tokens) <= 2 and by_head in self.strangers.by_head:
            return self.strangers.by_head[by_head]
        capital = self._like_a_name(tokens[0]) or tokens[0].i in self.cast.at
        name = self._with_owner(tokens, head, owner_token, whose) or phrase(tokens, head, capital=capital)
        if name is None:
            return None
        known = self.by_name.get(name)
        if known is not None:
            return known
        kind = Kind.GROUP if plural else Kind.PERSON if word in self.words.persons else Kind.ORG
        member = self.strangers.get(name, kind, self.words.persons.get(word) if kind is Kind.PERSON else None)
        member.roles |= {TEXT} if word in self.words.texts else set()
        member.roles |= {SEVERAL} if plural else set()
        self.strangers.by_head[by_head] = member
        return member

    def _with_owner(
        self, tokens: Span, head: Token, owner: Token | None, whose: Callable[[Token], Member | None]
    ) -> str | None:
        """ "his campaign" and "Roe's campaign" are both the "Roe campaign"; "her lawyer" is "Jane Roe's lawyer"."""
        if owner is None:
            return None
        member = whose(owner)
        if member is None:
            return None
        rest = phrase(tokens.doc[owner.i + 1 : tokens.end], head)
        if rest and rest.split()[0].lower() in ("'s", "’s", "s"):
            rest = " ".join(rest.split()[1:])
        rest = rest.lstrip("’'").strip() if rest else None
        if not rest:
            return None
        if member.kind is Kind.PERSON and plain(head.text) in _OWNERS:
            last = next((m.name.words[-1] for m in member.mentions if m.name.words), member.name)
            return f"{last} {rest}"
        return f"{member.name}’s {rest}" if not member.name.endswith("s") else f"{member.name}’ {rest}"


def _last_before(member: Member, at: int) -> int:
    """Where the member was last named before this token."""
    place = bisect_right(member.mentions, at, key=lambda mention: mention.start)
    return member.mentions[place - 1].start if place else -1


def _core(tokens: Span, head: Token) -> Span:
    """The noun phrase up to the first comma or relative clause behind its head."""
    for token in tokens:
        if token.i > head.i and (token.text in (",", ";", ":", "—", "–", "(") or token.lower_ in RELATIVE):
            return tokens.doc[tokens.start : token.i]
    return tokens


def _other_party(about: set[str], member: Member) -> bool:
    """Whether the words name a party and the text says that the member is of the other one."""
    own = member.about | member.roles
    for one, other in (("republican", "democrat"), ("democrat", "republican")):
        if one in about and one not in own and other in own:
            return True
    return False


def _any_person(gender: str | None, about: set[str]) -> Callable[[Member], float]:
    def fits(member: Member) -> float:
        if _other_party(about, member):
            return 0.0
        if member.kind is not Kind.PERSON or (gender and member.gender and member.gender != gender):
            return 0.0
        return 1.0 if member.gender == gender or gender is None else 0.6

    return fits
