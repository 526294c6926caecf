"""A file from elsewhere is read and checked, and never trusted: what annotator could not have written is refused."""

from __future__ import annotations

import json
import sqlite3 as any_sqlite
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import AnnotatorError, DatabaseRefused, UsageError
from annotator.store.integrity import problems
from annotator.store.merge import merger
from annotator.store.merge.merger import MOST, merge
from annotator.store.migrations import SCHEMA_VERSION
from tests.store.merge.conftest import copied, decide
from tests.store.merge.content import content_of
from tests.store.old_databases import unpack
from tests.store.tampering import tamper


def _event(kind: str, body: str, who: str = "'bo'", document: str = "NULL") -> str:
    """SQL that adds an event, which gets the number 9 in a copy of `base` with one more decision."""
    said = body.replace("'", "''")
    values = f"9, '{'9' * 32}', 9000000000000, '2026-01-01', {who}, '{kind}', {document}, NULL, NULL, '{said}'"
    return f"REPLACE INTO events VALUES ({values})"


def _scheme(toml: str | None) -> str:
    body = {"parent": None, "name": "x", "version": "1", "toml": toml, "guidelines": None, "labels": {}}
    return json.dumps(body | {"changes": [], "reason": None})


_ANNOTATOR = '{"role":"annotator","person":null}'
_OF_NO_ARTICLE = {
    "enter": _ANNOTATOR,
    "scheme": _scheme(None),
    "profile": '{"name":"polnear"}',
    "prefer": '{"name":"rules"}',
    "assign": '{"lease_hours":1,"qualified":false,"told":{}}',
}
_BAD = [
    ("UPDATE documents SET text = text || 'x'", "article 1: the text is not that of its checksum (article 1: A title)"),
    ("UPDATE documents SET title = CAST(x'ff' AS TEXT)", "a text in documents is no UTF-8"),
    ('UPDATE sentences SET "end" = 37 WHERE id = 3', "sentence 3: [23, 37) is out of place (article 1: A title)"),
    (
        "INSERT INTO readings VALUES (1, '[[[0], [{\"content\": [[8, 99]]}], 0.5]]')",
        "out of place (article 1, sentence 1: A title)",
    ),
    (_event("enter", _ANNOTATOR, "char(27) || '[2J'"), "who did it is no name"),
    *(
        (_event(kind, body, document="1"), "events row 9: it is about an article, as none of its kind is")
        for kind, body in _OF_NO_ARTICLE.items()
    ),
    (_event("leave", "[" * 900 + "]" * 900), "events row 9: its body is of another kind"),
    ("DELETE FROM events WHERE id = 4", "names a row of events that is not there"),
    (
        "UPDATE decisions SET decided_at = 'soon' WHERE id = 1",
        "decisions row 1: it has no time (article 1, sentence 1: A title)",
    ),
    ("UPDATE decisions SET answer = 'maybe' WHERE id = 1", "a row of decisions is none"),
    (_event("scheme", _scheme("a = " + "[" * 5000)), "its label scheme: brackets nested too deep"),
    (f"UPDATE decisions SET labels = '{'[' * 900}{']' * 900}' WHERE id = 1", "decisions row 1: it is of another kind"),
    (
        _event("places", '{"kept_for":{"1":"a\\n"},"rank":1,"named":false}', document="1"),
        "events row 9: whom a place is kept for is no name (article 1: A title)",
    ),
    ("ALTER TABLE events RENAME COLUMN body TO said", "its table events lacks a column"),
    ("DROP TABLE readings", "it has no table readings"),
]


@pytest.mark.parametrize(("statement", "said"), _BAD, ids=[said[:50] for _, said in _BAD])
def test_what_annotator_cannot_have_written_is_refused(base: Path, statement: str, said: str) -> None:
    (copy,) = copied(base, "copy")
    decide(copy, "bo", 2)
    tamper(copy, statement)
    before, theirs = content_of(base), copy.read_bytes()
    with pytest.raises(DatabaseRefused) as error:
        merge(base, [copy])
    assert said in error.value.message
    assert error.value.message.startswith(str(copy))
    assert error.value.message.endswith("nothing of it was taken")
    assert f"`annotator db restore none --db {copy}`" in str(error.value.hint)
    assert (content_of(base), copy.read_bytes()) == (before, theirs)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE runs SET version = '2.0'"], "is another one than that of the target"),
        (['UPDATE suggestions SET labels = \'{"quotes":[],"topics":[]}\' WHERE id = 1'], "suggests something else"),
        (["UPDATE decisions SET note = 'forged' WHERE id = 1"], "its decision 1 says something else"),
        (["UPDATE events SET clock = clock + 1 WHERE id = 4"], "its event 4 is another one"),
        (["UPDATE events SET body = '{\"name\":\"polnear\"}' WHERE kind = 'profile'"], "its event 2 is another one"),
    ],
)
def test_what_contradicts_the_target_is_refused(base: Path, statements: list[str], said: str) -> None:
    (copy,) = copied(base, "copy")
    tamper(copy, *statements)
    before = content_of(base)
    with pytest.raises(DatabaseRefused, match=said) as error:
        merge(base, [copy])
    assert error.value.hint == "leave it out", "it is whole"
    assert content_of(base) == before


