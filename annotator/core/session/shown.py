"""What a sentence shows: one rule for the card, the margin, the filters and whatever else asks.

Edits left unconfirmed come first, else the decision, else the suggestion. A skipped sentence is not decided: it shows
its suggestion again, with the scores, unless it had been edited when it was skipped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from annotator.core.decision import Sight
from annotator.core.draw import Withhold
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


# ---- Sentences whose suggestion is kept from the annotator: an item of them has none, and says which one it is.
#
# So whatever draws, sorts, guesses or checks by the suggestion finds nothing there, as it should.


NOTE = "shown without its suggestion: mark what you see"
"""What is said of such a sentence, so that nobody takes it for one in which nothing was found."""

UNTOLD = "its suggestion is withheld: what it was is not told"
"""What is said where somebody asks for more of the suggestion."""


def is_awaited(item: Item) -> bool:
    """Whether the sentence is shown without its suggestion and not decided yet: nobody but the annotator may do so."""
    return item.withheld is not None and not item.decided


def drawn(item: Item, text_hash: str, withhold: Withhold) -> bool:
    """Whether an undecided sentence is to be shown without its suggestion, if it was never shown with it.

    Boilerplate is not: it is passed over. Nor is one with edits of what was suggested, which was seen then.
    """
    return (
        item.decision is None
        and item.suggestion is not None
        and item.suggestion.boilerplate is None
        and not _is_suggested(item.draft)
        and withhold(text_hash, item.sentence.index)
    )


def kept_back(items: tuple[Item, ...], drawn: Collection[int]) -> tuple[Item, ...]:
    """The items as they are shown: without suggestion those that were drawn (ids), and those decided without it.

    What was decided without its suggestion never shows it again, so that an edit is still made without it.
    """
    return tuple(
        replace(item, suggestion=None, answered=None, withheld=item.suggestion.id)
        if item.suggestion is not None and (item.id in drawn or _was_withheld(item))
        else item
        for item in items
    )


def _was_withheld(item: Item) -> bool:
    return item.decision is not None and item.decision.sight is Sight.WITHHELD


def _is_suggested(draft: Labels | None) -> bool:
    """Whether edits hold a quote that was suggested: it has the rule that made it."""
    return draft is not None and any(quote.rule is not None for quote in draft.quotes)
