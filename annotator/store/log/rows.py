"""Between rows of the database and the words of the vocabulary.

A column that is added to decisions is added to the table (`migrations`), to `Decision` and `NewDecision` (the model)
and to `SAID` with its conversions here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson

from annotator.core.decision import Answer, DecidedSentence, Decision, NewDecision, Sight, role_and_person
from annotator.core.drawable import one_line
from annotator.core.errors import RowUnreadable
from annotator.core.model import CastMember, Document, Labels, Reading, Sentence, Span, Suggestion, TopicSuggestion
from annotator.core.model_json import cast_from_json, labels_to_json, readings_from_json
from annotator.core.quotes.assembly import readings_beside
from annotator.core.revisions import Outdated
from annotator.core.session.desk import NoteAndFlag
from annotator.store.log import shapes
from annotator.store.log.kinds import NOBODY, Draft, from_body
from annotator.store.log.shapes import ANYWHERE, MALFORMED, BadValue, Within
from annotator.store.sqlite.sqlite_library import Connection

SAID = ("answer", "labels", "note", "flagged", "implied", "seconds", "keys", "suggestion", "sight", "revision")
"""The columns of a decision that say what was decided. A renaming says them again, in a new row."""

_DECISION = ("id", "annotator", "decided_at", *SAID)
DECISION_AS_SAID = ", ".join(f"decisions.{column}" for column in _DECISION)
DECISION = DECISION_AS_SAID.replace("decisions.labels", "todays(decisions.labels)")
SUGGESTION = (
    "suggestions.id, suggestions.run, todays(suggestions.labels), suggestions.score, todays(suggestions.topics)"
)
ANSWERED = "as_answered({0}.labels, decisions.revision, decisions.labels)"
"""SQL for the labels of the suggestion, in that table, that a decision answers: as they were shown then."""
DOCUMENT = "documents.id, documents.title, documents.source, documents.published, documents.meta, documents.body_start"
DECIDED = (
    'sentences.document, sentences.position, sentences.start, sentences."end", suggestions.id, suggestions.run,'
    f" {ANSWERED.format('suggestions')}, suggestions.score, '[]', {DECISION}"
)
"""The columns that `decided` makes a sentence of; neither readings nor the scores of topics are among them."""


def columns_of(connection: Connection, table: str, place: str = "main") -> list[str]:
    """The names of a table's columns, in the file or (`temp`) of the connection alone; none where there is no table."""
    return connection.each_value("SELECT name FROM pragma_table_info(?, ?)", table, place)


def listed(columns: Iterable[str]) -> str:
    """Columns as SQL lists them."""
    return ", ".join(f'"{column}"' for column in columns)


def lengths(connection: Connection) -> Callable[[int], int]:
    """What gives the length of a text, by its document; of some at a time, as rows come document by document."""

    @lru_cache(4096)
    def length(document: int) -> int:
        text = connection.first_value("SELECT text FROM documents WHERE number = ?", document)
        return len(text or "")  # SQLite's own length ends at a NUL

    return length


def insertion(table: str, columns: Collection[str]) -> str:
    """SQL that inserts a row, by the values of these columns in their order, into the file."""
    return f"INSERT INTO main.{table} ({listed(columns)}) VALUES ({', '.join('?' * len(columns))})"


def insert(connection: Connection, table: str, values: Mapping[str, Any]) -> int:
    """Insert one row, given by column; its rowid."""
    return int(connection.run(insertion(table, values), *values.values()).lastrowid or 0)


def to_json(data: Any) -> str:
    """Compact JSON as the database keeps it."""
    return orjson.dumps(data).decode("utf-8")


def changed(column: str, texts: Iterable[str], change: Callable[[Any], Any]) -> str:
    """The JSON column as `change` makes it, if one of these texts is in it; one that cannot be read stays as it is."""
    if not any(text in column for text in texts):
        return column
    try:
        return to_json(change(orjson.loads(column)))
    except MALFORMED:
        return column  # whoever makes labels of it says so


def said_columns(new: NewDecision) -> dict[str, Any]:
    """The columns of `SAID` for a decision."""
    return {column: getattr(new, column) for column in SAID} | {"labels": to_json(labels_to_json(new.labels))}


@contextmanager
def as_kept(row: str) -> Iterator[None]:
    """Say of what the block finds malformed that a row cannot be read. Raises RowUnreadable, which names the row."""
    try:
        yield
    except (*MALFORMED, BadValue) as error:
        raise RowUnreadable.named(row) from error


# Of who stands first there is no index by kind.
_FEW = f"""
    who = '{NOBODY}' AND kind = 'prefer' OR kind = 'enter' OR kind = 'scheme' OR kind = 'profile' OR kind = 'assign'
    OR kind = 'qualification' OR kind = 'result' OR kind = 'edition' OR kind = 'rename'
"""


def check_few(connection: Connection) -> None:
    """Raise RowUnreadable where something is wrong with who works here, or with an event that all figures go by.

    These are few, so that they can be looked at whenever figures are asked for. The text of a label scheme, which takes
    longer, whoever reads it looks at.
    """
    for name, *entered in connection.execute("SELECT name, role, person FROM annotators"):
        if name is None or (*entered,) != role_and_person(name):
            raise RowUnreadable.named(f"annotators row {one_line(name, 60)}")
    events = f"SELECT id, kind, at, iif(kind = 'scheme', json_set(body, '$.toml', NULL), body) FROM events WHERE {_FEW}"
    for key, kind, at, body in connection.execute(events):
        with as_kept(f"events row {key}"):
            from_body(kind, body)
            if at or kind != "scheme":
                shapes.moment(at, "it")


