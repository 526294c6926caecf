"""Whatever can be read of a damaged database, row by row, merged into a copy that is older than it.

What is read goes into tables of our own, as rows of a copy that is merged do. Where the copy is one of the damaged
database itself, its rows have the same numbers: they take the places of those that are lost. Each row that no database
of ours can hold is left out, and what names a lost row lets go of it, or goes with it; never more than that.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from contextlib import closing, suppress
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from annotator.core.decision import PREFIXES, Role, role_and_person
from annotator.core.errors import AnnotatorError
from annotator.store.care.damaged_file import UNREADABLE, opened_apart, readable
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.integrity.facts import ROWS
from annotator.store.integrity.problem import all_of
from annotator.store.log import rows
from annotator.store.log.history import insert
from annotator.store.log.kinds import KINDS, LOST_VERDICT, NOBODY, Decide, Enter, verdict_of
from annotator.store.log.migration import drop_all
from annotator.store.log.schema import tick
from annotator.store.log.shapes import MALFORMED, BadValue
from annotator.store.merge.merger import FACTS, empty_tables, join, settle
from annotator.store.migrations import MIGRATIONS, SCHEMA_VERSION, THE_LOG, before_the_log, go_on, make_tables
from annotator.store.sqlite.sqlite_library import Connection, connect, first_bytes, sqlite3

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
        f"""
            SELECT d.uuid, annotator, s.document, coalesce(nullif(title, ''), documents.id), s.position + 1, answer,
            decided_at FROM {table} AS d LEFT JOIN sentences AS s ON s.id = sentence_id
            LEFT JOIN documents ON number = s.document
        """
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
                staged.run("ATTACH ? AS copy", str(before))
                unreadable, left, known, of_old = _read(damaged, before, today, staged)
                staged.execute("DETACH copy")
                staged.run("ATTACH ? AS copy", str(today))
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
        saved_rows = merged.rows - Counter(reviews=more["reviews"])  # decided, but nobody knows of which versions
        return Rescued(saved_rows, left + more, unreadable, known, (*entries_lost,))


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
    with opened_apart(damaged, _like(damaged, of_copy, before, today)) as source:
        version = source.one_value("PRAGMA user_version")
        version = version if 1 <= version <= SCHEMA_VERSION else SCHEMA_VERSION
        tables = dict(empty_tables(staged, version))
        for table, columns in tables.items():
            for row in readable(source, table, columns):
                with suppress(sqlite3.Error, OverflowError):
                    if row is not None:
                        staged.run(rows.insertion(table, columns), *row)
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


def _like(damaged: Path, of_copy: int, before: Path, today: Path) -> Path:
    """The database whose tables the damaged file is taken to have, where it does not say itself which it has.

    That is its copy, as it was or of today. Where only the file is of before the log, it is one without rows.
    """
    version = _version_of(damaged)
    if version == 0 and of_copy < THE_LOG:
        with opened_apart(damaged, today) as source, suppress(*UNREADABLE):
            version = THE_LOG if source.first_row("SELECT body FROM events LIMIT 1") is not None else 0
    if (version or of_copy) >= THE_LOG:
        return today
    if of_copy < THE_LOG:
        return before
    old = before.with_name("old.db")
    with closing(connect(old)) as connection:
        make_tables(connection, version)
    return old


_MIGRATED = re.compile(rb"annotator(%s)\d{4}-" % "|".join(MIGRATIONS).encode())


def _version_of(damaged: Path) -> int:
    """The version of a file, as its header says, else the last migration of which it has a row; 0: that is lost too."""
    head = first_bytes(damaged, 64)
    if head.startswith(b"SQLite"):
        return int.from_bytes(head[60:], "big")
    if not head:
        return 0
    with damaged.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        versions = ([*MIGRATIONS].index(row[1].decode()) + 1 for row in _MIGRATED.finditer(content))
        return max(versions, default=0)


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
    sql = f"""
        SELECT 1 FROM main.{table} AS r JOIN copy.{table} AS c ON c.rowid = r.rowid
        WHERE r.{first} <> c.{first} AND r.{second} <> c.{second} LIMIT 1
    """
    if staged.there_is(sql):
        return True
    if table != "events":
        return False
    # Also where no event can be read that has another number.
    most = """
        SELECT total(other) > total(NOT other) FROM (SELECT r.id <> c.id AS other FROM main.events AS r
        JOIN copy.events AS c USING (uuid) UNION ALL SELECT r.event <> c.event FROM main.decisions AS r
        JOIN copy.decisions AS c USING (uuid))
    """
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
            f"""
                UPDATE main.{table} AS r SET ({_SAID[table]}) = (SELECT {_SAID[table]} FROM copy.{table} AS c
                WHERE c.uuid = r.uuid) WHERE uuid IN (SELECT uuid FROM copy.{table})
            """
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
            staged.run("UPDATE main.decisions SET verdict = ? WHERE id = ?", LOST_VERDICT, key)
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
                left[table] -= staged.run(
                    f"INSERT INTO main.{table} ({names}) SELECT {names} FROM copy.{table} WHERE {key} = ?", name
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
    gone = staged.run(f"DELETE FROM main.{table} WHERE {where} RETURNING {what}", *values).fetchall()
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
        f"""
            SELECT event, min(uuid), decided_at, annotator FROM main.decisions WHERE {lost}
            GROUP BY event, annotator ORDER BY event, annotator
        """
    ).fetchall()
    for number, (key, uuid, decided_at, who) in enumerate(lost_events, start=last + 1):
        before = staged.one_value(
            """
                SELECT coalesce(max(clock), -1) FROM main.decisions AS made JOIN main.decisions AS before
                ON before.id = made.replaces JOIN main.events ON events.id = before.event
                WHERE made.event = ? AND made.annotator = ?
            """,
            key,
            who,
        )
        values = {"id": number, "uuid": uuid, "clock": tick(decided_at, before), "at": decided_at, "who": who}
        rows.insert(staged, "events", values | {"kind": "decide", "body": rows.to_json(Decide())})
        staged.run("UPDATE main.decisions SET event = ? WHERE event = ? AND annotator = ?", number, key, who)


def _make_people(staged: Connection) -> None:
    """Let those enter whose entering cannot be read, as the copy has it, or from what they did."""
    columns = "uuid, clock, at, who, kind, body"
    nobody = f"who NOT IN (SELECT who FROM main.events WHERE kind = 'enter' UNION ALL SELECT '{NOBODY}')"
    staged.execute(
        f"""
            INSERT OR IGNORE INTO main.events ({columns}) SELECT {columns} FROM copy.events
            WHERE kind = 'enter' AND {nobody}
        """
    )
    for name, began_at, clock in staged.execute(
        f"""
            SELECT who, at, min(clock) FROM main.events
            WHERE kind IN ('decide', 'rename', 'draft', 'leave', 'take') AND {nobody} GROUP BY who
        """
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
            for parent, column, key in staged.run(
                'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?, \'main\')', table
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
        """
            INSERT INTO steps (id, annotator, kind, target, uuid, at, clock, sentence_id)
            SELECT made.step, made.annotator, iif(made.answer IS NULL, 'undo', 'decide'),
            iif(made.answer IS NULL, before.step, NULL), min(made.uuid), made.decided_at, tick(made.decided_at, 0),
            made.sentence_id FROM decisions AS made LEFT JOIN decisions AS before ON before.id = made.replaces
            WHERE made.step NOT IN (SELECT id FROM steps) GROUP BY made.step
        """
    )
    while gone := staged.execute(f"DELETE FROM steps WHERE {wrong}").rowcount:
        left["undo"] += gone
    origin = "(SELECT step FROM renamings AS first WHERE first.id = renamings.origin)"
    staged.execute(f"DELETE FROM renamings WHERE kind = 'take back' AND coalesce({origin}, step) >= step")
    staged.execute("DELETE FROM reviews WHERE json_type(versions) <> 'array' OR json_type(taken) <> 'array'")
    left += _let_go(staged, tables)
    staged.execute(
        f"""
            INSERT INTO reviews (uuid, decision, kind, versions, taken)
            SELECT uuid, id, 'own', '[]', '[]' FROM decisions
            WHERE annotator GLOB '{PREFIXES[Role.REVIEWER]}*' AND answer <> 'skip'
            AND id NOT IN (SELECT decision FROM reviews)
        """
    )
    return +left
