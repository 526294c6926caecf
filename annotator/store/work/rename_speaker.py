"""A speaker renamed in all documents, as one step of each annotator whose work it changes, and taken back again.

What somebody else renames is no step that an annotator can undo.

Call the functions that write inside a transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from annotator.core.decision import EXPORTED, Decision
from annotator.core.model import Labels
from annotator.core.quotes.assembly import joined_with_places
from annotator.core.speakers import Names, renamed_labels, with_names_of_today
from annotator.store.articles.documents import is_present, is_superseded
from annotator.store.find.sees import Sees
from annotator.store.log import history, rows
from annotator.store.log.fold import LAST_LEFT, LEFT_AT
from annotator.store.log.history import append
from annotator.store.log.kinds import NOBODY, Draft, Rename, Undo
from annotator.store.log.schema import NEWEST_SUGGESTION, STANDS, now
from annotator.store.log.speaker_names import OF_EVENT, heads_in, names_of_today, renamed_column, say_again
from annotator.store.sqlite.sqlite_library import Connection

# Documents that are taken out may come back: the name is given, and taken back, there too. What was carried over from
# earlier editions stands by itself.
_ACCEPTED = f"""
    SELECT heads.sentence_id, sentences.document, {rows.DECISION_AS_SAID} FROM heads
    JOIN decisions ON decisions.id = heads.decision JOIN sentences ON sentences.id = heads.sentence_id
    WHERE heads.annotator = ? AND decisions.answer = 'accept' AND instr(decisions.labels, ?)
    AND NOT {is_superseded("sentences.document")} ORDER BY heads.sentence_id
"""
_DRAFTS = f"""
    SELECT drafts.sentence_id, todays(drafts.labels) FROM drafts
    JOIN sentences ON sentences.id = drafts.sentence_id
    WHERE drafts.annotator = ? AND NOT {is_superseded("sentences.document")} ORDER BY drafts.sentence_id
"""
_STEP_OF_DRAFT = f"""
    SELECT coalesce(e.body ->> 'also', e.body ->> 'step'), {LEFT_AT} FROM events AS e
    LEFT JOIN events AS step ON step.uuid = e.body ->> 'step'
    WHERE e.kind = 'draft' AND e.sentence = ? AND +e.who = ? AND (step.id IS NULL OR {STANDS.format("step")})
    ORDER BY {LAST_LEFT} LIMIT 1
"""
"""SQL for the step that left what is unconfirmed of a sentence, NULL where none did; and the clock of then."""
_SUGGESTED = f"""
    SELECT sentences.id, suggestions.labels FROM labelled CROSS JOIN sentences ON sentences.id = labelled.sentence_id
    CROSS JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
    WHERE label IN (SELECT value FROM json_each(:called)) AND NOT {is_superseded("sentences.document")}
    AND NOT EXISTS (
        SELECT 1 FROM heads WHERE annotator = :annotator AND heads.sentence_id = sentences.id AND NOT skipped)
"""
_FIRST = f"""
    SELECT id FROM sentences WHERE id IN (SELECT value FROM json_each(?))
    ORDER BY NOT {is_present("document")}, id LIMIT 1
