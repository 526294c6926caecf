"""Which spans are marked in the text, and how."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.model import Span
from annotator.core.session.state import choose, open_sentence
from annotator.tui.panes.pieces import MarkedSpan, Piece, draw, hanging, marks_of, wrapped
from tests.memory_desk import Line, Said, article

TEXT = "No, said Ann. Yes, said Bo."


def two_quotes():
    quotes = [Said("No", "said", "Ann", "Ann"), Said("Yes", None, "Bo", "Bo")]
    return open_sentence(article(1, "a", [Line(TEXT, quotes)], ["Ann", "Bo"]), 0)


def marked(state):
    text = state.page.document.text
    return [(text[mark.start : mark.end], mark.look) for mark in marks_of(state)]


def test_the_spans_of_the_chosen_quote_come_last_and_look_stronger():
    state = two_quotes()
    others = [("Yes", "other"), ("Bo", "other-source")]
    own = [("No", "content"), ("Ann", "source"), ("said", "cue")]
    assert marked(state) == [*others, *own]
    assert marked(choose(state, 1)) == [
        ("No", "other"),
        ("Ann", "other-source"),
        ("said", "other-cue"),
        ("Yes", "content"),
        ("Bo", "source"),
    ]


def test_a_cue_inside_the_content_is_seen():
    row = draw(
        "No, she said, never",
        Span(0, 19),
        [MarkedSpan(0, 19, "content", True), MarkedSpan(8, 12, "cue", True)],
        9,
        "plain",
    )
    assert [(piece.text, piece.look) for piece in row] == [
        ("⟨", "glyph"),
        ("No, she ", "content"),
        ("said", "cue"),
        (", never", "content"),
        ("⟩", "glyph"),
    ]


def test_brackets_of_sources_differ_and_those_of_other_quotes_are_dim():
    row = draw(
        "Ann: no", Span(0, 7), [MarkedSpan(0, 3, "source", False), MarkedSpan(5, 7, "content", True)], 9, "plain"
    )
    assert "".join(piece.text for piece in row) == "‹Ann›: ⟨no⟩"
    assert [piece.look for piece in row if piece.text in "‹›"] == ["dim", "dim"]
    assert [piece.look for piece in row if piece.text in "⟨⟩"] == ["glyph", "glyph"]


def test_what_quotes_share_takes_the_room_of_one_pair_of_brackets():
    marks = [MarkedSpan(0, 1, "source", False), MarkedSpan(2, 3, "content", False)]
    marks += [MarkedSpan(0, 1, "source", False), MarkedSpan(4, 5, "content", False)]
    marks += [MarkedSpan(0, 1, "source", True), MarkedSpan(6, 7, "content", True)]
    row = draw("a b c d", Span(0, 7), marks, 8, "plain")
    assert "".join(piece.text for piece in row) == "‹a› ⟨b⟩ ⟨c⟩ ⟨d⟩"
    assert row[0] == Piece("‹", "glyph"), "that of the chosen quote"


def test_where_spans_meet_the_closing_bracket_comes_first():
    row = draw("abcd", Span(0, 4), [MarkedSpan(0, 2, "content", True), MarkedSpan(2, 4, "source", True)], 9, "plain")
    assert "".join(piece.text for piece in row) == "⟨ab⟩‹cd›"


def test_a_span_that_goes_on_over_the_line_has_one_bracket_in_it():
    marks = [MarkedSpan(0, 9, "content", True)]
    assert "".join(piece.text for piece in draw("abcdefghi", Span(0, 4), marks, 9, "plain")) == "⟨abcd"
    assert "".join(piece.text for piece in draw("abcdefghi", Span(4, 9), marks, 9, "plain")) == "efghi⟩"


def test_letters_stand_in_the_spaces_before_words():
    row = draw("one two", Span(0, 7), (), 9, "current", {3: "b"})
    assert row == (Piece("one", "current"), Piece("b", "grip"), Piece("two", "current"))


def test_a_line_without_marks_is_one_piece():
    assert draw("one two", Span(0, 7), [MarkedSpan(8, 9, "cue", True)], 9, "plain") == (Piece("one two", "plain"),)


def test_without_room_there_is_no_bracket_and_the_look_still_tells():
    row = draw("The port will", Span(0, 13), [MarkedSpan(4, 8, "content", True)], 0, "plain")
    assert row == (Piece("The ", "plain"), Piece("port", "content"), Piece(" will", "plain"))


@given(st.text("ab ", max_size=60), st.integers(1, 20), st.integers(1, 5))
def test_wrapped_rows_fit(text, width, most):
    rows = wrapped((Piece(text, "plain"), Piece("end", "differs")), width, most)
    assert 1 <= len(rows) <= most
    assert all(sum(cell_len(piece.text) for piece in row) <= width for row in rows)


def test_a_text_hangs_behind_its_sign_and_ends_with_a_sign_where_there_is_more():
    rows = hanging((Piece("! ", "warn"),), "one two three four five", 10, most=2)
    assert ["".join(piece.text for piece in row) for row in rows] == ["! one two", "  three…"]
