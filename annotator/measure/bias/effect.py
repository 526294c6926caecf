"""The difference between two rates, of what was decided with and without a suggestion in sight, with its interval.

The interval is Newcombe's for the difference of independent proportions, from Wilson's for each (Interval estimation
for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10). Sentences of a
document are alike, so each count is divided by its design effect first, with documents as clusters (Rao & Scott, A
simple method for the analysis of clustered binary data, Biometrics 48, 1992), and few documents widen it: the normal
quantile gives way to Student's t with as many degrees of freedom as there are documents with a withheld one, less
one.

Annotators are not pooled as if they were one: the rate in sight is the mean of their rates, weighted by how much was
withheld from each. Otherwise somebody from whom nothing was withheld would make an effect by being different.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

from annotator.core.counting import count
from annotator.measure.figure import CONFIDENCE, Figure

LEAST_WITHHELD = 10
"""With fewer withheld answers nothing is said of an effect. Set by hand: the interval would hold nearly everything."""
LEAST_DOCUMENTS = 3
"""The same for documents with a withheld answer: the spread between two says next to nothing."""
PRECISION = 0.10
"""How exact an effect should be known for the number of withheld answers that is asked for: 10 points either way."""


@dataclass(slots=True)
class Counts:
    """How often something was asked, and the answer yes, in one document by one annotator."""

    seen: int = 0
    seen_given: int = 0
    withheld: int = 0
    withheld_given: int = 0

    def add(self, seen: bool, given: bool) -> None:
        """Count one more answer."""
        if seen:
            self.seen += 1
            self.seen_given += given
        else:
            self.withheld += 1
            self.withheld_given += given


ByDocument = Mapping[str, Counts]
"""The counts of one annotator, by the document's id."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more often a label is given with the suggestion in sight: a difference of rates, -1 to 1.

    `seen` and `withheld` are answers, `seen_given` and `withheld_given` those that give the label; `documents` are
    those with a withheld one.
    """

    seen: int
    seen_given: int
    withheld: int
    withheld_given: int
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
    return ceil((NormalDist().inv_cdf((1 + CONFIDENCE) / 2) / PRECISION) ** 2 / 4)


def effect(annotators: Sequence[ByDocument]) -> Effect:
    """The effect over the annotators whose counts these are, as far as something was withheld from them."""
    asked = [one for one in annotators if any(counts.withheld for counts in one.values())]
    annotators = asked or annotators
    everything = [counts for one in annotators for counts in one.values()]
    seen, given = sum(one.seen for one in everything), sum(one.seen_given for one in everything)
    withheld, withheld_given = sum(one.withheld for one in everything), sum(one.withheld_given for one in everything)
    documents = len({name for one in annotators for name, counts in one.items() if counts.withheld})
    return Effect(seen, given, withheld, withheld_given, documents, _difference(annotators, withheld, documents))


def _difference(annotators: Sequence[ByDocument], withheld: int, documents: int) -> Figure:
    """The difference with its interval; undefined where too little was withheld."""
    strata = [_Stratum.of(one) for one in annotators]
    both = [one for one in strata if one.seen and one.withheld]
    if withheld < LEAST_WITHHELD or documents < LEAST_DOCUMENTS or not both:
        return Figure.undefined(_too_little(withheld, documents, bool(both)))
    total = sum(one.withheld for one in both)
    weights = [one.withheld / total for one in both]
    wide = _student(documents - 1)
    with_it = _arm([(w, one.seen, one.seen_given, one.seen_by) for w, one in zip(weights, both, strict=True)])
    without = _arm(
        [(w, one.withheld, one.withheld_given, one.withheld_by) for w, one in zip(weights, both, strict=True)]
    )
    low, high = with_it.bounds(wide)
    low_without, high_without = without.bounds(wide)
    difference = with_it.rate - without.rate
    return Figure(
        difference,
        difference - sqrt((with_it.rate - low) ** 2 + (high_without - without.rate) ** 2),
        difference + sqrt((high - with_it.rate) ** 2 + (without.rate - low_without) ** 2),
    )


def _too_little(withheld: int, documents: int, seen: bool) -> str:
    if withheld >= LEAST_WITHHELD and not seen:
        return "nothing to hold the withheld ones against"
    if withheld >= LEAST_WITHHELD:
        return f"withheld in {count(documents, 'article')} only: {LEAST_DOCUMENTS} are needed"
    return (
        f"{withheld} withheld, at least {LEAST_WITHHELD} are needed, about {enough_withheld()} for 10 points either way"
    )


@dataclass(frozen=True, slots=True)
class _Stratum:
    """One annotator's counts: in all, and (asked, given) by document."""

    seen: int
    seen_given: int
    withheld: int
    withheld_given: int
    seen_by: Mapping[str, tuple[int, int]]
    withheld_by: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, counts: ByDocument) -> _Stratum:
        every = list(counts.values())
        return cls(
            sum(one.seen for one in every),
            sum(one.seen_given for one in every),
            sum(one.withheld for one in every),
            sum(one.withheld_given for one in every),
            {name: (one.seen, one.seen_given) for name, one in counts.items() if one.seen},
            {name: (one.withheld, one.withheld_given) for name, one in counts.items() if one.withheld},
        )


@dataclass(frozen=True, slots=True)
class _Arm:
    """A rate, and the number of independent answers that would tell it as well as these do."""

    rate: float
    size: float

    def bounds(self, quantile: float) -> tuple[float, float]:
        """Wilson's score interval."""
        square = quantile * quantile
        centre = (self.rate + square / (2 * self.size)) / (1 + square / self.size)
        inside = self.rate * (1 - self.rate) / self.size + square / (4 * self.size * self.size)
        half = quantile * sqrt(max(0.0, inside)) / (1 + square / self.size)
        return max(0.0, centre - half), min(1.0, centre + half)


def _arm(strata: Sequence[tuple[float, int, int, Mapping[str, tuple[int, int]]]]) -> _Arm:
    """The weighted mean of annotators' rates. Each: weight, asked, given, and both by document.

    Documents are the clusters, whoever annotated them. Never more independent answers than there are, weighted (Kish,
    Survey Sampling, 1965, section 11.7).
    """
    rate = min(1.0, sum(weight * given / asked for weight, asked, given, _ in strata))
    most = 1 / sum(weight * weight / asked for weight, asked, _, _ in strata)
    residuals: dict[str, float] = {}
    for weight, asked, given, by_document in strata:
        for name, (own, own_given) in by_document.items():
            off = weight / asked * (own_given - own * given / asked)
            residuals[name] = residuals.get(name, 0.0) + off
    clusters = len(residuals)
    if clusters < 2:
        return _Arm(rate, most)
    variance = clusters / (clusters - 1) * sum(off * off for off in residuals.values())
    return _Arm(rate, min(most, rate * (1 - rate) / variance) if variance > 0 else most)


def _student(freedom: int) -> float:
    """The quantile of Student's t for an interval of CONFIDENCE, by its expansion about the normal one.

    Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.5; for 2 degrees of freedom it is 0.7 % too small.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))
