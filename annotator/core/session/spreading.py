"""A corrected speaker offered to the other undecided mentions of the same name: counted first, applied on asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from annotator.core.model import Labels, QuotePart
from annotator.core.session.desk import Item, Page

UNSURE = 0.6
"""A quote suggested with a lower score than this wants a second look."""


@dataclass(frozen=True, slots=True)
class Offer:
    """New labels for other sentences of the document, by their place in it."""

    old: str
    new: str | None
    labels: Mapping[int, Labels]

    def __str__(self) -> str:
        count = len(self.labels)
        return f"also in {count} other undecided sentence{'s' if count > 1 else ''} by {self.old}?"


def shown_labels(item: Item) -> Labels:
    """What a sentence would show if it were lit."""
    if item.draft is not None:
        return item.draft
    if item.decision is not None:
        return item.decision.labels
    return item.suggestion.labels if item.suggestion else Labels()


def is_unsure(labels: Labels) -> bool:
    """Whether one of the quotes wants a second look."""
    return any(quote.score is not None and quote.score < UNSURE for quote in labels.quotes)


def same_name(page: Page, lit: int, before: QuotePart, new: str | None) -> Offer | None:
    """The change of speaker just made, for the other sentences; None where it would change nothing.

    The same name is the same speaker; where there was none, the same words as source.
    """
    text = page.document.text
    mention = before.source.of(text).casefold() if before.source else None
    if before.speaker is None and mention is None:
        return None

    def same(quote: QuotePart) -> bool:
        if before.speaker is not None:
            return quote.speaker == before.speaker
        own = quote.source.of(text).casefold() if quote.source else None
        return quote.speaker is None and own == mention

    return _offer(page, lit, before.speaker or (before.source.of(text) if before.source else ""), new, same)


def renamed(page: Page, old: str, new: str, shown: Labels, lit: int) -> Offer | None:
    """Two names of the cast made one, in all undecided sentences; `shown` is what the lit one shows."""
    items = list(page.items)
    items[lit] = replace(items[lit], draft=shown)
    return _offer(replace(page, items=tuple(items)), -1, old, new, lambda quote: quote.speaker == old)


def without_name(page: Page, name: str) -> Page:
    """The page whose cast no longer offers a name that no sentence has; the same page where one still has it."""
    if any(quote.speaker == name for item in page.items for quote in shown_labels(item).quotes):
        return page
    return replace(page, cast=tuple(member for member in page.cast if member.name != name))


def _offer(page: Page, lit: int, old: str, new: str | None, same: Callable[[QuotePart], bool]) -> Offer | None:
    changed: dict[int, Labels] = {}
    for at, item in enumerate(page.items):
        if at == lit or item.decision is not None:
            continue
        labels = shown_labels(item)
        quotes = tuple(replace(quote, speaker=new) if same(quote) else quote for quote in labels.quotes)
        if quotes != labels.quotes:
            changed[at] = replace(labels, quotes=quotes)
    return Offer(old, new, changed) if changed and old != new else None
