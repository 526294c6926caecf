"""All panes of the screen, and what each of them shows of the work: the card, or versions in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget

from annotator.core.decision import Answer
from annotator.core.scheme import LabelScheme
from annotator.core.session.edits import chosen_grip
from annotator.core.session.navigation import AgainList
from annotator.core.session.workbench import Workbench
from annotator.tui.dialogs import Dialogs
from annotator.tui.diff.driver import FrameStream, takes_sequences
from annotator.tui.keys import NUMBERS, Call, HelpKeys, Hint, Key
from annotator.tui.panes.base import LinePane, RowsPane
from annotator.tui.panes.card import CardSize, Reasons, attention_of, card_rows
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.pieces import Row, Rows
from annotator.tui.panes.status import hint_row, message_row, rule_row, status_row
from annotator.tui.settings import Settings

if TYPE_CHECKING:
    from annotator.tui.review.comparison import Comparison


WIDE = 100
"""Columns from which on the card stands beside the text."""
LEAST = 7
"""Rows that a window has where the sentence leaves none."""
HIGH, TALL = 9, 16
"""Rows from which on there is a card at all and a line of keys; and a rule under the status line."""


Compare: TypeAlias = "Callable[[Dialogs], Comparison]"
"""Makes what puts versions of each sentence in the place of the card."""


class WorkScreen(LinePane, Screen[None], inherit_bindings=False):
    """The one screen of the work: keys are the app's, Tab does not move a focus.

    Panes cover it wholly, but for the moment in which they get other sizes: it has no rows.
    """

    def _compositor_refresh(self) -> None:
        """Paint, once there is something to see: Textual would paint a blank screen before the first."""
        if not isinstance(self.app, PanedApp) or self.app.shown:
            super()._compositor_refresh()

    def on_screen_resume(self) -> None:
        """No window is open any more: the text has its room again."""
        if isinstance(self.app, PanedApp):
            self.app.make_room(0)


class PanedApp(Dialogs):
    """An app of panes: status, text and card, messages and keys. Each draws only what changed."""

    CSS = """
    Screen { layout: vertical; overflow: hidden; }
    #status, #foot { height: 2; }
    #body { width: 1fr; height: 1fr; overflow: hidden; layout: vertical; visibility: hidden; }
    #view, #card { visibility: visible; }  /* all of the body: it need not be drawn itself */
    #card { width: 100%; height: 45%; max-height: 14; }
    .-wide #body { layout: horizontal; }
    .-wide #card { width: 42%; height: 100%; max-height: 100%; }
    .-versions #body { layout: vertical; }
    .-versions #card { width: 100%; height: 55%; max-height: 100%; }
    .-low #status, .-high #status, .-low #foot { height: 1; }
    .-low #card { display: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - an instance variable in Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        bench: Workbench,
        scheme: LabelScheme,
        settings: Settings | None = None,
        driver_class: type[Driver] | None = None,
        compare: Compare | None = None,
    ) -> None:
        """`compare` makes what puts versions of each sentence in the place of the card."""
        super().__init__(bench, scheme, settings or Settings(), driver_class)
        self.frame_stream = FrameStream()
        """What the terminal shows, for the driver that sends changes only; unused with another driver."""
        self.view = DocumentView(bench.state, {topic.key: topic.letter for topic in scheme.topics}, id="view")
        self.status, self.card, self.foot = (RowsPane(id=name) for name in ("status", "card", "foot"))
        self.shown = False
        """Whether the panes have been brought up to date yet."""
        self._links = takes_sequences(os.environ)
        self._card_place = CardPlace()
        usable = [key for key in self.keys.values() if key.id != "attribute" or scheme.attributes]
        hinted = (key for key in usable if key.hint and key.keys)
        # First those of all sentences: they keep their places, and need not be sent again.
        self._hinted = sorted(hinted, key=lambda key: key.bare or key.needs_quote or key.rank >= LAST)
        self.comparison: Comparison | None = compare(self) if compare is not None else None
        """What puts versions of a sentence in the place of the card, where there is something to compare."""
        self._compare_corrections()

    def _compare_corrections(self) -> None:
        """Put versions beside each other from now on, if what is gone through has what a corrected article changed."""
        agenda = self.bench.agenda
        if self.comparison is None and isinstance(agenda, AgainList) and agenda.has_corrections:
            from annotator.tui.review.screens import CorrectedActions  # deferred: hardly any sitting needs it

            self.comparison = CorrectedActions(self)

    @property
    def help_keys(self) -> HelpKeys:
        """What help tells of: first the keys of the versions."""
        return super().help_keys if self.comparison is None else self.comparison.help_keys()

    def action_of(self, name: str) -> Callable[..., object] | None:
        """The action of that name: of the versions, else of the app."""
        return getattr(self.comparison, f"action_{name}", None) or super().action_of(name)

    def why_not(self, call: Call) -> str | None:
        """Say why an action cannot be done now, among versions or as ever; None where it can."""
        compared = self.comparison.why_not(call) if self.comparison is not None else None
        return compared or super().why_not(call)

    # ---- the panes in their places

    def get_default_screen(self) -> Screen[Any]:
        """A screen without bindings of its own, with the classes of this size: setting them later is a layout more."""
        width, height = self.size
        high = "-tall" if height >= TALL else "-high" if height >= HIGH else "-low"
        classes = f"{'-wide' if width >= WIDE else '-narrow'} {high}{' -versions' if self.takes_width else ''}"
        return WorkScreen(id="_default", classes=classes)

    def compose(self) -> ComposeResult:
        """The panes in their places."""
        yield self.status
        with Widget(id="body"):
            yield self.view
            yield self.card
        yield self.foot

    def on_rows_pane_resized(self) -> None:
        """Fill the panes for the room there is now."""
        self.show_all()

    def make_room(self, wanted: int) -> int:
        """How many of the rows that are wanted a window gets at the bottom: LEAST at least.

        The current sentence is brought above them, as much of it as there is room for.
        """
        view, height = self.view, self.size.height
        free = height - view.region.y - min(view.sentence_height, view.size.height)
        rows = min(height, wanted, max(LEAST, free))
        if view.cover(max(0, view.region.bottom - (height - rows))):
            self.show_all()
        return rows

    # ---- showing

    def show_all(self) -> None:
        """Bring every pane up to date."""
        self._compare_corrections()
        comparison, self.shown = self.comparison, True
        if comparison is not None:
            self.screen_stack[0].set_class(comparison.takes_width, "-versions")
        shown = self.state if comparison is None else comparison.shown()
        self.view.show(shown, self.shown_edge(), self.pointing, self.sought_spans())
        size = self.card.outer_size
        if size.height and self.card.display:
            if comparison is not None and comparison.compares:
                self.card.draw(comparison.rows(size.width, size.height))
            else:
                beside = self.size.width >= WIDE and not self.takes_width
                self.card.draw(self._card_rows(CardSize(size.width, size.height, beside)))
        self.show_lines()

    @property
    def takes_width(self) -> bool:
        """Whether versions have the whole width, and the card stands in their place."""
        return self.comparison is not None and self.comparison.takes_width

    def _card_rows(self, room: CardSize) -> Rows:
        state = self.state
        row = self._card_place.row(*self.view.current_line(), bool(state.quotes)) if room.beside else 0
        odd = attention_of(self.bench)
        return card_rows(state, self.scheme, room, odd, self.picking, row, self._why(), self.written)

    def _why(self) -> Reasons | None:
        """What the card tells of why; reasons only where the line of messages has no room for them."""
        why = self.why
        line = " · ".join(why.reasons) if why else ""
        return why._replace(reasons=()) if why and cell_len(line) <= self.foot.outer_size.width - 2 else why

    def show_lines(self) -> None:
        """Bring all but text and card up to date, so that the text stays where it was looked at."""
        bench = self.bench
        columns = self.status.outer_size.width
        self.status.draw([status_row(bench, columns, self._links), rule_row(columns)])
        message, hints = message_row(bench, columns), self._hints(columns)
        self.foot.draw([message, hints] if self.foot.outer_size.height > 1 else [message or hints])

    def refuse(self, why: str) -> None:
        """Say why something is not done. The text stays where it was looked at."""
        self.bench.tell(why)
        self.show_lines()

    def _hints(self, width: int) -> Row:
        """The line of keys: those of the mode, else those that act on what is chosen."""
        hints = self.hints_of_mode() if self.mode is not None else tuple(map(self._hint_of, self._hints_now()))
        return hint_row(hints, width)

    def _hint_of(self, key: Key) -> Hint:
        action = key.action if key.keys != NUMBERS else ""  # a click says no number
        bench, word, rank = self.bench, key.hint, key.rank
        if key.id == "confirm":  # where all is decided it opens what waits
            word = "to skipped" if bench.skipped_wait else "look again" if bench.again_waits else word
        if key.call.name == "edge" and (grip := chosen_grip(self.state)) is not None:
            word = grip.side
        if key.id == "quit" and bench.finished:
            rank = 0
        return Hint(key.display, word, key.tooltip, rank, self.why_not(key.call) is None, action)

    def _hints_now(self) -> list[Key]:
        """The keys that are told of: among versions those that act on them, and the keys of all sentences."""
        if self.comparison is not None and self.comparison.compares:
            also = [key for key in self._hinted if key.id in ALWAYS and self.why_not(key.call) is None]
            return [*(key for key in self.comparison.keys.values() if key.hint), *also]
        bench = self.bench
        quotes = len(bench.state.quotes)
        idle = {"merge"} if quotes < MERGED else set()
        if bench.says_again(Answer.ACCEPT) and not bench.again_waits:
            idle.add("confirm")
        return [key for key in self._hinted if not (key.bare if quotes else key.needs_quote) and key.id not in idle]


