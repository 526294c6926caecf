"""Which candidates become quotes. A candidate here is its content, the place of its cue and its score."""

from __future__ import annotations

import pytest

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.find import select
from annotator.suggest.text.view import Range

Short = tuple[list[Range], int, float]


def chosen(*candidates: Short) -> list[Short]:
    made = [
        Candidate(list(content), (head, head + 1), head, None, "say", frames.FINITE, score)
        for content, head, score in candidates
    ]
    return [(c.content, c.head, c.score) for c in select(made)]


OUTER: Short = ([(2, 20)], 1, 0.7)
INNER: Short = ([(10, 15)], 9, 0.9)
LEFT: Short = ([(0, 5)], 6, 0.6)
RIGHT: Short = ([(8, 12)], 7, 0.9)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([LEFT, RIGHT], [LEFT, RIGHT]),
        ([RIGHT, LEFT], [LEFT, RIGHT]),
        # one cue
        ([([(0, 5)], 6, 0.6), ([(7, 9)], 6, 0.8)], [([(7, 9)], 6, 0.8)]),
        ([([(0, 5)], 6, 0.7), ([(7, 9)], 6, 0.7)], [([(0, 5)], 6, 0.7)]),
        # a cue inside another's content
        ([OUTER, INNER], [OUTER]),
        ([INNER, OUTER], [OUTER]),
        ([([(2, 9)], 1, 0.7), INNER], [([(2, 9)], 1, 0.7), INNER]),
        # each holds the other's cue: the likelier
        ([([(5, 15)], 3, 0.7), ([(0, 5)], 9, 0.8)], [([(0, 5)], 9, 0.8)]),
        ([([(5, 15)], 3, 0.8), ([(0, 5)], 9, 0.7)], [([(5, 15)], 3, 0.8)]),
        # shared content
        ([([(0, 8)], 20, 0.6), ([(7, 12)], 21, 0.7)], [([(7, 12)], 21, 0.7)]),
        ([([(0, 7)], 20, 0.6), ([(7, 12)], 21, 0.7)], [([(0, 7)], 20, 0.6), ([(7, 12)], 21, 0.7)]),
        ([([(0, 8)], 20, 0.7), ([(7, 12)], 21, 0.7)], [([(0, 8)], 20, 0.7)]),
        ([([(0, 8)], 20, 0.7), ([(7, 15)], 21, 0.7)], [([(0, 8)], 20, 0.7)]),
        ([([(1, 9)], 20, 0.7), ([(8, 16)], 21, 0.7)], [([(1, 9)], 20, 0.7)]),
        ([([(0, 3), (30, 33)], 20, 0.6), ([(31, 40)], 41, 0.7)], [([(31, 40)], 41, 0.7)]),
        ([([(2, 20)], 1, 0.6), ([(10, 15)], 9, 0.9), ([(18, 30)], 40, 0.5)], [([(2, 20)], 1, 0.6)]),
    ],
)
def test_select(candidates: list[Short], expected: list[Short]) -> None:
    assert chosen(*candidates) == expected


def test_the_longer_of_two_that_score_alike_stays() -> None:
    short, long = ([(7, 10)], 21, 0.7), ([(0, 8)], 20, 0.7)
    assert chosen(short, long) == [long]
    assert chosen(long, short) == [long]


def test_a_chain_of_reports_keeps_the_outermost_and_what_it_does_not_hold() -> None:
    first, second, third = ([(2, 10)], 1, 0.6), ([(8, 20)], 5, 0.7), ([(15, 25)], 12, 0.8)
    assert chosen(first, second, third) == [first, third]


def test_what_gave_way_holds_back_nothing_that_it_holds() -> None:
    first, second = ([(2, 10)], 1, 0.6), ([(8, 20)], 5, 0.7)
    third, fourth = ([(15, 25)], 12, 0.8), ([(24, 30)], 40, 0.5)
    assert chosen(first, second, third, fourth) == [first, third]
