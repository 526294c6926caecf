"""Whatever can be read of a damaged database, row by row, merged into a copy that is older than it.

What is read goes into tables of our own, as rows of a copy that is merged do. Where the copy is one of the damaged
database itself, its rows have the same numbers: they take the places of those that are lost. Each row that no database
of ours can hold is left out, and what names a lost row lets go of it, or goes with it; never more than that.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.decision import PREFIXES, Role, role_and_person
from annotator.core.errors import AnnotatorError
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.integrity.facts import ROWS
from annotator.store.integrity.problem import all_of
from annotator.store.log import rows
from annotator.store.log.events import insert
from annotator.store.log.kinds import KINDS, LOST_VERDICT, NOBODY, Decide, Enter, verdict_of
from annotator.store.log.migration import drop_all
from annotator.store.log.schema import tick
from annotator.store.log.shapes import MALFORMED, BadValue
from annotator.store.merge.merger import FACTS, empty_tables, join, settle
from annotator.store.migrations import SCHEMA_VERSION, THE_LOG, before_the_log, go_on
from annotator.store.sqlite.connections import first_bytes
from annotator.store.sqlite.sqlite_library import Connection, connect, sqlite3

_SAME_ROW = {
    "documents": ("sha256", "id"),
    "sentences": ("document", "start"),
    "suggestions": ("sentence_id", "run"),
    "revisions": ("uuid", "at"),
    "steps": ("annotator", "at"),
    "events": ("uuid", "at"),
    "decisions": ("uuid", "decided_at"),
}
"""What is the same in two rows of one number, of a database and of its copy: where both differ, one is of a third."""
_CHANGING = ("documents", "chances", "annotators", "leases", "drafts", "slots")
"""Tables whose rows change: what is read of the damaged database comes before what the copy has."""
_GOING = frozenset({"drafts", "slots"})
"""Tables of before the log whose rows also go."""
_NEEDED = {("renamings", "origin"), ("carries", "became")}
"""Columns of before the log that may be empty, but not because the row that they name is lost."""


class Entry(NamedTuple):
    """A decision: whose it is, on which sentence of which article (from 1), what, and when (UTC)."""

    annotator: str
    document: int | None
    title: str | None
    sentence: int | None
    answer: str
    decided_at: str


def entries(connection: Connection, table: str) -> dict[str, Entry]:
    """The decisions of a table, or a view that is one, by their uuids; None is what of their articles is not there."""
    decisions = connection.execute(
        "SELECT d.uuid, annotator, s.document, coalesce(nullif(title, ''), documents.id), s.position + 1, answer,"
        f" decided_at FROM {table} AS d LEFT JOIN sentences AS s ON s.id = sentence_id"
        " LEFT JOIN documents ON number = s.document"
    )
    return {uuid: Entry(*row) for uuid, *row in decisions}


class Rescued(NamedTuple):
    """What was saved that the copy lacks, and what could be read and was left out, as what it names is lost.

    By table; events by kind, schemes that decisions name as `scheme`, what reviews say of versions as `reviews`.
    `unreadable`: in how many places of the damaged file nothing could be read. `read`: the uuids of decisions that
    could be; `lost`: those of them that could not be saved.
    """

    rows: Counter[str]
    left: Counter[str]
    unreadable: int
    read: Set[str]
    lost: tuple[Entry, ...]


def rescue(damaged: Path, into: Path) -> Rescued | None:
    """Merge into the database `into`, a copy of its own, what can be read of a damaged one.

    None where nothing can be; `into` is then not to be used. Raises what `open_database` raises for it.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-rescue-") as folder:
        before, today, read = (Path(folder) / name for name in ("before.db", "today.db", "read.db"))
        shutil.copyfile(into, before)
        open_database(into, is_copy=True).close()  # it is brought up to date
        shutil.copyfile(into, today)
        try:
            with closing(connect(read)) as staged:
                staged.execute("ATTACH ? AS copy", (str(before),))
                unreadable, left, known, of_old = _read(damaged, before, today, staged)
                staged.execute("DETACH copy")
                staged.execute("ATTACH ? AS copy", (str(today),))
                more, there = _left_out(staged)
            with closing(open_database(into)) as connection:
                (merged,) = join(connection, [damaged], [read])
                saved = {*connection.each_value("SELECT uuid FROM decisions")}
        except (*UNREADABLE, *MALFORMED, AnnotatorError):
            return None
        if not set(problems(into)) <= set(problems(today)):
            return None
        lost = known - saved
        entries_lost = (entry for uuid, entry in (of_old | there).items() if uuid in lost)
        return Rescued(merged.rows, left + more, unreadable, known, (*entries_lost,))


