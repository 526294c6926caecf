"""Themes: what was chosen is there again at the next start, and the window to choose shows which is in use."""

from __future__ import annotations

import pytest

from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.palette import THEMES
from annotator.tui.settings import Settings, load_settings
from tests.memory_desk import SCHEME, MemoryDesk


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("NO_COLOR", raising=False)


def started(theme):
    return AnnotatorApp(Workbench(MemoryDesk()), SCHEME, Settings(theme=theme))


def colours(app):
    """What the text is drawn in, and what Textual makes its styles of."""
    style = app.query_one(DocumentView).rich_style
    return style.color, style.bgcolor, dict(app.theme_variables)


@pytest.mark.parametrize("theme", THEMES)
async def test_a_start_with_a_theme_looks_like_choosing_it(theme):
    app = started(theme)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        at_the_start = colours(app)
    other = "light" if theme != "light" else "dark"
    app = started(other)
    async with app.run_test(size=(100, 24)) as pilot:
        before = colours(app)
        await pilot.press("T", *theme, "enter")
        await pilot.pause()
        assert colours(app) == at_the_start
        assert before != at_the_start
    settings = load_settings().settings
    assert settings.theme == theme, "and it is kept"


async def test_contrast_is_white_on_black_from_the_start():
    app = started("contrast")
    async with app.run_test(size=(100, 24)):
        style = app.query_one(DocumentView).rich_style
        assert (style.color.triplet, style.bgcolor.triplet) == ((255, 255, 255), (0, 0, 0))


def options(app):
    pane = app.screen.query_one("#pick-options")
    return ["".join(piece.text for piece in row) for row in pane.rows]


@pytest.mark.parametrize("theme", ["terminal", "contrast"])
async def test_the_theme_in_use_is_marked_and_current(theme):
    app = started(theme)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("T")
        await pilot.pause()
        assert [line.split()[0 if line[0] == " " else 1] for line in options(app) if "in use" in line] == [theme]
        await pilot.press("enter")
        await pilot.pause()
        assert app.theme == THEMES[theme][0], "Enter alone changes nothing"
