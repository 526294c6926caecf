"""Documents, their sentences, suggestions and what the rules could suggest: stored, looked up, taken out, and named."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from math import prod
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import NewDecision
from annotator.core.draw import sha256_of
from annotator.core.drawable import FEW, listed, one_line
from annotator.core.errors import DatabaseRefused, DocumentRemoved, InputRefused
from annotator.core.model import Article, Chance, Document, Labels, NamedBy, Sentence, Span, Suggested
from annotator.core.model_json import cast_to_json, chance_to_json, chances_from_json, labels_to_json, readings_to_json
from annotator.core.quotes.assembly import split_quotes, split_readings
from annotator.core.quotes.guidelines import EdgeHabits
from annotator.store.log import fold, rows, shapes
from annotator.store.log.fold import LATEST
from annotator.store.log.history import SUPERSEDED, append
from annotator.store.log.kinds import NOBODY, Remove, Undo
from annotator.store.log.rows import to_json
from annotator.store.log.schema import NEWEST, NEWEST_RUN, OWN_RUN, STANDS, now
from annotator.store.sqlite.sqlite_library import Connection


def text_hash(text: str) -> str:
    """What makes a text the same text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return sha256_of(text).hexdigest()


class Added(NamedTuple):
    """What became of a document: its number; `known` if it was here already."""

    number: int
    known: bool


def number_of(connection: Connection, text: str) -> int | None:
    """The number of the document with exactly that text; None if there is none."""
    return connection.first_value("SELECT number FROM documents WHERE sha256 = ?", text_hash(text))


_FIRST_EDITION = """
    WITH RECURSIVE line (number, clock, uuid) AS (
        VALUES (?, NULL, NULL) UNION SELECT earlier, editions.clock, editions.uuid FROM line CROSS JOIN editions
        ON later = line.number
    ) SELECT id FROM line JOIN documents USING (number) WHERE clock NOT NULL ORDER BY clock, uuid LIMIT 1
"""
"""The id of the document that an edition came of in the end; NULL of one that came of none."""


def document_of(connection: Connection, number: int) -> Document:
    """The document of that number. Raises RowUnreadable, also where a damaged database lacks its row."""
    stored = f"SELECT {rows.DOCUMENT}, text FROM documents WHERE number = ?"
    with rows.as_kept(f"article {number}"):
        *about, text = connection.first_row(stored, number)
        return replace(rows.document(about, text), first_id=connection.first_value(_FIRST_EDITION, number))


_PREFERRED = (
    f"SELECT e.body ->> 'name' FROM events AS e WHERE e.who = ? AND e.kind = 'prefer' AND {STANDS.format('e')} {NEWEST}"
)


def preferred(connection: Connection) -> str | None:
    """The name of the suggester that stands first in this database; None where none was named."""
    return connection.first_value(_PREFERRED, NOBODY)  # by an index of what NOBODY did, which is little


def suggesters(connection: Connection) -> list[str]:
    """The names of all suggesters whose suggestions are here, those that came first before others."""
    return connection.each_value("SELECT pipeline FROM runs GROUP BY pipeline ORDER BY min(started_at), pipeline")


def add_document(connection: Connection, run: str, suggested: Suggested) -> Added:
    """Store a document with its sentences and suggestions. Call inside a transaction.

    A text that is here already is left as it is. An id that another text has taken gets a suffix: a new version of an
    article stands beside the old one, whose decisions stay with the text they were made on.
    """
    document = suggested.document
    known = number_of(connection, document.text)
    if known is not None:
        return Added(known, known=True)
    number = rows.insert(
        connection,
        "documents",
        {
            "id": free_id(connection, document.id),
            "sha256": text_hash(document.text),
            "sentences": len(suggested.sentences),
            "title": document.title,
            "source": document.source,
            "published": document.published,
            "body_start": document.body_start,
            "imported_at": now(),
            "meta": to_json(document.meta),
            "cast": to_json(cast_to_json(suggested.cast)),
            "text": document.text,
        },
    )
    fold.index_words(connection, number)
    first = connection.one_value("SELECT coalesce(max(id), 0) + 1 FROM sentences")
    ids = {sentence.index: first + sentence.index for sentence in suggested.sentences}
    connection.executemany(
        'INSERT INTO sentences (id, document, position, start, "end") VALUES (?, ?, ?, ?, ?)',
        [(ids[s.index], number, s.index, s.start, s.end) for s in suggested.sentences],
    )
    add_suggestions(connection, run, suggested, ids)
    fold.refresh_suggested(connection, [number])
    if connection.there_is(f"SELECT 1 FROM runs WHERE id = ? AND {OWN_RUN}", run):  # others know nothing of chances
        keep_chances(connection, number, suggested.chances)
    return Added(number, known=False)


