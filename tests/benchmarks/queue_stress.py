"""Processes that take articles at once, are killed while they do, and whose clocks jump.

    python -m tests.benchmarks.queue_stress [--takes 2000] [--processes 8] [--seed 1]

Each process annotates under a name of its own through the desk that the screen uses, and writes down what it was told
is saved. Now and then one is ended by kill -9 and started anew, its clock jumps by minutes, days or a year in either
direction, or a slot is given back by hand. Asked, again and again and at the end: do more people count than an article
has slots? Is all that was saved there? Can everything be finished by somebody who comes later? Exit code 1 if not.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import EnvironmentFailed
from annotator.core.model import Document, Labels, Run, Sentence, Suggested
from annotator.core.session.desk import BEGINNING, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.log import history
from annotator.store.log.fold import GIVEN_BACK
from annotator.store.work import slots
from annotator.store.work.importer import Importer
from annotator.store.work.slots import SlotState, read_queue

SENTENCES = 4
THINKING = 0.02
"""Seconds from one decision to the next, at a mean: people need a hundred times as long."""
LEASE_HOURS = 24.0
JUMPS = (0.0, 0.0, 0.2, 5.0, 25.0, -25.0, 60.0, 9000.0, -9000.0)
"""Hours by which a clock is off from one jump to the next."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `wrong` is empty where all is well."""

    takes: int
    saves: int
    kills: int
    expired: int
    finished: int
    busy: int
    slowest: float
    seconds: float
    wrong: tuple[str, ...]


@dataclass
class Clock:
    """A clock that is off by so many hours."""

    off: float

    def __call__(self) -> str:
        return clock_text(self.off)


def clock_text(hours: float) -> str:
    """The time, off by so many hours."""
    moment = datetime.now(UTC) + timedelta(hours=hours)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def prepare(path: Path, documents: int, people: int) -> None:
    """A database with so many articles, of one, two and three slots in turn."""
    with closing(Importer(path)) as importer:
        for number in range(documents):
            lines = [f"Line {index} of article {number}." for index in range(SENTENCES)]
            starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(SENTENCES)]
            sentences = tuple(
                Sentence(index, start, start + len(line))
                for index, (start, line) in enumerate(zip(starts, lines, strict=True))
            )
            made = Suggested(Document(f"article-{number}", " ".join(lines)), sentences, (), ((),) * SENTENCES)
            importer.add(made, Run("pipeline", "1", {}))
    with closing(open_database(path)) as connection, transaction(connection):
        wanted = {number: SlotPlan((None,) * (1 + number % 3), number) for number in range(1, documents + 1)}
        slots.assign(connection, wanted, Terms(LEASE_HOURS), {}, "lead", clock_text(0))
        for number in range(people):
            history.enter_annotator(connection, f"worker-{number}")


def work(path: Path, name: str, log: Path, seed: int) -> None:
    """Annotate until killed. A line of the log is written when a save has said that it is on disk."""
    luck = random.Random(seed)
    clock = Clock(luck.choice(JUMPS))
    with log.open("a", encoding="ascii") as out:
        desk: SqliteDesk | None = None
        while True:
            time.sleep(luck.uniform(0, 2 * THINKING))
            began = time.perf_counter()
            try:
                if desk is None:
                    desk = SqliteDesk(path, name, clock=clock)
                    desk.take()
                step(desk, luck, out.write)
                out.write(f"took {time.perf_counter() - began:.4f}\n")
            except EnvironmentFailed as error:
                out.write(f"busy: {error}\n")
            out.flush()
            if luck.random() < 0.08:
                clock.off = luck.choice(JUMPS)
            if desk is not None and luck.random() < 0.05:
                desk.close()
                desk = None


def step(desk: SqliteDesk, luck: random.Random, write: object) -> None:
    """The next sentence is answered; or something else that an annotator does."""
    if luck.random() < 0.05:
        desk.undo()
        return
    if luck.random() < 0.01:
        with transaction(desk.connection):
            held = desk.connection.execute(
                "SELECT id FROM leases WHERE annotator = ? AND state = 'held' LIMIT 1", (desk.annotator,)
            ).fetchall()
            for (lease,) in held:
                slots.release(desk.connection, lease, GIVEN_BACK, clock_text(0))
        return
    place = next_place(desk)
    if place is None:
        return
    item = desk.page(place.document).items[place.index]
    answer = luck.choice((Answer.ACCEPT, Answer.ACCEPT, Answer.ACCEPT, Answer.REJECT, Answer.SKIP))
    (kept,) = desk.save([NewDecision(item.id, answer, Labels(), replaces=item.decision and item.decision.id)])
    write(f"saved {kept.id} {item.id} {answer.value}\n")  # type: ignore[operator]


def next_place(desk: SqliteDesk) -> Place | None:
    """The next sentence to answer; where there is none in what is held, the next article is taken."""
    place = desk.next_undecided(BEGINNING)
    return desk.next_undecided(BEGINNING) if place is None and desk.take() else place


def too_many(path: Path) -> Iterator[str]:
    """Where more people count than there are slots, or one twice."""
    with closing(open_database(path, read_only=True)) as connection:
        for document, count, people, most in connection.execute(
            "SELECT document, count(*), count(DISTINCT annotator),"
            " (SELECT count(*) FROM slots WHERE slots.document = leases.document)"
            " FROM leases WHERE state <> 'released' GROUP BY document"
        ):
            if count > most or people < count:
                yield f"article {document}: {count} count, by {people} people, of {most} slots"


