"""The app: its panes in their places, what its keys do beside edits and windows, and how it ends."""

from __future__ import annotations

import asyncio
import os
import select
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from textual.app import ComposeResult
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from annotator.core.decision import Answer
from annotator.core.drawable import count, one_line
from annotator.core.errors import AnnotatorError, Busy
from annotator.core.program.process import ENDING, heeded
from annotator.core.scheme import LabelScheme
from annotator.core.session.edits import chosen_grip
from annotator.core.session.navigation import AgainList
from annotator.core.session.several import SURE, going_along
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui.dialogs import Dialogs
from annotator.tui.diff.driver import FrameStream, takes_sequences
from annotator.tui.key_queue import GIVE_UP, PATIENCE
from annotator.tui.keys import NUMBERS, Hint, Key, call_of
from annotator.tui.panes.base import LinePane, RowsPane
from annotator.tui.panes.card import (
    CardSize,
    Reasons,
    attention_of,
    card_rows,
    hint_row,
    message_rows,
    rule_row,
    status_row,
)
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.pieces import Row, Rows, broken, whole_line
from annotator.tui.settings import Settings

if TYPE_CHECKING:
    from annotator.tui.review.comparison import Comparison


HANGUP, INTERRUPTED = 129, 130
LOOK_AT_TERMINAL = 2.0
"""Seconds between two looks at whether the terminal is still there."""
GRACE_SECONDS = 3.0
"""Seconds that the program has to end by itself. Set by hand."""
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
        if not isinstance(self.app, AnnotatorApp) or self.app.shown:
            super()._compositor_refresh()

    def on_screen_resume(self) -> None:
        """No window is open any more: the text has its room again."""
        if isinstance(self.app, AnnotatorApp):
            self.app.make_room(0)


