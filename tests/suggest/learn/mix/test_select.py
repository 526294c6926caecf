"""The mix of rules and network: whoever has shown itself better on decisions that were held out."""

from collections.abc import Callable

import numpy as np
import pytest
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.suggest.learn.mix.candidates import EVIDENCE, LEARNED, RULES, MixCandidate
from annotator.suggest.learn.mix.regression import LogisticRegression, logistic
from annotator.suggest.learn.mix.select import (
    Guideline,
    Mix,
    SideModels,
    as_quotes,
    choose,
    mixed_quotes,
    uncued_beside,
)
from annotator.suggest.learn.network.features import read_features, read_targets
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.text.view import make_view
from tests.suggest.learn.examples import as_if_read, lesson, undecided_models


def test_a_mix_survives_being_written_out() -> None:
    model = LogisticRegression((0.1, 0.2), (1.0,), (2.0,))
    mix = Mix("mix", 0.4, {RULES: SideModels(model, model, model)}, ((0.2, 0.1), (0.9, 0.95)))
    assert Mix.from_json(mix.to_json()) == mix
    assert mix.calibrated(0.9) == pytest.approx(0.95)
    assert mix.calibrated(0.55) == pytest.approx(0.525)


def evidence(rule: float, anchor: float) -> np.ndarray:
    made = np.zeros(len(EVIDENCE))
    made[EVIDENCE.index("rule")] = rule
    made[EVIDENCE.index("anchor")] = anchor
    made[EVIDENCE.index("content")] = 3.0
    return made


def test_one_candidate_for_each_cue_and_none_that_share_content() -> None:
    mix = Mix("mix", 0.5, dict.fromkeys((RULES, LEARNED), undecided_models()))
    sure = MixCandidate(RULES, 2, [(3, 8)], None, (2, 3), None, evidence(3.0, 0.0))
    other = MixCandidate(LEARNED, 2, [(3, 9)], None, (2, 3), None, evidence(0.0, 1.0))
    inside = MixCandidate(LEARNED, 5, [(6, 8)], None, (5, 6), None, evidence(0.0, 1.0))
    beyond = MixCandidate(LEARNED, 12, [(13, 20)], None, (12, 13), None, evidence(0.0, 2.0))
    doubtful = MixCandidate(RULES, 22, [(23, 25)], None, (22, 23), None, evidence(-1.0, 0.0))
    chosen = choose([other, inside, doubtful, beyond, sure], 30, mix)
    assert [(c.side, c.anchor) for c in chosen] == [(RULES, 2), (LEARNED, 12)]


def test_a_guideline_marks_what_is_said_and_leaves_beliefs_out(read: Callable[[str], Doc]) -> None:
    doc = read("The mayor hopes that the bridge opens in May. Nora said that it rained.")
    view, lexicon = make_view(doc), load_lexicon("en")
    hopes, said = (
        MixCandidate(LEARNED, at, [(at + 1, at + 4)], None, (at, at + 1), None, np.zeros(len(EVIDENCE)))
        for at in (token.i for token in doc if token.text in ("hopes", "said"))
    )
    for profile, marked in (("speech", [False, True]), ("polnear", [True, True]), ("guardian", [False, False])):
        guideline = Guideline(PROFILES[profile], lexicon)
        assert [guideline.admits(view, candidate) for candidate in (hopes, said)] == marked


def test_a_quotes_score_is_what_its_curve_makes_of_it(read: Callable[[str], Doc]) -> None:
    view = make_view(read("The mayor hopes that the bridge opens in May. Nora said that it rained."))
    at = next(token.i for token in view.doc if token.text == "said")
    said = MixCandidate(LEARNED, at, [(at + 1, at + 4)], (at - 1, at), (at, at + 1), None, np.zeros(len(EVIDENCE)), 0.8)
    curve = ((0.0, 0.0), (0.8, 0.61), (1.0, 0.9))
    for mix, score in ((Mix("mix"), 0.8), (Mix("mix", curve=curve), 0.61), (Mix("learned", curve=curve), 0.61)):
        [quote] = as_quotes(view, [said], mix)
        assert quote.score == score
        assert (quote.rule, quote.type) == ("learned", QuoteType.INDIRECT)
        assert [span.of(view.doc.text) for span in (*quote.content, quote.cue, quote.source) if span] == [
            "that it rained",
            "said",
            "Nora",
        ]


def test_a_candidate_below_the_threshold_is_not_suggested_and_candidates_stay_as_they_are() -> None:
    mix = Mix("mix", 0.9, {RULES: undecided_models()})
    sure = MixCandidate(RULES, 2, [(3, 8)], None, (2, 3), None, evidence(3.0, 0.0))
    assert choose([sure], 30, mix) == []
    [chosen] = choose([sure], 30, Mix("mix", 0.5, mix.models))
    assert chosen.score == pytest.approx(logistic(np.array([2.0]))[0])
    assert sure.score == 0.0


def test_the_policy_says_whose_quotes_are_suggested(read: Callable[[str], Doc]) -> None:
    example = lesson(0)
    doc = read(example.document.text)
    features = read_features(doc, load_lexicon("en"))
    predicted = as_if_read(features, read_targets(doc, example.quotes, features))
    rules = (Quote((Span(0, 4),), QuoteType.INDIRECT, None, None),)

    def said(quote: Quote) -> str:
        return quote.content[0].of(doc.text).rstrip(".")

    assert mixed_quotes(features, predicted, rules, Mix("rules")) == rules
    learned = mixed_quotes(features, predicted, rules, Mix("learned", 0.5))
    assert [said(q) for q in learned] == [said(q) for q in example.quotes]
    assert [q.score for q in learned] == [pytest.approx(0.81, abs=0.001)] * 2
    both = mixed_quotes(features, predicted, rules, Mix("mix", 0.5, {RULES: undecided_models()}))
    assert [said(q) for q in both] == [said(q) for q in example.quotes]
    assert all(q.rule != "learned" for q in both)
    held_to = Guideline(PROFILES["guardian"], load_lexicon("en"))
    [marked] = mixed_quotes(features, predicted, rules, Mix("learned", 0.5), held_to)
    assert marked.content == example.quotes[1].content


def test_turns_without_a_cue_stand_beside_the_learned_quotes(read: Callable[[str], Doc]) -> None:
    text = "“Is it late?” asked Nora.\n\n“It is late.”\n\n“Then we go.”"
    lexicon = load_lexicon("en")
    features = read_features(read(text), lexicon)

    def said(profile: str, *quotes: Quote) -> list[str]:
        found = uncued_beside(features, PROFILES[profile], lexicon, quotes)
        assert all((quote.cue, quote.source, quote.type) == (None, None, QuoteType.DIRECT) for quote in found)
        return [quote.content[0].of(text) for quote in found]

    assert said("speech") == said("guardian") == ["“It is late.”", "“Then we go.”"]
    assert said("polnear") == []
    at = text.index("is late.”")
    assert said("speech", Quote((Span(at, at + 7),), QuoteType.INDIRECT, None, None)) == ["“Then we go.”"]
