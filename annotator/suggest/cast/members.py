"""The members of the cast, and mentions joined to them by sieves: the surest ties first.

People: the same full name, or full names that may be one person's (`names.same_person`); then single words in text
order, each to who has it as a surname, a given name or a form of one. Bodies: the same name, initials, a form without
"Inc.", the first words of a longer name.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.suggest.cast.columns import NARRATION, Columns
from annotator.suggest.cast.lexicon import MALE, CastWords, plain
from annotator.suggest.cast.names import Name, key, same_person

_COMPARED = 40
"""So many people with a word in common are compared: more stand in no article, only in lists."""
_NEAR = 25
"""Tokens that halve, set against as many again, the claim of somebody named before: set by hand."""
_DESCRIBED = 8
"""Words before a name that may tell what somebody is,"""
_PHRASE = 14
"""and words behind it: set by hand."""
_WITHIN = frozenset({"-"})
"""Marks within such a phrase, beside possessive ones."""
_VOTES, _MAJORITY = 2, 2
"""So many pronouns must tell a gender, and so many times the votes for the other one: set by hand."""


class MemberKind(StrEnum):
    """What can speak: one human being, a body, a place that stands for its government, several people."""

    PERSON = "person"
    ORG = "org"
    PLACE = "place"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens `[start, end)` name somebody; with the titles before them they begin at `lead`."""

    start: int
    end: int
    lead: int
    kind: MemberKind
    name: Name


@dataclass(eq=False, slots=True)
class Member:
    """Somebody who can speak. One that has no name goes by a `phrase`: "officials"."""

    kind: MemberKind
    name: str = ""
    gender: str | None = None
    sure: bool = False
    """Whether a title tells the gender, so that no pronoun can tell another one."""
    plural: bool = False
    phrase: bool = False
    lent: bool = False
    """Whether its gender is not told by this text, but known from earlier ones."""
    mentions: list[Mention] = field(default_factory=list)
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """The words of its names, or the noun of its phrase, each with the number of mentions."""
    full: dict[str, Name] = field(default_factory=dict)
    """Its names of more than one word, each once."""
    titles: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    """Nouns that the text says it is."""
    about: set[str] = field(default_factory=set)
    """Words that the text uses beside the roles: "florida" of a senator, "finance" of a minister."""
    owner: Member | None = None
    """Of a phrase such as "her lawyer": whose it is."""
    parts: tuple[Member, ...] = ()
    """Of several who speak together: those whom the text names."""

    @property
    def first(self) -> int:
        """The token where it is first named."""
        return self.mentions[0].start

    def has_surname(self, word: str) -> bool:
        """Whether one of its full names ends with this word."""
        return any(name.keys[-1] == word for name in self.full.values())

    def holds(self, word: str) -> bool:
        """Whether a word stands in one of its names."""
        return any(word in form for form in self.forms)

    def take(self, mention: Mention, words: CastWords) -> None:
        """Have the mention name this one."""
        insort(self.mentions, mention, key=lambda known: known.start)
        self.forms[mention.name.keys] += 1
        self.titles.update(mention.name.titles)
        if self.kind is not MemberKind.PERSON:
            return
        if mention.name.full:
            self.full.setdefault(mention.name.text, mention.name)
        gender = _gender_of_titles(mention.name, words)
        if gender is not None:
            self.gender, self.sure = gender, True
        elif self.gender is None:
            self.gender = gender_of(mention.name, words)


def gender_of(name: Name, words: CastWords) -> str | None:
    """The gender that a name's titles or given name tell; None where they tell none.

    >>> from annotator.suggest.cast.names import read_name
    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> [gender_of(read_name(text.split(), words), words) for text in ("Mrs. Roe", "Dr. Jane Roe", "Roe")]
    ['female', 'female', None]
    """
    gender = _gender_of_titles(name, words)
    if gender is not None:
        return gender
    first = name.keys[0] if len(name.keys[0]) > 1 else name.keys[min(1, len(name.keys) - 1)]
    if first == name.keys[-1] and name.titles and not set(name.titles) & words.kept_titles:
        return None  # behind "Dr." a single word is a surname
    return words.given.get(first) or words.given.get(first.split("-")[0])


def _gender_of_titles(name: Name, words: CastWords) -> str | None:
    genders = {words.titles.get(title) for title in name.titles} - {None}
    return genders.pop() if len(genders) == 1 else None


