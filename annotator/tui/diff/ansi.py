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

_MAX_PENS: Final = 0xD000
_MAX_REMEMBERED: Final = 4096
_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\]8;([^\x00-\x1f\x7f]*)\x1b\\")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CLEARS: Final = {
    "22": ("1", "2"), "23": ("3",), "24": ("4", "21"), "25": ("5", "6"), "27": ("7",), "28": ("8",), "29": ("9",),
    "54": ("51", "52"), "55": ("53",),
}  # fmt: skip
_ATTRIBUTES: Final = frozenset(code for codes in _CLEARS.values() for code in codes)
_OFF: Final = {code: off for off, codes in _CLEARS.items() for code in codes if code in set("12345789")}
"""What switches an attribute off, of those about which terminals agree."""
# Conjoining jamo, vowels that join the letter before, symbols that later editions of Unicode made wide or that have an
# emoji form.
# As ranges: compiling a regular expression of them takes 4 ms.
_DISPUTED: Final = (
    (0x0E33, 0x0E33), (0x0EB3, 0x0EB3), (0x1100, 0x11FF), (0x2630, 0x2637), (0x268A, 0x268F), (0x3030, 0x3030),
    (0x303D, 0x303D), (0x3297, 0x3297), (0x3299, 0x3299), (0x4DC0, 0x4DFF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF),
)  # fmt: skip


class Unreadable(ValueError):
    """The output holds something whose effect on the screen is not known here."""


class _Style(NamedTuple):
    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""
    link: str = ""

    def codes(self) -> list[str]:
        """The SGR parameters that make this style out of the plain one."""
        colours = [code for code in (self.foreground, self.background) if code]
        return sorted(self.attributes, key=int) + colours


_TEXT: Final = (3, 9)
_GROUND: Final = (4, 10)
"""All but the last digit of the codes of colours: of the text and of the background, those of bright ones last."""


def _styled(style: _Style, parameters: str) -> _Style:
    """`style` after `CSI parameters m`."""
    codes = iter(parameters.split(";"))
    for code in codes:
        if code in ("", "0"):
            style = _Style(link=style.link)
        elif code in _ATTRIBUTES:
            style = style._replace(attributes=style.attributes | {code})
        elif code in _CLEARS:
            style = style._replace(attributes=style.attributes - set(_CLEARS[code]))
        else:
            tens, digit = divmod(int(code), 10)
            if tens not in (*_TEXT, *_GROUND) or (digit > 7 and tens > 4):  # of bright colours there are eight
                raise Unreadable(f"style {parameters!r}")
            colour = code if digit < 9 else ""
            if digit == 8:
                kind = next(codes, "")
                values = [next(codes, "") for _ in range({"5": 1, "2": 3}.get(kind, 0))]
                if not values or "" in values:
                    raise Unreadable(f"colour {parameters!r}")
                colour = ";".join([code, kind, *values])
            style = style._replace(foreground=colour) if tens in _TEXT else style._replace(background=colour)
    return style


def _sgr(old: _Style, new: _Style) -> str:
    if old[:3] == new[:3]:
        return ""
    codes = new.codes()
    if not codes:
        return "\x1b[m"
    ways = [codes if not old.codes() else ["0", *codes]]
    gone, added = old.attributes - new.attributes, new.attributes - old.attributes
    if gone <= _OFF.keys():  # else only a reset is sure to do it
        off = {_OFF[code] for code in gone}
        if "22" in off:
            # Bold and dim share one switch, and GNU screen turns italics off with it too.
            added |= new.attributes & {"1", "2", "3"}
        change = sorted(off) + sorted(added, key=int)
        if old.foreground != new.foreground:
            change.append(new.foreground or "39")
        if old.background != new.background:
            change.append(new.background or "49")
        ways.insert(0, change)
    return f"\x1b[{min(map(';'.join, ways), key=len)}m"


class Pens:
    """Styles, each known by one code point; how to read them from SGR, and how to get from one to another."""

    def __init__(self) -> None:
        self._styles = [_Style()]
        self._pens = {_Style(): PLAIN}
        self.styled = cache(self._styled)
        """The pen after `CSI parameters m`: asked for with a pen and the parameters."""
        self.change = cache(self._change)
        """The fewest bytes from the one pen to the other."""

    def _pen(self, style: _Style) -> str:
        pen = self._pens.get(style)
        if pen is None:
            if len(self._styles) >= _MAX_PENS:
                raise Unreadable("too many styles")
            pen = self._pens[style] = chr(len(self._styles))
            self._styles.append(style)
        return pen

    def _styled(self, pen: str, parameters: str) -> str:
        return self._pen(_styled(self._styles[ord(pen)], parameters))

    def linked(self, pen: str, link: str) -> str:
        """The pen after `OSC 8 ; link`; the bare `;` ends a link."""
        return self._pen(self._styles[ord(pen)]._replace(link="" if link == ";" else link))

    def _change(self, old: str, new: str) -> str:
        before, after = self._styles[ord(old)], self._styles[ord(new)]
        link = "" if before.link == after.link else f"\x1b]8;{after.link or ';'}\x1b\\"
        return link + _sgr(before, after)


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
    if unicodedata.east_asian_width(character) not in "WF":
        return 1
    # Of the wide ones only ideographs, kana, syllables and full-width forms: the rest are emoji.
    ideographic = 0x2E80 <= code <= 0xA4CF or 0xAC00 <= code <= 0xD7A3 or 0xF900 <= code <= 0xFAFF or code >= 0xFF01
    return 2 if ideographic else 0


class Cells(NamedTuple):
    """What one payload puts from its first column on."""

    characters: str
    styles: str
    width: int
    """Cells; a guess where it is risky."""
    risky: bool
    """Whether terminals may disagree about where its characters go."""


class AnsiReader:
    """Reads payloads, and remembers them: the same line comes back after a scroll, a dialog, a step back."""

    def __init__(self) -> None:
        self.pens = Pens()
        self.read = lru_cache(_MAX_REMEMBERED)(self._read)
        """The cells of a payload that starts and ends with the plain pen.

        Raises:
            Unreadable: it holds a control or a sequence other than SGR and hyperlinks, or leaves a style behind.
        """

    def _read(self, payload: str) -> Cells:
        characters: list[str] = []
        styles: list[str] = []
        pen, width, risky = PLAIN, 0, False
        parts = _SEQUENCE.split(payload)  # text, and behind each but the last either parameters or a link
        for text, parameters, link in zip_longest(parts[::3], parts[1::3], parts[2::3]):
            if text:
                cells = _cells(text)
                risky = risky or cells is None
                columns = cell_len(text) if cells is None else len(cells)
                characters.append(cells or "")
                styles.append(pen * columns)
                width += columns
            if parameters is not None:
                pen = self.pens.styled(pen, parameters)
            elif link is not None:
                pen = self.pens.linked(pen, link)
        if pen != PLAIN or _CONTROL.search("".join(parts[::3])):
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
