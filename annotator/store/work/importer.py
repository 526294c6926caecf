"""Storing new documents with their suggestions, and decisions that were made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from annotator.core.decision import NewDecision
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Run, Suggested
from annotator.core.revisions import LabelTable
from annotator.store.articles import editions
from annotator.store.articles.documents import (
    Added,
    Stored,
    add_document,
    check_present,
    current_saying,
    documents_of,
    later_edition,
    number_of,
    preferred,
    removal_of,
    stored_document,
)
from annotator.store.files.database import AtPath, open_database, transaction
from annotator.store.log import history
from annotator.store.log.revisions import labels_by_revision
from annotator.store.log.rows import to_json
from annotator.store.log.schema import now
from annotator.store.schemes import NewScheme, change_scheme, planned
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.slots import adopt
from annotator.store.work.suggesters import Runs, add_fitted, put_first

_Answer = TypeVar("_Answer")


class Importer(AtPath):
    """Stores documents, each in a transaction of its own.

    The database is made when the first one is stored, so that a refused file leaves no empty database behind.
    """

    def __init__(self, path: Path, scheme: NewScheme | None = None) -> None:
        """`path` may be missing: it is made by `open` or by the first `add`. Else it is opened here, as `open` does.

        `scheme` becomes the database's with the first document or decision.
        """
        self._scheme = scheme
        self._path = path
        self._connection: Connection | None = None
        self.runs = Runs(anew=False)
        if path.exists():
            self.open()

    def open(self) -> Connection:
        """The connection; a missing database is made. Raises what `open_database` raises.

        A database that cannot be written, or that somebody else is writing to, is refused here, before the slow work
        of reading documents and suggesting for them has begun.
        """
        if self._connection is None:
            self._connection = open_database(self._path, create=True)
            with transaction(self._connection):
                pass
        return self._connection

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()

    def ask(self, function: Callable[..., _Answer], *values: object) -> _Answer | None:
        """What a function that reads gives of the connection and these values; None as long as nothing is open."""
        return None if self._connection is None else function(self._connection, *values)

    def check_scheme(self) -> None:
        """Raise InputRefused where the scheme that was given cannot come in; see `planned`."""
        if self._scheme is not None:
            self.ask(planned, self._scheme)

    def add(self, suggested: Suggested, run: Run) -> Added:
        """Store a document with its suggestions, whole or not at all.

        The profile of the first run becomes the database's. Raises UsageError for a run with another than that.
        """
        connection = self._with_scheme()
        stored_run = self.runs.recorded(connection, run)
        with transaction(connection):
            return add_document(connection, stored_run, suggested)

    def add_edition(
        self, suggested: Suggested, run: Run, earlier: int, who: str, *, tried: bool = False
    ) -> editions.TakenOver:
        """Store a document as the later edition of that one, with all that was decided of it, whole or not at all.

        It is taken back where it is only `tried`. Raises InputRefused where somebody else has stored it as that one
        meanwhile.
        """
        connection = self._with_scheme()
        stored_run = self.runs.recorded(connection, run)
        with transaction(connection, tried=tried):
            check_present(connection, earlier)
            later = add_document(connection, stored_run, suggested)
            if later.number == earlier:
                raise InputRefused(f"article {earlier} has that text already", "there is nothing to revise")
            return editions.take_over(connection, earlier, later.number, who)

    def replace_with_known(
        self, document: Document, of: str | None, who: str, *, tried: bool = False
    ) -> editions.TakenOver | None:
        """Let a document whose text is stored take the place of another; None where nothing is to be done.

        Its own later edition gives its place back to it. Without such, and without `of`, what was decided of its
        earlier edition meanwhile is carried over, and gets a place if one is free. It is taken back where it is only
        `tried`. Raises InputRefused where `of` names none.
        """
        connection = self.open()
        with transaction(connection, tried=tried):
            number = number_of(connection, document.text)
            if number is None:
                return None
            instead = later_edition(connection, number)
            if instead is not None and removal_of(connection, instead) is None:
                return editions.take_over(connection, instead, number, who)
            if removal_of(connection, number) is not None:
                return None
            earlier = None if of is None else editions.predecessor(connection, document, of)
            if earlier is None or earlier == number:
                revised = editions.catch_up(connection, number)
                if revised is not None:  # whoever worked in the earlier one on a copy, with a place of that
                    adopt(connection, now())
                return revised
            return editions.take_over(connection, earlier, number, who)

    def suggest_beside(self, number: int, suggested: Suggested, run: Run) -> bool:
        """Keep what a run suggests for all sentences of a document that is here, beside what stands: all or nothing.

        It is fitted to the sentences that are here (see `add_fitted`). Where the database prefers this suggester, it is
        put first, too, as far as nobody decided. False where such a run has suggested for the document.
        """
        connection = self._with_scheme()
        if connection.there_is(
            """
                SELECT 1 FROM sentences JOIN suggestions ON sentence_id = sentences.id JOIN runs ON runs.id = run
                WHERE document = ? AND (pipeline, version, settings) = (?, ?, ?)
            """,
            *(number, run.pipeline, run.version, to_json(run.settings)),
        ):
            return False
        stored_run = self.runs.recorded(connection, run)
        with transaction(connection):
            add_fitted(connection, number, stored_run, suggested, beside=True)
            if preferred(connection) == run.pipeline:
                put_first(connection, number, run.pipeline, self.runs.standing_for)
        return True

    def find(self, document: Document) -> Stored | None:
        """The stored document with exactly that text; None if there is none."""
        return self._stored(self.ask(number_of, document.text))

    def named(self, name: str) -> Stored | None:
        """The stored document of that id; None if there is none."""
        return self._stored(self.ask(Connection.first_value, "SELECT number FROM documents WHERE id = ?", name))

    def _stored(self, number: int | None) -> Stored | None:
        return None if number is None else self.ask(stored_document, number)

    def decide(self, annotator: str, decisions: Sequence[tuple[NewDecision, str | None]]) -> int:
        """Keep decisions made elsewhere (each with its time, None: now) as one step, which `undo` takes back.

        Those that are current already are left out; gives the number of those kept. Raises DocumentRemoved for a
        document that was taken out.
        """
        connection = self._with_scheme()
        with transaction(connection):
            for document in documents_of(connection, [new.sentence_id for new, _ in decisions]):
                check_present(connection, document)
            history.enter_annotator(connection, annotator)
            fresh = [pair for pair in decisions if current_saying(connection, annotator, pair[0]) is None]
            if fresh:
                revisions = labels_by_revision(connection)
                today = next(reversed(revisions.values()), LabelTable())
                # Under the newest that still offered its labels; None is that in use, also where none did. What was
                # split or retired meanwhile is so among what is to be looked at.
                new_decisions = [
                    new._replace(
                        revision=next(
                            (key for key in reversed(revisions) if revisions[key].offers(new.labels, today)), None
                        )
                    )
                    for new, _ in fresh
                ]
                times = [{"decided_at": moment} if moment else {} for _, moment in fresh]
                history.decide(connection, annotator, new_decisions, times)
        return len(fresh)

    def _with_scheme(self) -> Connection:
        connection = self.open()
        if self._scheme is not None:
            change_scheme(connection, self._scheme)
            self._scheme = None
        return connection
