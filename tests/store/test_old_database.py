"""A database that an early version made opens and works on: nothing in it is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import DecidedElsewhere
from annotator.core.model import CastMember, Chance, Labels, QuoteType, Span, Suggested
from annotator.core.review.versions import CaseKind, Scope
from annotator.core.scheme import parse_scheme
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.store.articles.documents import document_of
from annotator.store.desk.desk import SqliteDesk
from annotator.store.find.sees import open_work
from annotator.store.integrity import problems
from annotator.store.log.history import annotators
from annotator.store.migrations import SCHEMA_VERSION
from annotator.store.read.habits import decided_articles
from annotator.store.read.lists import listed_habits, listed_speakers
from annotator.store.read.reader import Reader
from annotator.store.read.reviews import Survey, reviewed
from annotator.store.read.selection import contested
from annotator.store.schemes import stored_scheme
from annotator.store.work.importer import Resuggester
from annotator.store.work.slots import read_queue, waiting_for
from tests.store.conftest import accepted, item_of, reading
from tests.store.old_databases import unpack


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Two documents, suggested for by two runs; decided, skipped, undone and left unconfirmed by ana and bo."""
    return unpack(3, tmp_path)


def test_it_is_sound_and_has_the_tables_of_today(old: Path) -> None:
    assert list(problems(old)) == []
    with SqliteDesk(old, "ana") as desk:
        assert desk.connection.one_value("PRAGMA user_version") == SCHEMA_VERSION
    assert list(problems(old)) == []


def test_its_speakers_are_listed_without_a_change_to_it(old: Path) -> None:
    before = old.read_bytes()
    with reading(old) as connection:
        assert "Nora Lind" in [one.name for one, _ in listed_speakers(connection, None)]
    assert old.read_bytes() == before


def test_nobody_holds_anything_in_it(old: Path) -> None:
    before = old.read_bytes()
    with reading(old) as connection:
        found = read_queue(connection, "2026-03-01T10:00:00.000Z")
        assert (found.documents, found.lost, waiting_for(connection, "ana", "").held) == ((), (), [])
        assert found.without_slots
    assert old.read_bytes() == before


def test_its_annotators_are_named_in_their_order_without_a_change_to_it(old: Path) -> None:
    before = old.read_bytes()
    with reading(old) as connection:
        assert annotators(connection) == ("ana", "bo")
    with Reader(old) as reader:
        assert reader.pseudonyms() == {"ana": "annotator-1", "bo": "annotator-2"}
    assert old.read_bytes() == before


def test_every_document_suggestion_decision_and_draft_is_read(old: Path) -> None:
    with SqliteDesk(old, "ana") as desk:
        assert desk.saved() == 2
        assert desk.resume() == Place(1, 3), "where ana left"
        page, other = desk.page(1), desk.page(2)
    document = page.document
    assert (document.id, document.title, document.source, document.published) == (
        "ferry", "Ferry sails", "Harbour Post", "2026-03-02"
    )  # fmt: skip
    assert (document.meta, document.text[document.body_start :][:9]) == ({"desk": "local"}, "The ferry")
    assert page.cast == (CastMember("Nora Lind", (Span(50, 59), Span(88, 91))), CastMember("Bo Dahl"))
    first, second, third, fourth = page.items
    assert first.decision is not None
    assert (first.decision.answer, first.decision.note, first.decision.flagged) == (Answer.ACCEPT, "sure?", True)
    assert (first.decision.seconds, first.decision.keys) == (2.5, 3)
    (quote,) = first.decision.labels.quotes
    assert (quote.type, quote.speaker, quote.attributes) == (QuoteType.INDIRECT, "Nora Lind", ())
    assert quote.content[0].of(document.text) == "The ferry sails again on Monday"
    assert second.decision is not None
    assert second.decision.answer is Answer.SKIP
    assert third.decision is fourth.decision is None, "undone"
    assert second.suggestion is not None
    assert second.suggestion.labels.quotes[0].rule == "quoted"
    assert second.suggestion.readings == ()
    assert third.suggestion is not None
    assert third.suggestion.labels.quotes == (), "of the newer run"
    assert (fourth.draft, fourth.note_and_flag) == (Labels(topics=("weather",)), NoteAndFlag("cold", False))
    assert [item.decision for item in other.items] == [None, None]


