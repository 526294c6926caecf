"""The words of a language that tell who can speak, from its `people.toml`, `first_names.toml` and `dialogue.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.core.program.resources import WordSet, read_toml
from annotator.suggest.parse_labels import ParseLabels, parse_labels, read_sets

MALE, FEMALE = "male", "female"


@dataclass(frozen=True)
class Pronouns:
    """Pronouns in lower case, by what they can mean. `people.toml` says what each set is for."""

    first: WordSet
    first_singular: WordSet
    narrator: WordSet
    second: WordSet
    plural: WordSet
    neuter: WordSet
    relative: WordSet
    relative_of_people: WordSet
    demonstrative: WordSet
    gender: dict[str, str]
    """A pronoun of the third person and the gender that it tells."""
    own_words: dict[str, str]
    """A pronoun and how a speaker is listed who is known by it alone: "me" as "I"."""


@dataclass(frozen=True)
class PhraseWords:
    """Small words that tell where a noun phrase begins and ends. `people.toml` says what each set is for."""

    determiners: WordSet
    indefinite: WordSet
    pointing: WordSet
    articles: WordSet
    cuts: WordSet
    no_end: WordSet
    possessive_marks: WordSet
    copulas: WordSet
    leading: WordSet
    coordinators: WordSet
    title_joints: WordSet
    name_joints: WordSet


@dataclass(frozen=True)
class DialogueWords:
    """Words of stories and interviews. `dialogue.toml` says what each is for."""

    address: Mapping[str, str | None]
    """Nouns by which somebody is called, and the gender that they tell."""
    before_address: WordSet
    generic: WordSet
    """Nouns that tell of a human being little more than a gender."""
    asks: WordSet
    answers: WordSet
    asking: str
    answering: str


@dataclass(frozen=True)
class CastWords:
    """The words of one language, in lower case and without final full stops. `people.toml` says what each is for."""

    labels: ParseLabels
    pronouns: Pronouns
    phrases: PhraseWords
    dialogue: DialogueWords
    conjunction: str
    """Stands between the last two of several names: "and"."""
    possessive: str
    """What a possessive adds to a name,"""
    possessive_short: str
    """what it adds behind an ending,"""
    possessive_short_after: str
    """and that ending."""
    titles: dict[str, str | None]
    """A title before a name and the gender that it tells, or None."""
    persons: dict[str, str | None]
    """A noun for one human being and its gender, or None."""
    kinds: dict[str, WordSet]
    """A noun for a body and the words in the names of such bodies: "network" and "tv", "cnn"."""
    plural_ending: str
    plural_endings: tuple[str, ...]
    """What plural nouns for people end in: "teachers", "Democrats"."""
    roles: dict[str, str]
    given: dict[str, str | None]
    """A given name and its gender; None where it is given to both."""
    nicknames: dict[str, frozenset[int]]
    """A given name and the numbers of the groups of forms that it stands in."""

    kept_titles: WordSet
    dotted_titles: WordSet
    married: WordSet
    unmarried: WordSet
    title_parts: WordSet
    suffixes: WordSet
    dotted_suffixes: WordSet
    particles: WordSet
    unnamed: WordSet
    attitudes: WordSet
    party_members: WordSet
    kin: WordSet
    organisations: WordSet
    texts: WordSet
    people: WordSet
    endings: WordSet
    corporate: WordSet
    any_body: WordSet
    party_initials: WordSet
    aspirants: WordSet
    belongings: WordSet
    unacronymed: WordSet
    media: WordSet
    never: WordSet
    places: WordSet
    speech: WordSet

    def role(self, word: str) -> str:
        """The word under which an office is looked up.

        >>> cast_words("en").role("congresswoman"), cast_words("en").role("mayor")
        ('representative', 'mayor')
        """
        return self.roles.get(word, word)

    def same_given(self, name: str, other: str) -> bool:
        """Whether two given names (lower case) may be one person's: equal, an initial, or forms of each other.

        >>> words = cast_words("en")
        >>> words.same_given("joseph", "joe"), words.same_given("j", "joe"), words.same_given("bill", "hillary")
        (True, True, False)
        """
        if name == other:
            return True
        short, long = sorted((name, other), key=len)
        if len(short) == 1:
            return long.startswith(short)
        return bool(self.nicknames.get(name, frozenset()) & self.nicknames.get(other, frozenset()))


def plain(word: str) -> str:
    """A word as the lists hold it.

    >>> plain("Sen."), plain("U.S.")
    ('sen', 'u.s')
    """
    return word.lower().rstrip(".").replace("’", "'")


@cache
def cast_words(language: str) -> CastWords:
    """The words of this language (ISO 639-1). Raises LookupError for one that has none."""
    try:
        people, names, dialogue = (
            read_toml(language, f"{name}.toml") for name in ("people", "first_names", "dialogue")
        )
    except FileNotFoundError as error:
        raise LookupError(f"no words for the cast of a document in the language {language!r}") from error
    return _read(people, names, parse_labels(language), dialogue)


def _read(
    people: dict[str, Any], first_names: dict[str, Any], labels: ParseLabels, dialogue: dict[str, Any]
) -> CastWords:
    phrases, pronouns = people["phrases"], people["pronouns"]
    gender = dict.fromkeys(pronouns["male"].split(), MALE) | dict.fromkeys(pronouns["female"].split(), FEMALE)
    named = [(_words(kind["nouns"]), _words(kind["names"])) for kind in people["kinds"].values()]
    kinds = {
        noun: frozenset().union(*(names for nouns, names in named if noun in nouns)) for n, _ in named for noun in n
    }
    entries = {entry: words for section in people.values() for entry, words in section.items()}
    return read_sets(
        CastWords,
        entries,
        labels=labels,
        pronouns=read_sets(Pronouns, pronouns, gender=gender, own_words=people["own_words"]),
        phrases=read_sets(PhraseWords, phrases),
        dialogue=read_sets(DialogueWords, dialogue["words"], address=_by_gender(dialogue["address"])),
        titles=_by_gender(people["titles"]),
        persons=_by_gender(people["nouns"]),
        kinds=kinds,
        plural_endings=tuple(entries["plural_endings"].split()),
        roles=people["roles"],
        given=_by_gender(first_names),
        nicknames=_nicknames(first_names["nicknames"]),
    )


def _words(text: str) -> WordSet:
    return frozenset(text.split())


def _by_gender(table: dict[str, str]) -> dict[str, str | None]:
    """The words of the lists `male`, `female` and `any`, each with its gender; a word that is both tells none."""
    male, female = _words(table["male"]), _words(table["female"])
    unsaid = _words(table.get("any", "")) | (male & female)
    return dict.fromkeys(male, MALE) | dict.fromkeys(female, FEMALE) | dict.fromkeys(unsaid)


def _nicknames(lines: str) -> dict[str, frozenset[int]]:
    """For each form of a given name, the numbers of the lines that it stands in."""
    numbers: dict[str, set[int]] = {}
    for number, line in enumerate(lines.strip().splitlines()):
        for name in line.split():
            numbers.setdefault(name, set()).add(number)
    return {name: frozenset(held) for name, held in numbers.items()}