def join_mentions(mentions: Sequence[Mention], columns: Columns, *, story: bool = False) -> list[Member]:
    """Whom the mentions name, in the order of their first one. In a `story` somebody goes by the usual name."""
    people = _People(columns, story).join([mention for mention in mentions if mention.kind is MemberKind.PERSON])
    bodies = _bodies([mention for mention in mentions if mention.kind is not MemberKind.PERSON], columns)
    members = [*people, *bodies]
    members.sort(key=lambda member: member.first)
    _name_members(members, columns, story)
    for member in members:
        _read_roles(member, columns)
    return members


class _People:
    """Joins the mentions of people."""

    def __init__(self, columns: Columns, story: bool) -> None:
        self.columns, self.words, self.story = columns, columns.words, story
        self.people: list[Member] = []
        self.by_word: dict[str, list[Member]] = {}
        """The people with a word in their name, in the order in which they got it."""
        self.unmarried: set[str] = set()
        """Surnames that the text uses with a title like "Miss"."""

    def join(self, mentions: Sequence[Mention]) -> list[Member]:
        """The people behind these mentions: full names first, the longest ones before others."""
        self.unmarried = {m.name.keys[-1] for m in mentions if set(m.name.titles) & self.words.unmarried}
        full = [mention for mention in mentions if mention.name.full]
        for mention in sorted(full, key=lambda mention: (-len(mention.name.keys), mention.start)):
            self._add(mention, self._with_full_name(mention.name))
        for mention in mentions:
            if not mention.name.full:
                self._add(mention, self._with_word(mention))
        _learn_genders(self.people, mentions, self.columns)
        return self.people

    def _add(self, mention: Mention, member: Member | None) -> None:
        """Give the mention to the member, or with None to a new one."""
        if member is None:
            member = Member(MemberKind.PERSON)
            self.people.append(member)
        member.take(mention, self.words)
        for word in mention.name.keys:
            holders = self.by_word.setdefault(word, [])
            if member not in holders[-_COMPARED:]:
                holders.append(member)

    def _with_full_name(self, name: Name) -> Member | None:
        """The person with the same last word who may have this full name too."""
        words = self.words
        given = words.given.get(name.keys[0])
        by_husband = given == MALE or (self.story and given is None)
        for member in self.by_word.get(name.keys[-1], ())[:_COMPARED]:
            if by_husband and bool(words.married & set(name.titles)) != bool(words.married & member.titles):
                continue  # "Mrs. Newland Vale" is not Newland Vale
            if any(same_person(name, other, self.words) for other in member.full.values()):
                return member
        return None

    def _with_word(self, mention: Mention) -> Member | None:
        """Whom a single word means: who has it as a surname, else as a given name or a form of one, else alone."""
        word = mention.name.keys[0]
        fitting = [member for member in self.by_word.get(word, ())[:_COMPARED] if self._agrees(mention, member)]
        surnamed = [member for member in fitting if member.has_surname(word)]
        given = [member for member in fitting if member.full]
        alone = [member for member in fitting if not member.full]
        for holders in (surnamed, given, alone):
            if holders:
                return max(holders, key=lambda member: self._claim(member, mention))
        return None

    def _agrees(self, mention: Mention, member: Member) -> bool:
        """Whether the titles of a mention allow that it means this person."""
        words, titles = self.words, set(mention.name.titles)
        gender = _gender_of_titles(mention.name, words)
        if gender and member.gender not in (None, gender):
            return False
        married, unmarried = titles & words.married, titles & words.unmarried
        if married and mention.name.keys[-1] in self.unmarried and not member.titles & words.married:
            return False  # where a Miss Roe is about, Mrs. Roe is her mother
        return not ((unmarried and member.titles & words.married) or (married and member.titles & words.unmarried))

    def _claim(self, member: Member, mention: Mention) -> float:
        """How much a word that several have means this one: named in full, often, and not long ago. Set by hand."""
        behind = bisect_left(member.mentions, mention.start, key=lambda known: known.start)
        passed = (mention.start - member.mentions[behind - 1].start) / _NEAR if behind else 20.0
        known = any(name.keys[0] in self.words.given for name in member.full.values())
        often, near = math.log2(1 + len(member.mentions)), math.log2(1 + passed)
        return 1.5 * known + 1.2 * often - 0.4 * near