"""
"""SQL for the first of these sentences, one that can be shown before all others."""


class Renamed(NamedTuple):
    """What a renaming changes, or changed, of one annotator's work.

    `decisions` are confirmed sentences, `quotes` what they hold of the speaker, `articles` those that these stand in;
    `drafts` are sentences whose unconfirmed edits change, `suggested` undecided ones that show the new name.
    """

    annotator: str
    decisions: int = 0
    quotes: int = 0
    articles: frozenset[int] = frozenset()
    drafts: int = 0
    suggested: int = 0

    def __bool__(self) -> bool:
        return bool(self.decisions or self.drafts or self.suggested)


class TakenBack(NamedTuple):
    """What taking a renaming back changed: sentences that have their old name again, and those decided anew since."""

    annotator: str
    sentences: int
    left: int


class _Plan(NamedTuple):
    """The step that a renaming would be: `asked_for_at` is the sentence that undo comes back to.

    `decided` are labels, by the ids of sentences, as `drafts` are.
    """

    decided: Mapping[int, Labels]
    drafts: Mapping[int, Draft]
    asked_for_at: int | None
    effect: Renamed


def rename_speaker(
    connection: Connection,
    annotators: Sequence[str],
    old: str,
    new: str,
    who: str,
    *,
    asked_for_at: int | None = None,
) -> list[Renamed]:
    """Rename a speaker in all that they decided and left unconfirmed, and in what is suggested, as one step of each.

    Nothing is written for somebody to whom the name stands nowhere. Documents that are taken out have the new name when
    they come back. NOBODY among them: what is suggested has the name for everybody, also for who comes later. `who`
    asks for it: the step of anybody else is none that they can undo. `asked_for_at`: the sentence that an undo comes
    back to; None: the first that changes.
    """
    # All are looked at before the first is written, which may change what is suggested to the others.
    plans = [_plan(connection, annotator, old, new) for annotator in annotators]
    for plan in plans:
        annotator = plan.effect.annotator
        if plan.asked_for_at is None:
            continue
        if annotator != NOBODY:
            history.enter_annotator(connection, annotator)
        event, moment = Rename(old, new, None if annotator == who else who), now()
        step = append(
            connection, annotator, event, sentence=asked_for_at or plan.asked_for_at, beside=plan.drafts, at=moment
        )
        say_again(connection, annotator, step.id, moment, plan.decided)
    return [plan.effect for plan in plans]


def take_back_rename(
    connection: Connection, annotators: Sequence[str], old: str, new: str, who: str
) -> list[TakenBack]:
    """Take the last renaming of one name to the other back, of each who has one; with NOBODY that of everybody.

    What was confirmed since under the new name, as that was suggested in place of the old one, has the old one again,
    with the parts that continue its quotes. What was said otherwise since stays as it is. `who` asks for it: alone they
    take back no name that somebody else gave for everybody.
    """
    # Of a name that was given for everybody only what was given with it: somebody's own renaming of the same is theirs.
    giver = who
    if NOBODY in annotators:
        giver = connection.first_value(_GIVER, rows.to_json([*annotators]), old, new) or who
    own = {
        annotator: _Renaming._make(row)
        for annotator in annotators
        for row in connection.run(
            f"""
                SELECT e.id, e.uuid, e.sentence, e.clock FROM events AS e WHERE e.who = ? AND e.kind = 'rename'
                AND coalesce(e.body ->> 'by', e.who) = ?
                AND e.body ->> 'old' = ? AND e.body ->> 'new' = ? AND {STANDS.format("e")}
                ORDER BY e.clock DESC, e.uuid DESC LIMIT 1
            """,
            annotator,
            giver,
            old,
            new,
        )
    }
    # Whoever came after it has the name by that of everybody alone.
    givers = dict.fromkeys(annotators, NOBODY) if NOBODY in own else {}
    givers |= {annotator: annotator for annotator in own}
    # None stands any more before it is seen what the names of each are now.
    before = {
        annotator: (Sees(connection, annotator).names(), *_of_step(connection, own[by]))
        for annotator, by in givers.items()
    }
    undos = dict[str, int]()
    for annotator, renaming in own.items():
        undo, place = Undo(by=None if annotator == who else who), renaming.asked_for_at
        undos[annotator] = append(connection, annotator, undo, undoes=renaming.uuid, sentence=place).id
    taken = []
    for annotator, by in givers.items():
        names, decided, edited = before[annotator]
        renamed_back = dict[int, Labels]()
        given_names = new, names.get(new, new)  # it may have been renamed on
        for document in connection.each_value(_NAMED, annotator, *(f"@{name}" for name in given_names)):
            renamed_back |= _without(connection, annotator, document, own[by].clock, given_names, names)
        say_again(connection, annotator, undos[by], now(), renamed_back)
        # Other names may have been given, or taken back, since what stands again was made.
        again = names_of_today(connection, annotator, OF_EVENT, own[by].event, own=True)
        say_again(connection, annotator, undos[by], now(), again)
        decided_now, edited_now = _of_step(connection, own[by])
        restored, changed = (
            {sentence for sentence, _ in others} for others in (decided_now - decided, edited_now - edited)
        )
        taken.append(TakenBack(annotator, len(restored | changed | renamed_back.keys()), len(decided) - len(restored)))
    return taken


_GIVER = f"""
    SELECT e.body ->> 'by' FROM json_each(?) AS named CROSS JOIN events AS e ON e.who = named.value
    WHERE e.kind = 'rename' AND e.body ->> 'by' IS NOT NULL AND e.body ->> 'old' = ? AND e.body ->> 'new' = ?
    AND {STANDS.format("e")} ORDER BY e.clock DESC, e.uuid DESC LIMIT 1
"""
"""Who gave a name for everybody last, of the renamings that stand."""


class _Renaming(NamedTuple):
    """The event of a renaming that stands, and the sentence at which it was asked for."""

    event: int
    uuid: str
    asked_for_at: int
    clock: int


def _of_step(connection: Connection, renaming: _Renaming) -> tuple[set[Any], set[Any]]:
    """What stands of the sentences that a renaming decided, and what is unconfirmed of those of which it left some."""
    return {*connection.run(_DECIDED, renaming.event)}, {*connection.run(_EDITED, renaming.uuid)}


_DECIDED = (
    "SELECT sentence_id, heads.decision FROM decisions LEFT JOIN heads USING (annotator, sentence_id) WHERE event = ?"
)
_EDITED = """
    SELECT e.sentence, drafts.labels FROM events AS e LEFT JOIN drafts ON drafts.annotator = e.who
    AND drafts.sentence_id = e.sentence WHERE e.kind = 'draft' AND e.body ->> 'step' = ?
