"""Schema 23: what happened, which 22 versions kept in tables of its kinds, becomes one log. Facts never change again.

Each query says what rows of the tables of before are as events, in their order. What had no uuid gets one from what it
holds, so that copies which are migrated apart have the same events.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import Any

import orjson

from annotator.store.log import fold
from annotator.store.log.rows import columns_of, to_json, versions_left
from annotator.store.log.schema import CACHES, FACTS, caches_and_views, tick
from annotator.store.sqlite.sqlite_library import Connection, sqlite3

_DROPPED = (
    *("heads", "drafts", "progress", "totals", "answered_blocks", "suggested_quotes", "removed", "looked_at"),
    *("standing_renamings", "step_drafts", "renamings", "reviews", "removals", "carries", "editions", "slots"),
    *("qualification_results", "qualification_items", "qualifications", "leases", "assignments", "schemes"),
    *("profiles", "boilerplate", "habits", "annotators", "decisions_22", "steps", "revisions"),
)
"""The tables of before, those first that name others: their rows are in the log now, or follow from it."""


def make_log(connection: Connection) -> None:
    """Make the log of what the tables of before say, and all that follows from it. Decisions keep their numbers.

    Raises ValueError for rows that no version of before can have written.
    """
    try:
        _make_log(connection)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT):
            raise ValueError(str(error)) from error
        raise


def _make_log(connection: Connection) -> None:
    drop_all(connection, "trigger", "index", "view")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("ALTER TABLE decisions RENAME TO decisions_22")
    # By these a step leads to those that take it back. And a table that is dropped loses its rows first: so SQLite
    # finds others that name each of them.
    for table, column in (("decisions_22", "replaces"), ("steps", "target"), ("steps", "below")):
        if column in columns_of(connection, table):
            connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    execute_all(connection, f"{_SUGGESTED};\n{FACTS}")
    for name, arguments, function in (
        ("tick", 2, tick),
        ("derived", 1, _derived),
        ("exact", 1, to_json),  # a number as JSON that is read as the same one
        ("there", 1, _there),
        ("verdict", 5, _verdict),
    ):
        connection.create_function(name, arguments, function, deterministic=True)
    execute_all(connection, _ASIDE)
    for events in _STEPS_AND_BEFORE:
        _add(connection, events)
    connection.create_function("repeats", 1, _repeats(connection).get)
    connection.execute(_DECISIONS)
    for events in _DOCUMENTS_AND_TEAMS:
        _add(connection, events)
    for table in _DROPPED:
        connection.execute(f"DROP TABLE IF EXISTS main.{table}")
    # The indexes of words stay, and are not made again.
    execute_all(connection, caches_and_views())
    fold.rebuild(connection)
    _add(connection, _KEPT_DRAFTS)  # what follows from them is made anew by a later migration
    for table in connection.each_value("SELECT name FROM temp.sqlite_master WHERE name LIKE '%_22'"):
        connection.execute(f"DROP TABLE temp.{table}")


def make_anew(connection: Connection) -> None:
    """Make all that follows from the log as it is today, with its indexes: for whoever changes a cache.

    Facts and the words of articles stay.
    """
    drop_all(connection, "trigger", "index", "view")
    for name in CACHES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    execute_all(connection, caches_and_views())
    fold.rebuild(connection)


def drop_all(connection: Connection, *kinds: str) -> None:
    """Drop all triggers, indexes or views, as `kinds` says, whatever others called theirs."""
    listed = """SELECT printf('DROP %s main."%w"', type, name) FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"""
    for kind in kinds:
        for drop in connection.each_value(listed, kind):
            connection.execute(drop)


def execute_all(connection: Connection, sql: str) -> None:
    """Run statements one by one: `executescript` would end the transaction."""
    for statement in sql.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def _add(connection: Connection, events: str) -> None:
    """Add the events that a query gives: kind, uuid, clock, at, who, document, sentence, undoes, body.

    Of two that are called the same, the first is the only one.
    """
    rows = [(*row, to_json(orjson.loads(body))) for *row, body in connection.execute(events).fetchall()]
    connection.executemany(
        "INSERT INTO events (kind, uuid, clock, at, who, document, sentence, undoes, body)"
        " VALUES (?, ?, ?, ?, coalesce(?, ''), ?, ?, ?, ?) ON CONFLICT (uuid) DO NOTHING",
        rows,
    )


# ---- what the queries ask for


def _derived(parts: str) -> str:
    """The uuid of what holds these parts, a JSON array."""
    return sha256(orjson.dumps(orjson.loads(parts))).hexdigest()[:32]


def _there(named: Any) -> Any:
    """What a row names, which must be there."""
    if named is None:
        raise LookupError("a row names what is not there")
    return named


def _verdict(kind: str, versions: str, taken: str, cause: str | None, paragraph: str | None) -> str:
    """What a review said, of the versions of which a corrected article left something."""
    left = versions_left(orjson.loads(versions), orjson.loads(taken))
    return to_json({"kind": kind, **left, "cause": cause, "paragraph": paragraph})


def _repeats(connection: Connection) -> dict[int, int]:
    """Which decision each one only says again, by their numbers; those that say something new are left out."""
    repeats: dict[int, int] = {}
    firsts: dict[tuple[str, str, int], int] = {}
    stood: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for key, answer, who, sentence, replaces, kind, carried, renames, uuid, about in connection.execute(
        "SELECT d.id, d.answer, d.annotator, d.sentence_id, d.replaces, s.kind, s.carried,"
        " s.id IN (SELECT step FROM renamings), s.uuid, coalesce(e.undoes, s.uuid) FROM decisions_22 AS d"
        " JOIN steps AS s ON s.id = d.step JOIN events AS e ON e.uuid = s.uuid ORDER BY s.clock, s.uuid, d.id"
    ).fetchall():
        of_sentence = stood[who, sentence]
        if kind == "undo":
            of_sentence[:] = [pair for pair in of_sentence if pair[0] != about]
            if answer is not None and of_sentence:
                repeats[key] = of_sentence[-1][1]
            continue
        first = key
        if kind == "redo":
            first = firsts.get((about, who, sentence), key)
        elif renames and replaces is not None:
            first = repeats.get(replaces, replaces)
        if first != key:
            repeats[key] = first
        firsts.setdefault((uuid, who, sentence), first)
        stands_with = next((pair[0] for pair in of_sentence if pair[1] == first), about) if carried else about
        of_sentence.append((stands_with, first))
    return repeats


# ---- the tables of before as events and decisions

_SUGGESTED = """
ALTER TABLE runs ADD COLUMN habits TEXT CHECK (json_valid(habits));
ALTER TABLE suggestions ADD COLUMN boilerplate TEXT CHECK (boilerplate <> '');
UPDATE runs SET habits = (SELECT habits.habits FROM habits WHERE digest = settings ->> '$.habits.digest');
UPDATE suggestions SET boilerplate = (SELECT kind FROM boilerplate WHERE suggestion = suggestions.id)
    WHERE id IN (SELECT suggestion FROM boilerplate)
