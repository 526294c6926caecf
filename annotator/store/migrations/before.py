"""The tables of before the log, as schema 22 had them: what a database of any version until then becomes first.

Each version added tables or columns, and hardly ever changed a row. So one step brings them all up to date: whatever a
file lacks is added, and what it could not know yet is worked out. What only guarded or repeated these tables is not
made: it would go with them, in the same transaction, when the log is made of them (`log.migration`). What is here never
changes: so it shares no text with the tables of today (`log.schema`), which may, though most columns of `decisions` are
the same.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson

from annotator.core.errors import InputRefused
from annotator.core.program.resources import read_schema
from annotator.core.scheme import DEFAULT_SCHEME, LabelScheme, parse_scheme
from annotator.store.log.migration import drop_all, execute_all
from annotator.store.log.schema import tick
from annotator.store.sqlite.sqlite_library import Connection

_TABLES = {
    1: """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL UNIQUE,
    sentences INTEGER NOT NULL,
    title TEXT,
    source TEXT,
    published TEXT,
    body_start INTEGER NOT NULL,
    imported_at TEXT NOT NULL,
    meta TEXT NOT NULL CHECK (json_valid(meta)),
    "cast" TEXT NOT NULL CHECK (json_valid("cast")),
    text TEXT NOT NULL
) STRICT;
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    UNIQUE (document, position),
    CHECK (0 <= start AND start < "end")
) STRICT;
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    pipeline TEXT NOT NULL,
    version TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    started_at TEXT NOT NULL
) STRICT;
CREATE TABLE suggestions (
    id INTEGER PRIMARY KEY,
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    run TEXT NOT NULL REFERENCES runs (id),
    score REAL,
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    topics TEXT NOT NULL CHECK (json_valid(topics)),
    UNIQUE (sentence_id, run)
) STRICT
""",
    2: """
CREATE TABLE annotators (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    bookmark INTEGER REFERENCES sentences (id),
    bookmark_step INTEGER,
    created_at TEXT NOT NULL
) STRICT;
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    annotator TEXT NOT NULL REFERENCES annotators (name),
    kind TEXT NOT NULL CHECK (kind IN ('decide', 'undo', 'redo')),
    target INTEGER REFERENCES steps (id),
    at TEXT NOT NULL
) STRICT;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    step INTEGER NOT NULL REFERENCES steps (id),
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    annotator TEXT NOT NULL REFERENCES annotators (name),
    answer TEXT CHECK (answer IN ('accept', 'reject', 'skip')),
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    note TEXT,
    flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
    implied INTEGER NOT NULL CHECK (implied IN (0, 1)),
    seconds REAL NOT NULL,
    keys INTEGER NOT NULL,
    suggestion INTEGER REFERENCES suggestions (id),
    replaces INTEGER REFERENCES decisions (id),
    decided_at TEXT NOT NULL
) STRICT;
CREATE TABLE drafts (
    annotator TEXT NOT NULL REFERENCES annotators (name),
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    PRIMARY KEY (annotator, sentence_id)
) STRICT;
CREATE INDEX decisions_by_step ON decisions (step)
""",
    # The one in use last, until there were revisions.
    3: """
CREATE TABLE schemes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    toml TEXT NOT NULL,
    adopted_at TEXT NOT NULL
) STRICT
""",
    # What steps left unconfirmed, before them and after; the sentence at which a step was asked for.
    4: """
CREATE TABLE step_drafts (
    step INTEGER NOT NULL REFERENCES steps (id),
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    before TEXT CHECK (json_valid(before)),
    after TEXT CHECK (json_valid(after)),
    PRIMARY KEY (sentence_id, step)
) STRICT;
ALTER TABLE steps ADD COLUMN sentence_id INTEGER REFERENCES sentences (id)
""",
    5: """
CREATE TABLE readings (
    suggestion INTEGER PRIMARY KEY REFERENCES suggestions (id),
    readings TEXT NOT NULL CHECK (json_valid(readings))
) STRICT
""",
    6: """
