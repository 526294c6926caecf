"""The work of one person on one database: annotating, reviewing, answering a qualification, or only reading.

Whatever saves has committed to disk when it returns. What is decided is decided of what was shown: where another window
has decided since, or a speaker was renamed, nothing is written, and whoever sits here is shown what stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from annotator.core.decision import Decision, NewDecision, Role
from annotator.core.draw import Withhold
from annotator.core.errors import (
    AnnotatorError,
    ArticleUnreadable,
    Busy,
    DatabaseRefused,
    DecidedElsewhere,
    DocumentRemoved,
    NotOnDesk,
    NotSaved,
)
from annotator.core.model import QuotePart
from annotator.core.quotes.guidelines import EdgeHabits
from annotator.core.session.desk import (
    DocumentRow,
    Filter,
    Item,
    LookAgain,
    News,
    Order,
    Page,
    PastStep,
    Place,
    Sitting,
    Turned,
    Unconfirmed,
)
from annotator.core.session.state import as_left
from annotator.core.speakers import Names, renamed_labels
from annotator.store.articles import documents
from annotator.store.files.database import Opened, transaction, translated
from annotator.store.find import search
from annotator.store.find.sees import OF_SENTENCES, Sees, done_since, read_items, read_page, unconfirmed
from annotator.store.log import history, rows
from annotator.store.log.fold import TAKEN_OUT
from annotator.store.log.history import append, turnable
from annotator.store.log.kinds import Draft
from annotator.store.log.revisions import newest_revision, read_todays_keys
from annotator.store.log.schema import now
from annotator.store.sqlite.sqlite_library import BUSY_SECONDS, Connection, is_busy

READING_PATIENCE = int(BUSY_SECONDS * 1000)
"""Milliseconds that reading waits for somebody else who is writing."""


class Policy(NamedTuple):
    """What is seen on a desk, and what may be done on it.

    `withhold` says which sentences are shown without their suggestion (see `core.decision`). `asks`: the id of the
    qualification whose sentences alone are to be answered: then no suggestion is seen, and nothing of what anybody else
    did. Where not `writes`, nothing is decided or kept.
    """

    role: Role = Role.ANNOTATOR
    withhold: Withhold | None = None
    asks: int | None = None
    writes: bool = True


ANNOTATING = Policy()
REVIEWING = Policy(Role.REVIEWER)
READING = Policy(writes=False)


def answering(qualification: int) -> Policy:
    """The policy of a candidate who answers the sentences of a qualification."""
    return Policy(Role.CANDIDATE, asks=qualification)


_SAVED = f"""
    SELECT coalesce(sum(answered), 0) FROM (
        SELECT accepted + rejected + skipped AS answered FROM blocks WHERE annotator = ?1
        UNION ALL SELECT -accepted - rejected - skipped
        FROM removed CROSS JOIN progress ON annotator = ?1 AND progress.document = removed.document
        WHERE NOT EXISTS ({TAKEN_OUT} AND document = removed.document)
    )
