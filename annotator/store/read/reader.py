"""Reading the database: decided sentences for exports and training, and the figures of `stats` and of reports.

Of every decision of the history it is told what it took, for figures about time. Who imports decisions, merges copies
or adds commands that decide keeps to this: a decision made at the screen has the keys that were pressed for it, the one
that was open stands first in its step, and a step that was asked for several sentences at once names the sentence at
which that was (`events.sentence`). All else takes no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from annotator.core.decided import EVERYTHING, DecisionMade, Progress, Selection
from annotator.core.decision import Answer, DecidedSentence, Role, role_and_person
from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused, InputRefused, UsageError
from annotator.core.model import Document, Labels, Sentence, Span
from annotator.core.moments import in_utc, utc_text
from annotator.core.revisions import Revision
from annotator.core.speakers import Names, answered_labels
from annotator.store.articles.documents import document_of, is_present, is_superseded, preferred, stored_document
from annotator.store.articles.editions import changed_decisions, show_all
from annotator.store.files.database import Opened, translated
from annotator.store.find.sees import SAID_BY_EACH, each_suggested, unconfirmed
from annotator.store.log import fold, rows, shapes
from annotator.store.log.revisions import lineage, outdated_keys, read_todays_keys
from annotator.store.log.schema import ANNOTATORS
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.habits import new_decisions
from annotator.store.read.selection import UNDECIDED, check_selection, contested, of_chosen, select
from annotator.store.schemes import changes, stale
from annotator.store.sqlite.sqlite_library import Connection, sqlite3

# Neither is ever deleted: the highest number is how many there are.
_SIZES = f"""
    SELECT (SELECT coalesce(max(number), 0) FROM documents) - (SELECT count(*) FROM removed),
        (SELECT count(*) FROM removed WHERE NOT {is_superseded("document")}),
        (SELECT coalesce(max(id), 0) FROM sentences) - (SELECT coalesce(sum(sentences), 0) FROM removed),
        (SELECT coalesce(sum(quotes), 0) FROM suggested_quotes WHERE {is_present("document")})
"""

_RUNS = """
    SELECT id, pipeline, version, settings ->> '$.habits.decided' FROM runs
    WHERE settings ->> 'stands_for' IS NULL ORDER BY started_at
"""
_ANNOTATORS = f"""
    SELECT name, coalesce(accepted + rejected, 0), coalesce(accepted, 0), coalesce(rejected, 0), coalesce(skipped, 0),
        coalesce(flagged, 0), coalesce(milliseconds, 0) / 1000.0, coalesce(keys, 0)
    FROM annotators LEFT JOIN totals ON annotator = name WHERE {ANNOTATORS} ORDER BY name
"""
_SAID_OF_DECIDED = f"""
    SELECT document, {SAID_BY_EACH}, position, start, "end" FROM sentences
    WHERE id IN (SELECT sentence_id FROM heads) ORDER BY document, position
"""
_HOLDING = """
    SELECT count(*){} AND EXISTS (SELECT 1
    FROM json_each(todays(decisions.labels), '$.topics') WHERE value IN (SELECT value FROM json_each(?)))
"""
_TOPICS = """
    SELECT DISTINCT topic.value FROM (SELECT todays(decisions.labels) AS labels{}) AS chosen
    CROSS JOIN json_each(chosen.labels, '$.topics') AS topic ORDER BY topic.value
"""
_ATTRIBUTES = """
    SELECT DISTINCT given.key, given.value FROM (SELECT todays(decisions.labels) AS labels{}) AS chosen
    CROSS JOIN json_each(chosen.labels, '$.quotes') AS quote
    CROSS JOIN json_each(quote.value, '$.attributes') AS given ORDER BY given.key, given.value
"""
_ANSWERED_RUNS = """
    SELECT id, pipeline, version, settings FROM runs WHERE id IN (SELECT DISTINCT suggestions.run{})
    ORDER BY started_at, id
"""
_TEXTS = f"""
    SELECT number FROM documents WHERE {is_present("number")}
        AND (?1 = '[]' OR id IN (SELECT value FROM json_each(?1)))
        AND (NOT ?2 OR EXISTS (SELECT 1 FROM sentences WHERE document = number AND {UNDECIDED})) ORDER BY number
