"""A real database file with two small documents."""

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.model import Document, Labels, Quote, QuoteType, Run, Sentence, Span, Suggested, TopicSuggestion
from annotator.core.session.desk import Item
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.importer import Importer
from tests.made_once import made_once

RUN = Run("pipeline", "1.0", {"profile": "speech"})


def suggested(name: str = "one", text: str = "He said yes. She left. All was well.") -> Suggested:
    quote = Quote((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada", 0.9, "ccomp")
    return Suggested(
        Document(name, text, "A title", meta={"desk": "news"}),
        (Sentence(0, 0, 12), Sentence(1, 13, 22), Sentence(2, 23, 36)),
        (quote,),
        ((TopicSuggestion("politics", 0.8, "yes"),), (), ()),
    )


def numbered(count: int) -> list[Suggested]:
    """So many articles of three sentences each."""
    return [suggested(f"article-{n}", f"He said yes. She left. All was well. {n}") for n in range(1, count + 1)]


def forked(work: Callable[[], None]) -> int:
    """A process that does something and ends: with 0, or with 1 and the traceback of what was raised."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


NOTHING = Labels()


def _decided(answer: Answer, sentence: int, labels: Labels = NOTHING, **more: Any) -> NewDecision:
    return NewDecision(sentence, answer, labels, **more)


accepted, rejected, skipped = (partial(_decided, answer) for answer in Answer)
"""Decisions of a sentence, by its id: with these labels, or none."""


def save(path: Path, *decisions: NewDecision, name: str = "ana") -> tuple[Decision, ...]:
    """Have somebody decide at a desk, as one step; the decisions as they are kept."""
    with SqliteDesk(path, name) as desk:
        return desk.save(decisions)


def item_of(desk: SqliteDesk, document: int = 1, index: int = 0) -> Item:
    """A sentence of an article as somebody's desk shows it."""
    return desk.page(document).items[index]


reading = partial(opened, read_only=True)
"""The database at a path, to be read."""


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """The database, to be changed in one transaction."""
    with opened(path) as connection, transaction(connection):
        yield connection


class Holder(NamedTuple):
    """Who has a place of an article: the id of the event that took it, and whether they have finished."""

    lease: int
    annotator: str
    finished: bool


def holders(connection: Connection, document: int) -> list[Holder]:
    """Who holds or has finished an article, by place."""
    sql = (
        "SELECT id, annotator, state = 'finished' FROM leases WHERE document = ? AND state <> 'released' ORDER BY slot"
    )
    return [*map(Holder._make, connection.execute(sql, (document,)))]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return new_database(tmp_path)


TWO = (suggested(), suggested("two", "He said YES. She left. All was well."))


def new_database(folder: Path) -> Path:
    """The two documents in `annotator.db`, a copy of what was imported before."""
    return holding(folder / "annotator.db", *TWO)


def holding(path: Path, *articles: Suggested) -> Path:
    """A new database with these articles, a copy of what was imported before: its history is that of other copies."""
    return made_once(path, repr(articles), lambda path: imported(path, *articles))


def import_anew(folder: Path) -> Path:
    """A database of its own history, with the rights that the store gives it."""
    return imported(folder / "annotator.db", *TWO)


def imported(path: Path, *articles: Suggested, run: Run = RUN) -> Path:
    """The database with these articles too; made where there is none."""
    with Importer(path) as importer:
        importer.open()
        for article in articles:
            importer.add(article, run)
    return path
