"""What annotators did on another copy: steps, decisions, renamings, removals."""

from __future__ import annotations

from annotator.store import standing
from annotator.store.merge.report import Renamed, TwiceDecided
from annotator.store.merge.tables import Joining
from annotator.store.removals import IS_LAST
from annotator.store.rows import SAID

_HAS_SENTENCE = (
    "(EXISTS (SELECT 1 FROM other.decisions AS d JOIN temp.their_sentences AS s ON s.theirs = d.sentence_id"
    " WHERE d.step = o.id)"
    " OR EXISTS (SELECT 1 FROM other.step_drafts AS d JOIN temp.their_sentences AS s ON s.theirs = d.sentence_id"
    " WHERE d.step = o.id)"
    " OR (NOT EXISTS (SELECT 1 FROM other.decisions AS d WHERE d.step = o.id)"
    " AND NOT EXISTS (SELECT 1 FROM other.step_drafts AS d WHERE d.step = o.id)"
    " AND o.sentence_id IN (SELECT theirs FROM temp.their_sentences)))"
)
"""Whether a step is about a sentence that is here."""


def join_people(joining: Joining) -> None:
    """Annotators, by their names and roles."""
    nothing = {"decided": "0", "skipped": "0", "undo_tip": "NULL", "redo_tip": "NULL"}
    bookmark = {"bookmark": "NULL", "bookmark_step": "NULL"}
    joining.insert(
        "annotators", nothing | bookmark, "WHERE o.name NOT IN (SELECT name FROM main.annotators) ORDER BY o.rowid"
    )
    joining.execute(
        "UPDATE main.annotators SET created_at = o.created_at FROM other.annotators AS o"
        " WHERE o.name = annotators.name AND o.created_at < annotators.created_at"
    )


def join_work(joining: Joining) -> None:
    """Steps with their decisions and edits, renamings and removals; and what follows from them."""
    connection = joining.connection
    _number_steps(joining)
    joining.insert_new("steps", {"below": "NULL"})
    _join_decisions(joining)
    joining.insert(
        "step_drafts",
        {},
        "WHERE o.step IN (SELECT theirs FROM temp.their_steps)"
        " AND o.sentence_id IN (SELECT theirs FROM temp.their_sentences)"
        " AND NOT EXISTS (SELECT 1 FROM main.step_drafts AS m JOIN temp.their_steps AS t ON t.ours = m.step"
        " JOIN temp.their_sentences AS s ON s.ours = m.sentence_id"
        " WHERE t.theirs = o.step AND s.theirs = o.sentence_id)",
    )
    changed = joining.execute(
        "SELECT annotator FROM other.steps WHERE id IN (SELECT theirs FROM temp.their_steps WHERE new)"
        " UNION SELECT annotator FROM other.decisions WHERE id IN (SELECT theirs FROM temp.their_decisions WHERE new)"
    ).fetchall()
    for (name,) in changed:
        standing.stand(
            connection,
            name,
            "SELECT sentence_id FROM main.decisions WHERE id IN (SELECT ours FROM temp.their_decisions WHERE new)",
        )
    _join_renamings(joining)
    _join_removals(joining)


def _number_steps(joining: Joining) -> None:
    joining.same_uuids("steps")
    other_step = joining.execute(
        "SELECT o.id FROM temp.their_steps AS t JOIN other.steps AS o ON o.id = t.theirs"
        " JOIN main.steps AS m ON m.id = t.ours WHERE (m.annotator, m.kind, m.at, m.clock,"
        " (SELECT uuid FROM main.steps WHERE id = m.target)) IS NOT"
        " (o.annotator, o.kind, o.at, o.clock, (SELECT uuid FROM other.steps WHERE id = o.target)) LIMIT 1"
    ).fetchone()
    if other_step:
        raise joining.refuse(f"its step {other_step[0]} is another one than that of the target")
    joining.number_new("steps", _HAS_SENTENCE)
    # An undo of what is left out is left out.
    while joining.execute(
        "DELETE FROM temp.their_steps WHERE theirs IN (SELECT id FROM other.steps WHERE target IS NOT NULL"
        " AND target NOT IN (SELECT theirs FROM temp.their_steps))"
    ).rowcount:
        pass


