"""A database file that may be damaged: its rows, as far as they can be read.

It is read elsewhere, and asked nothing of what is in it. What its header and its list of tables do not say any more, a
copy says. Pages and their trees are as in sqlite.org/fileformat2.html, to which the numbers of sections refer.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from annotator.store.sqlite.sqlite_library import Connection, connect, first_bytes, sqlite3

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged database raises."""
MOST_FAILURES = 50_000
"""Reads that may fail in a table before the rest of it is given up. Set by hand: a minute or so."""
_BEYOND = 1 << 40
_MERGED = 1 << 12
"""Rows of a table that merging gave an id below zero, at most, where that cannot be asked. Set by hand."""
_OF_A_PAGE = 2_000
"""Ids that fail one after the other where a single page is damaged, at most: after more, not each is tried."""


def readable(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...] | None]:
    """The rows of a table as far as they can be read: tuples of the columns asked for, None for one that is not there.

    None in the place of each stretch in which rows could not be.
    """
    keys = dict[str, int]()
    with suppress(*UNREADABLE):
        keys = dict(connection.run("SELECT name, pk FROM pragma_table_info(?) ORDER BY pk", table))
    if not keys:
        yield None
        return
    names = [name for name, place in keys.items() if place]
    with suppress(*UNREADABLE):
        connection.execute(f"SELECT rowid FROM {table} LIMIT 0")
        names = ["rowid"]
    wanted = (f'"{column}"' if column in keys else "NULL" for column in columns)
    sql, seen = f"SELECT {', '.join((*names, *wanted))} FROM {table}", set[tuple[Any, ...]]()
    for row in _some_twice(connection, sql, table, names):
        if row is None:
            yield None
        elif row[: len(names)] not in seen:
            seen.add(row[: len(names)])
            yield row[len(names) :]


def _some_twice(connection: Connection, sql: str, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...] | None]:
    """Rows from the first and from the last to where it fails, then by their ids.

    Where a page that leads to others is damaged, rows that follow each other are not all found by their ids.
    """
    for way in ("ASC", "DESC"):
        try:
            yield from connection.execute(f"{sql} ORDER BY {', '.join(f'{name} {way}' for name in names)}")
        except UNREADABLE:
            continue
        return
    gap_yielded = False
    if names == ["rowid"]:
        for row in _by_id(connection, sql, table):
            gap_yielded = gap_yielded or row is None
            yield row
    if not gap_yielded:
        yield None


def _by_id(connection: Connection, sql: str, table: str) -> Iterator[tuple[Any, ...] | None]:
    """Rows of ranges of ids; where that fails, the rest of a range by its halves, down to single rows."""
    # No further than it must: a row is lost where what comes after it cannot be read.
    sql += " WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid LIMIT ?2 - ?1 + 1"
    ranges = [(_least(connection, table), 0), (1, _last(connection, table))]  # the last one is read first
    failures = tried = 0  # since the last row, and in all
    while ranges:
        low, high = ranges.pop()
        try:
            for row in connection.run(sql, low, high):
                yield row
                low, failures = max(low, row[0] + 1), 0
        except UNREADABLE:
            if high - low <= max(0, failures - _OF_A_PAGE) // 16 or tried > MOST_FAILURES:
                if not failures:
                    yield None
                failures += 1
                tried += 1
            else:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]


def _least(connection: Connection, table: str) -> int:
    """A row id that none is below: merging gives some below zero."""
    with suppress(*UNREADABLE):
        return connection.first_value(f"SELECT min(rowid) FROM {table}") or 0
    return -_MERGED


def _last(connection: Connection, table: str) -> int:
    """A row id that none is above; found by trying, where the end of the table is damaged."""
    with suppress(*UNREADABLE):
        return int(connection.one_value(f"SELECT max(rowid) FROM {table}") or 0)
    last = 1 << 20
    with suppress(*UNREADABLE):
        while last < _BEYOND and connection.there_is(f"SELECT 1 FROM {table} WHERE rowid > {last} LIMIT 1"):
            last *= 4
    return last


