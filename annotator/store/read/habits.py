"""What annotators' habits are read from, and the habits that runs were adapted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from typing import Any, NamedTuple

import orjson

from annotator.core.decided import AnsweredSentence, DecidedArticle, Selection, stretches_between
from annotator.core.decision import Answer
from annotator.core.habits import Habits, Told, chance_of, given_up, reasons
from annotator.core.model import Labels, QuotePart, Span
from annotator.core.model_json import labels_from_json
from annotator.core.profiles import PROFILES
from annotator.core.session.desk import NEW_AT_MOST
from annotator.store.articles.documents import by_rules, chances_in
from annotator.store.articles.removals import is_present, sentences_out
from annotator.store.log.rows import as_kept
from annotator.store.read.selection import UNDECIDED, made_in, select, select_newest
from annotator.store.scheme.schemes import kept_profile
from annotator.store.sqlite.sqlite_library import sqlite3

_LOOKED_AT = Selection(reviewed=True, implied=False, boilerplate=False)
"""Confirmed or rejected by somebody who saw the sentence, in documents that are not removed; of reviewed ones, how."""


# ---- decisions


class _Row(NamedTuple):
    """A decided sentence, as the database gives it: see `_COLUMNS`."""

    document: int
    position: int
    start: int
    end: int
    annotator: str
    decision: int
    answer: str
    labels: str
    at: str
    run: str | None
    shown: str | None


_COLUMNS = (
    'sentences.document, sentences.position, sentences.start, sentences."end", decisions.annotator, decisions.id,'
    " decisions.answer, decisions.labels, (SELECT at FROM events WHERE events.id ="
    f" (SELECT made.event FROM decisions AS made WHERE made.id = {made_in('decisions')})),"
    " suggestions.run, suggestions.labels"
)

_ROW = "a row of runs, profiles, suggestions or decisions"
"""What is told where one of those cannot be read: which one it is, `annotator check` says."""
_TEXT = "SELECT text, body_start FROM documents WHERE number = ?"


def decided_articles(connection: sqlite3.Connection, profile: str) -> Iterator[DecidedArticle]:
    """What each annotator decided of each document, document by document, by the guidelines of that profile.

    Skipped sentences, removed documents, and what was passed over unseen do not count, nor what was decided while the
    database kept another profile: that was other guidelines, not habit. All of it is one state of the database.
    """
    connection.execute("BEGIN")
    try:
        with as_kept(_ROW):
            yield from _articles(connection, profile)
    finally:
        connection.execute("ROLLBACK")


def _articles(connection: sqlite3.Connection, profile: str) -> Iterator[DecidedArticle]:
    runs = _runs(connection)
    for number, of_document in groupby(_decided(connection, runs, profile), key=lambda row: row.document):
        text, start = connection.execute(_TEXT, (number,)).fetchone()
        chances = chances_in(connection, number)
        by_annotator: dict[str, list[_Row]] = {}
        for row in of_document:
            by_annotator.setdefault(row.annotator, []).append(row)
        for annotator, decided in by_annotator.items():
            sentences = tuple(_answered(row, runs) for row in decided)
            undecided = stretches_between((one.span for one in sentences), text, start)
            last = max(row.decision for row in decided)
            yield DecidedArticle(number, annotator, text, chances, sentences, undecided, last)


def _runs(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """The settings of all runs, by their ids."""
    return {row[0]: orjson.loads(row[1]) for row in connection.execute("SELECT id, settings FROM runs")}


def _decided(connection: sqlite3.Connection, runs: dict[str, dict[str, Any]], profile: str) -> Iterator[_Row]:
    """The decisions that count, sentence by sentence."""
    wanted = _goes_by(connection, runs, profile)
    return (row for row in map(_Row._make, select(connection, _COLUMNS, _LOOKED_AT)) if wanted(row))


def _answered(row: _Row, runs: dict[str, dict[str, Any]]) -> AnsweredSentence:
    labels = _labels(row.labels) if row.answer == Answer.ACCEPT else Labels()
    span = Span(row.start, row.end)
    if row.run is None or row.shown is None or not by_rules(runs[row.run]):
        return AnsweredSentence(row.position, span, labels)
    return AnsweredSentence(row.position, span, labels, _labels(row.shown))


@lru_cache(1024)  # most sentences have no quote, and few different topics
def _labels(column: str) -> Labels:
    return labels_from_json(orjson.loads(column))


def _goes_by(connection: sqlite3.Connection, runs: dict[str, dict[str, Any]], profile: str) -> Callable[[_Row], bool]:
    """Whether a decision was made while the database kept that profile.

    Before it kept any, the profile of what was suggested counts, and where nothing was, the one that is kept now.
    """
    adopted = connection.execute("SELECT adopted_at, name FROM profiles ORDER BY clock DESC, uuid DESC").fetchall()
    kept = kept_profile(connection)

    def wanted(row: _Row) -> bool:
        then = next((name for at, name in adopted if at <= row.at), None)
        if then is None and row.run is not None:
            then = runs[row.run].get("profile")
        return (then or kept) == profile

    return wanted


def new_decisions(connection: sqlite3.Connection) -> int:
    """How many decisions have come since the newest suggestions, to which new ones would be adapted.

    NEW_AT_MOST, where there are that many or more. 0 where nothing is left to suggest, or where the newest suggestions
    were to be adapted to none.
    """
    row = connection.execute("SELECT settings FROM runs ORDER BY started_at DESC, rowid DESC LIMIT 1").fetchone()
    with as_kept(_ROW):
        settings = orjson.loads(row[0]) if row is not None else {}
        profile, habits = kept_profile(connection), settings.get("habits")
        if profile is None or not by_rules(settings) or habits is False or not _is_left(connection):
            return 0
        last = habits["last_decision"] if habits else 0
        wanted = _goes_by(connection, _runs(connection), profile)
        found = filter(wanted, map(_Row._make, select_newest(connection, _COLUMNS, _LOOKED_AT, last)))
        return sum(1 for _ in islice(found, NEW_AT_MOST))


def _is_left(connection: sqlite3.Connection) -> bool:
    """Whether there is a sentence that nobody has decided."""
    (total,) = connection.execute("SELECT coalesce(max(id), 0) FROM sentences").fetchone()
    (decided,) = connection.execute(
        "SELECT coalesce(sum(accepted + rejected), 0) FROM progress JOIN annotators ON name = annotator"
        " WHERE role <> 'candidate'"
    ).fetchone()
    if total - sentences_out(connection) > decided:
        return True
    # From the end: that is where most are open.
    sql = f"SELECT 1 FROM sentences WHERE {is_present('document')} AND {UNDECIDED} ORDER BY id DESC LIMIT 1"
    return connection.execute(sql).fetchone() is not None


# ---- habits


def habits_of_run(connection: sqlite3.Connection, run: str) -> Habits | None:
    """The habits that a run was adapted to; None where it was adapted to none."""
    row = connection.execute("SELECT habits FROM runs WHERE id = ? AND habits IS NOT NULL", (run,)).fetchone()
    return None if row is None else Habits.from_json(orjson.loads(row[0]))


def newest_habits(connection: sqlite3.Connection) -> Habits | None:
    """The habits of the newest run that was adapted to any; None where none was."""
    row = connection.execute(
        "SELECT id FROM runs WHERE habits IS NOT NULL ORDER BY started_at DESC, rowid DESC LIMIT 1"
    ).fetchone()
    return None if row is None else habits_of_run(connection, row[0])


def reasons_for(connection: sqlite3.Connection, suggestion: int, quote: QuotePart | None) -> tuple[Told, ...]:
    """What was decided of others like a quote, for which the run of its suggestion rated it otherwise than rules do.

    What moves it most comes first. None for the quote: why that one is not suggested in its sentence which would be
    without these decisions. Empty where the run was adapted to none, or there is no such quote.
    """
    run, document, start, end = connection.execute(
        'SELECT run, document, start, "end" FROM suggestions JOIN sentences ON sentences.id = sentence_id'
        " WHERE suggestions.id = ?",
        (suggestion,),
    ).fetchone()
    habits, chances = habits_of_run(connection, run), chances_in(connection, document)
    if habits is None or chances is None:
        return ()
    if quote is not None:
        chance = chance_of(chances, quote)
    else:
        (settings,) = connection.execute("SELECT settings FROM runs WHERE id = ?", (run,)).fetchone()
        left = [chance for chance in chances if chance.cue.within(Span(start, end))]
        likeliest = sorted(given_up(habits, left, _least(orjson.loads(settings))), key=lambda one: -one.score)
        chance = next(iter(likeliest), None)
    return () if chance is None else reasons(habits, chance)


def _least(settings: dict[str, Any]) -> float:
    """The probability from which a run with these settings suggested quotes."""
    threshold = settings.get("threshold")
    return float(PROFILES[settings["profile"]].threshold if threshold is None else threshold)
