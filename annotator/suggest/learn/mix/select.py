"""Select which of the network's and the rules' quotes to suggest, by what held-out decisions confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from annotator.core.draw import digest_of
from annotator.core.model import Quote, places_touched, united
from annotator.core.profiles import PROFILES, GuidelineProfile
from annotator.suggest.learn.mix.candidates import NetworkSight, prior
from annotator.suggest.learn.network.features import Features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.as_quote import admits, as_quote
from annotator.suggest.quotes.candidate import LEARNED, Candidate
from annotator.suggest.quotes.candidate_features import chances_of, move_by_habits
from annotator.suggest.quotes.find import SuggestedQuotes, apart, quotes_among
from annotator.suggest.quotes.lexicon import Lexicon, likelihood, probability
from annotator.suggest.quotes.readings.options import Candidates
from annotator.suggest.regression import Floats, Groups, logistic

WIDEST = PROFILES["polnear"]
"""The guideline profile that leaves nothing out."""
_UNFITTED_THRESHOLD = 0.45
"""The threshold of a mix that was never fitted; that of the prototype of this network, measured on PolNeAR dev."""
_LEVEL, _EACH, _PAIR = 1.0, 5.0, 60.0
"""The precisions of the priors of the intercept, of the weight of one column, and of that of a product of two.

Chosen on held-out articles of PolNeAR train, judged crosswise: where products are penalised as little as single
columns, they learn their articles by heart. The intercept's is set by hand, so that a few answers hardly move it.
"""


@dataclass(frozen=True, slots=True)
class Judge:
    """How likely a candidate is right: its prior log odds, corrected by weighted evidence.

    Evidence is standardised by `means` and `scales`, (n_features,), then expanded by the products of its pairs;
    `weights`: (1 + n_features + n_features * (n_features + 1) / 2,).
    """

    weights: Sequence[float]
    means: Sequence[float]
    scales: Sequence[float]

    def __call__(self, evidence: Floats, prior: Floats) -> Floats:
        """The probability of each row, (n_rows,). `evidence`: (n_rows, n_features); `prior`: (n_rows,), log odds.

        Columns beyond those that it was fitted with are not read.
        """
        known = evidence[:, : len(self.means)]
        standardised = (known - np.array(self.means)) / np.array(self.scales)
        return logistic(_with_products(standardised) @ np.array(self.weights) + prior)

    @classmethod
    def fit(cls, evidence: Floats, prior: Floats, right: Sequence[bool]) -> Judge:
        """Learn from answers; with few of them the probabilities stay near the prior.

        `evidence`: (n_rows, n_features). `prior`: (n_rows,), log odds. `right`: the answers. Raises NotConvergedError.
        """
        means, scales = evidence.mean(axis=0), evidence.std(axis=0)
        scales[scales < 1e-6] = 1.0  # hardly varies
        expanded = _with_products((evidence - means) / scales)
        precision = np.full(expanded.shape[1], _PAIR)
        precision[: 1 + evidence.shape[1]] = _EACH
        precision[0] = _LEVEL
        weights = fit_dense(expanded, np.array(right, dtype=np.float64), prior, precision)
        return cls(tuple(weights.tolist()), tuple(means.tolist()), tuple(scales.tolist()))


def fit_dense(rows: Floats, right: Floats, offset: Floats, precision: Floats) -> Floats:
    """The weights, (n_columns,), of a logistic regression; see `regression`. `rows`: (n_rows, n_columns)."""
    places = np.indices(rows.shape).reshape(2, -1)
    return Groups.of_answers((places[0], places[1], rows.ravel()), right, offset, rows.shape[1]).fit(precision)[0]


def _with_products(rows: Floats) -> Floats:
    """A column of ones, the columns, and a third of the product of each pair: (n_rows, 1 + n + n * (n + 1) / 2)."""
    first, second = np.triu_indices(rows.shape[1], k=0)
    return np.concatenate([np.ones((len(rows), 1)), rows, rows[:, first] * rows[:, second] / 3], axis=1)


JUDGED = ("found", "exact", "source")
"""What is judged of a candidate: that it finds a decided quote, exactly, and with the right source."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How suggestions are made of the quotes of both sides.

    `policy`: `rules` leaves the rules' quotes as they are, `learned` takes the network's, `mix` selects from both.
    `threshold`: the probability to suggest from. `judges`: by side, one for each of JUDGED; without any the network's
    own score counts. `curve`: points of (score, share that is right), empty before calibration. `edges`, `sources`: how
    much more what speaks for an edge or a source weighs than as shipped, also for what only a network sees; empty: as
    shipped.
    """

    policy: str = "learned"
    threshold: float = _UNFITTED_THRESHOLD
    judges: dict[str, dict[str, Judge]] = field(default_factory=dict)
    curve: tuple[tuple[float, float], ...] = ()
    edges: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain dictionaries and lists: what a trained pipeline keeps."""
        kept = asdict(self)
        kept["named"] = kept.pop("sources")
        return kept

    def digest(self) -> str:
        """Twelve characters that tell trainings apart."""
        return digest_of(self.to_json())

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mix:
        """Read what `to_json` gave; what earlier versions learned of edges and sources cannot be read any more."""
        judges = {
            side: {name: Judge(**fields) for name, fields in fitted.items()} for side, fitted in data["judges"].items()
        }
        curve = tuple((score, share) for score, share in data["curve"])
        return cls(data["policy"], data["threshold"], judges, curve, data.get("edges", {}), data.get("named", {}))


