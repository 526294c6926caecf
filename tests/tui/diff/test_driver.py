"""A real Textual program, stock and diffed: every cell and attribute equal after every write."""

from __future__ import annotations

import asyncio
import os
import pty
import random
import re
import select
import termios
import tty
from collections.abc import Callable
from time import sleep
from typing import Any, ClassVar

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region, Size
from textual.messages import TerminalSupportsSynchronizedOutput
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Button, DataTable, Input, Label, Static

from annotator.tui.diff import driver
from annotator.tui.diff.driver import SYNC_END, SYNC_START, FrameStream, KeyParser, ScreenWriter, best_driver_class
from tests.tui.strict_terminal import StrictTerminal

TEXTS = [
    "plain text that is long enough to fill a line of most terminals, and then some more of it",
    "“typographic” quotes — dashes … and accents: Müller, Škoda, naïve",
    "中文字符和日本語のかな、한국어 mixed with Latin words in 世界 and more 文字",
    "emoji 🙂 and 👩\u200d🚀 joined, flags 🇩🇪, combining e\u0301 marks",
    "",
]
STYLES = [None, Style(bold=True), Style(color="red", reverse=True), Style(bgcolor="#203040", italic=True),
          Style(underline=True, link="http://example.org/")]  # fmt: skip
KEYS = ["down", "down", "down", "up", "pagedown", "pageup", "home", "end", "enter", "n", "n", "p", "d", "escape",
        "tab", "ctrl+p", "a", "t", "s", "r", "m", "m"]  # fmt: skip


class Lines(ScrollView, can_focus=True):
    """Styled lines in all kinds of script, one of them marked, with hints before scrolling."""

    def __init__(self, seed: int, texts: list[str]) -> None:
        super().__init__()
        chance = random.Random(seed)
        self.lines = [
            Strip([Segment(chance.choice(texts)[: chance.randrange(60)], chance.choice(STYLES)) for _ in range(2)])
            for _ in range(200)
        ]
        self.virtual_size = Size(100, 200)
        self.lit = 0

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        strip = self.lines[number] if number < len(self.lines) else Strip.blank(self.size.width)
        strip = strip.crop_extend(0, self.size.width, self.rich_style)
        return strip.apply_style(Style(reverse=True)) if number == self.lit else strip

    def step(self, by: int) -> None:
        old, self.lit = self.lit, max(0, min(self.lit + by, 199))
        top = self.scroll_offset.y
        for number in (old, self.lit):
            self.refresh(Region(0, number - top, self.size.width, 1))
        if not top <= self.lit < top + self.size.height:
            to = max(0, self.lit - 2 if by < 0 else self.lit - self.size.height + 3)
            self.app.session.hint(self.region.y, self.region.bottom, to - top)  # type: ignore[attr-defined]
            self.scroll_to(y=to, animate=False, force=True)


class Dialog(ModalScreen[None]):
    BINDINGS: ClassVar = [("escape", "dismiss", "Close")]
    CSS = "Dialog { align: center middle; } Dialog > * { width: 31; }"

    def compose(self) -> ComposeResult:
        yield Input("写字 text")
        yield Button("close")


class Sample(App[None]):
    BINDINGS: ClassVar = [("n", "step(1)"), ("p", "step(-3)"), ("d", "dialog"), ("t", "theme"), ("s", "status"),
                          ("r", "redraw"), ("m", "step(7)")]  # fmt: skip
    CSS = "Lines { height: 1fr; } Label { dock: bottom; } Static { dock: right; width: 17; } DataTable { height: 6; }"

    def __init__(self, session: Session, seed: int, texts: list[str]) -> None:
        super().__init__(driver_class=session.driver_class())
        self.session = session
        self.seed, self.texts = seed, texts
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield Lines(self.seed, self.texts)
        yield DataTable()
        yield Static(TEXTS[2] + TEXTS[0], id="side")
        yield Label("0")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("名前", "word")
        table.add_rows([(text[:9], text[:5]) for text in TEXTS * 4])

    def action_step(self, by: int) -> None:
        self.query_one(Lines).step(by)

    def action_dialog(self) -> None:
        self.push_screen(Dialog())

    def action_theme(self) -> None:
        self.theme = "ansi-dark" if self.theme == "textual-dark" else "textual-dark"

    def action_status(self) -> None:
        self.query_one(Label).update(f"[b]{self.query_one(Lines).lit}[/b] 文 🙂")

    def action_redraw(self) -> None:
        self.session.stream.forget()
        self.refresh(layout=True)