CREATE TABLE removals (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (number),
    kind TEXT NOT NULL CHECK (kind IN ('remove', 'bring back')),
    who TEXT NOT NULL CHECK (who <> ''),
    at TEXT NOT NULL
) STRICT
""",
    # The one in use last. A database without any goes by the settings of its latest run.
    8: """
CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT NOT NULL, adopted_at TEXT NOT NULL) STRICT
""",
    # What kind of boilerplate a sentence is that is no part of its article's own text, as a suggestion has it.
    9: """
CREATE TABLE boilerplate (
    suggestion INTEGER PRIMARY KEY REFERENCES suggestions (id),
    kind TEXT NOT NULL CHECK (kind <> '')
) STRICT
""",
    # What the rules could have suggested in each document, compressed; what runs were adapted to, by the digest in
    # their settings.
    10: """
CREATE TABLE chances (document INTEGER PRIMARY KEY REFERENCES documents (number), chances BLOB NOT NULL) STRICT;
CREATE TABLE habits (digest TEXT PRIMARY KEY, habits TEXT NOT NULL CHECK (json_valid(habits))) STRICT
""",
    # Of steps. One that takes back or repeats another names the first of them as its `origin`.
    11: """
CREATE TABLE renamings (
    id INTEGER PRIMARY KEY,
    step INTEGER NOT NULL REFERENCES steps (id),
    kind TEXT NOT NULL CHECK (kind IN ('rename', 'take back')),
    old TEXT NOT NULL CHECK (old <> ''),
    new TEXT NOT NULL CHECK (new <> '' AND new <> old),
    origin INTEGER REFERENCES renamings (id)
) STRICT
""",
    12: """
ALTER TABLE annotators ADD COLUMN role TEXT NOT NULL DEFAULT 'annotator'
    CHECK (role IN ('annotator', 'reviewer', 'candidate'));
ALTER TABLE annotators ADD COLUMN person TEXT;
ALTER TABLE decisions ADD COLUMN sight TEXT NOT NULL DEFAULT 'suggestion'
    CHECK (sight IN ('suggestion', 'withheld', 'in passing'))
""",
    13: """
CREATE TABLE qualifications (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who <> ''),
    seed INTEGER NOT NULL,
    pass_mark REAL NOT NULL CHECK (pass_mark BETWEEN 0 AND 1)
) STRICT;
CREATE TABLE qualification_items (
    qualification INTEGER NOT NULL REFERENCES qualifications (id),
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    gold INTEGER NOT NULL REFERENCES decisions (id),
    PRIMARY KEY (qualification, sentence_id)
) STRICT;
CREATE TABLE qualification_results (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    qualification INTEGER NOT NULL REFERENCES qualifications (id),
    person TEXT NOT NULL CHECK (person <> ''),
    at TEXT NOT NULL,
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
    roles TEXT NOT NULL CHECK (json_valid(roles)),
    UNIQUE (qualification, person)
) STRICT
""",
    # `named`: given to documents by name, which a general rule leaves. `held` until the document is `finished`, or
    # until it is `released`: `why` says why.
    14: """
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who <> ''),
    lease_hours REAL NOT NULL CHECK (lease_hours > 0),
    qualified INTEGER NOT NULL CHECK (qualified IN (0, 1)),
    told TEXT NOT NULL CHECK (json_valid(told))
) STRICT;
CREATE TABLE slots (
    document INTEGER NOT NULL REFERENCES documents (number),
    slot INTEGER NOT NULL CHECK (slot >= 1),
    reserved_for TEXT CHECK (reserved_for <> ''),
    rank INTEGER NOT NULL,
    named INTEGER NOT NULL CHECK (named IN (0, 1)),
    PRIMARY KEY (document, slot)
) STRICT;
CREATE TABLE leases (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (number),
    slot INTEGER NOT NULL CHECK (slot >= 1),
    annotator TEXT NOT NULL REFERENCES annotators (name),
    taken_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'finished', 'released')),
    ended_at TEXT,
    why TEXT,
    CHECK ((state = 'held') = (ended_at IS NULL)),
    CHECK ((state = 'released') = (why IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX one_lease_of_a_slot ON leases (document, slot) WHERE state <> 'released';
CREATE UNIQUE INDEX one_slot_of_an_annotator ON leases (document, annotator) WHERE state <> 'released'
""",
    # What a reviewer's decision says of versions: uuids of those that mark the same, and the numbers of those taken.
    15: """
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    decision INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('difference', 'audit', 'settled', 'own')),
    versions TEXT NOT NULL CHECK (json_valid(versions)),
    taken TEXT NOT NULL CHECK (json_valid(taken)),
    cause TEXT CHECK (cause IN ('slip', 'gap', 'ambiguous')),
    paragraph TEXT
) STRICT
""",
    # What steps and removals are called, and their order, in every copy of a database.
    16: """
