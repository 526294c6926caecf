"""A suggester held against decisions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.cli.model.train import table_of
from annotator.core.decided import Sights, TrainingExample, training_examples
from annotator.core.decision import Answer, DecidedSentence, Decision
from annotator.core.model import Document, Labels, Quote, QuotePart, QuoteType, Sentence, Span, Suggested
from annotator.suggest.learn.metrics import Report, evaluate_suggester
from tests.suggest.learn.examples import lesson

TEXT = "It froze. She said so. They knew. The end."
ENDS = (9, 22, 33, 42)
SPANS = st.tuples(st.integers(0, 41), st.integers(1, 20)).map(lambda at: Span(at[0], min(42, sum(at))))


class Fixed:
    """Suggests the quotes that it was given, whatever the document."""

    def __init__(self, *quotes: Quote) -> None:
        self.quotes = quotes

    def suggest_one(self, document: Document) -> Suggested:
        return Suggested(document=document, sentences=(), quotes=self.quotes, topics=(), cast=())


@pytest.fixture
def decided() -> TrainingExample:
    return lesson(0)


def test_what_was_decided_so_is_right_and_what_was_not_is_wrong(decided: TrainingExample) -> None:
    first, second = decided.quotes
    wrong = replace(first, content=(Span(0, 8),), score=0.55)
    suggester = Fixed(replace(first, score=0.97), replace(second, source=None, score=0.72), wrong)
    report = evaluate_suggester(suggester, [decided])  # type: ignore[arg-type]
    assert report.documents == 1
    assert (report.total.decided, report.total.suggested) == (2, 3)
    assert (report.total.found, report.total.exact, report.total.ascribed) == (2, 2, 1)
    assert report.bins == [(0.5, 0.6, 1, 0), (0.7, 0.8, 1, 1), (0.95, 1.0, 1, 1)]
    figures = report.to_json()
    assert (figures["found"], figures["end_to_end"], figures["exact"]) == (80.0, 40.0, 80.0)
    assert figures["scores"][0] == {"from": 0.5, "to": 0.6, "quotes": 1, "right": 0}


def test_suggestions_where_nobody_decided_count_neither_way(decided: TrainingExample) -> None:
    first, second = decided.quotes
    gap = Span(second.content[0].start - 1, len(decided.document.text))
    half = replace(decided, quotes=(first,), undecided=(gap,))
    suggester = Fixed(replace(first, score=0.9), replace(second, score=0.4))
    report = evaluate_suggester(suggester, [half])  # type: ignore[arg-type]
    assert (report.total.decided, report.total.suggested, report.total.found) == (1, 1, 1)
    assert report.total.overlap == 100
    assert sum(count for _, _, count, _ in report.bins) == 1
    before = replace(half, undecided=(Span(0, 2),))
    assert evaluate_suggester(suggester, [before]).total.suggested == 2  # type: ignore[arg-type]


def test_nothing_to_evaluate_gives_no_figures() -> None:
    assert evaluate_suggester(Fixed(), []).documents == 0  # type: ignore[arg-type]


def test_quotes_of_sentences_decided_without_a_suggestion_in_sight_are_counted_apart(decided: TrainingExample) -> None:
    first, second = decided.quotes
    unseen = replace(decided, seen=(first.content[0],), sights=Sights(in_sight=1, withheld=1))
    suggester = Fixed(replace(first, score=0.9), replace(second, source=None, score=0.9))
    report = evaluate_suggester(suggester, [unseen])  # type: ignore[arg-type]
    assert (report.unseen.decided, report.unseen.suggested, report.unseen.ascribed) == (1, 1, 0)
    figures = report.to_json()
    assert (figures["found"], figures["end_to_end"]) == (100.0, 50.0)
    assert (figures["unseen"]["found"], figures["unseen"]["end_to_end"]) == (100.0, 0.0)
    assert figures["sentences"] == {"in_sight": 1, "in_passing": 0, "withheld": 1, "blind": 0, "reviewed": 0}
    assert figures["all_in_sight"] is False
    assert "\n".join(table_of(report)).count("these figures flatter") == 0
    assert any(line.startswith("unseen ") and "of 1 decided quotes" in line for line in table_of(report))


def test_where_all_was_decided_with_the_suggestion_in_sight_that_is_said(decided: TrainingExample) -> None:
    seen = replace(decided, sights=Sights(in_sight=3, in_passing=2))
    report = evaluate_suggester(Fixed(), [seen, seen])  # type: ignore[arg-type]
    figures = report.to_json()
    assert (figures["all_in_sight"], figures["unseen"]) == (True, None)
    told = " ".join(table_of(report))
    assert "6 with their suggestion in sight, 4 in passing" in told
    assert "these figures flatter the suggester" in told
    assert max(map(len, table_of(report))) <= 120


def of_sentences(suggested: list[Span], parts: list[tuple[Span, ...]]) -> Report:
    """The suggester held against four sentences decided blind, each with quotes in it."""
    starts = [0, *(end + 1 for end in ENDS[:-1])]
    rows = []
    for index, (start, end) in enumerate(zip(starts, ENDS, strict=True)):
        inside = [Span(max(start, one.start), min(end, one.end)) for one in parts[index]]
        quotes = tuple(QuotePart((one,), QuoteType.DIRECT) for one in inside if one.start < one.end)
        decision = Decision(index, "ana", Answer.ACCEPT, Labels(quotes), "2026-03-01T08:00:00Z")
        rows.append(DecidedSentence(Document("ice", TEXT), Sentence(index, start, end), decision))
    suggester = Fixed(*(Quote((span,), QuoteType.DIRECT) for span in suggested))
    return evaluate_suggester(suggester, training_examples(rows))  # type: ignore[arg-type]


@given(st.lists(SPANS, max_size=4), st.lists(st.lists(SPANS, max_size=2).map(tuple), min_size=4, max_size=4))
def test_where_all_was_decided_blind_the_figures_of_the_unseen_are_those_of_all(
    suggested: list[Span], parts: list[tuple[Span, ...]]
) -> None:
    report = of_sentences(suggested, parts)
    assert report.unseen == report.total
    figures = report.to_json()
    assert figures["unseen"] == {name: figures[name] for name in figures["unseen"]}


def test_a_quote_that_lies_half_in_sight_counts_neither_way_nor_does_what_finds_it(decided: TrainingExample) -> None:
    first, second = decided.quotes
    start, end = second.content[0]
    edge = Span(start, start + 3)
    half = replace(decided, seen=(edge,), sights=Sights(in_sight=1, withheld=1))
    report = evaluate_suggester(Fixed(replace(second, content=(Span(start + 3, end),))), [half])  # type: ignore[arg-type]
    assert (report.total.decided, report.total.suggested, report.total.found) == (2, 1, 1)
    assert (report.unseen.decided, report.unseen.suggested) == (1, 0), "only the first, which nobody suggested"
    whole = evaluate_suggester(Fixed(second), [replace(half, quotes=(first,))])  # type: ignore[arg-type]
    assert (whole.unseen.decided, whole.unseen.suggested) == (1, 0)


@pytest.mark.parametrize("sights", [Sights(reviewed=4), Sights(in_sight=2, reviewed=2), Sights(blind=1, reviewed=3)])
def test_after_a_review_nothing_is_said_of_what_annotators_had_in_sight(
    decided: TrainingExample, sights: Sights
) -> None:
    report = evaluate_suggester(Fixed(), [replace(decided, sights=sights)])  # type: ignore[arg-type]
    figures, told = report.to_json(), " ".join(table_of(report))
    assert figures["all_in_sight"] is False
    assert "No decision was made without" not in told
    assert ("as review settled it" in told) == (not sights.blind) == (figures["unseen"] is None)
