"""All chances of a document as compact JSON: a thousand documents are read whenever habits are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

from annotator.core.model import Chance, Span

T = TypeVar("T", bound=Hashable)

_ADMITTED, _OPENS = 1, 2
"""What the number of a chance's flags is the sum of."""


def chances_to_json(chances: Sequence[Chance]) -> dict[str, Any]:
    """The chances as plain values; scores to a thousandth.

    Words, frames (with their rules) and kinds stand there once. `chances` is one list of whole numbers: for each chance
    those of its word, frame and kinds, its score in thousandths, its flags, where its cue begins (counted from where
    the one before begins) and how long it is, how many spans its content has, and of each of them where it begins
    (counted from the beginning of the cue) and how long it is.
    """
    words, frames, kinds = (
        (_numbered(found) for found in zip(*map(_shared, chances), strict=True)) if chances else _NONE
    )
    numbers: list[int] = []
    before = 0
    for chance in chances:
        word, frame, kind = _shared(chance)
        start = chance.cue.start
        flags = _ADMITTED * chance.admitted + _OPENS * chance.opens
        numbers += (words[word], frames[frame], kinds[kind], round(1000 * chance.score), flags)
        numbers += (start - before, chance.cue.end - start, len(chance.content))
        for span in chance.content:
            numbers += (span.start - start, span.end - span.start)
        before = start
    return {"words": list(words), "frames": list(frames), "kinds": list(kinds), "chances": numbers}


_NONE: tuple[dict[Any, int], ...] = ({}, {}, {})


def _shared(chance: Chance) -> tuple[str, tuple[str, str], tuple[str, ...]]:
    """What many chances have in common."""
    return chance.word, (chance.frame, chance.rule), chance.kinds


def _numbered(things: Iterable[T]) -> dict[T, int]:
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def chances_from_json(data: dict[str, Any]) -> tuple[Chance, ...]:
    """The chances that `chances_to_json` wrote."""
    words, frames, kinds = data["words"], data["frames"], [tuple(names) for names in data["kinds"]]
    found = []
    numbers = iter(data["chances"])
    start = 0
    # `zip` with itself takes eight numbers at a time; the spans that follow are taken from it in between.
    for word, frame, kind, score, flags, ahead, length, pieces in zip(*[numbers] * 8, strict=True):
        start += ahead
        content = []
        for _ in range(pieces):
            first = start + next(numbers)
            content.append(Span(first, first + next(numbers)))
        name, rule = frames[frame]
        cue = Span(start, start + length)
        admitted, opens = bool(flags & _ADMITTED), bool(flags & _OPENS)
        found.append(Chance(tuple(content), cue, words[word], name, rule, score / 1000, kinds[kind], admitted, opens))
    return tuple(found)
