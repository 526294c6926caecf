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
from annotator.store.merge import staging
from annotator.store.merge.joining import LOST_VERDICT
from annotator.store.merge.merger import MOST, merge
from annotator.store.migrations import SCHEMA_VERSION
from tests.store.merge.conftest import copied, decide
from tests.store.merge.content import content_of
from tests.store.old_databases import unpack


def tamper(path: Path, *statements: str) -> None:
    """Change a file as somebody could who wants to."""
    with closing(any_sqlite.connect(path)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", *statements):
            connection.execute(statement)
        connection.commit()


def _event(
    kind: str, body: str, who: str = "'bo'", document: str = "NULL", sentence: str = "NULL", undoes: str = "NULL"
) -> str:
    """SQL that adds an event, which gets the number 9 in a copy of `base` with one more decision."""
    said = body.replace("'", "''")
    values = (
        f"9, '{'9' * 32}', 9000000000000, '2026-01-01', {who}, '{kind}', {document}, {sentence}, {undoes}, '{said}'"
    )
    return f"REPLACE INTO events VALUES ({values})"


def _scheme(toml: str | None, *topics: dict[str, object]) -> str:
    labels = {"topics": topics, "attributes": []} if topics else {}
    body = {"parent": None, "name": "x", "version": "1", "toml": toml, "guidelines": None, "labels": labels}
    return json.dumps(body | {"changes": [], "reason": None})


_ANNOTATOR = '{"role":"annotator","person":null}'
_LABELS = '{"quotes":[{"type":"direct","content":[[8,11]],"cue":null,"source":null,"speaker":"Ada","continues":false}]'
_OF_NO_ARTICLE = {
    "enter": _ANNOTATOR,
    "scheme": _scheme(None),
    "profile": '{"name":"polnear"}',
    "prefer": '{"name":"rules"}',
    "assign": '{"lease_hours":1,"qualified":false,"told":{}}',
}
_BAD = [
    ("UPDATE documents SET text = text || 'x'", "article 1: the text is not that of its checksum (article 1: A title)"),
    ("UPDATE documents SET meta = '[]'", "article 1: what is known of it is of another kind"),
    ("UPDATE documents SET sentences = 4", "article 1: it has 4 sentences, and 3 found"),
    ("UPDATE documents SET imported_at = 'once'", "article 1: its import has no time"),
    ("UPDATE documents SET body_start = -1", "article 1: the body begins at -1"),
    ("""UPDATE documents SET "cast" = '[["Ada", [[5, 99]]]]'""", "article 1: the span [5, 99] is out of place"),
    ("UPDATE documents SET title = CAST(x'ff' AS TEXT)", "a text in documents is no UTF-8"),
    ('UPDATE sentences SET "end" = 37 WHERE id = 3', "sentence 3: [23, 37) is out of place"),
    ("UPDATE sentences SET position = 7 WHERE id = 3", "sentence 3: it has position 7 in article 1"),
    ("UPDATE runs SET settings = '[]'", "is of another kind"),
    ("UPDATE suggestions SET labels = '{}' WHERE id = 2", "suggestions row 2: it has labels of another shape"),
    ("UPDATE suggestions SET topics = '[[1]]' WHERE id = 2", "suggestions row 2: it has a topic that is none"),
    ("UPDATE suggestions SET score = 1e999 WHERE id = 2", "suggestions row 2: its score is out of range"),
    ("INSERT INTO readings VALUES (1, '[[[3], [], 0.5]]')", "readings of suggestion 1: there is no quote [3]"),
    (
        "INSERT INTO readings VALUES (1, '[[[0], [{\"content\": [[8, 99]]}], 0.5]]')",
        "out of place (article 1, sentence 1: A title)",
    ),
    ("UPDATE chances SET chances = x'00'", "what the rules could suggest cannot be read"),
    (_event("enter", _ANNOTATOR, "char(27) || '[2J'"), "who did it is no name"),
    (
        _event("enter", '{"role":"candidate","person":"cy"}', "'bo'"),
        "it does not enter as what, or as whom, its name says",
    ),
    (
        _event("enter", '{"role":"candidate","person":null}', "'x'"),
        "it does not enter as what, or as whom, its name says",
    ),
    *(
        (_event(kind, body, document="1"), "events row 9: it is about an article, as none of its kind is")
        for kind, body in _OF_NO_ARTICLE.items()
    ),
    (_event("dance", "{}"), "events row 9: it is of a kind that is unknown here"),
    (_event("leave", '{"why":1}'), "events row 9: its body is of another shape"),
    (_event("leave", "{}"), "events row 9: it is about no sentence"),
    (_event("leave", "[" * 900 + "]" * 900), "events row 9: its body is of another kind"),
    ("UPDATE events SET uuid = 'x' WHERE id = 4", "events row 4: it has no uuid"),
    ("UPDATE events SET clock = -1 WHERE id = 4", "events row 4: its clock is out of range"),
    ("UPDATE events SET at = '' WHERE id = 4", "events row 4: it has no time"),
    (f"UPDATE events SET undoes = '{'a' * 32}' WHERE kind = 'undo'", "what it is about is not there"),
    ("UPDATE events SET undoes = NULL WHERE kind = 'undo'", "it names nothing that it takes back or repeats"),
    ("UPDATE events SET undoes = (SELECT uuid FROM events WHERE id = 7) WHERE kind = 'undo'", "of the same annotator"),
    ("DELETE FROM events WHERE id = 4", "names a row of events that is not there"),
    ("DELETE FROM events WHERE kind = 'enter' AND who = 'bo'", "bo: worked here, and never entered"),
    ("UPDATE decisions SET uuid = '../../x' WHERE id = 1", "decisions row 1: it has no uuid"),
    (
        "UPDATE decisions SET decided_at = 'soon' WHERE id = 1",
        "decisions row 1: it has no time (article 1, sentence 1: A title)",
    ),
    ("UPDATE decisions SET answer = 'maybe' WHERE id = 1", "a row of decisions is none"),
    ("UPDATE decisions SET annotator = 'bo' WHERE id = 1", "decisions row 1: its event is ana's"),
    ("UPDATE decisions SET event = 3 WHERE id = 1", "decisions row 1: its event decides nothing"),
    ("UPDATE decisions SET suggestion = 2 WHERE id = 1", "the suggestion that it answers is of sentence 2"),
    ("UPDATE decisions SET replaces = 3 WHERE id = 1", "which it replaces, is not one before it"),
    ("UPDATE decisions SET seconds = 1e999 WHERE id = 1", "decisions row 1: its time spent is out of range"),
    (
        "UPDATE decisions SET labels = replace(labels, '[[8,11]]', '[[8,13]]') WHERE id = 1",
        "out of place (article 1, sentence 1: A title)",
    ),
    (
        "UPDATE decisions SET labels = replace(labels, '[[8,11]]', '[[8.5,11]]') WHERE id = 1",
        "labels of another shape (article 1, sentence 1: A title)",
    ),
    ("UPDATE decisions SET labels = replace(labels, '[[8,11]]', '[]') WHERE id = 1", "a quote without content"),
    ("UPDATE decisions SET labels = replace(labels, '\"Ada\"', '7') WHERE id = 1", "labels of another shape"),
    (f"UPDATE decisions SET labels = '{_LABELS},\"topics\":[{{}}]}}' WHERE id = 1", "labels of another shape"),
    (_event("draft", '{"left":{"quotes":[],"topics":7},"step":null}', sentence="2"), "labels of another shape"),
    (_event("draft", '{"left":{"flagged":1,"note":null},"step":null}', sentence="2"), "its note or flag is none"),
    (_event("rename", '{"old":"a","new":"a","by":null}'), "events row 9: it gives no other name"),
    (_event("scheme", _scheme("topic = 3")), "events row 9: its label scheme"),
    (_event("scheme", _scheme("a = " + "[" * 5000)), "its label scheme: brackets nested too deep"),
    *(
        (_event("scheme", _scheme(None, {"id": "a", "use": "used"} | wrong)), "labels or changes of another shape")
        for wrong in ({"keys": ["a"], "name": 7}, {"keys": [], "name": "A"})
    ),
    (f"UPDATE decisions SET labels = '{'[' * 900}{']' * 900}' WHERE id = 1", "decisions row 1: it is of another kind"),
    (_event("profile", '{"name":"theirs"}'), "it is a guideline profile that is unknown here"),
    (f"UPDATE decisions SET verdict = '{LOST_VERDICT}' WHERE id = 1", "says something of versions, and is no reviewer"),
    (_event("assign", '{"lease_hours":0,"qualified":false,"told":{}}'), "events row 9: its time of leases"),
    (
        _event("places", '{"kept_for":{"1":"a\\n"},"rank":1,"named":false}', document="1"),
        "events row 9: whom a place is kept for is no name (article 1: A title)",
    ),
    (_event("take", '{"slot":-1,"over":null}', document="1"), "events row 9: its place is out of range"),
    (_event("take", '{"slot":0,"over":"../../x"}', document="1"), "events row 9: what it ends has no uuid"),
    (
        _event("result", f'{{"qualification":"{"a" * 32}","person":"bo","score":1.0,"passed":true,"roles":{{}}}}'),
        "events row 9: its qualification is not there",
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
    with pytest.raises(DatabaseRefused, match=said):
        merge(base, [copy])
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
    monkeypatch.setattr(staging, "LONGEST", 35)
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