def test_a_view_in_the_place_of_a_table_is_not_read(base: Path) -> None:
    (copy,) = copied(base, "copy")
    tamper(copy, "ALTER TABLE chances RENAME TO real", "CREATE VIEW chances AS SELECT * FROM real")
    with pytest.raises(DatabaseRefused, match="it has no table chances"):
        merge(base, [copy])


def test_triggers_and_tables_of_others_stay_where_they_are(base: Path) -> None:
    (copy,) = copied(base, "copy")
    decide(copy, "bo", 2)
    tamper(
        copy,
        "CREATE TABLE theirs (a)",
        "CREATE TRIGGER theirs AFTER INSERT ON decisions BEGIN INSERT INTO theirs VALUES (1); END",
    )
    merge(base, [copy])
    assert len(content_of(base)["heads"]) == 3
    with closing(any_sqlite.connect(base)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'theirs'").fetchall() == []


def test_a_value_that_is_too_long_is_not_read(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merger, "LONGEST", 35)
    with pytest.raises(DatabaseRefused, match="a value in documents is too long"):
        merge(base, copied(base, "copy"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("no database"), "is not an annotator database"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.unlink(), "no database at"),
        (lambda path: tamper(path, "PRAGMA application_id = 7"), "another program's database"),
        (lambda path: tamper(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}"), "written by a newer annotator"),
        (lambda path: tamper(path, "PRAGMA user_version = 0"), "it says of itself that it has version 0"),
        (lambda path: path.write_bytes(path.read_bytes()[:-20000]), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:8192] + b"x" * 40000), "damaged"),
    ],
)
def test_what_is_foreign_newer_or_damaged_is_refused_whole(base: Path, make: object, said: str) -> None:
    good, copy = copied(base, "good", "copy")
    decide(good, "bo", 2)
    assert callable(make)
    make(copy)
    before = content_of(base)
    with pytest.raises(DatabaseRefused, match=said):
        merge(base, [good, copy])
    assert content_of(base) == before, "nothing is taken of the other one either"
    with pytest.raises(DatabaseRefused):
        merge(base.with_name("new.db"), [good, copy])
    assert not base.with_name("new.db").exists()


_WORD = "SELECT id, '[7]', '[\"a\"]', 'own', lower(hex(randomblob(16))) FROM decisions LIMIT 1"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE steps SET target = NULL WHERE kind = 'undo'", "cannot be brought up to date"),
        (f"INSERT INTO reviews (decision, versions, taken, kind, uuid) {_WORD}", "row"),
        ("INSERT INTO renamings VALUES (9, 1, 'take back', 'a', 'b', NULL)", "cannot be brought up to date"),
        ("UPDATE drafts SET labels = '7'", "of another kind|holds nothing|of another shape"),
        ("DELETE FROM steps WHERE id = 1", "names a row of steps that is not there"),
    ],
)
def test_what_no_older_version_can_have_written_is_refused(
    base: Path, tmp_path: Path, statement: str, said: str
) -> None:
    old = unpack(19, tmp_path)
    tamper(old, statement)
    before = content_of(base)
    with pytest.raises(DatabaseRefused, match=said):
        merge(base, [old])
    assert content_of(base) == before


def test_an_older_copy_is_read_and_stays_as_it_is(base: Path, tmp_path: Path) -> None:
    old = unpack(3, tmp_path).rename(tmp_path / "old.db")
    before = old.read_bytes()
    (merged,) = merge(base, [old])
    assert (merged.articles, merged.decisions) == ([3, 4], {"ana": 4, "bo": 2})
    assert list(problems(base)) == []
    assert (old.read_bytes(), [*tmp_path.glob("old*")]) == (before, [old])
    again, other = tmp_path / "again.db", tmp_path / "other.db"
    for path, sentence in ((again, 5), (other, 6)):
        path.write_bytes(before)
        decide(path, "cy", sentence, answer=Answer.REJECT)  # opened, and so brought up to date apart
    (one, two) = merge(old, [again, other])
    assert (one.decisions, two.decisions) == ({"cy": 1}, {"cy": 1}), "what was there before has the same names in all"


def test_the_database_itself_is_no_copy(base: Path) -> None:
    link, hard = base.with_name("link.db"), base.with_name("hard.db")
    link.symlink_to(base)
    hard.hardlink_to(base)
    for path in (base, link, hard, base.parent / "." / base.name, base.parent / ".." / base.parent.name / base.name):
        with pytest.raises(UsageError, match="is the database itself"):
            merge(base, [path])
    with pytest.raises(UsageError, match="are too many"):
        merge(base, [base.with_name("x")] * (MOST + 1))


def test_a_refused_copy_says_so_on_one_line(base: Path) -> None:
    copy = base.with_name("co\x1b[2Jpy.db")
    copy.write_bytes(base.read_bytes())
    tamper(copy, "UPDATE events SET uuid = 'x' WHERE id = 4")
    with pytest.raises(AnnotatorError) as error:
        merge(base, [copy])
    assert str(error.value).isprintable()
