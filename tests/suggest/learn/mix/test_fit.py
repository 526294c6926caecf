"""Who suggests: rules, network or their mix, by what held-out decisions confirm and by no less; and at what scores."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.suggest.learn.metrics import ScoreTally
from annotator.suggest.learn.mix import fit
from annotator.suggest.learn.mix.candidates import key_of, make_candidates
from annotator.suggest.learn.mix.fit import (
    HeldOut,
    calibrated,
    fit_mix,
    fit_weights,
    lesson_of_edges,
    lesson_of_sources,
    touched,
)
from annotator.suggest.learn.mix.select import Guideline
from annotator.suggest.learn.network.features import read_targets
from annotator.suggest.quotes.candidate import LEARNED, Candidate
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.readings.make import ELSEWHERE
from annotator.suggest.quotes.readings.options import Candidates, options
from annotator.suggest.quotes.readings.words import Text
from annotator.suggest.quotes.sources import cue_holders, sources
from tests.suggest.conftest import Read
from tests.suggest.learn.examples import as_if_read, features_of, lesson

Make = Callable[..., list[HeldOut]]


@pytest.fixture
def held_articles(read: Read) -> Make:
    """Makes held-out articles with two decided quotes each."""

    def make(count: int = 24, *, rules_find: bool, network_finds: bool) -> list[HeldOut]:
        articles = []
        for number in range(count):
            example = lesson(number)
            doc = read(example.document.text)
            features = features_of(doc)
            if not rules_find:
                features.rule_candidates.chosen, features.rule_candidates.firm = [], []
                features.rule_candidates.by_head.clear()
            shown = example.quotes if network_finds else ()
            predicted = as_if_read(features, read_targets(doc, shown, features), sure=0.95)
            if not network_finds:  # it still reads around the rules' cues, and sees nothing there
                predicted = as_if_read(features, read_targets(doc, example.quotes, features), sure=0.25)
            candidates = make_candidates(features, predicted)
            right = {key_of(one): fit.finds(features.view, one, example.quotes) for one in candidates}
            rules = example.quotes if rules_find else ()
            articles.append(
                HeldOut(
                    example.document.id, example.quotes, rules, features, predicted, candidates, right,
                    Guideline(PROFILES["polnear"], load_lexicon("en")),
                )
            )  # fmt: skip
        return articles

    return make


def test_the_mix_suggests_where_it_finds_what_the_rules_do_not(held_articles: Make) -> None:
    verdict = fit_mix(held_articles(rules_find=False, network_finds=True))
    assert verdict.tallies["rules"].found == 0
    assert verdict.mix.policy == "mix"
    assert verdict.tallies["mix"].f1.found > 90
    assert verdict.used == verdict.tallies["mix"]
    assert set(verdict.mix.judges) == {LEARNED}
    assert verdict.mix.curve, "its scores are calibrated"
    assert 0.3 <= verdict.mix.threshold <= 0.7


def test_the_rules_suggest_where_nothing_beats_them(held_articles: Make) -> None:
    verdict = fit_mix(held_articles(rules_find=True, network_finds=False))
    assert verdict.tallies["rules"].f1.found == 100
    assert verdict.mix.policy == "rules"
    assert verdict.used == verdict.tallies["rules"]


def test_the_network_alone_suggests_where_it_beats_the_rules_and_the_mix_does_not(
    held_articles: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = held_articles(rules_find=False, network_finds=True)
    fitted = fit._fitted

    def finds_nothing(*arguments: object) -> tuple[object, list[ScoreTally]]:
        mix, tallies = fitted(*arguments)  # type: ignore[arg-type]
        return mix, [ScoreTally(decided=one.decided) for one in tallies]

    monkeypatch.setattr(fit, "_fitted", finds_nothing)
    verdict = fit_mix(held)
    assert verdict.mix.policy == "learned"
    assert verdict.used == verdict.tallies["learned"]


def test_few_quotes_and_few_articles_are_too_little_to_trust(held_articles: Make) -> None:
    held = held_articles(rules_find=False, network_finds=True)
    assert fit_mix(held[:19]).mix.policy == "rules", "38 quotes"
    assert fit_mix([replace(one, article=f"made-up-{number % 7}") for number, one in enumerate(held)]).mix.policy == (
        "rules"
    ), "7 articles in many versions"


@pytest.mark.parametrize(
    ("ours", "theirs", "better"),
    [
        ([ScoreTally(4, 4, 3, 3, 3)] * 12, [ScoreTally(4, 4, 2, 2, 2)] * 12, True),
        ([ScoreTally(4, 4, 2, 2, 2)] * 12, [ScoreTally(4, 4, 3, 3, 3)] * 12, False),
        ([ScoreTally(4, 4, 3, 3, 3)] * 12, [ScoreTally(4, 4, 3, 3, 3)] * 12, False),
        # More found, but with fewer right sources.
        ([ScoreTally(4, 4, 3, 3, 1)] * 12, [ScoreTally(4, 4, 2, 2, 2)] * 12, False),
        # As many found and more ascribed, and the other way round.
        ([ScoreTally(4, 4, 3, 3, 3)] * 12, [ScoreTally(4, 4, 3, 3, 2)] * 12, False),
        ([ScoreTally(4, 4, 3, 3, 2)] * 12, [ScoreTally(4, 4, 2, 2, 2)] * 12, False),
        # More found and ascribed, with fewer exact, and with as many.
        ([ScoreTally(4, 4, 3, 1, 3)] * 12, [ScoreTally(4, 4, 2, 2, 2)] * 12, False),
        ([ScoreTally(4, 4, 3, 2, 3)] * 12, [ScoreTally(4, 4, 2, 2, 2)] * 12, True),
        # Better in eight articles of twelve and worse in four: that may be chance, by less than two standard errors.
        ([*[ScoreTally(4, 4, 3, 3, 3)] * 8, *[ScoreTally(4, 4, 1, 1, 1)] * 4], [ScoreTally(4, 4, 2, 2, 2)] * 12, False),
        ([*[ScoreTally(4, 4, 3, 3, 3)] * 11, ScoreTally(4, 4, 1, 1, 1)], [ScoreTally(4, 4, 2, 2, 2)] * 12, True),
        # Better in seven articles of twelve and worse in five: that may be chance.
        ([*[ScoreTally(4, 4, 3, 3, 3)] * 7, *[ScoreTally(4, 4, 1, 1, 1)] * 5], [ScoreTally(4, 4, 2, 2, 2)] * 12, False),
    ],
)
def test_better_is_what_finds_more_and_ascribes_more_than_chance_would(
    ours: list[ScoreTally], theirs: list[ScoreTally], better: bool
) -> None:
    assert fit._beats(ours, theirs) is better


def test_a_candidate_is_right_by_its_letters_and_its_source(held_articles: Make) -> None:
    [held] = held_articles(1, rules_find=True, network_finds=True)
    [candidate, *_] = held.candidates
    view, decided = held.features.view, held.decided

    def told(one: Candidate) -> tuple[bool, bool] | None:
        found = fit.finds(view, one, decided)
        return None if found is None else ("content" in found.exact, "source" in found.overlap)

    assert told(candidate) == (True, True)
    (start, end), *_ = candidate.content
    assert told(replace(candidate, content=[(start + 1, end)])) == (False, True)
    assert told(replace(candidate, source=None)) == (True, False)
    assert told(replace(candidate, content=[(start, start + 1)])) is None
    assert fit.finds(view, candidate, ()) is None


def lesson_in(held: HeldOut, number: int, quote: Quote | None) -> tuple[list[str], set[str]]:
    """What the options of a candidate are by their text, and the features of the right one."""
    view = held.features.view
    chosen = [held.candidates[number]]
    found = options(Candidates(view, [], chosen), 0)
    told, right = lesson_of_edges(view, found, quote)
    texts = [
        "",
        *(" / ".join(held.features.view.doc[start:end].text for start, end in option.words) for option in found),
    ]
    return texts, set(told[right])


def test_what_has_the_decided_words_is_right_and_else_it_is_elsewhere(held_articles: Make) -> None:
    [held] = held_articles(1, rules_find=True, network_finds=True)
    text, quote = held.features.view.text, held.decided[0]
    assert "as suggested" in lesson_in(held, 0, quote)[1]
    content = quote.content[0]
    shorter = Span(content.start, text.index(" in May"))
    texts, right = lesson_in(held, 0, replace(quote, content=(shorter,)))
    assert shorter.of(text) in texts
    assert "end shorter by=2" in right
    assert "nothing" in lesson_in(held, 0, None)[1]
    odd = Quote((Span(content.start + 1, content.end - 2),), QuoteType.INDIRECT, None, None)
    assert lesson_in(held, 0, odd)[1] == {ELSEWHERE}


def test_a_candidate_is_held_against_the_decided_quote_that_it_touches_or_whose_cue_it_has(held_articles: Make) -> None:
    [held] = held_articles(1, rules_find=True, network_finds=True)
    first, second = held.decided
    candidate = held.candidates[0]
    assert touched(held.features.view, candidate, held.decided) == first
    elsewhere = replace(first, content=second.content)
    assert touched(held.features.view, candidate, [elsewhere]) == elsewhere, "by its cue"
    assert touched(held.features.view, candidate, [second]) is None


def test_the_source_that_is_most_like_the_decided_one_is_right(held_articles: Make) -> None:
    [held] = held_articles(1, rules_find=True, network_finds=True)
    quote = held.decided[0]
    assert quote.source is not None
    found = sources(Text(held.features.view), held.candidates[:1], 0, cue_holders(held.candidates[:1]))
    told, right = lesson_of_sources(held.features.view, found, quote.source) or ([], 0)
    assert "own" in told[right]
    part = Span(quote.source.start, quote.source.start + 4)
    assert (lesson_of_sources(held.features.view, found, part) or ([], -1))[1] == right
    told, nobody = lesson_of_sources(held.features.view, found, None) or ([], 0)
    assert "none" in told[nobody]
    assert lesson_of_sources(held.features.view, found, Span(0, 3)) is None, "nobody tried that"


def test_weights_are_learned_beyond_the_shipped_ones_from_enough_quotes() -> None:
    lesson = ([["a", "x"], ["b", "x"]], 1)
    assert fit_weights([[lesson]] * 59, {}) == {}
    learned = fit_weights([[lesson]] * 60, {})
    assert learned["b"] == pytest.approx(-learned["a"], abs=0.01)
    assert learned["b"] > 0.5
    assert "x" not in learned, "says nothing"
    known = fit_weights([[lesson]] * 60, {"b": 6.0})
    assert known.get("b", 0.0) < 0.1
    assert fit_weights([[lesson]] * 3 + [[([["a"], ["c"]], 1)] * 4 + [([["a"], ["b"]], 1)] * 60], {}).get("c") is None


def worth(points: tuple[tuple[float, float], ...], score: float) -> float:
    """What the curve says of a score."""
    return float(np.interp(score, [x for x, _ in points], [y for _, y in points]))


def drawn(count: int, bias: float) -> tuple[list[float], list[bool]]:
    """Scores, and answers that are right less often than they say (in log odds)."""
    generator = np.random.default_rng(3)
    scores = generator.uniform(0.3, 0.99, count)
    share = 1 / (1 + np.exp(-(np.log(scores / (1 - scores)) - bias)))
    return scores.tolist(), (generator.uniform(size=count) < share).tolist()


def test_scores_that_promise_too_much_are_brought_to_what_held() -> None:
    scores, right = drawn(2000, 1.0)
    curve = calibrated(scores, right, list(map(str, range(2000))))
    for score in (0.4, 0.6, 0.8, 0.95):
        true = 1 / (1 + np.exp(-(np.log(score / (1 - score)) - 1.0)))
        assert worth(curve, score) == pytest.approx(true, abs=0.03)


def test_the_curve_goes_from_nothing_to_one_and_never_falls() -> None:
    scores, right = drawn(200, 0.0)
    curve = calibrated(scores, right, [str(at % 20) for at in range(200)])
    assert (curve[0], curve[-1][0]) == ((0.0, 0.0), 1.0)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    assert all(0 <= share <= 1 for _, share in curve)


def test_scores_promise_less_the_fewer_articles_they_rest_on() -> None:
    scores, right = drawn(400, 0.0)
    order = np.argsort(right, kind="stable")
    many = calibrated(scores, right, list(map(str, range(400))))
    few = calibrated([scores[at] for at in order], [right[at] for at in order], [str(at // 50) for at in range(400)])
    assert worth(few, 0.8) < worth(many, 0.8) - 0.05


def test_scores_stay_as_they_are_where_little_was_held_out_or_all_of_it_was_right() -> None:
    assert calibrated([0.9] * 39, [True] * 39, list(map(str, range(39)))) == ()
    assert worth(calibrated([0.9] * 50, [True] * 50, list(map(str, range(50)))), 0.9) > 0.9
