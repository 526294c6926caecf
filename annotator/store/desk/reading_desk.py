"""What the desk of one annotator shows of a database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.errors import ArticleUnreadable, DatabaseRefused, NotOnDesk
from annotator.core.session.desk import DocumentRow, Page, Place
from annotator.core.speakers import Names
from annotator.store.articles.removals import check_present
from annotator.store.files.database import check_same_file, translated
from annotator.store.find import next_sentence
from annotator.store.find.holding import Holding
from annotator.store.find.pages import read_page
from annotator.store.log import rows
from annotator.store.log.schema import STANDS
from annotator.store.log.speaker_names import standing_names
from annotator.store.read import newest_habits
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.core.draw import Withhold
    from annotator.core.edges import EdgeHabits
    from annotator.core.habits import Told
    from annotator.core.model import QuotePart
    from annotator.core.session.desk import Filter, Sitting, Unconfirmed


_LAST_STEP = """
    SELECT coalesce((SELECT turned.id FROM events AS turned WHERE turned.uuid = e.undoes), e.id) AS event, e.sentence,
        e.clock, e.uuid
    FROM events AS e WHERE e.who = ?1 AND e.kind IN ('decide', 'rename', 'undo', 'redo') AND e.body ->> 'by' IS NULL
    AND (e.undoes IS NULL OR (SELECT turned.kind FROM events AS turned WHERE turned.uuid = e.undoes)
        IN ('decide', 'rename'))
    ORDER BY e.clock DESC, e.uuid DESC LIMIT 1
"""
"""The last that somebody did, took back or did again: the event of its decisions, and where it was asked for."""
_LEFT_BY_STEP = f"""
    SELECT left, step FROM (
        SELECT e.body ->> 'left' AS left, e.clock, step.uuid AS step
        FROM events AS e JOIN events AS step ON step.uuid = e.body ->> 'step'
        WHERE e.kind = 'draft' AND e.sentence = ?2 AND +e.who = ?1 AND step.kind <> 'carry' AND {STANDS.format("step")}
        UNION ALL SELECT NULL, e.clock, NULL FROM decisions AS d JOIN events AS e ON e.id = d.event
        WHERE d.sentence_id = ?2 AND d.annotator = ?1 AND {STANDS.format("e")}
    ) ORDER BY clock DESC, left IS NULL LIMIT 1
