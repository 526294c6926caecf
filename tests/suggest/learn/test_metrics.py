"""When a suggested quote counts as a decided one."""

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.learn.metrics import Tally, letters, match, same_source, tally

TEXT = "The mayor said that it rained. “It did,” said Nora."


def quote(start: int, end: int, source: Span | None = None) -> Quote:
    return Quote((Span(start, end),), QuoteType.INDIRECT, None, source)


def test_a_quote_is_found_from_half_its_letters_on_and_exact_without_its_punctuation() -> None:
    decided = [quote(15, 29)]
    assert [m.exact for m in match(TEXT, decided, [quote(15, 30)])] == [True]
    assert [m.exact for m in match(TEXT, decided, [quote(20, 29)])] == [False]
    assert match(TEXT, decided, [quote(24, 29)]) == []
    counts = tally(TEXT, decided, [quote(15, 29), quote(32, 38)])
    assert (counts.found, counts.suggested) == (1, 2)
    assert counts.overlap == pytest.approx(200 / 3)


def test_of_two_suggestions_one_finds_the_quote() -> None:
    found = match(TEXT, [quote(15, 29)], [quote(20, 29), quote(15, 29)])
    assert [(m.suggested, m.exact) for m in found] == [(1, True)]


def test_the_right_source_shares_a_letter_or_both_are_nobody() -> None:
    assert same_source(TEXT, Span(0, 9), Span(4, 9))
    assert not same_source(TEXT, Span(0, 9), None)
    assert not same_source(TEXT, None, Span(0, 9))
    assert same_source(TEXT, None, None)


def test_the_pair_with_most_in_common_is_matched_first() -> None:
    matches = match(TEXT, [quote(15, 29), quote(20, 40)], [quote(20, 29), quote(15, 29)])
    assert {(m.decided, m.suggested) for m in matches} == {(0, 1), (1, 0)}


def test_f1_is_of_decided_and_suggested_together() -> None:
    total = Tally(4, 2, 2, 1, 1) + Tally(0, 2, 0, 0, 0)
    assert (total.overlap, total.end_to_end, total.exactness) == (50.0, 25.0, 25.0)
    assert Tally().overlap == 100.0, "nothing to find and nothing suggested"
    assert Tally(decided=1).overlap == 0.0


def test_a_quote_with_another_source_is_found_and_not_ascribed() -> None:
    decided = [quote(15, 29, Span(0, 9))]
    counts = [tally(TEXT, decided, [quote(15, 29, source)]) for source in (Span(4, 9), Span(45, 49), None)]
    assert [(c.found, c.ascribed) for c in counts] == [(1, 1), (1, 0), (1, 0)]


def test_only_letters_and_digits_count() -> None:
    assert letters(TEXT, (Span(28, 35),)) == {28, 32, 33}
