"""A person's name as text: what is title, what is name, and whether two names may be one person's."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.suggest.cast.lexicon import CastWords, plain

_SHORTEST_SHOUTED = 4
"""Letters of the longest word from which capitals throughout are shouting, not initials: "JFK" is none."""
_SHORTEST_WITH_INNER_CAPITAL = 4
_SHORTEST_WITH_APOSTROPHE = 3
"""A surname is longer than this to be "McCain" or "O'Brien"."""


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

    With `surname` the last word is the name, even if it can be a title: "King".

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
        and not _begins_with_given_name(parts, words, titled=bool(titles))
    ):
        titles.append(plain(parts.pop(0)))
    suffix = None
    if len(parts) > 1 and plain(parts[-1]) in words.suffixes:
        suffix = parts.pop()
        suffix = suffix.rstrip(".") + "." if plain(suffix) in words.dotted_suffixes else suffix
    return calmed(untitled_name(parts, tuple(titles), suffix), words) if parts else None


def untitled_name(parts: Sequence[str], titles: tuple[str, ...] = (), suffix: str | None = None) -> Name:
    """The name of these words, none of which is a title; those are given beside it."""
    return Name(tuple(parts), tuple(map(key, parts)), titles, suffix)


def calmed(name: Name, words: CastWords) -> Name:
    """A person's name, with capitals only where its words begin if all of them are shouted."""
    return replace(name, words=tuple(_calm(name.words, words)))


def _begins_with_given_name(parts: Sequence[str], words: CastWords, *, titled: bool) -> bool:
    """Whether the first of these words, which can be a title, is rather somebody's given name.

    It is one behind another title (`titled`), and before a surname, unless it is a title that people go by.

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> [_begins_with_given_name(name.split(), words, titled=False) for name in ("Don Roe", "Don Pedro", "Prince Roe")]
    [True, False, False]
    >>> _begins_with_given_name(["Earl", "Roe"], words, titled=True)
    True
    """
    bare = plain(parts[0])
    if len(parts) == 1 or bare not in words.given or parts[0][-1:] == ".":
        return False
    return titled or (bare not in words.kept_titles and plain(parts[1]) not in words.given)


def _calm(parts: Sequence[str], words: CastWords) -> list[str]:
    """The words with capitals only where they begin, if all of them are shouted."""
    letters = "".join(parts)
    if not letters.isupper() or max(len(part.strip(".")) for part in parts) < _SHORTEST_SHOUTED:
        return list(parts)
    return [
        part.lower()
        if plain(part) in words.particles
        else "-".join(_capital(piece, words) for piece in part.split("-"))
        for part in parts
    ]


def _capital(part: str, words: CastWords) -> str:
    """One word with a capital where it begins.

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> [_capital(part, cast_words("en")) for part in ("MCCAIN", "O'BRIEN", "J.")]
    ['McCain', "O'Brien", 'J.']
    """
    first = len(words.inner_capital)
    if part[:first].lower() == words.inner_capital and len(part) > _SHORTEST_WITH_INNER_CAPITAL:
        return part[:first].capitalize() + part[first:].capitalize()
    if len(part) > _SHORTEST_WITH_APOSTROPHE and part[1] in "'’":
        return part[:2] + part[2:].capitalize()
    return part.capitalize()


def same_person(one: Name, other: Name, words: CastWords) -> bool:
    """Whether two full names may be one person's.

    >>> from annotator.suggest.cast.lexicon import cast_words
    >>> words = cast_words("en")
    >>> def same(one, other):
    ...     return same_person(read_name(one.split(), words), read_name(other.split(), words), words)
    >>> same("Joe Biden", "Joseph R. Biden Jr."), same("Hillary Rodham Clinton", "Hillary Clinton")
    (True, True)
    >>> same("Bill Clinton", "Hillary Clinton"), same("Debbie Wasserman Schultz", "Wasserman Schultz")
    (False, True)
    >>> same("George H. W. Bush", "George W. Bush"), same("Lord Henry Wotton", "Henry Wotton")
    (False, True)
    """
    short, long = sorted((one.keys, other.keys), key=len)
    if one.suffix and other.suffix and plain(one.suffix) != plain(other.suffix):
        return False
    if short == long[-len(short) :] or (len(short) > 1 and short == long[: len(short)]):
        return True
    if short[-1] != long[-1]:
        return False
    return words.same_given(short[0], long[0]) and _middles_agree(short[1:-1], long[1:-1])


def _middles_agree(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the middle names of two people may be one person's: one has none, or all have the same initials."""
    if not short or not long:
        return True
    return len(short) == len(long) and all(a[0] == b[0] for a, b in zip(short, long, strict=True))
