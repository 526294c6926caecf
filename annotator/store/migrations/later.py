"""The migrations 13 to 22, which never change: teams, copies, later editions, revisions of the scheme, and counters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.store.log.schema import tick
from annotator.store.migrations.first import execute_all

if TYPE_CHECKING:
    from sqlite_utils import Database

    from annotator.core.scheme import LabelScheme


def qualifications(database: Database) -> None:
    """Sets of gold sentences that candidates answer, and how they did: events that are only ever added.

    An item names the decision that was gold when the set was made, so that a later review changes no result. There is
    one result for each set and person.
    """
    execute_all(
        database,
        """
        CREATE TABLE qualifications (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            made_at TEXT NOT NULL,
            who TEXT NOT NULL CHECK (who <> ''),
            seed INTEGER NOT NULL,
            pass_mark REAL NOT NULL CHECK (pass_mark BETWEEN 0 AND 1)
        ) STRICT
        """,
        """
        CREATE TABLE qualification_items (
            qualification INTEGER NOT NULL REFERENCES qualifications (id),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            gold INTEGER NOT NULL REFERENCES decisions (id),
            PRIMARY KEY (qualification, sentence_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
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
        *(
            f"CREATE TRIGGER {table}_{never} BEFORE {change} ON {table} BEGIN"
            f" SELECT RAISE (ABORT, '{table} are append-only'); END"
            for table in ("qualifications", "qualification_items", "qualification_results")
            for never, change in (("never_change", "UPDATE"), ("never_go", "DELETE"))
        ),
    )


def slots_and_leases(database: Database) -> None:
    """Places of documents for annotators, who took which of them, and what `annotator assign` was told.

    A document with overlap 3 has the slots 1, 2 and 3. A lease is `held` until its document is `finished`, or until it
    is `released`: its time is over and somebody else took the slot, or it was given back; `why` says which. At most one
    lease that is not released exists for a slot, and for an annotator in a document. Leases are never deleted, and who
    took what when never changes. `named`: slots that were given to documents by name, which a general rule leaves.
    """
    execute_all(
        database,
        """
        CREATE TABLE assignments (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL,
            who TEXT NOT NULL CHECK (who <> ''),
            lease_hours REAL NOT NULL CHECK (lease_hours > 0),
            qualified INTEGER NOT NULL CHECK (qualified IN (0, 1)),
            told TEXT NOT NULL CHECK (json_valid(told))
        ) STRICT
        """,
        """
        CREATE TABLE slots (
            document INTEGER NOT NULL REFERENCES documents (number),
            slot INTEGER NOT NULL CHECK (slot >= 1),
            reserved_for TEXT CHECK (reserved_for <> ''),
            rank INTEGER NOT NULL,
            named INTEGER NOT NULL CHECK (named IN (0, 1)),
            PRIMARY KEY (document, slot)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX slots_by_rank ON slots (rank, document, slot)",
        """
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
        ) STRICT
        """,
        "CREATE UNIQUE INDEX one_lease_of_a_slot ON leases (document, slot) WHERE state <> 'released'",
        "CREATE UNIQUE INDEX one_slot_of_an_annotator ON leases (document, annotator) WHERE state <> 'released'",
        "CREATE INDEX leases_by_annotator ON leases (annotator, document)",
        *(
            f"CREATE TRIGGER {table}_never_{verb} BEFORE {change} ON {table} BEGIN SELECT RAISE (ABORT, '{why}'); END"
            for table, verb, change, why in (
                ("assignments", "change", "UPDATE", "assignments are append-only"),
                ("assignments", "go", "DELETE", "assignments are append-only"),
                ("leases", "go", "DELETE", "leases are never deleted"),
                ("leases", "move", "UPDATE OF uuid, document, slot, annotator, taken_at", "a lease never moves"),
            )
        ),
    )


def reviews(database: Database) -> None:
    """What a reviewer's decision says of the versions that it chose among: events that are only ever added.

    `versions` are the uuids of the annotators' decisions as they stood, those that mark the same together; `taken` the
    numbers, from 1, of the versions that mark what the reviewer does. An undo or redo, which says a decision again,
    says this again with it.
    """
    execute_all(
        database,
        """
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
        """
        CREATE TRIGGER reviews_never_change BEFORE UPDATE ON reviews BEGIN
            SELECT RAISE (ABORT, 'reviews are append-only');
        END
        """,
        """
        CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews BEGIN
            SELECT RAISE (ABORT, 'reviews are append-only');
        END
        """,
    )


