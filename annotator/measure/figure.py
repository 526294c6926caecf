"""A figure with its interval, or the reason why there is none."""

from __future__ import annotations

from collections import defaultdict
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
        return Figure(self.share, *score_bounds(self.share, self.of, NORMAL))

    def __add__(self, other: Tally) -> Tally:
        """How often in both."""
        return Tally(self.given + other.given, self.of + other.of)


NONE = Tally(0, 0)
"""Nothing was asked."""


def score_bounds(rate: float, of: float, z: float, *, bounded: bool = True) -> tuple[float, float]:
    """The bounds of the score interval of a rate of so many independent answers or units; `z` is the quantile.

    `bounded`: it is a share, and the interval Wilson's; else a rate of events, which may be more than 1.
    """
    shrunk = 1 + z * z / of if bounded else 1
    centre = (rate + z * z / (2 * of)) / shrunk
    half = z * sqrt(max(0.0, _variance_of_one(rate, bounded) / of + z * z / (4 * of * of))) / shrunk
    return max(0.0, centre - half), min(1.0, centre + half) if bounded else centre + half


def _variance_of_one(rate: float, bounded: bool) -> float:
    """The variance of a single answer, or of the events in a single unit."""
    return rate * (1 - rate) if bounded else rate


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


class Arm(dict[str, Tally]):
    """How often something was asked, and the answer yes, by the document's id."""

    def __missing__(self, document: str) -> Tally:
        """Nothing was asked in any other."""
        return NONE

    @property
    def total(self) -> Tally:
        """How often in all documents."""
        return sum(self.values(), NONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one annotator was asked with the suggestion in sight, and without."""

    seen: Arm = field(default_factory=Arm)
    withheld: Arm = field(default_factory=Arm)


class SeenAndWithheld(NamedTuple):
    """How often something was asked with the suggestion in sight and without, and the answer yes, by all annotators."""

    seen: Tally
    withheld: Tally


def seen_and_withheld(annotators: Sequence[Asked]) -> SeenAndWithheld:
    """What these annotators answered, in all documents."""
    return SeenAndWithheld(
        *(sum((getattr(one, arm).total for one in annotators), NONE) for arm in SeenAndWithheld._fields)
    )


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
    annotators = [annotator for annotator in annotators if annotator.withheld] or annotators
    both = [annotator for annotator in annotators if annotator.seen and annotator.withheld]
    seen, withheld = seen_and_withheld(annotators)
    documents = len({document for annotator in annotators for document in annotator.withheld})
    if withheld.of < LEAST_WITHHELD:
        enough = f"at least {LEAST_WITHHELD} are needed, about {enough_withheld()} for 10 points either way"
        difference = Figure.undefined(f"{withheld.of} withheld, {enough}")
    elif not both:
        difference = Figure.undefined("nothing to hold the withheld ones against")
    elif documents < LEAST_DOCUMENTS:
        where = count(documents, "article")
        difference = Figure.undefined(f"withheld in {where} only: {LEAST_DOCUMENTS} are needed")
    else:
        difference = _difference(both, _student(documents - 1))
    return Effect(seen, withheld, documents, difference)


def _difference(annotators: Sequence[Asked], z: float) -> Figure:
    """The difference with its interval; `z` is the quantile."""
    numbers = [annotator.withheld.total.of for annotator in annotators]
    weights = [number / sum(numbers) for number in numbers]
    with_it = _rate(weights, [annotator.seen for annotator in annotators])
    without = _rate(weights, [annotator.withheld for annotator in annotators])
    low, high = score_bounds(*with_it, z)
    low_without, high_without = score_bounds(*without, z)
    difference = with_it.rate - without.rate
    return Figure(
        difference,
        difference - sqrt((with_it.rate - low) ** 2 + (high_without - without.rate) ** 2),
        difference + sqrt((high - with_it.rate) ** 2 + (without.rate - low_without) ** 2),
    )


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
    most = 1 / sum(weight * weight / total.of for weight, total in totals)
    variance = _variance(map(_residuals, weights, arms))
    return _Rate(rate, min(most, _variance_of_one(rate, bounded) / variance) if variance else most)


def _residuals(weight: float, arm: Arm) -> dict[str, float]:
    """By document, how far its answers take the rate of an arm, with that weight, off what it is."""
    total = arm.total
    return {name: weight / total.of * (tally.given - tally.of * total.given / total.of) for name, tally in arm.items()}


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
    arms = [arm] if less is None else [arm, less]
    if not all(paired.total.of for paired in arms):
        return Figure.undefined(why)
    residuals = [*map(_residuals, (1, -1), arms)]
    documents = len(set().union(*residuals))
    first, *others = (_rate([1], [paired], bounded=bounded) for paired in arms)
    value = first.rate - sum(other.rate for other in others)
    if documents < LEAST_DOCUMENTS or (others and bounded and abs(value) >= 1):
        return Figure(value)
    wide = _student(documents - 1)
    if not others:
        return Figure(value, *score_bounds(*first, wide, bounded=bounded))
    half = wide * sqrt(_variance(residuals))
    if not bounded:
        return Figure(value, value - half, value + half)
    middle, half = atanh(value), half / (1 - value * value)
    return Figure(value, tanh(middle - half), tanh(middle + half))


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
