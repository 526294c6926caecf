"""The tables of the log. FACTS are what happened; CACHES only repeat them, and `fold` makes them.

Only `history`, imports, merging and migrations write facts; only `fold` writes caches. VIEWS show events of the kinds
that are few as tables of their own.

Row ids tell the order in which one file came to know its events. Copies of a file that are worked on apart, and joined
again, know them in different orders. A *clock* goes with the time of day as far as that goes forward, and never comes
back: a hybrid logical clock (Kulkarni et al. 2014, "Logical Physical Clocks", section 3) without its second part, as
one millisecond more does the same here. Events with the same clock are in the order of their uuids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from annotator.core.moments import in_utc, utc_text

FACTS = """
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    clock INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    document INTEGER REFERENCES documents (number),
    sentence INTEGER REFERENCES sentences (id),
    undoes TEXT,
    body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    event INTEGER NOT NULL REFERENCES events (id),
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    annotator TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('accept', 'reject', 'skip')),
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    note TEXT,
    flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
    implied INTEGER NOT NULL CHECK (implied IN (0, 1)),
    seconds REAL NOT NULL,
    keys INTEGER NOT NULL,
    suggestion INTEGER REFERENCES suggestions (id),
    replaces INTEGER REFERENCES decisions (id),
    repeats INTEGER REFERENCES decisions (id),
    decided_at TEXT NOT NULL,
    sight TEXT NOT NULL CHECK (sight IN ('suggestion', 'withheld', 'in passing')),
    revision INTEGER REFERENCES events (id),
    verdict TEXT CHECK (json_valid(verdict))
) STRICT;
"""
"""What happened, which is never changed. (What was imported, the first migration makes: `migrations.before`.)

`events.document` and `events.sentence` are numbers of this file, so that they can be indexed. `decisions.repeats`: the
decision that this one only says again, under another name or, in databases of before, after an undo: in those the one
that was said first, now the one directly before. It stands only as long as that one does.
"""

MARKED = ("skipped", "rejected", "flagged", "noted", "edited", "unopened")
"""Columns of `heads` that are 1 of few: each has an index of those few, so that a filter finds the next at once."""

CACHES: Mapping[str, str] = {
    "undone": "event INTEGER PRIMARY KEY REFERENCES events (id)",
    "annotators": "name TEXT PRIMARY KEY, role TEXT NOT NULL, person TEXT, created_at TEXT NOT NULL",
    "heads": f"""
        annotator TEXT NOT NULL, sentence_id INTEGER NOT NULL REFERENCES sentences (id),
        decision INTEGER NOT NULL REFERENCES decisions (id), {", ".join(f"{mark} INTEGER NOT NULL" for mark in MARKED)},
        PRIMARY KEY (annotator, sentence_id)
    """,
    "drafts": """
        annotator TEXT NOT NULL, sentence_id INTEGER NOT NULL REFERENCES sentences (id), labels TEXT NOT NULL,
        PRIMARY KEY (annotator, sentence_id)
    """,
    "progress": """
        annotator TEXT NOT NULL, document INTEGER NOT NULL REFERENCES documents (number),
        accepted INTEGER NOT NULL, rejected INTEGER NOT NULL, skipped INTEGER NOT NULL, flagged INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL, keys INTEGER NOT NULL, unanswered INTEGER NOT NULL,
        PRIMARY KEY (annotator, document)
    """,
    "blocks": """
        annotator TEXT NOT NULL, block INTEGER NOT NULL, answered INTEGER NOT NULL,
        accepted INTEGER NOT NULL, rejected INTEGER NOT NULL, skipped INTEGER NOT NULL, flagged INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL, keys INTEGER NOT NULL, PRIMARY KEY (annotator, block)
    """,
    "removed": "document INTEGER PRIMARY KEY REFERENCES documents (number), sentences INTEGER NOT NULL",
    "slots": """
        document INTEGER NOT NULL REFERENCES documents (number), slot INTEGER NOT NULL, reserved_for TEXT,
        rank INTEGER NOT NULL, named INTEGER NOT NULL, unfinished INTEGER NOT NULL, PRIMARY KEY (document, slot)
    """,
    "leases": """
        id INTEGER PRIMARY KEY REFERENCES events (id), document INTEGER NOT NULL REFERENCES documents (number),
        slot INTEGER NOT NULL, annotator TEXT NOT NULL, taken_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('held', 'finished', 'released')), ended_at TEXT, why TEXT,
        open INTEGER NOT NULL
    """,
    "unplaced": """
        annotator TEXT NOT NULL, document INTEGER NOT NULL REFERENCES documents (number),
        PRIMARY KEY (annotator, document)
    """,
    "carries": """
        id INTEGER PRIMARY KEY, event INTEGER NOT NULL REFERENCES events (id),
        edition INTEGER NOT NULL REFERENCES events (id), decision INTEGER NOT NULL REFERENCES decisions (id),
        kind TEXT NOT NULL, sentence_id INTEGER NOT NULL REFERENCES sentences (id),
        became INTEGER REFERENCES decisions (id), stood INTEGER REFERENCES decisions (id),
        looked INTEGER NOT NULL
    """,
    "suggested_quotes": """
        document INTEGER PRIMARY KEY REFERENCES documents (number), quotes INTEGER NOT NULL,
        certainty REAL
    """,
    "labelled": """
        label TEXT NOT NULL, sentence_id INTEGER NOT NULL REFERENCES sentences (id),
        PRIMARY KEY (label, sentence_id)
    """,
}
"""The columns of what only repeats facts, by table.

