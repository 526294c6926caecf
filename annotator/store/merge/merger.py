"""Other copies of a database joined to it, in one transaction."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.core.moments import utc_text
from annotator.store.articles.documents import is_present, later_edition
from annotator.store.files.database import back_up, named_beside, open_database, transaction, translated, version_of
from annotator.store.integrity.facts import ROWS, article_of
from annotator.store.integrity.problem import all_of
from annotator.store.log import fold
from annotator.store.log.fold import LATEST, NO_SLOT
from annotator.store.log.kinds import NOBODY
from annotator.store.log.migration import drop_all
from annotator.store.log.rows import columns_of, insertion, listed
from annotator.store.log.schema import NEWEST, NEWEST_RUN, STANDS
from annotator.store.log.shapes import MALFORMED
from annotator.store.log.speaker_names import FIRST
from annotator.store.merge.joining import (
    CorrectedTwice,
    DecidedInOut,
    Joining,
    Merged,
    RenamedAtMerge,
    TwiceDecided,
    TwiceTaken,
    join_decisions,
    join_documents,
    join_events,
    join_suggestions,
    refused,
)
from annotator.store.migrations import SCHEMA_VERSION, THE_LOG, go_on, make_tables
from annotator.store.sqlite.sqlite_library import Connection, connect, damage_in, sqlite3

MOST = 8
"""Copies at once: SQLite attaches at most ten databases to a connection."""


def merge(
    target: Path, sources: Sequence[Path], *, dry_run: bool = False, before: Callable[[], object] | None = None
) -> tuple[Merged, ...]:
    """Join what the copies `sources` have to the database `target`, which is made where it is missing.

    All of it is one transaction: another program sees all or nothing of it, and nothing is taken of any copy if one is
    refused. The copies are never changed. With `dry_run` the target is not either: it is done to a copy of it. What
    came of each copy, in their order: of what several have, it is the first one's. `before` is called once all copies
    are read and checked, before anything of them is written.

    Raises UsageError where a copy is the target itself or there are too many, DatabaseRefused for a copy that is
    foreign, newer, damaged, or holds what no database of ours can hold, and what `open_database` raises.
    """
    _check_names(target, sources)
    with tempfile.TemporaryDirectory(prefix="annotator-merge-") as folder:
        places = [Path(folder) / f"{number}.db" for number in range(len(sources))]
        for source, place in zip(sources, places, strict=True):
            _prepare(source, place)
        place = Path(folder) / "target.db" if dry_run else target
        if dry_run and target.exists():
            back_up(target, place)
        if before is not None:
            before()
        with closing(open_database(place, create=True, is_copy=dry_run)) as connection, translated(target):
            return join(connection, sources, places)


def _check_names(target: Path, sources: Sequence[Path]) -> None:
    if len(sources) > MOST:
        raise UsageError(f"{len(sources)} copies at once are too many", f"merge {MOST}, and then the others")
    for source in sources:
        same = os.path.realpath(source) == os.path.realpath(target)
        if same or (source.exists() and target.exists() and source.samefile(target)):
            raise UsageError(f"{one_line(source)} is the database itself", "name other copies of it")


def _prepare(source: Path, place: Path) -> None:
    """Copy, check and settle the rows of a copy, before the target is locked."""
    stage(source, place)
    with closing(connect(place)) as staged, translated(source):
        for bad in all_of(staged, ROWS):
            raise refused(source, f"{bad}{article_of(staged, bad)}")
        settle(staged)


def join(connection: Connection, sources: Sequence[Path], places: Sequence[Path]) -> tuple[Merged, ...]:
    """Join copies whose rows are staged at these places, and settled, to the database of the connection."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for number, place in enumerate(places):
        connection.run("ATTACH ? AS ?", f"{place.as_uri()}?mode=ro", f"copy{number}")
    with transaction(connection):
        return tuple(_join(Joining(connection, source, f"copy{number}")) for number, source in enumerate(sources))


