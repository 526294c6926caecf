"""Corruptions planted in a database in which a team has worked: `check` names each, and nothing in the sound one."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.errors import DatabaseRefused
from annotator.store.care.restoring import is_damaged
from annotator.store.integrity import all_problems, problems
from annotator.store.integrity.caches import mend
from annotator.store.integrity.facts import LAST_CLOCK
from annotator.store.log.shapes import LINE, NAME
from annotator.store.sqlite.sqlite_library import sqlite3
from tests.store.tampering import loose, tamper

Plant = Callable[[Path], None]


def sql(*statements: str) -> Plant:
    """Statements, with the triggers out of the way."""
    return lambda path: tamper(path, *statements)


def schema(*statements: str) -> Plant:
    """Statements that change what the tables are."""

    def plant(path: Path) -> None:
        with loose(path) as connection:
            for statement in statements:
                connection.execute(statement)

    return plant


def rewritten(name: str, old: str, new: str) -> Plant:
    """Another SQL of a table, an index or a trigger, as only writing to `sqlite_master` can make it."""
    return schema(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
        "PRAGMA writable_schema = RESET",
    )


def page_of(path: Path, name: str) -> tuple[int, int]:
    """Where the first page of a table or an index begins in the file, and the size of a page."""
    with loose(path) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return (page - 1) * size, size


def bytes_at(name: str, offset: int, new: bytes) -> Plant:
    """Other bytes in the first page of a table or an index."""

    def plant(path: Path) -> None:
        start, _ = page_of(path, name)
        with path.open("r+b") as file:
            file.seek(start + offset)
            file.write(new)

    return plant


def replaced(old: bytes, new: bytes) -> Plant:
    """Other bytes of the same length wherever some stand in the file."""

    def plant(path: Path) -> None:
        assert len(old) == len(new)
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new))

    return plant


def cut(path: Path) -> None:
    """The last page is gone."""
    content = path.read_bytes()
    path.write_bytes(content[:-4096])


def head(offset: int, new: bytes) -> Plant:
    """Other bytes in the header of the file."""

    def plant(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(offset)
            file.write(new)

    return plant


def log(path: Path) -> None:
    """Something else where the log of changes should be."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    Path(f"{path}-wal").write_bytes(b"x" * 4152)


def index_lacks_a_row(path: Path) -> None:
    """An index that knows nothing of a row of its table."""
    with loose(path) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'decisions_by_event'").fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' WHERE id < 3' WHERE name = 'decisions_by_event'")
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute("REINDEX decisions_by_event")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'decisions_by_event'", (made,))


def body(event: int, path: str, value: object) -> Plant:
    """Something else in the body of an event."""
    return sql(f"UPDATE events SET body = json_set(body, '{path}', json('{json.dumps(value)}')) WHERE id = {event}")


def verdict(path: str, value: object) -> Plant:
    """Something else in what the review says of versions."""
    return sql(f"UPDATE decisions SET verdict = json_set(verdict, '{path}', json('{json.dumps(value)}')) WHERE id = 11")