def _read(
    damaged: Path, before: Path, today: Path, staged: Connection
) -> tuple[int, Counter[str], set[str], dict[str, Entry]]:
    """Put what can be read into a new database, with the tables of today.

    How many places cannot be read, what was left out of old tables, what the decisions are called that can be, and
    those of old tables. `before`: the copy with the tables that it had, which is beside it; `today`: the same with
    those of today.
    """
    unreadable, left, of_old = Counter[str](), Counter[str](), dict[str, Entry]()
    of_copy = staged.one_value("PRAGMA copy.user_version")
    with opened_apart(damaged, today if _is_of_today(damaged, of_copy, today) else before) as source:
        version = source.one_value("PRAGMA user_version")
        version = version if 1 <= version <= SCHEMA_VERSION else SCHEMA_VERSION
        tables = dict(empty_tables(staged, version))
        for table, columns in tables.items():
            for row in readable(source, table, columns):
                with suppress(sqlite3.Error, OverflowError):
                    if row is not None:
                        staged.execute(rows.insertion(table, columns), row)
                        continue
                unreadable[table] += 1
    known = {*staged.each_value("SELECT uuid FROM decisions")}
    if version < THE_LOG:
        if version == of_copy:
            lost = {table for table in tables if table not in _GOING or unreadable[table]}
            _fill(staged, {table: columns for table, columns in tables.items() if table in lost})
        before_the_log(staged)
        of_old = entries(staged, "(SELECT * FROM decisions WHERE answer IS NOT NULL)")
        left = _mend_steps(staged, tables)
        go_on(staged, THE_LOG - 1)
    staged.execute("COMMIT")
    return unreadable.total(), left, known, of_old


def _is_of_today(damaged: Path, of_copy: int, today: Path) -> bool:
    """Whether the damaged file or its copy has the tables of today; where its header is lost, its events say so."""
    head = first_bytes(damaged, 64)
    if head.startswith(b"SQLite") or of_copy >= SCHEMA_VERSION:
        return max(of_copy, int.from_bytes(head[60:], "big")) >= SCHEMA_VERSION
    with opened_apart(damaged, today) as source, suppress(*UNREADABLE):
        return source.first_row("SELECT body FROM events LIMIT 1") is not None
    return False


# ---- rows in the places where the copy has them


def _fill(staged: Connection, tables: Mapping[str, Sequence[str]]) -> set[str]:
    """Put rows of the copy in the places where nothing could be read; the tables in which numbers are the same.

    What never changes is as the copy has it also where something was read: that may be what is damaged. A table whose
    numbers stand for other rows in the copy is left as it is, with those that name its rows.
    """
    parents = 'SELECT "table" FROM pragma_foreign_key_list(?)'
    named = {table: {*staged.each_value(parents, table)} for table in tables}
    others = {table for table in tables if _has_others(staged, table)}
    while more := {table for table in tables if table not in others and not named[table].isdisjoint(others)}:
        others |= more
    alike = {table: columns for table, columns in tables.items() if table not in others}
    for table, columns in alike.items():
        names, verb = rows.listed(columns), "IGNORE" if table in _CHANGING else "REPLACE"
        staged.execute(f"INSERT OR {verb} INTO main.{table} ({names}) SELECT {names} FROM copy.{table}")
    return {*alike}


def _has_others(staged: Connection, table: str) -> bool:
    """Whether the numbers of a table stand for other rows in the copy."""
    if table not in _SAME_ROW:
        return False
    first, second = _SAME_ROW[table]
    sql = (
        f"SELECT 1 FROM main.{table} AS r JOIN copy.{table} AS c ON c.rowid = r.rowid"
        f" WHERE r.{first} <> c.{first} AND r.{second} <> c.{second} LIMIT 1"
    )
    if staged.there_is(sql):
        return True
    if table != "events":
        return False
    # Also where no event can be read that has another number.
    most = (
        "SELECT total(other) > total(NOT other) FROM (SELECT r.id <> c.id AS other FROM main.events AS r"
        " JOIN copy.events AS c USING (uuid) UNION ALL SELECT r.event <> c.event FROM main.decisions AS r"
        " JOIN copy.decisions AS c USING (uuid))"
    )
    return bool(staged.one_value(most))


_SAID = {
    "events": "clock, at, who, kind, undoes, body",
    "decisions": "annotator, answer, labels, note, flagged, implied, seconds, keys, decided_at, sight, verdict",
}
"""What an event and a decision are in every copy."""


