"""Adding to the log, and what somebody can take back: steps are undone and redone without limit and across logins.

Nothing is ever changed or deleted: a step is an event of the log with the decisions that belong to it, an undo is one
more event that takes it back, a redo one that lets it stand again. Call these functions inside a transaction.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from annotator.core.decision import PREFIXES, Answer, Decision, NewDecision, Role, role_and_person
from annotator.core.drawable import FEW, listed, one_line
from annotator.core.errors import DecidedElsewhere, DocumentRemoved, InputRefused, NotSaved
from annotator.core.model import Labels, Span
from annotator.core.session.desk import NO_NOTE, NoteAndFlag, PastStep, Place, Turned, Unconfirmed
from annotator.core.speakers import composed_renamings, renamed_labels
from annotator.store.log import fold, rows, shapes
from annotator.store.log.kinds import NOBODY, Decide, Draft, Enter, Event, Leave, Places, Redo, Undo, name_of
from annotator.store.log.revisions import newest_revision
from annotator.store.log.schema import FOR_ALL, STANDS, STEPS, now, tick
from annotator.store.log.speaker_names import OF_EVENT, names_given_since, names_of_today, renamed_column, say_again
from annotator.store.sqlite.sqlite_library import Connection

_LAST_CLOCK_OF_ALL = """
    WITH RECURSIVE people (who) AS (
        SELECT min(who) FROM main.events
        UNION ALL SELECT (SELECT min(e.who) FROM main.events AS e WHERE e.who > people.who)
        FROM people WHERE who IS NOT NULL
    ) SELECT coalesce(max((SELECT max(e.clock) FROM main.events AS e WHERE e.who = people.who)), 0) FROM people
"""
"""From one person to the next, by an index, instead of all events."""
_LAST_CLOCK = f"""
    SELECT coalesce(max(clock), 0) FROM (SELECT max(clock) AS clock FROM main.events WHERE who = ?
    UNION ALL SELECT max(clock) FROM main.events WHERE who = '{NOBODY}'
    UNION ALL SELECT max(clock) FROM main.events INDEXED BY events_for_all
    WHERE kind IN {FOR_ALL})
"""
"""Of somebody, and of what was done for everybody, as giving a name is."""
_LAST_TAKE = "SELECT coalesce(max(clock), 0) FROM main.events WHERE kind = 'take' AND document = ?"
_LAST_REVIEW = f"""
    SELECT coalesce(max(e.clock), 0) FROM json_each(?) AS reviewed CROSS JOIN main.decisions AS d
    ON d.sentence_id = reviewed.value CROSS JOIN main.events AS e ON e.id = d.event
    WHERE d.annotator GLOB '{PREFIXES[Role.REVIEWER]}*'
