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


def test_a_sentence_starts_after_a_blank_line(read: Callable[[str], Doc]) -> None:
    text = "The old bridge of the\n\ntown is safe."
    assert text.index("town") in [token.idx for token in read(text) if token.is_sent_start]
