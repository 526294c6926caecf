"""Filters and the order by uncertainty: what one annotator's screen would show of every sentence.

SQL finds the sentences that may be meant; where it depends on the labels that one shows, `core.session.shown` decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from annotator.core.draw import Withhold
from annotator.core.model import Suggestion
from annotator.core.session.desk import NOBODY, Filter, Item, Mark
from annotator.core.session.shown import UNSURE, is_edited, is_unsure, shown_labels
from annotator.store.find.pages import OF_SENTENCES, read_items
from annotator.store.find.sees import Sees
from annotator.store.log.rows import labels, to_json
from annotator.store.log.schema import NEWEST_SUGGESTION
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.sqlite.sqlite_library import sqlite3

LISTED_AT_MOST = 20_000
"""Sentences: above these, listing what is found for every letter that is typed would be felt."""

_DRAFT_HAS_NOTE = "json_type(drafts.labels, '$.flagged') IS NOT NULL"
_LABELS = ("drafts.labels", "decisions.labels", "suggestions.labels")
"""Where the labels may stand that a sentence shows."""
_UNSURE = (
    f"instr({{0}}, 'score') AND EXISTS (SELECT 1 FROM json_each({{0}}, '$.quotes') WHERE value ->> 'score' < {UNSURE})"
)
_MARKS = {
    Mark.UNDECIDED: "heads.decision IS NULL OR decisions.answer = 'skip'",
    Mark.FLAGGED: f"CASE WHEN {_DRAFT_HAS_NOTE} THEN drafts.labels ->> 'flagged' ELSE decisions.flagged END",
    Mark.SKIPPED: "decisions.answer = 'skip'",
    Mark.EDITED: (
        "decisions.answer <> 'skip' AND decisions.sight <> 'withheld' AND decisions.labels IS NOT answered.labels"
        " AND edited(todays(decisions.labels), named(todays(answered.labels)))"
    ),
    Mark.UNSURE: (
        f"{_UNSURE.format('drafts.labels')} OR {_UNSURE.format('decisions.labels')}"
        f" OR coalesce(decisions.answer, 'skip') = 'skip' AND {_UNSURE.format('suggestions.labels')}"
    ),
    Mark.NOTED: f"CASE WHEN {_DRAFT_HAS_NOTE} THEN drafts.labels ->> 'note' ELSE decisions.note END IS NOT NULL",
    Mark.UNCONFIRMED: "drafts.labels IS NOT NULL",
    Mark.ACCEPTED: "decisions.answer = 'accept'",
    Mark.REJECTED: "decisions.answer = 'reject'",
    Mark.UNOPENED: "decisions.sight = 'in passing' AND NOT decisions.implied",
}
"""SQL that a sentence has a mark; of `unsure`, that it may have it."""
_OF_ANY = {Mark.UNDECIDED, Mark.UNSURE}
"""Marks that a sentence can have which nobody touched."""


def next_match(sees: Sees, wanted: Filter, after: int, by: int, withhold: Withhold | None = None) -> int | None:
    """The id of the first sentence on the desk that the filter finds behind (`by` 1) or before (-1) that id.

    None where there is none. None is found by a suggestion that is withheld.
    """
    beyond, order = (">", "ASC") if by > 0 else ("<", "DESC")
    sources = [("sentences", "sentences.id")]
    if not _OF_ANY.issuperset(wanted.marks):  # the others are looked for among those that were touched
        own = "{0} AS own CROSS JOIN sentences ON own.annotator = :annotator AND sentences.id = own.sentence_id"
        sources = [(own.format(table), "own.sentence_id") for table in ("heads", "drafts")]
    found = list[int]()
    for source, key in sources:
        beginning = f"{source} {OF_SENTENCES} WHERE {key} {beyond} {after}"
        found += islice(_found(sees, wanted, withhold, beginning, f"{key} {order}"), 1)
    return min(found, key=lambda one: one * by, default=None)


def matching(sees: Sees, wanted: Filter, withhold: Withhold | None = None) -> tuple[int, ...] | None:
    """The ids of all that the filter finds, ascending; None in a database of more than LISTED_AT_MOST sentences."""
    # Sentences are never deleted, so their highest id is their number.
    if sees.connection.execute("SELECT coalesce(max(id), 0) FROM sentences").fetchone()[0] > LISTED_AT_MOST:
        return None
    return tuple(_found(sees, wanted, withhold, f"sentences {OF_SENTENCES} WHERE TRUE", "sentences.id"))


def _found(sees: Sees, wanted: Filter, withhold: Withhold | None, source: str, order: str) -> Iterator[int]:
    """The ids of what the filter finds among those sentences, in that order."""
    names = standing_names(sees.connection, sees.names_of)
    sees.connection.create_function("named", 1, lambda one: one and renamed_column(one, names))
    sees.connection.create_function("edited", 2, _differ)
    columns = [*_LABELS, *(f"named({column})" for column in _LABELS if names)]
    speaker, topic = f'"speaker":{to_json(wanted.speaker or None)}', to_json(wanted.topic)
    where = [sees.shown("sentences.document"), sees.asked("sentences.id"), *(_MARKS[mark] for mark in wanted.marks)]
    # Labels are compact JSON: what does not stand in them as text is nowhere in them.
    if wanted.speaker is not None:
        where.append(" OR ".join(f"instr({column}, :speaker)" for column in columns))
    if wanted.topic is not None:
        where.append(" OR ".join(f"instr(todays({column}), :topic)" for column in _LABELS))
    which = f" FROM {source} AND ({') AND ('.join(where)}) ORDER BY {order}"
    values = {"annotator": sees.annotator, "speaker": speaker, "topic": topic}
    if wanted.speaker is None and wanted.topic is None and Mark.UNSURE not in wanted.marks:
        for (key,) in sees.connection.execute(f"SELECT sentences.id{which}", values):
            yield key
        return
    for item in read_items(sees.connection, which, values, names, withhold):
        if _shows(item, wanted):
            yield item.id


def _differ(decided: str, answered: str | None) -> bool:
    """Whether the labels of a decision differ from those of the suggestion that it answers; both are columns."""
    suggestion = None if answered is None else Suggestion(0, "", labels(answered))
    return is_edited(labels(decided), suggestion)


def _shows(item: Item, wanted: Filter) -> bool:
    """Whether the labels that a sentence shows are as the filter wants them."""
    shown = shown_labels(item)
    return (
        (Mark.UNSURE not in wanted.marks or is_unsure(shown))
        and (wanted.speaker is None or any((one.speaker or NOBODY) == wanted.speaker for one in shown.quotes))
        and (wanted.topic is None or wanted.topic in shown.topics)
    )


def by_uncertainty(connection: sqlite3.Connection, annotator: str | None, documents: str) -> tuple[int, ...]:
    """The numbers of documents, the lowest mean score of what waits for that annotator's answer first.

    Of those for which `documents`, SQL on `documents.number`, is true. None: for anybody's.
    """
    found = connection.execute(
        f"""
        SELECT documents.number FROM documents LEFT JOIN (
            SELECT sentences.document AS number,
                sum(coalesce(score, 0) + coalesce((SELECT sum(value ->> 1) FROM json_each(todays(topics))), 0))
                    / sum((score IS NOT NULL) + json_array_length(todays(topics))) AS certainty
            FROM sentences JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
            WHERE NOT EXISTS (SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = sentences.id)
            GROUP BY sentences.document
        ) AS undecided ON undecided.number = documents.number
        WHERE {documents}
        ORDER BY certainty IS NULL, certainty, documents.number
        """,
        (annotator,),
    )
    return tuple(row[0] for row in found)