def _join(joining: Joining) -> Merged:
    """Join one copy to the target."""
    joining.begin()
    join_documents(joining)
    used = _note_before(joining)
    join_suggestions(joining)
    join_events(joining)
    join_decisions(joining)
    fold.rebuild(joining.connection)
    return _told(joining, *used)


# ---- the rows of another copy in tables of our own: nothing of a file from elsewhere is used but plain values
#
# The other file is opened for reading only, and its header, its pages and its tables are looked at before its rows are.
# These go into a new database whose tables, keys and checks are ours, as they were in the version that wrote the file;
# then that database is brought up to date. So neither triggers nor views of the other file are ever run, and what its
# tables let through that ours do not is refused. The other file is never changed.


LONGEST = 64 * 2**20
"""Characters or bytes of a single value at most: several times the longest article that can be worked on."""

FACTS = ("documents", "sentences", "runs", "suggestions", "readings", "chances", "events", "decisions")
"""The tables that are read of a copy. All others only repeat them, and are made anew."""


def stage(source: Path, place: Path) -> None:
    """Copy the rows of the database `source` into a new one at `place`, with the tables of today.

    Raises DatabaseRefused for a file that is foreign, newer, damaged, or does not hold what a database of its version
    can hold; EnvironmentFailed where it cannot be read, or `place` not be written.
    """
    with named_beside():
        other = open_database(source, read_only=True, as_it_is=True)
    with closing(other) as theirs, translated(source):
        theirs.execute("PRAGMA cell_size_check = ON")
        theirs.execute("BEGIN")
        for line in damage_in(theirs):
            raise refused(source, f"it is damaged ({one_line(line, 100)})")
        version = version_of(theirs)
        if not 1 <= version <= SCHEMA_VERSION:
            raise refused(source, f"it says of itself that it has version {version}")
        with closing(connect(place)) as staged, translated(place):
            for table, columns in empty_tables(staged, version):
                _copy_table(theirs, staged, source, table, columns)
            for table, row, parent, _ in staged.execute("PRAGMA foreign_key_check"):
                raise refused(source, f"row {row} of {table} names a row of {parent} that is not there")
            try:
                go_on(staged, version)
            except (sqlite3.Error, *MALFORMED) as error:
                raise refused(source, f"it cannot be brought up to date ({one_line(error, 100)})") from error
            staged.execute("COMMIT")


def empty_tables(staged: Connection, version: int) -> Iterator[tuple[str, list[str]]]:
    """Make the tables of a version in a new file, in a transaction, and say which are to be filled, in what columns."""
    # No other process sees this file, and it is gone when the merge ends.
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "journal_mode = OFF", "trusted_schema = OFF"):
        staged.execute(f"PRAGMA {pragma}")
    staged.execute("BEGIN")
    make_tables(staged, version)
    drop_all(staged, "trigger")
    tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
    for table in FACTS if version >= THE_LOG else staged.each_value(tables):
        staged.execute(f"DELETE FROM {table}")  # what every database begins with
        yield table, columns_of(staged, table)


def _copy_table(theirs: Connection, staged: Connection, source: Path, table: str, columns: list[str]) -> None:
    _check_table(theirs, source, table, columns)
    try:
        staged.executemany(insertion(table, columns), theirs.execute(f"SELECT {listed(columns)} FROM main.{table}"))
    except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError) as error:
        raise refused(source, f"a row of {table} is none ({one_line(error, 100)})") from error
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        raise refused(source, f"a text in {table} is no UTF-8") from error


