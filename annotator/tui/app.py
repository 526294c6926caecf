"""The app: it owns the workbench, and every action goes through it. Panes announce, it decides, then all are shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Container
from textual.driver import Driver
from textual.screen import Screen

from annotator.core import session
from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.model import Answer
from annotator.core.ports import Place
from annotator.core.scheme import LabelScheme
from annotator.core.workbench import Notice, Tone, Workbench
from annotator.tui.card import CardSize, card_rows
from annotator.tui.diff_driver import hint_scroll, redraw
from annotator.tui.keys import Key, all_keys, bindings
from annotator.tui.lines import hint_row, status_row
from annotator.tui.panes import RowsPane
from annotator.tui.terminal import last_resort, on_signals, terminal_gone
from annotator.tui.view import DocumentView

if TYPE_CHECKING:
    from annotator.tui.dialogs.picking import Option

HANGUP, INTERRUPTED = 129, 130
LOOK_AT_TERMINAL = 2.0
WIDE = 100
NEEDS_QUOTE = frozenset({"speaker", "other", "type", "continues", "choose"})
CLICKABLE = frozenset({"speaker", "other", "toggle_topic", "choose_quote", *(key.action for key in all_keys())})


class AnnotatorApp(App[int]):
    """Steps through sentences on a desk. Exit codes: 0 after `q`, 130 after Ctrl-C, 129 and 143 after signals."""

    CSS = """
    Screen { layout: vertical; overflow: hidden; }
    #status, #hint { height: 1; }
    #body { height: 1fr; layout: vertical; }
    #card { width: 100%; height: 45%; }
    .-wide #body { layout: horizontal; }
    .-wide #card { width: 42%; height: 100%; }
    .-low #card { display: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - declared as an instance variable by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (9, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    TITLE = "annotator"
    ALLOW_SELECT = False  # dragging would repaint; terminals select text themselves with Shift held

    def __init__(
        self,
        bench: Workbench,
        scheme: LabelScheme,
        driver_class: type[Driver] | None = None,
        theme: str = "ansi-dark",
    ) -> None:
        self.set_reactive(App.theme, theme)
        super().__init__(driver_class=driver_class)
        self.bench = bench
        self.scheme = scheme
        self._picking_topics = False
        self._view = DocumentView(id="view")
        self._card = RowsPane(id="card")
        self._status = RowsPane(id="status")
        self._hint = RowsPane(id="hint")
        self._keys = [key for key in all_keys() if key.hint]
        self._typed_names: dict[str, None] = {}
        self.crash: Exception | None = None
        """What went wrong inside, if something did; whoever runs the app tells the user."""
        self.vanished = False
        """Whether the terminal went away."""

    def compose(self) -> ComposeResult:
        """Status, text and card, hints."""
        yield self._status
        with Container(id="body"):
            yield self._view
            yield self._card
        yield self._hint

    def on_mount(self) -> None:
        """Tell the driver of scrolling; listen for signals."""
        self._view.scroll_hint = partial(hint_scroll, self)
        if not self.is_headless:
            on_signals(self.leave)
            self.set_interval(LOOK_AT_TERMINAL, self._look_at_terminal)

    def on_rows_pane_resized(self) -> None:
        """Fill the panes for the room there is now."""
        self.show_all()

    def show_all(self) -> None:
        """Bring every pane up to date; each draws only what changed."""
        bench = self.bench
        self._view.show(bench.state)
        size = self._card.size
        if size.height and self._card.display:
            room = CardSize(size.width, size.height, beside=self.size.width >= WIDE)
            self._card.show(card_rows(bench.state, self.scheme, room, picking_topics=self._picking_topics))
        self._status.show([status_row(bench, self._status.size.width)])
        self._hint.show([hint_row(bench, self._keys, self._can, self._hint.size.width)])

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Count the key; after the topic key, a letter is a topic."""
        if len(self.screen_stack) > 1:
            return
        self.bench.count_key()
        self.bench.forget_notice()
        if self._picking_topics:
            event.prevent_default()
            event.stop()
            self._pick_topic(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that cannot act on this sentence are greyed."""
        if action in NEEDS_QUOTE and self.bench.state.chosen_quote is None:
            return None
        if action == "speaker" and parameters and isinstance(parameters[0], int):
            return True if parameters[0] <= len(self.bench.state.cast) else None
        return True

    def _can(self, key: Key) -> bool:
        return self.check_action(key.action.partition("(")[0], ()) is True

    def _pick_topic(self, event: events.Key) -> None:
        character = event.character or ""
        topic = self.scheme.lettered(character.lower()) if len(character) == 1 else None
        self._picking_topics = False
        if topic is not None:
            self.action_toggle_topic(topic.key)
        elif event.key == "enter":
            self.action_confirm()
        else:
            self.show_all()

    # ---- decisions

    def action_confirm(self) -> None:
        """Save what is shown, then the next sentence."""
        self._answer(Answer.ACCEPT)

    def action_reject(self) -> None:
        """Save that there is nothing here."""
        self._answer(Answer.REJECT)

    def action_skip(self) -> None:
        """Save that this is for later."""
        self._answer(Answer.SKIP)

    def _answer(self, answer: Answer) -> None:
        self._picking_topics = False
        self.bench.answer(answer)
        self.show_all()

    def action_undo(self) -> None:
        """Undo an edit, else a decision."""
        self.bench.undo()
        self.show_all()

    def action_redo(self) -> None:
        """Redo what was undone last."""
        self.bench.redo()
        self.show_all()

    # ---- edits of the chosen quote

    def action_choose(self, by: int) -> None:
        """Another quote of the sentence."""
        self._change(lambda state: session.choose(state, by))

    def action_choose_quote(self, number: int) -> None:
        """The quote that was clicked."""
        self._change(lambda state: session.choose(state, number - state.draft.chosen))

    def action_speaker(self, number: int) -> None:
        """A speaker of the cast by number, nobody by 0."""
        cast = self.bench.state.cast
        if number <= len(cast):
            self._change(lambda state: session.give_speaker(state, cast[number - 1] if number else None))

    def action_other(self) -> None:
        """A speaker by fuzzy search, or a new name."""
        from annotator.tui.dialogs.picking import PickDialog  # deferred, as all dialogs: 20 ms of the start
        from annotator.tui.finding import name_options

        names = list(dict.fromkeys([*self.bench.state.cast, *self._typed_names]))

        def take(option: Option | None) -> None:
            if option is not None:
                name = " ".join(str(option.value).split())
                self._typed_names[name] = None
                self._change(lambda state: session.give_speaker(state, name))

        self.push_screen(PickDialog("Who said it? Type a name", lambda typed: name_options(typed, names)), take)

    def action_type(self) -> None:
        """The next type."""
        self._change(session.cycle_type)

    def action_continues(self) -> None:
        """Continuation on or off."""
        self._change(session.toggle_continues)

    def action_topic(self) -> None:
        """The next letter is a topic: one key, one topic, so that no mode has to be left."""
        self._picking_topics = True
        self.bench.notice = Notice("a letter puts that topic on or off · any other key leaves it")
        self.show_all()

    def action_toggle_topic(self, key: str) -> None:
        """A topic on or off; a fourth is refused with a word."""
        before = self.bench.state
        self._change(lambda state: session.toggle_topic(state, key))
        if self.bench.state is before:
            self.bench.notice = Notice(f"at most {session.MAX_TOPICS} topics: take one off first", Tone.WARNING)
            self.show_all()

    def _change(self, change: Any) -> None:
        self.bench.change(change)
        self.show_all()

    # ---- moving about

    def action_step(self, by: int) -> None:
        """The sentence after or before."""
        self.bench.step(by)
        self.show_all()

    def action_look(self, by: int) -> None:
        """Scroll without leaving the sentence."""
        self._view.scroll_by(by * max(1, self._view.size.height - 2))

    def action_goto(self) -> None:
        """A sentence by number, by article and number, or by text."""
        from annotator.tui.dialogs.picking import PickDialog
        from annotator.tui.finding import place_options

        page, documents = self.bench.state.page, self.bench.documents

        def take(option: Option | None) -> None:
            if option is not None and isinstance(option.value, Place):
                self.bench.go(option.value)
                self.show_all()

        title = "Go to: 8 (sentence), 3:8 (article:sentence), or text to find"
        self.push_screen(PickDialog(title, lambda typed: place_options(typed, page, documents)), take)

    def on_document_view_sentence_clicked(self, event: DocumentView.SentenceClicked) -> None:
        """A click lights a sentence."""
        self.bench.step(event.index - self.bench.state.at)
        self.show_all()

    async def on_rows_pane_clicked(self, event: RowsPane.Clicked) -> None:
        """A click on a key, a speaker or a topic is that key."""
        if event.action.partition("(")[0] in CLICKABLE or event.action in CLICKABLE:
            await self.run_action(event.action)

    # ---- the program

    def action_help(self) -> None:
        """The keys."""
        from annotator.tui.dialogs.reading import ReadingDialog
        from annotator.tui.help import help_rows

        self.push_screen(ReadingDialog("Keys", help_rows))

    def action_redraw(self) -> None:
        """Draw everything afresh: something else wrote on this terminal."""
        redraw(self)

    async def action_quit(self) -> None:
        """Leave; unconfirmed edits and the place are kept."""
        self.leave(0)

    def action_interrupt(self) -> None:
        """Leave at once."""
        self.leave(INTERRUPTED)

    def leave(self, code: int) -> None:
        """End with that exit code. A draft that cannot be kept is said, and the next `q` leaves without it."""
        try:
            self.bench.leave()
        except AnnotatorError as error:
            told = self.bench.notice is not None and self.bench.notice.tone is Tone.NOT_SAVED
            if code == 0 and not told and self.bench.state.unconfirmed:
                self.bench.notice = Notice(f"{one_line(str(error))}; q again leaves without", Tone.NOT_SAVED)
                self.show_all()
                return
        self.exit(code, return_code=code)

    def _look_at_terminal(self) -> None:
        """A terminal may go without a signal, and reading from it then returns nothing for ever."""
        if terminal_gone():
            self.vanished = True
            last_resort(HANGUP)
            self.leave(HANGUP)

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

    def get_system_commands(self, _screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every key by name."""
        for key in all_keys():
            if key.keys != "1-9" and self._can(key):
                yield SystemCommand(key.tooltip, f"key {key.display}", self._runner(key.action))

    def _runner(self, action: str) -> Any:
        async def run() -> None:
            await self.run_action(action)

        return run