"""


class _Pseudonyms(dict[str, str]):
    def __missing__(self, name: str) -> str:
        raise DatabaseRefused(f"{one_line(name, 60)} is not among those who work here", "run `annotator db check`")


class Reader(Opened):
    """The database opened for reading only: a read-only file, or one that somebody is writing, will do."""

    def __init__(self, path: Path, as_of: str | None = None, *, all_editions: bool = False) -> None:
        """Read it as it stands, or (`as_of`, see `show_as_of`) as it stood: what is decided meanwhile is not in it.

        `all_editions`: show earlier editions of documents too, of today. Raises what `open_database` and `show_as_of`
        raise.
        """
        super().__init__(path, read_only=True)
        self._begin(rows.check_few)
        if as_of is not None:
            self._begin(show_as_of, as_of)
        if all_editions:
            self._begin(show_all)
        self.connection.execute("BEGIN")  # one state of the database for all that is read

    def decided(self, selection: Selection = EVERYTHING) -> Iterator[DecidedSentence]:
        """Every selected current decision, document by document in the order of the text, then by annotator.

        Raises InputRefused when an annotator or a document of the selection is not here.
        """
        with translated(self._path):
            names = standing_names(self.connection)
            for number, of_document in groupby(select(self.connection, rows.DECIDED, selection), key=itemgetter(0)):
                document = document_of(self.connection, number)
                for row in of_document:
                    answered = rows.decided(document, row)
                    yield _as_answered(answered, names) if names else answered

    def contested(self, selection: Selection) -> int:
        """In how many sentences of the selection's documents annotators differ and nobody has reviewed it."""
        return contested(self.connection, selection.documents)

    def revision(self) -> Revision | None:
        """The revision of the label scheme and the guidelines; None in a database that is too old to have any."""
        return next(reversed(lineage(self.connection)), None)

    def outdated(self, selection: Selection = EVERYTHING) -> int:
        """How many decisions of the selection hold a topic that was split or retired, or that only another copy had."""
        keys = outdated_keys(self.connection)
        return of_chosen(self.connection, _HOLDING, selection, rows.to_json([*keys])).fetchone()[0] if keys else 0

    def topics(self, selection: Selection) -> tuple[str, ...]:
        """The topics that occur in what is selected."""
        return tuple(str(topic) for (topic,) in of_chosen(self.connection, _TOPICS, selection))

    def attributes(self, selection: Selection) -> list[tuple[str, str]]:
        """The attributes of quotes that occur in what is selected, each with a value."""
        return of_chosen(self.connection, _ATTRIBUTES, selection).fetchall()

    def runs(self, selection: Selection) -> list[dict[str, Any]]:
        """The runs whose suggestions were answered in what is selected: id, pipeline, version and settings."""
        return _runs(of_chosen(self.connection, _ANSWERED_RUNS, selection))

    def suggested(self, names: Iterable[str]) -> dict[str, dict[tuple[str, int], Labels]]:
        """What the newest run of each of these suggesters says of every decided sentence, if it says anything.

        By the suggester's name, then by the document's id and the sentence's index.
        """
        today = standing_names(self.connection)
        suggested: dict[str, dict[tuple[str, int], Labels]] = {name: {} for name in names}
        for number, of_document in groupby(self.connection.execute(_SAID_OF_DECIDED), key=itemgetter(0)):
            document = document_of(self.connection, number)
            text = Span(0, len(document.text))
            for _, column, *place in of_document:
                sentence = Sentence(*place)
                for name, labels in each_suggested(column, today, shapes.Within(sentence.span, text)):
                    if name in suggested:
                        suggested[name][document.id, sentence.index] = labels
        return suggested

    def pseudonyms(self) -> Mapping[str, str]:
        """A name such as `annotator-1` for everybody, in the order they came, so that a newcomer changes nobody's.

        Who has several roles has one number: `review:annotator-1` is the same person. To ask for the name of somebody
        who is not among them raises DatabaseRefused: the database is damaged.
        """
        numbers: dict[str, int] = {}
        return _Pseudonyms(
            (name, role.name_of(f"annotator-{numbers.setdefault(person, len(numbers) + 1)}"))
            for name, role, person in self.people()
        )

    def texts(self, selection: Selection) -> Iterator[tuple[Document, tuple[Sentence, ...]]]:
        """The documents of the selection with their sentences, by number; nothing of what was decided.

        Raises InputRefused when a document of the selection is not here.
        """
        self.check(selection)
        with translated(self._path):
            for number in self.connection.each_value(_TEXTS, rows.to_json(selection.documents), selection.undecided):
                stored = stored_document(self.connection, number)
                yield stored.document, stored.sentences

    def check(self, selection: Selection) -> None:
        """Raise InputRefused when an annotator or a document of the selection is not here."""
        check_selection(self.connection, selection)

    def stats(self) -> dict[str, Any]:
        """The figures of `annotator stats`: what is in the database, and how it is kept, as its JSON names it.

        What is of the documents that were `removed` is not counted. `runs`: each that made suggestions, and to how many
        decided sentences these were adapted (None: to none). `preferred`: the suggester who stands first; None where
        none was named. `new_decisions`: how many have come since, to which `resuggest` would adapt what is undecided.
        `annotators`: the current decisions of each by answer, with what they took (seconds and keys in all), and the
        places where edits were left that are part of no decision.
        """
        ask = self.connection.execute
        return {
            **_named("documents removed sentences suggested_quotes", ask(_SIZES).fetchone()),
            "runs": [_named("id pipeline version adapted_to", row) for row in ask(_RUNS)],
            "preferred": preferred(self.connection),
            "new_decisions": new_decisions(self.connection),
            "annotators": [
                _named("name decided accepted rejected skipped flagged seconds keys", row)
                | {"unconfirmed": [*map(str, unconfirmed(self.connection, row[0]).values())]}
                for row in ask(_ANNOTATORS)
            ],
            "sqlite": sqlite3.sqlite_version,
            "journal": self.connection.one_value("PRAGMA journal_mode"),
        }

    def people(self) -> list[tuple[str, Role, str]]:
        """The name of everybody who works here, the role, and whose it is, in the order in which they came."""
        people = "SELECT name, role, coalesce(person, name) FROM annotators ORDER BY created_at, rowid"
        return [(name, Role(role), person) for name, role, person in self.connection.execute(people)]

    def background(self) -> dict[str, Any]:
        """What a report tells beside decisions, by the names of its facts.

        `guidelines`: every label scheme and profile that was adopted. `changes` of these: in words, since when, how
        many earlier decisions hold what each is about, how many it asks to look at again; `stale`: how many all of them
        do. `corrected`: how many articles later editions took the place of, and what became of the decisions on them,
        by words. `runs`: every run that suggested. `renamed`: names that stand for another one.
        """
        ask = self.connection.execute
        counted = changes(self.connection)
        waiting = sum(waits for _, waits in changed_decisions(self.connection, None))
        return {
            "guidelines": [_named("kind name version adopted_at", row) for row in ask(_GUIDELINES)],
            "changes": [
                [f"{change.number} {change.change}", change.revision.at, len(change.affected), change.open]
                for change in counted
            ],
            "stale": len(stale(counted)),
            "corrected": {**dict(ask(_CORRECTED)), "to be looked at again": waiting},
            "runs": _runs(ask("SELECT id, pipeline, version, settings, started_at FROM runs ORDER BY started_at, id")),
            "renamed": standing_names(self.connection),
        }


