"""The app for screen readers: it draws nothing, and says in plain lines what each key did."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from typing import NamedTuple

from textual import events
from textual.timer import Timer

from annotator.core.drawable import one_line
from annotator.core.session.current import ANSWERED
from annotator.core.session.pointing import Pointing
from annotator.core.session.state import State
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.diff.driver import OSC_52, ClicksDriver
from annotator.tui.edit_actions import EditActions
from annotator.tui.keys import TABLE
from annotator.tui.panes.card import CardSize, Picking, attention_of, card_rows, status_row
from annotator.tui.panes.pieces import Row, broken, whole_line
from annotator.tui.windows import BottomWindow, PlainLines

SETTLED = 0.02
"""Seconds after a key until it is said what it did. Set by hand: what it sets off has mostly happened by then."""
WELCOME = (
    "annotator for screen readers: ⟪confirm⟫ confirms, ⟪help⟫ says all keys, ⟪redraw⟫ says everything again,"
    " ⟪quit⟫ leaves"
)
NOTHING_NEW, CLOSED = "nothing changed", "closed"
READ_ON = 3
"""Sentences that are read further on, or back, by one key."""


def say_aloud(line: str) -> None:
    """Write a line to the terminal, broken at words: a terminal breaks it anywhere.

    Textual keeps what is printed by itself for its own screen.
    """
    out = sys.__stdout__
    if out is not None:
        width = get_terminal_size().columns
        out.writelines(f"{part}\n" for part in broken(line, width))
        out.flush()


class SpokenApp(AnnotatorApp):
    """Says the current sentence when it is another one, else what changed, and always what the last key did."""

    say: Callable[[str], None] = staticmethod(say_aloud)
    """Writes a line."""
    _timer: Timer | None = None
    _pressed = _repeat = _answered_at_once = _looked = False
    _before: Spoken | None = None
    _left: State | None = None
    _notice = ""
    _window: PlainLines = ()
    _read: tuple[int, int] | None = None

    def on_mount(self) -> None:
        """Say what this is."""
        super().on_mount()
        self.say(self.written(WELCOME))
        self._speak_soon()

    def show_all(self) -> None:
        """Say what is new when all that is going on has come to rest."""
        super().show_all()
        self._speak_soon()

    async def on_event(self, event: events.Event) -> None:
        """After every key something is said."""
        pressed = isinstance(event, events.Key) and not event.is_forwarded
        await super().on_event(event)
        if pressed:
            self._pressed, self._looked = True, False
            self._speak_soon()

    def action_redraw(self) -> None:
        """Say everything again."""
        self._repeat = True
        self._speak_soon()

    def action_look(self, by: int) -> None:
        """Read the sentences that follow, or came before, without leaving this one."""
        state = self.bench.state
        text, items = state.text, state.page.items
        first, last = self._read or (state.index, state.index)
        wanted = range(last + 1, last + 1 + READ_ON) if by > 0 else range(first - READ_ON, first)
        near = [index for index in wanted if 0 <= index < len(items)]
        for index in near:
            self.say(f"sentence {index + 1}: {whole_line(items[index].sentence.span.of(text))}")
        if near:
            self._read = (near[0], near[-1])
        else:
            self.say("no more sentences there")
        self._answered_at_once = True

    # ---- saying

    def _speak_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._running:
            self._timer = self.set_timer(SETTLED, self._speak)

    def _speak(self) -> None:
        if not self.screen_stack:  # the program ends
            return
        in_window = isinstance(self.screen, BottomWindow)
        if (self.keys_held and not self.waiting) or (in_window and not self._window_lines()):
            self._speak_soon()
            return
        closed = bool(self._window) and not in_window
        lines = self._of_window() if in_window else self._of_sentence()
        if not lines and self._pressed and not self._answered_at_once:
            if not (closed or self._looked):  # what the key does may not have been done yet
                self._looked = True
                self._speak_soon()
                return
            lines = (CLOSED if closed else NOTHING_NEW,)
        self._pressed = self._looked = self._repeat = self._answered_at_once = False
        for line in lines:
            self.say(line)

    def _window_lines(self) -> PlainLines:
        """What the window on top shows; empty as long as it is being opened."""
        window = self.screen
        return window.plain_lines() if window.is_mounted and isinstance(window, BottomWindow) else ()

    def _of_window(self) -> PlainLines:
        known, self._window = self._window, self._window_lines()
        return tuple(line for line in self._window if self._repeat or line not in known)

    def _of_sentence(self) -> PlainLines:
        self._window = ()
        notice, known = notice_of(self.bench), self._notice
        self._notice = notice
        compared = self.comparison.lines() if self.comparison is not None and self.comparison.compares else None
        now = spoken_of(self, compared)
        before = self._before
        answered = self._answered()
        self._before, self._left = now, self.bench.state
        if before is None or before.place != now.place:
            self._read = None
        news = (notice,) if notice and (self._pressed or self._repeat or notice != known) else ()
        return (*answered, *news, *now.since(None if self._repeat else before))

    def _answered(self) -> PlainLines:
        """What became of the sentence before, if it was left by a decision."""
        left, now = self._left, self.bench.state
        if left is None or left.item.id == now.item.id or left.page.number != now.page.number:
            return ()
        decision = now.page.items[left.index].decision
        if decision is None or decision == left.item.decision:
            return ()
        return (f"sentence {left.index + 1} {ANSWERED[decision.answer]}",)


class KeysDriver(ClicksDriver):
    """Textual's driver for terminals without its output: no other screen, no cursor moves, no questions asked."""

    def write(self, data: str) -> None:
        """Leave the terminal alone, but for its clipboard."""
        if data.startswith(OSC_52):
            super().write(data)