def twice(table: str) -> Plant:
    """A row with the uuid of another, as only a file can have it that was written to byte by byte."""

    def plant(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            uuids = connection.execute(f"SELECT uuid FROM {table} ORDER BY id DESC LIMIT 2").fetchall()
        replaced(*(uuid.encode() for (uuid,) in uuids))(path)

    return plant


def carried(
    *fates: list[object],
    at: str = "2026-01-01T00:00:00.000Z",
    edition: str = "a" * 32,
    look: bool = False,
    then: str = "SELECT 1",
) -> Plant:
    """Article 2 is a later edition of article 1; decisions of it, by their numbers, became of these fates."""

    def plant(path: Path) -> None:
        with loose(path) as connection:
            uuids = dict(connection.execute("SELECT id, uuid FROM decisions"))
            (earlier,) = connection.execute("SELECT sha256 FROM documents WHERE number = 1").fetchone()
        named = [[uuids.get(one) if place in (0, 3, 4) else one for place, one in enumerate(fate)] for fate in fates]
        bodies = {90: ("edition", {"earlier": earlier}), 91: ("carry", {"edition": edition, "fates": named})}
        if look:
            bodies[92] = ("look", {"edition": edition, "decision": uuids[1], "position": 0})
        sql(
            *(
                f"INSERT INTO events VALUES ({key}, '{chr(key + 7) * 32}', 2000000000000, '{at}', 'ana', '{kind}',"
                f" 2, NULL, NULL, '{json.dumps(made)}')"
                for key, (kind, made) in bodies.items()
            )
        )(path)
        mend(path)
        sql(then)(path)

    return plant


CORRUPTIONS: dict[str, tuple[Plant, str]] = {
    # the file
    "a byte of a table's page": (bytes_at("events", 0, b"\x07"), "file"),
    "the cells of a page": (bytes_at("decisions", 8, b"\xff\xff\xff\xff"), "damaged|file"),
    "an index that lacks rows": (index_lacks_a_row, "missing from index decisions_by_event"),
    "a page of an index": (bytes_at("decisions_by_sentence", 3, b"\x00\x00"), "decisions_by_sentence"),
    "a file that is cut off": (cut, "damaged|file"),
    "the list of free pages": (head(36, b"\x00\x00\x07\x09"), "file: "),
    "a log that is none": (log, "file: annotator.db-wal is no log"),
    "another program's id": (head(68, b"\x00\x00\x00\x01"), "another program's"),
    "a version that the steps do not make": (schema("PRAGMA user_version = 12"), "_sqlite_migrations: "),
    "a step that is not written down": (
        schema("DELETE FROM _sqlite_migrations WHERE name = 'readings'"), "_sqlite_migrations: ",
    ),
    "a version of the future": (schema("PRAGMA user_version = 999"), "newer"),
    # the schema
    "a missing trigger": (schema("DROP TRIGGER decisions_never_change"), "trigger decisions_never_change: is missing"),
    "an added trigger": (
        schema("CREATE TRIGGER spy AFTER INSERT ON decisions BEGIN DELETE FROM heads; END"), "trigger spy: is not ours",
    ),
    "a changed trigger": (
        rewritten("decisions_never_go", "append-only", "for ever"), "trigger decisions_never_go: is not as it is made",
    ),
    "a missing view": (schema("DROP VIEW current_decisions"), "view current_decisions: is missing"),
    "an added view": (schema("CREATE VIEW mine AS SELECT 1"), "view mine: is not ours"),
    "a missing index": (schema("DROP INDEX decisions_by_event"), "index decisions_by_event: is missing"),
    "an added index": (schema("CREATE INDEX mine ON decisions (note)"), "index mine: is not ours"),
    "a missing table": (schema("DROP TABLE readings"), "table readings: is missing"),
    "a missing table of what is repeated": (schema("DROP TABLE heads"), "table heads: is missing"),
    "an added table": (schema("CREATE TABLE mine (a)"), "table mine: is not ours"),
    "a missing column": (schema("ALTER TABLE decisions DROP COLUMN note"), "table decisions: is not as it is made"),
    "an added column": (schema("ALTER TABLE runs ADD COLUMN mine TEXT"), "table runs: is not as it is made"),
    "a table that is not STRICT": (
        rewritten("readings", ") STRICT", ")"), "table readings: is not as it is made",
    ),
    "a table of what is repeated that is made otherwise": (
        schema("ALTER TABLE drafts ADD COLUMN mine TEXT"), "table drafts: is not as it is made",
    ),
    # articles
    "a text that is not its checksum's": (replaced(b"All was well. Again. Again.", b"All was hell. Again. Again."),
                                          "article 2: the text is not that of its checksum"),
    "another checksum": (
        sql("UPDATE documents SET sha256 = 'ab' WHERE number = 1"), "article 1: the text is not that of its checksum",
    ),
    "bytes that are no text": (replaced(b"article-3", b"article-\xff"), "bytes that are no text"),
    "known of an article, no object": (sql("UPDATE documents SET meta = '[]' WHERE number = 1"), "article 1: "),
    "a cast of another shape": (sql("""UPDATE documents SET "cast" = '[[1, 2]]' WHERE number = 1"""), "article 1: "),
    "a count of sentences": (sql("UPDATE documents SET sentences = 4 WHERE number = 1"), "1: it has 4 sentences"),
    "a day of import that is none": (
        sql("UPDATE documents SET imported_at = 'today' WHERE number = 1"), "article 1: its import has no time",
    ),
    "sentences that overlap": (sql("UPDATE sentences SET start = 5 WHERE id = 2"), "sentence 2: [5, 22)"),
    "a sentence beyond its text": (sql('UPDATE sentences SET "end" = 999 WHERE id = 3'), "sentence 3: [23, 999)"),
    "a gap in the positions": (sql("UPDATE sentences SET position = 7 WHERE id = 3"), "sentence 3: it has position 7"),
    "a sentence of no article": (sql("UPDATE sentences SET document = 77 WHERE id = 3"), "names a row of documents"),
    # suggestions
    "a suggestion of no run": (sql("UPDATE suggestions SET run = 'x' WHERE id = 1"), "names a row of runs"),
    "a run on no day": (sql("UPDATE runs SET started_at = 'soon'"), "it has no time"),
    "settings of a run, no JSON": (sql("UPDATE runs SET settings = '{'"), "run "),
    "labels that are no JSON": (sql("UPDATE suggestions SET labels = '{' WHERE id = 4"), "suggestions row 4: "),
    "labels of another shape": (
        sql("UPDATE suggestions SET labels = '{\"quotes\": 3}' WHERE id = 4"), "suggestions row 4: it has labels of",
    ),
    "readings of another shape": (
        sql("UPDATE readings SET readings = '[[\"a\"]]' WHERE suggestion = 4"), "readings of suggestion 4: ",
    ),
    "readings of no suggestion": (sql("UPDATE readings SET suggestion = 900 WHERE suggestion = 4"), "suggestions"),
    "boilerplate of no kind": (sql("UPDATE suggestions SET boilerplate = '' WHERE id = 3"), "row 3: its kind of"),
    "chances that cannot be unpacked": (sql("UPDATE chances SET chances = x'00' WHERE document = 2"), "article 2: "),
    "habits of another shape": (sql("UPDATE runs SET habits = '{\"groups\": 1}'"), "run "),
    # who decided what
    "a role without a person": (body(23, "$.person", None), "events row 23: it does not enter as what"),
    "a person who is called otherwise": (body(23, "$.person", "di"), "row 23: it does not enter as what, or as whom"),
    "a first day that is none": (sql("UPDATE events SET at = '' WHERE id = 15"), "events row 15: it has no time"),
    "a name that is for a role": (sql("UPDATE events SET who = 'test:bo' WHERE id = 15"), "row 15: it does not enter"),
    "somebody who never entered": (sql("UPDATE events SET kind = 'leave', sentence = 1, body = '{}' WHERE id = 15"),
                                   "bo: worked here, and never entered"),
    "labels of a decision": (sql("UPDATE decisions SET labels = '[]' WHERE id = 1"), "decisions row 1: "),
    "a span outside of its sentence": (
        sql("UPDATE decisions SET labels = replace(labels, '[8,11]', '[8,14]') WHERE id = 1"), "[8, 14] is out of",
    ),
    "a topic that is a number": (
        sql("UPDATE decisions SET labels = json_set(labels, '$.topics', json('[1]')) WHERE id = 1"), "decisions row 1",
    ),
    "an answer that there is not": (sql("UPDATE decisions SET answer = 'yes' WHERE id = 1"), "row 1: its answer"),
    "a flag of two": (sql("UPDATE decisions SET flagged = 2 WHERE id = 1"), "decisions row 1: a flag of it"),
    "seconds below nothing": (sql("UPDATE decisions SET seconds = -1.0 WHERE id = 1"), "row 1: its time spent"),
    "keys below nothing": (sql("UPDATE decisions SET keys = -1 WHERE id = 1"), "row 1: its number of keys"),
    "a date of a decision": (sql("UPDATE decisions SET decided_at = 'x' WHERE id = 1"), "row 1: it has no time"),
    "a suggestion of another sentence": (sql("UPDATE decisions SET suggestion = 4 WHERE id = 3"), "is of sentence 4"),
    "a decision that replaces another's": (sql("UPDATE decisions SET replaces = 2 WHERE id = 4"), "which it replaces"),
    "a decision that says another's again": (sql("UPDATE decisions SET repeats = 2 WHERE id = 4"), "it says again"),
    "a decision that says a later one again": (
        sql("UPDATE decisions SET sentence_id = 1 WHERE id IN (2, 3)", "UPDATE decisions SET repeats = 3 WHERE id = 2"),
        "decisions row 2: decision 3, which it says again",
    ),
    "a decision of another's event": (sql("UPDATE decisions SET event = 16 WHERE id = 1"), "row 1: its event is bo's"),
    "a decision of an event that decides nothing": (
        sql("UPDATE decisions SET event = 14 WHERE id = 1"), "row 1: its event decides nothing",
    ),
    "a decision of no event": (sql("UPDATE decisions SET event = 99 WHERE id = 1"), "names a row of events"),
    "a decision under no scheme": (sql("UPDATE decisions SET revision = 2 WHERE id = 1"), "row 1: its revision is no"),
    "a decision of nobody": (sql("UPDATE decisions SET annotator = 'zoe' WHERE id = 1"), "row 1: its event is ana's"),
    "no uuid": (sql("UPDATE decisions SET uuid = '' WHERE id = 1"), "decisions row 1: it has no uuid"),
    "the same uuid twice": (
        twice("decisions"), "decisions: 2 rows have the uuid",
    ),
    # what happened
    "an event of a kind that there is not": (
        sql("UPDATE events SET kind = 'dream' WHERE id = 4"), "events row 4: it is of a kind that is unknown here",
    ),
    "a body that is no JSON": (sql("UPDATE events SET body = '{' WHERE id = 25"), "events row 25: its body is no JSON"),
    "a body with more in it": (body(4, "$.more", 1), "events row 4: its body is of another shape"),
    "the same event twice": (twice("events"), "events: 2 rows have the uuid"),
    "an event without a uuid": (sql("UPDATE events SET uuid = 'x' WHERE id = 19"), "events row 19: it has no uuid"),
    "a clock below nothing": (sql("UPDATE events SET clock = -5 WHERE id = 4"), "events row 4: its clock"),
    "a day that is none": (sql("UPDATE events SET at = 'x' WHERE id = 18"), "events row 18: it has no time"),
    "an undo of something later": (
        sql("UPDATE events SET undoes = (SELECT uuid FROM events WHERE id = 12) WHERE id = 10"),
        "events row 10: event 12, which it is about",
    ),
    "an undo of another's": (
        sql("UPDATE events SET undoes = (SELECT uuid FROM events WHERE id = 4) WHERE id = 17",
            "UPDATE events SET kind = 'undo', body = '{}' WHERE id = 17"),
        "events row 17: event 4, which it is about",
    ),
    "an undo of an undo": (
        sql("UPDATE events SET undoes = (SELECT uuid FROM events WHERE id = 10) WHERE id = 11"),
        "events row 11: event 10, which it is about, only takes back",
    ),
    "an undo of what is not there": (
        sql(f"UPDATE events SET undoes = '{'a' * 32}' WHERE id = 10"), "row 10: what it is about is not there",
    ),
    "an undo of nothing": (sql("UPDATE events SET undoes = NULL WHERE id = 10"), "row 10: it names nothing"),
    "a decision that takes something back": (
        sql("UPDATE events SET undoes = (SELECT uuid FROM events WHERE id = 4) WHERE id = 9"),
        "events row 9: it takes nothing back",
    ),
    "a draft of no sentence": (sql("UPDATE events SET sentence = 999 WHERE id = 14"), "names a row of sentences"),
    "a draft of another shape": (
        body(14, "$.left", {"flagged": 3}), "events row 14: its note or flag is none",
    ),
    "a draft outside of its sentence": (
        sql("UPDATE events SET body = replace(body, '[8,11]', '[8,14]') WHERE id = 14"),
        "events row 14: the span [8, 14] is out of place",
    ),
    "what a step left unconfirmed": (body(5, "$.left", {"quotes": 1}), "events row 5: it has labels of another shape"),
    "a removal of no article": (sql("UPDATE events SET document = NULL WHERE id = 18"), "row 18: it is about no"),
    # teams
    "a review that is no reviewer's": (
        sql("UPDATE decisions SET verdict = (SELECT verdict FROM decisions WHERE id = 11) WHERE id = 2"),
        "decisions row 2: it says something of versions, and is no reviewer's",
    ),
    "versions of another shape": (verdict("$.versions", [1]), "row 11: its verdict is of another shape"),
    "a version of another sentence": (
        sql("UPDATE decisions SET verdict = json_set(verdict, '$.versions[0][0]',"
            " (SELECT uuid FROM decisions WHERE id = 3)) WHERE id = 11"),
        "row 11: a version of it is no decision of its sentence",
    ),
    "a review that says nothing": (
        sql("UPDATE decisions SET verdict = NULL WHERE id = 11"), "row 11: a review that says nothing of the versions",
    ),
    "gold of another sentence": (
        sql("UPDATE events SET body = json_set(body, '$.items[0][2]', (SELECT uuid FROM decisions WHERE id = 1))"
            " WHERE id = 19"),
        "events row 19: what is gold of sentence 3 is no decision of it",
    ),
    "a pass that is none": (body(22, "$.passed", False), "events row 22: whether cy passed"),
    "a result of no qualification": (body(22, "$.qualification", "a" * 32), "row 22: its qualification is not there"),
    "a version of an article on no day": (
        carried(at="x"), "events row 90: it has no time",
    ),
    "a decision carried to another article": (
        carried([1, "touched", 99, None, None]), "events row 91: a sentence of it is not in the article",
    ),
    "a decision carried that was not of an earlier article": (
        carried([5, "touched", 0, None, None]), "events row 91: a decision of it is not of an earlier version",
    ),
    "a decision carried that says something else": (
        carried([4, "moved", 0, 9, None]), "events row 91: what became of a decision of it says something else",
    ),
    "a decision carried to somebody else": (
        carried([1, "moved", 0, 9, None]), "events row 91: it names a decision of another sentence or annotator",
    ),
    "a decision carried by no edition": (
        carried([1, "touched", 0, None, None], edition="c" * 32), "events row 91: its article did not take the place",
    ),
    "looked at, though nothing was lost": (
        carried([1, "touched", 0, None, None], look=True), "events row 92: it acknowledges",
    ),
    # what repeats something
    "a missing head": (sql("DELETE FROM heads WHERE sentence_id = 1 AND annotator = 'ana'"), "what is current for ana"),
    "a head of an earlier decision": (
        sql("UPDATE heads SET decision = 1 WHERE sentence_id = 1 AND annotator = 'ana'"), "what is current for ana",
    ),
    "a skip that is none": (sql("UPDATE heads SET skipped = 1 WHERE sentence_id = 1"), "what is current for ana"),
    "what was taken back": (sql("DELETE FROM undone WHERE event = 12"), "event 12: whether it was taken back"),
    "who works here": (sql("UPDATE annotators SET role = 'reviewer' WHERE name = 'bo'"), "bo: as what somebody works"),
    "a missing draft": (sql("DELETE FROM drafts"), "sentence 7: what ana left unconfirmed"),
    "another draft": (sql("UPDATE drafts SET labels = '{}'"), "sentence 7: what ana left unconfirmed"),
    "a draft that nobody left": (
        sql("INSERT INTO drafts VALUES ('bo', 999, '{}')"), "sentence 999: what bo left unconfirmed",
    ),
    "the counter of decisions": (sql("UPDATE progress SET accepted = 9"), "article 1: what ana did in it is counted"),
    "what is removed": (sql("DELETE FROM removed"), "article 6: whether it is removed"),
    "a slot that there is not": (
        sql("DELETE FROM slots WHERE document = 4 AND slot = 2"), "article 4: its slots are not those",
    ),
    "a slot of two": (sql("UPDATE leases SET slot = 1"), "article 4: which slot bo has"),
    "two slots of one": (sql("UPDATE leases SET annotator = 'ana'"), "article 4: which slot ana has"),
    "a lease that ended and is held": (sql("UPDATE leases SET ended_at = '2026-01-01'"), "article 4: which slot ana"),
    "a lease of no state": (sql("UPDATE leases SET state = 'x' WHERE id = 28"), "article 4: which slot ana"),
    "what became of a decision": (
        carried([1, "touched", 0, None, None], then="UPDATE carries SET kind = 'orphaned'"),
        "sentence 4: what became of an earlier decision",
    ),
    "what is suggested": (sql("UPDATE suggested_quotes SET quotes = 9 WHERE document = 2"), "article 2: its suggested"),
    "how sure it is": (sql("UPDATE suggested_quotes SET certainty = 0 WHERE document = 2"), "article 2: its suggested"),
    "a label that no filter finds": (
        sql("DELETE FROM labelled WHERE label = '#politics'"), "#politics is not among its labels as it should be",
    ),
    "a mark that no filter finds": (
        sql("UPDATE heads SET edited = NOT edited WHERE sentence_id = 1"), "sentence 1: what is current for ana",
    ),
    "a slot that nobody is offered": (
        sql("UPDATE slots SET unfinished = 0 WHERE document = 4"), "article 4: its slots are not those",
    ),
}  # fmt: skip


def found(path: Path) -> list[str]:
    """What `check` says, one line or more."""
    try:
        return list(problems(path))
    except DatabaseRefused as error:
        return [str(error)]


def test_nothing_is_wrong_with_the_sound_one(copy: Path) -> None:
    before = copy.read_bytes()
    assert list(problems(copy)) == []
    assert copy.read_bytes() == before


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_what_was_planted_is_named(copy: Path, name: str) -> None:
    plant, told = CORRUPTIONS[name]
    plant(copy)
    lines = found(copy)
    assert any(part in line for line in lines for part in told.split("|")), lines


def test_a_bad_row_ends_nothing(copy: Path) -> None:
    """Corruptions of rows, planted together, are all named."""
    together = ["labels that are no JSON", "labels of a decision", "a cast of another shape"]
    together += ["a draft of another shape", "versions of another shape", "the counter of decisions"]
    together += ["bytes that are no text"]
    for name in together:
        CORRUPTIONS[name][0](copy)
    lines = found(copy)
    for name in together:
        assert any(CORRUPTIONS[name][1] in line for line in lines), (name, lines)


def test_of_a_kind_only_the_first_are_told(copy: Path) -> None:
    sql(
        "WITH RECURSIVE n (n) AS (VALUES (100) UNION ALL SELECT n + 1 FROM n WHERE n < 198)"
        " INSERT INTO events SELECT n, format('%032x', n), n, '2026-01-01', 'ana', 'dream', NULL, NULL, NULL, '{}'"
        " FROM n"
    )(copy)
    lines = [line for line in found(copy) if "unknown" in line]
    assert len(lines) == 21
    assert lines[-1] == "and 79 more like: events it is of a kind that is unknown here"


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (
            sql(f"UPDATE events SET body = json_set(body, '$.step', '{'e' * 32}') WHERE id = 14"),
            "14: it names an event or a decision",
        ),
        (
            sql(f"UPDATE events SET body = json_set(body, '$.items[0][0]', '{'e' * 64}') WHERE id = 19"),
            "19: it names a text",
        ),
        (
            sql(f"UPDATE events SET body = json_set(body, '$.items[0][2]', '{'e' * 32}') WHERE id = 19"),
            "19: it names an event or a decision",
        ),
        (
            sql(f"UPDATE decisions SET verdict = json_set(verdict, '$.versions[0][0]', '{'e' * 32}') WHERE id = 11"),
            "11: it names a version",
        ),
    ],
)
def test_what_is_named_and_lost_is_told_and_is_no_problem(copy: Path, plant: Plant, told: str) -> None:
    plant(copy)
    (lost,) = (problem for problem in all_problems(copy) if not problem.mends)
    assert lost.lost
    assert f"row {told} that is not here" in str(lost)
    assert mend(copy) is not None
    assert found(copy) == []
    assert not is_damaged(copy), "so that a restore takes nothing out of it"


