"""Names that are the same over many articles: who was confirmed in earlier ones lends the full form and the gender.

A text that contradicts what is known of somebody (another first name, another gender), or that could mean two of those
who are known, keeps the names that it has itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from annotator.core.speakers import Acquaintance, Acquaintances
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member, MemberKind, acronyms_of, elected, gender_of
from annotator.suggest.cast.names import Name, key, read_name, same_person

_SHORTEST_MISSPELT = 6
"""Letters: a shorter name with one of them wrong is taken for another name. Set by hand."""
_SHARED_AT_MOST = 60
"""Of so many names with a word in common the first ones are compared: with more it is no word that tells anything."""


@dataclass(frozen=True, slots=True)
class Known:
    """An acquaintance as names are compared: its name in words, what it is and of what gender, as far as is known."""

    name: str
    as_name: Name
    kind: MemberKind | None
    gender: str | None


def known_as(acquaintance: Acquaintance, words: CastWords) -> Known | None:
    """What is known of an acquaintance; None for a name without letters."""
    name = read_name(acquaintance.name.split(), words, surname=True)
    if name is None:
        return None
    gender = _gender(acquaintance, name, words)
    return Known(acquaintance.name, name, _kind(acquaintance, name, gender, words), gender)


def _gender(acquaintance: Acquaintance, name: Name, words: CastWords) -> str | None:
    """The gender of the pronouns and titles that were confirmed to mean somebody, else that of the given name."""
    votes = Counter[str]()
    for text, count in acquaintance.sources:
        source = read_name(text.split(), words, surname=True)
        titled = gender_of(source, words) if source is not None and source.titles else None
        gender = words.pronouns.gender.get(text.lower(), titled)
        if gender is not None:
            votes[gender] += count
    by_name = gender_of(name, words) if name.full or name.titles else None
    return elected(votes) or by_name or elected(Counter(dict(acquaintance.genders)))


def _kind(acquaintance: Acquaintance, name: Name, gender: str | None, words: CastWords) -> MemberKind | None:
    """What the articles took it for, else what its gender and the words of its name tell."""
    if acquaintance.kinds:
        return MemberKind(max(acquaintance.kinds, key=lambda pair: (pair[1], pair[0]))[0])
    if set(name.keys) & (words.endings | words.organisations):
        return MemberKind.ORG
    return MemberKind.PERSON if gender or name.titles else None


class KnownPeople:
    """The acquaintances of a database, ready to be compared with the cast of a new article."""

    def __init__(self, acquaintances: Acquaintances, words: CastWords) -> None:
        self.words = words
        self.renamed = dict(acquaintances.renamed)
        self._genders: dict[str, str | None] = {}
        """By a name that is known."""
        self._people: dict[str, list[Known]] = {}
        """By the last word of a full name, those with most quotes first."""
        self._bodies: dict[str, list[Known]] = {}
        """By a short form, or by initials in capitals."""
        for acquaintance in sorted(acquaintances.known, key=lambda who: (-who.quotes, -who.articles, who.name)):
            known = known_as(acquaintance, words)
            if known is None:
                continue
            self._genders[known.name] = known.gender
            if known.kind is MemberKind.GROUP or not known.as_name.full:
                continue
            if known.kind is MemberKind.ORG:
                for form in short_forms(known.as_name, words):
                    self._bodies.setdefault(form, []).append(known)
            else:
                self._people.setdefault(known.as_name.keys[-1], []).append(known)

    def lend(self, members: Sequence[Member]) -> None:
        """Give members their known names, and genders that the text does not tell."""
        people = {member: self._fitting(member) for member in members if member.kind is MemberKind.PERSON}
        lent = [self._lent(member, people) for member in members]
        for member, (name, gender) in zip(members, lent, strict=True):
            member.name = name
            if member.kind is MemberKind.PERSON and member.gender is None:
                member.gender, member.lent = gender, gender is not None

    def _lent(self, member: Member, people: Mapping[Member, list[Known]]) -> tuple[str, str | None]:
        """The known name of a member, else its own, and the gender of whoever is known by it."""
        forms: list[Known] = []
        renamed = self.renamed.get(member.name)
        if renamed is not None and genders_agree(member.gender, self._genders.get(renamed)):
            return renamed, self._genders.get(renamed)
        if renamed is None and member.kind is MemberKind.PERSON:
            forms = self._person(member, people)
        elif renamed is None and member.kind is not MemberKind.GROUP:
            forms = self._body(member)
        if not forms:
            return member.name, self._genders.get(member.name)
        return forms[0].name, next((form.gender for form in forms if form.gender), None)

    def _fitting(self, member: Member) -> list[Known]:
        """The full names of people whom all names of a member may mean."""
        full = list(member.full.values())
        word = (full or [member.mentions[0].name])[0].keys[-1]
        return [
            known
            for known in self._people.get(word, ())
            if genders_agree(member.gender, known.gender)
            and all(_same_name(name, known.as_name, self.words) for name in full)
        ]

    def _person(self, member: Member, people: Mapping[Member, list[Known]]) -> list[Known]:
        """The names of the one whom a member's names mean.

        None where they fit two, or where somebody else of the text may be that one; and for a bare word that may be a
        given name, or that the text has for several people.
        """
        fitting, word = people[member], member.mentions[0].name.keys[-1]
        if not member.full:
            given = word in self.words.given and not member.titles - self.words.kept_titles
            if given or any(other.holds(word) for other in people if other is not member):
                return []
        same = all(_same(*pair, self.words) for pair in combinations(fitting, 2))
        return fitting if same and list(people.values()).count(fitting) == 1 else []

    def _body(self, member: Member) -> list[Known]:
        """The body that the text names by a short form or by its initials alone, if it is the only one."""
        forms = _as_short_form(member.name, map(key, member.name.split()))
        bodies = {known.name: known for form in forms for known in self._bodies.get(form, ())}
        return list(bodies.values()) if len(bodies) == 1 else []


def short_forms(name: Name, words: CastWords) -> Iterable[str]:
    """How a text may name a body without its full name: initials, and the name without "Inc."."""
    yield from sorted(initials.upper() for initials in acronyms_of(name.keys, words) if len(initials) > 1)
    if name.keys[-1] in words.corporate:
        yield " ".join(name.keys[:-1])


def _as_short_form(name: str, keys: Iterable[str]) -> tuple[str, str]:
    """A name as it would stand among the short forms of a longer one: its words, or initials in capitals."""
    return " ".join(keys), name.replace(".", "")


def genders_agree(gender: str | None, other: str | None) -> bool:
    """Whether two genders may be one person's: None where one is not known."""
    return gender is None or other is None or gender == other