"""
"""What the last step about a sentence that stands left unconfirmed of it; NULL where it decided it."""


class ReadingDesk:
    """The part of a `Desk` (`annotator.core.session.desk`) that only reads. `SqliteDesk` adds what it saves."""

    def __init__(
        self, path: Path, annotator: str, connection: sqlite3.Connection, withhold: Withhold | None = None
    ) -> None:
        """Show that annotator's work on the database at `path`, to which the connection is open already.

        `withhold` says which sentences are shown without their suggestion.
        """
        self._path = path
        self._annotator = annotator
        self._connection = connection
        self._withhold = withhold
        self._holding = Holding(connection, annotator)
        self._names: Names = {}  # the names that stood for others when a page was last read
        self._known_before: tuple[str, ...] = ()
        self._unreadable: set[int] = set()  # documents that could not be read: nothing of them is asked for
        self._opened_at = 0
        self._revision: int | None = None  # under which one is decided; None is the one in use

    @property
    def annotator(self) -> str:
        """Whose decisions these are."""
        return self._annotator

    @property
    def known_before(self) -> tuple[str, ...]:
        """The annotators known so far, as long as this one is not among them; empty for the first of all."""
        return self._known_before

    @property
    def queued(self) -> bool:
        """Whether this annotator takes documents one by one, as the database has slots."""
        return self._holding.queued

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for maintenance commands."""
        return self._connection

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def saved(self) -> int:
        """How many sentences this annotator has answered, as it stands on disk: decided or skipped."""
        answered = "SELECT coalesce(sum(accepted + rejected + skipped), 0) FROM progress WHERE annotator = ?"
        return int(self._one(answered, self._annotator)[0])

    def skipped(self) -> int:
        """How many sentences this annotator has skipped and not decided since, as it stands on disk."""
        with translated(self._path):
            return next_sentence.skipped(self._connection, self._annotator)

    def unconfirmed(self) -> tuple[Place, ...]:
        """Where this annotator left edits unconfirmed, in the order of the documents."""
        from annotator.store.find import open_work  # deferred: asked when the screen is left

        with translated(self._path):
            return open_work.unconfirmed(self._connection, self._annotator)

    def sitting(self) -> Sitting:
        """What this annotator has done since the desk was opened, as it stands on disk.

        Raises FileChanged where the database was moved, removed, replaced or written over since.
        """
        from annotator.store.find import open_work

        check_same_file(self._connection)
        with translated(self._path):
            return open_work.done_since(self._connection, self._annotator, self._opened_at)

    def document_count(self) -> int:
        """The highest number of a document on the desk."""
        numbers = self.numbers()
        return numbers[-1] if numbers else 0

    def numbers(self, titled: str = "") -> Sequence[int]:
        """The numbers of the documents on the desk, ascending: all, or those with these words in the title."""
        if titled:
            from annotator.store.find import search  # deferred, as the filters are

            with translated(self._path):
                return search.titles(self._connection, self._annotator, titled)
        if self._holding.queued:
            return tuple(row[0] for row in self._all(self._holding.documents()))
        (last,) = self._one("SELECT coalesce(max(number), 0) FROM documents")
        removed = {row[0] for row in self._all("SELECT document FROM removed")}
        # Documents are never deleted: their numbers are without gaps, and none of them need be read.
        everything = range(1, last + 1)
        return everything if not removed else tuple(number for number in everything if number not in removed)

    def documents(self, numbers: Sequence[int] | None = None) -> tuple[DocumentRow, ...]:
        """The documents of these numbers on the desk (None: all) with this annotator's progress, by number."""
        found = self._all(
            "SELECT number, coalesce(title, documents.id), sentences, coalesce(accepted + rejected, 0),"
            " coalesce(skipped, 0)"
            " FROM json_each(?) AS wanted CROSS JOIN documents ON documents.number = wanted.value"
            " LEFT JOIN progress ON progress.annotator = ? AND progress.document = number"
            f" WHERE {self._shown('number')} ORDER BY number",
            rows.to_json([*(self.numbers() if numbers is None else numbers)]),
            self._annotator,
        )
        return tuple(DocumentRow(*row) for row in found)

    def resume(self) -> Place | None:
        """Where this annotator stopped, else the first sentence to decide, else the last one; None without any."""
        left_at = self._left_at()
        if left_at is None:
            last, asked_for_at, *_ = self._one_or_none(_LAST_STEP, self._annotator) or (None, None)
            left_at = asked_for_at
        if left_at is None:
            latest = (
                "SELECT coalesce(max(heads.sentence_id), 0) FROM decisions JOIN heads"
                " ON heads.annotator = decisions.annotator AND heads.sentence_id = decisions.sentence_id"
                " WHERE decisions.event = ?"
            )
            return self._undecided_after(self._one(latest, last)[0]) or self._last_place()
        if self._is_among(left_at, self._offered("document")):
            return self.place(left_at)
        undecided = self._undecided_after(left_at)
        if undecided is None and self._is_among(left_at, self._shown("document")):
            return self.place(left_at)
        return undecided or self._last_place()

    def next_undecided(self, after: Place) -> Place | None:
        """The next sentence without an answer after that place, then from the beginning; None if all have one."""
        return self._undecided_after(self._id_at(after))

    def next_skipped(self, after: Place) -> Place | None:
        """The next skipped sentence after that place; None where none follows."""
        with translated(self._path):
            return self._readable(
                lambda key: next_sentence.skipped_after(self._connection, self._annotator, key), self._id_at(after)
            )

    def first_undecided(self, document: int) -> Place | None:
        """The first sentence of the document without an answer; None if all are decided or skipped."""
        row = self._one_or_none(
            f"SELECT document, position FROM sentences WHERE document = ? AND {self._offered('document')}"
            " AND NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)"
            " ORDER BY position LIMIT 1",
            document,
            self._annotator,
        )
        return Place(*row) if row and document not in self._unreadable else None

    def by_uncertainty(self) -> tuple[int, ...]:
        """The numbers of all documents by the mean score of what is suggested where there is no answer yet."""
        from annotator.store.find import filters  # deferred: most sittings need none of it

        with translated(self._path):
            return filters.by_uncertainty(self._connection, self._annotator)

    def matching(self, wanted: Filter) -> tuple[int, ...]:
        """The ids of the sentences that a filter finds, ascending."""
        from annotator.store.find import filters

        with translated(self._path):
            return filters.matching(self._connection, self._annotator, wanted, self._withhold)

    def count(self, wanted: Filter) -> int | None:
        """How many a filter finds; None where there are so many sentences that counting would be felt."""
        from annotator.store.find import filters

        with translated(self._path):
            return filters.count(self._connection, self._annotator, wanted, self._withhold)

    def place(self, sentence_id: int) -> Place:
        """Where a sentence is."""
        return Place(*self._one("SELECT document, position FROM sentences WHERE id = ?", sentence_id))

    def names(self) -> tuple[str, ...]:
        """Names of speakers of all documents, suggested and decided, each once."""
        from annotator.store.find import search  # deferred, as the filters are

        with translated(self._path):
            return search.speaker_names(self._connection, self._annotator)

    def find(self, text: str, but: int) -> tuple[tuple[Place, str], ...]:
        """Sentences with that text, the first of each document, with their words; document `but` is left out."""
        from annotator.store.find import search

        with translated(self._path):
            return search.find(self._connection, self._annotator, text, but)

    def page(self, document: int) -> Page:
        """The document of that number as this annotator left it.

        Raises DocumentRemoved where it was taken out, NotOnDesk where it is for others, ArticleUnreadable where a row
        of it is damaged: it is not asked for any more then.
        """
        with translated(self._path):
            names_of = self._holding.names_of
            self._names = standing_names(self._connection, names_of)
            if names_of is not None:
                self._check_shown(document)
            try:
                page = read_page(self._connection, self._annotator, document, self._withhold, names_of, self._revision)
            except ArticleUnreadable:
                self._unreadable.add(document)
                raise
            self._unreadable.discard(document)
            return page

    def reasons(self, suggestion: int, quote: QuotePart | None) -> tuple[Told, ...]:
        """What was decided of others like a quote of that suggestion, if that moved it; see `habits.reasons_for`.

        Nothing in a database with slots: it would tell what others decided.
        """
        if self._holding.shared:
            return ()
        from annotator.store.read import habits  # deferred: asked for by a key

        with translated(self._path):
            return habits.reasons_for(self._connection, suggestion, quote)

    def edge_habits(self) -> EdgeHabits:
        """The habits at edges that the newest suggestions follow."""
        with translated(self._path):
            habits = newest_habits.edge_habits(self._connection)
            # Everybody sees the edges in the suggestions. How often others chose them is theirs.
            return replace(habits, explained=False) if habits and self._holding.shared else habits

    def new_decisions(self) -> int:
        """How many decisions have come since the newest suggestions; see `habits.new_decisions`.

        None in a database with slots, where it would tell of others.
        """
        if self._holding.shared:
            return 0
        from annotator.store.read import habits  # deferred: asked when the screen is left

        with translated(self._path):
            return habits.new_decisions(self._connection)

    def left_by_step(self, sentence_id: int) -> Unconfirmed | None:
        """What the last step that was about a sentence left unconfirmed of it; None where it left nothing."""
        column, _ = self._left_by_step(sentence_id)
        return None if column is None else (sentence_id, *rows.draft(column))

    def _left_at(self) -> int | None:
        """The sentence at which this annotator stopped, unless a step came after; None: there is none."""
        row = self._one_or_none(
            f"SELECT e.sentence FROM events AS e WHERE e.who = ?1 AND e.kind = 'leave' AND NOT EXISTS ("
            f"SELECT 1 FROM ({_LAST_STEP}) AS step WHERE (step.clock, step.uuid) > (e.clock, e.uuid))"
            " ORDER BY e.clock DESC, e.uuid DESC LIMIT 1",
            self._annotator,
        )
        return None if row is None else int(row[0])

    def _left_by_step(self, sentence_id: int) -> tuple[str | None, str | None]:
        """The same as a column, and the uuid of the step."""
        return self._one_or_none(_LEFT_BY_STEP, self._annotator, sentence_id) or (None, None)

    def _draft(self, sentence_id: int) -> str | None:
        """What is left unconfirmed of a sentence, as a column."""
        row = self._one_or_none(
            "SELECT labels FROM main.drafts WHERE annotator = ? AND sentence_id = ?", self._annotator, sentence_id
        )
        return None if row is None else str(row[0])

    def _shown(self, document: str) -> str:
        """SQL that a document is on this desk; see `Holding.shown`."""
        with translated(self._path):
            return self._holding.shown(document)

    def _offered(self, document: str) -> str:
        """SQL that sentences of a document are asked for on this desk; see `Holding.offered`."""
        with translated(self._path):
            return self._holding.offered(document)

    def _is_among(self, sentence_id: int, documents: str) -> bool:
        """Whether the sentence is of a document for which that SQL, on `document`, is true."""
        return self._one_or_none(f"SELECT 1 FROM sentences WHERE id = ? AND {documents}", sentence_id) is not None

    def _check_shown(self, document: int) -> None:
        check_present(self._connection, document)
        row = self._one_or_none(f"SELECT {self._shown('number')} FROM documents WHERE number = ?", document)
        if row is not None and not row[0]:
            raise NotOnDesk(f"article {document} is not yours to annotate", "o lists those that are")

    def _id_at(self, place: Place) -> int:
        """The id of the sentence at that place; 0, which is before all, where there is none."""
        row = self._one_or_none(
            "SELECT id FROM sentences WHERE document = ? AND position = ?", place.document, place.index
        )
        return int(row[0]) if row else 0

    def _undecided_after(self, sentence_id: int) -> Place | None:
        def find(after: int) -> Place | None:
            return next_sentence.undecided_after(self._connection, self._annotator, after)

        with translated(self._path):
            return self._readable(find, sentence_id)

    def _readable(self, find: Callable[[int], Place | None], sentence_id: int) -> Place | None:
        """What `find` finds after a sentence that is in no document that could not be read."""
        passed: set[int] = set()
        place = find(sentence_id)
        while place is not None and place.document in self._unreadable:
            if place.document in passed:
                return None
            passed.add(place.document)
            (last,) = self._one("SELECT max(id) FROM sentences WHERE document = ?", place.document)
            place = find(last)
        return place

    def _last_place(self) -> Place | None:
        row = self._one_or_none(
            f"SELECT document, position FROM sentences WHERE {self._shown('document')} ORDER BY id DESC LIMIT 1"
        )
        return Place(*row) if row else None

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...]:
        row = self._one_or_none(sql, *values)
        if row is None:
            raise DatabaseRefused("the database lacks a row that must be there", "run `annotator check`")
        return row

    def _one_or_none(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        with translated(self._path):
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with translated(self._path):
            return list(self._connection.execute(sql, values).fetchall())
