"""Words that two texts have in common, in the same order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.editions import alignment
from annotator.core.editions.alignment import common_words, in_same_order

WORDS = st.lists(st.sampled_from("abcde"), max_size=25)


@given(WORDS, WORDS)
def test_pairs_are_the_same_words_in_the_same_order(one: list[str], other: list[str]) -> None:
    pairs = common_words(one, other)
    assert all(one[a] == other[b] for a, b in pairs)
    assert all(a < a_next and b < b_next for (a, b), (a_next, b_next) in pairwise(pairs))


@given(WORDS, st.data())
def test_of_a_text_with_words_put_in_every_word_is_found(one: list[str], data: st.DataObject) -> None:
    other = list(one)
    for new in data.draw(st.lists(st.sampled_from("vwxyz"), max_size=5)):
        other.insert(data.draw(st.integers(0, len(other))), new)
    assert [a for a, _ in common_words(one, other)] == list(range(len(one)))


@given(WORDS, WORDS)
def test_without_anchors_as_many_words_are_found_as_there_can_be(one: list[str], other: list[str]) -> None:
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for a, word in enumerate(one):
        for b, there in enumerate(other):
            table[a + 1][b + 1] = table[a][b] + 1 if word == there else max(table[a][b + 1], table[a + 1][b])
    found = alignment._myers(one, other, alignment._Stretch(0, len(one), 0, len(other)))
    assert len(found) == table[-1][-1]
    assert all(one[a] == other[b] for a, b in found)


def test_where_too_much_differs_nothing_is_taken_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = list("abab"), list("bcbcaa")
    assert common_words(one, other)
    monkeypatch.setattr(alignment, "MOST_DIFFERENCES", 1)
    assert common_words(one, other) == []


@given(st.permutations(range(8)))
def test_the_longest_order_is_found(order: list[int]) -> None:
    pairs = list(enumerate(order))
    chosen = in_same_order(pairs)
    assert chosen == sorted(chosen, key=lambda pair: pair[1])
    best = [1] * len(order)
    for at, value in enumerate(order):
        best[at] = 1 + max((best[i] for i in range(at) if order[i] < value), default=0)
    assert len(chosen) == max(best)