def order_of_copies(database: Database) -> None:
    """What steps and removals are called, and their order, in every copy of a database.

    `clock` is milliseconds since 1970, but always more than that of the annotator's step before (of the document's
    removal before): row ids say so only in the copy that a step was made in. What was there before gets both from what
    it holds, so that copies made before this have the same.
    """
    execute_all(
        database,
        "ALTER TABLE steps ADD COLUMN uuid TEXT",
        "ALTER TABLE steps ADD COLUMN clock INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE removals ADD COLUMN clock INTEGER NOT NULL DEFAULT 0",
        "DROP TRIGGER removals_never_change",
    )
    _name_steps(database)
    _set_clocks(database, "steps", "annotator")
    _set_clocks(database, "removals", "document")
    execute_all(
        database,
        "CREATE UNIQUE INDEX steps_by_uuid ON steps (uuid)",
        "CREATE INDEX steps_in_order ON steps (annotator, clock, uuid)",
        "CREATE INDEX steps_undone ON steps (target) WHERE kind = 'undo'",
        "CREATE TRIGGER removals_never_change BEFORE UPDATE ON removals BEGIN"
        " SELECT RAISE (ABORT, 'removals are append-only'); END",
    )


def _name_steps(database: Database) -> None:
    """Give each step the uuid that follows from its first decision, or else from all that it is."""
    from hashlib import sha256

    def named(first: str | None, *step: Any) -> str:
        return sha256(repr(("step", first) if first else ("step", *step)).encode()).hexdigest()[:32]

    database.conn.create_function("named", -1, named)
    database.execute(
        "UPDATE steps SET uuid = named((SELECT uuid FROM decisions WHERE step = steps.id ORDER BY id LIMIT 1),"
        " id, annotator, kind, at, (SELECT sha256 FROM sentences JOIN documents ON number = document"
        " WHERE sentences.id = sentence_id), (SELECT position FROM sentences WHERE sentences.id = sentence_id))"
    )


def _set_clocks(database: Database, table: str, of: str) -> None:
    """Give each row its clock: the time of `at`, but later than that of the row before of the same `of`."""
    database.conn.create_function("tick", 2, tick, deterministic=True)
    database.execute(
        f"UPDATE {table} SET clock = turn.clock FROM ("
        "SELECT id, nth + max(moment - nth) OVER (PARTITION BY whose ORDER BY nth) AS clock FROM ("
        f"SELECT id, {of} AS whose, tick(at, 0) AS moment, row_number() OVER (PARTITION BY {of} ORDER BY id) AS nth"
        f" FROM {table})) AS turn WHERE turn.id = {table}.id"
    )


