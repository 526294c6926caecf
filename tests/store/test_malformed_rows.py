"""A row that does not hold what its column is for is told as damage by whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import AnnotatorError, DatabaseRefused
from annotator.core.scheme import load_scheme
from annotator.core.session.state import decide, open_sentence
from annotator.exchange.export import run_export
from annotator.exchange.formats.registry import WRITTEN
from annotator.exchange.plan import Plan
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import opened, transaction, translated
from annotator.store.integrity import problems
from annotator.store.log import fold
from annotator.store.log.history import append
from annotator.store.log.kinds import Assign
from annotator.store.read.habits import acquaintances, decided_articles
from annotator.store.read.lists import listed_habits
from annotator.store.read.reader import Reader, decisions_made
from annotator.store.sqlite.sqlite_library import sqlite3 as used
from annotator.store.work.slots import last_rule
from tests.store.conftest import imported, new_database, suggested
from tests.store.tampering import tamper


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    path = new_database(tmp_path)
    with SqliteDesk(path, "ana") as desk:
        desk.save([decide(open_sentence(desk.page(1), 0), Answer.ACCEPT, 1.0, 1)])
    return path


def spoil(path: Path, table: str, column: str, value: Any) -> None:
    """Write a value that no program of ours would, past all triggers and constraints."""
    tamper(path, f'UPDATE "{table}" SET "{column}" = ?', values=(value,))


def export(path: Path) -> None:
    plan = Plan(WRITTEN[0], "sentence", Selection(), output=str(path.with_suffix(".jsonl")))
    with Reader(path) as reader:
        run_export(plan, reader, load_scheme())


def asking(opens: Callable[..., Any], ask: Callable[[Any], object], *how: str) -> Callable[[Path], None]:
    """What opens a database so, and asks what it opened."""

    def read(path: Path) -> None:
        with opens(path, *how) as asked:
            ask(asked)

    return read


stats = asking(Reader, Reader.stats)
work = asking(Reader, lambda reader: reader.ask(decisions_made))
speakers = asking(Reader, lambda reader: reader.ask(acquaintances))
articles = asking(Reader, lambda reader: [*reader.ask(decided_articles, "speech")])
habits = asking(Reader, lambda reader: reader.ask(listed_habits))
edges = asking(SqliteDesk, SqliteDesk.edge_habits, "ana")
reasons = asking(SqliteDesk, lambda desk: desk.reasons(1, None), "ana")
page = asking(SqliteDesk, lambda desk: desk.page(1), "ana")


@pytest.mark.parametrize(
    ("table", "column", "value", "read"),
    [
        ("decisions", "answer", "perhaps", work),
        ("decisions", "decided_at", "soon", work),
        ("decisions", "flagged", 2, work),
        ("decisions", "labels", "[0]", export),
        ("decisions", "labels", '{"quotes": [[]], "topics": []}', export),
        ("documents", "meta", "[1]", export),
        ("documents", "meta", '{"a"', export),
        ("runs", "settings", "[]", stats),
        ("runs", "settings", "2.5", articles),
        ("runs", "habits", "{}", habits),
        ("runs", "habits", '{"articles": 1, "groups": {"word said": ["many", 1, 0.5, 0.1]}}', habits),
        ("runs", "habits", '{"articles": 1, "groups": {}, "edges": {"comma": [3, null]}}', edges),
        ("runs", "habits", '{"edges": 5}', edges),
        ("runs", "habits", "[]", reasons),
        ("suggestions", "labels", '{"topics": []}', articles),
        ("documents", "cast", "[[7]]", speakers),
        ("documents", "cast", "3", speakers),
        ("documents", "cast", '[["Ada", [[1]], true]]', page),
        ("documents", "meta", "null", page),
    ],
)
def test_it_is_refused_as_damage(
    decided: Path, table: str, column: str, value: Any, read: Callable[[Path], None]
) -> None:
    read(decided)
    spoil(decided, table, column, value)
    with pytest.raises(AnnotatorError) as refused:
        read(decided)
    assert isinstance(refused.value, DatabaseRefused), refused.value
    assert "annotator db check" in refused.value.hint
    assert list(problems(decided))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("decisions", "labels", '{"quotes": [{"content": [], "type": "direct"}], "topics": []}'),
        ("decisions", "labels", '{"quotes": [{"content": [[900, 903]], "type": "direct"}], "topics": []}'),
        ("decisions", "labels", '{"quotes": [{"content": [[0, 2]], "type": "direct", "cue": [3, 900]}], "topics": []}'),
        ("suggestions", "labels", '{"quotes": [{"content": [[900, 903]], "type": "direct"}], "topics": []}'),
        ("sentences", "end", 900),
        ("sentences", "start", -1),
    ],
)
def test_a_place_outside_its_sentence_or_text_is_never_exported(
    decided: Path, table: str, column: str, value: Any
) -> None:
    export(decided)
    written = decided.with_suffix(".jsonl")
    before = written.read_bytes()
    spoil(decided, table, column, value)
    with pytest.raises(DatabaseRefused, match="see `annotator db check`"):
        export(decided)
    assert written.read_bytes() == before


@pytest.mark.parametrize("rule", [3, {}, {"overlap": -1, "share": 0, "people": [], "order": "random", "seed": 1}])
def test_so_is_what_assign_was_told_last(decided: Path, rule: object) -> None:
    with opened(decided) as connection:
        with transaction(connection):
            append(connection, "lead", Assign(24.0, False, {"rule": rule}))
        with pytest.raises(DatabaseRefused, match="see `annotator db check`"):
            last_rule(connection)
    assert list(problems(decided))


@pytest.mark.parametrize("seconds", [1e300, -1e300, 2e9])
def test_a_time_without_end_is_counted_up_to_a_limit(decided: Path, seconds: float) -> None:
    spoil(decided, "decisions", "seconds", seconds)
    with opened(decided) as connection:
        fold.rebuild(connection)
        counted = connection.one_value("SELECT milliseconds FROM progress")
    assert abs(counted) == 10**12
    assert counted * seconds > 0


def test_an_article_with_a_nul_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "nul.db"
    imported(path, suggested("nul", "\0e said yes. She left. All was well."))
    assert list(problems(path)) == []


def test_what_pysqlite_says_of_text_that_is_none_is_damage() -> None:
    with pytest.raises(DatabaseRefused, match="damaged"), translated(Path("x.db")):
        raise used.OperationalError("Could not decode to UTF-8 column 'at' with text '\ufffd'")