ALTER TABLE steps ADD COLUMN uuid TEXT;
ALTER TABLE steps ADD COLUMN clock INTEGER NOT NULL DEFAULT 0;
ALTER TABLE removals ADD COLUMN clock INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX steps_by_uuid ON steps (uuid)
""",
    # Orphaned ones have in `sentence_id` the sentence after which their own stood; `stood`: what was decided of it.
    # `steps.carried`: it only says decisions again of an earlier edition, and no undo takes it back.
    17: """
CREATE TABLE editions (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    earlier INTEGER NOT NULL REFERENCES documents (number),
    later INTEGER NOT NULL REFERENCES documents (number),
    who TEXT NOT NULL CHECK (who <> ''),
    at TEXT NOT NULL,
    clock INTEGER NOT NULL,
    CHECK (earlier <> later)
) STRICT;
CREATE TABLE carries (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    edition INTEGER NOT NULL REFERENCES editions (id),
    decision INTEGER NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('kept', 'moved', 'touched', 'orphaned')),
    sentence_id INTEGER NOT NULL REFERENCES sentences (id),
    became INTEGER REFERENCES decisions (id),
    stood INTEGER REFERENCES decisions (id),
    UNIQUE (edition, decision, sentence_id),
    CHECK ((became IS NOT NULL) = (kind IN ('kept', 'moved')))
) STRICT;
CREATE TABLE looked_at (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    carry INTEGER NOT NULL REFERENCES carries (id),
    who TEXT NOT NULL CHECK (who <> ''),
    at TEXT NOT NULL
) STRICT;
ALTER TABLE steps ADD COLUMN carried INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1))
""",
    # `toml` is NULL for the scheme that ships, `guidelines` where the text is not the database's own.
    18: """
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    parent INTEGER REFERENCES revisions (id),
    clock INTEGER NOT NULL,
    at TEXT,
    who TEXT CHECK (who <> ''),
    reason TEXT CHECK (reason <> ''),
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    toml TEXT,
    guidelines TEXT,
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT;
ALTER TABLE decisions ADD COLUMN revision INTEGER REFERENCES revisions (id)
""",
    # They hold no text of their own. `prefix`: a title is looked for from the first letter on, texts from the third.
    20: """
