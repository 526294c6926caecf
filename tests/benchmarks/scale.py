"""How much longer the work takes in a large database than in a small one.

    python -m tests.benchmarks.scale --sentences 1000 1000000 [--folder FOLDER] [--only WORD] [--long]

Makes a database of each size (once; they stay in FOLDER, by default in the temporary folder), with and without slots,
and measures in one run, one size after the other, what annotators and those who lead them do. Prints the least
milliseconds of the processor (of `--long`: of what is elapsed), and how many times as long the last size takes as the
first. `--long` adds what goes through all there is: for that the ratio is of the time for each sentence.
`tests/benchmarks/scale_corpus.py` says what stands in the databases.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Document, Labels, Run, Sentence, Suggested
from annotator.core.session.desk import Filter, Mark, Order, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.log.schema import now
from annotator.store.read.lists import listed_articles, listed_speakers, sentences_left
from annotator.store.read.reader import Reader, decisions_made
from annotator.store.work.importer import Importer
from annotator.store.work.slots import free_slot, waiting_for
from tests.benchmarks import scale_corpus as corpus

ROUNDS = 15
PATIENCE = 3.0
"""Seconds: what takes longer is measured once."""


class Base:
    """The databases of one size, and desks on them that stay open."""

    def __init__(self, folder: Path, sentences: int) -> None:
        self.sentences = sentences
        self.plain = folder / f"plain-{sentences}.db"
        self.slots = folder / f"slots-{sentences}.db"
        self._desks: dict[tuple[str, bool], SqliteDesk] = {}
        if not self.slots.exists():
            self._make()

    def _make(self) -> None:
        def tell(words: str) -> None:
            print(f"  {self.sentences} sentences: {words}", file=sys.stderr, flush=True)

        for path in (self.plain, self.slots):
            for file in path.parent.glob(f"{path.name}*"):
                file.unlink()
        corpus.make(self.plain, self.sentences, tell)
        shutil.copy(self.plain, beside := self.slots.with_suffix(".part"))
        corpus.assign(beside)
        for side in (f"{beside}-wal", f"{beside}-shm"):
            Path(side).unlink(missing_ok=True)
        beside.rename(self.slots)

    def desk(self, name: str, slots: bool = False) -> SqliteDesk:
        """The desk of an annotator."""
        if (name, slots) not in self._desks:
            self._desks[name, slots] = SqliteDesk(self.slots if slots else self.plain, name)
        return self._desks[name, slots]

    def close(self) -> None:
        """Let go of the files."""
        for desk in self._desks.values():
            desk.close()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is done. `each`: its work is with every sentence, so the time for one is compared."""

    name: str
    do: Callable[[Base], Any]
    each: bool = False


