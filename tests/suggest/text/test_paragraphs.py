"""Where sentences start whatever the parser thinks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It rained.\n\nSEN. JANE SMITH (D-Ohio): Good morning.", "SEN. JANE SMITH (D-Ohio)"),
        ("GOV. SMITH: We go.", "GOV. SMITH"),
        ("GOV. SMITH, HOST: We go.", "GOV. SMITH, HOST"),
    ],
)
def test_no_sentence_starts_within_a_label(read: Callable[[str], Doc], text: str, label: str) -> None:
    doc, at = read(text), text.index(label)
    starts = [token.idx for token in doc if token.is_sent_start]
    assert at in starts
    assert not any(at < start < at + len(label) for start in starts)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Ruth came. “It is late,” said I. Ruth laughed.", True),
        ("“It is late,” said I.\n\nShe laughed.", True),
        ("She knows it better than I.", True),
        ("“Neither do I.” She laughed.", True),
        ("“It is late,” said I. Lane Moss, the mayor.", False),
        ("The mayor is Ada I. Lane. Lane laughed.", False),
        ("It was after World War I.", False),
        ("They read plan B.", False),
        ("I. Lane laughed.", False),
    ],
)
def test_a_stop_is_parted_from_the_narrator_and_from_no_initial(
    read: Callable[[str], Doc], text: str, parted: bool
) -> None:
    doc = read(text)
    assert ("I" in [token.text for token in doc]) is parted
    assert doc.text == text


def test_a_sentence_starts_after_a_blank_line(read: Callable[[str], Doc]) -> None:
    text = "The old bridge of the\n\ntown is safe."
    assert text.index("town") in [token.idx for token in read(text) if token.is_sent_start]
