"""The counters and the words of articles, which only repeat other tables (`store.search_tables`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from annotator.core.drawable import one_line
from annotator.store.integrity.problem import Check, Problem
from annotator.store.search import phrase
from annotator.store.search_tables import BLOCKS, COUNTED, PROGRESS, SUGGESTED, TOTALS
from annotator.store.sqlite_library import sqlite3

_Repeats = partial(Problem, mends=True)
_WORD = re.compile(r"\b[A-Za-z]{1,60}\b")  # whole ones: what is longer is not looked for


def _differing(connection: sqlite3.Connection, columns: str, table: str, found: str) -> Iterator[tuple[str, str]]:
    """The first two columns of each row that is not in both."""
    kept = f"SELECT {columns} FROM {table}"
    for one, other, *_ in connection.execute(
        f"SELECT * FROM ({kept} EXCEPT {found}) UNION SELECT * FROM (SELECT * FROM ({found}) EXCEPT {kept})"
    ):
        yield str(one), str(other)


def _progress(connection: sqlite3.Connection) -> Iterator[Problem]:
    for name, document in dict.fromkeys(
        _differing(connection, f"annotator, document, {COUNTED}", "progress", PROGRESS)
    ):
        yield _Repeats(f"article {document}", f"what {one_line(name, 60)} did in it is counted wrong")


def _totals(connection: sqlite3.Connection) -> Iterator[Problem]:
    for name in dict.fromkeys(one for one, _ in _differing(connection, f"annotator, {COUNTED}", "totals", TOTALS)):
        yield _Repeats(one_line(name, 60), "what was decided in all is counted wrong")


def _blocks(connection: sqlite3.Connection) -> Iterator[Problem]:
    columns = "annotator, block, answered"
    for name, block in dict.fromkeys(_differing(connection, columns, "answered_blocks", BLOCKS)):
        yield _Repeats(f"block {block}", f"what {one_line(name, 60)} answered in it is counted wrong")


def _suggested(connection: sqlite3.Connection) -> Iterator[Problem]:
    for document in dict.fromkeys(
        one for one, _ in _differing(connection, "document, quotes", "suggested_quotes", SUGGESTED)
    ):
        yield _Repeats(f"article {document}", "its suggested quotes are counted wrong")


def _words(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every article is in both indexes of words, by a long word of its text. SQLite itself looks at their inside."""
    for index in ("article_words", "title_words"):
        for (document,) in connection.execute(
            f"SELECT number FROM documents WHERE number NOT IN (SELECT id FROM {index}_docsize)"
            f" UNION SELECT id FROM {index}_docsize WHERE id NOT IN (SELECT number FROM documents)"
        ):
            yield _Repeats(f"article {document}", f"it is not what {index} knows")
    find = "SELECT 1 FROM article_words WHERE article_words MATCH ? AND rowid = ?"
    for number, text in connection.execute("SELECT number, text FROM documents"):
        words = _WORD.findall(_without_joined(str(text)))
        if words and not connection.execute(find, (phrase(max(words, key=len)), number)).fetchone():
            yield _Repeats(f"article {number}", "words of its text are not found")


def _without_joined(text: str) -> str:
    """The text without words that hold other than plain letters: what those become in the index is SQLite's to say."""
    return " ".join(word for word in re.split(r"[\s.,;:!?()\"']+", text) if word.isascii() and word.isalpha())


CHECKS = (
    Check(("progress",), _progress),
    Check(("totals",), _totals),
    Check(("answered_blocks",), _blocks),
    Check(("suggested_quotes",), _suggested),
    Check(("article_words", "title_words"), _words),
)