def measures() -> Iterator[Measure]:
    """All of them."""
    yield Measure("open the desk, first sentence: ana, one is left", lambda base: _open(base.plain, corpus.ANA))
    yield Measure("open the desk, first sentence: cem, all is left", lambda base: _open(base.plain, corpus.CEM))
    yield Measure("open the desk, first sentence: with slots", lambda base: _open(base.slots, corpus.ANA))
    for name in (corpus.ANA, corpus.BEN, corpus.CEM):
        yield Measure(f"next sentence to decide: {name}", lambda base, name=name: _next(base, name))
    yield Measure("next sentence to decide: with slots", lambda base: _next(base, corpus.ANA, slots=True))
    yield Measure("next skipped sentence", lambda base: base.desk(corpus.ANA).next_skipped(Place(1, 0)))
    yield Measure("how many are skipped", lambda base: base.desk(corpus.ANA).skipped())
    yield Measure("an article", lambda base: base.desk(corpus.ANA).page(len(base.desk(corpus.ANA).numbers()) // 2))
    yield Measure("save a decision, undo, redo, undo", lambda base: _save(base, slots=False))
    yield Measure("save a decision, undo, redo, undo: with slots", lambda base: _save(base, slots=True))
    yield Measure("list of articles, first screenful", lambda base: _documents(base, ""))
    yield Measure("list of articles, a word of the title", lambda base: _documents(base, "governm"))
    for kind, text in (("common", corpus.COMMON), ("rare", corpus.RARE), ("absent", corpus.ABSENT)):
        yield Measure(f"find a word: {kind}", lambda base, text=text: base.desk(corpus.ANA).find(text, 1))
    yield Measure("find a word: begun, common", lambda base: base.desk(corpus.ANA).find("gove", 1))
    yield Measure("find several words", lambda base: base.desk(corpus.ANA).find("the government", 1))
    yield Measure("find a word: with slots", lambda base: base.desk(corpus.BEN, True).find(corpus.RARE, 1))
    yield Measure("names for completion", lambda base: base.desk(corpus.ANA).names())
    for wanted in _filters():
        yield Measure(f"filter {wanted}: count", lambda base, wanted=wanted: base.desk(corpus.ANA).matching(wanted))
        yield Measure(
            f"filter {wanted}: set", lambda base, wanted=wanted: base.desk(corpus.ANA).next_match(wanted, 0, 1)
        )
    yield Measure("order by uncertainty: cem", lambda base: next(iter(base.desk(corpus.CEM).ranked(Order.UNCERTAINTY))))
    yield Measure("order by uncertainty: ben", lambda base: next(iter(base.desk(corpus.BEN).ranked(Order.UNCERTAINTY))))
    yield Measure("order by uncertainty: ana", lambda base: next(iter(base.desk(corpus.ANA).ranked(Order.UNCERTAINTY))))
    yield Measure("list of articles, by uncertainty", lambda base: [*base.desk(corpus.CEM).ranked(Order.UNCERTAINTY)])
    yield Measure("leave: place, summary", _leave)
    yield Measure("leave: decisions since the suggestions", lambda base: base.desk(corpus.ANA).new_decisions())
    yield Measure("what waits for an annotator: cem", lambda base: _waits(base, corpus.CEM))
    yield Measure("what waits for an annotator: ana", lambda base: _waits(base, corpus.ANA))
    yield Measure("take the next article: cem", lambda base: _free(base, corpus.CEM))
    yield Measure("take the next article: ana", lambda base: _free(base, corpus.ANA))
    yield Measure("annotator stats", lambda base: _read(base.plain, lambda reader: reader.stats()))
    yield Measure("annotator stats, with slots", lambda base: _read(base.slots, lambda reader: reader.stats()))
    yield Measure("import one more article", _import_one)


def long_measures() -> Iterator[Measure]:
    """What goes through all there is."""
    yield Measure(
        "annotator list documents",
        _asked(listed_articles, None),
        True,
    )
    yield Measure("annotator list flags", _asked(sentences_left, None), True)
    yield Measure(
        "annotator list speakers",
        _asked(listed_speakers, None),
        True,
    )
    yield Measure("annotator status", lambda base: _command("status", "--team", "--db", str(base.slots)), True)
    yield Measure("annotator stats --by annotator", _asked(decisions_made), True)
    yield Measure("annotator export", lambda base: _command("export", "-o", "-", "--db", str(base.plain)), True)
    yield Measure("annotator db check", lambda base: _command("db", "check", "--db", str(base.plain)), True)


def _filters() -> Iterator[Filter]:
    yield Filter((Mark.FLAGGED,))
    yield Filter((Mark.UNDECIDED,))
    yield Filter((Mark.NOTED,))
    yield Filter((Mark.UNSURE,))
    yield Filter((Mark.EDITED,))
    yield Filter(topic="sport")
    yield Filter(speaker="Nobody Known")


def _open(path: Path, name: str) -> None:
    from annotator.core.session.workbench import Workbench

    with closing(SqliteDesk(path, name)) as desk:
        desk.take()
        assert desk.resume() is not None
        assert desk.last()
        Workbench(desk)


def _next(base: Base, name: str, slots: bool = False) -> None:
    assert base.desk(name, slots).next_undecided(Place(1, 3)) is not None


def _save(base: Base, slots: bool) -> None:
    desk = base.desk(corpus.ANA, slots)
    place = desk.next_undecided(Place(1, 0))
    assert place is not None
    item = desk.page(place.document).items[place.index]
    desk.save([NewDecision(item.id, Answer.ACCEPT, Labels())])
    for change in (desk.undo, desk.redo, desk.undo):
        change()


def _documents(base: Base, typed: str) -> None:
    desk = base.desk(corpus.ANA)
    desk.documents(desk.numbers(typed)[:50])


def _leave(base: Base) -> None:
    desk = base.desk(corpus.ANA)
    desk.leave(Place(1, 0))
    desk.sitting(), desk.unconfirmed()


def _waits(base: Base, name: str) -> None:
    waiting_for(base.desk(corpus.CEM, True).connection, name, now())


def _free(base: Base, name: str) -> None:
    free_slot(base.desk(corpus.CEM, True).connection, name, now())


def _read(path: Path, ask: Callable[[Reader], Any]) -> None:
    with closing(Reader(path)) as reader:
        ask(reader)


def _asked(read: Callable[..., Any], *values: object) -> Callable[[Base], None]:
    return lambda base: _read(base.plain, lambda reader: reader.ask(read, *values))


def _import_one(base: Base) -> None:
    text = f"This was written at {time.time_ns()}. {'Nobody said anything about the government. ' * 24}"
    ends = [at + 1 for at, char in enumerate(text) if char == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    places = tuple(Sentence(index, *span) for index, span in enumerate(zip(starts, ends, strict=True)))
    with closing(Importer(base.slots)) as importer:
        importer.open()
        began = Suggested(Document("new", text), places, (), ((),) * len(places))
        importer.add(began, Run("rules", "1", {"profile": "speech"}))


def _command(*words: str) -> None:
    program = Path(sys.executable).with_name("annotator")
    subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _seconds(measure: Measure, base: Base) -> float:
    clock = time.perf_counter if measure.each else time.process_time
    began = clock()
    measure.do(base)
    return clock() - began


def measured(measure: Measure, bases: list[Base]) -> list[float]:
    """The least seconds for each size, measured by turns."""
    first = [_seconds(measure, base) for base in bases]
    rounds = [first] if max(first) > PATIENCE else [[_seconds(measure, base) for base in bases] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def screen_memory(path: Path) -> float:
    """Megabytes that a process takes at most which opens the screen, the list of articles and a search."""
    code = "import sys; from tests.benchmarks.scale import open_screen; open_screen(sys.argv[1])"
    ran = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    return float(ran.stdout.split()[-1])


def open_screen(path: str) -> None:
    """Open the screen without a terminal, its list of articles and its search; print the memory that took, in MB."""
    import asyncio
    import resource

    from annotator.core.scheme import load_scheme
    from annotator.core.session.workbench import Workbench
    from annotator.tui.app import AnnotatorApp

    async def keys() -> None:
        with closing(SqliteDesk(Path(path), corpus.ANA)) as desk:
            app = AnnotatorApp(Workbench(desk), load_scheme())
            async with app.run_test(size=(80, 24)) as pilot:
                for key in ("o", "end", "escape", "slash", *"gover", "escape", "g", *"govern", "escape"):
                    await pilot.press(key)

    asyncio.run(keys())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "annotator-scale")
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    parser.add_argument("--long", action="store_true", help="also what goes through all sentences")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    bases = [Base(given.folder, sentences) for sentences in given.sentences]
    head = "".join(f"{base.sentences:>13,}" for base in bases)
    print(f"{'milliseconds':52}{head}{'times':>9}")
    for measure in [*measures(), *(long_measures() if given.long else ())]:
        if given.only in measure.name:
            times = measured(measure, bases)
            by = [base.sentences if measure.each else 1 for base in bases]
            ratio = (times[-1] / by[-1]) / (times[0] / by[0])
            shown = "".join(f"{seconds * 1000:13,.2f}" for seconds in times)
            print(f"{measure.name:52}{shown}{ratio:9.1f}{' each' if measure.each else ''}", flush=True)
    for base in bases:
        base.close()
    if not given.only:
        print(f"{'memory of the screen (MB)':52}{''.join(f'{screen_memory(base.plain):13.0f}' for base in bases)}")
        print(f"{'file (MB)':52}{''.join(f'{base.plain.stat().st_size / 1e6:13.1f}' for base in bases)}")


if __name__ == "__main__":
    main()
