"""Help for tests that drive the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from time import monotonic

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from annotator.core.model import Quote, Run, Suggested
from annotator.core.scheme import LabelScheme
from annotator.core.session.desk import Desk
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.work.importer import Importer
from annotator.tui.app import AnnotatorApp
from annotator.tui.panes.base import RowsPane
from tests.memory_desk import SCHEME, council, harbour

WIDE, SMALL = (120, 40), (80, 24)
"""Columns and rows of a screen with the card beside the text, and with the card below it."""
SETTLED_WITHIN = 300.0
"""Seconds after which keys that are still held are a fault, and not a busy machine."""
CALM_LOOKS = 5
"""So often in a row nothing may be on its way before all keys count as done."""


def app_on(desk: Desk, scheme: LabelScheme = SCHEME) -> AnnotatorApp:
    """The real app on a desk."""
    return AnnotatorApp(Workbench(desk, types=scheme.quote_types), scheme)


@asynccontextmanager
async def on_screen(
    shown: Desk | AnnotatorApp, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[AnnotatorApp, Pilot[int]]]:
    """The real app on a desk, or an app as it is, driven on a screen of so many columns and rows."""
    app = shown if isinstance(shown, AnnotatorApp) else app_on(shown)
    async with app.run_test(size=size) as pilot:
        yield app, pilot


def on_disk(folder: Path) -> SqliteDesk:
    """The articles of the desk in memory in a real database of that folder, made where there is none."""
    database = folder / "annotator.db"
    if not database.exists():
        with closing(Importer(database)) as importer:
            for page in (harbour(), council()):
                suggested = [item.suggestion for item in page.items]
                parts = [part for one in suggested if one for part in one.labels.quotes]
                quotes = [Quote(p.content, p.type, p.cue, p.source, p.speaker, p.score, p.rule) for p in parts]
                topics = tuple(one.topics if one else () for one in suggested)
                sentences = tuple(item.sentence for item in page.items)
                importer.add(Suggested(page.document, sentences, tuple(quotes), topics, page.cast), Run("rules", "1"))
    return SqliteDesk(database, "ana")


def lines(app: AnnotatorApp, name: str) -> list[str]:
    """What a pane of the app shows; `message` and `hint` are the lines of its foot."""
    widget = app.screen_stack[0].query_one("#foot" if name in {"message", "hint"} else f"#{name}", Widget)
    shown = [line.text.rstrip() for line in widget.render_lines(widget.size.region)]
    return {"message": shown[:1], "hint": shown[1:]}.get(name, shown)


def styled(app: AnnotatorApp, name: str, **wanted: bool) -> list[tuple[str, str]]:
    """The stretches of a pane whose style has these attributes, and what stands before each in its line.

    `styled(app, "view", dim=True, bold=False)`: all that is dim and not bold.
    """
    widget = app.screen_stack[0].query_one(f"#{name}", Widget)
    found = []
    for line in widget.render_lines(widget.size.region):
        before = ""
        for segment in line:
            style = segment.style
            if style and segment.text.strip() and all(bool(getattr(style, key)) is on for key, on in wanted.items()):
                found.append((segment.text, before))
            before += segment.text
    return found


def window_rows(app: AnnotatorApp, part: str = "rows") -> list[str]:
    """What there is to read or to pick in the window on top; its `title`, or its `keys`."""
    pane = app.screen.query_one(f"#window-{part}", RowsPane)
    return ["".join(piece.text for piece in row).rstrip() for row in pane.rows]


def text(app: AnnotatorApp, name: str) -> str:
    """What a pane of the app shows, as one text."""
    return "\n".join(lines(app, name))


def burst(app: AnnotatorApp, *keys: str) -> None:
    """Keys that arrive all at once, as after a pause of a slow line."""
    characters = {"enter": "\r", "slash": "/"}
    for key in keys:
        app.post_message(events.Key(key, characters.get(key, key if len(key) == 1 else None)))


async def settled(app: AnnotatorApp, pilot: Pilot[int], waiting: bool = False) -> None:
    """Wait until all keys have done what they do, however busy the machine is; with `waiting`, until a change waits
    and all else has been looked at that came."""
    calm, until = 0, monotonic() + SETTLED_WITHIN
    while calm < CALM_LOOKS and app.is_running:
        held = [*app.keys_held]
        assert monotonic() < until, f"keys held: {held}, a change waits: {app.waiting}, on {app.screen}"
        await asyncio.sleep(0.01)
        pumps = (app, app.screen, *app.screen.query("*"))
        busy = not app.waiting if waiting else app.keys_held or app.waiting
        calm = 0 if busy or any(pump.message_queue_size for pump in pumps) else calm + 1
    if not waiting:
        await pilot.pause()
