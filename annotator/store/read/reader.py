"""Reading the database: decided sentences for exports and training, and the figures of `stats`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import orjson

from annotator.core.decided import EVERYTHING, DecidedArticle, DecidedRow, Said, Selection, Workload
from annotator.core.decision import Answer, DecidedSentence, Role
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Article, Document
from annotator.core.revisions import LabelNames, Revision
from annotator.core.session.desk import Place
from annotator.core.speakers import Acquaintances, Names
from annotator.store.articles.documents import articles, document_of
from annotator.store.articles.removals import is_present, sentences_out
from annotator.store.files.database import Opened, journal_of, translated
from annotator.store.find.open_work import OpenWork, open_work, unconfirmed
from annotator.store.log import fold, rows
from annotator.store.log.revisions import (
    line,
    outdated_by_revision,
    outdated_topics,
    read_keys,
)
from annotator.store.log.schema import ANNOTATORS
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.read import report_rows
from annotator.store.read.habits import acquaintances, decided_articles, new_decisions
from annotator.store.read.report_rows import said, workloads
from annotator.store.read.selection import check, chosen_runs, chosen_topics, contested, holding_any, select
from annotator.store.scheme.schemes import kept_profile, stored_scheme
from annotator.store.sqlite.sqlite_library import library_version, sqlite3

_SUM = "coalesce({0}, 0)"
"""SQL for a figure of somebody who may have done nothing yet."""

_BATCH = 50
"""Rows that are handed on together: a call for each would cost as much as what is done with it. Set by hand."""


@dataclass(frozen=True, slots=True)
class AnnotatorStats:
    """One annotator's current decisions by answer, with what they took (seconds and keys in all).

    `unconfirmed`: where edits were left that are part of no decision.
    """

    name: str
    accepted: int
    rejected: int
    skipped: int
    flagged: int
    seconds: float
    keys: int
    unconfirmed: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in the database, and how it is kept. What is of the documents that were `removed` is not counted.

    `runs`: id, pipeline and version of each, and to how many decided sentences its suggestions were adapted (None: to
    none). `new_decisions`: how many have come since, to which `resuggest` would adapt what is undecided.
    """

    path: str
    documents: int
    removed: int
    sentences: int
    suggested_quotes: int
    runs: tuple[tuple[str, str, str, int | None], ...]
    new_decisions: int
    annotators: tuple[AnnotatorStats, ...]
    sqlite: str
    journal: str