"""
"""Habits stand with the runs that had them, and what is boilerplate with the suggestions that say so."""

_ASIDE = """
CREATE TEMP TABLE drafts_22 AS SELECT * FROM main.drafts;
CREATE TEMP TABLE places_22 (sentence INTEGER PRIMARY KEY, position, place);
INSERT INTO places_22
    SELECT s.id, position, json_array(sha256, position) FROM sentences AS s JOIN documents ON number = document;
CREATE TEMP TABLE renamings_22 AS SELECT *, max(id) FROM renamings GROUP BY step;
UPDATE steps SET target = there((SELECT first.step FROM renamings_22 AS r JOIN renamings_22 AS first
    ON first.id = r.origin WHERE r.step = steps.id))
    WHERE kind = 'decide' AND id IN (SELECT step FROM renamings_22 WHERE kind = 'take back');
CREATE TEMP TABLE about_22 (step INTEGER PRIMARY KEY, uuid, takes_back);
WITH RECURSIVE about (step, uuid, takes_back) AS (
    SELECT id, uuid, 0 FROM steps WHERE kind = 'decide' AND target IS NULL
    UNION ALL SELECT s.id, about.uuid, s.kind = 'decide' FROM about CROSS JOIN steps AS s ON s.target = about.step
) INSERT INTO about_22 SELECT * FROM about;
CREATE TEMP TABLE carried_22 AS SELECT * FROM (
    SELECT *, row_number() OVER one AS nth, json_group_array(json(fate)) OVER (one ROWS BETWEEN UNBOUNDED PRECEDING
        AND UNBOUNDED FOLLOWING) AS fates
    FROM (
        SELECT c.id, e.uuid AS edition, e.later, d.annotator, d.uuid AS decision, place.position, s.id AS step,
            json_array(d.uuid, c.kind, there(place.position), anew.uuid, stands.uuid) AS fate
        FROM carries AS c JOIN editions AS e ON e.id = c.edition JOIN decisions_22 AS d ON d.id = c.decision
        LEFT JOIN places_22 AS place ON place.sentence = c.sentence_id
        LEFT JOIN decisions_22 AS anew ON anew.id = c.became LEFT JOIN decisions_22 AS stands ON stands.id = c.stood
        LEFT JOIN steps AS s ON s.id = anew.step AND s.carried
    ) WINDOW one AS (PARTITION BY coalesce(step, json_array(annotator, edition, decision, position)) ORDER BY id)
) WHERE nth = 1;
CREATE TEMP TABLE over_22 AS SELECT min(l.uuid) AS taken, e.uuid AS over FROM (
    SELECT *, row_number() OVER (PARTITION BY document, slot, ended_at ORDER BY taken_at DESC, uuid DESC) AS back
    FROM leases WHERE why IN ('expired', 'renewed')
) AS e JOIN leases AS l ON (l.document, l.slot, l.taken_at) = (e.document, e.slot, e.ended_at) AND l.uuid <> e.uuid
WHERE back = 1 GROUP BY e.uuid
"""
"""What is asked for more than once, in temporary tables.

