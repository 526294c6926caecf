"""A value that is not what its column or its body holds: told as damage, in one line, and counted by no figure."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from annotator.store.files.database import open_database
from annotator.store.integrity import all_problems
from annotator.store.log import rows
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.cli.conftest import Run
from tests.store.tampering import loose, tamper
from tests.store.test_answers import team as what_a_team_did

COMMANDS = (
    *("list", "list flags", "list checks", "list again", "list stale", "list speakers", "list habits", "list editions"),
    *("list unconfirmed", "list removed", "stats --json", "stats --by annotator --progress", "status --json"),
    *("status --queue", "agreement --json", "bias --json", "evaluate --suggester all --json", "review list --early"),
    *("review summary --json", "scheme show --json", "scheme text", "qualify results --json", "export -o -"),
    *("export -o - --gold --unit document", "export -o - --format csv", "feedback --list --annotator ana"),
    *("assign --dry-run", "report -o page", "settings --json"),
)
SHARED = Path(__file__).parents[3] / "shared" / "databases"
DATABASES = ("team.db", "server_before.db", "mei.db")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return what_a_team_did(tmp_path / "annotator.db", all_back=False)


ANAS = "id IN (SELECT decision FROM heads WHERE annotator = 'ana')"


@pytest.mark.parametrize(
    ("change", "row", "commands"),
    [
        (f"UPDATE decisions SET seconds = -1 WHERE {ANAS}", "decisions row ", "export -o -, stats --progress"),
        (f"UPDATE decisions SET flagged = 7 WHERE {ANAS}", "decisions row ", "export -o -, agreement"),
        (
            f"UPDATE decisions SET answer = 'perhaps' WHERE {ANAS}",
            "decisions row ",
            "stats --progress, status",
        ),
        (
            f"UPDATE decisions SET decided_at = '' WHERE {ANAS}",
            "decisions row ",
            "export -o -, report -o page",
        ),
        (
            "UPDATE decisions SET verdict = json_set(verdict, '$.versions[0][0]', 3) WHERE verdict NOTNULL",
            "decisions row ",
            "status, review list --early, review summary",
        ),
        ("UPDATE annotators SET role = 'guest' WHERE name = 'ana'", "annotators row ana", "list, stats, status, bias"),
        (
            "UPDATE events SET body = json_set(body, '$.lease_hours', 'long') WHERE kind = 'assign'",
            "events row ",
            "status, stats, list, export -o -",
        ),
        (
            "UPDATE events SET body = json_set(body, '$.told.rule.all', 3) WHERE body ->> '$.told.rule' NOTNULL",
            "events row ",
            "status, list",
        ),
    ],
)
def test_whoever_reads_it_is_refused_by_the_name_of_its_row(
    in_process: Run, team: Path, change: str, row: str, commands: str
) -> None:
    tamper(team, change)
    for command in commands.split(", "):
        done = in_process(*command.split(), code=4)
        assert done.stdout == "", command
        assert done.stderr.startswith(f"error: {row}"), command
        assert done.stderr.endswith("cannot be read; see `annotator db check`\n"), command
    assert list(all_problems(team))


def test_what_no_reader_expects_is_told_as_the_damage_that_it_is(in_process: Run, team: Path) -> None:
    tamper(team, "UPDATE leases SET state = 'lent'")
    done = in_process("status", code=4)
    assert done.stdout == ""
    assert done.stderr.startswith("error: annotator.db is damaged: article ")
    assert done.stderr.endswith("; see `annotator db check`\n")


def test_so_it_is_by_commands_that_open_a_screen(in_process: Run, team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("planted")

    tamper(team, "UPDATE leases SET state = 'lent'")
    monkeypatch.setattr("annotator.cli.team.review.lessons", broken)
    done = in_process("feedback", "--list", "--annotator", "ana", code=4)
    assert done.stdout == ""
    assert done.stderr.startswith("error: annotator.db is damaged: article ")


def test_an_error_that_no_damage_explains_stays_one_of_the_program(
    in_process: Run, team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("planted")

    monkeypatch.setattr(rows, "decided", broken)
    done = in_process("export", "-o", "-", code=1)
    assert "unexpected KeyError" in done.stderr


# ---- at random


TABLES = {
    "events": ("id", "body body body body at kind who"),
    "decisions": ("id", "labels labels answer sight verdict flagged decided_at seconds keys note"),
    "suggestions": ("id", "labels topics score boilerplate"),
    "documents": ("number", "cast meta published body_start"),
    "sentences": ("id", "start end"),
    "runs": ("id", "settings habits started_at"),
    "readings": ("suggestion", "readings"),
    "annotators": ("name", "role person"),
    "drafts": ("sentence_id", "labels"),
    "leases": ("id", "state taken_at"),
    "carries": ("id", "kind"),
}
"""What is changed: what names a row of each table, and its columns."""
OTHERS = (None, 0, -1, 7, 3.5, 10**12, [], [1], {}, {"x": 1}, "", "no such word", True, [5, 3], [0, 10**9])
IN_COLUMNS = (None, "", "no such word", "null", "[]", "{}", "3", "[0]", -1, 7, 10**12, 0, 0.5, -3.5)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in JSON."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """JSON with another value at a place."""
    if not path:
        return new
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    changed = [(key, put(inner, path[1:], new) if key == path[0] else inner) for key, inner in pairs]
    return dict(changed) if isinstance(value, dict) else [inner for _, inner in changed]


def other(rng: Random, old: Any) -> Any:
    """What may stand in the place of a column: another value somewhere in its JSON, or of it all."""
    if isinstance(old, str) and old[:1] in ("{", "[") and rng.random() < 0.95:
        parsed = json.loads(old)
        _, *inner = places(parsed)
        return json.dumps(put(parsed, rng.choice(inner or [()]), rng.choice(OTHERS)), separators=(",", ":"))
    return rng.choice(IN_COLUMNS)


def change_one(rng: Random, path: Path) -> str:
    """Change one value of a database as nothing but another program can; what was changed."""
    with loose(path) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        done = ""
        while not done:
            table = rng.choice([*TABLES])
            key, columns = TABLES[table]
            column = rng.choice(columns.split())
            where = f'"{column}" IS NOT NULL'
            if table == "events":
                kinds = [kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM events ORDER BY 1")]
                where = f"kind = '{rng.choice(kinds)}'"
            found = connection.execute(f'SELECT "{key}", "{column}" FROM {table} WHERE {where} ORDER BY 1').fetchall()
            if found:
                row, old = rng.choice(found)
                new = other(rng, old)
                try:
                    connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE "{key}" = ?', (new, row))
                except sqlite3.Error:  # of another type than the column has
                    continue
                done = f"{table}.{column} of {row}: {old!r:.60} became {new!r:.90}" if new != old else ""
        for _, made in triggers:
            connection.execute(made)
    return done


@pytest.mark.long
@pytest.mark.parametrize("name", DATABASES)
def test_one_value_changed_at_random_ends_nothing_as_unexpected(
    in_process: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not SHARED.is_dir():
        pytest.skip("needs the databases of ../shared")
    sound, path = tmp_path / "sound.db", tmp_path / "annotator.db"
    shutil.copyfile(SHARED / name, sound)
    sound.chmod(0o600)
    open_database(sound).close()
    shutil.copyfile(sound, path)
    expected = {command: in_process(*command.split(), code=None).returncode for command in COMMANDS}
    for seed in range(20):
        for file in (*tmp_path.glob("annotator.db*"),):
            file.unlink()
        shutil.rmtree(tmp_path / "page", ignore_errors=True)
        shutil.copyfile(sound, path)
        changed = change_one(Random(f"{name} {seed}"), path)
        for command in COMMANDS:
            done = in_process(*command.split(), code=None)
            assert done.returncode in (0, 4, expected[command]), (seed, changed, command, done.stderr)
            assert "unexpected" not in done.stderr, (seed, changed, command, done.stderr)
            if done.returncode == 4:
                assert done.stderr.count("\n") == 1, (seed, changed, command, done.stderr)
