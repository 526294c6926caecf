"""Carrying what one annotator did in an edition of a document to the later one: decisions, reviews, edits, leases.

Call these functions inside a transaction.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, replace

import orjson

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.editions.carrying import Carried, Carrier, Fate
from annotator.core.model import Labels
from annotator.core.session.desk import NoteAndFlag
from annotator.store import history, leases, rows, step_drafts
from annotator.store.lookup import Stored, is_current
from annotator.store.revised_lists import WAITS
from annotator.store.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class _Work:
    """One annotator's decisions and edits in the earlier edition, by the indexes of its sentences."""

    annotator: str
    decisions: dict[int, Decision]
    drafts: dict[int, str]
    earlier: Stored
    later: Stored


def carry_work(
    connection: sqlite3.Connection, edition: int, annotator: str, carrier: Carrier, earlier: Stored, later: Stored
) -> Counter[Fate]:
    """Carry an annotator's work, as far as this edition did not yet; how many decisions became what."""
    work = _work(connection, edition, annotator, earlier, later)
    carried = carrier.carry({index: one.labels for index, one in work.decisions.items()})
    became = _carry_decisions(connection, work, carrier, carried)
    edits = _carry_edits(connection, work, carrier, carried)
    waiting = _carry_waiting(connection, edition, work, carrier, edits)
    for index, carry in carried.carries.items():
        decision = work.decisions[index].id
        for at in carry.places:
            sentence = later.ids[at]
            stood = history.head(connection, annotator, sentence)
            row = {"uuid": uuid.uuid4().hex, "edition": edition, "decision": decision, "kind": carry.fate.value}
            touched = carry.fate is Fate.TOUCHED
            end = {"sentence_id": sentence, "became": became.get(index), "stood": stood if touched else None}
            rows.insert(connection, "carries", row | end)
    return waiting + Counter(carry.fate for carry in carried.carries.values())


def carry_leases(connection: sqlite3.Connection, earlier: int, later: int, at: str) -> None:
    """Give the later edition the slots of the earlier one, with those who hold or have finished them.

    Who had finished and has to look at something again holds it from now on.
    """
    connection.execute(
        "INSERT OR IGNORE INTO slots (document, slot, reserved_for, rank, named)"
        " SELECT ?, slot, reserved_for, rank, named FROM slots WHERE document = ?",
        (later, earlier),
    )
    for slot, annotator, taken_at, state in connection.execute(
        "SELECT slot, annotator, taken_at, state FROM leases WHERE document = ? AND state <> 'released' ORDER BY slot",
        (earlier,),
    ).fetchall():
        taken = connection.execute(
            "SELECT annotator FROM leases WHERE document = ? AND (slot = ? OR annotator = ?) AND state <> 'released'",
            (later, slot, annotator),
        ).fetchone()
        if taken is None:
            done = leases.is_finished(connection, annotator, later)
            since = taken_at if state == "held" or done else at
            leases.insert(connection, annotator, leases.Slot(later, slot), since, done=done)
        elif taken[0] == annotator:
            leases.settle(connection, annotator, later, at)


def _work(connection: sqlite3.Connection, edition: int, annotator: str, earlier: Stored, later: Stored) -> _Work:
    index_of = {sentence: index for index, sentence in enumerate(earlier.ids)}
    made = connection.execute(
        f"SELECT sentences.id, {rows.DECISION} FROM sentences CROSS JOIN heads ON heads.annotator = ?"
        " AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision"
        " WHERE sentences.document = (SELECT document FROM sentences WHERE id = ?)"
        " AND decisions.id NOT IN (SELECT decision FROM carries WHERE edition = ?) ORDER BY position",
        (annotator, earlier.ids[0], edition),
    )
    decisions = {index_of[sentence]: rows.decision(row) for sentence, *row in made}
    kept = connection.execute(
        "SELECT sentences.id, drafts.labels FROM sentences CROSS JOIN drafts ON drafts.annotator = ?"
        " AND drafts.sentence_id = sentences.id"
        " WHERE sentences.document = (SELECT document FROM sentences WHERE id = ?) ORDER BY position",
        (annotator, earlier.ids[0]),
    )
    drafts = {index_of[sentence]: column for sentence, column in kept}
    return _Work(annotator, decisions, drafts, earlier, later)


def _carry_decisions(connection: sqlite3.Connection, work: _Work, carrier: Carrier, carried: Carried) -> dict[int, int]:
    """Say again, in one step, what was kept and moved; the ids of the decisions that they became, by index."""
    became: dict[int, int] = {}
    new: dict[int, NewDecision] = {}
    for index, carry in carried.carries.items():
        if carry.labels is None:
            continue
        sentence = work.later.ids[carry.places[0]]
        decision = work.decisions[index]
        suggestion = _same_suggestion(connection, index, decision, sentence, carrier)
        one = replace(decision.relabelled(sentence, carry.labels), suggestion=suggestion, replaces=None)
        head = history.head(connection, work.annotator, sentence)
        if head is not None and is_current(connection, work.annotator, one):
            became[index] = head
        else:
            new[index] = one
    if new:
        times = [work.decisions[index].decided_at for index in new]
        kept = history.decide(connection, work.annotator, [*new.values()], times, carried=True)
        became |= {index: one.id for index, one in zip(new, kept, strict=True)}
        for index in new:
            _carry_review(connection, work.decisions[index].id, became[index])
    return became


