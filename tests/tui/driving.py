"""Help for tests that drive the screen."""

from __future__ import annotations

import asyncio

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from tests.memory_desk import SCHEME, MemoryDesk

CALM_LOOKS = 5
"""So often in a row nothing may be on its way before all keys count as done."""


def app_on(desk: MemoryDesk) -> AnnotatorApp:
    """The real app on a desk in memory."""
    return AnnotatorApp(Workbench(desk), SCHEME)


def lines(app: AnnotatorApp, name: str) -> list[str]:
    """What a pane of the app shows."""
    widget = app.screen_stack[0].query_one(f"#{name}", Widget)
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def text(app: AnnotatorApp, name: str) -> str:
    """What a pane of the app shows, as one text."""
    return "\n".join(lines(app, name))


def burst(app: AnnotatorApp, *keys: str) -> None:
    """Keys that arrive all at once, as after a pause of a slow line."""
    characters = {"enter": "\r", "slash": "/"}
    for key in keys:
        app.post_message(events.Key(key, characters.get(key, key if len(key) == 1 else None)))


async def settled(app: AnnotatorApp, pilot: Pilot[int]) -> None:
    """Wait until all keys have done what they do, however busy the machine is."""
    calm = 0
    while calm < CALM_LOOKS and app.is_running:
        await asyncio.sleep(0.01)
        pumps = (app, app.screen, *app.screen.query("*"))
        busy = app.queue.keys_held or app.queue.waiting or any(pump.message_queue_size for pump in pumps)
        calm = 0 if busy else calm + 1
    await pilot.pause()
