"""The way in for documents: the database is made when the first one is stored, the run recorded when it has begun."""

from __future__ import annotations

from pathlib import Path

from annotator.core.model import Document, Run, Suggested
from annotator.store.database import open_database, transaction, translated
from annotator.store.documents import Added, add_document, is_known, start_run
from annotator.store.sqlite import sqlite3


class Intake:
    """Stores documents one transaction each. A refused file leaves no new database behind."""

    def __init__(self, path: Path) -> None:
        """`path` may be missing: it is made by `open` or by the first `add`."""
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._runs: dict[str, str] = {}

    def open(self) -> sqlite3.Connection:
        """The connection, the database made if need be. Raises what `open_database` raises.

        A database that somebody else is writing to, or that cannot be written, is refused here: before articles are
        read and suggested for, not after.
        """
        if self._connection is None:
            self._connection = open_database(self._path, create=True)
            with translated(self._path), transaction(self._connection):
                pass
        return self._connection

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()

    def knows(self, document: Document) -> bool:
        """Whether a document with exactly that text is stored already."""
        if self._connection is None:
            return False
        with translated(self._path):
            return is_known(self._connection, document.text)

    def add(self, suggested: Suggested, run: Run) -> Added:
        """Store a document with its suggestions, whole or not at all."""
        connection = self.open()
        with translated(self._path):
            key = repr(run)
            if key not in self._runs:
                self._runs[key] = start_run(connection, run)
            return add_document(connection, self._runs[key], suggested)
