"""The words that tell who can speak: titles, roles, kin, bodies and given names, read from the data of a language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.suggest.tables import DATA

MALE, FEMALE = "male", "female"


@dataclass(frozen=True)
class CastWords:
    """The words of one language, in lower case and without final full stops."""

    titles: dict[str, str | None]
    """A title before a name and the gender that it tells, or None."""
    kept_titles: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    persons: dict[str, str | None]
    """A noun for one human being and its gender, or None."""
    unnamed: frozenset[str]
    honours: frozenset[str]
    """Nouns that stand for somebody of rank behind a possessive: "his lordship"."""
    fellows: frozenset[str]
    """Nouns for the other one of two: "his friend"."""
    kin: dict[str, str]
    """A noun for one of the family, and the title of somebody so called ("" where there is none)."""
    organisations: frozenset[str]
    texts: frozenset[str]
    people: frozenset[str]
    endings: frozenset[str]
    """What an organisation's name ends in."""
    corporate: frozenset[str]
    """Endings that a short form of the name leaves out."""
    media: frozenset[str]
    never: frozenset[str]
    places: frozenset[str]
    speech: frozenset[str]
    states: dict[str, str]
    roles: dict[str, str]
    parties: dict[str, str]
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
    """The words of this language. Raises LookupError for one that has none."""
    folder = DATA / language
    try:
        people = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))
        names = tomllib.loads((folder / "first_names.toml").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LookupError(f"no words for the cast of a document in the language {language!r}") from error
    return _read(people, names)


def _read(people: dict[str, Any], names: dict[str, Any]) -> CastWords:
    titles, nouns, groups, about = people["titles"], people["nouns"], people["groups"], people["names"]
    male, female = set(names["male"].split()), set(names["female"].split())
    given: dict[str, str | None] = {}
    given.update(dict.fromkeys(male, MALE))
    given.update(dict.fromkeys(female, FEMALE))
    for name in male & female:
        given[name] = None
    forms: dict[str, set[int]] = {}
    for number, line in enumerate(names["nicknames"].strip().splitlines()):
        for name in line.split():
            forms.setdefault(name, set()).add(number)
    return CastWords(
        titles=_by_gender(titles),
        kept_titles=frozenset(titles["kept"].split()),
        suffixes=frozenset(titles["suffixes"].split()),
        particles=frozenset(titles["particles"].split()),
        persons=_by_gender(nouns),
        unnamed=frozenset(nouns["unnamed"].split()),
        honours=frozenset(nouns["honours"].split()),
        fellows=frozenset(nouns["fellows"].split()),
        kin=people["kin"],
        organisations=frozenset(groups["orgs"].split()),
        texts=frozenset(groups["texts"].split()),
        people=frozenset(groups["people"].split()),
        endings=frozenset(groups["ends"].split()),
        corporate=frozenset(groups["corporate"].split()),
        media=frozenset(about["media"].split()),
        never=frozenset(about["never"].split()),
        places=frozenset(about["places"].split()),
        speech=frozenset(about["speech"].split()),
        states=people["states"],
        roles=people["roles"],
        parties=people["parties"],
        nations=people["nations"],
        given=given,
        nicknames={name: frozenset(numbers) for name, numbers in forms.items()},
    )


def _by_gender(table: dict[str, str]) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(table["any"].split())
    found |= dict.fromkeys(table["male"].split(), MALE)
    found |= dict.fromkeys(table["female"].split(), FEMALE)
    return found
