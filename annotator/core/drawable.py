"""The one gateway that makes text from outside safe to draw.

Article text, titles, names and paths are data: an escape sequence in them must not reach a terminal, a bidi override
must not reorder the line, a zero-width character must be seen. Every such character becomes one visible substitute, so
that offsets hold: `len(drawable(text)) == len(text)`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# U+2400 and what follows are pictures of the control characters U+0000 to U+001F, in their order.
_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "␡"
# For characters that take no cell: zero-width ones, those that change the direction, line and paragraph separators.
_INVISIBLE = "␣"
# For a combining character, which would be drawn over the one before it: the circle that stands for any letter.
_COMBINING = "◌"
# For the other controls, lone surrogates, private and unassigned characters.
_REPLACEMENT = "\ufffd"
# Letters and separators that take no cell, although their category does not say so.
_ZERO_WIDTH = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u034f\u2028\u2029")


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
    if category in {"Mn", "Me", "Mc"}:
        return _COMBINING
    if category == "Zs":
        return " "
    return char


def drawable(text: str, keep: str = "") -> str:
    """The text with every character that a terminal could act on replaced by one visible character.

    `keep` names control characters that the caller lays out itself (a view that breaks lines keeps the newline).
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char in keep else _substitute(char) for char in text)


def one_line(text: str, limit: int = 300) -> str:
    """A message or a name fit for a single line of at most `limit` characters."""
    line = drawable(" ".join(text.split()) if text.isprintable() else text)
    return line if len(line) <= limit else line[: limit - 1] + "…"
