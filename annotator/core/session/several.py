"""One change made in several sentences of a document: in decisions, in edits left unconfirmed, in what is suggested.

A confirmed sentence gets a new decision, which says the same as the one it replaces but for its labels. One that is not
confirmed, a skipped one too, gets the new labels as edits to be confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from annotator.core.counting import plural
from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.model import Labels
from annotator.core.session.desk import Item, Page, Unconfirmed
from annotator.core.session.shown import shown_labels

Relabel = Callable[[Labels], Labels]
"""The labels as they shall be, from those that are; the same ones where nothing is to be changed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be saved together: new decisions, and what shall be left unconfirmed afterwards, of each sentence."""

    decisions: tuple[NewDecision, ...] = ()
    drafts: tuple[Unconfirmed, ...] = ()

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
        said = [f"{count} {kind}" for count, kind in ((self.confirmed, "confirmed"), (self.open, "open")) if count]
        return f"{' and '.join(said)} {plural(self.confirmed + self.open, 'sentence')}"


def changes(page: Page, relabels: Mapping[int, Relabel]) -> Changes:
    """What changes when these sentences, by their index, are relabelled."""
    decisions: list[NewDecision] = []
    drafts: list[Unconfirmed] = []
    for index, relabel in sorted(relabels.items()):
        decision, draft = _changed(page.items[index], relabel)
        decisions += [decision] if decision is not None else []
        drafts += [draft] if draft is not None else []
    return Changes(tuple(decisions), tuple(drafts))


def is_confirmed(item: Item) -> bool:
    """Whether the sentence has a decision that holds labels to be vouched for."""
    return item.decision is not None and item.decision.answer is Answer.ACCEPT


def with_decisions(page: Page, kept: Iterable[tuple[NewDecision, Decision]]) -> Page:
    """The page with decisions that were saved; what was left unconfirmed of their sentences is gone."""
    decisions = {new.sentence_id: decision for new, decision in kept}
    return replace(
        page,
        items=tuple(
            replace(item, decision=decisions[item.id], draft=None, note_and_flag=None) if item.id in decisions else item
            for item in page.items
        ),
    )


def with_drafts(page: Page, drafts: Iterable[Unconfirmed]) -> Page:
    """The page with what is left unconfirmed of those sentences."""
    kept = {key: (labels, note_and_flag) for key, labels, note_and_flag in drafts}
    return replace(
        page,
        items=tuple(
            replace(item, draft=kept[item.id][0], note_and_flag=kept[item.id][1]) if item.id in kept else item
            for item in page.items
        ),
    )


def _changed(item: Item, relabel: Relabel) -> tuple[NewDecision | None, Unconfirmed | None]:
    """The new decision of a sentence, and what is then left unconfirmed of it; None for each that stays as it is."""
    decision = item.decision if is_confirmed(item) else None
    decided = relabel(decision.labels) if decision is not None else None
    new = None
    if decision is not None and decided is not None and decided != decision.labels:
        new = decision.relabelled(item.id, decided)
    before = item.draft if item.draft is not None or decision is not None else shown_labels(item)
    draft = relabel(before) if before is not None else None
    if draft == before and new is None:
        return None, None
    base = decided if decided is not None else shown_labels(replace(item, draft=None))
    if draft is not None and draft.bare() == base.bare():
        draft = None
    return new, (item.id, draft, item.note_and_flag)