`undone`: events that do not stand. `heads`: what stands of a sentence for somebody; `edited`: its labels are not those
of the suggestion that it answers, both as they were written. `drafts`: what is left unconfirmed. `progress`: how many
heads somebody has in a document, what they took, and how many sentences have none. `blocks`: the same of BLOCK
documents in a row together; `answered`: in how many of them every sentence has a head. `removed`: documents that are
out of the work. `slots` and `leases`: places of documents and who took them, by the event that did; `unfinished`: not
one whose work is done; `open`: a sentence of it has no head of theirs. `unplaced`: who worked in a document with slots
and never took one, or decided all of it and has lost theirs, not by hand. `carries`: what became of the decisions of
earlier editions, by the number of the event and that of the fate in it; `looked`: whether an orphaned one was
acknowledged. `suggested_quotes`: whole quotes of the newest suggestions, and the mean of all their scores (null without
any). `labelled`: what was ever suggested or decided of a sentence, by anybody: `@` and a speaker's name (or none), `#`
and a topic's key, `?` for a quote that is unsure.
"""

BLOCK = 128
"""Documents that are counted together: those whose numbers, divided by it, are the same."""

STEPS = "kind IN ('decide', 'rename', 'undo', 'redo', 'leave', 'carry')"
"""SQL that an event of somebody's is none of the places that were given, of which there may be very many in a row."""

FOR_ALL = ("scheme", "edition", "remove", "assign", "places")
"""Kinds of events that are about everybody's work: what anybody does after one is later in the order, too."""

INDEXES = f"""
CREATE INDEX documents_by_length ON documents (number, sentences);
CREATE INDEX events_of ON events (who, clock, uuid);
CREATE INDEX events_undoing ON events (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX events_about ON events (kind, document, clock) WHERE kind = 'places' OR kind = 'take' \
OR kind = 'enter' OR kind = 'scheme' OR kind = 'profile' OR kind = 'assign' OR kind = 'qualification' \
OR kind = 'result' OR kind = 'remove' OR kind = 'edition' OR kind = 'carry' OR kind = 'look' OR kind = 'rename';
CREATE INDEX events_for_all ON events (clock) WHERE kind IN {FOR_ALL};
CREATE INDEX drafts_said ON events (sentence, who) WHERE kind = 'draft';
CREATE INDEX drafts_of ON events (body ->> 'step') WHERE kind = 'draft';
CREATE INDEX steps_of ON events (who, clock, uuid) WHERE {STEPS};
CREATE INDEX decisions_by_event ON decisions (event);
CREATE INDEX decisions_by_sentence ON decisions (sentence_id, annotator);
CREATE INDEX skipped_heads ON heads (annotator, sentence_id) WHERE skipped;
CREATE INDEX rejected_heads ON heads (annotator, sentence_id) WHERE rejected;
CREATE INDEX flagged_heads ON heads (annotator, sentence_id) WHERE flagged;
CREATE INDEX noted_heads ON heads (annotator, sentence_id) WHERE noted;
CREATE INDEX edited_heads ON heads (annotator, sentence_id) WHERE edited;
CREATE INDEX unopened_heads ON heads (annotator, sentence_id) WHERE unopened;
CREATE INDEX progress_by_document ON progress (document, annotator);
CREATE INDEX unfinished_progress ON progress (annotator, document) WHERE unanswered;
CREATE INDEX slots_by_rank ON slots (reserved_for, rank, document, slot) WHERE unfinished;
CREATE INDEX leases_not_finished ON leases (annotator, state, document) WHERE state <> 'finished';
CREATE INDEX leases_of ON leases (document, slot);
CREATE INDEX leases_by_annotator ON leases (annotator, document, state);
CREATE INDEX held_leases ON leases (annotator, open, document) WHERE state = 'held';
CREATE INDEX suggested_by_certainty ON suggested_quotes (certainty, document);
CREATE INDEX carries_by_became ON carries (became) WHERE became IS NOT NULL;
CREATE INDEX carries_by_decision ON carries (decision);
CREATE INDEX carries_by_sentence ON carries (sentence_id);
CREATE INDEX carries_by_event ON carries (event);
"""
"""`events_about` is of the kinds that are looked for by kind and document.

Where an index is of a chain of ORs, SQLite takes it for each link alone, and for the first two together; not for a list
of kinds.
"""

