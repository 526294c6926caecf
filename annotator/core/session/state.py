"""What a sentence shows, by one rule for the card, the margin, the filters and whatever else asks; and the edits of it.

Edits left unconfirmed come first, else the decision, else the suggestion. A skipped sentence is not decided: it shows
its suggestion again, with the scores, unless it had been edited when it was skipped. A suggested part goes on with its
quote as that stands in the sentences before (see `gone_on`).

Each edit takes a state and returns the next one: the screen draws a `State` and calls these functions; nothing here
knows of screens or storage. `decide` turns a state into a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from annotator.core.decision import LONGEST, Answer, DecidedSentence, Decision, NewDecision, Sight
from annotator.core.draw import Withhold
from annotator.core.model import (
    MAX_TOPICS,
    QUOTE_TYPES,
    ROLES,
    Labels,
    Parts,
    Quote,
    QuotePart,
    QuoteType,
    Suggestion,
    most_alike,
)
from annotator.core.profiles import DEFAULT_PROFILE, PROFILES, GuidelineProfile
from annotator.core.quotes.assembly import PartPlace, joined_with_places, kept_apart, uncovered
from annotator.core.session.desk import NO_NOTE, Item, NoteAndFlag, Page
from annotator.core.speakers import Names, renamed_labels
from annotator.core.text.marked_text import type_in_text

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
    """Whether its annotator changed what was suggested: nobody could where that was withheld, or nothing was."""
    seen = row.suggestion if row.decision.sight is not Sight.WITHHELD else None
    return seen is not None and is_edited(row.decision.labels, seen)


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
    assert made is not None
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


# ---- Which key gives which speaker. A speaker keeps its key while somebody works in a document: fingers remember it.
#
# Every speaker has a seat. The first `DIGITS` seats have digits, those behind them letters. They are given when the
# document is opened, and from then on only a speaker that is given its first quote moves: to a free digit, or to that
# of somebody who has no quote. A seat without a speaker is an empty text.


DIGITS = 9
"""Seats that have a digit."""
FREE = ""

Seats = tuple[str, ...]


def reseated(seats: Seats, page: Page, current: int, labels: Labels, given: Iterable[str] = ()) -> Seats:
    """The seats after a change: names that nobody has any more are gone, and new ones have a seat.

    `labels` are those shown of the sentence of index `current`, `given` the names that have just been given in it.

    When a document is opened there are none before. First come the suggested speakers in their order, those with most
    quotes first; but what cannot be expected to speak, such as a place, has no digit. Then names that decisions and
    edits have added, the oldest first.
    """
    shown = (labels if index == current else shown_labels(item) for index, item in enumerate(page.items))
    heard = {name for labels in shown for name in names_in(labels)}
    cast = {member.name: member.speaks for member in page.cast}
    known = heard | cast.keys()
    if not given and known == {*seats} - {FREE}:
        return seats
    taken = [name if name in known else FREE for name in seats[:DIGITS]]
    taken += [FREE] * (DIGITS - len(taken))
    taken += [name for name in seats[DIGITS:] if name in known]  # of seats with letters none is free

    def take_first_free(name: str) -> None:
        if FREE in taken:
            taken[taken.index(FREE)] = name
        else:
            taken.append(name)

    for seat, before in enumerate(seats[:DIGITS]):
        speaking = [name for name in taken[DIGITS:] if cast.get(name)]
        if before != FREE and taken[seat] == FREE and speaking:  # who had to leave a digit last has one again
            taken.remove(speaking[-1])
            taken[seat] = speaking[-1]
    for name, speaks in cast.items():
        if speaks and name not in taken:
            take_first_free(name)
    taken += [name for name in cast if name not in taken]
    by_age = () if seats or not heard else sorted(page.items, key=_age)
    first = (name for item in by_age for name in names_in(shown_labels(item)) if name in heard)
    for name in dict.fromkeys([*first, *given, *sorted(heard.difference(taken))]):
        if name in taken[:DIGITS]:
            continue
        if name in taken:
            taken.remove(name)
        silent = [seat for seat, other in enumerate(taken[:DIGITS]) if other not in heard]
        if FREE in taken or not silent:
            take_first_free(name)
        else:  # somebody with a quote has the digit of the last who has none
            taken.append(taken[silent[-1]])
            taken[silent[-1]] = name
    while taken and taken[-1] == FREE:
        taken.pop()
    return tuple(taken)


def renamed_seats(seats: Seats, renamed: Names) -> Seats:
    """The same seats where speakers have other names now. One who has a seat under the new name keeps that.

    >>> renamed_seats(("Ada", "Bo", "Cy"), {"Ada": "Ada Lind", "Cy": "Bo"})
    ('Ada Lind', 'Bo', 'Cy')
    """
    return tuple(name if renamed.get(name, name) in seats else renamed[name] for name in seats)


def names_in(labels: Labels) -> list[str]:
    """The names of those who speak the quotes."""
    return [quote.speaker for quote in labels.quotes if quote.speaker]


def _age(item: Item) -> tuple[int, int, int]:
    """What sorts decisions by when they were made, then edits, then suggestions in the order of the text."""
    if item.decision is not None:
        return 0, item.decision.id, item.id
    return 1, item.draft is None, item.id


class Turn(NamedTuple):
    """Where one is in going through readings (see `core.session.readings`), until anything else is edited or chosen.

    `quote` is the number of the suggested quote whose readings they are, None for quotes that were not suggested;
    `reading` is the number of the one that is shown.
    """

    quote: int | None
    reading: int


class SentenceDraft(NamedTuple):
    """What is shown for the sentence, with edits not confirmed yet.

    `chosen` is the index of the chosen quote, `grip` the number of its edge that can be moved, `turn` is there while
    readings are gone through. While an edge is moved, `moving` is the draft before it was first moved, until anything
    else is edited or chosen: what the edge went over comes back where it goes back.
    """

    labels: Labels
    chosen: int = 0
    grip: int = 0
    note_and_flag: NoteAndFlag = NO_NOTE
    turn: Turn | None = None
    moving: SentenceDraft | None = None

    @property
    def vouched(self) -> tuple[Labels, NoteAndFlag]:
        """What an annotator would vouch for: the labels without scores and rules, note and flag."""
        return self.labels.bare(), self.note_and_flag


@dataclass(frozen=True, slots=True)
class State:
    """A document and its current sentence. `past` and `future` are the drafts that undo and redo step through.

    `types` are the quote types of the label scheme, which the type key and new quotes keep to; `profile` says what the
    project's guidelines mark. `seats` are the speakers by their keys, as they came to be in this sitting; empty
    where nobody keeps them.
    """

    page: Page
    index: int
    draft: SentenceDraft
    past: tuple[SentenceDraft, ...] = ()
    future: tuple[SentenceDraft, ...] = ()
    types: tuple[QuoteType, ...] = QUOTE_TYPES
    profile: GuidelineProfile = PROFILES[DEFAULT_PROFILE]
    seats: Seats | None = None

    @property
    def item(self) -> Item:
        """The current sentence."""
        return self.page.items[self.index]

    @property
    def text(self) -> str:
        """The text of the document."""
        return self.page.document.text

    @property
    def labels(self) -> Labels:
        """What is shown of the current sentence."""
        return self.draft.labels

    @property
    def quotes(self) -> Parts:
        """The quotes of it."""
        return self.labels.quotes

    @property
    def chosen(self) -> int:
        """The number of the chosen quote."""
        return self.draft.chosen

    @property
    def unconfirmed(self) -> bool:
        """Whether the labels, note or flag differ from those the sentence would open with, drafts left aside."""
        return self.left.touched

    @property
    def left(self) -> Item:
        """The current sentence as it is when its edits are left unconfirmed."""
        return as_left(self.item, self.labels, self.draft.note_and_flag)

    @property
    def chosen_quote(self) -> QuotePart | None:
        """The quote that speaker and type keys act on."""
        return self.quotes[self.chosen] if self.chosen < len(self.quotes) else None

    @property
    def cast(self) -> Seats:
        """The speakers by the keys that give them (see `seats`); an empty text where a key gives nobody."""
        return reseated((), self.page, self.index, self.labels) if self.seats is None else self.seats

    def speaker_at(self, number: int) -> str | None:
        """The speaker of that number, counted from 1; None where it has nobody."""
        return (self.cast[number - 1] or None) if 0 < number <= len(self.cast) else None

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of all speakers of the document."""
        return tuple(name for name in self.cast if name)