class Session:
    """What a program writes, fed to one terminal as it is and to another through the diff."""

    def __init__(self, columns: int, rows: int) -> None:
        self.whole, self.diffed = StrictTerminal(columns, rows), StrictTerminal(columns, rows)
        self.stream = FrameStream()
        self.sent = [0, 0]
        self.app: App[Any] | None = None
        self.scrolls = 0
        self.found: list[str] = []
        """The first differences."""

    def hint(self, top: int, bottom: int, lines: int) -> None:
        self.stream.hint_scroll(top, bottom, lines)

    def write(self, data: str) -> None:
        assert self.app is not None
        columns, rows = self.app.size
        if (columns, rows) != (self.whole.columns, self.whole.rows):
            self.whole.resize(columns, rows)
            self.diffed.resize(columns, rows)
        output = self.stream.translate(data, columns, rows)
        self.sent = [self.sent[0] + len(data.encode()), self.sent[1] + len(output.encode())]
        self.scrolls += bool(re.search(r"\d[ML]\x1b\[r", output))
        self.whole.feed(data)
        self.diffed.feed(output)
        self.found = self.found or self.whole.differences(self.diffed)[:3]

    def driver_class(self) -> type[Driver]:
        session = self

        class Recording(Driver):
            """Shows everything to the session; reads nothing."""

            def __init__(self, app: App[Any], **options: Any) -> None:
                super().__init__(app, **options)
                session.app = app

            def write(self, data: str) -> None:
                session.write(data)

            def start_application_mode(self) -> None:
                self.write("\x1b[?1049h")
                size = Size(session.whole.columns, session.whole.rows)
                self._app.post_message(events.Resize(size, size))

            def disable_input(self) -> None:
                pass

            def stop_application_mode(self) -> None:
                self.write("\x1b[?1049l")

        return Recording


def played(
    seed: int,
    script: Callable[[Pilot[None], Session], Any],
    size: tuple[int, int] = (100, 30),
    texts: list[str] = TEXTS,
) -> Session:
    """Run the sample with keys from `script`; any difference fails there."""
    session = Session(*size)
    app = Sample(session, seed, texts)

    async def pilot(pilot: Pilot[None]) -> None:
        if seed % 2:
            app.post_message(TerminalSupportsSynchronizedOutput())
        await script(pilot, session)
        app.exit()

    asyncio.run(app.run_async(auto_pilot=pilot, size=None, mouse=False))  # type: ignore[arg-type]
    assert app.return_code == 0
    assert not session.found
    return session


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_random_sessions_look_the_same(seed: int) -> None:
    chance = random.Random(seed)

    async def script(pilot: Pilot[None], session: Session) -> None:
        for _ in range(40):
            if chance.random() < 0.07:
                await pilot.resize_terminal(chance.randrange(20, 130), chance.randrange(8, 45))
            elif chance.random() < 0.03:
                # Suspended, something else wrote, resumed.
                session.write("\x1b[?1049l")
                session.write("\x1b[?1049h")
                session.whole.resize(*pilot.app.size)
                session.diffed.resize(*pilot.app.size)
                pilot.app.refresh(layout=True)
            else:
                await pilot.press(chance.choice(KEYS))

    session = played(seed, script)
    assert session.sent[1] < 0.6 * session.sent[0]


def test_hinted_scrolls_look_the_same() -> None:
    async def script(pilot: Pilot[None], session: Session) -> None:
        for key in "mmmmmmmppppppnm":
            await pilot.press(key)

    # 5 where every key is drawn on its own; a busy machine draws several in one frame.
    assert played(5, script, (110, 20), TEXTS[:3]).scrolls > 0


