"""A person's name as text: what is title, what is name, and whether two names may be one person's."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.suggest.cast.lexicon import CastWords, plain

_SHORTEST_SHOUTED = 4
"""Letters of the longest word from which capitals throughout are shouting, not initials: "JFK" is none."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its titles. `keys` are its words in lower case without accents, for comparing."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    titles: tuple[str, ...] = ()
    suffix: str | None = None

    @property
    def text(self) -> str:
        """The clean form, as it is shown.

        >>> Name(("Joseph", "R.", "Biden"), ("joseph", "r", "biden"), ("president",), "Jr.").text
        'Joseph R. Biden Jr.'
        """
        return " ".join(self.words + ((self.suffix,) if self.suffix else ()))

    @property
    def full(self) -> bool:
        """Whether it has more than one word."""
        return len(self.keys) > 1


def key(word: str) -> str:
    """A word of a name for comparing: lower case, no accents, no full stops.

    >>> key("José"), key("J."), key("O’Malley")
    ('jose', 'j', "o'malley")
    """
    bare = unicodedata.normalize("NFKD", word)
    return "".join(c for c in bare if not unicodedata.combining(c)).lower().replace(".", "").replace("’", "'")


def read_name(tokens: Sequence[str], words: CastWords, *, surname: bool = False) -> Name | None:
    """The name in these words, or None where nothing but titles is left.

    A given name is no title before another word: "Dean Roe". With `surname` the last word is the name, even if it can
    be a title: "King".

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> name = read_name(["President", "Joe", "Biden"], cast_words("en"))
    >>> name.text, name.titles
    ('Joe Biden', ('president',))
    >>> read_name(["DONALD", "VAN", "DER", "BERG", "Jr", "."], cast_words("en")).text
    'Donald van der Berg Jr.'
    """
    parts = [token for token in tokens if any(c.isalpha() for c in token)]
    titles: list[str] = []
    while (
        len(parts) > surname
        and plain(parts[0]) in words.titles
        and not (plain(parts[0]) in words.given and len(parts) > 1)
    ):
        titles.append(plain(parts.pop(0)))
    suffix = None
    if len(parts) > 1 and plain(parts[-1]) in words.suffixes:
        suffix = suffix_text(parts.pop(), words)
    return calmed(untitled_name(parts, tuple(titles), suffix), words) if parts else None


def suffix_text(suffix: str, words: CastWords) -> str:
    """A suffix as it is shown: "Jr." always with a full stop."""
    return plain(suffix).capitalize() + "." if plain(suffix) in words.dotted_suffixes else suffix


def untitled_name(parts: Sequence[str], titles: tuple[str, ...] = (), suffix: str | None = None) -> Name:
    """The name of these words, none of which is a title; those are given beside it."""
    return Name(tuple(parts), tuple(map(key, parts)), titles, suffix)


def calmed(name: Name, words: CastWords) -> Name:
    """A person's name, with capitals only where its words begin if all of them are shouted."""
    longest = max(len(part.strip(".")) for part in name.words)
    if not "".join(name.words).isupper() or longest < _SHORTEST_SHOUTED:
        return name
    calm = (part.lower() if plain(part) in words.particles else part.title() for part in name.words)
    return replace(name, words=tuple(calm))


def same_person(name: Name, other: Name, words: CastWords) -> bool:
    """Whether two full names may be one person's: as far as both tell middle names, these have the same initials.

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> def same(name, other):
    ...     return same_person(read_name(name.split(), words), read_name(other.split(), words), words)
    >>> same("Joe Biden", "Joseph R. Biden Jr."), same("Hillary Rodham Clinton", "Hillary Clinton")
    (True, True)
    >>> same("Bill Clinton", "Hillary Clinton"), same("Debbie Wasserman Schultz", "Wasserman Schultz")
    (False, True)
    >>> same("George H. W. Bush", "George W. Bush"), same("Lord Henry Wotton", "Henry Wotton")
    (False, True)
    """
    short, long = sorted((name.keys, other.keys), key=len)
    if short == long[-len(short) :]:
        return True
    middles = zip(short[1:-1], long[1:-1], strict=False)
    same = short[-1] == long[-1] and words.same_given(short[0], long[0])
    return same and all(a[0] == b[0] for a, b in middles)
