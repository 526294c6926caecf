"""Whatever can be read of a damaged database, row by row, added to a copy that is older than it.

What is read goes into tables of our own, as rows of a copy that is merged do. Copies have the ids of the database that
they are of: so the rows take their places in the copy, and what is lost among them is what the copy has. Then each row
that no database of ours can hold is left out, or is as the copy has it; never more than that row.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.core.people import PREFIXES, Role
from annotator.store import rows
from annotator.store.clock import tick
from annotator.store.database import open_database
from annotator.store.integrity import problems
from annotator.store.integrity.checks import bad_rows
from annotator.store.integrity.mending import mend
from annotator.store.integrity.problem import CANNOT_BE_READ
from annotator.store.merge.merger import join
from annotator.store.merge.rules import DERIVED_COLUMNS, READ
from annotator.store.merge.staging import bring_up_to_date, empty_tables, settle
from annotator.store.migrations import MIGRATIONS
from annotator.store.readable import UNREADABLE, Table, opened
from annotator.store.sqlite_library import sqlite3

_CHANGING = ("documents", "chances", "annotators", "drafts", "slots", "leases")
"""Tables whose rows change; rows of the others are only added."""
_GOING = ("drafts", "slots")
"""Tables whose rows also go."""
_NEEDED = {("steps", "target"), ("renamings", "origin"), ("carries", "became")}
"""Columns that may be empty, but not because the row that they name is lost."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """What was saved that the copy lacks, and what could be read and was left out, as what it names is lost: by table.

    Decisions are counted without those that say nothing, as an undo may. `unreadable`: in how many places of the
    damaged file nothing could be read.
    """

    rows: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0


def rescue(damaged: Path, into: Path) -> Rescued | None:
    """Add to the database `into`, a copy of its own, what can be read of a damaged one.

    None where nothing can be; `into` is then not to be used. Raises what `open_database` raises for it.
    """
    with closing(open_database(into, is_copy=True)):
        pass  # it is brought up to date
    with tempfile.TemporaryDirectory(prefix="annotator-rescue-") as folder:
        before, read = Path(folder) / "copy.db", Path(folder) / "read.db"
        shutil.copyfile(into, before)
        try:
            unreadable, whole = _read(damaged, before, read)
            found = _put_in(read, before, into, whole) or _merged(read, into, damaged)
            mend(into)
        except (*UNREADABLE, *CANNOT_BE_READ, AnnotatorError):
            return None
        if not set(problems(into)) <= set(problems(before)):
            return None
        return Rescued(found.rows, found.left, unreadable)


def _read(damaged: Path, copy: Path, place: Path) -> tuple[int, set[str]]:
    """Put what can be read into a database at `place`; how many places cannot be, and which tables are whole."""
    unreadable, whole = 0, set[str]()
    with opened(damaged, copy) as source, closing(sqlite3.connect(place, isolation_level=None)) as staged:
        (version,) = source.execute("PRAGMA user_version").fetchone()
        version = version if 1 <= version <= len(MIGRATIONS) else len(MIGRATIONS)
        for table, columns in empty_tables(staged, version):
            names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
            found = Table(source, table, columns)
            for row in found:
                try:
                    staged.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)
                except (sqlite3.Error, OverflowError):
                    found.unreadable += 1
            unreadable += found.unreadable
            if not found.unreadable:
                whole.add(table)
        bring_up_to_date(staged, version)
        staged.execute("COMMIT")
    return unreadable, whole


def _put_in(read: Path, before: Path, into: Path, whole: set[str]) -> Rescued | None:
    """Put rows in their places in the copy; None, and nothing done, where other rows are there.

    Then the file is no copy of the damaged one: both are copies of a third.
    """
    with closing(sqlite3.connect(into, isolation_level=None)) as connection:
        for name, path in (("read", read), ("copy", before)):
            connection.execute("ATTACH ? AS ?", (str(path), name))
        for table, key, at in (("steps", "id", "at"), ("decisions", "id", "decided_at"), ("documents", "number", "id")):
            uuid = "sha256" if table == "documents" else "uuid"
            if connection.execute(
                f"SELECT 1 FROM read.{table} AS r JOIN copy.{table} AS c USING ({key})"
                f" WHERE r.{uuid} <> c.{uuid} AND r.{at} <> c.{at}"
            ).fetchone():
                return None
        last = "(SELECT coalesce(max(decided_at), '') FROM {}.decisions)"
        (later,) = connection.execute(f"SELECT {last.format('read')} >= {last.format('copy')}").fetchone()
        connection.execute("BEGIN")
        for (trigger,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER main.{trigger}")
        for table in READ:
            sources = [] if table in _GOING and not later else ["read"]
            if later and table in _CHANGING:
                connection.execute(f"DELETE FROM main.{table}")
                sources += [] if table in _GOING and table in whole else ["copy"]
            for source in sources:
                _insert(connection, table, f"{source}.{table}")
        if "drafts" not in whole:  # those of sentences that were decided since are gone
            connection.execute(
                "DELETE FROM main.drafts WHERE (annotator, sentence_id, labels) IN (SELECT * FROM copy.drafts)"
                " AND (annotator, sentence_id) IN (SELECT annotator, sentence_id FROM main.decisions"
                " WHERE id NOT IN (SELECT id FROM copy.decisions))"
            )
        left = _without_bad_rows(connection, "copy")
        counts = {}
        for table in READ:
            new, old = (
                connection.execute(
                    f"SELECT count(*) FROM {name}.{table}{' WHERE answer IS NOT NULL' * (table == 'decisions')}"
                ).fetchone()[0]
                for name in ("main", "copy")
            )
            counts[table] = max(0, new - old)
        connection.execute("COMMIT")
        return Rescued(+Counter(counts), left)


def _merged(read: Path, into: Path, damaged: Path) -> Rescued:
    """Merge what was read into the copy. Raises DatabaseRefused where both contradict each other."""
    with closing(sqlite3.connect(read, isolation_level=None)) as staged:
        staged.execute("BEGIN")
        left = _without_bad_rows(staged)
        staged.execute("COMMIT")
        settle(staged)
    with closing(open_database(into)) as connection:
        (merged,) = join(connection, [damaged], [read])
    saved = Counter(merged.rows)
    saved["decisions"] = merged.decisions.total()
    return Rescued(saved, left)


def _insert(connection: sqlite3.Connection, table: str, rest: str, values: Sequence[object] = ()) -> int:
    """Add rows of another database where nothing is in their place; how many."""
    found = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    columns = ", ".join(f'"{name}"' for (name,) in found if name not in DERIVED_COLUMNS.get(table, ()))
    return connection.execute(
        f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM {rest}", values
    ).rowcount


def _without_bad_rows(connection: sqlite3.Connection, copy: str = "") -> Counter[str]:
    """Take away what no database of ours can hold, or have it as the copy does; how many rows that were, by table."""
    left, seen = Counter[str](), set[tuple[str, str, object]]()
    lost = "SELECT DISTINCT revision FROM main.decisions WHERE revision NOT IN (SELECT id FROM main.revisions)"
    schemes = set[object]()
    while True:
        schemes.update(connection.execute(lost))
        left["steps"] += _make_steps(connection)
        _make_people(connection, seen)
        left += _without_parents(connection)
        bad = {problem.row for problem in bad_rows(connection) if problem.row} - seen
        if not bad:
            break
        for table, key, name in bad:
            left[table] += connection.execute(f"DELETE FROM main.{table} WHERE {key} = ?", (name,)).rowcount
            if copy:
                left[table] -= _insert(connection, table, f"{copy}.{table} WHERE {key} = ?", (name,))
        seen |= bad
    # What a reviewer decided stands, also where it cannot be read among which versions.
    copied = f" AND id NOT IN (SELECT id FROM {copy}.decisions)" if copy else ""
    left["reviews"] = connection.execute(
        "INSERT INTO main.reviews (uuid, decision, kind, versions, taken) SELECT uuid, id, 'own', '[]', '[]'"
        " FROM main.decisions JOIN main.annotators ON name = annotator WHERE role = 'reviewer' AND answer <> 'skip'"
        f" AND id NOT IN (SELECT decision FROM main.reviews){copied}"
    ).rowcount
    left["revisions"] = max(left["revisions"], len(schemes))
    return +left


def _make_steps(connection: sqlite3.Connection) -> int:
    """Make the steps anew that cannot be read, from their decisions: what says nothing took back what it replaces.

    Steps of which nothing is left are taken away; how many.
    """
    empty = 0
    while gone := connection.execute(
        "DELETE FROM main.steps WHERE id NOT IN (SELECT step FROM main.decisions)"
        " AND id NOT IN (SELECT step FROM main.step_drafts) AND id NOT IN (SELECT step FROM main.renamings)"
        " AND id NOT IN (SELECT target FROM main.steps WHERE target IS NOT NULL)"
    ).rowcount:
        empty += gone
    connection.execute(
        "DELETE FROM main.steps WHERE target IS NOT NULL AND target NOT IN (SELECT id FROM main.steps)"
        " AND target NOT IN (SELECT step FROM main.decisions)"
    )
    for step, annotator, uuid, at, sentence, answer, target in connection.execute(
        "SELECT made.step, made.annotator, min(made.uuid), made.decided_at, made.sentence_id, made.answer, before.step"
        " FROM main.decisions AS made LEFT JOIN main.decisions AS before ON before.id = made.replaces"
        " WHERE made.step NOT IN (SELECT id FROM main.steps) GROUP BY made.step"
    ).fetchall():
        values = {"id": step, "annotator": annotator, "uuid": uuid, "at": at, "clock": tick(at, 0)}
        values |= {"kind": "decide"} if answer is not None else {"kind": "undo", "target": target}
        rows.insert(connection, "steps", values | {"sentence_id": sentence})
    return empty


def _make_people(connection: sqlite3.Connection, bad: set[tuple[str, str, object]]) -> None:
    """Make those anew who cannot be read, from what they decided."""
    for name, at in connection.execute(
        "SELECT annotator, min(at) FROM main.steps WHERE annotator NOT IN (SELECT name FROM main.annotators)"
        " AND EXISTS (SELECT 1 FROM main.decisions AS d WHERE d.step = steps.id AND d.annotator = steps.annotator)"
        " GROUP BY annotator"
    ).fetchall():
        if ("annotators", "name", name) not in bad:
            role = next((role for role, prefix in PREFIXES.items() if prefix and name.startswith(prefix)), None)
            person = name.removeprefix(PREFIXES[role]) if role else None
            values = {"name": name, "created_at": at, "role": role or Role.ANNOTATOR, "person": person}
            rows.insert(connection, "annotators", values)


def _without_parents(connection: sqlite3.Connection) -> Counter[str]:
    """Take away rows that name one that is lost, where they cannot do without; how many, by table."""
    gone = Counter[str]()
    before = -1
    while gone.total() != before:
        before = gone.total()
        for table in READ:
            may_lack = {
                name
                for (name,) in connection.execute(
                    'SELECT name FROM pragma_table_info(?) WHERE NOT "notnull" AND NOT pk', (table,)
                )
                if (table, name) not in _NEEDED
            }
            for parent, column, key in connection.execute(
                'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?)', (table,)
            ).fetchall():
                lacks = f'WHERE "{column}" NOT IN (SELECT "{key}" FROM main.{parent})'
                if column in may_lack:
                    instead = "(SELECT max(id) FROM main.revisions AS r WHERE r.id < revisions.id)"
                    other = instead if column == "parent" else "NULL"
                    connection.execute(f'UPDATE main.{table} SET "{column}" = {other} {lacks}')
                else:
                    gone[table] += connection.execute(f"DELETE FROM main.{table} {lacks}").rowcount
    return gone
