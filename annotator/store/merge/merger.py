"""Other copies of a database joined to it, in one transaction."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.store.files.copying import back_up
from annotator.store.files.database import open_database, transaction, translated
from annotator.store.integrity.facts import article_of, bad_rows
from annotator.store.log import fold
from annotator.store.log.schema import NEWEST, NEWEST_RUN, STANDS
from annotator.store.merge.joining import (
    Joining,
    Merged,
    RenamedAtMerge,
    TwiceDecided,
    TwiceTaken,
    join_documents,
    join_log,
    join_suggestions,
)
from annotator.store.merge.staging import refused, settle, stage
from annotator.store.sqlite.sqlite_library import sqlite3

MOST = 8
"""Copies at once: SQLite attaches at most ten databases to a connection."""


def merge(target: Path, sources: Sequence[Path], *, dry_run: bool = False) -> tuple[Merged, ...]:
    """Join what the copies `sources` have to the database `target`, which is made where it is missing.

    All of it is one transaction: another program sees all or nothing of it, and nothing is taken of any copy if one is
    refused. The copies are never changed. With `dry_run` the target is not either: it is done to a copy of it. What
    came of each copy, in their order: of what several have, it is the first one's.

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
    with closing(sqlite3.connect(place, isolation_level=None)) as staged, translated(source):
        for bad in bad_rows(staged):
            raise refused(source, f"{bad}{article_of(staged, bad)}")
        settle(staged)


def join(connection: sqlite3.Connection, sources: Sequence[Path], places: Sequence[Path]) -> tuple[Merged, ...]:
    """Join copies whose rows are staged at these places, and settled, to the database of the connection."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for number, place in enumerate(places):
        connection.execute("ATTACH ? AS ?", (f"{place.as_uri()}?mode=ro", f"copy{number}"))
    with transaction(connection):
        return tuple(
            _join(Joining(connection, source, Merged(source), f"copy{number}")) for number, source in enumerate(sources)
        )


def _join(joining: Joining) -> Merged:
    """Join one copy to the target."""
    joining.begin()
    join_documents(joining)
    used = _note_before(joining)
    join_suggestions(joining)
    join_log(joining)
    fold.rebuild(joining.connection)
    _tell(joining, used)
    return joining.merged


# ---- what people are told


_Used = Mapping[str, tuple[Any, ...]]
"""What is in use of each kind in `_USED`: whether the target knows it, and what it is."""


def _note_before(joining: Joining) -> tuple[_Used, _Used]:
    """Keep what holds before runs and the log come, for `_tell`, and say what is in use here and there.

    Articles are joined already. Nothing is in use where the target had none before.
    """
    for table, rows in _BEFORE.items():
        joining.execute(f"CREATE TEMP TABLE {table} AS {rows}")
    known = joining.execute(
        "SELECT 1 FROM main.documents WHERE number NOT IN (SELECT ours FROM temp.their_documents WHERE new)"
    ).fetchone()
    return (_in_use(joining, "main"), _in_use(joining, "other")) if known else ({}, {})


def _tell(joining: Joining, used: tuple[_Used, _Used]) -> None:
    """Fill in what came of it, after the log came and what follows from it was made anew. Nothing is changed."""
    merged, (before, theirs) = joining.merged, used
    merged.twice_decided = [
        TwiceDecided(who, document, index, at, bool(alike))
        for who, document, index, at, alike in joining.execute(_TWICE_DECIDED)
    ]
    merged.twice_taken = [TwiceTaken(*row) for row in joining.execute(_TWICE_TAKEN)]
    merged.renamings = [RenamedAtMerge(old, new, bool(stands)) for old, new, stands in joining.execute(_RENAMINGS)]
    merged.drafts, merged.drafts_dropped = joining.execute(_DRAFTS).fetchone()
    (merged.results_kept,) = joining.execute(_RESULTS_KEPT).fetchone()
    after = _in_use(joining, "main")
    for what in before:
        if after[what][1:] != before[what][1:]:
            merged.replaced.append(what)
        elif theirs[what][1:] != after[what][1:] and not theirs[what][0]:
            merged.kept.append(what)


def _in_use(joining: Joining, db: str) -> _Used:
    return {what: joining.execute(sql.format(db=db)).fetchone() or (True, None) for what, sql in _USED.items()}


_SAYS = "{0}.answer, {0}.labels, {0}.note, {0}.flagged"
_LIVE = (
    "SELECT e.uuid, {document} AS document, l.slot, l.annotator FROM {db}.leases AS l JOIN {db}.events AS e USING (id)"
)
_BEFORE = {
    # Sentences that somebody decided on both copies, each decision unknown to the other copy.
    "decided_on_both": "SELECT h.annotator, s.ours AS sentence, place.document, place.position,"
    f" ({_SAYS.format('m')}) IS ({_SAYS.format('o')}) AS alike"
    " FROM other.heads AS h JOIN temp.their_sentences AS s ON s.theirs = h.sentence_id"
    " JOIN main.heads AS mine ON mine.annotator = h.annotator AND mine.sentence_id = s.ours"
    " JOIN main.sentences AS place ON place.id = s.ours"
    " JOIN main.decisions AS m ON m.id = mine.decision JOIN other.decisions AS o ON o.id = h.decision"
    " WHERE m.uuid NOT IN (SELECT uuid FROM other.decisions)"
    " AND o.uuid NOT IN (SELECT uuid FROM main.decisions)",
    # The claims that have a place, here or, if they are not known here, there.
    "had_places": f"{_LIVE.format(db='main', document='l.document')} WHERE l.state <> 'released' UNION ALL"
    f" {_LIVE.format(db='other', document='d.ours')} JOIN temp.their_documents AS d ON d.theirs = l.document"
    " WHERE l.state <> 'released' AND e.uuid NOT IN (SELECT uuid FROM main.events)",
    "had_drafts": "SELECT annotator, sentence_id AS sentence, labels AS here, NULL AS there FROM main.drafts UNION ALL"
    " SELECT annotator, s.ours, NULL, labels FROM other.drafts"
    " JOIN temp.their_sentences AS s ON s.theirs = sentence_id",
}
"""SQL of what is known only before, by the temporary table that keeps it."""

_TWICE_DECIDED = """
    SELECT b.annotator, document, position + 1, decided_at, alike FROM temp.decided_on_both AS b
    LEFT JOIN main.heads AS h ON h.annotator = b.annotator AND h.sentence_id = sentence
    LEFT JOIN main.decisions AS d ON d.id = h.decision ORDER BY sentence, b.annotator