def free_id(connection: Connection, wanted: str) -> str:
    """The id for a document that is to have that one: the same, or one with a suffix where another text has it."""
    candidate, version = wanted, 1
    while connection.there_is("SELECT 1 FROM documents WHERE id = ?", candidate):
        version += 1
        candidate = f"{wanted}~{version}"
    return candidate


def join_cast(connection: Connection, document: int, cast: Sequence[Any]) -> None:
    """Add those of a cast (see `cast_to_json`) whom a document does not have; whoever is there keeps the place."""
    column = connection.one_value('SELECT "cast" FROM documents WHERE number = ?', document)
    kept = orjson.loads(column)
    known = {name for name, *_ in kept}
    new = [member for member in cast if member[0] not in known]
    if new:
        connection.run('UPDATE documents SET "cast" = ? WHERE number = ?', to_json(kept + new), document)


def add_suggestions(
    connection: Connection, run: str, suggested: Suggested, ids: Mapping[int, int], *, beside: bool = False
) -> None:
    """Store what a run suggests for those sentences whose id in the database is given, by their index.

    It is what is shown from then on, or (`beside`) older than all that is there. A sentence's score is the probability
    that all its quotes are right: the product of theirs. Where one of them has none, nobody knows how sure it is.
    Raises InputRefused for a quote, or one of a reading, that `check` would find fault with.
    """
    text = suggested.document.text
    parts = split_quotes(suggested.quotes, suggested.sentences, text)
    readings = split_readings(suggested.readings, suggested.quotes, suggested.sentences, text)
    lowest = connection.one_value("SELECT min(0, coalesce(min(id), 0)) FROM suggestions")
    for sentence, topics, kind in zip(suggested.sentences, suggested.topics, suggested.kinds(), strict=True):
        if sentence.index not in ids:
            continue
        quotes, others = parts.get(sentence.index, ()), readings.get(sentence.index, ())
        within = shapes.Within(sentence.span, Span(0, len(text)))
        try:
            for part in chain(quotes, *(reading.parts for reading in others)):
                shapes.quote(part, within, "a suggestion")
        except shapes.BadValue as bad:
            message = f"{one_line(suggested.document.id)}: suggestions that cannot be kept: {bad}"
            raise InputRefused(message, "leave the article out, or suggest with another model") from None
        scores = [quote.score for quote in quotes if quote.score is not None]
        labels = Labels(quotes, tuple(topic.label for topic in topics))
        lowest -= 1
        key = rows.insert(
            connection,
            "suggestions",
            {
                "id": lowest if beside else None,
                "sentence_id": ids[sentence.index],
                "run": run,
                "score": round(prod(scores), 4) if quotes and len(scores) == len(quotes) else None,
                "labels": to_json(labels_to_json(labels)),
                "topics": to_json([[topic.label, topic.score, topic.because] for topic in topics]),
                "boilerplate": kind,
            },
        )
        if others:
            column = to_json(readings_to_json(others, labels))
            rows.insert(connection, "readings", {"suggestion": key, "readings": column})


# ---- looking up, for the import of decisions


