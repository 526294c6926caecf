"""The article on screen: its margin, the current sentence in view, the lines that are drawn anew."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from annotator.tui.panes.document import DocumentView
from tests.memory_desk import Line, MemoryDesk, Said, article
from tests.tui.driving import app_on, lines


def signs(app):
    return [line[1] for line in lines(app, "view") if line[1:2].strip()]


async def test_the_margin_tells_what_was_decided_flagged_or_left():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        assert signs(app) == ["“", "·", "“", "“", "?", "·"]
        await pilot.press("enter", "x", "s", "f", "right", "d", "right")
        assert signs(app) == ["✓", "✗", "–", "⚑", "~", "·"]
        await pilot.press("left", "left", "f", "enter")
        assert signs(app)[3] == "✓"


async def test_a_flag_is_seen_in_the_margin_at_once_and_after_the_decision():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f")
        assert signs(app)[0] == "⚑"
        await pilot.press("enter")
        assert signs(app)[0] == "⚑"


async def test_topics_that_the_scheme_does_not_know_have_a_star():
    page = article(1, "a", [Line("It rained.", (), ["weather", "unknown"])])
    app = app_on(MemoryDesk([page]))
    async with app.run_test(size=(120, 40)):
        assert lines(app, "view")[0].startswith("▌·w*")


async def test_the_bar_marks_the_current_sentence_and_only_its_quotes_are_marked():
    app = app_on(MemoryDesk())
    async with app.run_test(size=(120, 40)) as pilot:
        for key, index in (("right", 1), ("right", 2)):
            await pilot.press(key)
            barred = [line for line in lines(app, "view") if line.startswith("▌")]
            words = app.bench.state.item.sentence.span.of(app.bench.state.page.document.text)
            assert barred[0][6:].replace("⟨", "").startswith(words[:12])
            assert app.bench.state.index == index
        shown = "\n".join(lines(app, "view"))
        assert shown.count("⟨") == 2, "two pieces of content of sentence 3, none of sentence 1"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (30, 6)])
async def test_the_current_sentence_is_always_in_view(size):
    told = [Line(f"Sentence number {number} has some words in it, said Ann.", [Said("words")]) for number in range(40)]
    app = app_on(MemoryDesk([article(1, "a", told)]))
    async with app.run_test(size=size) as pilot:
        for key in [*["right"] * 12, "g", "3", "9", "enter", *["left"] * 6, "g", "2", "enter"]:
            await pilot.press(key)
            if len(app.screen_stack) == 1:
                assert any(line.startswith("▌") for line in lines(app, "view")), (key, app.bench.state.index)


async def test_looking_around_moves_the_text_and_not_the_sentence():
    app = app_on(MemoryDesk([article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "pagedown")
        assert "Sentence 0." not in "\n".join(lines(app, "view"))
        assert app.bench.state.index == 0
        await pilot.press("pageup", "pageup")
        assert lines(app, "view")[0].endswith("Sentence 0.")
        await pilot.press("pagedown", "right")
        assert any(line.startswith("▌") for line in lines(app, "view"))


async def test_a_step_draws_only_the_lines_that_changed(monkeypatch):
    app = app_on(MemoryDesk())
    drawn: list[Region] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        view = app.query_one(DocumentView)
        refresh = view.refresh
        monkeypatch.setattr(
            view, "refresh", lambda *regions, **more: (drawn.extend(regions), refresh(*regions, **more))
        )
        await pilot.press("right")
        before, after = (view._layout.lines_of(index) for index in (0, 1))
        assert {region.y for region in drawn} == {*before, *after}
        drawn.clear()
        app.show_all()
        assert drawn == []


async def test_the_driver_is_told_how_far_the_text_moves(monkeypatch):
    app = app_on(MemoryDesk([article(1, "a", [Line(f"Sentence {number}.", gap="\n\n") for number in range(90)])]))
    moved: list[tuple[int, int, int]] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.query_one(DocumentView)
        assert view.scroll_hint == app.frame_stream.hint_scroll
        view.scroll_hint = lambda *hint: moved.append(hint)
        await pilot.press("pagedown")
        assert moved == [(view.region.y, view.region.bottom, view.size.height - 2)]
