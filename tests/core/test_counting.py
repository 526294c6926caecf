"""One function makes every plural."""

from __future__ import annotations

import re

from annotator.core.counting import count
from tests.package import PACKAGE

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
