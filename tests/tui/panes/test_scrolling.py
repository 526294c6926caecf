"""Where the text stands: the sentence in view, calm, and whatever is asked for in a sentence that is too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.panes.document import Window, following, opened


@given(st.integers(1, 60), st.integers(0, 300), st.integers(1, 120), st.integers(0, 200), st.booleans())
def test_a_sentence_that_fits_is_wholly_in_view_and_a_long_one_from_its_beginning(height, start, count, more, fresh):
    sentence = range(start, start + count)
    window = Window(min(7, start), height, start + count + more)
    window = opened(window, sentence) if fresh else following(window, sentence, arrived=True)
    assert window.top <= sentence.start
    if count <= height:
        assert sentence.stop <= window.top + height
    else:
        assert sentence.start < window.top + height


@given(st.integers(1, 60), st.integers(1, 200), st.integers(0, 300), st.integers(0, 260))
def test_what_is_asked_for_is_in_view(height, count, start, focus):
    sentence = range(start, start + count)
    window = following(Window(start, height, start + count + 60), sentence, False, focus % (start + count))
    assert window.top <= focus % (start + count) < window.top + height


def test_the_text_stands_still_until_the_sentence_comes_near_an_edge():
    window = Window(0, 30, 200)
    tops = [following(window, range(start, start + 2), arrived=True).top for start in range(0, 19)]
    assert tops == [0] * 19
    assert following(window, range(19, 21), arrived=True).top == 9


def test_a_long_sentence_stays_where_it_was_moved_to_as_long_as_much_of_it_is_in_view():
    sentence = range(10, 110)
    for top in (10, 50, 99):
        assert following(Window(top, 30, 300), sentence, arrived=False).top == top
    assert following(Window(105, 30, 300), sentence, arrived=False).top == 100
    assert following(Window(0, 30, 300), sentence, arrived=False).top == 10


def test_the_line_after_what_is_asked_for_is_seen_too_in_a_long_sentence():
    sentence = range(0, 100)
    assert following(Window(0, 30, 100), sentence, False, 28).top == 0
    assert following(Window(0, 30, 100), sentence, False, 29).top == 10


def test_at_the_beginning_of_a_long_sentence_nothing_moves_to_show_what_stands_before():
    sentence = range(20, 100)
    assert following(Window(20, 30, 100), sentence, False, 20).top == 20
    assert following(Window(50, 30, 100), sentence, False, 22).top == 20


@pytest.mark.parametrize("top", [-5, 500])
def test_the_window_never_leaves_the_text(top):
    assert Window(0, 30, 100).moved(top).top in (0, 70)
    assert Window(0, 30, 10).moved(top).top == 0