def opening_draft(item: Item) -> SentenceDraft:
    """Return what a sentence shows when it is opened."""
    return SentenceDraft(shown_labels(item), note_and_flag=shown_note_and_flag(item))


def as_left(item: Item, labels: Labels | None, note_and_flag: NoteAndFlag | None) -> Item:
    """Return a sentence with this left unconfirmed, but for what it would open with anyway.

    Edits that were left before stay as they are, also where it would by now: what it goes on with may be undone.
    """
    opened = opening_draft(item.untouched)
    if labels and item.draft and labels.bare() == item.draft.bare():
        labels = item.draft
    elif labels is opened.labels or (labels and labels.bare() == opened.labels.bare()):
        labels = None
    about = None if note_and_flag == opened.note_and_flag else note_and_flag
    return item._replace(draft=labels, note_and_flag=about)


def open_sentence(
    page: Page,
    index: int,
    types: tuple[QuoteType, ...] = QUOTE_TYPES,
    profile: GuidelineProfile = PROFILES[DEFAULT_PROFILE],
) -> State:
    """Make the sentence of that index (or the nearest there is) the current one."""
    index = max(0, min(index, len(page.items) - 1))
    page = gone_on(page, index)
    return State(page, index, opening_draft(page.items[index]), types=types, profile=profile)


