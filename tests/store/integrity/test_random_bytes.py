"""Whatever bytes of a database are others than they should be: what reads it refuses it, and nothing crashes."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import AnnotatorError
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.store.integrity import problems
from annotator.store.read.reader import Reader

pytestmark = pytest.mark.long

COPIES = 60


def exported(path: Path) -> None:
    with closing(Reader(path)) as reader:
        list(reader.decided())
        reader.stats()


def annotated(path: Path) -> None:
    with closing(SqliteDesk(path, "ana")) as desk:
        bench = Workbench(desk)
        for _ in range(4):
            bench.answer(Answer.REJECT)
        bench.names()
        bench.find("well")
        desk.documents(desk.numbers())


def test_what_reads_it_never_fails_otherwise_than_by_what_people_are_told(sound: Path, tmp_path: Path) -> None:
    chance, content = random.Random(8), sound.read_bytes()
    for number in range(COPIES):
        spoiled = bytearray(content)
        page = chance.randrange(len(content) // 4096) * 4096
        for _ in range(chance.choice((1, 4, 40))):
            spoiled[page + chance.randrange(4096)] = chance.randrange(256)
        uses: tuple[Callable[[Path], object], ...] = (lambda path: list(problems(path)), exported, annotated)
        for use in uses:
            path = tmp_path / f"{number}-{len(list(tmp_path.iterdir()))}.db"
            path.write_bytes(spoiled)
            code = 0
            try:
                use(path)
            except AnnotatorError as error:
                code = error.exit_code
            assert code in (0, 4, 5), number
