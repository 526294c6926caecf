"""The likeliest row of speakers: who speaks next, given who spoke before."""

from __future__ import annotations

from annotator.suggest.cast.turn_taking import Choice, likeliest

EVEN = {1: 0.0, 2: 0.0}


def row(*choices: dict[int, float], gaps: str = "") -> list[int | None]:
    """The speakers of turns that begin so many paragraphs after each other: one, unless `gaps` says so."""
    paragraph, made = 0, []
    for place, weights in enumerate(choices):
        made.append(Choice(paragraph, weights))
        paragraph += int(gaps[place : place + 1] or 1)
    return likeliest(made)


def test_two_people_alternate_from_the_one_who_is_known() -> None:
    assert row({1: 0.0, 2: -8.0}, EVEN, EVEN, EVEN) == [1, 2, 1, 2]
    assert row(EVEN, EVEN, EVEN, {1: 0.0, 2: -8.0}) == [2, 1, 2, 1]


def test_a_third_one_only_speaks_where_something_tells_so() -> None:
    three = {1: 0.0, 2: 0.0, 3: 0.0}
    assert row({1: 0.0}, {2: 0.0}, three, three) == [1, 2, 1, 2]
    assert row({1: 0.0}, {2: 0.0}, {**three, 3: 3.0}, three) == [1, 2, 3, 2]


def test_neighbouring_paragraphs_are_one_speakers_only_where_nobody_else_can_be() -> None:
    assert row({1: 0.0}, {1: 0.0, 2: -3.0}) == [1, 2]
    assert row({1: 0.0}, {1: 0.0, 2: -8.0}) == [1, 1]


def test_behind_narration_the_same_one_may_go_on() -> None:
    assert row({1: 0.0}, {1: 0.0, 2: -0.5}, gaps="2") == [1, 1]
    assert row({2: 0.0}, {1: 0.0}, EVEN, gaps="12") == [2, 1, 2]


def test_nothing_follows_from_turns_far_before() -> None:
    assert row({1: 0.0}, {1: -0.1, 2: 0.0}, gaps="9") == [1, 2]
    assert row({1: 0.0}, {2: 0.0}, {1: -0.2, 2: -5.0, 3: 0.0}, gaps="19") == [1, 2, 3]


def test_a_turn_over_paragraphs_ends_where_its_last_one_does() -> None:
    assert likeliest([Choice(0, {1: 0.0}, end=3), Choice(4, EVEN)]) == [1, 2]


def test_a_turn_without_candidates_has_nobody_and_leaves_the_others_alone() -> None:
    assert row({1: 0.0}, {}, EVEN) == [1, None, 1]
    assert likeliest([]) == []


def test_of_rows_as_likely_as_each_other_the_first_candidates_win() -> None:
    assert row({5: 0.0, 4: 0.0}) == [5]


def test_of_many_candidates_the_likeliest_are_looked_at() -> None:
    many = {number: -float(number) for number in range(40)}
    assert row(many, many, many) == [0, 1, 0]
    assert row({39: 0.0}, many, {38: 0.0}) == [39, 0, 38]