def _left_out(staged: Connection) -> tuple[Counter[str], dict[str, Entry]]:
    """Take away what no database of ours can hold, and make what follows from the rest.

    How many rows that were, and the decisions that were there before.
    """
    drop_all(staged, "trigger")
    staged.execute("BEGIN")
    alike = _fill(staged, {table: rows.columns_of(staged, table) for table in FACTS})
    for table in _SAID.keys() - alike:
        staged.execute(
            f"UPDATE main.{table} AS r SET ({_SAID[table]}) = (SELECT {_SAID[table]} FROM copy.{table} AS c"
            f" WHERE c.uuid = r.uuid) WHERE uuid IN (SELECT uuid FROM copy.{table})"
        )
    there = entries(staged, "main.decisions")
    left = _without_bad_rows(staged, alike)
    staged.execute("COMMIT")
    settle(staged)
    return left, there


def _without_bad_rows(staged: Connection, alike: Collection[str]) -> Counter[str]:
    left, seen = Counter[str](), set[tuple[str, str, object]]()
    for key, verdict in staged.execute("SELECT id, verdict FROM main.decisions WHERE verdict IS NOT NULL").fetchall():
        try:
            verdict_of(verdict)
        except BadValue:  # what a reviewer decided stands, also where it cannot be read among which versions
            staged.execute("UPDATE main.decisions SET verdict = ? WHERE id = ?", (LOST_VERDICT, key))
    schemes = set[object]()
    lacking = "SELECT DISTINCT revision FROM main.decisions WHERE revision NOT IN (SELECT id FROM main.events)"
    while True:
        schemes.update(staged.execute(lacking))
        _make_events(staged)
        _make_people(staged)
        left += _let_go(staged, FACTS)
        bad = {problem.row for problem in all_of(staged, ROWS) if problem.row} - seen
        if not bad:
            break
        for table, key, name in bad:
            left += _take_away(staged, table, f"{key} = ?", name)
            if table in alike:
                names = rows.listed(rows.columns_of(staged, table))
                left[table] -= staged.execute(
                    f"INSERT INTO main.{table} ({names}) SELECT {names} FROM copy.{table} WHERE {key} = ?", (name,)
                ).rowcount
        seen |= bad
    left["scheme"] = max(left["scheme"], len(schemes))
    lost = "SELECT count(*) FROM main.decisions WHERE verdict = ? AND uuid NOT IN (SELECT uuid FROM copy.decisions)"
    left["reviews"] = staged.one_value(lost, LOST_VERDICT)
    for made_anew in ("decide", "enter"):
        del left[made_anew]
    return +left


def _take_away(staged: Connection, table: str, where: str, *values: object) -> Counter[str]:
    """Take rows away; how many, by the table, or by the kind of an event."""
    what = "kind" if table == "events" else f"'{table}'"
    gone = staged.execute(f"DELETE FROM main.{table} WHERE {where} RETURNING {what}", values).fetchall()
    return Counter(what if what in KINDS else table for (what,) in gone)


def _make_events(staged: Connection) -> None:
    """Make the events anew that cannot be read, from their decisions; those decisions go that the copy has.

    Such an event is later than those of the decisions that it replaces: what was carried over has the time of before.
    Where it was of several people, as when a name is taken back for everybody, each gets one.
    """
    lost = "event NOT IN (SELECT id FROM main.events)"
    staged.execute(f"DELETE FROM main.decisions WHERE {lost} AND uuid IN (SELECT uuid FROM copy.decisions)")
    last = staged.one_value(
        "SELECT coalesce(max(id), 0) FROM (SELECT id FROM main.events UNION SELECT event FROM main.decisions)"
    )
    lost_events = staged.execute(
        f"SELECT event, min(uuid), decided_at, annotator FROM main.decisions WHERE {lost}"
        " GROUP BY event, annotator ORDER BY event, annotator"
    ).fetchall()
    for number, (key, uuid, decided_at, who) in enumerate(lost_events, start=last + 1):
        before = staged.one_value(
            "SELECT coalesce(max(clock), -1) FROM main.decisions AS made JOIN main.decisions AS before"
            " ON before.id = made.replaces JOIN main.events ON events.id = before.event"
            " WHERE made.event = ? AND made.annotator = ?",
            key,
            who,
        )
        values = {"id": number, "uuid": uuid, "clock": tick(decided_at, before), "at": decided_at, "who": who}
        rows.insert(staged, "events", values | {"kind": "decide", "body": rows.to_json(Decide())})
        staged.execute("UPDATE main.decisions SET event = ? WHERE event = ? AND annotator = ?", (number, key, who))


