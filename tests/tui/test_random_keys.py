"""Keys at random, also in bursts and while nothing can be saved: nothing breaks, nothing sticks, all can be undone.

ANNOTATOR_RANDOM_KEYS=10000 ANNOTATOR_RANDOM_SEED=3 pytest tests/tui/test_random_keys.py
"""

from __future__ import annotations

import os
import random

import pytest

from annotator.core.errors import NotSaved
from annotator.core.scheme import Attribute
from annotator.core.session import state as session
from annotator.core.session.desk import Place
from annotator.tui.keys import KEYS
from tests.memory_desk import SCHEME, Line, MemoryDesk, Other, Said, article
from tests.tui.driving import app_on, burst, on_disk, settled, text

pytestmark = pytest.mark.long

RANDOM_KEYS = int(os.environ.get("ANNOTATOR_RANDOM_KEYS", "320"))
RANDOM_SEED = int(os.environ.get("ANNOTATOR_RANDOM_SEED", "7"))

WITH_ATTRIBUTES = SCHEME._replace(attributes=(Attribute("stance", ("supports", "opposes"), "s", "stance"),))


def random_names():
    """Names of keys that may be pressed: all that have a meaning but those that end the program, and some letters."""
    named = [name for key in KEYS if key.id not in ("quit", "interrupt", "speaker") for name in key.keys.split(",")]
    return [*named, "1", "2", "3", *["escape", "enter"] * 3, *"abcAB", "semicolon"]


def items_of(desk):
    """All sentences as they stand, by place."""
    pages = [desk.page(number) for number in desk.numbers()]
    return {Place(page.number, at): item for page in pages for at, item in enumerate(page.items)}


def shown(desk):
    """What every sentence would show, note and flag with it."""
    return {place: session.opening_draft(item) for place, item in items_of(desk).items()}


async def undo_everything(app, pilot):
    """Press `u` until nothing is left of decisions; then where edits were left unconfirmed in other sentences."""
    for _ in range(RANDOM_KEYS * 2 + 20):
        await pilot.press("u")
        if app.bench.notice is not None and app.bench.notice.text == "nothing to undo":
            break
    for place, item in items_of(app.bench.desk).items():
        if item.touched:
            app.bench.go(place)
            await pilot.press("u", "right", "left")


def with_readings(_folder):
    """A desk with articles whose sentences could be read otherwise: joined, split, not at all, and new quotes."""
    text = "Ada said that it is late and cold, Bo added it was so."
    late, so = Said("that it is late", "said", "Ada", "Ada Finch"), Said("it was so", "added", "Bo", "Bo Lind")
    both = Said(["that it is late", "it was so"], "said", "Ada", "Ada Finch")
    others = [Other([0, 1], [both], 0.3), Other([0], [Said("it is late", "said"), Said("cold")], 0.2), Other([1], [])]
    none = [Other([], [late], 0.4), Other([], [so], 0.3), Other([], [Said("cold")], 0.1)]
    told = [Line(text, [late, so], others=others), Line(text, others=none), Line("It rained.")]
    return MemoryDesk([article(number, f"a{number}", told * 2, ["Ada Finch", "Bo Lind"]) for number in (1, 2)])


DESKS = {"in memory": lambda folder: MemoryDesk(), "on disk": on_disk, "with readings": with_readings}


@pytest.mark.parametrize("make", DESKS.values(), ids=list(DESKS))
async def test_random_keys_leave_a_screen_that_works_and_can_be_undone(make, tmp_path, monkeypatch):
    desk = make(tmp_path)
    app = app_on(desk, WITH_ATTRIBUTES)
    await press_at_random(app, desk, random_names(), (tmp_path, monkeypatch), _is_as_usual)
    for place in (Place(1, 0), Place(2, 1)):
        app.bench.go(place)
        assert not app.bench.state.unconfirmed


def _is_as_usual(app):
    return app.mode is None and app.bench.matches is None


async def press_at_random(app, desk, names, settings, is_as_usual):
    """Press keys of these names; then undo it all. After three Esc the app has to be as usual."""
    tmp_path, monkeypatch = settings
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.002)  # between keys: as fast as it goes
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.001)
    chance, start, pressed = random.Random(RANDOM_SEED), shown(desk), []
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(RANDOM_KEYS // 8):
            pressed += chance.choices(names, k=8)
            desk.fail = NotSaved("disk full") if chance.random() < 0.05 else None  # the one on disk has no such thing
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
                assert is_as_usual(app)
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
