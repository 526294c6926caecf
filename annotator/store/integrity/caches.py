"""The file as SQLite sees it, its schema, and what only repeats something else, so that it is quick to ask.

Pages, indexes, types, references and the write-ahead log. What the migrations make is there, and nothing else is:
tables, triggers, views and indexes. Caches are what making them anew from the log gives (`log.fold`), and the words of
articles what their texts give. `annotator db check --mend` makes all of that so; nothing that people said changes.
Constraints SQLite does not look at in a file that is only read: `facts` says what values must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError
from annotator.core.program.targets import LOG_BEGINS
from annotator.store.files.database import opened, transaction, version_of
from annotator.store.find.search import phrase
from annotator.store.integrity.problem import IntegrityCheck, Problem, all_found
from annotator.store.log import fold
from annotator.store.log.rows import columns_of
from annotator.store.log.schema import CACHES
from annotator.store.log.shapes import MALFORMED
from annotator.store.migrations import MIGRATIONS, apply_migrations
from annotator.store.sqlite.sqlite_library import Connection, connect, damage_in, sqlite3

_PAGES_AT_MOST = 20
"""Lines about pages and indexes: one damaged page gives hundreds. Set by hand."""
_LOG_HEADER = 32


def _pages(connection: Connection) -> Iterator[Problem]:
    lines = damage_in(connection, f"integrity_check({_PAGES_AT_MOST})")
    # Where a view is the first of all tables, as SQLite keeps them, it leaves out which pages are free.
    lines += damage_in(connection, "integrity_check(sqlite_master)")
    for line in dict.fromkeys(lines):
        mends = " missing from index " in line or line.startswith("wrong # of entries")
        yield Problem("file", one_line(line, 200), mends)


def _references(connection: Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("PRAGMA main.foreign_key_check"):
        yield Problem("", f"{table} row {row} names a row of {parent} that is not there", mends=table in CACHES)


def _log(connection: Connection) -> Iterator[Problem]:
    """A log that is none: SQLite passes over it in silence, with whatever was saved there."""
    path = connection.one_value("SELECT file FROM pragma_database_list WHERE name = 'main'")
    log = Path(f"{path}-wal")
    if not log.is_file():
        return
    with log.open("rb") as file:
        head = file.read(_LOG_HEADER)
    if head and (len(head) < _LOG_HEADER or not head.startswith(LOG_BEGINS)):
        yield Problem("file", f"{one_line(log.name)} is no log of a database, and is passed over")


BOOKKEEPING = "_sqlite_migrations"
"""Where sqlite-utils keeps which migrations were applied."""

Schema = dict[tuple[str, str], str]
"""The SQL of what a database has, by type and name."""


@cache
def expected() -> Schema:
    """What a new database has."""
    in_memory = connect(":memory:")
    try:
        apply_migrations(in_memory)
        return _schema_of(in_memory)
    finally:
        in_memory.close()


def differences(connection: Connection) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Type, name, SQL as it is and SQL as it should be (None: not there) of what differs from the migrations."""
    there, wanted = _schema_of(connection), expected()
    for kind, name in sorted(there.keys() | wanted.keys()):
        is_so, should_be = there.get((kind, name)), wanted.get((kind, name))
        if is_so != should_be and normal(is_so) != normal(should_be):
            yield kind, name, is_so, should_be


def normal(sql: str | None) -> str | None:
    """SQL without what means nothing: white space, quotes around names, upper and lower case."""
    if sql is None:
        return None
    parts = re.split(r"('(?:[^']|'')*')", sql)  # strings stay as they are
    return "".join(
        part if number % 2 else re.sub(r'[\s"`\[\]]+', "", part).lower() for number, part in enumerate(parts)
    )