def edit(state: State, draft: SentenceDraft) -> State:
    """Replace the draft and keep the old one for undo. Choosing another quote or edge is nothing to undo.

    Changed quotes are put in text order, the chosen one still chosen. Content is cut where a cue or source lies. The
    state stays the same where a cue or source would reach into another sentence or over each other (see
    `core.quotes.assembly.kept_apart`).
    """
    roles = attrgetter(*ROLES)
    now, settled, quotes = state.draft, {*map(roles, state.quotes)}, list[QuotePart]()
    for quote in draft.labels.quotes:
        placed = quote if roles(quote) in settled else kept_apart(state.text, quote, state.page.sentences)
        if placed is None:
            return state
        quotes.append(placed)
    draft = draft._replace(labels=draft.labels.with_quotes(quotes))
    if draft.labels.quotes != state.quotes:
        order = sorted(range(len(quotes)), key=lambda number: quotes[number].content)
        labels = draft.labels.with_quotes(quotes[number] for number in order)
        draft = draft._replace(labels=labels, chosen=order.index(draft.chosen) if order else 0)
    if draft == now:
        return state
    draft = draft._replace(turn=None if draft.turn is now.turn else draft.turn, moving=None)
    if (draft.labels, draft.note_and_flag) == (now.labels, now.note_and_flag):
        return replace(state, draft=draft)
    return replace(state, draft=draft, past=(*state.past, now), future=())


def undo_edit(state: State) -> State | None:
    """Take back the last edit of this sentence; None if it has none."""
    if not state.past:
        return None
    return replace(state, draft=state.past[-1], past=state.past[:-1], future=(state.draft, *state.future))


def redo_edit(state: State) -> State | None:
    """Do the edit again that was undone last; None if there is none."""
    if not state.future:
        return None
    return replace(state, draft=state.future[0], past=(*state.past, state.draft), future=state.future[1:])


def with_new_names(state: State, renamed: Names) -> State:
    """The state where speakers have other names now, also in what undo and redo of its edits lead to."""

    def named(draft: SentenceDraft) -> SentenceDraft:
        return draft._replace(labels=renamed_labels(draft.labels, renamed))

    past, future = (tuple(map(named, drafts)) for drafts in (state.past, state.future))
    return replace(state, draft=named(state.draft), past=past, future=future)


def choose(state: State, step: int) -> State:
    """Choose the next (+1) or previous (-1) quote of the sentence, round and round."""
    count = len(state.quotes)
    return edit(state, state.draft._replace(chosen=(state.chosen + step) % count, grip=0)) if count else state


def change_quote(state: State, change: Callable[[QuotePart], QuotePart]) -> State:
    """Change the chosen quote; the state stays the same if the sentence has none."""
    quote = state.chosen_quote
    return state if quote is None else edit(state, with_chosen(state, quote, change(quote)))


def with_chosen(state: State, before: QuotePart, quote: QuotePart) -> SentenceDraft:
    """Return the draft with that quote, which was like `before`, in the place of the chosen one."""
    return state.draft._replace(labels=state.labels.put(state.chosen, as_marked(state, before, quote)))


def as_marked(state: State, before: QuotePart, quote: QuotePart) -> QuotePart:
    """Return a quote with the type that the quotation marks tell, if they told the one that it had `before`.

    Not with the same content, and not a part that continues a quote: its type is that of the whole.
    """
    now = uncovered(state.text, quote)
    if now is None or now.content == before.content or quote.continues:
        return quote
    was, told = (type_in_text(state.text, part.content).nearest(state.types) for part in (before, now))
    return replace(quote, type=told) if before.type is quote.type is was else quote


