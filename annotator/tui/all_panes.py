"""All panes of the screen, and what each of them shows of the work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.widget import Widget

from annotator.tui.diff.driver import takes_sequences
from annotator.tui.host import Host, Part
from annotator.tui.keys import NUMBERS, Hint, Key
from annotator.tui.panes.base import RowsPane
from annotator.tui.panes.card import CardSize, Reasons, attention_of, card_rows
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.pieces import Row, Rows
from annotator.tui.panes.status import hint_row, message_row, rule_row, status_row

if TYPE_CHECKING:
    from annotator.tui.dialogs import Dialogs
    from annotator.tui.edit_actions import EditActions
    from annotator.tui.review.comparison import Comparison


WIDE = 100
"""Columns from which on the card stands beside the text."""


class Panes(Part):
    """Status, text and card, messages and keys. Each draws only what changed."""

    def __init__(self, host: Host, edits: EditActions, dialogs: Dialogs) -> None:
        self.view = DocumentView({topic.key: topic.letter for topic in host.scheme.topics}, id="view")
        self.status, self.card, self.foot = (RowsPane(id=name) for name in ("status", "card", "foot"))
        super().__init__(host)
        self._edits = edits
        self._dialogs = dialogs
        self.comparison: Comparison | None = None
        """What puts versions in the place of the card."""
        self.shown = False
        """Whether the panes have been brought up to date yet."""
        self._links = takes_sequences(os.environ)
        self._card_place = CardPlace()
        usable = [key for key in host.keys.values() if key.id != "attribute" or host.scheme.attributes]
        self._hinted = [key for key in usable if key.hint and key.keys]

    def compose(self) -> ComposeResult:
        """The panes in their places."""
        yield self.status
        with Widget(id="body"):
            yield self.view
            yield self.card
        yield self.foot

    def show(self, columns: int) -> None:
        """Bring every pane up to date, on a screen of so many columns."""
        self.shown = True
        state, edits = self._state, self._edits
        comparison = self.comparison
        shown = state if comparison is None else comparison.shown()
        self.view.show(shown, edits.shown_edge(), edits.pointing, self._dialogs.sought_spans())
        size = self.card.outer_size
        if size.height and self.card.display:
            if comparison is not None and comparison.compares:
                self.card.show(comparison.rows(size.width, size.height))
            else:
                beside = columns >= WIDE and not self.takes_width
                self.card.show(self._card_rows(CardSize(size.width, size.height, beside)))
        self.show_lines()

    @property
    def takes_width(self) -> bool:
        """Whether versions have the whole width, and the card stands in their place."""
        return self.comparison is not None and self.comparison.takes_width

    def _card_rows(self, room: CardSize) -> Rows:
        state = self._state
        row = self._card_place.row(*self.view.current_line(), bool(state.quotes)) if room.beside else 0
        odd = attention_of(self._bench)
        return card_rows(state, self._host.scheme, room, odd, self._edits.picking, row, self._why())

    def _why(self) -> Reasons | None:
        """What the card tells of why; reasons only where the line of messages has no room for them."""
        why = self._edits.why
        line = " · ".join(why.reasons) if why else ""
        return why._replace(reasons=()) if why and cell_len(line) <= self.foot.outer_size.width - 2 else why

    def show_lines(self) -> None:
        """Bring all but text and card up to date, so that the text stays where it was looked at."""
        bench = self._bench
        columns = self.status.outer_size.width
        self.status.show([status_row(bench, columns, self._links), rule_row(columns)])
        message, hints = message_row(bench, columns), self._hints(columns)
        self.foot.show([message, hints] if self.foot.outer_size.height > 1 else [message or hints])

    def _hints(self, width: int) -> Row:
        """The line of keys: those of the mode, else those that act on what is chosen."""
        mode = self._edits.mode
        return hint_row(tuple(map(self._hint_of, self._hints_now()) if mode is None else mode.hints()), width)

    def _hint_of(self, key: Key) -> Hint:
        action = key.action if key.keys != NUMBERS else ""  # a click says no number
        bench, word, rank = self._bench, key.hint, key.rank
        if key.id == "confirm":  # where all is decided it opens what waits
            word = "to skipped" if bench.skipped_wait else "look again" if bench.again_waits else word
        if key.id == "quit" and bench.finished:
            rank = 0
        return Hint(key.display, word, key.tooltip, rank, self._host.why_not(key.call) is None, action)

    def _hints_now(self) -> list[Key]:
        """The keys that are told of: among versions those that act on them, and the keys of all sentences."""
        if self.comparison is not None and self.comparison.compares:
            own: Sequence[Key] = self.comparison.keys
            also = [key for key in self._hinted if key.id in ALWAYS and self._host.why_not(key.call) is None]
            return [*(key for key in own if key.hint), *also]
        bench = self._bench
        quotes = len(bench.state.quotes)
        idle = {"merge"} if quotes < MERGED else set()
        if bench.nothing_to_confirm and not bench.again_waits:
            idle.add("confirm")
        return [key for key in self._hinted if not (key.bare if quotes else key.needs_quote) and key.id not in idle]


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
