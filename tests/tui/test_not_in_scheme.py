"""Topics that a sentence has and the label scheme does not offer: shown as such, and taken off by a digit."""

from __future__ import annotations

import pytest

from annotator.core.scheme import parse_scheme
from tests.memory_desk import Line, MemoryDesk, article
from tests.tui.driving import app_on, on_screen, text

SCHEME = '[[topic]]\nkey = "markets"\n[[topic]]\nkey = "old"\nname = "Old affairs"\nretired = true\n'


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_digit_takes_off_what_the_scheme_does_not_offer(size):
    desk = MemoryDesk([article(1, "a", [Line("It rained.", topics=("economy", "old")), Line("It was wet.")])])
    async with on_screen(app_on(desk, parse_scheme(SCHEME, "test")), size) as (app, pilot):
        shown = " ".join(text(app, "card").replace("│", " ").split())
        assert "economy (not in the" in shown
        assert "Old affairs (retired)" in shown
        await pilot.press("t", "1")
        assert app.bench.state.draft.labels.topics == ("old",)
        await pilot.press("t", "m")
        await pilot.press("t", "1")
        assert app.bench.state.draft.labels.topics == ("markets",)
        await pilot.press("t", "1")
        assert "no topic has the key" in text(app, "message")
