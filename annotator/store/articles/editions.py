"""Later editions of documents: finding the earlier one, and taking over what was decided of it.

The earlier edition is out like a removed document, so that each sentence is asked for and exported once. Its decisions
stay as they are: decisions, reviews, edits and leases are carried to the later one, and what of them changed is to be
looked at there. Call the functions that write inside a transaction.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import EXPORTED, LONGEST_LINE, Answer, Decision, NewDecision
from annotator.core.drawable import FEW, listed, one_line
from annotator.core.editions import CarriedDecision, Carrier, Cut, Fate, edition_names
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Labels, Span, grouped
from annotator.core.session.desk import NO_NOTE, Before, NoteAndFlag, Place, Unconfirmed
from annotator.core.speakers import Names, renamed_labels
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
from annotator.store.log.speaker_names import FIRST, names_given_since, names_of_today, say_again
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
    edition = append(connection, who, kinds.Edition(text), document=later, at=moment)
    _name_anew(connection, edition, later)
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
        of_annotator, left = _Carrying(connection, edition, old, new, name, carrier).carry()
        fates.update(of_annotator)
        edits += left
        waiting = of_annotator[Fate.TOUCHED] + of_annotator[Fate.ORPHANED]
        if waiting:
            to_look_at[name] += waiting
    return TakenOver(earlier, later, fates, to_look_at, edits)


def _name_anew(connection: Connection, edition: Appended, document: int) -> None:
    """Let what was decided of a document have the names of today: with another one in its place it got none.

    It says that again, as part of an event that carries nothing.
    """
    for name in history.annotators(connection, *EXPORTED):
        labels = names_of_today(connection, name, "sentences.document = ?2", document, own=True)
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
    for slot, annotator, taken_at, stays, has_it, claim in connection.run(
        """
            SELECT slot, annotator, taken_at, state = 'held' OR EXISTS (SELECT 1 FROM progress JOIN documents
            ON number = document WHERE progress.annotator = leases.annotator AND document = ?2
            AND accepted + rejected = documents.sentences), max(state <> 'released') AS has_it,
            (SELECT uuid FROM leases AS there JOIN events USING (id) WHERE there.document = ?2
            AND there.annotator = leases.annotator AND there.state <> 'released') AS claim FROM leases
            WHERE document = ?1 AND (state <> 'released' OR why = ?3)
            GROUP BY annotator HAVING claim IS NULL OR NOT has_it ORDER BY slot
        """,
        earlier,
        later,
        GIVEN_BACK,
    ).fetchall():
        since = taken_at if stays else at
        there = claim or append(connection, annotator, kinds.Take(slot), document=later, at=since).uuid
        if not has_it:
            append(connection, annotator, kinds.Undo(GIVEN_BACK, kinds.NOBODY), undoes=there, at=at)


_BECAME = """
    SELECT became.uuid FROM decisions JOIN carries ON carries.decision = decisions.id
    JOIN events ON events.id = carries.event JOIN decisions AS became ON became.id = carries.became
    WHERE decisions.uuid = ? AND became.sentence_id = ? ORDER BY events.clock DESC, events.uuid DESC LIMIT 1
"""
"""SQL for what a decision became in a sentence of a later edition."""

_SAID = f"""
    SELECT position, sentences.id, (SELECT max({LEFT_AT}) FROM events AS e WHERE e.kind = 'draft'
        AND e.sentence = sentences.id AND +e.who = ?1), todays(drafts.labels), {DECIDED_AT} - {UNOPENED.format("d")},
        (SELECT kind FROM events JOIN decisions ON event = events.id WHERE decisions.id = {FIRST.format("d", "main")}),
        d.uuid, {rows.DECISION.replace("decisions.", "d.")}
    FROM sentences
    LEFT JOIN heads ON heads.annotator = ?1 AND heads.sentence_id = sentences.id
    LEFT JOIN decisions AS d ON d.id = heads.decision LEFT JOIN events AS e ON e.id = d.event
    LEFT JOIN drafts ON drafts.annotator = ?1 AND drafts.sentence_id = sentences.id
    WHERE sentences.document = ?2