"""
_TWICE_TAKEN = """
    SELECT DISTINCT had.document, had.slot, holder.annotator, had.annotator FROM temp.had_places AS had
    JOIN main.events AS e ON e.uuid = had.uuid JOIN main.leases AS l ON l.id = e.id
    JOIN main.leases AS holder ON holder.document = l.document AND holder.slot = had.slot
    WHERE l.why = 'no slot was free' AND holder.state <> 'released' AND NOT EXISTS (SELECT 1 FROM main.leases AS live
        WHERE (live.document, live.annotator) = (l.document, l.annotator) AND live.state <> 'released')
    ORDER BY 1, 2, 3, 4
"""
_RENAMINGS = f"""
    SELECT e.body ->> 'old', e.body ->> 'new', max({STANDS.format("e")}) FROM temp.their_events
    JOIN main.events AS e ON e.id = ours WHERE new AND e.kind = 'rename' GROUP BY 1, 2 ORDER BY min(e.id)
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
_USED = {
    "scheme": f"SELECT uuid IN (SELECT uuid FROM main.events), toml, guidelines FROM {{db}}.revisions {NEWEST}",
    "profile": "SELECT uuid IN (SELECT uuid FROM main.events), name FROM"
    f" (SELECT * FROM (SELECT uuid, name FROM {{db}}.profiles {NEWEST})"
    " UNION ALL SELECT * FROM (SELECT '', settings ->> 'profile' FROM {db}.runs"
    f" WHERE settings ->> 'profile' IS NOT NULL {NEWEST_RUN})) LIMIT 1",
}
"""SQL of what is in use in the target (main) or the copy (other)."""
