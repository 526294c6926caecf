"""Which decisions a change of the label scheme or the guidelines affects, and which of them nobody looked at since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import orjson

from annotator.core.model import QuoteType
from annotator.core.revisions import (
    Change,
    LabelTable,
    Revision,
    standing_at,
)
from annotator.core.session.desk import Place
from annotator.store.articles.removals import is_present
from annotator.store.log.revisions import all_revisions, line
from annotator.store.sqlite.sqlite_library import sqlite3

EVERYTHING = "everything"
QUOTES = "quotes"
"""What a text of the guidelines can bear on, beside types of quotes and keys of topics."""


class Affected(NamedTuple):
    """A current decision that a change affects: of which sentence, and whose."""

    sentence_id: int
    annotator: str


class Counted(NamedTuple):
    """A change with the decisions that were made before it and hold what it is about, without those decided since.

    `number`: as in 3.1, the first of revision 3. `open`: how many of them have to be looked at.
    """

    number: str
    revision: Revision
    change: Change
    affected: tuple[Affected, ...]
    asks: bool

    @property
    def open(self) -> int:
        """How many are to be looked at."""
        return len(self.affected) if self.asks else 0


_FROM = (
    " FROM heads JOIN decisions ON decisions.id = heads.decision"
    " JOIN sentences ON sentences.id = heads.sentence_id JOIN annotators ON annotators.name = heads.annotator"
    f" WHERE NOT heads.skipped AND annotators.role <> 'candidate' AND {is_present('sentences.document')}"
)


def changes(connection: sqlite3.Connection, annotator: str | None = None) -> tuple[Counted, ...]:
    """All changes along the line of revisions, in their order, with the decisions (of an annotator) that they affect.

    Looks at every current decision that was made before the last change.
    """
    revisions = all_revisions(connection)
    table = revisions[-1].labels if revisions else LabelTable()
    reached = standing_at(revisions)
    found: list[Counted] = []
    for revision in line(connection):
        number = revision.number or 1
        early = [key for key, standing in reached.items() if standing < number]
        found += _counted(connection, revision, number, revision.changes, table, early, annotator)
    return tuple(found)


def counted_now(connection: sqlite3.Connection, table: LabelTable, made: Sequence[Change]) -> tuple[Counted, ...]:
    """The changes that a new revision would make, with all current decisions that they would affect.

    `table`: the labels as they would be.
    """
    revisions = all_revisions(connection)
    before: list[int | None] = [None, *(one.key for one in revisions)]
    number = max((one.number or 0 for one in revisions), default=0) + 1
    return tuple(_counted(connection, revisions[-1], number, made, table, before, None))


def _counted(
    connection: sqlite3.Connection,
    revision: Revision,
    number: int,
    made: Sequence[Change],
    table: LabelTable,
    early: Sequence[int | None],
    annotator: str | None,
) -> Iterator[Counted]:
    """The changes of a revision, with the decisions that were made under one of the `early` ones."""
    for at, change in enumerate(made, start=1):
        if change.of == "guidelines":
            where, values = _bears_on(change, table)
        else:
            where, values = _holds(change.of, table.keys_of(change), table.attribute_keys(change.attribute))
        whose = " AND heads.annotator = ?" if annotator is not None else ""
        affected = connection.execute(
            f"SELECT heads.sentence_id, heads.annotator{_FROM} AND ({where})"
            " AND coalesce(decisions.revision, 0) IN (SELECT coalesce(value, 0) FROM json_each(?))"
            f"{whose} ORDER BY heads.sentence_id, heads.annotator",
            (*values, orjson.dumps(early).decode(), *([annotator] if annotator is not None else [])),
        )
        found = tuple(map(Affected._make, affected))
        yield Counted(f"{number}.{at}", revision, change, found, table.is_open(change))


def places(connection: sqlite3.Connection, sentences: Sequence[int]) -> dict[int, tuple[str, Place]]:
    """Where these sentences are, by their ids: the id of the document, and the place."""
    found = connection.execute(
        "SELECT sentences.id, documents.id, document, position FROM sentences JOIN documents ON number = document"
        " WHERE sentences.id IN (SELECT value FROM json_each(?))",
        (orjson.dumps(sentences).decode(),),
    )
    return {key: (name, Place(*place)) for key, name, *place in found}


def stale(counted: Iterable[Counted]) -> dict[tuple[int, str], list[Counted]]:
    """The changes for which a decision has to be looked at, by the sentence's id and the annotator, in this order."""
    found: dict[tuple[int, str], list[Counted]] = {}
    for one in counted:
        for decision in one.affected if one.asks else ():
            found.setdefault((decision.sentence_id, decision.annotator), []).append(one)
    return dict(sorted(found.items()))


def is_held(connection: sqlite3.Connection, of: str, keys: frozenset[str], attribute: str | None = None) -> bool:
    """Whether a current decision, also a skip with labels, holds a label that had one of these keys."""
    names = all_revisions(connection)[-1].labels.attribute_keys(attribute) if of == "value" else frozenset()
    where, values = _holds(of, keys, names)
    row = connection.execute(
        f"SELECT 1 FROM heads JOIN decisions ON decisions.id = heads.decision WHERE {where} LIMIT 1", values
    ).fetchone()
    return row is not None


def _holds(of: str, keys: frozenset[str], attribute: frozenset[str]) -> tuple[str, list[str]]:
    """SQL that a decision holds a label that had one of these keys, as it is stored; and its values."""
    wanted = orjson.dumps(sorted(keys)).decode()
    among = "IN (SELECT value FROM json_each(?))"
    if of == "topic":
        return f"EXISTS (SELECT 1 FROM json_each(decisions.labels, '$.topics') WHERE value {among})", [wanted]
    pairs = "json_each(decisions.labels, '$.quotes') AS quote, json_each(quote.value, '$.attributes') AS pair"
    has = "instr(decisions.labels, '\"attributes\":') AND EXISTS (SELECT 1 FROM"
    if of == "attribute":
        return f"{has} {pairs} WHERE pair.key {among})", [wanted]
    return f"{has} {pairs} WHERE pair.key {among} AND pair.value {among})", [
        orjson.dumps(sorted(attribute)).decode(),
        wanted,
    ]


def _bears_on(change: Change, table: LabelTable) -> tuple[str, list[str]]:
    """SQL that another text of the guidelines bears on a decision.

    That is so where a review named a paragraph that changed as the cause of a difference, and where the decision holds
    what the change was said to bear on.
    """
    where = [
        "heads.sentence_id IN (SELECT reviewed.sentence_id FROM decisions AS reviewed WHERE"
        " reviewed.verdict ->> 'paragraph' IN (SELECT value FROM json_each(?)))"
    ]
    values = [orjson.dumps(change.old).decode()]
    for what in change.ids:
        if what == EVERYTHING:
            where.append("TRUE")
        elif what == QUOTES:
            where.append("json_array_length(decisions.labels, '$.quotes') > 0")
        elif what in tuple(QuoteType):
            where.append("EXISTS (SELECT 1 FROM json_each(decisions.labels, '$.quotes') WHERE value ->> 'type' = ?)")
            values.append(what)
        else:
            topic = next((one for one in table.topics if what in one.keys), None)
            keys = frozenset(topic.keys if topic is not None else (what,))
            sql, of_topic = _holds("topic", keys, frozenset())
            where.append(sql)
            values += of_topic
    return " OR ".join(where), values
