"""Quotation marks of many languages: one table for the screen, the readers of files and the suggester."""

from __future__ import annotations

import pytest

from annotator.core.model import QuoteType, Span
from annotator.core.session.edits import new_quote
from annotator.core.session.state import open_sentence
from annotator.core.text.marked_text import (
    CLOSING_OF,
    closes,
    first_closing,
    inner_marks,
    is_opened,
    opens,
    outer_marks,
    runs_on,
    tells,
    type_by_marks,
    unpaired,
)
from annotator.exchange.annotation import type_of
from tests.memory_desk import Line, article

DIRECT = [
    "“We are late.”",
    '"We are late."',
    "“We are late”,",
    "„Wir sind spät“",
    "„Jesteśmy spóźnieni”",
    "”Vi är sena”",
    "«Nous sommes en retard»",
    "« Nous sommes en retard »",
    "»Wir sind spät«",
    "»Vi är sena»",
    "「遅れています」",
    "『遅れています』",
    "‘We are late.’",
    "'We are late.'",
    "‚Wir sind spät‘",
    "‹Nous sommes en retard›",
    "``We are late.''",
    "“We are late and we",
    "„Wir sind spät und",
    "“He calls it ‘a mess’",
]
MIXED = [
    "that “a mess” was left",
    "dass „ein Chaos“ blieb",
    "que «le chaos» reste",
    "that ‘a wreck’ was left",
    "that 'yes' was said",
    "the rest of it.”",
    "“A mess” was left",
    '"a" and then',
]
INDIRECT = [
    "that a mess was left",
    "that the workers' choice wasn't theirs",
    "that 'tween the voters' choice and theirs",
    "that it's the ’90s again",
    "",
    " . ",
]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        *((QuoteType.DIRECT, words) for words in DIRECT),
        *((QuoteType.MIXED, words) for words in MIXED),
        *((QuoteType.INDIRECT, words) for words in INDIRECT),
    ],
)
def test_the_screen_and_the_readers_of_files_agree_about_the_type(kind: QuoteType, words: str) -> None:
    assert type_by_marks(words) is kind
    text = f"He said {words}"
    span = Span(8, len(text))
    if span.of(text):
        shown = new_quote(open_sentence(article(1, "a", [Line(text)]), 0), span).chosen_quote
        assert shown is not None
        assert shown.type is kind
    assert type_of(None, [span], text, "here") is kind


def test_every_mark_that_opens_has_a_partner_and_the_partners_close() -> None:
    for opening, partners in CLOSING_OF.items():
        assert partners, opening
        assert opens(opening) or closes(opening)
    assert [mark for mark in "“„«‹「『‘‚" if not opens(mark) or closes(mark)] == []
    assert [mark for mark in "”»›」』’" if opens(mark) or not closes(mark)] == []
    assert opens('"')
    assert closes('"')
    assert opens("'")
    assert closes("'")
    assert not opens("x")
    assert not closes("x")
    assert not opens("")
    assert not closes("")


def test_marks_of_two_characters_are_one_mark() -> None:
    assert [(mark.start, mark.end, mark.text) for mark in outer_marks("``A'' ‘‘B’’")] == [
        (0, 2, "``"),
        (3, 5, "''"),
        (6, 8, "‘‘"),
        (9, 11, "’’"),
    ]


def test_marks_outside_the_stretch_do_not_count() -> None:
    assert [mark.start for mark in outer_marks("“a” “b” “c”", 4, 7)] == [4, 6]
    assert [(mark.start, mark.end) for mark in inner_marks("‘a’ ‘b’ ‘c’", 4, 7)] == [(4, 5), (6, 7)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("”Vi är sena” sa hon", [True, False]),
        ("»Wir sind spät«, sagte sie", [True, True]),
        ("Hon sa: ”Vi är sena”", [True, False]),
        ("it is late.” He said", [False]),
        ("late ” he said", [False]),
        ("“It is late, ”he said", [True, False]),
    ],
)
def test_a_closing_shape_opens_only_where_a_word_begins_behind_it(text: str, expected: list[bool]) -> None:
    assert [mark.opens for mark in outer_marks(text)] == expected