def added(shipped: Mapping[str, float], more: Mapping[str, float]) -> Mapping[str, float]:
    """The weights as shipped and what was learned beyond them."""
    return {**shipped, **{name: shipped.get(name, 0.0) + weight for name, weight in more.items()}}


@dataclass(frozen=True, slots=True)
class Guideline:
    """What quotes are held to: a guideline profile, and the lexicon of the language with the habits of annotators.

    `narrower`: it marks less than what was learned from, so that it has to be asked of each quote.
    """

    profile: GuidelineProfile
    lexicon: Lexicon
    narrower: bool = False

    @property
    def learned(self) -> GuidelineProfile:
        """The profile of what is marked at all: what was learned is, whatever the rules' profile says of its kind."""
        return self.profile if self.narrower else WIDEST


def select_quotes(
    features: Features, predicted: Predicted, candidates: Sequence[Candidate], mix: Mix, guideline: Guideline, *,
    readings: bool = False,
) -> SuggestedQuotes:  # fmt: skip
    """Select what to suggest, by a policy that is not that of the rules alone; the candidates stay as they are.

    Scores are calibrated. Without `readings` nothing but quotes is found.
    """
    view, lexicon = features.view, guideline.lexicon
    rated, selected = rated_and_chosen(features, candidates, mix, guideline)
    if guideline.narrower:
        rated, selected = (
            [candidate for candidate in group if admits(guideline.profile, view, candidate, lexicon)]
            for group in (rated, selected)
        )
    return quotes_among(
        options_of(features, predicted, rated, selected),
        added(lexicon.reading_weights, mix.edges),
        added(lexicon.source_weights, mix.sources),
        guideline.profile,
        lambda candidate: probability(candidate.score, mix.curve),
        chances_of(view, rated, guideline.learned, lexicon) if readings else None,
    )


def rated_and_chosen(
    features: Features, candidates: Sequence[Candidate], mix: Mix, guideline: Guideline
) -> tuple[list[Candidate], list[Candidate]]:
    """All candidates as a mix rates them, and those that it would suggest, with their edges and sources as they are."""
    rated = rate(features, candidates, mix, guideline)
    return rated, choose(rated, mix.threshold)


def options_of(
    features: Features, predicted: Predicted, rated: Sequence[Candidate], chosen: Sequence[Candidate]
) -> Candidates:
    """What the chosen ones could be: beside what was rated what else the rules make of their cues, rated or not."""
    of_rules = (candidate for quote in chosen for candidate in features.rule_candidates.by_head.get(quote.head, ()))
    return Candidates(features.view, [*rated, *of_rules], chosen, NetworkSight(features, predicted))


def choose(rated: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """The candidates worth most such that no two have the same anchor or share content, in text order.

    `threshold`: the score that each has at the least.
    """
    strong = [candidate for candidate in rated if candidate.score >= threshold]
    return apart(sorted(strong, key=lambda candidate: (-candidate.worth, candidate.head, candidate.side)))


def rate(features: Features, candidates: Sequence[Candidate], mix: Mix, guideline: Guideline) -> list[Candidate]:
    """The candidates with what the judges make of them: `score`, `shipped`, `exact` and `worth`.

    The score goes by the habits of annotators, `shipped` without.
    """
    if not mix.judges:
        return [
            replace(candidate, shipped=candidate.score, worth=candidate.score)
            for candidate in candidates
            if candidate.side == LEARNED
        ]
    rated = []
    for side, judges in mix.judges.items():
        own = [candidate for candidate in candidates if candidate.side == side]
        if not own:
            continue
        evidence, priors = weighable(side, own)
        shares = (judges[name](evidence, priors).tolist() for name in JUDGED)
        for candidate, share, exact, source in zip(own, *shares, strict=True):
            scored = replace(candidate, score=share, shipped=share, exact=exact)
            if guideline.lexicon.habits.groups:
                move_by_habits(features.view, scored, guideline.learned, guideline.lexicon)
            scored.worth = scored.score + exact + source
            rated.append(scored)
    return rated


def weighable(side: str, candidates: Iterable[Candidate]) -> tuple[Floats, Floats]:
    """The evidence of candidates of one side, (n_candidates, len(EVIDENCE)), and their priors, (n_candidates,)."""
    evidence = np.array([candidate.evidence for candidate in candidates], dtype=np.float64)
    return evidence, np.array([prior(side, row) for row in evidence])


def uncued_beside(features: Features, guideline: Guideline, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The rules' quotes that no words report and that share nothing with these: the network starts from cues.

    Empty where the profile marks none.
    """
    profile, lexicon = guideline.profile, guideline.lexicon
    if profile.cued_only:
        return ()
    view = features.view
    candidates = [c for c in features.rule_candidates.uncued if admits(profile, view, c, lexicon)]
    taken = united(span for quote in quotes for span in quote.everywhere())
    uncued = (as_quote(view, candidate, profile, likelihood(view, candidate, lexicon)) for candidate in candidates)
    return tuple(quote for quote in uncued if not any(places_touched(taken, span) for span in quote.content))
