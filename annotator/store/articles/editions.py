"""Later editions of documents: finding the earlier one, and taking over what was decided of it.

The earlier edition is out like a removed document, so that each sentence is asked for and exported once. Its decisions
stay as they are: decisions, reviews, edits and leases are carried to the later one, and what of them changed is to be
looked at there. Call the functions that write inside a transaction.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import EXPORTED, LONGEST_LINE, Answer, Decision, NewDecision
from annotator.core.drawable import FEW, listed, one_line
from annotator.core.editions import Carried, Carrier, Cut, Fate, edition_names
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Labels, Span, grouped
from annotator.core.session.desk import Before, NoteAndFlag, Place, Unconfirmed
from annotator.core.speakers import renamed_labels
from annotator.store.articles.documents import (
    Stored,
    bring_back,
    check_present,
    current_saying,
    is_present,
    later_edition,
    removal_of,
    stored_document,
    text_hash,
)
from annotator.store.log import history, kinds, rows
from annotator.store.log.fold import DECIDED_AT, FATES, GIVEN_BACK, LATEST, LEFT_AT, TAKEN_OUT, UNOPENED
from annotator.store.log.history import Appended, append
from annotator.store.log.schema import NEWEST_SUGGESTION, now
from annotator.store.log.speaker_names import FIRST, heads_in, names_given_since, say_again
from annotator.store.sqlite.sqlite_library import Connection


class TakenOver(NamedTuple):
    """What a later edition took over: numbers of decisions by what became of them, and whose are to be looked at.

    `earlier` and `later` are numbers of documents. `to_look_at`: touched and orphaned ones, by annotator.
    `edits`: in how many sentences what was left unconfirmed is so there, too.
    """

    earlier: int
    later: int
    fates: Counter[Fate]
    to_look_at: Counter[str]
    edits: int


class Replacement(NamedTuple):
    """That one document stands in place of another one; `decisions`: how many of that became what, by fates."""

    article: int
    id: str
    instead_of: int
    instead_of_id: str
    title: str | None
    revised_by: str
    revised_at: str
    decisions: dict[str, int]


def predecessor(connection: Connection, document: Document, of: str | None = None) -> int | None:
    """The number of the document whose later edition that one is; None where none has its name.

    `of`: the id or the number of the earlier edition; without it the one document counts that came with the same id, or
    from a file of the same name, or that took the place of such. Raises InputRefused where there is no such `of`, where
    it could be more than one, and where what has that name was removed.
    """
    if of is not None:
        return _named(connection, of)
    names = edition_names(document.id, text_hash(document.text))
    if not names:
        return None
    candidates = connection.run(
        "SELECT number, id, sha256 FROM documents WHERE id >= ?1 AND id < ?1 || char(1114111)",
        min(names, key=len),  # which all others begin with
    )
    named = [number for number, key, sha256 in candidates if names & edition_names(key, sha256)]
    in_place = connection.each_value(_IN_PLACE, rows.to_json(named))
    numbers = sorted(number for number in in_place if removal_of(connection, number) is None)
    if named and not numbers:
        last = min(later_edition(connection, number) or number for number in named)
        raise InputRefused(
            f"{one_line(document.id, 60)}: article {last}, which has that name, was removed",
            f"`annotator remove --undo {last}` brings it back; without `--revise` it comes in as a new one",
        )
    if len(numbers) > 1:
        raise InputRefused(
            f"{one_line(document.id, 60)}: articles {listed(numbers, FEW)} have that name: which of them it replaces is"
            " not said",
            "import it alone with `--revise --of NUMBER`",
        )
    return numbers[0] if numbers else None


_IN_PLACE = """
    WITH RECURSIVE line (number) AS (SELECT value FROM json_each(?) UNION
    SELECT later FROM line CROSS JOIN editions ON earlier = line.number) SELECT number FROM line