def decisions_made(connection: Connection) -> list[DecisionMade]:
    """Every decision as it was made, with what it took, in the order of the steps; of removed documents too."""
    made = []
    for key, step, annotator, document, index, first, for_several, *said in connection.execute(_SAID):
        with rows.as_kept(f"decisions row {key}"):
            shapes.decision(said)
        answer, _, at, _, _, implied, *took = said
        role, flags = role_and_person(annotator)[0], map(bool, (implied, first, for_several))
        made.append(DecisionMade(step, annotator, role, document, index, Answer(answer), at, *took, *flags))
    return made


def progress_by_annotator(connection: Connection) -> tuple[Progress, ...]:
    """What each annotator has to decide and has decided, by name, in documents that are not removed.

    Where documents were given slots, these are the documents that somebody took or that are kept for them: nothing is
    where all of those are removed. What nobody has taken comes last, without a name. Where there are no slots everybody
    has all documents.
    """
    shared = connection.there_is("SELECT 1 FROM slots LIMIT 1")
    return tuple(Progress(*row) for row in connection.execute(_WORK_BY_SLOTS if shared else _WORK_OF_ALL))


_GUIDELINES = """
    SELECT 'label scheme', name, version, at FROM revisions WHERE at IS NOT NULL
    UNION ALL SELECT 'profile', name, NULL, adopted_at FROM profiles ORDER BY 4
"""
_CORRECTED = """
    SELECT 'articles corrected', count(DISTINCT earlier) FROM editions UNION ALL
    SELECT 'decisions ' || kind, count(DISTINCT decision) FROM carries GROUP BY kind
"""
# Undo and redo say decisions again, and so do a renaming in all documents and a later edition of one: none of that is a
# decision of its own.
# Removed documents are among them: the work on them was done.
_SAID = f"""
    SELECT decisions.id, events.id, decisions.annotator, documents.id, sentences.position, decisions.replaces IS NULL,
        events.sentence IS NOT NULL, {", ".join(f"decisions.{column}" for column in shapes.BESIDE_LABELS)}
    FROM decisions JOIN events ON events.id = decisions.event
    JOIN sentences ON sentences.id = decisions.sentence_id JOIN documents ON documents.number = sentences.document
    WHERE events.kind = 'decide'
    ORDER BY events.clock, events.uuid, decisions.id
"""
_WORK_OF_ALL = f"""
    SELECT name, (SELECT coalesce(sum(sentences), 0) FROM documents WHERE {is_present("number")}),
        coalesce(accepted + rejected, 0)
    FROM annotators LEFT JOIN totals ON annotator = name WHERE {ANNOTATORS} ORDER BY name
"""
_WORK_BY_SLOTS = f"""
    WITH free AS (SELECT * FROM slots WHERE NOT EXISTS (SELECT 1 FROM leases
        WHERE leases.document = slots.document AND leases.slot = slots.slot AND state <> 'released')),
    assigned (annotator, document) AS (SELECT annotator, document FROM leases WHERE state <> 'released'
        UNION SELECT reserved_for, document FROM free WHERE reserved_for IS NOT NULL)
    SELECT * FROM (
        SELECT assigned.annotator AS name, coalesce(sum(documents.sentences), 0) AS sentences,
            coalesce(sum(accepted + rejected), 0)
        FROM assigned LEFT JOIN documents ON number = assigned.document AND {is_present("number")} LEFT JOIN progress
        ON progress.annotator = assigned.annotator AND progress.document = number
        GROUP BY assigned.annotator
        UNION ALL SELECT '', sum(documents.sentences), 0 FROM free JOIN documents ON number = free.document
        WHERE reserved_for IS NULL AND {is_present("number")}
    ) WHERE name <> '' OR sentences > 0 ORDER BY name = '', name
"""