"""


class Appended(NamedTuple):
    """An event that was added: its row, its uuid, and the rows of its decisions, in their order."""

    id: int
    uuid: str
    decisions: tuple[int, ...] = ()


def append(
    connection: Connection,
    who: str,
    event: Event,
    *,
    document: int | None = None,
    sentence: int | None = None,
    undoes: str | None = None,
    decisions: Sequence[Mapping[str, Any]] = (),
    beside: Mapping[int, Draft | Places] = MappingProxyType({}),
    at: str | None = None,
) -> Appended:
    """Add an event with the decisions that stand and fall with it, and make anew what follows.

    `decisions` are columns of `decisions`; `beside` is added at the same time: places of documents by their numbers,
    what is left unconfirmed of sentences by their ids, which is the event's step. The clock is later than all that this
    person did, and than all that was done for everybody; of what is done for everybody it is later than everything. Of
    a place that is taken it is later than all that took one of the document, and of a review than all reviews of its
    sentences, whatever the clocks of their computers say.

    Raises NotSaved where labels do not fit their sentence.
    """
    moment = at or now()
    name = name_of(event)
    is_of_all = name in FOR_ALL or who == NOBODY
    last = [connection.one_value(_LAST_CLOCK_OF_ALL) if is_of_all else connection.one_value(_LAST_CLOCK, who)]
    if name == "take":
        last.append(connection.one_value(_LAST_TAKE, document))
    sentences = [columns["sentence_id"] for columns in decisions]
    if who.startswith(PREFIXES[Role.REVIEWER]) and decisions:
        last.append(connection.one_value(_LAST_REVIEW, rows.to_json(sentences)))
    said = list(zip(sentences, (columns["labels"] for columns in decisions), strict=True))
    for number, body in (*beside.items(), (sentence, event)):
        if isinstance(body, Draft) and body.left and "quotes" in body.left:
            said.append((number, rows.to_json(body.left)))
    _check_fit(connection, said)
    uuid, clock = uuids.uuid4().hex, tick(moment, max(last))
    about = {"document": document, "sentence": sentence, "undoes": undoes}
    key = insert(connection, uuid, clock, moment, who, event, **about)
    common = {"event": key, "annotator": who, "decided_at": moment}
    decision_ids = [
        rows.insert(connection, "decisions", {"uuid": uuids.uuid4().hex, **common, **columns}) for columns in decisions
    ]
    for number, body in beside.items():
        complete = replace(body, step=uuid) if isinstance(body, Draft) else body
        insert(connection, uuids.uuid4().hex, clock, moment, who, complete, **{body.about[0]: number})
    fold.refresh(connection, fold.touched_at(connection, who, clock))
    return Appended(key, uuid, tuple(decision_ids))


def _check_fit(connection: Connection, said: Sequence[tuple[int | None, str]]) -> None:
    """Raise NotSaved where labels (JSON) do not fit their sentence: nobody could read the row, nor merge the file."""
    length = rows.lengths(connection)
    for sentence, labels in said:
        row = connection.first_row('SELECT document, start, "end" FROM sentences WHERE id = ?', sentence)
        if row is None:
            continue  # keys refuse that
        document, *place = row
        try:
            shapes.labels(labels, shapes.Within(Span(*place), Span(0, length(document))))
        except shapes.BadValue as error:
            raise NotSaved(f"labels do not fit their sentence: {error}", "nothing of it was stored") from error


def insert(
    connection: Connection, uuid: str, clock: int, at: str, who: str, event: Event, **about: int | str | None
) -> int:
    """Add the row of an event, and nothing of what follows from it; its id. `about`: more of its columns."""
    values = {"uuid": uuid, "clock": clock, "at": at, "who": who, "kind": name_of(event), "body": rows.to_json(event)}
    return rows.insert(connection, "events", values | about)


# ---- who works here, where they are, and what they decide


def enter_annotator(connection: Connection, name: str) -> None:
    """Make sure the annotator is known."""
    if not connection.there_is("SELECT 1 FROM annotators WHERE name = ?", name):
        append(connection, name, Enter(*role_and_person(name)))


def annotators(connection: Connection, *roles: Role) -> tuple[str, ...]:
    """The names of all of these roles (of none given: of annotators) that are known, in the order they came."""
    known = "SELECT name FROM annotators WHERE role IN (SELECT value FROM json_each(?)) ORDER BY rowid"
    return (*connection.each_value(known, rows.to_json(roles or [Role.ANNOTATOR])),)


def expected(connection: Connection) -> tuple[str, ...]:
    """Those for whom places are kept that nobody has finished, by name: also who has not begun."""
    kept = "SELECT DISTINCT reserved_for FROM slots WHERE unfinished AND reserved_for IS NOT NULL ORDER BY reserved_for"
    return (*connection.each_value(kept),)


def check_annotator(connection: Connection, name: str, *roles: Role, known: Sequence[str] = ()) -> None:
    """Raise InputRefused, saying who there is, for a name under which nobody works here (in one of these roles).

    `known`: all who annotate, where that is more than those who have begun.
    """
    if name in (*known, *annotators(connection, *(roles or Role))):
        return
    known = known or annotators(connection)
    named = listed([one_line(annotator, 40) for annotator in known], FEW)
    there_are = f"there {'is' if len(known) == 1 else 'are'} {named}" if known else "nobody has begun"
    raise InputRefused(f"no annotator named {name[:60]!r}", there_are)


_STOPPED_AT = f"""
    SELECT sentence, coalesce(sentence, (
        SELECT max(heads.sentence_id) FROM decisions JOIN heads
            ON heads.annotator = decisions.annotator AND heads.sentence_id = decisions.sentence_id
        WHERE decisions.event = step.event), 0), kind
    FROM (
        SELECT coalesce((SELECT turned.id FROM events AS turned WHERE turned.uuid = e.undoes), e.id) AS event,
            e.sentence, e.kind
        FROM events AS e WHERE e.who = ?1 AND e.{STEPS} AND e.kind <> 'carry' AND e.body ->> 'by' IS NULL
        AND (e.undoes IS NULL OR (SELECT turned.kind FROM events AS turned WHERE turned.uuid = e.undoes)
            IN ('decide', 'rename'))
        ORDER BY e.clock DESC, e.uuid DESC LIMIT 1
    ) AS step
