"""Letters for the words of a sentence, so that one or two keys point at any of them.

As long as the alphabet lasts each word has one letter. In a longer sentence the words that a span of the wanted kind
likely begins or ends at have one letter still, the others two, of which the first stands for no word alone.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Sequence
from typing import NamedTuple

from annotator.core.model import Span
from annotator.core.quotation_marks import CLOSING, MARKS, OPENING
from annotator.core.session.boundaries import STOPS, Kind
from annotator.core.word_lists import word_lists

ALPHABET = string.ascii_lowercase
CLOSES = f"{STOPS}{CLOSING})—–"
"""Marks that end a word behind which something new begins."""
NEAR = 3
"""Words: an edge is mostly moved no further than this. Set by hand."""


def labelled(words: Sequence[Span], likelihood: Sequence[int]) -> dict[str, Span]:
    """Give each word its letters, in text order; `likelihood` ranks the words, and the highest have one letter.

    >>> list(labelled([Span(n, n + 1) for n in range(28)], [0] * 26 + [1, 1]))[-6:]
    ['w', 'za', 'zb', 'zc', 'x', 'y']
    """
    count, size = len(words), len(ALPHABET)
    if count > size * size:
        length = 3
        while size**length < count:
            length += 1
        return dict(zip((_code(number, length) for number in range(count)), words, strict=True))
    leading = max(0, -(-(count - size) // (size - 1)))  # letters that stand for no word alone
    by_likelihood = sorted(range(count), key=lambda number: (-likelihood[number], number))
    alone = set(by_likelihood[: size - leading])
    ones, twos = iter(ALPHABET), iter(first + second for first in ALPHABET[size - leading :] for second in ALPHABET)
    return {next(ones) if number in alone else next(twos): word for number, word in enumerate(words)}


def _code(number: int, length: int) -> str:
    """The number written with letters."""
    code = ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        code = ALPHABET[digit] + code
    return code


class _Word(NamedTuple):
    """A word as it is shown and in lower case without marks, the word before as it is shown, the next in lower case."""

    shown: str
    plain: str
    before: str
    following: str

    @property
    def is_name(self) -> bool:
        return self.shown.lstrip(OPENING)[:1].isupper()

    @property
    def begins_anew(self) -> bool:
        """Whether it comes first, or behind a mark."""
        return not self.before or self.before[-1] in CLOSES

    @property
    def is_reported(self) -> bool:
        """Whether a verb of reporting stands before it."""
        return _plain(self.before) in word_lists().reporting


def likelihood(
    text: str, words: Sequence[Span], kind: Kind, edges: Collection[int] = (), expected: Collection[Span] = ()
) -> list[int]:
    """Rank the words by how likely a span of that kind begins or ends there: the higher the likelier.

    First come those in which one of the `expected` spans begins or ends, then the neighbours of the `edges`: the
    offsets where the span begins and ends now.
    """
    shown = [word.of(text) for word in words]
    plain = [_plain(word) for word in shown]
    rank = {Kind.CONTENT: _of_content, Kind.CUE: _of_cue, Kind.SOURCE: _of_source}[kind]
    holding = [number for number, word in enumerate(words) if any(word.start <= edge <= word.end for edge in edges)]
    near = {number + by for number in holding for by in range(-NEAR, NEAR + 1)}
    around = zip(shown, plain, ["", *shown], [*plain[1:], ""], strict=False)
    ranks = [rank(_Word(*word)) + 3 * (number in near) for number, word in enumerate(around)]
    return [
        rank + 6 * any(word.start <= span.start < word.end or word.start < span.end <= word.end for span in expected)
        for rank, word in zip(ranks, words, strict=True)
    ]


def _plain(word: str) -> str:
    return word.strip(MARKS + STOPS + "()").casefold()


def _of_content(word: _Word) -> int:
    """What is said begins behind marks and verbs of reporting, or with "that"; it ends before marks."""
    lists = word_lists()
    begins = word.shown[0] in OPENING or word.is_reported or word.plain in lists.complementizers
    if begins or word.shown[-1] in CLOSES or not word.following:
        return 3
    if word.begins_anew or word.following in lists.reporting or word.plain in lists.pronouns:
        return 2
    return 1 if word.plain in lists.edges or word.following in lists.clause_starts or word.is_name else 0


def _of_cue(word: _Word) -> int:
    """Verbs: those of reporting, then what looks like one, then all that is no name and no link."""
    lists = word_lists()
    if word.plain in lists.reporting or word.plain in lists.source_follows or word.shown.endswith(":"):
        return 3
    if word.plain.endswith(tuple(lists.verb_endings)) or lists.goes_before_verb(word.plain):
        return 2
    return 1 if word.shown[0].islower() and word.plain not in lists.edges | lists.pronouns else 0


def _of_source(word: _Word) -> int:
    """Names and pronouns, what stands first or behind a mark, and what stands beside a verb of reporting."""
    lists = word_lists()
    if word.following in lists.reporting or not word.before or (word.is_name and not word.before[0].isupper()):
        return 3
    if word.is_name or word.plain in lists.pronouns or word.begins_anew:
        return 2
    return 1 if word.shown[-1] in CLOSES or word.is_reported else 0
