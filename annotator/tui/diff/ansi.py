"""What a piece of terminal output puts in the cells of one row: characters and styles.

Pure: text with SGR and hyperlink sequences in, two strings of equal length out. One code point stands for one cell in
both, so that comparing two rows, or slicing one, is a single operation of the interpreter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from rich.cells import cell_len

FILL: Final = "\0"
"""The right-hand half of a character that is two cells wide."""
UNKNOWN: Final = "\1"
"""A cell of which it is not known what the terminal shows there."""
PLAIN: Final = "\0"
"""The pen with neither attribute nor colour."""

_MAX_REMEMBERED: Final = 4096
_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\]8;([^\x00-\x1f\x7f]*)\x1b\\")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CODE = re.compile(r"(?:[1-9]|21|5[1-3]|[34](?:[0-79]|8;5;\d+|8;2;\d+;\d+;\d+)|(?:9|10)[0-7])(?=;|$)")
_OFF: Final = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29",
    "6": "", "21": "", "51": "", "52": "", "53": "",
}  # fmt: skip
"""What switches an attribute off; empty where terminals do not agree about that, so that only a reset is sure to."""
# Conjoining jamo, vowels that join the letter before, symbols that later editions of Unicode made wide or that have an
# emoji form.
# As ranges: compiling a regular expression of them takes 4 ms.
_DISPUTED: Final = (
    (0x0E33, 0x0E33), (0x0EB3, 0x0EB3), (0x1100, 0x11FF), (0x2630, 0x2637), (0x268A, 0x268F), (0x3030, 0x3030),
    (0x303D, 0x303D), (0x4DC0, 0x4DFF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF),
)  # fmt: skip


class Unreadable(ValueError):
    """The output holds something whose effect on the screen is not known here."""


_Style = tuple[frozenset[str], str]
"""The codes of attributes and colours, and a link."""


def _codes(parameters: str) -> frozenset[str]:
    """The codes of `CSI parameters m` after the plain style; those of the terminal's own colours are left out."""
    codes = _CODE.findall(parameters)
    if ";".join(codes) != parameters:
        raise Unreadable(f"style {parameters!r}")
    return frozenset(codes) - {"39", "49"}


def _off(code: str) -> str:
    """What takes a code back: of a colour, that of the terminal's own one."""
    return _OFF.get(code, "39" if code[0] in "39" else "49")


def _sgr(old: frozenset[str], new: frozenset[str]) -> str:
    if old == new:
        return ""
    if not new:
        return "\x1b[m"
    ways = [[*(["0"] if old else []), *sorted(new)]]
    off = {*map(_off, old - new)}
    if "" not in off:
        # Bold and dim share one switch, and GNU screen turns italics off with it too.
        added = new - old | (new & {"1", "2", "3"} if "22" in off else frozenset())
        off -= {"39", "49"} & {*map(_off, added)}  # one colour takes the place of another
        ways.insert(0, [*sorted(off), *sorted(added)])
    return f"\x1b[{min(map(';'.join, ways), key=len)}m"


@lru_cache(maxsize=8192)
def cell_width(character: str) -> int:
    """Cells that every terminal gives this character whatever stands beside it; 0 when they may differ.

    Terminals disagree about emoji, combining marks, joiners, conjoining syllables, private use and all that is written
    from right to left. Characters of ambiguous width (typographic quotation marks among them) count as one cell, as
    Textual counts them too.
    """
    code, category = ord(character), unicodedata.category(character)
    if code > 0xFFFF or category[0] in "MC" or category in ("Zl", "Zp"):
        return 0
    if any(first <= code <= last for first, last in _DISPUTED):
        return 0
    if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF"
    # Of the wide ones symbols are mostly emoji; the others are ideographs, kana, syllables and full-width forms.
    return 0 if wide and category[0] == "S" else 1 + wide


class Cells(NamedTuple):
    """What one payload puts from its first column on."""

    characters: str
    styles: str
    width: int
    """Cells; a guess where it is risky."""
    risky: bool
    """Whether terminals may disagree about where its characters go."""


class AnsiReader:
    """Reads payloads, and remembers them: the same line comes back after a scroll, a dialog, a step back.

    Each style is known by one code point, its pen.
    """

    def __init__(self) -> None:
        self._pens: dict[_Style, str] = {(frozenset(), ""): PLAIN}
        self.pen = cache(self._pen)
        """The pen of a style: asked for with the parameters of `CSI … m`, and the link."""
        self.change = cache(self._change)
        """The fewest bytes from the one pen to the other."""
        self.read = lru_cache(_MAX_REMEMBERED)(self._read)
        """The cells of a payload that starts and ends with the plain pen.

        Raises:
            Unreadable: it holds a control or a sequence other than SGR and hyperlinks, changes a style without a reset,
                or leaves one behind.
        """

    def _pen(self, parameters: str, link: str) -> str:
        return self._pens.setdefault((_codes(parameters), link), chr(len(self._pens)))

    def _change(self, old: str, new: str) -> str:
        styles = [*self._pens]
        (before, link), (after, link_after) = styles[ord(old)], styles[ord(new)]
        return ("" if link == link_after else f"\x1b]8;{link_after or ';'}\x1b\\") + _sgr(before, after)

    def _read(self, payload: str) -> Cells:
        characters: list[str] = []
        styles: list[str] = []
        style, link, width, risky = "", "", 0, False
        parts = _SEQUENCE.split(payload)  # text, and behind each but the last either parameters or a link
        for text, parameters, target in zip_longest(parts[::3], parts[1::3], parts[2::3]):
            if text:
                cells = _cells(text)
                risky = risky or cells is None
                columns = cell_len(text) if cells is None else len(cells)
                characters.append(cells or "")
                styles.append(self.pen(style, link) * columns)
                width += columns
            if parameters is not None:
                ends = parameters in ("", "0")
                if style and not ends:
                    raise Unreadable(f"payload {payload!r}")
                style = "" if ends else parameters
            elif target is not None:
                link = "" if target == ";" else target
        if style or link or _CONTROL.search("".join(parts[::3])):
            raise Unreadable(f"payload {payload!r}")
        return Cells("", "", width, True) if risky else Cells("".join(characters), "".join(styles), width, False)


def _cells(text: str) -> str | None:
    """One code point a cell; None when the text is risky."""
    if text.isascii():
        return text
    widths = {character: cell_width(character) for character in set(text)}
    if 0 in widths.values():
        return None
    return "".join([character + FILL if widths[character] == 2 else character for character in text])
