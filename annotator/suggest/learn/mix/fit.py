"""Fit the mix of rules and network on decisions that training did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from spacy.language import Language
from spacy.training import Example

from annotator.core.model import Quote, QuoteType, Span, in_common
from annotator.core.review.versions import Match, match
from annotator.core.text.marked_text import letters
from annotator.suggest.component_names import QUOTES, ROLES
from annotator.suggest.learn.corpus import UNDECIDED, article_in
from annotator.suggest.learn.metrics import ScoreTally, tally
from annotator.suggest.learn.mix.candidates import CandidateKey, key_of, make_candidates
from annotator.suggest.learn.mix.select import (
    JUDGED,
    Guideline,
    Judge,
    Mix,
    choose,
    fit_dense,
    options_of,
    rate,
    rated_and_chosen,
    select_quotes,
    weighable,
)
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.candidate import LEARNED, RULES, UNUSED, Candidate
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.readings.make import ELSEWHERE
from annotator.suggest.quotes.readings.options import Option, options
from annotator.suggest.quotes.readings.words import Features as Reasons
from annotator.suggest.quotes.sources import cue_holders, sources
from annotator.suggest.quotes.types import characters, places_of
from annotator.suggest.regression import Floats, Groups, log_odds, logistic, worth_of
from annotator.suggest.span_groups import read_quotes
from annotator.suggest.text.view import Range, View

_T = TypeVar("_T")
Lesson = tuple[list[list[str]], int]
"""What speaks for each of the options of a quote, and the number of the right one."""

_THRESHOLDS = tuple(round(0.30 + 0.025 * step, 3) for step in range(17))
"""The thresholds that are tried: 0.3 to 0.7."""
_FOLDS = 4
_WEAKEST = 0.3
"""The threshold of the quotes whose edges and sources are learned from: lower than any that is suggested from, for more
of them. Set by hand."""
_LEAST = 40
_LEAST_ARTICLES = 8
"""Quotes in held-out documents, and articles, below which nothing but the rules is trusted. Set by hand."""
_LEAST_LESSONS = 60
"""Quotes to learn from below which edges and sources are picked as shipped; set by hand."""
_PRECISION = 4.0
"""That of the prior of what a feature of an edge or a source weighs more than as shipped."""
_RARE = 5
"""A feature that fewer options have weighs as shipped."""
_CHOICES = ((LEARNED, RULES), (LEARNED, RULES, UNUSED))
"""The sides that are tried; the unused candidates of the rules are let in where held-out decisions say so."""
_SAMPLES = 200
"""Bootstrap samples of articles in a comparison."""
_SURE = 2.0
"""Standard errors. With one, what 25 and 50 articles taught was used where it did worse than the rules elsewhere."""


@dataclass(slots=True)
class HeldOut:
    """A held-out document: what was decided, what the rules suggest, what the network sees.

    `article`: the same for all versions of one article. `right`: the decided quote that each candidate finds, or
    None, by its key. `guideline`: what quotes are held to.
    """

    article: str
    decided: tuple[Quote, ...]
    rules: tuple[Quote, ...]
    features: Features
    predicted: Predicted
    candidates: list[Candidate]
    right: Mapping[CandidateKey, Match | None]
    guideline: Guideline

    def found_by(self, candidate: Candidate) -> Match | None:
        """Which of the decided quotes one of the candidates finds, however a mix rates it; None where it finds none."""
        return self.right[key_of(candidate)]

    def tally(self, quotes: Sequence[Quote]) -> ScoreTally:
        """The counts for these quotes, had they been suggested."""
        return tally(self.features.view.text, self.decided, quotes)

    def suggested(self, mix: Mix) -> tuple[Quote, ...]:
        """What a mix would suggest."""
        if mix.policy == "rules":
            return self.rules
        return select_quotes(self.features, self.predicted, self.candidates, mix, self.guideline).quotes


@dataclass(slots=True)
class MixVerdict:
    """The mix to use, and how each policy did on the held-out documents.

    `tallies`: of "rules", "learned" and "mix", which is cross-validated: no article is measured by a mix that it was
    used to fit. `articles`: how the policy that is used did on each article, in the order of the documents.
    """

    mix: Mix
    tallies: dict[str, ScoreTally]
    articles: list[ScoreTally] = field(default_factory=list)

    @property
    def used(self) -> ScoreTally:
        """The counts of the policy that is used."""
        return self.tallies[self.mix.policy]

    def beats(self, other: MixVerdict) -> bool:
        """Whether this one does better than another on the same documents, by more than chance makes likely."""
        return bool(self.articles) and _beats(self.articles, other.articles)


def read_held_out(nlp: Language, examples: Sequence[Example]) -> list[HeldOut]:
    """What both sides see in the held-out documents. Each example's `predicted` must be parsed.

    Suggestions where nobody has decided are left out: they are neither right nor wrong.
    """
    rules, roles = nlp.get_pipe(QUOTES), nlp.get_pipe(ROLES)
    guideline = Guideline(rules.profile, rules.lexicon)  # type: ignore[attr-defined]
    held = []
    for example in examples:
        doc = rules(example.predicted.copy())
        [(features, predicted)] = roles.predict([doc])  # type: ignore[attr-defined]
        decided = read_quotes(example.reference)
        undecided = [Span(s.start_char, s.end_char) for s in example.reference.spans.get(UNDECIDED, [])]
        suggested = tuple(quote for quote in read_quotes(doc) if not in_common(quote.content, undecided))
        candidates = make_candidates(features, predicted)
        right = {key_of(candidate): finds(features.view, candidate, decided) for candidate in candidates}
        article = article_in(example.reference)
        held.append(HeldOut(article, decided, suggested, features, predicted, candidates, right, guideline))
    return held


def finds(view: View, candidate: Candidate, decided: Sequence[Quote]) -> Match | None:
    """Which of the decided quotes the candidate finds, if it finds one."""
    source = None if candidate.source is None else characters(view, candidate.source)
    quote = Quote(places_of(view, candidate.content), QuoteType.INDIRECT, None, source)
    return next(iter(match(view.text, decided, [quote])), None)


def touched(view: View, candidate: Candidate, decided: Iterable[Quote]) -> Quote | None:
    """The decided quote that has most letters of a candidate's content, or else its cue."""
    own = _letters(view, candidate.content)
    quotes = list(decided)
    most = max(quotes, key=lambda quote: len(own & letters(view.text, quote.content)), default=None)
    if most is None or own & letters(view.text, most.content):
        return most
    cue = characters(view, candidate.cue) if candidate.cue[0] < candidate.cue[1] else None
    return next((quote for quote in quotes if cue and quote.cue and quote.cue.overlaps(cue)), None)


