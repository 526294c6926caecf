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
from annotator.core.session.desk import Place
from annotator.store.care.damaged_file import opened_apart
from annotator.store.care.rescue import rescue
from annotator.store.care.restoring import difference, is_damaged, restore
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.integrity import problems
from annotator.store.log import history
from annotator.store.log.kinds import KINDS, LOST_VERDICT, NOBODY
from annotator.store.merge.merger import FACTS, merge
from annotator.store.sqlite.copies import folder_of
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.importer import Importer, Resuggester
from annotator.store.work.rename_speaker import rename_speaker, take_back_rename
from tests.store.articles.test_editions import FIRST, SECOND, article, labels_of, revise
from tests.store.conftest import RUN, holding
from tests.store.integrity.worked_on import worked_on
from tests.store.merge.content import content_of
from tests.store.old_databases import unpack
from tests.store.revising import change, scheme_of
from tests.store.tampering import tamper

SHARED = Path(__file__).parents[4] / "shared" / "databases"


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
    with closing(Resuggester(path)) as store:
        store.prefer(RUN.pipeline)
    with closing(SqliteDesk(path, "ana")) as ana:
        ana.keep_drafts([(11, Labels((), ("sport",)), None)])
        ana.leave(Place(1, 0))
    assert list(problems(path)) == []
    return path


