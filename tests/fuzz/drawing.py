"""What hostile text puts on a terminal: nothing that a terminal could act on, and every row as wide as it says.

The text is drawn by the gateway, as rows of all panes and as spoken lines; and by the real screen, with the text as
article, title, names, speakers and topics. What the screen sends goes to a terminal that knows what annotator sends and
refuses everything else.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import hashlib
import unicodedata
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from rich.cells import cell_len

from annotator.core.drawable import composed, drawable, is_mark, one_line
from annotator.core.model import (
    CastMember,
    Document,
    Labels,
    QuotePart,
    QuoteType,
    Sentence,
    Span,
    Suggestion,
    TopicSuggestion,
)
from annotator.core.session.desk import Item, Page
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.diff.screen import CellModel
from annotator.tui.edit_actions import EditActions
from annotator.tui.panes.card import CardSize, card_rows, message_rows, status_row
from annotator.tui.settings import Settings
from annotator.tui.spoken import spoken_of
from tests.fuzz.case import Case, Target, expect
from tests.fuzz.mutations import mutated
from tests.fuzz.readers import _OWN
from tests.fuzz.seeds import HOSTILE, harness_files
from tests.memory_desk import SCHEME, MemoryDesk
from tests.tui.strict_terminal import StrictTerminal

_SIZES = ((80, 24), (120, 40), (40, 10))
_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"}
"""Categories of characters that a terminal acts on, that reorder a line, or that take no cell."""
_LONGEST = 4_000
"""Characters of the text that are drawn."""
_TEXT = "text"
_WINDOWS = ("slash", "g", "o", "n", "question_mark", "ctrl+p", "t", "i")
"""Keys that open a window, or a line to type in, over what is drawn."""
_WITH_WINDOW = 0.04


def seeds() -> list[Case]:
    """Texts of our own and of the harness."""
    own = [HOSTILE.encode(), "".join(map(chr, range(0x180))).encode(), "e\u0301n\u0303 Z\u0323\u0301".encode() * 9]
    wide = "日本 ｶﾞ 한국어 각 👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ☎️ ﷽ \u1100\u1161 \u0e33 नि".encode()
    return [Case(_TEXT, data) for data in (*own, wide, *_OWN.values(), *(data for _, data in harness_files()))]


def run(case: Case, folder: Path) -> str:
    """Draw the input everywhere; see `Target`."""
    text = case.data.decode("utf-8", "surrogateescape")[:_LONGEST]
    _through_the_gateway(text)
    text = text.encode("utf-8", "replace").decode("utf-8")  # half characters never come past the readers
    if not text.strip():
        return "nothing to draw"
    page, rng = _page(text), Random(hashlib.sha256(case.data).digest())
    bench = Workbench(MemoryDesk([page], annotator=text[:20].strip() or "ana"))
    bench.notice = Notice(one_line(text[-200:]), Tone.WARNING)
    width = rng.choice((20, 40, 80, 120))
    for beside in (True, False):
        for row in card_rows(bench.state, SCHEME, CardSize(width, 14, beside), [one_line(text[:50])]):
            _check_row(row)
    for row in (status_row(bench, width), *message_rows(bench, width, 2)):
        expect(_check_row(row) <= width, "a row that is too wide")
    for line in spoken_of(EditActions(bench, SCHEME, Settings())).whole:
        _check(line, "a spoken line")
    _screen(rng.choice(_SIZES)).draw(bench, rng.choice(_WINDOWS) if rng.random() < _WITH_WINDOW else None)
    return f"drawn, {len(page.items)} sentences"


def _through_the_gateway(text: str) -> None:
    drawn = drawable(text)
    expect(len(drawn) == len(text), "drawable text of another length")
    expect(drawable(drawn) == drawn, "drawable text that is not left as it is")
    _check("".join(" " if is_mark(char) else char for char in drawn), "drawable text")
    _check(composed(drawn), "composed text")
    _check(one_line(text), "a line")
    expect(len(one_line(text, 40)) <= 40, "a line that is too long")


def _check(text: str, what: str) -> None:
    """Raise Wrong for a character that must not come to a terminal, or that takes no cell of its own."""
    for char in text:
        if not char.isascii() or not char.isprintable():
            expect(unicodedata.category(char) not in _FORBIDDEN, f"U+{ord(char):04X} in {what}")
            expect(cell_len(char) in (1, 2), f"U+{ord(char):04X} without a cell in {what}")


def _check_row(row: Sequence[Any]) -> int:
    """Raise Wrong as `_check` does; the cells that the row takes. Panes cut what is too wide."""
    line = "".join(piece.text for piece in row)
    _check(line, "a row")
    return cell_len(line)


def _page(text: str) -> Page:
    """An article of the text, in which the text is everything else too: title, id, speakers, topics, cues, sources."""
    step = max(1, len(text) // 4)
    items = []
    for start in range(0, len(text), step):
        end = min(start + step, len(text))
        third = max(1, (end - start) // 3)
        content = (Span(start, start + third), *((Span(end - third, end),) if start + third < end - third else ()))
        quote = QuotePart(content, QuoteType.DIRECT, speaker=text[start : start + 30].strip() or None)
        if end - start > 2:
            quote = replace(quote, cue=Span(start + third, start + third + 1), source=Span(end - 1, end))
        topics = (TopicSuggestion(text[start : start + 12], 0.5, text[start : start + 9]),)
        labels = Labels((quote,), (topics[0].label,))
        sentence = Sentence(len(items), start, end)
        items.append(Item(100 + len(items), sentence, Suggestion(len(items), "run", labels, 0.5, topics)))
    name = f"{text[:30]} {hashlib.sha256(text.encode()).hexdigest()}"  # two articles never have one id
    document = Document(name, text, text[:90], text[5:30], text[:12])
    return Page(1, document, tuple(items), (CastMember(text[:25]), CastMember(text[10:60])))


class _Screen:
    """The real app without a terminal, kept open: to start it takes longer than to draw."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._loop = asyncio.new_event_loop()
        self._context = contextvars.copy_context()
        self._size = size
        self._app = AnnotatorApp(Workbench(MemoryDesk()), SCHEME)
        self._test = self._app.run_test(size=size)
        self._pilot = self._do(self._test.__aenter__())
        atexit.register(lambda: self._do(self._test.__aexit__(None, None, None)))

    def draw(self, bench: Workbench, key: str | None) -> None:
        """Show what is on the bench, and then what the key opens, and check every cell that is sent."""
        self._do(self._draw(bench, key))

    async def _draw(self, bench: Workbench, key: str | None) -> None:
        app = self._app
        app.bench = bench
        app.show_all()
        await self._pilot.pause(0)
        for name in ("status", "view", "card", "foot"):
            widget = app.screen.query_one(f"#{name}")
            for line in (strip.text for strip in widget.render_lines(widget.size.region)):
                _check(line, "a pane")
                expect(cell_len(line) == widget.size.width, f"a line of {name} that is not as wide as its pane")
        self._check_sent()
        if key is not None:
            await self._pilot.press(key)
            self._check_sent()
            while len(app.screen_stack) > 1:
                await self._pilot.press("escape")
        if app.crash is not None:
            raise app.crash

    def _check_sent(self) -> None:
        app = self._app
        sent = app.screen._compositor.render_update(full=True).render_segments(app.console)  # type: ignore[union-attr]
        terminal = StrictTerminal(*self._size)
        terminal.feed(sent)
        for row in terminal.cells:
            _check("".join(characters for characters, _ in row), "the screen")
        changes = CellModel(*self._size).frame(sent)
        StrictTerminal(*self._size).feed(changes)

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(self._loop.create_task(work, context=self._context))


@cache
def _screen(size: tuple[int, int]) -> _Screen:
    return _Screen(size)


TARGET = Target("drawing", seeds, mutated, run, refusals=())