"""
"""The last that somebody did, took back or did again, or where they left the screen since."""
_LEFT_BY_STEP = f"""
    SELECT left, step FROM (
        SELECT todays(e.body ->> 'left') AS left, e.clock, step.uuid AS step
        FROM events AS e JOIN events AS step ON step.uuid = e.body ->> 'step'
        WHERE e.kind = 'draft' AND e.sentence = ?2 AND +e.who = ?1 AND step.kind <> 'carry' AND {STANDS.format("step")}
        UNION ALL SELECT NULL, e.clock, NULL FROM decisions AS d JOIN events AS e ON e.id = d.event
        WHERE d.sentence_id = ?2 AND d.annotator = ?1 AND d.repeats IS NULL AND {STANDS.format("e")}
    ) ORDER BY clock DESC, left IS NULL LIMIT 1
"""
"""What the last step about a sentence that stands left unconfirmed of it; NULL where it decided it."""


def leave(connection: Connection, annotator: str, place: Place) -> None:
    """Remember where somebody left, unless it is there."""
    sentence = connection.first_value(
        "SELECT id FROM sentences WHERE document = ? AND position = ?", place.document, place.index
    )
    there, _, how = stopped_at(connection, annotator)
    if sentence is not None and (sentence, "leave") != (there, how):
        append(connection, annotator, Leave(), sentence=sentence)


def stopped_at(connection: Connection, annotator: str) -> tuple[int | None, int, str | None]:
    """Where somebody left the screen, or asked for what they did since; else the last sentence that they decided.

    The sentence (None: it was not asked for at one), the one to go on behind (0: none), and the kind of that event.
    """
    return connection.first_row(_STOPPED_AT, annotator) or (None, 0, None)


def left_by_step(connection: Connection, annotator: str, sentence_id: int) -> tuple[str | None, str | None]:
    """What the last step about a sentence that stands left unconfirmed of it, as a column, and the step's uuid.

    None and None where it left nothing.
    """
    return connection.first_row(_LEFT_BY_STEP, annotator, sentence_id) or (None, None)


def head(connection: Connection, annotator: str, sentence_id: int) -> int | None:
    """The id of the annotator's current decision of a sentence, or None."""
    return connection.first_value(
        "SELECT decision FROM heads WHERE annotator = ? AND sentence_id = ?", annotator, sentence_id
    )


def decide(
    connection: Connection,
    annotator: str,
    decisions: Sequence[NewDecision],
    columns: Sequence[Mapping[str, Any]] = (),
    drafts: Sequence[Unconfirmed] = (),
    asked_for_at: int | None = None,
    revision: int | None = None,
    *,
    event: Event | None = None,
    document: int | None = None,
    clocks: Mapping[int, int] = MappingProxyType({}),
) -> tuple[Decision, ...]:
    """Append decisions, and keep drafts, as one step. What was undone before can no longer be redone.

    `columns` has more of each: when it was decided (`decided_at`), if not now; what it says of versions (`verdict`);
    what it is to be called in every copy (`uuid`). `asked_for_at` is the sentence at which a change of several was
    asked for. `revision` is the key of the one that they were made under; None: that in use. `event`: what they are
    part of, if not of a step that says something new; `clocks` are those of the drafts then, by the ids of sentences.
    """
    moment = now()
    under = newest_revision(connection) if revision is None else revision
    decisions = [new if new.revision is not None else new._replace(revision=under) for new in decisions]
    decided = []
    for new, more in zip(decisions, columns or repeat({}), strict=False):
        before = head(connection, annotator, new.sentence_id)
        row = {"sentence_id": new.sentence_id, "replaces": before, "decided_at": moment}
        decided.append(row | rows.said_columns(new) | dict(more))
    left = {
        sentence: Draft(rows.draft_left(labels, about), clock=clocks.get(sentence))
        for sentence, labels, about in drafts
    }
    kept = append(
        connection,
        annotator,
        event or Decide(),
        document=document,
        sentence=asked_for_at,
        decisions=decided,
        beside=left,
        at=moment,
    )
    return tuple(
        new.kept(key, annotator, row["decided_at"])
        for new, key, row in zip(decisions, kept.decisions, decided, strict=True)
    )


