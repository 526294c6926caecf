"""Several annotators in real terminals at once on one file: is a decision lost or doubled, and how soon is one saved?

    python -m tests.benchmarks.together [--annotators 8] [--minutes 10] [--overlap 2] [--seed 1]

Each annotator is the program in a pseudo-terminal of its own, and takes articles from the queue. Keys come at the pace
of people: mostly Enter, sometimes a topic, `x`, `s`, a look at the sentence before, or `u`. Measured is the time from a
key that decides to the frame in which `saved N` has changed. Afterwards the database is compared with what the screens
said. Prints the figures; the exit code is 1 if anything was lost, doubled or refused, whatever the times are.
"""

from __future__ import annotations

import argparse
import codecs
import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from random import Random

from annotator.core.model import Document, Quote, QuoteType, Run, Sentence, Span, Suggested, TopicSuggestion
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.work.importer import Importer
from tests.tui.pseudo_terminal import Terminal
from tests.tui.strict_terminal import TOKEN, StrictTerminal

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, ROWS = 80, 24
SENTENCES = 40
REFUSED = ("another program is writing", "NOT SAVED", "locked", "another window", "crashed")
"""Words on a screen that nobody should see."""
PATIENCE = 10.0
"""Seconds after which a key that decides counts as lost."""
_UNFINISHED = re.compile(r"\x1b[^A-Za-z\x07\\]*\Z")
_ANY_SEQUENCE = re.compile(r"\x1b(\[[^A-Za-z~]*[A-Za-z~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)", re.DOTALL)


class Screen:
    """What an annotator sees: bytes in, lines out. What a terminal answers and does not draw is left out."""

    def __init__(self) -> None:
        self._terminal = StrictTerminal(COLUMNS, ROWS)
        self._terminal.clear(2)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._kept = ""

    def feed(self, data: bytes) -> None:
        """Draw what came; the beginning of a sequence waits for its end."""
        text = self._kept + self._decoder.decode(data)
        unfinished = _UNFINISHED.search(text)
        self._kept = unfinished[0] if unfinished else ""
        text = text[: len(text) - len(self._kept)]
        at = 0
        while at < len(text):
            token = TOKEN.match(text, at) or _ANY_SEQUENCE.match(text, at)
            end = token.end() if token else at + 1
            if token is not None and token.re is TOKEN and not self._is_mode(token):
                self._terminal.feed(token[0])
            at = end

    @staticmethod
    def _is_mode(token: re.Match[str]) -> bool:
        """Whether a sequence sets a mode of the terminal, which draws nothing."""
        return bool(token["private"]) or token["final"] in ("h", "l", "u", "n", "c", "t", "q")

    def line(self, number: int) -> str:
        """The text of a line, from 0."""
        return "".join(character for character, _ in self._terminal.cells[number]).rstrip()

    def text(self) -> str:
        """All lines."""
        return "\n".join(map(self.line, range(ROWS)))

    @property
    def saved(self) -> int | None:
        """The number behind `saved` in the status line; None before there is one."""
        found = re.search(r"saved (\d+) · id \d+", self.line(0))
        return int(found[1]) if found else None


