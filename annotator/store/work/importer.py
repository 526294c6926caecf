"""What comes into a database: documents, what several suggesters say of them, and decisions that were made elsewhere.

Who suggests is known by the name of its pipeline. The newest suggestion of a sentence is the one with the highest id
(`NEWEST_SUGGESTION`): what is kept beside it gets an id below zero and changes nothing that is shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from annotator.core.decision import NewDecision
from annotator.core.drawable import listed, one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.habits import Habits
from annotator.core.model import Document, Run, Suggested
from annotator.core.model_json import cast_to_json
from annotator.core.revisions import LabelTable
from annotator.store.articles import editions
from annotator.store.articles.documents import (
    Added,
    Stored,
    add_document,
    add_suggestions,
    check_present,
    current_saying,
    documents_of,
    is_present,
    join_cast,
    keep_chances,
    later_edition,
    number_of,
    preferred,
    removal_of,
    stored_document,
    suggesters,
)
from annotator.store.files.database import Answer, AtPath, Opened, open_database, transaction
from annotator.store.find.sees import worked_on
from annotator.store.log import fold, history
from annotator.store.log.kinds import NOBODY, Prefer
from annotator.store.log.revisions import labels_by_revision
from annotator.store.log.rows import insert, to_json
from annotator.store.log.schema import MADE, NEWEST_RUN, NEWEST_SUGGESTION, OWN_RUN, WHEN_MADE, now, now_after
from annotator.store.read.selection import UNDECIDED
from annotator.store.schemes import NewScheme, change_scheme, keep_profile, planned
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.slots import adopt


class Runs:
    """The runs of whoever stores suggestions: each is recorded once, with the `habits` it follows."""

    def __init__(self, *, anew: bool) -> None:
        """Unless `anew`, a run must have the database's profile, and goes on with the row of an equal one."""
        self._anew = anew
        self.habits: Habits | None = None
        self._recorded: dict[str, str] = {}
        self.standing_for: dict[str, str] = {}
        """Runs that put others' suggestions first (see `put_first`), by those others."""

    def recorded(self, connection: Connection, run: Run) -> str:
        """The id of a run, which is recorded with its first document.

        Raises UsageError for one with another profile than the database's, which it becomes where there is none.
        """
        key = repr(run)
        if key not in self._recorded:
            profile = None if self._anew else run.settings.get("profile")
            if profile is not None:
                kept = keep_profile(connection, profile, first=True)
                if kept != profile:  # kept by another import, since this one began
                    raise UsageError(f"the database keeps the guideline profile {kept}, not {profile}", "import again")
            self._recorded[key] = self._row_of(connection, run)
        return self._recorded[key]

    def _row_of(self, connection: Connection, run: Run) -> str:
        """The id of a new row, or of that of an equal run: of ours the newest one only, as what is newest counts."""
        habits = self.habits
        if habits is not None and (run.settings.get("habits") or {}).get("digest") != habits.digest():
            habits = None
        row = {
            "id": uuid.uuid4().hex[:12],
            "pipeline": run.pipeline,
            "version": run.version,
            "settings": to_json(run.settings),
            "started_at": _run_time(connection),
            "habits": None if habits is None else to_json(habits.to_json()),
        }
        equal_run = None if self._anew else connection.first_value(_SAME_RUN, **row)
        if equal_run is not None:
            return str(equal_run)
        with transaction(connection):
            insert(connection, "runs", row)
        return str(row["id"])


_SAME_RUN = f"""
    SELECT id FROM runs WHERE (pipeline, version, settings, habits) IS (:pipeline, :version, :settings, :habits)
    AND (NOT {OWN_RUN} OR rowid = (SELECT rowid FROM runs WHERE {OWN_RUN} {NEWEST_RUN}))
"""


def _run_time(connection: Connection) -> str:
    """When a run begins: now, but later than all that are here, as of what one suggester says the last counts."""
    return now_after(connection.one_value("SELECT coalesce(max(started_at), '') FROM runs"))


# ---- what may be suggested anew


# New suggestions, adapted to what the first annotators decided, would tell the others of it.
_BEGUN_AND_SHARED = f"""
    (document IN (SELECT slots.document FROM slots GROUP BY slots.document HAVING count(*) > 1 AND EXISTS (SELECT 1
    FROM (SELECT name AS annotator, slots.document AS document FROM annotators WHERE role = 'annotator') AS each
    WHERE {worked_on("each")})))
"""
"""SQL on `document`: it has several slots, and somebody has begun."""
_OPEN = f"{is_present('document')} AND {UNDECIDED}"
"""SQL that a sentence of `sentences` is undecided, in an article that is not removed."""


