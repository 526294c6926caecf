"""Whom a noun for one person means: "the senator", "her husband", "a judge" of whom the text says later who it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.kinship import Kinship, Whose, find_ties, owner_of
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.phrases import is_definite
from annotator.suggest.cast.pronouns import Recent
from annotator.suggest.cast.roles import PLACE
from annotator.suggest.cast.speech_map import DIRECT
from annotator.suggest.cast.strangers import Strangers

_ROLE_AND_WORDS = 1.0
_SHARED_WORD = 2
"""How well somebody of the right role fits a noun like "the Florida senator", and what each shared word adds."""
_ROLE_ALONE = 0.4
"""How well somebody of the right role fits if the noun has a name beside it that the text never used of them."""
_OTHER_RANK = 0.3
"""What is left of that if only one of the two is a vice president, a deputy, an assistant."""
_WORDS_ALONE = 0.5
"""How well each shared name makes somebody fit of whom the text told no such role."""
_UNKNOWN_GENDER = 0.6
"""How well somebody of unknown gender fits a noun that tells one."""
_OTHER_GENDER_FOLLOWS = 0.25
"""How well somebody fits if a "he" or "she" behind the noun is of the other gender."""
_OTHER_ROLE, _OTHER_OFFICE, _ASPIRANT = 0.4, 0.1, 0.6
"""How well somebody fits who is known to be something else; to have another office; the same for a candidate."""
_FAR = 3
"""Sentences after which those of a role give way to whom the sentence before is about."""
_SAME_PARTY = 1.5
"""How much better somebody fits who is known to be of the noun's party."""
_MAIN_SUBJECT = 1.6
"""How much more the subject of a sentence counts for a noun than for a pronoun. All of these are set by hand."""
_HOLDERS = 200
"""More people of one role than this are not looked at."""
_LEAD = 5
"""Sentences, the headline among them, in which a noun may stand whose bearer is named only later."""
_NEXT_BUT_ONE = 2
"""Sentences behind a noun with a name beside it, anywhere: "the Ohio governor is silent. But Gov. Jane Roe ..."."""
_OPENING, _INTRODUCED = 3, 4
"""Sentences at the beginning whose noun for a person may be explained, and those behind it that may do so."""
_SOON = 6
"""Sentences behind the noun in which the first one of its role is taken to be meant; later, only the sole one."""


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun for one person and what its phrase says of them."""

    head: Token
    word: str
    gender: str | None
    about: frozenset[str]
    """The nouns and adjectives beside it, parties under the word for their members."""
    names: frozenset[str]
    """Those of them that are names."""


class PersonNouns:
    """Finds the person that a noun means: by kinship, by role, by what stands beside it, else by salience."""

    def __init__(self, doc: Doc, cast: Cast, recent: Recent, strangers: Strangers, *, story: bool) -> None:
        """`story`: whether the text is a story, where "his friend" is the other one who talks."""
        self.doc, self.cast, self.words, self.recent, self.story = doc, cast, cast.words, recent, story
        self.labels, self.strangers = cast.words.labels, strangers
        people = [m for m in cast if m.kind is Kind.PERSON]
        self.by_role = _grouped((role, m) for m in people for role in m.roles)
        self.families = _grouped((surname, m) for m in people for surname in {n.name.keys[-1] for n in m.mentions})
        self.kinship = Kinship(find_ties(doc, people, cast.words), cast.words)

    def meant(self, tokens: Span, head: Token, word: str, whose: Whose) -> Member | None:
        """The person of the cast, or somebody met before without a name; None for somebody new."""
        noun, owner = self._read(tokens, head, word), owner_of(head, self.words)
        if owner is None and not self._known_to_reader(tokens, head):
            later = self._named_later(tokens, noun)
            opens = self._bare(tokens, noun) or self._of_headline(tokens, noun)
            return self._introduced(noun) if later is None and opens else later
        if word in self.words.kin:
            kin = self._kin(noun, owner, whose)
            if kin is not None or owner is not None:
                return kin
        holder = self._holder(noun, whose(owner)) if owner is not None else self._holder(noun, None)
        if holder is not None:
            return holder
        placed = owner is not None and self._is_office_of_place(noun, owner)
        later = self._named_later(tokens, noun, placed=placed) if owner is None or placed else None
        later = later or self._introduced(noun)
        if later is not None or owner is not None or self._qualified(head):
            return later
        known = self.strangers.by_head.get(word)
        if known is not None or word in self.words.unnamed or self._of_a_body(noun, tokens):
            return known
        return self.recent.choose(head, lambda member: self._may_be(noun, member), main=_MAIN_SUBJECT)

    def _read(self, tokens: Span, head: Token, word: str) -> _Noun:
        tags, words = self.labels.tags, self.words
        beside = [t for t in tokens if t.i != head.i and t.tag_ in tags.noun_or_adjective]
        about = {words.parties.get(plain(t.lower_)) or words.states.get(plain(t.lower_), t.lower_) for t in beside}
        names = {t.lower_ for t in beside if t.tag_ in tags.proper_noun or t.ent_type_ in self.labels.entities.people}
        return _Noun(head, word, words.persons.get(word), frozenset(about), frozenset(names))

    def _known_to_reader(self, tokens: Span, head: Token) -> bool:
        return tokens[0].lower_ in self.words.phrases.pointing or is_definite(head, self.words)

    def _qualified(self, head: Token) -> bool:
        """Whether a preposition tells which one is meant: "the lawyer for the bank"."""
        prepositions = [child for child in head.children if child.dep_ in self.labels.relations.preposition]
        return any(token.lower_ not in self.words.phrases.of_place for token in prepositions)

    def _of_a_body(self, noun: _Noun, tokens: Span) -> bool:
        """Whether a body's name tells which office is meant: "the Ashby Council chairman" is nobody just named."""
        if noun.word not in self.words.offices:
            return False
        before = [self.cast.at[token.i][0] for token in tokens if token.i < noun.head.i and token.i in self.cast.at]
        return any(member.kind is Kind.ORG and PLACE not in member.roles for member in before)

    def _holder(self, noun: _Noun, owner: Member | None) -> Member | None:
        """The person of that role: the most salient one that fits, else the one with most of the words about it.

        With an `owner`, as in "Roe's lawyer", only somebody beside whose role the text names the owner.
        """
        holders = {id(m): m for m in self._of_role(noun.word) if m.first <= noun.head.i}
        owners = {word for mention in owner.mentions for word in mention.name.keys} if owner is not None else set()

        def fits(member: Member) -> float:
            if not self._allowed(noun, member) or member is owner:
                return 0.0
            own = member.about | member.roles
            if owner is not None and not owners & own:
                return 0.0
            if id(member) not in holders:
                return 0.0 if owner is not None else _WORDS_ALONE * self._named_beside(noun, member)
            shared = len(noun.about & own)
            if noun.word in self.words.rival_parties and noun.names and not shared:
                return 0.0  # "the Ohio Republican" is a politician of Ohio, not any Republican
            rank = _OTHER_RANK if self._other_rank(noun, member) else 1.0
            return rank * (_ROLE_AND_WORDS + _SHARED_WORD * shared if shared or not noun.names else _ROLE_ALONE)

        local = self._subject_before(noun, holders) if owner is None else None
        if local is not None:
            return local
        holder = self.recent.choose(noun.head, fits, main=_MAIN_SUBJECT)
        far = [member for member in holders.values() if fits(member)]
        if holder is None and far:
            return max(far, key=lambda m: (len(noun.about & m.about), -abs(noun.head.i - m.first)))
        return holder

    def _subject_before(self, noun: _Noun, holders: Mapping[int, Member]) -> Member | None:
        """Who the sentence before is about, where the text gives this one no role and those of the role are far off.

        "Dalton stopped at his office. The senator spoke": another senator, of three sentences ago, is not meant.
        """
        sentence, paragraph = self.recent.map.sentence, self.recent.map.paragraph
        here, subject = sentence[noun.head.i], None
        if not holders or noun.word not in self.words.offices:
            return None
        for event in reversed(self.recent.events):
            distance = here - sentence[event.token]
            if distance > _FAR:
                break
            if id(event.member) in holders:
                return None
            if distance == 1 and event.main and paragraph[event.token] == paragraph[noun.head.i] and subject is None:
                subject = event.member
        return subject if subject is not None and self._may_be(noun, subject) >= 1 else None

    def _other_rank(self, noun: _Noun, member: Member) -> bool:
        return bool((noun.about ^ member.about) & self.words.ranks)

    def _of_role(self, word: str) -> Iterable[Member]:
        roles = dict.fromkeys((word, self.words.role(word)))
        return [member for role in roles for member in self.by_role.get(role, ())[:_HOLDERS]]

    def _named_beside(self, noun: _Noun, member: Member) -> int:
        """How many names stand beside the noun and the person both; none where the person has another office.

        Of somebody of the noun's own gender other words count too: "old Mrs. Roe", "the old woman".
        """
        if noun.word in self.words.offices and member.roles & self.words.offices:
            return 0
        telling = noun.about if noun.gender and member.gender == noun.gender else noun.names
        return len(telling & member.about - self.words.rival_parties)

    def _allowed(self, noun: _Noun, member: Member) -> bool:
        """Whether gender, party and state allow that the noun means this member."""
        if member.kind is not Kind.PERSON or (noun.gender and member.gender and member.gender != noun.gender):
            return False
        said = (noun.about | {noun.word}) & self.words.rival_parties
        own = (member.about | member.roles) & self.words.rival_parties
        if said and own and not said & own:
            return False
        states = frozenset(self.words.states.values())
        here, home = noun.about & states, member.about & states
        return not here or not home or bool(here & home)  # "the Ohio senator" is none of Utah

    def _may_be(self, noun: _Noun, member: Member) -> float:
        """How well somebody fits of whom the text has not told that role."""
        if not self._allowed(noun, member):
            return 0.0
        words, fit = self.words, 1.0
        if noun.gender and member.gender is None:
            fit *= _UNKNOWN_GENDER
        follows = self._gender_behind(noun.head)
        if follows and member.gender and member.gender != follows:
            fit *= _OTHER_GENDER_FOLLOWS
        if (noun.about | {noun.word}) & words.rival_parties & (member.about | member.roles):
            fit *= _SAME_PARTY
        others = {
            role for role in member.roles if role in words.persons and role not in words.bonds
        } - self.words.rival_parties
        if not others or not words.is_trade(noun.word) or noun.word in words.rival_parties:
            return fit
        if noun.word in words.aspirants:
            return fit * (_ASPIRANT if others & words.offices else _OTHER_ROLE)
        return fit * (_OTHER_OFFICE if noun.word in words.offices and others & words.offices else _OTHER_ROLE)

    def _gender_behind(self, head: Token) -> str | None:
        """The gender of a pronoun behind the noun before anybody is named: "The nominee agreed. His wife did not"."""
        genders, sentence, speech = self.words.pronouns.gender, self.recent.map.sentence, self.recent.map.speech
        found: set[str] = set()
        for token in self.doc[head.i + 1 :]:
            named = self.cast.at.get(token.i)
            if sentence[token.i] > sentence[head.i] + 1 or (named and named[0].kind is Kind.PERSON):
                break
            if token.lower_ in genders and speech[token.i] != DIRECT:
                found.add(genders[token.lower_])
                if sentence[token.i] > sentence[head.i]:
                    break
        return found.pop() if len(found) == 1 else None

    def _is_office_of_place(self, noun: _Noun, owner: Token) -> bool:
        """Whether the owner of an office is no person but where it is: "Ashby's mayor", "the capital's new mayor"."""
        named = self.cast.at.get(owner.i)
        body = owner.tag_ in self.labels.tags.noun if named is None else named[0].kind is Kind.ORG
        person = plain(owner.lemma_) in self.words.persons or plain(owner.text) in self.words.people
        return noun.word in self.words.offices and body and not person

    def _named_later(self, tokens: Span, noun: _Noun, *, placed: bool = False) -> Member | None:
        """Who is named only after the noun, as reports begin: "A judge said so. ... Judge Ruth Okafor wrote".

        `placed`: the noun has a possessive before it that says where the office is.
        """
        words, sentence = self.words, self.recent.map.sentence
        lead = sentence[noun.head.i] < _LEAD
        office = noun.word in words.offices
        if noun.word in words.bonds or not (lead or office):
            return None
        if not placed and tokens[0].lower_ not in words.phrases.articles and not self._bare(tokens, noun):
            return None
        role = {id(member): member for member in self._of_role(noun.word)}.values()
        if any(member.first <= noun.head.i and self._allowed(noun, member) for member in role):
            return None
        later = [m for m in role if (m.full or len(m.mentions) > 1) and self._allowed(noun, m)]
        later = [m for m in later if not self._other_rank(noun, m) and not (noun.about ^ m.about) & words.terms]
        if noun.word in words.unnamed and not office:
            later = [m for m in later if noun.about & m.about]
        best = max((len(noun.about & m.about) for m in later), default=0)
        later = sorted((m for m in later if len(noun.about & m.about) == best), key=lambda m: m.first)
        if not later:
            return None
        distance = sentence[later[0].first] - sentence[noun.head.i]
        reach = _SOON if lead else _NEXT_BUT_ONE if noun.names else 1
        return later[0] if distance <= reach or (lead and len(later) == 1) else None

    def _introduced(self, noun: _Noun) -> Member | None:
        """The first new person who does something right after the beginning of a report, which says who it is about.

        "The union chief is worried. ... On Monday, Ruth Okafor said so": the text need not say that she is the chief,
        but it must not say that she is something else.
        """
        words, sentence, cast = self.words, self.recent.map.sentence, self.cast
        relations, start = self.labels.relations, sentence[noun.head.i]
        described = noun.about or self._qualified(noun.head) or owner_of(noun.head, words) is not None
        if start >= _OPENING or noun.word in words.bonds or not described:
            return None
        if self._named_in_sentence(noun):
            return None
        for token in self.doc[noun.head.i + 1 :]:
            if sentence[token.i] > start + _INTRODUCED:
                return None
            if token.i not in cast.at or sentence[token.i] == start:
                continue
            member = cast.at[token.i][0]
            new = member.full and sentence[member.first] > start and token.i < member.mentions[0].end
            if new and token.dep_ in relations.subject and token.head.dep_ in relations.root:
                behind = self._gender_behind(noun.head)
                agrees = behind is None or member.gender in (None, behind)
                return member if agrees and self._may_be(noun, member) >= 1 - _OTHER_GENDER_FOLLOWS else None
        return None

    def _of_headline(self, tokens: Span, noun: _Noun) -> bool:
        """Whether the noun, behind "a", takes up one of the headline: "Mayor resigns. A mayor in ..."."""
        words, sentence = self.words, self.recent.map.sentence
        if tokens[0].lower_ not in words.phrases.articles or noun.word in words.unnamed or not sentence[noun.head.i]:
            return False
        return any(plain(token.lemma_) == noun.word for token in next(self.doc.sents))

    def _named_in_sentence(self, noun: _Noun) -> bool:
        """Whether somebody whom the noun may mean is named before it in its sentence, if it says not whose it is."""
        if self._qualified(noun.head) or owner_of(noun.head, self.words) is not None:
            return False
        before = self.doc[noun.head.sent.start : noun.head.i]
        return any(self._may_be(noun, self.cast.at[t.i][0]) >= _ASPIRANT for t in before if t.i in self.cast.at)

    def _bare(self, tokens: Span, noun: _Noun) -> bool:
        """Whether the phrase has no word before its noun but names and descriptions, as headlines have it."""
        tags = self.labels.tags
        return all(token.tag_ in tags.noun_or_adjective or token.i == noun.head.i for token in tokens)

    def _kin(self, noun: _Noun, owner_token: Token | None, whose: Whose) -> Member | None:
        """The owner's kin whom the text names so, else who has the surname and a title of somebody so called."""
        owner = whose(owner_token) if owner_token is not None else None
        if owner_token is not None and owner is None:
            return None
        named = self.kinship.relative(noun.head, noun.word, owner, whose)
        if named is not None or owner is None:
            return named
        if self.story and noun.word in self.words.fellows:
            return self._fellow(noun.head, owner)
        titled_words = {m.name.keys[-1] for m in owner.mentions if m.name.titles}
        surnames = {name.keys[-1] for name in owner.full_names()} or titled_words
        family = [
            m
            for surname in sorted(surnames)
            for m in self.families.get(surname, ())
            if m is not owner and m.first <= noun.head.i and m.gender in (None, noun.gender)
        ]
        title = self.words.kin[noun.word]
        if title in self.words.surname_titles:
            return next((m for m in family if title in m.titles), None)
        return family[0] if len(family) == 1 else None

    def _fellow(self, head: Token, owner: Member) -> Member | None:
        """The other one who talks in a story."""
        pronouns = self.words.pronouns
        narrators = {pronouns.own_words[pronoun] for pronoun in pronouns.narrator}
        return self.recent.choose(
            head, lambda m: float(m is not owner and m.kind is Kind.PERSON and m.name not in narrators)
        )


def _grouped(pairs: Iterable[tuple[str, Member]]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = {}
    for word, member in pairs:
        groups.setdefault(word, []).append(member)
    return groups
