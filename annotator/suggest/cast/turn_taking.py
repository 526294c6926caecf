"""Who speaks each turn of a story, all turns weighed together: the likeliest row of speakers.

What each turn says by itself is joined with what turns say of each other: neighbouring paragraphs are mostly two
people's, and the one before last mostly speaks again. That two people alternate is the strongest sign in literature on
the subject (Elson and McKeown 2010, "Automatic Attribution of Quoted Speech in Literary Narrative"; O'Keefe et al.
2012, "A Sequence Labelling Approach to Quote Attribution"; Muzny et al. 2017). The best row is found by dynamic
programming over pairs of neighbouring speakers (Viterbi's algorithm).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

_SAME = {0: 1.5, 1: -4.0, 2: 0.6}
"""What it adds, by how many paragraphs lie between the beginnings of two turns, that both are one speaker's."""
_SAME_FURTHER = 0.3
_BACK = {0: 0.5, 1: 1.6, 2: 1.0}
"""What it adds that the speaker before last speaks again."""
_BACK_FURTHER = 0.4
_CANDIDATES = 12
"""Of so many candidates of a turn one is chosen."""
_PARTED = 6
"""So many paragraphs further on nothing follows from the turns before. All of these are logarithms of odds, set by hand
with an eye on three annotated novels."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The speakers that one turn may have."""

    paragraph: int
    """Where it begins."""
    weights: Mapping[int, float]
    """By number of a member: the logarithm of how likely the turn by itself makes it (the likeliest is about 0)."""
    end: int = -1
    """The paragraph where it ends, if that is a later one."""


def likeliest(choices: Sequence[Choice]) -> list[int | None]:
    """The number of the member who speaks each turn; None where a turn has no candidate."""
    found: list[int | None] = [None] * len(choices)
    places = [place for place, choice in enumerate(choices) if choice.weights]
    for place, number in zip(places, _best_row([_shortened(choices[place]) for place in places]), strict=True):
        found[place] = number
    return found


def _shortened(choice: Choice) -> Choice:
    """The choice with its likeliest candidates alone: the work grows with the cube of their number."""
    kept = sorted(choice.weights.items(), key=lambda pair: -pair[1])[:_CANDIDATES]
    return replace(choice, weights=dict(kept))


State = tuple[int, int]
"""The speakers of the last two turns."""
_NOBODY = -1


def _best_row(choices: Sequence[Choice]) -> list[int]:
    """Viterbi's algorithm over pairs of speakers. Of rows as likely as each other the first candidates win."""
    if not choices:
        return []
    best: dict[State, float] = {(_NOBODY, one): weight for one, weight in choices[0].weights.items()}
    ways: list[dict[State, int]] = []
    for turn in range(1, len(choices)):
        gap = _gap(choices[turn - 1], choices[turn])
        further = gap + _gap(choices[turn - 2], choices[turn - 1]) if turn > 1 else _PARTED
        reached: dict[State, float] = {}
        came_from: dict[State, int] = {}
        for (before_last, last), so_far in best.items():
            for one, weight in choices[turn].weights.items():
                total = so_far + weight + _taken(one, last, gap) + _returned(one, last, before_last, gap, further)
                state = (last, one)
                if state not in reached or total > reached[state]:
                    reached[state], came_from[state] = total, before_last
        best = reached
        ways.append(came_from)
    state = max(best, key=lambda pair: best[pair])
    row = [state[1]]
    for came_from in reversed(ways):
        row.append(state[0])
        state = (came_from[state], state[0])
    return row[::-1]


def _gap(before: Choice, after: Choice) -> int:
    return after.paragraph - max(before.end, before.paragraph)


def _taken(one: int, last: int, gap: int) -> float:
    """What it adds that somebody speaks this turn and the last one."""
    if one != last or gap >= _PARTED:
        return 0.0
    return _SAME.get(gap, _SAME_FURTHER)


def _returned(one: int, last: int, before_last: int, gap: int, further: int) -> float:
    """What it adds that somebody speaks this turn and the one before last, which the last one's speaker did not."""
    if one != before_last or one == last or further >= _PARTED:
        return 0.0
    return _BACK.get(max(gap, further - gap), _BACK_FURTHER)