def editions(database: Database) -> None:
    """Which document is a later edition of which, and what became of the decisions of the earlier one.

    `carries` has, for each decision of the earlier edition, one row or several: `kept` and `moved` ones became a
    decision of the later edition; `touched` ones are to be looked at in the sentences of their rows; `orphaned` ones
    have in `sentence_id` the sentence after which their own stood. `stood` is what the annotator had decided of that
    sentence before. `looked_at` has the orphaned ones that were acknowledged. All three are only ever added to.
    `steps.carried`: the step only says decisions again of an earlier edition. No undo takes it back.
    """
    execute_all(
        database,
        "ALTER TABLE steps ADD COLUMN carried INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1))",
        """
        CREATE TABLE editions (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            earlier INTEGER NOT NULL REFERENCES documents (number),
            later INTEGER NOT NULL REFERENCES documents (number),
            who TEXT NOT NULL CHECK (who <> ''),
            at TEXT NOT NULL,
            clock INTEGER NOT NULL,
            CHECK (earlier <> later)
        ) STRICT
        """,
        "CREATE INDEX editions_by_earlier ON editions (earlier)",
        "CREATE INDEX editions_by_later ON editions (later)",
        """
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
        ) STRICT
        """,
        "CREATE INDEX carries_by_became ON carries (became) WHERE became IS NOT NULL",
        "CREATE INDEX carries_by_decision ON carries (decision)",
        """
        CREATE TABLE looked_at (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            carry INTEGER NOT NULL REFERENCES carries (id),
            who TEXT NOT NULL CHECK (who <> ''),
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX looked_at_by_carry ON looked_at (carry)",
        *(
            f"CREATE TRIGGER {table}_{never} BEFORE {change} ON {table} BEGIN"
            f" SELECT RAISE (ABORT, '{table} are append-only'); END"
            for table in ("editions", "carries", "looked_at")
            for never, change in (("never_change", "UPDATE"), ("never_go", "DELETE"))
        ),
    )


def carries_in_sentences(database: Database) -> None:
    """What became of decisions, to be found by the sentences of the later edition."""
    execute_all(database, "CREATE INDEX carries_by_sentence ON carries (sentence_id)")


_SHIPPED = "0" * 32
"""The uuid of the first revision of every database: the scheme that ships."""


def revisions(database: Database) -> None:
    """The label scheme and guidelines as they stood from one day to another; every decision names its revision.

    Every database begins with what ships. Schemes of before become revisions in their order, with uuids by what they
    hold, which are the same in every copy. A decision of before gets the one that held when it was made. `toml` is NULL
    for the scheme that ships, `guidelines` where the text is not the database's own.
    """
    import hashlib  # deferred, with what follows: whoever opens a database of today needs none of it

    import orjson

    from annotator.core.errors import InputRefused
    from annotator.core.resources import read_schema
    from annotator.core.scheme import DEFAULT_SCHEME, parse_scheme

    execute_all(
        database,
        """
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
        ) STRICT
        """,
        "ALTER TABLE decisions ADD COLUMN revision INTEGER REFERENCES revisions (id)",
    )
    shipped = parse_scheme(read_schema(DEFAULT_SCHEME), DEFAULT_SCHEME)
    made: list[tuple[Any, ...]] = [(_SHIPPED, 0, None, shipped.name, shipped.version, None, _table(shipped))]
    clock = 0
    for name, version, toml, at in database.execute("SELECT name, version, toml, adopted_at FROM schemes ORDER BY id"):
        clock = tick(at, clock)
        try:
            table = _table(parse_scheme(toml, "a label scheme"))
        except (InputRefused, RecursionError):
            table = {"topics": [], "attributes": []}  # whoever reads it says what is wrong
        uuid = hashlib.sha256(orjson.dumps([name, version, toml, at])).hexdigest()[:32]
        made.append((uuid, clock, at, name, version, toml, table))
    database.conn.executemany(
        "INSERT INTO revisions (uuid, clock, at, name, version, toml, labels, changes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, '[]') ON CONFLICT (uuid) DO NOTHING",
        [(*row, orjson.dumps(table).decode("utf-8")) for *row, table in made],
    )
    execute_all(
        database,
        "UPDATE revisions SET parent = id - 1 WHERE id > 1",
        """
        CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions BEGIN
            SELECT RAISE (ABORT, 'revisions are append-only');
        END
        """,
        """
        CREATE TRIGGER revisions_never_go BEFORE DELETE ON revisions BEGIN
            SELECT RAISE (ABORT, 'revisions are append-only');
        END
        """,
    )
    # Decisions are told their revision once, as long as no program that knows revisions has seen them. (Tables that a
    # copy is read into have no triggers.)
    guard = database.execute("SELECT sql FROM sqlite_master WHERE name = 'decisions_never_change'").fetchone() or ()
    execute_all(
        database,
        "DROP TRIGGER IF EXISTS decisions_never_change",
        "UPDATE decisions SET revision = coalesce((SELECT max(id) FROM revisions WHERE at <= decided_at), 1)"
        " WHERE answer IS NOT NULL",
        *guard,
    )


def _table(scheme: LabelScheme) -> dict[str, Any]:
    """The labels of a scheme, each with the key that it has as its id."""
    return {
        "topics": [_label(topic.key, topic.name) for topic in scheme.topics],
        "attributes": [
            _label(one.name, one.title) | {"values": [_label(value, value) for value in one.values]}
            for one in scheme.attributes
        ],
    }


def _label(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "keys": [key], "name": name, "use": "used"}


_BLOCK = 1024
"""Sentences of a block of `answered_blocks`, by their ids."""

_LONGEST = 1_000_000_000
"""Seconds: a decision counts for no more, as the sum has to stay a whole number that SQLite can hold."""

_COUNTED = {
    "accepted": "decisions.answer = 'accept'",
    "rejected": "decisions.answer = 'reject'",
    "skipped": "decisions.answer = 'skip'",
    "flagged": "decisions.flagged",
    "milliseconds": f"CAST(round(max(-{_LONGEST}, min({_LONGEST}, decisions.seconds)) * 1000) AS INTEGER)",
    "keys": "decisions.keys",
}
"""What `progress` and `totals` count of current decisions."""

_COLUMNS = ", ".join(_COUNTED)

_ONE = ", ".join(_COUNTED.values())
_QUOTES = (
    "(SELECT count(*) FROM json_each(CASE WHEN json_valid({0}) THEN {0} END, '$.quotes')"
    " WHERE CASE type WHEN 'object' THEN NOT value ->> 'continues' END)"
)

_TITLE = "coalesce({0}.title, {0}.id)"


def words_of_articles(database: Database) -> None:
    """Indexes of the words in texts and in titles (FTS5), without upper and lower case and accents.

    They hold no text of their own. `prefix`: a title is looked for from the first letter on, texts from the third.
    """
    tokens = "tokenize = 'unicode61 remove_diacritics 2'"
    execute_all(
        database,
        "CREATE VIRTUAL TABLE article_words USING fts5"
        f" (text, content = 'documents', content_rowid = 'number', prefix = '3', {tokens})",
        f"CREATE VIRTUAL TABLE title_words USING fts5 (title, content = '', prefix = '1 2 3', {tokens})",
        "INSERT INTO article_words (article_words) VALUES ('rebuild')",
        f"INSERT INTO title_words (rowid, title) SELECT number, {_TITLE.format('documents')} FROM documents",
        f"""
        CREATE TRIGGER documents_give_words AFTER INSERT ON documents BEGIN
            INSERT INTO article_words (rowid, text) VALUES (NEW.number, NEW.text);
            INSERT INTO title_words (rowid, title) VALUES (NEW.number, {_TITLE.format("NEW")});
        END
        """,
        f"""
        CREATE TRIGGER titles_change_words AFTER UPDATE OF title, id ON documents BEGIN
            INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', OLD.number, {_TITLE.format("OLD")});
            INSERT INTO title_words (rowid, title) VALUES (NEW.number, {_TITLE.format("NEW")});
        END
        """,
    )


def held_leases(database: Database) -> None:
    """An index of the few leases that somebody holds now, among all that were finished."""
    database.execute("CREATE INDEX held_leases ON leases (annotator, document) WHERE state = 'held'")


def counters(database: Database) -> None:
    """How much stands in `heads` by annotator and document, by annotator, and by blocks of sentences; and suggestions.

    `progress` and `totals` count current decisions; `answered_blocks` how many of the sentences with the ids
    `block * 1024` to `block * 1024 + 1023` an annotator has answered, so that full ones are passed over at once.

    They are left empty: schema 23 counts otherwise.
    """
    numbers = ", ".join(f"{column} INTEGER NOT NULL" for column in _COUNTED)
    execute_all(
        database,
        f"""
        CREATE TABLE progress (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            document INTEGER NOT NULL REFERENCES documents (number),
            {numbers},
            PRIMARY KEY (annotator, document)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX progress_by_document ON progress (document, annotator)",
        f"CREATE TABLE totals (annotator TEXT PRIMARY KEY REFERENCES annotators (name), {numbers})"
        " STRICT, WITHOUT ROWID",
        """
        CREATE TABLE answered_blocks (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            block INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            PRIMARY KEY (annotator, block)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE suggested_quotes (
            document INTEGER PRIMARY KEY REFERENCES documents (number),
            quotes INTEGER NOT NULL
        ) STRICT
        """,
        *_triggers(),
    )


