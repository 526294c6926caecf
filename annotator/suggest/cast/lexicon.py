"""The words of a language that tell who can speak, read from its data (`people.toml`, `first_names.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from annotator.suggest.parse_labels import Labels, parse_labels, read_sets
from annotator.suggest.tables import DATA

MALE, FEMALE = "male", "female"


@dataclass(frozen=True)
class Pronouns:
    """Pronouns in lower case, by what they can mean."""

    first: frozenset[str]
    first_singular: frozenset[str]
    narrator: frozenset[str]
    second: frozenset[str]
    plural: frozenset[str]
    neuter: frozenset[str]
    relative: frozenset[str]
    relative_of_people: frozenset[str]
    relative_forms_of_people: frozenset[str]
    reflexive: frozenset[str]
    impersonal: frozenset[str]
    impersonal_verbs: frozenset[str]
    impersonal_comes: frozenset[str]
    gender: dict[str, str] = field(default_factory=dict)
    """A pronoun of the third person and the gender that it tells."""
    own_words: dict[str, str] = field(default_factory=dict)
    """A pronoun and how a speaker is listed who is known by it alone: "me" as "I"."""


@dataclass(frozen=True)
class PhraseWords:
    """Small words that tell where a noun phrase begins and ends. `people.toml` says what each set is for."""

    determiners: frozenset[str]
    indefinite: frozenset[str]
    pointing: frozenset[str]
    articles: frozenset[str]
    family_article: frozenset[str]
    questioning: frozenset[str]
    vague: frozenset[str]
    cuts: frozenset[str]
    no_end: frozenset[str]
    possessive_marks: frozenset[str]
    possessive_endings: frozenset[str]
    description_stops: frozenset[str]
    description_breaks: frozenset[str]
    copulas: frozenset[str]
    third_person_owners: frozenset[str]
    in_title: frozenset[str]
    of_place: frozenset[str]
    apposition_stops: frozenset[str]
    others: frozenset[str]
    leading: frozenset[str]
    one: frozenset[str]
    as_words: frozenset[str]
    author_verbs: frozenset[str]
    passing: frozenset[str]
    both: frozenset[str]
    two: frozenset[str]


@dataclass(frozen=True)
class CastWords:
    """The words of one language, in lower case and without final full stops."""

    labels: Labels
    pronouns: Pronouns
    phrases: PhraseWords
    conjunction: str
    """Stands between the last two of several names: "and"."""
    joining: tuple[str, ...]
    """The words that do the same together: "as well as"."""
    possessive: tuple[str, str, str]
    """What a possessive adds to a name; what it adds after an ending; that ending."""
    titles: dict[str, str | None]
    """A title before a name and the gender that it tells, or None."""
    kept_titles: frozenset[str]
    dotted_titles: frozenset[str]
    married: frozenset[str]
    unmarried: frozenset[str]
    surname_titles: frozenset[str]
    title_surnames: frozenset[str]
    """Titles that are often surnames too."""
    suffixes: frozenset[str]
    dotted_suffixes: frozenset[str]
    particles: frozenset[str]
    persons: dict[str, str | None]
    """A noun for one human being and its gender, or None."""
    unnamed: frozenset[str]
    attitudes: frozenset[str]
    offices: frozenset[str]
    rival_parties: frozenset[str]
    """Parties by the word for their members; nobody is of two."""
    aspirants: frozenset[str]
    """Nouns for who wants an office, and may hold another: "nominee"."""
    terms: frozenset[str]
    """What tells who had an office from who has it: "former"."""
    ranks: frozenset[str]
    """What tells one office from the one above it: "vice"."""
    prefixes: frozenset[str]
    """What stands before a noun with a hyphen: "ex"."""
    honours: frozenset[str]
    """Nouns that stand for somebody of rank behind a possessive: "his lordship"."""
    fellows: frozenset[str]
    """Nouns for the other one of two: "his friend"."""
    kin: dict[str, str]
    """A noun for one of the family, and the title of somebody so called ("" where there is none)."""
    bonds: dict[str, str]
    """A noun for one of the family, and what two so related are: "wife" as "spouse"."""
    other_bonds: dict[str, str]
    """A bond, and what the other one of the two is: of a "parent", a "child"."""
    organisations: frozenset[str]
    texts: frozenset[str]
    same_texts: dict[str, frozenset[str]]
    """A noun for a text, and those that may take it up: "study" by "report"."""
    newness: frozenset[str]
    people: frozenset[str]
    endings: frozenset[str]
    """What an organisation's name ends in."""
    corporate: frozenset[str]
    """Endings that a short form of the name leaves out."""
    unshortened: frozenset[str]
    """Endings to which no name is shortened."""
    departments: frozenset[str]
    """Last words that a name of two words may stand without."""
    kinds: dict[str, frozenset[str]]
    """A noun for a body and the kinds of body that it may stand for: "outlet" for a newspaper and a broadcaster."""
    named_kinds: dict[str, frozenset[str]]
    """A word in the name of a body, and the kinds that it tells."""
    any_body: frozenset[str]
    """Nouns that a body of any name may be taken up by: "the company"."""
    belongings: frozenset[str]
    """What speaks under a person's surname: "the Roe campaign"."""
    led: frozenset[str]
    """What has a leader who is a person: "the Senate majority leader" is no newspaper."""
    unacronymed: frozenset[str]
    field_openers: frozenset[str]
    """Between the noun of a body and the fields in its name: "Committee on Trade"."""
    fields: frozenset[str]
    """Last words of such fields."""
    media: frozenset[str]
    never: frozenset[str]
    places: frozenset[str]
    speech: frozenset[str]
    past_endings: tuple[str, ...]
    headline_openers: frozenset[str]
    headline_verb_endings: tuple[str, ...]
    headline_words: frozenset[str]
    plural_ending: str
    inner_capital: str
    states: dict[str, str]
    roles: dict[str, str]
    parties: dict[str, str]
    party_initials: dict[str, str]
    nations: dict[str, str]
    given: dict[str, str | None]
    """A given name and its gender; None where it is given to both."""
    nicknames: dict[str, frozenset[int]]
    """A given name and the numbers of the groups of forms that it stands in."""

    def role(self, word: str) -> str:
        """The word under which an office is looked up.

        >>> cast_words("en").role("congresswoman"), cast_words("en").role("mayor")
        ('representative', 'mayor')
        """
        return self.roles.get(word, word)

    def is_trade(self, noun: str) -> bool:
        """Whether a noun for a person tells what somebody does, not only that it is a man or a woman.

        >>> words = cast_words("en")
        >>> words.is_trade("mayor"), words.is_trade("spokeswoman"), words.is_trade("woman")
        (True, True, False)
        """
        return self.persons.get(noun) is None or noun in self.roles or noun in self.roles.values()

    def same_given(self, one: str, other: str) -> bool:
        """Whether two given names (lower case) may be one person's: equal, an initial, or forms of each other.

        >>> words = cast_words("en")
        >>> words.same_given("joseph", "joe"), words.same_given("j", "joe"), words.same_given("bill", "hillary")
        (True, True, False)
        """
        if one == other:
            return True
        short, long = sorted((one, other), key=len)
        if len(short) == 1:
            return long.startswith(short)
        return bool(self.nicknames.get(one, frozenset()) & self.nicknames.get(other, frozenset()))


