"""What can be read of a damaged database comes back, of every kind and row by row: no bad row takes another with it."""

from __future__ import annotations

import random
import shutil
import sqlite3 as plain
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels
from annotator.store import history, standing
from annotator.store.database import open_database, transaction
from annotator.store.desk import SqliteDesk
from annotator.store.importer import Importer
from annotator.store.integrity import problems
from annotator.store.integrity.mending import mend
from annotator.store.merge.merger import merge
from annotator.store.merge.rules import READ
from annotator.store.rescue import rescue
from annotator.store.restoring import difference, is_damaged, restore
from tests.store.conftest import RUN
from tests.store.integrity.worked_on import worked_on
from tests.store.merge.content import content_of
from tests.store.revising import change, scheme_of
from tests.store.test_editions import FIRST, SECOND, article, labels_of, revise

SHARED = Path(__file__).parents[3] / "shared" / "databases"


@pytest.fixture(scope="module")
def _every_kind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that a team does, with a changed scheme and a corrected article; what came last is in the file."""
    path = worked_on(tmp_path_factory.mktemp("every") / "annotator.db")
    change(path, scheme_of("politics", "sport"))
    with closing(Importer(path)) as importer:
        importer.open()
        number = importer.add(article(*FIRST), RUN).number
    with closing(open_database(path)) as connection, transaction(connection):
        (key,) = connection.execute("SELECT max(id) - 1 FROM sentences").fetchone()
        said = labels_of(article(*FIRST), "Nobody comes here any more", "said Paul")
        history.decide(connection, "ana", [NewDecision(key, Answer.ACCEPT, said)])
    revise(path, article(*SECOND), number)
    with closing(SqliteDesk(path, "ana")) as ana:
        ana.keep_drafts([(11, Labels((), ("sport",)), None)])
    assert list(problems(path)) == []
    return path


@pytest.fixture
def damaged(_every_kind: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(_every_kind, tmp_path / "damaged.db"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A copy from before anything was done."""
    path = tmp_path / "copy.db"
    open_database(path, create=True).close()
    return path


def tamper(path: Path, *statements: str) -> None:
    with closing(plain.connect(path, isolation_level=None)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", *statements):
            connection.execute(statement)


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(open_database(path, read_only=True)) as connection:
        return list(connection.execute(sql))


def column_of_page(path: Path, name: str, page_at: Callable[[list[int]], int] = lambda pages: pages[0]) -> int:
    """Where a page of a table or an index begins: that of its root, or one of those below it."""
    with closing(plain.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return (page_at([root]) - 1) * size


def spoil_page(path: Path, name: str) -> None:
    """Garbage in the place of the first page of a table or an index."""
    with path.open("rb+") as file:
        file.seek(column_of_page(path, name))
        file.write(b"\xff" * 4096)


def test_every_row_of_every_kind_comes_back(damaged: Path, empty: Path) -> None:
    before = content_of(damaged)
    revisions = ask(damaged, "SELECT id, uuid, parent, labels FROM revisions")
    counts = {table: ask(damaged, f"SELECT count(*) FROM {table}") for table in READ}
    assert [table for table in READ if counts[table] == [(0,)]] == ["schemes", "looked_at"], "all else is tried"
    spoil_page(damaged, "decisions_by_step")
    saved = rescue(damaged, empty)
    assert saved is not None
    assert (saved.left, saved.unreadable) == ({}, 0)
    assert content_of(empty) == before
    assert ask(empty, "SELECT id, uuid, parent, labels FROM revisions") == revisions
    assert {table: ask(empty, f"SELECT count(*) FROM {table}") for table in READ} == counts
    assert list(problems(empty)) == []


def test_what_was_carried_stays_what_it_was(damaged: Path, empty: Path) -> None:
    spoil_page(damaged, "decisions_by_step")
    rescue(damaged, empty)
    assert ask(empty, "SELECT count(*) FROM steps WHERE carried") == [(1,)]
    with closing(open_database(empty)) as connection:
        undo = standing.stacks(connection, "ana").undo
        assert connection.execute("SELECT 1 FROM steps WHERE carried AND id = ?", (undo[-1],)).fetchone() is None
        assert connection.execute("SELECT undo_tip FROM annotators WHERE name = 'ana'").fetchone() == (undo[-1],)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE decisions SET labels = '7' WHERE id = 2", "decisions"),
        ("UPDATE decisions SET decided_at = 'soon' WHERE id = 2", "decisions"),
        ("UPDATE reviews SET taken = '[9]'", "reviews"),
        ("UPDATE revisions SET labels = '[]' WHERE id > 1", "revisions"),
        ("UPDATE renamings SET origin = 1", "renamings"),
        ("UPDATE removals SET uuid = 'x' WHERE id = 1", "removals"),
        ("UPDATE drafts SET labels = '{\"quotes\": 3}' WHERE sentence_id = 7", "drafts"),
        ("UPDATE leases SET uuid = 'x' WHERE id = 1", "leases"),
        ("DELETE FROM slots WHERE document = 4 AND slot = 1", "leases"),
        ("UPDATE qualification_results SET roles = '[]'", "qualification_results"),
        ("UPDATE assignments SET uuid = 'x'", "assignments"),
        ("UPDATE carries SET sentence_id = 1 WHERE id = 1", "carries"),
        ("UPDATE readings SET readings = '[7]' WHERE suggestion = 1", "readings"),
    ],
)
def test_a_bad_row_is_left_out_and_no_other(damaged: Path, empty: Path, statement: str, table: str) -> None:
    counts = {one: int(str(ask(damaged, f"SELECT count(*) FROM {one}")[0][0])) for one in READ}
    tamper(damaged, statement)
    saved = rescue(damaged, empty)
    assert saved is not None
    assert saved.left[table] == 1
    assert list(problems(empty)) == []
    with_it = {"decisions": {"steps"}, "renamings": {"steps"}, "leases": {"slots"}, "reviews": {"reviews"}}
    for other, number in counts.items():
        if other not in with_it.get(table, ()):
            assert ask(empty, f"SELECT count(*) FROM {other}")[0][0] == number - (other == table), other


