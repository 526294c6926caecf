"""Keys at random in a review, also in bursts and while nothing can be saved: nothing breaks, all can be undone.

ANNOTATOR_RANDOM_KEYS=10000 ANNOTATOR_RANDOM_SEED=3 pytest tests/tui/review/test_random_keys.py
"""

from __future__ import annotations

import random

import pytest

from annotator.core.errors import NotSaved
from annotator.tui.keys import REVIEW_KEYS
from tests.memory_review import reviewed
from tests.tui.driving import burst, settled, text
from tests.tui.review.driving import review_app
from tests.tui.test_random_keys import (
    RANDOM_KEYS,
    RANDOM_SEED,
    WITH_ATTRIBUTES,
    items_of,
    random_names,
    shown,
    undo_everything,
)

pytestmark = pytest.mark.long


async def test_random_keys_leave_a_review_that_works_and_can_be_undone(tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.002)  # between keys: as fast as it goes
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.001)
    chance, desk = random.Random(RANDOM_SEED), reviewed()
    own = [name for key in REVIEW_KEYS if key.keys != "1-9" for name in key.keys.split(",")]
    names = [*random_names(), *own * 3]
    app, start, pressed = review_app(desk, WITH_ATTRIBUTES), shown(desk), []
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(RANDOM_KEYS // 8):
            pressed += chance.choices(names, k=8)
            desk.fail = NotSaved("disk full") if chance.random() < 0.05 else None
            if chance.random() < 0.3:
                burst(app, *pressed[-8:])
                await settled(app, pilot)
            else:
                await pilot.press(*pressed[-8:])
            assert app.crash is None, " ".join(pressed[-40:])
            if chance.random() < 0.2:
                await pilot.resize_terminal(chance.randint(20, 140), chance.randint(5, 45))
            if chance.random() < 0.1:
                await pilot.press("escape", "escape", "escape")
                assert len(app.screen_stack) == 1, " ".join(pressed[-40:])
                assert not app.comparison.reviewing.editing
        desk.fail = None
        await pilot.press("escape", "escape", "escape")
        assert app.crash is None
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert f"saved {desk.saved()}" in text(app, "status")
        await undo_everything(app, pilot)
        assert all(item.decision is None for item in items_of(desk).values())
        assert "saved 0" in text(app, "status")
        assert shown(desk) == start