"""


class _Said(NamedTuple):
    """What somebody says of a sentence: the decision that stands, and what is left unconfirmed; None for what is not.

    `decided` and `left`: the clocks of when it was decided (0 for never; what was not looked at was before all), and of
    when something was left or taken back (-1 for never; 0 is what came of a decision that was not looked at).
    `is_of_before`: the decision came from an earlier edition; `uuid` is what it is called.
    """

    sentence: int
    left: int
    labels: Labels | None
    about: NoteAndFlag | None
    decided: int
    is_of_before: bool
    uuid: str
    decision: Decision | None

    @property
    def is_edited(self) -> bool:
        """Whether something is left unconfirmed."""
        return self.labels is not None or self.about is not None

    @property
    def answer(self) -> Decision | None:
        """The decision, unless it puts the sentence off."""
        return None if self.decision is None or self.decision.answer is Answer.SKIP else self.decision

    def shown(self) -> Unconfirmed:
        """What the sentence shows: what is left unconfirmed of it, else what was decided; None for neither."""
        labels, about = self.labels, self.about
        if self.answer is not None:
            decided = NoteAndFlag(self.answer.note, self.answer.flagged)
            labels, about = labels or self.answer.labels, about or (None if decided == NO_NOTE else decided)
        return self.sentence, labels, about


class _Carrying:
    """What one annotator said in the `_before` edition and in the one that is `_there`, by the indexes of sentences.

    That of before by the names of today: with another document in its place it was not renamed.
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
        names = names_given_since(connection, annotator, edition.id, own=True)
        self._before, self._there = self._said_in(earlier, names), self._said_in(later, {})

    def _said_in(self, stored: Stored, names: Names) -> dict[int, _Said]:
        """What is said of each sentence of a document, by these names of speakers."""
        said = dict[int, _Said]()
        for position, sentence, left_at, column, decided_at, kind, key, *row in self._connection.run(
            _SAID, self._annotator, stored.number
        ):
            labels, about = (None, None) if column is None else rows.draft(column)
            decision = None if key is None else rows.decision(row)
            said[position] = _Said(
                sentence,
                -1 if left_at is None else left_at,
                labels and renamed_labels(labels, names),
                about,
                decided_at or 0,
                kind == "carry",
                key,
                decision and decision._replace(labels=renamed_labels(decision.labels, names)),
            )
        return said

    def carry(self) -> tuple[Counter[Fate], int]:
        """Carry it, as far as this succession did not yet, in one event that is on nobody's stack to take back.

        How many decisions became what, and in how many sentences only edits are left unconfirmed.
        """
        in_succession = (
            f"SELECT uuid FROM carries JOIN decisions ON decisions.id = decision WHERE edition IN {self._alike}"
        )
        done = {*self._connection.each_value(in_succession)}
        carried = self._carrier.carry(
            {
                index: said.decision.labels
                for index, said in self._before.items()
                if said.decision is not None and said.uuid not in done
            }
        )
        carries = {
            index: carry
            for index, carry in carried.carries.items()
            if carry.labels is None or not self._is_decided_since(index, carry.places[0])
        }
        became, again = self._decide_again(carries)
        touched = {index for index, carry in carries.items() if carry.fate is Fate.TOUCHED}
        left = self._left_there(touched, again)
        stood: dict[int, str | None] = {position: said.uuid for position, said in self._there.items() if said.answer}
        stood |= {
            position: None if new.answer is Answer.SKIP else columns["uuid"]
            for position, (new, columns) in again.items()
        }
        fates = [
            (self._before[index].uuid, carry.fate, position, became.get(index))
            for index, carry in carries.items()
            for position in carry.places
        ]
        waiting: dict[str, Fate] = {}
        for decision, fate, position in self._waiting():
            fates.append((decision, fate, position, None))
            waiting[decision] = Fate.TOUCHED if Fate.TOUCHED in (fate, waiting.get(decision)) else fate
        if fates or left:
            logged = [
                (decision, fate.value, position, anew, stood.get(position) if fate is Fate.TOUCHED else None)
                for decision, fate, position, anew in fates
            ]
            history.decide(
                self._connection,
                self._annotator,
                [new for new, _ in again.values()],
                [columns for _, columns in again.values()],
                [edit for edit, _ in left.values()],
                event=kinds.Carry(self._edition.uuid, logged),
                document=self._later.number,
                clocks={sentence: clock for (sentence, *_), clock in left.values()},
            )
        edits = left.keys() - {position for index in touched for position in carries[index].places}
        return Counter(waiting.values()) + Counter(carry.fate for carry in carries.values()), len(edits)

    def _is_decided_since(self, index: int, position: int) -> bool:
        """Whether what stands in the later edition was decided there itself, and after what was in the earlier one."""
        there = self._there[position]
        return there.answer is not None and not there.is_of_before and there.decided > self._before[index].decided

    def _decide_again(
        self, carries: Mapping[int, CarriedDecision]
    ) -> tuple[dict[int, str], dict[int, tuple[NewDecision, dict[str, Any]]]]:
        """Say again what was kept and moved: the uuids of what decisions became, by the indexes of their own sentences.

        And what is to be said, with columns, by the indexes of sentences of the later edition.
        """
        became, again = dict[int, str](), dict[int, tuple[NewDecision, dict[str, Any]]]()
        for index, carry in carries.items():
            decision = self._before[index].decision
            if carry.labels is None or decision is None:
                continue
            there = self._there[carry.places[0]]
            suggestion = self._same_suggestion(index, decision, there.sentence)
            new = decision.relabelled(there.sentence, carry.labels)._replace(suggestion=suggestion, replaces=None)
            # What was said in passing may have been looked at since.
            is_seen_alike = there.answer is None or there.answer.sight is decision.sight
            current = current_saying(self._connection, self._annotator, new) if is_seen_alike else None
            became[index] = current or uuid.uuid4().hex
            if current is None:
                again[carry.places[0]] = (
                    new,
                    {
                        "uuid": became[index],
                        "decided_at": decision.decided_at,
                        "verdict": self._verdict(decision.id, there.sentence),
                    },
                )
        return became, again

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

    def _waiting(self) -> Iterator[tuple[str, Fate, int]]:
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
            carry = self._carrier.where(index)
            lost = carry.fate is Fate.ORPHANED or kind == Fate.ORPHANED
            position = carry.places[0]
            if (decision, position) not in seen:
                seen.add((decision, position))
                yield decision, Fate.ORPHANED if lost else Fate.TOUCHED, position

    def _left_there(
        self, touched: Set[int], again: Mapping[int, tuple[NewDecision, object]]
    ) -> dict[int, tuple[Unconfirmed, int]]:
        """What comes unconfirmed to sentences of the later edition, by their indexes, and its clock.

        That is what was left so, over nothing later, and what touched decisions say, to be looked at. Where several
        sentences became one it is what is there of all that they show.
        """
        shown = {index: said.shown()[1:] for index, said in self._before.items() if said.answer or said.is_edited}
        became = self._carrier.carry({index: labels or Labels() for index, (labels, _) in shown.items()})
        sources = grouped(
            (position, index)
            for index, carry in became.carries.items()
            if carry.fate is not Fate.ORPHANED
            for position in carry.places
        )
        left = dict[int, tuple[Unconfirmed, int]]()
        for position, indexes in sources.items():
            there, of_before = self._there[position], [self._before[index] for index in indexes]
            clock = max(0, *(at for said in of_before for at in (said.left, said.decided)))
            if not touched.isdisjoint(indexes):
                clock = max(clock, there.decided)  # to be looked at, whatever was decided there
                is_left = clock > there.left or not there.is_edited
            else:
                is_left = clock > there.left and clock >= there.decided and any(said.is_edited for said in of_before)
            of_all = became.carries[indexes[0]].labels or became.drafts.get(position)
            labels = of_all if any(shown[index][0] for index in indexes) else None
            about = _together([about for index in indexes if (about := shown[index][1]) is not None])
            says = again[position][0] if position in again else there.decision
            if is_left and (says is None or says.answer is Answer.SKIP or history.says_otherwise(says, labels, about)):
                left[position] = (there.sentence, labels, about), clock
        return left


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
