"""Who suggests: rules, network or their mix, by what held-out decisions confirm and by no less."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from spacy.tokens import Doc

from annotator.suggest.learn.metrics import Tally
from annotator.suggest.learn.mix import fit
from annotator.suggest.learn.mix.candidates import LEARNED, make_candidates
from annotator.suggest.learn.mix.fit import Held, fit_mix
from annotator.suggest.learn.network.features import read_features, read_targets
from annotator.suggest.quotes.lexicon import load_lexicon
from tests.suggest.learn.examples import as_if_read, lesson

Read = Callable[[str], Doc]
Make = Callable[..., list[Held]]


@pytest.fixture
def held_articles(read: Read) -> Make:
    """Makes held-out articles with two decided quotes each."""

    def make(count: int = 24, *, rules_find: bool, network_finds: bool) -> list[Held]:
        articles = []
        for number in range(count):
            example = lesson(number)
            doc = read(example.document.text)
            features = read_features(doc, load_lexicon("en"))
            if not rules_find:
                features.rule_candidates.chosen, features.rule_candidates.firm = [], []
                features.rule_candidates.by_head.clear()
            shown = example.quotes if network_finds else ()
            predicted = as_if_read(features, read_targets(doc, shown, features), sure=0.95)
            if not network_finds:  # it still reads around the rules' cues, and sees nothing there
                predicted = as_if_read(features, read_targets(doc, example.quotes, features), sure=0.25)
            candidates = make_candidates(features, predicted)
            right = [fit._right(doc, candidate, example.quotes) for candidate in candidates]
            rules = example.quotes if rules_find else ()
            articles.append(
                Held(example.document.id, doc, example.quotes, rules, features, predicted, candidates, right)
            )
        return articles

    return make


def test_the_mix_suggests_where_it_finds_what_the_rules_do_not(held_articles: Make) -> None:
    verdict = fit_mix(held_articles(rules_find=False, network_finds=True))
    assert verdict.rules.found == 0
    assert verdict.mix.policy == "mix"
    assert verdict.mixed.overlap > 90
    assert verdict.used == verdict.mixed
    assert set(verdict.mix.models) == {LEARNED}
    assert verdict.mix.curve, "its scores are calibrated"
    assert 0.3 <= verdict.mix.threshold <= 0.7


def test_the_rules_suggest_where_nothing_beats_them(held_articles: Make) -> None:
    verdict = fit_mix(held_articles(rules_find=True, network_finds=False))
    assert verdict.rules.overlap == 100
    assert verdict.mix.policy == "rules"
    assert verdict.used == verdict.rules


def test_the_network_alone_suggests_where_it_beats_the_rules_and_the_mix_does_not(
    held_articles: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = held_articles(rules_find=False, network_finds=True)
    fitted = fit._fitted

    def finds_nothing(*arguments: object) -> tuple[object, list[Tally]]:
        mix, tallies = fitted(*arguments)  # type: ignore[arg-type]
        return mix, [Tally(decided=one.decided) for one in tallies]

    monkeypatch.setattr(fit, "_fitted", finds_nothing)
    verdict = fit_mix(held)
    assert verdict.mix.policy == "learned"
    assert verdict.used == verdict.learned


def test_few_quotes_and_few_articles_are_too_little_to_trust(held_articles: Make) -> None:
    held = held_articles(rules_find=False, network_finds=True)
    assert fit_mix(held[:19]).mix.policy == "rules", "38 quotes"
    assert fit_mix([replace(one, article=f"made-up-{number % 7}") for number, one in enumerate(held)]).mix.policy == (
        "rules"
    ), "7 articles in many versions"


@pytest.mark.parametrize(
    ("ours", "theirs", "better"),
    [
        ([Tally(4, 4, 3, 3, 3)] * 12, [Tally(4, 4, 2, 2, 2)] * 12, True),
        ([Tally(4, 4, 2, 2, 2)] * 12, [Tally(4, 4, 3, 3, 3)] * 12, False),
        ([Tally(4, 4, 3, 3, 3)] * 12, [Tally(4, 4, 3, 3, 3)] * 12, False),
        # More found, but with fewer right sources.
        ([Tally(4, 4, 3, 3, 1)] * 12, [Tally(4, 4, 2, 2, 2)] * 12, False),
        # Better in seven articles of twelve and worse in five: that may be chance.
        ([*[Tally(4, 4, 3, 3, 3)] * 7, *[Tally(4, 4, 1, 1, 1)] * 5], [Tally(4, 4, 2, 2, 2)] * 12, False),
    ],
)
def test_better_is_what_finds_more_and_ascribes_more_than_chance_would(
    ours: list[Tally], theirs: list[Tally], better: bool
) -> None:
    assert fit._beats(ours, theirs) is better


def test_a_candidate_is_right_by_its_letters_and_its_source(held_articles: Make) -> None:
    [held] = held_articles(1, rules_find=True, network_finds=True)
    [candidate, *_] = held.candidates
    assert fit._right(held.doc, candidate, held.decided) == (True, True, True)
    (start, end), *_ = candidate.content
    assert fit._right(held.doc, replace(candidate, content=[(start + 1, end)]), held.decided) == (True, False, True)
    assert fit._right(held.doc, replace(candidate, source=None), held.decided) == (True, True, False)
    assert fit._right(held.doc, replace(candidate, content=[(start, start + 1)]), held.decided) == (False,) * 3
    assert fit._right(held.doc, candidate, ()) == (False,) * 3