def _letters(view: View, content: Iterable[Range]) -> frozenset[int]:
    return letters(view.text, places_of(view, content))


def fit_mix(held: Sequence[HeldOut]) -> MixVerdict:
    """The mix for these documents, and how each policy did.

    Everything is fitted and measured by cross-validation over articles. The mix is used only where it beats the rules
    by more than chance makes likely; else the network alone, where that does; else the rules.
    """
    learned = Mix("learned", _best_threshold(held, [Mix("learned")] * len(held)))
    mixes = {"rules": replace(learned, policy="rules"), "learned": learned}
    tallies = {policy: [document.tally(document.suggested(mix)) for document in held] for policy, mix in mixes.items()}
    tallies["mix"] = tallies["rules"]
    policy = "rules"
    articles = {article: number for number, article in enumerate(sorted({document.article for document in held}))}
    if sum(len(document.decided) for document in held) >= _LEAST and len(articles) >= _LEAST_ARTICLES:
        fold_of = [articles[document.article] % _FOLDS for document in held]
        fitted = [_fitted(held, fold_of, sides) for sides in _CHOICES]
        mixes["mix"], tallies["mix"] = max(fitted, key=lambda pair: _worth(sum(pair[1], ScoreTally())))
        mixes["rules"] = replace(mixes["mix"], policy="rules")
        by_rules = _by_article(held, tallies["rules"])
        better = (name for name in ("mix", "learned") if _beats(_by_article(held, tallies[name]), by_rules))
        policy = next(better, "rules")
    totals = {name: sum(own, ScoreTally()) for name, own in tallies.items()}
    return MixVerdict(mixes[policy], totals, _by_article(held, tallies[policy]))


