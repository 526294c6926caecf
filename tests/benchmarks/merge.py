"""How long `annotator db merge` takes, and for how long it keeps others from writing.

    python -m tests.benchmarks.merge [DECISIONS]

Makes two copies of a database, in each of which one annotator has decided as many sentences (10,000), and joins one to
the other; then both to a new database. Prints processor seconds: of reading and checking the copies, during which
everybody can write, and of the transaction, during which nobody can (aim: less than two seconds).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Document, Labels, Quote, QuotePart, QuoteType, Run, Sentence, Span, Suggested
from annotator.store.files.database import open_database, transaction
from annotator.store.log import history
from annotator.store.merge import merger
from annotator.store.work.importer import Importer

PER_DOCUMENT = 40
SENTENCE = "Minister Berg said that the new bridge will be paid in full next year. "
CONTENT, CUE, SOURCE = Span(19, 70), Span(14, 18), Span(0, 13)


def fill(path: Path, sentences: int) -> None:
    """A database with that many sentences, each with a suggested quote."""
    whole = SENTENCE * PER_DOCUMENT
    with closing(Importer(path)) as importer:
        for number in range(sentences // PER_DOCUMENT):
            starts = range(0, len(whole), len(SENTENCE))
            places = tuple(Sentence(index, at, at + len(SENTENCE) - 1) for index, at in enumerate(starts))
            quotes = tuple(
                Quote((CONTENT,), QuoteType.INDIRECT, CUE, SOURCE, "Berg", 0.9, "ccomp").shifted(at) for at in starts
            )
            document = Document(f"{number}", f"{whole}{number}")
            importer.add(Suggested(document, places, quotes, ((),) * PER_DOCUMENT), Run("pipeline", "1"))


def decide_all(path: Path, annotator: str) -> None:
    """Let an annotator accept what is suggested for every sentence, one after the other."""
    with closing(open_database(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        history.enter_annotator(connection, annotator)
        for key, start in connection.execute("SELECT id, start FROM sentences ORDER BY id").fetchall():
            part = QuotePart((CONTENT,), QuoteType.INDIRECT, CUE, SOURCE, "Berg").shifted(start)
            with transaction(connection):
                history.decide(connection, annotator, [NewDecision(key, Answer.ACCEPT, Labels((part,)), key)])


def measured(target: Path, copies: Sequence[Path]) -> tuple[float, float]:
    """Processor seconds of all of a merge but its transaction, and of that."""
    locked: list[float] = []

    @contextmanager
    def watched(connection) -> Iterator[None]:
        before = time.process_time()
        with transaction(connection):
            yield
        locked.append(time.process_time() - before)

    before = time.process_time()
    with mock.patch.object(merger, "transaction", watched):
        merger.merge(target, copies)
    return time.process_time() - before - locked[0], locked[0]


def main(decisions: int = 10_000) -> None:
    """Print what it takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "base.db", decisions)
        copies = [Path(shutil.copyfile(folder / "base.db", folder / f"{copy}.db")) for copy in ("ana", "bo")]
        for copy in copies:
            decide_all(copy, copy.stem)
        for told, target, others in (
            ("one copy to another", copies[0], copies[1:]),
            ("the same again", copies[0], copies[1:]),
            ("both to a new database", folder / "all.db", copies),
        ):
            read, locked = measured(target, others)
            print(f"{told}: {read:.2f} s of reading and checking, {locked:.2f} s of locking")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
