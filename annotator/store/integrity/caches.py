"""What only repeats something else, so that it is quick to ask: it is what making it anew gives.

Caches follow from the log (`log.fold`), the words of articles from their texts. `annotator check --mend` makes them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from annotator.core.drawable import one_line
from annotator.store.find.search import phrase
from annotator.store.integrity.problem import Check, Problem, all_found
from annotator.store.log import fold
from annotator.store.sqlite.sqlite_library import sqlite3

_NEVER = 2**62
"""A clock later than all."""
_FIRST = ("undone", "heads", "progress")
"""Caches from which others are made: without them those cannot be either."""
_Repeats = partial(Problem, mends=True)

SAID = {
    "undone": ("event {event}", "whether it was taken back is not what was last said of it"),
    "annotators": ("{name}", "as what somebody works here is not how they entered"),
    "heads": ("sentence {sentence_id}", "what is current for {annotator} is not the last decision"),
    "drafts": ("sentence {sentence_id}", "what {annotator} left unconfirmed is not what was last left of it"),
    "progress": ("article {document}", "what {annotator} did in it is counted wrong"),
    "removed": ("article {document}", "whether it is removed is not what was last said of it"),
    "slots": ("article {document}", "its slots are not those that it was last given"),
    "leases": ("article {document}", "which slot {annotator} has is not what was taken"),
    "carries": ("sentence {sentence_id}", "what became of an earlier decision is not what was carried over"),
    "suggested_quotes": ("article {document}", "its suggested quotes are counted wrong"),
}
"""Where and what is wrong where a row of a cache is; its columns are in braces."""


@contextmanager
def made_anew(connection: sqlite3.Connection) -> Iterator[tuple[list[str], list[Problem]]]:
    """Caches that were made anew as temporary tables, which are there inside, and what made others fail."""
    made, failed = list[str](), list[Problem]()
    fold.cover(connection, _NEVER)
    try:
        for name in fold.FOLDS:
            why = [*all_found(name, partial(_make, connection, name))]
            if not why:
                made += ("slots", "leases") if name == "slots" else (name,)
            failed += why
            if why and name in _FIRST:
                break
        yield made, failed
    finally:
        fold.uncover(connection)


def _make(connection: sqlite3.Connection, name: str) -> Iterator[Problem]:
    fold.make(connection, name, "temp")
    yield from ()


def differing(name: str, connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows of a cache that are not as they are made anew, inside of `made_anew`."""
    where, what = SAID[name]
    names, of_file = (
        [column for (column,) in connection.execute("SELECT name FROM pragma_table_info(?, ?)", (name, place))]
        for place in ("temp", "main")
    )
    if names != of_file:
        return  # `schema` tells of it
    kept, made = f"SELECT * FROM main.{name}", f"SELECT * FROM temp.{name}"
    seen = set[str]()
    for row in connection.execute(f"SELECT * FROM ({kept} EXCEPT {made}) UNION SELECT * FROM ({made} EXCEPT {kept})"):
        shown = {column: one_line(str(value), 60) for column, value in zip(names, row, strict=True)}
        problem = _Repeats(where.format(**shown), what.format(**shown))
        if str(problem) not in seen:
            seen = {str(problem)}  # of one thing it is told once: what is and what should be come one after the other
            yield problem


def _caches(connection: sqlite3.Connection) -> Iterator[Problem]:
    with made_anew(connection) as (made, failed):
        yield from failed
        for name in made:
            yield from Check((name,), partial(differing, name))(connection)


_WORD = re.compile(r"\b[A-Za-z]{1,60}\b")  # whole ones: what is longer is not looked for


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


WORDS = Check(("article_words", "title_words"), _words)
CHECKS = (Check(("events", "decisions"), _caches), WORDS)