def labels(column: str, row: str = "a row of labels", within: Within = ANYWHERE) -> Labels:
    """Labels from their JSON column. Raises RowUnreadable, which names the row, where it holds something else."""
    with as_kept(row):
        return shapes.labels(column, within)


def decision(row: Sequence[Any], within: Within = ANYWHERE) -> Decision:
    """A decision from the columns of DECISION. Raises RowUnreadable."""
    values = dict(zip(_DECISION, row, strict=True))
    with as_kept(f"decisions row {values['id']}"):
        shapes.decision([values[column] for column in shapes.BESIDE_LABELS])
        values |= {
            "answer": Answer(values["answer"]),
            "labels": shapes.labels(values["labels"], within),
            "flagged": bool(values["flagged"]),
            "implied": bool(values["implied"]),
            "sight": Sight(values["sight"]),
        }
        return Decision(**values)


def decided(document: Document, row: Sequence[Any]) -> DecidedSentence:
    """A decided sentence from the columns of DECIDED. Raises RowUnreadable."""
    sentence = Sentence(*row[1:4])
    within = Within(sentence.span, Span(0, len(document.text)))
    with as_kept(f"a sentence of the article {document.id}"):
        shapes.span(*within)
    suggested = None if row[4] is None else suggestion(row[4:9], within=within)
    return DecidedSentence(document, sentence, decision(row[9:], within), suggested)


def suggestion(
    row: Sequence[Any],
    readings: str | None = None,
    others: Iterable[tuple[str, Labels]] = (),
    within: Within = ANYWHERE,
    gone: Outdated = frozenset(),
) -> Suggestion:
    """A suggestion from the columns of SUGGESTION, and its readings from the column of theirs. Raises RowUnreadable.

    With what `others` say, labels behind names, its readings are those of all. What is `gone`, as nobody can choose it
    any more, is left out of all of it: nobody shall confirm it by the way.
    """
    key, run, column, score, topics = row
    with as_kept(f"suggestions row {key}"):
        suggested = _offered(shapes.labels(column, within), gone)
        shapes.amount(score, "its score", 1)
        found = (TopicSuggestion(*topic) for topic in shapes.topics(topics))
        suggested_topics = tuple(topic for topic in found if topic.label not in gone)
    if others:
        others = ((name, _offered(labels, gone)) for name, labels in others)
    return Suggestion(
        id=key,
        run=run,
        labels=suggested,
        score=score,
        topics=suggested_topics,
        readings=_readings(readings, suggested, others) if readings or others else (),
    )


def _offered(labels: Labels, gone: Outdated) -> Labels:
    if not gone:
        return labels
    topics = tuple(topic for topic in labels.topics if topic not in gone)
    return Labels(
        tuple(
            replace(quote, attributes=tuple(pair for pair in quote.attributes if pair not in gone))
            for quote in labels.quotes
        ),
        topics,
    )


def _readings(column: str | None, labels: Labels, others: Iterable[tuple[str, Labels]]) -> tuple[Reading, ...]:
    """The readings of a sentence with these labels, also by `others`."""
    try:
        return readings_beside(labels, readings_from_json(orjson.loads(column or "[]"), labels), others)
    except (*MALFORMED, RowUnreadable):  # there is no choice then; `annotator db check` says why
        return ()


def versions_left(versions: Sequence[Sequence[str]], taken: Sequence[int]) -> dict[str, Any]:
    """What a verdict says of versions: of which nothing is left are left out, the others numbered anew.

    None is left where all that it took are gone: it would say that nobody had marked what the review marks.
    """
    left = [number for number, version in enumerate(versions, 1) if version]
    numbers = [left.index(number) + 1 for number in taken if number in left]
    if taken and not numbers:
        left = []
    return {"versions": [versions[number - 1] for number in left], "taken": numbers}


def draft(column: str, row: str = "a draft", within: Within = ANYWHERE) -> tuple[Labels | None, NoteAndFlag | None]:
    """What was left unconfirmed of a sentence, from its JSON column.

    Raises RowUnreadable, which names the row.
    """
    with as_kept(row):
        fields = shapes.json(column, "it")
        Draft(fields).check()
        labels_left = shapes.labels_of(fields, within, "it") if "quotes" in fields else None
        return labels_left, NoteAndFlag(fields["note"], fields["flagged"]) if "flagged" in fields else None


def draft_left(labels: Labels | None, note_and_flag: NoteAndFlag | None) -> dict[str, Any] | None:
    """A draft for its JSON column: labels as decisions have them, with note and flag. What is None is left out.

    None where both are None: then there is no draft.
    """
    if labels is None and note_and_flag is None:
        return None
    fields = labels_to_json(labels) if labels is not None else {}
    if note_and_flag is not None:
        fields |= {"note": note_and_flag.note, "flagged": note_and_flag.flagged}
    return fields


def document(row: Sequence[Any], text: str) -> Document:
    """A document from the columns of DOCUMENT and its text. Raises RowUnreadable."""
    name, title, source, published, meta, body_start = row
    with as_kept(f"the article {name}"):
        return Document(name, text, title, source, published, shapes.json(meta, "it"), body_start)


def cast(column: str) -> tuple[CastMember, ...]:
    """The cast from its JSON column. Raises RowUnreadable."""
    with as_kept("the cast of an article"):
        return cast_from_json(orjson.loads(column))