def _named(names: str, row: Sequence[Any]) -> dict[str, Any]:
    """A row by the names of its columns, which stand with spaces between."""
    return dict(zip(names.split(), row, strict=True))


def _runs(runs: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Runs by the names of their columns, with their settings read."""
    names = ("id", "pipeline", "version", "settings", "started_at")
    return [dict(zip(names, row, strict=False)) | {"settings": orjson.loads(row[3])} for row in runs]


def _as_answered(answered: DecidedSentence, names: Names) -> DecidedSentence:
    """The same, what was suggested or only skipped with the names that its speakers have now."""
    if answered.decision.answer is Answer.SKIP:
        return answered.renamed(names)
    suggestion = answered.suggestion
    if suggestion is not None:
        labels = answered_labels(suggestion.labels, answered.decision.labels, names)
        suggestion = suggestion._replace(labels=labels)
    return answered._replace(suggestion=suggestion)


# ---- the past


def show_as_of(connection: Connection, wanted: str) -> None:
    """Let the connection read the database as it stood: all that the log says had happened by then.

    What a copy of the database brought later counts by its own time. An export then has what one had that was made at
    that moment, byte for byte. Nothing is written to the file. `wanted` is the number of a revision (as it stood at its
    end), a date (at its end, UTC) or a time (ISO 8601, UTC unless it says otherwise). Raises UsageError for anything
    else, InputRefused for a revision that there is not.
    """
    before = _limit(connection, wanted)
    fold.as_of(connection, before)
    read_todays_keys(connection)


def dated_by_then(connection: Connection, wanted: str) -> int:
    """How many steps have a time up to then, and `show_as_of` leaves them out: they follow what a clock ahead dated.

    `wanted`: see there; none of the end of a revision, as all that was done before is shown of it.
    """
    if is_revision(wanted):
        return 0
    minute = 60_000  # of several events in a millisecond, all but the first are a little later in the order
    late = (_limit(connection, wanted) + minute, utc_text(moment_at_end(wanted)))
    number: int = connection.one_value(_DATED_BY_THEN, *late)
    return number


_DATED_BY_THEN = "SELECT count(*) FROM main.events WHERE kind = 'decide' AND clock >= ? AND at <= ?"


def is_revision(wanted: str) -> bool:
    """Whether that is the number of a revision, not a date or a time."""
    return wanted.isdecimal() and len(wanted) <= 4


def _limit(connection: Connection, wanted: str) -> int:
    """The clock before which what is shown happened."""
    if not is_revision(wanted):
        return int(moment_at_end(wanted).timestamp() * 1000) + 1
    number, revisions = int(wanted), lineage(connection)
    if not 1 <= number <= len(revisions):
        raise InputRefused(f"there is no revision {number}", f"`annotator scheme` lists them, 1 to {len(revisions)}")
    return revisions[number].clock if number < len(revisions) else fold.NEVER


def moment_at_end(wanted: str) -> datetime:
    """A time as it is, a date as its last millisecond, in UTC. Raises UsageError for what is neither."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(wanted), time(23, 59, 59, 999000), tzinfo=UTC)
    try:
        return in_utc(wanted)
    except ValueError:
        hint = f"write a date such as {date.today().isoformat()}, a time, or the number of a revision"
        raise UsageError(f"no date: {wanted[:40]!r}", hint) from None
