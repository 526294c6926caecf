"""The summary of agreement on terminals of several sizes, and its record."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from rich.cells import cell_len

from annotator.cli.team.agreement import agreement_record, list_by, summary, with_interval, worst_sentences
from annotator.core.model import QuoteType
from annotator.exchange.lines import to_line
from annotator.measure.agreement import measure_agreement
from annotator.measure.figure import Figure
from tests.cli.conftest import check_record
from tests.measure.decisions import Said, decided, quote

BRIDGE = quote("the bridge would open in May", cue="said", source="Mira Toll", speaker="Mira Toll")
READY = quote('"We are ready,"', cue="told", source="she", type=QuoteType.DIRECT)
FULL, EMPTY, HALF = Said((BRIDGE, READY), {0: ("traffic",)}), Said(), Said((replace(BRIDGE, speaker="Toll"),))


@cache
def agreement_of(people: int, documents: int = 4, worst: int = 5):
    rows = [
        row
        for number in range(documents)
        for row in decided(
            {f"annotator {one}": (FULL, EMPTY, HALF)[(one + number) % 3] for one in range(people)}, f"d{number}"
        )
    ]
    return measure_agreement(rows, worst=worst)


NUMBERS = {f"d{number}": number + 1 for number in range(9)}


@pytest.mark.parametrize("people", [2, 3, 4, 5])
@pytest.mark.parametrize("height", [24, *range(30, 70, 3)])
def test_it_fits_the_terminal_with_its_figures_and_an_article(people: int, height: int) -> None:
    lines = summary(agreement_of(people), NUMBERS, 80, height, None)
    assert len(lines) < height
    assert max(map(cell_len, lines)) <= 80
    assert any(line.startswith("words alike") for line in lines)
    assert any("Title of d" in line for line in lines)
    if any(line.startswith("sentence ") for line in lines):
        assert lines.count("") >= 3, "sentences are shown only where there is room for them and the lines between"


def test_a_large_terminal_shows_sentences_and_a_small_one_says_how_to_get_them() -> None:
    small, large = (summary(agreement_of(3), NUMBERS, 80, height, None) for height in (24, 100))
    assert not any(line.startswith("sentence ") for line in small)
    assert "annotator agreement --worst 5" in small[-1]
    assert sum(line.startswith("sentence ") for line in large) == 5
    assert not any("--worst" in line for line in large)


def test_where_all_agree_no_article_is_called_the_least_agreed() -> None:
    same = measure_agreement([*decided({"ana": FULL, "bo": FULL}), *decided({"ana": HALF, "bo": HALF}, "two")])
    lines = summary(same, NUMBERS, 80, 24, None)
    assert lines[0] == "ana and bo: 2 articles, 8 sentences in common, 0 differ"
    assert not any("least agreed" in line for line in lines)
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize("width", [40, 80])
def test_no_intervals_are_told_of_where_there_are_none_however_narrow_the_terminal(width: int) -> None:
    few, enough = ("\n".join(summary(agreement_of(2, documents), NUMBERS, width, None, 0)) for documents in (4, 5))
    assert "intervals from 5 articles" in few
    assert "95 % intervals" not in few
    assert "95 % intervals" in enough


def test_the_number_asked_for_is_shown_whatever_the_height() -> None:
    lines = summary(agreement_of(3, worst=2), NUMBERS, 80, 10, 2)
    assert sum(line.startswith("sentence ") for line in lines) == 2
    without = summary(agreement_of(3, worst=0), NUMBERS, 80, 24, 0)
    assert not any(line.startswith("sentence ") or "--worst" in line for line in without)


def test_kappa_has_three_digits_and_a_share_is_in_percent() -> None:
    stance, against = (replace(BRIDGE, attributes=(("stance", said),)) for said in ("for", "against"))
    mixed = replace(READY, type=QuoteType.MIXED)
    rows = decided({"ana": Said((stance, READY)), "bo": Said((stance, mixed)), "cleo": Said((against, READY))})
    agreement = measure_agreement(rows, attributes=("stance",))
    lines = {line.rsplit("  ", 1)[0].strip(): line for line in summary(agreement, {}, 80, None, 0)}
    for title, name, like in (
        ("type, kappa", "type_kappa", "token_alpha"),
        ("stance, kappa", "attribute_stance", "token_alpha"),
        ("same speaker, %", "speaker_agreement", ""),
    ):
        assert agreement.figures[name].value is not None
        assert lines[title].endswith(f"  {with_interval(agreement.figures[name], like)}")


def test_pairs_are_shown_as_articles_are_the_least_agreed_first() -> None:
    agreement = measure_agreement(decided({"ana": FULL, "bo": FULL, "cleo": HALF}))
    lines = summary(agreement, {}, 80, None, 0)
    at = lines.index("pairs, least agreed first")
    assert [line.split(maxsplit=3) for line in lines[at + 1 : at + 6]] == [
        ["words", "overlap", "sentences", "annotators"],
        ["0.581", "66.7", "4", "ana and cleo"],
        ["0.581", "66.7", "4", "bo and cleo"],
        ["1.000", "100.0", "4", "ana and bo"],
        [],
    ]
    many = summary(agreement_of(9, 1), NUMBERS, 80, None, 0)
    at = many.index("the least agreed of 36 pairs")
    assert many[at:].index("") == 5
    assert not any("pairs" in line for line in summary(agreement_of(2), NUMBERS, 80, None, 0))


def test_a_sentence_is_shown_with_what_each_says_of_it() -> None:
    agreement = measure_agreement(decided({"ana": FULL, "bo": EMPTY, "cleo": EMPTY}), worst=2)
    assert worst_sentences(agreement, {"one": 7}, 80) == [
        "sentence 7:1, 33 % alike",
        "  Mira Toll said the bridge would open in May.",
        "    bo, cleo: nothing",
        "    ana: indirect [the bridge would open in May] · cue said · source Mira Toll",
        "      · speaker Mira Toll",
        "      topics traffic",
        "",
        "sentence 7:2, 33 % alike",
        '  "We are ready," she told the council.',
        "    bo, cleo: nothing",
        '    ana: direct ["We are ready,"] · cue told · source she',
    ]


def test_long_sentences_are_cut_and_no_line_is_too_long_even_of_wide_characters() -> None:
    text = "吾輩は猫である。" * 60 + " said Ona."
    rows = decided({"ana": Said((quote("吾輩は猫", cue="said", text=text),)), "bo": Said()}, "wide", text)
    lines = worst_sentences(measure_agreement(rows), {}, 80)
    assert max(map(cell_len, lines)) <= 80
    assert ["…" in line for line in lines] == [False, False, False, True, False, False], "three lines of the sentence"


def test_pairs_are_listed_lowest_first_and_those_without_alpha_last() -> None:
    rows = [*decided({"ana": FULL, "bo": FULL, "cleo": HALF}), *decided({"dan": EMPTY, "eve": EMPTY}, "x")]
    lines = list_by("pair", measure_agreement(rows), {})
    assert [line.split("  ")[-1] for line in lines[1:]] == ["ana and cleo", "bo and cleo", "ana and bo", "dan and eve"]
    assert lines[-1].split()[0] == "-"


def test_figures_are_printed_as_alpha_or_in_percent_with_bounds_of_two_digits() -> None:
    assert with_interval(Figure(-0.05, -0.5, 0.25), "topic_alpha") == "-0.050 -.50–.25"
    assert with_interval(Figure(1.0, 1.0, 1.0), "topic_alpha") == "1.000 1.00–1.00"
    assert with_interval(Figure(0.5, 0.0, 0.994)) == "50.0 0–99"
    assert with_interval(Figure(0.5)) == "50.0"
    assert with_interval(Figure.undefined("why")) == "-"


def test_exact_and_overlap_are_told_apart_over_all_by_pair_and_by_document() -> None:
    shorter = quote("bridge would open in May", cue="said", source="Mira Toll")
    rows = [*decided({"ana": Said((BRIDGE,)), "bo": Said((shorter,))}), *decided({"ana": Said(), "bo": Said()}, "two")]
    record = json.loads(to_line(agreement_record(measure_agreement(rows))))
    check_record(record, "agreement")
    found = {"exact": 0, "overlap": 1}
    assert record["content_f1"] == record["pairs"][0]["content_f1"] == record["by_document"][0]["content_f1"] == found
    assert record["by_document"][1]["content_f1"] == {"exact": None, "overlap": None}
    assert record["by_document"][1]["figures"]["content_exact_f1"]["undefined"] == "nobody marked a quote"
