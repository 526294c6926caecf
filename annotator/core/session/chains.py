"""A quote and the parts that continue it in following sentences: they share speaker and attributes, mostly the type.

`core.quotes.assembly` says which parts make one quote. What is changed in one of them is changed in all that agreed
with it, in the step that confirms the change. Parts that differ from the start, as after an import, are told of and
left alone.

A part continues what stands directly before it of its own quote. Where that goes, in whatever way a sentence is
answered, the part begins a quote of its own, in the same step, lest it be read as going on with somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from annotator.core.decision import Answer
from annotator.core.model import Labels, Parts, Quote, QuotePart, QuoteType, Span, ending, most_alike
from annotator.core.quotes.assembly import PartPlace, joined_with_places
from annotator.core.session.desk import Page
from annotator.core.session.edits import add_quote
from annotator.core.session.several import Changes, Relabel, changes, with_answer
from annotator.core.session.state import (
    SentenceDraft,
    State,
    begins_anew,
    change_quote,
    continued,
    gone_on,
    is_answered_or_edited,
    parts_before,
    shown_labels,
    shown_parts,
)
from annotator.core.text.marked_text import runs_over, stretch_around, type_in_text

WholeQuote = tuple[Quote, tuple[PartPlace, ...]]
"""A whole quote with the places of all its parts."""


def whole_quotes(page: Page, index: int, own: Labels) -> list[WholeQuote]:
    """Return the whole quotes that have a part in the sentence of that index, with the places of all their parts.

    `own` are the labels of that sentence; all others are taken as they are shown.
    """
    joined = joined_with_places(_around(page, index, own)) if own.quotes else []
    return [(quote, places) for quote, places in joined if any(place.sentence == index for place in places)]


def changes_elsewhere(state: State, answer: Answer = Answer.ACCEPT) -> Changes:
    """Return what else changes when the current sentence is answered so, as it is shown.

    That are the parts of its quotes in other sentences that agreed with it before it was edited, and those that lose
    what they continue (`Changes.anew`), or have it again.
    """
    left_behind = [*_left_behind(state, answer)]
    edits = (*_edits(state), *_handed_on(state)) if answer is Answer.ACCEPT else ()
    edited = {index for index, _ in edits}
    # What is only suggested goes on with what stands before it whenever it is shown (see `state.gone_on`).
    kept = (
        (index, relabel)
        for index, relabel in left_behind
        for item in [state.page.items[index]]
        if index in edited or is_answered_or_edited(item) or (item.agreed and answer is not Answer.SKIP)
    )
    anew = tuple(dict.fromkeys(index for index, _ in left_behind))
    return changes(state.page, (*edits, *kept), agreed=True)._replace(anew=anew)


def follows(state: State) -> str | None:
    """Say in which other sentences parts of the shown quotes follow what was edited; None where none do."""
    follow = changes_elsewhere(state)
    return f"⟪confirm⟫ changes the quote also in {follow}" if follow else None


def strangers(state: State) -> Iterator[tuple[int, QuotePart | None]]:
    """Yield the numbers of the shown quotes that continue, but no quote that they can be a part of.

    With each the last quote of the nearest sentence before that shows any; None where none does. Behind a sentence of
    which nothing is known there is none: the quote may be one of that.
    """
    if not any(quote.continues for quote in state.quotes):
        return
    carried = replace(state, page=with_carried(state))
    known = parts_before(carried.page, state.index, state.quotes)
    is_open = min(known) > 0 and not any(parts for index, parts in known.items() if index < state.index)
    for number, quote in enumerate(state.quotes):
        if quote.continues and not is_open and PartPlace(state.index, number) not in continued(known):
            yield number, next(reversed(quotes_before(carried)), None)


def _is_continued(state: State, number: int) -> bool:
    """Whether the current sentence's quote of that number is a part of one before it."""
    return PartPlace(state.index, number) in continued(parts_before(state.page, state.index, state.quotes))


def with_carried(state: State) -> Page:
    """Return the document as it will be once the current sentence is confirmed, but for that sentence itself."""
    page = state.page
    for index, relabel in _edits(state):
        page = page.with_item(index, page.items[index]._replace(draft=relabel(shown_labels(page.items[index]))))
    return page


def _around(page: Page, index: int, own: Labels) -> dict[int, Parts]:
    """Return the quotes of the sentence, and of those before and after it that may be parts of the same, by index.

    A sentence that is decided without its suggestion, and is not decided yet, may hold anything: no quote goes over it.
    """
    around = parts_before(page, index, own.quotes)
    for after in range(index + 1, len(page.items)):
        parts = shown_parts(page.items[after])
        if parts is None or (parts and not any(quote.continues for quote in parts)):
            break
        around[after] = parts
    return around


def _shown(page: Page, index: int) -> Parts:
    return shown_labels(page.items[index]).quotes