class Reader(Opened):
    """The database opened for reading only: a read-only file, or one that somebody is writing, will do."""

    def __init__(self, path: Path, as_of: str | None = None, *, all_editions: bool = False) -> None:
        """Read it as it stands, or (`as_of`, see `show_as_of`) as it stood.

        `all_editions`: show earlier editions of documents too, of today. Raises what `open_database` and `show_as_of`
        raise.
        """
        super().__init__(path, read_only=True)
        if as_of is not None:
            self._begin(show_as_of, as_of)
        if all_editions:
            from annotator.store.articles.editions import show_all

            show_all(self._connection)

    def decided(self, selection: Selection = EVERYTHING) -> Iterator[DecidedSentence]:
        """Every selected current decision, document by document in the order of the text, then by annotator.

        Raises InputRefused when an annotator or a document of the selection is not here.
        """
        columns = f'{_ANSWERED}, sentences.document, sentences.position, sentences.start, sentences."end"'
        number, document = 0, Document("", "")
        with self.snapshot(selection):
            names, outdated = standing_names(self._connection), outdated_by_revision(self._connection)
            for row in select(self._connection, f"{columns}, {rows.DECISION}, {rows.SUGGESTION}", selection):
                answer, labels, revision, suggested, of, *place = row[:8]
                of_decision, of_suggestion = row[8 : 8 + rows.DECISION_WIDTH], row[8 + rows.DECISION_WIDTH :]
                if of != number:
                    number, document = of, self.document(of)
                decision = rows.decision(of_decision)
                suggestion = rows.suggestion(of_suggestion) if of_suggestion[0] is not None else None
                if names or outdated:
                    labels, suggested = _as_answered(answer, labels, revision, suggested, names, outdated)
                    decision = replace(decision, labels=rows.labels(labels))
                    suggestion = suggestion and replace(suggestion, labels=rows.labels(suggested or ""))
                yield DecidedSentence(document, rows.sentence(*place), decision, suggestion)

    def decided_rows(self, selection: Selection) -> Iterator[list[DecidedRow]]:
        """The same as `decided`, but as rows, some hundred at a time."""
        with self.snapshot(selection):
            names, outdated = standing_names(self._connection), outdated_by_revision(self._connection)
            cursor = select(self._connection, rows.DECIDED_ROW, selection)
            while batch := cursor.fetchmany(_BATCH):
                made = list(map(DecidedRow._make, batch))
                for number, row in enumerate(made if names or outdated else ()):
                    said = _as_answered(row.answer, row.labels, row.revision, row.suggested, names, outdated)
                    made[number] = row._replace(labels=said[0], suggested=said[1])
                yield made

    def scheme(self) -> str | None:
        """The text of the database's label scheme; None: the one that ships."""
        return self._ask(stored_scheme)

    def revision(self) -> Revision | None:
        """The revision of the label scheme and the guidelines; None in a database that is too old to have any."""
        found = self._ask(line)
        return found[-1] if found and found[-1].uuid else None

    def outdated(self, selection: Selection = EVERYTHING) -> int:
        """How many decisions of the selection hold a topic that was split or retired since."""
        with self.snapshot(selection):
            keys = [key for label in outdated_topics(self._connection) for key in label.keys]
            return holding_any(self._connection, selection, keys) if keys else 0

    def profile(self) -> str | None:
        """The database's guideline profile; None where it keeps none."""
        return self._ask(kept_profile)

    def decided_articles(self, profile: str) -> Iterator[DecidedArticle]:
        """What annotators decided by the guidelines of that profile (see `habits.decided_articles`)."""
        with translated(self._path):
            yield from decided_articles(self._connection, profile)

    def acquaintances(self) -> Acquaintances:
        """The speakers whom annotators have confirmed."""
        return self._ask(acquaintances)

    def topics(self, selection: Selection) -> tuple[str, ...]:
        """The topics that occur in what is selected."""
        with self.snapshot(selection):
            return chosen_topics(self._connection, selection)

    def runs(self, selection: Selection) -> list[dict[str, Any]]:
        """The runs whose suggestions were answered in what is selected: id, pipeline, version and settings."""
        with self.snapshot(selection):
            found = chosen_runs(self._connection, selection)
        return [
            {"id": run, "pipeline": pipeline, "version": version, "settings": orjson.loads(settings)}
            for run, pipeline, version, settings in found
        ]

    def pseudonyms(self) -> dict[str, str]:
        """A name such as `annotator-1` for everybody, in the order they came, so that a newcomer changes nobody's.

        Who has several roles has one number: `review:annotator-1` is the same person.
        """
        numbers: dict[str, int] = {}
        return {
            name: role.name_of(f"annotator-{numbers.setdefault(person, len(numbers) + 1)}")
            for name, role, person in self.people()
        }

    def document(self, number: int) -> Document:
        """The document of that number."""
        return document_of(self._connection, number)

    @contextmanager
    def snapshot(self, selection: Selection) -> Iterator[None]:
        """One state of the database for all that is read inside: decisions made meanwhile are not half in it.

        Raises InputRefused when an annotator or a document of the selection is not here.
        """
        with translated(self._path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                check(self._connection, selection)
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def contested(self, selection: Selection = EVERYTHING) -> int:
        """In how many sentences of the selection's documents annotators differ and nobody has reviewed it."""
        with self.snapshot(selection):
            return contested(self._connection, selection.documents)

    def open_work(self, selection: Selection = EVERYTHING) -> tuple[OpenWork, ...]:
        """What was skipped or left unconfirmed by the annotators and in the documents of the selection.

        Of today only: it asks by indexes, which no table of another day has.
        """
        return self._ask(open_work, selection.annotator, selection.documents)

    def stats(self) -> Stats:
        """The figures of `annotator stats`."""
        with translated(self._path):
            runs = self._connection.execute(
                "SELECT id, pipeline, version, settings ->> '$.habits.decided' FROM runs ORDER BY started_at"
            ).fetchall()
            return Stats(
                path=str(self._path),
                # Neither is ever deleted: the highest number is how many there are.
                documents=self._one("SELECT coalesce(max(number), 0) FROM documents")
                - self._one("SELECT count(*) FROM removed"),
                sentences=self._one("SELECT coalesce(max(id), 0) FROM sentences") - sentences_out(self._connection),
                removed=self._one("SELECT count(*) FROM removed"),
                suggested_quotes=self._one(
                    f"SELECT coalesce(sum(quotes), 0) FROM suggested_quotes WHERE {is_present('document')}"
                ),
                runs=tuple((row[0], row[1], row[2], row[3]) for row in runs),
                new_decisions=new_decisions(self._connection),
                annotators=self._annotators(),
                sqlite=library_version(),
                journal=journal_of(self._connection),
            )

    def said(self) -> list[Said]:
        """Every decision as it was made, with what it took, in the order of the steps (see `report_rows`)."""
        return self._ask(lambda connection: [*said(connection)])

    def workloads(self) -> tuple[Workload, ...]:
        """How much each annotator has to decide, and has decided."""
        return self._ask(workloads)

    def articles(self) -> list[Article]:
        """All documents without their texts, also those that were removed, by number."""
        return self._ask(articles)

    def people(self) -> list[tuple[str, Role, str]]:
        """The name of everybody who works here, the role, and whose it is, in the order in which they came."""
        return self._ask(report_rows.people)

    def background(self) -> report_rows.Background:
        """What a report tells beside decisions."""
        return self._ask(report_rows.background)

    def _annotators(self) -> tuple[AnnotatorStats, ...]:
        found = self._connection.execute(
            f"SELECT name, {_SUM.format('accepted')}, {_SUM.format('rejected')}, {_SUM.format('skipped')},"
            f" {_SUM.format('flagged')}, {_SUM.format('milliseconds')} / 1000.0, {_SUM.format('keys')}"
            f" FROM annotators LEFT JOIN totals ON annotator = name WHERE {ANNOTATORS} ORDER BY name"
        )
        return tuple(replace(AnnotatorStats(*row), unconfirmed=unconfirmed(self._connection, row[0])) for row in found)

    def _one(self, sql: str, *values: Any) -> int:
        return int(self._connection.execute(sql, values).fetchone()[0])


Outdated = Mapping[int | None, frozenset[str]]
"""The topics that were not offered any more, by revision."""


_ANSWERED = "decisions.answer, todays(decisions.labels), decisions.revision, todays(suggestions.labels)"


def _as_answered(
    answer: str, labels: str, revision: int | None, suggested: str | None, names: Names, outdated: Outdated
) -> tuple[str, str | None]:
    """The columns of labels, what was suggested or only skipped with the names that its speakers have now.

    What was suggested is what was answered, or nobody's edit would be one: a name that a decision still has was renamed
    by somebody else since, and a topic that was not offered any more was not shown, unless the decision has it from one
    before.
    """
    if answer == Answer.SKIP:
        labels = renamed_column(labels, names)
    if suggested is None:
        return labels, None
    gone = outdated.get(revision, frozenset())
    others = {old: new for old, new in names.items() if f'"speaker":{rows.to_json(old)}' not in labels}
    if any(rows.to_json(topic) in labels for topic in gone):
        gone = gone.difference(rows.parsed(labels, "a row of decisions").get("topics", ()))
    return labels, rows.without_topics(renamed_column(suggested, others), gone)


# ---- the past


def show_as_of(connection: sqlite3.Connection, wanted: str) -> None:
    """Let the connection read the database as it stood: all that the log says had happened by then.

    What a copy of the database brought later counts by its own time. An export then has what one had that was made at
    that moment, byte for byte. Nothing is written to the file. `wanted` is the number of a revision (as it stood at its
    end), a date (at its end, UTC) or a time (ISO 8601, UTC unless it says otherwise). Raises UsageError for anything
    else, InputRefused for a revision that there is not.
    """
    before = _limit(connection, wanted)
    fold.as_of(connection, before)
    revisions = line(connection)
    read_keys(connection, revisions[-1].labels.names() if revisions else LabelNames())


def _limit(connection: sqlite3.Connection, wanted: str) -> int:
    """The clock before which what is shown happened."""
    if not wanted.isdigit() or len(wanted) > 4:
        return int(moment_at_end(wanted).timestamp() * 1000) + 1
    number, revisions = int(wanted), line(connection)
    if not 1 <= number <= len(revisions):
        raise InputRefused(f"there is no revision {number}", f"`annotator scheme` lists them, 1 to {len(revisions)}")
    return revisions[number].clock if number < len(revisions) else fold.NEVER


def moment_at_end(wanted: str) -> datetime:
    """A time as it is, a date as its last millisecond, in UTC. Raises UsageError for what is neither."""
    try:
        try:
            day = date.fromisoformat(wanted)
            return datetime.combine(day, time(23, 59, 59, 999000), tzinfo=UTC)
        except ValueError:
            moment = datetime.fromisoformat(wanted)
    except ValueError:
        hint = f"write a date such as {date.today().isoformat()}, a time, or the number of a revision"
        raise UsageError(f"no date: {wanted[:40]!r}", hint) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
