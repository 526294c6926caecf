"""`annotator review` and `feedback`: settling what annotators marked differently, and what that tells each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.cli.narration import command_line, count, narrate
from annotator.cli.open_screen import annotator_name, open_again_list, require_terminal, share_of, show
from annotator.cli.options import documents_named
from annotator.cli.printer import Record, decimals, emit, figures_table, percent, record_of, tabbed
from annotator.cli.schemes import guidelines_in_use
from annotator.core.profiles import paragraphs
from annotator.core.review.versions import (
    SHARE,
    Cause,
    Left,
    Lesson,
    Scope,
    causes_told,
    changes_told,
    lessons_in_order,
)
from annotator.exchange.tasks import labels_record
from annotator.measure.review import ReviewFigures, review_figures
from annotator.store.desk.desk import READING, SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import reading, translated
from annotator.store.read.reviews import Survey, check_scope, lessons, reviewed, sentence_of, texts
from annotator.tui import ScreenSetup


@dataclass(frozen=True)
class ScopeOptions:
    """What is reviewed, as options say."""

    audit: str = f"{SHARE:.0%}"
    early: bool = False
    again: bool = False
    document: list[str] | None = None

    def scope(self, db: Path) -> Scope:
        """The same of a database. Raises UsageError for what is no share, InputRefused for what is no article."""
        return Scope(share_of(self.audit), self.early, self.again, documents_named(db, self.document))


def review(setup: ScreenSetup, scope: ScopeOptions, again_list: bool, names: bool) -> None:
    """Settle what annotators marked differently.

    The screen shows the differences, least agreed first. The result is what export --gold writes. Decisions are the
    reviewer's own, under the name review:NAME: annotators' stay as they are, and a second review keeps the first.
    """
    chosen = scope.scope(setup.db)
    require_terminal(setup)
    from annotator.tui.review.screens import ReviewActions

    with SqliteReviewDesk(setup.db, annotator_name(setup.annotator), chosen) as desk:
        if again_list:
            code = open_again_list(desk, setup)
        else:
            again = len(desk.to_look_at_again())
            waiting = f"{again} to look at again (--again-list)" if again else ""
            export = f"{command_line('export')} --gold" if setup.says_commands else ""
            setup = setup._replace(warning=waiting, export=export)
            code = show(desk, setup, compare=lambda host: ReviewActions(host, desk, names))
    raise SystemExit(code)


def settle(db: Path, scope: ScopeOptions, annotator: str | None) -> None:
    """Settle all sentences that were marked alike.

    Those of the audit are left to be looked at. An undo on the screen of a review takes all of it back, as one step.
    """
    with SqliteReviewDesk(db, annotator_name(annotator), scope.scope(db)) as desk:
        settled = desk.settle_unanimous()
        narrate(f"{count(settled, 'sentence')} settled as all annotators had marked them; {left_line(desk.left())}")


def review_list(db: Path, scope: ScopeOptions) -> None:
    """Print a line for each sentence to be settled.

    The least agreed first; nothing where there is none.
    """
    # Its id in exports, its place, kind and agreement, who marked the same, and its text.
    chosen = scope.scope(db)
    with reading(db) as connection:
        check_scope(connection, chosen)
        survey = Survey(connection, chosen)
        rows = [
            (name, case.place, case.kind, decimals(case.agreement, 2), sides, text)
            for case in survey.cases
            for name, text in [sentence_of(connection, case)]
            for sides in [" | ".join(", ".join(version.annotators) for version in case.versions)]
        ]
    emit(tabbed(rows))
    narrate(left_line(survey.left()))


def summary(db: Path, scope: ScopeOptions, as_json: bool) -> None:
    """Print what the reviews found: who was right, how often, and why."""
    chosen = scope.scope(db)
    with reading(db) as connection:
        check_scope(connection, chosen)
        left = Survey(connection, chosen).left()
        reviews = [*reviewed(connection, chosen.documents)]
        figures = review_figures(reviews, texts(connection, {case.document for case in reviews}))
    if not as_json:
        emit(*_summary_parts(figures, left))
        return
    emit(
        {
            "schema": "annotator/review@1",
            "left": {**record_of(left, "differences", "audit", "unanimous"), "waiting_documents": left.waiting},
            "reviewed": {**record_of(figures, "differences", "audited"), "settled_unseen": figures.settled},
            **record_of(figures, "overturned", "overturned_tokens", "marked_side", "own", "taken"),
            "causes": [
                {
                    "paragraph": paragraph,
                    **{cause.value: causes[cause] for cause in Cause},
                    "not_said": causes[None],
                }
                for paragraph, causes in figures.causes.items()
            ],
        }
    )


def left_line(left: Left) -> str:
    """How much there is to review, in words."""
    line = f"{count(left.differences, 'difference')} and {left.audit} of the audit to settle one by one"
    if left.unanimous:
        line += f", {left.unanimous} that all marked alike (`annotator review settle`)"
    line += f"; {left.done} settled"
    if left.waiting:
        line += f"; {count(left.waiting, 'article')} not decided to the end (--early has them)"
    return line


# ---- what reviews found


def _summary_parts(figures: ReviewFigures, left: Left) -> Iterator[list[str]]:
    """The figures for people, part by part."""
    yield [
        f"reviewed  {count(figures.differences, 'difference')}, {figures.audited} of the audit;"
        f" {figures.settled} settled unseen",
        f"left      {count(left.differences, 'difference')}, {left.audit} of the audit;"
        f" {left.unanimous} to settle unseen (review settle)",
    ]
    shares = {
        "marked alike, sentence changed": figures.overturned,
        "marked alike, word changed": figures.overturned_tokens,
        "some marked a quote: it stands": figures.marked_side,
        "difference settled as by nobody": figures.own,
        **{f"difference settled as by {name}": figure for name, figure in figures.taken.items()},
    }
    rows = [
        (name, *(percent(share, 1) for share in (figure.value, figure.low, figure.high)))
        for name, figure in shares.items()
    ]
    whys = [figure.why or "" for figure in shares.values()]
    yield figures_table(("share of", "%", "from", "to"), rows, whys, name=44)
    if figures.causes:
        heads = ("why they differed, about", *(cause.words for cause in Cause), "not said")
        counts = [
            (paragraph or "no paragraph", *(causes[cause] for cause in (*Cause, None)))
            for paragraph, causes in figures.causes.items()
        ]
        yield figures_table(heads, counts, name=32)


# ---- what review decided otherwise than an annotator did, for that annotator to read


def feedback(setup: ScreenSetup, listed: bool, as_json: bool) -> None:
    """Read what review decided otherwise than you.

    Your labels stand beside those of the review, by why annotators differed and by paragraph of the guidelines. Nothing
    is decided or saved here, and nothing of other annotators is shown.
    """
    opens = not (listed or as_json)
    if opens:
        require_terminal(setup)
    db = setup.db
    with SqliteDesk(db, annotator_name(setup.annotator), READING) as desk:
        with translated(db):
            differing = lessons(desk.connection, desk.annotator)
        if differing and opens:
            from annotator.tui.review.screens import FeedbackActions

            raise SystemExit(show(desk, setup, compare=lambda host: FeedbackActions(host, differing)))
        told = lessons_in_order(differing)
        rows = [*_lesson_records(desk, told)]
    if as_json:
        emit({"schema": "annotator/feedback@1", "annotator": desk.annotator, "sentences": rows})
    elif listed:
        names = ("cause", "paragraph", "changed", "text")
        emit(tabbed((row["id"], f"{row['article']}:{row['sentence']}", *map(row.get, names)) for row in rows))
    narrate(causes_told(told) if told else f"{db}: review decided nothing otherwise so far")


def _lesson_records(desk: SqliteDesk, lessons: Sequence[Lesson]) -> Iterator[Record]:
    """The sentences as schemas/feedback.schema.json has them; offsets count from the beginning of the document."""
    pages = {document: desk.page(document) for document in {lesson.place.document for lesson in lessons}}
    words = {paragraph.id: paragraph.words for paragraph in paragraphs(guidelines_in_use(desk.connection))}
    for lesson in lessons:
        page = pages[lesson.place.document]
        text = page.document.text
        yield {
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
