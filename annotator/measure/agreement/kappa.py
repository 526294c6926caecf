"""Cohen's kappa of two annotators, and its mean over all pairs of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from annotator.measure.agreement.sums import Key, Values, ratio


def cohens_kappa(table: Mapping[Key, Values]) -> Values:
    """Cohen's kappa of a table of counts by (value of the one, value of the other), of every draw.

    (A_o - A_e) / (1 - A_e): A_o is the share in which both gave the same value, A_e what is expected of two people who
    give their values as often as they do, by chance: the sum over values of the product of both shares. Cohen, A
    Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20 (1960); Artstein & Poesio,
    Inter-Coder Agreement for Computational Linguistics, Computational Linguistics 34 (2008), section 2.3. nan where
    nothing was counted, or all is of one value.
    """
    total: Values = np.sum(list(table.values()), axis=0)
    same = total * 0
    mine: dict[object, Values] = {}
    theirs: dict[object, Values] = {}
    for (one, other), number in table.items():
        same = same + number * (one == other)
        mine[one] = mine.get(one, 0) + number
        theirs[other] = theirs.get(other, 0) + number
    by_chance = total * 0
    for value, number in mine.items():
        by_chance = by_chance + number * theirs.get(value, total * 0)
    return ratio(same * total - by_chance, total * total - by_chance)


def mean_kappa(kappas: Sequence[Values]) -> Values:
    """The mean of the kappas of all pairs for which it is defined; nan where it is for none.

    For several annotators: Light, Measures of Response Agreement for Qualitative Data, Psychological Bulletin 76
    (1971). Every pair weighs the same. Fleiss' kappa cannot be used, as not everybody marked every quote.
    """
    found = np.stack(kappas)
    defined = ~np.isnan(found)
    return ratio(np.where(defined, found, 0).sum(axis=0), defined.sum(axis=0).astype(float))
