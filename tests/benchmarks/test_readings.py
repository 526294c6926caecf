"""The benchmark of readings counts what it says, and the fit finds what makes a reading right."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Document, Quote, QuoteReading, QuoteType, Span, Suggested
from tests.benchmarks import quotes_weights
from tests.benchmarks.readings import Outcome, count

TEXT = "Lind said it was late. The mayor hoped for rain today."
LATE, RAIN = Span(10, 21), Span(43, 47)


def quote(*spans: Span, cue: Span | None = None) -> Quote:
    return Quote(spans, QuoteType.INDIRECT, cue)


def counted(gold: list[dict[str, object]], quotes: list[Quote], readings: list[QuoteReading]) -> Outcome:
    outcome = Outcome()
    suggested = Suggested(Document("d", TEXT), (), tuple(quotes), (), readings=tuple(readings))
    count({"text": TEXT, "quotes": gold}, suggested, outcome)
    return outcome


def wanted(*spans: Span) -> dict[str, object]:
    """A gold quote whose cue is "said"."""
    return {"content": [list(span) for span in spans], "cue": [[5, 9]]}


def test_a_right_marking_is_counted_by_its_rank_among_the_readings() -> None:
    others = [QuoteReading((0,), (quote(Span(10, end)),), 0.2) for end in (12, 16)]
    right = QuoteReading((0,), (quote(LATE),), 0.1)
    for place, ranks in ((0, {"next 1", "next 3", "all"}), (2, {"next 3", "all"})):
        readings = [*others[:place], right, *others[place:]]
        found = counted([wanted(LATE)], [quote(Span(10, 22 + 4))], readings)
        assert {rank for _, rank in found.among} == ranks
        assert found.inexact == {"half of both in common": 1, "any in common, or the cue": 1}


def test_an_exact_quote_and_one_that_finds_nothing_are_not_counted() -> None:
    assert counted([wanted(LATE)], [quote(LATE), quote(RAIN)], []).inexact == {}
    assert counted([wanted(LATE)], [quote(Span(10, 12))], []).inexact == {"any in common, or the cue": 1}
    assert counted([wanted(LATE)], [quote(RAIN, cue=Span(5, 9))], []).inexact == {"any in common, or the cue": 1}


def test_punctuation_makes_no_difference() -> None:
    assert counted([wanted(LATE)], [quote(Span(10, 22))], []).inexact == {}


def test_quotes_that_were_not_suggested_are_counted_where_they_are_offered_exactly() -> None:
    readings = [QuoteReading((), (quote(RAIN),), 0.3), QuoteReading((), (quote(Span(48, 53)),), 0.2)]
    found = counted([wanted(LATE), wanted(RAIN)], [quote(LATE)], readings)
    assert (found.missed, found.offered, found.unsuggested) == (1, 1, 2)
    assert any("1 of 1 gold quotes" in line for line in found.lines())


def test_the_weights_of_a_table_are_written_to_the_hundredth(tmp_path: Path) -> None:
    quotes_weights.write({"b": 1.234, "a": -0.5, "tiny": 0.01}, tmp_path / "table.tsv")
    rows = (tmp_path / "table.tsv").read_text("utf-8").splitlines()
    assert rows[1:] == ["a\t-0.5", "b\t1.23"]
