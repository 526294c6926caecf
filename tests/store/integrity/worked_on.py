"""A small database in which a team has done everything that a table is for, made by the store itself."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.core.assignment import SlotPlan, Terms
from annotator.core.decision import Answer, NewDecision
from annotator.core.habits import Habits
from annotator.core.model import (
    CastMember,
    Chance,
    Document,
    Labels,
    Quote,
    QuotePart,
    QuoteReading,
    QuoteType,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.core.session.desk import NoteAndFlag
from annotator.store.articles.documents import remove
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import open_database, transaction
from annotator.store.schemes import keep_profile
from annotator.store.work import qualification, slots
from annotator.store.work.importer import Importer
from annotator.store.work.rename_speaker import rename_speaker
from tests.made_once import made_once
from tests.store.conftest import RUN

PART = QuotePart((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada")


def article(number: int) -> Suggested:
    """Three sentences: the first holds a quote with another reading, the last is boilerplate."""
    text = "He said yes. She left. All was well." + " Again." * number
    quote = Quote((Span(8, 11),), QuoteType.INDIRECT, Span(3, 7), Span(0, 2), "Ada", 0.9, "ccomp")
    other = Quote((Span(3, 11),), QuoteType.INDIRECT, None, Span(0, 2), "Ada")
    return Suggested(
        Document(f"article-{number}", text, "A title", "wire", "2026-01-02", {"desk": "news"}),
        (Sentence(0, 0, 12), Sentence(1, 13, 22), Sentence(2, 23, 36)),
        (quote,),
        ((TopicSuggestion("politics", 0.8, "yes"),), (), ()),
        cast=(CastMember("Ada", (Span(0, 2),)),),
        readings=(QuoteReading((0,), (other,), 0.2), QuoteReading((0,), (), 0.1)),
        boilerplate=((Span(23, 36), "newsletter"),),
        chances=(Chance((Span(8, 11),), Span(3, 7), "say", "ccomp", "ccomp", 0.5),),
    )


def worked_on(path: Path) -> Path:
    """Decided, corrected, skipped, undone and done again; drafts, renamings, removals, reviews, a test, a queue."""
    return made_once(path, "worked on", _work)


def _work(path: Path) -> None:
    with closing(Importer(path)) as importer:
        importer.runs.habits = Habits()
        for number in range(1, 7):
            importer.add(article(number), RUN)
    yes, no = Labels((PART,), ("politics",)), Labels()
    with closing(SqliteDesk(path, "ana")) as ana:
        (first,) = ana.save([NewDecision(1, Answer.ACCEPT, yes, 1)], [(2, no, None)])
        ana.save([NewDecision(1, Answer.ACCEPT, Labels((PART,)), 1, replaces=first.id)])
        ana.save([NewDecision(2, Answer.SKIP, no)])
        ana.save([NewDecision(3, Answer.REJECT, no), NewDecision(4, Answer.ACCEPT, yes, note="a note", flagged=True)])
        ana.save([NewDecision(5, Answer.ACCEPT, no)])
        ana.undo()
        ana.redo()
        ana.save([NewDecision(7, Answer.ACCEPT, yes)])
        ana.undo()
        ana.keep_drafts([(7, yes, NoteAndFlag("a note", True))])
    with closing(SqliteDesk(path, "bo")) as bo:
        bo.save([NewDecision(key, Answer.ACCEPT, no) for key in (1, 4)])
    with closing(open_database(path)) as connection:
        with transaction(connection):
            rename_speaker(connection, ["bo"], "Ada", "Ada Lovelace", "bo")
        keep_profile(connection, "speech")
        remove(connection, 6, "bo")
        with transaction(connection):
            test = qualification.make_qualification(connection, 1, (), 0.5, 1, "lead")
    with closing(SqliteDesk(path, "cy", answering(test.id))) as cy:
        place = next(iter(qualification.sentences_of(cy.connection, test.id, "cy").values()))
        cy.save([NewDecision(cy.page(place.document).items[place.index].id, Answer.ACCEPT, no)])
    with closing(open_database(path)) as connection, transaction(connection):
        qualification.hand_in(connection, test, "cy")
    with closing(SqliteReviewDesk(path, "lead")) as lead:
        lead.page(1)
        lead.save([NewDecision(1, Answer.ACCEPT, yes)])
    with closing(open_database(path)) as connection, transaction(connection):
        wanted = {number: SlotPlan((None, None), 1) for number in (4, 5)}
        slots.assign(connection, wanted, Terms(), {"table": 1}, "lead", "2026-03-01T10:00:00.000Z")
    with closing(SqliteDesk(path, "ana")) as ana:
        ana.take()
    with closing(SqliteDesk(path, "bo")) as bo:
        bo.take()
    with closing(open_database(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