"""


class SqliteDesk(Opened):
    """The `Desk` of `core.session.desk` over a file. Close it when done."""

    _unreadable: frozenset[int] = frozenset()
    """Documents that could not be read: nothing of them is asked for."""
    _adopted = False
    _told_of_revision = False
    _passed_over = 0
    """Steps that the last undo or redo went over."""

    def __init__(
        self,
        path: Path,
        person: str,
        policy: Policy = ANNOTATING,
        *,
        clock: Callable[[], str] = now,
    ) -> None:
        """Open the database for that person. Raises what `open_database` raises.

        A new one is entered at once where there is no other of that role yet, else with the first change that is saved,
        or with the first slot that is taken; where nothing is written, InputRefused is raised. `clock` gives the time
        in UTC, ISO 8601.
        """
        super().__init__(path, read_only=not policy.writes)
        self._policy, self._clock = policy, clock
        self.annotator = policy.role.name_of(person)
        """Whose decisions these are."""
        self._sees = Sees(self.connection, self.annotator, policy.asks, policy.withhold)
        self._names = dict[int, Names]()  # by document, the names that stood for others when its page was read
        self._here, self._stood = 0, list[int]()  # the document whose page was read last, and what stood there then
        self._still_stands = True  # whether the same stood there when the change began that is being written
        self._patience = READING_PATIENCE  # milliseconds that writing waits
        self._known_before: tuple[str, ...] = ()
        self._news = list[News]()  # what nobody asked for yet
        self._begin(self._open)

    def _open(self, connection: Connection) -> None:
        role = self._policy.role
        if not self._policy.writes:
            history.check_annotator(connection, self.annotator, role)
        else:
            with transaction(connection):
                known = history.annotators(connection, role)
                if role is Role.ANNOTATOR and self.annotator not in known:
                    known = (*dict.fromkeys((*known, *history.expected(connection))),)
                self._known_before = known if self.annotator not in known else ()
                if not self._known_before:
                    history.enter_annotator(connection, self.annotator)
        self._opened_at = int(connection.one_value("SELECT coalesce(max(id), 0) FROM events"))
        self._sees.revision = newest_revision(connection)

    @property
    def known_before(self) -> tuple[str, ...]:
        """The annotators known so far, as long as this one is not among them; empty for the first of all.

        Who else is a candidate is not told.
        """
        return self._known_before if self._policy.asks is None else ()

    def wait_at_most(self, seconds: float) -> None:
        """How long whatever writes waits for somebody else who is writing. Reading waits as before."""
        self._patience = int(seconds * 1000)

    @property
    def queued(self) -> bool:
        """Whether this annotator takes documents one by one, as the database has slots."""
        with translated(self._path):
            return self._sees.queued

    # ---- how far somebody is

    def saved(self) -> int:
        """How many sentences this annotator has answered, as it stands on disk: decided or skipped.

        Those of earlier editions are not counted beside what became of them, those of removed documents are.
        """
        return int(self.connection.one_value(_SAVED, self.annotator))

    def skipped(self) -> int:
        """How many sentences this annotator has skipped and not decided since, as it stands on disk."""
        return self._sees.skipped()

    def unconfirmed(self) -> tuple[Place, ...]:
        """Where this annotator left edits unconfirmed, in the order of the documents; where one only reads: nowhere."""
        return (*unconfirmed(self.connection, self.annotator).values(),) if self._policy.writes else ()

    def sitting(self) -> Sitting:
        """What this annotator has done since the desk was opened, as it stands on disk.

        Raises FileChanged where the database was moved, removed or replaced since.
        """
        self.connection.check_files()
        if not self._policy.writes:
            return Sitting()
        return done_since(self.connection, self.annotator, self._opened_at)

    def new_decisions(self) -> int:
        """How many decisions have come since the newest suggestions; see `habits.new_decisions`.

        None where it would tell of others: in a database with slots, and on a candidate's desk.
        """
        if self._is_blind:
            return 0
        from annotator.store.read import habits  # deferred: asked when the screen is left

        return habits.new_decisions(self.connection)

    # ---- which documents and sentences there are

    def numbers(self, titled: str = "") -> Sequence[int]:
        """The numbers of the documents on the desk, ascending: all, or those with these words in the title."""
        if titled:
            return search.titles(self._sees, titled)
        if self._sees.asks is None and not self.queued and not self.connection.there_is("SELECT 1 FROM removed"):
            # Documents are never deleted: their numbers are without gaps, and none of them need be read.
            return range(1, self.connection.one_value("SELECT coalesce(max(number), 0) FROM documents") + 1)
        return tuple(self.connection.each_value(self._sees.documents(), annotator=self.annotator))

    def last(self) -> int:
        """The highest number of a document on the desk; 0 where there is none."""
        last = f"{self._sees.documents(order='DESC')} LIMIT 1"
        return self.connection.first_value(last, annotator=self.annotator) or 0

    def documents(self, numbers: Sequence[int]) -> tuple[DocumentRow, ...]:
        """The documents of these numbers on the desk with this annotator's progress, by number.

        Of a qualification, only its sentences count.
        """
        counts = "sentences, coalesce(accepted + rejected, 0), coalesce(skipped, 0)"
        if self._sees.asks is not None:
            among = f"FROM sentences WHERE document = number AND {self._sees.is_asked('sentences.id')}"
            own = "AND id IN (SELECT sentence_id FROM heads WHERE annotator = progress.annotator AND {})"
            counts = ", ".join(
                f"(SELECT count(*) {among} {which})" for which in ("", own.format("NOT skipped"), own.format("skipped"))
            )
        listed = self.connection.run(
            f"""
                SELECT number, coalesce(title, documents.id), {counts}
                FROM json_each(?) AS wanted CROSS JOIN documents ON documents.number = wanted.value
                LEFT JOIN progress ON progress.annotator = ? AND progress.document = number
                WHERE {self._sees.shown("number")} ORDER BY number
            """,
            rows.to_json([*numbers]),
            self.annotator,
        )
        return tuple(DocumentRow(*row) for row in listed)

    def resume(self) -> Place | None:
        """Where this annotator stopped, else the first sentence to decide, else the last one; None without any."""
        stopped_at, behind, _ = history.stopped_at(self.connection, self.annotator)
        return (
            self._place(f"id = ? AND {self._sees.offered('document')}", stopped_at)
            or self._undecided_after(behind)
            or self._place(f"id = ? AND {self._sees.shown('document')}", stopped_at)
            or self._place(f"{self._sees.shown('document')} ORDER BY id DESC LIMIT 1")
        )

    def next_undecided(self, after: Place) -> Place | None:
        """The next sentence without an answer after that place, then from the beginning; None if all have one."""
        return self._undecided_after(self._id_at(after))

    def next_skipped(self, after: Place) -> Place | None:
        """The next skipped sentence after that place; None where none follows."""
        return self._readable(self._sees.skipped_after, self._id_at(after))

    def first_undecided(self, document: int) -> Place | None:
        """The first sentence of the document without an answer; None if all are decided or skipped."""
        if document in self._unreadable:
            return None
        return self._sees.first_undecided(document)

    def ranked(self, order: Order) -> Iterator[int]:
        """The numbers of all documents in an order; in their own where suggestions are not seen."""
        known, given = Order.DOCUMENT if self._sees.asks is not None else order, set[int]()
        shown = self._sees.shown("document")
        with translated(self._path):
            for ask in (partial(search.ranked, self.connection, known, self.annotator, shown), self.numbers):
                for number in ask():
                    if number not in given:
                        given.add(number)
                        yield number

    def next_match(self, wanted: Filter, after: int, by: int) -> int | None:
        """The id of the first sentence that a filter finds behind (`by` 1) or before (-1) that id; None: no more."""
        return search.next_match(self._sees, wanted, self._as_shown, after, by)

    def matching(self, wanted: Filter) -> tuple[int, ...] | None:
        """The ids of all that a filter finds, ascending; None where there are so many that it would be felt."""
        return search.matching(self._sees, wanted, self._as_shown)

    def _as_shown(self, item: Item) -> Item:
        """A sentence as this desk shows it, by what is stored of it."""
        return item

    def place(self, sentence_id: int) -> Place:
        """Where a sentence is."""
        place = self._place("id = ?", sentence_id)
        if place is None:
            raise DatabaseRefused("the database lacks a row that must be there", "run `annotator db check`")
        return place

    def names(self) -> tuple[str, ...]:
        """Names of speakers of all documents, suggested and decided, each once; a candidate is told none."""
        if self._sees.asks is not None:
            return ()
        return search.speaker_names(self._sees)

    def find(self, text: str, but: int) -> tuple[tuple[Place, str], ...]:
        """Sentences with that text, the first of each document, with their words; document `but` is left out."""
        return search.find(self._sees, text, but)

    def items(self, sentences: Sequence[int]) -> tuple[Item, ...]:
        """These sentences, by their ids, as this annotator left them, in the order of the text.

        Those that are not on the desk any more, or cannot be read, are left out.
        """
        names = self._sees.names()
        which = f"""
            FROM json_each(:wanted) AS wanted CROSS JOIN sentences ON sentences.id = wanted.value
            {OF_SENTENCES} WHERE {self._sees.shown("sentences.document")} ORDER BY sentences.id
        """
        values = {"annotator": self.annotator, "wanted": rows.to_json([*sentences])}
        items = tuple(read_items(self._sees, which, values, names, passing_over=True))
        for document in documents.documents_of(self.connection, [item.id for item in items]):
            self._names.setdefault(document, names)
        return items

    # ---- what a document shows

    def page(self, document: int) -> Page:
        """The document of that number as this annotator left it.

        Raises DocumentRemoved where it was taken out, NotOnDesk where it is for others and was never read here,
        ArticleUnreadable where a row of it is damaged: it is not asked for any more then.
        """
        names = self._sees.names()
        self._here = document
        self._stood = self._decided_here()
        # What was read in this sitting is read again: who undoes all that they did in an article that others have
        # taken meanwhile still has it in hand, and sees what stands. Who only reads sees what became of what they did.
        own = "SELECT 1 FROM progress WHERE annotator = ? AND document = ?"
        reads = not self._policy.writes and self.connection.there_is(own, self.annotator, document)
        if document not in self._names and self._is_blind and not reads:
            self._check_shown(document)
        try:
            page = read_page(self._sees, document, names)
        except ArticleUnreadable:
            self._unreadable |= {document}
            raise
        self._unreadable -= {document}
        self._names[document] = names
        return page

    def reasons(self, suggestion: int, quote: QuotePart | None) -> tuple[str, ...]:
        """What was decided of others like a quote of that suggestion, if that moved it; see `habits.reasons_for`.

        Nothing where it would tell of others: in a database with slots, and on a candidate's desk.
        """
        if self._is_blind:
            return ()
        from annotator.store.read import habits  # deferred: asked for by a key

        return habits.reasons_for(self.connection, suggestion, quote)

    def edge_habits(self) -> EdgeHabits:
        """The habits at edges that the newest suggestions follow."""
        habits = documents.edge_habits(self.connection)
        # Everybody sees the edges in the suggestions. How often others chose them is theirs.
        return replace(habits, explained=False) if habits and self._is_blind else habits

    def left_by_step(self, sentence_id: int) -> Unconfirmed | None:
        """What the last step that was about a sentence left unconfirmed of it; None where it left nothing."""
        column, _ = history.left_by_step(self.connection, self.annotator, sentence_id)
        return None if column is None else (sentence_id, *rows.draft(column))

    # ---- what is saved

    def save(
        self, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed] = (), asked_for_at: int | None = None
    ) -> tuple[Decision, ...]:
        """Keep decisions, and then what is left unconfirmed of sentences, as one step that `undo` takes back whole.

        `asked_for_at` is the id of the sentence at which a change of several was asked for; undo and redo come back to
        it. Raises NotSaved when nothing reached the disk, DecidedElsewhere when a `replaces` is no longer current or a
        speaker was renamed everywhere since the page was read, or what stands in the document whose page was read last
        was changed since but by this, DocumentRemoved when the document was taken out.
        """
        with self._writing() as connection:
            self._check_as_read(connection, decisions, drafts)
            moment = self._clock()
            more = [{"decided_at": moment, "verdict": self._verdict(connection, decision)} for decision in decisions]
            kept = history.decide(
                connection, self.annotator, decisions, more, drafts, asked_for_at, self._sees.revision
            )
            lost = self._settle(connection, [new.sentence_id for new in decisions])
            # What is decided here goes on being decided under the one before.
            if newest_revision(connection) != self._sees.revision and not self._told_of_revision:
                self._told_of_revision = True
                message = "the label scheme or the guidelines changed: leave (⟪quit⟫) and begin again to see"
                self._news.append(News(message, bad=True))
        self._news += lost
        return kept

    def _verdict(self, _connection: Connection, _new: NewDecision) -> str | None:
        """What a decision says of versions, as it is kept with it: an annotator's nothing."""
        return None

    def rename_speaker(self, old: str, new: str, asked_for_at: int) -> int:
        """Rename a speaker in all documents, as one step; how many sentences show another name then.

        `asked_for_at`: see `save`. Raises NotSaved when nothing reached the disk; a candidate renames nobody.
        """
        if self._sees.asks is not None:
            raise NotSaved("names stay as they are in a qualification", "change the speaker here alone")
        from annotator.store.work.rename_speaker import rename_speaker  # deferred: most sittings need none of it

        with self._writing() as connection:
            (renamed,) = rename_speaker(
                connection, (self.annotator,), old, new, self.annotator, asked_for_at=asked_for_at
            )
        self._names = dict.fromkeys(self._names, self._sees.names())
        return renamed.decisions + renamed.drafts + renamed.suggested

    def undo(self, until: str | None = None) -> Turned | None:
        """Take back this annotator's last step, of this login or an earlier one; None when there is none.

        `until`: the key of a step that is taken back with all after it. Steps that are only of earlier editions are
        passed over. Raises DocumentRemoved where nothing else is left. A candidate's steps of an earlier qualification
        stay.
        """
        if self._sees.asks is not None:
            top, _ = turnable(self.connection, self.annotator, "undo")
            is_asked = (  # where it only left edits, as a name for another does, of the sentence at which that was
                f"""
                    SELECT 1 FROM events LEFT JOIN decisions ON event = events.id
                    WHERE events.uuid = ? AND {self._sees.is_asked("coalesce(sentence_id, events.sentence)")}
                """
            )
            if not self.connection.there_is(is_asked, top):
                return None
        return self._step("undo", until)

    def redo(self, until: str | None = None) -> Turned | None:
        """Do again what was last undone, unless a decision came after; None when there is none. `until`: as `undo`."""
        return self._step("redo", until)

    def next_step(self, redo: bool = False) -> PastStep | None:
        """The step that `undo` would take back, or `redo` do again; None where there is none."""
        return history.next_step(self.connection, self.annotator, redo)

    def steps(self, at_most: int) -> tuple[PastStep, ...]:
        """This annotator's steps that can be done again, and the last that stand, at most so many; newest first.

        None of a candidate.
        """
        if self._sees.asks is not None:
            return ()
        return history.steps(self.connection, self.annotator, at_most)

    def keep_drafts(self, drafts: Sequence[Unconfirmed]) -> None:
        """Save unconfirmed labels, notes and flags of sentences, by their ids, all or none; None deletes one.

        What is the same as what stands by now, as another window may have confirmed it, is no edit. Of an article that
        was corrected meanwhile, the later edition takes it over.
        """
        with self._writing() as connection:
            sentences = [sentence for sentence, *_ in drafts]
            numbers = documents.documents_of(connection, sentences)
            items = {item.id: item for item in self.items(sentences)}
            stored = "SELECT todays(labels) FROM drafts WHERE annotator = ? AND sentence_id = ?"
            renamed = self._renamed_edits(numbers)
            for sentence_id, shown, about in drafts:
                labels, note_and_flag = shown and renamed_labels(shown, renamed), about
                item = items.get(sentence_id)
                if item is not None:
                    edited = as_left(item, labels, about)
                    note_and_flag = edited.note_and_flag
                    labels = edited.draft if item.decided else labels  # a suggestion may be shown otherwise
                bare = labels and labels.bare(), note_and_flag
                if _bare(connection.first_value(stored, self.annotator, sentence_id)) == bare:
                    continue
                # Whoever takes back all edits since a step is where the step left it: that goes with the step.
                by_step, step = history.left_by_step(connection, self.annotator, sentence_id)
                left = rows.draft_left(labels, note_and_flag)
                draft = Draft(left, step if _bare(by_step) == bare else None)
                append(connection, self.annotator, draft, sentence=sentence_id)
            out = (number for number in numbers if documents.removal_of(connection, number) is not None)
            for later in filter(None, (documents.later_edition(connection, number) for number in out)):
                from annotator.store.articles.editions import catch_up  # deferred: articles are hardly ever corrected

                catch_up(connection, later)

    def to_look_at_again(self, change: str | None = None) -> tuple[LookAgain, ...]:
        """The sentences that this annotator is to look at again; nothing of a candidate, or where one only reads.

        Only in documents on the desk. Where the scheme was changed since it was opened, without what that asks to look
        at: it is answered at another desk.
        """
        if self._sees.asks is not None or not self._policy.writes:
            return ()
        from annotator.store.work import look_again  # deferred: asked when everything is decided

        outdated = newest_revision(self.connection) != self._sees.revision
        sentences = look_again.to_look_at_again(self.connection, self.annotator, change, outdated=outdated)
        if not sentences or not self.queued:
            return sentences
        here = {*self.numbers()}
        return tuple(sentence for sentence in sentences if sentence.place.document in here)

    def acknowledge(self, key: int) -> None:
        """Keep that an orphaned decision was seen. Raises NotSaved when nothing reached the disk."""
        from annotator.store.articles import editions

        with self._writing() as connection:
            editions.acknowledge(connection, key, self.annotator)

    def leave(self, place: Place) -> None:
        """Remember the place to resume at, for as long as no decision comes after. Not of a new annotator."""
        if self._still_new() or not self._policy.writes:
            return
        with self._writing() as connection:
            history.leave(connection, self.annotator, place)

    # ---- documents that are taken one by one

    def take(self) -> bool:
        """Take the next slot, in a database that has slots, where nothing that is held waits for an answer.

        True where one was taken. What is held beyond its time, and nobody took over, begins anew; the first time, what
        was decided without a slot, as in an import, gets one if it can. Raises NotSaved.
        """
        if not self.queued or not self._policy.writes:
            return False
        from annotator.core.assignment import local_time  # deferred, as what follows: most databases have no slots
        from annotator.store.work import slots

        moment = self._clock()
        # Whoever has work is known; whoever is new is entered where there is something to take.
        holds = self._sees.unanswered(1) is not None
        free = None if holds else slots.free_slot(self.connection, self.annotator, moment)
        if free is None and self._adopted:
            return False
        with self._writing(entering=False) as connection:
            if free is not None and self._known_before:
                history.enter_annotator(connection, self.annotator)
            if not self._adopted:
                slots.adopt(connection, moment, self.annotator)
            taken = slots.take(connection, self.annotator, moment)
            until = "" if taken is None else slots.held_until(connection, self.annotator, taken, moment)
        self._adopted = True
        if taken is not None:
            self._news.append(News(f"took article {taken}, yours until {local_time(until)}"))
        return taken is not None

    def news(self) -> News | None:
        """What became of the annotator's documents since this was last asked; None where nothing did."""
        news, self._news = self._news, []
        return News(" · ".join(part.text for part in news), any(part.bad for part in news)) if news else None

    def go_by_newest_revision(self) -> None:
        """Decide under the revision in use from now on: whoever shows the desk shows its labels and guidelines."""
        read_todays_keys(self.connection)
        self._sees.revision = newest_revision(self.connection)

    def _settle(self, connection: Connection, sentences: Sequence[int]) -> list[News]:
        """See to it that these sentences' documents are claimed; what is to be told of those that are lost."""
        if not sentences or not self._sees.queued:
            return []
        from annotator.store.work import slots

        moment = self._clock()
        return [
            News(f"article {document} went to somebody else meanwhile: saved, but no longer needed", bad=True)
            for document in documents.documents_of(connection, sentences)
            if not slots.settle(connection, self.annotator, document, moment)
        ]

    # ---- how it is done

    def _step(self, kind: str, until: str | None) -> Turned | None:
        if self._still_new() or not self._policy.writes:
            return None
        with self._writing() as connection:
            taken = history.turn(connection, self.annotator, self._clock(), kind, until)
            lost = self._settle(connection, taken.sentences if taken is not None else ())
        self._news += lost
        if taken is None:
            return None
        told_before, self._passed_over = self._passed_over, taken.passed_over
        return taken._replace(passed_over=max(0, taken.passed_over - told_before))

    def _check_shown(self, document: int) -> None:
        documents.check_present(self.connection, document)
        if self.connection.there_is(
            f"SELECT 1 FROM documents WHERE number = ? AND ({self._sees.shown('number')}) IS NOT TRUE",
            document,
        ):
            if self._sees.asks is not None:
                raise NotOnDesk(f"article {document} has nothing to answer", "⟪documents⟫ lists those that have")
            raise NotOnDesk(f"article {document} is not yours to annotate", "⟪documents⟫ lists those that are")

    def _id_at(self, place: Place) -> int:
        """The id of the sentence at that place; 0, which is before all, where there is none."""
        sentence = "SELECT id FROM sentences WHERE document = ? AND position = ?"
        return self.connection.first_value(sentence, place.document, place.index) or 0

    def _undecided_after(self, sentence_id: int) -> Place | None:
        return self._readable(self._sees.undecided_after, sentence_id)

    def _readable(self, find: Callable[[int], Place | None], sentence_id: int) -> Place | None:
        """What `find` finds after a sentence that is in no document that could not be read."""
        passed: set[int] = set()
        place = find(sentence_id)
        while place is not None and place.document in self._unreadable:
            if place.document in passed:
                return None
            passed.add(place.document)
            last = "SELECT max(id) FROM sentences WHERE document = ?"
            place = find(self.connection.one_value(last, place.document))
        return place

    def _place(self, which: str, *values: int | None) -> Place | None:
        sql = f"SELECT document, position FROM sentences WHERE {which}"
        row = self.connection.first_row(sql, *values)
        return row and Place(*row)

    # ---- what was read, and what became of it since

    @property
    def _is_blind(self) -> bool:
        """Whether nothing of what others did may reach this desk."""
        return self._sees.asks is not None or self._sees.shared

    def _decided_here(self) -> list[int]:
        """The decisions of this annotator's that stand in the document whose page was read last."""
        sql = """
            SELECT decision FROM sentences CROSS JOIN heads ON annotator = ? AND sentence_id = sentences.id
            WHERE document = ? ORDER BY sentence_id
        """
        return self.connection.each_value(sql, self.annotator, self._here)

    def _renamed_since(self, numbers: Sequence[int]) -> Names:
        """The names that stand now for those that the pages of these documents showed, where these are others."""
        now, renamed = self._sees.names(), dict[str, str]()
        for document in numbers:
            then = self._names.get(document, {})
            renamed |= {then.get(name, name): now.get(name, name) for name in {**then, **now}}
        return {shown: name for shown, name in renamed.items() if shown != name}

    def _renamed_edits(self, numbers: Sequence[int]) -> Names:
        """The same for edits. Where a name was taken back, these keep it: it may be what somebody typed."""
        given = {name for names in self._names.values() for name in names.values()}
        today = self._sees.names()
        renamed = self._renamed_since(numbers)
        return {old: new for old, new in renamed.items() if old not in given or today.get(old) == new}

    def _check_as_read(
        self, connection: Connection, decisions: Sequence[NewDecision], drafts: Sequence[Unconfirmed]
    ) -> None:
        """Raise DecidedElsewhere where what is to be saved goes by what does not stand any more.

        DocumentRemoved, where a document of it was taken out.
        """
        sentences = [*(new.sentence_id for new in decisions), *(sentence for sentence, *_ in drafts)]
        numbers = documents.documents_of(connection, sentences)
        for document in numbers:
            documents.check_present(connection, document)
        renamed = self._renamed_since(numbers)
        labels = (*(new.labels for new in decisions), *(left for _, left, _ in drafts if left is not None))
        others = not self._still_stands or any(
            history.head(connection, self.annotator, new.sentence_id) != new.replaces for new in decisions
        )
        speakers = {quote.speaker for of_sentence in labels for quote in of_sentence.quotes}
        if renamed and (others or not speakers.isdisjoint(renamed)):
            raise DecidedElsewhere.by_renaming(renamed)
        if others:
            raise DecidedElsewhere("already decided in another window", "it is shown as it stands now")

    # ---- one change

    def _still_new(self) -> bool:
        """Whether nothing of this annotator is stored yet, also not by another window."""
        if self._known_before and self.connection.there_is("SELECT 1 FROM annotators WHERE name = ?", self.annotator):
            self._known_before = ()
        return bool(self._known_before)

    @contextmanager
    def _writing(self, entering: bool = True) -> Iterator[Connection]:
        """One change, all or nothing, that waits for another writer no longer than it may.

        With `entering` it enters an annotator who is new, who is known from then on.
        """
        if not self._policy.writes:
            raise NotSaved("feedback is only read: nothing is decided here", "annotator annotate")
        connection = self.connection
        try:
            with translated(self._path):
                connection.execute(f"PRAGMA busy_timeout = {self._patience}")
                try:
                    with transaction(connection):
                        if self._known_before and entering:
                            history.enter_annotator(connection, self.annotator)
                        self._still_stands = self._stood == self._decided_here()
                        yield connection
                        stood = self._decided_here() if self._still_stands else self._stood
                    self._stood = stood
                    self._known_before = () if entering else self._known_before
                finally:
                    connection.execute(f"PRAGMA busy_timeout = {READING_PATIENCE}")
        except (DecidedElsewhere, DocumentRemoved):
            raise
        except AnnotatorError as error:
            kind = Busy if is_busy(error.__cause__) else NotSaved
            raise kind(error.message, error.hint) from error


def _bare(column: str | None) -> tuple[object, object]:
    """What a draft says, to be compared: without scores and rules, as those of an undone decision come back."""
    if column is None:
        return None, None
    labels, note_and_flag = rows.draft(column)
    return labels and labels.bare(), note_and_flag