# ---- What is said of the work, as plain lines: made of the same rows that the panes draw, so that nothing is missing.
#
# Signs that are read badly, or that only say something by where they stand, become words.


CONTENT_LOOKS = frozenset({"content", "other"})
"""How the card draws what was said; a line of it has no other sign."""
ENDLESS = CardSize(100_000, 1_000, beside=True)
"""Room enough for every row of a card not to be cut or broken."""
_SIGNS, _GONE = ([(re.compile(row["sign"]), row["words"]) for row in TABLE[name]] for name in ("spoken", "gone"))
"""Signs at the beginnings of rows, and others, with the words for them; and what is said where a row is gone."""
_ARROWS = (("↑ ↓", "up and down"), ("→", "to"))


class Spoken(NamedTuple):
    """All that can be said of what is shown now. `place` is the id of the sentence."""

    place: int
    above: str
    """The title of the article, or what stands in its place: the filter, ALL DONE, NOT SAVED."""
    status: str
    text: str
    card: PlainLines
    choice: PlainLines = ()
    """What the next key chooses among: the words that can be pointed at, all topics, all speakers."""

    @property
    def whole(self) -> PlainLines:
        """Everything, in the order in which it is best heard."""
        return tuple(line for line in (self.above, self.status, self.text, *self.card, *self.choice) if line)

    def since(self, before: Spoken | None) -> PlainLines:
        """What is new: of another sentence everything but an unchanged title, else the lines that changed."""
        if before is None:
            return self.whole
        if before.place != self.place:
            return self.whole[before.above == self.above and bool(self.above) :]
        new = Counter(self.whole) - Counter(before.whole)
        return (*new.elements(), *_gone(before.card, self.card))


def spoken_of(screen: EditActions, compared: Sequence[Row] | None = None) -> Spoken:
    """What is said of the current sentence. `compared`: versions of it, which stand in the place of the card."""
    state = screen.state
    text = state.text
    _, above, _, right = status_row(screen.bench, ENDLESS.width)
    odd = attention_of(screen.bench, between=", ")

    def of_card(picking: Picking | None) -> PlainLines:
        return _lines_of(
            [row[1:] for row in card_rows(state, screen.scheme, ENDLESS, odd, picking, written=screen.written)]
        )  # without its edge

    card = of_card(None) if compared is None else _lines_of(compared)
    choice = of_card(screen.picking) if screen.picking else _letters(screen.pointing, text)
    hints = screen.hints_of_mode()
    keys = f"keys: {', '.join(f'{_plain(hint.key)} {hint.word}' for hint in hints)}" if hints else ""
    return Spoken(
        state.item.id,
        _plain(above.text),
        re.sub(r"(\d+)/(\d+)", r"\1 of \2", _plain(right.text)),
        f"text: {whole_line(state.item.sentence.span.of(text))}",
        card,
        tuple(line for line in (keys, *choice) if line and line not in card),
    )


def _lines_of(rows: Sequence[Row]) -> PlainLines:
    """The rows of a pane as lines."""
    return tuple(filter(None, map(words_of, rows)))


def words_of(row: Row) -> str:
    """A row of a pane as a line to be heard: words for signs, commas for gaps."""
    line = "".join(piece.text for piece in row)
    for sign, words in _SIGNS:
        line = sign.sub(words, line)
    content = len(row) > 1 and not row[0].text.strip() and row[1].look in CONTENT_LOOKS
    return f"{'content: ' if content else ''}{re.sub(' {2,}', ', ', line.strip())}"


def notice_of(bench: Workbench) -> str:
    """What the annotator is told now; empty where that is nothing."""
    notice = bench.notice
    if notice is None:
        return ""
    words = _plain(one_line(notice.text))
    return f"NOT SAVED: {words}, {bench.with_keys('⟪confirm⟫')} tries again" if notice.tone is Tone.NOT_SAVED else words


def _plain(text: str) -> str:
    """The text without dots between its parts, but for those that programs look for, and with words for arrows."""
    for sign, word in _ARROWS:
        text = text.replace(sign, word)
    return re.sub(r" · (?!id \d)", ", ", text).strip()


def _letters(pointing: Pointing | None, text: str) -> PlainLines:
    """The words that can be pointed at; empty once the first of them is known, as they keep their letters."""
    if pointing is None or pointing.first is not None:
        return ()
    words = sorted(pointing.labels.items(), key=lambda pair: pair[1].start)
    lettered = (f"{letters} {whole_line(word.of(text)).strip(',.;:')}" for letters, word in words)
    return (f"letters: {', '.join(lettered)}",)


def _gone(before: Sequence[str], now: Sequence[str]) -> PlainLines:
    """What is said of things that there were, and are not any more."""
    was, is_now = ({words for sign, words in _GONE if any(map(sign.search, lines))} for lines in (before, now))
    return tuple(words for _, words in _GONE if words in was - is_now)
