"""The mix of rules and network: whoever has shown itself better on decisions that were held out."""

import json
from dataclasses import replace

import numpy as np
import pytest

from annotator.core.decided import TrainingExample
from annotator.core.habits import Habit, Habits
from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.core.text.marked_text import letters
from annotator.suggest.learn.mix.candidates import EVIDENCE, make_candidates
from annotator.suggest.learn.mix.select import (
    JUDGED,
    Guideline,
    Judge,
    Mix,
    choose,
    rate,
    select_quotes,
    uncued_beside,
)
from annotator.suggest.learn.network.features import Features, read_features, read_targets
from annotator.suggest.quotes.candidate import LEARNED, RULES, Candidate
from annotator.suggest.quotes.frames import FINITE
from annotator.suggest.quotes.lexicon import load_lexicon, probability
from annotator.suggest.regression import logistic
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import as_if_read, features_of, lesson, undecided_judges


def test_with_one_answer_a_judge_still_says_what_was_thought_before() -> None:
    judge = Judge.fit(np.ones((1, 3)), np.array([0.4]), [True])
    assert judge(np.ones((1, 3)), np.array([0.4]))[0] == pytest.approx(logistic(np.array([0.4]))[0], abs=0.15)


def test_a_judge_learns_what_speaks_for_a_candidate() -> None:
    rng = np.random.default_rng(0)
    evidence = rng.normal(size=(400, 3))
    right = (evidence[:, 0] - evidence[:, 2] > 0).tolist()
    judge = Judge.fit(evidence, np.zeros(400), right)
    probabilities = judge(np.array([[2.0, 0, -2.0], [-2.0, 0, 2.0]]), np.zeros(2))
    assert probabilities[0] > 0.95
    assert probabilities[1] < 0.05


def test_a_mix_survives_being_written_out() -> None:
    judge = Judge((0.1, 0.2), (1.0,), (2.0,))
    mix = Mix("mix", 0.4, {RULES: dict.fromkeys(JUDGED, judge)}, ((0.2, 0.1), (0.9, 0.95)), {"a": 0.5}, {"b": -1.0})
    written = mix.to_json()
    assert Mix.from_json(written) == mix
    assert probability(0.9, mix.curve) == pytest.approx(0.95)
    assert probability(0.55, mix.curve) == pytest.approx(0.525)
    assert (
        Mix.from_json(json.loads(json.dumps(written))).digest()
        == mix.digest()
        != replace(mix, edges={"a": 0.6}).digest()
    )


def test_a_mix_of_an_earlier_version_picks_edges_and_sources_as_shipped() -> None:
    earlier = Mix("mix", 0.4).to_json() | {"picker": [0.1, 0.2], "sources": [0.3]}
    del earlier["edges"], earlier["named"]
    assert Mix.from_json(earlier) == Mix("mix", 0.4)


def candidate(side: str, at: int, start: int, end: int, **told: float) -> Candidate:
    """A possible quote of the tokens from `start` to `end`, with a cue at `at`."""
    evidence = np.zeros(len(EVIDENCE))
    for name, value in ({"content": 3.0} | told).items():
        evidence[EVIDENCE.index(name)] = value
    return Candidate([(start, end)], (at, at + 1), at, None, "say", FINITE, side=side, evidence=evidence)


@pytest.fixture
def guideline() -> Guideline:
    return Guideline(PROFILES["polnear"], load_lexicon("en"))


def chosen(features: Features, candidates: list[Candidate], mix: Mix, guideline: Guideline) -> list[Candidate]:
    return choose(rate(features, candidates, mix, guideline), mix.threshold)


def test_one_candidate_for_each_cue_and_none_that_share_content(read: Read, guideline: Guideline) -> None:
    features = features_of(read("It rained."))
    mix = Mix("mix", 0.5, dict.fromkeys((RULES, LEARNED), undecided_judges()))
    sure = candidate(RULES, 2, 3, 8, rule=3.0)
    other = candidate(LEARNED, 2, 3, 9, anchor=1.0)
    inside = candidate(LEARNED, 5, 6, 8, anchor=1.0)
    beyond = candidate(LEARNED, 12, 13, 20, anchor=2.0)
    doubtful = candidate(RULES, 22, 23, 25, rule=-1.0)
    found = chosen(features, [other, inside, doubtful, beyond, sure], mix, guideline)
    assert [(c.side, c.head) for c in found] == [(RULES, 2), (LEARNED, 12)]


def test_a_candidate_below_the_threshold_is_not_suggested_and_candidates_stay_as_they_are(
    read: Read, guideline: Guideline
) -> None:
    features = features_of(read("It rained."))
    mix = Mix("mix", 0.9, {RULES: undecided_judges()})
    sure = candidate(RULES, 2, 3, 8, rule=3.0)
    assert chosen(features, [sure], mix, guideline) == []
    [found] = chosen(features, [sure], replace(mix, threshold=0.5), guideline)
    assert found.score == found.shipped == pytest.approx(logistic(np.array([2.0]))[0])
    assert sure.score == 0.0