@dataclass
class Typist:
    """One annotator: a terminal, a pace, and what the screen said."""

    name: str
    terminal: Terminal
    dice: Random
    pace: float
    """Seconds between two decisions, about."""
    screen: Screen = field(default_factory=Screen)
    keys: list[bytes] = field(default_factory=list)
    next_at: float = 0.0
    pressed_at: float | None = None
    """When a key was pressed that has not changed `saved` yet."""
    before: int = 0
    undoing: bool = False
    again: bool = False
    """Whether the key that undoes was pressed once more."""
    taken: list[float] = field(default_factory=list)
    """Seconds from key to saved, of all decisions."""
    slowest: tuple[float, str] = (0.0, "")
    """The longest of them, with what the screen told in passing then."""
    undone: int = 0
    faults: list[str] = field(default_factory=list)
    finished: bool = False

    def look(self, now: float) -> None:
        """Take in what the terminal sent."""
        try:
            data = os.read(self.terminal.master, 65536)
        except OSError:
            self.faults.append("the terminal closed")
            self.finished = True
            return
        self.screen.feed(data)
        text = self.screen.text()
        self.faults += [f"the screen says: {word}" for word in REFUSED if word in text and word not in str(self.faults)]
        saved = self.screen.saved
        if self.pressed_at is not None and saved is not None and saved != self.before:
            if saved != self.before + (-1 if self.undoing else 1):
                self.faults.append(f"saved went from {self.before} to {saved}")
            if self.undoing:
                self.undone += 1
            else:
                self.taken.append(now - self.pressed_at)
                self.slowest = max(self.slowest, (self.taken[-1], self.screen.line(ROWS - 2).strip()))
            self.pressed_at, self.again = None, False
            self.next_at = now + self.dice.lognormvariate(0, 0.5) * self.pace
        self.finished = self.finished or "ALL DONE" in text

    def press(self, now: float) -> None:
        """Press the next key, if it is time."""
        if self.pressed_at is not None:
            if self.undoing and "again undoes it" in self.screen.line(ROWS - 2):
                if not self.again:  # it stops before another article
                    self.terminal.send(b"u")
                self.again = True
            elif now - self.pressed_at > PATIENCE:
                self.faults.append(f"a key changed nothing: {self.screen.line(0)} / {self.screen.line(ROWS - 2)}")
                self.finished = True
            return
        if now < self.next_at or self.screen.saved is None or self.finished:
            return
        self.keys = self.keys or self._plan()
        key = self.keys.pop(0)
        if not self.keys:
            self.before, self.pressed_at, self.undoing = self.screen.saved, now, key == b"u"
        self.next_at = now + 0.15 * self.pace * self.dice.uniform(0.5, 1.5)
        self.terminal.send(key)

    def _plan(self) -> list[bytes]:
        """The keys of what is done next; the last of them decides, or undoes."""
        if len(self.taken) > self.undone and self.dice.random() < 0.04:
            return [b"u"]
        look = [b"h", b" "] if self.dice.random() < 0.08 else []
        (decision,) = self.dice.choices(([b"\r"], [b"x"], [b"t", b"p", b"\r"], [b"s"]), (76, 12, 10, 2))
        return [*look, *decision]


def articles(count: int, dice: Random) -> Iterator[Suggested]:
    """Articles of our own words, with a quote suggested in every third sentence."""
    for number in range(count):
        words, sentences, quotes, at = [], [], [], 0
        for index in range(SENTENCES):
            said = f"The harbour will open in week {dice.randrange(1000)}"
            line = f"{said}, Ines Duarte said." if index % 3 == 0 else f"{said} of year {number}."
            if index % 3 == 0:
                name, cue = at + len(said) + 2, at + len(said) + 14
                content, source = Span(at, at + len(said)), Span(name, name + 11)
                quotes.append(
                    Quote((content,), QuoteType.INDIRECT, Span(cue, cue + 4), source, "Ines Duarte", 0.9, "rule")
                )
            sentences.append(Sentence(index, at, at + len(line)))
            words.append(line)
            at += len(line) + 1
        topics = tuple((TopicSuggestion("sport", 0.8, "harbour"),) if n % 5 == 0 else () for n in range(SENTENCES))
        document = Document(f"article-{number}", " ".join(words), f"The harbour {number}")
        yield Suggested(document, tuple(sentences), tuple(quotes), topics)


