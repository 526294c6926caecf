"""An "it" that means nobody, and one that means a body."""

from __future__ import annotations

import pytest

from tests.suggest.cast.asking import Read, who


def test_nobody_says_what_is_fair(read: Read) -> None:
    text = "The World Bank met on Friday. It said that rates would fall. It is fair to say that nobody believed that."
    assert who(read, text, "It", "It") == ["World Bank", None]


def test_nobody_says_what_is_a_shame(read: Read) -> None:
    text = "The World Bank met on Friday. It said that rates would fall. {} that nobody believed that."
    assert who(read, text.format("It was a shame"), "It", "It")[1] is None
    assert who(read, text.format("It was told"), "It", "It")[1] == "World Bank"


@pytest.mark.parametrize("beginning", ["It's clear", "It’s clear", "It appears", "It seemed"])
def test_nobody_says_what_is_clear_or_appears(read: Read, beginning: str) -> None:
    text = f"The World Bank met on Friday. It said that rates would fall. {beginning} that nobody believed that."
    assert who(read, text, "It", "It") == ["World Bank", None]
