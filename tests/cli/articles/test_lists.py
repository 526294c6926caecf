"""`annotator list`: tables for people, JSON for programs, nothing that a terminal would act on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.desk import NoteAndFlag
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once
from tests.store.conftest import RUN, suggested
from tests.store.read.test_lists import ODD

pytestmark = pytest.mark.usefixtures("labels_anywhere")


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """Three articles, the first decided in part with something in every list, the third removed."""
    return made_once(tmp_path / "annotator.db", "something in every list", make_worked)


def make_worked(path: Path) -> None:
    with Importer(path) as importer:
        importer.add(suggested(), RUN)
        for name, text in (
            ("two", "He said YES. She left. All was well."),
            ("three", "He said NO!. She left. All was well."),
        ):
            made = suggested(name, text)
            importer.add(made._replace(document=replace(made.document, title=f"{name} \x1b]0;x\x07 [/b]")), RUN)
    with SqliteDesk(path, "ana") as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels((ODD,)), note="sure\x1b[2J?", flagged=True)])
        desk.keep_drafts([(2, None, NoteAndFlag("look", False))])
        with transaction(desk.connection):
            remove(desk.connection, 3, "bo")


TABLES = {
    "documents": [
        "article  decided  skipped  flagged  by   title",
        "1        1/3      -        1        ana  A title",
        "2        0/3      -        -        -    two ␛]0;x␇ [/b]",
    ],
    "flags": ["place  by   sentence", "1:1    ana  He said yes."],
    "notes": [
        "place  by   note       sentence",
        "1:1    ana  sure␛[2J?  He said yes.",
        "1:2    ana  look       She left.",
    ],
    "checks": [
        "place  by   check                                sentence",
        "1:1    ana  no quotation marks in it: not mixed  He said yes.",
    ],
    "unconfirmed": ["place  by   edited  sentence", "1:2    ana  note    She left."],
    "again": ["place  by   asks         why", "1:2    ana  unconfirmed  edited, not confirmed"],
}


@pytest.mark.parametrize("what", TABLES)
def test_every_list_is_a_table_with_one_line_an_entry(in_process: Run, worked: Path, what: str) -> None:
    done = in_process("list", what)
    assert done.stderr == ""
    assert done.stdout.splitlines() == TABLES[what]


def test_removed_articles_have_a_list_of_their_own(in_process: Run, worked: Path) -> None:
    heads, row = in_process("list", "removed").stdout.splitlines()
    assert heads.split() == ["article", "removed", "by", "decided", "title"]
    assert row.startswith("3        20")
    assert row.endswith("  bo  0/3      three ␛]0;x␇ [/b]")


@pytest.mark.parametrize("what", [*TABLES, "removed"])
def test_every_list_is_json_as_its_schema_says(in_process: Run, worked: Path, what: str) -> None:
    record = json_of(in_process("list", what, "--json"))
    check_record(record, "list")
    assert (record["list"], len(record["rows"])) == (what, len(TABLES.get(what, "..")) - 1)


def test_records_hold_what_programs_need(in_process: Run, worked: Path) -> None:
    (check,) = json_of(in_process("list", "checks", "--json"))["rows"]
    assert (check["id"], check["article"], check["sentence"], check["annotator"]) == ("one:0", 1, 1, "ana")
    assert (check["answer"], check["note"], check["text"]) == ("accept", "sure\x1b[2J?", "He said yes.")
    (removed,) = json_of(in_process("list", "removed", "--json"))["rows"]
    assert (removed["id"], removed["removed_by"]) == ("three", "bo")


def test_speakers_have_their_quotes_articles_and_likely_variants(in_process: Run, worked: Path) -> None:
    def quote(speaker: str, source: Span | None = None) -> QuotePart:
        return QuotePart((Span(8, 11),), QuoteType.INDIRECT, source=source, speaker=speaker)

    with SqliteDesk(worked, "bo") as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, Labels((quote("Ada Lind", Span(0, 2)), quote("Lind\x1b[2J"))))])
        desk.save([NewDecision(2, Answer.ACCEPT, Labels((quote("Lind"), quote("Ada Lind"))))])
    assert in_process("list", "speakers").stdout.splitlines() == [
        "quotes  articles  open  kind  speaker   likely the same as",
        "2       1         -     male  Ada Lind  Lind 1",
        "1       1         1     male  Ada       -",
        "1       1         -     -     Lind      Ada Lind 2",
        "1       1         -     -     Lind␛[2J  -",
    ]
    record = json_of(in_process("list", "speakers", "--json", "--annotator", "bo"))
    check_record(record, "list")
    assert record["rows"][0] == {
        "speaker": "Ada Lind",
        "quotes": 2,
        "articles": 1,
        "suggested": 0,
        "kind": "person",
        "gender": "male",
        "variants": ["Lind"],
    }
    assert [row["speaker"] for row in record["rows"]] == ["Ada Lind", "Lind", "Lind\x1b[2J", "Ada"], (
        "the quote of ana is none of bo's"
    )


def test_without_a_name_it_lists_documents_and_what_is_empty_says_so(run: Run, worked: Path) -> None:
    assert run("list").stdout.splitlines() == TABLES["documents"]
    with SqliteDesk(worked, "bo") as desk:
        desk.keep_drafts([(5, None, NoteAndFlag("later", False))])
    nothing = run("list", "flags", "--annotator", "bo")
    assert (nothing.stdout, nothing.stderr) == ("", "annotator.db: nothing is flagged\n")
    assert json_of(run("list", "flags", "--annotator", "bo", "--json"))["rows"] == []


def test_wrong_use_has_its_exit_code(run: Run, worked: Path) -> None:
    wrong = run("list", "nonsense", code=2)
    assert "'nonsense' is not one of 'documents', 'flags'" in wrong.stderr
    run("list", "--annotator", "nobody", code=3)
    run("list", "--db", "none.db", code=4)
    helped = run("list", "--help").stdout
    assert "annotator list flags --annotator ana" in helped


def test_listing_changes_nothing(run: Run, worked: Path) -> None:
    with SqliteDesk(worked, "ana") as desk:
        desk.connection.execute("PRAGMA journal_mode = DELETE")
    before = worked.read_bytes()
    for what in (*TABLES, "removed", "speakers", "habits"):
        run("list", what)
    assert worked.read_bytes() == before
