"""Names of speakers that stand for another one in all documents: what was suggested under the old name has the new one.

Suggestions, skipped sentences and casts stay as they were stored; whoever reads them renames. So a renaming is taken
back without a trace in them. Decisions are said again under the new name (see `rename_speaker`), and under the one of
today where they stand again. Call the functions that write inside a transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotator.core.model import Labels
from annotator.core.model_json import labels_to_json
from annotator.core.speakers import Names, composed_renamings, renamed_labels, suggested_names, with_names_of_today
from annotator.store.log import fold, rows
from annotator.store.log.kinds import NOBODY
from annotator.store.log.schema import STANDS
from annotator.store.sqlite.sqlite_library import Connection

# Who did it is asked with `+e.who`: else SQLite would go through all that this person did, for each decision.


def standing_names(connection: Connection, annotator: str | None = None) -> dict[str, str]:
    """The names that stand for another one now: by all renamings, or by one annotator's and those for everybody."""
    return _names(connection, "(?1 IS NULL OR +e.who IN (?1, ?2))", annotator, NOBODY)


def _names(connection: Connection, which: str, *values: object) -> dict[str, str]:
    """What becomes of names by the renamings that stand of which that SQL is true."""
    renamings = f"""
        SELECT e.body ->> 'old', e.body ->> 'new' FROM events AS e
        WHERE e.kind = 'rename' AND {STANDS.format("e")} AND {which} ORDER BY e.clock, e.uuid
    """
    return composed_renamings(connection.execute(renamings, values))


def names_then(connection: Connection, annotator: str | None, event: int) -> tuple[Names, Names]:
    """The names that stood for another one when an event was made, by its id, and what is left of them.

    Those that an annotator gave, and those for everybody; with None those that anybody gave.
    """
    renamings = connection.run(
        f"""
            SELECT e.body ->> 'old', e.body ->> 'new', {STANDS.format("e")} FROM events AS made CROSS JOIN events AS e
            WHERE made.id = ?2 AND e.kind = 'rename' AND (?1 IS NULL OR +e.who IN (?1, ?3)) AND e.clock < made.clock
            AND 'undo' IS NOT (SELECT back.kind FROM events AS back WHERE back.undoes = e.uuid
            AND back.clock < made.clock ORDER BY back.clock DESC, back.uuid DESC LIMIT 1) ORDER BY e.clock, e.uuid
        """,
        annotator,
        event,
        NOBODY,
    ).fetchall()
    then, left = ([(old, new) for old, new, stands in renamings if stands or all_of] for all_of in (True, False))
    return composed_renamings(then), composed_renamings(left)


def names_given_since(connection: Connection, annotator: str, event: int, own: bool = False) -> Names:
    """The names that were given in an annotator's decisions after an event, by its id: by renamings that stand.

    Those that others gave: they are no steps that the annotator can undo, and stand whatever else is taken back. With
    `own` also those that the annotator gave for their own.
    """
    since = """
        (+e.who IN (?1, ?3) AND e.body ->> 'by' <> ?1 OR ?4 AND +e.who = ?1)
        AND (e.clock, e.uuid) > (SELECT clock, uuid FROM events WHERE id = ?2)
    """
    return _names(connection, since, annotator, event, NOBODY, own)


def renamed_column(column: str, names: Names) -> str:
    """The JSON column of labels, or of readings, with the new names."""

    def renamed(data: Any) -> Any:
        for part in data["quotes"] if isinstance(data, dict) else [part for _, parts, _ in data for part in parts]:
            if "speaker" in part:
                part["speaker"] = names.get(part["speaker"], part["speaker"])
        return data

    return rows.changed(column, (f'"speaker":{rows.to_json(old)}' for old in names), renamed)


# ---- what stands said again, with the names that follow from all renamings


FIRST = """(
    WITH RECURSIVE again (id, repeats) AS (SELECT {0}.id, {0}.repeats
        UNION SELECT b.id, b.repeats FROM again JOIN {1}.decisions AS b ON b.id = again.repeats)
    SELECT id FROM again WHERE repeats IS NULL)"""
