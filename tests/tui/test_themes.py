"""Themes: what was chosen is there again at the next start, and the window to choose shows which is in use."""

from __future__ import annotations

import json

import pytest
from textual.theme import Theme

from annotator.core.errors import UsageError
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.panes.document import DocumentView
from annotator.tui.panes.palette import THEMES
from annotator.tui.settings import Settings, load_settings, theme_chosen
from tests.memory_desk import SCHEME, MemoryDesk
from tests.tui.driving import on_screen, window_rows


@pytest.fixture(autouse=True)
def in_colour(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


def started(theme):
    return AnnotatorApp(Workbench(MemoryDesk()), SCHEME, Settings(theme=theme))


def colours(app):
    """What the text is drawn in, and what Textual makes its styles of."""
    style = app.query_one(DocumentView).rich_style
    return style.color, style.bgcolor, dict(app.theme_variables)


@pytest.mark.parametrize("theme", THEMES)
async def test_a_start_with_a_theme_looks_like_choosing_it(theme):
    async with on_screen(started(theme), (100, 24)) as (app, pilot):
        await pilot.pause()
        at_the_start = colours(app)
    other = "light" if theme != "light" else "dark"
    async with on_screen(started(other), (100, 24)) as (app, pilot):
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


OWN = 'primary = "#336699"\nbackground = "#102030"\nforeground = "#f0f0f0"\nsuccess = "#00ff7f"\n'


@pytest.fixture
def own_theme(tmp_path):
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "harbour.toml").write_text(OWN, encoding="utf-8")
    return tmp_path / "themes" / "harbour.toml"


async def test_an_own_theme_is_chosen_by_its_file_name_and_kept(own_theme):
    async with on_screen(started("terminal"), (100, 24)) as (app, pilot):
        await pilot.press("T", *"harbour", "enter")
        await pilot.pause()
        style = app.query_one(DocumentView).rich_style
        assert (style.color.triplet, style.bgcolor.triplet) == ((0xF0, 0xF0, 0xF0), (0x10, 0x20, 0x30))
    assert load_settings().settings.theme == "harbour"
    app = started("harbour")
    async with app.run_test(size=(100, 24)):
        assert app.query_one(DocumentView).rich_style == style, "the next start has it"


async def test_an_own_theme_that_is_wrong_is_told_of_and_not_taken(own_theme):
    own_theme.write_text('primary = "bluish"', encoding="utf-8")
    async with on_screen(started("terminal"), (120, 24)) as (app, pilot):
        await pilot.press("T", *"harbour", "enter")
        await pilot.pause()
        assert 'primary: "bluish" is no colour' in app.bench.notice.text
        assert app.theme == THEMES["terminal"][0]
    assert load_settings().settings.theme == "terminal"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no primary"),
        ("primary = 3", "primary: write a colour"),
        ('primary = "#fff"\ntext_alpha = 2', "text_alpha: write a number"),
        ('primary = "#fff"\nluminosity_spread = nan', "luminosity_spread: write a number"),
        ('primary = "#fff"\ndark = 1', "dark: write true or false"),
        ('primary = "#fff"\ncolour = "#fff"', "unknown key 'colour': a theme has accent, "),
        ('primary = "#fff"\nvariables = 3', "variables: write a table"),
        ('primary = "#fff"\nvariables = {border = 3}', "variables: border: write a text"),
        ('primary = "#fff"\nvariables = {foreground = "bluish"}', 'variables: foreground cannot be "bluish"'),
        ('primary = "#fff"\nvariables = {border = "#fff; } * { color: red"}', "variables: border cannot be"),
        ('primary = "#fff"\nvariables = {link-style = "loud"}', 'variables: link-style cannot be "loud"'),
        ("primary = ", "not TOML"),
    ],
)
def test_what_is_wrong_in_an_own_theme_is_told_by_its_file(own_theme, text, why):
    own_theme.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"themes/harbour.toml: .*{why}"):
        theme_chosen("harbour")


def test_whatever_textual_itself_gives_a_variable_is_taken(own_theme):
    usual = Theme("any", primary="#336699").to_color_system().generate()
    assert len(usual) > 100
    table = "".join(f"{name} = {json.dumps(value)}\n" for name, value in usual.items())
    own_theme.write_text(f"{OWN}[variables]\n{table}", encoding="utf-8")
    assert theme_chosen("harbour").variables == usual


@pytest.mark.parametrize("name", ["neon", "../harbour", "a\x1bb", ""])
def test_a_theme_that_is_not_there_is_refused(own_theme, name):
    (own_theme.parents[1] / own_theme.name).write_text(OWN, encoding="utf-8")  # not where themes are
    with pytest.raises(UsageError, match=r"choose among terminal, .*, harbour"):
        theme_chosen(name)


@pytest.mark.parametrize("theme", ["terminal", "contrast"])
async def test_the_theme_in_use_is_marked_and_current(theme):
    async with on_screen(started(theme), (100, 24)) as (app, pilot):
        await pilot.press("T")
        await pilot.pause()
        assert [line.split()[0 if line[0] == " " else 1] for line in window_rows(app) if "in use" in line] == [theme]
        await pilot.press("enter")
        await pilot.pause()
        assert app.theme == THEMES[theme][0], "Enter alone changes nothing"


async def test_a_theme_that_was_chosen_is_the_one_in_use_when_the_window_opens_again():
    async with on_screen(started("terminal"), (100, 24)) as (app, pilot):
        await pilot.press("T", *"contrast", "enter", "T")
        await pilot.pause()
        assert [line.split()[1] for line in window_rows(app) if "in use" in line] == ["contrast"]
