"""Several suggesters of one article: what the others say beside what stands first, and which of them that is.

Who suggests is known by the name of its pipeline. The newest suggestion of a sentence is the one with the highest id
(`NEWEST_SUGGESTION`): what is kept beside it gets an id below zero and changes nothing that is shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from annotator.core.drawable import listed, one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.habits import Habits
from annotator.core.model import Run, Suggested
from annotator.core.model_json import cast_to_json
from annotator.store.articles.documents import (
    add_suggestions,
    is_present,
    join_cast,
    keep_chances,
    preferred,
    stored_document,
    suggesters,
)
from annotator.store.files.database import Opened, transaction
from annotator.store.find.sees import worked_on
from annotator.store.log import fold
from annotator.store.log.events import append
from annotator.store.log.kinds import NOBODY, Prefer
from annotator.store.log.rows import insert, to_json
from annotator.store.log.schema import MADE, NEWEST_RUN, NEWEST_SUGGESTION, OWN_RUN, WHEN_MADE, now_after
from annotator.store.read.selection import UNDECIDED
from annotator.store.schemes import keep_first_profile
from annotator.store.sqlite.sqlite_library import Connection


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
        """The id of a run, which is recorded with its first document."""
        key = repr(run)
        if key not in self._recorded:
            if not self._anew:
                _check_profile(connection, run)
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


def _check_profile(connection: Connection, run: Run) -> None:
    """Raise UsageError for a run with another profile than the database's, which it becomes where there is none."""
    profile = run.settings.get("profile")
    if profile is not None:
        kept = keep_first_profile(connection, profile)
        if kept != profile:  # kept by another import, since this one began
            raise UsageError(f"the database keeps the guideline profile {kept}, not {profile}", "import again")


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
                append(self.connection, NOBODY, Prefer(name))
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