def test_decisions_move_what_was_learned(read: Read, guideline: Guideline) -> None:
    features = features_of(read("Nora said that it rained."))
    mix = Mix("mix", 0.5, {LEARNED: undecided_judges()})
    found = [candidate(LEARNED, 1, 2, 5, anchor=2.0)]
    habits = Habits({"word say": Habit(9, 0, 8.0, -1.5)}, 2)
    adapted_to = replace(guideline, lexicon=replace(guideline.lexicon, habits=habits))
    [before], [after] = (rate(features, found, mix, own) for own in (guideline, adapted_to))
    assert before.shipped == before.score == after.shipped > after.score > 0.2


def test_what_was_learned_is_marked_whatever_the_profile_says_of_its_kind(read: Read, guideline: Guideline) -> None:
    features = features_of(read("Nora hopes that it rained."))
    mix = Mix("mix", 0.5, {LEARNED: undecided_judges()})
    hopes = replace(candidate(LEARNED, 1, 2, 5, anchor=2.0), word="hope")
    known = replace(guideline.lexicon, habits=Habits({"word say": Habit(9, 0, 8.0, -1.5)}, 2))
    scores = [
        rate(features, [hopes], mix, Guideline(PROFILES["speech"], known, narrower))[0].score
        for narrower in (False, True)
    ]
    assert scores[0] > 0.5 > 0.1 > scores[1]


def test_a_guideline_marks_what_is_said_and_leaves_beliefs_out(read: Read) -> None:
    example = lesson(0)
    text = f"The mayor hopes that the bridge opens in May. {example.document.text}"
    doc, lexicon = read(text), load_lexicon("en")
    features = read_features(doc, lexicon)
    hopes = Quote((Span(16, 44),), QuoteType.INDIRECT, Span(10, 15), Span(0, 9))
    quotes = (hopes, *(quote.shifted(46) for quote in example.quotes))
    predicted = as_if_read(features, read_targets(doc, quotes, features))
    candidates = make_candidates(features, predicted)
    for profile, narrower, number in (
        ("speech", True, 2),
        ("speech", False, 3),
        ("polnear", True, 3),
        ("guardian", True, 1),
    ):
        held_to = Guideline(PROFILES[profile], lexicon, narrower)
        found = select_quotes(features, predicted, candidates, Mix("learned", 0.5), held_to)
        assert len(found.quotes) == number, profile


def suggested(read: Read, mix: Mix, number: int = 0) -> tuple[str, tuple[Quote, ...], TrainingExample]:
    """What a mix suggests in a lesson of which the network is right about everything; its text and gold."""
    example, lexicon = lesson(number), load_lexicon("en")
    doc = read(example.document.text)
    features = read_features(doc, lexicon)
    predicted = as_if_read(features, read_targets(doc, example.quotes, features))
    candidates, known = make_candidates(features, predicted), Guideline(PROFILES["polnear"], lexicon)
    return doc.text, select_quotes(features, predicted, candidates, mix, known).quotes, example


def test_a_quotes_score_is_what_its_curve_makes_of_it(read: Read) -> None:
    curve = ((0.0, 0.0), (0.81, 0.61), (1.0, 0.9))
    for mix, score in ((Mix("learned"), 0.81), (Mix("learned", curve=curve), 0.61)):
        _, quotes, _ = suggested(read, mix)
        assert [quote.score for quote in quotes] == [pytest.approx(score, abs=0.002)] * 2
        assert [(quote.rule, quote.type) for quote in quotes] == [
            ("learned", QuoteType.INDIRECT), ("learned", QuoteType.DIRECT)
        ]  # fmt: skip


def test_the_judges_say_whose_quotes_are_suggested(read: Read) -> None:
    for mix, learned in ((Mix("learned", 0.5), True), (Mix("mix", 0.5, {RULES: undecided_judges()}), False)):
        text, quotes, example = suggested(read, mix)
        for quote, wanted in zip(quotes, example.quotes, strict=True):
            assert letters(text, quote.content) == letters(text, wanted.content)
            assert (quote.cue, quote.source) == (wanted.cue, wanted.source)
            assert (quote.rule == "learned") is learned


def test_turns_without_a_cue_stand_beside_the_learned_quotes(read: Read) -> None:
    text = "“Is it late?” asked Nora.\n\n“It is late.”\n\n“Then we go.”"
    lexicon = load_lexicon("en")
    features = read_features(read(text), lexicon)

    def said(profile: str, *quotes: Quote) -> list[str]:
        found = uncued_beside(features, Guideline(PROFILES[profile], lexicon), quotes)
        assert all((quote.cue, quote.source, quote.type) == (None, None, QuoteType.DIRECT) for quote in found)
        return [quote.content[0].of(text) for quote in found]

    assert said("speech") == said("guardian") == ["“It is late.”", "“Then we go.”"]
    assert said("polnear") == []
    at = text.index("is late.”")
    assert said("speech", Quote((Span(at, at + 7),), QuoteType.INDIRECT, None, None)) == ["“Then we go.”"]
