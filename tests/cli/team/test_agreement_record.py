"""The record of agreement, where exact and overlapping spans are not the same."""

from __future__ import annotations

import json

from annotator.cli.team.agreement import agreement_record
from annotator.exchange.lines import to_line
from annotator.measure.agreement import measure_agreement
from tests.cli.conftest import check_record
from tests.measure.decisions import Said, decided, quote

BRIDGE = quote("the bridge would open in May", cue="said", source="Mira Toll")
SHORTER = quote("bridge would open in May", cue="said", source="Mira Toll")


def test_exact_and_overlap_are_told_apart_over_all_by_pair_and_by_document() -> None:
    rows = [*decided({"ana": Said((BRIDGE,)), "bo": Said((SHORTER,))}), *decided({"ana": Said(), "bo": Said()}, "two")]
    record = json.loads(to_line(agreement_record(measure_agreement(rows))))
    check_record(record, "agreement")
    found = {"exact": 0, "overlap": 1}
    assert record["content_f1"] == record["pairs"][0]["content_f1"] == record["by_document"][0]["content_f1"] == found
    assert record["by_document"][1]["content_f1"] == {"exact": None, "overlap": None}
    assert record["by_document"][1]["figures"]["content_exact_f1"]["undefined"] == "nobody marked a quote"
