"""One change made in several sentences of a document: in decisions, in edits left unconfirmed, in what is suggested.

A confirmed sentence gets a new decision, which says the same as the one it replaces but for its labels. One that is not
confirmed, a skipped one too, gets the new labels as edits to be confirmed.

Most such changes are of a quote and the parts that continue it in following sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial, reduce
from operator import attrgetter
from typing import NamedTuple

from annotator.core.decision import Answer, Decision, NewDecision, Sight
from annotator.core.drawable import one_line, plural
from annotator.core.model import (
    MAX_TOPICS,
    Labels,
    Parts,
    Quote,
    QuotePart,
    QuoteType,
    Span,
    ending,
    grouped,
    most_alike,
)
from annotator.core.quotes.assembly import PartPlace, astray, joined_with_places
from annotator.core.quotes.guidelines import content_over_others, cue_over_source
from annotator.core.session.desk import Item, Page, Unconfirmed
from annotator.core.session.edits import add_quote
from annotator.core.session.state import (
    SentenceDraft,
    State,
    begins_anew,
    change_quote,
    continued,
    decide,
    gone_on,
    is_answered_or_edited,
    open_sentence,
    parts_before,
    shown_labels,
    shown_parts,
)
from annotator.core.text.marked_text import runs_over, stretch_around, type_in_text

Relabel = Callable[[Labels], Labels]
"""The labels as they shall be, from those that are; the same ones where nothing is to be changed."""


class Changes(NamedTuple):
    """What is to be saved together: new decisions, and what shall be left unconfirmed afterwards, of each sentence.

    `anew`: the indexes of the sentences in which a part of a quote loses what it continues by that.
    """

    decisions: tuple[NewDecision, ...] = ()
    drafts: tuple[Unconfirmed, ...] = ()
    anew: tuple[int, ...] = ()

    @property
    def confirmed(self) -> int:
        """How many sentences get a new decision."""
        return len(self.decisions)

    @property
    def open(self) -> int:
        """How many sentences without a confirmed decision are changed."""
        return len({draft[0] for draft in self.drafts} - {decision.sentence_id for decision in self.decisions})

    def __bool__(self) -> bool:
        return bool(self.decisions or self.drafts)

    def __str__(self) -> str:
        """In how many sentences, as the annotator is told."""
        parts = [f"{number} {kind}" for number, kind in ((self.confirmed, "confirmed"), (self.open, "open")) if number]
        return f"{' and '.join(parts)} {plural(self.confirmed + self.open, 'sentence')}"


def changes(page: Page, relabels: Iterable[tuple[int, Relabel]], *, agreed: bool = False) -> Changes:
    """What changes when these sentences, by their index, are relabelled; one that comes twice, one after the other.

    With `agreed`, what annotators agree on is decided by their reviewer where it changes, as it would count as it is.
    """
    decisions, drafts = list[NewDecision](), list[Unconfirmed]()
    for index, in_turn in sorted(grouped(relabels).items()):
        relabel: Relabel = partial(reduce, lambda labels, relabel: relabel(labels), in_turn)
        item = gone_on(page, index).items[index]
        decision, untouched = item.decision, shown_labels(item.untouched)
        is_agreed = agreed and item.agreed
        confirmed = is_agreed or (decision is not None and decision.answer is Answer.ACCEPT)
        base = relabel(untouched) if confirmed else untouched
        before = item.draft if item.draft is not None or confirmed else untouched
        draft = relabel(before) if before is not None else None
        if decision is not None and base != untouched:
            decisions.append(decision.relabelled(item.id, base))
        elif is_agreed and base != untouched:
            relabelled = replace(open_sentence(page, index), draft=SentenceDraft(base))
            decisions.append(decide(relabelled, Answer.ACCEPT, 0.0, 0)._replace(sight=Sight.IN_PASSING))
        elif draft == before:
            continue
        is_left = draft is not None and draft.bare() != base.bare()
        drafts.append((item.id, draft if is_left else None, item.note_and_flag))
    return Changes(tuple(decisions), tuple(drafts))


def with_saved(page: Page, kept: Iterable[tuple[NewDecision, Decision]], drafts: Iterable[Unconfirmed]) -> Page:
    """The page with decisions that were saved, which leave nothing unconfirmed, and with what is left unconfirmed.

    What is of other pages is passed by.
    """
    items = {item.id: item for item in page.items}
    for new, decision in kept:
        if new.sentence_id in items:
            items[new.sentence_id] = items[new.sentence_id]._replace(decision=decision, draft=None, note_and_flag=None)
    for key, labels, note_and_flag in drafts:
        if key in items:
            items[key] = items[key]._replace(draft=labels, note_and_flag=note_and_flag)
    return page._replace(items=tuple(items.values()))  # others stay the very same: what was made of them holds


def with_answer(state: State, answer: Answer = Answer.ACCEPT) -> Page:
    """The page as it will be once the current sentence is answered so."""
    decision = decide(state, answer, 0.0, 0).kept(0, "", "")
    return state.page.with_item(state.index, state.item._replace(decision=decision))


# ---- Decide several sentences of a document at once: those with a sure suggestion, or with nothing to look at.
#
# None of them is one that is shown without its suggestion: nobody can accept what was not seen. All but the current
# sentence are decided in passing, and their decisions say so (`Sight.IN_PASSING`).


def misplaced_roles(page: Page, labels: Labels) -> Iterator[str]:
    """Yield why labels may not be confirmed as they are: a role over several sentences, or over another one.

    Suggestions of another tool may be so.
    """
    text = page.document.text
    for quote in labels.quotes:
        yield from (f"the {name} stands in several sentences" for name in astray(quote, page.sentences))
        over = (finding(text, quote) for finding in (cue_over_source, content_over_others))
        yield from (f"the {finding[0]}" for finding in over if finding is not None)


def sure_enough(state: State, score: float, bare: bool = False) -> list[int]:
    """Return the indexes of the sentences without an answer whose suggestion has at least that score.

    With `bare`, also of those that show no quote. Sentences with unconfirmed edits are left out, what may not be
    confirmed as it is, and skipped ones: who put a sentence off wants to look at it.
    """
    return [
        index
        for index, item in enumerate(state.page.items)
        if item.decision is None
        and item.boilerplate is None
        and not item.waits
        and (index != state.index or not state.unconfirmed)
        and (_is_sure(state.page, item, score) if shown_labels(item).quotes else bare)
    ]


SURE = 0.9
"""The score from which `going_along` takes a suggestion for right. Set by hand."""


def going_along(state: State, last: int, sure: float | None = None) -> list[int]:
    """Return the indexes of the sentences without an answer that can be confirmed together with the current one.

    They follow it directly and show no quote, or only carry on what the sentence before shows, without a cue or source
    of their own to look at. With `sure`, also suggestions of at least that score.

    The search ends at index `last`, at any other quote, at unconfirmed edits or a withheld suggestion. Decided and
    skipped sentences and boilerplate do not end it, but what comes behind them carries nothing on.
    """
    along = []
    before = state.labels
    for index in range(state.index + 1, min(last + 1, len(state.page.items))):
        item = state.page.items[index]
        if item.decision is not None or item.passes:
            before = Labels()
            continue
        shown = shown_labels(item)
        carries_on = bool(before.quotes) and all(quote.continues and not quote.beside() for quote in shown.quotes)
        if item.waits or (shown.quotes and not carries_on and (sure is None or not _is_sure(state.page, item, sure))):
            break
        along.append(index)
        before = shown
    return along


def with_what_follows(decisions: list[NewDecision], follow: Changes) -> tuple[list[NewDecision], Changes]:
    """Confirm in these sentences what follows from an edit elsewhere, instead of leaving it there as an edit.

    Returns the decisions with the labels that follow, and what is left of the changes.
    """
    changed = {key: labels for key, labels, _ in follow.drafts if labels is not None}
    with_labels = [
        decision._replace(labels=changed.get(decision.sentence_id, decision.labels).bare()) for decision in decisions
    ]
    done = {decision.sentence_id for decision in decisions}
    return with_labels, follow._replace(drafts=tuple(draft for draft in follow.drafts if draft[0] not in done))


def passed_over(state: State, start: int) -> list[NewDecision]:
    """Accept the sentences from index `start` to the next with a suggestion or edits: implied decisions.

    One whose suggestion is withheld is such a one, whether there is something in that suggestion or not. Those that
    were decided or skipped stay as they are, and boilerplate does (see `boilerplate`).
    """
    passed = []
    for index in range(start, len(state.page.items)):
        item = state.page.items[index]
        if item.decision is not None or item.passes:
            continue
        if item.waits or item.suggested != Labels():
            break
        passed.append(index)
    return in_passing(state, passed, implied=True)


def boilerplate(state: State) -> list[NewDecision]:
    """Reject all boilerplate of the document that has no answer, but the current sentence: implied decisions.

    Nobody looked at it for long. So it is told apart from what annotators rejected, and from what `--only-suggested`
    passed over, which is accepted: it is no example of a sentence without a quote.
    """
    places = [index for index, item in enumerate(state.page.items) if index != state.index and item.passes]
    return in_passing(state, places, Answer.REJECT, implied=True)


def in_passing(
    state: State, sentences: Iterable[int], answer: Answer = Answer.ACCEPT, *, implied: bool = False
) -> list[NewDecision]:
    """Decide those sentences (indexes) as they stand, unopened but for the current one: in no seconds and no keys."""
    made, page, seen = [], state.page, None if implied else state.index
    for index in sentences:
        opened = open_sentence(page, index)
        sight = Sight.SUGGESTION if index == seen else Sight.IN_PASSING
        made.append(decide(opened, answer, 0.0, 0)._replace(sight=sight, implied=implied))
        page = with_answer(opened, answer)
    return made


def _is_sure(page: Page, item: Item, least: float) -> bool:
    """Whether what is suggested has that score, in as many digits as are shown, and may be confirmed as it is."""
    score = item.suggestion.score if item.suggestion else None
    return round(score or 0.0, 2) >= least and not any(misplaced_roles(page, shown_labels(item)))


# ---- One topic for another in many decided sentences at once, in whichever articles: what changes, what stays and why.
#
# Only sentences change that somebody confirmed and left no edits in. A decision stays one: it is made again with other
# topics, and says all else as before, also under which revision its sentence was looked at.


class TopicChange(NamedTuple):
    """A topic (its key) for another; `old` None: one more; `new` None: one less."""

    old: str | None
    new: str | None

    def __str__(self) -> str:
        old, new = one_line(self.old or ""), one_line(self.new or "")
        if self.old is None:
            return f"{new} added"
        return f"{old} becomes {new}" if self.new is not None else f"{old} taken away"

    def made_in(self, labels: Labels) -> Labels:
        """The labels with the other topic, where they do not stay."""
        new = None if self.new in labels.topics else self.new
        topics = [new if topic == self.old else topic for topic in labels.topics]
        return labels._replace(topics=tuple(filter(None, (*topics, new if self.old is None else None))))


def _stays(change: TopicChange, described: tuple[str, tuple[str, ...]]) -> str:
    """Why a sentence of that kind (see `_described`) stays as it is; empty where it does not."""
    stays, topics = described
    if stays:
        return stays
    if change.old is not None:
        return "" if change.old in topics else "without it"
    if change.new in topics:
        return "with it already"
    return "" if len(topics) < MAX_TOPICS else f"with {MAX_TOPICS} topics"


class Sentences:
    """Sentences of one annotator, as they are asked what a change would do to them."""

    def __init__(self, items: Sequence[Item], unread: int) -> None:
        """`unread`: how many more there are that cannot be read, or went to somebody else."""
        self.items = tuple(items)
        self._census = Counter(map(_described, items)) + Counter({("not to be read", ()): unread})
        """How many there are of each kind: why they stay whatever the change, and the topics that they were given."""

    def possible(self, offered: Sequence[str], first: str | None = None) -> Iterator[TopicChange]:
        """All changes that would change a sentence: to these topics, from `first` before any other that they have."""
        held = Counter[str]()
        for (_, topics), number in self._census.items():
            held.update(dict.fromkeys(topics, number))
        olds = sorted(held, key=lambda topic: (topic != first, -held[topic], topic))
        for old in olds:
            yield from (TopicChange(old, new) for new in (*offered, None) if new != old)
        added = (TopicChange(None, new) for new in offered)
        yield from (change for change in added if self.effect(change)[0])

    def effect(self, change: TopicChange) -> tuple[int, str]:
        """In how many sentences it changes something, and how many stay and why, in words (empty for none)."""
        stay = Counter[str]()
        for described, number in self._census.items():
            stay[_stays(change, described)] += number
        changed = stay.pop("", 0)
        return changed, ", ".join(f"{number} {why}" for why, number in stay.most_common() if number)

    def changes(self, change: TopicChange) -> Changes:
        """The decisions that are to be saved in the place of those that there are."""
        return Changes(
            tuple(
                decision.relabelled(item.id, change.made_in(decision.labels))
                for item in self.items
                if (decision := item.decision) is not None and not _stays(change, _described(item))
            )
        )


def _described(item: Item) -> tuple[str, tuple[str, ...]]:
    """Why a sentence stays whatever is changed; or empty, and the topics that it was given."""
    decision = item.decision
    if decision is None or not item.decided:
        return "not decided", ()
    if decision.answer is Answer.REJECT:
        return "rejected", ()
    if item.touched:  # what was edited may have to be seen: a corrected article leaves such edits
        return "edited and not confirmed", ()
    return ("passed over unseen", ()) if decision.implied else ("", decision.labels.topics)


# ---- A quote and the parts that continue it in following sentences: these share speaker, attributes, mostly the type.
#
# `core.quotes.assembly` says which parts make one quote. What is changed in one of them is changed in all that agreed
# with it, in the step that confirms the change. Parts that differ from the start, as after an import, are told of and
# left alone.
#
# A part continues what stands directly before it of its own quote. Where that goes, in whatever way a sentence is
# answered, the part begins a quote of its own, in the same step, lest it be read as going on with somebody else's.


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
