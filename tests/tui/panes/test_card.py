"""The card: what is cut is cut between words, and what has no room is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.model import QuoteType
from annotator.core.session import state as session
from annotator.tui.panes.card import CardSize, card_rows, excerpt
from tests.memory_desk import SCHEME, Said, Told, article

TEXTS = st.text(alphabet="abcdef  日本é", min_size=1, max_size=80)


def card(page, at=0, width=40, height=12, beside=True):
    rows = card_rows(session.open_sentence(page, at), SCHEME, CardSize(width, height, beside))
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(6, 60))
def test_an_excerpt_fits_and_has_both_ends(text, width):
    line = " ".join(text.split()) or "a"
    shown = excerpt(line, width)
    assert cell_len(shown) <= width
    if shown != line:
        begins, _, ends = shown.partition(" … ")
        assert line.startswith(begins)
        assert line.endswith(ends)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("It will take us years to rebuild it", 24, "It will … rebuild it"),
        ("doesn’t account for", 12, "doesn … for"),
        ("Rindfleischetikettierungsüberwachungsaufgaben", 20, "Rindfleis … aufgaben"),
        ("short enough", 12, "short enough"),
    ],
)
def test_words_are_cut_whole_where_they_are_not_too_long(text, width, shown):
    assert excerpt(text, width) == shown


def test_the_cue_has_the_room_that_the_source_leaves():
    page = article(1, "a", [Told("That doesn’t account for it all.", [Said("it all", "doesn’t account for", "That")])])
    assert any("cue doesn’t account for  source That" in line for line in card(page, width=44))


def test_the_chosen_quote_says_how_many_there_are_and_a_long_name_is_cut_with_a_sign():
    name = "Marguerite van der Oosterhout-Lindqvist"
    quotes = [Said("No", "said", "he", name), Said("yes", "said", "she", name, QuoteType.MIXED)]
    lines = card(article(1, "a", [Told("No, he said; yes, she said.", quotes)], [name]), width=34)
    assert lines[0].startswith("│ ▸1/2 direct")
    assert any(line.endswith("van der …") or "…" in line for line in lines if "speakers" in line)