def test_a_german_opening_mark_is_closed_by_the_english_opening_one() -> None:
    german, english = outer_marks("„a“")[0], outer_marks("“a”")[0]
    assert german.closed_by(english)
    assert not english.closed_by(english)
    assert english.closed_by(outer_marks("a”")[0])


@pytest.mark.parametrize(
    "text",
    [
        "the voters' choice and the members' vote",
        "the ‘members’ choice’ don’t",
        "'twas the 'til of it'",
        "''tis' a",
        "rock'n'roll isn't 'dead",
        "a‚ b‘ c",
        "‘a'",
    ],
)
def test_apostrophes_are_no_inner_marks(text: str) -> None:
    found = inner_marks(text, clipped={"twas", "til", "tis"})
    assert "".join(text[mark.start] for mark in found) in ("", "‘’"), found
    assert all(
        "members" not in text[one.start : two.end] or text[one.start] == "‘"
        for one, two in zip(found[::2], found[1::2], strict=True)
    )


def test_marks_within_a_pair_are_of_that_pair() -> None:
    assert [mark.text for mark in inner_marks("‘It ‹is› late,’ he said. ‹Oui›")] == ["‘", "’", "‹", "›"]


def test_what_may_be_a_plural_possessive_is_a_pair_where_no_word_follows() -> None:
    assert [mark.start for mark in inner_marks("‘the two members’ choice")] == []
    assert [mark.start for mark in inner_marks("‘the two members’, he said")] == [0, 16]
    assert [mark.start for mark in inner_marks("‘members’ choice")] == [0, 8]


def test_marks_behind_a_clipped_word_are_read() -> None:
    found = inner_marks("’twas late. ‘It is so,’ she said.", clipped={"twas"})
    assert [mark.start for mark in found] == [12, 22]


def test_inner_marks_come_by_turns_and_do_not_overlap() -> None:
    found = inner_marks("‘It’s late,’ he said. ‹Oui› ‚ja‘ 『は』 'and so'")
    assert [(mark.text, mark.opens, mark.closes) for mark in found] == [
        ("‘", True, False),
        ("’", False, True),
        ("‹", True, False),
        ("›", False, True),
        ("‚", True, False),
        ("‘", False, True),
        ("『", True, False),
        ("』", False, True),
        ("'", True, False),
        ("'", False, True),
    ]


@pytest.mark.parametrize(
    ("words", "opened", "stray"),
    [
        ("“a", "“", ""),
        ("a”", "", "”"),
        ("“a” b”", "", "”"),
        ("„a“ “b", "“", ""),
        ("“a «b» c", "“", ""),
        ('"a" "b', '"', ""),
        ('“a "b" c”', "", ""),
        ("a.” Then: “b", "“", "”"),
    ],
)
def test_marks_without_a_partner(words: str, opened: str, stray: str) -> None:
    found = unpaired(words)
    assert ["".join(mark.text for mark in marks) for marks in found] == [opened, stray]


def test_what_the_shape_of_a_mark_tells() -> None:
    assert [mark.text for mark in outer_marks("“ ” „ « » \" '' ``") if tells(mark)] == ["“", "”", "„", "«", "»"]


@pytest.mark.parametrize(
    ("text", "opening", "start", "expected"),
    [
        ("“a” b”", "“", 1, (2, 3)),
        ("„a“ b”", "„", 1, (2, 3)),
        ("‘it’s’ so", "‘", 1, (5, 6)),
        ("'it's' so", "'", 1, (5, 6)),
        ("``a'' b''", "``", 2, (3, 5)),
        ("“a", "“", 1, None),
        ("(a)", "(", 1, None),
        ("“a” b”", "“", 3, (5, 6)),
    ],
)
def test_the_first_mark_that_closes(text: str, opening: str, start: int, expected: tuple[int, int] | None) -> None:
    assert first_closing(text, opening, start, len(text)) == expected


@pytest.mark.parametrize(
    ("words", "opened", "running"),
    [
        ("“a", True, True),
        ("“a” b", True, False),
        ("a “b", False, False),
        ("” a", False, False),
        ("”a", True, True),
        ("‘a", False, False),
        ("", False, False),
    ],
)
def test_words_that_begin_with_a_mark_and_words_that_run_on(words: str, opened: bool, running: bool) -> None:
    assert is_opened(words) is opened
    assert runs_on(words) is running
