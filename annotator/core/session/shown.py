"""What a sentence shows: one rule for the card, the margin, the filters and whatever else asks.

Edits left unconfirmed come first, else the decision, else the suggestion. A skipped sentence is not decided: it shows
its suggestion again, with the scores, unless it had been edited when it was skipped.
"""

from __future__ import annotations

from annotator.core.model import Labels, Suggestion
from annotator.core.session.desk import NO_NOTE, Item, NoteAndFlag

UNSURE = 0.6
"""A quote suggested with a lower score than this wants a second look. Set by hand."""


def shown_labels(item: Item) -> Labels:
    """Return the labels that a sentence shows when it is opened."""
    if item.draft is not None:
        return item.draft
    suggested = item.suggestion.labels if item.suggestion is not None else Labels()
    return suggested if item.decision is None or _is_unedited_skip(item) else item.decision.labels


def _is_unedited_skip(item: Item) -> bool:
    """Whether the sentence was skipped with what was suggested then, or is suggested now."""
    decision = item.decision
    if decision is None or not item.skipped:
        return False
    then = None if decision.suggestion is None else item.answered or item.suggestion
    return not is_edited(decision.labels, then) or not is_edited(decision.labels, item.suggestion)


def shown_note_and_flag(item: Item) -> NoteAndFlag:
    """Return the note and flag that a sentence shows when it is opened: those left unconfirmed, else its decision's."""
    if item.note_and_flag is not None:
        return item.note_and_flag
    return NoteAndFlag(item.decision.note, item.decision.flagged) if item.decision is not None else NO_NOTE


def is_unsure(labels: Labels) -> bool:
    """Whether a quote has a score below `UNSURE`. Labels of a decision have no scores."""
    return any(quote.score is not None and quote.score < UNSURE for quote in labels.quotes)


def is_edited(labels: Labels, suggestion: Suggestion | None) -> bool:
    """Whether labels differ from those suggested, scores and rules aside; topics in any order are the same."""
    suggested = suggestion.labels.bare() if suggestion else Labels()
    own = labels.bare()
    return own.quotes != suggested.quotes or set(own.topics) != set(suggested.topics)