class AnnotatorApp(Dialogs):
    """Steps through sentences on a desk, in panes of which each draws only what changed.

    Exit codes: 0 after `q`, 130 after Ctrl-C, 129 and 143 after signals.
    """

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False  # Textual's; ours is in `dialogs`
    ALLOW_SELECT = False  # terminals select text themselves, some of them with Shift held
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

    comparison: Comparison | None = None
    crash: Exception | None = None
    """What went wrong inside, if something did; whoever runs the app tells the user."""
    vanished = False
    """Whether the terminal went away."""
    _not_kept: Notice | None = None  # what was told last of edits that leaving would lose

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
        if compare is not None:
            self.comparison = compare(self)
        self._compare_corrections()

    def _compare_corrections(self) -> None:
        """Put versions beside each other from now on, if what is gone through has what a corrected article changed."""
        agenda = self.bench.agenda
        if self.comparison is None and isinstance(agenda, AgainList) and agenda.has_corrections:
            from annotator.tui.review.screens import CorrectedActions  # deferred: hardly any sitting needs it

            self.comparison = CorrectedActions(self)

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
        width, height = self.foot.outer_size
        rows = broken(" · ".join(why.reasons) if why else "", width - 1)
        return why._replace(reasons=()) if why and len(rows) <= height else why

    def show_lines(self) -> None:
        """Bring all but text and card up to date, so that the text stays where it was looked at."""
        bench = self.bench
        columns = self.status.outer_size.width
        self.status.draw([status_row(bench, columns, self._links), rule_row(columns)])
        room = max(1, self.foot.outer_size.height)
        # A message that is too long for its line has that of the keys, unless these are not the usual ones.
        rows = [*message_rows(bench, columns, room if self.mode is None else 1), self._hints(columns)]
        self.foot.draw((rows if room > 1 else [*filter(None, rows)])[:room])

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

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and the one that was chosen, which it has to know before it begins."""
        return {**super().available_themes, self._theme.name: self._theme}

    def on_mount(self) -> None:
        """Tell the driver of scrolling; listen for signals; no save may hold the screen up."""
        self.bench.desk.wait_at_most(PATIENCE)
        self.view.scroll_hint = self.frame_stream.hint_scroll
        self.theme_changed_signal.subscribe(self, lambda _: self.view.refresh())
        if not self.is_headless:
            for number, code in heeded(*ENDING):  # Textual handles none of them
                asyncio.get_running_loop().add_signal_handler(number, self._end, code)
            self.set_interval(LOOK_AT_TERMINAL, self._look_at_terminal)

    # ---- keys

    def on_paste(self) -> None:
        """Say that nothing takes what is pasted where no window is open."""
        self.refuse(self.written("pasted text means nothing here: ⟪note⟫ first for a note, ⟪other⟫ for a name"))

    # ---- decisions

    def action_confirm(self) -> None:
        """Save what is shown, then the next sentence."""
        if self.comparison is None or not self.comparison.confirm():
            self._answer(Answer.ACCEPT)

    def action_reject(self) -> None:
        """Save that there is nothing here."""
        self._answer(Answer.REJECT)

    def action_skip(self) -> None:
        """Save that this is for later."""
        self._answer(Answer.SKIP)

    def action_confirm_along(self, sure: bool = False) -> None:
        """Save what is shown, and what is seen of the sentences that follow in view and need no look at the card.

        Those are sentences without a quote and such as only carry one on; if `sure`, also sure suggestions. With a
        filter only what is shown: what follows need not be of the filter.
        """
        state = self.bench.state
        alone = self.bench.matches is not None
        last = state.index if alone else self.view.last_whole(state.index)
        self._answer(Answer.ACCEPT, going_along(state, last, SURE if sure else None))

    def _answer(self, answer: Answer, also: Sequence[int] = ()) -> None:
        self.attempt(self.bench.answer, answer, also)
        if not self.waiting and self.bench.break_due(self.settings.break_minutes):
            self.tell(f"{count(self.settings.break_minutes, 'minute')} without a break: look up for a while?")

    # ---- moving about

    def action_look(self, by: int) -> None:
        """Scroll without leaving the sentence."""
        if self.view.scroll_by(by * max(1, self.view.size.height - 2)):
            self.show_lines()
        else:
            self.refuse(f"the article {'ends' if by > 0 else 'begins'} here")

    def action_sentence(self, index: int) -> None:
        """Make a sentence of the article the current one."""
        self.attempt(self.bench.step, index - self.bench.state.index)

    def on_rows_pane_clicked(self, event: RowsPane.Clicked) -> None:
        """A click on a key, a speaker, a topic or a sentence is that key. It ends a mode, whose edits began before."""
        call = call_of(event.action)
        self.bench.forget_notice()
        if self.why_not(call) is None:
            self.end_mode()
        self.act(call)

    # ---- the program

    def action_copy(self) -> None:
        """Hand the sentence to the terminal for its clipboard. It does not answer, and may not be set to do so."""
        if not takes_sequences(os.environ):
            self.tell("this kind of terminal has no clipboard", Tone.WARNING)
            return
        state = self.bench.state
        self.copy_to_clipboard(whole_line(state.item.sentence.span.of(state.text)))
        self.tell(f"sentence {state.index + 1} copied to the terminal's clipboard")

    def action_redraw(self) -> None:
        """Draw everything afresh: something else wrote on this terminal."""
        self.frame_stream.forget()
        self.tell("drawn afresh")
        self.refresh(layout=True)

    async def action_quit(self) -> None:
        """Leave, as Textual calls it by a key of its own."""
        self.action_leave()

    def action_leave(self) -> None:
        """Leave; unconfirmed edits and the place are kept."""
        notice = self.bench.notice
        self.attempt(self.leave, 0, notice is not None and notice is self._not_kept)

    def action_interrupt(self) -> None:
        """Leave at once."""
        self.leave(INTERRUPTED)

    def leave(self, code: int, told_before: bool = False) -> None:
        """End with that exit code. Edits that cannot be kept are told of; `q` leaves once that was `told_before`."""
        if code:
            self.bench.desk.wait_at_most(GIVE_UP)  # nobody looks at the screen any more, and this is not tried again
        try:
            self.take_half_typed()
            self.bench.leave()
        except AnnotatorError as error:
            if code == 0 and not told_before and self.bench.state.unconfirmed:
                reason = self.written(f"{one_line(error)}; ⟪quit⟫ again leaves without")
                self._not_kept = self.bench.notice = Notice(reason, Tone.NOT_SAVED, isinstance(error, Busy))
                return
        self.exit(code, return_code=code)

    def _look_at_terminal(self) -> None:
        """A terminal may go without a signal, and reading from it then returns nothing for ever."""
        if terminal_gone():
            self.vanished = True
            self._end(HANGUP)

    def _end(self, code: int) -> None:
        """End with that code, by force if need be: writing to a terminal that is gone may block."""
        last_resort(code)
        self.leave(code)

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback with the values of local variables: article text. Keep the error instead."""
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def panic(self, *_renderables: Any) -> None:
        """End without printing. Textual's reading thread calls this when the terminal cannot be read any more."""
        if self.crash is None:
            self.vanished = True
            last_resort(HANGUP)
        super().panic()


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


# ---- Terminals that hang up, and what ends the program all the same.


def last_resort(code: int) -> None:
    """End the process with that code if it has not ended in a few seconds. Everything decided is on disk already."""
    timer = threading.Timer(GRACE_SECONDS, os._exit, (code,))
    timer.daemon = True
    timer.start()


def terminal_gone() -> bool:
    """Whether the terminal of standard input has hung up."""
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ else 0
        poll = select.poll()
        poll.register(descriptor, 0)  # hang-up and errors are always reported
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
    except (OSError, ValueError, AttributeError):
        return False
