"""Making anew what only repeats something else, from that: `annotator check --mend`. Nothing that people said changes.

Triggers, views and indexes follow from the migrations. Heads, counters and what can be undone follow from the steps,
`removed` from the removals, `standing_renamings` from the renamings, words of articles from their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError
from annotator.store import standing
from annotator.store.database import open_database, transaction, translated
from annotator.store.integrity.counted import CHECKS as COUNTED
from annotator.store.integrity.problem import CANNOT_BE_READ
from annotator.store.integrity.repeated import CHECKS as REPEATED
from annotator.store.integrity.schema import differences
from annotator.store.removals import IS_LAST
from annotator.store.search_tables import COUNT_ANEW, WORDS_ANEW
from annotator.store.sqlite_library import sqlite3
from annotator.store.todays_labels import show_stored_labels


def mend(path: Path) -> list[str]:
    """Make anew what only repeats something else, where it is wrong; what was mended and what was not, a line each.

    All of it is one transaction. What fails is taken back alone. Raises what `open_database` raises.
    """
    done: list[str] = []
    with closing(open_database(path)) as connection, translated(path), transaction(connection):
        show_stored_labels(connection)  # no trigger can be made on a table that a view stands for
        for what, make in (
            ("the schema", _schema),
            ("indexes", _indexes),
            ("what is current, counted and can be undone", _standing),
            ("which articles are removed", _removed),
            ("which names stand for others", _renamed),
            ("how much is counted", _counted),
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
    """Drop what is not ours or not as it is made, and make what is missing; tables and their rows stay as they are."""
    for kind, name, is_so, should_be in list(differences(connection)):
        if kind == "table":
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


def _wrong(connection: sqlite3.Connection, *tables: str) -> bool:
    """Whether a check of what is repeated in one of these tables finds something."""
    return any(
        next(check(connection), None) is not None
        for check in (*REPEATED, *COUNTED)
        if set(check.tables).intersection(tables)
    )


def _standing(connection: sqlite3.Connection) -> Iterator[str]:
    if not _wrong(connection, "heads", "annotators"):
        return
    (strange,) = connection.execute(
        "SELECT count(*) FROM heads WHERE annotator NOT IN (SELECT name FROM annotators)"
    ).fetchone()
    if strange:
        connection.execute("DELETE FROM heads WHERE annotator NOT IN (SELECT name FROM annotators)")
    for (name,) in connection.execute("SELECT name FROM annotators").fetchall():
        standing.stand(connection, name)
    yield "what is current, how much is counted and what can be undone: made anew from the steps"


def _removed(connection: sqlite3.Connection) -> Iterator[str]:
    if _wrong(connection, "removed"):
        connection.execute("DELETE FROM removed")
        connection.execute(
            "INSERT INTO removed (document, sentences) SELECT document, sentences FROM removals"
            f" JOIN documents ON number = document WHERE kind = 'remove' AND {IS_LAST}"
        )
        yield "which articles are removed: made anew from the removals"


def _renamed(connection: sqlite3.Connection) -> Iterator[str]:
    if _wrong(connection, "standing_renamings"):
        connection.execute("DELETE FROM standing_renamings")
        origins = connection.execute("SELECT id FROM renamings WHERE origin IS NULL").fetchall()
        standing.stand_renamings(connection, [origin for (origin,) in origins])
        yield "which names stand for others: made anew from the renamings"


def _counted(connection: sqlite3.Connection) -> Iterator[str]:
    if _wrong(connection, "progress", "totals", "answered_blocks", "suggested_quotes"):
        for statement in COUNT_ANEW:
            connection.execute(statement)
        yield "how much is counted by article, annotator and suggestion: made anew"


def _words(connection: sqlite3.Connection) -> Iterator[str]:
    if _wrong(connection, "article_words"):
        for statement in WORDS_ANEW:
            connection.execute(statement)
        yield "words of articles: made anew from their texts and titles"