def lost(path: Path, logs: list[Path]) -> Iterator[str]:
    """What was said to be saved and is not there."""
    with closing(open_database(path, read_only=True)) as connection:
        made = {
            row[0]: (row[1], row[2], row[3])
            for row in connection.execute("SELECT id, annotator, sentence_id, answer FROM decisions")
        }
    for log in logs:
        for line in log.read_text(encoding="ascii").splitlines():
            match line.split(" "):
                case ["saved", key, sentence, answer] if answer in {*Answer}:
                    if made.get(int(key)) != (log.stem, int(sentence), answer):
                        yield f"{log.stem}: {line} is not in the database"


def locked(path: Path) -> Iterator[str]:
    """What nobody can finish: newcomers, two days after the last clock, take and finish all that is left."""
    later = clock_text(max(JUMPS) + 2 * LEASE_HOURS + 1)
    with closing(open_database(path, read_only=True)) as connection:
        for document, slot in read_queue(connection, later).slots(SlotState.HELD):
            yield f"article {document.article.number}: slot {slot.slot} is still held by {slot.annotator}"
    for number in range(3):
        with closing(SqliteDesk(path, f"newcomer-{number}", clock=lambda: later)) as desk:
            while (place := next_place(desk)) is not None:
                items = desk.page(place.document).items
                open_ones = [item for item in items if not item.decided]
                desk.save([NewDecision(one.id, Answer.ACCEPT, Labels()) for one in open_ones])
    with closing(open_database(path, read_only=True)) as connection:
        found = read_queue(connection, later)
        for state in (SlotState.FREE, SlotState.EXPIRED, SlotState.HELD):
            for document, slot in found.slots(state):
                yield f"article {document.article.number}: slot {slot.slot} is {state} and was not finished"


def start(path: Path, number: int, log: Path, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.benchmarks.queue_stress", "--worker", str(number), str(path), str(log)]
    return subprocess.Popen([*command, str(seed)], cwd=Path(__file__).parents[2])


def count_takes(path: Path) -> int:
    with closing(open_database(path, read_only=True)) as connection:
        return int(
            connection.execute(
                "SELECT count(*) FROM leases WHERE why IS NULL OR why NOT IN ('no slot was free', 'renewed')"
            ).fetchone()[0]
        )


def run(folder: Path, takes: int, processes: int, seed: int, kill_every: float = 1.0, at_most: float = 900) -> Outcome:
    """Let them work until so many slots were taken, or `at_most` seconds have gone by; then look at what is left."""
    luck, path, began = random.Random(seed), folder / "annotator.db", time.monotonic()
    prepare(path, max(4, takes // 2), processes)
    logs = [folder / f"worker-{number}.log" for number in range(processes)]
    for log in logs:
        log.touch()
    told = [0] * processes  # bytes of each log when its worker began: one that has done nothing yet is not killed
    workers = [start(path, number, log, luck.randrange(10**9)) for number, log in enumerate(logs)]
    wrong: list[str] = []
    kills = 0
    try:
        while count_takes(path) < takes and time.monotonic() - began < at_most and not wrong:
            time.sleep(kill_every * luck.uniform(0.5, 1.5))
            wrong += too_many(path)
            number = luck.randrange(processes)
            if workers[number].poll() is not None:
                wrong.append(f"worker-{number} ended by itself: exit code {workers[number].returncode}")
            elif logs[number].stat().st_size == told[number]:
                continue
            workers[number].send_signal(signal.SIGKILL)
            workers[number].wait()
            kills += 1
            told[number] = logs[number].stat().st_size
            workers[number] = start(path, number, logs[number], luck.randrange(10**9))
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    seconds, taken = time.monotonic() - began, count_takes(path)
    wrong += too_many(path)
    wrong += lost(path, logs)
    wrong += locked(path)
    wrong += too_many(path)
    wrong += problems(path)
    return _outcome(path, logs, taken, kills, seconds, wrong)


def _outcome(path: Path, logs: list[Path], taken: int, kills: int, seconds: float, wrong: list[str]) -> Outcome:
    lines = [line for log in logs for line in log.read_text(encoding="ascii").splitlines()]
    times = [float(line.removeprefix("took ")) for line in lines if line.startswith("took ") and line[5:6].isdigit()]
    with closing(open_database(path, read_only=True)) as connection:
        expired, finished = connection.execute(
            "SELECT sum(why IS 'expired'), sum(state = 'finished') FROM leases"
        ).fetchone()
    return Outcome(
        takes=taken,
        saves=sum(line.startswith("saved ") for line in lines),
        kills=kills,
        expired=expired,
        finished=finished,
        busy=sum(line.startswith("busy") for line in lines),
        slowest=max(times, default=0.0),
        seconds=seconds,
        wrong=(*wrong,),
    )


def main() -> int:
    """Run it and print what it came to."""
    if sys.argv[1:2] == ["--worker"]:
        number, path, log, seed = sys.argv[2:6]
        work(Path(path), f"worker-{number}", Path(log), int(seed))
        return 0
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--takes", type=int, default=2000)
    options.add_argument("--processes", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), chosen.takes, chosen.processes, chosen.seed)
    print(
        f"{found.takes} takes, {found.saves} saves, {found.kills} times kill -9, {found.expired} leases expired,"
        f" {found.finished} finished, {found.busy} busy, slowest step {found.slowest:.2f} s, {found.seconds:.0f} s"
    )
    for line in found.wrong:
        print(f"WRONG: {line}")
    print("all is well" if not found.wrong else f"{len(found.wrong)} things are wrong")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