def of(length: int) -> str:
    """SQL for so many letters."""
    return f"printf('%.*c', {length}, 'n')"


def updated(table: str, column: str, value: object, row: int, key: str = "id") -> str:
    return f'UPDATE {table} SET "{column}" = {value} WHERE {key} = {row}'


LIMITS: tuple[tuple[str, str, int, tuple[object, ...], dict[object, str]], ...] = (
    ("documents", "body_start", 1, (0, "length(text)"), {-1: "the body", "length(text) + 1": "the body"}),
    ("documents", "id", 2, (of(LINE),), {of(LINE + 1): "it has no id", "''": "it has no id"}),
    ("documents", "title", 3, ("NULL", of(LINE)), {of(LINE + 1): "a line about it is too long"}),
    ("documents", "published", 4, (of(LINE),), {of(LINE + 1): "a line about it is too long"}),
    (
        "documents", "cast", 5,
        (f"json_array(json_array({of(LINE)}, json_array(json_array(0, 1)), json('true'), NULL, NULL))",),
        {
            f"json_array(json_array({of(LINE + 1)}, json_array(), json('true'), NULL, NULL))": "without a name",
            "json_array(json_array(7, json_array(), json('true'), NULL, NULL))": "without a name",
            "'[[\"Ada\",[[1,1]],true,null,null]]'": "[1, 1] is out of place",
            "'{}'": "the cast is of another kind",
        },
    ),
    ("suggestions", "score", 1, (0, 1), {-0.1: "its score is out of", 1.1: "its score is out of"}),
    (
        "suggestions", "topics", 4, ("'[]'", "'[[\"a\",1,\"b\"]]'"),
        {"'[[\"a\",0.5]]'": "a topic that is none", "'[[\"a\",\"1\",\"b\"]]'": "a topic that is none",
         "'[7]'": "a topic that is none", "'{}'": "its topics is of another kind"},
    ),
    ("suggestions", "boilerplate", 3, (of(NAME),), {of(NAME + 1): "kind of boilerplate is too long"}),
    (
        "readings", "readings", 1, ("'[[[0],[],1]]'", "'[[[],[],0]]'"),
        {"'[[[1],[],1]]'": "there is no quote [1]", "'[[[-1],[],1]]'": "there is no quote [-1]",
         "'[[[0],[],1.1]]'": "a probability is out of",
         "'[[[0],[{\"content\":[[3,13]],\"cue\":null}],0]]'": "out of place",
         "'[[[0],[{\"content\":[],\"cue\":null}],0]]'": "it has a quote without content",
         "'[[[true],[],1]]'": "there is no quote [True]"},
    ),
    ("runs", "pipeline", 1, (of(NAME),), {of(NAME + 1): "its name is no name", "''": "its name is no name"}),
    ("runs", "version", 1, (of(NAME),), {"' '": "its name is no name"}),
    ("events", "clock", 29, (LAST_CLOCK,), {LAST_CLOCK + 1: "its clock is out of range"}),
    ("events", "at", 1, ("''",), {}),
    *(("events", "who", kind, ("''",), {}) for kind in (1, 2)),
    ("events", "who", 17, ("''",), {"' '": "who did it is no name"}),
    *(("events", "who", kind, (), {"''": "who did it is no name"}) for kind in (18, 19, 22, 25, 26)),
    *(("events", "document", kind, (), {1: "it is about an article"}) for kind in (1, 2, 3, 20)),
    *(("events", "document", kind, (), {"NULL": "it is about no document"}) for kind in (27, 28)),
    ("events", "sentence", 14, (), {"NULL": "it is about no sentence"}),
    ("decisions", "seconds", 1, (0, 1e9), {1e9 + 1: "its time spent is out of range"}),
    ("decisions", "keys", 2, (0, 10**9), {10**9 + 1: "its number of keys is out of range"}),
    ("decisions", "note", 3, ("''", of(LINE)), {of(LINE + 1): "its note is too long"}),
    ("decisions", "sight", 4, ("'withheld'", "'in passing'"), {"'else'": "what was in sight of it, is none"}),
    ("decisions", "implied", 5, (0, 1), {-1: "a flag of it", 2: "a flag of it"}),
)  # fmt: skip
"""A column of a row: values that it may just have, and others that it may not, with what is said of them."""