@pytest.fixture
def damaged(_every_kind: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(_every_kind, tmp_path / "damaged.db"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A copy from before anything was done."""
    return holding(tmp_path / "copy.db")


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


def counts(path: Path) -> dict[object, object]:
    """How many rows there are by table, and events by kind."""
    tables = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in FACTS if table != "events")
    return dict(ask(path, f"{tables} UNION ALL SELECT kind, count(*) FROM events GROUP BY kind"))  # type: ignore[arg-type]


def test_every_row_of_every_kind_comes_back(damaged: Path, empty: Path) -> None:
    before, number = content_of(damaged), counts(damaged)
    assert set(KINDS) - number.keys() == {"look"}, "all else is tried"
    assert 0 not in number.values()
    spoil_page(damaged, "decisions_by_event")
    saved = rescue(damaged, empty)
    assert saved is not None
    assert (saved.left, saved.unreadable) == ({}, 0)
    assert content_of(empty) == before
    assert counts(empty) == number
    assert list(problems(empty)) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE decisions SET labels = '7' WHERE id = 2", "decisions"),
        ("UPDATE decisions SET decided_at = 'soon' WHERE id = 2", "decisions"),
        ("UPDATE events SET body = '[]' WHERE kind = 'scheme' AND clock > 0", "scheme"),
        ("UPDATE events SET uuid = 'x' WHERE kind = 'remove'", "remove"),
        (
            'UPDATE events SET body = \'{"left":{"quotes":3},"step":null}\' WHERE id = '
            "(SELECT max(id) FROM events WHERE kind = 'draft')",
            "draft",
        ),
        ("UPDATE events SET uuid = 'x' WHERE id = (SELECT max(id) FROM events WHERE kind = 'take')", "take"),
        ("UPDATE events SET body = json_remove(body, '$.roles') WHERE kind = 'result'", "result"),
        ("UPDATE events SET uuid = 'x' WHERE kind = 'assign'", "assign"),
        ("UPDATE events SET document = NULL WHERE kind = 'carry'", "carry"),
        ("UPDATE events SET at = 'soon' WHERE kind = 'profile'", "profile"),
        ("UPDATE readings SET readings = '[7]' WHERE suggestion = 1", "readings"),
    ],
)
def test_a_bad_row_is_left_out_and_no_other(damaged: Path, empty: Path, statement: str, what: str) -> None:
    number = counts(damaged)
    tamper(damaged, statement)
    saved = rescue(damaged, empty)
    assert saved is not None
    assert saved.left[what] == 1
    assert list(problems(empty)) == []
    after = counts(empty)
    with_it = {"decisions": {"decide"}, "carry": {"decide"}}.get(what, set())
    assert {one for one in number.keys() | after.keys() if number.get(one) != after.get(one)} - with_it == {what}


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
        "UPDATE events SET body = '7' WHERE kind = 'draft'",
    )
    saved = rescue(damaged, copy)
    assert saved is not None
    assert (saved.rows, saved.left) == ({}, {})
    assert content_of(copy) == before


def test_events_people_and_reviews_that_cannot_be_read_are_made_from_decisions(damaged: Path, empty: Path) -> None:
    standing = (
        "SELECT annotator, sentence_id, decision FROM heads WHERE decision NOT IN"
        " (SELECT decisions.id FROM decisions JOIN events ON events.id = event WHERE kind = 'carry') ORDER BY 1, 2"
    )
    heads = ask(damaged, standing)
    tamper(
        damaged,
        "DELETE FROM events WHERE kind IN ('decide', 'undo', 'redo')",
        "DELETE FROM events WHERE kind = 'enter' AND who <> 'bo'",
        "UPDATE decisions SET verdict = '{}' WHERE verdict IS NOT NULL",
    )
    saved = rescue(damaged, empty)
    assert saved is not None
    assert (saved.rows["reviews"], saved.left["reviews"]) == (0, 1), "among which versions cannot be known"
    assert [row[:1] for row in ask(empty, "SELECT verdict FROM decisions WHERE verdict NOT NULL")] == [(LOST_VERDICT,)]
    assert set(heads) <= set(ask(empty, "SELECT annotator, sentence_id, decision FROM heads"))
    assert ask(empty, "SELECT name, role, person FROM annotators ORDER BY name") == [
        ("ana", "annotator", None),
        ("bo", "annotator", None),
        ("review:lead", "reviewer", "lead"),
        ("test:cy", "candidate", "cy"),
    ]
    assert list(problems(empty)) == []


def test_another_copy_still_merges_after_its_events_were_made_anew(damaged: Path, empty: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(damaged, tmp_path / "other.db"))
    tamper(
        damaged,
        "DELETE FROM events WHERE id = (SELECT event FROM decisions WHERE id = 1)",
        "UPDATE decisions SET verdict = '{}' WHERE verdict IS NOT NULL",
    )
    rescue(damaged, empty)
    merge(empty, [other])
    assert list(problems(empty)) == []


def test_an_event_of_several_people_is_made_anew_for_each(database: Path, empty: Path, tmp_path: Path) -> None:
    people = ("ben", "cy")
    with closing(open_database(database)) as connection, transaction(connection):
        rename_speaker(connection, [NOBODY], "Ada", "Ada Lind", "lea")
    for who in people:  # who come after the name was given
        with closing(SqliteDesk(database, who)) as desk:
            item = desk.page(2).items[0]
            assert item.suggestion is not None
            desk.save([NewDecision(item.id, Answer.ACCEPT, item.suggestion.labels.bare(), item.suggestion.id)])
    with closing(open_database(database)) as connection, transaction(connection):
        take_back_rename(connection, [*people, NOBODY], "Ada", "Ada Lind", "lea")
    other = Path(shutil.copyfile(database, tmp_path / "other.db"))
    heads = ask(database, "SELECT annotator, labels FROM current_decisions ORDER BY annotator")
    assert [row[0] for row in heads] == [*people]
    assert all('"Ada"' in str(labels) for _, labels in heads)
    tamper(database, "DELETE FROM events WHERE kind = 'undo'")
    saved = rescue(database, empty)
    assert saved is not None
    assert ask(empty, "SELECT annotator, labels FROM current_decisions ORDER BY annotator") == heads
    broken = [problem for problem in problems(empty) if "out of place" not in problem]
    assert broken == []
    merge(empty, [other])
    assert ask(empty, "SELECT annotator, labels FROM current_decisions ORDER BY annotator") == heads


def test_an_event_that_is_made_anew_is_later_than_that_of_the_decision_before(database: Path, empty: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as ana:
        (before,) = ana.save([NewDecision(1, Answer.ACCEPT, Labels())])
        ana.save([NewDecision(1, Answer.REJECT, Labels(), replaces=before.id)])
    tamper(  # by a computer whose clock was years ahead
        database,
        "UPDATE events SET clock = 4000000000000 WHERE id = (SELECT min(event) FROM decisions)",
        "DELETE FROM events WHERE id = (SELECT max(event) FROM decisions)",
    )
    rescue(database, empty)
    assert ask(empty, "SELECT answer FROM current_decisions") == [("reject",)]


def test_a_step_of_which_nothing_is_left_is_no_step_to_undo(damaged: Path, empty: Path) -> None:
    tamper(damaged, "DELETE FROM decisions WHERE annotator = 'bo'")
    rescue(damaged, empty)
    assert ask(empty, "SELECT count(*) FROM events WHERE who = 'bo' AND kind = 'decide'") == [(0,)]
    assert list(problems(empty)) == []


def test_a_scheme_after_one_that_is_lost_comes_after_the_one_before(damaged: Path, empty: Path) -> None:
    change(damaged, scheme_of("politics", "sport", "weather"))
    (first, _, last) = ask(damaged, "SELECT uuid FROM revisions ORDER BY clock")
    tamper(
        damaged, "UPDATE events SET body = '[]' WHERE id = (SELECT id FROM revisions ORDER BY clock LIMIT 1 OFFSET 1)"
    )
    saved = rescue(damaged, empty)
    named = "SELECT r.uuid, p.uuid FROM revisions AS r LEFT JOIN revisions AS p ON p.id = r.parent ORDER BY r.clock"
    assert ask(empty, named) == [(*first, None), (*last, *first)]
    assert saved is not None
    assert saved.left["scheme"] == 1
    assert list(problems(empty)) == []


def test_rows_of_which_the_file_is_whole_are_saved_too(damaged: Path, tmp_path: Path) -> None:
    """SQLite finds nothing wrong where a row is not what was written."""
    copy = Path(shutil.copyfile(damaged, tmp_path / "copy.db"))
    with closing(SqliteDesk(damaged, "ana")) as ana:
        ana.save([NewDecision(10, Answer.REJECT, Labels())])
        (key,) = ana.connection.execute("SELECT max(id) FROM decisions").fetchone()
    tamper(damaged, "UPDATE decisions SET labels = '7', uuid = '0123456789abcdef0123456789abcdef' WHERE id = 2")
    assert is_damaged(damaged)
    changes = difference(damaged, copy, folder_of(damaged))
    assert changes.lost == (), "the same decision under another name is no loss"
    assert [(one.annotator, one.answer) for one in changes.back] == ask(
        copy, "SELECT annotator, answer FROM decisions WHERE id = 2"
    ), "the copy has it as it was"
    restore(damaged, copy, tmp_path / "copies")
    assert ask(damaged, f"SELECT answer FROM decisions WHERE id = {key}") == [("reject",)]


def test_a_decision_that_can_be_read_and_not_be_saved_is_named(damaged: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(damaged, tmp_path / "copy.db"))
    with closing(SqliteDesk(damaged, "ana")) as ana:
        ana.save([NewDecision(10, Answer.REJECT, Labels())])
        ana.save([NewDecision(11, Answer.REJECT, Labels())])
        (key,) = ana.connection.execute("SELECT max(id) FROM decisions").fetchone()
    tamper(damaged, f"UPDATE decisions SET labels = '7' WHERE id = {key}")
    place = ask(damaged, "SELECT document, position + 1 FROM sentences WHERE id = 11")
    changes = difference(damaged, copy, folder_of(damaged))
    assert [(one.annotator, one.answer) for one in changes.lost] == [("ana", "reject")]
    assert [(one.document, one.sentence) for one in changes.lost] == place
    assert (changes.rows["decisions"], changes.back) == (1, ())


def test_rows_that_merging_numbered_below_zero_are_read(damaged: Path, empty: Path) -> None:
    number = counts(damaged)
    tamper(
        damaged,
        "UPDATE suggestions SET id = -1 WHERE id NOT IN (SELECT suggestion FROM decisions)"
        " AND id NOT IN (SELECT suggestion FROM readings) AND id = (SELECT max(id) FROM suggestions)",
    )
    rescue(damaged, empty)
    assert counts(empty) == number


def test_drafts_are_those_of_the_damaged_file(damaged: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(damaged, tmp_path / "whole.db"))
    with closing(SqliteDesk(damaged, "ana")) as ana:
        ana.save([NewDecision(11, Answer.ACCEPT, Labels())])
    spoil_page(damaged, "decisions_by_event")
    whole = Path(shutil.copyfile(copy, tmp_path / "other.db"))
    rescue(damaged, whole)
    assert ask(whole, "SELECT sentence_id FROM drafts") == [(7,)], "11 is decided"
    tamper(damaged, "UPDATE events SET body = '7' WHERE kind = 'draft'")
    rescue(damaged, copy)
    assert ask(copy, "SELECT sentence_id FROM drafts") == [(7,)], "11 is decided; 7 is as the copy has it"


def test_an_older_file_takes_nothing_from_a_newer_copy(damaged: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(damaged, tmp_path / "whole.db"))
    with closing(SqliteDesk(copy, "ana")) as ana:
        ana.save([NewDecision(11, Answer.ACCEPT, Labels())])
        ana.keep_drafts([(12, Labels((), ("sport",)), None)])
    before = content_of(copy)
    spoil_page(damaged, "decisions_by_event")
    rescue(damaged, copy)
    assert content_of(copy) == before


def test_copies_that_went_apart_are_merged(damaged: Path, tmp_path: Path) -> None:
    """The ids of one stand for other rows in the other."""
    copy = Path(shutil.copyfile(damaged, tmp_path / "laptop.db"))
    for path, name, sentence in ((copy, "bo", 10), (damaged, "ana", 10), (damaged, "ana", 12)):
        with closing(SqliteDesk(path, name)) as desk:
            desk.save([NewDecision(sentence, Answer.REJECT, Labels())])
    spoil_page(damaged, "decisions_by_event")
    saved = rescue(damaged, copy)
    assert saved is not None
    assert saved.rows["decisions"] == 2
    found = ask(copy, "SELECT annotator, sentence_id FROM current_decisions WHERE sentence_id IN (10, 12)")
    assert set(found) == {("ana", 10), ("bo", 10), ("ana", 12)}
    assert list(problems(copy)) == []


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[object, ...]]:
    """The decisions of an older database."""
    return {*ask(unpack(19, tmp_path_factory.mktemp("old")), "SELECT uuid FROM decisions")}


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM steps WHERE id = 1"],
        ["DELETE FROM annotators WHERE name = 'ana'"],
        ["UPDATE steps SET target = 99 WHERE kind = 'undo'"],
        ["UPDATE renamings SET origin = NULL, kind = 'take back'"],
        ["INSERT INTO renamings VALUES (99, 1, 'take back', 'a', 'b', 99)"],
        ["UPDATE drafts SET labels = '7'"],
        ["DELETE FROM revisions"],
        [
            "INSERT INTO reviews (uuid, decision, kind, versions, taken)"
            " SELECT uuid, id, 'own', '7', '[[]]' FROM decisions"
        ],
        ["UPDATE decisions SET replaces = 99, suggestion = 99, revision = 99"],
    ],
)
def test_a_bad_row_of_an_older_database_takes_no_other_with_it(
    tmp_path: Path, empty: Path, said: set[tuple[object, ...]], statements: list[str]
) -> None:
    old = unpack(19, tmp_path)
    tamper(old, *statements)
    assert rescue(old, empty) is not None
    assert {*ask(empty, "SELECT uuid FROM decisions")} == said
    assert list(problems(empty)) == []


def test_a_step_that_takes_back_what_is_left_out_is_left_out_with_it_and_counted(tmp_path: Path, empty: Path) -> None:
    old = unpack(19, tmp_path)
    tamper(
        old,
        "INSERT INTO steps (id, annotator, kind, target, uuid, at)"
        " SELECT 90, annotator, 'undo', 99, 'f0', at FROM steps WHERE id = 1",
        "INSERT INTO steps (id, annotator, kind, target, uuid, at)"
        " SELECT 91, annotator, 'redo', 90, 'f1', at FROM steps WHERE id = 1",
    )
    saved = rescue(old, empty)
    assert saved is not None
    assert saved.left["undo"] == 2


def test_where_the_steps_of_an_older_database_are_lost_what_stood_stands(tmp_path: Path, empty: Path) -> None:
    old = unpack(19, tmp_path)
    whole = Path(shutil.copyfile(old, tmp_path / "whole.db"))
    open_database(whole).close()
    tamper(old, "DELETE FROM steps", "DELETE FROM renamings")
    assert rescue(old, empty) is not None
    stands = "SELECT uuid FROM heads JOIN decisions ON decisions.id = decision ORDER BY uuid"
    assert ask(empty, stands) == ask(whole, stands)


def header(path: Path) -> None:
    with path.open("rb+") as file:
        file.write(random.Random(1).randbytes(100))


def first_page(path: Path) -> None:
    """The header is lost, and what tables there are."""
    with path.open("rb+") as file:
        file.write(bytes(4096))


def a_page_of_the_schema(path: Path) -> None:
    """Of some tables nothing says any more that they are there."""
    content = bytearray(path.read_bytes())
    assert content[100] == 5, "an inner page"
    cells = [int.from_bytes(content[at : at + 2], "big") for at in range(112, 112 + 2 * content[104], 2)]
    below = [int.from_bytes(content[at : at + 4], "big") - 1 for at in (*cells, 108)]
    start = next(page * 4096 for page in below if b"CREATE TABLE decisions" in content[page * 4096 : (page + 1) * 4096])
    content[start : start + 4096] = random.Random(1).randbytes(4096)
    path.write_bytes(content)


def a_table_of_the_schema(path: Path) -> None:
    content = path.read_bytes()
    at = content.index(b"CREATE TABLE decisions (")
    path.write_bytes(content[:at] + b"\xfe" * 40 + content[at + 40 :])


@pytest.mark.parametrize("damage", [first_page, a_table_of_the_schema])
def test_the_copy_of_before_an_upgrade_stands_in_for_a_database_of_today(
    tmp_path: Path, said: set[tuple[object, ...]], damage: Callable[[Path], None]
) -> None:
    copy = unpack(19, tmp_path)
    damaged = Path(shutil.copyfile(copy, tmp_path / "damaged.db"))
    with closing(SqliteDesk(damaged, "cy")) as desk:
        desk.save([NewDecision(1, Answer.REJECT, Labels())])
    with closing(plain.connect(damaged)) as connection, connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(damaged)
    assert rescue(damaged, copy) is not None
    assert len({*ask(copy, "SELECT uuid FROM decisions")} - said) == 1, "what was decided since"


def test_an_older_database_takes_the_places_of_what_is_lost_from_its_copy(tmp_path: Path) -> None:
    old = unpack(19, tmp_path)
    copy = Path(shutil.copyfile(old, tmp_path / "copy.db"))
    whole = Path(shutil.copyfile(old, tmp_path / "whole.db"))
    merge(whole, [copy])
    tamper(
        old, "DELETE FROM documents", "DELETE FROM sentences WHERE id < 3", "UPDATE steps SET at = 'soon' WHERE id = 1"
    )
    saved = rescue(old, copy)
    assert saved is not None
    assert (saved.rows, saved.left) == ({}, {})
    assert content_of(copy) == content_of(whole)


def ids_out_of_order(path: Path) -> None:
    """A cell of the inner page of decisions says that much higher ids lie to the left of it."""
    start = column_of_page(path, "decisions")
    content = bytearray(path.read_bytes())
    assert content[start] == 5, "an inner page"
    cell = start + int.from_bytes(content[start + 12 : start + 14], "big")
    content[cell + 4 : cell + 6] = b"\xff\x7f"
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [header, first_page, a_page_of_the_schema, a_table_of_the_schema, ids_out_of_order])
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


def test_a_table_that_the_copy_has_no_rows_of_is_known_by_what_it_may_hold(damaged: Path, empty: Path) -> None:
    before = {*ask(damaged, "SELECT uuid, labels, verdict FROM decisions")}
    assert before
    assert ask(empty, "SELECT id FROM decisions") == []
    first_page(damaged)
    saved = rescue(damaged, empty)
    assert saved is not None
    assert {*ask(empty, "SELECT uuid, labels, verdict FROM decisions")} == before
    assert list(problems(empty)) == []


def test_tables_that_may_hold_the_same_are_known_by_the_rows_that_the_copy_has_too(damaged: Path, empty: Path) -> None:
    copy, of_today = Path(shutil.copyfile(damaged, damaged.with_name("known.db"))), ("readings", "chances")
    were = {table: ask(damaged, f"SELECT * FROM {table}") for table in of_today}
    first_page(damaged)
    with opened_apart(damaged, copy) as connection:
        assert {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in of_today} == were
    with opened_apart(damaged, empty) as connection:
        assert [connection.execute(f"SELECT * FROM {table}").fetchall() for table in of_today] == [[], []], "a guess"


def test_what_is_in_the_log_is_read_also_where_the_first_page_is_lost(damaged: Path, tmp_path: Path) -> None:
    copy, torn = Path(shutil.copyfile(damaged, tmp_path / "known.db")), tmp_path / "torn.db"
    with closing(SqliteDesk(damaged, "ana")) as ana:
        ana.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ana.leave(Place(1, 1))
        for end in ("", "-wal"):
            shutil.copyfile(f"{damaged}{end}", f"{torn}{end}")
        left = ana.connection.execute("SELECT uuid FROM events ORDER BY id DESC").fetchone()
    first_page(torn)
    with opened_apart(torn, copy) as connection:
        assert connection.execute("SELECT uuid FROM events WHERE body = '{}' ORDER BY id DESC").fetchone() == left


def test_another_file_in_the_place_of_a_database_gives_nothing(damaged: Path, empty: Path) -> None:
    before = content_of(empty)
    damaged.write_bytes(bytes(4096) + random.Random(2).randbytes(20 * 4096))
    saved = rescue(damaged, empty)
    assert saved is None or not saved.rows
    assert content_of(empty) == before


@pytest.mark.parametrize("at", [0, 15, 16, 17, 21, 22, 23, 47])
def test_a_byte_of_the_header_that_says_how_to_read_the_rest_may_be_damaged(damaged: Path, at: int) -> None:
    copy = Path(shutil.copyfile(damaged, damaged.with_name("copy.db")))
    content = bytearray(damaged.read_bytes())
    content[at] ^= 0x55
    damaged.write_bytes(content)
    for path in (damaged, copy):
        with opened_apart(path, copy) as connection:
            assert connection.execute("SELECT count(*), max(id) FROM decisions").fetchone() == (13, 13)
            with pytest.raises(sqlite3.OperationalError):
                connection.execute("DELETE FROM decisions")
            assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)


@pytest.mark.parametrize("page_size", [4096, 65536])
@pytest.mark.parametrize(("at", "wrong"), [(16, b"\x02\x00"), (28, b"\x00\x00\x00\x01")])
def test_all_pages_are_read_whatever_the_header_says_of_them(
    database: Path, tmp_path: Path, page_size: int, at: int, wrong: bytes
) -> None:
    with closing(plain.connect(database, isolation_level=None)) as connection:
        for pragma in ("PRAGMA journal_mode = DELETE", f"PRAGMA page_size = {page_size}", "VACUUM"):
            connection.execute(pragma)
    copy = Path(shutil.copyfile(database, tmp_path / "copy.db"))
    with closing(SqliteDesk(database, "ana")) as ana:
        ana.save([NewDecision(1, Answer.ACCEPT, Labels())])
    with closing(plain.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, content = content_of(database), database.read_bytes()
    database.write_bytes(content[:at] + wrong + content[at + len(wrong) :])
    with opened_apart(database, copy) as connection:
        assert connection.execute("PRAGMA page_count").fetchone() == (len(content) // page_size,)
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


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the databases of ../shared")
@pytest.mark.parametrize(
    ("seed", "upgraded"),
    [
        pytest.param(seed, new, marks=[pytest.mark.long] * ((seed, new) != (1, False)))
        for seed in range(20)
        for new in (False, True)
    ],
)
def test_a_database_of_months_comes_back_after_any_damage(tmp_path: Path, seed: int, upgraded: bool) -> None:
    chance = random.Random(seed)
    whole, copy, team = (tmp_path / name for name in ("whole.db", "pre.db", "team.db"))
    for place, name in ((whole, "team.db"), (copy, "pre.db")):
        shutil.copyfile(SHARED / name, place)
        if upgraded:
            open_database(place, is_copy=True).close()
    with closing(plain.connect(whole)) as connection:
        connection.execute("VACUUM INTO ?", (str(team),))
    content = bytearray(team.read_bytes())
    for _ in range((1, 4, 30, 60)[seed % 4]):
        size = (4096, 4096, 64, 1)[seed % 4]
        at = chance.randrange(len(content) - size)
        content[at : at + size] = chance.randbytes(size)
    team.write_bytes(content)
    changes = difference(team, copy, folder_of(team))
    restore(team, copy, tmp_path / "copies")
    for place in (whole, copy):  # once, and not whenever something is asked of it
        open_database(place, is_copy=True).close()
    assert changes.rescued is not None
    uuids = "SELECT uuid FROM decisions"
    were, are = ({uuid for (uuid,) in ask(path, uuids)} for path in (whole, team))
    letters = size == 1  # nobody can see that another letter stands where one stood
    assert are <= were or letters, "none is invented"
    assert len(are) <= len(were)
    assert were == are or changes.rows or changes.rescued.unreadable, "what is lost is said to be"
    assert are >= {uuid for (uuid,) in ask(copy, uuids)}
    schemes = f"SELECT uuid{'' if letters else ', toml, changes'} FROM revisions"
    assert {*ask(copy, schemes)} <= {*ask(team, schemes)} <= {*ask(whole, schemes)}
    verdicts = "SELECT uuid, verdict FROM decisions WHERE verdict NOT NULL"
    new = {*ask(team, verdicts)} - {*ask(whole, verdicts)}
    assert letters or all(verdict == LOST_VERDICT for _, verdict in new)
    assert letters or len(new) <= changes.rescued.left["reviews"]
    assert list(problems(team)) == []
