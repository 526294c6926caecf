"""`annotator qualify`: gold sentences that a candidate answers without suggestions, and how it went."""

from __future__ import annotations

from pathlib import Path
from secrets import randbelow

from annotator.cli.narration import agreed, count, listed, narrate, one_line
from annotator.cli.open_screen import annotator_name, require_terminal, share_of, show
from annotator.cli.options import documents_named
from annotator.cli.printer import WIDTH, emit, figures_table, percent, record_of, table, terminal_width, wrapped
from annotator.cli.schemes import guidelines_in_use
from annotator.core.errors import InputRefused
from annotator.core.profiles import paragraphs
from annotator.core.qualification import SCORED, score, to_read
from annotator.core.session.navigation import WorkList
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.files.database import opened, reading, transaction
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
        require_terminal(setup)
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
    title = (
        f"qualification {made.number}: {out}{count(made.drawn, 'sentence')}, made {made.made_at[:10]}"
        f" by {made.who}, seed {made.seed}, {made.pass_mark:.0%} to pass"
    )
    if not results:
        return [title, "nobody has begun yet"]
    rows = []
    for result in results:
        shares = (result.score, *map(result.roles.get, SCORED))
        rows.append((result.name, result.answered, result.passed, *(percent(share, sign="%") for share in shares)))
    return [title, *figures_table(("candidate", "answered", "passed", "mean", *SCORED), rows, name=16)]
