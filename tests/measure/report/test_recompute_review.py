"""The plain formulas that ship with a report give the figures of a review that annotator has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.decision import Answer, Decision
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Span
from annotator.core.review.case import Cause, Kind, Verdict
from annotator.core.review.reviewed import Reviewed
from annotator.core.review.versions import marked, versions
from annotator.core.session.desk import Place
from annotator.measure.report import recompute_tables
from annotator.measure.report.recompute_review import review_figures as recomputed
from annotator.measure.report.records import document_record, review_record
from annotator.measure.report.tables import of_review
from annotator.measure.review import review_figures

TEXT = "Mira Toll said the bridge would open in May, and nobody asked."
QUOTE = QuotePart((Span(15, 43),), QuoteType.INDIRECT, Span(10, 14), Span(0, 9), "Mira Toll")
LABELS = (
    Labels(),
    Labels((QUOTE,)),
    Labels((replace(QUOTE, content=(Span(19, 43),)),)),
    Labels((QUOTE, replace(QUOTE, content=(Span(49, 61),), cue=None, source=None)), ("traffic",)),
)
SAID = st.tuples(st.sampled_from(LABELS), st.booleans())
REVIEWED = st.tuples(
    st.sampled_from(("one", "two", "three")),
    st.lists(SAID, min_size=2, max_size=3),
    st.sampled_from(LABELS),
    st.sampled_from(tuple(Kind)),
    st.sampled_from((None, *Cause)),
    st.sampled_from((None, "speakers", "edges")),
)


def reviewed(document, said, labels, kind, cause=None, paragraph=None) -> Reviewed:
    decisions = [
        Decision(at, f"annotator {at}", Answer.ACCEPT, own, "2026-03-02T09:00:00Z", implied=implied)
        for at, (own, implied) in enumerate(said)
    ]
    return Reviewed(
        1,
        document,
        Place(1, 0),
        Span(0, len(TEXT)),
        "review:ana",
        versions(decisions),
        marked(Answer.ACCEPT, labels),
        Verdict(kind, (), cause, paragraph),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(REVIEWED, max_size=8))
def test_whatever_was_reviewed(drawn) -> None:
    rows = [reviewed(*one) for one in drawn]
    documents = [document_record(Document(name, TEXT), 1) for name in ("one", "two", "three")]
    own = of_review(review_figures(rows, {document["id"]: TEXT for document in documents}), {})
    again = recomputed(documents, [review_record(one, {}) for one in rows])
    assert own.keys() == again.keys()
    for name, value in own.items():
        if isinstance(value, tuple):
            assert again[name] == pytest.approx(value), name
        elif name == "taken":
            assert again[name].keys() == value.keys()
            assert all(again[name][one] == pytest.approx(figure) for one, figure in value.items())
        else:
            assert again[name] == value, name


def test_the_tables_hold_what_was_found() -> None:
    rows = [reviewed("one", [(LABELS[1], False), (LABELS[0], False)], LABELS[1], Kind.DIFFERENCE, Cause.GAP, "cue")]
    found = recomputed([document_record(Document("one", TEXT), 1)], [review_record(one, {}) for one in rows])
    settled, outcome, causes = recompute_tables.adjudication(found)
    assert settled["rows"][0][1]["value"] == 1
    assert [row[1]["value"] for row in outcome["rows"]] == [None, None, 1.0, 0.0, 1.0, 0.0]
    assert [cell if isinstance(cell, str) else cell["value"] for cell in causes["rows"][0]] == ["cue", 0, 1, 0, 0]