def _schema_of(connection: Connection) -> Schema:
    shadows = {row[1] for row in connection.execute("PRAGMA main.table_list") if row[2] == "shadow"}
    objects = connection.execute("SELECT type, name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    # What an index of words keeps its words in differs between versions of SQLite; its own check looks there.
    return {(kind, name): sql or "" for kind, name, sql in objects if name not in shadows}


def _like_the_migrations(connection: Connection) -> Iterator[Problem]:
    for kind, name, is_so, should_be in differences(connection):
        what = "is missing" if is_so is None else "is not ours" if should_be is None else "is not as it is made"
        yield Problem(f"{kind} {one_line(name, 60)}", what, mends=kind != "table" or name in CACHES)


def _bookkeeping(connection: Connection) -> Iterator[Problem]:
    version = version_of(connection)
    steps = connection.each_value(f"SELECT name FROM main.{BOOKKEEPING}")
    for name in steps:
        if name not in MIGRATIONS:
            yield Problem(BOOKKEEPING, f"the step {one_line(name, 60)} is unknown here")
    if len(steps) != version:
        yield Problem(BOOKKEEPING, f"{len(steps)} steps made the tables, but the file says {version}")


FILE = (
    IntegrityCheck((), _pages),
    IntegrityCheck((), _references),
    IntegrityCheck((), _log),
    IntegrityCheck((BOOKKEEPING,), _bookkeeping),
)
"""Of the file as it is."""
SCHEMA = IntegrityCheck((), _like_the_migrations)
"""Of the tables as they are today, or become."""


# ---- what only repeats something else


_FIRST = ("undone", "heads", "progress")
"""Caches from which others are made: without them those cannot be either."""
_Repeats = partial(Problem, mends=True)

SAID = {
    "undone": ("event {event}", "whether it was taken back is not what was last said of it", "what was taken back"),
    "annotators": ("{name}", "as what somebody works here is not how they entered", "who works here"),
    "heads": ("sentence {sentence_id}", "what is current for {annotator} is not the last decision", "what is current"),
    "drafts": (
        "sentence {sentence_id}",
        "what {annotator} left unconfirmed is not what was last left of it",
        "what is left unconfirmed",
    ),
    "progress": (
        "article {document}",
        "what {annotator} did in it is counted wrong",
        "how much is counted by article and annotator",
    ),
    "blocks": ("{annotator}", "what they did in all articles is counted wrong", "how much is counted by annotator"),
    "removed": (
        "article {document}",
        "whether it is removed is not what was last said of it",
        "which articles are removed",
    ),
    "slots": ("article {document}", "its slots are not those that it was last given", "slots of articles"),
    "leases": ("article {document}", "which slot {annotator} has is not what was taken", "who has which slot"),
    "unplaced": ("article {document}", "whether {annotator} has no slot is told wrong", "who works without a slot"),
    "carries": (
        "sentence {sentence_id}",
        "what became of an earlier decision is not what was carried over",
        "what became of decisions of earlier versions",
    ),
    "suggested_quotes": (
        "article {document}",
        "its suggested quotes are counted wrong",
        "how many quotes are suggested",
    ),
    "labelled": (
        "sentence {sentence_id}",
        "{label} is not among its labels as it should be",
        "in which sentences labels are",
    ),
}
"""Where and what is wrong where a row of a cache is, its columns in braces; and what it holds, for people."""


@contextmanager
def made_anew(connection: Connection) -> Iterator[tuple[list[str], list[Problem]]]:
    """Caches that were made anew as temporary tables, which are there inside, and what made others fail."""
    remade, failed = list[str](), list[Problem]()
    fold.cover(connection, fold.NEVER)
    try:
        for name in fold.FOLDS:
            why = [*all_found(name, partial(fold.FOLDS[name], connection))]
            failed += why
            if not why:
                remade += fold.PLACED if name == "slots" else (name,)
            elif name in _FIRST:
                break
        yield remade, failed
    finally:
        fold.uncover(connection)


def differing(name: str, connection: Connection) -> Iterator[Problem]:
    """Rows of a cache that are not as they are made anew, inside of `made_anew`."""
    where, what, _ = SAID[name]
    names = columns_of(connection, name, "temp")
    if names != columns_of(connection, name):
        return  # SCHEMA tells of it
    kept, remade = f"SELECT * FROM main.{name}", f"SELECT * FROM temp.{name}"
    before = None
    for row in connection.execute(
        f"SELECT * FROM ({kept} EXCEPT {remade}) UNION SELECT * FROM ({remade} EXCEPT {kept})"
    ):
        shown = {column: one_line(value, 60) for column, value in zip(names, row, strict=True)}
        problem = _Repeats(where.format(**shown), what.format(**shown))
        if problem != before:  # of one thing it is told once: what is and what should be come one after the other
            yield problem
        before = problem


def _caches(connection: Connection) -> Iterator[Problem]:
    with made_anew(connection) as (remade, failed):
        yield from failed
        for name in remade:
            yield from IntegrityCheck((name,), partial(differing, name))(connection)


_SEPARATORS = re.compile(r"[\s.,;:!?()\"']+")


def _words(connection: Connection) -> Iterator[Problem]:
    """Every article is in both indexes of words, by a long word of its text. SQLite itself looks at their inside."""
    for index in ("article_words", "title_words"):
        for (document,) in connection.execute(
            f"""
                SELECT number FROM documents WHERE number NOT IN (SELECT id FROM {index}_docsize)
                UNION SELECT id FROM {index}_docsize WHERE id NOT IN (SELECT number FROM documents)
            """
        ):
            yield _Repeats(f"article {document}", f"it is not what {index} knows")
    find = "SELECT 1 FROM article_words WHERE article_words MATCH ? AND rowid = ?"
    for number, text in connection.execute("SELECT number, text FROM documents"):
        # Plain letters alone: what others become in the index is SQLite's to say. What is longer is not looked for.
        words = [word for word in _SEPARATORS.split(str(text)) if word.isascii() and word.isalpha() and len(word) <= 60]
        if words and not connection.there_is(find, phrase(max(words, key=len)), number):
            yield _Repeats(f"article {number}", "words of its text are not found")


WORDS = IntegrityCheck(("article_words", "title_words"), _words)
CHECKS = (IntegrityCheck(("events", "decisions"), _caches), WORDS)


# ---- mending


def mend(path: Path) -> list[str]:
    """Make anew what only repeats something else, where it is wrong; what was mended and what was not, a line each.

    All of it is one transaction. What fails is taken back alone. Raises what `open_database` raises.
    """
    done: list[str] = []
    # As it is: what tells the keys of today may be what is missing.
    with opened(path, as_it_is=True) as connection, transaction(connection):
        for what, make in (
            ("the schema", _schema_anew),
            ("indexes", _indexes_anew),
            ("what only repeats what happened", _caches_anew),
            ("words of articles", _words_anew),
        ):
            connection.execute("SAVEPOINT mending")
            try:
                done += [*make(connection)]
            except (sqlite3.Error, AnnotatorError, *MALFORMED) as error:
                connection.execute("ROLLBACK TO mending")
                done.append(f"not mended: {what} ({one_line(error, 100)})")
            connection.execute("RELEASE mending")
    return done


def _schema_anew(connection: Connection) -> Iterator[str]:
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


def _indexes_anew(connection: Connection) -> Iterator[str]:
    lines = connection.each_value("PRAGMA main.integrity_check(1000)")
    wrong = {line.rpartition(" ")[2] for line in lines}
    for name in connection.each_value("SELECT name FROM main.sqlite_master WHERE type = 'index'"):
        if name in wrong:
            connection.execute(f'REINDEX main."{name}"')
            yield f"index {name}: made anew from its table"


def _caches_anew(connection: Connection) -> Iterator[str]:
    with made_anew(connection) as (remade, failed):
        for name in remade:
            if next(differing(name, connection), None) is not None:
                connection.execute(f"DELETE FROM main.{name}")
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM temp.{name} ORDER BY rowid")
                yield f"{SAID[name][2]}: made anew from what happened"
        for problem in failed:
            yield f"not mended: {SAID[problem.where][2]} ({problem.what})"


def _words_anew(connection: Connection) -> Iterator[str]:
    if next(WORDS(connection), None) is not None:
        fold.reindex_words(connection)
        yield "words of articles: made anew from their texts and titles"