def _left_behind(state: State, answer: Answer) -> Iterator[tuple[int, Relabel]]:
    """Yield the parts that continue nothing after that answer, in the next sentence with quotes: they begin their own.

    What they continue goes, or was never what this sentence turns out to hold.
    """
    page, index = state.page, state.index
    then = _quoting_after(page, index)
    if then is None or not any(part.continues for part in _shown(page, then)):
        return

    def held(page: Page, labels: Labels | None) -> dict[int, Parts]:
        page = page.with_item(index, state.item._replace(draft=labels))
        return parts_before(page, then, _shown(page, then))

    was = continued(held(page, None))
    if shown_parts(state.item) is not None:
        # As with `_edits`: edits that were kept before may have been carried on already.
        # Where they hold no quote that a part goes on with, they say nothing of what it goes on with.
        opened = continued(held(page, (*state.past, state.draft)[0].labels))
        was |= {place: on for place, on in opened.items() if on[0].sentence == index}
    now = held(with_carried(state), state.labels) if answer is Answer.ACCEPT else held(page, Labels())
    # What was suggested here when the next sentence was decided is not known: it may have been suggested anew.
    first = index if state.item.decision is None else 0
    for number, part in enumerate(now[then] if index in now else ()):
        if part.continues and begins_anew(PartPlace(then, number), was, first, now):
            yield then, _continuing(part, continues=False)


def _handed_on(state: State) -> Iterator[tuple[int, Relabel]]:
    """Yield parts that began a quote of their own because this sentence was put off or rejected: it has theirs again.

    That are those that show what is suggested for them but for that. Not where a part behind them would lose the quote
    that it continues, as one with a cue of its own cannot be of theirs.
    """
    item, page = state.item, state.page
    then = _quoting_after(page, state.index)
    if item.decision is None or (item.decided and item.decision.labels.quotes) or then is None:
        return
    answered, after, following = with_answer(state), _quoting_after(page, then), page.items[then]
    suggested = gone_on(answered, then).items[then].suggested
    shown = [quote.bare() for quote in shown_labels(following).quotes] if is_answered_or_edited(following) else []

    def carried_on(page: Page) -> set[PartPlace]:
        return {*continued(parts_before(page, after, _shown(page, after)))} if after is not None else set()

    for part in suggested.quotes:
        if part.continues and replace(part.bare(), continues=False) in shown:
            again = _continuing(part, continues=True)(shown_labels(following))
            handed_on = answered.with_item(then, following._replace(draft=again))
            if carried_on(answered) <= carried_on(handed_on):
                joined = continued(parts_before(handed_on, then, again.quotes)).values()
                speaker = next((quote.speaker for _, quote, _ in joined if quote.shares_content(part)), None)
                yield then, _continuing(part, continues=True, speaker=speaker)


def _continuing(part: QuotePart, *, continues: bool, speaker: str | None = None) -> Relabel:
    """Let the part with that content continue the one before it, or no longer; it has that speaker if it has none."""

    def relabel(labels: Labels) -> Labels:
        return labels.with_quotes(
            replace(quote, continues=continues, speaker=quote.speaker or speaker)
            if quote.content == part.content
            else quote
            for quote in labels.quotes
        )

    return relabel


_shared = attrgetter("speaker", "type", "attributes")
"""What all parts of a quote have in common."""


def _edits(state: State) -> Iterator[tuple[int, Relabel]]:
    """Yield what the edits of the current sentence change in others: their indexes, and how their labels change.

    A quote is held against what the sentence shows without edits, and against what it was at first of those edits that
    can be undone: the edits kept before may have been carried on already. What it was skipped with are edits, too.
    One that a person let continue the quote before, and no longer could be a part of, against how it was then.
    """
    untouched = state.item.suggested if state.item.skipped else shown_labels(state.item.untouched)
    for place, new in enumerate(state.quotes):
        first = next((held for draft in state.past if most_alike(new, (held := draft.labels).quotes) is not None), None)
        carried = _when_carried_on(state, place, untouched)
        for labels in dict.fromkeys((untouched, first or untouched, carried or untouched)):
            number = most_alike(new, labels.quotes)
            if number is None or most_alike(labels.quotes[number], state.quotes) != place:
                continue  # a quote within another is none of its parts
            old = labels.quotes[number]
            if _shared(old) != _shared(new) or not {*new.beside()} <= {*old.beside()}:
                for index, part in _others(state, labels, number, also_before=new.continues):
                    yield index, _following(state.text, part, old, new)


def _when_carried_on(state: State, number: int, untouched: Labels) -> Labels | None:
    """The labels as a person let that quote continue the one before; None where it was not so, or still continues it.

    That is asked of edits that were left, or skipped with: what came before these is not known any more.
    """
    new = state.quotes[number]
    alike = most_alike(new, untouched.quotes)
    if not new.continues or (alike is not None and untouched.quotes[alike].continues):
        return None
    if _is_continued(state, number):
        return None
    bare = replace(new, cue=None, source=None, speaker=None, attributes=(), continues=False)
    alone = replace(state, draft=SentenceDraft(state.labels.put(number, bare), chosen=number))
    carried = carry_on(alone)
    return None if carried is alone else carried.labels


def _others(state: State, own: Labels, number: int, *, also_before: bool) -> Iterator[tuple[int, QuotePart]]:
    """Yield the other parts of the current sentence's quote of that number, with the indexes of their sentences."""
    for _, places in whole_quotes(state.page, state.index, own):
        if PartPlace(state.index, number) in places:
            for index, other in places:
                if index > state.index or (also_before and index < state.index):
                    yield index, _shown(state.page, index)[other]


