"""A figure with its interval, or the reason why there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import atanh, ceil, sqrt, tanh
from statistics import NormalDist
from typing import NamedTuple

from annotator.core.drawable import count

CONFIDENCE = 0.95
NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"""The quantile of the normal distribution for an interval of CONFIDENCE."""
DRAWS = 1000
"""How often a bootstrap draws. Above this, the second digit of a bound in % hardly moves from seed to seed."""
SEED = 13


class Figure(NamedTuple):
    """A value with the bounds of its interval of CONFIDENCE.

    `value` is None where it is undefined; then `why` says why. The bounds are None where there is no interval.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str | None = None

    @classmethod
    def undefined(cls, why: str) -> Figure:
        """A figure that does not exist, with the reason."""
        return cls(None, why=why)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was so (`given`), of how often that was asked."""

    given: int
    of: int

    @classmethod
    def count(cls, answers: Iterable[bool]) -> Tally:
        """How many of the answers are yes."""
        answers = [*answers]
        return cls(sum(answers), len(answers))

    @property
    def others(self) -> Tally:
        """How often it was not so."""
        return Tally(self.of - self.given, self.of)

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was asked."""
        return self.given / self.of if self.of else None

    def figure(self, why: str = "nothing to count among") -> Figure:
        """The share with its Wilson score interval; undefined, with the reason, where nothing was asked.

        Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
        """
        if self.share is None:
            return Figure.undefined(why)
        return Figure(self.share, *wilson(self.share, self.of, NORMAL))


def wilson(share: float, of: float, z: float) -> tuple[float, float]:
    """The bounds of Wilson's score interval of a share of so many independent answers; `z` is the quantile."""
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(max(0.0, share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)
    return max(0.0, centre - half), min(1.0, centre + half)


# ---- The difference between two rates, of what was decided with and without a suggestion in sight, with its interval.
#
# The interval is Newcombe's for the difference of independent proportions, from Wilson's for each (Interval estimation
# for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10). Sentences of a
# document are alike, so each count is divided by its design effect first, with documents as clusters (Rao & Scott, A
# simple method for the analysis of clustered binary data, Biometrics 48, 1992), and few documents widen it: the normal
# quantile gives way to Student's t with as many degrees of freedom as there are documents with a withheld one, less
# one.
#
# Annotators are not pooled as if they were one: the rate in sight is the mean of their rates, weighted by how much was
# withheld from each. Otherwise somebody from whom nothing was withheld would make an effect by being different.


LEAST_WITHHELD = 10
"""With fewer withheld answers nothing is said of an effect. Set by hand: the interval would hold nearly everything."""
LEAST_DOCUMENTS = 3
"""The same for documents with a withheld answer: the spread between two says next to nothing."""
PRECISION = 0.10
"""How exact an effect should be known for the number of withheld answers that is asked for: 10 points either way."""


@dataclass(frozen=True, slots=True)
class Arm:
    """How often something was asked, and the answer yes, by the document's id."""

    asked: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)

    def add(self, document: str, given: int, asked: int = 1) -> None:
        """Count answers in a document."""
        self.asked[document] += asked
        self.given[document] += given

    @property
    def total(self) -> Tally:
        """How often in all documents."""
        return Tally(self.given.total(), self.asked.total())


@dataclass(frozen=True, slots=True)
class Asked:
    """What one annotator was asked with the suggestion in sight, and without."""

    seen: Arm = field(default_factory=Arm)
    withheld: Arm = field(default_factory=Arm)