def _learn_genders(people: Sequence[Member], mentions: Sequence[Mention], columns: Columns) -> None:
    """Give people the gender of the pronouns of narration behind their names, in sentences that name nobody else.

    `mentions` are those of all people.
    """
    genders, votes = columns.words.pronouns.gender, dict[Member, Counter[str]]()
    named = Counter(columns.sentence[mention.start] for mention in mentions)
    for member in people:
        for mention in member.mentions:
            sentence = columns.sentence[mention.start]
            behind = range(mention.end, columns.sentence_tokens(sentence)[1]) if named[sentence] == 1 else ()
            pronouns = (columns.lower[i] for i in behind if columns.speech[i] == NARRATION)
            votes.setdefault(member, Counter()).update(genders[word] for word in pronouns if word in genders)
    for member, counts in votes.items():
        member.gender = member.gender or elected(counts, _VOTES)


def elected(votes: Counter[str], least: int = 1) -> str | None:
    """The gender with clearly more votes than the other, and at least so many."""
    (gender, most), (_, other) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return gender if most >= max(least, _MAJORITY * other) else None


# ---- Bodies.


def _bodies(mentions: Iterable[Mention], columns: Columns) -> list[Member]:
    words = columns.words
    bodies: list[Member] = []
    by_form: dict[tuple[bool, tuple[str, ...]], Member] = {}
    by_word: dict[str, list[Member]] = {}  # by what a short form of a name may begin with
    for mention in sorted(mentions, key=lambda mention: (-len(mention.name.keys), mention.start)):
        keys, group = mention.name.keys, mention.kind is MemberKind.GROUP
        member = by_form.get((group, keys))
        if member is None and not group:
            longer = by_word.get(keys[0].replace(".", ""), ())[:_COMPARED]
            member = next((body for body in longer if _is_short_form(keys, body, words)), None)
        if member is None:
            plural = group or columns.tag[mention.end - 1] in columns.labels.tags.plural_name
            member = Member(mention.kind, plural=plural)
            bodies.append(member)
        if not group and len(keys) > 1 and (group, keys) not in by_form:
            for word in {*acronyms_of(keys, words), keys[0], keys[-1]}:
                by_word.setdefault(word, []).append(member)
        by_form.setdefault((group, keys), member)
        member.take(mention, words)
    return bodies


def acronyms_of(keys: Sequence[str], words: CastWords) -> set[str]:
    """The initials of a body's name, with and without those of small words like "and".

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> sorted(acronyms_of(("office", "of", "trade"), cast_words("en")))
    ['oot', 'ot']
    """
    long = [word for word in keys if word[:1].isalnum()]
    return {"".join(word[0] for word in some) for some in (long, [w for w in long if w not in words.unacronymed])}


def _is_short_form(keys: tuple[str, ...], body: Member, words: CastWords) -> bool:
    """Whether a name is a short form of one that the body has."""
    return any(_shortens(keys, form, words) for form in body.forms if len(form) > 1)


def _shortens(short: tuple[str, ...], long: tuple[str, ...], words: CastWords) -> bool:
    """Whether one name of a body is a short form of another: initials, no "Inc.", the first words up to its noun."""
    if len(short) == 1 and short[0].replace(".", "") in acronyms_of(long, words):
        return True
    if short == tuple(word for word in long if word not in words.corporate):
        return True
    if len(short) == 1 and short[0] == long[-1] and short[0] in words.kinds["newspaper"]:
        return True
    begins = len(short) > 1 and long[: len(short)] == short
    return begins and long[len(short)] not in words.phrases.name_joints


# ---- Canonical names.


def _name_members(members: Sequence[Member], columns: Columns, story: bool) -> None:
    """Give each member its canonical name: the fullest form that the text uses most, in a story the usual one.

    A person of one name goes by the title too that it mostly has, or that tells it from another one of that name.
    """
    words = columns.words
    most: Counter[str] = Counter()
    for member in members:
        member.name = _best_form(member, words, story)
        for surname in {name.keys[-1] for name in member.full.values()}:
            most[surname] = max(most[surname], len(member.mentions))
    shared = Counter(member.name for member in members)
    for member in members:
        titled = [mention for mention in member.mentions if mention.name.titles]
        if member.kind is not MemberKind.PERSON or member.full or not titled:
            continue
        kept = [mention for mention in titled if set(mention.name.titles) & words.kept_titles]
        polite = [mention for mention in titled if _gender_of_titles(mention.name, words)]
        mostly = 2 * len(kept) >= len(member.mentions) or (story and 2 * len(polite) > len(member.mentions))
        minor = shared[member.name] > 1 or most[key(member.name)] > len(member.mentions)
        if minor or mostly:
            member.name = f"{_title_text((kept or polite or titled)[0], words)} {member.name}"


