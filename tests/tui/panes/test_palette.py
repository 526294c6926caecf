"""The styles by name, on every ground."""

from __future__ import annotations

import pytest
from rich.style import Style

from annotator.tui.panes.palette import CONTRAST, Ground, ground_of, look

PLAIN = Style()


@pytest.mark.parametrize("ground", Ground)
def test_the_quotes_of_other_sentences_need_neither_colour_nor_italics(ground):
    """The Linux console and GNU screen show bold, dim and underline, and make something else of italics."""
    content, cue = look("quoted", PLAIN, ground), look("quoted-cue", PLAIN, ground)
    for style in (content, cue):
        assert style.color is None
        assert style.bgcolor is None
        assert not style.italic
        assert style.dim or style.underline
    assert content != cue


def test_nothing_of_the_text_is_dim_in_high_contrast():
    assert ground_of(CONTRAST) is Ground.CONTRAST
    assert not look("quoted", PLAIN, Ground.CONTRAST).dim
