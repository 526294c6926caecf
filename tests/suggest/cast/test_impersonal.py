"""An "it" that means nobody, and one that means a body."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.impersonal import is_impersonal
from annotator.suggest.cast.lexicon import cast_words
from tests.suggest.cast.asking import Read, who

WORDS = cast_words("en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is fair to say that nobody won.", True),
        ("The panel said it was too early to name a winner.", True),
        ("It is clear that the bridge will close.", True),
        ("It is a shame that the bridge will close.", True),
        ("It seems that nobody saw the letter.", True),
        ("The bank is slow when it comes to refunds.", True),
        ("It is sure that the bridge will close.", False),
        ("It said that the bridge would close.", False),
        ("It was clear.", False),
        ("The bank paid after it came to a decision.", False),
        ("Nobody asked it whether that was so.", False),
    ],
)
def test_an_it_of_which_nothing_is_said_means_nobody(read: Read, text: str, expected: bool) -> None:
    pronoun = next(token for token in read(text) if token.lower_ == "it")
    assert is_impersonal(pronoun, WORDS) is expected


def test_nobody_says_what_is_fair(read: Read) -> None:
    text = "The World Bank met on Friday. It said that rates would fall. It is fair to say that nobody believed that."
    assert who(read, text, "It", "It") == ["World Bank", None]
