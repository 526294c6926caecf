"""Which decisions are compared, and which are left out."""

from __future__ import annotations

from annotator.core.decision import Answer, Sight
from annotator.core.model import Labels, QuoteType
from annotator.measure.counts import LeftOut, gather
from tests.measure.agreement.decisions import Said, changed, decided, quote, span

BRIDGE = quote("the bridge would open in May", cue="said", source="Mira Toll")
READY = quote('"We are ready,"', cue="told", source="she", type=QuoteType.DIRECT)
BOTH = {"bo": Said((BRIDGE, READY)), "ana": Said((BRIDGE,))}


def test_every_annotators_version_of_every_sentence_is_there_by_name() -> None:
    (found,), left_out = gather(decided(BOTH))
    assert left_out == LeftOut()
    assert found.document.id == "one"
    assert list(found.labels) == ["ana", "bo"]
    assert list(found.sentences) == [0, 1, 2, 3]
    assert found.pairs() == [("ana", "bo")]
    assert found.quotes("bo", range(4)) == (BRIDGE, READY)
    assert found.quotes("bo", [1]) == (READY,)
    assert found.quotes("ana", range(4)) == (BRIDGE,)


def test_a_rejected_sentence_has_no_labels_whatever_was_left_in_it() -> None:
    (found,), _ = gather(changed(decided(BOTH), "bo", 0, answer=Answer.REJECT))
    assert found.labels["bo"][0] == Labels()
    assert found.labels["ana"][0] != Labels()


def test_what_is_skipped_or_passed_over_unseen_is_left_out_and_so_is_what_nobody_else_decided() -> None:
    rows = changed(decided(BOTH), "bo", 0, answer=Answer.SKIP)
    rows = changed(rows, "bo", 2, implied=True)
    rows = changed(rows, "ana", 2, implied=True)
    rows = changed(rows, "ana", 3, sight=Sight.IN_PASSING)
    (found,), left_out = gather(rows)
    assert list(found.sentences) == [1, 3]
    assert left_out == LeftOut(skipped=1, implied=2, alone=1, in_passing=1)


def test_documents_that_nobody_shares_are_none() -> None:
    rows = [*decided({"ana": Said()}), *decided({"bo": Said()}, "two")]
    assert gather(rows) == ([], LeftOut(alone=8))


def test_of_three_a_pair_shares_what_both_decided() -> None:
    rows = changed(decided({**BOTH, "cleo": Said()}), "cleo", 1, answer=Answer.SKIP)
    rows = [row for row in rows if row.decision.annotator != "ana" or row.sentence.index == 1]
    (found,), _ = gather(rows)
    assert found.shared(("ana", "bo")) == {1}
    assert found.shared(("bo", "cleo")) == {0, 2, 3}
    assert found.pairs() == [("ana", "bo"), ("bo", "cleo")]


def test_only_those_asked_for_count_and_nobody_who_reviews_or_is_tested() -> None:
    rows = decided({**BOTH, "cleo": Said(), "review:ana": Said(), "test:bo": Said()})
    (found,), _ = gather(rows)
    assert list(found.labels) == ["ana", "bo", "cleo"]
    (found,), left_out = gather(rows, ["cleo", "ana"])
    assert list(found.labels) == ["ana", "cleo"]
    assert left_out == LeftOut()


def test_parts_of_several_types_are_mixed_only_where_the_scheme_has_that_type() -> None:
    long = quote('bridge would open in May. "We are ready," she', type=QuoteType.MIXED)
    (found,), _ = gather(decided({"ana": Said((long,)), "bo": Said()}))
    assert [one.type for one in found.quotes("ana", range(4))] == [QuoteType.MIXED]
    no_mixed = (QuoteType.DIRECT, QuoteType.INDIRECT)
    assert [one.type for one in found.quotes("ana", range(4), no_mixed)] != [QuoteType.MIXED]
    assert found.quotes("ana", range(4))[0].content[0].start == span("bridge").start
