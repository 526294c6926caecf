"""Suggesters held against decisions: what is counted, of which sentences, and when a figure is undefined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decided import decisions_that_count
from annotator.core.decision import DecidedSentence, Sight
from annotator.core.model import Labels, Quote, QuotePart, QuoteType, Span
from annotator.core.quotes.assembly import split_quotes
from annotator.measure.suggesters import (
    FIGURES,
    Compared,
    SuggestedLabels,
    SuggesterComparison,
    compare_suggesters,
    keys_between,
)
from tests.measure import decisions
from tests.measure.decisions import TEXT, decided, quote, sentences_of, span

MAY = quote("the bridge would open in May", cue="said", source="Mira Toll", speaker="Mira Toll")
READY = quote('"We are ready,"', cue="told", source="she", type=QuoteType.DIRECT, speaker="Mira Toll")
JUNE = quote("the ferry could stop by June", cue="thinks", source="Rao", speaker="Rao")
NAMES = [f"article {number}" for number in range(4)]


def rows(quotes: Iterable[Quote] = (MAY, READY, JUNE), sight: Sight = Sight.WITHHELD) -> list[DecidedSentence]:
    """Four articles in which these quotes were decided."""
    found = [row for name in NAMES for row in decided({"ana": decisions.Said(tuple(quotes))}, name)]
    return [row._replace(decision=row.decision._replace(sight=sight)) for row in found]


def said(**quotes: Iterable[Quote]) -> SuggestedLabels:
    """What suggesters say of each of the articles."""
    sentences = sentences_of(TEXT)
    parts = {name: split_quotes(these, sentences, TEXT, lone_marks=True) for name, these in quotes.items()}
    return {
        one: {(name, at): Labels(parts[one].get(at, ())) for name in NAMES for at in range(len(sentences))}
        for one in parts
    }


def compared(found: Iterable[DecidedSentence], what: SuggestedLabels) -> SuggesterComparison:
    return compare_suggesters([chosen for _, chosen in decisions_that_count(found)], what)


def unseen(**quotes: Iterable[Quote]) -> Compared:
    return compared(rows(), said(**quotes)).unseen


def figures(found: Compared, what: str, edges: str = "overlap", name: str = "a") -> tuple[float | None, ...]:
    return tuple(found.suggesters[name][f"{what}_{edges}_{score}"].value for score in ("precision", "recall", "f1"))


def test_what_is_right_in_all_is_right_in_every_role_and_kind() -> None:
    found = unseen(a=(MAY, READY, JUNE))
    assert (found.documents, found.sentences, found.quotes) == (4, 16, 12)
    assert {*found.suggesters["a"]} == {*FIGURES}
    for name, figure in found.suggesters["a"].items():
        assert figure.value == (0.0 if name.startswith("keys") else None if name.startswith("mixed") else 1.0), name


def test_each_role_is_counted_by_itself_in_the_quotes_that_are_found() -> None:
    wrong = replace(MAY, source=span("bridge"), speaker="Rao")
    false = quote("Nobody asked about the price")
    found = unseen(a=(wrong, replace(JUNE, cue=None), false))
    third, two_thirds = pytest.approx(1 / 3), pytest.approx(2 / 3)
    assert figures(found, "content") == (two_thirds, two_thirds, two_thirds)
    assert figures(found, "cue") == (1.0, third, 0.5)
    assert figures(found, "source") == (0.5, third, pytest.approx(0.4))
    assert figures(found, "speaker") == (0.5, third, pytest.approx(0.4))
    assert figures(found, "quote") == (0.0, 0.0, 0.0)
    assert figures(found, "direct") == (None, 0.0, 0.0)
    assert figures(found, "indirect") == (two_thirds, 1.0, pytest.approx(0.8))


def test_where_no_speaker_was_decided_those_that_are_suggested_are_not_wrong() -> None:
    nameless = [replace(one, speaker=None) for one in (MAY, READY, JUNE)]
    found = compared(rows(nameless), said(a=(MAY, READY, JUNE))).unseen
    assert figures(found, "speaker") == (None, None, None)
    assert found.suggesters["a"]["speaker_exact_precision"].why == "speaker: none was decided"
    some = compared(rows([MAY, *nameless[1:]]), said(a=(MAY, READY, JUNE))).unseen
    assert figures(some, "speaker") == (pytest.approx(1 / 3), 1.0, 0.5)


def test_edges_overlap_or_are_exact_and_marks_are_none() -> None:
    shorter = replace(JUNE, content=(span("the ferry could stop"),))
    wider = replace(MAY, content=(Span(MAY.content[0].start, MAY.content[0].end + 1),), source=span("Toll"))
    found = unseen(a=(wider, READY, shorter))
    assert figures(found, "content") == (1.0, 1.0, 1.0)
    assert figures(found, "content", "exact")[1] == pytest.approx(2 / 3)
    assert figures(found, "source")[1] == 1.0
    assert figures(found, "source", "exact")[1] == pytest.approx(2 / 3)
    assert figures(found, "quote")[1] == 1.0
    assert figures(found, "quote", "exact")[1] == pytest.approx(1 / 3)
    assert figures(found, "indirect", "exact")[1] == 0.5


def test_a_quote_of_another_type_is_none_of_either_kind() -> None:
    found = unseen(a=(MAY, replace(READY, type=QuoteType.MIXED), JUNE))
    assert figures(found, "content") == (1.0, 1.0, 1.0)
    assert figures(found, "direct") == (None, 0.0, 0.0)
    assert figures(found, "mixed") == (0.0, None, 0.0)
    assert figures(found, "quote")[1] == pytest.approx(2 / 3)


def test_what_was_decided_blind_is_apart_from_all_else() -> None:
    some = [
        row._replace(decision=row.decision._replace(sight=Sight.WITHHELD if row.sentence.index else Sight.IN_PASSING))
        for row in rows()
    ]
    both = compared(some, said(a=(MAY,)))
    assert (both.unseen.sentences, both.unseen.quotes, both.others.sentences, both.others.quotes) == (12, 8, 4, 4)
    assert figures(both.unseen, "content") == (None, 0.0, 0.0)
    assert figures(both.others, "content") == (1.0, 1.0, 1.0)
    of_nobody = compared(rows(sight=Sight.SUGGESTION), said(a=(MAY,)))
    assert (of_nobody.unseen.documents, of_nobody.others.documents) == (4, 0), "there was no suggestion to see"


def test_only_sentences_count_for_which_all_have_suggested() -> None:
    what = {
        name: {at: labels for at, labels in own.items() if at[1] != 1}
        for name, own in said(a=(MAY, READY, JUNE), b=(MAY,)).items()
    }
    del what["b"][NAMES[0], 3]
    found = compared(rows(), what)
    assert (found.left_out, found.unseen.sentences, found.unseen.quotes) == (5, 11, 7)
    assert compared(rows(), {"a": what["a"]}).left_out == 4
    assert figures(found.unseen, "content", name="b")[1] == pytest.approx(4 / 7)


def test_differences_are_those_of_pairs() -> None:
    found = unseen(a=(MAY, READY, JUNE), b=(MAY, READY), c=(MAY, READY, JUNE))
    less = found.differences["b"]["content_overlap_recall"]
    assert (less.value, less.low, less.high) == (pytest.approx(-1 / 3),) * 3, "every article differs by as much"
    same = found.differences["c"]["keys_per_quote"]
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    assert found.differences["b"]["mixed_exact_f1"].why == "mixed: none was suggested or decided"
    assert [*found.differences] == ["b", "c"]


def test_few_articles_have_figures_without_an_interval_and_none_have_reasons() -> None:
    few = [row for row in rows() if row.document.id in NAMES[:2]]
    recall = compared(few, said(a=(MAY,))).unseen.suggesters["a"]["content_overlap_recall"]
    assert (recall.value, recall.low, recall.high) == (pytest.approx(1 / 3), None, None)
    none = compared(rows(()), said(a=())).unseen.suggesters["a"]
    assert none["quote_overlap_precision"].why == "quote: none was suggested"
    assert none["source_exact_recall"].why == "source: none was decided"
    assert none["keys_per_quote"].why == "quote: none was decided"
    assert none["keys_per_sentence"].value == 0.0


def test_how_often_a_quote_is_right_is_told_by_its_score() -> None:
    false = quote("Nobody asked about the price")
    found = unseen(a=(replace(MAY, score=0.97), replace(READY, score=1.0), replace(false, score=0.55), JUNE))
    assert found.bins["a"] == [(0.5, 0.6, 4, 0), (0.95, 1.0, 8, 8)]
    found = unseen(a=(replace(MAY, score=0.6), replace(READY, score=0.0), replace(false, score=0.49), JUNE))
    assert found.bins["a"] == [(0.0, 0.5, 8, 4), (0.6, 0.7, 4, 4)]


PIECES = st.lists(st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 40)), max_size=4)


@given(PIECES, PIECES)
def test_no_figure_is_more_than_all_and_recall_of_one_is_precision_of_the_other(
    ones: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    first, second = (
        tuple(Quote((Span(at, min(len(TEXT), at + size)),), QuoteType.DIRECT) for at, size in these)
        for these in (ones, others)
    )
    there = compared(rows(first), said(a=second)).unseen
    back = compared(rows(second), said(a=first)).unseen
    for what in ("content", "quote", "direct"):
        for edges in ("overlap", "exact"):
            precision, recall, f1 = figures(there, what, edges)
            assert all(value is None or 0 <= value <= 1 for value in (precision, recall, f1))
            assert figures(back, what, edges) == (recall, precision, f1)


# ---- about how many keys it takes

ONE = QuotePart((Span(0, 20),), QuoteType.INDIRECT, Span(21, 25), Span(26, 30))
OTHER = QuotePart((Span(40, 60),), QuoteType.DIRECT)


def keys(have: list[QuotePart], want: list[QuotePart]) -> int:
    return keys_between(Labels(tuple(have)), Labels(tuple(want)))


def test_what_is_right_takes_no_key() -> None:
    assert keys([], []) == keys([ONE, OTHER], [ONE, OTHER]) == 0
    assert keys([replace(ONE, score=0.9, speaker="Rao")], [ONE]) == 0, "scores are no labels, and speakers follow"
    assert keys([ONE, OTHER], []) == 0, "one key rejects them all, instead of that which confirms"


def test_the_more_is_wrong_the_more_keys_it_takes() -> None:
    moved = replace(ONE, content=(Span(0, 12),))
    assert 0 < keys([replace(ONE, type=QuoteType.MIXED)], [ONE]) < keys([moved], [ONE])
    assert keys([moved], [ONE]) < keys([replace(moved, cue=None)], [ONE])
    assert 0 < keys([ONE, OTHER], [ONE]) < keys([ONE], [ONE, OTHER])
    assert keys([OTHER], [ONE]) > keys([], [ONE])


def test_the_quote_that_shares_most_is_the_one_to_be_corrected() -> None:
    inner = replace(ONE, content=(Span(0, 4),))
    assert keys([inner, ONE], [ONE]) == keys([OTHER, ONE], [ONE]) == keys([ONE, OTHER], [ONE])
