"""Pictures of a review, at both sizes, in the terminal's own colours and without colour."""

from __future__ import annotations

import pytest

from tests.tui.review.driving import review_app
from tests.tui.review.test_feedback import feedback_app

STATES = {"versions": [], "shown": ["down", "w"], "editing": ["m"], "audit": ["1", "1", "1"]}
SIZES = {"wide": (120, 40), "small": (80, 24)}


@pytest.fixture(autouse=True)
def in_colour(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
def test_review(snap_compare, state, size):
    assert snap_compare(review_app(), press=STATES[state], terminal_size=SIZES[size])


@pytest.mark.parametrize("colours", ["16", "none"])
def test_feedback(snap_compare, monkeypatch, colours):
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(feedback_app(), terminal_size=SIZES["small"])


def test_a_narrow_terminal(snap_compare):
    assert snap_compare(review_app(), terminal_size=(60, 20))
