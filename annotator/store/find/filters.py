"""Filters and the order by uncertainty as SQL: what one annotator's screen would show of every sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from annotator.core.draw import Withhold
from annotator.core.session.desk import Filter, Mark
from annotator.core.session.shown import UNSURE
from annotator.store.find.sees import Sees
from annotator.store.log.rows import to_json
from annotator.store.log.schema import NEWEST_SUGGESTION
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.sqlite.sqlite_library import sqlite3

LISTED_AT_MOST = 20_000
"""Sentences: above these, listing what is found for every letter that is typed would be felt."""

_NEWEST = NEWEST_SUGGESTION.format("sentences.id")
_JOINED = f"""
    LEFT JOIN heads ON heads.annotator = :annotator AND heads.sentence_id = sentences.id
    LEFT JOIN decisions ON decisions.id = heads.decision
    LEFT JOIN drafts ON drafts.annotator = :annotator AND drafts.sentence_id = sentences.id
    LEFT JOIN suggestions ON suggestions.id = {_NEWEST}
"""
_DRAFT_HAS_NOTE = "json_type(drafts.labels, '$.flagged') IS NOT NULL"
_TOUCHED = "(heads.decision IS NOT NULL OR drafts.labels IS NOT NULL)"
# Undecided, and shown without its suggestion: as `store.find.pages` and `core.session.shown.drawn` have it.
_WITHHELD = (
    "heads.decision IS NULL AND (drafts.labels IS NULL OR instr(drafts.labels, '\"rule\":') = 0)"
    " AND suggestions.boilerplate IS NULL"
    " AND withheld((SELECT sha256 FROM documents WHERE number = sentences.document), sentences.position)"
    " AND NOT EXISTS (SELECT 1 FROM decisions AS one WHERE one.sentence_id = sentences.id"
    " AND one.annotator = :annotator AND one.answer IS NOT NULL AND one.sight <> 'withheld')"
)
_SHOWS_DRAFT = "drafts.labels IS NOT NULL AND json_type(drafts.labels, '$.quotes') IS NOT NULL"
_EMPTY = """'{"quotes":[],"topics":[]}'"""


def _answered(answer: str) -> str:
    return f"{_TOUCHED} AND decisions.answer = '{answer}'"


def _quotes(labels: str) -> str:
    """The quotes without what only suggestions have, as text."""
    bare = "json_group_array(json(json_remove(value, '$.score', '$.rule')))"
    return f"(SELECT {bare} FROM json_each(todays({labels}), '$.quotes'))"


def _topics(labels: str) -> str:
    """The topics in an order that does not depend on when they were put on, as text."""
    topics = f"SELECT value FROM json_each(todays({labels}), '$.topics') ORDER BY value"
    return f"(SELECT json_group_array(value) FROM ({topics}))"


def _differ(own: str, suggested: str) -> str:
    """Labels differ from those suggested (or from none), as `annotator.core.session.shown.is_edited` has it."""
    suggested = f"coalesce({suggested}, {_EMPTY})"
    return f"({_quotes(own)} <> {_quotes(suggested)} OR {_topics(own)} <> {_topics(suggested)})"


class _Terms(NamedTuple):
    """The SQL of what a sentence shows (as `annotator.core.session.shown.shown_labels` has it), and of each mark.

    `shown` are labels as they are stored.
    """

    shown: str
    marks: Mapping[Mark, str]


@cache
def _terms(renamed: bool) -> _Terms:
    """With `renamed`, what was suggested or only skipped has the names of today: by the function `named` of SQL."""
    named = "named({})" if renamed else "{}"
    suggested = named.format("suggestions.labels")
    answered = f"(SELECT {named.format('labels')} FROM suggestions AS one WHERE one.id = decisions.suggestion)"
    decided = "decisions.labels"
    if renamed:
        decided = "CASE WHEN decisions.answer = 'skip' THEN named(decisions.labels) ELSE decisions.labels END"
    as_shown = f"NOT {_differ(decided, answered)} OR NOT {_differ(decided, suggested)}"
    unedited_skip = f"decisions.answer = 'skip' AND decisions.sight <> 'withheld' AND ({as_shown})"
    shown = (
        "CASE WHEN json_type(drafts.labels, '$.quotes') IS NOT NULL THEN drafts.labels"
        f" WHEN decisions.id IS NULL OR ({unedited_skip}) THEN {suggested} ELSE {decided} END"
    )
    edited = (
        f"{_TOUCHED} AND decisions.answer <> 'skip' AND decisions.sight <> 'withheld'"
        f" AND {_differ('decisions.labels', answered)}"
    )
    return _Terms(shown, _marks(shown, edited))


def _marks(shown: str, edited: str) -> dict[Mark, str]:
    """The SQL of each mark. `edited`: the accepted or rejected labels differ from those that they answer."""
    return {
        Mark.UNDECIDED: "heads.decision IS NULL OR decisions.answer = 'skip'",
        Mark.FLAGGED: (
            f"{_TOUCHED} AND CASE WHEN {_DRAFT_HAS_NOTE} THEN drafts.labels ->> 'flagged' ELSE decisions.flagged END"
        ),
        Mark.SKIPPED: _answered("skip"),
        Mark.EDITED: edited,
        Mark.UNSURE: (
            f"""instr({shown}, '"score":') AND EXISTS (SELECT 1 FROM json_each({shown}, '$.quotes')"""
            f" WHERE value ->> 'score' < {UNSURE})"
        ),
        Mark.NOTED: (
            f"{_TOUCHED} AND CASE WHEN {_DRAFT_HAS_NOTE} THEN drafts.labels ->> 'note'"
            " ELSE decisions.note END IS NOT NULL"
        ),
        Mark.UNCONFIRMED: f"{_TOUCHED} AND drafts.labels IS NOT NULL",
        Mark.ACCEPTED: _answered("accept"),
        Mark.REJECTED: _answered("reject"),
        Mark.UNOPENED: f"{_TOUCHED} AND decisions.sight = 'in passing' AND NOT decisions.implied",
    }


def next_match(sees: Sees, wanted: Filter, after: int, by: int, withhold: Withhold | None = None) -> int | None:
    """The id of the first sentence on the desk that the filter finds behind (`by` 1) or before (-1) that id.

    None where there is none. None is found by a suggestion that is withheld.
    """
    where, values = _conditions(sees, wanted, withhold)
    beyond, order = (">", "ASC") if by > 0 else ("<", "DESC")
    # What only somebody who touched a sentence can have said of it is looked for among the touched ones alone.
    touched = any(_TOUCHED in _terms(False).marks[mark] for mark in wanted.marks)
    found = list[int]()
    for table in ("heads", "drafts") if touched else ("sentences",):
        key, of = ("id", "") if table == "sentences" else ("sentence_id", "here.annotator = :annotator AND")
        row = sees.connection.execute(
            f"SELECT sentences.id FROM {table} AS here CROSS JOIN sentences ON sentences.id = here.{key} {_JOINED}"
            f" WHERE {of} here.{key} {beyond} :after AND {where} ORDER BY here.{key} {order} LIMIT 1",
            {**values, "after": after},
        ).fetchone()
        found += row or ()
    return min(found, key=lambda one: one * by, default=None)


def matching(sees: Sees, wanted: Filter, withhold: Withhold | None = None) -> tuple[int, ...] | None:
    """The ids of all that the filter finds, ascending; None in a database of more than LISTED_AT_MOST sentences."""
    # Sentences are never deleted, so their highest id is their number.
    if sees.connection.execute("SELECT coalesce(max(id), 0) FROM sentences").fetchone()[0] > LISTED_AT_MOST:
        return None
    where, values = _conditions(sees, wanted, withhold)
    found = sees.connection.execute(
        f"SELECT sentences.id FROM sentences {_JOINED} WHERE {where} ORDER BY sentences.id", values
    )
    return tuple(row[0] for row in found)


def by_uncertainty(sees: Sees) -> tuple[int, ...]:
    """The numbers of the documents on the desk, the lowest mean score of what waits for an answer first."""
    return ranked_by_uncertainty(sees.connection, sees.annotator, sees.shown("documents.number"))


def ranked_by_uncertainty(connection: sqlite3.Connection, annotator: str | None, documents: str) -> tuple[int, ...]:
    """The same of the documents for which `documents`, SQL on `documents.number`, is true; None: nobody's answers."""
    found = connection.execute(
        f"""
        SELECT documents.number FROM documents LEFT JOIN (
            SELECT sentences.document AS number,
                sum(coalesce(score, 0) + coalesce((SELECT sum(value ->> 1) FROM json_each(todays(topics))), 0))
                    / sum((score IS NOT NULL) + json_array_length(todays(topics))) AS certainty
            FROM sentences JOIN suggestions ON suggestions.id = {_NEWEST}
            WHERE NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)
            GROUP BY sentences.document
        ) AS undecided ON undecided.number = documents.number
        WHERE {documents}
        ORDER BY certainty IS NULL, certainty, documents.number
        """,
        (annotator,),
    )
    return tuple(row[0] for row in found)


def _use_names(sees: Sees) -> bool:
    """Whether names stand for others; then there is a function `named` in SQL, which renames what a column holds."""
    names = standing_names(sees.connection, sees.names_of)
    if names:
        sees.connection.create_function("named", 1, lambda column: column and renamed_column(column, names))
    return bool(names)


def _conditions(sees: Sees, wanted: Filter, withhold: Withhold | None) -> tuple[str, dict[str, Any]]:
    terms = _terms(_use_names(sees))
    shown = terms.shown
    where = [
        sees.shown("sentences.document"),
        sees.asked("sentences.id"),
        *(f"({terms.marks[mark]})" for mark in wanted.marks),
    ]
    values: dict[str, Any] = {"annotator": sees.annotator}
    # Labels are compact JSON: what does not stand in them as text need not be looked for in their members.
    if wanted.speaker is not None:
        has = f"EXISTS (SELECT 1 FROM json_each({shown}, '$.quotes') WHERE value ->> 'speaker' IS :speaker)"
        where.append(f"instr({shown}, :speaker_text) AND {has}")
        speaker = wanted.speaker or None
        values |= {"speaker": speaker, "speaker_text": f'"speaker":{to_json(speaker)}'}
    if wanted.topic is not None:
        shown = f"todays({shown})"
        has = f"EXISTS (SELECT 1 FROM json_each({shown}, '$.topics') WHERE value = :topic)"
        where.append(f"instr({shown}, :topic_text) AND {has}")
        values |= {"topic": wanted.topic, "topic_text": to_json(wanted.topic)}
    by_labels = wanted.speaker is not None or wanted.topic is not None or Mark.UNSURE in wanted.marks
    if withhold is not None and by_labels:
        sees.connection.create_function("withheld", 2, withhold, deterministic=True)
        where.append(f"(NOT ({_WITHHELD}) OR ({_SHOWS_DRAFT}))")  # last: it is asked of what is found otherwise
    return " AND ".join(where), values
