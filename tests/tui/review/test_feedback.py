"""Reading feedback on the screen."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import QuoteType
from annotator.core.review.versions import Because, Cause, Lesson
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.keys import FEEDBACK_KEYS, KEYS
from annotator.tui.review.screens import FeedbackActions
from tests.memory_desk import SCHEME, MemoryDesk, Said
from tests.memory_review import labels_of, mark
from tests.tui.driving import SMALL, lines, on_screen, text, window_rows

PORT = Said("The port will reopen in May", "said", "harbour master Ines Duarte", "Ines Duarte")
NO = Said("“No,”", "said", "Okoro", "Paul Okoro")


class OnlyRead(MemoryDesk):
    def leave(self, place):
        """The real one keeps nothing either."""


def feedback_desk():
    """Three lessons: the port's type by the guidelines, a quote that was missed, and topics."""
    desk = OnlyRead()
    first, second = desk.pages
    made = [
        (first, 0, labels_of(first, 0, PORT), labels_of(first, 0, replace(PORT, type=QuoteType.INDIRECT))),
        (second, 1, labels_of(second, 1), labels_of(second, 1, NO)),
        (first, 5, labels_of(first, 5), labels_of(first, 5, topics=["weather"])),
    ]
    why = [(Cause.GAP, "type.1"), (Cause.SLIP, None), (None, None)]
    found = []
    for number, (page, index, own, settled) in enumerate(made):
        item = page.items[index]
        desk.heads[item.id] = mark(number, "ana", own)
        found.append(Lesson(item.id, f"x:{index}", desk.place(item.id), own, settled, Because(*why[number])))
    return desk, tuple(reversed(found))


def feedback_app(desk=None):
    desk, lessons = desk or feedback_desk()
    return AnnotatorApp(Workbench(desk), SCHEME, compare=lambda host: FeedbackActions(host, lessons))


async def test_enter_goes_through_the_lessons_by_cause_and_counts_at_the_end():
    async with on_screen(feedback_app(), SMALL) as (app, pilot):
        told = "3 decided otherwise: 1 guideline gap, 1 slip, 1 without a cause"
        assert told in text(app, "message")
        seen = []
        for key in ("enter", "space", "right", "left", "B"):
            seen.append(app.bench.state.item.id)
            await pilot.press(key)
        assert seen == [100, 201, 105, 100, 105]
        assert app.bench.state.item.id == 201
        await pilot.press("enter", "enter")
        assert f"all read · {told}" in text(app, "message")
        assert "feedback 1/3" in text(app, "status")


async def test_both_sides_stand_beside_each_other_with_the_paragraph():
    async with on_screen(feedback_app(), SMALL) as (app, pilot):
        card = text(app, "card")
        assert "yours" in lines(app, "card")[1]
        assert "the review" in lines(app, "card")[1]
        assert " ≠ type" in card
        assert "guideline gap · Type: direct: the speaker's own words" in " ".join(card.split())
        await pilot.press("enter")
        assert "– no quote" in text(app, "card")


async def test_the_text_shows_the_review_and_on_a_key_ones_own():
    async with on_screen(feedback_app(), SMALL) as (app, pilot):
        await pilot.press("enter")
        assert "⟨“No,”⟩" in text(app, "view")
        await pilot.press("down")
        assert "⟨“No,”⟩" not in text(app, "view")
        await pilot.press("up")
        assert "⟨“No,”⟩" in text(app, "view")
        await pilot.press("down", "enter", "B")
        assert "⟨“No,”⟩" in text(app, "view"), "of another sentence the review's is shown first"


async def test_no_key_decides_edits_or_keeps_anything():
    desk, lessons = feedback_desk()
    app = feedback_app((desk, lessons))
    heads = dict(desk.heads)
    own = {name for key in FEEDBACK_KEYS for name in key.keys.split(",")}
    reads = {"look", "goto", "help", "palette", "guidelines", "theme", "copy", "redraw", "leave", "interrupt"}
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("g", "2", "enter")
        assert app.bench.state.item.id == 101
        for key in KEYS:
            name = "1" if key.keys == "1-9" else key.keys.split(",")[0]
            if key.call.name not in reads and name not in own:
                before = app.bench.state
                await pilot.press(name)
                assert app.bench.state == before, key.id
                assert (app.mode, len(app.screen_stack)) == (None, 1), key.id
                assert "only read" in text(app, "message"), key.id
        await pilot.press("enter")
        assert app.bench.state.item.id == 100
        await pilot.press("q")
    assert (desk.heads, desk.drafts, desk.made, desk.bookmark) == (heads, {}, [], None)


async def test_help_has_the_keys_of_feedback():
    async with on_screen(feedback_app(), (120, 200)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        shown = "\n".join(window_rows(app))
        assert all(key.tooltip in shown for key in FEEDBACK_KEYS)
        assert "The guidelines" in shown
        for refused in ("the first hour", "Skip the sentence", "reject the suggestions", "A filter over all articles"):
            assert refused not in shown


def test_every_key_of_feedback_has_an_action():
    app = feedback_app()
    names = [name for key in FEEDBACK_KEYS for name in key.keys.split(",")]
    assert len(names) == len(set(names))
    assert all(callable(getattr(app.comparison, f"action_{key.call.name}", None)) for key in FEEDBACK_KEYS)


async def test_a_click_on_the_number_of_a_version_shows_it():
    async with on_screen(feedback_app(), SMALL) as (app, pilot):
        line = lines(app, "card")[1]
        assert "▸✓2" in line
        await pilot.click("#card", offset=(line.index("1 · "), 1))
        await pilot.pause()
        assert "▸1" in text(app, "card")
