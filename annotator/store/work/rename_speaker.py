"""A speaker renamed in all documents, as one step of each annotator whose work it changes, and taken back again.

What somebody else renames is no step that an annotator can undo.

Call the functions that write inside a transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.core.assembly import joined_with_places
from annotator.core.decision import EXPORTED, Decision
from annotator.core.model import Labels
from annotator.core.model_json import labels_to_json
from annotator.core.speakers import Names, renamed_labels, with_names_of_today
from annotator.store.articles.documents import is_present, is_superseded
from annotator.store.find.sees import Sees
from annotator.store.log import history, rows
from annotator.store.log.events import append
from annotator.store.log.kinds import NOBODY, Draft, Rename, Undo
from annotator.store.log.schema import NEWEST_SUGGESTION, STANDS, now
from annotator.store.log.speaker_names import renamed_column
from annotator.store.sqlite.sqlite_library import each_value, first_value, sqlite3, there_is

_ACCEPTED = f"""
    SELECT heads.sentence_id, sentences.document, {rows.DECISION_AS_SAID} FROM heads
    JOIN decisions ON decisions.id = heads.decision JOIN sentences ON sentences.id = heads.sentence_id
    WHERE heads.annotator = ? AND decisions.answer = 'accept' AND instr(decisions.labels, ?)
    AND {is_present("sentences.document")} ORDER BY heads.sentence_id
"""
_DRAFTS = f"""
    SELECT drafts.sentence_id, sentences.document, todays(drafts.labels) FROM drafts
    JOIN sentences ON sentences.id = drafts.sentence_id
    WHERE drafts.annotator = ? AND {is_present("sentences.document")} ORDER BY drafts.sentence_id
"""
_SUGGESTED = f"""
    SELECT sentences.id, suggestions.labels FROM sentences
    JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
    WHERE {is_present("sentences.document")}
