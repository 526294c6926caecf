"""The styles by name, on every ground."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.theme import Theme

from annotator.tui.panes.palette import CONTRAST, IN_CONTRAST, ON_DARK, ON_LIGHT, look, palette_of

PLAIN = Style()


@pytest.mark.parametrize("palette", [ON_DARK, ON_LIGHT, IN_CONTRAST])
def test_the_quotes_of_other_sentences_need_neither_colour_nor_italics(palette):
    """The Linux console and GNU screen show bold, dim and underline, and make something else of italics."""
    content, cue = look("quoted", PLAIN, palette), look("quoted-cue", PLAIN, palette)
    for style in (content, cue):
        assert style.color is None
        assert style.bgcolor is None
        assert not style.italic
        assert style.dim or style.underline
    assert content != cue


def test_nothing_of_the_text_is_dim_in_high_contrast():
    assert palette_of(CONTRAST) == IN_CONTRAST
    assert not look("quoted", PLAIN, IN_CONTRAST).dim


def test_an_own_theme_gives_the_looks_its_colours_and_leaves_the_others_as_they_are():
    own = Theme("mine", primary="#123456", success="#00ff7f", dark=False)
    assert look("content", PLAIN, palette_of(own)).color.triplet == (0, 255, 127)
    assert look("cue", PLAIN, palette_of(own)) == look("cue", PLAIN, ON_LIGHT)
    assert look("content", PLAIN, palette_of(Theme("textual-dark", primary="#123456", success="#00ff7f"))) == look(
        "content", PLAIN, ON_DARK
    ), "those that ship have the colours of the terminal"