`about_22`: of each step the uuid of the first of those that it takes back or does again, else its own. A renaming that
was taken back by a step that decides is taken back by that one (`takes_back`), and what takes that back lets it stand.
`carried_22`: what became of decisions, by the step that said them again. What was not said again is an event of its
own, so that it is the same in copies that know of more. `over_22`: the lease that another one took over.
"""

_IN_TURN = """(SELECT *, nth + max(moment - nth) OVER (ORDER BY nth) AS clock FROM (
        SELECT *, tick({1}, 0) AS moment, row_number() OVER (ORDER BY {2}) AS nth FROM {0}))"""
"""A table with clocks: each the time of the row, but later than the one before in that order."""

_STEPS_AND_BEFORE = (
    """
    SELECT 'enter', derived(json_array('enter', name, created_at)), tick(created_at, 0), created_at, name,
        NULL, NULL, NULL, json_object('role', role, 'person', person)
    FROM annotators ORDER BY rowid
    """,
    """
    SELECT 'scheme', uuid, clock, coalesce(at, ''), who, NULL, NULL, NULL,
        json_object('parent', (SELECT before.uuid FROM revisions AS before WHERE before.id = r.parent), 'name', name,
            'version', version, 'toml', toml, 'guidelines', guidelines, 'labels', json(labels),
            'changes', json(changes), 'reason', reason)
    FROM revisions AS r ORDER BY id
    """,
    # In use was that with the highest number, also where a merge had brought one with a later clock. So it comes
    # again: an event is the same in all copies, which say different things of what is in use.
    """
    SELECT 'scheme', derived(json_array('in use', uuid, last)), last + 1, coalesce(at, ''), who, NULL, NULL, NULL,
        json_object('parent', uuid, 'name', name, 'version', version, 'toml', toml, 'guidelines', guidelines,
            'labels', json(labels), 'changes', json('[]'), 'reason', NULL)
    FROM (SELECT *, (SELECT max(clock) FROM revisions) AS last FROM revisions ORDER BY id DESC LIMIT 1)
    WHERE clock < last
    """,
    f"""
    SELECT 'profile', derived(json_array('profile', name, adopted_at)), clock, adopted_at, NULL, NULL, NULL, NULL,
        json_object('name', name)
    FROM {_IN_TURN.format("profiles", "adopted_at", "id")} ORDER BY id
    """,
    """
    SELECT kind, uuid, clock, at, annotator, later, sentence_id, iif(kind IN ('undo', 'redo'), there(about), NULL),
        CASE kind WHEN 'undo' THEN json_object('why', NULL, 'by', by)
            WHEN 'rename' THEN json_object('old', old, 'new', new, 'by', by)
            WHEN 'carry' THEN json_object('edition', edition, 'fates', json(fates)) ELSE '{}' END
    FROM (
        SELECT s.id, s.uuid, s.clock, s.at, s.annotator, s.sentence_id, about.uuid AS about, r.old, r.new, c.later,
            c.edition, c.fates, iif(s.kind = 'decide' AND s.carried, '', NULL) AS by,
            CASE WHEN s.kind = 'undo' AND about.takes_back THEN 'redo'
                WHEN s.kind = 'redo' AND about.takes_back THEN 'undo' WHEN s.kind <> 'decide' THEN s.kind
                WHEN r.kind = 'take back' THEN 'undo' WHEN r.kind = 'rename' THEN 'rename'
                WHEN c.step IS NOT NULL THEN 'carry' ELSE 'decide' END AS kind
        FROM steps AS s LEFT JOIN about_22 AS about ON about.step = s.target
        LEFT JOIN renamings_22 AS r ON r.step = s.id AND s.kind = 'decide'
        LEFT JOIN carried_22 AS c ON c.step = s.id AND s.kind = 'decide' AND r.id IS NULL
    ) ORDER BY id
    """,
    """
    SELECT 'carry', derived(json_array('carry', annotator, edition, decision, position)), e.clock + 1, e.at, annotator,
        c.later, NULL, NULL, json_object('edition', edition, 'fates', json(fates))
    FROM carried_22 AS c JOIN editions AS e ON e.uuid = edition WHERE step IS NULL ORDER BY c.id
    """,
    """
    SELECT 'draft', derived(json_array('draft', s.uuid, json(there(place)))), s.clock, s.at, s.annotator,
        NULL, d.sentence_id, NULL, json_object('left', json(after), 'step', s.uuid)
    FROM step_drafts AS d LEFT JOIN steps AS s ON s.id = d.step LEFT JOIN places_22 ON sentence = d.sentence_id
    ORDER BY d.step, d.sentence_id
    """,
    """
    SELECT 'leave', derived(json_array('leave', name, clock, json(there(place)))), clock + 1, at, name,
        NULL, bookmark, NULL, '{}'
    FROM (
        SELECT a.rowid, a.name, a.bookmark, coalesce(s.clock, tick(a.created_at, 0)) AS clock,
            coalesce(s.at, a.created_at) AS at
        FROM annotators AS a LEFT JOIN steps AS s ON s.id = (SELECT id FROM steps WHERE annotator = a.name
            AND NOT carried ORDER BY clock DESC, uuid DESC LIMIT 1)
        WHERE a.bookmark IS NOT NULL AND a.bookmark_step IS coalesce(s.id, 0)
    ) AS a LEFT JOIN places_22 ON sentence = bookmark ORDER BY a.rowid
    """,
)
"""Who works here, what was in use, and the steps, with what they renamed, carried over and left unconfirmed."""

_DECISIONS = """
    INSERT INTO decisions (id, uuid, event, sentence_id, annotator, answer, labels, note, flagged, implied, seconds,
        keys, suggestion, replaces, repeats, decided_at, sight, revision, verdict)
    SELECT d.id, d.uuid, there(e.id), d.sentence_id, d.annotator, d.answer, d.labels, d.note, d.flagged, d.implied,
        d.seconds, d.keys, d.suggestion,
        CASE WHEN d.replaces NOT IN (SELECT id FROM decisions_22 WHERE answer IS NULL) THEN d.replaces END,
        repeats(d.id), d.decided_at, d.sight,
        iif(d.revision IS NULL, NULL, there((SELECT scheme.id FROM revisions AS v JOIN events AS scheme USING (uuid)
            WHERE v.id = d.revision))),
        iif(r.id IS NULL, NULL, verdict(r.kind, r.versions, r.taken, r.cause, r.paragraph))
    FROM decisions_22 AS d LEFT JOIN steps AS s ON s.id = d.step LEFT JOIN events AS e ON e.uuid = s.uuid
    LEFT JOIN reviews AS r ON r.decision = d.id WHERE d.answer IS NOT NULL ORDER BY d.id
