"""What a sentence shows: one rule for the card, the margin, the filters and whatever else asks.

Edits left unconfirmed come first, else the decision, else the suggestion. A skipped sentence is not decided: it shows
its suggestion again, with the scores, unless it had been edited when it was skipped. A suggested part goes on with its
quote as that stands in the sentences before (see `gone_on`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from annotator.core.decision import DecidedSentence, Decision, Sight
from annotator.core.draw import Withhold
from annotator.core.model import Labels, Parts, Quote, QuotePart, Suggestion, most_alike
from annotator.core.quotes.assembly import PartPlace, joined_with_places
from annotator.core.session.desk import NO_NOTE, Item, NoteAndFlag, Page

UNSURE = 0.6
"""A quote suggested with a lower score than this wants a second look. Set by hand."""


def shown_labels(item: Item) -> Labels:
    """Return the labels that a sentence shows when it is opened."""
    if item.draft is not None:
        return item.draft
    decision = item.decision
    if decision is None or (item.skipped and _is_unedited_skip(item, decision)):
        return item.suggested
    return decision.labels


def _is_unedited_skip(item: Item, decision: Decision) -> bool:
    """Whether the sentence was skipped with what was suggested then, or is suggested now."""
    then = None if decision.suggestion is None else item.answered or item.suggestion
    return not all(
        is_edited(decision.labels, suggestion) for suggestion in (then, item.suggestion, item.made or item.suggestion)
    )


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


def was_edited(row: DecidedSentence) -> bool:
    """Whether its annotator changed what was suggested: what was withheld nobody could change."""
    return row.decision.sight is not Sight.WITHHELD and is_edited(row.decision.labels, row.suggestion)


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


def is_to_be_withheld(item: Item, text_hash: str, withhold: Withhold) -> bool:
    """Whether an undecided sentence is to be shown without its suggestion, if it was never shown with it.

    Boilerplate is not: it is passed over. Nor is one with edits of what was suggested, which was seen then: a quote in
    them has the rule that made it.
    """
    return (
        item.decision is None
        and item.suggestion is not None
        and item.suggestion.boilerplate is None
        and not (item.draft is not None and any(quote.rule is not None for quote in item.draft.quotes))
        and withhold(text_hash, item.sentence.index)
    )


def kept_back(item: Item, drawn: bool) -> Item:
    """The sentence as it is shown: without its suggestion where it was drawn for that, or decided without it.

    What was decided without its suggestion never shows it again, so that an edit is still made without it.
    """
    unseen = drawn or (item.decision is not None and item.decision.sight is Sight.WITHHELD)
    if item.suggestion is None or not unseen:
        return item
    return item._replace(suggestion=None, answered=None, withheld=item.suggestion.id)


# ---- A suggested part that continues a quote goes on with that quote as it was decided, whatever is suggested of it.


Heads = dict[PartPlace, tuple[PartPlace, Quote, Parts]]
"""By the place of each part that continues: where the part directly before it stands, and the quote of both.

