"""The lists of a database: what the screen shows of a sentence, whoever left it so; nothing of removed articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.core.decision import Answer
from annotator.core.habits import Habit, Habits
from annotator.core.model import Labels, QuotePart, QuoteType, Sentence, Span
from annotator.core.scheme import LabelScheme
from annotator.core.session.checks import UNASKED
from annotator.core.session.desk import NoteAndFlag
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.log.history import append
from annotator.store.log.kinds import Places
from annotator.store.log.rows import to_json
from annotator.store.read.lists import ListedSentence, listed_articles, listed_habits, odd_quotes, sentences_left
from tests.store.conftest import accepted, imported, reading, rejected, save, skipped, suggested

SAID = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")
ODD = QuotePart((Span(8, 11),), QuoteType.MIXED, Span(3, 7), Span(0, 2), "Ada")
SCHEME = LabelScheme("test", "1", ())
COLON = "He said: yes. She left. All was well."


def test_habits_that_differ_most_from_what_is_expected_come_first(database: Path) -> None:
    groups = {"a": Habit(9, 4, 4.5, 0.0), "b": Habit(9, 1, 6.0, -1.0), "c": Habit(9, 8, 5.0, 1.0)}
    with SqliteDesk(database, "ana") as desk, transaction(desk.connection):
        desk.connection.execute("UPDATE runs SET habits = ?", (to_json(Habits(groups, 1).to_json()),))
    with reading(database) as connection:
        assert [name for name, _ in listed_habits(connection)] == ["b", "c", "a"]


@pytest.fixture
def worked(database: Path) -> Path:
    """ana decided the first article, bo left edits in it; ana skipped and flagged in the second."""
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, Labels((ODD,)), note="sure?", flagged=True)])
        desk.save([rejected(2), skipped(5, flagged=True)])
    with SqliteDesk(database, "bo") as desk:
        desk.save([accepted(1, Labels((SAID,)), note="mine")])
        desk.keep_drafts([(1, Labels((ODD,)), NoteAndFlag("mine", True)), (3, None, NoteAndFlag("look", False))])
    return database


def places(found: list[ListedSentence]) -> list[tuple[int, int, str]]:
    return [(one.article, one.sentence, one.annotator) for one in found]


def test_documents_have_their_progress_by_everybody_or_by_one(worked: Path) -> None:
    with reading(worked) as connection:
        first, second = listed_articles(connection, None)
    assert (first.article, first.id, first.title, first.sentences) == (1, "one", "A title", 3)
    assert (first.decided, first.skipped, first.flagged, first.annotators) == (2, 0, 1, ("ana", "bo"))
    assert (second.decided, second.skipped, second.flagged, second.annotators) == (0, 1, 1, ())
    with reading(worked) as connection:
        assert [(one.decided, one.skipped, one.annotators) for one in listed_articles(connection, "bo")] == [
            (1, 0, ("bo",)),
            (0, 0, ()),
        ]


def test_flags_and_notes_are_those_that_the_screen_shows(worked: Path) -> None:
    with reading(worked) as connection:
        flags = [one for one in sentences_left(connection, None) if one.flagged]
        notes = [one for one in sentences_left(connection, None) if one.note is not None]
    assert places(flags) == [(1, 1, "ana"), (1, 1, "bo"), (2, 2, "ana")]
    assert (flags[2].answer, flags[2].text) == (Answer.SKIP, "She left.")
    assert [(*place, one.note) for place, one in zip(places(notes), notes, strict=True)] == [
        (1, 1, "ana", "sure?"),
        (1, 1, "bo", "mine"),
        (1, 3, "bo", "look"),
    ]


def test_a_long_note_is_listed_whole_whether_confirmed_or_not(database: Path) -> None:
    note = "who said it?\n" * 99 + "ask"
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, note=note)])
        desk.keep_drafts([(2, None, NoteAndFlag(note, False))])
    with reading(database) as connection:
        assert [one.note for one in sentences_left(connection, None)] == [note, note]


def test_unconfirmed_edits_say_what_was_edited(worked: Path) -> None:
    with reading(worked) as connection:
        found = [one for one in sentences_left(connection, None) if one.unconfirmed]
    assert places(found) == [(1, 1, "bo"), (1, 3, "bo")]
    assert [one.unconfirmed for one in found] == [("labels", "flag"), ("note",)]
    assert [one.answer for one in found] == [Answer.ACCEPT, None]


def test_checks_are_those_of_accepted_and_edited_quotes(worked: Path) -> None:
    with reading(worked) as connection:
        found = [*odd_quotes(connection, None, SCHEME)]
    assert places([one for one, _ in found]) == [(1, 1, "ana"), (1, 1, "bo")]
    assert {message for _, message in found} == {"no quotation marks in it: not mixed"}
    with reading(worked) as connection:
        foreign = [
            message for _, message in odd_quotes(connection, None, SCHEME._replace(quote_types=(QuoteType.DIRECT,)))
        ]
    assert any("no type of the label scheme" in message for message in foreign)


def test_checks_find_what_was_edited_and_never_confirmed_in_any_sentence(worked: Path) -> None:
    late = QuotePart((Span(29, 36),), QuoteType.MIXED, None, None, "Ada")
    with SqliteDesk(worked, "cy") as desk:
        desk.keep_drafts([(6, Labels((late,)), None)])
    with reading(worked) as connection:
        ((found, message),) = odd_quotes(connection, "cy", SCHEME)
    assert (places([found]), message) == ([(2, 3, "cy")], "no quotation marks in it: not mixed")


def part(start: int, end: int, **said: Any) -> QuotePart:
    return QuotePart((Span(start, end),), QuoteType.DIRECT, **said)


@pytest.mark.parametrize(
    ("quotes", "message"),
    [
        ([part(0, 2, speaker="Ada"), part(13, 16, speaker="Ben", continues=True)], "continues a quote by Ada"),
        ([part(0, 2, speaker="Ada", cue=Span(3, 16))], "cue over several sentences"),
        ([part(0, 2, speaker="Ada", cue=Span(3, 6), source=Span(5, 8))], "cue lies over the source"),
        ([part(0, 8, speaker="Ada", source=Span(5, 8))], "content ends in the source"),
        ([part(0, 2, speaker="Ada"), part(13, 16, speaker="Ada", continues=True)], UNASKED),
    ],
)
def test_checks_find_what_earlier_versions_stored_that_nobody_said(
    database: Path, quotes: list[QuotePart], message: str
) -> None:
    save(database, *(accepted(at, Labels((quote,)), keys=1) for at, quote in enumerate(quotes, 1)))
    with reading(database) as connection:
        assert message in [told for _, told in odd_quotes(connection, None, SCHEME)]


def test_checks_go_by_the_names_that_whoever_decided_sees(database: Path) -> None:
    on = part(13, 16, speaker="Ada", continues=True)
    with transaction(connection := open_database(database)):
        append(connection, "lea", Places({"1": None, "2": None}, 0, False), document=1)
    connection.close()
    with SqliteDesk(database, "ana") as ana, SqliteDesk(database, "bo") as bo:
        for desk in (ana, bo):
            desk.take()
            desk.save([accepted(2, Labels((on,)), keys=2)])
        bo.rename_speaker("Ada", "Ada Finch", 2)
    with reading(database) as connection:
        assert odd_quotes(connection, "ana", SCHEME) == odd_quotes(connection, "bo", SCHEME) == []


@pytest.mark.parametrize("keys", [2, 0])
def test_a_continuation_that_was_pressed_or_imported_is_not_asked_about_again(database: Path, keys: int) -> None:
    on = part(13, 16, speaker="Ada", continues=True)
    with SqliteDesk(database, "ana") as desk:
        desk.save([accepted(1, Labels((part(0, 2, speaker="Ada"),)), keys=1)])
        desk.save([accepted(2, Labels((on,)), keys=keys)])
    with reading(database) as connection:
        assert UNASKED not in [told for _, told in odd_quotes(connection, None, SCHEME)]


def test_checks_go_by_the_profile(tmp_path: Path) -> None:
    """A colon belongs to the cue in every profile but the one that marks the bare verb."""
    path = tmp_path / "colon.db"
    said = QuotePart((Span(9, 12),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")
    made = suggested("colon", COLON)
    imported(path, made._replace(sentences=(Sentence(0, 0, 13), Sentence(1, 14, 23), Sentence(2, 24, 37))))
    save(path, accepted(1, Labels((said,))))
    with reading(path) as connection:
        assert [told for _, told in odd_quotes(connection, None, SCHEME)] == ["colon belongs to the cue"]
        assert [*odd_quotes(connection, None, SCHEME._replace(profile="guardian"))] == []


def test_a_removed_article_is_in_no_list_but_its_own(worked: Path) -> None:
    with SqliteDesk(worked, "ana") as desk, transaction(desk.connection):
        remove(desk.connection, 1, "cy")
    with reading(worked) as connection:
        assert [one.article for one in listed_articles(connection, None)] == [2]
        assert places([one for one in sentences_left(connection, None) if one.flagged]) == [(2, 2, "ana")]
        assert (
            [one for one in sentences_left(connection, None) if one.note or one.unconfirmed],
            [*odd_quotes(connection, None, SCHEME)],
        ) == ([], [])
        (removed,) = listed_articles(connection, None, removed=True)
    assert (removed.article, removed.decided) == (1, 2)
