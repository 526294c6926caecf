"""One change made in several sentences of a document: in decisions, in edits left unconfirmed, in what is suggested.

A confirmed sentence gets a new decision, which says the same as the one it replaces but for its labels. One that is not
confirmed, a skipped one too, gets the new labels as edits to be confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import NamedTuple

from annotator.core.decision import Answer, Decision, NewDecision, Sight
from annotator.core.drawable import one_line, plural
from annotator.core.model import MAX_TOPICS, Labels, grouped
from annotator.core.session.desk import Item, Page, Unconfirmed
from annotator.core.session.state import SentenceDraft, State, decide, gone_on, open_sentence, shown_labels
from annotator.core.speakers import NAME

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


def sure_enough(state: State, score: float, bare: bool = False) -> list[int]:
    """Return the indexes of the sentences without an answer whose suggestion has at least that score.

    With `bare`, also of those that show no quote. Sentences with unconfirmed edits are left out, and skipped ones: who
    put a sentence off wants to look at it.
    """
    return [
        index
        for index, item in enumerate(state.page.items)
        if item.decision is None
        and item.boilerplate is None
        and not item.waits
        and (index != state.index or not state.unconfirmed)
        and (_score(item) >= score if shown_labels(item).quotes else bare)
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
        if item.waits or (shown.quotes and not carries_on and (sure is None or _score(item) < sure)):
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


def _score(item: Item) -> float:
    """The score of what is suggested, with as many digits as are shown; 0 where there is none."""
    return round(item.suggestion.score or 0.0, 2) if item.suggestion else 0.0


# ---- One topic for another in many decided sentences at once, in whichever articles: what changes, what stays and why.
#
# Only sentences change that somebody confirmed and left no edits in. A decision stays one: it is made again with other
# topics, and says all else as before, also under which revision its sentence was looked at.


class TopicChange(NamedTuple):
    """A topic (its key) for another; `old` None: one more; `new` None: one less."""

    old: str | None
    new: str | None

    def __str__(self) -> str:
        old, new = one_line(self.old or "", NAME), one_line(self.new or "", NAME)
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