"""
"""SQL for documents and all editions of them, of which several may stand where two copies corrected one."""


def _named(connection: Connection, of: str) -> int:
    """The number of the document of that id or number. Raises InputRefused where there is none that is not out."""
    named = "SELECT number FROM documents WHERE id = ?1 OR number = ?2 ORDER BY id = ?1 DESC LIMIT 1"
    number = connection.first_value(named, of, int(of) if of.isdecimal() and len(of) < 10 else None)
    if number is None:
        raise InputRefused(f"no article {one_line(of, 60)!r}", "`annotator list documents` shows numbers and ids")
    later = later_edition(connection, number)
    if later is not None:
        raise InputRefused(
            f"article {number} has a later version, article {later}", f"name that one: `--revise --of {later}`"
        )
    check_present(connection, number)
    return int(number)


# ---- taking over what was decided


_ALIKE = """
    (SELECT same.{0} FROM editions AS this JOIN editions AS same ON (same.earlier, same.later) = (this.earlier,
    this.later) WHERE this.id = {1} AND NOT EXISTS (SELECT 1 FROM editions AS back WHERE back.later = same.earlier
    AND (back.clock, back.uuid) > (same.clock, same.uuid)))
"""
"""SQL for a column of all that say of the documents of an edition, by its id, what it says, as on several copies, and
since the earlier one stood last."""


def take_over(connection: Connection, earlier: int, later: int, who: str) -> TakenOver:
    """Make one stored document the later edition of another, with all that was decided of that. Both stay."""
    moment = now()
    text = connection.one_value("SELECT sha256 FROM documents WHERE number = ?", earlier)
    out_since = connection.first_value(_OUT_SINCE, later)
    edition = append(connection, who, kinds.Edition(text), document=later, at=moment)
    if out_since is not None:
        _name_anew(connection, edition, later, out_since)
    revised = _carry(connection, edition, earlier, later)
    _carry_leases(connection, earlier, later, who, moment)
    bring_back(connection, later, who)
    return revised


def catch_up(connection: Connection, later: int) -> TakenOver | None:
    """Carry over what was decided of the editions before it since, as on another copy; None where there is nothing.

    What was decided of the first goes by way of those between. Where it was corrected on two copies, it has two before.
    """
    if removal_of(connection, later) is not None:
        return None
    line, documents = list[tuple[Any, ...]](), [later]
    for document in documents:
        of_document = f"SELECT id, uuid, earlier, later FROM editions WHERE later = ? AND {LATEST} ORDER BY clock, uuid"
        before = connection.run(of_document, document).fetchall()
        line += before
        documents += [earlier for *_, earlier, _ in before if earlier not in documents]
    revised = [_carry(connection, Appended(*edition), earlier, after) for *edition, earlier, after in reversed(line)]
    return next((taken for taken in reversed(revised) if taken.later == later and (taken.fates or taken.edits)), None)


def _carry(connection: Connection, edition: Appended, earlier: int, later: int) -> TakenOver:
    """Carry the work of all who annotate and review that was not carried yet. Annotators come first."""
    old, new = stored_document(connection, earlier), stored_document(connection, later)
    before, after = (Cut(stored.document, stored.sentences) for stored in (old, new))
    carrier = Carrier(before, after)
    fates, to_look_at, edits = Counter[Fate](), Counter[str](), 0
    for name in (name for role in EXPORTED for name in history.annotators(connection, role)):
        carrying = _Carrying(connection, edition, old, new, name, carrier)
        of_annotator = carrying.carry()
        fates.update(of_annotator)
        edits += carrying.edits
        waiting = of_annotator[Fate.TOUCHED] + of_annotator[Fate.ORPHANED]
        if waiting:
            to_look_at[name] += waiting
    return TakenOver(earlier, later, fates, to_look_at, edits)


_OUT_SINCE = "SELECT id FROM editions WHERE earlier = ? ORDER BY clock DESC, uuid DESC LIMIT 1"
"""SQL for the event by which another document took the place of one, the last of them."""


def _name_anew(connection: Connection, edition: Appended, document: int, since: int) -> None:
    """Let what was decided of a document have the names given since that event: with another in its place it got none.

    It says that again, as part of an event that carries nothing.
    """
    for name in history.annotators(connection, *EXPORTED):
        names = names_given_since(connection, name, since, own=True)
        heads = heads_in(connection, name, "sentences.document = ?2", document) if names else ()
        labels = {
            head.sentence_id: renamed_labels(head.labels, names)
            for head in heads
            if any(part.speaker in names for part in head.labels.quotes)
        }
        if labels:
            moment = now()
            event = append(connection, name, kinds.Carry(edition.uuid, ()), document=document, at=moment)
            say_again(connection, name, event.id, moment, labels)


def _carry_leases(connection: Connection, earlier: int, later: int, who: str, at: str) -> None:
    """Give the later edition the slots of the earlier one, with those who hold or have finished them.

    Who had finished and has to look at something again holds it from now on. What was given back stays so.
    """
    slots = connection.run(
        """
            SELECT slot, reserved_for, rank, named, document = ?2 FROM slots WHERE document IN (?1, ?2)
            ORDER BY document = ?2, slot
        """,
        earlier,
        later,
    ).fetchall()
    kept_for = {str(slot): name for slot, name, *_ in slots}
    if len(kept_for) > sum(is_later for *_, is_later in slots):
        *_, rank, named, _ = slots[-1]  # as the later edition has it, if it has slots
        append(connection, who, kinds.Places(kept_for, rank, bool(named)), document=later, at=at)
    for slot, annotator, taken_at, stays, has_it in connection.run(
        """
            SELECT slot, annotator, taken_at, state = 'held' OR EXISTS (SELECT 1 FROM progress JOIN documents
            ON number = document WHERE progress.annotator = leases.annotator AND document = ?2
            AND accepted + rejected = documents.sentences), max(state <> 'released') FROM leases
            WHERE document = ?1 AND (state <> 'released' OR why = ?3)
            AND annotator NOT IN (SELECT annotator FROM leases WHERE document = ?2 AND state <> 'released')
            GROUP BY annotator ORDER BY slot
        """,
        earlier,
        later,
        GIVEN_BACK,
    ).fetchall():
        taken = append(connection, annotator, kinds.Take(slot), document=later, at=taken_at if stays else at)
        if not has_it:
            append(connection, annotator, kinds.Undo(GIVEN_BACK, kinds.NOBODY), undoes=taken.uuid, at=at)


_NEWER = f"""
    SELECT 1 FROM decisions AS stands CROSS JOIN decisions AS made
    CROSS JOIN events AS there ON there.id = (SELECT event FROM decisions WHERE id = {FIRST.format("stands", "main")})
    CROSS JOIN events AS here ON here.id = (SELECT event FROM decisions WHERE id = {FIRST.format("made", "main")})
    WHERE stands.uuid = ? AND made.uuid = ? AND there.kind <> 'carry'
    AND there.clock - {UNOPENED.format("stands")} > here.clock - {UNOPENED.format("made")}
