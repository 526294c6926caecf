"""Whom a source means that is no pronoun: names, definite nouns ("the senator"), people without names ("officials")."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.kinship import Whose, owner_of
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member, gender_of
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.name_tokens import read_person
from annotator.suggest.cast.person_nouns import PersonNouns
from annotator.suggest.cast.phrases import is_definite, is_plural, phrase
from annotator.suggest.cast.pronouns import SEVERAL, TEXT, Recent, fits_gender, fits_neuter
from annotator.suggest.cast.strangers import Strangers

_BODY_PHRASE = 3
"""A definite noun for a body, such as "the company", has at most so many tokens."""
_STRANGER_PHRASE = 2
"""A definite noun that takes up somebody without a name has at most so many."""
_BETWEEN = (",", "(", "—", "–")
"""Marks between a noun and the name of the person it is about."""
_PHRASE_ENDS = (",", ";", ":", "—", "–", "(")


class Nominals:
    """Finds the member that a source with a noun or a name means."""

    def __init__(self, doc: Doc, cast: Cast, recent: Recent, *, story: bool) -> None:
        """`story`: whether the text is a story, where "his friend" is the other one who talks."""
        self.cast, self.words, self.recent = cast, cast.words, recent
        self.labels = cast.words.labels
        self.strangers = Strangers(len(cast))
        self.by_name = {member.name: member for member in reversed(cast.members)}
        self.people = PersonNouns(doc, cast, recent, self.strangers, story=story)
        bodies = [m for m in cast if m.kind is Kind.ORG]
        self.bodies = _grouped((form, m) for m in bodies for form in _last_words(m))
        self.ordinary = {token.text for token in doc if token.text.islower()}

    def named(self, tokens: Span, head: Token) -> Member | None:
        """The member that the source names, if a name is what it is about."""
        if head.i in self.cast.at:
            member, mention = self.cast.at[head.i]
            if member.kind is Kind.PERSON:
                return member
            apposed = self._apposed(tokens, head)
            return None if apposed is None and self._qualifies(tokens, head, mention.end) else apposed or member
        if head.tag_ not in self.labels.tags.noun:
            return None
        return self._apposed(tokens, head) or (self._unlisted(tokens, head) if self._like_a_name(head) else None)

    def _like_a_name(self, head: Token) -> bool:
        """Whether the word can be no common noun: capitalised, and in small letters nowhere in the text."""
        tags, words = self.labels.tags, self.words
        if head.tag_ not in tags.noun or not head.text[:1].isupper() or head.lower_ in self.ordinary:
            return False
        lemma = plain(head.lemma_)
        common = lemma in words.persons or lemma in words.organisations or lemma in words.texts
        if head.tag_ in tags.proper_noun:
            return True
        return not (common or head.lower_ in words.people or head.tag_ in tags.singular_noun)

    def _qualifies(self, tokens: Span, head: Token, end: int) -> bool:
        """Whether the name only qualifies the noun behind it: "the State Department official"."""
        if end >= tokens.end or tokens.doc[end].tag_ not in self.labels.tags.common_noun:
            return False
        return head.i == end - 1 and head.dep_ in self.labels.relations.compound

    def _apposed(self, tokens: Span, head: Token) -> Member | None:
        """The person whose name stands beside the noun: "his running mate, Jane Roe", "spokeswoman Jane Roe"."""
        doc, relations = tokens.doc, self.labels.relations
        for i in range(head.i + 1, tokens.end):
            if i not in self.cast.at or self.cast.at[i][0].kind is not Kind.PERSON:
                continue
            member, mention = self.cast.at[i]
            last = doc[mention.end - 1]
            between = doc[head.i + 1 : mention.lead]
            of_phrase = last.dep_ in relations.apposition and tokens.start <= last.head.i < mention.start
            if of_phrase or all(token.text in _BETWEEN or token.is_space for token in between):
                return member
            if any(self._parts_names(token) for token in between):
                of_head = last.dep_ in relations.apposition_or_subject and last.head.i <= head.i
                return member if mention.end == tokens.end and of_head else None
        return None

    def _parts_names(self, token: Token) -> bool:
        return token.tag_ in self.labels.tags.parts_names or token.lower_ in self.words.phrases.apposition_stops

    def _unlisted(self, tokens: Span, head: Token) -> Member | None:
        """A name that the cast does not know: taken as it stands."""
        doc, tags = tokens.doc, self.labels.tags
        start = head.i
        while start > tokens.start and doc[start - 1].text[:1].isupper() and doc[start - 1].tag_ in tags.proper_noun:
            start -= 1
        mention = read_person(doc, start, head.i + 1, self.words)
        if mention is None or head.tag_ in tags.plural_name:
            return None
        if set(mention.name.keys) & (self.words.organisations | self.words.people):
            return None
        gender = gender_of(mention.name, self.words)
        alone = start == head.i and len(tokens) == 1 and head.ent_type_ not in self.labels.entities.no_person
        if gender or mention.name.titles or alone:
            return self.strangers.get(mention.name.text, Kind.PERSON, gender)
        return None

    def described(self, tokens: Span, head: Token, whose: Whose) -> Member | None:
        """The member that a noun describes, or somebody in the text's own words."""
        word = plain(head.lemma_)
        tokens = _core(tokens, head, self.words)
        if word in self.words.honours and owner_of(head, self.words) is not None:
            gender = self.words.pronouns.gender.get(tokens[0].lower_)
            return self.recent.choose(head, fits_gender(gender)) if gender else None
        if word in self.words.persons and not is_plural(head, self.words):
            return self.people.meant(tokens, head, word, whose) or self._stranger(tokens, head, whose)
        short = len(tokens) <= _BODY_PHRASE and not owner_of(head, self.words)
        if short and word in self.words.organisations and is_definite(head, self.words):
            body = self._body(head, word)
            if body:
                return body
        return self._stranger(tokens, head, whose)

    def _body(self, head: Token, word: str) -> Member | None:
        """Which body "the company" is: the last named one with that noun in its name, else one taken up before."""
        named = [m for m in self.bodies.get(word, ()) if m.first <= head.i]
        if named:
            return max(named, key=lambda m: _last_before(m, head.i))
        known = self.strangers.by_head.get(word)
        if known is not None:
            return known
        return self.recent.choose(head, fits_neuter) if word in self.words.any_body else None

    def _stranger(self, tokens: Span, head: Token, whose: Whose) -> Member | None:
        """Somebody in the text's own words; the same again where a definite noun takes it up."""
        word, words = plain(head.lemma_), self.words
        owner = owner_of(head, self.words)
        plural = is_plural(head, words)
        by_head = f"{word}/{SEVERAL}" if plural else word
        short = len(tokens) <= _STRANGER_PHRASE and owner is None
        if short and by_head in self.strangers.by_head and is_definite(head, words):
            return self.strangers.by_head[by_head]
        capital = self._like_a_name(tokens[0]) or tokens[0].i in self.cast.at
        name = self._with_owner(tokens, head, owner, whose) or phrase(tokens, head, words, capital=capital)
        if name is None:
            return None
        if name in self.by_name:
            return self.by_name[name]
        kind = Kind.GROUP if plural else Kind.PERSON if word in words.persons else Kind.ORG
        member = self.strangers.get(name, kind, words.persons.get(word) if kind is Kind.PERSON else None)
        member.roles |= {TEXT} if word in words.texts else set()
        member.roles |= {SEVERAL} if plural else set()
        self.strangers.by_head[by_head] = member
        return member

    def _with_owner(self, tokens: Span, head: Token, owner: Token | None, whose: Whose) -> str | None:
        """ "his campaign" and "Roe's campaign" are both the "Roe campaign"; "her lawyer" is "Jane Roe's lawyer"."""
        member = whose(owner) if owner is not None else None
        if owner is None or member is None:
            return None
        words = self.words
        owned = phrase(tokens.doc[owner.i + 1 : tokens.end], head, words)
        if owned and owned.split()[0].lower() in words.phrases.possessive_endings | {words.plural_ending}:
            owned = " ".join(owned.split()[1:])
        owned = owned.lstrip("’'").strip() if owned else None
        if not owned:
            return None
        if member.kind is Kind.PERSON and plain(head.text) in words.belongings:
            surname = next((m.name.words[-1] for m in member.mentions if m.name.words), member.name)
            return f"{surname} {owned}"
        usual, short, ending = words.possessive
        return f"{member.name}{short if member.name.endswith(ending) else usual} {owned}"


def _grouped(pairs: Iterator[tuple[str, Member]]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = {}
    for word, member in pairs:
        groups.setdefault(word, []).append(member)
    return groups


def _last_words(member: Member) -> set[str]:
    return {mention.name.keys[-1] for mention in member.mentions}


def _last_before(member: Member, token: int) -> int:
    """Where the member was last named before this token or at it; -1 where it never was."""
    place = bisect_right(member.mentions, token, key=lambda mention: mention.start)
    return member.mentions[place - 1].start if place else -1


def _core(tokens: Span, head: Token, words: CastWords) -> Span:
    """The noun phrase up to the first comma or relative clause behind its head."""
    for token in tokens:
        if token.i > head.i and (token.text in _PHRASE_ENDS or token.lower_ in words.pronouns.relative):
            return tokens.doc[tokens.start : token.i]
    return tokens
