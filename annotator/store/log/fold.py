"""What stands, made from the log: the one mechanism behind open, save, undo, merge, check, mend and the past.

`_ROWS` says how the rows of each cache are made: all of them, or those of one key. So `refresh`, after a change, and
`rebuild`, of everything, are the same statements, once with a key and once without; nothing adds or subtracts.

An event stands unless the last undo or redo of it is an undo. The order of events is (clock, uuid), in every copy of a
database the same. Call these functions inside a transaction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from annotator.core.session.state import UNSURE
from annotator.store.log.schema import BLOCK, CACHES, NEWEST_SUGGESTION, STANDS, VIEWS
from annotator.store.sqlite.sqlite_library import Connection

_LONGEST = 1_000_000_000
"""Seconds: a decision counts for no more, as the sum has to stay a whole number that SQLite can hold."""

COUNTED = {
    "accepted": "sum(d.answer = 'accept')",
    "rejected": "sum(d.answer = 'reject')",
    "skipped": "sum(d.answer = 'skip')",
    "flagged": "sum(d.flagged)",
    "milliseconds": f"sum(CAST(round(max(-{_LONGEST}, min({_LONGEST}, d.seconds)) * 1000) AS INTEGER))",
    "keys": "sum(d.keys)",
}
"""What `progress` counts of current decisions."""


Touched = Mapping[str, Iterable[tuple[Any, ...]]]
"""The keys of rows that may have changed, by cache. `drafts`, `progress` and `blocks` follow from `heads`."""


def rebuild(connection: Connection) -> None:
    """Make every cache anew, but for the words of articles: those of the file, or what stands in for them."""
    for make in FOLDS.values():
        make(connection)


def refresh(connection: Connection, touched: Touched) -> None:
    """Make the rows anew that may have changed."""
    heads = touched.get("heads", ())
    document_of = "SELECT document FROM sentences WHERE id = ?"
    of = {(who, connection.one_value(document_of, sentence)) for who, sentence in heads}
    blocks = {(who, document // BLOCK) for who, document in of}
    labelled = {(sentence, sentence) for _, sentence in heads}
    keys = {**touched, "drafts": heads, "progress": of, "blocks": blocks, "labelled": labelled}
    for name in _ROWS:
        for key in keys.get(name, ()):
            _make(name, connection, *key)
    _places(connection, {document for (document,) in touched.get("slots", ())}.union(document for _, document in of))


def refresh_suggested(connection: Connection, documents: Iterable[int]) -> None:
    """Make anew what follows from the suggestions of these documents."""
    for document in documents:
        _make("suggested_quotes", connection, document)
        ids = connection.first_row("SELECT min(id), max(id) FROM sentences WHERE document = ?", document)
        _make("labelled", connection, *ids)


_TOUCHED = """
    WITH RECURSIVE about AS (
        SELECT * FROM events WHERE who = ? AND clock = ?
        UNION SELECT e.* FROM about CROSS JOIN events AS e ON e.uuid = about.undoes
        UNION SELECT e.* FROM about CROSS JOIN events AS e ON e.undoes = about.undoes
    )
    SELECT 'undone', undoes, NULL FROM about WHERE undoes IS NOT NULL
    UNION SELECT 'heads', annotator, sentence_id FROM about CROSS JOIN decisions ON event = about.id
    UNION SELECT 'heads', e.who, e.sentence FROM about CROSS JOIN events AS e
        ON e.kind = 'draft' AND e.body ->> 'step' = +about.uuid
    UNION SELECT 'heads', who, sentence FROM about WHERE kind = 'draft'
    UNION SELECT 'removed', document, NULL FROM about WHERE kind IN ('remove', 'edition')
    UNION SELECT 'removed', number, NULL FROM about CROSS JOIN documents ON sha256 = body ->> 'earlier'
        WHERE kind = 'edition'
    UNION SELECT 'slots', document, NULL FROM about WHERE kind IN ('places', 'take')
    UNION SELECT 'carries', document, NULL FROM about WHERE kind IN ('edition', 'carry', 'look')
    UNION SELECT 'annotators', NULL, NULL FROM about WHERE kind = 'enter'