def _check_table(theirs: Connection, source: Path, table: str, columns: list[str]) -> None:
    """Refuse what is no ordinary table with all these columns, and values that are too long."""
    row = theirs.run("SELECT type, sql FROM main.sqlite_master WHERE name = ?", table).fetchone()
    if row is None or row[0] != "table" or not str(row[1]).lstrip().upper().startswith("CREATE TABLE"):
        raise refused(source, f"it has no table {table}")
    have = {*theirs.each_value("SELECT name FROM pragma_table_xinfo(?, 'main')", table)}
    if not have.issuperset(columns):
        raise refused(source, f"its table {table} lacks a column")
    longest = ", ".join(f'coalesce(max(length("{column}")), 0)' for column in columns)
    if max(theirs.execute(f"SELECT {longest} FROM main.{table}").fetchone()) > LONGEST:
        raise refused(source, f"a value in {table} is too long")


def settle(staged: Connection) -> None:
    """Make what follows from the log in a staged database that was checked."""
    staged.execute("PRAGMA synchronous = OFF")
    staged.execute("BEGIN")
    fold.rebuild(staged)
    staged.execute("COMMIT")


# ---- what people are told


_Used = Mapping[str, tuple[Any, ...]]
"""What is in use of each kind in `_USED`: whether the target knows it, and what it is."""


def _note_before(joining: Joining) -> tuple[_Used, _Used]:
    """Keep what holds before runs and the log come, for `_told`, and say what is in use here and there.

    Articles are joined already. Nothing is in use where the target had none before.
    """
    for table, rows in _BEFORE.items():
        joining.run(f"CREATE TEMP TABLE {table} AS {rows}")
    known = joining.connection.there_is(
        "SELECT 1 FROM main.documents WHERE number NOT IN (SELECT ours FROM temp.their_documents WHERE new)",
    )
    return (_in_use(joining, "main"), _in_use(joining, "other")) if known else ({}, {})


def _told(joining: Joining, before: _Used, theirs: _Used) -> Merged:
    """What came of it, after the log came and what follows from it was made anew. Nothing is changed."""
    after = _in_use(joining, "main")
    changed = [what for what in before if after[what][1:] != before[what][1:]]
    drafts, drafts_dropped = joining.connection.first_row(_DRAFTS)
    return Merged(
        joining.source,
        joining.rows,
        joining.decisions,
        joining.articles,
        joining.renamed_ids,
        joining.cut_otherwise,
        twice_decided=[TwiceDecided._make((*row, bool(alike))) for *row, alike in joining.run(_TWICE_DECIDED)],
        twice_taken=[TwiceTaken(*row) for row in joining.run(_TWICE_TAKEN)],
        renamings=[
            RenamedAtMerge(old, new, bool(stands), (*sorted(orjson.loads(people)),))
            for old, new, stands, people in joining.run(_RENAMINGS)
        ],
        decided_in_out=[
            DecidedInOut(document, later_edition(joining.connection, document), decisions)
            for document, decisions in joining.run(_DECIDED_IN_OUT)
        ],
        corrected_twice=[CorrectedTwice(*row) for row in joining.run(_CORRECTED_TWICE)],
        kept=[
            what
            for what in before
            if what not in changed and theirs[what][1:] != after[what][1:] and not theirs[what][0]
        ],
        replaced=changed,
        drafts=drafts,
        drafts_dropped=drafts_dropped,
        results_kept=joining.connection.one_value(_RESULTS_KEPT),
        ahead=dict(joining.run(_AHEAD, utc_text(datetime.now(UTC) + timedelta(hours=1)))),
    )


def _in_use(joining: Joining, db: str) -> _Used:
    return {what: joining.run(sql.format(db=db)).fetchone() or (True, None) for what, sql in _USED.items()}


