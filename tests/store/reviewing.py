"""A small article that several annotators marked, and ways to mark it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggested
from annotator.core.review.versions import Scope
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened, transaction
from annotator.store.log import history
from annotator.store.sqlite.sqlite_library import Connection
from tests.made_once import made_once
from tests.store.conftest import imported

WORDS = "She said yes."
NOTHING = Labels()
YES = Labels((QuotePart((Span(9, 12),), QuoteType.INDIRECT, Span(4, 8), Span(0, 3), "Ada"),))
"""The quote in the first of the sentences; see `moved`."""
LONGER = Labels((replace(YES.quotes[0], content=(Span(9, 13),)),))
TOPIC = Labels(YES.quotes, ("politics",))
NO_AUDIT = Scope(share=0)


def moved(labels: Labels, index: int) -> Labels:
    """Labels of the first sentence, in the sentence of that index."""
    by = index * (len(WORDS) + 1)
    return Labels(tuple(quote.shifted(by) for quote in labels.quotes), labels.topics)


def document(name: str, sentences: int) -> Suggested:
    """A document of that many sentences, all the same but for its name in the header line of none."""
    text = " ".join([WORDS] * sentences) + f" {name}"
    size = len(WORDS) + 1
    places = tuple(Sentence(index, index * size, index * size + len(WORDS)) for index in range(sentences))
    return Suggested(Document(name, text, name), places, (), ((),) * sentences)


def team(path: Path, documents: Mapping[str, Mapping[str, Sequence[Labels | Answer]]]) -> Path:
    """A database in which annotators decided documents: by document and annotator, labels of each sentence in order.

    An answer stands for itself, without labels. Labels are those of the first sentence, which are moved.
    """
    return made_once(path, ("team", repr(documents)), lambda path: _make(path, documents))


def of_one_article(folder: Path, **said: Sequence[Labels | Answer]) -> Path:
    """A database of one article, `d`, that annotators decided, by their names."""
    return team(folder / "a.db", {"d": said})


def _make(path: Path, documents: Mapping[str, Mapping[str, Sequence[Labels | Answer]]]) -> None:
    imported(path, *(document(name, max(map(len, decided.values()))) for name, decided in documents.items()))
    with opened(path) as connection:
        for name, by_annotator in documents.items():
            for annotator, said in by_annotator.items():
                decide(connection, annotator, name, dict(enumerate(said)))


def decide(
    connection: Connection,
    annotator: str,
    name: str,
    said: Mapping[int, Labels | Answer],
    implied: bool = False,
) -> None:
    """Have an annotator decide some sentences of a document, by their indexes, in one step."""
    new = []
    for index, labels in said.items():
        key = sentence_id(connection, name, index)
        answer = labels if isinstance(labels, Answer) else Answer.ACCEPT
        shown = NOTHING if isinstance(labels, Answer) else moved(labels, index)
        new.append(NewDecision(key, answer, shown, implied=implied))
    with transaction(connection):
        history.enter_annotator(connection, annotator)
        history.decide(connection, annotator, new)


def sentence_id(connection: Connection, name: str, index: int) -> int:
    """The id of a sentence of a document."""
    row = connection.first_row(
        "SELECT sentences.id FROM sentences JOIN documents ON number = document"
        " WHERE documents.id = ? AND position = ?",
        name,
        index,
    )
    return int(row[0])


def settle(desk: SqliteReviewDesk, key: int, labels: Labels, answer: Answer = Answer.ACCEPT) -> None:
    """Have a reviewer decide a sentence, given by its id, as it stands."""
    replaces = history.head(desk.connection, desk.annotator, key)
    desk.save([NewDecision(key, answer, labels, replaces=replaces)])


def by(speaker: str) -> Labels:
    """The quote in the first of the sentences, said by somebody else."""
    return Labels((replace(YES.quotes[0], speaker=speaker),))
