"""The gateway that makes text from outside safe to draw."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.drawable import composed, count, drawable, one_line
from tests.package import PACKAGE

ACCENTED = st.text(st.sampled_from("aeo ox\u00e9か=\u0301\u0302\u0323\u0345\u3099\u0338\u0489\u20dd\u0903\u200b\x1b日"))
"""Letters with marks that make one letter with them, piles of marks, and marks on nothing."""


@given(st.text())
def test_every_character_has_exactly_one_substitute(text: str) -> None:
    assert len(drawable(text)) == len(text)


@given(st.text())
def test_nothing_a_terminal_acts_on_comes_through(text: str) -> None:
    for char in composed(drawable(text)):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Mn", "Me", "Mc"}, hex(ord(char))


@given(ACCENTED, st.integers(0, 9))
def test_marks_are_one_with_their_letter_or_a_circle_wherever_a_line_is_cut(text: str, cut: int) -> None:
    shown = drawable(text)
    assert len(shown) == len(text)
    for piece in (shown, shown[cut:], shown[:cut]):
        drawn = composed(piece)
        assert not [char for char in drawn if unicodedata.category(char) in {"Mn", "Me", "Mc"}]
    assert cell_len(composed(shown)) == sum(map(cell_len, shown)), "as lines are broken"


def test_a_letter_in_two_code_points_is_drawn_as_one() -> None:
    assert drawable("Jose\u0301 said") == "Jose\u0301 said"
    assert composed(drawable("Jose\u0301 said")) == "José said"
    assert one_line("Jose\u0301") == "José"
    assert composed(drawable("か\u3099 e\u0302\u0323 =\u0338")) == "が ệ ≠"


def test_a_korean_syllable_in_pieces_is_drawn_as_one() -> None:
    pieces = "\u1112\u1161\u11ab\u1100\u116e\u11a8 \u1100\u1161\u1161"
    assert len(drawable(pieces)) == len(pieces)
    assert composed(drawable(pieces)) == "한국 가◌"
    assert cell_len(composed(drawable(pieces))) == sum(map(cell_len, drawable(pieces)))


def test_marks_that_make_no_letter_or_pile_up_are_circles() -> None:
    assert composed(drawable("e" + "\u0301" * 4 + " x\u0301 \u0301")) == "é◌◌◌ x◌ ◌"
    assert composed(drawable("\x1b\u0301 \u200b\u0301")) == "␛◌ ␣◌"


def test_a_mark_that_a_cut_has_parted_from_its_letter_is_a_circle() -> None:
    assert composed(drawable("e\u0301t")[1:]) == "◌t"


def test_characters_that_have_no_mark_stay_as_they_are() -> None:
    angstrom_and_qa = "\u212b \u0958"
    assert composed(drawable(angstrom_and_qa + " e\u0301")) == angstrom_and_qa + " é"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07", "bell␇"),
        ("\u202egnp.exe", "␣gnp.exe"),
        ("zero\u200bwidth", "zero␣width"),
        ("\x9b31m", "\ufffd31m"),
        ("[/b] [@click=quit]", "[/b] [@click=quit]"),
        ("no\u00a0break", "no break"),
        ("\x00\x1f\x20\x7e\x7f", "␀␟ ~␡"),
        ("line\u2028and\u3164filler", "line␣and␣filler"),
        ("q\u0301 \u0903 \u20dd", "q◌ ◌ ◌"),
        ("\ue000 \u0378 \ud800", "\ufffd \ufffd \ufffd"),
        ("wide\u3000space", "wide space"),
        ("✋\U0001f3ff", "✋␣"),
        ("x\u1161\u11c7 \ud7b0", "x◌◌ ◌"),
        ("“Käse” – 日本 🎉", "“Käse” – 日本 🎉"),
    ],
)
def test_it_shows_what_is_there(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_printable_white_space_in_a_message_is_one_space_and_controls_are_seen() -> None:
    assert one_line("two  spaces\u00a0here") == "two  spaces here"
    assert one_line(" a   b ") == "a b"
    assert one_line("a \n  b") == "a ␊  b"


def test_a_message_is_cut_only_when_it_is_too_long() -> None:
    assert one_line("abcd", 4) == "abcd"
    assert one_line("abcde", 4) == "abc…"
    assert one_line("x" * 300) == "x" * 300
    assert one_line("x" * 301) == "x" * 299 + "…"


def test_a_message_is_one_short_line() -> None:
    line = one_line("a\nb\x1b" + "c" * 1000, 50)
    assert "\n" not in line
    assert "\x1b" not in line
    assert len(line) == 50


def test_line_breaks_may_be_kept_for_a_caller_that_lays_them_out() -> None:
    assert drawable("a\nb\x07", keep="\n") == "a\nb␇"


# ---- One function makes every plural.


BY_HAND = re.compile(r"""["']e?s["'] if |else ["']e?s["']|\{(noun|what|unit|kind)\}s\b""")
"""An ending that is put on where the number is not one."""


def test_one_thing_is_in_the_singular_and_none_or_several_in_the_plural() -> None:
    assert [count(number, "decided article") for number in (0, 1, 2)] == [
        "0 decided articles",
        "1 decided article",
        "2 decided articles",
    ]


def test_a_noun_of_several_words_gets_its_ending_before_of() -> None:
    assert count(2, "run of suggestions") == "2 runs of suggestions"


def test_no_message_makes_its_own_plural() -> None:
    made = [path.name for path in PACKAGE.rglob("*.py") if BY_HAND.search(path.read_text(encoding="utf-8"))]
    assert made == []
