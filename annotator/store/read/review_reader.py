"""Reading what there is to review, and what was reviewed. Nothing is written, and older databases will do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson

from annotator.core.decision import Answer
from annotator.core.model import Span
from annotator.core.model_json import labels_from_json
from annotator.core.review.case import Case, Reviewed, Scope
from annotator.core.review.feedback import Lesson
from annotator.core.review.versions import Version, marked, version_of
from annotator.core.session.desk import Place
from annotator.core.speakers import renamed_labels
from annotator.store.articles.removals import is_present
from annotator.store.files.database import open_database, snapshot, translated
from annotator.store.find.sees import Sees
from annotator.store.log import rows
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.review_cases import Survey, check_scope, survey
from annotator.store.read.reviews import Event, standing
from annotator.store.sqlite.sqlite_library import sqlite3


class ReviewReader:
    """The reviews of a database, opened for reading only."""

    def __init__(self, path: Path, scope: Scope) -> None:
        """Raises what `open_database` raises, and InputRefused where a document of the scope is not there."""
        self._path, self._scope = path, scope
        self._connection: sqlite3.Connection = open_database(path, read_only=True)
        try:
            with translated(path):
                check_scope(self._connection, scope)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def survey(self) -> Survey:
        """What there is to review."""
        with snapshot(self._connection, self._path) as connection:
            return survey(connection, self._scope)

    def sentence(self, case: Case) -> tuple[str, str]:
        """The id that the sentence of a case has in exports, and its text."""
        with translated(self._path):
            name, text = self._connection.execute(
                'SELECT documents.id, substr(text, start + 1, "end" - start) FROM sentences'
                " JOIN documents ON number = document WHERE sentences.id = ?",
                (case.sentence_id,),
            ).fetchone()
        return f"{name}:{case.place.index}", text

    def reviewed(self) -> list[Reviewed]:
        """The latest review of each sentence of the scope's documents, in their order; removed ones are left out."""
        with snapshot(self._connection, self._path) as connection:
            return list(reviewed(connection, self._scope.documents))

    def texts(self, documents: set[str]) -> dict[str, str]:
        """The texts of some documents, by their ids."""
        with translated(self._path):
            found = self._connection.execute(
                "SELECT id, text FROM documents WHERE id IN (SELECT value FROM json_each(?))",
                (orjson.dumps(sorted(documents)).decode(),),
            )
            return dict(found.fetchall())


def reviewed(connection: sqlite3.Connection, documents: tuple[str, ...] = ()) -> Iterator[Reviewed]:
    """The latest review of each sentence, document by document; only of those documents (ids) if any are given."""
    events = {event.sentence_id: event for event in standing(connection)}
    with closing(connection.cursor()) as cursor:
        for key, name, number, position, start, end in cursor.execute(
            'SELECT sentences.id, documents.id, number, position, start, "end" FROM sentences'
            f" JOIN documents ON number = document WHERE {is_present('number')} ORDER BY sentences.id"
        ):
            event = events.get(key)
            if event is None or (documents and name not in documents):
                continue
            answer, labels = connection.execute(
                "SELECT answer, todays(labels) FROM decisions WHERE id = ?", (event.decision,)
            ).fetchone()
            yield Reviewed(
                sentence_id=key,
                document=name,
                place=Place(number, position),
                span=Span(start, end),
                reviewer=event.reviewer,
                versions=_as_they_were(connection, event),
                labels=marked(Answer(answer), labels_from_json(orjson.loads(labels))),
                verdict=event.verdict,
            )


def _as_they_were(connection: sqlite3.Connection, event: Event) -> tuple[Version, ...]:
    """The versions that a reviewer chose among, with the numbers that they had. What is not here is left out."""
    uuids = orjson.dumps([uuid for version in event.versions for uuid in version]).decode()
    found = {
        uuid: rows.decision(row)
        for uuid, *row in connection.execute(
            f"SELECT uuid, {rows.DECISION} FROM decisions WHERE uuid IN (SELECT value FROM json_each(?))", (uuids,)
        )
    }
    made = ([found[uuid] for uuid in version if uuid in found] for version in event.versions)
    return tuple(version_of(number, decisions) for number, decisions in enumerate(made, 1) if decisions)


def lessons(connection: sqlite3.Connection, annotator: str) -> tuple[Lesson, ...]:
    """The sentences of that annotator which review decided otherwise, in the order of the documents."""
    own = {
        sentence: (marked(Answer(answer), labels_from_json(orjson.loads(labels))), bool(implied))
        for sentence, answer, labels, implied in connection.execute(
            "SELECT heads.sentence_id, answer, todays(labels), implied FROM heads"
            " JOIN decisions ON decisions.id = heads.decision WHERE heads.annotator = ? AND answer <> 'skip'",
            (annotator,),
        )
    }
    names = standing_names(connection, Sees(connection, annotator).names_of)
    found = []
    for review in reviewed(connection):
        if review.sentence_id not in own:
            continue
        labels, unseen = own[review.sentence_id]
        mine, settled = renamed_labels(labels, names), renamed_labels(review.labels, names)
        if mine != settled:
            name = f"{review.document}:{review.place.index}"
            why = (review.verdict.cause, review.verdict.paragraph)
            found.append(Lesson(review.sentence_id, name, review.place, mine, settled, *why, unseen))
    return tuple(found)