def test_an_article_that_does_not_fit_goes_alone(damaged: Path, empty: Path) -> None:
    tamper(damaged, "UPDATE documents SET text = 'He said no. She left. All was well.' WHERE number = 3")
    saved = rescue(damaged, empty)
    assert saved is not None
    assert saved.left["documents"] == 1
    assert ask(empty, "SELECT count(*) FROM documents") == [(7,)]
    assert list(problems(empty)) == []


def test_what_the_copy_has_stands_in_for_a_bad_row(damaged: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(damaged, tmp_path / "whole.db"))
    before = content_of(copy)
    tamper(
        damaged,
        "UPDATE decisions SET labels = '7' WHERE id = 2",
        "UPDATE documents SET meta = '[]' WHERE number = 1",
        "DELETE FROM sentences WHERE document = 1",
        "UPDATE drafts SET labels = '7'",
    )
    saved = rescue(damaged, copy)
    assert saved is not None
    assert (saved.rows, saved.left) == ({}, {})
    assert content_of(copy) == before


def test_steps_people_and_reviews_that_cannot_be_read_are_made_from_decisions(damaged: Path, empty: Path) -> None:
    heads = ask(damaged, "SELECT annotator, sentence_id, decision FROM heads ORDER BY 1, 2")
    tamper(damaged, "DELETE FROM steps", "DELETE FROM reviews", "DELETE FROM annotators WHERE name <> 'bo'")
    saved = rescue(damaged, empty)
    assert saved is not None
    assert saved.left["reviews"] == 1, "among which versions cannot be known"
    assert ask(empty, "SELECT annotator, sentence_id, decision FROM heads ORDER BY 1, 2") == heads
    assert ask(empty, "SELECT name, role, person FROM annotators ORDER BY name") == [
        ("ana", "annotator", None),
        ("bo", "annotator", None),
        ("review:lead", "reviewer", "lead"),
        ("test:cy", "candidate", "cy"),
    ]
    assert list(problems(empty)) == []


def test_another_copy_still_merges_after_its_steps_were_made_anew(damaged: Path, empty: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(damaged, tmp_path / "other.db"))
    tamper(damaged, "DELETE FROM steps WHERE id = 1")
    rescue(damaged, empty)
    merge(empty, [other])
    assert list(problems(empty)) == []


