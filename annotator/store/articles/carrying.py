"""Carrying what one annotator did in an edition of a document to the later one: decisions, reviews, edits, leases.

And what of it is still to be looked at there. Call what writes inside a transaction.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson

from annotator.core.decision import Answer, Decision, NewDecision
from annotator.core.editions import Carried, Carrier, Fate
from annotator.core.model import Labels, Span
from annotator.core.model_json import labels_from_json
from annotator.core.session.desk import Before, NoteAndFlag, Place, Unconfirmed
from annotator.store.articles.documents import Stored, current_saying
from annotator.store.articles.removals import is_present
from annotator.store.log import events, history, rows
from annotator.store.log.events import append
from annotator.store.log.fold import FATES
from annotator.store.log.kinds import Carry, Look, Places, Take
from annotator.store.log.schema import NEWEST_SUGGESTION
from annotator.store.sqlite.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class Succession:
    """That one document takes the place of another: the id and the uuid of the event, and both documents."""

    id: int
    uuid: str
    earlier: Stored
    later: Stored


def carry_leases(connection: sqlite3.Connection, earlier: int, later: int, who: str, at: str) -> None:
    """Give the later edition the slots of the earlier one, with those who hold or have finished them.

    Who had finished and has to look at something again holds it from now on.
    """
    found = connection.execute(
        "SELECT slot, reserved_for, rank, named, document = ?2 FROM slots WHERE document IN (?1, ?2)"
        " ORDER BY document = ?2, slot",
        (earlier, later),
    ).fetchall()
    kept_for = {str(slot): name for slot, name, *_ in found}
    if len(kept_for) > sum(is_later for *_, is_later in found):
        *_, rank, named, _ = found[-1]  # as the later edition has it, if it has slots
        append(connection, who, Places(kept_for, rank, bool(named)), document=later, at=at)
    for slot, annotator, taken_at, stays in connection.execute(
        "SELECT slot, annotator, taken_at, state = 'held' OR EXISTS (SELECT 1 FROM progress JOIN documents"
        " ON number = document WHERE progress.annotator = leases.annotator AND document = ?2"
        " AND accepted + rejected = documents.sentences) FROM leases WHERE document = ?1 AND state <> 'released'"
        " AND annotator NOT IN (SELECT annotator FROM leases WHERE document = ?2 AND state <> 'released')"
        " ORDER BY slot",
        (earlier, later),
    ).fetchall():
        append(connection, annotator, Take(slot), document=later, at=taken_at if stays else at)


class Carrying:
    """What one annotator decided in the earlier edition (`_decisions`, by the indexes of its sentences).

    And what is made of it: `_again` are decisions with their uuids, `_left` edits, by the indexes of the later one's.
    """

    def __init__(
        self, connection: sqlite3.Connection, succession: Succession, annotator: str, carrier: Carrier
    ) -> None:
        self._connection, self._annotator, self._carrier = connection, annotator, carrier
        self._id, self._uuid = succession.id, succession.uuid
        self._earlier, self._later = succession.earlier, succession.later
        self._decisions: dict[int, Decision] = {}
        self._uuids: dict[int, str] = {}
        for at, key, *row in connection.execute(
            f"SELECT position, decisions.uuid, {rows.DECISION} FROM sentences CROSS JOIN heads ON heads.annotator = ?1"
            " AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision"
            " WHERE sentences.document = ?2 AND NOT EXISTS (SELECT 1 FROM carries WHERE carries.decision = decisions.id"
            " AND edition = ?3) ORDER BY position",
            (annotator, self._earlier.number, self._id),
        ):
            self._decisions[at], self._uuids[at] = rows.decision(row), key
        self._again: dict[int, tuple[str, Decision, NewDecision]] = {}
        self._left: dict[int, Unconfirmed] = {}

    def carry(self) -> Counter[Fate]:
        """Carry it, as far as this succession did not yet, in one event; how many decisions became what.

        That is on nobody's stack of steps to take back.
        """
        carried = self._carrier.carry({index: one.labels for index, one in self._decisions.items()})
        became = self._decide_again(carried)
        edits = self._leave_edits(carried)
        stood = self._standing()
        fates = [
            (self._uuids[index], one.fate, at, became.get(index), stood.get(at) if one.fate is Fate.TOUCHED else None)
            for index, one in carried.carries.items()
            for at in one.places
        ]
        waiting: dict[str, Fate] = {}
        for decision, fate, at in self._waiting(edits):
            fates.append((decision, fate, at, None, stood.get(at) if fate is Fate.TOUCHED else None))
            waiting[decision] = Fate.TOUCHED if Fate.TOUCHED in (fate, waiting.get(decision)) else fate
        if fates or self._left:
            self._write(Carry(self._uuid, [(decision, fate.value, *rest) for decision, fate, *rest in fates]))
        return Counter(waiting.values()) + Counter(one.fate for one in carried.carries.values())

    def _write(self, event: Carry) -> None:
        history.decide(
            self._connection,
            self._annotator,
            [new for _, _, new in self._again.values()],
            [made.decided_at for _, made, _ in self._again.values()],
            [*self._left.values()],
            event=event,
            document=self._later.number,
            verdicts=[self._verdict(made.id, new.sentence_id) for _, made, new in self._again.values()],
            uuids=[key for key, _, _ in self._again.values()],
        )

    def _standing(self) -> dict[int, str | None]:
        """The uuids of what stands in the later edition once this is written, by the indexes of its sentences."""
        found = self._connection.execute(
            "SELECT position, decisions.uuid FROM sentences CROSS JOIN heads ON heads.annotator = ?"
            " AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision"
            " WHERE sentences.document = ? AND NOT heads.skipped",
            (self._annotator, self._later.number),
        )
        again = {at: None if new.answer is Answer.SKIP else key for at, (key, _, new) in self._again.items()}
        return {**dict(found.fetchall()), **again}

    def _decide_again(self, carried: Carried) -> dict[int, str]:
        """Say again what was kept and moved; the uuids of what the decisions became, by the indexes of their own."""
        became: dict[int, str] = {}
        for index, one in carried.carries.items():
            if one.labels is None:
                continue
            at = one.places[0]
            sentence, made = self._later.ids[at], self._decisions[index]
            suggestion = self._same_suggestion(index, made, sentence)
            new = replace(made.relabelled(sentence, one.labels), suggestion=suggestion, replaces=None)
            current = current_saying(self._connection, self._annotator, new)
            became[index] = current or uuid.uuid4().hex
            if current is None:
                self._again[at] = (became[index], made, new)
        return became

    def _same_suggestion(self, index: int, made: Decision, sentence: int) -> int | None:
        """The suggestion of the later edition's sentence, if it says what the answered one says; None else."""
        if made.suggestion is None:
            return None
        before, after = (
            self._connection.execute(f"SELECT {rows.SUGGESTION} FROM suggestions WHERE {where}", (key,)).fetchone()
            for where, key in (("id = ?", made.suggestion), (f"id = {NEWEST_SUGGESTION.format('?')}", sentence))
        )
        if before is None or after is None:
            return None
        old, new = rows.suggestion(before), rows.suggestion(after)
        moved = self._carrier.exactly(index, old.labels)
        return new.id if moved is not None and moved.bare() == new.labels.bare() else None

    def _verdict(self, decision: int, sentence: int) -> str | None:
        """What a reviewer's decision said of versions, of those that were carried too, which are numbered anew."""
        (column,) = self._connection.execute("SELECT verdict FROM decisions WHERE id = ?", (decision,)).fetchone()
        if column is None:
            return None
        with rows.as_kept(f"decisions row {decision}"):
            said = orjson.loads(column)
            there = [[*filter(None, (self._became(one, sentence) for one in version))] for version in said["versions"]]
            left = [number for number, version in enumerate(there, 1) if version]
            taken = [left.index(number) + 1 for number in said["taken"] if number in left]
        return rows.to_json(said | {"versions": [there[number - 1] for number in left], "taken": taken})

    def _became(self, version: str, sentence: int) -> str | None:
        row = self._connection.execute(
            "SELECT became.uuid FROM decisions JOIN carries ON carries.decision = decisions.id"
            " JOIN events ON events.id = carries.event JOIN decisions AS became ON became.id = carries.became"
            " WHERE decisions.uuid = ? AND became.sentence_id = ? ORDER BY events.clock DESC, events.uuid DESC LIMIT 1",
            (version, sentence),
        ).fetchone()
        return None if row is None else str(row[0])

    def _waiting(self, edits: Carried) -> Iterator[tuple[str, Fate, int]]:
        """What was to be looked at in the earlier edition, and was not: its uuid, and where it is to be looked at now.

        A decision that was made in the later edition itself stands there again.
        """
        found = self._connection.execute(
            "SELECT DISTINCT decisions.uuid, here.position, carries.kind FROM carries"
            " JOIN decisions ON decisions.id = carries.decision"
            " JOIN sentences AS made ON made.id = decisions.sentence_id"
            " JOIN sentences AS here ON here.id = carries.sentence_id WHERE decisions.annotator = ?1"
            " AND here.document = ?2 AND made.document <> ?3"
            " AND carries.kind IN ('touched', 'orphaned') AND carries.edition <> ?4"
            " AND NOT EXISTS (SELECT 1 FROM carries AS again WHERE again.decision = carries.decision"
            f" AND again.edition = ?4) AND {WAITS} ORDER BY carries.id",
            (self._annotator, self._earlier.number, self._later.number, self._id),
        ).fetchall()
        seen = set[tuple[str, int]]()
        for decision, index, kind in found:
            one = edits.carries.get(index) or self._carrier.where(index)
            lost = one.fate is Fate.ORPHANED or kind == Fate.ORPHANED
            at = one.places[0]
            if (decision, at) not in seen:
                seen.add((decision, at))
                yield decision, Fate.ORPHANED if lost else Fate.TOUCHED, at

    def _leave_edits(self, carried: Carried) -> Carried:
        """Leave touched decisions as edits to be looked at, and carry what was left unconfirmed; never over another.

        Gives what became of the latter.
        """
        there = {at for at in self._edits_in(self._later) if at not in self._again}
        touched = {
            at: self._decisions[index]
            for index, one in sorted(carried.carries.items(), reverse=True)
            for at in one.places
            if one.fate is Fate.TOUCHED
        }
        for at, labels in carried.drafts.items():
            of = touched.get(at)
            if at not in there and of is not None and of.answer is not Answer.SKIP:
                about = NoteAndFlag(of.note, of.flagged) if of.note or of.flagged else None
                self._left[at] = (self._later.ids[at], labels, about)
        unconfirmed = {index: rows.draft(column) for index, column in self._edits_in(self._earlier).items()}
        edits = self._carrier.carry({index: labels or Labels() for index, (labels, _) in unconfirmed.items()})
        before = self._carried_before()
        for index, one in edits.carries.items():
            at = one.places[0]
            edited, about = unconfirmed[index]
            left = None if edited is None else one.labels or edits.drafts.get(at)
            column = rows.draft_column(left, about)
            if one.fate is not Fate.ORPHANED and column is not None and (at, column) not in before and at not in there:
                self._left.setdefault(at, (self._later.ids[at], left, about))
        return edits

    def _edits_in(self, stored: Stored) -> dict[int, str]:
        """What is left unconfirmed in an edition, by the indexes of its sentences."""
        found = self._connection.execute(
            "SELECT position, todays(drafts.labels) FROM sentences CROSS JOIN drafts ON drafts.annotator = ?"
            " AND drafts.sentence_id = sentences.id WHERE document = ? ORDER BY position",
            (self._annotator, stored.number),
        )
        return dict(found.fetchall())

    def _carried_before(self) -> set[tuple[int, str]]:
        """The edits that this succession brought before: what became of them since is not undone."""
        found = self._connection.execute(
            "SELECT position, draft.body -> 'left' FROM events AS carry CROSS JOIN events AS draft"
            " ON draft.kind = 'draft' AND draft.body ->> 'step' = carry.uuid"
            " CROSS JOIN sentences ON sentences.id = draft.sentence"
            " WHERE carry.kind = 'carry' AND carry.document = ? AND carry.who = ? AND carry.body ->> 'edition' = ?",
            (self._later.number, self._annotator, self._uuid),
        )
        return {(at, rows.to_json(orjson.loads(left))) for at, left in found}


