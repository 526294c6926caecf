"""Which decision of a sentence is gold, as SQL: gold is looked up, never stored.

A review decides, the latest of all reviewers' by the clocks of events; else what annotators agree on, which is what one
of them decided where no other did. Where they differ and nobody has reviewed it, a sentence has no gold.
"""

from __future__ import annotations

import orjson

from annotator.core.decision import Answer
from annotator.core.model_json import labels_from_json
from annotator.core.review.versions import marked
from annotator.store.sqlite.sqlite_library import sqlite3


def made_in(decision: str) -> str:
    """SQL for the row in which a decision was made; `decision` is the name of its table. Most were in their own.

    Renaming a speaker everywhere says a decision again, in a later row, which is no new decision. So does a later
    edition of the document, of its sentences.
    """
    # Where an edition gave its place back, the first decision became one that had become of it: only what the event of
    # a decision says of it leads back. UNION, as a file from elsewhere may say anything.
    earlier = (
        "(SELECT carries.decision FROM carries JOIN decisions AS of_carry ON of_carry.id = carries.became"
        " WHERE carries.became = {0} AND carries.event = of_carry.event)"
    )
    first = "(SELECT coalesce(of_before.repeats, of_before.id) FROM decisions AS of_before WHERE of_before.id = {0})"
    return (
        f"CASE WHEN {decision}.repeats IS NULL AND NOT {carried(decision)} THEN {decision}.id ELSE ("
        f"WITH RECURSIVE before (id) AS (SELECT coalesce({decision}.repeats, {decision}.id)"
        f" UNION SELECT {first.format(earlier.format('before.id'))} FROM before"
        f" WHERE {first.format(earlier.format('before.id'))} IS NOT NULL)"
        " SELECT min(id) FROM before) END"
    )


def carried(decision: str) -> str:
    """SQL that a decision only says one again that was made in an earlier edition; `decision` is its table's name."""
    return (
        f"EXISTS (SELECT 1 FROM events AS of_edition WHERE of_edition.id = {decision}.event"
        " AND of_edition.kind = 'carry')"
    )


def _currents(alias: str, role: str) -> str:
    """SQL for what follows FROM: the current decisions of a sentence of `sentences`, by those of a role.

    CROSS JOIN fixes the order of the loops: `heads` goes by annotators, and would else be looked through as a whole.
    """
    return (
        f"annotators AS {alias}_by CROSS JOIN heads AS {alias}_head ON {alias}_head.annotator = {alias}_by.name"
        f" AND {alias}_head.sentence_id = sentences.id"
        f" CROSS JOIN decisions AS {alias} ON {alias}.id = {alias}_head.decision"
        f" WHERE {alias}_by.role = '{role}' AND {alias}.answer <> 'skip'"
    )


def in_order(decision: str) -> str:
    """SQL that orders decisions of several people by when they were made, the same in every copy of a database."""
    event = f"(SELECT made.event FROM decisions AS made WHERE made.id = {made_in(decision)})"
    return f"(SELECT clock FROM events WHERE events.id = {event}), {decision}.uuid"


_LAST = ", ".join(f"{term} DESC" for term in in_order("review").rsplit(", ", 1))
REVIEWED = f"(SELECT review.id FROM {_currents('review', 'reviewer')} ORDER BY {_LAST} LIMIT 1)"
"""SQL for the id of the decision by which a sentence of `sentences` is reviewed; NULL where it is not."""

# What somebody passed over unseen says nothing against those who looked.
_FIRST = f"(SELECT first.id FROM {_currents('first', 'annotator')} ORDER BY first.implied, first_by.name LIMIT 1)"
_OTHER = (
    f"SELECT 1 FROM {_currents('other', 'annotator')} AND other.implied = chosen.implied AND other.id <> chosen.id"
    " AND NOT same_marks(other.answer, other.labels, chosen.answer, chosen.labels)"
)
AGREED = f"(SELECT chosen.id FROM decisions AS chosen WHERE chosen.id = {_FIRST} AND NOT EXISTS ({_OTHER}))"
"""SQL for the id of the decision that stands for all annotators who decided a sentence; NULL where they differ."""

GOLD = f"coalesce({REVIEWED}, {AGREED})"
"""SQL for the id of the gold decision of a sentence of `sentences`; NULL where there is none.

Ask a connection for it that `prepare` was called with.
"""

CONTESTED = f"({GOLD} IS NULL AND {_FIRST} IS NOT NULL)"
"""SQL that annotators differ in a sentence of `sentences`, and nobody has reviewed it."""


def prepare(connection: sqlite3.Connection) -> None:
    """Teach a connection the function that GOLD compares decisions by."""
    connection.create_function("same_marks", 4, _same_marks, deterministic=True)


def _same_marks(answer: str, labels: str, other_answer: str, other_labels: str) -> bool:
    """Whether two decisions mark the same, as versions of a review are compared; labels are JSON columns."""
    if labels == other_labels and answer == other_answer:
        return True
    said = ((answer, labels), (other_answer, other_labels))
    one, other = (marked(Answer(told), labels_from_json(orjson.loads(column))) for told, column in said)
    return one == other