def test_a_step_of_which_nothing_is_left_is_no_step_to_undo(damaged: Path, empty: Path) -> None:
    tamper(damaged, "DELETE FROM decisions WHERE annotator = 'bo'", "DELETE FROM renamings", "DELETE FROM heads")
    saved = rescue(damaged, empty)
    assert saved is not None
    assert saved.left["steps"] == 2
    assert ask(empty, "SELECT count(*) FROM steps WHERE annotator = 'bo'") == [(0,)]


def test_a_scheme_after_one_that_is_lost_comes_after_the_one_before(damaged: Path, empty: Path) -> None:
    change(damaged, scheme_of("politics", "sport", "weather"))
    tamper(damaged, "UPDATE revisions SET labels = '[]' WHERE id = 2")
    saved = rescue(damaged, empty)
    assert ask(empty, "SELECT id, parent FROM revisions") == [(1, None), (3, 1)]
    assert saved is not None
    assert saved.left["revisions"] == 1
    assert list(problems(empty)) == []


def test_rows_of_which_the_file_is_whole_are_saved_too(damaged: Path, tmp_path: Path) -> None:
    """SQLite finds nothing wrong where a row is not what was written."""
    copy = Path(shutil.copyfile(damaged, tmp_path / "copy.db"))
    with closing(SqliteDesk(damaged, "ana")) as ana:
        ana.save([NewDecision(10, Answer.REJECT, Labels())])
        (key,) = ana.connection.execute("SELECT max(id) FROM decisions").fetchone()
    tamper(damaged, "UPDATE decisions SET labels = '7', uuid = '0123456789abcdef0123456789abcdef' WHERE id = 2")
    assert is_damaged(damaged)
    changes = difference(damaged, copy)
    assert (changes.lost, changes.back) == ((), ()), "the same decision under another name is no loss"
    restore(damaged, copy, tmp_path / "copies")
    assert ask(damaged, f"SELECT answer FROM decisions WHERE id = {key}") == [("reject",)]


def test_rows_that_merging_numbered_below_zero_are_read(damaged: Path, empty: Path) -> None:
    tamper(damaged, "UPDATE assignments SET id = -1", "UPDATE profiles SET id = -3")
    rescue(damaged, empty)
    assert ask(empty, "SELECT id FROM assignments UNION ALL SELECT id FROM profiles") == [(-1,), (-3,)]


def test_drafts_are_those_of_the_damaged_file(damaged: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(damaged, tmp_path / "whole.db"))
    with closing(SqliteDesk(damaged, "ana")) as ana:
        ana.save([NewDecision(11, Answer.ACCEPT, Labels())])
    spoil_page(damaged, "decisions_by_step")
    whole = Path(shutil.copyfile(copy, tmp_path / "other.db"))
    rescue(damaged, whole)
    assert ask(whole, "SELECT sentence_id FROM drafts") == [(7,)], "11 is decided"
    tamper(damaged, "UPDATE drafts SET labels = 'no JSON' WHERE sentence_id = 7")
    rescue(damaged, copy)
    assert ask(copy, "SELECT sentence_id FROM drafts") == [(7,)], "11 is decided; 7 is as the copy has it"


def test_an_older_file_takes_nothing_from_a_newer_copy(damaged: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(damaged, tmp_path / "whole.db"))
    with closing(SqliteDesk(copy, "ana")) as ana:
        ana.save([NewDecision(11, Answer.ACCEPT, Labels())])
        ana.keep_drafts([(12, Labels((), ("sport",)), None)])
    before = content_of(copy)
    spoil_page(damaged, "decisions_by_step")
    rescue(damaged, copy)
    assert content_of(copy) == before


def test_copies_that_went_apart_are_merged(damaged: Path, tmp_path: Path) -> None:
    """The ids of one stand for other rows in the other."""
    copy = Path(shutil.copyfile(damaged, tmp_path / "laptop.db"))
    for path, name, sentence in ((copy, "bo", 10), (damaged, "ana", 10), (damaged, "ana", 12)):
        with closing(SqliteDesk(path, name)) as desk:
            desk.save([NewDecision(sentence, Answer.REJECT, Labels())])
    spoil_page(damaged, "decisions_by_step")
    saved = rescue(damaged, copy)
    assert saved is not None
    assert saved.rows["decisions"] == 2
    found = ask(copy, "SELECT annotator, sentence_id FROM current_decisions WHERE sentence_id IN (10, 12)")
    assert set(found) == {("ana", 10), ("bo", 10), ("ana", 12)}
    assert list(problems(copy)) == []


