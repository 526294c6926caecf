"""`check` names whatever is wrong in a database, and nothing in a sound one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import DatabaseRefused
from annotator.core.model import Chance, Labels, QuotePart, QuoteType, Span
from annotator.store.articles.documents import keep_chances
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files import database as database_module
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.integrity.problem import Bounded, Problem
from annotator.store.log import fold
from annotator.store.sqlite.sqlite_library import Connection, sqlite3
from tests.store.tampering import tamper


@pytest.fixture
def decided(database: Path) -> Path:
    """Decided, corrected, undone: with a mention of each kind and spans that reach every edge."""
    edges = QuotePart((Span(0, 3), Span(3, 12)), QuoteType.DIRECT, Span(0, 1), Span(35, 36))
    with closing(SqliteDesk(database, "ana")) as desk:
        (first,) = desk.save([NewDecision(1, Answer.ACCEPT, Labels((edges,)), 1)])
        desk.save([NewDecision(1, Answer.REJECT, Labels(), 1, replaces=first.id)])
        desk.save([NewDecision(2, Answer.SKIP, Labels())])
        desk.save([NewDecision(6, Answer.ACCEPT, Labels())])
        desk.undo()
    return database


def test_a_sound_database_has_no_problems(decided: Path) -> None:
    before = decided.read_bytes()
    assert list(problems(decided)) == []
    assert decided.read_bytes() == before


def spoiled(path: Path, *statements: str) -> list[str]:
    tamper(path, *statements)
    return list(problems(path))


def content(table: str, row: int, span: str, field: str = "content", wrap: bool = True) -> str:
    value = f"[{span}]" if wrap else span
    part = (
        '{"type":"direct","content":[[0,3]],"cue":null,"source":null,"speaker":null,"continues":false}'
        if field != "content"
        else '{"type":"direct","cue":null,"source":null,"speaker":null,"continues":false}'
    )
    labels = f"json_set('{{\"quotes\":[{part}],\"topics\":[]}}', '$.quotes[0].{field}', json('{value}'))"
    return f"UPDATE {table} SET labels = {labels} WHERE id = {row}"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("INSERT INTO heads VALUES ('ana', 6, 4, 0, 0, 0, 0, 0, 0)", "sentence 6: what is current for ana"),
        (content("decisions", 1, "[5,13]"), "decisions row 1: the span [5, 13] is out of place"),
        (content("decisions", 3, "[12,15]"), "decisions row 3: the span [12, 15] is out of place"),
        (content("suggestions", 1, "[9,8]"), "suggestions row 1: the span [9, 8] is out of place"),
        (content("suggestions", 1, "[30,37]", "cue", False), "suggestions row 1: the span [30, 37] is out of place"),
    ],
)
def test_what_is_wrong_is_named(decided: Path, statement: str, told: str) -> None:
    found = spoiled(decided, statement)
    assert any(line.startswith(told) for line in found), found


def test_a_span_may_reach_the_edges_of_its_sentence_and_a_mention_those_of_the_text(decided: Path) -> None:
    assert spoiled(decided, content("decisions", 1, "[0,12]")) == []
    assert spoiled(decided, content("decisions", 1, "[0,36]", "cue", False)) == []


def test_an_article_may_be_all_header(decided: Path) -> None:
    assert spoiled(decided, "UPDATE documents SET body_start = length(text) WHERE number = 1") == []


def test_a_damaged_index_is_named(decided: Path) -> None:
    with closing(open_database(decided)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(event)', '(keys)') WHERE name = 'decisions_by_event'"
        )
    lines = list(problems(decided))
    assert any(line.startswith("file: ") for line in lines), lines
    assert any(line.startswith("index decisions_by_event: is not as it is made") for line in lines), lines


@pytest.mark.parametrize("name", ["undone", "heads", "progress"])
def test_what_is_made_of_a_cache_that_cannot_be_made_is_not_complained_of(
    decided: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        raise ValueError

    assert list(problems(decided)) == [], "what a new database has is known from now on"
    monkeypatch.setitem(cast("dict[str, object]", fold.FOLDS), name, fails)
    assert list(problems(decided)) == [f"{name}: cannot be looked at to the end (ValueError)"]


def test_of_each_kind_the_first_ones_are_told_and_all_are_counted() -> None:
    found = [Problem(f"sentence {number}", f"[{number}, 9) is out of place", mends=number < 3) for number in range(25)]
    bounded = Bounded()
    lines = list(bounded.lines([*found, Problem("event 1", "it names what is not here", lost=True)]))
    assert lines == [
        *(str(problem) for problem in found[:20]),
        "event 1: it names what is not here",
        "and 5 more like: sentence [, ) is out of place",
    ]
    assert (bounded.total, bounded.mend, bounded.lost) == (25, 3, 1)


def test_only_a_database_of_ours_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="no database"):
        list(problems(tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_only_read_and_let_go_of_even_when_the_first_problem_is_enough(
    decided: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    def watched(path: Path, **how: bool) -> Connection:
        told.append(how)
        connection = open_database(path, **how)
        close = connection.close
        monkeypatch.setattr(type(connection), "close", lambda _: (told.append("closed"), close()))
        return connection

    assert len(spoiled(decided, "UPDATE progress SET accepted = 3")) == 1
    monkeypatch.setattr(database_module, "open_database", watched)
    lines = problems(decided)
    assert next(lines).startswith("article 1: what ana did")
    lines.close()  # type: ignore[attr-defined]
    assert told == [{"read_only": True, "as_it_is": True}, "closed"]


def test_readings_that_fit_are_no_problem(decided: Path) -> None:
    fitting = '[[[0], [{"content": [[3, 11]]}], 0.5], [[0], [], 0.25]]'
    assert spoiled(decided, f"INSERT INTO readings (suggestion, readings) VALUES (1, '{fitting}')") == []


@pytest.mark.parametrize(
    ("chance", "problem"),
    [
        (Chance((Span(8, 36),), Span(3, 7), "say", "dobj", "r", 0.5), None),
        (Chance((Span(8, 37),), Span(3, 7), "say", "dobj", "r", 0.5), "article 1: the span [8, 37] is out of place"),
        (Chance((Span(8, 9),), Span(-1, 7), "say", "dobj", "r", 0.5), "article 1: the span [-1, 7] is out of place"),
        (Chance((Span(8, 8),), Span(3, 7), "say", "dobj", "r", 0.5), "article 1: the span [8, 8] is out of place"),
    ],
)
def test_chances_outside_their_text_are_named(decided: Path, chance: Chance, problem: str | None) -> None:
    with closing(open_database(decided)) as connection, transaction(connection):
        keep_chances(connection, 1, [chance])
    assert list(problems(decided)) == ([problem] if problem else [])


@pytest.mark.parametrize("column", ["x'00'", "x'789c03000000000001'"], ids=["no compression", "no JSON"])
def test_chances_that_cannot_be_read_are_named(decided: Path, column: str) -> None:
    found = spoiled(decided, f"UPDATE chances SET chances = {column} WHERE document = 2")
    assert found == ["article 2: what the rules could suggest cannot be read"]