CREATE VIRTUAL TABLE article_words USING fts5 (text, content = 'documents', content_rowid = 'number', prefix = '3',
    tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE title_words USING fts5 (title, content = '', prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO article_words (article_words) VALUES ('rebuild');
INSERT INTO title_words (rowid, title) SELECT number, coalesce(title, id) FROM documents
""",
}
"""What each version added to the tables, in SQL, without what only guarded or repeated others."""

_NAMED, _REVISED = 16, 18
"""The versions since which steps have uuids and clocks, and decisions the revision that they were made under."""


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables of schema 22 of those of an earlier one, or of none.

    What a version could not know yet follows from what rows hold: so it is the same in every copy.
    """
    version = connection.one_value("PRAGMA user_version")
    drop_all(connection, "trigger")
    make_tables(connection, version)
    if version < _NAMED:
        connection.create_function("named", -1, _named)
        connection.execute(
            "UPDATE steps SET uuid = named((SELECT uuid FROM decisions WHERE step = steps.id ORDER BY id LIMIT 1),"
            " id, annotator, kind, at, (SELECT sha256 FROM sentences JOIN documents ON number = document"
            " WHERE sentences.id = sentence_id), (SELECT position FROM sentences WHERE sentences.id = sentence_id))"
        )
        _set_clocks(connection, "steps", "annotator")
        _set_clocks(connection, "removals", "document")
    if version < _REVISED:
        _make_revisions(connection)


def make_tables(connection: Connection, version: int, last: int = max(_TABLES)) -> None:
    """Add what the versions after that one added, to the last of them."""
    for added, tables in _TABLES.items():
        if version < added <= last:
            execute_all(connection, tables)


def _named(first: str | None, *step: Any) -> str:
    """The uuid of a step, which follows from its first decision, or else from all that it is."""
    return sha256(repr(("step", first) if first else ("step", *step)).encode()).hexdigest()[:32]


def _set_clocks(connection: Connection, table: str, of: str) -> None:
    """Give each row its clock: the time of `at`, but later than that of the row before of the same `of`."""
    connection.create_function("tick", 2, tick, deterministic=True)
    connection.execute(
        f"UPDATE {table} SET clock = turn.clock FROM ("
        "SELECT id, nth + max(moment - nth) OVER (PARTITION BY whose ORDER BY nth) AS clock FROM ("
        f"SELECT id, {of} AS whose, tick(at, 0) AS moment, row_number() OVER (PARTITION BY {of} ORDER BY id) AS nth"
        f" FROM {table})) AS turn WHERE turn.id = {table}.id"
    )


_SHIPPED = "0" * 32
"""The uuid of the first revision of every database: the scheme that ships."""


def _make_revisions(connection: Connection) -> None:
    """Make revisions of what ships and of the schemes, in their order, and tell each decision that of its day."""
    shipped = parse_scheme(read_schema(DEFAULT_SCHEME), DEFAULT_SCHEME)
    revisions: list[tuple[Any, ...]] = [(_SHIPPED, 0, None, shipped.name, shipped.version, None, _table(shipped))]
    clock = 0
    schemes = connection.execute("SELECT name, version, toml, adopted_at FROM schemes ORDER BY id")
    for name, version, toml, adopted_at in schemes:
        clock = tick(adopted_at, clock)
        try:
            table = _table(parse_scheme(toml, "a label scheme"))
        except (InputRefused, RecursionError):
            table = {"topics": [], "attributes": []}  # whoever reads it says what is wrong
        uuid = sha256(orjson.dumps([name, version, toml, adopted_at])).hexdigest()[:32]
        revisions.append((uuid, clock, adopted_at, name, version, toml, table))
    connection.executemany(
        "INSERT INTO revisions (uuid, clock, at, name, version, toml, labels, changes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, '[]') ON CONFLICT (uuid) DO NOTHING",
        [(*row, orjson.dumps(table).decode("utf-8")) for *row, table in revisions],
    )
    connection.execute("UPDATE revisions SET parent = id - 1 WHERE id > 1")
    connection.execute(
        "UPDATE decisions SET revision = coalesce((SELECT max(id) FROM revisions WHERE at <= decided_at), 1)"
        " WHERE answer IS NOT NULL"
    )


def _table(scheme: LabelScheme) -> dict[str, Any]:
    """The labels of a scheme, each with the key that it has as its id."""
    return {
        "topics": [_label(topic.key, topic.name) for topic in scheme.topics],
        "attributes": [
            _label(attribute.name, attribute.title) | {"values": [_label(value, value) for value in attribute.values]}
            for attribute in scheme.attributes
        ],
    }


def _label(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "keys": [key], "name": name, "use": "used"}