def give_speaker(state: State, name: str | None) -> State:
    """Give the chosen quote that speaker; None makes it an orphan."""
    return change_quote(state, lambda quote: replace(quote, speaker=name))


def cycle_type(state: State, by: int = 1) -> State:
    """Give the chosen quote the next type of the label scheme, or with -1 the one before."""
    return change_quote(state, lambda quote: replace(quote, type=quote.type.following(by, state.types)))


def set_attribute(state: State, name: str, value: str | None) -> State:
    """Give the chosen quote that value of an attribute; None takes the attribute away."""
    return change_quote(state, lambda quote: quote.with_attribute(name, value))


def cycle_attribute(state: State, name: str, values: Sequence[str]) -> State:
    """Give the chosen quote the next of an attribute's values.

    After the last value comes none at all, and so it does after a value that is not one of them.
    """
    following = dict(pairwise([None, *values, None]))
    return change_quote(state, lambda quote: quote.with_attribute(name, following.get(quote.attribute(name))))


def toggle_topic(state: State, key: str) -> State:
    """Put a topic on or off. The state stays the same where a topic more than `MAX_TOPICS` would be put on."""
    topics = state.labels.topics
    if key in topics:
        topics = tuple(topic for topic in topics if topic != key)
    elif len(topics) < MAX_TOPICS:
        topics = (*topics, key)
    return _with_topics(state, topics)


def _with_topics(state: State, topics: tuple[str, ...]) -> State:
    return edit(state, state.draft._replace(labels=state.labels._replace(topics=topics)))


def remark(state: State, note_and_flag: NoteAndFlag) -> State:
    """Give the sentence that note and flag."""
    return edit(state, state.draft._replace(note_and_flag=note_and_flag))


def same_topics(state: State) -> State:
    """Give the sentence the topics that the one before shows; the first sentence keeps its own."""
    if not state.index:
        return state
    return _with_topics(state, shown_labels(state.page.items[state.index - 1]).topics)


def decide(state: State, answer: Answer, seconds: float, keys: int) -> NewDecision:
    """Make what is shown a decision. A rejection holds no labels; a skip holds what was shown.

    One of a sentence that is shown without its suggestion names that suggestion all the same.
    """
    item = state.item
    return NewDecision(
        sentence_id=item.id,
        answer=answer,
        labels=Labels() if answer is Answer.REJECT else state.labels.bare(),
        suggestion=item.suggestion.id if item.suggestion else item.withheld,
        replaces=item.decision.id if item.decision else None,
        note=state.draft.note_and_flag.note,
        flagged=state.draft.note_and_flag.flagged,
        seconds=min(round(seconds, 2), LONGEST),
        keys=keys,
        sight=Sight.SUGGESTION if item.withheld is None else Sight.WITHHELD,
    )


def next_undecided(items: Sequence[Item], after: int) -> int | None:
    """Return the index of the next sentence without an answer after the index `after`; None if there is none.

    Boilerplate is passed over: it is decided with the others (see `several.boilerplate`). So is what is not asked.
    """
    for index, item in enumerate(items):
        if index > after and item.decision is None and item.asked and item.boilerplate is None:
            return index
    return None


def own_text_from(items: Sequence[Item], index: int) -> int:
    """Return `index`, or where that is boilerplate to decide, the index of the next sentence that is not, if any."""
    following = next_undecided(items, index) if items[index].passes else None
    return index if following is None else following


# ---- A sentence shown with other labels than its own, without anything being edited.


def proposing(state: State, labels: Labels) -> State:
    """The state of an undecided sentence with these labels in the place of what is suggested, and nothing edited.

    Edits that were left in it stay on disk until it is put away.
    """
    item = state.item
    if item.suggestion is not None:
        likely = tuple(reading for reading in item.suggestion.readings if not reading.replaces)
        item = item._replace(suggestion=item.suggestion._replace(labels=labels, readings=likely), made=None)
    draft = SentenceDraft(labels, note_and_flag=state.draft.note_and_flag)
    return replace(state, page=state.page.with_item(state.index, item), draft=draft, past=(), future=())


def shown_as(state: State, labels: Labels) -> State:
    """The state as it would be if these labels were what the sentence was settled with, or what is suggested."""
    shown, decision = proposing(state, labels), state.item.decision
    item = shown.item._replace(draft=None)
    if decision is not None:
        item = item._replace(decision=decision._replace(labels=labels))
    return replace(shown, page=shown.page.with_item(state.index, item))