LAST = 8
"""The rank of keys that are told of only where there is room."""
MERGED = 2
"""Quotes that there have to be for the key that merges to be told of."""
ALWAYS = frozenset({"undo", "skip", "help", "quit", "goto"})
"""Keys of annotating that are told of among versions too."""

# ---- Where beside the text the card begins, so that it stands beside the current sentence and seldom moves.


REACH, REACH_SCROLLED, REACH_WITHOUT_QUOTE = 12, 13, 16
"""Lines that a sentence may begin below the card's first row: one with a quote; the same when the text has just been
scrolled, and the card with it; one without a quote, of which the card has little to say. Set by hand, so that half of
the keys cost less than 800 bytes at 120x40: 902 with 6, 9 and 12 lines, 803 with 9, 11 and 14, 784 with these.
"""


class CardPlace:
    """At the first line of the current sentence, or a few lines above it.

    The card is tied to a line of the text and scrolls with it, and stays there for sentences that begin within reach: a
    card that moved with every key would have to be sent anew each time, and would be harder to read.
    """

    def __init__(self) -> None:
        self._line = 0
        self._scrolled = 0
        self._text: object = None

    def row(self, line: int, scrolled: int, text: object, quoted: bool = True) -> int:
        """The row of the card for a sentence that begins at `line` of a text that is scrolled up by so many lines.

        `text` is another object where lines have other numbers than before. `quoted`: whether the sentence has a quote.
        """
        reach = REACH if scrolled == self._scrolled else REACH_SCROLLED
        if not quoted:
            reach = REACH_WITHOUT_QUOTE
        self._scrolled = scrolled
        if text is not self._text or not self._line <= line <= self._line + reach:
            self._line, self._text = line, text
        return self._line - scrolled
