"""Damaged database files: opened, read, checked, exported and decided in, or refused as damaged; nothing else.

An input is a database and, after it, a write-ahead log or a rollback journal that was left beside it. Changed are bytes
and pages anywhere, and values of rows where SQLite itself finds nothing wrong.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import DecidedElsewhere
from annotator.core.scheme import load_scheme
from annotator.core.session.state import decide, open_sentence
from annotator.exchange.export import run_export
from annotator.exchange.formats.registry import WRITTEN
from annotator.exchange.plan import Plan
from annotator.store.articles.documents import articles
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, opened
from annotator.store.find.sees import open_work
from annotator.store.integrity import problems
from annotator.store.read.habits import acquaintances
from annotator.store.read.reader import Reader
from tests.fuzz.case import Case, Target, expect
from tests.fuzz.mutations import _VALUES, mutated_bytes
from tests.store.conftest import new_database

_LENGTH = 8
"""Bytes of an input that say how long the database is, before it."""
_NOTHING, _LOG, _JOURNAL = "alone", "wal", "journal"
_PAGE = 4096


def seeds() -> list[Case]:
    """A database at rest, one with a log, and one whose writer was killed within a transaction."""
    return list(_made())


def changed(rng: Random, case: Case, others: Sequence[Case]) -> Case:
    """Bytes, pages or rows of the database changed, or bytes of what stands beside it."""
    main, beside = _parts(case)
    if beside and rng.random() < 0.5:
        beside = mutated_bytes(rng, beside)
    else:
        main = rng.choice((_rows, _rows, _rows, _pages, _header, mutated_bytes))(rng, main)
    if beside and rng.random() < 0.1:
        beside = _parts(rng.choice(others))[1] or beside
    return Case(case.kind, _joined(main, beside))


def run(case: Case, folder: Path) -> str:
    """Do everything with the database that annotators and their leads do; see `Target`."""
    path = folder / "annotator.db"
    main, beside = _parts(case)
    path.write_bytes(main)
    if case.kind != _NOTHING:
        path.with_name(f"{path.name}-{case.kind}").write_bytes(beside)
    open_database(path, read_only=True).close()
    found = sum(1 for _ in problems(path))
    with closing(Reader(path)) as reader:
        reader.stats()
        reader.ask(articles)
        reader.ask(open_work)
    with opened(path, read_only=True) as connection:
        acquaintances(connection)
    _export(path, folder)
    with closing(SqliteDesk(path, "ana")) as desk:
        pages = [desk.page(row.number) for row in desk.documents(desk.numbers())]
        desk.find("said", 0)
        with suppress(DecidedElsewhere):  # what the screen shows; the sentence stays
            desk.save([decide(open_sentence(page, 0), Answer.ACCEPT, 1.0, 1) for page in pages[:1]])
        desk.undo()
    expect(path.is_file(), "the database is gone")
    return f"read, {'with problems' if found else 'sound'}"


def _export(path: Path, folder: Path) -> None:
    plan = Plan(WRITTEN[0], "sentence", Selection(implied=True), output=str(folder / "out.jsonl"))
    with closing(Reader(path)) as reader:
        run_export(plan, reader, load_scheme())


@cache
def _made() -> tuple[Case, ...]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = new_database(folder)
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.save([decide(open_sentence(desk.page(1), 0), Answer.ACCEPT, 1.0, 1)])
            desk.save([decide(open_sentence(desk.page(1), 1), Answer.REJECT, 1.0, 1)])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            rest = path.read_bytes()
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("PRAGMA cache_spill = 1")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE documents SET title = hex(zeroblob(30000))")
            half, journal = path.read_bytes(), Path(f"{path}-journal").read_bytes()
            connection.execute("ROLLBACK")
            connection.execute("PRAGMA journal_mode = WAL")
            before = path.read_bytes()
        with closing(SqliteDesk(path, "ana")) as desk:
            desk.save([decide(open_sentence(desk.page(2), 0), Answer.ACCEPT, 1.0, 1)])
            log = Path(f"{path}-wal").read_bytes()
            at_work = path.read_bytes()
        cases = [Case(_NOTHING, _joined(rest)), Case(_NOTHING, _joined(before))]
        return (*cases, Case(_LOG, _joined(at_work, log)), Case(_JOURNAL, _joined(half, journal)))


def _joined(main: bytes, beside: bytes = b"") -> bytes:
    return len(main).to_bytes(_LENGTH, "big") + main + beside


def _parts(case: Case) -> tuple[bytes, bytes]:
    end = _LENGTH + int.from_bytes(case.data[:_LENGTH], "big")
    return case.data[_LENGTH:end], case.data[end:]


def _pages(rng: Random, data: bytes) -> bytes:
    """A page emptied, or in the place of another one; or the end of the file cut off."""
    count = len(data) // _PAGE
    if count < 2:
        return data
    one, other = rng.randrange(count) * _PAGE, rng.randrange(count) * _PAGE
    new = rng.choice((bytes(_PAGE), data[other : other + _PAGE], rng.randbytes(_PAGE)))
    return data[:one] if rng.random() < 0.2 else data[:one] + new + data[one + _PAGE :]


def _header(rng: Random, data: bytes) -> bytes:
    """A number of the file's header (its first hundred bytes) or of a page's header changed."""
    at = rng.choice((rng.randrange(16, 100), rng.randrange(max(1, len(data) // _PAGE)) * _PAGE + rng.randrange(12)))
    return data[:at] + rng.choice((b"\x00", b"\x01", b"\xff", rng.randbytes(1), rng.randbytes(4))) + data[at + 1 :]


def _rows(rng: Random, data: bytes) -> bytes:
    """Another value in a column of a row, or a row taken out or doubled; tables know nothing of it."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "changed.db"
        path.write_bytes(data)
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                _change_row(rng, connection)
        except (sqlite3.Error, OverflowError, ValueError, IndexError):
            return data
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        return path.read_bytes()


def _change_row(rng: Random, connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA synchronous = OFF")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("BEGIN")
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    filled = [name for name in tables if connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()]
    for _ in range(rng.choice((1, 1, 2))):
        table = rng.choice(filled)
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        column = rng.choice(columns)
        (count,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        at = f'rowid = (SELECT rowid FROM "{table}" LIMIT 1 OFFSET {rng.randrange(count)})'
        (old,) = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE {at}').fetchone() or (None,)
        if rng.random() < 0.1:
            connection.execute(f'DELETE FROM "{table}" WHERE {at}')
        else:
            connection.execute(f'UPDATE OR REPLACE "{table}" SET "{column}" = ? WHERE {at}', (_other(rng, old),))
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")


def _other(rng: Random, old: Any) -> Any:
    """Another value than the one that stands in a row."""
    match rng.randrange(5):
        case 0:
            value = rng.choice(_VALUES)
            return value if isinstance(value, str | int | float | None) else str(value)
        case 1 if isinstance(old, int):
            return old + rng.choice((-1, 1, 1000))
        case 2:
            return rng.choice((b"\xff\x00", "", "x", -1, 0, 2**62, '{"quotes": [[]]}', "[]", "[[0]]", "null"))
        case _:
            text = str(old).encode("utf-8", "replace")
            return mutated_bytes(rng, text).decode("utf-8", "replace")


TARGET = Target("databases", seeds, changed, run, refusals=(4, 5))