"""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a renaming changes, or changed, of one annotator's work.

    `decisions` are confirmed sentences and `quotes` what they hold of the speaker, `articles` where they stand;
    `drafts` are sentences whose unconfirmed edits change, `suggested` undecided ones that show the new name.
    """

    annotator: str
    decisions: int = 0
    quotes: int = 0
    articles: int = 0
    drafts: int = 0
    suggested: int = 0

    def __bool__(self) -> bool:
        return bool(self.decisions or self.drafts or self.suggested)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a renaming back changed: sentences that have their old name again, and those decided anew since."""

    annotator: str
    sentences: int
    left: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """The step that a renaming would be: `at` is the sentence that undo comes back to.

    `decided` are columns of labels, by the ids of sentences, as `drafts` are.
    """

    decided: Mapping[int, str]
    drafts: Mapping[int, Draft]
    at: int | None
    effect: Renamed


def rename_speaker(
    connection: sqlite3.Connection, annotators: Sequence[str], old: str, new: str, who: str, *, at: int | None = None
) -> list[Renamed]:
    """Rename a speaker in all that they decided and left unconfirmed, and in what is suggested, as one step of each.

    Nothing is written for somebody to whom the name stands nowhere. Documents that are taken out stay as they are.
    NOBODY among them: what is suggested has the name for everybody, also for who comes later. `who` asks for it: the
    step of anybody else is none that they can undo. `at` is the sentence that an undo comes back to; None: the first
    that changes.
    """
    # All are looked at before the first is written, which may change what is suggested to the others.
    suggested = _Suggested(connection, old)
    plans = [_plan(connection, annotator, old, new, suggested) for annotator in annotators]
    for plan in plans:
        annotator = plan.effect.annotator
        if plan.at is None:
            continue
        if annotator != NOBODY:
            history.enter_annotator(connection, annotator)
        event, moment = Rename(old, new, None if annotator == who else who), now()
        step = append(connection, annotator, event, sentence=at or plan.at, beside=plan.drafts, at=moment)
        history.say_again(connection, annotator, step.id, moment, plan.decided)
    return [plan.effect for plan in plans]


def _step_of_draft(connection: sqlite3.Connection, annotator: str, sentence: int) -> str | None:
    """The step that left what is unconfirmed of a sentence; None where it was left by itself."""
    return first_value(
        connection,
        "SELECT coalesce(e.body ->> 'also', e.body ->> 'step') FROM events AS e"
        " LEFT JOIN events AS step ON step.uuid = e.body ->> 'step'"
        f" WHERE e.kind = 'draft' AND e.sentence = ? AND +e.who = ? AND (step.id IS NULL OR {STANDS.format('step')})"
        " ORDER BY e.clock DESC, e.uuid DESC LIMIT 1",
        sentence,
        annotator,
    )


def take_back_rename(
    connection: sqlite3.Connection, annotators: Sequence[str], old: str, new: str, who: str
) -> list[TakenBack]:
    """Take the last renaming of one name to the other back, of each who has one; with NOBODY that of everybody.

    What was confirmed since under the new name, as that was suggested in place of the old one, has the old one again,
    with the parts that continue its quotes. What was said otherwise since stays as it is. `who` asks for it: alone they
    take back no name that somebody else gave for everybody.
    """
    everybody = NOBODY in annotators
    renamings = {
        annotator: row
        for annotator in annotators
        for row in connection.execute(
            "SELECT e.id, e.uuid, e.sentence, e.clock FROM events AS e WHERE e.who = ? AND e.kind = 'rename'"
            " AND (? OR e.who <> ? OR e.body ->> 'by' IS NULL)"
            f" AND e.body ->> 'old' = ? AND e.body ->> 'new' = ? AND {STANDS.format('e')}"
            " ORDER BY e.clock DESC, e.uuid DESC LIMIT 1",
            (annotator, everybody, who, old, new),
        ).fetchall()
    }
    # Whoever came after it has the name by that of everybody alone.
    rows_of = {one: renamings.get(one, renamings.get(NOBODY)) for one in annotators}
    standing = [_Standing(connection, one, new, *row) for one, row in rows_of.items() if row is not None]
    # None stands any more before it is seen what the names of each are now.
    undos = {one.annotator: one.take_back(who) for one in standing if one.annotator in renamings}
    return [one.taken_back(undos[one.annotator if one.annotator in undos else NOBODY]) for one in standing]


class _Standing:
    """A renaming that stands, to be taken back, and what there was of it before."""

    def __init__(
        self, connection: sqlite3.Connection, annotator: str, new: str, event: int, uuid: str, at: int, clock: int
    ) -> None:
        self.annotator, self._connection = annotator, connection
        self._event, self._uuid, self._at, self._clock = event, uuid, at, clock
        self._names = Sees(connection, annotator).names()
        # It may have been renamed on.
        self._named = {new, self._names.get(new, new)}
        self._decided, self._edited = self._of_step(_DECIDED, event), self._of_step(_EDITED, uuid)

    def take_back(self, who: str) -> int:
        """Take it back; the id of the event that does."""
        undo = Undo(by=None if self.annotator == who else who)
        return append(self._connection, self.annotator, undo, undoes=self._uuid, sentence=self._at).id

    def taken_back(self, undo: int) -> TakenBack:
        """Say again what has the name only because it was given, as a part of the undo; what that changed in all."""
        again = dict[int, str]()
        for document in each_value(self._connection, _DECIDED_SINCE, self.annotator, self._clock):
            again |= _without(self._connection, self.annotator, document, self._clock, self._named, self._names)
        history.say_again(self._connection, self.annotator, undo, now(), again)
        restored = {sentence for sentence, _ in self._of_step(_DECIDED, self._event) - self._decided}
        changed = {sentence for sentence, _ in self._of_step(_EDITED, self._uuid) - self._edited}
        return TakenBack(self.annotator, len(restored | changed | again.keys()), len(self._decided) - len(restored))

    def _of_step(self, sql: str, step: int | str) -> set[tuple[int, Any]]:
        return {*self._connection.execute(sql, (step,))}


# What stands, and what is left unconfirmed, of the sentences that a step decided, and of which it left something.
_DECIDED = (
    "SELECT sentence_id, heads.decision FROM decisions LEFT JOIN heads USING (annotator, sentence_id) WHERE event = ?"
)
_EDITED = (
    "SELECT e.sentence, drafts.labels FROM events AS e LEFT JOIN drafts ON drafts.annotator = e.who"
    " AND drafts.sentence_id = e.sentence WHERE e.kind = 'draft' AND e.body ->> 'step' = ?"
)
# Documents that are taken out may come back: the name was given there too. What was carried over from earlier editions
# stands by itself.
_DECIDED_SINCE = f"""
    SELECT DISTINCT sentences.document FROM events CROSS JOIN decisions ON decisions.event = events.id
    CROSS JOIN sentences ON sentences.id = decisions.sentence_id
    WHERE events.who = ? AND events.clock > ? AND NOT {is_superseded("sentences.document")} ORDER BY 1
"""
_HEADS = """
    SELECT sentences.position, heads.sentence_id,
        iif(decisions.answer = 'accept', decisions.labels, none.labels),
        iif(events.clock <= ?1, NULL,
            iif(made.clock <= ?1, first.labels, coalesce(suggestions.labels, none.labels)))
    FROM (SELECT '{"quotes":[],"topics":[]}' AS labels) AS none CROSS JOIN sentences
    CROSS JOIN heads ON heads.annotator = ?2 AND heads.sentence_id = sentences.id
    JOIN decisions ON decisions.id = heads.decision JOIN events ON events.id = decisions.event
    JOIN decisions AS first ON first.id = (
        WITH RECURSIVE again (id, repeats) AS (SELECT decisions.id, decisions.repeats
            UNION SELECT d.id, d.repeats FROM again JOIN decisions AS d ON d.id = again.repeats)
        SELECT id FROM again WHERE repeats IS NULL)
    JOIN events AS made ON made.id = first.event
    LEFT JOIN suggestions ON suggestions.id = first.suggestion
    WHERE sentences.document = ?3 AND NOT heads.skipped