"""
_NAMED = f"""
    SELECT DISTINCT sentences.document FROM labelled CROSS JOIN sentences ON sentences.id = labelled.sentence_id
    CROSS JOIN progress ON annotator = ? AND progress.document = sentences.document
    WHERE label IN (?, ?) AND NOT {is_superseded("sentences.document")} ORDER BY 1
"""


def _without(
    connection: Connection, annotator: str, document: int, clock: int, given_names: Collection[str], then: Names
) -> dict[int, Labels]:
    """The labels of sentences of a document that have a name only because it was given, with the one of now; by id.

    `then` are the names that stood before it was taken back, `clock` is that of the renaming.
    """
    sees = Sees(connection, annotator)
    today, seen_by = sees.names(), annotator if sees.shared else None
    heads = {head.position: head for head in heads_in(connection, annotator, "sentences.document = ?2", document)}
    anew = {
        position: with_names_of_today(head.labels, head.origins(connection, seen_by), then, today)
        for position, head in heads.items()
    }
    # As they belonged together under the names of then.
    for _, places in joined_with_places({position: renamed_labels(new, then).quotes for position, new in anew.items()}):
        first = places[0]
        for position, number in places[1:]:
            part = anew[position].quotes[number]
            if heads[position].clock > clock and part.speaker in given_names:
                speaker = anew[first.sentence].quotes[first.number].speaker
                anew[position] = anew[position].put(number, replace(part, speaker=speaker))
    return {heads[position].sentence_id: new for position, new in anew.items() if new != heads[position].labels}


def confirmed_by_others(connection: Connection, annotators: Sequence[str], name: str) -> dict[str, int]:
    """In how many confirmed sentences each annotator or reviewer has the speaker, those named apart; by name."""
    known = sorted({*history.annotators(connection, *EXPORTED)} - {*annotators})
    counts = ((annotator, len([*_accepted(connection, annotator, name)])) for annotator in known)
    return {annotator: count for annotator, count in counts if count}


def _plan(connection: Connection, annotator: str, old: str, new: str) -> _Plan:
    names = {old: new}
    decided, quotes, articles = dict[int, Labels](), 0, set[int]()
    for sentence_id, document, decision in _accepted(connection, annotator, old):
        decided[sentence_id] = renamed_labels(decision.labels, names)
        quotes += sum(quote.speaker == old and not quote.continues for quote in decision.labels.quotes)
        articles.add(document)
    drafts, waiting = dict[int, Draft](), _suggested_to(connection, annotator, old)
    for sentence_id, column in connection.run(_DRAFTS, annotator):
        labels, note_and_flag = rows.draft(column)
        if labels is None:
            continue
        waiting.discard(sentence_id)
        renamed = renamed_labels(labels, names)
        if renamed != labels:
            step, clock = connection.first_row(_STEP_OF_DRAFT, sentence_id, annotator) or (None, None)
            drafts[sentence_id] = Draft(rows.draft_left(renamed, note_and_flag), also=step, clock=clock)
    first = connection.first_value(_FIRST, rows.to_json([*decided, *drafts, *waiting]))
    effect = Renamed(annotator, len(decided), quotes, frozenset(articles), len(drafts), len(waiting))
    return _Plan(decided, drafts, first, effect)


def _accepted(connection: Connection, annotator: str, name: str) -> Iterator[tuple[int, int, Decision]]:
    """The confirmed sentences in which an annotator has the speaker: id, document, decision."""
    text = f'"speaker":{rows.to_json(name)}'
    for sentence_id, document, *row in connection.run(_ACCEPTED, annotator, text):
        decision = rows.decision(row)
        if any(quote.speaker == name for quote in decision.labels.quotes):
            yield sentence_id, document, decision


def _suggested_to(connection: Connection, annotator: str, name: str) -> set[int]:
    """The sentences without a decision of the annotator's in which a speaker is suggested, under today's names."""
    names = Sees(connection, annotator).names()
    called = [f"@{old}" for old in {name, *names} if names.get(old, old) == name]
    suggested = connection.run(_SUGGESTED, annotator=annotator, called=rows.to_json(called))
    text = f'"speaker":{rows.to_json(name)}'
    return {sentence for sentence, column in suggested if text in renamed_column(column, names)}
