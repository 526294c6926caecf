"""One change in several sentences: what is decided anew, what is left unconfirmed, and how the annotator is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.core.session.desk import Item, NoteAndFlag, Page
from annotator.core.session.several import Changes, changes
from tests.memory_desk import Line, article

SPORT, NEWS = Labels(topics=("sport",)), Labels(topics=("news",))
DECISION = NewDecision(100, Answer.ACCEPT, SPORT, note="odd", flagged=True, implied=True, seconds=2.5, keys=3)


def page_of(**held: object) -> Page:
    page = article(1, "a", [Line("Yes.")])
    return replace(page, items=(replace(page.items[0], **held),))  # type: ignore[arg-type]


def to_news(labels: Labels) -> Labels:
    return NEWS if labels == SPORT else labels


def test_a_decision_is_made_anew_with_all_that_it_said_and_its_unconfirmed_note_stays() -> None:
    decision = replace(DECISION, suggestion=7).kept(5, "ana", "2026-03-05T10:00:00Z")
    page = page_of(decision=decision, note_and_flag=NoteAndFlag("ask"))
    made = changes(page, {0: to_news})
    assert made.decisions == (replace(DECISION, labels=NEWS, suggestion=7, replaces=5),)
    assert made.drafts == ((100, None, NoteAndFlag("ask")),)


def test_edits_that_the_new_decision_makes_superfluous_are_gone() -> None:
    decision = DECISION.kept(5, "ana", "")
    assert changes(page_of(decision=decision, draft=NEWS), {0: to_news}).drafts == ((100, None, None),)
    assert changes(page_of(decision=replace(decision, labels=NEWS), draft=SPORT), {0: to_news}) == Changes(
        drafts=((100, None, None),)
    )


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"draft": NEWS},
        {"decision": replace(DECISION, labels=NEWS).kept(5, "ana", "")},
        {"decision": replace(DECISION, answer=Answer.REJECT, labels=Labels()).kept(5, "ana", "")},
    ],
)
def test_nothing_changes_where_the_labels_stay(held: dict[str, object]) -> None:
    assert not changes(page_of(**held), {0: to_news})


@pytest.mark.parametrize(
    ("decided", "opened", "told"),
    [
        (26, 2, "26 confirmed and 2 open sentences"),
        (1, 0, "1 confirmed sentence"),
        (0, 1, "1 open sentence"),
        (1, 1, "1 confirmed and 1 open sentences"),
    ],
)
def test_the_annotator_is_told_in_how_many_sentences(decided: int, opened: int, told: str) -> None:
    decisions = tuple(replace(DECISION, sentence_id=number) for number in range(decided))
    beside = tuple((number, None, None) for number in range(decided))
    drafts = tuple((100 + number, SPORT, None) for number in range(opened))
    assert str(Changes(decisions, (*beside, *drafts))) == told


def test_a_skipped_sentence_is_not_confirmed() -> None:
    skipped: Item = page_of(decision=replace(DECISION, answer=Answer.SKIP).kept(5, "ana", "")).items[0]
    made = changes(page_of(decision=skipped.decision), {0: to_news})
    assert (made.confirmed, made.open) == (0, 1)
    assert made.drafts == ((100, NEWS, None),)
