"""The plain formulas that ship with a report give the figures of bias that annotator has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.decision import Answer, DecidedSentence, Decision, Sight
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggestion
from annotator.core.people import Role
from annotator.core.review.case import Kind, Verdict
from annotator.core.review.reviewed import Reviewed
from annotator.core.session.desk import Place
from annotator.measure.bias.measure import bias
from annotator.measure.report import recompute_tables
from annotator.measure.report.recompute_bias import bias_figures
from annotator.measure.report.records import decision_record, document_record, review_record
from annotator.measure.report.tables import of_bias

TEXT = "Mira Toll said the bridge would open in May, and nobody asked."
QUOTE = QuotePart((Span(15, 43),), QuoteType.INDIRECT, Span(10, 14), Span(0, 9), "Mira Toll", 0.9, "ccomp")
LABELS = (
    Labels(),
    Labels((QUOTE,), ("traffic",)),
    Labels((replace(QUOTE, content=(Span(19, 43),), speaker=None),), ("traffic", "politics")),
    Labels((replace(QUOTE, type=QuoteType.MIXED, speaker="Toll"),)),
)
DECIDED = st.tuples(
    st.sampled_from(("ana", "bo", "cleo")),
    st.integers(0, 5),
    st.sampled_from((*LABELS, None)),
    st.sampled_from(LABELS),
    st.sampled_from(tuple(Sight)),
    st.sampled_from((Answer.ACCEPT, Answer.ACCEPT, Answer.REJECT)),
    st.booleans(),
    st.sampled_from((0.0, 0.3, 9.0)),
)


def decided(name, document, suggested, own, sight, answer=Answer.ACCEPT, implied=False, seconds=9.0) -> DecidedSentence:
    labels = own.bare() if answer is Answer.ACCEPT else Labels()
    return DecidedSentence(
        Document(f"article {document}", TEXT),
        Sentence(0, 0, len(TEXT)),
        Decision(1, name, answer, labels, "2026-03-02T09:00:00Z", implied=implied, seconds=seconds, sight=sight),
        None if suggested is None else Suggestion(1, "run", suggested),
    )


def both(rows: Sequence[DecidedSentence], settled: dict[int, Labels]):
    reviewed = [
        Reviewed(1, f"article {at}", Place(at, 0), Span(0, 62), "review:ana", (), labels.bare(), Verdict(Kind.OWN))
        for at, labels in settled.items()
    ]
    own = of_bias(bias(rows, {(one.document, one.place.index): one.labels for one in reviewed}), {})
    again = bias_figures(
        [document_record(Document(f"article {at}", TEXT), 1) for at in range(6)],
        [decision_record(row, Role.ANNOTATOR, {}) for row in rows],
        [review_record(one, {}) for one in reviewed],
    )
    return own, again


@settings(max_examples=60, deadline=None)
@given(
    st.lists(DECIDED, max_size=60, unique_by=lambda drawn: drawn[:2]),
    st.dictionaries(st.integers(0, 5), st.sampled_from(LABELS), max_size=3),
)
def test_whatever_was_decided(drawn, settled) -> None:
    own, again = both([decided(*one) for one in drawn], settled)
    assert_the_same(own, again)


def test_with_enough_withheld_the_effect_and_its_interval_are_the_same() -> None:
    rows = []
    for at in range(240):
        sight = Sight.WITHHELD if at % 4 == 0 else Sight.SUGGESTION
        took = at % 3 if sight is Sight.WITHHELD else at % 8
        rows.append(decided(("ana", "bo")[at % 2], at % 5, LABELS[1], LABELS[1] if took else LABELS[0], sight))
    own, again = both(rows, {0: LABELS[1], 1: LABELS[0]})
    assert again["labels"]["quote"]["all"]["difference"][1] is not None
    assert again["haste"]["ana"]["accepted"] > 0
    assert_the_same(own, again)
    effects, known, haste = recompute_tables.influence(again)
    assert effects["rows"][0][0] == "quote"
    assert known["rows"]
    assert [row[0] for row in haste["rows"]] == ["ana", "bo"]


def assert_the_same(own, again) -> None:
    assert list(own["labels"]) == list(again["labels"])
    assert own["haste"] == again["haste"]
    for label, found in own["labels"].items():
        for how, effect in found.items():
            other = again["labels"][label][how]
            assert other["difference"] == pytest.approx(list(effect["difference"]), abs=1e-9), (label, how)
            assert {**other, "difference": None} == {**effect, "difference": None}, (label, how)


def test_where_nothing_was_withheld_nothing_is_shown() -> None:
    rows = [decided("ana", at, LABELS[1], LABELS[1], Sight.SUGGESTION) for at in range(5)]
    _, again = both(rows, {})
    assert [table["rows"] for table in recompute_tables.influence(again)] == [[], [], []]
