"""The one gateway that makes text from outside safe to draw.

Article text, titles, names and paths are data: an escape sequence in them must not reach a terminal, a bidi override
must not reorder the line, a zero-width character must be seen. Every such character becomes one visible substitute, so
that offsets hold: `len(drawable(text)) == len(text)`.

Marks that make one letter with what stands before them (é as e and an accent, a Korean syllable in pieces) are that
letter: `drawable` leaves them in their place, `composed` makes one character of both just before it is drawn, when
offsets do not matter any more. All other marks are substituted, so that nothing ever piles up over a line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# U+2400 and what follows are pictures of the control characters U+0000 to U+001F, in their order.
_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "␡"
# For characters that take no cell: zero-width ones, those that change the direction, line and paragraph separators.
_INVISIBLE = "␣"
# For a combining character, which would be drawn over the one before it: the circle that stands for any letter.
_COMBINING = "◌"
_MARKS = frozenset({"Mn", "Me", "Mc"})
# For the other controls, lone surrogates, private and unassigned characters.
_REPLACEMENT = "\ufffd"
# Letters and separators that take no cell, although their category does not say so; and the skin colours of emoji, of
# which terminals do not agree whether they take cells of their own.
_ZERO_WIDTH = frozenset(
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0\u034f\u2028\u2029" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
)
# The vowels and final consonants of Korean syllables written in pieces: letters, but they take no cell of their own.
_SYLLABLE_ENDS = frozenset(map(chr, (*range(0x1161, 0x1200), *range(0xD7B0, 0xD7FC))))


@lru_cache(maxsize=4096)
def _substitute(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return _DELETE_PICTURE
    if char in _ZERO_WIDTH:
        return _INVISIBLE
    category = unicodedata.category(char)
    if category == "Cf":
        return _INVISIBLE
    if category in {"Cc", "Cs", "Co", "Cn"}:
        return _REPLACEMENT
    if category in _MARKS or (char in _SYLLABLE_ENDS and category == "Lo"):
        return _COMBINING
    if category == "Zs":
        return " "
    return char


def drawable(text: str, keep: str = "") -> str:
    """The text with every character that a terminal could act on replaced by one visible character.

    `keep` names control characters that the caller lays out itself (a view that breaks lines keeps the newline). What
    is drawn of the result goes through `composed` first.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = "".join([char if char in keep else _substitute(char) for char in text] if keep else map(_substitute, text))
    return _with_accents(shown, text) if _COMBINING in shown else shown


def is_mark(char: str) -> bool:
    """Whether a character of drawable text belongs to the one before it: the two are one letter, in the same cells."""
    return not char.isascii() and (unicodedata.category(char) in _MARKS or char in _SYLLABLE_ENDS)


def composed(text: str) -> str:
    """Drawable text, or a piece of it, with each letter and its marks as one character: no mark is left.

    A mark at the beginning, which a cut has parted from its letter, is shown as a circle.
    """
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not is_mark(text[0])):
        return text
    letters: list[str] = []
    for char in text:
        if not is_mark(char):
            letters.append(char)
        elif letters and (letter := _one_letter(letters[-1], char)):
            letters[-1] = letter
        else:
            letters.append(_COMBINING)
    return "".join(letters)


def one_line(message: object, limit: int = 300) -> str:
    """A message, a name, a path or an error fit for a single line of at most `limit` characters."""
    text = str(message)
    line = composed(drawable(" ".join(text.split()) if text.isprintable() else text))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def quoted(text: str) -> str:
    """What somebody wrote, such as the name of a setting, in a message."""
    return f'"{one_line(text, 40)}"'


def _with_accents(shown: str, text: str) -> str:
    """The drawable text `shown` with those marks of `text` again that make one letter with what stands before them."""
    chars = list(shown)
    letter = ""  # what stands before, with the marks that it has so far
    for position, char in enumerate(text):
        joined = _one_letter(letter, char) if letter and is_mark(char) else ""
        if joined:
            chars[position] = char
        letter = joined or (char if chars[position] == char else "")
    return "".join(chars)


@lru_cache(maxsize=1024)
def _one_letter(letter: str, mark: str) -> str:
    """The one character that a letter and a mark make together; empty where there is none."""
    joined = unicodedata.normalize("NFC", letter + mark)
    return joined if len(joined) == 1 and _substitute(joined) == joined else ""


# ---- Numbers of things in words: the one place that makes a plural, and that leaves out what is too many.


LISTED = 20
"""Things of one kind that a message names at most, where nothing else is said."""
FEW = 5
"""The same where there is little room for them."""


def listed(things: Sequence[object], most: int = LISTED) -> str:
    """The first of them, and how many more there are. Texts are safe to draw already.

    >>> listed([1, 2, 3], 2), listed([1, 2, 3])
    ('1, 2 and 1 more', '1, 2, 3')
    """
    more = f" and {len(things) - most} more" if len(things) > most else ""
    return ", ".join(map(str, things[:most])) + more


def count(number: int, noun: str) -> str:
    """How many of a thing, in words.

    >>> count(1, "file"), count(0, "bad line"), count(2, "run of suggestions")
    ('1 file', '0 bad lines', '2 runs of suggestions')
    """
    return f"{number} {plural(number, noun)}"


def plural(number: float, noun: str) -> str:
    """The noun for so many of a thing: its last word has the ending, or that before "of".

    >>> plural(1, "line"), plural(2, "line")
    ('line', 'lines')
    """
    head, of, rest = noun.partition(" of ")
    return noun if number == 1 else f"{head}s{of}{rest}"
