"""What leaves the database: decided sentences for export, and the figures of `stats`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.core.errors import InputRefused
from annotator.core.model import DecidedSentence, Document
from annotator.store import rows
from annotator.store.database import journal_of, open_database, translated
from annotator.store.sqlite import library_version, sqlite3


@dataclass(frozen=True, slots=True)
class AnnotatorStats:
    """One annotator's current decisions by answer, with what they took (seconds and keys in all)."""

    name: str
    accepted: int
    rejected: int
    skipped: int
    flagged: int
    seconds: float
    keys: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in the database, and how it is kept."""

    path: str
    documents: int
    sentences: int
    suggested_quotes: int
    runs: tuple[tuple[str, str, str], ...]
    annotators: tuple[AnnotatorStats, ...]
    sqlite: str
    journal: str


class Reader:
    """The database opened for reading only: a read-only file, or one that somebody is writing, will do."""

    def __init__(self, path: Path) -> None:
        """Raises what `open_database` raises."""
        self._path = path
        self._connection: sqlite3.Connection = open_database(path, read_only=True)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def decided(self, annotator: str | None = None) -> Iterator[DecidedSentence]:
        """Every current decision, document by document in the order of the text, then by annotator.

        Raises InputRefused when that annotator is not in the database.
        """
        with translated(self._path):
            if annotator is not None and not self._one("SELECT count(*) FROM annotators WHERE name = ?", annotator):
                raise InputRefused(f"no annotator named {annotator!r}", "`annotator stats` lists them")
            # One snapshot for the whole export: decisions made meanwhile are not half in it.
            self._connection.execute("BEGIN")
            try:
                yield from self._decided(annotator)
            finally:
                self._connection.execute("ROLLBACK")

    def _decided(self, annotator: str | None) -> Iterator[DecidedSentence]:
        number, document = 0, Document("", "")
        found = self._connection.execute(
            f'SELECT sentences.document, sentences.position, sentences.start, sentences."end", {rows.DECISION},'
            f" {rows.SUGGESTION} FROM sentences"
            " JOIN heads ON heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision"
            " LEFT JOIN suggestions ON suggestions.id = decisions.suggestion"
            " WHERE ?1 IS NULL OR heads.annotator = ?1 ORDER BY sentences.id, heads.annotator",
            (annotator,),
        )
        for row in found:
            if row[0] != number:
                number, document = row[0], self._document(row[0])
            yield DecidedSentence(
                document,
                rows.sentence(*row[1:4]),
                rows.decision(row[4:15]),
                rows.suggestion(row[15:]) if row[15] is not None else None,
            )

    def stats(self) -> Stats:
        """The figures of `annotator stats`."""
        with translated(self._path):
            runs = self._connection.execute("SELECT id, pipeline, version FROM runs ORDER BY started_at").fetchall()
            return Stats(
                path=str(self._path),
                documents=self._one("SELECT count(*) FROM documents"),
                sentences=self._one("SELECT count(*) FROM sentences"),
                suggested_quotes=self._one(
                    "SELECT count(*) FROM suggestions, json_each(suggestions.labels, '$.quotes') AS quote"
                    " WHERE NOT json_extract(quote.value, '$.continues') AND suggestions.id IN"
                    " (SELECT max(id) FROM suggestions GROUP BY sentence_id)"
                ),
                runs=tuple((row[0], row[1], row[2]) for row in runs),
                annotators=self._annotators(),
                sqlite=library_version(),
                journal=journal_of(self._connection),
            )

    def _annotators(self) -> tuple[AnnotatorStats, ...]:
        found = self._connection.execute(
            "SELECT name, coalesce(sum(answer = 'accept'), 0), coalesce(sum(answer = 'reject'), 0),"
            " coalesce(sum(answer = 'skip'), 0), coalesce(sum(flagged), 0),"
            " coalesce(sum(seconds), 0.0), coalesce(sum(keys), 0)"
            " FROM annotators LEFT JOIN current_decisions ON annotator = name GROUP BY name ORDER BY name"
        )
        return tuple(AnnotatorStats(*row) for row in found)

    def _document(self, number: int) -> Document:
        row = self._connection.execute(
            f"SELECT {rows.DOCUMENT}, text FROM documents WHERE number = ?", (number,)
        ).fetchone()
        return rows.document(row[:-1], row[-1])

    def _one(self, sql: str, *values: Any) -> int:
        return int(self._connection.execute(sql, values).fetchone()[0])