STANDS = "{0}.id NOT IN (SELECT event FROM undone)"
"""SQL that an event stands; the place is for the name of its table."""

NEWEST = "ORDER BY clock DESC, uuid DESC LIMIT 1"
"""SQL for the last row of one of the views, such as the revision or the profile in use."""

NEWEST_SUGGESTION = "(SELECT max(id) FROM suggestions AS of_sentence WHERE of_sentence.sentence_id = {0})"
"""SQL for the id of the newest suggestion of a sentence; the place is for the column with the sentence's id.

What others suggest beside what stands (`work.importer`), and what is older where copies come together, has ids below
zero.
"""

NEWEST_RUN = "ORDER BY started_at DESC, rowid DESC LIMIT 1"
"""SQL for the last row of `runs`."""
MADE = "LEFT JOIN runs AS made ON made.id = said.settings ->> 'stands_for'"
"""SQL that joins to a run, `said`, the one that it only says again, `made`, if it does."""
WHEN_MADE = "coalesce(made.started_at, said.started_at), coalesce(made.id, said.id)"
"""SQL that orders runs with MADE: of what one suggester says of a sentence the last is the newest."""
OWN_RUN = "(settings ->> 'file' IS NULL AND settings ->> 'stands_for' IS NULL)"
"""SQL that a pipeline of ours suggested in a run: it came from no other tool's file, and only repeats no other run."""

REVIEWERS = "annotators.role = 'reviewer'"
"""SQL that somebody of `annotators` reviews."""
ANNOTATORS = "annotators.role = 'annotator'"
"""SQL that somebody of `annotators` annotates."""

