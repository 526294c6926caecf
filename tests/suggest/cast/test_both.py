"""Whom "both" and "both candidates" mean: the only two people named lately."""

from __future__ import annotations

import pytest

from tests.suggest.cast.asking import Read, who

TWO = "Ruth Okafor and Otto Lane met in Ashby on Monday."


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (f"{TWO} Both said that it was late.", "Both", "Ruth Okafor and Otto Lane"),
        (f"{TWO} Both candidates said that it was late.", "Both candidates", "Ruth Okafor and Otto Lane"),
        (f"{TWO} Both banks said that it was late.", "Both banks", "both banks"),
        (f"{TWO} Two officials said that it was late.", "Two officials", "two officials"),
        ("Anne Moss, Ruth Okafor and Otto Lane met. Both said that it was late.", "Both", "both"),
        (f"{TWO} It rained. It poured. It froze. Both said that it was late.", "Both", "both"),
        ("Otto Lane met nobody. Both said that it was late.", "Both", "both"),
        (f"{TWO} It rained. Both said that it was late.", "Both", "Ruth Okafor and Otto Lane"),
    ],
)
def test_both(read: Read, text: str, source: str, expected: str) -> None:
    assert who(read, text, source) == [expected]


def test_both_is_the_same_as_the_two_by_name(read: Read) -> None:
    text = "Ruth Okafor and Otto Lane said that it was late. Both said that it was dark."
    assert len(set(who(read, text, "Ruth Okafor and Otto Lane", "Both"))) == 1