"""
"""SQL that what stands was decided there itself, and after what was made of the earlier edition, or by looking."""

_BECAME = """
    SELECT became.uuid FROM decisions JOIN carries ON carries.decision = decisions.id
    JOIN events ON events.id = carries.event JOIN decisions AS became ON became.id = carries.became
    WHERE decisions.uuid = ? AND became.sentence_id = ? ORDER BY events.clock DESC, events.uuid DESC LIMIT 1
"""
"""SQL for what a decision became in a sentence of a later edition."""


class _Edit(NamedTuple):
    """What is left unconfirmed of a sentence, and when."""

    labels: Labels | None
    note_and_flag: NoteAndFlag | None
    clock: int


class _Carrying:
    """What one annotator `_said` in the earlier edition (with uuids), and `_edits`, by its sentences' indexes.

    `_decisions` are those that were not carried yet, by the names of today.

    In the later one, by the indexes of that: what `_stands` (with uuids) and what is `_edited`. `_clocks` are those of
    what stands in either, by the ids of sentences: what is left is no earlier. And what is made of it:
    `_again` are decisions with their uuids, `_left` edits, by the same indexes; `edits`: how many of these were edits.
    """

    def __init__(
        self,
        connection: Connection,
        edition: Appended,
        earlier: Stored,
        later: Stored,
        annotator: str,
        carrier: Carrier,
    ) -> None:
        self._connection, self._annotator, self._carrier = connection, annotator, carrier
        self._edition, self._earlier, self._later = edition, earlier, later
        self._alike = _ALIKE.format("id", edition.id)
        self._clocks: dict[int, int] = {}
        self._said, self._edits = self._said_in(earlier)
        # With another document in its place it was not renamed.
        self._names = names_given_since(connection, annotator, edition.id, own=True)
        carried = connection.each_value(
            f"SELECT uuid FROM carries JOIN decisions ON decisions.id = decision WHERE edition IN {self._alike}"
        )
        self._decisions = {
            index: (key, decision._replace(labels=renamed_labels(decision.labels, self._names)))
            for index, (key, decision) in self._said.items()
            if key not in {*carried}
        }
        stands, self._edited = self._said_in(later)
        self._stands = {index: said for index, said in stands.items() if said[1].answer is not Answer.SKIP}
        self._again: dict[int, tuple[str, Decision, NewDecision]] = {}
        self._left: dict[int, Unconfirmed] = {}
        self.edits = 0

    def _said_in(self, stored: Stored) -> tuple[dict[int, tuple[str, Decision]], dict[int, _Edit]]:
        """Which decisions stand in a document, with their uuids, and what is left unconfirmed there."""
        decided, edits = dict[int, tuple[str, Decision]](), dict[int, _Edit]()
        for sentence, position, column, clock, said_at, key, *row in self._connection.run(
            f"""
                SELECT sentences.id, position, todays(drafts.labels), (SELECT max({LEFT_AT}) FROM events AS e
                WHERE e.kind = 'draft' AND e.sentence = drafts.sentence_id AND +e.who = ?1),
                (SELECT {DECIDED_AT} FROM decisions AS d JOIN events AS e ON e.id = event WHERE d.id = heads.decision),
                decisions.uuid, {rows.DECISION} FROM sentences
                LEFT JOIN heads ON heads.annotator = ?1 AND heads.sentence_id = sentences.id
                LEFT JOIN decisions ON decisions.id = heads.decision
                LEFT JOIN drafts ON drafts.annotator = ?1 AND drafts.sentence_id = sentences.id
                WHERE sentences.document = ?2 ORDER BY position
            """,
            self._annotator,
            stored.number,
        ):
            self._clocks[sentence] = said_at or 0
            if column is not None:
                edits[position] = _Edit(*rows.draft(column), clock)
            if key is not None:
                decided[position] = key, rows.decision(row)
        return decided, edits

    def carry(self) -> Counter[Fate]:
        """Carry it, as far as this succession did not yet, in one event; how many decisions became what.

        That is on nobody's stack of steps to take back.
        """
        carried = self._carrier.carry({index: decision.labels for index, (_, decision) in self._decisions.items()})
        for index, carry in [*carried.carries.items()]:
            stands, _ = self._stands.get(carry.places[0], (None, None))
            if carry.labels is not None and self._connection.first_value(_NEWER, stands, self._decisions[index][0]):
                del carried.carries[index]
        became = self._decide_again(carried)
        edits = self._leave_edits(carried)
        said_again = {
            position: None if new.answer is Answer.SKIP else key for position, (key, _, new) in self._again.items()
        }
        stood = {position: key for position, (key, _) in self._stands.items()} | said_again
        fates = [
            (self._decisions[index][0], carry.fate, position, became.get(index))
            for index, carry in carried.carries.items()
            for position in carry.places
        ]
        waiting: dict[str, Fate] = {}
        for decision, fate, position in self._waiting(edits):
            fates.append((decision, fate, position, None))
            waiting[decision] = Fate.TOUCHED if Fate.TOUCHED in (fate, waiting.get(decision)) else fate
        if fates or self._left:
            logged = [
                (decision, fate.value, position, anew, stood.get(position) if fate is Fate.TOUCHED else None)
                for decision, fate, position, anew in fates
            ]
            history.decide(
                self._connection,
                self._annotator,
                [new for _, _, new in self._again.values()],
                [
                    {
                        "uuid": key,
                        "decided_at": decision.decided_at,
                        "verdict": self._verdict(decision.id, new.sentence_id),
                    }
                    for key, decision, new in self._again.values()
                ],
                [*self._left.values()],
                event=kinds.Carry(self._edition.uuid, logged),
                document=self._later.number,
                clocks=self._clocks,
            )
        return Counter(waiting.values()) + Counter(carry.fate for carry in carried.carries.values())

    def _decide_again(self, carried: Carried) -> dict[int, str]:
        """Say again what was kept and moved; the uuids of what the decisions became, by the indexes of their own."""
        became: dict[int, str] = {}
        for index, carry in carried.carries.items():
            if carry.labels is None:
                continue
            position = carry.places[0]
            sentence, (_, decision) = self._later.ids[position], self._decisions[index]
            suggestion = self._same_suggestion(index, decision, sentence)
            new = decision.relabelled(sentence, carry.labels)._replace(suggestion=suggestion, replaces=None)
            _, stands = self._stands.get(position, (None, decision))
            is_seen_alike = stands.sight is decision.sight  # what was said in passing may have been looked at since
            current = current_saying(self._connection, self._annotator, new) if is_seen_alike else None
            became[index] = current or uuid.uuid4().hex
            if current is None:
                self._again[position] = (became[index], decision, new)
        return became

    def _same_suggestion(self, index: int, decision: Decision, sentence: int) -> int | None:
        """The suggestion of the later edition's sentence, if it says what the answered one says; None else."""
        before, after = (
            self._connection.first_row(f"SELECT {rows.SUGGESTION} FROM suggestions WHERE {where}", key)
            for where, key in (("id = ?", decision.suggestion), (f"id = {NEWEST_SUGGESTION.format('?')}", sentence))
        )
        if before is None or after is None:
            return None
        old, new = rows.suggestion(before), rows.suggestion(after)
        moved = self._carrier.exactly(index, old.labels)
        return new.id if moved is not None and moved.bare() == new.labels.bare() else None

    def _verdict(self, decision: int, sentence: int) -> str | None:
        """What a reviewer's decision said of versions, of those that were carried too, which are numbered anew."""
        column = self._connection.one_value("SELECT verdict FROM decisions WHERE id = ?", decision)
        if column is None:
            return None
        with rows.as_kept(f"decisions row {decision}"):
            verdict = kinds.verdict_of(column)
            there = [
                [*filter(None, (self._connection.first_value(_BECAME, key, sentence) for key in version))]
                for version in verdict["versions"]
            ]
            return rows.to_json(verdict | rows.versions_left(there, verdict["taken"]))

    def _waiting(self, edits: Carried) -> Iterator[tuple[str, Fate, int]]:
        """What was to be looked at in the earlier edition, and was not: its uuid, and where it is to be looked at now.

        A decision that was made in the later edition itself stands there again.
        """
        waiting = self._connection.run(
            f"""
                SELECT DISTINCT decisions.uuid, here.position, carries.kind FROM carries
                JOIN decisions ON decisions.id = carries.decision
                JOIN sentences AS made ON made.id = decisions.sentence_id
                JOIN sentences AS here ON here.id = carries.sentence_id WHERE decisions.annotator = ?1
                AND here.document = ?2 AND made.document <> ?3
                AND carries.kind IN ('touched', 'orphaned') AND carries.edition NOT IN {self._alike}
                AND NOT EXISTS (SELECT 1 FROM carries AS again WHERE again.decision = carries.decision
                AND again.edition IN {self._alike}) AND {WAITS} ORDER BY carries.id
            """,
            self._annotator,
            self._earlier.number,
            self._later.number,
        ).fetchall()
        seen = set[tuple[str, int]]()
        for decision, index, kind in waiting:
            carry = edits.carries.get(index) or self._carrier.where(index)
            lost = carry.fate is Fate.ORPHANED or kind == Fate.ORPHANED
            position = carry.places[0]
            if (decision, position) not in seen:
                seen.add((decision, position))
                yield decision, Fate.ORPHANED if lost else Fate.TOUCHED, position

    def _leave_edits(self, carried: Carried) -> Carried:
        """Leave unconfirmed what was so, and what touched decisions say, to be looked at; over no later one.

        Of a sentence that was decided and edited that is the edit. Where several sentences became one it is what is
        there of all of them. Gives what became of what all sentences show.
        """
        decided = {index: said for index, (_, said) in self._said.items() if said.answer is not Answer.SKIP}
        shown = dict.fromkeys(self._edits, Labels()) | {index: said.labels for index, said in decided.items()}
        shown |= {index: edit.labels for index, edit in self._edits.items() if edit.labels is not None}
        touched = {index: carry for index, carry in carried.carries.items() if carry.fate is Fate.TOUCHED}
        became, before = self._carrier.carry(shown), self._carried_before()
        waiting = dict(self._edits)
        for index, decision in decided.items():
            # What was carried before is said with what is left beside it, so that this is known to be the same.
            is_carried = index not in self._decisions and became.carries[index].fate is Fate.TOUCHED
            if index in touched or is_carried:
                about = NoteAndFlag(decision.note, decision.flagged) if decision.note or decision.flagged else None
                clock = self._clocks[self._earlier.ids[index]]
                edit = self._edits.get(index, _Edit(None, None, clock))
                waiting[index] = _Edit(
                    edit.labels or decision.labels, edit.note_and_flag or about, max(edit.clock, clock)
                )
        carries = {index: became.carries[index] for index in sorted(waiting)}
        there = grouped(
            (position, index)
            for index, carry in carries.items()
            if carry.fate is not Fate.ORPHANED
            for position in carry.places
        )
        for position, indexes in there.items():
            if not any(index in touched or index in self._edits for index in indexes):
                continue
            edits = [waiting[index] for index in indexes]
            exact = next((carries[index].labels for index in indexes if carries[index].labels is not None), None)
            says_labels = any(edit.labels is not None for edit in edits)
            labels = (exact or became.drafts.get(position)) if says_labels else None
            about = _together([edit.note_and_flag for edit in edits if edit.note_and_flag is not None])
            draft, clock = rows.draft_left(labels, about), max(edit.clock for edit in edits)
            is_new = not touched.keys().isdisjoint(indexes) or (position, rows.to_json(draft)) not in before
            is_last = position in self._again or position not in self._edited or self._edited[position].clock < clock
            if draft is not None and is_new and is_last:
                sentence = self._later.ids[position]
                self._left[position] = (sentence, labels and renamed_labels(labels, self._names), about)
                self._clocks[sentence] = max(clock, self._clocks[sentence])  # no earlier than what stands there
        says: dict[int, Decision | NewDecision] = {
            position: decision for position, (_, decision) in self._stands.items()
        }
        says |= {position: new for position, (_, _, new) in self._again.items() if new.answer is not Answer.SKIP}
        self._left = {
            position: edit
            for position, edit in self._left.items()
            if position not in says or history.says_otherwise(says[position], *edit[1:])
        }
        self.edits = len(self._left.keys() - {position for carry in touched.values() for position in carry.places})
        return became

    def _carried_before(self) -> set[tuple[int, str]]:
        """The edits that this succession brought before: what became of them since is not undone."""
        edits = self._connection.run(
            f"""
                SELECT position, draft.body -> 'left' FROM events AS carry CROSS JOIN events AS draft
                ON draft.kind = 'draft' AND draft.body ->> 'step' = carry.uuid
                CROSS JOIN sentences ON sentences.id = draft.sentence
                WHERE carry.kind = 'carry' AND carry.document = ? AND carry.who = ?
                AND carry.body ->> 'edition' IN {_ALIKE.format("uuid", self._edition.id)}
            """,
            self._later.number,
            self._annotator,
        )
        return {(position, rows.to_json(orjson.loads(left))) for position, left in edits}


