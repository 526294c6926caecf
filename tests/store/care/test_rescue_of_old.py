"""What comes back of a database from before the log in which half of a table's rows are gone: as the snapshots say."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.store.care.rescue import rescue
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from tests.store.care.test_rescue import counts, tamper
from tests.store.old_databases import unpack_team

TABLES = ("documents", "sentences", "runs", "suggestions", "revisions", "annotators", "steps", "decisions", "renamings")
MORE = ("removals", "reviews", "qualifications", "editions", "carries", "leases", "profiles", "assignments")


@pytest.mark.parametrize("has", ["all", "nothing"])
@pytest.mark.parametrize("table", [*TABLES, *MORE])
def test_what_a_copy_has_stands_in_and_what_cannot_do_without_is_left_out(
    table: str, has: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    damaged, copy = unpack_team(tmp_path), tmp_path / "copy.db"
    if has == "all":
        copy.write_bytes(damaged.read_bytes())
    else:
        open_database(copy, create=True).close()
    tamper(damaged, f"DELETE FROM {table} WHERE rowid % 2 = 0 OR rowid = (SELECT max(rowid) FROM {table})")
    saved = rescue(damaged, copy)
    told = "nothing" if saved is None else f"{sorted(saved.rows.items())} {sorted(saved.left.items())}"
    if saved is not None:
        assert list(problems(copy)) == []
        told += f" {saved.unreadable} {sorted(counts(copy).items(), key=str)}"
    assert told.replace("), (", "),\n(") == snapshot