def _following(text: str, part: QuotePart, old: QuotePart, new: QuotePart) -> Relabel:
    """Make the change from `old` to `new` in another part too, as far as that one was like `old`."""

    def followed(quote: QuotePart) -> QuotePart:
        if quote.speaker == old.speaker:
            quote = replace(quote, speaker=new.speaker)
        for role, _ in {*new.beside()} - {*old.beside()}:  # a quote has one: what is given here is given nowhere else
            quote = quote.with_spans(role, ())
        is_indirect = type_in_text(text, quote.content) is QuoteType.INDIRECT
        marks_allow = new.type is QuoteType.DIRECT or is_indirect == (new.type is QuoteType.INDIRECT)
        if quote.type == old.type and marks_allow:
            quote = replace(quote, type=new.type)
        for name in {name for name, _ in (*old.attributes, *new.attributes)}:
            if quote.attribute(name) == old.attribute(name):
                quote = quote.with_attribute(name, new.attribute(name))
        return quote

    def relabel(labels: Labels) -> Labels:
        number = most_alike(part, labels.quotes)
        return labels if number is None else labels.put(number, followed(labels.quotes[number]))

    return relabel


# ---- A sentence that carries on the quote before it: said by a person with one key, offered where a mark is still
# open.


def offered_continuation(state: State) -> Span | None:
    """Return the words of the current sentence that go on with the quote before it, by its quotation marks.

    That is the program's guess, nothing that was suggested: it is shown, and becomes labels by the key of `carry_on`
    alone. None for a sentence that shows a quote, is decided or edited, or shown without its suggestion.
    """
    item = state.item
    untouched = item.decision is None and not item.touched and item.withheld is None
    return _goes_on(state) if untouched and not state.quotes else None


def carry_on(state: State) -> State:
    """Let the chosen quote continue the one before it, or no longer; a sentence without a quote continues it.

    It does so as far as the quotation mark that is open there, else as a whole. Speaker and attributes are then those
    of the quote before it, of a new part the type too. The state stays the same where there is no quote to carry on,
    or both have a cue or a source.
    """
    quote, before = state.chosen_quote, quotes_before(state)
    if quote is not None and quote.continues:
        return change_quote(state, lambda quote: replace(quote, continues=False))
    if not before:
        return state
    if quote is None:
        last, content = before[-1], (_goes_on(state) or _words(state),)
        part = QuotePart(content, last.type, speaker=last.speaker, attributes=last.attributes, continues=True)
        return add_quote(state, part)
    head = next((held for held in reversed(before) if held.speaker == quote.speaker), before[-1])
    speaker, attributes = head.speaker or quote.speaker, head.attributes or quote.attributes
    carried = change_quote(state, lambda quote: replace(quote, continues=True, speaker=speaker, attributes=attributes))
    return carried if _is_continued(carried, carried.chosen) else state


def not_carried_on(state: State) -> str:
    """Why the chosen quote does not continue another."""
    if not quotes_before(state):
        return "no quote before this sentence"
    return "this quote and the one before each have a cue or source: they are two"


def carried_on_from(state: State) -> str:
    """Say which quote the chosen one continues where the sentence just before has none; else an empty text."""
    quote, index = state.chosen_quote, sentence_quoting_before(state)
    if quote is None or not quote.continues or index is None or index == state.index - 1:
        return ""
    return f"no quote in the sentence before: this continues the one of sentence {index + 1}"


def quotes_before(state: State) -> Parts:
    """Return the quotes of the nearest sentence before this one that shows any, as they end."""
    index = sentence_quoting_before(state)
    return () if index is None else tuple(sorted(_shown(state.page, index), key=ending))


def sentence_quoting_before(state: State) -> int | None:
    """Return the place of the nearest sentence before this one that shows a quote; None if there is none."""
    return next((index for index in reversed(range(state.index)) if _shown(state.page, index)), None)


def _quoting_after(page: Page, index: int) -> int | None:
    """The place of the next sentence after that index that shows a quote."""
    return next((after for after in range(index + 1, len(page.items)) if _shown(page, after)), None)


def _goes_on(state: State) -> Span | None:
    """The beginning of the sentence, up to where the mark is closed that was opened in the quote just before it."""
    text, here = state.text, _words(state)
    before = quotes_before(state) if sentence_quoting_before(state) == state.index - 1 else ()
    stretch = stretch_around(text, here.start)
    if not before or stretch is None:
        return None
    last = before[-1].content[-1]
    if text[last.end : here.start].strip(" .!?…\n\r\t"):
        return None
    same_mark = stretch.start < here.start and stretch.overlaps(last)
    opened_anew = stretch.start == here.start and runs_over(text, last.start)
    return Span(here.start, min(stretch.end, here.end)) if same_mark or opened_anew else None


def _words(state: State) -> Span:
    """The current sentence without the white space at its end."""
    text, span = state.text, state.item.sentence.span
    return Span(span.start, span.start + len(span.of(text).rstrip()))
