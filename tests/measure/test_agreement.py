"""All figures of agreement: worked by hand, and what must hold whatever was decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.decision import Answer
from annotator.core.model import Quote, QuoteType, Span
from annotator.measure.agreement import TOKEN_ALPHA, PartAgreement, measure_agreement
from annotator.measure.counts import LeftOut
from annotator.measure.figure import Figure
from tests.measure.decisions import TEXT, Said, changed, decided, quote

DIRECT, MIXED = QuoteType.DIRECT, QuoteType.MIXED
BRIDGE = quote("the bridge would open in May", cue="said", source="Mira Toll", speaker="Mira Toll", stance="for")
SHORTER = quote("bridge would open in May", cue="said", source="Mira Toll", speaker="Toll", stance="for")
READY = quote('"We are ready,"', cue="told", source="she", type=DIRECT, speaker="Mira Toll")
FERRY = quote("the ferry could stop by June", cue="thinks", source="Rao", speaker="Mira Toll")
ANA = Said((BRIDGE, READY, FERRY), {0: ("traffic",), 1: ("traffic", "politics")})
BO = Said((SHORTER, replace(READY, type=MIXED)), {0: ("traffic",), 1: ("politics",)})
CLEO = Said((BRIDGE,), {3: ("traffic",)})


def values(versions, *more, **options):
    rows = [*decided(versions), *more]
    return {name: figure.value for name, figure in measure_agreement(rows, **options).figures.items()}


def test_two_annotators_by_hand() -> None:
    found = values({"ana": ANA, "bo": BO}, attributes=("stance",))
    # Five quotes. Ana's of the ferry touches none of bo's.
    assert found["attribution_agreement"] == found["attribution_any_role"] == 4 / 5
    assert found["attribution_content"] == found["attribution_cue"] == found["attribution_source"] == 4 / 5
    assert found["detection_f1"] == 4 / 5
    # "the" is missing in bo's: 23 - 3 letters in common.
    assert found["content_exact_f1"] == 2 / 5
    assert found["content_overlap_f1"] == 4 / 5
    assert found["cue_exact_f1"] == found["cue_overlap_f1"] == 4 / 5
    assert found["source_exact_f1"] == 4 / 5
    # (indirect, indirect) and (direct, mixed): A_o 1/2, A_e 1/4.
    assert found["type_kappa"] == pytest.approx((1 / 2 - 1 / 4) / (1 - 1 / 4))
    assert found["speaker_agreement"] == 1 / 2
    # (for, for) and (nothing, nothing).
    assert found["attribute_stance"] == 1
    # Topics: {t} {t}, {t, p} {p}, nothing twice: D_o = 2 (1 - 1/3) / 8.
    # n = 8: 4 with nothing, 2 with {t}, 1 {t, p}, 1 {p}. Ordered pairs apart: nothing against four others, at 1, and
    # among these {t}-{t, p} 2 at 2/3, {t}-{p} 2 at 1, {t, p}-{p} 1 at 2/3, both ways.
    observed = 2 * (2 / 3) / 8
    expected = 2 * (4 * 4 + 2 * 2 / 3 + 2 * 1 + 1 * 2 / 3) / (8 * 7)
    assert found["topic_alpha"] == pytest.approx(1 - observed / expected)


def test_token_alpha_by_hand() -> None:
    # One sentence of eight words and a full stop: "Nobody asked about the price." has six tokens. Ana marks three as
    # content and one as cue, bo two of the three and the cue.
    one = quote("about the price", cue="asked")
    other = quote("the price", cue="asked")
    rows = [row for row in decided({"ana": Said((one,)), "bo": Said((other,))}) if row.sentence.index == 2]
    found = {name: figure.value for name, figure in measure_agreement(rows).figures.items()}
    # Units 6, values 12: none 2 + 3, content 3 + 2, cue 2. One unit differs.
    assert found["token_alpha"] == pytest.approx(1 - (2 / 12) / ((144 - 25 - 25 - 4) / (12 * 11)))
    assert found["token_alpha_content"] == pytest.approx(1 - (2 / 12) / ((144 - 49 - 25) / (12 * 11)))
    assert found["token_alpha_cue"] == 1
    assert found["token_alpha_source"] is None


def test_a_token_in_several_roles_is_alike_only_with_one_in_the_same() -> None:
    nested = (quote("asked about the price"), quote("price", cue="asked"))
    found = values({"ana": Said(nested), "bo": Said(nested[:1])})
    assert found["token_alpha_content"] == 1
    assert found["token_alpha"] < 1


def test_a_shared_source_alone_makes_no_attribution_the_same() -> None:
    one = quote("the bridge would", cue="said", source="Mira Toll")
    other = quote("open in May", source="Mira Toll")
    found = values({"ana": Said((one,)), "bo": Said((other,))})
    assert found["attribution_agreement"] == 0
    assert found["attribution_source"] == found["attribution_any_role"] == 1
    assert found["detection_f1"] == 0
    as_content = quote("said")
    found = values({"ana": Said((one,)), "bo": Said((as_content,))})
    assert (found["attribution_agreement"], found["attribution_any_role"]) == (0, 1)


def test_over_all_counts_are_sums_of_all_pairs_and_each_pair_has_its_own() -> None:
    agreement = measure_agreement(decided({"cleo": CLEO, "bo": BO, "ana": ANA}))
    assert agreement.annotators == ("ana", "bo", "cleo")
    assert [pair.annotators for pair in agreement.pairs] == [("ana", "bo"), ("ana", "cleo"), ("bo", "cleo")]
    shared = [pair.figures["attribution_agreement"].value for pair in agreement.pairs]
    assert shared == [4 / 5, 2 / 4, 2 / 3]
    assert agreement.figures["attribution_agreement"].value == (4 + 2 + 2) / (5 + 4 + 3)
    kappas = [pair.figures["type_kappa"] for pair in agreement.pairs]
    assert [kappa.value is None for kappa in kappas] == [False, True, True]
    assert kappas[1].why == "all quotes that two found have the same type"
    assert agreement.figures["type_kappa"].value == kappas[0].value
    assert [(pair.documents, pair.sentences) for pair in agreement.pairs] == [(1, 4)] * 3


def test_a_pair_that_shares_nothing_has_no_figures_and_leaves_those_of_the_others() -> None:
    rows = decided({"ana": ANA, "bo": BO, "cleo": CLEO})
    for name, kept in (("ana", (0, 1)), ("bo", (2, 3))):
        rows = [row for row in rows if row.decision.annotator != name or row.sentence.index in kept]
    agreement = measure_agreement(rows)
    assert {pair.annotators: pair.sentences for pair in agreement.pairs} == {("ana", "cleo"): 2, ("bo", "cleo"): 2}


def test_labels_have_the_share_that_the_other_gave_too() -> None:
    agreement = measure_agreement(decided({"ana": ANA, "bo": BO}), attributes=("stance",))
    found = {(one.kind, one.label): (one.given, one.f1.value) for one in agreement.by_label}
    assert found == {
        ("attribute stance", "for"): (2, 1),
        ("topic", "politics"): (2, 1),
        ("topic", "traffic"): (3, 2 / 3),
        ("type", "direct"): (1, 0),
        ("type", "indirect"): (3, 2 / 3),
        ("type", "mixed"): (1, 0),
    }


def test_the_sweep_of_tolerances_finds_what_is_off_by_so_many_words() -> None:
    two = quote("bridge would open in", cue="said the", source="Mira Toll")
    agreement = measure_agreement(decided({"ana": Said((BRIDGE,)), "bo": Said((two,))}))
    found = {key: f1.value for key, f1 in agreement.by_tolerance.items()}
    assert [found["content", words] for words in (0, 1, 2, 3, 5)] == [0, 1, 1, 1, 1]
    assert [found["cue", words] for words in (0, 1, 2, 3, 5)] == [0, 1, 1, 1, 1]
    assert found["source", 0] == 1


def test_documents_come_worst_first_without_intervals() -> None:
    rows = [*decided({"ana": ANA, "bo": ANA}, "same"), *decided({"ana": ANA, "bo": CLEO}, "other")]
    rows += decided({"ana": Said(), "bo": Said()}, "empty")
    agreement = measure_agreement(rows)
    assert [one.id for one in agreement.by_document] == ["other", "same", "empty"]
    other, same, empty = agreement.by_document
    assert same.figures["token_alpha"].value == 1
    assert same.figures["token_alpha"].low is None
    assert (empty.figures["token_alpha"].value, empty.figures["token_alpha"].why) == (
        None,
        "every word has the same label",
    )
    assert (other.annotators, other.sentences) == (("ana", "bo"), 4)
    assert (agreement.documents, agreement.sentences) == (3, 12)
    assert agreement.figures["token_alpha"].low is None, "three articles are too few for a bootstrap"
    more = [row for name in ("fourth", "fifth") for row in decided({"ana": ANA, "bo": BO}, name)]
    assert measure_agreement([*rows, *more]).figures["token_alpha"].low is not None


def test_the_worst_sentences_show_who_says_what_those_that_most_say_first() -> None:
    agreement = measure_agreement(decided({"ana": ANA, "bo": BO, "cleo": ANA}), worst=2)
    first, second = agreement.worst
    assert (first.sentence.index, second.sentence.index) == (3, 1)
    assert first.agreement == pytest.approx(1 / 3)
    assert [version.annotators for version in first.versions] == [("ana", "cleo"), ("bo",)]
    assert first.versions[1].labels.quotes == ()
    assert agreement.differing == 3
    none_kept = measure_agreement(decided({"ana": ANA, "bo": BO}), worst=0)
    assert (none_kept.worst, none_kept.differing) == ((), 3)
    assert measure_agreement(decided({"ana": ANA, "bo": ANA})).worst == ()


def test_a_comma_is_a_difference_and_the_order_of_topics_is_none() -> None:
    comma = replace(READY, content=(Span(READY.content[0].start, READY.content[0].end - 2),))
    ones = Said((READY,), {0: ("traffic", "politics")})
    others = Said((comma,), {0: ("politics", "traffic")})
    (found,) = measure_agreement(decided({"ana": ones, "bo": others})).worst
    assert (found.sentence.index, found.agreement) == (1, 1)


def test_of_a_document_decided_in_part_the_common_sentences_count() -> None:
    rows = decided({"ana": ANA, "bo": ANA})
    for index in (0, 3):
        rows = changed(rows, "bo", index, answer=Answer.SKIP)
    agreement = measure_agreement(rows)
    assert agreement.sentences == agreement.pairs[0].sentences == 2
    assert agreement.left_out == LeftOut(skipped=2, alone=2)
    assert agreement.figures["attribution_agreement"].value == 1
    assert agreement.figures["token_alpha"].value == 1


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "no decided sentence is chosen"),
        (decided({"ana": ANA}), "only one annotator decided any sentence that is chosen"),
        (
            [*decided({"ana": ANA}), *decided({"bo": ANA}, "two")],
            "no two annotators decided any sentence that is chosen",
        ),
    ],
)
def test_where_nothing_can_be_compared_every_figure_says_why(rows, why) -> None:
    agreement = measure_agreement(rows)
    assert agreement.why == why
    assert {(figure.value, figure.why) for figure in agreement.figures.values()} == {(None, why)}
    assert agreement.pairs == agreement.by_document == agreement.worst == ()
    only_ana = measure_agreement(decided({"ana": ANA, "bo": BO}), annotators=["ana"])
    assert only_ana.why == "only one annotator is named"


def test_what_is_undefined_says_why() -> None:
    nothing = measure_agreement(decided({"ana": Said(), "bo": Said()}), attributes=("stance",)).figures
    assert {name: figure.why for name, figure in nothing.items() if figure.value is not None} == {}
    assert nothing["attribution_agreement"].why == nothing["content_exact_f1"].why == "nobody marked a quote"
    assert nothing["cue_overlap_f1"].why == nothing["attribution_cue"].why == "nobody marked a cue"
    assert nothing["type_kappa"].why == nothing["attribute_stance"].why == "no quote was found by two"
    assert nothing["topic_alpha"].why == "nobody gave a topic"
    bare = quote("the bridge would open in May")
    same = Said((bare,), dict.fromkeys(range(4), ("traffic",)))
    alike = measure_agreement(decided({"ana": same, "bo": same}), attributes=("stance",)).figures
    assert alike["speaker_agreement"].why == "no speaker is named in quotes that two found"
    assert alike["attribute_stance"].why == "nobody gave a value"
    assert alike["topic_alpha"].why == "every sentence has the same topics"
    valued = Said((BRIDGE,))
    alike = measure_agreement(decided({"ana": valued, "bo": valued}), attributes=("stance",)).figures
    assert alike["attribute_stance"].why == "all have the same value"


def test_a_quote_of_marks_alone_can_be_found_and_one_of_white_space_is_none() -> None:
    dot = Said((quote(".", cue="said"),))
    found = values({"ana": dot, "bo": dot})
    assert found["attribution_agreement"] == found["content_exact_f1"] == found["content_overlap_f1"] == 1
    other = values({"ana": dot, "bo": Said((quote("May."),))})
    assert (other["attribution_agreement"], other["content_overlap_f1"], other["content_exact_f1"]) == (1, 0, 0)
    blank = Said((Quote((Span(4, 5),), DIRECT),))
    assert TEXT[4] == " "
    assert values({"ana": blank, "bo": blank})["attribution_agreement"] is None


SPANS = st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 40)).map(
    lambda given: Span(given[0], min(len(TEXT), sum(given)))
)
QUOTES = st.builds(
    Quote,
    st.lists(SPANS, min_size=1, max_size=2).map(tuple),
    st.sampled_from(QuoteType),
    st.none() | SPANS,
    st.none() | SPANS,
    st.none() | st.sampled_from(["Mira Toll", "Toll"]),
    attributes=st.sampled_from([(), (("stance", "for"),), (("stance", "against"),)]),
)
SAID = st.builds(
    Said,
    st.lists(QUOTES, max_size=3).map(tuple),
    st.dictionaries(st.integers(0, 3), st.sampled_from([("traffic",), ("traffic", "politics"), ("sport",)])),
)
NAMES = ("ana", "bo", "cleo")


def rows_of(documents, names):
    return [
        row
        for number, versions in enumerate(documents)
        for row in decided(dict(zip(names, versions, strict=False)), f"document {number}")
    ]


def all_figures(rows):
    agreement = measure_agreement(rows, attributes=("stance",))
    return {name: (one.value, one.low, one.high, one.why) for name, one in agreement.figures.items()}


@given(st.lists(SAID, min_size=1, max_size=2), st.integers(2, 3))
@example([Said((Quote((Span(0, 1),), QuoteType.DIRECT, None, Span(64, 65), None),), {})], 2)
def test_identical_annotators_agree_wholly_in_every_figure_that_is_defined(documents, people) -> None:
    rows = rows_of([[said] * people for said in documents], NAMES)
    agreement = measure_agreement(rows, attributes=("stance",))
    figures = {**agreement.figures, **{(one.kind, one.label): one.f1 for one in agreement.by_label}}
    assert {name: figure.value for name, figure in figures.items() if figure.value not in (None, 1.0)} == {}
    assert (agreement.differing, agreement.worst) == (0, ())
    contents = [span for said in documents for one in said.quotes for span in one.content]
    marked = any(span.of(TEXT).strip() for span in contents)
    assert agreement.figures["attribution_agreement"].value == (1 if marked else None)


@given(st.lists(st.tuples(SAID, SAID, SAID), min_size=1, max_size=2), st.permutations(NAMES))
def test_who_is_called_what_changes_no_figure(documents, names) -> None:
    found, renamed = all_figures(rows_of(documents, NAMES)), all_figures(rows_of(documents, names))
    for name, figure in found.items():
        assert renamed[name] == pytest.approx(figure, abs=1e-9), name


@given(st.lists(st.tuples(SAID, SAID), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_whoever_reads_the_decisions_in_whatever_order_has_the_same_figures_and_intervals(documents, chance) -> None:
    rows = rows_of(documents, NAMES[:2])
    shuffled = chance.sample(rows, len(rows))
    own, other = measure_agreement(rows, worst=0), measure_agreement(shuffled, worst=0)
    assert (own.figures, own.pairs) == (other.figures, other.pairs)


@given(SAID, SAID)
def test_figures_lie_where_they_can(one, other) -> None:
    for name, (value, *_) in all_figures(rows_of([[one, other]], NAMES)).items():
        if value is not None:
            assert (-1 if "alpha" in name or "kappa" in name or "stance" in name else 0) <= value <= 1, name


def test_the_lowest_agreement_comes_first_and_what_is_undefined_last() -> None:
    def part(number: int, value: float | None) -> PartAgreement:
        return PartAgreement(("ana", "bo"), 1, 1, {TOKEN_ALPHA: Figure(value)}, str(number))

    parts = [part(at, value) for at, value in enumerate((None, 0.5, 0.0, -0.2, None, 0.0))]
    assert [one.id for one in sorted(parts, key=lambda one: one.rank)] == ["3", "2", "5", "1", "0", "4"]