def test_a_sync_encloses_only_what_is_sent() -> None:
    stream = FrameStream()
    frame = "\x1b[1;1Htext\x1b[1;1H"

    def written(*parts: str) -> str:
        return "".join(stream.translate(part, 10, 2) for part in parts)

    first = written(SYNC_START, frame, SYNC_END)
    assert first.startswith(SYNC_START)
    assert first.endswith(SYNC_END)
    assert first.count("\x1b[?2026") == 2
    assert written(SYNC_START, frame, SYNC_END) == ""


@pytest.mark.parametrize("data", ["\x1b[?1049h", "\x1b[?1049l", "\x1b[2J", "\x1bc", "text", "\x1b[1;1H\x1b[5;5q"])
def test_what_it_does_not_know_goes_through_and_all_is_forgotten(data: str) -> None:
    stream = FrameStream()
    frame = "\x1b[1;1Htext\x1b[1;1H"
    stream.translate(frame, 10, 2)
    assert stream.translate(frame, 10, 2) == ""
    assert stream.translate(data, 10, 2) == data
    assert "text" in stream.translate(frame, 10, 2)


@pytest.mark.parametrize(
    "data", ["\x1b[?1000h", "\x1b[?2026$p", "\x1b[?25l", "\x07", "\x1b[>25u", "\x1b]52;c;YQ==\a", "\x1b]22;text\x07"]
)
def test_what_shows_nothing_goes_through_and_nothing_is_forgotten(data: str) -> None:
    stream = FrameStream()
    frame = "\x1b[1;1Htext\x1b[1;1H"
    stream.translate(frame, 10, 2)
    assert stream.translate(data, 10, 2) == data
    assert stream.translate(frame, 10, 2) == ""


def test_a_change_of_size_or_a_redraw_sends_everything() -> None:
    stream = FrameStream()
    frame = "\x1b[1;1Htext\x1b[1;1H"
    stream.translate(frame, 10, 2)
    assert "text" in stream.translate(frame, 11, 2)
    stream.forget()
    assert "text" in stream.translate(frame, 11, 2)
    stream.stale = True
    assert "text" in stream.translate(frame, 11, 2)
    assert stream.translate(frame, 11, 2) == ""


def test_hints_add_up() -> None:
    stream = FrameStream()
    lines = "abcdefghijklmnopqrstuvwxyz"

    def frame(first: int) -> str:
        return "".join(f"\x1b[{y + 1};1H{lines[first + y] * 20}" for y in range(8)) + "\x1b[1;1H"

    stream.translate(frame(0), 20, 8)
    stream.hint_scroll(0, 8, 3)
    stream.hint_scroll(0, 8, -2)
    assert stream.translate(frame(1), 20, 8).startswith("\x1b[1;8r\x1b[1M\x1b[r")
    # Used up.
    assert "M" not in stream.translate(frame(2), 20, 8)


def test_it_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert best_driver_class(diff=False) is driver.ClicksDriver
    monkeypatch.setattr("textual.constants.DRIVER", None)
    assert best_driver_class() is driver.DiffDriver
    monkeypatch.setattr("textual.constants.DRIVER", "other:Driver")
    assert best_driver_class() is None


@pytest.mark.skipif(driver.DiffDriver is None, reason="no such driver on this system")
async def test_the_driver_shares_the_stream_that_its_app_holds() -> None:
    assert driver.DiffDriver is not None
    app: App[None] = App()
    async with app.run_test():
        assert isinstance(driver.DiffDriver(app, size=(80, 24))._stream, FrameStream)
        app.frame_stream = FrameStream()  # type: ignore[attr-defined]
        assert driver.DiffDriver(app, size=(80, 24))._stream is app.frame_stream  # type: ignore[attr-defined]


@pytest.mark.skipif(driver.DiffDriver is None, reason="no such driver on this system")
async def test_all_but_the_wish_to_hear_of_movements_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(LinuxDriver, "write", lambda _, data: written.append(data))
    async with App[None]().run_test() as pilot:
        clicks = driver.ClicksDriver(pilot.app, size=(80, 24))
        for data in ("\x1b[?1000h", "\x1b[?1002h", "\x1b[?1003h", "\x1b[?1006h", "words"):
            clicks.write(data)
    assert written == ["\x1b[?1000h", "\x1b[?1006h", "words"]