def header(path: Path) -> None:
    with path.open("rb+") as file:
        file.write(random.Random(1).randbytes(100))


def a_table_of_the_schema(path: Path) -> None:
    content = path.read_bytes()
    at = content.index(b"CREATE TABLE decisions (")
    path.write_bytes(content[:at] + b"\xfe" * 40 + content[at + 40 :])


def ids_out_of_order(path: Path) -> None:
    """A cell of the inner page of decisions says that much higher ids lie to the left of it."""
    start = column_of_page(path, "decisions")
    content = bytearray(path.read_bytes())
    assert content[start] == 5, "an inner page"
    cell = start + int.from_bytes(content[start + 12 : start + 14], "big")
    content[cell + 4 : cell + 6] = b"\xff\x7f"
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [header, a_table_of_the_schema, ids_out_of_order])
def test_what_lies_around_the_rows_may_be_damaged(
    database: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    copy = Path(shutil.copyfile(database, tmp_path / "copy.db"))
    with closing(SqliteDesk(database, "ana")) as ana:
        for number in range(60):
            before = history.head(ana.connection, "ana", 1)
            ana.save([NewDecision(1, Answer.ACCEPT, Labels(), note="n" * 60 + str(number), replaces=before)])
    before = content_of(database)
    with closing(plain.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(database)
    rescue(database, copy)
    assert content_of(copy) == before


def test_only_the_damaged_page_is_lost_between_whole_ones(database: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(database, tmp_path / "copy.db"))
    with closing(SqliteDesk(database, "ana")) as ana:
        for number in range(200):
            before = history.head(ana.connection, "ana", 1)
            ana.save([NewDecision(1, Answer.ACCEPT, Labels(), note="n" * 60 + str(number), replaces=before)])
    with closing(plain.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    pages = [at for at in range(4096, len(content), 4096) if content[at] == 13 and b"n" * 60 in content[at : at + 4096]]
    assert len(pages) > 8
    for at in (pages[2], pages[4], pages[-2]):
        content[at : at + 4096] = bytes(4096)
    database.write_bytes(content)
    saved = rescue(database, copy)
    assert saved is not None
    assert saved.rows["decisions"] > 200 * (len(pages) - 4) // len(pages)
    assert saved.rows["decisions"] + saved.left["decisions"] <= 200
    assert list(problems(copy)) == []


def test_a_trigger_is_mended_also_where_labels_were_renamed(damaged: Path) -> None:
    change(damaged, scheme_of('key = "polity"\nwas = "politics"', "sport"))
    with closing(open_database(damaged)) as connection:
        assert connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'decisions'").fetchone()
        connection.execute("DROP TRIGGER main.decisions_never_go")
    mend(damaged)
    assert list(problems(damaged)) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the databases of ../shared")
@pytest.mark.parametrize("seed", range(6))
def test_a_database_of_months_comes_back_after_any_damage(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole, copy, team = (tmp_path / name for name in ("whole.db", "pre.db", "team.db"))
    for place, name in ((whole, "team.db"), (copy, "pre.db"), (team, "team.db")):
        shutil.copyfile(SHARED / name, place)
    content = bytearray(team.read_bytes())
    for _ in range((1, 1, 4, 4, 30, 60)[seed]):
        at, size = chance.randrange(4096, len(content) - 4096), (4096, 4096, 4096, 64, 64, 1)[seed]
        content[at : at + size] = chance.randbytes(size)
    team.write_bytes(content)
    changes = difference(team, copy)
    restore(team, copy, tmp_path / "copies")
    uuids = "SELECT uuid FROM decisions"
    were, are = ({uuid for (uuid,) in ask(path, uuids)} for path in (whole, team))
    assert are <= were, "none is invented"
    assert changes.rescued is not None
    assert were == are or changes.rows or changes.rescued.unreadable, "what is lost is said to be"
    assert len(are) > len(were) - 40 > len(ask(copy, uuids)) - 40
    assert list(problems(team)) == []