def _together(about: list[NoteAndFlag]) -> NoteAndFlag | None:
    """The notes of sentences that became one, behind each other, and the flag that any of them has; None of none."""
    notes = dict.fromkeys(each.note for each in about if each.note)
    joined = "; ".join(notes)[:LONGEST_LINE]
    return NoteAndFlag(joined or None, any(each.flagged for each in about)) if about else None


# ---- what of earlier editions is to be looked at, and what there is of them


_STANDS_THERE = """
    (SELECT decision FROM heads WHERE heads.annotator = decisions.annotator
    AND heads.sentence_id = carries.sentence_id AND NOT heads.skipped)
"""
_FIRST_SAID = "(SELECT {first} FROM decisions AS said WHERE said.id = {{}})".format(first=FIRST.format("said", "main"))
WAITS = f"""
    CASE carries.kind WHEN 'orphaned' THEN NOT EXISTS (SELECT 1 FROM carries AS seen
    JOIN editions AS one ON one.id = seen.edition JOIN editions AS other ON other.id = carries.edition
    WHERE seen.looked AND (seen.decision, seen.sentence_id) = (carries.decision, carries.sentence_id) AND NOT EXISTS
    (SELECT 1 FROM editions AS back WHERE back.later = other.earlier
    AND back.clock BETWEEN min(one.clock, other.clock) AND max(one.clock, other.clock)))
    ELSE {_FIRST_SAID.format(_STANDS_THERE)} IS {_FIRST_SAID.format("carries.stood")} END
"""
"""SQL that a touched or orphaned row of `carries` is still to be looked at.

Who saw it in one copy saw it in all where the article was corrected alike; another name for a speaker is no answer.
"""