def _make_people(staged: Connection) -> None:
    """Let those enter whose entering cannot be read, as the copy has it, or from what they did."""
    columns = "uuid, clock, at, who, kind, body"
    nobody = f"who NOT IN (SELECT who FROM main.events WHERE kind = 'enter' UNION ALL SELECT '{NOBODY}')"
    staged.execute(
        f"INSERT OR IGNORE INTO main.events ({columns}) SELECT {columns} FROM copy.events"
        f" WHERE kind = 'enter' AND {nobody}"
    )
    for name, began_at, clock in staged.execute(
        "SELECT who, at, min(clock) FROM main.events"
        f" WHERE kind IN ('decide', 'rename', 'draft', 'leave', 'take') AND {nobody} GROUP BY who"
    ).fetchall():
        uuid = sha256(f"enter {name} {clock}".encode(errors="replace")).hexdigest()[:32]
        insert(staged, uuid, max(0, clock - 1), began_at, name, Enter(*role_and_person(name)))


def _let_go(staged: Connection, tables: Collection[str]) -> Counter[str]:
    """Take away rows that name one that is lost, where they cannot do without; how many."""
    gone, before = Counter[str](), -1
    while gone.total() != before:
        before = gone.total()
        for table in tables:
            may_lack = "SELECT name FROM pragma_table_info(?, 'main') WHERE NOT \"notnull\" AND NOT pk"
            optional = {*staged.each_value(may_lack, table)}
            for parent, column, key in staged.execute(
                'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?, \'main\')', (table,)
            ).fetchall():
                if parent == "annotators":
                    continue  # whoever is not there enters when the log is made
                lacks = f'"{column}" NOT IN (SELECT "{key}" FROM main.{parent})'
                if column in optional and (table, column) not in _NEEDED:
                    staged.execute(f'UPDATE main.{table} SET "{column}" = NULL WHERE {lacks}')
                else:
                    gone += _take_away(staged, table, lacks)
    return gone


# ---- tables of before the log


def _mend_steps(staged: Connection, tables: Collection[str]) -> Counter[str]:
    """Make whole what the log is made of, in the tables of the last version without one; how many rows were left out.

    Steps that cannot be read are made anew from their decisions, of which one that says nothing took back what it
    replaces; and what a reviewer decided stands, also where it cannot be read among which versions.
    """
    wrong = "kind <> 'decide' AND (target IS NULL OR target >= id OR target NOT IN (SELECT id FROM steps))"
    left = Counter({"undo": staged.execute(f"DELETE FROM steps WHERE {wrong}").rowcount})
    staged.create_function("tick", 2, tick)
    staged.execute(
        "INSERT INTO steps (id, annotator, kind, target, uuid, at, clock, sentence_id)"
        " SELECT made.step, made.annotator, iif(made.answer IS NULL, 'undo', 'decide'),"
        " iif(made.answer IS NULL, before.step, NULL), min(made.uuid), made.decided_at, tick(made.decided_at, 0),"
        " made.sentence_id FROM decisions AS made LEFT JOIN decisions AS before ON before.id = made.replaces"
        " WHERE made.step NOT IN (SELECT id FROM steps) GROUP BY made.step"
    )
    while gone := staged.execute(f"DELETE FROM steps WHERE {wrong}").rowcount:
        left["undo"] += gone
    origin = "(SELECT step FROM renamings AS first WHERE first.id = renamings.origin)"
    staged.execute(f"DELETE FROM renamings WHERE kind = 'take back' AND coalesce({origin}, step) >= step")
    staged.execute("DELETE FROM reviews WHERE json_type(versions) <> 'array' OR json_type(taken) <> 'array'")
    left += _let_go(staged, tables)
    staged.execute(
        "INSERT INTO reviews (uuid, decision, kind, versions, taken) SELECT uuid, id, 'own', '[]', '[]' FROM decisions"
        f" WHERE annotator GLOB '{PREFIXES[Role.REVIEWER]}*' AND answer <> 'skip'"
        " AND id NOT IN (SELECT decision FROM reviews)"
    )
    return +left


# ---- rows of a database that may be damaged, as far as they can be read


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
        keys = dict(connection.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY pk", (table,)))
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
            for row in connection.execute(sql, (low, high)):
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
    data, size = path.read_bytes(), _page_size(path)
    trees, below = set[int](), set[int]()
    for number in range(2, len(data) // size + 1):
        page = data[(number - 1) * size : number * size]
        if page[0] in (2, 5, 10, 13):
            trees.add(number)
        if page[0] in (2, 5):
            cells = [
                int.from_bytes(page[12 + 2 * i : 14 + 2 * i], "big") for i in range(int.from_bytes(page[3:5], "big"))
            ]
            below |= {int.from_bytes(page[start : start + 4], "big") for start in (8, *cells)}
    return trees - below


_SAME = (slice(18), slice(20, 24), slice(44, 48), slice(56, 60))
"""What is the same in the headers of a database and of its copies (sqlite.org/fileformat2.html, section 1.3)."""


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
