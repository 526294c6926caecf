"""`suggest` and `import --suggestions`: the same database as an import that suggests itself."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import jsonschema
import pytest

from annotator.core.resources import read_schema
from tests.cli.conftest import ARTICLE, Run

HEADED = "Title: The bridge\nSource: Gazette\nDate: 2024-03-01\n\n" + ARTICLE + "\nSubscribe to our newsletter.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Articles of several kinds, one twice, in a folder."""
    folder = tmp_path / "articles"
    folder.mkdir()
    texts = [ARTICLE, "It rained.", "“We go,” said Ann Lee, who is late.", "It rained.", ARTICLE * 2]
    lines = [json.dumps({"text": text, "desk": "news"}) + "\n" for text in texts]
    (folder / "a.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "b.txt").write_text(HEADED, encoding="utf-8")
    return folder


def _rows(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that an import writes, without times; runs by their settings."""
    with sqlite3.connect(db) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {}
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            wanted = [f'"{c}"' for c in columns if not c.endswith("_at") and c not in ("run", "at", "clock", "uuid")]
            if table != "_sqlite_migrations" and wanted and "fts" not in table and "search" not in table:
                wanted = ["settings"] if table == "runs" else wanted
                kept[table] = list(connection.execute(f"SELECT {', '.join(wanted)} FROM {table} ORDER BY 1"))
        return kept


def test_what_shards_hold_is_stored_as_if_it_were_suggested_now(run: Run, articles: Path, tmp_path: Path) -> None:
    assert run("import", "--db", "one.db", articles).returncode == 0
    for number in (2, 1):
        asked = ("suggest", articles, "--out", "shards", "--shard", f"{number}/2")
        assert run(*asked).returncode == 0
    paths = sorted((tmp_path / "shards").glob("*.jsonl"))
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    validator = jsonschema.Draft202012Validator(json.loads(read_schema("suggestion.schema.json")))
    assert len(lines) == 6
    for line in lines:
        validator.validate(json.loads(line))
    done = run("import", "--db", "two.db", "--suggestions", "shards")
    assert done.returncode == 0, done.stderr
    one, two = _rows(tmp_path / "one.db"), _rows(tmp_path / "two.db")
    assert one["suggestions"]
    assert one["readings"]
    assert one["chances"]
    assert one == two
    again = run("import", "--db", "two.db", "--suggestions", "shards")
    assert "nothing new: 6 articles already there" in again.stderr


def test_shards_that_are_not_whole_are_refused(run: Run, articles: Path, tmp_path: Path) -> None:
    shards = tmp_path / "shards"
    assert run("suggest", articles, "--out", shards, "--shard", "1/2").returncode == 0
    missing = run("import", "--db", "two.db", "--suggestions", shards)
    assert missing.returncode == 3
    assert "1 shard not done" in missing.stderr
    assert run("import", "--db", "two.db", "--suggestions", articles).returncode == 3
    assert not (tmp_path / "two.db").exists()
    assert run("import", "--suggestions", shards, "--workers", "2").returncode == 2


def test_shards_of_another_profile_than_the_database_keeps_are_refused(run: Run, article: Path) -> None:
    assert run("import", "--db", "one.db", "--profile", "polnear", article).returncode == 0
    assert run("suggest", article, "--out", "shards", "--shard", "1/1").returncode == 0
    refused = run("import", "--db", "one.db", "--suggestions", "shards")
    assert refused.returncode == 2
    assert "--profile polnear" in refused.stderr