_CHANGED = f"""
    SELECT carries.id, carries.kind, decisions.annotator, decisions.answer, todays(decisions.labels),
        decisions.decided_at, documents.text, old.start, old."end", old.document, old.position, new.document,
        new.position, new.id, CASE carries.kind WHEN 'touched' THEN {_STANDS_THERE} ELSE carries.stood END, {WAITS}
    FROM carries JOIN decisions ON decisions.id = carries.decision
    JOIN sentences AS old ON old.id = decisions.sentence_id JOIN sentences AS new ON new.id = carries.sentence_id
    JOIN documents ON documents.number = old.document
    WHERE carries.kind IN ('touched', 'orphaned') AND {is_present("new.document")}
        AND (:annotator IS NULL OR decisions.annotator = :annotator)
        AND NOT EXISTS (SELECT 1 FROM carries AS again JOIN events AS here ON here.id = carries.event
            JOIN events AS there ON there.id = again.event JOIN decisions AS said ON said.id = again.decision
            WHERE (said.annotator, said.sentence_id) = (decisions.annotator, decisions.sentence_id)
            AND again.sentence_id = carries.sentence_id AND (there.clock, there.uuid) > (here.clock, here.uuid))
    ORDER BY new.document, new.position, carries.kind, old.position, carries.id
"""