def plain(word: str) -> str:
    """A word as the lists hold it.

    >>> plain("Sen."), plain("U.S.")
    ('sen', 'u.s')
    """
    return word.lower().rstrip(".").replace("’", "'")


@cache
def cast_words(language: str) -> CastWords:
    """The words of this language (ISO 639-1). Raises LookupError for one that has none."""
    folder = DATA / language
    try:
        people = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))
        names = tomllib.loads((folder / "first_names.toml").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LookupError(f"no words for the cast of a document in the language {language!r}") from error
    return _read(people, names, parse_labels(language))


def _read(people: dict[str, Any], first_names: dict[str, Any], labels: Labels) -> CastWords:
    titles, nouns, groups, names = people["titles"], people["nouns"], people["groups"], people["names"]
    phrases = people["phrases"]
    return CastWords(
        labels=labels,
        pronouns=_pronouns(people["pronouns"], people["own_words"]),
        phrases=read_sets(PhraseWords, phrases),
        conjunction=phrases["and"],
        joining=tuple(phrases["joining"].split()),
        possessive=(phrases["possessive"], phrases["possessive_short"], phrases["possessive_short_after"]),
        titles=_by_gender(titles),
        kept_titles=_words(titles["kept"]),
        dotted_titles=_words(titles["dotted"]),
        married=_words(titles["married"]),
        unmarried=_words(titles["unmarried"]),
        surname_titles=_words(titles["before_surname"]),
        title_surnames=_words(titles["surnames"]),
        suffixes=_words(titles["suffixes"]),
        dotted_suffixes=_words(titles["dotted_suffixes"]),
        particles=_words(titles["particles"]),
        persons=_by_gender(nouns),
        unnamed=_words(nouns["unnamed"]),
        attitudes=_words(nouns["attitudes"]),
        offices=_words(nouns["offices"]),
        rival_parties=_words(nouns["parties"]),
        aspirants=_words(nouns["aspirants"]),
        terms=_words(nouns["terms"]),
        ranks=_words(nouns["ranks"]),
        prefixes=_words(nouns["prefixes"]),
        honours=_words(nouns["honours"]),
        fellows=_words(nouns["fellows"]),
        kin=people["kin"],
        bonds={word: bond for bond, kin in people["bonds"].items() for word in kin.split()},
        other_bonds=people["other_bonds"],
        organisations=_words(groups["orgs"]),
        texts=_words(groups["texts"]),
        same_texts=_sets_of(groups["same_texts"]),
        newness=_words(groups["newness"]),
        people=_words(groups["people"]),
        endings=_words(groups["ends"]),
        corporate=_words(groups["corporate"]),
        unshortened=_words(groups["unshortened"]),
        departments=_words(groups["departments"]),
        kinds=_kinds(people["kinds"], "nouns"),
        named_kinds=_kinds(people["kinds"], "names"),
        any_body=_words(groups["any"]),
        belongings=_words(groups["belongings"]),
        led=_words(groups["led"]),
        unacronymed=_words(groups["unacronymed"]),
        field_openers=_words(groups["field_openers"]),
        fields=_words(groups["fields"]),
        media=_words(names["media"]),
        never=_words(names["never"]),
        places=_words(names["places"]),
        speech=_words(names["speech"]),
        past_endings=tuple(names["past_endings"].split()),
        headline_openers=_words(names["headline_openers"]),
        headline_verb_endings=tuple(names["headline_verb_endings"].split()),
        headline_words=_words(names["headline_words"]),
        plural_ending=names["plural_ending"],
        inner_capital=names["inner_capital"],
        states=people["states"],
        roles=people["roles"],
        parties=people["parties"],
        party_initials=people["party_initials"],
        nations=people["nations"],
        given=_given_names(first_names),
        nicknames=_nicknames(first_names["nicknames"]),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pronouns(table: dict[str, str], own_words: dict[str, str]) -> Pronouns:
    gender = dict.fromkeys(table["male"].split(), MALE) | dict.fromkeys(table["female"].split(), FEMALE)
    return read_sets(Pronouns, table, gender=gender, own_words=own_words)


def _by_gender(table: dict[str, str]) -> dict[str, str | None]:
    """The words of the lists `any`, `male` and `female`, each with its gender; a later list counts."""
    genders: dict[str, str | None] = dict.fromkeys(table["any"].split())
    genders |= dict.fromkeys(table["male"].split(), MALE)
    genders |= dict.fromkeys(table["female"].split(), FEMALE)
    return genders


def _given_names(table: dict[str, str]) -> dict[str, str | None]:
    """Given names by gender; None for those in both lists."""
    male, female = _words(table["male"]), _words(table["female"])
    genders: dict[str, str | None] = dict.fromkeys(male, MALE)
    genders |= dict.fromkeys(female, FEMALE)
    genders |= dict.fromkeys(male & female)
    return genders


def _sets_of(lines: str) -> dict[str, frozenset[str]]:
    """For each word, all the words of the lines that it stands in.

    >>> _sets_of("study report\\nstudy poll")["study"] == {"study", "report", "poll"}
    True
    """
    sets = [_words(line) for line in lines.strip().splitlines()]
    return {word: frozenset().union(*(held for held in sets if word in held)) for held in sets for word in held}


def _kinds(table: dict[str, dict[str, str]], of: str) -> dict[str, frozenset[str]]:
    """For each word of the entry `of`, the kinds of body under which it stands.

    >>> _kinds({"paper": {"nouns": "daily outlet"}, "network": {"nouns": "outlet"}}, "nouns")["outlet"] == {
    ...     "paper", "network"
    ... }
    True
    """
    words = {word for entry in table.values() for word in entry[of].split()}
    return {word: frozenset(kind for kind, entry in table.items() if word in entry[of].split()) for word in words}


def _nicknames(lines: str) -> dict[str, frozenset[int]]:
    """For each form of a given name, the numbers of the lines that it stands in."""
    numbers: dict[str, set[int]] = {}
    for number, line in enumerate(lines.strip().splitlines()):
        for name in line.split():
            numbers.setdefault(name, set()).add(number)
    return {name: frozenset(held) for name, held in numbers.items()}
