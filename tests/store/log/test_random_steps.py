"""Whatever people do, one after the other, caches are what making them anew from the log gives."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import AnnotatorError
from annotator.core.model import Labels
from annotator.core.session.desk import BEGINNING, NoteAndFlag, Place
from annotator.store.articles.documents import bring_back, now, remove
from annotator.store.care.restoring import difference
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.integrity import problems
from annotator.store.integrity.caches import CHECKS
from annotator.store.log import fold
from annotator.store.log.kinds import NOBODY
from annotator.store.log.schema import CACHES
from annotator.store.sqlite.copies import folder_of
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work import slots
from annotator.store.work.importer import Importer
from annotator.store.work.rename_speaker import rename_speaker, take_back_rename
from tests.store.conftest import RUN, reading
from tests.store.integrity.worked_on import PART, article

DOCUMENTS, SENTENCES = 4, 3
NAMES = ("Ada", "Ada Lovelace", "Countess")


class People:
    """Two annotators and a lead on one database, who do what chance says."""

    def __init__(self, path: Path, chance: random.Random, stack: ExitStack) -> None:
        self.path, self.chance = path, chance
        self.desks = [stack.enter_context(SqliteDesk(path, name)) for name in ("ana", "bo")]
        self.lead = stack.enter_context(opened(path))
        self.done: dict[str, int] = {}
        self.steps = 0

    def step(self) -> None:
        """One of them does something; what is refused changes nothing."""
        often: list[Callable[[SqliteDesk], object]] = [self.decide] * 12 + [self.undo] * 5 + [self.redo] * 4
        often += [self.turn] * 3
        often += [self.draft, self.leave, self.take, self.rename, self.take_back, self.bring_back] * 2 + [self.remove]
        if self.steps > 100:  # before, anybody may decide anything
            often += [self.assign]
        work = self.chance.choice(often)
        with suppress(AnnotatorError):
            work(self.chance.choice(self.desks))
            self.done[work.__name__] = self.done.get(work.__name__, 0) + 1
        self.steps += 1

    def sentence(self) -> int:
        return self.chance.randint(1, DOCUMENTS * SENTENCES)

    def document(self, desk: SqliteDesk) -> int:
        """A document that somebody may decide, if there is one."""
        left = desk.next_undecided(BEGINNING)
        return left.document if left and self.chance.random() < 0.5 else self.chance.randint(1, DOCUMENTS)

    def labels(self, sentence: int) -> Labels:
        return Labels((PART,)) if sentence % SENTENCES == 1 and self.chance.random() < 0.7 else Labels()

    def decide(self, desk: SqliteDesk) -> None:
        items = desk.page(self.document(desk)).items
        wanted = self.chance.sample(items, self.chance.choice((1, 1, 2)))
        desk.save(
            [
                NewDecision(
                    item.id,
                    self.chance.choice(list(Answer)),
                    self.labels(item.id),
                    item.suggestion.id if item.suggestion else None,
                    replaces=item.decision.id if item.decision else None,
                    flagged=self.chance.random() < 0.2,
                    seconds=self.chance.random(),
                    keys=1,
                )
                for item in wanted
            ],
            [(items[-1].id, self.labels(items[-1].id), None)] if self.chance.random() < 0.4 else [],
        )

    def undo(self, desk: SqliteDesk) -> None:
        desk.undo()

    def redo(self, desk: SqliteDesk) -> None:
        desk.redo()

    def turn(self, desk: SqliteDesk) -> None:
        """Go back to one of the steps that are listed, or on to one again: as many undos or redos as it says."""
        listed = desk.steps(12)
        undo = next((step for step in listed if step.stands and step.turns), None)
        assert undo == desk.next_step(), "the first that stands is the next to be undone"
        redo = next((step for step in listed if not step.stands and step.turns == 1), None)
        assert (redo and redo.key) == ((again := desk.next_step(redo=True)) and again.key)
        able = [step for step in listed if step.turns]
        if able:
            step = self.chance.choice(able)
            change = (desk.undo if step.stands else desk.redo)(step.key)
            assert change is not None
            assert (change.steps, change.place) == (step.turns, step.place)
            assert any(one.key == step.key and one.stands != step.stands for one in desk.steps(12))

    def draft(self, desk: SqliteDesk) -> None:
        sentence = self.sentence()
        note = self.chance.choice((None, NoteAndFlag("a note", True)))
        desk.keep_drafts([(sentence, self.chance.choice((None, self.labels(sentence))), note)])

    def leave(self, desk: SqliteDesk) -> None:
        desk.leave(Place(self.chance.randint(1, DOCUMENTS), self.chance.randrange(SENTENCES)))

    def take(self, desk: SqliteDesk) -> None:
        desk.take()

    def rename(self, desk: SqliteDesk) -> None:
        with transaction(self.lead):
            rename_speaker(self.lead, *self._names(desk))

    def take_back(self, desk: SqliteDesk) -> None:
        with transaction(self.lead):
            take_back_rename(self.lead, *self._names(desk))

    def _names(self, desk: SqliteDesk) -> tuple[list[str], str, str, str]:
        """Of one of them, or of everybody: for whom, the old name and the new one, and who asks for it."""
        old, new = self.chance.sample(NAMES, 2)
        if self.chance.random() < 0.5:
            return [desk.annotator], old, new, desk.annotator
        return [one.annotator for one in self.desks] + [NOBODY], old, new, "lead"

    def remove(self, desk: SqliteDesk) -> None:
        with transaction(self.lead):
            remove(self.lead, self.chance.randint(1, DOCUMENTS), desk.annotator)

    def bring_back(self, desk: SqliteDesk) -> None:
        with transaction(self.lead):
            bring_back(self.lead, self.chance.randint(1, DOCUMENTS), desk.annotator)

    def assign(self, _desk: SqliteDesk) -> None:
        wanted = {
            number: SlotPlan(
                tuple(self.chance.choice((None, "ana", "bo")) for _ in range(self.chance.choice((1, 2)))), 1
            )
            for number in self.chance.sample(range(1, DOCUMENTS + 1), 2)
        }
        with transaction(self.lead):
            slots.assign(self.lead, wanted, Terms(), {"table": 1}, "lead", now())

    def caches(self) -> dict[str, list[tuple[object, ...]]]:
        return {name: rows_of(self.lead, name) for name in CACHES}

    def differing(self) -> list[str]:
        """What of the caches is not as it is made anew."""
        with opened(self.path, read_only=True, as_it_is=True) as connection:
            return [str(problem) for check in CHECKS for problem in check(connection)]


def rows_of(connection: Connection, name: str) -> list[tuple[object, ...]]:
    return sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)


def time_after(clock: int) -> int:
    """Wait until the time of day, by which clocks go, is later than this one: it, in milliseconds."""
    while (present := time.time_ns() // 1_000_000) <= clock:
        time.sleep(0.001)
    return present


def walk(path: Path, seed: int, steps: int) -> dict[str, int]:
    """Do so many things, and compare all the time; how often what was done. At the end go back to former days."""
    former = dict[int, dict[str, list[tuple[object, ...]]]]()
    with Importer(path) as importer:
        for number in range(1, DOCUMENTS + 1):
            importer.add(article(number), RUN)
    empty = Path(shutil.copy(path, path.with_name("empty.db")))
    with ExitStack() as stack:
        people = People(path, random.Random(seed), stack)
        for number in range(steps):
            people.step()
            if number % 5 == 0:
                assert people.differing() == [], (seed, number)
            if number % (steps // 6) == 0:
                last = people.lead.one_value("SELECT max(clock) FROM events")
                moment = time_after(last)
                former[moment] = people.caches()
                time_after(moment)
    assert list(problems(path)) == []
    with reading(path) as connection:
        current = connection.execute(
            "SELECT annotator, sentences.document, sentences.position + 1, answer, decided_at FROM current_decisions"
            " JOIN sentences ON sentences.id = sentence_id"
        ).fetchall()
    lost = [
        (one.annotator, one.document, one.sentence, one.answer, one.decided_at)
        for one in difference(path, empty, folder_of(path)).lost
    ]
    assert sorted(lost) == sorted(current), "what a restore says is lost, row by row"
    for clock, before in former.items():
        with reading(path) as connection:
            fold.as_of(connection, clock)
            assert {name: rows_of(connection, name) for name in CACHES} == before, (seed, clock)
    return people.done


def test_after_random_steps_caches_are_as_made_anew(tmp_path: Path) -> None:
    done = walk(tmp_path / "annotator.db", 1, 300)
    assert len(done) == 12, done
    assert done["decide"] > 50, done
    with reading(tmp_path / "annotator.db") as connection:
        filled = {name for name in CACHES if connection.first_row(f"SELECT 1 FROM {name}")}
    assert filled == CACHES.keys() - {"carries", "unplaced"}, "the others: `test_editions`, `test_slots`"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_after_many_random_steps_too(tmp_path: Path, seed: int) -> None:
    walk(tmp_path / "annotator.db", seed, 1000)
