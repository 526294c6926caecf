"""What several suggesters say of one sentence: what the others mark, as readings of what stands first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import prod

from annotator.core.model import Labels, QuotePart, Reading, attributes_of, most_alike

_UNSCORED = 0.5
"""Where a reading without a score stands among those that as many say. Set by hand: in the middle."""


def readings_beside(
    first: Labels, readings: Sequence[Reading], others: Iterable[tuple[str, Labels]]
) -> tuple[Reading, ...]:
    """The readings of what stands first, with what others, each behind their name, mark otherwise.

    What several say stands before what one says, and that before what is only likely; "no quote" comes last, as ever.
    What an other does not say of a quote (its cue, its source, its speaker), it says nothing against. A reading that is
    there gets the name of who says the same, and their probability.
    """
    found = {(one.replaces, one.parts): one for one in readings}
    for name, labels in others:
        for own, parts, share in _otherwise(first.quotes, labels.quotes):
            before = found.get((own, parts))
            by = before.by if before is not None else ()
            known = before.probability if before is not None and by else None
            most = max((one for one in (share, known) if one is not None), default=None)
            found[own, parts] = Reading(own, parts, most, (*by, name))

    def rank(one: Reading) -> tuple[bool, int, float]:
        return not one.parts, -len(one.by), -(_UNSCORED if one.probability is None else one.probability)

    return tuple(sorted(found.values(), key=rank))


def _otherwise(
    first: Sequence[QuotePart], theirs: Sequence[QuotePart]
) -> Iterator[tuple[_Numbers, tuple[QuotePart, ...], float | None]]:
    """What another one marks in the place of which quotes, and how probably, where that is something else."""
    for own, other in _together(first, theirs):
        parts = [theirs[number] for number in other]
        if own and len(parts) == 1:
            parts = [_filled(parts[0], [first[at] for at in own])]
        marked = tuple(part.bare() for part in parts)
        if marked != tuple(first[at].bare() for at in own):
            scores = [part.score for part in parts if part.score is not None]
            yield own, marked, prod(scores) if parts and len(scores) == len(parts) else None


_Numbers = tuple[int, ...]


def _together(first: Sequence[QuotePart], theirs: Sequence[QuotePart]) -> list[tuple[_Numbers, _Numbers]]:
    """The numbers of quotes of both that belong together, as they share content: the first ones', and theirs."""
    groups: list[tuple[_Numbers, _Numbers]] = [((number,), ()) for number in range(len(first))]
    for number, part in enumerate(theirs):
        touched = [group for group in groups if any(part.shares_content(first[at]) for at in group[0])]
        own = tuple(sorted(at for group in touched for at in group[0]))
        other = tuple(sorted({number, *(at for group in touched for at in group[1])}))
        groups = [*(group for group in groups if group not in touched), (own, other)]
    return groups


def _filled(part: QuotePart, own: Sequence[QuotePart]) -> QuotePart:
    """The part with what it does not say as the quote that stands first has it, where that lies over nothing of it."""
    like = own[most_alike(part, own) or 0]
    filled = replace(part.filled(like), attributes=attributes_of({**dict(like.attributes), **dict(part.attributes)}))
    for role, span in filled.beside():
        if not part.spans(role) and any(span.overlaps(other) for other in part.everywhere()):
            filled = filled.with_spans(role, ())
    return filled
