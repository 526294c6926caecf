"""What a sentence shows: card, margin, filter and the stored decision say the same, however one comes back to it."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.model import QuoteType
from tests.memory_desk import MemoryDesk
from tests.tui.driving import app_on, lines, text


async def test_a_type_edited_then_skipped_is_the_same_on_card_and_disk():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d", "s")
        assert desk.heads[100].answer is Answer.SKIP
        assert desk.heads[100].labels.quotes[0].type is QuoteType.INDIRECT
        await pilot.press("left")
        assert "▸1 indirect" in text(app, "card")
        assert "– skipped" in text(app, "card")
        assert "unconfirmed" not in text(app, "card")
        assert lines(app, "view")[0].startswith("▌–e")
        await pilot.press("enter")
        assert desk.heads[100].labels.quotes[0].type is QuoteType.INDIRECT


async def test_a_sentence_skipped_as_it_was_shows_its_suggestion_with_its_score():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", "5", "enter", "s", "left")
        assert "▸1 indirect  0.41 unsure" in text(app, "card")


@pytest.mark.parametrize(("keys", "margin"), [(["t", "w", "s"], "–ew"), (["t", "e", "enter"], "✓"), (["x"], "✗")])
async def test_the_margin_shows_the_topics_of_the_card_before_and_after_coming_back(keys, margin):
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*keys)
        assert lines(app, "view")[0][1:6].rstrip() == margin
        await pilot.press("left")
        assert lines(app, "view")[0][1:6].rstrip() == margin
        on = {piece.text.strip() for row in app.screen.query_one("#card").rows for piece in row if piece.look == "good"}
        assert ("●" in on) == (len(margin) > 1)


async def test_a_rejected_sentence_shows_no_quote_any_more():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("x", "left")
        assert "✗ rejected" in text(app, "card")
        assert "no quote in this sentence" in text(app, "card")
        assert "⟨" not in text(app, "view")


async def test_edits_left_unconfirmed_are_shown_again():
    desk = MemoryDesk()
    app = app_on(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d", "t", "w", "right")
        assert lines(app, "view")[0].startswith(" ~ew")
        await pilot.press("left")
        assert "unconfirmed edits" in text(app, "card")
        assert "▸1 indirect" in text(app, "card")
        assert desk.drafts[100].quotes[0].type is QuoteType.INDIRECT
