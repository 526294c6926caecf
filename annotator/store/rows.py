"""Rows of the database as the words of the vocabulary."""

from __future__ import annotations

from typing import Any

import orjson

from annotator.core.labels_json import labels_from_json, labels_to_json
from annotator.core.model import (
    Answer,
    CastMember,
    Decision,
    Document,
    Labels,
    Sentence,
    Span,
    Suggestion,
    TopicSuggestion,
)
from annotator.core.session.desk import NoteAndFlag

DECISION = (
    "decisions.id, decisions.annotator, decisions.answer, decisions.labels, decisions.decided_at, decisions.note,"
    " decisions.flagged, decisions.implied, decisions.seconds, decisions.keys, decisions.suggestion"
)
SUGGESTION = "suggestions.id, suggestions.run, suggestions.labels, suggestions.score, suggestions.topics"
DOCUMENT = "documents.id, documents.title, documents.source, documents.published, documents.meta, documents.body_start"


def decision(row: tuple[Any, ...]) -> Decision:
    """A decision from the columns of DECISION."""
    return Decision(
        id=row[0],
        annotator=row[1],
        answer=Answer(row[2]),
        labels=labels_from_json(orjson.loads(row[3])),
        decided_at=row[4],
        note=row[5],
        flagged=bool(row[6]),
        implied=bool(row[7]),
        seconds=row[8],
        keys=row[9],
        suggestion=row[10],
    )


def suggestion(row: tuple[Any, ...]) -> Suggestion:
    """A suggestion from the columns of SUGGESTION."""
    return Suggestion(
        id=row[0],
        run=row[1],
        labels=labels_from_json(orjson.loads(row[2])),
        score=row[3],
        topics=tuple(TopicSuggestion(*topic) for topic in orjson.loads(row[4])),
    )


def draft(column: str) -> tuple[Labels | None, NoteAndFlag | None]:
    """What was left unconfirmed of a sentence, from its JSON column."""
    data = orjson.loads(column)
    labels = labels_from_json(data) if "quotes" in data else None
    return labels, NoteAndFlag(data["note"], data["flagged"]) if "flagged" in data else None


def draft_column(labels: Labels | None, note_and_flag: NoteAndFlag | None) -> str:
    """The JSON column for it: labels as decisions have them, beside them a note and flag; what is None is not there."""
    data = labels_to_json(labels) if labels is not None else {}
    if note_and_flag is not None:
        data |= {"note": note_and_flag.note, "flagged": note_and_flag.flagged}
    return orjson.dumps(data).decode("utf-8")


def document(row: tuple[Any, ...], text: str) -> Document:
    """A document from the columns of DOCUMENT and its text."""
    return Document(row[0], text, row[1], row[2], row[3], orjson.loads(row[4]), row[5])


def cast(column: str) -> tuple[CastMember, ...]:
    """The cast from its JSON column."""
    return tuple(CastMember(name, tuple(Span(*pair) for pair in pairs)) for name, pairs in orjson.loads(column))


def sentence(position: int, start: int, end: int) -> Sentence:
    """A sentence from its columns."""
    return Sentence(position, start, end)
