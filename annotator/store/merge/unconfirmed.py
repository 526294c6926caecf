"""Edits that are not confirmed yet, and where annotators go on, when copies come together."""

from __future__ import annotations

from typing import NamedTuple

from annotator.store import step_drafts
from annotator.store.merge.tables import Joining


class _Draft(NamedTuple):
    """An edit of a sentence (its id here), made when that decision held (its uuid; None: none did)."""

    annotator: str
    sentence: int
    labels: str
    over: str | None


def drafts_of_both(joining: Joining) -> tuple[list[_Draft], list[_Draft]]:
    """The unconfirmed edits here and there, as they stand. Ask before joining."""
    here = joining.execute(
        "SELECT drafts.annotator, drafts.sentence_id, drafts.labels, decisions.uuid FROM main.drafts"
        " LEFT JOIN main.heads USING (annotator, sentence_id) LEFT JOIN main.decisions ON decisions.id = decision"
    )
    there = joining.execute(
        "SELECT drafts.annotator, s.ours, drafts.labels, decisions.uuid FROM other.drafts"
        " JOIN temp.their_sentences AS s ON s.theirs = drafts.sentence_id"
        " LEFT JOIN other.heads USING (annotator, sentence_id) LEFT JOIN other.decisions ON decisions.id = decision"
    )
    return [_Draft(*row) for row in here], [_Draft(*row) for row in there]


def join_drafts(joining: Joining, here: list[_Draft], there: list[_Draft]) -> None:
    """Keep edits of sentences that nobody decided since, as a decision ends the edits of its sentence.

    Of two different edits of a sentence the one that says more stays, whichever copy it comes from.
    """
    connection = joining.connection
    before = {(draft.annotator, draft.sentence): draft.labels for draft in here}
    best: dict[tuple[str, int], str] = {}
    for draft in (*here, *there):
        key = draft.annotator, draft.sentence
        row = joining.execute(
            "SELECT uuid FROM main.heads JOIN main.decisions ON decisions.id = decision"
            " WHERE heads.annotator = ? AND heads.sentence_id = ?",
            key,
        ).fetchone()
        if draft.over == (row[0] if row else None):
            best[key] = max(best.get(key, ""), draft.labels, key=lambda labels: (len(labels), labels))
    edited = {(draft.annotator, draft.sentence): draft.labels for draft in there}
    for key in before.keys() | edited.keys():
        stays = best.get(key)
        step_drafts.put(connection, *key, stays)
        joining.merged.drafts += stays is not None and stays != before.get(key)
        joining.merged.drafts_dropped += len({before.get(key), edited.get(key)} - {None, stays})


def join_bookmarks(joining: Joining) -> None:
    """Where annotators left off: the place that was left after the later step; of two such the later in the texts."""
    place = (
        "SELECT name, coalesce(clock, 0), sha256, position, {sentence}, {step} FROM {db}.annotators"
        " JOIN {db}.sentences ON sentences.id = bookmark JOIN {db}.documents ON number = document"
        " LEFT JOIN {db}.steps ON steps.id = bookmark_step"
    )
    ours = "(SELECT ours FROM temp.their_{} WHERE theirs = {})"
    here = {row[0]: row for row in joining.execute(place.format(db="main", sentence="bookmark", step="bookmark_step"))}
    there = joining.execute(
        place.format(db="other", sentence=ours.format("sentences", "bookmark"), step=ours.format("steps", "steps.id"))
        + " WHERE bookmark IN (SELECT theirs FROM temp.their_sentences)"
    ).fetchall()
    for row in there:
        name, _, _, _, sentence, step = row
        if name not in here or row[1:4] > here[name][1:4]:
            joining.execute(
                "UPDATE main.annotators SET bookmark = ?, bookmark_step = ? WHERE name = ?",
                (sentence, step or 0, name),
            )
