"""Which of the candidates of a text are quotes: none lies in another, each cue has one, the likeliest ones stay."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.text.view import View


def select(view: View, candidates: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """The candidates worth suggesting, in text order.

    Those below the threshold go first. Then a candidate whose cue lies in another's content gives way to it: what is
    reported inside of a report belongs to the outer one. Of those that share content, or a cue, the likelier stays; but
    what some words report goes before what none do.
    """
    best = _one_per_cue([c for c in candidates if c.score >= threshold])
    chosen: list[Candidate] = []
    for _ in range(_PASSES):
        found = _apart(len(view.doc), _outermost(best), chosen)
        chosen += found
        best = _left_over(len(view.doc), best, chosen)
        if not found or not best:
            break
    return sorted(chosen, key=lambda c: c.start)


_PASSES = 3
"""What gave way to a candidate that itself gave way is looked at again."""


def _left_over(size: int, candidates: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """The candidates that have nothing to do with the chosen ones."""
    taken = bytearray(size)
    cues = {c.head for c in chosen}
    for candidate in chosen:
        for start, end in candidate.content:
            taken[start:end] = b"\x01" * (end - start)
    return [
        c
        for c in candidates
        if not taken[c.head]
        and not any(any(taken[start:end]) for start, end in c.content)
        and not any(c.holds(cue) for cue in cues)
    ]


def _one_per_cue(candidates: list[Candidate]) -> list[Candidate]:
    by_cue: dict[int, Candidate] = {}
    for candidate in candidates:
        known = by_cue.get(candidate.head)
        if known is None or candidate.score > known.score:
            by_cue[candidate.head] = candidate
    return list(by_cue.values())


def _outermost(candidates: list[Candidate]) -> list[Candidate]:
    """Those whose cue lies in no other's content, going from the outside in."""
    held: dict[int, list[Candidate]] = {}
    by_head = {c.head: c for c in candidates}
    for candidate in candidates:
        for start, end in candidate.content:
            for i in range(start, end):
                if i in by_head and by_head[i] is not candidate:
                    held.setdefault(i, []).append(candidate)
    kept: list[Candidate] = []
    dropped: set[int] = set()
    for candidate in sorted(candidates, key=lambda c: -len(c.tokens())):
        holders = [h for h in held.get(candidate.head, []) if h.head not in dropped]
        if holders and not all(_mutual(candidate, h) and candidate.score > h.score for h in holders):
            dropped.add(candidate.head)
        else:
            kept.append(candidate)
    return kept


def _mutual(one: Candidate, other: Candidate) -> bool:
    return one.holds(other.head) and other.holds(one.head)


def _apart(size: int, candidates: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """The likeliest ones such that no two share a token of content."""
    taken = bytearray(size)
    for candidate in chosen:
        for i in candidate.tokens():
            taken[i] = 1
    kept = []
    for candidate in sorted(candidates, key=lambda c: (c.frame.uncued, -c.score, -len(c.tokens()), c.start)):
        tokens = candidate.tokens()
        if any(taken[i] for i in tokens):
            continue
        for i in tokens:
            taken[i] = 1
        kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)
