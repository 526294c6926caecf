"""The desk of a candidate asks for the sentences of one set, and tells nothing of what anybody decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision, Role, Sight
from annotator.core.errors import NotOnDesk, NotSaved
from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.session.desk import BEGINNING, Filter, Mark, Order, Place
from annotator.core.session.navigation import WorkList
from annotator.core.session.state import edit
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.files.database import open_database, transaction
from annotator.store.find import search
from annotator.store.log.history import append
from annotator.store.log.kinds import Qualification
from annotator.store.work import qualification
from tests.memory_desk import every_match

ASKED = (Place(1, 0), Place(1, 2))


def gold(index: int) -> Labels:
    """What the lead marked in a sentence of the first article."""
    content = (Span(8, 11), Span(17, 21), Span(31, 35))[index]
    return Labels((QuotePart((content,), QuoteType.INDIRECT, speaker="Goldie Gold"),), ("politics",))


@pytest.fixture
def asked(database: Path) -> Path:
    """Lead decided the first article, and a set asks for its first and third sentence."""
    with closing(SqliteDesk(database, "lead")) as desk:
        for item in desk.page(1).items:
            desk.save([NewDecision(item.id, Answer.ACCEPT, gold(item.sentence.index))])
    ask(database, 1, 3)
    return database


def ask(database: Path, *sentences: int) -> None:
    """Make a set of these sentences of the first article."""
    with closing(open_database(database)) as connection, transaction(connection):
        items = connection.execute(
            "SELECT sha256, sentences.position, uuid FROM decisions JOIN sentences ON sentences.id = sentence_id"
            f" JOIN documents ON number = document WHERE annotator = 'lead' AND sentence_id IN {(*sentences, 0)}"
        ).fetchall()
        append(connection, "lead", Qualification(1, 0.8, items))


def newest(database: Path) -> int:
    with closing(open_database(database)) as connection:
        return qualification.all_qualifications(connection)[-1].id


@pytest.fixture
def desk(asked: Path) -> Iterator[SqliteDesk]:
    with closing(SqliteDesk(asked, "ana", answering(newest(asked)))) as opened:
        yield opened


def test_no_suggestion_and_no_decision_of_anybody_is_on_it(desk: SqliteDesk) -> None:
    items = desk.page(1).items
    assert [item.asked for item in items] == [True, False, True]
    assert all(item.suggestion is None and item.decision is None and item.answered is None for item in items)
    assert items[0].withheld is not None
    assert desk.names() == ()
    assert desk.find("yes", 1) == ()
    assert desk.reasons(1, None) == ()
    assert desk.known_before == ()
    assert "Gold" not in repr(desk.page(1))


def left(desk: SqliteDesk) -> tuple[Place, ...]:
    newest = qualification.all_qualifications(desk.connection)[-1].id
    return (*qualification.sentences_of(desk.connection, newest, "ana").values(),)


def bench_on(desk: SqliteDesk) -> Workbench:
    """A workbench as `annotator qualify` opens it."""
    bench = Workbench(desk)
    asked = qualification.sentences_of(desk.connection, qualification.all_qualifications(desk.connection)[-1].id)
    bench.go_through(WorkList("sentence", [*asked], is_open=lambda item: not item.decided))
    return bench


def test_only_its_sentences_are_asked_for_one_after_the_other(desk: SqliteDesk) -> None:
    assert left(desk) == ASKED
    bench = bench_on(desk)
    assert (bench.desk.annotator, bench.place) == ("test:ana", Place(1, 0))
    assert bench.answer(Answer.REJECT)
    assert bench.place == Place(1, 2), "the one between is only there to be read"
    assert left(desk) == (Place(1, 2),)
    assert desk.page(1).items[0].decision.sight is Sight.WITHHELD
    bench.step(-1)
    assert not bench.answer(Answer.ACCEPT), "nothing is said of what is not asked"
    assert bench.place == Place(1, 2)
    assert "only there to be read" in bench.notice.text
    assert bench.answer(Answer.ACCEPT)
    assert bench.finished
    assert left(desk) == ()


def test_a_filter_looks_only_in_articles_of_which_something_is_asked(
    desk: SqliteDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows, looked = search._Search.shows, list[int]()
    monkeypatch.setattr(search._Search, "shows", lambda self, one: looked.append(one) or shows(self, one))
    undecided = Filter((Mark.UNDECIDED,))
    assert [desk.next_match(undecided, *where) for where in ((0, 1), (1, 1), (3, 1), (3, -1), (1, -1))] == [
        1,
        3,
        None,
        1,
        None,
    ]
    assert {desk.place(one).document for one in looked} == {1}


def test_what_is_put_off_comes_again_and_counts_as_not_answered(desk: SqliteDesk) -> None:
    bench = bench_on(desk)
    bench.answer(Answer.SKIP)
    bench.answer(Answer.ACCEPT)
    assert (desk.skipped(), left(desk), desk.next_skipped(BEGINNING)) == (1, ASKED[:1], Place(1, 0))
    assert (bench.place, bench.finished) == (Place(1, 0), False)
    (row,) = desk.documents(desk.numbers())
    assert (row.sentences, row.decided, row.skipped) == (2, 1, 1)


def test_other_articles_are_not_on_it(desk: SqliteDesk) -> None:
    assert max(desk.numbers(), default=0) == 1
    assert (*desk.ranked(Order.UNCERTAINTY),) == (1,)
    assert [row.number for row in desk.documents(desk.numbers())] == [1]
    with pytest.raises(NotOnDesk):
        desk.page(2)
    undecided = Filter((Mark.UNDECIDED,))
    assert every_match(desk, undecided) == (1, 3)
    assert desk.matching(undecided) == (1, 3)


def test_a_candidate_renames_nobody_and_undoes_nothing_of_an_earlier_set(asked: Path) -> None:
    with closing(SqliteDesk(asked, "ana", answering(newest(asked)))) as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, gold(0))])
        with pytest.raises(NotSaved):
            desk.rename_speaker("Goldie Gold", "Ada", 1)
    ask(asked, 2)
    with closing(SqliteDesk(asked, "ana", answering(newest(asked)))) as desk:
        assert desk.undo() is None
        assert desk.page(1).items[0].decision is None, "what was answered in another set is not shown either"
        desk.save([NewDecision(2, Answer.ACCEPT, gold(1))])
        assert desk.steps(9) == ()
        assert desk.undo() is not None
        assert desk.undo() is None


def test_a_step_that_only_left_edits_is_undone_and_what_came_before_it(desk: SqliteDesk) -> None:
    bench = bench_on(desk)
    bench.answer(Answer.REJECT)
    bench.change(lambda state: edit(state, state.draft._replace(labels=gold(2))))
    bench.rename("Goldie Gold", "Ada Lind")
    assert desk.page(1).items[2].draft is not None, "left as an edit, under the new name"
    assert desk.undo() is not None
    assert desk.undo() is not None
    assert desk.undo() is None
    assert desk.page(1).items[0].decision is None


def test_what_is_answered_does_not_count_as_annotating(asked: Path) -> None:
    with closing(SqliteDesk(asked, "ana", answering(newest(asked)))) as desk:
        Workbench(desk).answer(Answer.ACCEPT)
        row = desk.connection.execute("SELECT role, person FROM annotators WHERE name = 'test:ana'").fetchone()
        assert row == (Role.CANDIDATE.value, "ana")
    with closing(SqliteDesk(asked, "ana")) as own:
        assert own.saved() == 0
        assert own.page(1).items[0].decision is None