"""


def touched_at(connection: Connection, who: str, clock: int) -> dict[str, set[tuple[Any, ...]]]:
    """What somebody's events at a clock touch (see `Touched`).

    An undo or a redo touches what the event does that it is about, and what earlier ones of it said.
    """
    touched = defaultdict[str, set[tuple[Any, ...]]](set)
    for name, *key in connection.run(_TOUCHED, who, clock):
        touched[name].add(tuple(part for part in key if part is not None))
    return touched


# ---- the rows of each cache


class _Rows(NamedTuple):
    """The rows of a cache: SQL that gives those of a key, with `of_key` in its places, or all, with `every` or nothing.

    `of` is the condition of rows of that key, whose values are ?1, ?2; empty where none of them ever goes.
    """

    of: str
    select: str
    of_key: Sequence[str] = ()
    every: Sequence[str] = ()


def _make(name: str, connection: Connection, *key: str | int) -> None:
    """Make the rows of a cache anew, all or those of a key."""
    for statement in _statements(name, bool(key)):
        connection.execute(statement, key)


@cache
def _statements(name: str, of_key: bool) -> tuple[str, ...]:
    """What makes the rows of a cache anew, all or those of a key: text of some length, made once."""
    rows = _ROWS[name]
    delete = (f"DELETE FROM {name}{f' WHERE {rows.of}' if of_key else ''}",) if rows.of or not of_key else ()
    places = rows.of_key if of_key else rows.every or [""] * len(rows.of_key)
    return (*delete, f"INSERT INTO {name} {rows.select.format(*places)}")


_SAID = f"""
    decisions AS d CROSS JOIN events AS e ON e.id = d.event
    WHERE {STANDS.format("e")} AND (d.repeats IS NULL OR NOT EXISTS (
    WITH RECURSIVE again (id) AS (SELECT d.repeats UNION SELECT repeats FROM again JOIN decisions USING (id))
    SELECT 1 FROM again JOIN decisions USING (id) JOIN undone USING (event)))
"""
"""SQL for decisions that stand: their event does, and those of all that they say again, one after the other."""

FATES = 32
"""Bits of the id of a row of `carries` that number the fate in its event: so it stays, when the row is made anew."""

_AGAIN = f"""
    WITH RECURSIVE again (id) AS (
        SELECT {{0}}.id UNION SELECT repeats FROM again JOIN decisions USING (id) WHERE repeats IS NOT NULL
        UNION SELECT carries.decision FROM again JOIN decisions USING (id) CROSS JOIN carries ON became = again.id
            AND carries.id BETWEEN decisions.event << {FATES} AND (decisions.event + 1 << {FATES}) - 1{{1}})
"""
"""SQL for the ids of decisions that one says again. Where an edition gave its place back, the first decision became one
that had become of it: only what the event of a decision says of it leads back. UNION, as a file may say anything."""


def made_in(decision: str) -> str:
    """SQL for the row in which a decision was made; `decision` is the name of its table. Most were in their own.

    Renaming a speaker everywhere says a decision again, in a later row, which is no new decision. So does a later
    edition of the document, of its sentences.
    """
    carried = f"(SELECT kind FROM events AS of_edition WHERE of_edition.id = {decision}.event) = 'carry'"
    return f"""
        CASE WHEN {decision}.repeats IS NULL AND NOT {carried} THEN {decision}.id ELSE (
        {_AGAIN.format(decision, "")} SELECT min(id) FROM again) END
    """


NEVER = 2**62
"""A clock later than all."""

UNOPENED = f"""iif({{0}}.sight = 'in passing' AND NOT EXISTS (
    WITH RECURSIVE before (id) AS (SELECT {{0}}.replaces UNION SELECT replaces FROM before JOIN decisions USING (id))
    SELECT 1 FROM before JOIN decisions USING (id) WHERE sight <> 'in passing'), {NEVER}, 0)"""
"""SQL for what is taken from the clock of a decision that was made unopened: it is before all that was looked at, as
only what was not decided is decided so. On another copy it may have been."""

_STOOD_THERE = """
        UNION SELECT replaces FROM again JOIN decisions USING (id) JOIN events AS over ON over.id = event
            WHERE over.kind = 'carry' AND repeats IS NULL AND replaces IS NOT NULL"""
_FIRST_SAID = f"""(CASE WHEN d.repeats IS NULL AND e.kind <> 'carry' THEN e.clock ELSE (
    {_AGAIN.format("d", _STOOD_THERE)}
    SELECT coalesce(max(first.clock), 0) FROM again JOIN decisions USING (id) JOIN events AS first ON first.id = event
    WHERE repeats IS NULL AND first.kind <> 'carry'
) END)"""
"""SQL for the clock of what a decision says again, else its own. What was carried over from another edition is as late
as the later of what it says again and what stood there. So neither a name that was given on one copy to what was known
there, nor what was carried over there, undoes what was decided on another one meanwhile."""

DECIDED_AT = f"""max({_FIRST_SAID}, coalesce((SELECT max(redone.clock) FROM events AS redone
    WHERE redone.undoes = e.uuid AND redone.kind = 'redo' AND d.repeats IS NULL AND {STANDS.format("redone")}), 0))"""
"""SQL for the clock of when a decision was made, or done again."""

LEFT_AT = "min(e.clock, coalesce(e.body ->> 'clock', e.clock))"
"""SQL for the clock of what was left unconfirmed, by its event, or of what that only says again."""
LAST_LEFT = f"{LEFT_AT} DESC, e.clock DESC, e.uuid DESC"
"""SQL that orders what was left unconfirmed, the last first."""

LATEST = """
    NOT EXISTS (SELECT 1 FROM editions AS again WHERE (again.clock, again.uuid) > (editions.clock, editions.uuid)
    AND editions.earlier IN (again.earlier, again.later))