def _join_decisions(joining: Joining) -> None:
    joining.same_uuids("decisions")
    said = [column for column in SAID if column not in ("suggestion", "revision")]
    here, there = (", ".join(f"{name}.{column}" for column in said) for name in ("m", "o"))
    other_decision = joining.execute(
        "SELECT o.id FROM temp.their_decisions AS t JOIN other.decisions AS o ON o.id = t.theirs"
        " JOIN main.decisions AS m ON m.id = t.ours WHERE"
        # Not the step: where its row could not be read any more, a rescue has made another one.
        f" (m.annotator, m.sentence_id, m.decided_at, {here}) IS NOT (o.annotator,"
        f" (SELECT ours FROM temp.their_sentences WHERE theirs = o.sentence_id), o.decided_at, {there}) LIMIT 1"
    ).fetchone()
    if other_decision:
        raise joining.refuse(f"its decision {other_decision[0]} says something else than in the target")
    joining.number_new(
        "decisions",
        "o.sentence_id IN (SELECT theirs FROM temp.their_sentences)"
        " AND o.step IN (SELECT theirs FROM temp.their_steps)",
    )
    joining.insert_new("decisions")
    counts = joining.execute(
        "SELECT o.annotator, count(*) FROM temp.their_decisions AS t JOIN other.decisions AS o ON o.id = t.theirs"
        " JOIN other.steps AS s ON s.id = o.step WHERE t.new AND s.kind = 'decide' GROUP BY o.annotator"
    )
    joining.merged.decisions.update(dict(counts.fetchall()))


def _join_renamings(joining: Joining) -> None:
    connection = joining.connection
    joining.execute(
        "INSERT INTO temp.their_renamings SELECT o.id, m.id, 0 FROM other.renamings AS o"
        " JOIN temp.their_steps AS s ON s.theirs = o.step"
        " JOIN main.renamings AS m ON (m.step, m.kind, m.old, m.new) = (s.ours, o.kind, o.old, o.new)"
    )
    joining.number_new("renamings", "o.step IN (SELECT theirs FROM temp.their_steps)")
    joining.insert_new("renamings")
    origins = joining.execute(
        "SELECT DISTINCT coalesce(m.origin, m.id) FROM main.renamings AS m"
        " JOIN temp.their_renamings AS t ON t.ours = m.id ORDER BY 1"
    ).fetchall()
    standing.stand_renamings(connection, [origin for (origin,) in origins])
    came = joining.execute(
        "SELECT m.old, m.new, m.id IN (SELECT origin FROM main.standing_renamings) FROM main.renamings AS m"
        " JOIN temp.their_renamings AS t ON t.ours = m.id WHERE t.new AND m.origin IS NULL ORDER BY m.id"
    )
    joining.merged.renamings += [Renamed(old, new, bool(stands)) for old, new, stands in came]


def _join_removals(joining: Joining) -> None:
    joining.insert(
        "removals",
        {"id": "NULL"},
        "WHERE o.uuid NOT IN (SELECT uuid FROM main.removals)"
        " AND o.document IN (SELECT theirs FROM temp.their_documents) ORDER BY o.id",
    )
    touched = "SELECT ours FROM temp.their_documents AS d JOIN other.removals AS o ON o.document = d.theirs"
    joining.execute(f"DELETE FROM main.removed WHERE document IN ({touched})")
    joining.execute(
        "INSERT INTO main.removed (document, sentences) SELECT document, sentences FROM main.removals"
        f" JOIN main.documents ON number = document WHERE document IN ({touched}) AND {IS_LAST} AND kind = 'remove'"
    )


TwicePairs = list[tuple[str, int, int, int, int, int, bool]]
"""Annotator, sentence here, article, position, and the ids of both decisions here and there; whether they are alike."""


def decided_on_both(joining: Joining) -> TwicePairs:
    """Sentences that somebody decided on both copies, each decision unknown to the other copy. Ask before joining."""
    said = "answer, labels, note, flagged"
    here, there = (", ".join(f"{name}.{column.strip()}" for column in said.split(",")) for name in ("m", "o"))
    return joining.execute(
        f"SELECT h.annotator, s.ours, place.document, place.position, m.id, o.id, ({here}) IS ({there})"
        " FROM other.heads AS h JOIN temp.their_sentences AS s ON s.theirs = h.sentence_id"
        " JOIN main.heads AS mine ON mine.annotator = h.annotator AND mine.sentence_id = s.ours"
        " JOIN main.sentences AS place ON place.id = s.ours"
        " JOIN main.decisions AS m ON m.id = mine.decision JOIN other.decisions AS o ON o.id = h.decision"
        " WHERE m.uuid NOT IN (SELECT uuid FROM other.decisions) AND o.uuid NOT IN (SELECT uuid FROM main.decisions)"
        " ORDER BY s.ours, h.annotator"
    ).fetchall()


def report_twice_decided(joining: Joining, pairs: TwicePairs) -> None:
    """Say of each such sentence which decision counts, after joining."""
    for annotator, sentence, document, position, _, _, alike in pairs:
        row = joining.execute(
            "SELECT decided_at FROM main.heads JOIN main.decisions ON decisions.id = decision"
            " WHERE heads.annotator = ? AND heads.sentence_id = ?",
            (annotator, sentence),
        ).fetchone()
        twice = TwiceDecided(annotator, document, position + 1, row[0] if row else None, bool(alike))
        joining.merged.twice_decided.append(twice)
