"""Corruptions planted in a database in which a team has worked: `check` names each, and nothing in the sound one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.core.errors import DatabaseRefused
from annotator.store.integrity import problems
from annotator.store.sqlite_library import sqlite3
from tests.store.integrity.worked_on import worked_on

Plant = Callable[[Path], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_on(tmp_path_factory.mktemp("sound") / "annotator.db")


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "annotator.db"))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program opens it: nothing is enforced, and nothing is left beside it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
        connection.execute("PRAGMA journal_mode = DELETE")


def sql(*statements: str) -> Plant:
    """Statements, with the triggers out of the way."""

    def plant(path: Path) -> None:
        with opened(path) as connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in (*statements, *(made for _, made in triggers)):
                connection.execute(statement)

    return plant


def schema(*statements: str) -> Plant:
    """Statements that change what the tables are."""

    def plant(path: Path) -> None:
        with opened(path) as connection:
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
    with opened(path) as connection:
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
    with opened(path) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'decisions_by_step'").fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' WHERE id < 3' WHERE name = 'decisions_by_step'")
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute("REINDEX decisions_by_step")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'decisions_by_step'", (made,))


YES = '{"quotes":[],"topics":[]}'

CORRUPTIONS: dict[str, tuple[Plant, str]] = {
    # the file
    "a byte of a table's page": (bytes_at("steps", 0, b"\x07"), "file"),
    "the cells of a page": (bytes_at("decisions", 8, b"\xff\xff\xff\xff"), "damaged|file"),
    "an index that lacks rows": (index_lacks_a_row, "missing from index decisions_by_step"),
    "a page of an index": (bytes_at("decisions_by_sentence", 3, b"\x00\x00"), "decisions_by_sentence"),
    "a file that is cut off": (cut, "damaged|file"),
    "the list of free pages": (head(36, b"\x00\x00\x00\x09"), "file: "),
    "a log that is none": (log, "is no log"),
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
    "a changed trigger": (rewritten("decisions_move_heads", "decided + ", "decided - "), "trigger decisions_move"),
    "a missing view": (schema("DROP VIEW current_decisions"), "view current_decisions: is missing"),
    "an added view": (schema("CREATE VIEW mine AS SELECT 1"), "view mine: is not ours"),
    "a missing index": (schema("DROP INDEX decisions_by_step"), "index decisions_by_step: is missing"),
    "an added index": (schema("CREATE INDEX mine ON decisions (note)"), "index mine: is not ours"),
    "a missing table": (schema("DROP TABLE boilerplate"), "table boilerplate: is missing"),
    "a missing table that others name": (
        schema("PRAGMA foreign_keys = OFF", "DROP TABLE heads"), "table heads: is missing",
    ),
    "an added table": (schema("CREATE TABLE mine (a)"), "table mine: is not ours"),
    "a missing column": (schema("ALTER TABLE reviews DROP COLUMN paragraph"), "table reviews: is not as it is made"),
    "an added column": (schema("ALTER TABLE drafts ADD COLUMN mine TEXT"), "table drafts: is not as it is made"),
    "a table that is not STRICT": (rewritten("profiles", ") STRICT", ")"), "table profiles: is not as it is made"),
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
    "a body outside of the text": (sql("UPDATE documents SET body_start = 900 WHERE number = 1"), "1: the body"),
    "a day of import that is none": (
        sql("UPDATE documents SET imported_at = 'today' WHERE number = 1"), "article 1: its import has no time",
    ),
    "sentences that overlap": (sql("UPDATE sentences SET start = 5 WHERE id = 2"), "sentence 2: [5, 22)"),
    "a sentence beyond its text": (sql('UPDATE sentences SET "end" = 999 WHERE id = 3'), "sentence 3: [23, 999)"),
    "a gap in the positions": (sql("UPDATE sentences SET position = 7 WHERE id = 3"), "sentence 3: it has position 7"),
    "a sentence of no article": (sql("UPDATE sentences SET document = 77 WHERE id = 3"), "names a row of documents"),
    # suggestions
    "a suggestion of no run": (sql("UPDATE suggestions SET run = 'x' WHERE id = 1"), "names a row of runs"),
    "settings of a run, no JSON": (sql("UPDATE runs SET settings = '{'"), "run "),
    "labels that are no JSON": (sql("UPDATE suggestions SET labels = '{' WHERE id = 4"), "suggestions row 4: "),
    "labels of another shape": (
        sql("UPDATE suggestions SET labels = '{\"quotes\": 3}' WHERE id = 4"), "suggestions row 4: it has labels of",
    ),
    "topics of another shape": (sql("UPDATE suggestions SET topics = '[1]' WHERE id = 4"), "suggestions row 4: "),
    "a score of no measure": (sql("UPDATE suggestions SET score = 7.0 WHERE id = 4"), "suggestions row 4: its score"),
    "readings of another shape": (
        sql("UPDATE readings SET readings = '[[\"a\"]]' WHERE suggestion = 4"), "readings of suggestion 4: ",
    ),
    "readings of no suggestion": (sql("UPDATE readings SET suggestion = 900 WHERE suggestion = 4"), "suggestions"),
    "boilerplate of no kind": (sql("UPDATE boilerplate SET kind = ''"), "boilerplate row 3: it breaks CHECK"),
    "chances that cannot be unpacked": (sql("UPDATE chances SET chances = x'00' WHERE document = 2"), "article 2: "),
    "habits of another shape": (sql("UPDATE habits SET habits = '{\"groups\": 1}'"), "habits "),
    # who decided what
    "a role without a person": (sql("UPDATE annotators SET person = NULL WHERE role = 'reviewer'"), "names nobody"),
    "a person who is called otherwise": (sql("UPDATE annotators SET person = 'di' WHERE role = 'reviewer'"), "called"),
    "a role that there is not": (
        sql("UPDATE annotators SET role = 'king' WHERE name = 'bo'"), "annotators row 2: it breaks CHECK",
    ),
    "a first day that is none": (sql("UPDATE annotators SET created_at = '' WHERE name = 'bo'"), "annotators row bo"),
    "labels of a decision": (sql("UPDATE decisions SET labels = '[]' WHERE id = 1"), "decisions row 1: "),
    "a span outside of its sentence": (
        sql("UPDATE decisions SET labels = replace(labels, '[8,11]', '[8,14]') WHERE id = 1"), "[8, 14] is out of",
    ),
    "a topic that is a number": (
        sql("UPDATE decisions SET labels = json_set(labels, '$.topics', json('[1]')) WHERE id = 1"), "decisions row 1",
    ),
    "an answer that there is not": (sql("UPDATE decisions SET answer = 'yes' WHERE id = 1"), "row 1: it breaks CHECK"),
    "no answer where something is decided": (sql("UPDATE decisions SET answer = NULL WHERE id = 1"), "row 1: it says"),
    "a flag of two": (sql("UPDATE decisions SET flagged = 2 WHERE id = 1"), "decisions row 1: it breaks CHECK"),
    "seconds without end": (sql("UPDATE decisions SET seconds = 9e999 WHERE id = 1"), "row 1: its time spent"),
    "seconds below nothing": (sql("UPDATE decisions SET seconds = -1.0 WHERE id = 1"), "row 1: its time spent"),
    "a date of a decision": (sql("UPDATE decisions SET decided_at = 'x' WHERE id = 1"), "row 1: it has no time"),
    "a suggestion of another sentence": (sql("UPDATE decisions SET suggestion = 4 WHERE id = 3"), "is of sentence 4"),
    "a decision that replaces another's": (sql("UPDATE decisions SET replaces = 2 WHERE id = 4"), "which it replaces"),
    "a decision of another's step": (sql("UPDATE decisions SET step = 10 WHERE id = 1"), "row 1: its step is bo's"),
    "a decision of nobody": (sql("UPDATE decisions SET annotator = 'zoe' WHERE id = 1"), "names a row of annotators"),
    "no uuid": (sql("UPDATE decisions SET uuid = '' WHERE id = 1"), "decisions row 1: it has no uuid"),
    "the same uuid twice": (
        sql("DROP INDEX steps_by_uuid", "UPDATE steps SET uuid = (SELECT uuid FROM steps WHERE id = 2) WHERE id = 3"),
        "steps: 2 rows have the uuid",
    ),
    "a step that is about a later one": (sql("UPDATE steps SET target = 8 WHERE id = 6"), "steps row 6: step 8"),
    "a clock below nothing": (sql("UPDATE steps SET clock = -5 WHERE id = 1"), "steps row 1: its clock"),
    "a draft of no sentence": (sql("UPDATE drafts SET sentence_id = 999"), "names a row of sentences"),
    "a draft of another shape": (sql("UPDATE drafts SET labels = '{\"flagged\": 3}'"), "drafts row ana 7: "),
    "what a step left unconfirmed": (sql("UPDATE step_drafts SET after = '{\"quotes\": 1}'"), "step_drafts row 1 2: "),
    # what repeats something
    "a missing head": (sql("DELETE FROM heads WHERE sentence_id = 1 AND annotator = 'ana'"), "what is current for ana"),
    "a head of an earlier decision": (
        sql("UPDATE heads SET decision = 1 WHERE sentence_id = 1 AND annotator = 'ana'"), "what is current for ana",
    ),
    "a skip that is none": (sql("UPDATE heads SET skipped = 1 WHERE sentence_id = 1"), "skipped it is not what"),
    "the counter of decisions": (sql("UPDATE annotators SET decided = 9 WHERE name = 'ana'"), "ana: 9 decisions"),
    "the counter of skips": (sql("UPDATE annotators SET skipped = 9 WHERE name = 'ana'"), "ana: 9 skipped"),
    "what can be undone": (sql("UPDATE annotators SET undo_tip = 3 WHERE name = 'ana'"), "ana: what can be undone"),
    "what can be done again": (sql("UPDATE annotators SET redo_tip = NULL WHERE name = 'ana'"), "ana: what can be"),
    "the chain of steps": (sql("UPDATE steps SET below = 1 WHERE id = 4"), "ana: what can be undone"),
    "what is removed": (sql("DELETE FROM removed"), "article 6: whether it is removed"),
    "what is renamed": (sql("DELETE FROM standing_renamings"), "Ada: whether this name stands"),
    # events and teams
    "a removal of no kind": (sql("UPDATE removals SET kind = 'x'"), "removals row 1: it breaks CHECK"),
    "a removal on no day": (sql("UPDATE removals SET at = 'x'"), "removals row 1: it has no time"),
    "a renaming that goes back to none": (sql("UPDATE renamings SET origin = 1"), "it does not go back"),
    "a profile that there is not": (sql("UPDATE profiles SET name = 'x'"), "profiles row 1: "),
    "a scheme that is none": (
        sql("INSERT INTO schemes VALUES (1, 'a', '1', 'x', '2026-01-01')"), "schemes row 1: ",
    ),
    "a revision of another shape": (sql("UPDATE revisions SET changes = '[1]'"), "revisions row 1: "),
    "a review that is no reviewer's": (sql("UPDATE reviews SET decision = 11"), "no reviewer's"),
    "versions of another shape": (sql("UPDATE reviews SET versions = '[1]'"), "reviews row 1: its versions are none"),
    "a version that is taken and not there": (sql("UPDATE reviews SET taken = '[9]'"), "reviews row 1: it takes"),
    "gold of another sentence": (sql("UPDATE qualification_items SET gold = 12"), "qualification 1: what is gold"),
    "a pass that is none": (
        sql("UPDATE qualification_results SET passed = 1 - passed"), "whether cy passed",
    ),
    "roles of a result": (sql("UPDATE qualification_results SET roles = '[]'"), "the JSON of a result"),
    "a mark of no measure": (sql("UPDATE qualifications SET pass_mark = 3"), "qualifications row 1: it breaks CHECK"),
    "what was assigned": (sql("UPDATE assignments SET told = '[]'"), "assignments row 1: what it was told"),
    "leases for no time": (sql("UPDATE assignments SET lease_hours = 0"), "assignments row 1: it breaks CHECK"),
    "a slot that there is not": (sql("DELETE FROM slots WHERE document = 4 AND slot = 2"), "article 4: bo has slot 2"),
    "a slot of two": (
        sql("DROP INDEX one_lease_of_a_slot", "UPDATE leases SET slot = 1"), "article 4: 2 annotators have slot 1",
    ),
    "two slots of one": (
        sql("DROP INDEX one_slot_of_an_annotator", "UPDATE leases SET annotator = 'ana'"), "ana has 2 slots",
    ),
    "boilerplate of a long kind": (
        sql("UPDATE boilerplate SET kind = replace(hex(zeroblob(200)), '0', 'x')"), "its kind is too long",
    ),
    "a test without a uuid": (sql("UPDATE qualifications SET uuid = 'x'"), "qualification 1: it has no uuid"),
    "a slot of no name": (sql("UPDATE slots SET reserved_for = ' '"), "slots row 4 1: its annotator is no name"),
    "a version of an article on no day": (
        sql(f"INSERT INTO editions VALUES (1, '{'a' * 32}', 1, 2, 'ana', 'x', 1)"), "editions row 1: it has no time",
    ),
    "a decision carried to another article": (
        sql(f"INSERT INTO editions VALUES (1, '{'a' * 32}', 1, 2, 'ana', '2026-01-01', 1)",
            f"INSERT INTO carries VALUES (1, '{'b' * 32}', 1, 1, 'touched', 7, NULL, NULL)"),
        "carries row 1: its sentence is not of the later",
    ),
    "looked at, though nothing was lost": (
        sql(f"INSERT INTO editions VALUES (1, '{'a' * 32}', 1, 2, 'ana', '2026-01-01', 1)",
            f"INSERT INTO carries VALUES (1, '{'b' * 32}', 1, 1, 'touched', 4, NULL, NULL)",
            f"INSERT INTO looked_at VALUES (1, '{'a' * 32}', 1, 'ana', '2026-01-01')"),
        "looked_at row 1: it acknowledges",
    ),
    "a lease that ended and is held": (sql("UPDATE leases SET ended_at = '2026-01-01'"), "leases row 1: it breaks"),
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
        f" INSERT INTO step_drafts SELECT 1, n, '[]', '{YES}' FROM n"
    )(copy)
    lines = [line for line in found(copy) if "unconfirmed" in line]
    assert len(lines) == 21
    assert lines[-1] == "and 79 more like: step_drafts what is unconfirmed is of another kind"
