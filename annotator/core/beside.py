"""What several suggesters say of one sentence: what the others mark, as readings of what stands first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.core.model import Labels, QuotePart, Reading, attributes_of, most_alike


def readings_beside(
    first: Labels, readings: Sequence[Reading], others: Iterable[tuple[str, Labels]]
) -> tuple[Reading, ...]:
    """The readings of what stands first, with what others, each behind their name, mark otherwise.

    What several say stands before what one says, and that before what is only likely; "no quote" comes last, as ever.
    What has no probability stands behind what has one: a quote without a score, or several in the place of one.

    What an other does not say of a quote (its cue, its source, its speaker), it says nothing against. A reading that is
    there gets the names of who says the same, and the probability that the first of them gives it.
    """
    by_parts = {(reading.replaces, reading.parts): reading for reading in readings}
    for name, labels in others:
        for own, parts in _together(first.quotes, labels.quotes):
            quotes = [first.quotes[number] for number in own]
            only = parts[0] if len(parts) == 1 else None
            marked = tuple(part.bare() for part in ([_filled(only, quotes)] if only and quotes else parts))
            if marked != tuple(quote.bare() for quote in quotes):
                before = by_parts.get((own, marked), Reading(own, marked, None))
                share = before.probability if before.by else getattr(only, "score", None)
                by_parts[own, marked] = before._replace(probability=share, by=(*before.by, name))
    return tuple(
        sorted(
            by_parts.values(), key=lambda reading: (not reading.parts, -len(reading.by), -(reading.probability or 0.0))
        )
    )


_Numbers = tuple[int, ...]


def _together(first: Sequence[QuotePart], theirs: Sequence[QuotePart]) -> list[tuple[_Numbers, list[QuotePart]]]:
    """The quotes of both that belong together, as they share content: the numbers of the first ones, and theirs."""
    groups: list[tuple[_Numbers, list[QuotePart]]] = [((number,), []) for number in range(len(first))]
    for part in theirs:
        touched = [group for group in groups if any(part.shares_content(first[number]) for number in group[0])]
        groups = [group for group in groups if group not in touched]
        own = tuple(sorted(number for numbers, _ in touched for number in numbers))
        groups.append((own, [*(other for _, parts in touched for other in parts), part]))
    return groups


def _filled(part: QuotePart, own: Sequence[QuotePart]) -> QuotePart:
    """The part with what it does not say as the quote that stands first has it, where that lies over nothing of it."""
    like = own[most_alike(part, own) or 0]
    attributes = attributes_of(dict(like.attributes) | dict(part.attributes))
    return replace(part.filled(like), attributes=attributes)
