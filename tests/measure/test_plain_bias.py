"""Plain formulas give the figures of bias that annotator has; records lose nothing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.decision import Answer, DecidedSentence, Decision, Role, Sight
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggestion
from annotator.core.review.versions import CaseKind, Reviewed, Verdict
from annotator.core.session.desk import Place
from annotator.measure.bias import Bias, bias
from annotator.measure.figure import Effect, SeenAndWithheld
from annotator.measure.report_tables import decided_sentence, decision_record, document_record, influence, review_record
from tests.measure.plain.bias import bias_figures

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
        Reviewed(1, f"article {at}", Place(at, 0), Span(0, 62), "review:ana", (), labels.bare(), Verdict(CaseKind.OWN))
        for at, labels in settled.items()
    ]
    gold = {(one.document, one.place.index): one.labels for one in reviewed}
    documents = {f"article {at}": Document(f"article {at}", TEXT) for at in range(6)}
    records = [decision_record(row, Role.ANNOTATOR, str) for row in rows]
    own = bias(rows, gold)
    assert bias([decided_sentence(one, documents) for one in records], gold) == own
    again = bias_figures(
        [document_record(one, 1) for one in documents.values()], records, [review_record(one, str) for one in reviewed]
    )
    return own, again


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
    effects, known, haste = influence(own)
    assert effects["rows"][0][0] == "quote"
    assert known["rows"]
    assert [row[0] for row in haste["rows"]] == ["ana", "bo"]


def assert_the_same(own: Bias, again) -> None:
    labels = {one.label if one.suggested else f"{one.label}, none suggested": one for one in own.together.labels}
    assert list(labels) == list(again["labels"])
    for label, one in labels.items():
        for how, answers in (("all", one.effect), ("wrong", one.wrong), ("right", one.right)):
            assert again["labels"][label][how] == as_record(answers), (label, how)
    assert again["haste"] == {
        str(one.annotator): {
            "accepted": one.too_fast.of,
            "too fast": one.too_fast.given,
            "in passing": one.in_passing,
        }
        for one in own.annotators
    }


def as_record(answers: Effect | SeenAndWithheld):
    compared = {}
    if isinstance(answers, Effect):
        difference = answers.difference
        compared["difference"] = pytest.approx([difference.value, difference.low, difference.high], abs=1e-9)
    return compared | {
        "seen asked": answers.seen.of,
        "seen given": answers.seen.given,
        "withheld asked": answers.withheld.of,
        "withheld given": answers.withheld.given,
    }


def test_where_nothing_was_withheld_nothing_is_shown() -> None:
    rows = [decided("ana", at, LABELS[1], LABELS[1], Sight.SUGGESTION) for at in range(5)]
    own, _ = both(rows, {})
    assert [table["rows"] for table in influence(own)] == [[], [], []]