_SAYING = """
    SELECT uuid FROM heads JOIN decisions ON decisions.id = heads.decision
    WHERE heads.annotator = :annotator AND heads.sentence_id = :sentence_id
    AND (answer, todays(labels), note, decisions.flagged, implied)
    IS (:answer, todays(:labels), :note, :flagged, :implied)
"""
"""SQL for a current decision that says the same: not what it took, nor which suggestion it answered."""


class Stored(NamedTuple):
    """A stored document with its sentences; `ids` are their ids in the database, in the same order."""

    number: int
    document: Document
    sentences: tuple[Sentence, ...]
    ids: tuple[int, ...]


def find_alike(
    connection: Connection, document: Document, sentences: Sequence[Span], fits: Callable[[str], bool]
) -> Stored | None:
    """The document of that id, or that text, or the first one with these sentences, if its text `fits`; else None.

    It has the sentences if the first and the last of them are there. The text may be the first part of another one
    that has the id, and stand here as an article of its own: so the id counts first.
    """
    by_name = "SELECT number FROM documents WHERE id = ?", (document.id,)
    by_text = "SELECT number FROM documents WHERE sha256 = ?", (text_hash(document.text),)
    by_place = (
        """
            SELECT document FROM sentences AS here WHERE start = ? AND "end" = ? AND EXISTS (SELECT 1 FROM sentences
            WHERE document = here.document AND start = ? AND "end" = ?) ORDER BY document
        """,
        (*sentences[0], *sentences[-1]),
    )
    # In this order: the last goes through all sentences.
    for sql, values in (by_name, by_text, by_place):
        for number in connection.each_value(sql, *values):
            text = connection.one_value("SELECT text FROM documents WHERE number = ?", number)
            if fits(text):
                return stored_document(connection, number)
    return None


def stored_document(connection: Connection, number: int) -> Stored:
    """The document of that number, which must be there."""
    sentences = connection.run(
        'SELECT id, position, start, "end" FROM sentences WHERE document = ? ORDER BY position', number
    ).fetchall()
    return Stored(
        number,
        document_of(connection, number),
        tuple(Sentence(*place) for _, *place in sentences),
        tuple(key for key, *_ in sentences),
    )


def current_saying(connection: Connection, annotator: str, new: NewDecision) -> str | None:
    """The uuid of the annotator's current decision of the sentence, if it says just this; None else."""
    return connection.first_value(_SAYING, annotator=annotator, sentence_id=new.sentence_id, **rows.said_columns(new))


# ---- what could be suggested in each, suggested or not: what decisions are counted against


def keep_chances(connection: Connection, document: int, chances: Iterable[Chance]) -> None:
    """Keep what could be suggested in a document, in place of what was kept of it before.

    Call inside a transaction.
    """
    column = zlib.compress(orjson.dumps([*map(chance_to_json, chances)]))
    connection.run("INSERT OR REPLACE INTO chances (document, chances) VALUES (?, ?)", document, column)


def chances_in(connection: Connection, document: int) -> tuple[Chance, ...] | None:
    """What could be suggested in a document, by whoever did so last; None where that is not known.

    Raises DatabaseRefused where the database holds something else in its place.
    """
    column = connection.first_value("SELECT chances FROM chances WHERE document = ?", document)
    try:
        return None if column is None else chances_of(column)
    except ValueError as error:
        raise DatabaseRefused(
            f"article {document}: what could be suggested cannot be read", "`annotator db check` says what is damaged"
        ) from error


_MOST_BYTES = 100_000_000
"""More than the chances of the largest article that can be imported: what unpacks to more is no such thing."""


def chances_of(column: bytes) -> tuple[Chance, ...]:
    """What is kept of a document, from its column. Raises ValueError for what is no such thing.

    A database may come from anywhere: what unpacks to more than `_MOST_BYTES` is none either.
    """
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(column, _MOST_BYTES)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise ValueError("too long, or cut off")
        return chances_from_json(orjson.loads(unpacked))
    except (LookupError, TypeError, StopIteration, zlib.error) as error:
        raise ValueError("no chances") from error


def maker_of(settings: dict[str, Any]) -> str | None:
    """Which trained pipeline suggested in a run with these settings, by its digest; None: rules alone."""
    maker: str | None = settings.get("trained")
    return maker


