"""A desk in memory, as strict as the real one, and small articles to put on it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.core.decision import Answer, Decision, NewDecision, Sight
from annotator.core.draw import Withhold
from annotator.core.errors import AnnotatorError, DecidedElsewhere, DocumentRemoved
from annotator.core.model import (
    CastMember,
    Document,
    Labels,
    QuotePart,
    QuoteType,
    Reading,
    Sentence,
    Span,
    Suggestion,
    TopicSuggestion,
)
from annotator.core.quotes.guidelines import EdgeHabits
from annotator.core.scheme import LabelScheme, Topic
from annotator.core.session.desk import (
    NO_NOTE,
    Desk,
    DocumentRow,
    Filter,
    Item,
    LookAgain,
    Mark,
    News,
    NoteAndFlag,
    Order,
    Page,
    PastStep,
    Place,
    Sitting,
    Turned,
    Unconfirmed,
)
from annotator.core.session.state import (
    UNSURE,
    as_left,
    is_edited,
    is_to_be_withheld,
    kept_back,
    opening_draft,
    shown_labels,
)
from annotator.core.session.workbench import Workbench
from annotator.core.speakers import Names, composed_renamings, renamed_cast, renamed_labels

DECIDED_AT = "2026-03-05T10:00:00Z"
START = Place(0, 0)
"""Before the first sentence."""

SCHEME = LabelScheme(
    "test",
    "1",
    (
        Topic("politics", "politics", "p"),
        Topic("economy", "economy, business and finance", "e"),
        Topic("weather", "weather", "w"),
        Topic("sport", "sport", "s"),
    ),
)


@dataclass
class Said:
    """A quote of an article, by the words of its parts."""

    content: str | Sequence[str]
    cue: str | None = None
    source: str | None = None
    speaker: str | None = None
    type: QuoteType = QuoteType.DIRECT
    continues: bool = False
    score: float = 0.9


@dataclass
class Other:
    """A reading of a sentence: the quotes that it replaces, and those that it puts there; `by`: who else says so."""

    replaces: Sequence[int]
    quotes: Sequence[Said]
    probability: float | None = 0.2
    by: Sequence[str] = ()


@dataclass
class Line:
    """A sentence with what is suggested for it, and what else it could be; `gap` is what stands before it.

    `boilerplate`: its kind, if it is that.
    """

    text: str
    quotes: Sequence[Said] = ()
    topics: Sequence[str] = ()
    gap: str = " "
    others: Sequence[Other] = ()
    boilerplate: str | None = None


def article(number: int, name: str, lines: Iterable[Line], cast: Sequence[str] = (), **about: Any) -> Page:
    """A page with nothing decided."""
    text, items = "", []
    for index, line in enumerate(lines):
        text += line.gap if text else ""
        start = len(text)
        text += line.text
        sentence = Sentence(index, start, len(text))
        quotes = tuple(_part(said, line.text, start) for said in line.quotes)
        topics = tuple(TopicSuggestion(key, 0.8, line.text.split()[0]) for key in line.topics)
        score = min((said.score for said in line.quotes), default=None)
        labels = Labels(quotes, tuple(line.topics))
        readings = tuple(_reading(other, line.text, start) for other in line.others)
        suggestion = Suggestion(number * 1000 + index, "run", labels, score, topics, readings, line.boilerplate)
        suggested = line.quotes or line.topics or line.others or line.boilerplate
        items.append(Item(number * 100 + index, sentence, suggestion if suggested else None))
    members = tuple(CastMember(member) for member in cast)
    return Page(number, Document(name, text, **about), tuple(items), members)


def _reading(other: Other, text: str, start: int) -> Reading:
    parts = tuple(_part(said, text, start).bare() for said in other.quotes)
    return Reading(tuple(other.replaces), parts, other.probability, tuple(other.by))


def _part(said: Said, text: str, start: int) -> QuotePart:
    def span(words: str | None) -> Span | None:
        if words is None:
            return None
        at = start + text.index(words)
        return Span(at, at + len(words))

    fragments = [said.content] if isinstance(said.content, str) else said.content
    content = tuple(found for words in fragments if (found := span(words)))
    return QuotePart(
        content=content,
        type=said.type,
        cue=span(said.cue),
        source=span(said.source),
        speaker=said.speaker,
        continues=said.continues,
        score=said.score,
        rule="rule",
    )


def harbour() -> Page:
    """An article with a split quote, an unmarked one, one that goes on, and an unsure one."""
    return article(
        1,
        "harbour",
        [
            Line(
                "The port will reopen in May, harbour master Ines Duarte said.",
                [Said("The port will reopen in May", "said", "harbour master Ines Duarte", "Ines Duarte")],
                ["economy"],
            ),
            Line("Dredging began two weeks ago."),
            Line(
                "We lost a season, she told reporters, and we will not lose another.",
                [Said(["We lost a season", "we will not lose another"], "told", "she", "Ines Duarte")],
                gap="\n\n",
            ),
            Line(
                "It was a hard year for all of us.",
                [Said("It was a hard year for all of us.", speaker="Ines Duarte", continues=True)],
            ),
            Line(
                "Mayor Paul Okoro believes that the city can pay for a second crane.",
                [
                    Said(
                        "that the city can pay for a second crane",
                        "believes",
                        "Mayor Paul Okoro",
                        "Paul Okoro",
                        QuoteType.INDIRECT,
                        score=0.41,
                    )
                ],
                ["politics", "economy"],
                gap="\n\n",
            ),
            Line("Rain is forecast for the weekend.", topics=["weather"]),
        ],
        ["Ines Duarte", "Paul Okoro"],
        title="Harbour to reopen in May",
        published="2026-03-02",
    )


def council() -> Page:
    """A second, short article."""
    return article(
        2,
        "council",
        [
            Line("The council met on Tuesday."),
            Line("“No,” said Okoro.", [Said("“No,”", "said", "Okoro", "Paul Okoro")], ["politics"]),
        ],
        ["Paul Okoro"],
        title="Council says no",
        published="2026-03-04",
    )


def every_match(desk: Desk, wanted: Filter, by: int = 1) -> tuple[int, ...]:
    """The ids of all sentences that a filter finds on a desk, asked one after the other: ascending, or descending."""
    found = [0 if by > 0 else 2**62]
    while (following := desk.next_match(wanted, found[-1], by)) is not None:
        found.append(following)
    return tuple(found[1:])


def matches(wanted: Filter, item: Item) -> bool:
    """What a filter means, said plainly."""
    decision, shown, draft = item.decision, shown_labels(item), opening_draft(item)
    marks = {
        Mark.UNDECIDED: not item.decided,
        Mark.FLAGGED: draft.note_and_flag.flagged,
        Mark.NOTED: draft.note_and_flag.note is not None,
        Mark.UNCONFIRMED: item.touched,
        Mark.UNSURE: any(quote.score is not None and quote.score < UNSURE for quote in shown.quotes),
    }
    if decision is not None:
        marks[Mark.ACCEPTED] = decision.answer is Answer.ACCEPT
        marks[Mark.REJECTED] = decision.answer is Answer.REJECT
        marks[Mark.SKIPPED] = decision.answer is Answer.SKIP
        accepted = decision.answer is Answer.ACCEPT and not decision.implied
        marks[Mark.UNOPENED] = accepted and decision.sight is Sight.IN_PASSING
        answered = item.answered or item.suggestion if decision.suggestion else None
        seen = answered if decision.answer is not Answer.SKIP and decision.sight is not Sight.WITHHELD else None
        marks[Mark.EDITED] = seen is not None and is_edited(decision.labels, seen)
    return (
        all(marks.get(mark) for mark in wanted.marks)
        and (wanted.speaker is None or any((quote.speaker or "") == wanted.speaker for quote in shown.quotes))
        and (wanted.topic is None or wanted.topic in shown.topics)
    )


def certainty(page: Page) -> tuple[bool, float, int]:
    """What documents are ordered by: the mean score of what is suggested where nothing is decided."""
    suggestions = [item.suggestion for item in page.items if item.suggestion and item.decision is None]
    scores = [one.score for one in suggestions if one.score is not None]
    scores += [topic.score for one in suggestions for topic in one.topics]
    return (not scores, sum(scores) / len(scores) if scores else 0.0, page.number)


Kept = tuple[Labels | None, NoteAndFlag | None]
"""What is left unconfirmed of a sentence."""


@dataclass(eq=False)
class Step:
    """What one save did: sentences with their decisions before and after, others with what was left unconfirmed.

    `clock`: when it was done, or done again.
    """

    decisions: list[tuple[int, Decision | None, Decision | None]]
    drafts: list[tuple[int, Kept]]
    at: int | None
    renamed: tuple[tuple[str, str], ...] = ()
    """The speaker that it renamed in all documents: old and new name."""
    clock: int = 0
    made: int = 0

    @property
    def sentences(self) -> set[int]:
        return {one for one, *_ in (*self.decisions, *self.drafts)}


def taken_back_to(one: Left, later: Left) -> bool:
    """Whether edits were taken back to what a step left before them."""
    assert later.step is not None
    return one.sentence == later.sentence and later.step.made <= one.clock < later.clock


def said_by(kept: Kept) -> Kept:
    """The same without scores and rules."""
    return kept[0].bare() if kept[0] is not None else None, kept[1]


def speakers_of(made: Decision) -> set[str | None]:
    return {quote.speaker for quote in made.labels.quotes}


def as_named(item: Item, names: Names) -> Item:
    """The item with the names of today in what was suggested or only skipped."""
    decision, suggestion = item.decision, item.suggestion
    if suggestion is not None:
        readings = [one._replace(parts=renamed_labels(Labels(one.parts), names).quotes) for one in suggestion.readings]
        labels = renamed_labels(suggestion.labels, names)
        suggestion = suggestion._replace(labels=labels, readings=tuple(readings))
    if decision is not None and decision.answer is Answer.SKIP:
        decision = decision._replace(labels=renamed_labels(decision.labels, names))
    return item._replace(decision=decision, suggestion=suggestion)


@dataclass(eq=False)
class Left:
    """What was left unconfirmed of a sentence, and when. It stands with the step that it belongs to."""

    sentence: int
    kept: Kept
    clock: int
    step: Step | None = None


@dataclass
class MemoryDesk:
    """The `Desk` protocol in memory. `fail` is raised by everything that writes, as long as it is set.

    `tests/test_desks.py` holds it against the desk of the store.
    """

    pages: list[Page] = field(default_factory=lambda: [harbour(), council()])
    annotator: str = "ana"
    fail: AnnotatorError | None = None
    lists_matches: bool = True
    heads: dict[int, Decision] = field(default_factory=dict)
    drafts: dict[int, Labels] = field(default_factory=dict)
    notes_and_flags: dict[int, NoteAndFlag] = field(default_factory=dict)
    left_over: list[Left] = field(default_factory=list)
    clock: int = 0
    bookmark: Place | None = None
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    made: list[Decision] = field(default_factory=list)
    said_of: dict[int, int] = field(default_factory=dict)
    """The sentence of each decision made, by their ids."""
    latest: Place = START
    patience: float = 5.0
    removed: dict[int, str] = field(default_factory=dict)
    """The numbers of documents that were taken out, each with who did it."""
    known_before: tuple[str, ...] = ()
    edges: EdgeHabits = field(default_factory=EdgeHabits)
    moved: dict[tuple[int, bool], tuple[str, ...]] = field(default_factory=dict)
    """Why suggestions are as they are, by their ids and whether a quote of them is asked for."""
    since: int = 0
    """How many decisions have come since the suggestions were made."""
    withhold: Withhold | None = None
    """Which sentences are shown without their suggestion."""
    told: News | None = None
    revision: int | None = None
    """The key of the revision of the label scheme in use."""
    again: tuple[LookAgain, ...] = ()
    """What was to be looked at again when the desk was opened; what was answered since is not."""

    def to_look_at_again(self, change: str | None = None) -> tuple[LookAgain, ...]:
        there = [one for one in self.again if one.place in self._shown()]
        return tuple(one for one in there if one.is_open(self.page(one.place.document).items[one.place.index]))

    def acknowledge(self, key: int) -> None:
        self.again = tuple(
            one._replace(before=tuple(before for before in one.before if before.key != key)) for one in self.again
        )

    def saved(self) -> int:
        return len(self.heads)

    def skipped(self) -> int:
        return sum(self._is_skipped(item) for item in self._shown().values())

    def unconfirmed(self) -> tuple[Place, ...]:
        return tuple(place for place, item in self._shown().items() if item.id in {*self.drafts, *self.notes_and_flags})

    def done_sentences(self) -> set[int]:
        return {
            one
            for step in self.done
            for one, before, after in step.decisions
            if step.at is None or (before and before.answer) is not (after and after.answer)
        }

    def sitting(self) -> Sitting:
        items = [self.page(place.document).items[place.index] for place in self._shown()]
        answered = [item.decision for item in items if item.id in self.done_sentences() and item.decision]
        return Sitting(
            decided=sum(one.answer is not Answer.SKIP and not one.implied for one in answered),
            skipped=sum(one.answer is Answer.SKIP for one in answered),
            passed_over=sum(one.implied for one in answered),
            quotes=sum(
                not quote.continues
                for one in answered
                for quote in (one.labels.quotes if one.answer is Answer.ACCEPT else ())
            ),
            keys=sum(one.keys for one in answered),
        )

    def news(self) -> News | None:
        told, self.told = self.told, None
        return told

    def numbers(self, titled: str = "") -> tuple[int, ...]:
        asked = words(titled)
        return tuple(
            page.number
            for page in self._present()
            if (asked or not titled)
            and all(
                any(one.startswith(word) for one in words(page.document.title or page.document.id)) for word in asked
            )
        )

    def last(self) -> int:
        return max(self.numbers(), default=0)

    def documents(self, numbers: Sequence[int]) -> tuple[DocumentRow, ...]:
        return tuple(
            DocumentRow(
                page.number,
                page.document.title or page.document.id,
                len(page.items),
                sum(item.decided for item in self.page(page.number).items),
                sum(item.skipped for item in self.page(page.number).items),
            )
            for page in self._present()
            if page.number in numbers
        )

    def resume(self) -> Place | None:
        places = list(self._shown())
        left_at = self.bookmark or self.latest
        return (
            left_at
            if left_at == self.bookmark and left_at in places
            else (self.next_undecided(left_at) or (places[-1] if places else None))
        )

    def next_undecided(self, after: Place) -> Place | None:
        undecided = [place for place, item in self._shown().items() if item.id not in self.heads]
        return next((place for place in undecided if place > after), undecided[0] if undecided else None)

    def take(self) -> bool:
        return False

    def next_skipped(self, after: Place) -> Place | None:
        shown = self._shown().items()
        return next((place for place, item in shown if place > after and self._is_skipped(item)), None)

    def first_undecided(self, document: int) -> Place | None:
        undecided = (place for place, item in self._shown().items() if item.id not in self.heads)
        return next((place for place in undecided if place.document == document), None)

    def ranked(self, order: Order) -> tuple[int, ...]:
        """Nobody but one suggester has suggested here."""
        numbers = [page.number for page in self._present()]
        if order is not Order.UNCERTAINTY:
            return tuple(numbers)
        return tuple(sorted(numbers, key=lambda number: certainty(self._page(number, None))))

    def next_match(self, wanted: Filter, after: int, by: int) -> int | None:
        items = [item for page in self._present() for item in self.page(page.number).items]
        found = [item.id for item in items if matches(wanted, item) and (item.id - after) * by > 0]
        return min(found, key=lambda one: one * by, default=None)

    def matching(self, wanted: Filter) -> tuple[int, ...] | None:
        return every_match(self, wanted) if self.lists_matches else None

    def place(self, sentence_id: int) -> Place:
        return next(place for place, item in self._places().items() if item.id == sentence_id)

    def names(self) -> tuple[str, ...]:
        names = self._names()
        suggested = {member.name for page in self._present() for member in page.cast}
        shown = {item.id for item in self._shown().values()}
        made = (made for made in self.made if made.id in self.said_of and self.said_of[made.id] in shown)
        known = suggested | {quote.speaker for one in made for quote in one.labels.quotes} - {None}
        return tuple(sorted({names.get(name, name) for name in known}))

    def find(self, text: str, but: int) -> tuple[tuple[Place, str], ...]:
        found: dict[int, tuple[Place, str]] = {}
        asked = words(text)
        for longer in (False, True):
            here: dict[int, tuple[Place, str]] = {}
            for place, item in self._shown().items():
                sentence = item.sentence.span.of(self.pages[place.document - 1].document.text)
                if place.document != but and stand_in(asked, words(sentence), longer=longer):
                    here.setdefault(place.document, (place, sentence))
            found = found | {number: hit for number, hit in here.items() if number not in found}
        return tuple(found.values())[:FOUND_AT_MOST]

    def items(self, sentences: Sequence[int]) -> tuple[Item, ...]:
        pages = (self.page(page.number) for page in self._present())
        return tuple(item for page in pages for item in page.items if item.id in sentences)

    def page(self, document: int) -> Page:
        return self._page(document, self.withhold)

    def _page(self, document: int, withhold: Withhold | None) -> Page:
        self._must_be_present(document)
        page = self.pages[document - 1]
        items = tuple(
            item._replace(
                decision=self.heads.get(item.id),
                draft=self.drafts.get(item.id),
                note_and_flag=self.notes_and_flags.get(item.id),
            )
            for item in page.items
        )
        names = self._names()
        items = self._without_withheld(tuple(as_named(one, names) for one in items), page.document.text, withhold)
        return page._replace(items=items, cast=renamed_cast(page.cast, names))

    def _without_withheld(self, items: tuple[Item, ...], text: str, withhold: Withhold | None) -> tuple[Item, ...]:
        if withhold is None:
            return tuple(kept_back(item, drawn=False) for item in items)
        seen = {self.said_of[made.id] for made in self.made if made.sight is not Sight.WITHHELD}
        text_hash = hashlib.sha256(text.encode()).hexdigest()
        hidden = {item.id for item in items if is_to_be_withheld(item, text_hash, withhold)}
        return tuple(kept_back(item, item.id in hidden - seen) for item in items)

    def reasons(self, suggestion: int, quote: QuotePart | None) -> tuple[str, ...]:
        return self.moved.get((suggestion, quote is not None), ())

    def edge_habits(self) -> EdgeHabits:
        return self.edges

    def new_decisions(self) -> int:
        return self.since

    def save(
        self, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed] = (), asked_for_at: int | None = None
    ) -> tuple[Decision, ...]:
        self._may_write()
        for sentence in [*(new.sentence_id for new in decisions), *(one[0] for one in drafts)]:
            self._must_be_present(self.place(sentence).document)
        heads = [self.heads.get(decision.sentence_id) for decision in decisions]
        if [head.id if head else None for head in heads] != [decision.replaces for decision in decisions]:
            raise DecidedElsewhere("already decided in another window")
        said = [new if new.revision is not None else new._replace(revision=self.revision) for new in decisions]
        kept = [new.kept(len(self.made) + 1 + at, self.annotator, DECIDED_AT) for at, new in enumerate(said)]
        step = Step(
            [(new.sentence_id, head, made) for new, head, made in zip(decisions, heads, kept, strict=True)],
            [(sentence, (labels, note)) for sentence, labels, note in drafts],
            asked_for_at,
            clock=self._tick(),
            made=self.clock,
        )
        self.known_before = ()
        self.made += kept
        self.said_of |= {made.id: new.sentence_id for made, new in zip(kept, decisions, strict=True)}
        self.done.append(step)
        self.undone.clear()
        self.left_over += [Left(sentence, kept_of, step.clock, step) for sentence, kept_of in step.drafts]
        self._put({sentence: after for sentence, _, after in step.decisions})
        self._go_on_at(step)
        return tuple(kept)

    def rename_speaker(self, old: str, new: str, asked_for_at: int) -> int:
        self._may_write()
        shown = every_match(self, Filter(speaker=old))
        if not shown:
            return 0
        names = {old: new}
        decisions = [
            item.decision.relabelled(item.id, renamed_labels(item.decision.labels, names))
            for page in self._present()
            for item in self.page(page.number).items
            if item.decision and item.decision.answer is Answer.ACCEPT and old in speakers_of(item.decision)
        ]
        changed = {one.sentence_id for one in decisions} | {
            one for one, labels in self.drafts.items() if labels != renamed_labels(labels, names)
        }
        drafts = []
        for one in sorted(changed):
            labels, note_and_flag = self._kept(one)
            drafts.append((one, None if labels is None else renamed_labels(labels, names), note_and_flag))
        self.save(decisions, drafts, asked_for_at)
        self.done[-1].renamed = ((old, new),)
        return len(shown)

    def _names(self) -> dict[str, str]:
        return composed_renamings(pair for step in self.done for pair in step.renamed)

    def undo(self, until: str | None = None) -> Turned | None:
        return self._turn(self.done, self._undo, until)

    def _undo(self) -> Turned:
        step = self.done.pop()
        step.clock = self._tick()
        self.undone.append(step)
        self._put({sentence: before for sentence, before, _ in step.decisions})
        return self._change(step)._replace(renamed={new: old for old, new in step.renamed})

    def redo(self, until: str | None = None) -> Turned | None:
        return self._turn(self.undone, self._redo, until)

    def _redo(self) -> Turned:
        step = self.undone.pop()
        step.clock = self._tick()
        self.done.append(step)
        self._put({sentence: after for sentence, _, after in step.decisions})
        return self._change(step)._replace(renamed=dict(step.renamed))

    def _check_unedited_since(self, step: Step) -> None:
        for sentence, _, after in step.decisions:
            labels, about = said_by(self._kept(sentence))
            said = (after.labels.bare(), NoteAndFlag(after.note, after.flagged))
            since = any(left.sentence == sentence and left.clock > step.clock for left in self.left_over)
            if since and (said[0] if labels is None else labels, about or said[1]) != said:
                raise DecidedElsewhere(f"{self.place(sentence)} has unconfirmed edits that this would end")

    def _turn(self, steps: list[Step], turn: Callable[[], Turned], until: str | None) -> Turned | None:
        self._may_write()
        if until is not None and until not in {str(step.made) for step in steps}:
            raise DecidedElsewhere("other steps came since in another window")
        many = 1 if until is None else 1 + [str(step.made) for step in reversed(steps)].index(until)
        for step in reversed(steps[-many:] if steps is self.undone else []):
            self._check_unedited_since(step)
        changes = [turn() for _ in range(many) if steps]
        if len(changes) < 2:
            return next(iter(changes), None)
        sentences = {sentence for change in changes for sentence in change.sentences}
        renamed = composed_renamings(pair for change in changes for pair in change.renamed.items())
        return Turned(changes[-1].place, None, tuple(sorted(sentences)), NO_NOTE, None, renamed, steps=len(changes))

    def next_step(self, redo: bool = False) -> PastStep | None:
        steps = self.undone if redo else self.done
        return self._past(steps[-1], 1, stands=not redo) if steps else None

    def steps(self, at_most: int) -> tuple[PastStep, ...]:
        undone = [self._past(step, turns, stands=False) for turns, step in enumerate(reversed(self.undone), 1)]
        done = [self._past(step, turns, stands=True) for turns, step in enumerate(reversed(self.done), 1)]
        return (*reversed(undone), *done[:at_most])

    def _past(self, step: Step, turns: int, *, stands: bool) -> PastStep:
        bookmark, change = self.bookmark, self._change(step)
        self.bookmark = bookmark
        left = sum(kept != (None, None) for _, kept in step.drafts)
        about = (len(step.decisions), left, change.answer, dict(step.renamed))
        return PastStep(str(step.made), change.place, DECIDED_AT, *about, stands, turns)

    def wait_at_most(self, seconds: float) -> None:
        self.patience = seconds

    def left_by_step(self, sentence_id: int) -> Unconfirmed | None:
        _, left = self._left_by_step(sentence_id)
        return None if left == (None, None) else (sentence_id, *left)

    def _left_by_step(self, sentence_id: int) -> tuple[Step | None, Kept]:
        last = next((step for step in reversed(self.done) if sentence_id in step.sentences), None)
        kept = next((kept for one, kept in last.drafts if one == sentence_id), None) if last else None
        return last, kept or (None, None)

    def keep_drafts(self, drafts: Sequence[Unconfirmed]) -> None:
        self._may_write()
        self.known_before = ()
        items = {item.id: item for item in self.items([sentence for sentence, *_ in drafts])}
        for sentence_id, labels, note_and_flag in drafts:
            item = items.get(sentence_id)
            kept = labels, note_and_flag
            if item is not None:
                edited = as_left(item, labels, note_and_flag)
                kept = edited.draft if item.decided else labels, edited.note_and_flag
            if said_by(self._kept(sentence_id)) != said_by(kept):
                last, left = self._left_by_step(sentence_id)
                step = last if last and said_by(left) == said_by(kept) != (None, None) else None
                self.left_over.append(Left(sentence_id, kept, self._tick(), step))
        self._see_what_is_left()

    def _see_what_is_left(self) -> None:
        """The last that was left of each sentence and stands, unless a decision that stands came after it."""
        self.drafts.clear()
        self.notes_and_flags.clear()
        gone = [one for one in self.left_over if one.step is not None and one.step not in self.done]
        last = {
            one.sentence: one
            for one in self.left_over
            if one not in gone and not any(taken_back_to(one, later) for later in gone)
        }
        for sentence, left in last.items():
            later = [step for step in self.done if step is not left.step and step.clock > left.clock]
            if any(sentence == decided for step in later for decided, *_ in step.decisions):
                continue
            labels, note_and_flag = left.kept
            if labels is not None:
                self.drafts[sentence] = labels
            if note_and_flag is not None:
                self.notes_and_flags[sentence] = note_and_flag

    def leave(self, place: Place) -> None:
        self._may_write()
        if not self.known_before:
            self.bookmark = place

    def _kept(self, sentence_id: int) -> Kept:
        return self.drafts.get(sentence_id), self.notes_and_flags.get(sentence_id)

    def _tick(self) -> int:
        self.clock += 1
        return self.clock

    def _may_write(self) -> None:
        if self.fail is not None:
            raise self.fail

    def _put(self, decisions: dict[int, Decision | None]) -> None:
        """Make these the current decisions. Where work resumes is after the last of them."""
        for sentence, decision in decisions.items():
            self.heads.pop(sentence, None)
            if decision is not None:
                self.heads[sentence] = decision
        self._see_what_is_left()
        self.bookmark = None
        self.latest = max((self.place(made) for made in decisions if decisions[made]), default=START)

    def _go_on_at(self, step: Step) -> None:
        if step.at is not None:
            self.bookmark = self.place(step.at)

    def _change(self, step: Step) -> Turned:
        self._go_on_at(step)
        if step.at is not None:
            given = (
                made.answer
                for _, before, made in step.decisions
                if made and (not before or before.answer != made.answer)
            )
            return Turned(self.place(step.at), None, tuple(sorted(step.sentences)), NO_NOTE, next(given, None))
        sentence, _, held = step.decisions[0]
        assert held is not None
        sentences = tuple(sorted(one for one, *_ in step.decisions))
        return Turned(self.place(sentence), held.labels, sentences, NoteAndFlag(held.note, held.flagged), held.answer)

    def _present(self) -> list[Page]:
        return [page for page in self.pages if page.number not in self.removed]

    def _is_skipped(self, item: Item) -> bool:
        head = self.heads.get(item.id)
        return head is not None and head.answer is Answer.SKIP

    def _must_be_present(self, document: int) -> None:
        if document in self.removed:
            raise DocumentRemoved(
                f"article {document} was removed by {self.removed[document]}",
                f"`annotator remove --undo {document}` brings it back",
            )

    def _shown(self) -> dict[Place, Item]:
        """All sentences but those of removed documents."""
        return {place: item for place, item in self._places().items() if place.document not in self.removed}

    def _places(self) -> dict[Place, Item]:
        return {Place(page.number, index): item for page in self.pages for index, item in enumerate(page.items)}


def answers(desk: MemoryDesk) -> list[Answer]:
    """The answers that stand, in sentence order."""
    return [desk.heads[sentence].answer for sentence in sorted(desk.heads)]


def undo(bench: Workbench) -> None:
    """Press u, and once more where it stops before another article."""
    bench.undo()
    if bench.notice is not None and " again undoes it (" in bench.notice.text:
        bench.undo()


FOUND_AT_MOST = 20


def words(text: str) -> list[str]:
    """The words of a text without case and accents, as a search compares them."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", bare.casefold())


def stand_in(asked: list[str], there: list[str], *, longer: bool) -> bool:
    """Whether words stand in others one after the other; with `longer` the last one may be the beginning of a word."""
    for at in range(len(there) - len(asked) + 1):
        here = there[at : at + len(asked)]
        if asked and here[:-1] == asked[:-1] and (here[-1] == asked[-1] or (longer and here[-1].startswith(asked[-1]))):
            return True
    return False
