"""Whom a source means that is no pronoun: names, definite nouns ("the senator"), people without names ("officials")."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.body_nouns import BodyNouns
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.full_names import full_name_elsewhere
from annotator.suggest.cast.headlines import is_headlines_subject
from annotator.suggest.cast.kinship import Whose, owner_of
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member, gender_of
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.name_tokens import read_person
from annotator.suggest.cast.named_earlier import NamedEarlier
from annotator.suggest.cast.person_nouns import PersonNouns
from annotator.suggest.cast.phrases import is_definite, is_plural, phrase
from annotator.suggest.cast.pronouns import SEVERAL, TEXT, THINGS, Recent, fits_gender
from annotator.suggest.cast.strangers import Strangers

_BODY_PHRASE = 3
"""A definite noun for a body, such as "the company", has at most so many tokens."""
_BARE_PHRASE = 2
"""A definite noun that takes up somebody without a name, or a text, has at most so many."""
_BETWEEN = (",", "(", "—", "–")
"""Marks between a noun and the name of the person it is about."""
_PHRASE_ENDS = (",", ";", ":", "—", "–", "(")


class Nominals:
    """Finds the member that a source with a noun or a name means."""

    def __init__(
        self, doc: Doc, cast: Cast, recent: Recent, strangers: Strangers | None = None, *, story: bool
    ) -> None:
        """`strangers`: people without a name who are known already.

        `story`: whether the text is a story, where "his friend" is the other one who talks.
        """
        self.cast, self.words, self.recent = cast, cast.words, recent
        self.labels = cast.words.labels
        self.strangers = strangers if strangers is not None else Strangers(len(cast))
        self.by_name = {member.name: member for member in reversed(cast.members)}
        self.people = PersonNouns(doc, cast, recent, self.strangers, story=story)
        self.bodies = BodyNouns(doc, cast, recent, self.strangers)
        self.earlier = NamedEarlier(doc, cast.words)
        self.texts: list[tuple[str, Member]] = []
        """The texts that came up, by their nouns, the last one last."""
        self.ordinary = {token.text for token in doc if token.text.islower()}

    def named(self, tokens: Span, head: Token) -> Member | None:
        """The member that the source names, if a name is what it is about."""
        if head.i in self.cast.at:
            member, mention = self.cast.at[head.i]
            if member.kind is Kind.PERSON:
                return member
            apposed = self._apposed(tokens, head)
            if apposed is None and self._is_any(head, mention):
                return None
            return None if apposed is None and self._qualifies(tokens, head, mention.end) else apposed or member
        if head.tag_ not in self.labels.tags.noun:
            return None
        if tokens.start in self.cast.at and is_headlines_subject(tokens, self.cast.at[tokens.start][1], self.words):
            return self.cast.at[tokens.start][0]
        body = self._body_named(tokens, head)
        return (
            body or self._apposed(tokens, head) or (self._unlisted(tokens, head) if self._like_a_name(head) else None)
        )

    def _is_any(self, head: Token, mention: Mention) -> bool:
        """Whether a body's noun stands for any such body: "a super PAC", which a model takes for a name."""
        any_one = any(child.lower_ in self.words.phrases.indefinite for child in head.children)
        return any_one and not mention.name.full and mention.name.keys[0] in self.words.endings

    def _like_a_name(self, head: Token) -> bool:
        """Whether the word can be no common noun: capitalised, and in small letters nowhere in the text."""
        tags, words = self.labels.tags, self.words
        if head.tag_ not in tags.noun or not head.text[:1].isupper() or head.lower_ in self.ordinary:
            return False
        lemma = plain(head.lemma_)
        common = any(lemma in held for held in (words.persons, words.organisations, words.texts, words.attitudes))
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
        title_of = self._named_by_titles(tokens, head)
        if title_of is not None:
            return title_of
        for i in range(head.i + 1, tokens.end):
            if i not in self.cast.at or self.cast.at[i][0].kind is not Kind.PERSON:
                continue
            member, mention = self.cast.at[i]
            last = doc[mention.end - 1]
            between = doc[head.i + 1 : mention.lead]
            one = not is_plural(head, self.words)
            of_phrase = one and last.dep_ in relations.apposition and tokens.start <= last.head.i < mention.start
            if of_phrase or all(token.text in _BETWEEN or token.is_space for token in between):
                return member
            if self._closes(tokens, mention) and head.tag_ in self.labels.tags.singular_noun:
                return member
            if any(self._parts_names(token) for token in between):
                if any(other is not member for other in self._people_behind(tokens, mention.end)):
                    continue
                of_head = last.dep_ in relations.apposition_or_subject and last.head.i <= head.i
                return member if mention.end == tokens.end and of_head else None
        return None

    def _body_named(self, tokens: Span, head: Token) -> Member | None:
        """The body whose name ends the source behind a noun for it: "one group, Friends of the Marsh"."""
        at = self.cast.at.get(tokens.end - 1)
        if at is None or at[0].kind is not Kind.ORG or not at[1].name.full or is_plural(head, self.words):
            return None
        beside = at[1].start == head.i + 2 and head.nbor().text == ","
        return at[0] if beside and plain(head.lemma_) in self.words.organisations else None

    def _named_by_titles(self, tokens: Span, head: Token) -> Member | None:
        """The person at the end of two titles without an article: "Senate candidate and former judge Jane Roe"."""
        end = next((t.i for t in tokens if t.i > head.i and t.text in _PHRASE_ENDS), tokens.end)
        at = self.cast.at.get(end - 1)
        if at is None or at[0].kind is not Kind.PERSON or at[1].lead <= head.i + 1:
            return None
        before = tokens.doc[head.i + 1 : at[1].lead]
        last = tokens.doc[at[1].lead - 1]
        one = plain(head.lemma_) in self.words.persons and not is_plural(head, self.words)
        bare = not any(child.dep_ in self.labels.relations.determiner for child in head.children)
        joined = before[0].dep_ in self.labels.relations.coordinator
        described = plain(last.lemma_) in self.words.persons and not is_plural(last, self.words)
        whole = not any(t.tag_ in self.labels.tags.preposition or t.text in _PHRASE_ENDS for t in before[1:])
        return at[0] if one and bare and joined and described and whole else None

    def _closes(self, tokens: Span, mention: Mention) -> bool:
        """Whether the name stands alone behind a comma at the end: "an attorney for Roe, Jane Doe"."""
        comma = mention.lead > tokens.start and tokens.doc[mention.lead - 1].text == ","
        return comma and all(not token.text[:1].isalnum() for token in tokens.doc[mention.end : tokens.end])

    def _people_behind(self, tokens: Span, start: int) -> list[Member]:
        named = [self.cast.at[i][0] for i in range(start, tokens.end) if i in self.cast.at]
        return [member for member in named if member.kind is Kind.PERSON]

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
        elsewhere = None if mention.name.full else full_name_elsewhere(head, self.words)
        if elsewhere is not None:
            return self.strangers.get(elsewhere.name.text, Kind.PERSON, gender_of(elsewhere.name, self.words))
        gender = gender_of(mention.name, self.words)
        alone = start == head.i and len(tokens) == 1 and head.ent_type_ not in self.labels.entities.no_person
        if gender or mention.name.titles or alone:
            return self.strangers.get(mention.name.text, Kind.PERSON, gender)
        return None

    def described(self, tokens: Span, head: Token, whose: Whose) -> Member | None:
        """The member that a noun describes, or somebody in the text's own words; None where it stands for nobody."""
        word = plain(head.lemma_)
        tokens = _core(tokens, head, self.words)
        owner = owner_of(head, self.words)
        if word in self.words.honours and owner is not None:
            gender = self.words.pronouns.gender.get(tokens[0].lower_)
            return self.recent.choose(head, fits_gender(gender)) if gender else None
        if word in self.words.attitudes:
            return whose(owner) if owner is not None else None
        return self.taken_up(tokens, head, whose) or self._stranger(tokens, head, whose)

    def taken_up(self, tokens: Span, head: Token, whose: Whose) -> Member | None:
        """Whom the noun means of those who came up before, or are named later; None for somebody new."""
        word = plain(head.lemma_)
        if word in self.words.persons and not is_plural(head, self.words):
            return self.people.meant(tokens, head, word, whose)
        if owner_of(head, self.words) is not None or not is_definite(head, self.words) or is_plural(head, self.words):
            return None
        body = None
        if len(tokens) <= _BODY_PHRASE and word in self.words.organisations:
            body = self.bodies.meant(tokens, head, word)
        return body or (self._text(head, word, whose) if len(tokens) <= _BARE_PHRASE else None)

    def _text(self, head: Token, word: str, whose: Whose) -> Member | None:
        """What "the poll", "the report", "the campaign" takes up: one so called, one named, one of the same sort."""
        words = self.words
        if word not in words.texts and word not in words.belongings:
            return None
        known = self.strangers.by_head.get(word)
        if known is not None:
            return known
        named = self.earlier.before(head, word)
        if named is not None:
            at = self.cast.at.get(named.end - 1)
            if at is None:
                return self._stranger(named, named[-1], whose)
            if not set(at[1].name.keys) & words.unacronymed:  # "the research" is no "Institute for Research"
                return at[0]
        alike = words.same_texts.get(word, frozenset())
        return next((member for noun, member in reversed(self.texts) if noun in alike), None)

    def _stranger(self, tokens: Span, head: Token, whose: Whose) -> Member | None:
        """Somebody in the text's own words; the same again where a definite noun takes it up."""
        word, words = plain(head.lemma_), self.words
        owner = owner_of(head, self.words)
        plural = is_plural(head, words)
        by_head = f"{word}/{SEVERAL}" if plural else word
        short = len(tokens) <= _BARE_PHRASE and owner is None
        if short and by_head in self.strangers.by_head and is_definite(head, words):
            return self.strangers.by_head[by_head]
        tokens = self._without_newness(tokens) if word in words.texts else tokens
        capital = self._like_a_name(tokens[0]) or tokens[0].i in self.cast.at
        name = self._with_owner(tokens, head, owner, whose) or phrase(tokens, head, words, capital=capital)
        if name is None:
            return None
        if name in self.by_name:
            return self.by_name[name]
        kind = Kind.GROUP if plural else Kind.PERSON if word in words.persons else Kind.ORG
        member = self.strangers.get(name, kind, words.persons.get(word) if kind is Kind.PERSON else None)
        member.roles |= {TEXT} if word in words.texts else set()
        people = word in words.persons or word in words.organisations or head.lower_ in words.people
        member.roles |= ({SEVERAL} if people else {SEVERAL, THINGS}) if plural else set()
        if tokens[0].lower_ not in words.phrases.passing:
            self.strangers.by_head[by_head] = member
        if TEXT in member.roles and not plural:
            self.texts.append((word, member))
        return member

    def _without_newness(self, tokens: Span) -> Span:
        """A text that has a name, without what only says that it is new: "the latest Ashby poll"."""
        if not any(token.tag_ in self.labels.tags.proper_noun for token in tokens):
            return tokens
        proper = self.labels.tags.proper_noun
        new = [t.i for t in tokens[: _BODY_PHRASE - 1] if t.lower_ in self.words.newness and t.tag_ not in proper]
        return tokens.doc[new[-1] + 1 : tokens.end] if new else tokens

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


def _core(tokens: Span, head: Token, words: CastWords) -> Span:
    """The noun phrase up to the first comma or relative clause behind its head."""
    for token in tokens:
        if token.i > head.i and (token.text in _PHRASE_ENDS or token.lower_ in words.pronouns.relative):
            return tokens.doc[tokens.start : token.i]
    return tokens
