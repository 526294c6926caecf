"""`annotator review`, `feedback` and `qualify`: differences settled, what that tells each annotator; tests on gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow

from annotator.cli.narration import agreed, command_line, count, listed, narrate, on_this_database, one_line
from annotator.cli.open_screen import annotator_name, open_again_list, require_screen, share_of, show
from annotator.cli.options import documents_named
from annotator.cli.printer import (
    WIDTH,
    Record,
    decimals,
    emit,
    figures_table,
    percent,
    record_of,
    tabbed,
    table,
    terminal_width,
    wrapped,
)
from annotator.cli.schemes import guidelines_in_use
from annotator.core.errors import InputRefused
from annotator.core.profiles import paragraphs
from annotator.core.qualification import SCORED, score, to_read
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
from annotator.core.session.navigation import WorkList
from annotator.exchange.tasks import labels_record
from annotator.measure.review import ReviewFigures, review_figures
from annotator.store.desk.desk import READING, SqliteDesk, answering
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened, reading, transaction, translated
from annotator.store.read.reviews import Survey, check_scope, lessons, reviewed, sentence_of, texts
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.qualification import (
    QualificationResult,
    QualificationSet,
    all_qualifications,
    answers,
    hand_in,
    make_qualification,
    result_of,
    results,
    sentences_of,
)
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
    require_screen(setup)
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
            "causes": _causes(figures),
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
        *wrapped(on_this_database(left_line(left)), first="left      ", others=" " * 10),
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
    about = {"why they differed, about": lambda row: row["paragraph"] or "no paragraph"}
    counts = {cause.words: cause.value for cause in Cause}
    yield figures_table({**about, **counts, "not said": "not_said"}, _causes(figures), name=32)


def _causes(figures: ReviewFigures) -> list[Record]:
    """How often annotators differed for which cause, by the paragraph of the guidelines that it is about."""
    return [
        {"paragraph": paragraph, **{cause.value: causes[cause] for cause in Cause}, "not_said": causes[None]}
        for paragraph, causes in figures.causes.items()
    ]


# ---- what review decided otherwise than an annotator did, for that annotator to read


def feedback(setup: ScreenSetup, listed: bool, as_json: bool) -> None:
    """Read what review decided otherwise than you.

    Your labels stand beside those of the review, by why annotators differed and by paragraph of the guidelines. Nothing
    is decided or saved here, and nothing of other annotators is shown.
    """
    opens = not (listed or as_json)
    if opens:
        require_screen(setup)
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
            **lesson.because._asdict(),
            "guidelines": words.get(lesson.because.paragraph or ""),
            "unseen": lesson.unseen,
            "changed": changes_told(lesson),
            "own": labels_record(lesson.own, text),
            "review": labels_record(lesson.settled, text),
        }


# ---- gold sentences that a candidate answers without suggestions, and how it went


_PLACES = 6
"""Sentences that are named in a row of the table."""
_SEEDS = 2**31


def qualify(setup: ScreenSetup) -> None:
    """Answer gold sentences without suggestions; see how well.

    The screen opens on the newest set; what stands around its sentences is only there to be read. Leave with q at any
    time and go on later. When all are answered, hand them in: then you see your score by role, the sentences that are
    not as in gold, and what to read. There is one result for each set. Whoever has passed one is qualified (`annotator
    assign --qualified`). What is answered here counts nowhere else.
    """
    name, db = annotator_name(setup.annotator), setup.db
    with opened(db) as connection:
        made = all_qualifications(connection)
        if not made:
            raise InputRefused("there is no qualification yet", "a lead makes one: `annotator qualify make 20`")
        newest = made[-1]
        handed_in = result_of(connection, newest.id, name)
        if handed_in is None and not newest.sentences:
            out = f"all articles of qualification {newest.number} were removed or corrected"
            raise InputRefused(out, "a lead makes another: `annotator qualify make 20`")
    if handed_in is None:
        require_screen(setup)
        with SqliteDesk(db, name, answering(newest.id)) as desk:
            waiting = count(len(sentences_of(desk.connection, newest.id, name)), "sentence")
            warning = f"{waiting} of {newest.sentences} to answer, marked ° · the others are to be read"
            sentences = [*sentences_of(desk.connection, newest.id)]
            agenda = WorkList("sentence", sentences, "ALL ANSWERED, q: hand in", is_open=lambda item: not item.decided)
            if code := show(desk, setup._replace(warning=warning), agenda=agenda):
                raise SystemExit(code)
            if not _handed_in(desk, newest, name):
                return
    with reading(db) as connection:
        parts = _own_result(connection, newest, name)
    emit(*parts)


def make_set(
    *,
    db: Path,
    number: int,
    document: list[str] | None,
    pass_mark: str = "80%",
    seed: int | None,
    annotator: str | None,
) -> None:
    """For a lead: draw a set of gold sentences.

    They are drawn by chance from what reviews settled, and where there was none, what all who decided agree on.
    """
    who, share, documents = annotator_name(annotator), share_of(pass_mark), documents_named(db, document)
    with opened(db) as connection, transaction(connection):
        made = make_qualification(
            connection, number, documents, share, randbelow(_SEEDS) if seed is None else seed, who
        )
    narrate(
        f"qualification {made.number}: {count(made.sentences, 'gold sentence')} drawn with the seed {made.seed},"
        f" to pass {made.pass_mark:.0%}; candidates answer them with `annotator qualify`"
    )


def show_results(db: Path, as_json: bool) -> None:
    """For a lead: who did how well.

    Every set of gold sentences, with the scores of all who answered it, by role.
    """
    with reading(db) as connection:
        answered = [(made, tuple(results(connection, made.id))) for made in all_qualifications(connection)]
    if as_json:
        sets = [
            {
                "id": made.number,
                **record_of(made, "made_at", "who", "seed", "pass_mark", "sentences"),
                "candidates": candidates,
            }
            for made, candidates in answered
        ]
        emit({"schema": "annotator/qualification@1", "qualifications": sets})
    else:
        emit(*(_result_table(*pair) for pair in answered))
    if not answered:
        narrate("there is no qualification yet; `annotator qualify make 20` makes one")


def _handed_in(desk: SqliteDesk, qualification: QualificationSet, name: str) -> bool:
    """Hand the answers in, if all are there and the candidate says so."""
    waiting = [*sentences_of(desk.connection, qualification.id, name).values()]
    if waiting:
        narrate(f"{count(len(waiting), 'sentence')} to answer: {listed(waiting, _PLACES)}; `annotator qualify` goes on")
        return False
    if not agreed(f"all {qualification.sentences} are answered; hand them in? They cannot be changed afterwards"):
        narrate("not handed in; `annotator qualify` goes on")
        return False
    with transaction(desk.connection):
        hand_in(desk.connection, qualification, name)
    return True


def _own_result(connection: Connection, qualification: QualificationSet, name: str) -> tuple[list[str], ...]:
    """What somebody is told of their result: the roles, where they differ from gold, and what to read.

    That is what the guidelines say of the roles that were missed, worst first, each paragraph once.
    """
    result = result_of(connection, qualification.id, name)
    assert result is not None
    assert result.score is not None
    scored = score(answers(connection, qualification.id, name))
    passed = "passed" if result.passed else "not passed"
    mean = f"{name}: {passed}, the mean of the roles is {result.score:.0%}, needed {qualification.pass_mark:.0%}"
    guidelines, width = paragraphs(guidelines_in_use(connection)), terminal_width() or WIDTH
    missed = sorted((role for role in scored.roles if role.missed), key=lambda role: role.score or 0.0)
    lines = []
    for paragraph in dict.fromkeys(paragraph for role in missed for paragraph in to_read(role.role, guidelines)):
        text = f"{one_line(paragraph.heading, 60)} – {one_line(paragraph.words, 400)}"
        lines += wrapped(text, width, "  ", "    ")
    again = ["to read again (i on the screen shows all of it):", *lines] if lines else []
    # Articles that were removed since, names given since, change no score.
    rows = [
        (role.role, percent(result.roles.get(role.role), sign="%"), listed(role.missed, _PLACES))
        for role in scored.roles
    ]
    return [mean], table(("role", "right", "not as in gold"), rows), again


def _result_table(made: QualificationSet, results: tuple[QualificationResult, ...]) -> list[str]:
    out = "" if made.sentences == made.drawn else f"{made.sentences} still asked of "
    title = wrapped(
        f"qualification {made.number}: {out}{count(made.drawn, 'sentence')}, made {made.made_at[:10]}"
        f" by {made.who}, seed {made.seed}, {made.pass_mark:.0%} to pass"
    )
    if not results:
        return [*title, "nobody has begun yet"]
    rows = []
    for result in results:
        shares = (result.score, *map(result.roles.get, SCORED))
        rows.append((result.name, result.answered, result.passed, *(percent(share, sign="%") for share in shares)))
    return [*title, *figures_table(("candidate", "answered", "passed", "mean", *SCORED), rows, name=16)]
