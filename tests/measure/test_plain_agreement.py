"""Plain formulas give the figures of agreement that annotator has; records lose nothing of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer, DecidedSentence, Role
from annotator.core.model import QuoteType
from annotator.measure.agreement import measure_agreement
from annotator.measure.report_tables import FIGURES, OF_PAIRS, decided_sentence, decision_record, document_record
from tests.measure.decisions import changed
from tests.measure.plain.agreement import figures
from tests.measure.test_agreement import ANA, BO, CLEO, SAID, decided

TYPES = [kind.value for kind in QuoteType]


def recomputed(rows: Sequence[DecidedSentence], types: Sequence[QuoteType] = tuple(QuoteType)):
    documents = {row.document.id: document_record(row.document, 4) for row in rows}
    decisions = [decision_record(row, Role.ANNOTATOR, str) for row in rows]
    return figures(list(documents.values()), decisions, ["stance"], [kind.value for kind in types])


def assert_the_same(rows: Sequence[DecidedSentence], types: Sequence[QuoteType] = tuple(QuoteType)) -> None:
    own, found = measure_agreement(rows, attributes=("stance",), types=types), recomputed(rows, types)
    documents = {row.document.id: row.document for row in rows}
    read = [decided_sentence(decision_record(row, Role.ANNOTATOR, str), documents) for row in rows]
    assert measure_agreement(read, attributes=("stance",), types=types, worst=0).figures == own.figures
    assert (found["annotators"], found["documents"], found["sentences"]) == (
        len(own.annotators),
        own.documents,
        own.sentences,
    )
    for name in (*FIGURES, "attribute_stance"):
        figure = own.figures[name]
        assert found["all"][name] == pytest.approx([figure.value, figure.low, figure.high], abs=1e-9), name
    assert list(found["pairs"]) == [pair.annotators for pair in own.pairs]
    for pair in own.pairs:
        again = found["pairs"][pair.annotators]
        assert (again["documents"], again["sentences"]) == (pair.documents, pair.sentences)
        for name in OF_PAIRS:
            assert again[name] == pytest.approx(pair.figures[name].value, abs=1e-9), name


def test_figures_of_three_annotators_on_several_articles_and_their_intervals() -> None:
    versions = {"ana": ANA, "bo": BO, "cleo": CLEO}
    rows = [*decided(versions, "one"), *decided({"ana": BO, "cleo": ANA}, "two"), *decided({"bo": CLEO}, "three")]
    rows += [row for name in ("four", "five", "six") for row in decided({"ana": ANA, "bo": BO}, name)]
    assert_the_same(rows)
    assert recomputed(rows)["all"]["token_alpha"][1] is not None


def test_intervals_do_not_depend_on_the_order_of_the_articles() -> None:
    pairs = [(ANA, BO), (ANA, ANA), (BO, CLEO), (ANA, CLEO), (BO, BO), (CLEO, CLEO), (CLEO, ANA)]
    rows = [row for at, (one, two) in enumerate(pairs) for row in decided({"ana": one, "bo": two}, f"article {at}")]
    assert_the_same(rows[::-1])
    assert recomputed(rows) == recomputed(rows[::-1])


def test_what_is_not_compared_is_left_out_in_the_same_way() -> None:
    rows = decided({"ana": ANA, "bo": BO, "cleo": CLEO})
    rows = changed(rows, "ana", 1, answer=Answer.SKIP)
    rows = changed(rows, "bo", 0, implied=True)
    rows = changed(rows, "cleo", 0, answer=Answer.REJECT)
    assert_the_same(rows)


def test_a_scheme_without_mixed_quotes_joins_parts_otherwise() -> None:
    assert_the_same(decided({"ana": ANA, "bo": BO}), (QuoteType.DIRECT, QuoteType.INDIRECT))


@given(st.lists(st.tuples(SAID, SAID, SAID), min_size=1, max_size=6))
def test_whatever_was_marked(documents) -> None:
    rows = []
    for number, said in enumerate(documents):
        rows += decided(dict(zip(("ana", "bo", "cleo"), said, strict=True)), f"article {number}")
    assert_the_same(rows)
