"""Who is in the cast, and mentions of people joined to its members by their names (bodies: see `bodies`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from annotator.suggest.cast.generations import fathers_of, is_other_generation
from annotator.suggest.cast.lexicon import CastWords
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name, key, same_person

_SHORTEST_MISSPELT = 6
"""A shorter surname with a letter wrong is taken for another surname: set by hand."""
_SHORTEST_PLURAL = 4
"""A longer surname may have lost the mark of its possessive: "Roes" stands for "Roe's"."""
_FORMS = 12
"""More forms of one name than this are not kept."""
_FORMS_COMPARED = 6
_HOLDERS = 40
_HOLDERS_OF_FORM = 5
_HOLDERS_OF_MISSPELT = 3
"""Of so many people with a word in their name the first ones are compared: more stand in no article, only in lists."""
_NEARBY = 120
"""Tokens back in which somebody named in full is still meant by the bare surname: set by hand."""
_RECENT = 8
"""Mentions back that are looked at for that."""
_SHOUTED = 0.5
"""What capitals throughout cost a form of a name, in uses: of two as frequent forms the calm one is canonical."""


@dataclass(slots=True)
class Member:
    """Somebody who can speak. `number` is the place in the cast."""

    number: int
    kind: Kind
    name: str = ""
    gender: str | None = None
    roles: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    """Words that the text uses beside the roles: "florida" of a senator, "finance" of a minister."""
    mentions: list[Mention] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    full: dict[str, Name] = field(default_factory=dict)
    """Its names of more than one word, each once."""
    lent: bool = False
    """Whether its gender is not told by this text, but known from earlier ones."""
    parts: tuple[Member, ...] = ()
    """Of several who speak together: those whom the text names."""

    @property
    def first(self) -> int:
        """The token where it is first named."""
        return self.mentions[0].start if self.mentions else 0

    def full_names(self) -> list[Name]:
        """Its names of more than one word, each once."""
        return list(self.full.values())

    def has_surname(self, word: str) -> bool:
        """Whether one of its full names ends with this word."""
        return any(name.keys[-1] == word for name in self.full.values())


class PersonIndex:
    """Joins the mentions of people: full names first, then single words in text order."""

    def __init__(self, words: CastWords) -> None:
        self.words = words
        self.people: list[Member] = []
        self.by_word: dict[str, list[Member]] = {}
        """The people with a word in their name, in the order in which they got it."""
        self.explicit: Counter[int] = Counter()
        """By number of a person: mentions in full or with a title."""
        self.fathers: set[tuple[str, ...]] = set()
        """Names that the text has both of a father and, with "Jr.", of his son."""
        self.unmarried: set[str] = set()
        """Surnames that the text uses with a title like "Miss"."""

    def join(self, mentions: list[Mention]) -> list[Member]:
        """The people behind these mentions, in the order of their first mention."""
        full = [m for m in mentions if m.name.full]
        self.fathers = fathers_of(full)
        self.unmarried = {m.name.keys[-1] for m in mentions if set(m.name.titles) & self.words.unmarried}
        for mention in sorted(full, key=lambda m: (-len(m.name.keys), m.start)):
            self._add(mention, self._with_full_name(mention.name))
        self._add_spouses([m for m in mentions if not m.name.full])
        self._sort_mentions()
        owner = {m.start: person for person in self.people for m in person.mentions}
        recent: list[tuple[int, Member]] = []
        waiting = sorted(owner)
        place = 0
        for mention in (m for m in mentions if not m.name.full and m.start not in owner):
            while place < len(waiting) and waiting[place] < mention.start:
                recent.append((waiting[place], owner[waiting[place]]))
                place += 1
            member = self._with_word(mention, recent[-_RECENT:])
            recent.append((mention.start, self._add(mention, member)))
        self._sort_mentions()
        self.people.sort(key=lambda member: member.first)
        return self.people

    def _add_spouses(self, single: list[Mention]) -> None:
        """Add whom a title tells apart from all who have the surname in full: "Mr. Roe", where only Jane Roe is named.

        Other mentions of the surname may then mean either.
        """
        for mention in single:
            word = mention.name.keys[0]
            holders = [member for member in self.by_word.get(word, ()) if member.has_surname(word)]
            gender = gender_of(mention.name, self.words)
            if gender and mention.name.titles and holders and all(m.gender not in (None, gender) for m in holders):
                alone = (m for m in self.by_word[word] if not m.full and self._agrees(mention, m))
                self._add(mention, next(alone, None))

    def _sort_mentions(self) -> None:
        for person in self.people:
            person.mentions.sort(key=lambda m: m.start)

    def _add(self, mention: Mention, member: Member | None) -> Member:
        """Give the mention to the member, or with None to a new one; who has it."""
        if member is None:
            member = Member(len(self.people), Kind.PERSON)
            self.people.append(member)
        member.mentions.append(mention)
        member.titles.update(mention.name.titles)
        if mention.name.full and len(member.full) < _FORMS:
            member.full.setdefault(mention.name.text, mention.name)
        if member.gender is None:
            member.gender = gender_of(mention.name, self.words)
        for word in mention.name.keys:
            holders = self.by_word.setdefault(word, [])
            if member not in holders[-_HOLDERS:]:
                holders.append(member)
        if mention.name.full or mention.name.titles:
            self.explicit[member.number] += 1
        return member

    def _with_full_name(self, name: Name) -> Member | None:
        """The person who may have this full name too: looked for by its last word, then by its first."""
        gender = gender_of(name, self.words)
        for word in (name.keys[-1], name.keys[0]):
            for member in self.by_word.get(word, ())[:_HOLDERS]:
                if gender and member.gender and gender != member.gender:
                    continue
                if name.keys in self.fathers and is_other_generation(name, member.full_names()):
                    continue
                if any(same_person(name, other, self.words) for other in member.full_names()[:_FORMS_COMPARED]):
                    return member
        return None

    def _with_word(self, mention: Mention, recent: Sequence[tuple[int, Member]]) -> Member | None:
        """Whom a single word means: of several, who has the title; who alone was named lately; who is named most.

        Where nobody was named yet, as in a headline, whoever alone is introduced soon is meant.
        """
        word = mention.name.keys[0]
        candidates = [m for m in self._holders(word) if self._agrees(mention, m)]
        if not candidates:
            return self._misspelt(mention)
        if len(candidates) == 1:
            return candidates[0]
        junior = [m for m in candidates if any(n.suffix == mention.name.suffix for n in m.full_names())]
        if mention.name.suffix and junior:
            return junior[0]
        titled = [m for m in candidates if m.titles & set(mention.name.titles)]
        if len(titled) == 1:
            return titled[0]
        near = [m for start, m in recent if mention.start - start <= _NEARBY and m in candidates]
        if near and all(m is near[-1] for m in near):
            return near[-1]
        introduced = _introduced_behind(mention.start, candidates)
        if introduced is not None:
            return introduced
        surnamed = [m for m in candidates if m.has_surname(word) or not m.full]
        return max(surnamed or candidates, key=lambda m: (self.explicit[m.number], -m.first))

    def _holders(self, word: str) -> list[Member]:
        """The people with this word in their name, else those with its singular, else those with a form of it."""
        if self.by_word.get(word):
            return self.by_word[word]
        base = word.removesuffix(self.words.plural_ending) if len(word) > _SHORTEST_PLURAL else ""
        if base in self.by_word:
            return self.by_word[base]
        return [
            member
            for form in sorted(self._forms(word))
            for member in self.by_word.get(form, ())[:_HOLDERS_OF_FORM]
            if any(n.keys[0] == form for n in member.full_names())
        ]

    def _forms(self, word: str) -> set[str]:
        """Forms of a given name that somebody has."""
        groups = self.words.nicknames.get(word)
        if not groups:
            return set()
        return {form for form, numbers in self.words.nicknames.items() if numbers & groups and form in self.by_word}

    def _agrees(self, mention: Mention, member: Member) -> bool:
        """Whether titles and gender of a mention allow that it means this person."""
        titles, words = set(mention.name.titles), self.words
        gender = gender_of(mention.name, words)
        if gender and titles and member.gender and member.gender != gender:
            return False
        word = mention.name.keys[-1]
        surname = member.has_surname(word)
        given_only = member.full_names() and not any(word in name.keys[1:] for name in member.full_names())
        if titles & words.surname_titles and given_only:
            return False  # "Mr. Roe" is nobody's given name
        married, unmarried = titles & words.married, titles & words.unmarried
        if married and word in self.unmarried and surname and not member.titles & words.married:
            return False  # where a Miss Roe is about, Mrs. Roe is her mother
        return not (unmarried and member.titles & words.married) and not (married and member.titles & words.unmarried)

    def _misspelt(self, mention: Mention) -> Member | None:
        """The one person whose surname is this word with a letter more, less, other or moved: "Zakria"."""
        word = mention.name.keys[0]
        if len(word) < _SHORTEST_MISSPELT or word in self.words.given:
            return None
        near = {
            member.number: member
            for other, members in self.by_word.items()
            if other[0] == word[0] and abs(len(other) - len(word)) <= 1
            for member in members[:_HOLDERS_OF_MISSPELT]
            if DamerauLevenshtein.distance(other, word, score_cutoff=1) <= 1
            and member.has_surname(other)
            and self._agrees(mention, member)
        }
        return next(iter(near.values())) if len(near) == 1 else None


def _introduced_behind(place: int, candidates: Sequence[Member]) -> Member | None:
    """Who alone of these people is named soon behind this token, if none of them was named before."""
    firsts = [min(m.start for m in member.mentions) for member in candidates]
    soon = [m for m, first in zip(candidates, firsts, strict=True) if first - place <= _NEARBY]
    return soon[0] if len(soon) == 1 and min(firsts) > place else None


def gender_of(name: Name, words: CastWords) -> str | None:
    """The gender that a name's titles or given name tell; None where they tell none.

    >>> from annotator.suggest.cast.names import read_name
    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> [gender_of(read_name(text.split(), words), words) for text in ("Mrs. Roe", "Dr. Jane Roe", "Roe")]
    ['female', 'female', None]
    """
    by_title = {words.titles.get(title) for title in name.titles} - {None}
    if len(by_title) == 1:
        return by_title.pop()
    first = name.keys[0] if len(name.keys[0]) > 1 else name.keys[min(1, len(name.keys) - 1)]
    if first == name.keys[-1] and name.titles and not set(name.titles) & words.kept_titles:
        return None  # behind "Dr." a single word is a surname
    return words.given.get(first) or words.given.get(first.split("-")[0])


def name_people(people: list[Member], words: CastWords) -> None:
    """Give each person the canonical name: the full form the text uses most, else the surname, else with its title.

    A bare surname is told apart by its title where two have it, or somebody whom the text names more often.
    """
    most: Counter[str] = Counter()
    for member in people:
        member.name = _best_name(member, words)
        for surname in {name.keys[-1] for name in member.full.values()}:
            most[surname] = max(most[surname], len(member.mentions))
    shared = Counter(member.name for member in people)
    for member in people:
        minor = not member.full and most[key(member.name)] > len(member.mentions)
        titled = [m for m in member.mentions if m.name.titles]
        if titled and (minor or shared[member.name] > 1):
            member.name = f"{_title_text(titled[0], words)} {member.name}"


def _best_name(member: Member, words: CastWords) -> str:
    forms = Counter(m.name.text for m in member.mentions if m.name.full and not _is_cut_short(m.name, member, words))
    if forms:
        return max(forms, key=lambda text: (forms[text] - _SHOUTED * text.isupper(), len(text)))
    with_kept_title = [m for m in member.mentions if set(m.name.titles) & words.kept_titles]
    single = Counter(m.name.text for m in member.mentions)
    text = max(single, key=lambda t: (single[t], len(t)))
    if len(with_kept_title) * 2 >= len(member.mentions):
        return f"{_title_text(with_kept_title[0], words)} {text}"
    return text


def _is_cut_short(name: Name, member: Member, words: CastWords) -> bool:
    """Whether a form is another one without its given names ("Peña Roe"), or without "Jr."."""
    without_given = name.keys[0] not in words.given and not name.suffix
    return any(
        other.keys[-len(name.keys) :] == name.keys
        and (without_given if len(other.keys) > len(name.keys) else bool(other.suffix and not name.suffix))
        for other in member.full.values()
    )


def _title_text(mention: Mention, words: CastWords) -> str:
    """The title as it stands before a canonical name."""
    title = next((t for t in mention.name.titles if t in words.kept_titles), mention.name.titles[-1])
    return title.capitalize() + ("." if title in words.dotted_titles else "")
