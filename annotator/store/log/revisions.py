"""Revisions in the database: which is in use, the line that led to it, a new one, and labels by the keys of today.

Labels are stored under the keys that they had when they were said, and stay so: a key tells its label for ever. SQL
that shows labels, or looks for one, asks for `todays(COLUMN)`.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import orjson

from annotator.core.errors import DatabaseRefused
from annotator.core.revisions import (
    LabelTable,
    Outdated,
    Revision,
    change_from_json,
    numbered,
    table_from_json,
    with_other_lines,
)
from annotator.store.log.rows import changed, to_json
from annotator.store.log.schema import NEWEST
from annotator.store.sqlite.sqlite_library import Connection

_COLUMNS = (
    "id, uuid, parent, clock, at, who, reason, name, version, toml, guidelines, labels, changes"  # as in `Revision`
)


def newest_revision(connection: Connection) -> int | None:
    """The key of the revision in use; None in a database too old to have any."""
    return connection.first_value(f"SELECT id FROM revisions {NEWEST}")


def all_revisions(connection: Connection) -> tuple[Revision, ...]:
    """Every revision that the database knows, in order; the last is the one in use, whose labels know all others.

    Raises DatabaseRefused where a row is damaged.
    """
    revisions: list[Revision] = []
    for *row, labels, changes in connection.execute(f"SELECT {_COLUMNS} FROM revisions ORDER BY clock, uuid"):
        try:
            data = orjson.loads(labels)
            table = table_from_json(data) if data else LabelTable()
            made = tuple(change_from_json(change) for change in orjson.loads(changes))
        except (LookupError, TypeError, ValueError) as error:
            raise DatabaseRefused(
                f"revision {row[0]} of the label scheme is damaged", "`annotator db restore` brings back a copy"
            ) from error
        revisions.append(Revision(*row, table, made))  # type: ignore[call-arg]
    revisions = numbered(revisions)
    others = [revision.labels for revision in reversed(revisions) if revision.number is None]
    if others:
        revisions[-1] = revisions[-1]._replace(labels=with_other_lines(revisions[-1].labels, others))
    return tuple(revisions)


def lineage(connection: Connection) -> tuple[Revision, ...]:
    """The revisions that came after each other up to the one in use, which is the last."""
    return tuple(revision for revision in all_revisions(connection) if revision.number)


def labels_by_revision(connection: Connection) -> dict[int | None, LabelTable]:
    """The labels under each revision, in order; none where all that ever were are offered, which a glance tells."""
    revisions = all_revisions(connection) if connection.there_is(_OUTDATED) else ()
    return {revision.key: revision.labels for revision in revisions}


def outdated_keys(connection: Connection, revision: int | None = None) -> Outdated:
    """All that stands for what a revision, by its key, does not offer any more; None: that in use."""
    key = newest_revision(connection) if revision is None else revision
    return labels_by_revision(connection).get(key, LabelTable()).outdated_keys()


# ---- labels under the keys of today


_OUTDATED = (
    """SELECT 1 FROM revisions WHERE instr(changes, '"split"') OR instr(changes, '"retire"')"""
    " OR parent IN (SELECT parent FROM revisions GROUP BY parent HAVING count(*) > 1) LIMIT 1"  # on two copies
)
_RENAMED = """SELECT 1 FROM revisions WHERE instr(changes, '"rename"') OR instr(changes, '"merge"') LIMIT 1"""


def read_todays_keys(connection: Connection) -> None:
    """Let `todays(COLUMN)` of SQL give labels, or the topics of a suggestion, by the keys of the revision in use.

    And let `as_answered(SUGGESTED, REVISION, DECIDED)` give labels that were suggested, by the same keys, as they were
    shown when a decision was made under a revision: what was not offered any more was not, unless the decision has it
    from one before.
    """
    table, outdated = LabelTable(), dict[int | None, Outdated]()
    with suppress(DatabaseRefused):  # `annotator db check` must be able to look at what is damaged
        if connection.there_is(_RENAMED):
            table = all_revisions(connection)[-1].labels
        outdated = {key: labels.outdated_keys() for key, labels in labels_by_revision(connection).items()}
    old = tuple(map(to_json, table.old_keys()))

    def todays(column: str | None) -> str | None:
        return column and changed(column, old, partial(_by_keys, table))

    def as_answered(suggested: str | None, revision: int | None, decided: str) -> str | None:
        gone = outdated.get(revision)
        if suggested and gone:
            texts = (to_json(key) if isinstance(key, str) else ":".join(map(to_json, key)) for key in gone)
            suggested = changed(suggested, texts, partial(_shown, table, gone, decided))
        return todays(suggested)

    connection.create_function("todays", 1, todays, deterministic=True)
    connection.create_function("as_answered", 3, as_answered, deterministic=True)


def _shown(table: LabelTable, gone: Outdated, decided: str, data: Any) -> Any:
    """Labels that were suggested without what was `gone`, but for that of the labels that were decided."""
    said = orjson.loads(decided)
    kept: set[str | tuple[str, str]] = {*table.of_topics(said["topics"])}
    for quote in said["quotes"]:
        own = quote.get("attributes", {})
        kept.update(own.items(), table.of_attributes(own).items())
    data["topics"] = [
        topic for topic in data["topics"] if topic not in gone or not kept.isdisjoint(table.of_topics([topic]))
    ]
    for quote in data["quotes"]:
        if "attributes" in quote:
            quote["attributes"] = {
                name: value
                for name, value in quote["attributes"].items()
                if (name, value) not in gone or not kept.isdisjoint(table.of_attributes({name: value}).items())
            }
    return data


def _by_keys(table: LabelTable, data: Any) -> Any:
    """Labels, or the topics of a suggestion, by these keys."""
    if isinstance(data, list):
        best = dict[str, list[Any]]()
        for topic, *rest in data:
            key = table.topics_today.get(topic, topic)
            best.setdefault(key, [key, *rest])
        return [*best.values()]
    if "topics" in data:
        data["topics"] = table.of_topics(data["topics"])
    for quote in data.get("quotes", ()):
        if quote.get("attributes"):
            quote["attributes"] = table.of_attributes(quote["attributes"])
    return data
