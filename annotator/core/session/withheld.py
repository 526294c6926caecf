"""Sentences whose suggestion is kept from the annotator: an item of them has none, and says which one it is.

So whatever draws, sorts, guesses or checks by the suggestion finds nothing there, as it should.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from annotator.core.decision import Sight
from annotator.core.model import Labels
from annotator.core.session.desk import Item
from annotator.core.withholding import Withhold

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
