"""Lines and marks: offsets hold, nothing is lost, brackets stand between characters."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.model import Span
from annotator.tui.panes.document import lay_out
from annotator.tui.panes.pieces import MarkedSpan, break_lines, draw
from tests.memory_desk import Line, article, harbour

WORDS = st.text(alphabet="ab ,.“”日本 é-", min_size=1, max_size=120)


@given(WORDS, st.integers(1, 40))
def test_lines_hold_all_of_the_text_and_fit(text, width):
    pieces = break_lines(text, 0, len(text), width)
    assert pieces[0][0] == 0
    assert pieces[-1][1] == len(text)
    for (start, end), (after, _) in pairwise(pieces):
        assert start < end <= after
        assert text[end:after].strip(" ") == ""
    for start, end in pieces:
        assert cell_len(text[start:end]) <= max(width, 2)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 15), st.sampled_from(["content", "cue", "source"])), max_size=5
    )
)
def test_marks_never_change_the_text(spans):
    text = "The port will reopen in May, she said, if all goes well."
    marks = [MarkedSpan(start, start + length, kind, True) for start, length, kind in spans]
    row = draw(text, Span(4, 40), marks, 99, "current")
    assert "".join(piece.text for piece in row if piece.text not in "⟨⟩‹›") == text[4:40]
    assert all(piece.text for piece in row)


def test_brackets_fit_the_room():
    marks = [MarkedSpan(0, 3, "content", False), MarkedSpan(4, 8, "content", True)]
    row = draw("The port will", Span(0, 13), marks, 2, "current")
    assert "".join(piece.text for piece in row) == "The ⟨port⟩ will"


def test_paragraphs_are_parted_and_every_sentence_has_its_lines():
    page = harbour()
    layout = lay_out(page.document.text, page.items, 40)
    for number, item in enumerate(page.items):
        lines = [layout.lines[at] for at in layout.sentences[number]]
        assert lines[0].start == item.sentence.start
        assert lines[-1].end == item.sentence.end
        assert {line.item for line in lines} == {number}
    assert sum(line.item < 0 for line in layout.lines) == 2
    assert not any(line.item < 0 for line in lay_out(page.document.text, page.items, 40, gaps=False).lines)


def test_a_megabyte_in_one_sentence_is_laid_out():
    page = article(1, "long", [Line("word " * 200_000)])
    assert len(lay_out(page.document.text, page.items, 80).lines) > 10_000