def edge_habits(connection: Connection) -> EdgeHabits:
    """The habits at edges of quotes that our newest run was adapted to, which the screen goes by; empty without any.

    Read without all that `store.read.habits` needs.
    """
    column = connection.first_value(f"SELECT habits -> '$.edges' FROM runs WHERE {OWN_RUN} {NEWEST_RUN}")
    with rows.as_kept("the newest row of runs"):
        return EdgeHabits.from_json({} if column is None else orjson.loads(column))


# ---- taken out of the work; the decisions on them stay where they are


class Removal(NamedTuple):
    """Who took a document out, and when (UTC, ISO 8601)."""

    who: str
    at: str


def is_present(document: str) -> str:
    """SQL that a document is not taken out; `document` is the column, or an expression, with its number.

    >>> is_present("sentences.document")
    'sentences.document NOT IN (SELECT document FROM removed)'
    """
    return f"{document} NOT IN (SELECT document FROM removed)"


def is_superseded(document: str) -> str:
    """SQL that a document has a later edition that took its place; `document` is the column with its number."""
    return f"{document} IN ({SUPERSEDED})"


def later_edition(connection: Connection, document: int) -> int | None:
    """The number of the edition that took the place of a document, at the end of all; None where none did."""
    *_, (last,) = connection.run(
        f"""
            WITH RECURSIVE line (number) AS (VALUES (?) UNION SELECT later FROM line CROSS JOIN editions
            ON earlier = line.number AND {LATEST}) SELECT number FROM line
        """,
        document,
    )
    return None if last == document else int(last)


def remove(connection: Connection, document: int, who: str) -> bool:
    """Take a document out, by its number; False where it is out already. Call inside a transaction."""
    if removal_of(connection, document) is not None:
        return False
    append(connection, who, Remove(), document=document)
    return True


def bring_back(connection: Connection, document: int, who: str) -> bool:
    """Take back that a document was taken out; False where it was not. Call inside a transaction.

    On two copies it may have been taken out twice.
    """
    removals = connection.each_value(
        f"""
            SELECT e.uuid FROM events AS e WHERE e.kind = 'remove' AND e.document = ? AND {STANDS.format("e")}
            ORDER BY e.clock, e.uuid
        """,
        document,
    )
    for removal in removals:
        append(connection, who, Undo(), document=document, undoes=removal)
    return bool(removals)


def removal_of(connection: Connection, document: int) -> Removal | None:
    """The removal of a document, by its number; None where it is not out."""
    if not connection.there_is("SELECT 1 FROM removed WHERE document = ?", document):
        return None
    row = connection.first_row(
        f"""
            SELECT e.who, e.at FROM events AS e WHERE e.kind = 'remove' AND e.document = ?1
            AND {STANDS.format("e")} UNION ALL SELECT who, at FROM editions WHERE earlier = ?1 AND {LATEST}
            ORDER BY at DESC LIMIT 1
        """,
        document,
    )
    return Removal(*row)


def check_present(connection: Connection, document: int) -> None:
    """Raise DocumentRemoved where the document of that number is out, or a later edition took its place."""
    removal = removal_of(connection, document)
    if removal is None:
        return
    later = later_edition(connection, document)
    if later is not None:
        raise DocumentRemoved(
            f"article {document} was corrected: article {later} is in its place",
            f"go by that one; `annotator export --edition all` has what was decided of article {document}, too",
        )
    raise DocumentRemoved(
        f"article {document} was removed by {one_line(removal.who, 60)}",
        f"`annotator remove --undo {document}` brings it back",
    )


def documents_of(connection: Connection, sentences: Sequence[int]) -> list[int]:
    """The numbers of the documents of these sentences, by their ids, each once."""
    of = "SELECT DISTINCT document FROM sentences WHERE id IN (SELECT value FROM json_each(?))"
    return connection.each_value(of, to_json(sentences))


