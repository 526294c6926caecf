"""A desk of a reviewer in memory, and what three annotators made of the small articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Suggestion
from annotator.core.review.versions import (
    Because,
    Case,
    CaseKind,
    Left,
    Verdict,
    Version,
    agreement_of,
    differs,
    is_unanimous,
    least_agreed,
    numbers_marking,
    versions,
)
from annotator.core.session.desk import Page, Place, Turned, Unconfirmed
from tests.memory_desk import DECIDED_AT, MemoryDesk, Said, _part

ANNOTATORS = ("ana", "bo", "cy")


@dataclass
class MemoryReviewDesk(MemoryDesk):
    """The `ReviewDesk` protocol in memory, with what annotators decided of each sentence, by its id.

    `audited` are the ids of unanimous sentences that are to be looked at.
    """

    annotator: str = "review:rita"
    marks: dict[int, list[Decision]] = field(default_factory=dict)
    audited: frozenset[int] = frozenset()
    said: dict[int, Because] = field(default_factory=dict)
    taking: Version | None = None
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """What was said of the versions, by the ids of decisions."""

    def page(self, document: int) -> Page:
        page = super().page(document)
        items = []
        for item in page.items:
            found = versions(self.marks.get(item.id, ()))
            if found and item.decision is None:
                suggestion = item.suggestion or Suggestion(item.id * 10, "run", Labels())
                item = item._replace(suggestion=suggestion._replace(labels=found[0].labels))  # noqa: PLW2901
            items.append(item)
        return page._replace(items=tuple(items))

    def cases(self) -> tuple[int, ...]:
        found = [case for one in self.marks if one not in self.heads and (case := self.case(one)) is not None]
        return tuple(case.sentence_id for case in least_agreed(found) if case.kind is not CaseKind.SETTLED)

    def case(self, sentence_id: int) -> Case | None:
        found = versions(self.marks.get(sentence_id, ()))
        if not (differs(found) or is_unanimous(found)):
            return None
        kind = (
            CaseKind.DIFFERENCE
            if differs(found)
            else CaseKind.AUDIT
            if sentence_id in self.audited
            else CaseKind.SETTLED
        )
        text = self.pages[self.place(sentence_id).document - 1].document.text
        agreement = agreement_of(found, text)
        return Case(sentence_id, self.place(sentence_id), found, kind, agreement)

    def verdict(self, sentence_id: int) -> Verdict | None:
        head = self.heads.get(sentence_id)
        return None if head is None else self.verdicts.get(head.id)

    def left(self) -> Left:
        cases = [case for one in self.marks if one not in self.heads and (case := self.case(one)) is not None]
        kinds = [case.kind for case in cases]
        return Left(kinds.count(CaseKind.DIFFERENCE), kinds.count(CaseKind.AUDIT), kinds.count(CaseKind.SETTLED))

    def because(self, sentence_id: int) -> Because:
        verdict = self.verdict(sentence_id)
        stands = verdict.because if verdict is not None else Because()
        return self.said.get(sentence_id, stands)

    def say_because(self, sentence_id: int, because: Because) -> None:
        self.said[sentence_id] = because

    def save(
        self, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed] = (), asked_for_at: int | None = None
    ) -> tuple[Decision, ...]:
        why = [self.because(decision.sentence_id) for decision in decisions]
        kept = super().save(decisions, drafts, asked_for_at)
        for decision, made, because in zip(decisions, kept, why, strict=True):
            case = self.case(decision.sentence_id)
            kind = case.kind if case is not None else CaseKind.OWN
            labels = Labels() if made.answer is Answer.REJECT else made.labels
            numbers = numbers_marking(case.versions, labels) if case is not None else ()
            self.verdicts[made.id] = Verdict(kind, numbers, because)
        return kept

    def settle_unanimous(self, asked_for_at: int | None = None) -> int:
        cases = [case for one in self.marks if one not in self.heads and (case := self.case(one)) is not None]
        alike = [case for case in cases if case.kind is CaseKind.SETTLED]
        if alike:
            self.save(
                [NewDecision(one.sentence_id, Answer.ACCEPT, one.versions[0].labels) for one in alike],
                asked_for_at=asked_for_at,
            )
        return len(alike)

    def undo(self, until: str | None = None) -> Turned | None:
        return super().undo(until)


def mark(number: int, annotator: str, labels: Labels) -> Decision:
    """What an annotator made of a sentence."""
    return Decision(number, annotator, Answer.ACCEPT if labels != Labels() else Answer.REJECT, labels, DECIDED_AT)


def labels_of(page: Page, index: int, *said: Said, topics: Sequence[str] = ()) -> Labels:
    """Labels of a sentence, by the words of their parts."""
    sentence = page.items[index].sentence
    text = sentence.span.of(page.document.text)
    parts: list[QuotePart] = [_part(one, text, sentence.start).bare() for one in said]
    return Labels(tuple(parts), tuple(sorted(topics)))


def reviewed(pages: Sequence[Page] | None = None, **more: object) -> MemoryReviewDesk:
    """The small articles as three annotators marked them.

    All mark the first sentence alike but for its type; of the fifth one says "that" belongs to it, one that nothing is
    there; in the others all agree. The second is of the audit.
    """
    desk = MemoryReviewDesk(**({"pages": list(pages)} if pages is not None else {}), **more)  # type: ignore[arg-type]
    first, second = desk.pages[0], desk.pages[1]
    port = Said("The port will reopen in May", "said", "harbour master Ines Duarte", "Ines Duarte")
    crane = Said("that the city can pay for a second crane", "believes", "Mayor Paul Okoro", "Paul Okoro")
    crane = replace(crane, type=QuoteType.INDIRECT)
    no = Said("“No,”", "said", "Okoro", "Paul Okoro")
    made: dict[tuple[int, int], list[Labels]] = {
        (1, 0): [
            labels_of(first, 0, port, topics=["economy"]),
            labels_of(first, 0, port, topics=["economy"]),
            labels_of(first, 0, replace(port, type=QuoteType.INDIRECT), topics=["economy"]),
        ],
        (1, 1): [Labels()] * 3,
        (1, 4): [
            labels_of(first, 4, crane, topics=["politics"]),
            labels_of(first, 4, replace(crane, content="the city can pay for a second crane"), topics=["economy"]),
            Labels(),
        ],
        (1, 5): [labels_of(first, 5, topics=["weather"])] * 3,
        (2, 0): [Labels()] * 3,
        (2, 1): [labels_of(second, 1, no, topics=["politics"])] * 2 + [labels_of(second, 1, no)],
    }
    for number, ((page, index), labels) in enumerate(made.items()):
        desk.marks[desk.pages[page - 1].items[index].id] = [
            mark(9000 + number * 10 + at, name, one)
            for at, (name, one) in enumerate(zip(ANNOTATORS, labels, strict=True))
        ]
    desk.audited = frozenset({first.items[1].id})
    return desk


def place(desk: MemoryReviewDesk, sentence_id: int) -> Place:
    """Where a sentence is."""
    return desk.place(sentence_id)
