"""Making anew what only repeats something else, from that: `annotator check --mend`. Nothing that people said changes.

Triggers, views, indexes and the tables of caches follow from the migrations, the rows of caches from the log, words of
articles from their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError
from annotator.store.files.database import opened, transaction
from annotator.store.integrity.caches import WORDS, differing, made_anew
from annotator.store.integrity.problem import CANNOT_BE_READ
from annotator.store.integrity.schema import differences
from annotator.store.log import fold
from annotator.store.log.schema import CACHES
from annotator.store.log.todays_labels import show_stored_labels
from annotator.store.sqlite.sqlite_library import sqlite3


def mend(path: Path) -> list[str]:
    """Make anew what only repeats something else, where it is wrong; what was mended and what was not, a line each.

    All of it is one transaction. What fails is taken back alone. Raises what `open_database` raises.
    """
    done: list[str] = []
    with opened(path) as connection, transaction(connection):
        show_stored_labels(connection)  # no trigger can be made on a table that a view stands for
        for what, make in (
            ("the schema", _schema),
            ("indexes", _indexes),
            ("what only repeats what happened", _caches),
            ("words of articles", _words),
        ):
            done += _tried(connection, what, make)
    return done


def _tried(
    connection: sqlite3.Connection, what: str, make: Callable[[sqlite3.Connection], Iterator[str]]
) -> Iterator[str]:
    connection.execute("SAVEPOINT mending")
    try:
        made = list(make(connection))
    except (sqlite3.Error, AnnotatorError, *CANNOT_BE_READ) as error:
        connection.execute("ROLLBACK TO mending")
        made = [f"not mended: {what} ({one_line(str(error), 100)})"]
    connection.execute("RELEASE mending")
    yield from made


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    """Drop what is not ours or not as it is made, and make what is missing; tables of facts stay as they are."""
    for tables in (True, False):  # with a table that is made anew its indexes go
        for kind, name, is_so, should_be in list(differences(connection)):
            if tables != (kind == "table") or (tables and name not in CACHES):
                continue
            quoted = '"' + name.replace('"', '""') + '"'
            if is_so is not None:
                connection.execute(f"DROP {kind} {quoted}")
            if should_be is not None:
                connection.execute(should_be)
            yield f"{kind} {one_line(name, 60)}: {'taken away' if should_be is None else 'made anew'}"


def _indexes(connection: sqlite3.Connection) -> Iterator[str]:
    lines = [line for (line,) in connection.execute("PRAGMA main.integrity_check(1000)")]
    wrong = {line.rpartition(" ")[2] for line in lines if " index " in line}
    for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'index'").fetchall():
        if name in wrong:
            connection.execute(f'REINDEX main."{name}"')
            yield f"index {name}: made anew from its table"


def _caches(connection: sqlite3.Connection) -> Iterator[str]:
    with made_anew(connection) as (made, failed):
        for name in made:
            if next(differing(name, connection), None) is not None:
                connection.execute(f"DELETE FROM main.{name}")
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM temp.{name} ORDER BY rowid")
                yield f"{_MENDED[name]}: made anew from what happened"
        for problem in failed:
            yield f"not mended: {_MENDED[problem.where]} ({problem.what})"


_MENDED = {
    "undone": "what was taken back",
    "annotators": "who works here",
    "heads": "what is current",
    "drafts": "what is left unconfirmed",
    "progress": "how much is counted by article and annotator",
    "removed": "which articles are removed",
    "slots": "slots of articles",
    "leases": "who has which slot",
    "carries": "what became of decisions of earlier versions",
    "suggested_quotes": "how many quotes are suggested",
}


def _words(connection: sqlite3.Connection) -> Iterator[str]:
    if next(WORDS(connection), None) is not None:
        fold.words_anew(connection)
        yield "words of articles: made anew from their texts and titles"
