"""In a database with slots nothing that one annotator does reaches the desk of another.

Two copies of a database, in one of which ben works and in the other not: whatever ana's desk is asked, both say the
same. Every method of a desk is asked, and one that is new must be added here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.errors import AnnotatorError, DocumentRemoved, NotOnDesk
from annotator.core.model import CastMember, Labels, QuotePart, QuoteType, Span
from annotator.core.profiles import profile_named
from annotator.core.session.desk import BEGINNING, Desk, Filter, Item, Mark, NoteAndFlag, Order, PastStep, Place
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.log import history
from annotator.store.log.history import append
from annotator.store.log.kinds import Take
from annotator.store.work import slots
from tests.memory_desk import every_match
from tests.store.conftest import accepted, imported, suggested, writing

TEXTS = ("He said yes. She left. All was well.", "He said YES. She left. All was well.", "He said aye. It held. Rain.")
SENTENCES = range(1, 10)
NOW = "2026-03-01T10:00:00.000Z"
SPEAKERS = ("Ada", "Ada Stone", "Bo", None)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles with two slots each. Ben has taken all of them, and finished none."""
    articles = (suggested(text, text)._replace(cast=(CastMember("Ada", ()),)) for text in TEXTS)
    path = imported(tmp_path_factory.mktemp("shared") / "annotator.db", *articles)
    with writing(path) as connection:
        wanted = {number: SlotPlan((None, None), number) for number in (1, 2, 3)}
        slots.assign(connection, wanted, Terms(), {}, "lead", NOW)
        for name in ("ana", "ben"):
            history.enter_annotator(connection, name)
        for number in (1, 2, 3):
            append(connection, "ben", Take(1), document=number, at=NOW)
    return path


Act = tuple[str, int, Answer, str | None, bool]
acts = st.lists(
    st.tuples(
        st.sampled_from(("decide", "decide", "draft", "rename", "undo", "redo", "leave")),
        st.sampled_from(SENTENCES),
        st.sampled_from(Answer),
        st.sampled_from(SPEAKERS),
        st.booleans(),
    ),
    max_size=8,
)


def act(desk: SqliteDesk, done: Act) -> Any:
    """Do something at a desk; what it gives, or the error in words."""
    kind, sentence, answer, speaker, flagged = done
    labels = Labels((QuotePart((Span(0, 2),), QuoteType.DIRECT, speaker=speaker),), ("sport",) if flagged else ())
    try:
        match kind:
            case "decide":
                replaces = history.head(desk.connection, desk.annotator, sentence)
                made = NewDecision(sentence, answer, labels, None, replaces, speaker, flagged, keys=sentence)
                return tuple(plain(one) for one in desk.save([made]))
            case "draft":
                return desk.keep_drafts([(sentence, labels, NoteAndFlag(speaker, flagged))])
            case "rename":
                return desk.rename_speaker("Ada", speaker or "Ada Fenn", sentence) if speaker != "Ada" else None
            case "leave":
                return desk.leave(desk.place(sentence))
            case _:
                return getattr(desk, kind)()
    except AnnotatorError as error:
        return str(error)


def plain(decision: Decision) -> Decision:
    """The decision without its id, which counts the decisions of all, and its time: a renaming takes the system's."""
    return decision._replace(id=0, decided_at="")


def plain_item(item: Item) -> Item:
    return item if item.decision is None else item._replace(decision=plain(item.decision))


def plain_step(step: PastStep | None) -> PastStep | None:
    """The step without what differs in each database: its key, and its time, as of decisions."""
    return step and step._replace(key="", at="")