_SAYS = "{0}.answer, {0}.labels, {0}.note, {0}.flagged"
_LIVE = (
    "SELECT e.uuid, {document} AS document, l.slot, l.annotator FROM {db}.leases AS l JOIN {db}.events AS e USING (id)"
)
_BEFORE = {
    # Sentences that somebody decided on both copies, each decision unknown to the other copy, and also that which it
    # only says again under another name of a speaker.
    "decided_on_both": f"""
        SELECT h.annotator, s.ours AS sentence, place.document, place.position,
        ({_SAYS.format("m")}) IS ({_SAYS.format("o")}) AS alike
        FROM other.heads AS h JOIN temp.their_sentences AS s ON s.theirs = h.sentence_id
        JOIN main.heads AS mine ON mine.annotator = h.annotator AND mine.sentence_id = s.ours
        JOIN main.sentences AS place ON place.id = s.ours
        JOIN main.decisions AS m ON m.id = mine.decision JOIN other.decisions AS o ON o.id = h.decision
        WHERE m.uuid NOT IN (SELECT uuid FROM other.decisions)
        AND o.uuid NOT IN (SELECT uuid FROM main.decisions)
        AND (SELECT uuid FROM main.decisions WHERE id = {FIRST.format("m", "main")})
        NOT IN (SELECT uuid FROM other.decisions)
        AND (SELECT uuid FROM other.decisions WHERE id = {FIRST.format("o", "other")})
        NOT IN (SELECT uuid FROM main.decisions)
    """,
    # The claims that have a place, here or, if they are not known here, there.
    "had_places": f"""
        {_LIVE.format(db="main", document="l.document")} WHERE l.state <> 'released' UNION ALL
        {_LIVE.format(db="other", document="d.ours")} JOIN temp.their_documents AS d ON d.theirs = l.document
        WHERE l.state <> 'released' AND e.uuid NOT IN (SELECT uuid FROM main.events)
    """,
    "had_drafts": """
        SELECT annotator, sentence_id AS sentence, labels AS here, NULL AS there FROM main.drafts UNION ALL
        SELECT annotator, s.ours, NULL, labels FROM other.drafts
        JOIN temp.their_sentences AS s ON s.theirs = sentence_id
        WHERE EXISTS (SELECT 1 FROM other.events WHERE kind = 'draft' AND sentence = sentence_id AND who = annotator
        AND uuid NOT IN (SELECT uuid FROM main.events))
    """,
}
"""SQL of what is known only before, by the temporary table that keeps it."""