VIEWS: Mapping[str, str] = {
    # Where the one before is lost, the line goes on from the one before that.
    "revisions": f"""
        SELECT e.id, e.uuid, CASE WHEN e.body ->> 'parent' IS NOT NULL THEN
        coalesce((SELECT id FROM events AS b WHERE b.uuid = e.body ->> 'parent'),
        (SELECT id FROM events AS b WHERE b.kind = 'scheme' AND b.document IS NULL
        AND (b.clock, b.uuid) < (e.clock, e.uuid) ORDER BY b.clock DESC, b.uuid DESC LIMIT 1)) END AS parent,
        e.clock, nullif(e.at, '') AS at, nullif(e.who, '') AS who, e.body ->> 'reason' AS reason,
        e.body ->> 'name' AS name, e.body ->> 'version' AS version, e.body ->> 'toml' AS toml,
        e.body ->> 'guidelines' AS guidelines, e.body -> 'labels' AS labels, e.body -> 'changes' AS changes
        FROM events AS e WHERE e.kind = 'scheme' AND e.document IS NULL AND {STANDS.format("e")}
    """,
    "profiles": f"""
        SELECT e.id, e.body ->> 'name' AS name, e.at AS adopted_at, e.clock, e.uuid FROM events AS e
        WHERE e.kind = 'profile' AND e.document IS NULL AND {STANDS.format("e")}
    """,
    "assignments": f"""
        SELECT e.id, e.uuid, e.clock, e.at, e.who, e.body ->> 'lease_hours' AS lease_hours,
        e.body ->> 'qualified' AS qualified, e.body -> 'told' AS told FROM events AS e
        WHERE e.kind = 'assign' AND {STANDS.format("e")}
    """,
    "editions": f"""
        SELECT e.id, e.uuid, d.number AS earlier, e.document AS later, e.who, e.at, e.clock
        FROM events AS e JOIN documents AS d ON d.sha256 = e.body ->> 'earlier'
        WHERE e.kind = 'edition' AND {STANDS.format("e")}
    """,
    "qualifications": f"""
        SELECT e.id, e.uuid, e.clock, e.at AS made_at, e.who, e.body ->> 'seed' AS seed,
        e.body ->> 'pass_mark' AS pass_mark FROM events AS e
        WHERE e.kind = 'qualification' AND {STANDS.format("e")}
    """,
    "qualification_items": f"""
        SELECT e.id AS qualification, s.id AS sentence_id, g.id AS gold
        FROM events AS e CROSS JOIN json_each(e.body, '$.items') AS item
        CROSS JOIN documents AS d ON d.sha256 = item.value ->> 0
        CROSS JOIN sentences AS s ON s.document = d.number AND s.position = item.value ->> 1
        CROSS JOIN decisions AS g ON g.uuid = item.value ->> 2
        WHERE e.kind = 'qualification' AND {STANDS.format("e")}
    """,
    "qualification_results": f"""
        SELECT q.id AS qualification, e.body ->> 'person' AS person, e.at,
        e.body ->> 'score' AS score, e.body ->> 'passed' AS passed, e.body -> 'roles' AS roles
        FROM events AS e JOIN events AS q ON q.uuid = e.body ->> 'qualification'
        WHERE e.kind = 'result' AND {STANDS.format("e")} AND NOT EXISTS (SELECT 1 FROM events AS f
        WHERE f.kind = 'result' AND (f.clock, f.uuid) < (e.clock, e.uuid)
        AND (f.body ->> 'qualification', f.body ->> 'person') = (e.body ->> 'qualification', e.body ->> 'person'))
    """,
    "totals": """
        SELECT annotator, sum(accepted) AS accepted, sum(rejected) AS rejected, sum(skipped) AS skipped,
        sum(flagged) AS flagged, sum(milliseconds) AS milliseconds, sum(keys) AS keys
        FROM (SELECT annotator, accepted, rejected, skipped, flagged, milliseconds, keys FROM blocks UNION ALL
        SELECT annotator, -accepted, -rejected, -skipped, -flagged, -milliseconds, -keys
        FROM removed CROSS JOIN progress ON progress.document = removed.document) GROUP BY annotator
    """,
    "current_decisions": """
        SELECT decisions.*, sentences.document, sentences.position FROM heads
        JOIN decisions ON decisions.id = heads.decision JOIN sentences ON sentences.id = heads.sentence_id
    """,
}
"""Events that are few, and what is current, as tables of their own, by name."""

GUARDS = """\
CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE (ABORT, 'events are append-only'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events BEGIN SELECT RAISE (ABORT, 'events are append-only'); END;
CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions BEGIN \
SELECT RAISE (ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions BEGIN \
SELECT RAISE (ABORT, 'decisions are append-only'); END;
CREATE TRIGGER texts_never_change BEFORE UPDATE OF text, sha256 ON documents BEGIN \
SELECT RAISE (ABORT, 'the text of a document never changes'); END;
"""


def caches_and_views() -> str:
    """SQL that makes all but the facts and the words of articles: caches, indexes, views and guards."""
    tables = "".join(
        f"CREATE TABLE {name} ({columns}) STRICT{', WITHOUT ROWID' if ', PRIMARY KEY (' in columns else ''};\n"
        for name, columns in _on_one_line(CACHES)
    )
    views = "".join(f"CREATE VIEW {name} AS {sql};\n" for name, sql in _on_one_line(VIEWS))
    return tables + INDEXES + views + GUARDS


def _on_one_line(statements: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names and SQL as every file has it: it keeps the spaces with which a table or a view was made."""
    return ((name, " ".join(sql.split())) for name, sql in statements.items())


# ---- the order of events that holds in every copy


def tick(at: str, before: int) -> int:
    """The clock of an event at that time (ISO 8601): its milliseconds since 1970, but later than the event before.

    What is no time is just later than the event before.
    """
    try:
        moment = int(in_utc(at).timestamp() * 1000)
    except ValueError:
        moment = 0
    return max(moment, before + 1)


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond."""
    return utc_text(datetime.now(UTC))


def now_after(last: str) -> str:
    """The same, but just later than that time, where the clock was set back; what is no time is before all."""
    moment = now()
    try:
        return moment if moment > last else utc_text(in_utc(last) + timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        return moment