def prepare(folder: Path, count: int, overlap: int, dice: Random) -> Path:
    """A database with so many articles, each with places for `overlap` annotators."""
    database = folder / "annotator.db"
    with closing(Importer(database)) as importer:
        for article in articles(count, dice):
            importer.add(article, Run("pipeline", "1", {"profile": "speech"}))
    command = [sys.executable, "-m", "annotator.cli.main", "assign", "--overlap", str(overlap), "--db", str(database)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return database


def start(database: Path, name: str, dice: Random, pace: float) -> Typist:
    """An annotator in a terminal of the usual size."""
    words = ["annotate", "--db", str(database), "--annotator", name, "--withhold", "0"]
    command = [sys.executable, "-m", "annotator.cli.main", *words]
    terminal = Terminal(database.parent, command=command)
    fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    return Typist(name, terminal, dice, pace, next_at=time.monotonic() + dice.uniform(0, pace))


def work(typists: Sequence[Typist], seconds: float, decisions: int | None = None) -> None:
    """Let all of them work for so long, or until each has made so many decisions; then nothing is left half done."""
    by_master = {one.terminal.master: one for one in typists}
    end = time.monotonic() + seconds
    while True:
        now = time.monotonic()
        for one in typists:
            enough = now >= end or (decisions is not None and len(one.taken) >= decisions)
            if not enough or one.keys or one.pressed_at is not None:
                one.press(now)
            else:
                one.finished = True
        if all(one.finished and one.pressed_at is None for one in typists) or now > end + 2 * PATIENCE:
            return
        ready, _, _ = select.select([master for master, one in by_master.items() if not one.finished], [], [], 0.005)
        now = time.monotonic()
        for master in ready:
            by_master[master].look(now)


def leave(typists: Sequence[Typist]) -> None:
    """Quit all screens."""
    for one in typists:
        one.terminal.send(b"q")
    for one in typists:
        code = one.terminal.ended()
        if code:
            one.faults.append(f"ended with {code}")


def compared(database: Path, typists: Sequence[Typist], overlap: int) -> Iterator[str]:
    """Where the database and the screens differ; nothing where every decision is there, once."""
    yield from problems(database)
    with closing(open_database(database, read_only=True)) as connection:
        steps = Counter(dict(connection.execute("SELECT who || ' ' || kind, count(*) FROM events GROUP BY 1")))
        counted = dict(
            connection.execute("SELECT annotator, sum(accepted + rejected + skipped) FROM progress GROUP BY annotator")
        )
        for one in typists:
            yield from (f"{one.name}: {fault}" for fault in one.faults)
            if counted.get(one.name, 0) != one.screen.saved:
                yield f"{one.name}: the screen said saved {one.screen.saved}, {counted.get(one.name, 0)} are there"
            for kind, said in (("decide", len(one.taken)), ("undo", one.undone)):
                if steps[f"{one.name} {kind}"] != said:
                    yield f"{one.name}: {said} times {kind}, {steps[f'{one.name} {kind}']} steps are there"
        for name, sentence_id in connection.execute(
            "SELECT decisions.annotator, decisions.sentence_id FROM decisions"
            " JOIN events ON events.id = decisions.event"
            " JOIN decisions AS before ON before.id = decisions.replaces"
            " WHERE kind = 'decide' AND before.answer IN ('accept', 'reject')"
        ):
            yield f"{name} was asked twice for sentence {sentence_id}"
        for document, count in connection.execute(
            "SELECT document, count(DISTINCT annotator) AS many FROM leases WHERE state <> 'released'"
            " GROUP BY document HAVING many > ?",
            (overlap,),
        ):
            yield f"article {document} went to {count} annotators, not {overlap}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least that share of all are not above."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def run(
    folder: Path, annotators: int, seconds: float, overlap: int, seed: int, pace: float, decisions: int | None = None
) -> tuple[list[Typist], list[str]]:
    """Let them work in that folder; all of them, and what went wrong."""
    dice = Random(seed)
    per_annotator = decisions or seconds / pace
    count = max(4, int(annotators * per_annotator / SENTENCES / overlap * 1.5) + annotators)
    database = prepare(folder, count, overlap, dice)
    typists = [start(database, f"annotator-{number}", Random(dice.random()), pace) for number in range(annotators)]
    work(typists, seconds, decisions)
    leave(typists)
    return typists, [*compared(database, typists, overlap)]


def main() -> int:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotators", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--overlap", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=2.0, help="seconds between two decisions of one, about")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        typists, faults = run(Path(folder), given.annotators, given.minutes * 60, given.overlap, given.seed, given.pace)
    taken = [seconds * 1000 for one in typists for seconds in one.taken]
    print(f"{len(typists)} annotators, {len(taken)} decisions, {sum(one.undone for one in typists)} undone")
    if taken:
        shares = (0.5, 0.95, 0.99, 1.0)
        told = ", ".join(
            f"{name} {percentile(taken, share):.0f}"
            for name, share in zip(("p50", "p95", "p99", "max"), shares, strict=True)
        )
        print(f"key to saved, ms: {told}")
        for seconds, said in sorted((one.slowest for one in typists), reverse=True)[:3]:
            print(f"  {seconds * 1000:.0f} ms{f': {said}' if said else ''}")
    print("\n".join(faults) or "no decision lost or doubled, nothing refused")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
