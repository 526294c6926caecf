"""A review for screen readers: the versions are said, and who says what in which respect."""

from __future__ import annotations

import asyncio

from annotator.core.session.workbench import Workbench
from annotator.tui.review.screens import ReviewActions
from annotator.tui.spoken import SpokenApp
from tests.memory_desk import SCHEME
from tests.memory_review import reviewed
from tests.tui.spoken.test_app import Listener


async def test_versions_are_read_out_and_every_key_is_answered():
    heard, desk = [], reviewed()
    bench = Workbench(desk)
    app = SpokenApp(bench, SCHEME, compare=lambda host: ReviewActions(host, desk))
    bench.forget_notice()
    app.say = heard.append
    async with app.run_test(size=(80, 24)) as pilot:
        listener = Listener(app, pilot, heard)
        while not any("topics" in line for line in heard):
            await asyncio.sleep(0.01)
        assert "shown, version 1 · 1 person" in heard
        assert "version 2 · 1 person" in heard
        assert any(line.startswith("differs: content: version 1, ") for line in heard)
        assert any(line.startswith("alike: indirect") for line in heard)
        assert "shown, version 2 · 1 person" in await listener.press("down")
        assert "why they differ: slip" in await listener.press("w")
        said = await listener.press("3")
        assert any("sentence 2 of 2" in line for line in said)
        assert "shown, version 1 · 2 people" in said
        said = await listener.press("e")
        assert any(line.startswith("editing from version 1") for line in said)
        assert any(line.startswith("speakers") for line in said)
        assert "the versions again" in await listener.press("escape")