# ---- what somebody can take back

OWN = f"e.{STEPS} AND (e.kind = 'decide' OR e.kind = 'rename' AND e.body ->> 'by' IS NULL)"
SUPERSEDED = f"SELECT earlier FROM editions WHERE {fold.LATEST}"
# What is only of documents whose later editions stand stays, and is passed over.
OF_TODAY = f"""
    (e.kind = 'rename' OR EXISTS (SELECT 1 FROM decisions AS d CROSS JOIN sentences AS s ON s.id = d.sentence_id
    WHERE d.event = e.id AND s.document NOT IN ({SUPERSEDED}))
    OR EXISTS (SELECT 1 FROM events AS left CROSS JOIN sentences AS s ON s.id = left.sentence
    WHERE left.kind = 'draft' AND left.body ->> 'step' = +e.uuid AND s.document NOT IN ({SUPERSEDED})))
"""


Top = tuple[str | None, int]
"""What is next to be undone, or done again: the event (None: nothing), and how many were passed over before it."""


# Of each kind the steps in whose order they are looked for, and the table that has that order.
_TURNABLE = {
    "undo": (f"events AS e WHERE e.who = ?1 AND {OWN} AND {STANDS.format('e')}", "e"),
    "redo": (
        f"""
            events AS back CROSS JOIN events AS e ON e.uuid = back.undoes WHERE back.who = ?1 AND back.{STEPS}
            AND back.kind = 'undo' AND back.body ->> 'by' IS NULL AND {STANDS.format("back")} AND {OWN}
            AND (back.clock, back.uuid) > (SELECT e.clock, e.uuid FROM events AS e WHERE e.who = ?1 AND {OWN}
            ORDER BY e.clock DESC, e.uuid DESC LIMIT 1)
        """,
        "back",
    ),
}


def turnable(connection: Connection, who: str, kind: str) -> Top:
    """The last of somebody's own steps that stands (`undo`), or the one that they took back last (`redo`).

    The latter only if nothing that can be undone was done since. Those that are only of earlier editions are passed
    over.
    """
    steps, by = _TURNABLE[kind]
    last = f"SELECT e.uuid, {by}.clock, {by}.uuid FROM {steps} AND {OF_TODAY} ORDER BY 2 DESC, 3 DESC LIMIT 1"
    uuid, *order = connection.first_row(last, who) or (None, 0, "")
    later = f"SELECT count(*) FROM {steps} AND ({by}.clock, {by}.uuid) > (?2, ?3)"
    return uuid, connection.one_value(later, who, *order)


def turn(connection: Connection, annotator: str, at: str, kind: str, until: str | None) -> Turned | None:
    """Take the last step back (`kind` is undo), or do the one again that was undone last (redo).

    `until`: the uuid of a step that is turned with all that come before its turn. `passed_over` of what is given counts
    also steps that were told of before. Raises DecidedElsewhere where that cannot be turned, or would end edits that
    were begun since.
    """
    turned = list[_Step]()
    others = DecidedElsewhere("other steps came since in another window", "look at the steps as they are now")
    can_be_undone = f"SELECT 1 FROM events AS e WHERE e.uuid = ? AND {STANDS.format('e')} AND {OF_TODAY}"
    if until is not None and kind == "undo" and not connection.there_is(can_be_undone, until):
        raise others  # before all that stands is taken back to look for it
    while (step := _turn(connection, annotator, at, kind)) is not None:
        turned.append(step)
        if until in (None, step.past.key):
            break
    else:
        if until is not None:
            raise others
    return _what_turned(connection, annotator, kind, turned) if turned else None


