"""Who sits at a desk, what the pages that they read showed them, and changes that go by that: all or nothing.

What is decided is decided of what was shown. Where another window has decided since, or a speaker was renamed, nothing
is written, and whoever sits here is shown what stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from annotator.core.decision import NewDecision, Role
from annotator.core.draw import Withhold
from annotator.core.errors import AnnotatorError, Busy, DecidedElsewhere, DocumentRemoved, NotSaved
from annotator.core.session.desk import Unconfirmed
from annotator.core.speakers import Names
from annotator.store.articles import documents
from annotator.store.files.database import Opened, transaction, translated
from annotator.store.find.sees import Sees
from annotator.store.log import history
from annotator.store.log.revisions import newest_revision
from annotator.store.log.schema import now
from annotator.store.sqlite.connections import BUSY_SECONDS
from annotator.store.sqlite.sqlite_library import Connection, is_busy

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


class Seat(Opened):
    """A database that is open for one person, by a policy."""

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
        self._annotator = policy.role.name_of(person)
        self._sees = Sees(self._connection, self._annotator, policy.asks, policy.withhold)
        self._names = dict[int, Names]()  # by document, the names that stood for others when its page was read
        self._here, self._stood = 0, list[int]()  # the document whose page was read last, and what stood there then
        self._still_stands = True  # whether the same stood there when the change began that is being written
        self._patience = READING_PATIENCE  # milliseconds that writing waits
        self._known_before: tuple[str, ...] = ()
        self._begin(self._open)

    def _open(self, connection: Connection) -> None:
        role = self._policy.role
        if not self._policy.writes:
            history.check_annotator(connection, self._annotator, role)
        else:
            with transaction(connection):
                known = history.annotators(connection, role)
                self._known_before = known if self._annotator not in known else ()
                if not self._known_before:
                    history.enter_annotator(connection, self._annotator)
        self._opened_at = int(connection.one_value("SELECT coalesce(max(id), 0) FROM events"))
        self._sees.revision = newest_revision(connection)

    @property
    def annotator(self) -> str:
        """Whose decisions these are."""
        return self._annotator

    @property
    def known_before(self) -> tuple[str, ...]:
        """The annotators known so far, as long as this one is not among them; empty for the first of all.

        Who else is a candidate is not told.
        """
        return self._known_before if self._policy.asks is None else ()

    @property
    def connection(self) -> Connection:
        """The connection, for maintenance commands."""
        return self._connection

    def wait_at_most(self, seconds: float) -> None:
        """How long whatever writes waits for somebody else who is writing. Reading waits as before."""
        self._patience = int(seconds * 1000)

    # ---- what was read, and what became of it since

    @property
    def _is_blind(self) -> bool:
        """Whether nothing of what others did may reach this desk."""
        return self._sees.asks is not None or self._sees.shared

    def _decided_here(self) -> list[int]:
        """The decisions of this annotator's that stand in the document whose page was read last."""
        sql = (
            "SELECT decision FROM sentences CROSS JOIN heads ON annotator = ? AND sentence_id = sentences.id"
            " WHERE document = ? ORDER BY sentence_id"
        )
        return self._connection.each_value(sql, self._annotator, self._here)

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
            history.head(connection, self._annotator, new.sentence_id) != new.replaces for new in decisions
        )
        speakers = {quote.speaker for of_sentence in labels for quote in of_sentence.quotes}
        if renamed and (others or not speakers.isdisjoint(renamed)):
            raise DecidedElsewhere.by_renaming(renamed)
        if others:
            raise DecidedElsewhere("already decided in another window", "it is shown as it stands now")

    # ---- one change

    def _still_new(self) -> bool:
        """Whether nothing of this annotator is stored yet, also not by another window."""
        if self._known_before and self._connection.there_is("SELECT 1 FROM annotators WHERE name = ?", self._annotator):
            self._known_before = ()
        return bool(self._known_before)

    @contextmanager
    def _writing(self, entering: bool = True) -> Iterator[Connection]:
        """One change, all or nothing, that waits for another writer no longer than it may.

        With `entering` it enters an annotator who is new, who is known from then on.
        """
        if not self._policy.writes:
            raise NotSaved("feedback is only read: nothing is decided here", "annotator annotate")
        connection = self._connection
        try:
            with translated(self._path):
                connection.execute(f"PRAGMA busy_timeout = {self._patience}")
                try:
                    with transaction(connection):
                        if self._known_before and entering:
                            history.enter_annotator(connection, self._annotator)
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
