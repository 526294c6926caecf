"""A terminal emulator that knows exactly what Textual and the diffing driver send, and refuses everything else."""

from __future__ import annotations

import re
import unicodedata

Cell = tuple[str, tuple[object, ...]]

TOKEN = re.compile(
    r"\x1b\[(?P<private>\?)?(?P<parameters>[\d;]*)(?P<final>[A-Za-z])"
    r"|\x1b\]8;(?P<link>[^\x1b\x07]*)\x1b\\"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
    r"|\x1b\]22;[a-z-]*\x07|\x07"  # pointer shape and bell show nothing
    r"|(?P<control>[\r\n])"
)
ATTRIBUTES = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 5: "blink", 7: "reverse", 8: "conceal", 9: "strike",
              21: "double", 51: "frame", 53: "over"}  # fmt: skip
OFF = {
    22: ("bold", "dim", "italic"),  # with italic, as GNU screen has it
    23: ("italic",),
    24: ("underline",),
    25: ("blink",),
    27: ("reverse",),
    28: ("conceal",),
    29: ("strike",),
}
BLANK: Cell = (" ", ((), 39, 49, ";"))


def width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class StrictTerminal:
    """A grid of cells: characters (and what combines with them), and attributes, colours and link of each."""

    def __init__(self, columns: int, rows: int) -> None:
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Scramble everything, as no terminal would, so that nothing may be relied upon."""
        self.columns, self.rows = columns, rows
        self.cells: list[list[Cell]] = [[("?", ("resized",))] * columns for _ in range(rows)]
        self.y: int = 0
        self.x: int | None = 0
        self.region = (0, rows)
        self.pen: tuple[set[str], object, object, str] = (set(), 39, 49, ";")

    def feed(self, data: str) -> None:
        at = 0
        while at < len(data):
            token = TOKEN.match(data, at)
            assert token, f"unknown: {data[at : at + 20]!r}"
            at = token.end()
            if token["text"]:
                for character in token["text"]:
                    self.put(character)
            elif token["control"] == "\r":
                self.x = 0
            elif token["control"] == "\n":
                self.feed_line()
            elif token["link"] is not None:
                self.pen = (*self.pen[:3], token["link"])
            elif token["final"]:
                self.sequence(token["private"], token["parameters"], token["final"])

    def feed_line(self) -> None:
        """Go down a row; at the bottom, scroll, as frames for a taller screen just before a resize do."""
        if self.y + 1 < self.region[1]:
            self.y += 1
        else:
            self.default_pen()
            top, bottom = self.region
            self.cells[top:bottom] = [*self.cells[top + 1 : bottom], [BLANK] * self.columns]

    def sequence(self, private: str | None, parameters: str, final: str) -> None:
        numbers = [int(number or 0) for number in parameters.split(";")]
        if private:
            assert final in "hl"
            assert numbers in ([2026], [25], [1049])
            return
        {"H": self.goto, "C": self.right, "D": self.left, "m": self.sgr, "K": self.erase, "J": self.clear,
         "r": self.margins, "L": self.lines, "M": lambda *n: self.lines(*n, delete=True)}[final](*numbers)  # fmt: skip

    def put(self, character: str) -> None:
        assert self.x is not None
        taken = width(character)
        if taken == 0:
            x = max(self.x - 1, 0)
            if self.cells[self.y][x][0] == "":
                x -= 1
            self.cells[self.y][x] = (self.cells[self.y][x][0] + character, self.cells[self.y][x][1])
            return
        row, x = self.cells[self.y], min(self.x, self.columns - taken)
        for half in (x, x + taken - 1):
            self.split(row, half)
        style = (tuple(sorted(self.pen[0])), *self.pen[1:])
        row[x] = (character, style)
        if taken == 2:
            row[x + 1] = ("", style)
        self.x = x + taken

    def split(self, row: list[Cell], x: int) -> None:
        """Blank what is left of a wide character of which a half is written over."""
        if row[x][0] == "":
            row[x - 1] = (" ", row[x - 1][1])
        if x + 1 < self.columns and row[x + 1][0] == "":
            row[x + 1] = (" ", row[x + 1][1])

    def goto(self, y: int = 0, x: int = 0) -> None:
        self.y, self.x = min(max(y, 1), self.rows) - 1, min(max(x, 1), self.columns) - 1

    def right(self, count: int = 1) -> None:
        assert self.x is not None
        assert self.x + max(count, 1) < self.columns
        self.x += max(count, 1)

    def left(self, count: int = 1) -> None:
        assert self.x is not None
        assert max(count, 1) <= self.x < self.columns
        self.x -= max(count, 1)

    def erase(self, mode: int = 0) -> None:
        assert mode == 0
        assert self.x is not None
        assert self.x < self.columns
        self.default_pen()
        row = self.cells[self.y]
        self.split(row, self.x)
        row[self.x :] = [BLANK] * (self.columns - self.x)

    def clear(self, mode: int) -> None:
        assert mode == 2
        self.default_pen()
        self.cells = [[BLANK] * self.columns for _ in range(self.rows)]

    def default_pen(self) -> None:
        assert self.pen == (set(), 39, 49, ";"), "erasing or scrolling with a style paints in some terminals"

    def margins(self, top: int = 0, bottom: int = 0) -> None:
        self.region = (max(top, 1) - 1, bottom or self.rows)
        assert 0 <= self.region[0] < self.region[1] <= self.rows
        self.y = self.x = 0

    def lines(self, count: int, *, delete: bool = False) -> None:
        self.default_pen()
        top, bottom = self.region
        assert top <= self.y < bottom
        assert 0 < count < bottom - self.y
        blank = [[BLANK] * self.columns for _ in range(count)]
        here = self.cells[self.y : bottom]
        self.cells[self.y : bottom] = here[count:] + blank if delete else blank + here[:-count]
        self.x = 0

    def sgr(self, *numbers: int) -> None:
        attributes, text, ground, link = set(self.pen[0]), *self.pen[1:]
        codes = iter(numbers)
        for code in codes:
            if code == 0:
                attributes, text, ground = set(), 39, 49
            elif code in ATTRIBUTES:
                attributes.add(ATTRIBUTES[code])
            elif code in OFF:
                attributes -= set(OFF[code])
            elif code in (38, 48):
                kind = next(codes)
                colour = (kind, *(next(codes) for _ in range({5: 1, 2: 3}[kind])))
                text, ground = (colour, ground) if code == 38 else (text, colour)
            elif 30 <= code <= 39 or 90 <= code <= 97:
                text = code
            elif 40 <= code <= 49 or 100 <= code <= 107:
                ground = code
            else:
                raise AssertionError(f"unknown SGR {code}")
        self.pen = (attributes, text, ground, link)

    def differences(self, other: StrictTerminal) -> list[str]:
        """Every cell in which the two differ, and where the cursor is if that differs."""
        found = [
            f"{y},{x}: {a} {b}"
            for y, (row, others) in enumerate(zip(self.cells, other.cells, strict=True))
            for x, (a, b) in enumerate(zip(row, others, strict=True))
            if a != b
        ]
        cursors = (self.y, self.x), (other.y, other.x)
        return found if cursors[0] == cursors[1] else [*found, f"cursor {cursors}"]
