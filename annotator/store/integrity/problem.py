"""What a check found, and the ways in which checks read: each row apart, so that a bad one ends nothing."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed
from annotator.store.log.shapes import BadValue
from annotator.store.sqlite.sqlite_library import sqlite3

AT_MOST = 20
"""Problems of one kind that are told one by one. Set by hand: a screenful."""

CANNOT_BE_READ = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, zlib.error)
"""What reading a value raises that is not what its column holds."""

_OF_THE_MACHINE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: `where` names the table and the row, `what` says what is wrong there.

    `mends`: `annotator check --mend` puts it right, as it stands in what only repeats something else. `row`: the table,
    what names a row of it in SQL, and the name of the row that no database of ours can hold; None where no single row
    is to blame.
    """

    where: str
    what: str
    mends: bool = False
    row: tuple[str, str, object] | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what

    @property
    def kind(self) -> str:
        """What problems have in common that differ only in rows and numbers."""
        return f"{self.where.partition(' ')[0]} {_NUMBER.sub('', self.what)}"


Look = Callable[[sqlite3.Connection], Iterator[Problem]]
"""A check of its own: all that it finds. What it raises ends it alone."""


@dataclass(frozen=True, slots=True)
class Check:
    """Some tables, and what looks at them. A test asks for a check of each table of the schema."""

    tables: tuple[str, ...]
    look: Look

    def __call__(self, connection: sqlite3.Connection) -> Iterator[Problem]:
        """What is wrong (see `all_found`)."""
        have = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
        if have.issuperset(self.tables):  # `schema` tells of those that are missing
            yield from all_found(self.tables[0] if self.tables else "file", partial(self.look, connection))


def all_found(where: str, look: Callable[[], Iterator[Problem]]) -> Iterator[Problem]:
    """All that is found; that it could not be looked at is a problem too.

    Raises SQLite's errors where the machine is at fault: a full disk, somebody else who writes.
    """
    try:
        yield from look()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_MACHINE:
            raise
        yield Problem(where, f"cannot be looked at to the end ({one_line(str(error), 200)})")
    except EnvironmentFailed:
        raise
    except (*CANNOT_BE_READ, AnnotatorError, BadValue) as error:
        yield Problem(where, f"cannot be looked at to the end ({type(error).__name__})")


class Text:
    """Makes text of a column's bytes. Bytes that are none end nothing: they are noted, for the row to be named."""

    def __init__(self) -> None:
        self.spoiled = False

    def __call__(self, column: bytes) -> str:
        try:
            return column.decode()
        except UnicodeDecodeError:
            self.spoiled = True
            return column.decode(errors="replace")


def rows_apart(
    connection: sqlite3.Connection,
    where: str,
    sql: str,
    wrong: Callable[..., Iterable[str] | None],
    key: str = "id",
    table: str = "",
) -> Iterator[Problem]:
    """Look at each row of a query, the first column of which names it: `{where} {key}`.

    The rows are those of `table`, else of the one that `where` begins with; `key` is the first column in SQL. `wrong`
    gets all columns but that one and says what is wrong with them. What it raises is told of that row alone: BadValue
    in its words. Bytes that are no text are told too.
    """
    text = Text()
    connection.text_factory = text
    for name, *columns in connection.execute(sql):
        row = table or where.partition(" ")[0], key, name
        found = partial(Problem, one_line(f"{where} {name}", 100), row=row)
        if text.spoiled:
            text.spoiled = False
            yield found("it has bytes that are no text (UTF-8)")
        try:
            for what in wrong(*columns) or ():
                yield found(what)
        except BadValue as bad:
            yield found(str(bad))
        except AnnotatorError as error:
            yield found(error.message)
        except CANNOT_BE_READ as error:
            yield found(f"it cannot be read ({type(error).__name__})")


class Bounded:
    """Problems as lines, of each kind the first ones; at the end how many more there are."""

    def __init__(self) -> None:
        self._seen = Counter[str]()
        self.mend = 0
        """How many of them `annotator check --mend` puts right."""

    def lines(self, found: Iterable[Problem]) -> Iterator[str]:
        """A line each, and at the end what was left out."""
        for problem in found:
            self._seen[problem.kind] += 1
            self.mend += problem.mends
            if self._seen[problem.kind] <= AT_MOST:
                yield str(problem)
        for kind, number in self._seen.items():
            if number > AT_MOST:
                yield f"and {number - AT_MOST} more like: {' '.join(kind.split())}"

    @property
    def total(self) -> int:
        """How many problems there were, told or not."""
        return self._seen.total()