def undecided_in(connection: Connection, number: int) -> dict[int, int]:
    """Ids, by index, of the sentences of a document that nobody decided, and that may get other suggestions."""
    undecided = f"SELECT position, id FROM sentences WHERE document = ? AND {UNDECIDED} AND NOT {_BEGUN_AND_SHARED}"
    return dict(connection.run(undecided, number))


# ---- which of them stands first


_SAID = f"""
    SELECT s.sentence_id, s.id, coalesce(made.id, said.id),
    (SELECT coalesce(settings ->> 'stands_for', runs.id) FROM suggestions AS top JOIN runs ON runs.id = run
    WHERE top.id = {NEWEST_SUGGESTION.format("s.sentence_id")})
    FROM sentences JOIN suggestions AS s ON s.sentence_id = sentences.id JOIN runs AS said ON said.id = s.run {MADE}
    WHERE document = ? AND said.pipeline = ? ORDER BY {WHEN_MADE}, s.id
"""
"""SQL for what a suggester said of a document, the newest last, and the runs that made it and what stands first."""
_STANDS_FOR = """
    INSERT INTO runs (id, pipeline, version, settings, started_at, habits)
    SELECT ?, pipeline, version, json_set(settings, '$.stands_for', id), ?, habits FROM runs WHERE id = ?
"""
_SAYS_TOPICS = """
    EXISTS (SELECT 1 FROM sentences JOIN suggestions AS o ON o.sentence_id = sentences.id
    WHERE document = ? AND o.run = s.run AND o.topics <> '[]')
"""
# Whoever says nothing of topics in the whole document says nothing against those that stand; nor does who does not say
# of a sentence without quotes whether it is boilerplate.
_PUT_ON_TOP = f"""
    INSERT INTO suggestions (sentence_id, run, score, labels, topics, boilerplate)
    SELECT s.sentence_id, ?, s.score,
    iif(says, s.labels, json_set(s.labels, '$.topics', json(top.labels -> 'topics'))), iif(says, s.topics, top.topics),
    CASE WHEN s.labels -> 'quotes' <> '[]' THEN s.boilerplate ELSE coalesce(s.boilerplate, top.boilerplate) END
    FROM (SELECT s.*, {_SAYS_TOPICS} AS says FROM suggestions AS s WHERE id = ?) AS s
    JOIN suggestions AS top ON top.id = {NEWEST_SUGGESTION.format("s.sentence_id")}
"""


def put_first(connection: Connection, number: int, name: str, runs: dict[str, str]) -> tuple[int, int]:
    """Put the newest that a suggester says of a document on top of what nobody decided. Call inside a transaction.

    In how many sentences it stands first now, and in how many others something else stays. It is copied: a suggestion
    is never changed, and its run tells in all copies of a database which is newer. `runs` has the runs that stand for
    others, which are made where they are not there.
    """
    may, shown, left = set(undecided_in(connection, number).values()), 0, 0
    newest = {sentence: suggested for sentence, *suggested in connection.run(_SAID, number, name)}
    for sentence, (suggestion, run, top) in newest.items():
        if sentence not in may:
            left += run != top
            continue
        shown += 1
        if run == top:
            continue
        if run not in runs:
            runs[run] = uuid.uuid4().hex[:12]
            connection.run(_STANDS_FOR, runs[run], _run_time(connection), run)
        copy = connection.run(_PUT_ON_TOP, runs[run], number, suggestion).lastrowid
        readings = "INSERT INTO readings SELECT ?, readings FROM readings WHERE suggestion = ?"
        connection.run(readings, copy, suggestion)
    fold.refresh_suggested(connection, [number])
    return shown, left


# ---- suggestions for the sentences that are here


def add_fitted(
    connection: Connection,
    number: int,
    run: str,
    suggested: Suggested,
    only: Mapping[int, int] | None = None,
    *,
    beside: bool,
) -> None:
    """Store what a run suggests for sentences of a document that is here: `only` for those ids, by index, or for all.

    The sentences stay as they are: quotes found in other ones are cut to them, and each has the topics of those that it
    shares words with. Speakers that are new join the cast; those that were there keep their places, so that no key
    changes its meaning. Call inside a transaction.
    """
    stored = stored_document(connection, number)
    ids = dict(enumerate(stored.ids)) if only is None else only
    add_suggestions(connection, run, suggested.on(stored.sentences), ids, beside=beside)
    join_cast(connection, number, cast_to_json(suggested.cast))
    fold.refresh_suggested(connection, [number])


