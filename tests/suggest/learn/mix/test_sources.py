"""Whose words a quote gives: the mentions that are tried, and the one that decisions make likeliest."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import EVIDENCE, LEARNED, RULES, MixCandidate
from annotator.suggest.learn.mix.fit_sources import fit_sources, right_sources, row_of
from annotator.suggest.learn.mix.regression import ConditionalLogit
from annotator.suggest.learn.mix.select import Mix, select_candidates
from annotator.suggest.learn.mix.source_evidence import overlap, tidy
from annotator.suggest.learn.mix.sources import SourceOptions, likeliest, make_options, name_sources
from annotator.suggest.learn.network.features import ROLES, SOURCE, read_features
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import FINITE
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.text.view import Range
from tests.suggest.learn.examples import undecided_models

Read = Callable[[str], Doc]

TEXT = "Bo Dahl met the mayor of Lund, who told a reporter that the old bridge would open. She hoped that it rained."


def at(doc: Doc, words: str) -> Range:
    """The tokens of the first place with these words."""
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    return span.start, span.end


def words_of(doc: Doc, mention: Range | None) -> str | None:
    return None if mention is None else doc[mention[0] : mention[1]].text


def quote_at(doc: Doc, cue: str, content: str, source: str | None, side: str = LEARNED) -> MixCandidate:
    place, own = at(doc, cue), None if source is None else at(doc, source)
    return MixCandidate(side, place[0], [at(doc, content)], own, place, None, np.zeros(len(EVIDENCE)), 0.9, 0.5)


def context_of(doc: Doc, candidates: list[MixCandidate], seen: dict[str, float] | None = None) -> DocContext:
    """A Doc whose network takes some words for the source of every quote, with these probabilities; without rules."""
    features = read_features(doc, load_lexicon("en"))
    features.rule_candidates.by_head.clear()
    anchors = sorted({candidate.anchor for candidate in candidates})
    roles = np.full((len(anchors), LENGTH + MARGIN, len(ROLES)), 0.02, dtype=np.float32)
    for row, anchor in enumerate(anchors):
        for words, sure in (seen or {}).items():
            first, last = at(doc, words)
            roles[row, first - anchor + BEFORE : last - anchor + BEFORE, SOURCE] = sure
    edges = np.full((len(anchors), LENGTH + MARGIN, 2), 0.01, dtype=np.float32)
    predicted = Predicted(np.full(len(doc), 0.9, dtype=np.float32), anchors, roles, edges)
    return DocContext.of(features, predicted, candidates)


def tried(doc: Doc, options: SourceOptions) -> list[str | None]:
    return [words_of(doc, mention) for mention in options.mentions]


def test_the_own_source_nobody_and_the_mentions_of_the_sentence_are_tried(read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", "a reporter")
    options = make_options(context_of(doc, [told]), [told], [told], 0)
    found = tried(doc, options)
    assert found[:2] == ["a reporter", None]
    assert {"Bo Dahl", "the mayor of Lund", "who"} <= set(found)
    assert "She" not in found, "of another sentence"
    assert len(set(found)) == len(found) == len(options.evidence)
    assert np.isfinite(options.evidence).all()


def test_nobody_within_the_words_has_said_them(read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", "who")
    seen = {"bridge would": 0.9, "a reporter that": 0.9}
    found = tried(doc, make_options(context_of(doc, [told], seen), [told], [told], 0))
    assert not [words for words in found if words and ("bridge" in words or "that" in words)]
    assert "a reporter" in found


def test_what_the_network_sees_less_surely_is_tried_too(read: Read) -> None:
    doc = read(TEXT)
    hoped = quote_at(doc, "hoped", "that it rained", "She")
    for sure, expected in ((0.9, True), (0.3, True), (0.1, True), (0.02, False)):
        context = context_of(doc, [hoped], {"mayor of Lund": sure})
        assert ("mayor of Lund" in tried(doc, make_options(context, [hoped], [hoped], 0))) is expected, sure


def test_what_others_name_at_the_anchor_is_tried(read: Read) -> None:
    doc = read(TEXT)
    hoped = quote_at(doc, "hoped", "that it rained", None)
    other = quote_at(doc, "hoped", "it rained", "the old bridge", RULES)
    elsewhere = quote_at(doc, "told", "that the old bridge would open", "of Lund", RULES)
    context = context_of(doc, [hoped, other, elsewhere])
    found = tried(doc, make_options(context, [hoped, other, elsewhere], [hoped], 0))
    assert "the old bridge" in found
    assert "of Lund" not in found
    assert found.count(None) == 1


def test_what_the_rules_thought_of_at_the_anchor_is_tried(read: Read) -> None:
    doc = read(TEXT)
    hoped = quote_at(doc, "hoped", "that it rained", None)
    context = context_of(doc, [hoped])
    thought = Candidate(hoped.content, hoped.cue, hoped.anchor, at(doc, "of Lund"), "hope", FINITE)
    assert "of Lund" not in tried(doc, make_options(context, [hoped], [hoped], 0))
    context.features.rule_candidates.by_head[hoped.anchor] = [thought]
    assert "of Lund" in tried(doc, make_options(context, [hoped], [hoped], 0))


def test_a_quote_may_have_the_source_of_the_one_before(read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", "Bo Dahl")
    hoped = quote_at(doc, "hoped", "that it rained", "She")
    context = context_of(doc, [told, hoped])
    assert "Bo Dahl" in tried(doc, make_options(context, [told, hoped], [told, hoped], 1))
    assert "She" not in tried(doc, make_options(context, [told, hoped], [told, hoped], 0)), "that comes after"


def test_sources_go_to_whom_decisions_named(read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", "a reporter")
    context = context_of(doc, [told], {"who": 0.4, "a reporter": 0.5})
    start = TEXT.index("that the old")
    decided = [Quote((Span(start, start + 30),), QuoteType.INDIRECT, None, Span(31, 34))]
    assert decided[0].source is not None
    assert decided[0].source.of(TEXT) == "who"
    [(evidence, right)] = right_sources(doc, context, [told], [told], decided)
    assert right > 0
    assert fit_sources([[(evidence, right)]] * 10) is None, "ten quotes are too few"
    model = fit_sources([[(evidence, right)]] * 80)
    assert model is not None
    [named] = name_sources(context, [told], [told], model)
    assert words_of(doc, named.source) == "who"


def test_a_mix_without_such_a_model_leaves_sources_as_they_are(read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", "a reporter")
    context = context_of(doc, [told], {"who": 0.9})
    mix = Mix("mix", 0.1, {LEARNED: undecided_models()})
    options = make_options(context, [told], [told], 0)
    model = fit_sources([[(options.evidence, options.mentions.index(at(doc, "who")))]] * 80)
    for sources, expected in ((None, "a reporter"), (model, "who")):
        own = Mix(mix.policy, mix.threshold, mix.models, sources=sources)
        [chosen] = select_candidates(context.features, context.predicted, [told], own).candidates
        assert words_of(doc, chosen.source) == expected


def test_a_quote_that_finds_nothing_teaches_nothing(read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", "who")
    context = context_of(doc, [told])
    assert right_sources(doc, context, [told], [told], []) == []
    elsewhere = Quote((Span(*(TEXT.index("it rained") + n for n in (0, 9))),), QuoteType.INDIRECT, None, None)
    assert right_sources(doc, context, [told], [told], [elsewhere]) == []


def test_the_right_one_has_most_in_common_with_the_decided_source(read: Read) -> None:
    doc = read(TEXT)
    mentions = [at(doc, "mayor"), at(doc, "the mayor of Lund"), None, at(doc, "She")]
    start = TEXT.index("the mayor")
    assert row_of(doc, mentions, Span(start, start + len("the mayor of Lund,"))) == 1
    assert row_of(doc, mentions, Span(start, start + len("the mayor"))) == 0
    assert row_of(doc, mentions, None) == 2
    assert row_of(doc, mentions, Span(0, 7)) is None, "nobody tried Bo Dahl"
    assert row_of(doc, mentions[:2], None) is None


def test_a_mix_keeps_its_model_and_old_ones_have_none() -> None:
    mix = Mix("mix", 0.4, {}, (), None, ConditionalLogit((0.5, -1.0)))
    written = mix.to_json()
    assert Mix.from_json(written) == mix
    del written["sources"]
    assert Mix.from_json(written) == Mix("mix", 0.4)


ranges = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(tidy)


@given(ranges, ranges)
def test_two_mentions_overlap_where_they_share_a_token(one: Range | None, other: Range | None) -> None:
    tokens = [set(range(*mention)) if mention else {-1} for mention in (one, other)]
    assert overlap(one, other) == bool(tokens[0] & tokens[1]) == overlap(other, one)


@pytest.mark.parametrize("source", [(4, 4), (5, 4), None])
def test_a_source_of_which_nothing_is_left_is_none(source: Range | None, read: Read) -> None:
    doc = read(TEXT)
    told = quote_at(doc, "told", "that the old bridge would open", None)
    told.source = source
    options = make_options(context_of(doc, [told]), [told], [told], 0)
    assert options.mentions[0] is None
    assert options.mentions.count(None) == 1


def test_mentions_of_the_same_person_speak_for_each_other_and_the_likeliest_extent_is_taken() -> None:
    worth = np.log(np.array([0.36, 0.30, 0.34]))
    assert likeliest([(0, 2), (7, 9), (20, 22)], worth) == 0
    assert likeliest([(0, 2), (7, 9), (6, 9)], worth) == 2
    assert likeliest([None, (7, 9), (6, 9)], worth) == 2
    assert likeliest([(0, 2), (7, 9), (9, 12)], worth) == 0, "neighbours share no word"


@given(st.lists(ranges, min_size=1, max_size=6, unique=True), st.data())
def test_what_is_certain_is_taken(mentions: list[Range | None], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(mentions) - 1))
    assert likeliest(mentions, np.where(np.arange(len(mentions)) == row, 0.0, -30.0)) == row
