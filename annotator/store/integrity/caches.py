"""What only repeats something else, so that it is quick to ask: it is what making it anew gives, or is mended.

Caches follow from the log (`log.fold`), the words of articles from their texts; triggers, views, indexes and the tables
of caches from the migrations. `annotator db check --mend` makes them so. Nothing that people said changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError
from annotator.store.files.database import opened, transaction
from annotator.store.find.search import phrase
from annotator.store.integrity.file import differences
from annotator.store.integrity.problem import IntegrityCheck, Problem, all_found
from annotator.store.log import fold
from annotator.store.log.rows import columns_of
from annotator.store.log.schema import CACHES
from annotator.store.log.shapes import MALFORMED
from annotator.store.sqlite.sqlite_library import Connection, sqlite3

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
        return  # `file` tells of it
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
