"""Windows: something to read, something to type or to pick.

They stand at the bottom of the screen, below the sentence that is judged, with their keys in their last line.
"""

from __future__ import annotations

import os
import re
import tempfile
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from annotator.core.decision import LONGEST_LINE
from annotator.core.drawable import composed, drawable, one_line
from annotator.core.errors import UsageError, system_reason
from annotator.core.profiles import guideline_text
from annotator.core.program.editor import editor_of, leave_to_editor
from annotator.tui.host import Host
from annotator.tui.keys import FIRST_HOUR, KEYS, TABLE, USUAL, HelpKeys, Hint, Key, Writer, hints_of, shown_keys
from annotator.tui.options import ListOption, Options, PickOptions
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.card import excerpt, hint_row
from annotator.tui.panes.pieces import Piece, Row, fit, hanging, hung, width_of, wrapped

Result = TypeVar("Result")
PlainLines = tuple[str, ...]
"""Lines as they are read out."""
AROUND_ROWS, BESIDE_ROWS = 3, 2
"""Rows of the edge, the title and the keys; cells at both sides."""
OPTIONS, AROUND_OPTIONS = 10, 4
"""Rows of what can be picked; and around them, with the one to type in."""
EVERYTHING = 1000
"""More rows than a screen has."""


class BottomWindow(ModalScreen[Result]):
    """A title, what there is to read or pick, and a line of keys."""

    SCOPED_CSS = False  # of any of the classes below
    CSS = """
    BottomWindow { background: transparent; }
    BottomWindow > Vertical { dock: bottom; width: 100%; border-top: solid $primary; padding: 0 1; }
    BottomWindow RowsPane { height: 1; }
    BottomWindow #window-rows { height: 1fr; }
    BottomWindow Input { border: none; height: 1; padding: 0; }
    BottomWindow Input > .input--cursor, BottomWindow Input > .input--selection {
        color: $foreground; background: $surface; text-style: reverse;
    }
    """

    def __init__(self, title: str, wanted: int) -> None:
        """`wanted`: the rows that it has where there is room."""
        super().__init__()
        self._title = title
        self._wanted = wanted
        self._frame = Vertical()
        self._head, self.pane, self._foot = (RowsPane(id=f"window-{name}") for name in ("title", "rows", "keys"))

    def compose(self) -> ComposeResult:
        """Title, what is typed, rows, keys."""
        self.fit()
        with self._frame:
            yield self._head
            yield from self._typing()
            yield self.pane
            yield self._foot

    def fit(self) -> None:
        """Take the room that there is below the sentence."""
        if isinstance(self.app, Host):
            self._frame.styles.height = self.app.make_room(self._wanted)

    def on_resize(self) -> None:
        """Another size of the screen: the text is laid out anew before the room is known."""
        self.call_after_refresh(self.fit)

    def on_screen_resume(self) -> None:
        """A window over this one is closed: the room may be another."""
        self.fit()

    def on_rows_pane_resized(self, event: RowsPane.Resized) -> None:
        """Draw the rows in the room there is."""
        event.stop()
        self._draw()

    async def on_key(self, event: events.Key) -> None:
        """Say that a key means nothing here, where it does not: Textual asks last of all whether it does."""
        event.prevent_default()
        event.stop()
        if not await self.app._check_bindings(event.key):
            self._refuse(shown_keys(event.key))

    def on_paste(self) -> None:
        """Say that nothing here takes what is pasted."""
        self._refuse("pasted text")

    def _refuse(self, what: str) -> None:
        self._head.draw([(Piece(f"{one_line(what, 20)} means nothing here", "warn"),)])

    def action_keys(self) -> None:
        """Tell the keys of this window."""
        self.app.push_screen(KeysWindow(f"Keys: {self._title}", self._hints(), self._frame.outer_size.height))

    @abstractmethod
    def plain_lines(self) -> PlainLines:
        """What it shows, in plain lines."""

    def _typing(self) -> Sequence[Widget]:
        """The line to type in, where there is one."""
        return ()

    @abstractmethod
    def _hints(self) -> Sequence[Hint]:
        """Its keys, as they are now."""

    @abstractmethod
    def _draw(self) -> None:
        """Show what there is now."""

    def _show(self, remark: str, rows: Sequence[Row]) -> None:
        """Show these rows, with a remark behind the title."""
        self._head.draw([(Piece(one_line(self._title, 200), "title"), Piece(remark, "dim"))])
        self.pane.draw(rows)
        self._foot.draw([hint_row(tuple(self._hints()), self._foot.size.width + 1)[1:]])