class _Step(NamedTuple):
    """A step that was turned, as it was told of before: its event, the sentence at which it was asked for, and all."""

    past: PastStep
    event: int
    asked_for_at: int | None
    sentences: Sequence[int]
    passed_over: int


def _turn(connection: Connection, annotator: str, at: str, kind: str) -> _Step | None:
    """Take a step back, or let it stand again. Raises DocumentRemoved where all that is left is of earlier editions."""
    top, passed_over = turnable(connection, annotator, kind)
    if top is None:
        if passed_over:
            raise DocumentRemoved(
                f"nothing else to {kind}: decisions on articles that were corrected since stay (steps: {passed_over})",
                "change them in the articles as they are now",
            )
        return None
    (past,) = _steps(connection, "WHERE e.uuid = ?1", top, 1)
    target, asked_for_at = connection.first_row("SELECT id, sentence FROM events WHERE uuid = ?", top)
    sentences_of = """
        SELECT sentence_id FROM decisions WHERE event = ?1 UNION SELECT sentence FROM events
        WHERE kind = 'draft' AND body ->> 'step' = ?2 AND ?3 IS NOT NULL
    """
    sentences = connection.each_value(sentences_of, target, top, asked_for_at)
    event = Undo() if kind == "undo" else Redo()
    if kind == "redo":
        _check_unedited_since(connection, target, top)
    back = append(connection, annotator, event, undoes=top, sentence=asked_for_at, at=at)
    # As part of the undo or redo: it stands no longer than that.
    say_again(connection, annotator, back.id, at, names_of_today(connection, annotator, OF_EVENT, target))
    return _Step(past, target, asked_for_at, sentences, passed_over)


_EDITED_SINCE = f"""
    SELECT s.document, s.position, todays(drafts.labels), {rows.DECISION} FROM decisions
    CROSS JOIN drafts ON drafts.annotator = decisions.annotator AND drafts.sentence_id = decisions.sentence_id
    CROSS JOIN sentences AS s ON s.id = decisions.sentence_id
    WHERE decisions.event = ?1 AND EXISTS (SELECT 1 FROM events AS e
        WHERE e.kind = 'draft' AND e.sentence = decisions.sentence_id AND +e.who = decisions.annotator
        AND e.clock > (SELECT max(clock) FROM events WHERE undoes = ?2))
    ORDER BY decisions.sentence_id
"""


def _check_unedited_since(connection: Connection, event: int, uuid: str) -> None:
    """Raise DecidedElsewhere where a step that is undone decided a sentence that was edited otherwise since.

    Neither that labels have other keys by now nor that others renamed a speaker is an edit.
    """
    for document, position, left, *said in connection.run(_EDITED_SINCE, event, uuid):
        decided = rows.decision(said)
        names = names_given_since(connection, decided.annotator, event)
        if says_otherwise(decided._replace(labels=renamed_labels(decided.labels, names)), *rows.draft(left)):
            raise DecidedElsewhere(
                f"{Place(document, position)} has unconfirmed edits that this would end",
                "confirm or undo them first",
            )


def says_otherwise(decision: Decision | NewDecision, labels: Labels | None, about: NoteAndFlag | None) -> bool:
    """Whether what was left unconfirmed is another thing than a decision says."""
    same = labels is None or labels.bare() == decision.labels.bare()
    return not same or about not in (None, NoteAndFlag(decision.note, decision.flagged))


def _what_turned(connection: Connection, annotator: str, kind: str, turned: Sequence[_Step]) -> Turned:
    """What turning these steps did: where to come back to, what to show there, and which sentences changed."""
    last, labels, about, alone = turned[-1], None, NO_NOTE, len(turned) == 1
    sentences = sorted({sentence for step in turned for sentence in step.sentences})
    later = f"""
        SELECT id FROM sentences WHERE id IN (SELECT value FROM json_each(?))
        AND document NOT IN ({SUPERSEDED}) ORDER BY id
    """
    of_today = connection.each_value(later, rows.to_json(sentences)) or sentences
    if alone and last.asked_for_at is None:
        sentence, column, note, flagged = connection.first_row(
            "SELECT sentence_id, todays(labels), note, flagged FROM decisions WHERE event = ? ORDER BY id LIMIT 1",
            last.event,
        )
        if sentence in of_today:
            labels = rows.labels(renamed_column(column, names_given_since(connection, annotator, last.event)))
        about = NoteAndFlag(note, bool(flagged))
    renamed = [pair for step in turned for pair in step.past.renamed.items()]
    return Turned(
        last.past.place,
        labels,
        (*of_today,),
        about,
        last.past.answer if alone else None,
        composed_renamings(renamed if kind == "redo" else [(new, old) for old, new in renamed]),
        last.passed_over,
        len(turned),
        len(sentences) - len(of_today),
    )


