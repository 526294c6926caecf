"""`annotator feedback`: what review decided otherwise than an annotator did, for that annotator to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.cli.narration import narrate, one_line
from annotator.cli.open_screen import annotator_name, require_terminal, show
from annotator.cli.options import ScreenOptions, refuse_unused
from annotator.cli.printer import Record, emit, record_of, tabbed
from annotator.cli.schemes import guidelines_in_use
from annotator.core.errors import UsageError
from annotator.core.profiles import paragraphs
from annotator.core.review.case import Lesson, causes_told, changes_told, lessons_in_order
from annotator.core.session.desk import Page
from annotator.exchange.tasks import labels_record
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.seat import READING
from annotator.store.files.database import translated
from annotator.store.read.reviews import lessons


def feedback(db: Path, screen: ScreenOptions, listed: bool, as_json: bool) -> None:
    """Read what review decided otherwise than you.

    Your labels stand beside those of the review, by why annotators differed and by paragraph of the guidelines. Nothing
    is decided or saved here, and nothing of other annotators is shown.
    """
    if listed and as_json:
        raise UsageError("--list and --json are two outputs", "give one of them")
    if listed or as_json:
        refuse_unused("where no screen is opened", "theme plain screen_reader")
    else:
        require_terminal(moves=not screen.screen_reader)
    setup = screen.setup(db)
    with SqliteDesk(db, annotator_name(screen.annotator), READING) as desk:
        with translated(db):
            differing = lessons(desk.connection, desk.annotator)
        if listed or as_json:
            _print(desk, differing, db, as_json)
        elif not differing:
            narrate(_nothing(db))
        else:
            from annotator.tui.review.screens import FeedbackActions

            raise SystemExit(show(desk, setup, compare=lambda host: FeedbackActions(host, differing)))


def _nothing(db: Path) -> str:
    return f"{one_line(db)}: review decided nothing otherwise so far"


def _print(desk: SqliteDesk, differing: Sequence[Lesson], db: Path, as_json: bool) -> None:
    lessons = lessons_in_order(differing)
    pages = {document: desk.page(document) for document in {lesson.place.document for lesson in lessons}}
    words = {paragraph.id: paragraph.words for paragraph in paragraphs(guidelines_in_use(desk.connection))}
    rows = [_record(lesson, pages[lesson.place.document], words) for lesson in lessons]
    if as_json:
        emit({"schema": "annotator/feedback@1", "annotator": desk.annotator, "sentences": rows})
    else:
        emit(tabbed(map(_cells, rows)))
    narrate(causes_told(lessons) if lessons else _nothing(db))


def _cells(row: Record) -> tuple[Any, ...]:
    """The cells of a line: a sentence's id in exports, place, cause, paragraph, what was changed, text."""
    place = f"{row['article']}:{row['sentence']}"
    return row["id"], place, *map(row.get, ("cause", "paragraph", "changed", "text"))


def _record(lesson: Lesson, page: Page, words: Mapping[str, str]) -> Record:
    """A sentence as schemas/feedback.schema.json has it; offsets count from the beginning of the document."""
    text = page.document.text
    return {
        "id": lesson.name,
        "article": lesson.place.document,
        "sentence": lesson.place.index + 1,
        "text": page.items[lesson.place.index].sentence.span.of(text),
        **record_of(lesson, "cause", "paragraph"),
        "guidelines": words.get(lesson.paragraph or ""),
        "unseen": lesson.unseen,
        "changed": changes_told(lesson),
        "own": labels_record(lesson.own, text),
        "review": labels_record(lesson.settled, text),
    }
