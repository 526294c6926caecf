"""Keys at random in a review, also in bursts and while nothing can be saved: nothing breaks, all can be undone.

ANNOTATOR_RANDOM_KEYS=10000 ANNOTATOR_RANDOM_SEED=3 pytest tests/tui/review/test_random_keys.py
"""

from __future__ import annotations

import pytest

from annotator.tui.keys import REVIEW_KEYS
from tests.memory_review import reviewed
from tests.tui.review.driving import review_app
from tests.tui.test_random_keys import WITH_ATTRIBUTES, press_at_random, random_names

pytestmark = pytest.mark.long


async def test_random_keys_leave_a_review_that_works_and_can_be_undone(tmp_path, monkeypatch):
    desk = reviewed()
    own = [name for key in REVIEW_KEYS if key.keys != "1-9" for name in key.keys.split(",")]
    app, names = review_app(desk, WITH_ATTRIBUTES), [*random_names(), *own * 3]
    await press_at_random(app, desk, names, (tmp_path, monkeypatch), lambda app: not app.comparison.editing)
