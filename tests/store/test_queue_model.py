"""The queue against a model of it in plain Python: whatever annotators, leads and clocks do.

Never do more annotators count than a document has slots; no decision is lost; nothing stays locked; and who takes next
gets what the model says.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.core.session.desk import BEGINNING
from annotator.store.articles import documents
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.log import history
from annotator.store.work import slots
from annotator.store.work.slots import SlotState, read_queue
from tests.store.conftest import holders, holding, suggested

pytestmark = pytest.mark.long

NAMES = ("ana", "ben", "cy")
SENTENCES = 3
HOURS = 24
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
TEXTS = tuple(f"He said {word}. She left. All was well." for word in ("yes", "NO.", "aye", "nay"))


@dataclass
class Claim:
    """Somebody's wish for a slot, the number in the line for one, and when it was made."""

    annotator: str
    wish: int
    line: int
    taken: float
    ended: bool = False


@dataclass
class Model:
    """What there should be: slots by document with who each is kept for, claims, answers, and times of work."""

    slots: dict[int, dict[int, str | None]] = field(default_factory=dict)
    ranks: dict[int, int] = field(default_factory=dict)
    claims: dict[int, list[Claim]] = field(default_factory=dict)
    answers: dict[tuple[str, int, int], Answer] = field(default_factory=dict)
    work: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    given_back: set[tuple[str, int]] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)

    def begun(self, name: str, document: int) -> bool:
        return any((name, document, index) in self.answers for index in range(SENTENCES))

    def complete(self, name: str, document: int) -> bool:
        said = [self.answers.get((name, document, index)) for index in range(SENTENCES)]
        return all(one in (Answer.ACCEPT, Answer.REJECT) for one in said)

    def answered(self, name: str, document: int) -> bool:
        return all((name, document, index) in self.answers for index in range(SENTENCES))

    @property
    def leases(self) -> dict[tuple[int, int], Claim]:
        """Who has which slot: those who have finished, then the others, both by the line."""
        found: dict[tuple[int, int], Claim] = {}
        for document, claims in self.claims.items():
            line = [one for one in claims if not one.ended]
            line.sort(key=lambda one: (not self.complete(one.annotator, document), one.line))
            given: dict[int, Claim] = {}
            for one in line:
                places = [
                    (slot != one.wish, kept_for is None, slot)
                    for slot, kept_for in self.slots[document].items()
                    if slot not in given and kept_for in (None, one.annotator)
                ]
                if places and all(one.annotator != other.annotator for other in given.values()):
                    given[min(places)[-1]] = one
            found |= {(document, slot): one for slot, one in given.items()}
        return found

    def alive(self, document: int, lease: Claim, now: float) -> bool:
        times = [lease.taken, *self.work.get((lease.annotator, document), [])]
        return self.complete(lease.annotator, document) or any(abs(now - time) < HOURS for time in times)

    def holds(self, name: str, document: int) -> tuple[int, int] | None:
        return next((one for one, held in self.leases.items() if one[0] == document and held.annotator == name), None)

    def free(self, name: str, now: float, among: list[int] | None = None) -> tuple[int, int] | None:
        found, leases = [], self.leases
        for document, places in self.slots.items():
            if document in self.removed or self.holds(name, document) or document not in (among or [document]):
                continue
            others = {one.annotator for one in self.claims[document]} - {name}
            by_others = any(self.begun(who, document) and not self._lives_on(who, document, now) for who in others)
            for slot, kept_for in places.items():
                holder = leases.get((document, slot))
                if kept_for not in (None, name) or (holder and self.alive(document, holder, now)):
                    continue
                mine = self.begun(name, document)
                first = (not mine, kept_for is None, not by_others) if among is None else (False, kept_for is None)
                found.append((*first, self.ranks[document], document, holder is not None, slot))
        if not found:
            return None
        *_, document, _, slot = min(found)
        return document, slot

    def _lives_on(self, name: str, document: int, now: float) -> bool:
        held = self.holds(name, document)
        return held is not None and self.alive(document, self.leases[held], now)

    def take(self, name: str, slot: tuple[int, int], now: float) -> None:
        """Who takes over stands in the line where that stood."""
        before, claims = self.leases.get(slot), self.claims[slot[0]]
        claims.append(Claim(name, slot[1], len(claims) if before is None else before.line, now))
        if before is not None:
            before.ended = True

    def settle(self, name: str, document: int, now: float) -> None:
        """Who decides without a slot takes one, else waits, unless it was given back by hand."""
        if self.holds(name, document) is not None:
            return
        slot = self.free(name, now, [document])
        if slot is not None:
            self.take(name, slot, now)
        elif (name, document) not in self.given_back and all(
            one.ended or one.annotator != name for one in self.claims[document]
        ):
            self.claims[document].append(Claim(name, 1, len(self.claims[document]), now))

    def adopt(self, names: tuple[str, ...], now: float) -> None:
        """Work that has no slot gets one where all of it is done: the work of whoever comes first by name."""
        for document in sorted(self.slots):
            for name in names:
                if self.complete(name, document) and (name, document) not in self.given_back:
                    self.settle(name, document, now)

    def offered(self, name: str) -> list[int]:
        """What is still asked of the annotator."""
        held = [one[0] for one, lease in self.leases.items() if lease.annotator == name]
        return sorted(one for one in held if one not in self.removed and not self.answered(name, one))

    def shown(self, name: str) -> list[int]:
        held = {one[0] for one, lease in self.leases.items() if lease.annotator == name}
        begun = {document for document in self.slots if self.begun(name, document)}
        return sorted((held | begun) - self.removed)