def changed_decisions(connection: Connection, annotator: str | None) -> Iterator[tuple[Before, bool]]:
    """Every decision that a later edition touched or orphaned, of one annotator or all; and whether it still waits."""
    decisions = connection.run(_CHANGED, annotator=annotator)
    for key, kind, name, answer, column, when, text, start, end, *places, sentence, stood, waits in decisions:
        labels, span, was, now = rows.labels(column), Span(start, end), Place(*places[:2]), Place(*places[2:])
        before = Before(key, Fate(kind), name, Answer(answer), labels, when, text, span, was, now, sentence, stood)
        yield before, bool(waits)


def acknowledge(connection: Connection, carry: int, who: str) -> None:
    """Keep that an orphaned decision was seen (the key of a `Before`). Call inside a transaction."""
    document, *fate = connection.first_row(
        """
            SELECT events.document, events.body ->> 'edition', fate.value ->> 0, fate.value ->> 2
            FROM events CROSS JOIN json_each(body, '$.fates') AS fate WHERE events.id = ? AND fate.key = ?
        """,
        *divmod(carry, 1 << FATES),  # as it was said: the row of `carries` may have been made anew
    )
    append(connection, who, kinds.Look(*fate), document=document)


def editions(connection: Connection) -> Iterator[Replacement]:
    """All that was ever made a later edition of another, in order."""
    for *about, fates in connection.execute(
        """
            SELECT later, new.id, earlier, old.id, coalesce(new.title, old.title), who, at,
            json_group_object(counted.kind, counted.number) FILTER (WHERE counted.kind IS NOT NULL) FROM editions
            JOIN documents AS old ON old.number = earlier JOIN documents AS new ON new.number = later
            LEFT JOIN (SELECT edition, kind, count(DISTINCT decision) AS number FROM carries GROUP BY edition, kind)
            AS counted ON counted.edition = editions.id GROUP BY editions.id ORDER BY clock, uuid
        """
    ):
        with rows.as_kept("a row of carries"):
            counted = {str(Fate(kind)): number for kind, number in orjson.loads(fates).items()}
        yield Replacement._make((*about, dict.fromkeys(map(str, Fate), 0) | counted))


def show_all(connection: Connection) -> None:
    """Let a connection that only reads show earlier editions beside the later ones, but for those that were removed."""
    connection.execute("PRAGMA temp_store = MEMORY")
    # Of another day there is such a table already.
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS removed AS SELECT * FROM main.removed")
    superseded = f"SELECT earlier FROM editions WHERE {LATEST}"
    connection.execute(f"DELETE FROM removed WHERE document IN ({superseded}) AND document NOT IN ({TAKEN_OUT})")