def _triggers() -> tuple[str, ...]:
    more = ", ".join(f"{column} = {column} + excluded.{column}" for column in _COUNTED)
    less = ", ".join(f"{column} = {{0}}.{column} - ({value})" for column, value in _COUNTED.items())
    return (
        f"""
        CREATE TRIGGER heads_count AFTER INSERT ON heads BEGIN
            INSERT INTO progress (annotator, document, {_COLUMNS}) SELECT NEW.annotator, sentences.document, {_ONE}
                FROM decisions JOIN sentences ON sentences.id = NEW.sentence_id WHERE decisions.id = NEW.decision
                ON CONFLICT (annotator, document) DO UPDATE SET {more};
            INSERT INTO totals (annotator, {_COLUMNS}) SELECT NEW.annotator, {_ONE}
                FROM decisions WHERE decisions.id = NEW.decision
                ON CONFLICT (annotator) DO UPDATE SET {more};
            INSERT INTO answered_blocks (annotator, block, answered)
                VALUES (NEW.annotator, NEW.sentence_id / {_BLOCK}, 1)
                ON CONFLICT (annotator, block) DO UPDATE SET answered = answered + 1;
        END
        """,
        f"""
        CREATE TRIGGER heads_no_longer_count AFTER DELETE ON heads BEGIN
            UPDATE progress SET {less.format("progress")} FROM decisions
                WHERE decisions.id = OLD.decision AND progress.annotator = OLD.annotator
                AND progress.document = (SELECT document FROM sentences WHERE id = OLD.sentence_id);
            DELETE FROM progress WHERE annotator = OLD.annotator AND accepted + rejected + skipped = 0
                AND document = (SELECT document FROM sentences WHERE id = OLD.sentence_id);
            UPDATE totals SET {less.format("totals")} FROM decisions
                WHERE decisions.id = OLD.decision AND totals.annotator = OLD.annotator;
            DELETE FROM totals WHERE annotator = OLD.annotator AND accepted + rejected + skipped = 0;
            UPDATE answered_blocks SET answered = answered - 1
                WHERE annotator = OLD.annotator AND block = OLD.sentence_id / {_BLOCK};
            DELETE FROM answered_blocks
                WHERE annotator = OLD.annotator AND block = OLD.sentence_id / {_BLOCK} AND answered = 0;
        END
        """,
        f"""
        CREATE TRIGGER suggestions_count AFTER INSERT ON suggestions BEGIN
            INSERT INTO suggested_quotes (document, quotes)
                SELECT document, {_QUOTES.format("NEW.labels")} - coalesce((
                    SELECT {_QUOTES.format("before.labels")} FROM suggestions AS before
                    WHERE before.sentence_id = NEW.sentence_id AND before.id < NEW.id ORDER BY before.id DESC LIMIT 1
                ), 0) FROM sentences WHERE sentences.id = NEW.sentence_id
                ON CONFLICT (document) DO UPDATE SET quotes = quotes + excluded.quotes;
        END
        """,
    )