def _fitted(held: Sequence[HeldOut], fold_of: Sequence[int], sides: Sequence[str]) -> tuple[Mix, list[ScoreTally]]:
    """The mix of these sides fitted on all documents, and how mixes fitted without a document's fold do on it."""
    mixes = [Mix("mix", judges=_fit_judges(_others(held, fold_of, fold), sides)) for fold in range(_FOLDS)]
    mix_of = [mixes[fold] for fold in fold_of]
    threshold = _best_threshold(held, mix_of)
    lessons = [_lessons(document, replace(mix, threshold=_WEAKEST)) for document, mix in zip(held, mix_of, strict=True)]
    lexicon = held[0].guideline.lexicon
    own = [
        _taught(replace(mix, threshold=threshold), _others(lessons, fold_of, fold), lexicon)
        for fold, mix in enumerate(mixes)
    ]
    crosswise = [document.suggested(own[fold]) for document, fold in zip(held, fold_of, strict=True)]
    mix = _taught(Mix("mix", threshold, _fit_judges(held, sides), _curve(held, crosswise)), lessons, lexicon)
    return mix, [document.tally(quotes) for document, quotes in zip(held, crosswise, strict=True)]


def _taught(mix: Mix, lessons: Sequence[tuple[list[Lesson], list[Lesson]]], lexicon: Lexicon) -> Mix:
    """The mix with the weights of edges and of sources that each document's lessons teach."""
    edges = fit_weights((of_edges for of_edges, _ in lessons), lexicon.reading_weights)
    named = fit_weights((of_sources for _, of_sources in lessons), lexicon.source_weights)
    return replace(mix, edges=edges, sources=named)


def _others(items: Sequence[_T], fold_of: Sequence[int], fold: int) -> list[_T]:
    """The items that are not in a fold."""
    return [item for item, own in zip(items, fold_of, strict=True) if own != fold]


def _fit_judges(held: Sequence[HeldOut], sides: Sequence[str]) -> dict[str, dict[str, Judge]]:
    """Judges of the candidates of these sides."""
    judges = {}
    for side in sorted(sides):
        own = [
            (candidate, document.found_by(candidate))
            for document in held
            for candidate in document.candidates
            if candidate.side == side
        ]
        if own:
            hits = [match for _, match in own]
            right = {
                "found": [match is not None for match in hits],
                "exact": [match is not None and "content" in match.exact for match in hits],
                "source": [match is not None and "source" in match.overlap for match in hits],
            }
            evidence, priors = weighable(side, (candidate for candidate, _ in own))
            judges[side] = {name: Judge.fit(evidence, priors, right[name]) for name in JUDGED}
    return judges


def _lessons(document: HeldOut, mix: Mix) -> tuple[list[Lesson], list[Lesson]]:
    """What the document teaches about the edges of quotes, and about their sources."""
    view = document.features.view
    rated, chosen = rated_and_chosen(document.features, document.candidates, mix, document.guideline)
    known = options_of(document.features, document.predicted, rated, chosen)
    edges, named, holders = [], [], cue_holders(chosen)
    for number, candidate in enumerate(chosen):
        edges.append(lesson_of_edges(view, options(known, number), touched(view, candidate, document.decided)))
        hit = document.found_by(candidate)
        if hit is not None:
            source = document.decided[hit.decided].source
            lesson = lesson_of_sources(view, sources(known.text, chosen, number, holders), source)
            named += [lesson] if lesson is not None else []
    return edges, named


