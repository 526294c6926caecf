"""Plain formulas give the figures of a review that annotator has; records lose nothing of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer, Decision
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Span
from annotator.core.review.versions import (
    Because,
    CaseKind,
    Cause,
    Reviewed,
    Verdict,
    comparable_labels,
    numbers_marking,
    versions,
)
from annotator.core.session.desk import Place
from annotator.measure.figure import Figure
from annotator.measure.report_tables import adjudication, document_record, review_record, reviewed_sentence
from annotator.measure.review import review_figures
from tests.measure.plain.review import review_figures as recomputed

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
    st.sampled_from(tuple(CaseKind)),
    st.sampled_from((None, *Cause)),
    st.sampled_from((None, "speakers", "edges")),
)


def reviewed(document, said, labels, kind, cause=None, paragraph=None) -> Reviewed:
    decisions = [
        Decision(at, f"annotator {at}", Answer.ACCEPT, own, "2026-03-02T09:00:00Z", implied=implied)
        for at, (own, implied) in enumerate(said)
    ]
    ways, settled = versions(decisions), comparable_labels(labels)
    verdict = Verdict(kind, numbers_marking(ways, settled), Because(cause, paragraph))
    return Reviewed(1, document, Place(1, 0), Span(0, len(TEXT)), "review:ana", ways, settled, verdict)


def bounds(figure: Figure):
    return pytest.approx([figure.value, figure.low, figure.high])


@given(st.lists(REVIEWED, max_size=8))
def test_whatever_was_reviewed(drawn) -> None:
    rows = [reviewed(*one) for one in drawn]
    documents = {name: Document(name, TEXT) for name in ("one", "two", "three")}
    own = review_figures(rows, dict.fromkeys(documents, TEXT))
    again = recomputed(
        [document_record(one, 1) for one in documents.values()], [review_record(one, str) for one in rows]
    )
    assert (own.differences, own.audited, own.settled) == tuple(
        again[name] for name in ("differences", "audited", "settled")
    )
    for name in ("overturned", "overturned_tokens", "marked_side", "own"):
        assert again[name] == bounds(getattr(own, name)), name
    assert again["taken"] == {name: bounds(figure) for name, figure in own.taken.items()}
    causes = {
        paragraph or "": {cause or "": number for cause, number in causes.items()}
        for paragraph, causes in own.causes.items()
    }
    assert again["causes"] == causes
    read = [reviewed_sentence(review_record(one, str), documents) for one in rows]
    assert review_figures(read, dict.fromkeys(documents, TEXT)) == own
    for one, again in zip(rows, read, strict=True):
        own_versions = [(version.number, version.annotators, version.labels) for version in one.versions]
        assert own_versions == [(version.number, version.annotators, version.labels) for version in again.versions]


def test_the_tables_hold_what_was_found() -> None:
    rows = [reviewed("one", [(LABELS[1], False), (LABELS[0], False)], LABELS[1], CaseKind.DIFFERENCE, Cause.GAP, "cue")]
    settled, outcome, causes = adjudication(review_figures(rows, {"one": TEXT}))
    assert settled["rows"][0][1]["value"] == 1
    assert [row[1]["value"] for row in outcome["rows"]] == [None, None, 1.0, 0.0, 1.0, 0.0]
    assert [cell if isinstance(cell, str) else cell["value"] for cell in causes["rows"][0]] == ["cue", 0, 1, 0, 0]