"""
"""Decisions, with what a review said of versions. What only said that nothing stands is an undo alone now."""

_DOCUMENTS_AND_TEAMS = (
    """
    SELECT iif(out.uuid IS NULL, 'remove', 'undo'),
        iif(out.uuid IS NULL, r.uuid, derived(json_array('bring back', r.uuid, out.uuid))), r.clock, r.at, r.who,
        r.document, NULL, out.uuid, iif(out.uuid IS NULL, '{}', json_object('why', NULL, 'by', NULL))
    FROM removals AS r LEFT JOIN removals AS out ON r.kind = 'bring back' AND out.kind = 'remove'
        AND out.document = r.document AND (out.clock, out.uuid) < (r.clock, r.uuid) AND NOT EXISTS (
            SELECT 1 FROM removals AS back WHERE back.document = r.document AND back.kind = 'bring back'
            AND (back.clock, back.uuid) > (out.clock, out.uuid) AND (back.clock, back.uuid) < (r.clock, r.uuid))
    WHERE r.kind = 'remove' OR out.uuid IS NOT NULL ORDER BY r.clock, r.uuid, out.clock, out.uuid
    """,
    """
    SELECT 'edition', uuid, clock, at, who, later, NULL, NULL, json_object('earlier', there(sha256))
    FROM editions AS e LEFT JOIN documents ON number = earlier ORDER BY e.id
    """,
    """
    SELECT 'look', l.uuid, tick(l.at, 0), l.at, l.who, e.later, NULL, NULL,
        json_object('edition', e.uuid, 'decision', d.uuid, 'position', there(place.position))
    FROM looked_at AS l JOIN carries AS c ON c.id = l.carry JOIN editions AS e ON e.id = c.edition
    JOIN decisions_22 AS d ON d.id = c.decision LEFT JOIN places_22 AS place ON place.sentence = c.sentence_id
    ORDER BY l.id
    """,
    f"""
    SELECT 'assign', uuid, clock, at, who, NULL, NULL, NULL,
        json_object('lease_hours', json(exact(lease_hours)), 'qualified', json(iif(qualified, 'true', 'false')),
            'told', json(told))
    FROM {_IN_TURN.format("assignments", "at", "at, uuid")} ORDER BY clock
    """,
    # Places were given last when somebody was told last.
    f"""
    SELECT 'places', derived(json_array('places', there(sha256), json(body), at)), clock, at, who, document, NULL, NULL,
        body
    FROM (
        SELECT document, min(slot), json_object('kept_for', json((SELECT json_group_object(slot || '', reserved_for)
            FROM (SELECT slot, reserved_for FROM slots WHERE document = s.document ORDER BY slot))),
            'rank', rank, 'named', json(iif(named, 'true', 'false'))) AS body
        FROM slots AS s GROUP BY document
    ) LEFT JOIN documents ON number = document CROSS JOIN (
        SELECT coalesce(max(clock), 0) + 1 AS clock, coalesce(at, '') AS at, coalesce(who, '') AS who
        FROM {_IN_TURN.format("assignments", "at", "at, uuid")}
    ) ORDER BY document
    """,
    # What was settled stays settled: leases that ended by themselves are given back.
    """
    SELECT kind, uuid, tick(at, 0), at, annotator, document, NULL, undoes, body FROM (
        SELECT 'take' AS kind, uuid, taken_at AS at, annotator, document, NULL AS undoes,
            json_object('slot', slot, 'over', over) AS body, taken_at, uuid AS lease
        FROM leases LEFT JOIN over_22 ON taken = uuid
        UNION ALL SELECT 'undo', derived(json_array('release', uuid, why, ended_at)), ended_at, annotator, document,
            uuid, json_object('why', why, 'by', NULL), taken_at, uuid
        FROM leases WHERE why IS NOT NULL AND uuid NOT IN (SELECT over FROM over_22)
    ) ORDER BY taken_at, lease, kind
    """,
    """
    SELECT 'qualification', q.uuid, tick(made_at, 0), made_at, who, NULL, NULL, NULL,
        json_object('seed', seed, 'pass_mark', json(exact(pass_mark)), 'items', json((
            SELECT json_group_array(json_array(sha256, position, gold)) FROM (
                SELECT there(sha256) AS sha256, s.position, there(d.uuid) AS gold FROM qualification_items AS i
                LEFT JOIN sentences AS s ON s.id = i.sentence_id LEFT JOIN documents ON number = s.document
                LEFT JOIN decisions_22 AS d ON d.id = i.gold
                WHERE qualification = q.id ORDER BY sha256, s.position, gold))))
    FROM qualifications AS q ORDER BY q.id
    """,
    """
    SELECT 'result', r.uuid, tick(at, 0), at, person, NULL, NULL, NULL,
        json_object('qualification', there(q.uuid), 'person', person, 'score', json(exact(score)),
            'passed', json(iif(passed, 'true', 'false')), 'roles', json(roles))
    FROM qualification_results AS r LEFT JOIN qualifications AS q ON q.id = qualification ORDER BY r.id
    """,
)
"""What became of articles, and work that was given and taken."""

_KEPT_DRAFTS = """
    SELECT 'draft', derived(json_array('draft', who, json(there(place)), json(coalesce(labels, 'null')), clock)), clock,
        at, who, NULL, sentence_id, NULL, json_object('left', json(labels), 'step', NULL)
    FROM (
        SELECT key.annotator AS who, key.sentence_id, there.labels, at,
            clock + row_number() OVER (PARTITION BY key.annotator ORDER BY key.sentence_id) AS clock
        FROM (SELECT annotator, sentence_id FROM drafts_22 UNION SELECT annotator, sentence_id FROM drafts) AS key
        LEFT JOIN drafts_22 AS there USING (annotator, sentence_id) LEFT JOIN drafts AS here
            USING (annotator, sentence_id)
        LEFT JOIN (SELECT who, at, max(clock) AS clock FROM events GROUP BY who) ON who = key.annotator
        WHERE there.labels IS NOT here.labels
    ) LEFT JOIN places_22 ON sentence = sentence_id ORDER BY who, sentence_id
"""
"""Edits that were kept, or dropped, without a step: what the events so far do not say of what is left unconfirmed."""
