"""A sentence shown with other labels than its own, without anything being edited."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.model import Labels
from annotator.core.session.state import Draft, State


def proposing(state: State, labels: Labels) -> State:
    """The state of an undecided sentence with these labels in the place of what is suggested, and nothing edited."""
    item = state.item
    if item.suggestion is not None:
        likely = tuple(reading for reading in item.suggestion.readings if not reading.replaces)
        item = replace(item, suggestion=replace(item.suggestion, labels=labels, readings=likely), draft=None)
    items = list(state.page.items)
    items[state.index] = item
    draft = Draft(labels, note=state.draft.note, flagged=state.draft.flagged)
    return replace(state, page=replace(state.page, items=tuple(items)), draft=draft, past=(), future=())


def shown_as(state: State, labels: Labels) -> State:
    """The state as it would be if these labels were what the sentence was settled with, or what is suggested."""
    shown, decision = proposing(state, labels), state.item.decision
    if decision is None:
        return shown
    items = list(shown.page.items)
    items[state.index] = replace(shown.item, decision=replace(decision, labels=labels))
    return replace(shown, page=replace(shown.page, items=tuple(items)))