def of_rows(path: Path) -> list[str]:
    """What is said of facts: what only repeats them is other than they are now."""
    return [str(problem) for problem in all_problems(path) if not problem.mends]


@pytest.mark.parametrize("which", [0, -1])
def test_values_at_the_edge_of_what_may_be_are_no_problem(copy: Path, which: int) -> None:
    keys = {"documents": "number", "readings": "suggestion", "runs": "rowid"}
    sql(
        *(
            updated(table, column, may[which], row, keys.get(table, "id"))
            for table, column, row, may, _ in LIMITS
            if may
        )
    )(copy)
    assert of_rows(copy) == []


@pytest.mark.parametrize("which", range(5))
def test_values_beyond_it_are_each_named(copy: Path, which: int) -> None:
    keys = {"documents": "number", "readings": "suggestion", "runs": "rowid"}
    names = {"documents": "article", "readings": "readings of suggestion", "runs": "run"}
    planted = [
        (table, column, row, *list(wrong.items())[which])
        for table, column, row, _, wrong in LIMITS
        if which < len(wrong)
    ]
    sql(*(updated(table, column, value, row, keys.get(table, "id")) for table, column, row, value, _ in planted))(copy)
    lines = of_rows(copy)
    for table, column, row, value, told in planted:
        where = f"{names.get(table, f'{table} row')} {'' if table == 'runs' else f'{row}: '}"
        assert any(line.startswith(where) and told in line for line in lines), (table, column, value, lines)