def lesson_of_edges(view: View, choices: Sequence[Option], quote: Quote | None) -> Lesson:
    """The options of a quote, the first of which says that it is elsewhere; right is what has the decided words."""
    reasons = [[ELSEWHERE], *([feature for group in option.features for feature in group] for option in choices)]
    if quote is None:
        return reasons, 1 + next(number for number, option in enumerate(choices) if not option.words)
    wanted = letters(view.text, quote.content)
    return reasons, next((n for n, option in enumerate(choices, 1) if _letters(view, option.words) == wanted), 0)


def lesson_of_sources(
    view: View, possible: Sequence[tuple[Range | None, Reasons]], source: Span | None
) -> Lesson | None:
    """The possible sources of a quote; right is the one most like the decided one. None where none shares a letter."""
    reasons = [list(features) for _, features in possible]
    if source is None:
        return reasons, next(number for number, (mention, _) in enumerate(possible) if mention is None)
    wanted = letters(view.text, (source,))
    tried = [_letters(view, [] if mention is None else [mention]) for mention, _ in possible]
    shares = [len(own & wanted) / max(1, len(own | wanted)) for own in tried]
    best = int(np.argmax(shares))
    return (reasons, best) if shares[best] > 0 else None


def fit_weights(documents: Iterable[Sequence[Lesson]], shipped: Mapping[str, float]) -> dict[str, float]:
    """How much more than as shipped each feature weighs, by lessons of documents; empty where there are too few."""
    lessons = [lesson for document in documents for lesson in document]
    if len(lessons) < _LEAST_LESSONS:
        return {}
    counts = Counter(feature for by_option, _ in lessons for features in by_option for feature in set(features))
    names = sorted(name for name, count in counts.items() if count >= _RARE)
    offsets = [worth_of(features, shipped) for by_option, _ in lessons for features in by_option]
    groups = Groups.of_features(lessons, {name: number for number, name in enumerate(names)}, offsets)
    weights, _ = groups.fit(np.full(len(names), _PRECISION))
    return {name: round(weight, 3) for name, weight in zip(names, weights.tolist(), strict=True) if abs(weight) >= 0.01}


def _worth(total: ScoreTally) -> float:
    """What is compared: F1 of found and F1 with the right source together."""
    return total.f1.found + total.f1.end_to_end


def _best_threshold(held: Sequence[HeldOut], mixes: Sequence[Mix]) -> float:
    """The threshold with the highest F1 of found and of right source together, smoothed over its neighbours.

    `mixes`: for each document one that was fitted without it.
    """

    rated_of = [
        rate(document.features, document.candidates, mix, document.guideline)
        for document, mix in zip(held, mixes, strict=True)
    ]

    def worth(threshold: float) -> float:
        suggested = hits = 0
        for document, rated in zip(held, rated_of, strict=True):
            for candidate in choose(rated, threshold):
                hit = document.found_by(candidate)
                suggested += 1
                hits += 0 if hit is None else 1 + ("source" in hit.overlap)
        decided = sum(len(document.decided) for document in held)
        return hits / max(1, decided + suggested)

    worths = np.array([worth(threshold) for threshold in _THRESHOLDS])
    return _THRESHOLDS[int(np.argmax(np.convolve(worths, [0.5, 1.0, 0.5], mode="valid"))) + 1]


def _by_article(held: Sequence[HeldOut], tallies: Sequence[ScoreTally]) -> list[ScoreTally]:
    """The sum of each article's tallies, articles in the order of their first document."""
    totals = {document.article: ScoreTally() for document in held}
    for document, own in zip(held, tallies, strict=True):
        totals[document.article] += own
    return list(totals.values())


