"""Which sentences of a document may be decided together: sure ones, plain ones that follow, ones passed over."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import Answer, Labels, NewDecision
from annotator.core.session.desk import Item
from annotator.core.session.shown import shown_labels
from annotator.core.session.state import State, decide, open_sentence


def sure_enough(state: State, score: float, bare: bool = False) -> list[int]:
    """The undecided sentences of the document whose suggestion scores that much; with `bare`, also empty ones."""
    return [
        at
        for at, item in enumerate(state.page.items)
        if item.decision is None
        and not item.touched
        and (at != state.index or not state.unconfirmed)
        and (_score(item) >= score if shown_labels(item).quotes else bare)
    ]


def plain_after(state: State, last: int) -> list[int]:
    """The undecided sentences that follow the lit one, up to number `last`, and before the next with a quote.

    Decided ones in between are passed by; one with unconfirmed edits ends the run.
    """
    found = []
    for at in range(state.index + 1, min(last + 1, len(state.page.items))):
        item = state.page.items[at]
        if item.decision is not None:
            continue
        if item.touched or shown_labels(item).quotes:
            break
        found.append(at)
    return found


def as_suggested(state: State, sentences: list[int]) -> list[NewDecision]:
    """Acceptances of what is suggested for those sentences; no time or key of their own."""
    return [decide(open_sentence(state.page, at), Answer.ACCEPT, 0.0, 0) for at in sentences]


def passed_over(state: State, start: int) -> list[NewDecision]:
    """Implied decisions for the undecided sentences from there to the next that has something suggested."""
    passed = []
    for at in range(start, len(state.page.items)):
        item = state.page.items[at]
        if item.decision is not None:
            continue
        if item.touched or (item.suggestion is not None and item.suggestion.labels != Labels()):
            break
        passed.append(at)
    return [replace(decision, implied=True) for decision in as_suggested(state, passed)]


def _score(item: Item) -> float:
    score = item.suggestion.score if item.suggestion else None
    return 0.0 if score is None else score