class ReadingWindow(BottomWindow[None]):
    """Rows made for the width and height there is, scrolled by line or page; any of Esc, q and Enter closes.

    `paged`: the rows are pages of that height, which are turned and have numbers; their digits go to them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(**row) for row in TABLE["windows"]["reading"]),
        *(Binding(str(page), f"page({page})") for page in range(1, 10)),
    ]

    def __init__(
        self,
        title: str,
        rows_for: Callable[[int, int], Sequence[Row]],
        paged: bool = False,
        beneath: int = 0,
    ) -> None:
        """`beneath`: the rows of a window that it stands over."""
        super().__init__(title, EVERYTHING)
        self._rows_for = rows_for
        self._paged = paged
        self._beneath = beneath
        self._rows: Sequence[Row] = ()
        self._top = 0

    def fit(self) -> None:
        """Take the room that there is, but no more than there are rows; over another window as much as that has."""
        if not self._paged:
            needed = len(self._rows_for(self.app.size.width - BESIDE_ROWS, EVERYTHING)) + AROUND_ROWS
            self._wanted = max(needed, self._beneath)
        super().fit()

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolls."""
        self.action_scroll_rows(3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel scrolls."""
        self.action_scroll_rows(-3)

    def plain_lines(self) -> PlainLines:
        """What the window shows, in plain lines."""
        lines = ("".join(piece.text for piece in row) for row in (*self._head.rows, *self.pane.rows))
        return tuple(re.sub(" {2,}", ", ", line.strip()) for line in lines if line.strip())

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_scroll_rows(self, by: int) -> None:
        """So many lines down, or up where they are negative; of pages, one."""
        page = self._room if by > 0 else -self._room
        self._go(self._top + (page if self._paged else by))

    def action_scroll_page(self, by: int) -> None:
        """A page down or up."""
        self.action_scroll_rows(by * max(1, self._room - 1))

    def action_page(self, number: int) -> None:
        """The page of that number, if there are pages."""
        if self._paged:
            self._go((number - 1) * self._room)

    def _hints(self) -> Sequence[Hint]:
        if len(self._rows) <= self._room:
            return hints_of("close")
        return hints_of(*(("turn", "page") if self._paged else ("scroll", "turn")), "close", "help")

    @property
    def _room(self) -> int:
        return max(1, self.pane.size.height)

    def _go(self, top: int) -> None:
        room = self._room
        self._top = max(0, min(top, len(self._rows) - room))
        more = self._top + room < len(self._rows)
        page = f"   page {self._top // room + 1} of {-(-len(self._rows) // room)}" if self._paged else ""
        self._show(f"{page}{' · more below' if more and not self._paged else ''}", self._rows[self._top :][:room])

    def _draw(self) -> None:
        self._rows = self._rows_for(self.pane.size.width, self._room)
        self._go(self._top - self._top % self._room if self._paged else self._top)


class KeysWindow(ReadingWindow):
    """The keys of a mode or a window. The key for help closes it."""

    def __init__(self, title: str, hints: Sequence[Hint], beneath: int = 0) -> None:
        signs = [Sign(hint.key, hint.meaning or hint.word) for hint in hints]
        super().__init__(title, lambda width, _: _explained(signs, _column(signs), width), beneath=beneath)

    def action_keys(self) -> None:
        """Close it."""
        self.action_close()


class _Field(Input):
    """The line to type in. A screen gets no key that its field can type, so the key for help is bound here."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "screen.keys", "keys", priority=True)]

    def _on_paste(self, event: events.Paste) -> None:
        """Make one line of what is pasted: Textual, which goes on with the event, would take the first alone."""
        event.text = typed_line(event.text)


def typed_line(text: str) -> str:
    """A text as it could be typed: in one line, without colours and what cannot be seen.

    Only what joins letters is left of that. Names that look the same would be two speakers otherwise.
    """
    line = re.sub(r"\s+", " ", _COLOURS.sub("", text).strip("\r\n"))
    return "".join(char for char in line if char.isprintable() or char in _JOINERS)


_COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_JOINERS = "\u200c\u200d"


class PickWindow(BottomWindow[ListOption]):
    """A line to type in and the options that match it; Enter takes the current one, Esc none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(**row) for row in TABLE["windows"]["pick"]]

    def __init__(
        self,
        title: str,
        options_for: Callable[[str], Options],
        settings: PickOptions,
    ) -> None:
        super().__init__(title, AROUND_OPTIONS + (1 if settings.free else OPTIONS))
        self._options_for = options_for
        self._settings = settings
        self._typed = ""
        self._options: Options = []
        self._current = 0

    @property
    def typed(self) -> str:
        """What is typed in it by now."""
        return self.query_one(Input).value.strip()

    def fit(self) -> None:
        """Take the room that there is; of what is written as a whole as much as its rows need."""
        if self._settings.free:
            self._wanted = AROUND_OPTIONS + max(1, len(self._written(self.app.size.width - BESIDE_ROWS)))
        super().fit()

    def on_mount(self) -> None:
        """Show what there is to pick before anything is typed. What is typed replaces what only is proposed."""
        if not self._settings.free:
            self.query_one(Input).select_all()
        self._find(self._settings.text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed."""
        self._find(event.value)

    def on_input_submitted(self) -> None:
        """Take the current option, if there is one."""
        if self._options:
            self.dismiss(self._options[self._current])

    def on_rows_pane_clicked(self, event: RowsPane.Clicked) -> None:
        """Take the option that was clicked."""
        event.stop()
        self.dismiss(self._options[int(event.action)])

    def plain_lines(self) -> PlainLines:
        """What the window shows, in plain lines: the title, and of what can be picked the current one."""
        title = f"{one_line(self._title)}: type, arrows choose, Enter takes, Esc closes"
        typed = f"{one_line(self._typed)}: " if self._typed else ""
        if not self._options:
            return (title, f"{typed}{self._nothing()}") if typed else (title,)
        option = self._options[self._current]
        detail = f", {one_line(option.detail)}" if option.detail else ""
        return (title, f"{typed}{one_line(option.label)}{detail}, {self._current + 1} of {len(self._options)}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key that tells the keys is one only before anything is typed; then it is a letter like others."""
        if (action == "keys" and not self._is_untouched()) or (action == "edit" and not self._settings.free):
            return False
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Go on writing in the annotator's editor; what comes back can still be changed here."""
        field = self.query_one(Input)
        try:
            field.value = edited(self.app, field.value)
        except UsageError as error:
            self._show(f"   {one_line(error)}", self.pane.rows)
        field.cursor_position = len(field.value)

    def action_help(self) -> None:
        """Tell the keys, whatever is typed."""
        self.action_keys()

    def action_cancel(self) -> None:
        """Close without picking."""
        self.app.pop_screen()

    def action_move(self, by: int) -> None:
        """Go to the next or previous option."""
        if self._options:
            self._current = (self._current + by) % len(self._options)
            self._draw()

    def _is_untouched(self) -> bool:
        return not self._settings.free and self.query_one(Input).value == self._settings.text

    def _typing(self) -> Sequence[Widget]:
        field = _Field(self._settings.text, select_on_focus=False, compact=True)
        field.cursor_blink = False
        return (field,)

    def _hints(self) -> Sequence[Hint]:
        editor = ["editor"] if self._settings.free and editor_of(os.environ) else []
        help_key = "help-untouched" if self._is_untouched() else "help-typed"
        return [*self._settings.typing, *hints_of(*editor, "pick", help_key)]

    def _nothing(self) -> str:
        return one_line(self._settings.nothing(self._typed))

    def _find(self, text: str) -> None:
        self._typed = text.strip()
        self._options = self._options_for(self._typed)
        start = self._settings.start if self._typed == self._settings.text else 0
        self._current = start if start < len(self._options) else 0
        self.fit()
        if self.pane.size:  # else it is drawn as soon as it has one
            self._draw()

    def _draw(self) -> None:
        width, height = self.pane.size
        room = max(8, width - 2)
        if not self._options and self._typed:
            self._show("", [(Piece(f"  {fit(self._nothing(), room)}", "warn"),)])
            return
        if self._settings.free:
            self._show("", self._written(width))
            return
        top = max(0, self._current - max(1, height) + 1)
        shown = range(top, min(top + max(1, height), len(self._options)))
        column = self._column([self._options[number] for number in shown], room)
        self._show("", [self._row(number, room, column) for number in shown])

    def _written(self, width: int) -> list[Row]:
        """What is written, in as many rows as it needs: its line above shows only a part of it."""
        if not self._options:
            return []
        sign, label, _ = self._row(0, width, width)
        text = Piece(f"  {one_line(self._typed, LONGEST_LINE)}", self._settings.detail_look)
        return [*hung((sign,), wrapped((label, text), width - width_of((sign,))))]

    def _column(self, options: Sequence[ListOption], room: int) -> int:
        """Where the details begin, so that they stand below each other."""
        details = max((cell_len(one_line(option.detail)) for option in options), default=0)
        labels = max((cell_len(one_line(option.label)) for option in options if option.detail), default=0)
        return min(labels, max(room - details - 2, room // 2))

    def _row(self, number: int, room: int, column: int) -> Row:
        option, current = self._options[number], number == self._current
        action = str(number)
        cut = excerpt if option.both_ends else fit
        label = cut(one_line(option.label), column if option.detail else room)
        gap = " " * (column - cell_len(label) + 2)
        detail = f"{gap}{fit(one_line(option.detail), room - column - 2)}" if option.detail else ""
        look = self._settings.detail_look if option.usable else "dim"
        return (
            Piece("▸ " if current else "  ", "key", action),
            Piece(label, "strong" if current else "plain", action),
            Piece(detail, look, action),
        )


# ---- What there is to read, as rows: help, made from the table of keys, and the guidelines.


class Sign(NamedTuple):
    """What a sign means, or what a key does. It is shown in the look that it has on the screen."""

    sign: str
    meaning: str
    look: str = "key"


LEGEND = {title: tuple(Sign(**sign) for sign in signs) for title, signs in TABLE["signs"].items()}


BEGUN = 5
"""Rows of a section that have to fit at the end of a page, or it begins on the next."""


def help_rows(width: int, room: int, keys: HelpKeys, written: Writer = USUAL) -> list[Row]:
    """Pages of exactly `room` rows: the keys of the first hour, what the signs mean, then every key by group.

    A section that does not fit at the end of a page goes on under its title.
    """
    room = max(room, 3)
    pages: list[Row] = []
    for title, *rows in _sections(width, keys, written):
        done = 0
        while done < len(rows):
            begun = len(pages) % room
            free = room - begun - (2 if begun else 1)  # an empty row before the title
            if begun and free < min(len(rows) - done, BEGUN):
                pages += [()] * (room - begun)
                continue
            end = _row_that_ends(rows, done, done + free)
            pages += [*([()] if begun else []), title, *rows[done:end]]
            done = end
    return pages + [()] * (-len(pages) % room)


def _sections(width: int, keys: HelpKeys, written: Writer) -> list[list[Row]]:
    """What help consists of, each part with its title."""

    def groups(of: Sequence[Key]) -> list[tuple[str, Sequence[Sign]]]:
        together = groupby(of, key=lambda key: key.group)
        return [(group, [Sign(key.display, key.tooltip) for key in its]) for group, its in together]

    own, shown = groups(keys.own), {key.id: key.display for key in keys.annotating}
    is_whole = len(shown) == len(KEYS)
    first = [Sign(" ".join(shown[name] for name in row["names"]), row["does"]) for row in FIRST_HOUR if is_whole]
    parts = [*own, *([("the first hour", first)] if first else []), *LEGEND.items(), *groups(keys.annotating)]
    column = _column(sign for _, signs in parts for sign in signs)
    sections: list[list[Row]] = []
    for title, signs in parts:
        told = [sign._replace(meaning=written(sign.meaning)) for sign in signs]
        sections.append([(Piece(title, "title"),), *_explained(told, column, width)])
    if first:
        around = (wrapped((Piece(written(text), "dim"),), max(8, width)) for text in TABLE["after_first_hour"])
        sections[len(own)] += [(), *chain.from_iterable(around)]
    return sections


def _column(signs: Iterable[Sign]) -> int:
    """Where what they mean begins, so that it stands below each other."""
    return max(cell_len(sign.sign) for sign in signs) + 2


def _explained(signs: Iterable[Sign], column: int, width: int) -> list[Row]:
    """Keys or signs, and from `column` on what they do or mean, each in as many rows as that needs."""
    rows: list[Row] = []
    for sign, meaning, look in signs:
        before = (Piece("  "), Piece(sign, look), Piece(" " * (column - cell_len(sign))))
        rows += hanging(before, meaning, max(width, column + 10))
    return rows


def _row_that_ends(rows: Sequence[Row], start: int, end: int) -> int:
    """Where to break between `start` and `end`: not within what is said of one key, unless that fills the page."""
    if end >= len(rows):
        return len(rows)
    # What hangs below the first row of a key is behind one piece of room, and a first row behind several.
    breaks = [index for index in range(start + 1, end + 1) if len(rows[index]) != 2]
    return breaks[-1] if breaks else end


# The guidelines: the project's Markdown text, else what the built-in profile says.


def guideline_rows(width: int, profile: str, text: str | None) -> list[Row]:
    """Headings, lists and paragraphs of a Markdown text in rows; other marks of Markdown stay as they are."""
    source = guideline_text(profile, text)
    rows: list[Row] = []
    for line in composed(drawable(source, keep="\n")).strip().split("\n"):
        if line.startswith("#"):
            rows.append((Piece(line.lstrip("# "), "title"),))
        elif line.lstrip().startswith(("- ", "* ")):
            rows += hanging((Piece("• "),), " ".join(line.lstrip()[2:].split()), width)
        else:
            rows += hanging((), " ".join(line.split()), width)
    return rows


# ---- Writing a note in the annotator's editor, while the screen steps aside.


def edited(app: App[Any], text: str) -> str:
    """What the text has become in the editor: its lines joined to one, as a note is.

    The file is the account's alone, and gone afterwards. Raises UsageError as `leave_to_editor` does, where the screen
    cannot step aside, and where the editor leaves nothing that can be read; the text is then as it was.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        file = Path(folder) / "note.txt"
        file.write_text(f"{text}\n" if text else "", encoding="utf-8")
        try:
            leave_to_editor(file, app.suspend())
            content = file.read_bytes()
        except SuspendNotSupported:
            raise UsageError("this terminal cannot be left to an editor", "type the note here") from None
        except OSError as error:
            raise UsageError(f"the note cannot be read: {system_reason(error)}", "it is as it was") from None
    return typed_line(content.decode("utf-8", errors="replace")).strip()
