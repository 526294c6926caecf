"""The mix of rules and network: whoever has shown itself better on decisions that were held out."""

from collections.abc import Callable

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.suggest.learn.metrics import match, same_source, tally
from annotator.suggest.learn.mix.candidates import EVIDENCE, LEARNED, RULES, MixCandidate
from annotator.suggest.learn.mix.regression import LogisticRegression, logistic
from annotator.suggest.learn.mix.select import Guideline, Mix, SideModels, choose
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.text.view import make_view
from annotator.suggest.topics.votes import BECAUSE, Weights, fit_votes, votes
from tests.suggest.learn.examples import undecided_models

TEXT = "The mayor said that it rained. “It did,” said Nora."


def quote(start: int, end: int, source: Span | None = None) -> Quote:
    return Quote((Span(start, end),), QuoteType.INDIRECT, None, source)


def test_a_quote_is_found_from_half_its_letters_on_and_exact_without_its_punctuation() -> None:
    decided = [quote(15, 29)]
    assert [m.exact for m in match(TEXT, decided, [quote(15, 30)])] == [True]
    assert [m.exact for m in match(TEXT, decided, [quote(20, 29)])] == [False]
    assert match(TEXT, decided, [quote(24, 29)]) == []
    counts = tally(TEXT, decided, [quote(15, 29), quote(32, 38)])
    assert (counts.found, counts.suggested) == (1, 2)
    assert counts.overlap == pytest.approx(200 / 3)


def test_of_two_suggestions_one_finds_the_quote() -> None:
    found = match(TEXT, [quote(15, 29)], [quote(20, 29), quote(15, 29)])
    assert [(m.suggested, m.exact) for m in found] == [(1, True)]


def test_the_right_source_shares_a_letter_or_both_are_nobody() -> None:
    assert same_source(TEXT, Span(0, 9), Span(4, 9))
    assert not same_source(TEXT, Span(0, 9), None)
    assert not same_source(TEXT, None, Span(0, 9))
    assert same_source(TEXT, None, None)


def test_with_one_answer_a_ranker_still_says_what_was_thought_before() -> None:
    ranker = LogisticRegression.fit([np.ones(3)], [0.4], [True])
    assert ranker(np.ones((1, 3)), np.array([0.4]))[0] == pytest.approx(logistic(np.array([0.4]))[0], abs=0.15)


def test_a_ranker_learns_what_speaks_for_a_choice() -> None:
    rng = np.random.default_rng(0)
    evidence = rng.normal(size=(400, 3))
    right = (evidence[:, 0] - evidence[:, 2] > 0).tolist()
    ranker = LogisticRegression.fit(list(evidence), [0.0] * 400, right)
    probabilities = ranker(np.array([[2.0, 0, -2.0], [-2.0, 0, 2.0]]), np.zeros(2))
    assert probabilities[0] > 0.95
    assert probabilities[1] < 0.05


def test_a_mix_survives_being_written_out() -> None:
    ranker = LogisticRegression((0.1, 0.2), (1.0,), (2.0,))
    mix = Mix("mix", 0.4, {RULES: SideModels(ranker, ranker, ranker)}, ((0.2, 0.1), (0.9, 0.95)))
    assert Mix.from_json(mix.to_json()) == mix
    assert mix.calibrated(0.9) == pytest.approx(0.95)
    assert mix.calibrated(0.55) == pytest.approx(0.525)


def evidence(rule: float, anchor: float) -> np.ndarray:
    made = np.zeros(len(EVIDENCE))
    made[EVIDENCE.index("rule")] = rule
    made[EVIDENCE.index("anchor")] = anchor
    made[EVIDENCE.index("content")] = 3.0
    return made


def test_one_choice_a_cue_and_none_that_share_content() -> None:
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


def test_a_topic_is_what_terms_and_classifier_say_together() -> None:
    weights = Weights(share=0.6, least=0.35, topics=("sport", "science"))
    said = [("sport", 0.9, "goal"), ("politics", 0.5, "vote")]
    assert votes(said, {"sport": 0.9, "science": 0.1}, weights) == [("sport", 0.9, "goal")]
    assert votes([], {"sport": 0.1, "science": 0.95}, weights) == [("science", 0.57, BECAUSE)]
    assert votes(said, {"sport": 0.0, "science": 0.0}, weights) == [("sport", 0.36, "goal")]


def test_without_held_out_documents_terms_alone_decide() -> None:
    doc = spacy.blank("en")("It rained.")
    doc.cats = {"sport": 1.0}
    assert fit_votes([doc] * 3, [frozenset({"sport"})] * 3, "topics") == (Weights(), [])


def test_a_classifier_that_knows_better_gets_a_share() -> None:
    docs, wanted = [], []
    for number in range(40):
        doc = spacy.blank("en")("It rained.")
        for token in doc:
            token.is_sent_start = token.i == 0
        doc.cats = {"sport": 0.9 if number % 2 else 0.1}
        docs.append(doc)
        wanted.append(frozenset({"sport"} if number % 2 else ()))
    weights, [figures] = fit_votes(docs, wanted, "topics")
    assert weights.topics == ("sport",)
    assert weights.share > 0
    assert (figures.terms, figures.mixed) == (0.0, 100.0)
