"""The work of one annotator on one database. Whatever saves has committed to disk when it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.decision import Decision, NewDecision
from annotator.core.errors import AnnotatorError, Busy, DecidedElsewhere, DocumentRemoved, NotSaved
from annotator.core.people import Role
from annotator.core.session.desk import Change, News, Place, Unconfirmed
from annotator.core.speakers import Names, renamed_labels
from annotator.store.articles import removals
from annotator.store.desk.reading_desk import ReadingDesk
from annotator.store.files.database import open_database, transaction, translated
from annotator.store.log import history, rows
from annotator.store.log.clock import now
from annotator.store.log.events import append
from annotator.store.log.kinds import Draft, Leave
from annotator.store.log.revisions import newest_revision
from annotator.store.log.speaker_names import standing_names
from annotator.store.sqlite.connections import BUSY_SECONDS
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from annotator.core.draw import Withhold
    from annotator.core.editions.carrying import Before

READING_PATIENCE = int(BUSY_SECONDS * 1000)
"""Milliseconds that reading waits for somebody else who is writing."""


class SqliteDesk(ReadingDesk):
    """The `Desk`, and the `RevisedDesk` of `core.editions.corrected_sentences`, over a file. Close it when done."""

    def __init__(
        self,
        path: Path,
        annotator: str,
        role: Role = Role.ANNOTATOR,
        person: str | None = None,
        *,
        withhold: Withhold | None = None,
        clock: Callable[[], str] = now,
    ) -> None:
        """Open the database for that annotator. Raises what `open_database` raises.

        A new one is entered at once where there is no other of that role yet, else with the first change that is saved,
        or with the first slot that is taken. `person`: who works under the name of another role than annotating.
        `withhold` says which sentences are shown without their suggestion (see `core.draw`). `clock` gives the
        time in UTC, ISO 8601.
        """
        self._clock = clock
        self._news: News | None = None
        self._adopted = False
        self._told_of_revision = False
        self._passed_over = 0  # steps that the last undo or redo went over
        super().__init__(path, annotator, open_database(path), withhold)
        self._role, self._person = role, person
        self._patience: int | None = None  # milliseconds; None is the connection's own
        with translated(path):
            try:
                with transaction(self._connection):
                    known = history.annotators(self._connection, role)
                    self._known_before = known if annotator not in known else ()
                    if not self._known_before:
                        history.enter_annotator(self._connection, annotator, role, person)
                self._opened_at = history.last_event(self._connection)
                self._revision = newest_revision(self._connection)
            except BaseException:
                self._connection.close()
                raise

    def wait_at_most(self, seconds: float) -> None:
        """How long whatever writes waits for somebody else who is writing. Reading waits as before."""
        self._patience = int(seconds * 1000)

    def save(
        self, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed] = (), at: int | None = None
    ) -> tuple[Decision, ...]:
        """Keep decisions, and then what is left unconfirmed of sentences, as one step that `undo` takes back whole.

        `at` is the id of the sentence at which a change of several was asked for; undo and redo come back to it.
        Raises NotSaved when nothing reached the disk, DecidedElsewhere when a `replaces` is no longer current or a
        speaker was renamed everywhere since the page was read, DocumentRemoved when the document was taken out.
        """
        with self._writing() as connection:
            removals.check_sentences(connection, [*(one.sentence_id for one in decisions), *(one[0] for one in drafts)])
            renamed = self._renamed_since()
            labels = (*(one.labels for one in decisions), *(left for _, left, _ in drafts if left is not None))
            if any(quote.speaker in renamed for one in labels for quote in one.quotes):
                raise DecidedElsewhere.by_renaming(renamed)
            for decision in decisions:
                if history.head(connection, self._annotator, decision.sentence_id) != decision.replaces:
                    if renamed:
                        raise DecidedElsewhere.by_renaming(renamed)
                    raise DecidedElsewhere("already decided in another window", "it is shown as it stands now")
            moment = self._clock()
            times = [moment] * len(decisions)
            verdicts = [self._verdict(connection, decision) for decision in decisions]
            kept = history.decide(
                connection, self._annotator, decisions, times, drafts, at, self._revision, verdicts=verdicts
            )
            lost = self._settle(connection, [one.sentence_id for one in decisions])
            self._look_for_revision(connection)
        self._tell_lost(lost)
        return kept

    def _verdict(self, _connection: sqlite3.Connection, _new: NewDecision) -> str | None:
        """What a decision says of versions, as it is kept with it: an annotator's nothing."""
        return None

    def rename_speaker(self, old: str, new: str, at: int) -> int:
        """Rename a speaker in all documents, as one step; how many sentences show another name then.

        `at` is the id of the sentence at which it was asked for. Raises NotSaved when nothing reached the disk.
        """
        from annotator.store.work.rename_speaker import rename_speaker  # deferred: most sittings need none of it

        with self._writing() as connection:
            renamed = rename_speaker(connection, self._annotator, old, new, at=at)
        self._names = standing_names(self._connection, self._holding.names_of)
        return renamed.decisions + renamed.drafts + renamed.suggested

    def undo(self) -> Change | None:
        """Take back this annotator's last step, of this login or an earlier one; None when there is none.

        Steps that are only of earlier editions are passed over. Raises DocumentRemoved where nothing else is left.
        """
        return self._step(history.undo)

    def redo(self) -> Change | None:
        """Do again what was last undone, unless a decision came after; None when there is none."""
        return self._step(history.redo)

    def keep_drafts(self, drafts: Sequence[Unconfirmed]) -> None:
        """Save unconfirmed labels, notes and flags of sentences, by their ids, all or none; None deletes one."""
        with self._writing() as connection:
            renamed = self._renamed_since()
            for sentence_id, shown, note_and_flag in drafts:
                labels = shown if shown is None else renamed_labels(shown, renamed)
                left = rows.draft_column(labels, note_and_flag)
                if _same(self._draft(sentence_id), left):
                    continue
                # Whoever takes back all edits since a step is where the step left it: that goes with the step.
                by_step, step = self._left_by_step(sentence_id)
                column = None if left is None else rows.parsed(left, "a draft")
                draft = Draft(column, step if _same(by_step, left) else None)
                append(connection, self._annotator, draft, sentence=sentence_id)

    def to_look_at(self) -> tuple[Before, ...]:
        """What of later editions this annotator is still to look at, in the order of the documents."""
        from annotator.store.articles import revised_lists  # deferred: most sittings need none of it

        with translated(self._path):
            return tuple(one for one, waits in revised_lists.changed(self._connection, self._annotator) if waits)

    def acknowledge(self, key: int) -> None:
        """Keep that an orphaned decision was seen. Raises NotSaved when nothing reached the disk."""
        from annotator.store.articles import revised_lists

        with self._writing() as connection:
            revised_lists.acknowledge(connection, key, self._annotator)

    def leave(self, place: Place) -> None:
        """Remember the place to resume at, for as long as no decision comes after. Not of a new annotator."""
        if self._still_new():
            return
        with self._writing() as connection:
            sentence = self._id_at(place)
            if sentence and sentence != self._left_at():
                append(connection, self._annotator, Leave(), sentence=sentence)

    def take(self) -> bool:
        """Take the next slot, in a database that has slots, where nothing that is held waits for an answer.

        True where one was taken. What is held beyond its time, and nobody took over, begins anew; the first time, what
        was decided without a slot, as in an import, gets one if it can. Raises NotSaved.
        """
        if not self._holding.queued:
            return False
        from annotator.core.assignment import local_time  # deferred, as what follows: most databases have no slots
        from annotator.store.work import leases, slots

        moment = self._clock()
        with translated(self._path):
            free = leases.free_slot(self._connection, self._annotator, moment)
        if free is None and self._adopted:
            return False
        with self._writing(entering=free is not None, changing=False) as connection:
            if not self._adopted:
                slots.adopt(connection, moment, self._annotator)
            taken = leases.take(connection, self._annotator, moment)
            until = leases.until(connection, self._annotator, taken.document) if taken is not None else ""
        self._adopted = True
        if taken is not None:
            self._tell(f"took article {taken.document}, yours until {local_time(until)}")
        return taken is not None

    def news(self) -> News | None:
        """What became of the annotator's documents since this was last asked; None where nothing did."""
        news, self._news = self._news, None
        return news

    def _settle(self, connection: sqlite3.Connection, sentences: Iterable[int]) -> list[int]:
        """See to it that these sentences' documents are claimed; the numbers of those that this annotator has lost."""
        if not self._holding.queued:
            return []
        from annotator.store.work import leases

        ids = [*sentences]
        marks = ", ".join("?" * len(ids))
        moment = self._clock()
        documents = connection.execute(f"SELECT DISTINCT document FROM sentences WHERE id IN ({marks})", ids).fetchall()
        standings = {row[0]: leases.settle(connection, self._annotator, row[0], moment) for row in documents}
        return [document for document, standing in standings.items() if standing is leases.Standing.LOST]

    def go_by_newest_revision(self) -> None:
        """Decide under the revision in use from now on: whoever shows the desk shows its labels and guidelines."""
        with translated(self._path):
            self._revision = newest_revision(self._connection)

    def _look_for_revision(self, connection: sqlite3.Connection) -> None:
        """Tell once that the scheme was changed. What is decided here goes on being decided under the one before."""
        newest = newest_revision(connection)
        if newest != self._revision and not self._told_of_revision:
            self._told_of_revision = True
            self._tell("the label scheme or the guidelines changed: leave (q) and begin again to see", bad=True)

    def _tell_lost(self, documents: Sequence[int]) -> None:
        for document in documents:
            self._tell(f"article {document} went to somebody else meanwhile: saved, but no longer needed", bad=True)

    def _tell(self, what: str, *, bad: bool = False) -> None:
        """Add to the news that nobody asked for yet."""
        before = self._news
        self._news = News(what, bad) if before is None else News(f"{before.told} · {what}", bad or before.bad)

    def _renamed_since(self) -> Names:
        """The names that have come to stand for others since a page was last read."""
        names = standing_names(self._connection, self._holding.names_of)
        return {old: new for old, new in names.items() if self._names.get(old) != new}

    def _step(self, take: Callable[[sqlite3.Connection, str, str], history.Outcome | None]) -> Change | None:
        if self._still_new():
            return None
        with self._writing() as connection:
            taken = take(connection, self._annotator, self._clock())
            lost = self._settle(connection, taken.sentences if taken is not None else ())
        self._tell_lost(lost)
        if taken is None:
            return None
        (at,) = self._one(
            f"SELECT id FROM sentences WHERE id IN (SELECT value FROM json_each(?))"
            f" ORDER BY {removals.is_superseded('document')}, id <> ? LIMIT 1",
            rows.to_json([taken.at, *taken.sentences]),
            taken.at,
        )
        told, self._passed_over = self._passed_over, taken.passed_over
        return Change(
            self.place(at),
            taken.labels if at == taken.at else None,
            taken.sentences,
            taken.note_and_flag,
            taken.answer,
            taken.renamed,
            max(0, taken.passed_over - told),
        )

    def _still_new(self) -> bool:
        """Whether nothing of this annotator is stored yet, also not by another window."""
        if self._known_before and self._one_or_none("SELECT 1 FROM annotators WHERE name = ?", self._annotator):
            self._known_before = ()
        return bool(self._known_before)

    @contextmanager
    def _writing(self, entering: bool = True, changing: bool = True) -> Iterator[sqlite3.Connection]:
        """One change, all or nothing, that waits for another writer no longer than it may.

        With `entering` it enters an annotator who is new, who with `changing` is known from then on.
        """
        connection, patience = self._connection, self._patience
        try:
            with translated(self._path):
                if patience is not None:
                    connection.execute(f"PRAGMA busy_timeout = {patience}")
                try:
                    with transaction(connection):
                        if self._known_before and entering:
                            history.enter_annotator(connection, self._annotator, self._role, self._person)
                        yield connection
                    self._known_before = self._known_before if not changing else ()
                finally:
                    if patience is not None:
                        connection.execute(f"PRAGMA busy_timeout = {READING_PATIENCE}")
        except (DecidedElsewhere, DocumentRemoved):
            raise
        except AnnotatorError as error:
            code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
            kind = Busy if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else NotSaved
            raise kind(error.message, error.hint) from error


def _same(one: str | None, other: str | None) -> bool:
    """Whether two drafts say the same, scores and rules aside: those of an undone decision come back without."""
    if one is None or other is None:
        return one is other
    (labels, note_and_flag), (labels_too, note_and_flag_too) = rows.draft(one), rows.draft(other)
    bare = labels.bare() if labels is not None else None
    return (bare, note_and_flag) == (labels_too.bare() if labels_too is not None else None, note_and_flag_too)