# ---- the steps, as they are told

_ORDER = "printf('%020d %s', {0}.clock, {0}.uuid)"
_STEPS = f"""
    SELECT e.uuid, e.at,
        CASE WHEN e.kind = 'rename' THEN json_object(e.body ->> 'old', e.body ->> 'new') ELSE '{{}}' END,
        {STANDS.format("e")}, {OF_TODAY}, {_ORDER.format("e")},
        (SELECT iif(back.kind = 'undo' AND back.body ->> 'by' IS NULL, {_ORDER.format("back")}, '') FROM events AS back
            WHERE back.undoes = e.uuid ORDER BY back.clock DESC, back.uuid DESC LIMIT 1),
        (SELECT count(*) FROM decisions WHERE event = e.id),
        (SELECT count(*) FROM events AS left WHERE left.kind = 'draft' AND left.body ->> 'step' = +e.uuid
            AND left.body ->> 'left' IS NOT NULL),
        (SELECT made.answer FROM decisions AS made LEFT JOIN decisions AS before ON before.id = made.replaces
            WHERE made.event = e.id AND (e.sentence IS NULL OR made.answer IS NOT before.answer)
            ORDER BY made.id LIMIT 1),
        s.document, s.position
    FROM events AS e CROSS JOIN sentences AS s ON s.id = (
        SELECT id FROM (
            SELECT place.id, place.document IN ({SUPERSEDED}) AS superseded, place.id <> coalesce(
                e.sentence, (SELECT sentence_id FROM decisions WHERE event = e.id ORDER BY id LIMIT 1)) AS beside
            FROM sentences AS place WHERE place.id IN (
                SELECT e.sentence UNION SELECT sentence_id FROM decisions WHERE event = e.id UNION
                SELECT left.sentence FROM events AS left WHERE left.kind = 'draft' AND left.body ->> 'step' = +e.uuid)
        ) ORDER BY superseded, beside LIMIT 1)
"""


def next_step(connection: Connection, annotator: str, redo: bool = False) -> PastStep | None:
    """The step that an undo would take back, or a redo do again; None where there is none."""
    top, _ = turnable(connection, annotator, "redo" if redo else "undo")
    return next(iter(_steps(connection, "WHERE e.uuid = ?1", top, 1)), None)


def steps(connection: Connection, annotator: str, at_most: int) -> tuple[PastStep, ...]:
    """Somebody's own steps that can be done again, and the last that stand, so many at most; the newest first."""
    where = f"WHERE e.who = ?1 AND {OWN} ORDER BY e.clock DESC, e.uuid DESC"
    return _steps(connection, where, annotator, at_most)


def _steps(connection: Connection, where: str, about: str | None, at_most: int) -> tuple[PastStep, ...]:
    turnable, newest, standing_steps = list[Sequence[Any]](), "", 0
    for row in connection.run(_STEPS + where, about):
        newest = newest or row[5]
        # What was undone can be done again unless a step came after.
        if row[3] or (row[4] and (row[6] or "") > newest):
            turnable.append(row)
        standing_steps += row[3]
        if standing_steps == at_most:
            break
    undone_in_order = sorted((row[6] for row in turnable if not row[3]), reverse=True)
    past, undos = list[PastStep](), 0
    for key, at, names, stands, of_today, _, back, decided, left, answer, document, position in turnable:
        undos += bool(stands and of_today)
        turns = (undos if of_today else 0) if stands else undone_in_order.index(back) + 1
        place, given = Place(document, position), None if answer is None else Answer(answer)
        past.append(PastStep(key, place, at, decided, left, given, orjson.loads(names), bool(stands), turns))
    return tuple(past)
