"""A text in its paragraphs, its words, and the quotation marks that belong together."""

from __future__ import annotations

import pytest

from annotator.core.model import Span
from annotator.core.text.marked_text import (
    RUNS_AND_MARKS,
    letters,
    pairs_around,
    paragraphs,
    runs_over,
    without_quote_signs,
    words_of,
)

LONG = "word " * 20


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n ", []),
        ("One.", ["One."]),
        (" One line\nwrapped.\nTwo.\n\nThree ", ["One line\nwrapped.", "Two.", "Three"]),
        ("One\n \ntwo", ["One", "two"]),
        ("One \n\n two", ["One", "two"]),
        ("Ends?\nEnds!\nEnds:\nEnds;\nEnds…\nEnds”\n(Ends)\n[Ends]\ngoes on,\nhere",
         ["Ends?", "Ends!", "Ends:", "Ends;", "Ends…", "Ends”", "(Ends)", "[Ends]", "goes on,\nhere"]),
        (f"{LONG}\ntwo", [f"{LONG}\ntwo"]),
        (f"{LONG}ab\ntwo", [f"{LONG}ab", "two"]),
        (f"first\n{LONG}\ntwo", [f"first\n{LONG}\ntwo"]),
        ("> One\n> line.\n>\n> Two", ["One\n> line.", "Two"]),
    ],
)  # fmt: skip
def test_paragraphs_end_at_blank_lines_and_where_a_line_ends_as_a_sentence_may(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == found


@pytest.mark.parametrize(
    ("text", "without"),
    [("> a\n>> b\nc > d", "  a\n   b\nc > d"), ("a", "a"), (">=3\n>5 %", ">=3\n>5 %"), (" > > a", "     a")],
)
def test_signs_of_a_block_quote_become_spaces_and_all_places_stay(text: str, without: str) -> None:
    assert without_quote_signs(text) == without


def test_words_keep_what_an_apostrophe_joins_to_them_and_marks_stand_alone() -> None:
    assert [(word.text, word.start, word.is_mark) for word in words_of("Don’t, he – 9")] == [
        ("Don’t", 0, False),
        (",", 5, True),
        ("he", 7, False),
        ("–", 10, True),
        ("9", 12, False),
    ]
    assert [word.text for word in words_of("Don’t", RUNS_AND_MARKS)] == ["Don", "’", "t"]


def test_letters_are_counted_and_where_there_are_none_all_characters() -> None:
    assert letters("a, 1–b", (Span(0, 3), Span(3, 6))) == {0, 3, 5}
    assert letters("a, –", (Span(1, 2), Span(3, 4))) == {1, 3}


def test_marks_belong_together_within_their_paragraph_unless_the_next_one_opens_anew() -> None:
    text = "He “may” go.\n\n“We stay.\n\n“We go,” he said.\n\nHe “may.\n\nNo."
    pairs = [
        [(first.start, last and last.start) for first, last in pairs_around(text, text.index(word))]
        for word in ("He", "We stay", "We go", "may.", "No")
    ]
    first, second, third = text.index("“may"), text.index("“We stay"), text.index("“We go")
    assert pairs == [[(first, first + 4)], [(second, None)], [(third, third + 7)], [], []]
    assert [runs_over(text, at) for at in (first, second - 1, second, third)] == [False, False, True, False]
    assert pairs_around("  No.", 0) == ()
