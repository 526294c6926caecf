"""One annotator's work: kept at once, taken back without limit, never lost."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import AnnotatorError, Busy, DatabaseRefused, DecidedElsewhere, NotSaved
from annotator.core.model import CastMember, Labels, TopicSuggestion
from annotator.core.session.desk import DocumentRow, NoteAndFlag, Place
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import open_database
from annotator.store.work.importer import Importer, Resuggester
from tests.store.conftest import RUN, suggested


def accept(sentence: int, replaces: int | None = None, topics: tuple[str, ...] = ()) -> NewDecision:
    return NewDecision(sentence, Answer.ACCEPT, Labels(topics=topics), replaces=replaces)


def test_a_saved_decision_is_there_for_another_connection_at_once(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk, closing(SqliteDesk(database, "ana")) as other:
        desk.save([accept(1)])
        assert other.saved() == 1


def names(database: Path) -> list[str]:
    with closing(open_database(database, read_only=True)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM annotators ORDER BY name")]


def test_a_name_that_is_new_among_others_is_entered_with_the_first_change_only(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        assert names(database) == ["ana"], "the first of all at once"
        desk.save([accept(1)])
    with closing(SqliteDesk(database, "anna")) as desk, closing(SqliteDesk(database, "anna")) as window:
        with pytest.raises(DecidedElsewhere):
            desk.save([accept(1, replaces=1)])
        desk.undo()
        desk.leave(Place(1, 1))
        assert (names(database), desk.known_before) == (["ana"], ("ana",))
        desk.save([accept(2)])
        assert (names(database), desk.known_before) == (["ana", "anna"], ())
        assert window.undo() is not None, "another window of the same annotator finds what this one saved"
        assert window.known_before == ()


def test_a_sitting_begins_when_the_desk_is_opened(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([accept(1), accept(2)])
        desk.save([accept(3)])
        assert desk.sitting().decided == 3
    with closing(SqliteDesk(database, "ana")) as desk, closing(SqliteDesk(database, "ben")) as ben:
        assert desk.sitting().decided == 0
        desk.save([accept(4)])
        ben.save([accept(5), accept(6)])
        assert (desk.sitting().decided, ben.sitting().decided) == (1, 2)
        again = [item.decision.relabelled(item.id, Labels()) for item in desk.page(1).items[:2] if item.decision]
        desk.save(again, asked_for_at=1)
        assert desk.sitting().decided == 1, "what was only relabelled, with many others, was not decided"
        desk.save([accept(5)._replace(answer=Answer.REJECT), accept(6)], asked_for_at=1)
        assert desk.sitting().decided == 3, "what was decided with others was"
        for _ in range(5):
            desk.undo()
        assert desk.sitting().decided == 0, "what an earlier sitting did is not counted when it is undone"


def test_a_page_holds_suggestions_decisions_and_cast_of_this_annotator_only(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as ana, closing(SqliteDesk(database, "ben")) as ben:
        ana.save([accept(1, topics=("sport",))])
        page, others = ana.page(1), ben.page(1)
    assert page.items[0].decision is not None
    assert page.items[0].decision.labels.topics == ("sport",)
    assert others.items[0].decision is None
    assert page.items[0].suggestion is not None
    assert page.items[0].suggestion.labels.quotes[0].speaker == "Ada"
    assert page.items[0].suggestion.score == 0.9
    assert page.document.meta == {"desk": "news"}


def test_the_list_of_documents_counts_ones_own_decisions_in_each(database: Path) -> None:
    with closing(Importer(database)) as importer:
        untitled = suggested("three", "He said ja!! She left. All was well.")
        importer.add(untitled._replace(document=replace(untitled.document, title=None)), RUN)
    with closing(SqliteDesk(database, "ana")) as ana, closing(SqliteDesk(database, "ben")) as ben:
        ana.save([accept(4), accept(5)])
        ana.save([accept(7)])
        ana.undo()
        ben.save([accept(1)])
        assert ana.documents(ana.numbers()) == (
            DocumentRow(1, "A title", 3, 0),
            DocumentRow(2, "A title", 3, 2),
            DocumentRow(3, "three", 3, 0),
        )
        assert [row.decided for row in ben.documents(ben.numbers())] == [1, 0, 0]
        assert max(ana.numbers(), default=0) == 3


def test_a_page_is_the_document_with_its_sentences_newest_suggestions_and_cast(database: Path) -> None:
    with closing(Resuggester(database)) as resuggester:
        again = suggested()._replace(
            topics=((), (TopicSuggestion("sport", 0.5, "left"),), ()), cast=(CastMember("Ada"),)
        )
        resuggester.add(resuggester.waiting()[0], again, replace(RUN, version="2"))
    with closing(SqliteDesk(database, "ana")) as desk:
        page, other = desk.page(1), desk.page(2)
    assert (page.number, page.document, page.cast) == (1, suggested().document, (CastMember("Ada"),))
    assert [(item.id, item.sentence) for item in page.items] == list(enumerate(suggested().sentences, start=1))
    assert [item.suggestion.labels.topics for item in page.items if item.suggestion] == [(), ("sport",), ()]
    assert [item.id for item in other.items] == [4, 5, 6]
    assert other.items[0].suggestion is not None
    assert other.items[0].suggestion.topics == (TopicSuggestion("politics", 0.8, "yes"),)
    assert (page.items[0].draft, page.items[0].note_and_flag, page.items[0].decision) == (None, None, None)


def test_a_document_that_is_not_there_is_said_plainly(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        with pytest.raises(AnnotatorError, match="no article 9"):
            desk.page(9)
        with pytest.raises(AnnotatorError, match="lacks a row"):
            desk.place(99)


def test_the_history_says_what_was_done_to_what(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk, closing(SqliteDesk(database, "ben")) as ben:
        desk.save([accept(1)])
        ben.save([accept(1)])
        desk.save([accept(2)])
        desk.undo()
        desk.redo()
        desk.undo()
        desk.undo()
        events = desk.connection.execute(
            "SELECT e.who, e.kind, target.id FROM events AS e LEFT JOIN events AS target ON target.uuid = e.undoes"
            " WHERE e.kind IN ('decide', 'undo', 'redo') ORDER BY e.id"
        ).fetchall()
        first, third = (
            key for (key,) in desk.connection.execute("SELECT id FROM events WHERE kind = 'decide' AND who = 'ana'")
        )
        assert events == [
            ("ana", "decide", None),
            ("ben", "decide", None),
            ("ana", "decide", None),
            ("ana", "undo", third),
            ("ana", "redo", third),
            ("ana", "undo", third),
            ("ana", "undo", first),
        ]
        assert ben.saved() == 1
        assert desk.saved() == 0


def test_of_the_history_so_many_steps_are_listed_that_stand_and_before_them_all_that_can_be_done_again(
    database: Path,
) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        for sentence in (1, 2, 3):
            desk.save([accept(sentence)])
        desk.undo()
        assert [step.stands for step in desk.steps(1)] == [False, True]


def test_an_empty_database_has_nowhere_to_be(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    open_database(path, create=True).close()
    with closing(SqliteDesk(path, "ana")) as desk:
        about = (desk.resume(), max(desk.numbers(), default=0), desk.documents(desk.numbers()), desk.saved())
        assert about == (None, 0, (), 0)
        assert desk.next_undecided(Place(1, 0)) is None


def test_the_place_to_resume_at_may_be_left_before_any_decision(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk, closing(SqliteDesk(database, "ben")) as ben:
        desk.leave(Place(2, 2))
        assert desk.resume() == Place(2, 2)
        ben.save([accept(1)])
        assert desk.resume() == Place(2, 2), "another's decision changes nothing"
        assert ben.resume() == Place(1, 1)


def test_undo_and_redo_reach_over_logins(database: Path) -> None:
    for sentence in (1, 2, 3):
        with closing(SqliteDesk(database, "ana")) as desk:
            desk.save([accept(sentence, topics=(str(sentence),))])
    with closing(SqliteDesk(database, "ana")) as desk:
        change = desk.undo()
        assert change is not None
        assert change.place == Place(1, 2)
        assert change.labels.topics == ("3",), "what the sentence held is shown again"
        assert desk.saved() == 2
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.undo() is not None
        assert desk.undo() is not None
        assert desk.undo() is None
        assert desk.saved() == 0
        for _ in range(3):
            assert desk.redo() is not None
        assert desk.redo() is None
        assert desk.saved() == 3


def test_what_was_edited_since_an_undo_is_not_ended_by_a_redo(database: Path) -> None:
    edited = Labels(topics=("sport",))
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([accept(1)])
        desk.undo()
        desk.keep_drafts([(1, edited, None)])
        with pytest.raises(DecidedElsewhere, match="1:1 has unconfirmed edits that this would end"):
            desk.redo()
        assert desk.page(1).items[0].draft == edited


def test_nothing_is_decided_beside_what_another_window_undid_or_decided_unseen(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk, closing(SqliteDesk(database, "ana")) as other:
        desk.save([accept(1)])
        other.page(1)
        desk.undo()
        with pytest.raises(DecidedElsewhere):
            other.save([accept(2)])  # it may go on what was undone
        desk.page(1)
        desk.save([accept(3)])
        other.page(2)
        desk.save([accept(1)])
        other.save([accept(4)])
        other.save([accept(5)])  # its own do not count
        desk.page(2)
        other.undo()
        with pytest.raises(DecidedElsewhere):
            desk.save([accept(6)])
        desk.page(2)
        desk.save([accept(6)])
        assert desk.saved() == 4


def test_a_correction_is_a_new_row_that_names_the_one_it_replaces(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        first = desk.save([accept(1)])[0]
        second = desk.save([accept(1, replaces=first.id)])[0]
        rows = desk.connection.execute("SELECT id, replaces FROM decisions ORDER BY id").fetchall()
        assert rows == [(first.id, None), (second.id, first.id)]
        assert desk.saved() == 1


def test_an_unconfirmed_note_and_flag_are_kept_with_or_without_labels(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.keep_drafts([(1, Labels(topics=("sport",)), NoteAndFlag("odd", True))])
        desk.keep_drafts([(2, None, NoteAndFlag("ask Ben"))])
        desk.keep_drafts([(3, None, NoteAndFlag("gone"))])
        desk.keep_drafts([(3, None, None)])
    with closing(SqliteDesk(database, "ana")) as desk:
        items = desk.page(1).items
        assert (items[0].draft, items[0].note_and_flag) == (Labels(topics=("sport",)), NoteAndFlag("odd", True))
        assert (items[1].draft, items[1].note_and_flag) == (None, NoteAndFlag("ask Ben"))
        assert not items[2].touched
        desk.save([accept(1)])
        assert not desk.page(1).items[0].touched


def test_a_draft_that_is_kept_already_keeps_no_other_from_being_kept(database: Path) -> None:
    sport = Labels(topics=("sport",))
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.keep_drafts([(1, sport, None)])
        desk.keep_drafts([(1, sport, None), (2, sport, None)])
        assert [item.draft for item in desk.page(1).items] == [sport, sport, None]


def test_a_draft_of_before_notes_were_kept_is_read(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.connection.execute('INSERT INTO drafts VALUES (\'ana\', 1, \'{"quotes":[],"topics":["sport"]}\')')
        item = desk.page(1).items[0]
    assert (item.draft, item.note_and_flag) == (Labels(topics=("sport",)), None)


def test_a_save_that_fails_changes_nothing_and_says_so(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk, closing(open_database(database)) as writer:
        desk.wait_at_most(0.01)
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved):
            desk.save([accept(1)])
        writer.execute("ROLLBACK")
        assert desk.saved() == 0
        desk.save([accept(1)])
        assert desk.saved() == 1


def test_a_change_of_several_sentences_is_kept_whole_or_not_at_all(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([accept(1)])
        head = desk.page(1).items[0].decision
        assert head is not None
        with pytest.raises(NotSaved):
            desk.save([accept(1, head.id)], [(2, Labels(), None), (999, Labels(), None)], asked_for_at=1)
        assert desk.page(1).items[0].decision == head
        assert not desk.page(1).items[1].touched
        assert desk.undo() is not None
        assert desk.undo() is None, "no step was made"


def test_a_change_of_several_sentences_is_undone_and_redone_at_later_logins(database: Path) -> None:
    labels = Labels(topics=("sport",))
    with closing(SqliteDesk(database, "ana")) as desk:
        (first,) = desk.save([accept(1)])
        desk.save([accept(1, first.id, ("sport",))], [(2, labels, None)], asked_for_at=3)
    for act, draft, topics in (("undo", None, ()), ("redo", labels, ("sport",)), ("undo", None, ())):
        with closing(SqliteDesk(database, "ana")) as desk:
            assert getattr(desk, act)().place == Place(1, 2)
            one, two, _ = desk.page(1).items
            assert one.decision is not None
            assert (one.decision.labels.topics, two.draft, desk.resume()) == (topics, draft, Place(1, 2))
    with closing(open_database(database)) as connection:
        assert connection.execute("SELECT count(*) FROM decisions").fetchone()[0] == 2, "nothing is said again"
    with closing(SqliteDesk(database, "bo")) as other:
        assert other.undo() is None
        assert not any(item.touched or item.decision for item in other.page(1).items)


def test_a_busy_database_is_waited_for_no_longer_than_one_may(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk, closing(open_database(database)) as writer:
        before = desk.connection.execute("PRAGMA busy_timeout").fetchone()
        desk.wait_at_most(0.01)
        writer.execute("BEGIN IMMEDIATE")
        for write in (
            lambda: desk.save([accept(1)]),
            lambda: desk.keep_drafts([(1, Labels(), None)]),
            lambda: desk.leave(Place(1, 0)),
            desk.undo,
        ):
            with pytest.raises(Busy):
                write()
            assert desk.connection.execute("PRAGMA busy_timeout").fetchone() == before, "reading waits as before"
        writer.execute("ROLLBACK")
        desk.save([accept(1)])
        assert desk.saved() == 1


def test_what_another_try_would_not_mend_is_not_busy(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(NotSaved) as caught:
            desk.save([accept(1)])
        assert not isinstance(caught.value, Busy)


def test_of_several_drafts_all_are_kept_or_none(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        with pytest.raises(NotSaved):
            desk.keep_drafts([(1, Labels(), None), (999, Labels(), None)])
        assert not desk.page(1).items[0].touched


def test_decisions_cannot_be_changed_or_deleted(database: Path) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.save([accept(1)])
        for sql in ("UPDATE decisions SET answer = 'reject'", "DELETE FROM decisions"):
            with pytest.raises(Exception, match="append-only"):
                desk.connection.execute(sql)


def test_a_damaged_table_of_slots_is_told_as_damage(database: Path) -> None:
    with closing(open_database(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'slots'").fetchall()
    with database.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
    with pytest.raises(DatabaseRefused, match="damaged"), closing(SqliteDesk(database, "ana")) as desk:
        desk.documents(desk.numbers())