"""
"""What stands, and of what was decided, or said again, after that clock: what it confirmed, or what it was first."""


def _without(
    connection: sqlite3.Connection, annotator: str, document: int, clock: int, given: Collection[str], then: Names
) -> dict[int, str]:
    """The columns of sentences of a document that have a name only because it was given, with the one of now; by id.

    `then` are the names that stood before it was taken back. What was decided after the `clock` of the renaming is held
    against what it confirmed, or says again.
    """
    today = Sees(connection, annotator).names()
    labels, ids, confirmed = dict[int, Labels](), dict[int, int](), dict[int, Labels]()
    for at, ids[at], said, shown in connection.execute(_HEADS, (clock, annotator, document)):
        labels[at] = rows.labels(said)
        if shown is not None:
            confirmed[at] = rows.labels(shown)
    anew = labels | {at: with_names_of_today(labels[at], shown, then, today) for at, shown in confirmed.items()}
    # As they belonged together under the names of then.
    for _, places in joined_with_places({at: renamed_labels(one, then).quotes for at, one in anew.items()}):
        first = places[0]
        for at, number in places[1:]:
            part = anew[at].quotes[number]
            if at in confirmed and part.speaker in given:
                speaker = anew[first.sentence].quotes[first.number].speaker
                anew[at] = anew[at].put(number, replace(part, speaker=speaker))
    return {ids[at]: rows.to_json(labels_to_json(one)) for at, one in anew.items() if one != labels[at]}


def confirmed_by_others(connection: sqlite3.Connection, annotators: Sequence[str], name: str) -> dict[str, int]:
    """In how many confirmed sentences each annotator or reviewer has the speaker, those named apart; by name."""
    known = sorted({*history.annotators(connection, *EXPORTED)} - {*annotators})
    counts = ((one, len([*_accepted(connection, one, name)])) for one in known)
    return {one: count for one, count in counts if count}


def _plan(connection: sqlite3.Connection, annotator: str, old: str, new: str, suggested: _Suggested) -> _Plan:
    names = {old: new}
    decided, quotes, articles = dict[int, str](), 0, set[int]()
    for sentence_id, document, decision in _accepted(connection, annotator, old):
        decided[sentence_id] = rows.to_json(labels_to_json(renamed_labels(decision.labels, names)))
        quotes += sum(quote.speaker == old and not quote.continues for quote in decision.labels.quotes)
        articles.add(document)
    # A decision ends the draft of its sentence: what is left there is said again with the step.
    drafts = dict[int, Draft]()
    changed, edited = set[int](), set[int]()
    for sentence_id, document, column in connection.execute(_DRAFTS, (annotator,)).fetchall():
        labels, note_and_flag = rows.draft(column)
        renamed = renamed_labels(labels, names) if labels is not None else None
        edited.update([sentence_id] if labels is not None else [])
        if renamed != labels:
            changed.add(sentence_id)
            articles.add(document)
        if renamed != labels or sentence_id in decided:
            step = _step_of_draft(connection, annotator, sentence_id)
            drafts[sentence_id] = Draft(rows.draft_left(renamed, note_and_flag), also=step)
    waiting = suggested.to(annotator) - edited
    at = min({*decided, *changed, *waiting}, default=None)
    effect = Renamed(annotator, len(decided), quotes, len(articles), len(changed), len(waiting))
    return _Plan(decided, drafts, at, effect)


def _accepted(connection: sqlite3.Connection, annotator: str, name: str) -> Iterator[tuple[int, int, Decision]]:
    """The confirmed sentences in which an annotator has the speaker: id, document, decision."""
    text = f'"speaker":{rows.to_json(name)}'
    for sentence_id, document, *row in connection.execute(_ACCEPTED, (annotator, text)).fetchall():
        decision = rows.decision((*row,))
        if any(quote.speaker == name for quote in decision.labels.quotes):
            yield sentence_id, document, decision


class _Suggested:
    """Where a speaker is suggested, of all that is, which is gone through once."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection, self._text = connection, f'"speaker":{rows.to_json(name)}'
        # Under that name, or under one that stands for another.
        given = connection.execute("SELECT body ->> 'old' FROM events WHERE kind = 'rename'")
        texts = {self._text, *(f'"speaker":{rows.to_json(old)}' for (old,) in given)}
        self._columns = {
            sentence: column
            for sentence, column in connection.execute(_SUGGESTED)
            if any(text in column for text in texts)
        }

    def to(self, annotator: str) -> set[int]:
        """The sentences without a decision of the annotator's in which it is suggested, under today's names."""
        names = Sees(self._connection, annotator).names()
        shown = {at for at, column in self._columns.items() if self._text in renamed_column(column, names)}
        decided = "SELECT 1 FROM heads WHERE annotator = ? AND sentence_id = ? AND NOT skipped"
        return {at for at in shown if not there_is(self._connection, decided, annotator, at)}
