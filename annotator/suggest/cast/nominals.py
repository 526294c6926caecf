"""Whom a source means that is no pronoun: names, definite nouns ("the senator"), people without names ("officials")."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member, gender_of
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.name_tokens import read_person
from annotator.suggest.cast.phrases import is_definite, is_plural, phrase
from annotator.suggest.cast.pronouns import SEVERAL, TEXT, Recent, fits_gender, fits_neuter
from annotator.suggest.cast.strangers import Strangers

Whose = Callable[[Token], Member | None]
"""Whom a possessive means."""

_ROLE_AND_WORDS = 1.0
_SHARED_WORD = 2
"""How well somebody of the right role fits a noun like "the Florida senator", and what each shared word adds."""
_ROLE_ALONE = 0.4
"""How well somebody of the right role fits if the noun has a name beside it that the text never used of them."""
_WORDS_ALONE = 0.5
"""How well each shared word makes somebody fit of whom the text told no such role."""
_UNKNOWN_GENDER = 0.6
"""How well somebody of unknown gender fits a noun that tells one: all of these are set by hand."""
_HOLDERS = 200
"""More people of one role than this are not looked at."""
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
        self.cast, self.words, self.recent, self.story = cast, cast.words, recent, story
        self.labels = cast.words.labels
        self.strangers = Strangers(len(cast))
        self.by_name = {member.name: member for member in reversed(cast.members)}
        self.by_role = _grouped((role, m) for m in cast for role in m.roles)
        people = [m for m in cast if m.kind is Kind.PERSON]
        bodies = [m for m in cast if m.kind is Kind.ORG]
        self.families = _grouped((surname, m) for m in people for surname in _last_words(m))
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
        if word in self.words.honours and self._owner(head) is not None:
            gender = self.words.pronouns.gender.get(tokens[0].lower_)
            return self.recent.choose(head, fits_gender(gender)) if gender else None
        if word in self.words.persons and not is_plural(head, self.words):
            return self._person(tokens, head, word, whose)
        short = len(tokens) <= _BODY_PHRASE and not self._owner(head)
        if short and word in self.words.organisations and is_definite(head, self.words):
            body = self._body(head, word)
            if body:
                return body
        return self._stranger(tokens, head, whose)

    def _person(self, tokens: Span, head: Token, word: str, whose: Whose) -> Member | None:
        """Whom a noun for one person means: by kinship, by role, by what the text says beside it, else by salience."""
        if not self._known_to_reader(tokens, head):
            return self._stranger(tokens, head, whose)
        if word in self.words.kin:
            return self._kin(head, word, whose) or self._stranger(tokens, head, whose)
        gender = self.words.persons.get(word)
        about = self._about(tokens, head)
        holder = self._holder(tokens, head, word, about)
        if holder is not None:
            return holder
        if self._owner(head) or self._qualified(head):
            return self._stranger(tokens, head, whose)
        known = self.strangers.by_head.get(word)
        if known is not None:
            return known
        if word in self.words.unnamed:
            return self._stranger(tokens, head, whose)
        anybody = _any_person(gender, about | {word}, self.words)
        return self.recent.choose(head, anybody) or self._stranger(tokens, head, whose)

    def _holder(self, tokens: Span, head: Token, word: str, about: set[str]) -> Member | None:
        """The person of that role: the most salient one that fits, else the one with most of the words about it."""
        gender = self.words.persons.get(word)
        proper = any(token.tag_ in self.labels.tags.proper_noun for token in tokens if token.i != head.i)
        roles = dict.fromkeys((word, self.words.role(word)))
        holders = {id(m): m for r in roles for m in self.by_role.get(r, ())[:_HOLDERS] if m.first <= head.i}

        def fits(member: Member) -> float:
            if member.kind is not Kind.PERSON or (gender and member.gender and member.gender != gender):
                return 0.0
            if _of_other_party(about | {word}, member, self.words):
                return 0.0
            shared = len(about & member.about)
            if id(member) in holders:
                return _ROLE_AND_WORDS + _SHARED_WORD * shared if shared or not proper else _ROLE_ALONE
            return _WORDS_ALONE * shared

        holder = self.recent.choose(head, fits)
        if holder is None and holders:
            return max(holders.values(), key=lambda m: (len(about & m.about), -abs(head.i - m.first)))
        return holder

    def _about(self, tokens: Span, head: Token) -> set[str]:
        """The nouns and adjectives beside the head, parties under the word for their members."""
        beside = [t for t in tokens if t.i != head.i and t.tag_ in self.labels.tags.noun_or_adjective]
        return {self.words.parties.get(plain(token.lower_), token.lower_) for token in beside}

    def _known_to_reader(self, tokens: Span, head: Token) -> bool:
        return tokens[0].lower_ in self.words.phrases.pointing or is_definite(head, self.words)

    def _qualified(self, head: Token) -> bool:
        """Whether a preposition tells which one is meant: "the lawyer for the bank"."""
        prepositions = [child for child in head.children if child.dep_ in self.labels.relations.preposition]
        return any(token.lower_ not in self.words.phrases.of_place for token in prepositions)

    def _owner(self, head: Token) -> Token | None:
        return next((child for child in head.children if child.dep_ in self.labels.relations.owner), None)

    def _kin(self, head: Token, word: str, whose: Whose) -> Member | None:
        """The family member of the owner's surname with the title of somebody so called: "her mother" is Mrs. Roe."""
        owner_token = self._owner(head)
        owner = whose(owner_token) if owner_token is not None else None
        if owner is None:
            return None
        title, gender = self.words.kin[word], self.words.persons.get(word)
        if self.story and word in self.words.fellows:
            pronouns = self.words.pronouns
            narrators = {pronouns.own_words[pronoun] for pronoun in pronouns.narrator}
            return self.recent.choose(
                head, lambda m: float(m is not owner and m.kind is Kind.PERSON and m.name not in narrators)
            )
        titled_words = {m.name.keys[-1] for m in owner.mentions if m.name.titles}
        surnames = {name.keys[-1] for name in owner.full_names()} or titled_words
        family = [
            m
            for surname in sorted(surnames)
            for m in self.families.get(surname, ())
            if m is not owner and m.first <= head.i and m.gender in (None, gender)
        ]
        if title in self.words.surname_titles:
            return next((m for m in family if title in m.titles), None)
        return family[0] if len(family) == 1 else None

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
        owner = self._owner(head)
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


def _of_other_party(about: set[str], member: Member, words: CastWords) -> bool:
    """Whether the words name a party and the text says that the member is of the opposed one, not of it."""
    own = member.about | member.roles
    return any(
        party in about and party not in own and opposed in own for party, opposed in words.opposed_parties.items()
    )


def _any_person(gender: str | None, about: set[str], words: CastWords) -> Callable[[Member], float]:
    """How well a member fits a noun for a person that tells a gender, or none, and perhaps a party."""

    def fits(member: Member) -> float:
        if member.kind is not Kind.PERSON or _of_other_party(about, member, words):
            return 0.0
        if gender is None or member.gender == gender:
            return 1.0
        return 0.0 if member.gender else _UNKNOWN_GENDER

    return fits
