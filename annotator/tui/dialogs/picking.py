"""A window to type into, with what matches below: go to, other speaker, document list, note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from annotator.core.drawable import one_line
from annotator.tui.dialogs.options import Option, where
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.panes.status import fit

NOTHING = "nothing found"
KEYS = "type to find · ↑ ↓ choose · Enter takes · Esc closes"


@dataclass(frozen=True, slots=True)
class PickSettings:
    """How a window to pick from begins, and how it looks.

    `text` is typed already; `start` is the value of the option that is current as long as nothing else is typed.
    `nothing` says, for what is typed, why nothing matches. `detail_look` is the style of what stands behind a label, of
    what can be done now. `free`: what is typed is kept as it is, so no key at its beginning means anything else.
    """

    text: str = ""
    start: object = None
    nothing: Callable[[str], str] = lambda _typed: NOTHING
    detail_look: str = "dim"
    free: bool = False


class _Field(Input):
    """The line to type in. A screen gets no key that its field can type, so the key for help is bound here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "screen.keys", "keys", id="pick.keys", priority=True)
    ]


class PickDialog(ModalScreen[Option]):
    """A line to type in and the options that match it; Enter takes the current one, Esc none."""

    CSS = """
    PickDialog { align: center middle; }
    PickDialog > Vertical { width: 80%; max-width: 90; height: auto; border: round $primary; padding: 0 1; }
    PickDialog Input { border: none; height: 1; padding: 0; }
    PickDialog Input > .input--cursor { color: $foreground; background: $surface; text-style: reverse; }
    PickDialog #pick-title { height: 1; }
    PickDialog #pick-options { height: 10; max-height: 50vh; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "close", id="pick.cancel", priority=True),
        Binding("down,ctrl+n", "move(1)", "next", id="pick.down", priority=True),
        Binding("up,ctrl+b", "move(-1)", "previous", id="pick.up", priority=True),
    ]

    def __init__(
        self, title: str, options_for: Callable[[str], Sequence[Option]], settings: PickSettings | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._options_for = options_for
        self._settings = settings or PickSettings()
        self._typed = ""
        self._options: Sequence[Option] = []
        self._current = 0
        self._tells_keys = False

    def compose(self) -> ComposeResult:
        """A frame: title, line to type in, options."""
        with Vertical():
            yield RowsPane(id="pick-title")
            field = _Field(self._settings.text, select_on_focus=False, compact=True)
            field.cursor_blink = False
            yield field
            yield RowsPane(id="pick-options")

    def on_mount(self) -> None:
        """Show what there is to pick before anything is typed."""
        self._find(self._settings.text)

    def on_rows_pane_resized(self, event: RowsPane.Resized) -> None:
        """Draw the options again in the room there is."""
        event.stop()
        self._draw()

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

    def told(self) -> tuple[str, ...]:
        """What the window shows, in plain lines: the title, and of what can be picked the current one."""
        title = "keys" if self._tells_keys else one_line(self._title)
        title = f"{title}: type, arrows choose, Enter takes, Esc closes"
        typed = f"{one_line(self._typed)}: " if self._typed else ""
        if not self._options:
            return (title, f"{typed}{one_line(self._settings.nothing(self._typed))}")
        option = self._options[self._current]
        detail = f", {one_line(option.detail)}" if option.detail else ""
        return (title, f"{typed}{one_line(option.label)}{detail}, {self._current + 1} of {len(self._options)}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key that tells the keys is one only before anything is typed; then it is a letter like others."""
        if action == "keys" and (self._settings.free or self.query_one(Input).value != self._settings.text):
            return False
        return super().check_action(action, parameters)

    def action_keys(self) -> None:
        """Tell the keys in the place of the title, until something is typed."""
        self._tells_keys = True
        self._draw()

    def action_cancel(self) -> None:
        """Close without picking."""
        self.app.pop_screen()

    def action_move(self, by: int) -> None:
        """Go to the next or previous option."""
        if self._options:
            self._current = (self._current + by) % len(self._options)
            self._draw()

    def _find(self, text: str) -> None:
        self._typed = text.strip()
        self._tells_keys = False
        self._options = self._options_for(self._typed)
        begun = self._typed == self._settings.text and self._settings.start is not None
        self._current = where(self._options, self._settings.start) if begun else 0
        self._draw()

    def _draw(self) -> None:
        title = Piece(KEYS, "key") if self._tells_keys else Piece(self._title, "title")
        self.query_one("#pick-title", RowsPane).show([(title,)])
        pane = self.query_one("#pick-options", RowsPane)
        height = max(1, pane.size.height)
        if not self._options and self._typed:
            said = one_line(self._settings.nothing(self._typed))
            pane.show([(Piece(f"  {fit(said, max(8, pane.size.width - 2))}", "warn"),)])
            return
        top = max(0, self._current - height + 1)
        shown = range(top, min(top + height, len(self._options)))
        room = max(8, pane.size.width - 2)
        column = self._column([self._options[number] for number in shown], room)
        pane.show([self._row(number, room, column) for number in shown])

    def _column(self, options: Sequence[Option], room: int) -> int:
        """Where the details begin, so that they stand below each other."""
        details = max((cell_len(one_line(option.detail)) for option in options), default=0)
        labels = max((cell_len(one_line(option.label)) for option in options if option.detail), default=0)
        return min(labels, max(room - details - 2, room // 2))

    def _row(self, number: int, room: int, column: int) -> Row:
        option, current = self._options[number], number == self._current
        action = str(number)
        label = fit(one_line(option.label), column if option.detail else room)
        gap = " " * (column - cell_len(label) + 2)
        detail = f"{gap}{fit(one_line(option.detail), room - column - 2)}" if option.detail else ""
        return (
            Piece("▸ " if current else "  ", "key", action),
            Piece(label, "strong" if current else "plain", action),
            Piece(detail, self._settings.detail_look if option.usable else "dim", action),
        )