_TWICE_DECIDED = """
    SELECT b.annotator, document, position + 1, decided_at, alike FROM temp.decided_on_both AS b
    LEFT JOIN main.heads AS h ON h.annotator = b.annotator AND h.sentence_id = sentence
    LEFT JOIN main.decisions AS d ON d.id = h.decision ORDER BY sentence, b.annotator
"""
_TWICE_TAKEN = f"""
    SELECT DISTINCT had.document, had.slot, holder.annotator, had.annotator FROM temp.had_places AS had
    JOIN main.events AS e ON e.uuid = had.uuid JOIN main.leases AS l ON l.id = e.id
    LEFT JOIN main.leases AS holder ON (holder.document, holder.slot) = (l.document, had.slot)
        AND holder.state <> 'released'
    WHERE l.why = '{NO_SLOT}' AND NOT EXISTS (SELECT 1 FROM main.leases AS live
        WHERE (live.document, live.annotator) = (l.document, l.annotator) AND live.state <> 'released')
    ORDER BY 1, 2, 3, 4
"""
_RENAMINGS = f"""
    SELECT e.body ->> 'old', e.body ->> 'new', max({STANDS.format("e")}), iif(
        NOT EXISTS (SELECT 1 FROM main.slots) OR max({STANDS.format("e")} AND e.who = '{NOBODY}'), '[]',
        json_group_array(DISTINCT e.who) FILTER (WHERE {STANDS.format("e")}))
    FROM main.events AS e LEFT JOIN temp.their_events AS t ON t.ours = e.id AND t.new
    WHERE e.kind = 'rename' AND (t.ours IS NOT NULL OR {STANDS.format("e")} AND EXISTS (
        SELECT 1 FROM temp.their_events AS came CROSS JOIN main.decisions AS d ON d.event = came.ours
        JOIN main.heads AS h ON h.decision = d.id
        WHERE came.new AND e.who IN ('{NOBODY}', d.annotator)
        AND instr(d.labels, '"speaker":' || json_quote(e.body ->> 'old'))))
    GROUP BY 1, 2 ORDER BY min(e.id)
"""
"""Renamings that came, and those here, for everybody or for who decided it, of which a decision has the old name."""
_DECIDED_IN_OUT = """
    WITH came AS MATERIALIZED (SELECT ours FROM temp.their_events WHERE new), went AS MATERIALIZED (
        SELECT document FROM main.events WHERE kind = 'remove' AND id IN came
        UNION SELECT earlier FROM main.editions WHERE id IN came)
    SELECT s.document, count(*) FROM main.removed CROSS JOIN main.sentences AS s USING (document)
    CROSS JOIN main.annotators AS a ON a.role <> 'candidate'
    CROSS JOIN main.heads AS h ON (h.annotator, h.sentence_id) = (a.name, s.id) AND NOT h.skipped
    JOIN main.decisions AS d ON d.id = h.decision WHERE (d.event IN came OR s.document IN went)
    AND NOT EXISTS (SELECT 1 FROM main.carries WHERE carries.decision = d.id) GROUP BY 1
"""
"""Articles that are out with decisions that came, or that went out by what came, and how many are decided of them."""
_CORRECTED_TWICE = f"""
    SELECT DISTINCT editions.earlier, editions.later, beside.later FROM main.editions
    JOIN main.editions AS beside ON beside.earlier = editions.earlier AND beside.later <> editions.later
    WHERE {LATEST} AND {is_present("editions.later")} AND {is_present("beside.later")}
    AND EXISTS (SELECT 1 FROM temp.their_events WHERE new AND ours IN (editions.id, beside.id)) ORDER BY 1, 2, 3
"""
_DRAFTS = """
    SELECT coalesce(sum(stays IS NOT NULL AND stays IS NOT here), 0), coalesce(sum((here IS NOT NULL
        AND here IS NOT stays) + (there IS NOT NULL AND there IS NOT stays AND there IS NOT here)), 0)
    FROM (
        SELECT max(here) AS here, max(there) AS there, d.labels AS stays FROM temp.had_drafts AS had
        LEFT JOIN main.drafts AS d ON d.annotator = had.annotator AND d.sentence_id = sentence
        GROUP BY had.annotator, sentence
    )
"""
"""How many unconfirmed edits came, and how many did not stay: of each sentence those that are not what stays."""
_RESULTS_KEPT = """
    SELECT count(*) FROM temp.their_events AS t JOIN main.events AS r ON r.id = t.ours
    WHERE t.new AND r.kind = 'result' AND EXISTS (SELECT 1 FROM main.events AS m WHERE m.kind = 'result'
        AND m.id NOT IN (SELECT ours FROM temp.their_events WHERE new)
        AND (m.body ->> 'qualification', m.body ->> 'person') = (r.body ->> 'qualification', r.body ->> 'person'))
"""
_AHEAD = """
    SELECT e.who, max(e.at) FROM temp.their_events AS t JOIN main.events AS e ON e.id = t.ours
    WHERE t.new AND e.at > ? GROUP BY e.who ORDER BY e.who
"""
_USED = {
    "scheme": f"SELECT uuid IN (SELECT uuid FROM main.events), toml, guidelines FROM {{db}}.revisions {NEWEST}",
    "profile": f"""
        SELECT uuid IN (SELECT uuid FROM main.events), name FROM
        (SELECT * FROM (SELECT uuid, name FROM {{db}}.profiles {NEWEST})
        UNION ALL SELECT * FROM (SELECT '', settings ->> 'profile' FROM {{db}}.runs
        WHERE settings ->> 'profile' IS NOT NULL {NEWEST_RUN})) LIMIT 1
    """,
}
"""SQL of what is in use in the target (main) or the copy (other)."""