"""SQL for the id of the decision that one of that table, in that database, says again; its own where it says none."""
_HEADS = f"""
    SELECT heads.sentence_id, sentences.position, d.event, events.clock, first.event,
        iif(d.answer = 'accept', d.labels, none.labels), first.labels, coalesce(suggestions.labels, none.labels)
    FROM (SELECT '{{{{"quotes":[],"topics":[]}}}}' AS labels) AS none CROSS JOIN sentences
    CROSS JOIN heads ON heads.annotator = ?1 AND heads.sentence_id = sentences.id
    JOIN decisions AS d ON d.id = heads.decision JOIN events ON events.id = d.event
    JOIN decisions AS first ON first.id = {FIRST.format("d", "main")}
    LEFT JOIN suggestions ON suggestions.id = first.suggestion
    WHERE NOT heads.skipped AND {{}}
"""


class Head(NamedTuple):
    """What stands of a sentence: the event that said it, its clock, and the labels (none of what was rejected).

    `first_event` is that of the decision that it says again, `first` are the labels of that, and `suggested` those that
    it answered, both as columns.
    """

    sentence_id: int
    position: int
    event: int
    clock: int
    first_event: int
    labels: Labels
    first: str
    suggested: str

    def origins(self, connection: Connection, annotator: str | None, *, typed: bool = False) -> list[str | None]:
        """By which name the speaker of each quote was suggested, or None; see `names_then` for `annotator`.

        With `typed` by which name it was first said, where that is not from what was suggested.
        """
        said, (then, _) = rows.labels(self.first), names_then(connection, annotator, self.first_event)
        names = zip(suggested_names(said, rows.labels(self.suggested), then), said.quotes, strict=True)
        return [name or (quote.speaker if typed else None) for name, quote in names]


def heads_in(connection: Connection, annotator: str, which: str, value: int) -> Iterator[Head]:
    """What stands for an annotator of the sentences of that SQL, in which `?2` is a value; without skipped ones."""
    for *about, labels, first, suggested in connection.run(_HEADS.format(which), annotator, value):
        yield Head._make((*about, rows.labels(labels), first, suggested))


def names_of_today(
    connection: Connection, annotator: str, which: str, value: int, *, own: bool = False
) -> dict[int, Labels]:
    """What stands of those sentences (see `heads_in`) with the names of today, where it has others; by their ids.

    With others stands what was made before others renamed its speaker (with `own` also before the annotator did), and
    what has a name that was taken back since, for what was suggested or first decided.
    """
    again = dict[int, Labels]()
    for head in heads_in(connection, annotator, which, value):
        anew, (then, left) = head.labels, names_then(connection, annotator, head.event)
        if then != left:
            anew = with_names_of_today(anew, head.origins(connection, annotator, typed=True), then, left)
        anew = renamed_labels(anew, names_given_since(connection, annotator, head.event, own))
        again |= {head.sentence_id: anew} if anew != head.labels else {}
    return again


OF_EVENT = "sentences.id IN (SELECT sentence_id FROM decisions WHERE event = ?2)"
"""SQL for the sentences that an event decided."""


_AS_BEFORE = ", ".join(["sentence_id", "annotator", "verdict", *(name for name in rows.SAID if name != "labels")])
_SAY_AGAIN = f"""
    INSERT INTO decisions (uuid, event, labels, decided_at, {_AS_BEFORE}, replaces, repeats)
    SELECT ?1, ?2, ?3, ?4, {_AS_BEFORE}, id, id FROM decisions
    WHERE id = (SELECT decision FROM heads WHERE annotator = ?5 AND sentence_id = ?6)
"""


def say_again(connection: Connection, annotator: str, event: int, at: str, labels: Mapping[int, Labels]) -> None:
    """Let what stands of sentences have other labels, by the sentence's id, as a part of an event there is."""
    connection.executemany(
        _SAY_AGAIN,
        [
            (uuid.uuid4().hex, event, rows.to_json(labels_to_json(anew)), at, annotator, sentence_id)
            for sentence_id, anew in labels.items()
        ],
    )
    fold.refresh(connection, {"heads": [(annotator, sentence_id) for sentence_id in labels]})