def _beats(ours: Sequence[ScoreTally], theirs: Sequence[ScoreTally]) -> bool:
    """Whether our F1 of found and our F1 with the right source are both higher by _SURE, and our F1 of exact not lower.

    One tally for each article, in the same order; the errors come from a bootstrap over articles.
    """
    generator = np.random.default_rng(0)
    gains = []
    for _ in range(_SAMPLES):
        drawn = generator.integers(0, len(ours), len(ours))
        our_sum, their_sum = (sum((own[i] for i in drawn), ScoreTally()) for own in (ours, theirs))
        gains.append(np.subtract(our_sum.f1, their_sum.f1))
    mean, error = np.mean(gains, axis=0), np.std(gains, axis=0)
    return bool(np.all(mean[:2] > _SURE * error[:2]) and mean[2] >= 0)


def _curve(held: Sequence[HeldOut], crosswise: Sequence[Sequence[Quote]]) -> Curve:
    """The calibration curve of what cross-validated mixes suggested for each document."""
    scores: list[float] = []
    right: list[bool] = []
    articles: list[str] = []
    for document, quotes in zip(held, crosswise, strict=True):
        hits = {m.suggested for m in match(document.features.view.text, document.decided, quotes)}
        scores += [quote.score or 0.0 for quote in quotes]
        right += [number in hits for number in range(len(quotes))]
        articles += [document.article] * len(quotes)
    return calibrated(scores, right, articles)


# ---- What the scores of quotes are worth: the share of those with such a score that held-out decisions confirm.


Curve = tuple[tuple[float, float], ...]
"""Points of (score, share that is right), both from 0 to 1 and neither ever falling."""

_LEAST_CALIBRATED = 40
"""Quotes below which nothing is calibrated; set by hand."""
_DRAWS = 200
_RIDGE = np.full(3, 1e-3)
"""Only as much penalty as keeps the weights finite where all quotes are right."""
_ODDS = np.linspace(-4.0, 6.0, 41)
"""The log odds of the scores that a curve has points for: scores from 0.018 to 0.998."""
_TINY = 1e-4


def calibrated(scores: Sequence[float], right: Sequence[bool], articles: Sequence[str]) -> Curve:
    """What the scores of quotes are worth; no points where too few quotes were held out. `articles`: each quote's.

    Beta calibration (Kull, Silva Filho and Flach 2017), which bends low and high scores independently. It is fitted on
    200 samples of articles drawn with replacement (the quotes of one article depend on each other); the curve is their
    mean less one standard deviation, so that scores promise little where little was held out. On held-out articles of
    PolNeAR train this did better than Platt scaling.
    """
    if len(scores) < _LEAST_CALIBRATED:
        return ()
    odds = np.array([log_odds(score, _TINY) for score in scores])
    rows, truth, article_of = _bent(odds), np.array(right, dtype=np.float64), np.array(articles)
    by_article = [np.flatnonzero(article_of == article) for article in np.unique(article_of)]
    generator = np.random.default_rng(0)
    points = _bent(_ODDS)
    curves = []
    for _ in range(_DRAWS):
        drawn = generator.integers(0, len(by_article), len(by_article))
        sample = np.concatenate([by_article[article] for article in drawn])
        curves.append(logistic(points @ fit_dense(rows[sample], truth[sample], odds[sample], _RIDGE) + _ODDS))
    shares = np.maximum.accumulate(np.maximum(np.mean(curves, axis=0) - np.std(curves, axis=0), 0.0))
    curve = np.round(np.stack([logistic(_ODDS), shares], axis=1), 4).tolist()
    return ((0.0, 0.0), *((score, share) for score, share in curve), (1.0, curve[-1][1]))


def _bent(odds: Floats) -> Floats:
    """For each score, given as log odds, (n,): one, log(score) and log(1 - score), (n, 3)."""
    return np.stack([np.ones_like(odds), np.log(logistic(odds)), np.log(logistic(-odds))], axis=1)