Behind these, all parts in the sentences of that quote, its own and others'.
"""


def is_answered_or_edited(item: Item) -> bool:
    """Whether anything was decided or edited of the sentence."""
    return item.decision is not None or item.draft is not None


def shown_parts(item: Item) -> Parts | None:
    """The quotes that the sentence shows; None where nothing was said of it, and no suggestion is seen."""
    is_known = item.asked and item.withheld is None
    return shown_labels(item).quotes if is_known or is_answered_or_edited(item) else None


def _suggested_parts(item: Item) -> Parts | None:
    """The quotes that were suggested for the sentence, or marked where that was withheld; None where that is open."""
    made = item.made or item.suggestion
    if made is None:
        return (item.decision.labels.quotes or None) if item.decision is not None else None
    return made.labels.quotes


def _decided_parts(item: Item) -> Parts | None:
    """The quotes that were decided of the sentence, or else are suggested; None where neither is known."""
    if item.decision is None:
        return item.suggestion.labels.quotes if item.suggestion is not None else None
    return item.decision.labels.quotes if item.decided else ()


def parts_before(
    page: Page, index: int, own: Parts, parts_of: Callable[[Item], Parts | None] = shown_parts
) -> dict[int, Parts]:
    """The quotes of the sentence, and of those before it that may be parts of the same, by index, the last first.

    No quote goes over a sentence of which `parts_of` says None.
    """
    by_index, first = {index: own}, own
    while index > 0 and any(part.continues for part in first):
        index -= 1
        before = parts_of(page.items[index])
        if before is None:
            break
        by_index[index], first = before, before or first
    return by_index


def continued(parts: Mapping[int, Parts]) -> Heads:
    """What the parts that continue go on with."""
    heads: Heads = {}
    for quote, places in joined_with_places(parts):
        there = tuple(part for index, _ in places for part in parts[index])
        heads |= {place: (before, quote, there) for before, place in pairwise(places)}
    return heads


def begins_anew(place: PartPlace, was: Heads, first: int, now: Mapping[int, Parts]) -> bool:
    """Whether the part there, which continues, goes on with no part of its quote in the sentences as they are `now`.

    `was`: what parts went on with before. Where that is not known, it may be anything from the sentence `first` on.
    """
    on = continued(now)
    head, *_ = on.get(place, (None,))
    if head is None or place not in was:
        return head is None or head.sentence < first
    _, quote, there = was[place]
    while head is not None:
        alike = most_alike(now[head.sentence][head.number], there)
        if alike is not None and {*there[alike].content} <= {*quote.content}:
            return False
        head, *_ = on.get(head, (None,))  # what was added in between may go on with it in turn
    return True


def gone_on(page: Page, index: int) -> Page:
    """The page with the suggestion of that sentence as it goes on with what stands before it now.

    A suggested part that continues a quote has the speaker that was decided of that quote. Where the quote is not there
    any more, because the person took it away, or marked the sentence otherwise without seeing its suggestion, the part
    begins one of its own. What waits to be confirmed changes nothing; what is only suggested in between goes on, too.
    """
    made, before = page.items[index].made or page.items[index].suggestion, page
    if made is None or not any(part.continues for part in made.labels.quotes):
        return page
    chain = sorted(parts_before(page, index, made.labels.quotes, _suggested_parts))[:-1]
    answered = any(page.items[between].decision is not None for between in chain)
    for between in chain:
        if page.items[between].decision is None and (answered or page.items[between].made is not None):
            before = _gone_on_alone(before, between)
    item = _gone_on_alone(before, index).items[index]
    return page if item is page.items[index] else page.with_item(index, item)


def _gone_on_alone(page: Page, index: int) -> Page:
    """The page with the suggestion of that sentence as it goes on with what the page shows before it."""
    item = page.items[index]
    made = item.made or item.suggestion
    if made is None:
        return page
    own, quotes = made.labels.quotes, list[QuotePart]()
    suggested, decided = (parts_before(page, index, own, parts) for parts in (_suggested_parts, _decided_parts))
    was = continued(suggested)
    for number, part in enumerate(own):
        _, quote, _ = was.get(PartPlace(index, number), (None, part, None))
        found = ((held, most_alike(quote, held)) for before, held in decided.items() if before < index)
        same = next((held[alike] for held, alike in found if alike is not None), part)
        follows = part.speaker == quote.speaker
        quotes.append(replace(part, speaker=same.speaker) if follows else part)
    goes_on = {**decided, index: tuple(quotes)}
    for number, part in enumerate(own):
        place = PartPlace(index, number)
        is_known = place in was or page.items[index - 1].decision is not None
        if part.continues and is_known and begins_anew(place, was, min(suggested), goes_on):
            quotes[number] = replace(part, continues=False)
    now = made._replace(labels=made.labels.with_quotes(quotes))
    return page if now == item.suggestion else page.with_item(index, item._replace(suggestion=now, made=made))