class Effect(NamedTuple):
    """How much more often a label is given with the suggestion in sight: a difference of rates, -1 to 1.

    `seen` and `withheld` are answers, and how many give the label; `documents` are those with a withheld one.
    """

    seen: Tally
    withheld: Tally
    documents: int
    difference: Figure

    @property
    def is_seen(self) -> bool:
        """Whether the interval says that there is an effect: it does not hold 0."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and not low <= 0 <= high


def enough_withheld() -> int:
    """How many withheld answers make an interval of PRECISION either way, whatever the rate is.

    That of a proportion of one half, the least certain there is; what is in sight adds little, being so much more.
    """
    return ceil((NORMAL / PRECISION) ** 2 / 4)


def effect(annotators: Sequence[Asked]) -> Effect:
    """The effect over these annotators, as far as something was withheld from them."""
    annotators = [annotator for annotator in annotators if annotator.withheld.asked] or annotators
    seen, withheld = Arm(), Arm()
    for annotator in annotators:
        for pooled, arm in ((seen, annotator.seen), (withheld, annotator.withheld)):
            pooled.asked.update(arm.asked)
            pooled.given.update(arm.given)
    return Effect(seen.total, withheld.total, len(withheld.asked), _difference(annotators, withheld))


def _difference(annotators: Sequence[Asked], withheld: Arm) -> Figure:
    """The difference with its interval; undefined where too little was withheld, which is `withheld` in all."""
    both = [annotator for annotator in annotators if annotator.seen.asked and annotator.withheld.asked]
    number, documents = withheld.asked.total(), len(withheld.asked)
    if number < LEAST_WITHHELD or documents < LEAST_DOCUMENTS or not both:
        return Figure.undefined(_too_little(number, documents, bool(both)))
    compared = sum(annotator.withheld.asked.total() for annotator in both)
    weights = [annotator.withheld.asked.total() / compared for annotator in both]
    with_it = _rate(weights, [annotator.seen for annotator in both])
    without = _rate(weights, [annotator.withheld for annotator in both])
    wide = _student(documents - 1)
    low, high = wilson(*with_it, wide)
    low_without, high_without = wilson(*without, wide)
    difference = with_it.rate - without.rate
    return Figure(
        difference,
        difference - sqrt((with_it.rate - low) ** 2 + (high_without - without.rate) ** 2),
        difference + sqrt((high - with_it.rate) ** 2 + (without.rate - low_without) ** 2),
    )


def _too_little(withheld: int, documents: int, seen: bool) -> str:
    if withheld < LEAST_WITHHELD:
        enough = enough_withheld()
        return f"{withheld} withheld, at least {LEAST_WITHHELD} are needed, about {enough} for 10 points either way"
    if not seen:
        return "nothing to hold the withheld ones against"
    return f"withheld in {count(documents, 'article')} only: {LEAST_DOCUMENTS} are needed"


class _Rate(NamedTuple):
    """A rate, and the number of independent answers that would tell it as well as these do."""

    rate: float
    size: float


def _rate(weights: Sequence[float], arms: Sequence[Arm], *, bounded: bool = True) -> _Rate:
    """The mean of annotators' rates, each with its weight; `bounded`: they are shares.

    Documents are the clusters, whoever annotated them. Never more independent answers than there are, weighted (Kish,
    Survey Sampling, 1965, section 11.7).
    """
    totals = [(weight, arm.total) for weight, arm in zip(weights, arms, strict=True)]
    rate = sum(weight * total.given / total.of for weight, total in totals)
    rate = min(1.0, rate) if bounded else rate
    of_one = rate * (1 - rate) if bounded else rate
    most = 1 / sum(weight * weight / total.of for weight, total in totals)
    variance = _variance(map(_residuals, weights, arms))
    return _Rate(rate, min(most, of_one / variance) if variance else most)


def _residuals(weight: float, arm: Arm) -> dict[str, float]:
    """By document, how far its answers take the rate of an arm, with that weight, off what it is."""
    total = arm.total
    names = dict.fromkeys((*arm.asked, *arm.given))  # in a fixed order: sums are to be the same to the last digit
    return {name: weight / total.of * (arm.given[name] - arm.asked[name] * total.given / total.of) for name in names}


def _variance(arms: Iterable[Mapping[str, float]]) -> float:
    """The variance of a sum of rates, from the residuals of each, which are added up for each document."""
    together = defaultdict[str, float](float)
    for residuals in arms:
        for name, off in residuals.items():
            together[name] += off
    clusters = len(together)
    return clusters / max(1, clusters - 1) * sum(off * off for off in together.values())


# ---- A share or a ratio of two counts over documents, and the difference of two over the same documents.
#
# Percentiles of a bootstrap over 40 documents hold a share in 91 to 92 of 100 cases instead of 95, fewer where it is
# near 1; so these go by the same design effect as above. How often each holds: tests/benchmarks/planted.py. No bound
# lies where the figure cannot: a ratio has the score interval of a rate of independent events (Barker, A comparison of
# nine confidence intervals for a Poisson parameter, The American Statistician 56, 2002), by their effective number (Rao
# & Scott, A simple method for analysing overdispersion in clustered Poisson data, Statistics in Medicine 18, 1999); and
# the bounds of a difference of shares are found where it is without bounds, by Fisher's z (Edwardes, A confidence
# interval for Pr(X < Y) - Pr(X > Y) estimated from simple cluster samples, Biometrics 51, 1995).


def ratio_of(arm: Arm, why: str, less: Arm | None = None, *, bounded: bool) -> Figure:
    """What is given for what is asked, from 0 on; `bounded`: it is a share, from 0 to 1.

    `less`: less the same of another arm, paired; of shares that is from -1 to 1. Undefined, with the reason, where
    nothing was asked. There is no interval for fewer than LEAST_DOCUMENTS, nor for a difference of shares of 1, which
    tells nothing of how much it varies.
    """
    arms = [arm, less] if less else [arm]
    if not all(paired.total.of for paired in arms):
        return Figure.undefined(why)
    residuals = [*map(_residuals, (1, -1), arms)]
    documents = len(set().union(*residuals))
    first, *others = (_rate([1], [paired], bounded=bounded) for paired in arms)
    value = first.rate - sum(other.rate for other in others)
    if documents < LEAST_DOCUMENTS or (less and bounded and abs(value) >= 1):
        return Figure(value)
    wide = _student(documents - 1)
    if not less:
        return Figure(value, *(wilson if bounded else _score)(*first, wide))
    half = wide * sqrt(_variance(residuals))
    if not bounded:
        return Figure(value, value - half, value + half)
    middle, half = atanh(value), half / (1 - value * value)
    return Figure(value, tanh(middle - half), tanh(middle + half))


def _score(rate: float, of: float, z: float) -> tuple[float, float]:
    """The bounds of the score interval of a rate of events for so many independent units; `z` is the quantile."""
    centre, half = rate + z * z / (2 * of), z * sqrt(rate / of + z * z / (4 * of * of))
    return max(0.0, centre - half), centre + half


def _student(freedom: int) -> float:
    """The quantile of Student's t for an interval of CONFIDENCE, by its expansion about the normal one.

    Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.5; for 2 degrees of freedom it is 0.7 % too small.
    """
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))


# ---- How many documents a bootstrap needs, and how far out its percentiles are taken.


LEAST_DRAWN = 5
"""Documents for an interval of a bootstrap over them. No draw lies beyond the least and the greatest of the documents,
and of three these hold what is true in 74 of 100 cases; of five in 94."""


def tail_of(documents: int) -> float:
    """The share of draws beyond each bound, for an interval of CONFIDENCE over so many documents.

    Draws vary less than Student's t says that so few documents do. Hesterberg, What Teachers Should Know About the
    Bootstrap, The American Statistician 69 (2015), section 4.2: the expanded percentile interval.
    """
    return NormalDist().cdf(-sqrt(documents / (documents - 1)) * _student(documents - 1))
