"""What is said when the screen is left: what is on disk, and which edits are not confirmed."""

from __future__ import annotations

import pytest

from annotator.core.session.desk import Place, Sitting
from annotator.core.session.sitting import listed, summary, unconfirmed_told


@pytest.mark.parametrize(
    ("sitting", "seconds", "said"),
    [
        (Sitting(decided=1, quotes=1, keys=2), 20, "1 sentence decided, 1 quote in 0 min; 2.0 keys a sentence"),
        (Sitting(decided=40, keys=50), 600, "40 sentences decided, 0 quotes in 10 min; 1.2 keys a sentence"),
        (
            Sitting(decided=6, skipped=2, passed_over=30, quotes=4, keys=12),
            60,
            "6 sentences decided, 2 skipped, 30 passed over, 4 quotes in 1 min; 1.5 keys a sentence",
        ),
        (Sitting(passed_over=3), 60, "0 sentences decided, 3 passed over, 0 quotes in 1 min"),
    ],
)
def test_a_sitting_is_summed_up_in_a_line(sitting: Sitting, seconds: float, said: str) -> None:
    assert summary(sitting, seconds) == said


def test_sentences_with_unconfirmed_edits_are_named_as_far_as_there_is_room() -> None:
    assert unconfirmed_told([Place(3, 0)]) == "1 sentence has edits that are not confirmed: 3:1"
    two = unconfirmed_told([Place(1, 3), Place(12, 6)])
    assert two == "2 sentences have edits that are not confirmed: 1:4, 12:7"
    assert listed([Place(1, index) for index in range(5)]) == "1:1, 1:2, 1:3, 1:4, 1:5"
    assert listed([Place(1, index) for index in range(8)]) == "1:1, 1:2, 1:3, 1:4, 1:5 and 3 more"