# ---- what of earlier editions is to be looked at


WAITS = (
    "CASE carries.kind WHEN 'orphaned' THEN NOT carries.looked"
    " ELSE (SELECT decision FROM heads WHERE heads.annotator = decisions.annotator"
    " AND heads.sentence_id = carries.sentence_id AND NOT heads.skipped) IS carries.stood END"
)
"""SQL that a touched or orphaned row of `carries` is still to be looked at."""

_FOUND = f"""
    SELECT carries.id, carries.kind, decisions.annotator, decisions.answer, todays(decisions.labels),
        decisions.decided_at, documents.text, old.start, old."end", old.document, old.position, new.document,
        new.position, new.id, carries.stood, {WAITS}
    FROM carries JOIN decisions ON decisions.id = carries.decision
    JOIN sentences AS old ON old.id = decisions.sentence_id JOIN sentences AS new ON new.id = carries.sentence_id
    JOIN documents ON documents.number = old.document
    WHERE carries.kind IN ('touched', 'orphaned') AND {is_present("new.document")}
        AND (:annotator IS NULL OR decisions.annotator = :annotator)
        AND NOT EXISTS (SELECT 1 FROM carries AS again JOIN events AS here ON here.id = carries.event
            JOIN events AS there ON there.id = again.event WHERE again.decision = carries.decision
            AND again.sentence_id = carries.sentence_id AND (there.clock, there.uuid) > (here.clock, here.uuid))
    ORDER BY new.document, new.position, carries.kind, old.position, carries.id
"""


def changed(connection: sqlite3.Connection, annotator: str | None) -> Iterator[tuple[Before, bool]]:
    """Every decision that a later edition touched or orphaned, of one annotator or all; and whether it still waits."""
    found = connection.execute(_FOUND, {"annotator": annotator})
    for key, kind, name, answer, labels, at, text, start, end, number, position, later, index, *stands, waits in found:
        said, was, now = labels_from_json(orjson.loads(labels)), Place(number, position), Place(later, index)
        one = Before(key, Fate(kind), name, Answer(answer), said, at, text, Span(start, end), was, now, *stands)
        yield one, bool(waits)


def acknowledge(connection: sqlite3.Connection, carry: int, who: str) -> None:
    """Keep that an orphaned decision was seen (the key of a `Before`). Call inside a transaction."""
    row = connection.execute(
        "SELECT events.document, events.body ->> 'edition', fate.value ->> 0, fate.value ->> 2"
        " FROM events CROSS JOIN json_each(body, '$.fates') AS fate WHERE events.id = ? AND fate.key = ?",
        divmod(carry, 1 << FATES),  # as it was said: the row of `carries` may have been made anew
    ).fetchone()
    document, *fate = row
    events.append(connection, who, Look(*fate), document=document)