# ---- what is imported


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

    def ask(self, function: Callable[..., Answer], *values: object) -> Answer | None:
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


# ---- new suggestions for sentences that wait for a decision; earlier ones stay, with the runs that made them


class Resuggester(Opened):
    """Adds a run's suggestions to documents that are here already, which are given by their numbers."""

    def __init__(self, path: Path) -> None:
        """Raises what `open_database` raises."""
        super().__init__(path)
        self.runs = Runs(anew=True)
        self.beside = 0
        """For how many sentences it was kept beside what stands, as another suggester is preferred."""

    def waiting(self, *, keep: bool = False) -> list[int]:
        """The documents with a sentence that nobody has decided, in order: those that may get other suggestions.

        With `keep` those that keep theirs, as somebody else is to see the same ones.
        """
        return self.connection.each_value(
            f"SELECT DISTINCT document FROM sentences WHERE {_OPEN} AND {_BEGUN_AND_SHARED} = ? ORDER BY document", keep
        )

    def unread(self) -> list[int]:
        """The decided documents of which it is not known what the rules could suggest, in order."""
        return self.connection.each_value(
            f"""
                SELECT DISTINCT sentences.document FROM heads JOIN decisions ON decisions.id = heads.decision
                JOIN sentences ON sentences.id = heads.sentence_id
                WHERE NOT heads.skipped AND NOT implied AND {is_present("sentences.document")}
                AND sentences.document NOT IN (SELECT document FROM chances) ORDER BY sentences.document
            """,
        )

    def add(self, number: int, suggested: Suggested, run: Run) -> int:
        """Store suggestions for the sentences of a document that are undecided; how many there were.

        They are fitted to it as `add_fitted` does. Where another suggester is preferred that has suggested for the
        document, they are kept beside what it says (see `beside`).
        """
        stored_run = self.runs.recorded(self.connection, run)
        with transaction(self.connection):
            undecided = undecided_in(self.connection, number)
            if not undecided:
                return 0
            first = preferred(self.connection)
            beside = first != run.pipeline and self.connection.there_is(_SAID, number, first)
            add_fitted(self.connection, number, stored_run, suggested, undecided, beside=beside)
            if beside:
                self.beside += len(undecided)
                return len(undecided)
            keep_chances(self.connection, number, suggested.chances)
        return len(undecided)

    def prefer(self, name: str) -> list[int]:
        """Prefer the suggester of that name from now on; the documents in which it may be `put_first`.

        Raises InputRefused where none of that name has suggested.
        """
        with transaction(self.connection):
            there = suggesters(self.connection)
            if name not in there:
                named = listed([one_line(suggester, 60) for suggester in there]) or "nobody"
                raise InputRefused(f"no suggestions by {one_line(name, 60)!r}", f"those who suggested: {named}")
            if preferred(self.connection) != name:
                history.append(self.connection, NOBODY, Prefer(name))
        self.runs.standing_for.clear()
        numbers = f"SELECT number FROM documents WHERE {is_present('number')} ORDER BY number"
        return self.connection.each_value(numbers)

    def put_first(self, number: int, name: str) -> tuple[int, int]:
        """Put the newest that a suggester says of a document first, where nobody decided; see `put_first`."""
        with transaction(self.connection):
            return put_first(self.connection, number, name, self.runs.standing_for)

    def take_chances(self, number: int, suggested: Suggested) -> None:
        """Keep what the rules could suggest in a document, and nothing else of it."""
        with transaction(self.connection):
            keep_chances(self.connection, number, suggested.chances)


def undecided_suggestions(connection: Connection, profile: str | None = None) -> tuple[int, int]:
    """In how many sentences that nobody has decided suggestions may be made anew, and in how many they stay.

    `profile`: only of those whose suggestions were made for another one.
    """
    anew, stay = connection.first_row(
        f"""
            SELECT total(NOT {_BEGUN_AND_SHARED}), total({_BEGUN_AND_SHARED}) FROM sentences
            JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
            JOIN runs ON runs.id = suggestions.run
            WHERE (?1 IS NULL OR runs.settings ->> 'profile' <> ?1) AND {_OPEN}
        """,
        profile,
    )
    return int(anew), int(stay)
