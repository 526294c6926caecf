"""Putting rows of another copy, `other` in SQL, into the target: which row here is which row there.

For each table whose rows others name by an id of this file there is a temporary table `their_TABLE`: the id in the
other copy (`theirs`), the id here (`ours`), and whether the row came with this copy (`new`). `cut_otherwise` has the
articles of the other copy whose sentences are others here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.store.merge.report import Merged
from annotator.store.merge.staging import refused
from annotator.store.sqlite.sqlite_library import sqlite3

MAPPED = ("documents", "sentences", "suggestions", "events", "decisions")

_OTHER = re.compile(r"\bother\.")


@dataclass(frozen=True, slots=True)
class Joining:
    """One copy on its way into the target: the target's connection, to which it is attached, and what came so far.

    `attached`: the name under which it is.
    """

    connection: sqlite3.Connection
    source: Path
    merged: Merged
    attached: str

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run SQL in which `other` is the copy: several are attached, as none can be detached in a transaction."""
        return self.connection.execute(_OTHER.sub(f"{self.attached}.", sql), values)

    def refuse(self, what: str) -> Exception:
        """The error for a copy that contradicts the target; nothing is taken of it."""
        return refused(self.source, what)

    def begin(self) -> None:
        """Make the tables of ids, empty."""
        for table in MAPPED:
            self.execute(f"DROP TABLE IF EXISTS temp.their_{table}")
            self.execute(f"CREATE TEMP TABLE their_{table} (theirs INTEGER PRIMARY KEY, ours INTEGER, new INTEGER)")
        self.execute("DROP TABLE IF EXISTS temp.cut_otherwise")
        self.execute("CREATE TEMP TABLE cut_otherwise (theirs INTEGER PRIMARY KEY)")

    def end(self) -> None:
        """Let go of them."""
        for table in MAPPED:
            self.execute(f"DROP TABLE temp.their_{table}")
        self.execute("DROP TABLE temp.cut_otherwise")

    def same_uuids(self, table: str) -> None:
        """Note which rows both have, by their uuids."""
        self.execute(
            f"INSERT INTO temp.their_{table} SELECT o.id, m.id, 0 FROM other.{table} AS o"
            f" CROSS JOIN main.{table} AS m ON m.uuid = o.uuid"
        )

    def number_new(self, table: str, where: str) -> None:
        """Give ids to rows that come, in their order in the other copy; `where` is about `o`, a row of it."""
        self.execute(
            f"INSERT INTO temp.their_{table}"
            f" SELECT o.id, (SELECT coalesce(max(id), 0) FROM main.{table}) + row_number() OVER (ORDER BY o.id), 1"
            f" FROM other.{table} AS o WHERE o.id NOT IN (SELECT theirs FROM temp.their_{table}) AND {where}"
        )

    def insert_new(self, table: str) -> None:
        """Add the rows that got ids."""
        self.insert(
            table, {"id": "t.ours"}, f"JOIN temp.their_{table} AS t ON t.theirs = o.id WHERE t.new ORDER BY t.ours"
        )

    def insert(self, table: str, given: Mapping[str, str], rest: str) -> None:
        """Add rows of the other copy: all columns as they are, but `given` ones, and ids as they are here.

        `rest`: SQL that joins and chooses rows, which are called `o`.
        """
        names = self.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))
        values = {name: f'o."{name}"' for (name,) in names}
        for column, parent in self.execute(
            'SELECT "from", "table" FROM pragma_foreign_key_list(?, \'main\')', (table,)
        ).fetchall():
            if parent in MAPPED:
                values[column] = f'(SELECT ours FROM temp.their_{parent} WHERE theirs = o."{column}")'
        values |= given
        columns = ", ".join(f'"{column}"' for column in values)
        cursor = self.execute(
            f"INSERT INTO main.{table} ({columns}) SELECT {', '.join(values.values())} FROM other.{table} AS o {rest}"
        )
        if cursor.rowcount > 0:
            self.merged.rows[table] += cursor.rowcount
