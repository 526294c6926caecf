"""Where going through readings brings the quotes of a sentence nearer to the gold ones: what to correct from there."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.model import ROLES, Labels, QuotePart, in_common
from annotator.core.session import readings
from annotator.core.session import state as session
from annotator.core.session.state import State

Keys = tuple[str, ...]
Found = tuple[Keys, State]

A_MISSING_QUOTE, A_FALSE_QUOTE, A_SPAN = 5, 1, 2
"""Keys that it costs to put these right: about, to look at the best ways only."""
ROUNDS, WIDTH, MOST = 3, 3, 4
"""Quotes brought nearer one after the other; ways followed in each round; ways tried to the end."""


def ways(start: State, want: Labels) -> list[Found]:
    """The state as it is, and the best that readings make of it, each with the keys that lead there."""
    frontier: list[Found] = [((), start)]
    found = list(frontier)
    for _ in range(ROUNDS):
        nearer = [
            (keys + more, after)
            for keys, state in frontier
            for more, after in runs(state)
            if far(after.draft.labels, want) < far(state.draft.labels, want)
        ]
        frontier = sorted(nearer, key=lambda way: _worth(way, want))[:WIDTH]
        found += frontier
    return sorted(found, key=lambda way: _worth(way, want))[:MOST]


def runs(state: State) -> Iterator[Found]:
    """Every reading of every quote shown, and every quote that was not suggested."""
    for number in range(len(state.draft.labels.quotes)):
        keys, begun = chosen(state, number)
        yield from _on(keys, begun)
    added, _ = readings.take_missing(state)
    if added is not state:
        yield ("P",), added
        yield from _on(("P",), added)


def chosen(state: State, wanted: int) -> Found:
    """Another quote chosen, the shorter way round."""
    down = (wanted - state.draft.chosen) % len(state.draft.labels.quotes)
    up = len(state.draft.labels.quotes) - down
    keys = ("j",) * down if down <= up else ("k",) * up
    return keys, session.choose(state, wanted - state.draft.chosen)


def far(have: Labels, want: Labels) -> int:
    """About how many keys lie between the quotes shown and the gold ones."""
    pairs = matched(have, want)
    missing, false = len(want.quotes) - len(pairs), len(have.quotes) - len(pairs)
    wrong = sum(_wrong(have.quotes[at], want.quotes[to]) for to, at in pairs.items())
    return A_MISSING_QUOTE * missing + A_FALSE_QUOTE * false + wrong


def least(have: Labels, want: Labels) -> int:
    """The fewest keys by which the quotes shown can become the gold ones: one for each thing that is wrong."""
    pairs = matched(have, want)
    off = len(want.quotes) + len(have.quotes) - 2 * len(pairs)
    return off + sum(bool(_wrong(have.quotes[at], want.quotes[to])) for to, at in pairs.items())


def matched(have: Labels, want: Labels) -> dict[int, int]:
    """Which shown quote (value) becomes which gold one (key)."""
    pairs = sorted(
        (
            (in_common(h.content, w.content), h.cue == w.cue, -at, -to)
            for at, h in enumerate(have.quotes)
            for to, w in enumerate(want.quotes)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for shared, _, at, to in pairs:
        if shared and -to not in found and -at not in found.values():
            found[-to] = -at
    return found


def _on(keys: Keys, state: State) -> Iterator[Found]:
    """The readings after that, one key after the other."""
    while True:
        after, _ = readings.take(state, 1)
        if after is state:
            return
        keys, state = (*keys, "e"), after
        yield keys, state


def _wrong(quote: QuotePart, gold: QuotePart) -> int:
    kinds = sum(quote.spans(kind) != gold.spans(kind) for kind in ROLES)
    return A_SPAN * kinds + (quote.type is not gold.type) + (quote.continues != gold.continues)


def _worth(way: Found, want: Labels) -> int:
    keys, state = way
    return len(keys) + far(state.draft.labels, want)
