"""New suggestions for sentences that wait for a decision; earlier ones stay, with the runs that made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.decided import DecidedArticle
from annotator.core.habits import Habits
from annotator.core.model import Document, Run, Sentence, Suggested, TopicSuggestion
from annotator.core.speakers import Acquaintances
from annotator.store.articles.documents import (
    add_suggestions,
    document_of,
    join_cast,
    keep_chances,
    keep_chances_of_run,
    start_run,
    stored_document,
)
from annotator.store.articles.removals import is_present
from annotator.store.files.database import Opened, transaction, translated
from annotator.store.log import fold, rows
from annotator.store.read.habits import decided_articles
from annotator.store.read.selection import UNDECIDED
from annotator.store.read.speakers import acquaintances
from annotator.store.sqlite.sqlite_library import sqlite3


def _touched(table: str) -> str:
    """SQL that an annotator has a row of that table for a sentence of the document of `slots`."""
    return (
        f"EXISTS (SELECT 1 FROM sentences AS begun CROSS JOIN annotators CROSS JOIN {table}"
        f" ON {table}.annotator = annotators.name AND {table}.sentence_id = begun.id"
        " WHERE begun.document = slots.document AND annotators.role = 'annotator')"
    )


# New suggestions, adapted to what the first annotators decided, would tell the others of it.
_BEGUN_AND_SHARED = (
    "(document IN (SELECT slots.document FROM slots GROUP BY slots.document HAVING count(*) > 1"
    f" AND ({_touched('heads')} OR {_touched('drafts')})))"
)
"""SQL on `document`: it has several slots, and somebody has begun."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document with sentences that nobody has decided: `undecided` holds their indexes."""

    number: int
    document: Document
    sentences: tuple[Sentence, ...]
    undecided: frozenset[int]


class Resuggester(Opened):
    """Adds a run's suggestions to documents that are here already."""

    def __init__(self, path: Path) -> None:
        """Raises what `open_database` raises."""
        super().__init__(path)
        self._runs: dict[str, str] = {}
        self._habits: Habits | None = None

    def acquaintances(self) -> Acquaintances:
        """The speakers whom annotators have confirmed in this database so far."""
        return self._ask(acquaintances)

    def count(self) -> int:
        """How many documents have a sentence that nobody has decided, and may get other suggestions for it."""
        with translated(self._path):
            return len(self._waiting())

    def waiting(self) -> Iterator[Waiting]:
        """The documents with a sentence that nobody has decided, in order."""
        with translated(self._path):
            numbers = self._waiting()
        for number in numbers:
            with translated(self._path):
                yield self._document(number)

    def add(self, waiting: Waiting, suggested: Suggested, run: Run) -> int:
        """Store suggestions for the sentences still undecided; how many there were.

        The sentences stay as they are: quotes and topics found in other ones are cut to them. Speakers that are new
        join the cast; those that were there keep their places, so that no key changes its meaning.
        """
        fitted = replace(suggested, sentences=waiting.sentences, topics=_topics(waiting.sentences, suggested))
        with translated(self._path):
            key = repr(run)
            if key not in self._runs:
                self._runs[key] = start_run(self._connection, run, self._habits)
            with transaction(self._connection):
                # Decided since the document was read: looked at again inside the transaction.
                undecided = dict(self._undecided(waiting.number))
                if not undecided:
                    return 0
                add_suggestions(self._connection, self._runs[key], fitted, undecided)
                fold.suggested_quotes(self._connection, [waiting.number])
                keep_chances_of_run(self._connection, waiting.number, self._runs[key], suggested.chances)
                join_cast(self._connection, waiting.number, rows.cast_json(suggested.cast))
        return len(undecided)

    def unread_count(self) -> int:
        """How many decided documents there are of which it is not known what the rules could suggest."""
        with translated(self._path):
            return len(self._unread())

    def unread(self) -> Iterator[tuple[int, Document]]:
        """Those documents, each with its number, in order."""
        with translated(self._path):
            numbers = self._unread()
        for number in numbers:
            yield number, self._ask(document_of, number)

    def take_chances(self, number: int, suggested: Suggested) -> None:
        """Keep what the rules could suggest in a document, and nothing else of it."""
        with translated(self._path), transaction(self._connection):
            keep_chances(self._connection, number, suggested.chances)

    def decided_articles(self, profile: str) -> Iterator[DecidedArticle]:
        """What annotators decided by the guidelines of that profile (see `habits.decided_articles`)."""
        with translated(self._path):
            yield from decided_articles(self._connection, profile)

    def keep_habits(self, habits: Habits) -> None:
        """Keep habits with the next run, which is adapted to them."""
        self._habits = habits

    def _unread(self) -> list[int]:
        found = self._connection.execute(
            "SELECT DISTINCT sentences.document FROM heads JOIN decisions ON decisions.id = heads.decision"
            " JOIN sentences ON sentences.id = heads.sentence_id"
            f" WHERE NOT heads.skipped AND NOT implied AND {is_present('sentences.document')}"
            " AND sentences.document NOT IN (SELECT document FROM chances) ORDER BY sentences.document"
        )
        return [row[0] for row in found]

    def left_out(self) -> int:
        """How many documents with such sentences keep their suggestions, as somebody else is to see the same ones."""
        with translated(self._path):
            return len(self._with_undecided(_BEGUN_AND_SHARED))

    def _waiting(self) -> list[int]:
        return self._with_undecided(f"NOT {_BEGUN_AND_SHARED}")

    def _with_undecided(self, which: str) -> list[int]:
        found = self._connection.execute(
            f"SELECT DISTINCT document FROM sentences WHERE {is_present('document')} AND {UNDECIDED} AND {which}"
            " ORDER BY document"
        )
        return [row[0] for row in found]

    def _undecided(self, number: int) -> list[tuple[int, int]]:
        return self._connection.execute(
            f"SELECT position, id FROM sentences WHERE document = ? AND {UNDECIDED} AND NOT {_BEGUN_AND_SHARED}",
            (number,),
        ).fetchall()

    def _document(self, number: int) -> Waiting:
        stored = stored_document(self._connection, number)
        undecided = frozenset(index for index, _ in self._undecided(number))
        return Waiting(number, stored.document, stored.sentences, undecided)


def suggested_otherwise(connection: sqlite3.Connection, name: str) -> int:
    """How many sentences that nobody has decided show suggestions that were made for another profile than that one."""
    (found,) = connection.execute(
        "SELECT count(*) FROM sentences"
        " JOIN suggestions ON suggestions.id ="
        " (SELECT max(id) FROM suggestions AS one WHERE one.sentence_id = sentences.id)"
        " JOIN runs ON runs.id = suggestions.run WHERE runs.settings ->> 'profile' <> ?"
        f" AND {is_present('sentences.document')}"
        f" AND {UNDECIDED}",
        (name,),
    ).fetchone()
    return int(found)


def _topics(sentences: tuple[Sentence, ...], suggested: Suggested) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each of these sentences: those of the suggested sentence that it begins in."""
    found: list[tuple[TopicSuggestion, ...]] = []
    at = 0
    for sentence in sentences:
        while at + 1 < len(suggested.sentences) and suggested.sentences[at].end <= sentence.start:
            at += 1
        found.append(suggested.topics[at] if suggested.topics else ())
    return tuple(found)