@contextmanager
def opened_apart(path: Path, copy: Path) -> Iterator[Connection]:
    """A connection that reads the file, with its log if it has one, elsewhere, and asks nothing of what is in it.

    Where the header of the file is not that of the database of which `copy` is a copy, or what its tables are cannot be
    read, what the copy has stands in for it.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-read-") as folder:
        place = Path(folder) / "read.db"
        for end in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{end}", f"{place}{end}")
        _mend_header(place, copy)
        with suppress(*UNREADABLE):
            _mend_tables(place, copy)
        with closing(_connected(place)) as connection:
            with suppress(*UNREADABLE):
                connection.execute("PRAGMA query_only = ON")
            yield connection


def _connected(path: Path) -> Connection:
    connection = connect(path)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA writable_schema = ON")  # else it reads nothing of a file that has lost its end
    return connection


_TO_COMPARE = 100
"""The first rows of a table tell whether rows that belong to no table are of it. Set by hand."""


def _mend_tables(path: Path, copy: Path) -> None:
    """Where what tables a file has cannot be read, list those of the copy in it, each by the page where its rows begin.

    Which page that is, the file says, as far as it can be read. Else it is the one where most rows are that the copy
    has too; or, where there is none, the only one whose rows are such as the table may hold.
    """
    with closing(_connected(copy)) as sound, closing(_connected(path)) as connection:
        tables = dict(sound.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'"))
        firsts = {name: {*_first_rows(sound, name)} for name in tables}
        listed, begins = [*readable(connection, "sqlite_master", ("name", "rootpage", "sql"))], dict[str, int]()
        for name, page, sql in filter(None, listed):
            if name in tables or str(sql).startswith("CREATE TABLE"):
                begins[name] = page
                tables.setdefault(name, sql)
        if begins and None not in listed and all(_is_readable(connection, name) for name in begins):
            return
    _forget_tables(path, copy)
    with closing(_connected(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _forget_tables(path, copy)  # the log may have had the first page too
    tops = _tops(path)
    with closing(_connected(path)) as connection:
        for sql in tables.values():
            with suppress(sqlite3.Error):
                connection.execute(sql)
        empty = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"))
    alike = {name: dict[int, int]() for name in tables.keys() - begins}
    for top in tops - {*begins.values()}:
        _list_tables(path, dict.fromkeys(alike, top))
        with closing(_connected(path)) as connection:
            for name, pages in alike.items():
                here = _first_rows(connection, name)
                if here and _may_hold(tables[name], name, here):
                    pages[top] = len({*here} & firsts[name])
    for name, pages in alike.items():
        likeliest = max(pages, key=lambda top: pages[top], default=0)
        if likeliest and (pages[likeliest] or len(pages) == 1):
            begins[name] = likeliest
    _list_tables(path, empty | begins)


def _is_readable(connection: Connection, table: str) -> bool:
    with suppress(*UNREADABLE):
        connection.execute(f"SELECT 1 FROM {table} LIMIT 0")
        return True
    return False


def _first_rows(connection: Connection, table: str) -> list[tuple[Any, ...]]:
    here: list[tuple[Any, ...]] = []
    with suppress(*UNREADABLE):
        here.extend(connection.execute(f"SELECT * FROM {table} LIMIT {_TO_COMPARE}"))
    return here


def _may_hold(sql: str, table: str, here: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a table that `sql` makes may hold these rows."""
    with closing(sqlite3.connect(":memory:")) as connection, suppress(sqlite3.Error, OverflowError):
        connection.execute(sql)
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(here[0]))})", here)
        return True
    return False


def _list_tables(path: Path, begins: Mapping[str, int]) -> None:
    with closing(_connected(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # nobody else has this file
        pages = [(page, name) for name, page in begins.items()]
        connection.executemany("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", pages)


def _forget_tables(path: Path, copy: Path) -> None:
    """Make the first page that of a database without tables, of as many pages as the file has.

    Tables that are made in it then have indexes of nothing: rows are to be read, and not counted.
    """
    size = _page_size(copy)
    empty = b"\r" + bytes(4) + (size % 0x10000).to_bytes(2, "big")  # a leaf without cells (section 1.6)
    with path.open("rb+") as file:
        file.write(_header(path, copy) + empty.ljust(size - 100, b"\0"))


def _tops(path: Path) -> set[int]:
    """The numbers of the pages of trees that no page of a tree leads to (section 1.6): a table begins there."""
    size, trees, below = _page_size(path), set[int](), set[int]()
    with path.open("rb") as file:
        file.seek(size)
        for number, page in enumerate(iter(lambda: file.read(size), b""), start=2):
            if page[0] in (2, 5, 10, 13):
                trees.add(number)
            if page[0] in (2, 5):
                pointers = range(12, 12 + 2 * int.from_bytes(page[3:5], "big"), 2)
                cells = [int.from_bytes(page[pointer : pointer + 2], "big") for pointer in pointers]
                below |= {int.from_bytes(page[start : start + 4], "big") for start in (8, *cells)}
    return trees - below


_SAME = (slice(18), slice(20, 24), slice(44, 48), slice(56, 60))
"""What is the same in the headers of a database and of its copies (section 1.3)."""


def _mend_header(path: Path, copy: Path) -> None:
    """Give a file the header of the copy, and the number of pages that it has itself, where its own is another one."""
    is_so, head = first_bytes(path, 100), _header(path, copy)
    # Of pages beyond those that the header tells of nothing is read.
    if any(is_so[part] != head[part] for part in _SAME) or is_so[28:32] < head[28:32]:
        with path.open("rb+") as file:
            file.write(head)


def _header(path: Path, copy: Path) -> bytes:
    head = bytearray(first_bytes(copy, 100))
    if Path(f"{path}-wal").exists():
        head[18:20] = b"\2\2"
    head[28:40] = (path.stat().st_size // _page_size(copy)).to_bytes(4, "big") + bytes(8)  # none of which is free
    return bytes(head)


def _page_size(path: Path) -> int:
    high, low = first_bytes(path, 18)[16:]
    return (high << 8) + (low << 16)  # so that 1 says 64 KB, as SQLite has it
