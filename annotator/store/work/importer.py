"""Storing new documents with their suggestions, and decisions that were made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from annotator.core.decided import DecidedArticle
from annotator.core.decision import NewDecision
from annotator.core.errors import UsageError
from annotator.core.habits import Habits
from annotator.core.model import Document, Run, Span, Suggested
from annotator.core.speakers import Acquaintances
from annotator.store.articles import editions
from annotator.store.articles.documents import (
    Added,
    Stored,
    add_document,
    find_alike,
    find_stored,
    insert_document,
    is_current,
    number_of,
    start_run,
)
from annotator.store.articles.removals import Removal, check_present, check_sentences, removal_of, removal_of_text
from annotator.store.files.database import open_database, transaction, translated
from annotator.store.log import history
from annotator.store.read.habits import decided_articles
from annotator.store.read.speakers import acquaintances
from annotator.store.scheme.schemes import (
    NewScheme,
    adopt_scheme,
    check_adoptable,
    keep_first_profile,
    kept_profile,
    stored_scheme,
)
from annotator.store.sqlite.sqlite_library import sqlite3

_Answer = TypeVar("_Answer")


class Importer:
    """Stores documents, each in a transaction of its own.

    The database is made when the first one is stored, so that a refused file leaves no empty database behind.
    """

    def __init__(self, path: Path, scheme: NewScheme | None = None) -> None:
        """`path` may be missing: it is made by `open` or by the first `add`.

        `scheme` becomes the database's with the first document or decision.
        """
        self._scheme = scheme
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._runs: dict[str, str] = {}
        self._habits: Habits | None = None

    def open(self) -> sqlite3.Connection:
        """The connection; a missing database is made. Raises what `open_database` raises.

        A database that cannot be written, or that somebody else is writing to, is refused here, before the slow work
        of reading documents and suggesting for them has begun.
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

    def _ask(self, function: Callable[..., _Answer], *values: object) -> _Answer | None:
        """What the function gives of the connection and these values; None as long as nothing is open."""
        if self._connection is None:
            return None
        with translated(self._path):
            return function(self._connection, *values)

    def scheme(self) -> str | None:
        """The text of the database's label scheme; None: the one that ships."""
        return self._ask(stored_scheme)

    def check_scheme(self) -> None:
        """Raise InputRefused where the scheme that was given cannot be adopted; see `adopt_scheme`."""
        if self._scheme is not None:
            self._ask(check_adoptable, self._scheme)

    def profile(self) -> str | None:
        """The database's guideline profile; None where it keeps none yet."""
        return self._ask(kept_profile)

    def decided_articles(self, profile: str) -> Iterator[DecidedArticle]:
        """What annotators decided by the guidelines of that profile (see `habits.decided_articles`)."""
        if self._connection is not None:
            with translated(self._path):
                yield from decided_articles(self._connection, profile)

    def keep_habits(self, habits: Habits) -> None:
        """Keep habits with the next run, which is adapted to them."""
        self._habits = habits

    def acquaintances(self) -> Acquaintances:
        """The speakers whom annotators have confirmed in this database so far."""
        return self._ask(acquaintances) or Acquaintances()

    def knows(self, document: Document) -> bool:
        """Whether a document with exactly that text is stored already."""
        return self._ask(number_of, document.text) is not None

    def removal_of(self, document: Document) -> Removal | None:
        """The removal of the stored document with exactly that text; None where there is none, or it is not out."""
        return self._ask(removal_of_text, document.text)

    def add(self, suggested: Suggested, run: Run) -> Added:
        """Store a document with its suggestions, whole or not at all.

        The profile of the first run becomes the database's. Raises UsageError for a run with another than that.
        """
        connection = self._adopting()
        with translated(self._path):
            return add_document(connection, self._started(connection, run), suggested)

    def earlier_edition(self, document: Document, of: str | None) -> int | None:
        """The number of the stored document whose later edition that one is; see `editions.predecessor`."""
        return self._ask(editions.predecessor, document, of)

    def revise(self, suggested: Suggested, run: Run, earlier: int, who: str) -> editions.Revised:
        """Store a document as the later edition of that one, with all that was decided of it, whole or not at all."""
        connection = self._adopting()
        with translated(self._path):
            stored_run = self._started(connection, run)
            with transaction(connection):
                check_present(connection, earlier)
                added = insert_document(connection, stored_run, suggested)
                return editions.take_over(connection, earlier, added.number, who)

    def revise_known(self, document: Document, of: str | None, who: str) -> editions.Revised | None:
        """Let a document whose text is stored take the place of another; None where nothing is to be done.

        Its own later edition gives its place back to it. Without such, and without `of`, what was decided of its
        earlier edition meanwhile is carried over. Raises InputRefused where `of` names none.
        """
        connection = self.open()
        with translated(self._path), transaction(connection):
            number = number_of(connection, document.text)
            if number is None:
                return None
            instead = editions.later_edition(connection, number)
            if instead is not None and removal_of(connection, instead) is None:
                return editions.take_over(connection, instead, number, who)
            if removal_of(connection, number) is not None:
                return None
            earlier = None if of is None else editions.predecessor(connection, document, of)
            if earlier is None or earlier == number:
                return editions.catch_up(connection, number)
            return editions.take_over(connection, earlier, number, who)

    def find(self, document: Document) -> Stored | None:
        """The stored document with exactly that text; None if there is none."""
        return self._ask(find_stored, document.text)

    def find_alike(self, name: str, sentences: Sequence[Span], fits: Callable[[str], bool]) -> Stored | None:
        """The stored document of that id, or else one with these sentences, if its text `fits`; or None."""
        return self._ask(find_alike, name, sentences, fits)

    def decide(self, annotator: str, decisions: Sequence[tuple[NewDecision, str | None]]) -> int:
        """Keep decisions made elsewhere (each with its time, None: now) as one step, which `undo` takes back.

        Those that are current already are left out; gives the number of those kept. Raises DocumentRemoved for a
        document that was taken out.
        """
        connection = self._adopting()
        with translated(self._path), transaction(connection):
            check_sentences(connection, [new.sentence_id for new, _ in decisions])
            history.enter_annotator(connection, annotator)
            fresh = [pair for pair in decisions if not is_current(connection, annotator, pair[0])]
            if fresh:
                history.decide(connection, annotator, [new for new, _ in fresh], [at for _, at in fresh])
        return len(fresh)

    def _started(self, connection: sqlite3.Connection, run: Run) -> str:
        """The id of the run, which is recorded with its first document."""
        key = repr(run)
        if key not in self._runs:
            self._check_profile(connection, run)
            self._runs[key] = start_run(connection, run, self._habits)
        return self._runs[key]

    def _check_profile(self, connection: sqlite3.Connection, run: Run) -> None:
        profile = run.settings.get("profile")
        if profile is not None:
            kept = keep_first_profile(connection, profile)
            if kept != profile:  # kept by another import, since this one began
                raise UsageError(f"the database keeps the guideline profile {kept}, not {profile}", "import again")

    def _adopting(self) -> sqlite3.Connection:
        connection = self.open()
        if self._scheme is not None:
            with translated(self._path):
                adopt_scheme(connection, self._scheme)
            self._scheme = None
        return connection