def _same_suggestion(
    connection: sqlite3.Connection, index: int, decision: Decision, sentence: int, carrier: Carrier
) -> int | None:
    """The suggestion of the later edition's sentence, if it says what the one says that was answered; None else."""
    if decision.suggestion is None:
        return None
    before, after = (
        connection.execute(f"SELECT {rows.SUGGESTION} FROM suggestions WHERE {where}", (key,)).fetchone()
        for where, key in (("id = ?", decision.suggestion), ("sentence_id = ? ORDER BY id DESC LIMIT 1", sentence))
    )
    if before is None or after is None:
        return None
    old, new = rows.suggestion(before), rows.suggestion(after)
    moved = carrier.exactly(index, old.labels)
    return new.id if moved is not None and moved.bare() == new.labels.bare() else None


def _carry_review(connection: sqlite3.Connection, decision: int, key: int) -> None:
    """What a reviewer's decision said of versions, of those that were carried too."""
    row = connection.execute(
        "SELECT kind, versions, taken, cause, paragraph FROM reviews WHERE decision = ?", (decision,)
    ).fetchone()
    if row is None:
        return
    kind, versions, taken, cause, paragraph = row
    (sentence,) = connection.execute("SELECT sentence_id FROM decisions WHERE id = ?", (key,)).fetchone()
    there = [[_carried_uuid(connection, one, sentence) for one in version] for version in orjson.loads(versions)]
    known = [[one for one in version if one is not None] for version in there]
    event = {"uuid": uuid.uuid4().hex, "decision": key, "kind": kind, "versions": rows.to_json(known)}
    rows.insert(connection, "reviews", event | {"taken": taken, "cause": cause, "paragraph": paragraph})


def _carried_uuid(connection: sqlite3.Connection, version: str, sentence: int) -> str | None:
    row = connection.execute(
        "SELECT became.uuid FROM decisions JOIN carries ON carries.decision = decisions.id"
        " JOIN decisions AS became ON became.id = carries.became WHERE decisions.uuid = ? AND became.sentence_id = ?"
        " ORDER BY carries.id DESC LIMIT 1",
        (version, sentence),
    ).fetchone()
    return None if row is None else str(row[0])


def _carry_waiting(
    connection: sqlite3.Connection, edition: int, work: _Work, carrier: Carrier, edits: Carried
) -> Counter[Fate]:
    """Let what was to be looked at in the earlier edition, and was not, be looked at in the later one.

    A decision that was made in the later edition itself stands there again.
    """
    index_of = {sentence: index for index, sentence in enumerate(work.earlier.ids)}
    found = connection.execute(
        "SELECT DISTINCT carries.decision, carries.sentence_id, carries.kind FROM carries"
        " JOIN decisions ON decisions.id = carries.decision JOIN sentences AS made ON made.id = decisions.sentence_id"
        " JOIN sentences AS here ON here.id = carries.sentence_id WHERE decisions.annotator = ?"
        " AND here.document = (SELECT document FROM sentences WHERE id = ?)"
        " AND made.document <> (SELECT document FROM sentences WHERE id = ?)"
        " AND carries.kind IN ('touched', 'orphaned') AND carries.edition <> ?"
        " AND carries.decision NOT IN (SELECT decision FROM carries AS again WHERE again.edition = ?)"
        f" AND {WAITS} ORDER BY carries.id",
        (work.annotator, work.earlier.ids[0], work.later.ids[0], edition, edition),
    ).fetchall()
    fates: dict[int, Fate] = {}
    for decision, sentence, kind in found:
        index = index_of[sentence]
        carry = edits.carries.get(index) or carrier.where(index)
        lost = carry.fate is Fate.ORPHANED or kind == Fate.ORPHANED
        fates[decision] = Fate.ORPHANED if lost and fates.get(decision) is not Fate.TOUCHED else Fate.TOUCHED
        there = work.later.ids[carry.places[0]]
        stood = None if lost else history.head(connection, work.annotator, there)
        row = {"uuid": uuid.uuid4().hex, "edition": edition, "decision": decision, "sentence_id": there}
        fate = Fate.ORPHANED if lost else Fate.TOUCHED
        known = connection.execute(
            "SELECT 1 FROM carries WHERE edition = ? AND decision = ? AND sentence_id = ?", (edition, decision, there)
        ).fetchone()
        if known is None:
            rows.insert(connection, "carries", row | {"kind": fate.value, "became": None, "stood": stood})
    return Counter(fates.values())


def _carry_edits(connection: sqlite3.Connection, work: _Work, carrier: Carrier, carried: Carried) -> Carried:
    """Leave touched decisions as edits to be looked at, and carry what was left unconfirmed; never over another.

    Gives what became of the latter.
    """
    touched = {
        at: work.decisions[index]
        for index, carry in sorted(carried.carries.items(), reverse=True)
        for at in carry.places
        if carry.fate is Fate.TOUCHED
    }
    for at, labels in carried.drafts.items():
        of = touched.get(at)
        if of is not None and of.answer is not Answer.SKIP:
            about = NoteAndFlag(of.note, of.flagged)
            _put(connection, work, at, rows.draft_column(labels, about if of.note or of.flagged else None))
    unconfirmed = {index: rows.draft(column) for index, column in work.drafts.items()}
    edits = carrier.carry({index: labels or Labels() for index, (labels, _) in unconfirmed.items()})
    for index, carry in edits.carries.items():
        if carry.fate is Fate.ORPHANED:
            continue
        at = carry.places[0]
        edited, noted = unconfirmed[index]
        mapped = None if edited is None else carry.labels or edits.drafts.get(at)
        _put(connection, work, at, rows.draft_column(mapped, noted))
    return edits


def _put(connection: sqlite3.Connection, work: _Work, at: int, column: str | None) -> None:
    sentence = work.later.ids[at]
    if column is not None and step_drafts.current(connection, work.annotator, sentence) is None:
        step_drafts.put(connection, work.annotator, sentence, column)
