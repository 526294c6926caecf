"""How suggested and decided quotes are counted."""

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.learn.metrics import ScoreTally, tally

TEXT = "The mayor said that it rained. “It did,” said Nora."


def quote(start: int, end: int, source: Span | None = None) -> Quote:
    return Quote((Span(start, end),), QuoteType.INDIRECT, None, source)


def test_what_is_found_is_counted_beside_what_was_decided_and_suggested() -> None:
    counts = tally(TEXT, [quote(15, 29)], [quote(15, 29), quote(32, 38)])
    assert (counts.found, counts.suggested) == (1, 2)
    assert counts.f1.found == pytest.approx(200 / 3)


def test_f1_is_of_decided_and_suggested_together() -> None:
    total = ScoreTally(4, 2, 2, 1, 1) + ScoreTally(0, 2, 0, 0, 0)
    assert total.f1 == (50.0, 25.0, 25.0)
    assert ScoreTally().f1.found == 100.0, "nothing to find and nothing suggested"
    assert ScoreTally(decided=1).f1.found == 0.0


def test_a_quote_with_another_source_is_found_and_not_ascribed() -> None:
    decided = [quote(15, 29, Span(0, 9))]
    counts = [tally(TEXT, decided, [quote(15, 29, source)]) for source in (Span(4, 9), Span(45, 49), None)]
    assert [(c.found, c.ascribed) for c in counts] == [(1, 1), (1, 0), (1, 0)]
