"""What is said when a review opens."""

from __future__ import annotations

import pytest

from annotator.core.review.reviewing import Reviewing
from annotator.core.review.versions import Left
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.launch import greet
from annotator.tui.review.screens import ReviewActions, greeting
from tests.memory_desk import SCHEME
from tests.memory_review import reviewed as review_desk


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (Left(39, 2, 312), "41 to settle · ⟪unanimous⟫ settles 312 marked alike"),
        (Left(1, 0, 0, waiting=3), "1 to settle"),
        (Left(0, 0, 5), "nothing to settle one by one · ⟪unanimous⟫ settles 5 marked alike"),
        (Left(waiting=1), "nothing to settle one by one · 1 article not decided to the end (--early)"),
        (Left(waiting=2), "nothing to settle one by one · 2 articles not decided to the end (--early)"),
    ],
)
def test_how_much_there_is_to_settle_is_said_without_telling_the_audit_apart(left, said):
    desk = review_desk()
    reviewing = Reviewing(desk, Workbench(desk))
    desk.left = lambda: left
    assert greeting(reviewing) == said


def test_a_reviewer_is_not_told_to_be_a_new_annotator():
    desk = review_desk()
    desk.known_before = ("ana", "bo")
    bench = Workbench(desk)
    AnnotatorApp(bench, SCHEME, compare=lambda host: ReviewActions(host, desk))
    greet(bench, "")
    assert bench.notice.text == "4 to settle · A settles 2 marked alike"


def test_a_review_of_nothing_opens_and_says_so():
    desk = review_desk()
    desk.marks = {}
    bench = Workbench(desk)
    AnnotatorApp(bench, SCHEME, compare=lambda host: ReviewActions(host, desk))
    assert bench.finished
    assert bench.notice.text == "nothing to settle one by one"