def _same(speaker: Known, other: Known, words: CastWords) -> bool:
    return genders_agree(speaker.gender, other.gender) and _same_name(speaker.as_name, other.as_name, words)


def _same_name(name: Name, other: Name, words: CastWords) -> bool:
    """Whether two full names in different articles are one person's: more is asked for than within one article.

    A "Jr." that only one of them has makes them two, and an initial alone is no first name.
    """
    if plain(name.suffix or "") != plain(other.suffix or ""):
        return False
    firsts = {name.keys[0], other.keys[0]}
    if len(firsts) > 1 and min(map(len, firsts)) == 1:
        return False
    return same_person(name, other, words)


# ---- Names that are likely to be variants of one another.


def likely_variants(known: Iterable[Known], words: CastWords) -> dict[str, tuple[str, ...]]:
    """For each name those that are likely to mean the same speaker, in the order given; names without any are left out.

    >>> from annotator.core.speakers import Acquaintance
    >>> from annotator.suggest.cast.acquainted import known_as
    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> names = ("Larry King", "Mr. King", "Billie Jean King", "Lary King", "officials")
    >>> known = [known_as(Acquaintance(name, 1, 1), words) for name in names]
    >>> likely_variants(filter(None, known), words)["Larry King"]
    ('Mr. King', 'Lary King')
    """
    named = list({speaker.name: speaker for speaker in known if speaker.name[:1].isupper()}.values())
    order = {speaker.name: place for place, speaker in enumerate(named)}
    variants: dict[str, set[str]] = {}
    for group in _alike(named, words):
        for speaker, other in combinations(group[:_SHARED_AT_MOST], 2):
            if _may_be_one(speaker, other, words):
                variants.setdefault(speaker.name, set()).add(other.name)
                variants.setdefault(other.name, set()).add(speaker.name)
    return {name: tuple(sorted(variants[name], key=order.__getitem__)) for name in order if name in variants}


def _alike(named: list[Known], words: CastWords) -> Iterator[list[Known]]:
    """Groups of names that are worth comparing: with the same last word, initials, or nearly the same beginning."""
    groups: dict[tuple[str, str], list[Known]] = {}
    for speaker in named:
        keys = speaker.as_name.keys
        whole = "".join(keys)
        groups.setdefault(("last", keys[-1]), []).append(speaker)
        for form in (*short_forms(speaker.as_name, words), *_as_short_form(speaker.name, keys)):
            groups.setdefault(("form", form), []).append(speaker)
        # One letter wrong leaves the first half or the second as it is.
        half = len(whole) // 2
        for size in (half - 1, half, half + 1):
            groups.setdefault(("begins", whole[:size]), []).append(speaker)
            groups.setdefault(("ends", whole[-size:]), []).append(speaker)
    for group in groups.values():
        distinct = list({id(speaker): speaker for speaker in group}.values())
        if len(distinct) > 1:
            yield distinct


def _may_be_one(speaker: Known, other: Known, words: CastWords) -> bool:
    """Whether two names are likely to mean the same speaker."""
    kinds = {speaker.kind, other.kind} - {None}
    suffixes = {plain(known.as_name.suffix) for known in (speaker, other) if known.as_name.suffix}
    if len(kinds) > 1 or len(suffixes) > 1 or not genders_agree(speaker.gender, other.gender):
        return False
    return _misspelt(speaker, other) or _longer(speaker, other, kinds, words) or _longer(other, speaker, kinds, words)


def _misspelt(speaker: Known, other: Known) -> bool:
    """Whether they differ by capitals, accents and titles alone, or by one letter."""
    first, second = "".join(speaker.as_name.keys), "".join(other.as_name.keys)
    if first == second:
        return True
    close = DamerauLevenshtein.distance(first, second, score_cutoff=1) <= 1
    return close and min(len(first), len(second)) >= _SHORTEST_MISSPELT


def _longer(long: Known, short: Known, kinds: set[MemberKind | None], words: CastWords) -> bool:
    """Whether one is a fuller form of the other."""
    if not long.as_name.full:
        return False
    if MemberKind.PERSON not in kinds and {*_as_short_form(short.name, short.as_name.keys)} & {
        *short_forms(long.as_name, words)
    }:
        return True
    if kinds - {MemberKind.PERSON}:
        return False
    if short.as_name.full:
        return same_person(long.as_name, short.as_name, words)
    return long.as_name.keys[-1] == short.as_name.keys[0]