async def test_what_the_input_thread_reads_is_handed_on_without_a_task_of_its_own() -> None:
    handed: list[events.Event] = []

    class Asked(App[None]):
        def post_message(self, message: Any) -> bool:
            handed.append(message)
            return True

    kind = best_driver_class()
    assert kind is not None
    key = events.Key("a", "a")
    kind(Asked(), size=(80, 24)).send_message(key)
    assert handed == [key]


def pressed(*reads: str, alt_keys: str = "") -> list[str]:
    """The keys that come of what is read, one read soon after the other."""
    parser = KeyParser(False, alt_keys=alt_keys)
    found = [event for data in reads for event in parser.feed(data)]
    if parser._timeout_time is not None:
        parser._timeout_time = 0.0  # nothing follows
    return [event.key for event in (*found, *parser.tick()) if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("d", ["d"]),
        ("D", ["D"]),
        ("1", ["1"]),
        ("\r", ["enter"]),
        ("[", ["left_square_bracket"]),
        ("O", ["O"]),
        ("de", ["d", "e"]),
        ("d\x1b[A\x1b", ["d", "up", "escape"]),
        ("x" * 40, ["x"] * 40),
    ],
)
def test_esc_and_what_is_typed_soon_after_it_are_keys_of_their_own(typed: str, keys: list[str]) -> None:
    assert pressed(f"n\x1b{typed}") == ["n", "escape", *keys]
    assert pressed("n", "\x1b", *typed) == ["n", "escape", *keys]


@pytest.mark.parametrize(
    ("sequence", "key"), [("[A", "up"), ("OA", "up"), ("b", "ctrl+left"), ("f", "ctrl+right"), ("\x7f", "ctrl+w")]
)
def test_what_terminals_write_with_an_esc_is_one_key(sequence: str, key: str) -> None:
    assert pressed(f"\x1b{sequence}x") == [key, "x"]


def test_a_sequence_that_arrives_in_pieces_is_one_key_and_what_is_no_sequence_is_not() -> None:
    assert pressed("\x1b", "[", "A") == ["up"]
    assert pressed("\x1b", "b") == ["escape", "b"]


def test_a_key_with_alt_that_means_something_stays_one() -> None:
    assert pressed("\x1bd", alt_keys="d") == ["alt+d"]
    assert pressed("\x1b", "d", alt_keys="d") == ["escape", "d"]


def test_what_is_short_is_written_at_once_and_what_the_terminal_does_not_take_waits_its_turn(monkeypatch):
    terminal, ours = pty.openpty()
    tty.setraw(ours)
    with os.fdopen(ours, "w") as file:
        writer = ScreenWriter(file)
        writer.write("zero")
        assert select.select([terminal], [], [], 0.05)[0] == [], "before the thread is there it waits"
        writer.start()
        assert _read(terminal, 4) == b"zero"
        while not vars(writer._queue.not_empty)["_waiters"]:  # the thread has to come back
            sleep(0)
        monkeypatch.setattr(writer._queue, "put", None)
        writer.write("one")
        assert _read(terminal, 3) == b"one", "not by way of the thread"
        monkeypatch.undo()
        termios.tcflow(ours, termios.TCOOFF)
        writer.write("two")
        writer.write("long" * 2000)
        writer.write("three")
        assert select.select([terminal], [], [], 0.1)[0] == []
        termios.tcflow(ours, termios.TCOON)
        assert _read(terminal, 8008) == b"two" + b"long" * 2000 + b"three"
        writer.stop()
        os.close(terminal)
        writer.write("nobody is there")


def _read(terminal: int, length: int) -> bytes:
    """So many bytes, whenever they come; fewer where no more of them do."""
    found = b""
    while len(found) < length and select.select([terminal], [], [], 60)[0]:
        found += os.read(terminal, length - len(found))
    return found