def how_to_get_articles(connection: Connection) -> str:
    """What to do where no document is there that is not out, for people."""
    if not connection.there_is("SELECT 1 FROM removed"):
        return "add some with `annotator import PATH...`"
    return "all are removed: `annotator list removed` shows them, `annotator remove --undo` brings them back"


# ---- as commands name and list them: by number, by id, or by words of the title


_NUMBERS = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")

_ARTICLES = """
    SELECT number, id, title, published, sentences, number IN (SELECT document FROM removed) FROM documents
"""


def articles(connection: Connection) -> list[Article]:
    """All documents, also those that were removed, by number."""
    return _articles_where(connection, "ORDER BY number")


def numbers_named(name: str) -> range | None:
    """The numbers of articles that a word names (`3`, `3-12`), be they here or not; None where it is no number."""
    numbers = _NUMBERS.fullmatch(name)
    return numbers and range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1)


def articles_of_id(connection: Connection, key: str) -> list[Article]:
    """The article of that id, if there is one."""
    return _articles_where(connection, "WHERE id = ?", key)


def named_articles(connection: Connection, name: str, by: NamedBy | None, removed: bool) -> list[Article]:
    """The articles of a number, of a range of them (`3-12`), of an id, or with those words in the title.

    With `by` only what it says is looked at. Otherwise words are looked for in titles (and in ids, where there is no
    title) only where there is no such id, and numbers not at all: one digit off would name an article that has the
    number in its title. Of several titles those count whose articles are `removed` or not, as is wanted. Raises
    InputRefused where there is none, or where more than one could be meant.
    """
    numbers, by_number = numbers_named(name), list[Article]()
    by_title = by is NamedBy.TITLE or (by is None and numbers is None)
    if numbers and by in (None, NamedBy.NUMBER):
        ends = numbers[0], numbers[-1]
        by_number = _articles_where(connection, "WHERE number BETWEEN ? AND ? ORDER BY number", *ends)
    by_id = articles_of_id(connection, name) if by in (None, NamedBy.ID) else []
    if by_number and by_id and by_number != by_id:
        raise InputRefused(
            f"{one_line(name, 60)!r} is the number of {_names(by_number)}, and the id of {_names(by_id)}",
            "say which you mean: --by number or --by id",
        )
    named = by_number or by_id
    if not named and by_title:
        words = _words(name)  # several must stand in this order
        titled = [article for article in articles(connection) if words and words in _words(article.name)]
        named = [article for article in titled if article.removed is removed] or titled
        if len(named) > 1:
            raise InputRefused(
                f"{one_line(name, 60)!r} is in the titles of {len(named)} articles: {_names(named)}",
                "name one by its number",
            )
    if not named:
        others = ", and none with those words in its title" if by_title else ""
        kind = f"the {by}" if by else f"that number or id{others}"
        raise InputRefused(f"no article with {kind}: {one_line(name, 60)!r}", "`annotator list documents` shows them")
    return named


def decided_by(connection: Connection, document: int) -> dict[str, int]:
    """How many sentences of a document each annotator has decided, skipped ones apart; by name."""
    decided = """
        SELECT annotator, accepted + rejected FROM progress WHERE document = ? AND accepted + rejected > 0
        ORDER BY annotator
    """
    return dict(connection.run(decided, document))


def unconfirmed_in(connection: Connection, document: int) -> int:
    """How many sentences of a document somebody has edited and not confirmed."""
    return int(
        connection.one_value(
            "SELECT count(*) FROM drafts JOIN sentences ON sentences.id = sentence_id WHERE document = ?",
            document,
        )
    )


def _words(name: str) -> str:
    """The words of a title, to be compared: upper and lower case are the same."""
    return " ".join(name.split()).casefold()


def _articles_where(connection: Connection, where: str, *values: Any) -> list[Article]:
    stored = connection.run(f"{_ARTICLES} {where}", *values)
    return [Article._make((*about, bool(removed))) for *about, removed in stored]


def _names(named: list[Article]) -> str:
    return listed([f"article {article.number} ({one_line(article.name, 60)})" for article in named], FEW)