"""
"""SQL that a row of `editions` is the last that was said of its earlier document."""

TAKEN_OUT = f"SELECT document FROM events AS e WHERE kind = 'remove' AND {STANDS.format('e')}"
"""SQL for the documents that somebody took out, whether or not a later edition has their place."""
# A damaged row ends nothing: it is not counted, and `annotator db check` tells of it.
_QUOTES = """
    (SELECT count(*) FROM json_each(CASE WHEN json_valid({0}) THEN {0} END, '$.quotes')
    WHERE CASE type WHEN 'object' THEN NOT value ->> 'continues' END)
"""
_TOPICS = "FROM json_each(CASE WHEN json_valid(newest.topics) THEN newest.topics END) WHERE type = 'array')"
CERTAINTY = f"""
    sum(coalesce(newest.score, 0) + (SELECT total(value ->> 1) {_TOPICS})
        / sum((newest.score IS NOT NULL) + (SELECT count(*) {_TOPICS})
"""
"""SQL for the mean of the scores of suggestions, `newest`: of quotes and topics alike."""
_BARE = """(
    (SELECT json_group_array(json_remove(CASE type WHEN 'object' THEN value END, '$.score', '$.rule'))
        FROM json_each({0}, '$.quotes')),
    coalesce({0} -> 'topics', '[]')
)"""
_EDITED = f"""
    CASE WHEN said.labels IS answered.labels OR NOT json_valid(said.labels) OR NOT json_valid(answered.labels) THEN 0
        ELSE {_BARE.format("said.labels")} IS NOT {_BARE.format("answered.labels")} END
"""
"""SQL that `said` has other labels than the suggestion `answered`. What cannot be read has not."""
_LABELLED = f"""
    SELECT label, sentence_id FROM (
        WITH said AS (
            SELECT sentence_id, labels FROM suggestions WHERE json_valid(labels){{}}
            UNION ALL SELECT sentence_id, labels FROM decisions WHERE json_valid(labels){{}}
            AND EXISTS (SELECT 1 FROM events WHERE events.id = decisions.event)
        ), quotes AS (
            SELECT sentence_id, value FROM said CROSS JOIN json_each(labels, '$.quotes') WHERE type = 'object'
        )
        SELECT '@' || coalesce(value ->> 'speaker', '') AS label, sentence_id FROM quotes
        UNION SELECT '?', sentence_id FROM quotes WHERE value ->> 'score' < {UNSURE}
        UNION SELECT '#' || value, sentence_id FROM said CROSS JOIN json_each(labels, '$.topics') WHERE type = 'text'
    ) WHERE TRUE ON CONFLICT DO NOTHING
"""

_ROWS: Mapping[str, _Rows] = {
    # The events whose last undo or redo is an undo, and undos and redos before the last.
    "undone": _Rows(
        "event IN (SELECT id FROM events WHERE uuid = ?1 UNION ALL SELECT id FROM events WHERE undoes = ?1)",
        """
            SELECT event FROM (WITH said AS (SELECT id, undoes, kind, row_number() OVER (PARTITION BY undoes
            ORDER BY clock DESC, uuid DESC) AS back FROM events WHERE undoes IS NOT NULL{})
            SELECT id AS event FROM said WHERE back > 1
            UNION SELECT e.id FROM said CROSS JOIN events AS e ON e.uuid = said.undoes
            WHERE back = 1 AND said.kind = 'undo')
        """,
        [" AND undoes = ?1"],
    ),
    # Everybody who entered, in the order they came; as what, their first time says that can be read.
    "annotators": _Rows(
        "",
        f"""
            SELECT who, role, person, at FROM (SELECT who, body ->> 'role' AS role, body ->> 'person' AS person, at,
            clock, uuid, row_number() OVER (PARTITION BY who ORDER BY clock, uuid) AS nth FROM events AS e
            WHERE kind = 'enter' AND body ->> 'role' IS NOT NULL AND {STANDS.format("e")}) WHERE nth = 1
            ORDER BY clock, uuid
        """,
    ),
    # What became of the decisions of earlier editions, each said once of a sentence of the later one. What was looked
    # at is looked for once, and not once for each fate.
    "carries": _Rows(
        "event IN (SELECT id FROM events WHERE kind = 'carry' AND document = ?1)",
        f"""
            SELECT id << {FATES} | key, id, edition, decision, kind, sentence, became, stood, looked FROM (
            SELECT e.id, edition.id AS edition, made.id AS decision, fate.value ->> 1 AS kind, place.id AS sentence,
            (SELECT id FROM decisions WHERE uuid = fate.value ->> 3) AS became,
            (SELECT id FROM decisions WHERE uuid = fate.value ->> 4) AS stood,
            coalesce((e.document, edition.uuid, fate.value ->> 0, fate.value ->> 2) IN (SELECT l.document,
            l.body ->> 'edition', l.body ->> 'decision', l.body ->> 'position' FROM events AS l
            WHERE l.kind = 'look' AND {STANDS.format("l")}{{}}), 0) AS looked,
            fate.key, row_number() OVER (PARTITION BY edition.id, made.id, place.id
            ORDER BY e.clock, e.uuid, fate.key) AS nth
            FROM events AS e CROSS JOIN json_each(e.body, '$.fates') AS fate
            CROSS JOIN events AS edition ON edition.uuid = e.body ->> 'edition'
            CROSS JOIN decisions AS made ON made.uuid = fate.value ->> 0
            CROSS JOIN sentences AS place ON place.document = e.document AND place.position = fate.value ->> 2
            WHERE e.kind = 'carry' AND {STANDS.format("e")} AND {STANDS.format("edition")}{{}}) WHERE nth = 1
        """,
        [" AND l.document = ?1", " AND e.document = ?1"],
    ),
    # The last that somebody says of a sentence in an event that stands; what was looked at before what was not.
    "heads": _Rows(
        "annotator = ?1 AND sentence_id = ?2",
        f"""
            SELECT said.annotator, said.sentence_id, said.id, said.answer = 'skip', said.answer = 'reject',
                said.flagged, said.note IS NOT NULL, said.answer <> 'skip' AND said.sight <> 'withheld' AND {_EDITED},
                said.sight = 'in passing' AND said.answer = 'accept' AND NOT said.implied
            FROM (
                SELECT d.*, row_number() OVER (
                    PARTITION BY d.annotator, d.sentence_id
                    ORDER BY {_FIRST_SAID} - {UNOPENED.format("d")} DESC, e.clock DESC, e.uuid DESC, d.id DESC
                ) AS back FROM {_SAID}{{}}
            ) AS said LEFT JOIN suggestions AS answered ON answered.id = said.suggestion WHERE back = 1
        """,
        [" AND d.annotator = ?1 AND d.sentence_id = ?2"],
    ),
    # The last that was left of a sentence and stands with its step, unless a decision was made, or done again, since;
    # one that only says something again was made when that was.
    # Edits that were taken back to what a step left, and go on with it, are gone where the step is. What a correction
    # left where nothing stood is none where something does: it was decided on another copy with the same correction.
    "drafts": _Rows(
        "annotator = ?1 AND sentence_id = ?2",
        f"""
            SELECT who, sentence, left FROM (
            SELECT e.who, e.sentence, e.body -> 'left' AS left, {LEFT_AT} AS clock, step.id AS step, row_number() OVER (
            PARTITION BY e.who, e.sentence ORDER BY {LAST_LEFT}) AS back
            FROM events AS e LEFT JOIN events AS step ON step.uuid = e.body ->> 'step'
            WHERE e.kind = 'draft' AND {STANDS.format("e")}
            AND (step.id IS NULL OR {STANDS.format("step")}) AND NOT EXISTS (SELECT 1 FROM events AS also
            WHERE also.uuid = e.body ->> 'also' AND NOT {STANDS.format("also")})
            AND NOT EXISTS (SELECT 1 FROM events AS later CROSS JOIN events AS of ON of.uuid = later.body ->> 'step'
            WHERE later.kind = 'draft' AND later.sentence = e.sentence AND later.who = e.who
            AND later.clock > e.clock AND of.clock <= e.clock
            AND NOT {STANDS.format("of")}){{}}) AS draft
            WHERE back = 1 AND left <> 'null' AND NOT EXISTS (SELECT 1 FROM {_SAID}
            AND d.sentence_id = draft.sentence AND d.annotator = draft.who
            AND e.id IS NOT draft.step AND {DECIDED_AT} - {UNOPENED.format("d")} > draft.clock)
            AND NOT EXISTS (SELECT 1 FROM carries CROSS JOIN heads ON (heads.annotator, heads.sentence_id)
            = (draft.who, draft.sentence) WHERE (carries.event, carries.sentence_id) = (draft.step, draft.sentence)
            AND carries.kind = 'touched' AND carries.stood IS NULL AND NOT heads.skipped)
        """,
        [" AND +e.who = ?1 AND e.sentence = ?2"],  # with +, else it would go through all that this person did
    ),
    # How many heads somebody has in a document.
    "progress": _Rows(
        "annotator = ?1 AND document = ?2",
        f"""
            SELECT h.annotator, s.document, {", ".join(COUNTED.values())},
            (SELECT count(*) FROM sentences WHERE document = s.document) - count(*)
            FROM {{}} GROUP BY h.annotator, s.document
        """,
        [
            """
                sentences AS s CROSS JOIN heads AS h ON h.annotator = ?1 AND h.sentence_id = s.id
                CROSS JOIN decisions AS d ON d.id = h.decision WHERE s.document = ?2
            """
        ],
        ["heads AS h CROSS JOIN decisions AS d ON d.id = h.decision CROSS JOIN sentences AS s ON s.id = h.sentence_id"],
    ),
    # The progress of somebody in the documents of a block together.
    "blocks": _Rows(
        "annotator = ?1 AND block = ?2",
        f"""
            SELECT annotator, document / {BLOCK}, sum(unanswered = 0), {", ".join(f"sum({name})" for name in COUNTED)}
            FROM progress{{}} GROUP BY annotator, document / {BLOCK}
        """,
        [f" WHERE annotator = ?1 AND document BETWEEN ?2 * {BLOCK} AND ?2 * {BLOCK} + {BLOCK - 1}"],
    ),
    # Documents that were taken out, and those in whose place a later edition stands.
    "removed": _Rows(
        "document = ?1",
        "SELECT number, sentences FROM documents WHERE {}",
        [
            f"""
                number = ?1 AND (EXISTS ({TAKEN_OUT} AND document = number)
                OR EXISTS (SELECT 1 FROM editions WHERE earlier = number AND {LATEST}))
            """
        ],
        [f"number IN ({TAKEN_OUT}) OR number IN (SELECT earlier FROM editions WHERE {LATEST})"],
    ),
    # The whole quotes of the newest suggestions.
    "suggested_quotes": _Rows(
        "document = ?1",
        f"""
            SELECT s.document, sum({_QUOTES.format("newest.labels")}), {CERTAINTY} FROM sentences AS s
            CROSS JOIN suggestions AS newest ON newest.id = {NEWEST_SUGGESTION.format("s.id")}{{}} GROUP BY s.document
        """,
        [" WHERE s.document = ?1"],
    ),
    # It only grows, as what it is made of does: no row goes, and none that is there is written again.
    "labelled": _Rows(
        "",
        _LABELLED,
        [" AND sentence_id BETWEEN ?1 AND ?2", " AND sentence_id BETWEEN ?1 AND ?2"],
    ),
}
"""In an order in which each comes after those that it asks."""


# ---- places


@dataclass(slots=True)
class _Claim:
    """Somebody's wish for a place of a document: the event, and the number in the line of those who have one.

    Who takes over what is out of time stands in the line where that stood. `slot` is the place that it has, or wished;
    `ended`: when and why it was over; None as long as it is not.
    """

    event: int
    who: str
    at: str
    slot: int
    line: int
    ended: Sequence[str] | None


def _places(connection: Connection, documents: Iterable[int]) -> None:
    """Places as they were said last, and who has them: whoever finished before who has not, then by the line.

    A claim gets the place that it wishes, else the next one that is free and may be theirs, else none. So two copies
    in which two people each took place 1 of 2 give both of them a place, in whatever order they come together.
    """
    about = orjson.dumps([*documents]).decode()
    events = connection.run(
        f"""
            SELECT e.document, e.kind, e.id, e.uuid, e.who, e.at, e.body, {STANDS.format("e")},
            (SELECT json_array(u.at, coalesce(u.body ->> 'why', '{GIVEN_BACK}')) FROM events AS u
            WHERE u.undoes = e.uuid AND u.kind = 'undo' AND {STANDS.format("u")})
            FROM json_each(?) AS about CROSS JOIN events AS e ON e.document = about.value
            WHERE (e.kind = 'places' OR e.kind = 'take') ORDER BY e.document, e.clock, e.uuid
        """,
        about,
    ).fetchall()
    if not events:  # nor are there places, then
        return
    for table in PLACED:
        connection.run(f"DELETE FROM {table} WHERE document IN (SELECT value FROM json_each(?))", about)
    for number, rows in groupby(events, key=lambda row: int(row[0])):
        done = "SELECT annotator, skipped FROM progress WHERE document = ? AND unanswered = 0"
        slots, leases = _given(number, [*rows], dict(connection.run(done, number)))
        connection.executemany("INSERT INTO slots VALUES (?, ?, ?, ?, ?, ?)", slots)
        connection.executemany("INSERT INTO leases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", leases)
    connection.run(_UNPLACED, about)


GIVEN_BACK = "given back"
"""Why a lease was released, where nothing else is said."""
NO_SLOT = "no slot was free"
"""Why one was that never was any."""
PLACED = ("slots", "leases", "unplaced")
"""The caches of places, which are made together."""
_OWN = "SELECT 1 FROM leases WHERE leases.annotator = own.annotator AND leases.document = own.document"
_UNPLACED = f"""
    INSERT INTO unplaced SELECT own.annotator, own.document
    FROM json_each(?) AS about CROSS JOIN progress AS own ON own.document = about.value
    WHERE EXISTS (SELECT 1 FROM slots WHERE slots.document = own.document)
    AND NOT EXISTS ({_OWN} AND (state <> 'released' OR why = '{GIVEN_BACK}'))
    AND (NOT EXISTS ({_OWN}) OR unanswered = 0 AND skipped = 0)
"""


def _given(
    number: int, events: Sequence[Sequence[Any]], answered: Mapping[str, int]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows of `slots` and `leases` of a document, by what was said of its places, in order.

    `answered`: who has answered all of it, and how many of these answers put a sentence off.
    """
    places: dict[str, Any] = {"kept_for": {}, "rank": 0, "named": False}
    claims: dict[str, _Claim] = {}
    for _, kind, event, uuid, who, at, body, stands, back in events:
        fields = orjson.loads(body)
        if kind == "places":
            places = fields if stands else places
            continue
        before = claims.get(fields["over"])
        line = len(claims) if before is None else before.line
        claims[uuid] = claim = _Claim(event, who, at, fields["slot"], line, back and orjson.loads(back))
        if before is None:
            continue
        if before.ended is None:
            before.ended = at, "renewed" if before.who == who else "expired"
        elif before.who == who and before.ended[1] == GIVEN_BACK and claim.ended is None:
            claim.ended = before.ended  # where nobody knew that it was renewed on another copy
    kept_for = {int(slot): name for slot, name in sorted(places["kept_for"].items(), key=lambda pair: int(pair[0]))}
    free, have, finished = dict(kept_for), set[str](), [who for who, put_off in answered.items() if not put_off]
    for claim in sorted(claims.values(), key=lambda claim: (claim.who not in finished, claim.line)):
        may_have = [slot for slot, name in free.items() if name in (None, claim.who)]
        if claim.ended is None and may_have and claim.who not in have:
            # The one that it wishes, else one kept for them, else the next.
            claim.slot = min(may_have, key=lambda slot: (slot != claim.slot, free[slot] is None))
            del free[claim.slot]
            have.add(claim.who)
        elif claim.ended is None:
            claim.ended = claim.at, NO_SLOT
    leases = list[tuple[Any, ...]]()
    for claim in claims.values():
        has_it = "finished" if claim.who in finished else "held", None, None
        how = has_it if claim.ended is None else ("released", *claim.ended)
        leases.append((claim.event, number, claim.slot, claim.who, claim.at, *how, int(claim.who not in answered)))
    done = {slot for _, _, slot, _, _, state, *_ in leases if state == "finished"}
    about = places["rank"], int(places["named"])
    slots = [(number, slot, name, *about, int(slot not in done)) for slot, name in kept_for.items()]
    return slots, leases


# ---- words of articles

_TITLE = "coalesce(title, id)"


def index_words(connection: Connection, document: int) -> None:
    """Put the words of a new document into the indexes."""
    connection.run(
        "INSERT INTO article_words (rowid, text) SELECT number, text FROM documents WHERE number = ?", document
    )
    index_title(connection, document)


def forget_title(connection: Connection, document: int) -> None:
    """Take the words of a title out, before it is changed; `index_title` puts the new ones in."""
    connection.run(
        f"""
            INSERT INTO title_words (title_words, rowid, title)
            SELECT 'delete', number, {_TITLE} FROM documents WHERE number = ?
        """,
        document,
    )


def index_title(connection: Connection, document: int) -> None:
    """Put the words of a title in."""
    connection.run(
        f"INSERT INTO title_words (rowid, title) SELECT number, {_TITLE} FROM documents WHERE number = ?", document
    )


def reindex_words(connection: Connection) -> None:
    """Make the indexes of words anew."""
    connection.execute("INSERT INTO article_words (article_words) VALUES ('rebuild')")
    connection.execute("INSERT INTO title_words (title_words) VALUES ('delete-all')")
    connection.execute(f"INSERT INTO title_words (rowid, title) SELECT number, {_TITLE} FROM documents")


# ---- the past


def as_of(connection: Connection, clock: int) -> None:
    """Let a connection that only reads see all as it stood before that clock: the same, into temporary tables."""
    connection.execute("PRAGMA temp_store = MEMORY")
    cover(connection, clock)
    rebuild(connection)


def cover(connection: Connection, clock: int) -> None:
    """Let empty temporary tables stand in for the caches, and for the log what was before that clock."""
    connection.execute(f"CREATE TEMP VIEW events AS SELECT * FROM main.events WHERE clock < {int(clock)}")
    for name, columns in CACHES.items():
        connection.execute(f"CREATE TEMP TABLE {name} ({_REFERENCE.sub('', columns)})")
    for name, sql in VIEWS.items():  # those of the file ask its own tables
        connection.execute(f"CREATE TEMP VIEW {name} AS {sql}")


def uncover(connection: Connection) -> None:
    """Take away what `cover` made."""
    for name in ("events", *VIEWS):
        connection.execute(f"DROP VIEW temp.{name}")
    for name in CACHES:
        connection.execute(f"DROP TABLE temp.{name}")


_REFERENCE = re.compile(r" REFERENCES \w+ \(\w+\)")  # no temporary table can name one of the file


FOLDS: Mapping[str, Callable[[Connection], None]] = {name: partial(_make, name) for name in _ROWS} | {
    # And leases.
    "slots": lambda connection: _places(connection, connection.each_value("SELECT number FROM documents"))
}
"""What makes all rows of a cache, in an order in which each comes after those that it asks."""
