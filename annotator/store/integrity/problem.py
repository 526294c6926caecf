"""What a check found, and the ways in which checks read: each row apart, so that a bad one ends nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed
from annotator.core.model import Span
from annotator.store.log import rows
from annotator.store.log.shapes import ANYWHERE, MALFORMED, BadValue, Within
from annotator.store.sqlite.sqlite_library import Connection, code_of, sqlite3

AT_MOST = 20
"""Problems of one kind that are told one by one. Set by hand: a screenful."""

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


class Problem(NamedTuple):
    """Something wrong: `where` names the table and the row, `what` says what is wrong there.

    `mends`: `annotator db check --mend` puts it right, as it is of what only repeats something else. `row`: the table,
    what names a row of it in SQL, and the name of the row that no database of ours can hold; None where no single row
    is to blame. `lost`: the row is as it should be, and names one that is not here; whoever reads it leaves that out.
    """

    where: str
    what: str
    mends: bool = False
    row: tuple[str, str, object] | None = None
    lost: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what

    @property
    def kind(self) -> str:
        """What problems have in common that differ only in rows and numbers."""
        return f"{self.where.partition(' ')[0]} {_NUMBER.sub('', self.what)}"


Look = Callable[[Connection], Iterator[Problem]]
"""A check of its own: all that it finds. What it raises ends it alone."""


class IntegrityCheck(NamedTuple):
    """Some tables, and what looks at them. A test asks for a check of each table of the schema."""

    tables: tuple[str, ...]
    look: Look

    def __call__(self, connection: Connection) -> Iterator[Problem]:
        """What is wrong (see `all_found`). Bytes that are no text end nothing."""
        have = {*connection.each_value("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
        if not have.issuperset(self.tables):
            return  # of those that are missing `caches.SCHEMA` tells
        connection.text_factory = _Text()
        try:
            yield from all_found(self.tables[0] if self.tables else "file", partial(self.look, connection))
        finally:
            connection.text_factory = str


def all_of(connection: Connection, checks: Iterable[IntegrityCheck]) -> Iterator[Problem]:
    """What is wrong, by each of the checks."""
    for check in checks:
        yield from check(connection)


def all_found(where: str, look: Callable[[], Iterable[Problem] | None]) -> Iterator[Problem]:
    """All that is found, if anything is looked for; that it could not be looked at is a problem too.

    Raises SQLite's errors where the machine is at fault: a full disk, somebody else who writes.
    """
    try:
        yield from look() or ()
    except sqlite3.Error as error:
        if code_of(error) in _OF_THE_MACHINE:
            raise
        yield Problem(where, f"cannot be looked at to the end ({one_line(error, 200)})")
    except EnvironmentFailed:
        raise
    except (*MALFORMED, AnnotatorError, BadValue) as error:
        yield Problem(where, f"cannot be looked at to the end ({type(error).__name__})")


class _Text:
    """Makes text of a column's bytes. Bytes that are none end nothing: they are noted, for the row to be named."""

    def __init__(self) -> None:
        self.spoiled = False

    def __call__(self, column: bytes) -> str:
        try:
            return column.decode()
        except UnicodeDecodeError:
            self.spoiled = True
            return column.decode(errors="replace")


PLACE = 'sentences.start, sentences."end", sentences.document'
"""What a query of rows that lead to a sentence gives last, where it is `placed`."""


def each_row(
    sql: str, *tables: str, name: str | None = "", key: str = "id", placed: bool = False, lost: bool = False
) -> Callable[[Callable[..., Iterable[str | None] | None]], IntegrityCheck]:
    """Make a check of a function that looks at each row of a query: it gets the columns, and says what is wrong.

    The first column names the row of the first table. What the function raises is told of that row alone: BadValue in
    its words. Bytes that are no text are told too. `name`: how people are told of a row; of None, the first column
    itself says where, and no row is to blame. `key`: the row's column in SQL. `placed`: the last columns are PLACE, for
    which the function gets the sentence and its text, within which labels must lie.
    """

    def check(wrong: Callable[..., Iterable[str | None] | None]) -> IntegrityCheck:
        def look(connection: Connection) -> Iterator[Problem]:
            text, length = connection.text_factory, rows.lengths(connection)
            for row, *values in connection.execute(sql):
                where = f"{row}" if name is None else f"{name or f'{tables[0]} row'} {row}"
                bad = None if name is None else (tables[0], key, row)
                problem = partial(Problem, one_line(where, 100), row=bad, lost=lost)
                if text.spoiled:
                    text.spoiled = False
                    yield problem("it has bytes that are no text (UTF-8)")
                if placed:
                    start, end, document = values[-3:]
                    is_there = start is not None  # where there is no such sentence, any place is right
                    values[-3:] = [Within(Span(start, end), Span(0, length(document))) if is_there else ANYWHERE]
                try:
                    yield from (problem(one_line(what, 200)) for what in wrong(*values) or () if what is not None)
                except BadValue as bad_value:
                    yield problem(str(bad_value))
                except AnnotatorError as error:
                    yield problem(error.message)
                except MALFORMED as error:
                    yield problem(f"it cannot be read ({type(error).__name__})")

        return IntegrityCheck(tables, look)

    return check


def query_check(sql: str, *tables: str, name: str | None = "", key: str = "id", lost: bool = False) -> IntegrityCheck:
    """A check by a query, of which all columns but the first say what is wrong with a row; what is NULL is well."""
    return each_row(sql, *tables, name=name, key=key, lost=lost)(lambda *wrong: wrong)


class Bounded:
    """Problems as lines, of each kind the first ones; at the end how many more there are."""

    def __init__(self) -> None:
        self._seen = Counter[str]()
        self.total = 0
        """How many problems there were, told or not."""
        self.mend = 0
        """How many of them `annotator db check --mend` puts right."""
        self.lost = 0
        """How many names of something that is not here; that is no problem."""

    def lines(self, problems: Iterable[Problem]) -> Iterator[str]:
        """A line each, and at the end what was left out."""
        for problem in problems:
            self._seen[problem.kind] += 1
            self.total += not problem.lost
            self.mend += problem.mends
            self.lost += problem.lost
            if self._seen[problem.kind] <= AT_MOST:
                yield str(problem)
        for kind, number in self._seen.items():
            if number > AT_MOST:
                yield f"and {number - AT_MOST} more like: {' '.join(kind.split())}"