class QueueMachine(RuleBasedStateMachine):
    """Three annotators, a lead, and a clock that anybody may set."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = holding(self.folder / "annotator.db", *(suggested(text, text) for text in TEXTS))
        self.path, self.now, self.model = path, 0.0, Model()
        self.model.claims = {number: [] for number in range(1, len(TEXTS) + 1)}
        self.adopted: set[str] = set()
        self.connection = open_database(path)
        self.desks = {name: SqliteDesk(path, name, clock=self.clock) for name in NAMES}
        with transaction(self.connection):
            for name in NAMES:
                history.enter_annotator(self.connection, name)
        self.assign({1, 2, 3, 4}, 1, None, False)

    def clock(self) -> str:
        moment = BEGIN + timedelta(hours=self.now)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            for desk in self.desks.values():
                desk.close()
            self.connection.close()
            assert [*problems(self.path)] == []
            shutil.rmtree(self.folder)

    @rule(
        documents=st.sets(st.integers(1, len(TEXTS)), min_size=1),
        overlap=st.integers(1, 3),
        kept_for=st.sampled_from((None, *NAMES)),
        backwards=st.booleans(),
    )
    def assign(self, documents: set[int], overlap: int, kept_for: str | None, backwards: bool) -> None:
        documents -= self.model.removed  # as `annotator assign` does
        wanted = {
            number: SlotPlan((kept_for, *[None] * (overlap - 1)), -number if backwards else number)
            for number in documents
        }
        with transaction(self.connection):
            slots.assign(self.connection, wanted, Terms(HOURS), {}, "lead", self.clock())
        found = self.connection.execute("SELECT document, slot, reserved_for, rank FROM slots").fetchall()
        before, leases, model = self.model.slots, self.model.leases, self.model
        model.slots = {}
        for document, slot, name, rank in found:
            model.slots.setdefault(document, {})[slot] = name
            model.ranks[document] = min(rank, model.ranks.get(document, rank)) if document not in documents else rank
        for document, slot in leases:
            assert model.slots[document][slot] == before[document][slot], "what is taken stays as it is"
        for document in documents:
            taken = sum(one[0] == document for one in leases)
            assert len(model.slots[document]) == max(overlap, taken)
        for number in {*before} - documents:
            assert model.slots[number] == before[number]
        model.adopt(NAMES, self.now)

    @rule(name=st.sampled_from(NAMES))
    def ask_for_more(self, name: str) -> None:
        """The end of what is held: the next slot is taken, as the model has it."""
        model, desk = self.model, self.desks[name]
        place, before = desk.next_undecided(BEGINNING), model.offered(name)
        assert (place.document if place else None) == (before[0] if before else None)
        if place is None:
            desk.take()
            self._take(name)
            place, offered = desk.next_undecided(BEGINNING), model.offered(name)
            assert (place.document if place else None) == (offered[0] if offered else None)

    def _take(self, name: str) -> None:
        model = self.model
        if model.free(name, self.now) is None and name in self.adopted:
            return
        if name not in self.adopted:
            model.adopt((name,), self.now)
            self.adopted.add(name)
        for slot, lease in model.leases.items():
            if lease.annotator == name and not model.alive(slot[0], lease, self.now):
                model.take(name, slot, self.now)
        while not model.offered(name) and (free := model.free(name, self.now)) is not None:
            model.take(name, free, self.now)

    @rule(name=st.sampled_from(NAMES), document=st.integers(1, len(TEXTS)), index=st.integers(0, 2), data=st.data())
    def answer(self, name: str, document: int, index: int, data: st.DataObject) -> None:
        """In any document of the desk, also one that was lost meanwhile."""
        if document not in self.model.shown(name):
            return
        said = data.draw(st.sampled_from((Answer.ACCEPT, Answer.REJECT, Answer.SKIP)))
        self._say(name, document, index, said)

    def _say(self, name: str, document: int, index: int, said: Answer) -> None:
        desk, sentence = self.desks[name], (document - 1) * SENTENCES + index + 1
        replaces = history.head(desk.connection, name, sentence)
        desk.save([NewDecision(sentence, said, Labels(), replaces=replaces)])
        self.model.answers[name, document, index] = said
        self.model.work.setdefault((name, document), []).append(self.now)
        self.model.settle(name, document, self.now)

    @rule(
        name=st.sampled_from(NAMES),
        said=st.lists(st.sampled_from((*Answer, Answer.ACCEPT)), min_size=SENTENCES, max_size=SENTENCES),
        undone=st.integers(0, 2),
    )
    def take_and_answer(self, name: str, said: list[Answer], undone: int) -> None:
        """All that is held, so that leases end; and perhaps some of it is taken back."""
        self.ask_for_more(name)
        for document in self.model.offered(name):
            for index, answer in enumerate(said):
                self._say(name, document, index, answer)
        for _ in range(undone):
            self.undo(name)

    @rule(name=st.sampled_from(NAMES))
    def undo(self, name: str) -> None:
        """What was finished is open again."""
        desk = self.desks[name]
        change = desk.undo()
        if change is None:
            return
        document = change.place.document
        for sentence in change.sentences:
            head = desk.connection.first_row(
                "SELECT answer FROM heads JOIN decisions ON decisions.id = heads.decision"
                " WHERE heads.annotator = ? AND heads.sentence_id = ?",
                name,
                sentence,
            )
            key = (name, document, (sentence - 1) % SENTENCES)
            if head is None:
                self.model.answers.pop(key)
            else:
                self.model.answers[key] = Answer(head[0])
        self.model.settle(name, document, self.now)

    @rule(hours=st.sampled_from((0.5, 5.0, 23.0, 25.0, 60.0, 9000.0)))
    def wait(self, hours: float) -> None:
        self.now += hours

    @rule(hours=st.sampled_from((1.0, 30.0, 9000.0)))
    def clock_goes_back(self, hours: float) -> None:
        self.now -= hours

    @rule(document=st.integers(1, len(TEXTS)))
    def give_back(self, document: int) -> None:
        for holder in holders(self.connection, document)[:1]:
            with transaction(self.connection):
                slots.release(self.connection, holder.lease, slots.GIVEN_BACK, self.clock())
            held = self.model.holds(holder.annotator, document)
            assert held is not None
            self.model.leases[held].ended = True
            self.model.given_back.add((holder.annotator, document))

    @rule(document=st.integers(1, len(TEXTS)))
    def remove_or_bring_back(self, document: int) -> None:
        with transaction(self.connection):
            if not documents.remove(self.connection, document, "lead"):
                documents.bring_back(self.connection, document, "lead")
        self.model.removed ^= {document}

    @invariant()
    def no_more_count_than_there_are_slots(self) -> None:
        counting = self.connection.execute(
            "SELECT document, count(*), count(DISTINCT annotator), count(DISTINCT slot) FROM leases"
            " WHERE state <> 'released' GROUP BY document"
        )
        for document, count, people, places in counting:
            assert count == people == places <= len(self.model.slots[document])

    @invariant()
    def leases_are_those_of_the_model(self) -> None:
        found = self.connection.execute(
            "SELECT document, slot, annotator, state = 'finished' FROM leases WHERE state <> 'released'"
        )
        kept = {
            one: (lease.annotator, self.model.complete(lease.annotator, one[0]))
            for one, lease in self.model.leases.items()
        }
        assert {(row[0], row[1]): (row[2], bool(row[3])) for row in found} == kept

    @invariant()
    def no_decision_is_lost(self) -> None:
        found = self.connection.execute("SELECT annotator, document, position, answer FROM current_decisions")
        assert {(row[0], row[1], row[2]): Answer(row[3]) for row in found} == self.model.answers

    @invariant()
    def desks_hold_what_they_should(self) -> None:
        for name, desk in self.desks.items():
            assert [row.number for row in desk.documents(desk.numbers())] == self.model.shown(name)

    @invariant()
    def nothing_stays_locked(self) -> None:
        """After twice the hours, whatever the clock did, every slot that is not finished can be taken."""
        work = [time for times in self.model.work.values() for time in times]
        last = max([self.now, *(one.taken for one in self.model.leases.values()), *work])
        for later in (last + 2 * HOURS, self.now + 20_000):
            now, self.now = self.now, later
            at, self.now = self.clock(), now
            assert read_queue(self.connection, at).slots(SlotState.HELD) == []


QueueMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25)
test_the_queue_is_what_the_model_says = QueueMachine.TestCase
