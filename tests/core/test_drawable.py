"""The gateway that makes text from outside safe to draw."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.drawable import drawable, one_line


@settings(deadline=None)
@given(st.text())
def test_every_character_has_exactly_one_substitute(text: str) -> None:
    assert len(drawable(text)) == len(text)


@settings(deadline=None)
@given(st.text())
def test_nothing_a_terminal_acts_on_comes_through(text: str) -> None:
    for char in drawable(text):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Mn", "Me"}, hex(ord(char))


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
        ("e\u0301 \u0903 \u20dd", "e◌ ◌ ◌"),
        ("\ue000 \u0378 \ud800", "\ufffd \ufffd \ufffd"),
        ("wide\u3000space", "wide space"),
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