def _best_form(member: Member, words: CastWords, story: bool) -> str:
    """The form of a name that a member goes by."""
    texts = Counter(mention.name.text for mention in member.mentions)
    if member.kind is not MemberKind.PERSON:
        return max(texts, key=lambda text: (len(text.split()), texts[text], not text.isupper()))
    forms = {mention.name.text: mention.name for mention in member.mentions}
    least = len(member.mentions) / 10 if story else 0  # a pet name said once is not what somebody is called
    often = [text for text in forms if texts[text] >= least] or forms

    def fitness(text: str) -> tuple[bool, bool, int, int]:
        name = forms[text]
        return name.full and name.keys[0] in words.given, name.full, texts[text], len(text)

    return max(often, key=fitness)


def _title_text(mention: Mention, words: CastWords) -> str:
    """The title as it stands before a canonical name."""
    title = next((t for t in mention.name.titles if t in words.kept_titles), mention.name.titles[-1])
    return title.capitalize() + ("." if title in words.dotted_titles else "")


# ---- What the text says that somebody is.


def _read_roles(member: Member, columns: Columns) -> None:
    """Learn roles and other words from titles, from the words before a name and from the phrase behind it."""
    words, tags = columns.words, columns.labels.tags
    for mention in member.mentions:
        for title in mention.name.titles:
            _add_role(member, title, words)
        if member.kind is MemberKind.PERSON:
            for i in _words_before(mention, columns):
                word = columns.lemma[i] if columns.tag[i] in tags.common_noun else plain(columns.word[i])
                _add_role(member, word, words, is_head=i == mention.lead - 1)
        start = mention.end + 1
        comma = columns.word[mention.end] == "," and (
            columns.tag[start] in tags.description_start | tags.noun_or_adjective | tags.past_participle
        )
        predicate = (
            columns.lower[mention.end] in words.phrases.copulas and columns.lower[start] in words.phrases.articles
        )
        if comma or predicate:
            _read_description(member, start, columns)


def _words_before(mention: Mention, columns: Columns) -> Iterator[int]:
    """The nouns and adjectives right before a name, from it back."""
    sentence, describing = columns.sentence[mention.start], columns.labels.tags.describing
    for i in range(mention.lead - 1, max(mention.lead - 1 - _DESCRIBED, -1), -1):
        if columns.sentence[i] != sentence or columns.tag[i] not in describing:
            return
        yield i


def _read_description(member: Member, start: int, columns: Columns) -> None:
    """Learn from a phrase behind a name ("Jane Roe, a former mayor of Ashby") if it describes one of its kind."""
    words, tags = columns.words, columns.labels.tags
    describing: list[str] = []
    head: str | None = None
    for i in range(start, start + _PHRASE):
        verb = columns.is_verb(i) and columns.tag[i] not in tags.past_participle
        if (
            verb
            or columns.lower[i] in words.phrases.cuts
            or not (columns.word[i][:1].isalnum() or columns.lower[i] in _WITHIN | words.phrases.possessive_marks)
        ):
            break
        if columns.tag[i] in tags.noun_or_adjective:
            describing.append(columns.lemma[i])
        if head is None and columns.is_noun(i) and columns.tag[i + 1] not in tags.noun_part:
            head = columns.lemma[i]
    if head is None or (head in words.persons) != (member.kind is MemberKind.PERSON):
        return
    if member.kind is not MemberKind.PERSON and head not in words.organisations | words.texts:
        return
    _add_role(member, head, words)
    for word in describing:
        _add_role(member, word, words, is_head=False)


def _add_role(member: Member, word: str, words: CastWords, *, is_head: bool = True) -> None:
    """Note a word that the text uses of a member; a role if it is a noun for one."""
    person = word in words.persons or word in words.titles
    body = member.kind is not MemberKind.PERSON and word in words.organisations | words.texts
    if is_head and (person or body):
        member.roles.add(words.role(word))
        member.gender = member.gender or words.persons.get(word)
    member.about.add(word)