def asked(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except AnnotatorError as error:
        return str(error)


PLACES = [Place(document, index) for document in (1, 2, 3) for index in range(3)]
FILTERS = [*(Filter((mark,)) for mark in Mark), Filter(speaker="Ada"), Filter(speaker=""), Filter(topic="sport")]
QUESTIONS: dict[str, Callable[[SqliteDesk], Any]] = {
    **{
        ask.__name__: ask
        for ask in (
            SqliteDesk.take,
            SqliteDesk.saved,
            SqliteDesk.skipped,
            SqliteDesk.unconfirmed,
            SqliteDesk.sitting,
            SqliteDesk.resume,
            SqliteDesk.last,
            SqliteDesk.news,
            SqliteDesk.names,
            SqliteDesk.new_decisions,
            SqliteDesk.to_look_at_again,
        )
    },
    "annotator": lambda desk: desk.annotator,
    "known_before": lambda desk: desk.known_before,
    "numbers": lambda desk: [list(desk.numbers(titled)) for titled in ("", "a", "t")],
    "documents": lambda desk: [desk.documents(desk.numbers()), desk.documents([1, 2, 3])],
    "next_undecided": lambda desk: [desk.next_undecided(one) for one in (BEGINNING, *PLACES)],
    "next_skipped": lambda desk: [desk.next_skipped(one) for one in (BEGINNING, *PLACES)],
    "first_undecided": lambda desk: [desk.first_undecided(document) for document in (1, 2, 3)],
    "ranked": lambda desk: [(*desk.ranked(order),) for order in Order],
    "next_match": lambda desk: [every_match(desk, one, by) for one in FILTERS for by in (1, -1)],
    "matching": lambda desk: [desk.matching(one) for one in FILTERS],
    "place": lambda desk: [desk.place(one) for one in SENTENCES],
    "find": lambda desk: [desk.find(words, but) for words in ("well", "said", "RAIN") for but in (0, 1)],
    "page": lambda desk: [
        asked(lambda: (page := desk.page(document))._replace(items=tuple(map(plain_item, page.items))))  # noqa: B023
        for document in (1, 2, 3)
    ],
    "items": lambda desk: [*map(plain_item, desk.items([*SENTENCES]))],
    "next_step": lambda desk: [plain_step(desk.next_step(redo)) for redo in (False, True)],
    "steps": lambda desk: [*map(plain_step, desk.steps(20))],
    "reasons": lambda desk: [desk.reasons(one, None) for one in SENTENCES],
    "edge_habits": lambda desk: desk.edge_habits().reasons(
        "He said", QuotePart((Span(0, 2),), QuoteType.DIRECT), profile_named("speech")
    ),
    "left_by_step": lambda desk: [desk.left_by_step(one) for one in SENTENCES],
}
WRITING = {"wait_at_most", "save", "rename_speaker", "undo", "redo", "keep_drafts", "acknowledge", "leave"}
"""What is done in `act`, and what gives nothing."""


def test_every_method_of_a_desk_is_asked() -> None:
    methods = {name for name in vars(Desk) if not name.startswith("_")}
    assert methods == {*QUESTIONS} | WRITING


def answers(desk: SqliteDesk) -> Iterator[tuple[str, Any]]:
    for name, ask in QUESTIONS.items():
        yield name, asked(lambda: ask(desk))  # noqa: B023


@pytest.mark.long
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=acts, ana=acts, after=acts)
def test_what_another_annotator_does_changes_nothing_on_a_desk(
    shared: Path, tmp_path: Path, before: list[Act], ana: list[Act], after: list[Act]
) -> None:
    with ExitStack() as opened:
        desks = {}
        for name in ("with", "without"):
            path = tmp_path / f"{name}.db"
            copy(shared, path)
            desks[name] = opened.enter_context(SqliteDesk(path, "ana", clock=lambda: NOW))
        ben = opened.enter_context(SqliteDesk(tmp_path / "with.db", "ben", clock=lambda: NOW))
        for one in before:
            act(ben, one)
        for turn in ([], ana):
            for one in turn:
                assert act(desks["with"], one) == act(desks["without"], one)
            assert [*answers(desks["with"])] == [*answers(desks["without"])]
        for one in after:
            act(ben, one)
        assert [*answers(desks["with"])] == [*answers(desks["without"])]


def test_reasons_and_counts_of_adapted_suggestions_stay_with_the_lead(shared: Path, tmp_path: Path) -> None:
    """What the newest suggestions were adapted to was decided by all; without slots a desk tells of it."""
    path = tmp_path / "annotator.db"
    copy(shared, path)
    with SqliteDesk(path, "ana", clock=lambda: NOW) as desk:
        connection = desk.connection
        told = '{"edges":{"comma":[9,0]},"topics":{}}'
        connection.execute(
            "INSERT INTO runs (id, pipeline, version, settings, started_at, habits)"
            " VALUES ('r', 'p', '1', '{\"habits\":{\"digest\":\"d\",\"last_decision\":0}}', '2030-01-01', ?)",
            (told,),
        )
        assert desk.edge_habits().kinds, "the edges themselves are those that all see suggested"
        assert not desk.edge_habits().explained
        connection.execute("DELETE FROM slots")
        assert desk.edge_habits().explained


def test_how_much_others_decided_is_told_only_where_there_are_no_slots(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    copy(shared, path)
    with SqliteDesk(path, "ben") as ben, SqliteDesk(path, "ana") as ana:
        ben.save([accepted(1)])
        assert ana.new_decisions() == 0
        ana.connection.execute("DELETE FROM slots")
        assert ana.new_decisions() == 1


def test_articles_of_others_cannot_be_opened(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    copy(shared, path)
    with SqliteDesk(path, "ana", clock=lambda: NOW) as desk:
        assert desk.take()
        assert [row.number for row in desk.documents(desk.numbers())] == [1]
        with pytest.raises(NotOnDesk):
            desk.page(2)
        assert desk.page(1).number == 1
        assert [place.document for place, _ in desk.find("He said", 0)] == [1]
        undecided = Filter((Mark.UNDECIDED,))
        assert (every_match(desk, undecided), desk.matching(undecided)) == ((1, 2, 3), (1, 2, 3))
        assert {(*desk.ranked(order),) for order in Order} == {(1,)}
        assert (max(desk.numbers(), default=0), desk.first_undecided(2)) == (1, None)
        with transaction(desk.connection):
            remove(desk.connection, 2, "lea")
        with pytest.raises(DocumentRemoved):  # that is why, whosever it is
            desk.page(2)


def test_renamings_are_shared_only_where_there_are_no_slots(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    copy(shared, path)
    with SqliteDesk(path, "ben", clock=lambda: NOW) as ben:
        ben.rename_speaker("Ada", "Ada Stone", 1)
    with SqliteDesk(path, "ana", clock=lambda: NOW) as ana:
        ana.take()

        def shown() -> set[str | None]:
            items = ana.page(1).items
            return {quote.speaker for item in items if item.suggestion for quote in item.suggestion.labels.quotes}

        assert (shown(), ana.names()) == ({"Ada"}, ("Ada",))
        ana.connection.execute("DELETE FROM slots")
        assert (shown(), ana.names()) == ({"Ada Stone"}, ("Ada Stone",))