def test_its_work_goes_on_with_undo_and_redo_of_before(old: Path) -> None:
    with SqliteDesk(old, "ana") as desk:
        with pytest.raises(DecidedElsewhere, match="1:4 has unconfirmed edits that this would end"):
            desk.redo()
        desk.keep_drafts([(4, None, None)])
        redone = desk.redo()
        assert redone is not None
        assert (redone.place, redone.sentences, desk.saved()) == (Place(1, 2), (3, 4), 4)
        assert item_of(desk, 1, 3).decision is not None
        assert item_of(desk, 1, 3).decision.implied
        taken = [desk.undo() for _ in range(4)]
        assert [change.sentences if change else None for change in taken] == [(3, 4), (2,), (1,), None]
        assert taken[2] is not None
        assert taken[2].note_and_flag == NoteAndFlag("sure?", True)
        (kept,) = desk.save([accepted(5, Labels(topics=("weather",)), suggestion=5)])
        assert item_of(desk, 2).decision == kept
    assert list(problems(old)) == []


def test_its_decisions_are_exported(old: Path) -> None:
    command = [sys.executable, "-m", "annotator.cli.main", "export", "-o", "-", "--db", str(old)]
    exported = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    records = [json.loads(line) for line in exported.splitlines()]
    with Reader(old) as reader:
        gold = [one.decision.annotator for one in reader.decided(Selection(gold=True))]
        stored = reader.ask(stored_scheme)
        stats = reader.stats()
        left_open = reader.ask(open_work)
    assert [(record["id"], record["annotator"], record["answer"], record["edited"]) for record in records] == [
        ("ferry:0", "ana", "accept", False),
        ("ferry:0", "bo", "reject", True),
        ("school:1", "bo", "accept", True),
    ]
    assert records[0]["quotes"][0]["content"][0]["text"] == "The ferry sails again on Monday"
    assert records[2]["topics"] == ["weather"]
    assert gold == ["bo"], "in the first sentence, ana and bo differ"
    assert [(one.annotator, one.skipped) for one in left_open if one.skipped] == [("ana", 1)]
    assert stored is not None
    scheme = parse_scheme(stored, "its own")
    assert (scheme.name, scheme.version, scheme.quote_types) == ("Harbour", "2", (QuoteType.DIRECT, QuoteType.INDIRECT))
    assert [(one["name"], one["decided"], one["accepted"], one["skipped"]) for one in stats["annotators"]] == [
        ("ana", 1, 1, 1),
        ("bo", 2, 1, 0),
    ]


def test_its_decisions_are_habits_once_the_rules_have_read_its_articles(old: Path) -> None:
    with reading(old) as connection:
        before = list(decided_articles(connection, "speech"))
    with Reader(old) as reader:
        assert reader.stats()["new_decisions"] == 3
    with reading(old) as connection:
        assert listed_habits(connection) == []
    assert [(one.document, one.annotator, one.chances) for one in before] == [
        (1, "ana", None),
        (1, "bo", None),
        (2, "bo", None),
    ], "read as it is, nothing is written"
    chance = Chance((Span(0, 4),), Span(5, 9), "say", "dobj", "complement-object", 0.5)
    with Resuggester(old) as store:
        assert store.unread() == [1, 2]
        for number in store.unread():
            store.take_chances(number, Suggested(store.ask(document_of, number), (), (), (), chances=(chance,)))
    with reading(old) as connection:
        after = list(decided_articles(connection, "speech"))
    assert [one.chances for one in after] == [(chance,)] * 3
    assert [(one.annotator, one.labels, one.suggested, one.undecided) for one in after] == [
        (one.annotator, one.labels, one.suggested, one.undecided) for one in before
    ]
    assert list(problems(old)) == []


def test_its_differences_are_listed_and_nothing_is_reviewed_yet(old: Path) -> None:
    with reading(old) as connection:
        cases = Survey(connection, Scope(early=True)).cases
        assert [(case.place, case.kind) for case in cases] == [(Place(1, 0), CaseKind.DIFFERENCE)]
        assert [*reviewed(connection)] == []
    with Reader(old) as reader:
        assert reader.ask(contested) == 1
