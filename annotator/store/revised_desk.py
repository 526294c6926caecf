"""The desk of an annotator who looks at what later editions of articles changed."""

from __future__ import annotations

from annotator.core.editions.before import Before
from annotator.store import revised_lists
from annotator.store.database import translated
from annotator.store.desk import SqliteDesk


class SqliteRevisedDesk(SqliteDesk):
    """The `RevisedDesk` of `annotator.core.editions.looking` over an SQLite file. Close it when done."""

    def to_look_at(self) -> tuple[Before, ...]:
        """What this annotator is still to look at, in the order of the documents."""
        with translated(self._path):
            found = revised_lists.changed(self._connection, self._annotator)
            return tuple(one for one, waits in found if waits)

    def acknowledge(self, key: int) -> None:
        """Keep that an orphaned decision was seen. Raises NotSaved when nothing reached the disk."""
        with self._writing() as connection:
            revised_lists.acknowledge(connection, key, self._annotator)
