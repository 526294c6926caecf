"""About how many keys lie between the quotes that a sentence shows and those that it should have."""

from __future__ import annotations

from annotator.core.model import ROLES, Labels, QuotePart, in_common
from annotator.core.review.versions import best_pairs

A_MISSING_QUOTE, A_FALSE_QUOTE, A_SPAN = 4, 1, 2
"""Keys that it takes to put these right; a type or a continuation takes one. Whole numbers near the least squares fit
to what the oracle of tests/benchmarks presses (docs/training.md says how near that comes).
"""


def matched(have: Labels, want: Labels) -> dict[int, int]:
    """Which shown quote (value) becomes which wanted one (key): those that share most content first."""
    shared = (
        ((-in_common(shown.content, wanted.content), shown.cue != wanted.cue), at, to)
        for at, shown in enumerate(have.quotes)
        for to, wanted in enumerate(want.quotes)
    )
    return {to: at for _, at, to in best_pairs(one for one in shared if one[0][0])}


def keys_between(have: Labels, want: Labels) -> int:
    """About how many keys bring the quotes shown to the wanted ones, confirming aside: an estimate.

    None where nothing is wanted, as rejecting is as quick as confirming.
    """
    if not want.quotes:
        return 0
    pairs = matched(have, want)
    missing, false = len(want.quotes) - len(pairs), len(have.quotes) - len(pairs)
    wrong = sum(_wrong(have.quotes[at], want.quotes[to]) for to, at in pairs.items())
    return A_MISSING_QUOTE * missing + A_FALSE_QUOTE * false + wrong


def _wrong(quote: QuotePart, wanted: QuotePart) -> int:
    kinds = sum(quote.spans(role) != wanted.spans(role) for role in ROLES)
    return A_SPAN * kinds + (quote.type is not wanted.type) + (quote.continues != wanted.continues)
