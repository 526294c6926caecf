"""The first twelve migrations, which never change: documents, decisions, and what a single annotator needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def execute_all(database: Database, *statements: str) -> None:
    """Run the statements of a step, in order."""
    for statement in statements:
        database.execute(statement)


def documents_and_suggestions(database: Database) -> None:
    """Documents, their sentences, the runs that suggested labels, and what they suggested."""
    execute_all(
        database,
        """
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
        ) STRICT
        """,
        """
        CREATE TABLE sentences (
            id INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES documents (number),
            position INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            UNIQUE (document, position),
            CHECK (0 <= start AND start < "end")
        ) STRICT
        """,
        """
        CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            pipeline TEXT NOT NULL,
            version TEXT NOT NULL,
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            started_at TEXT NOT NULL
        ) STRICT
        """,
        """
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
    )


def decisions(database: Database) -> None:
    """Append-only decisions; steps give undo and redo their order; `heads` is the index of what is current."""
    execute_all(
        database,
        """
        CREATE TABLE annotators (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            decided INTEGER NOT NULL DEFAULT 0,
            undo_tip INTEGER REFERENCES steps (id),
            redo_tip INTEGER REFERENCES steps (id),
            bookmark INTEGER REFERENCES sentences (id),
            bookmark_step INTEGER,
            created_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            annotator TEXT NOT NULL REFERENCES annotators (name),
            kind TEXT NOT NULL CHECK (kind IN ('decide', 'undo', 'redo')),
            target INTEGER REFERENCES steps (id),
            below INTEGER REFERENCES steps (id),
            at TEXT NOT NULL
        ) STRICT
        """,
        """
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
        ) STRICT
        """,
        "CREATE INDEX decisions_by_step ON decisions (step)",
        "CREATE INDEX decisions_by_sentence ON decisions (sentence_id, annotator)",
        """
        CREATE TABLE heads (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            decision INTEGER NOT NULL REFERENCES decisions (id),
            PRIMARY KEY (annotator, sentence_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE drafts (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            labels TEXT NOT NULL CHECK (json_valid(labels)),
            PRIMARY KEY (annotator, sentence_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TRIGGER decisions_move_heads AFTER INSERT ON decisions BEGIN
            UPDATE annotators SET decided = decided + (NEW.answer IS NOT NULL)
                - EXISTS (SELECT 1 FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id)
                WHERE name = NEW.annotator;
            DELETE FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
            INSERT INTO heads (annotator, sentence_id, decision)
                SELECT NEW.annotator, NEW.sentence_id, NEW.id WHERE NEW.answer IS NOT NULL;
            DELETE FROM drafts WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
        END
        """,
        """
        CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions BEGIN
            SELECT RAISE (ABORT, 'decisions are append-only');
        END
        """,
        """
        CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions BEGIN
            SELECT RAISE (ABORT, 'decisions are append-only');
        END
        """,
        """
        CREATE TRIGGER texts_never_change BEFORE UPDATE OF text, sha256 ON documents BEGIN
            SELECT RAISE (ABORT, 'the text of a document never changes');
        END
        """,
        """
        CREATE VIEW current_decisions AS
            SELECT decisions.*, sentences.document, sentences.position
            FROM heads
            JOIN decisions ON decisions.id = heads.decision
            JOIN sentences ON sentences.id = heads.sentence_id
        """,
    )


def schemes(database: Database) -> None:
    """Label schemes that were given with --scheme, the one in use last."""
    database.execute(
        """
        CREATE TABLE schemes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            toml TEXT NOT NULL,
            adopted_at TEXT NOT NULL
        ) STRICT
        """
    )


def changes_of_several_sentences(database: Database) -> None:
    """What steps left unconfirmed, so that undo and redo restore it, and the sentence that a step was asked for at."""
    execute_all(
        database,
        "ALTER TABLE steps ADD COLUMN sentence_id INTEGER REFERENCES sentences (id)",
        """
        CREATE TABLE step_drafts (
            step INTEGER NOT NULL REFERENCES steps (id),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            before TEXT CHECK (json_valid(before)),
            after TEXT CHECK (json_valid(after)),
            PRIMARY KEY (sentence_id, step)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX drafts_of_steps ON step_drafts (step)",
    )


def readings(database: Database) -> None:
    """What else a suggested sentence could be. Apart from the suggestions, which are looked through more often."""
    database.execute(
        """
        CREATE TABLE readings (
            suggestion INTEGER PRIMARY KEY REFERENCES suggestions (id),
            readings TEXT NOT NULL CHECK (json_valid(readings))
        ) STRICT
        """
    )


def removals(database: Database) -> None:
    """Documents taken out and brought back, as events; `removed` is the index of those that are out now."""
    execute_all(
        database,
        """
        CREATE TABLE removals (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            document INTEGER NOT NULL REFERENCES documents (number),
            kind TEXT NOT NULL CHECK (kind IN ('remove', 'bring back')),
            who TEXT NOT NULL CHECK (who <> ''),
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX removals_by_document ON removals (document)",
        """
        CREATE TABLE removed (
            document INTEGER PRIMARY KEY REFERENCES documents (number),
            sentences INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TRIGGER removals_take_out AFTER INSERT ON removals BEGIN
            DELETE FROM removed WHERE document = NEW.document;
            INSERT INTO removed (document, sentences)
                SELECT number, sentences FROM documents WHERE number = NEW.document AND NEW.kind = 'remove';
        END
        """,
        """
        CREATE TRIGGER removals_never_change BEFORE UPDATE ON removals BEGIN
            SELECT RAISE (ABORT, 'removals are append-only');
        END
        """,
        """
        CREATE TRIGGER removals_never_go BEFORE DELETE ON removals BEGIN
            SELECT RAISE (ABORT, 'removals are append-only');
        END
        """,
    )


def skipped_apart(database: Database) -> None:
    """A skip decides nothing: which current decisions are skips stands in `heads`, their number in `annotators`."""
    execute_all(
        database,
        "ALTER TABLE heads ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped IN (0, 1))",
        "ALTER TABLE annotators ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0",
        "UPDATE heads SET skipped = 1"
        " WHERE (SELECT answer FROM decisions WHERE decisions.id = heads.decision) = 'skip'",
        "UPDATE annotators SET skipped = (SELECT count(*) FROM heads WHERE annotator = name AND skipped)",
        "CREATE INDEX skipped_heads ON heads (annotator, sentence_id) WHERE skipped",
        "DROP TRIGGER decisions_move_heads",
        """
        CREATE TRIGGER decisions_move_heads AFTER INSERT ON decisions BEGIN
            UPDATE annotators SET decided = decided + (NEW.answer IS NOT NULL)
                - EXISTS (SELECT 1 FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id),
                skipped = skipped + (NEW.answer IS 'skip') - EXISTS (
                    SELECT 1 FROM heads
                    WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id AND heads.skipped)
                WHERE name = NEW.annotator;
            DELETE FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
            INSERT INTO heads (annotator, sentence_id, decision, skipped)
                SELECT NEW.annotator, NEW.sentence_id, NEW.id, NEW.answer IS 'skip' WHERE NEW.answer IS NOT NULL;
            DELETE FROM drafts WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
        END
        """,
    )


def profiles(database: Database) -> None:
    """Guideline profiles, the one in use last. A database without any goes by the settings of its latest run."""
    database.execute(
        """
        CREATE TABLE profiles (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            adopted_at TEXT NOT NULL
        ) STRICT
        """
    )


def boilerplate(database: Database) -> None:
    """What kind of boilerplate a sentence is that is no part of its article's own text, as a suggestion has it."""
    database.execute(
        """
        CREATE TABLE boilerplate (
            suggestion INTEGER PRIMARY KEY REFERENCES suggestions (id),
            kind TEXT NOT NULL CHECK (kind <> '')
        ) STRICT
        """
    )


def habits(database: Database) -> None:
    """What the rules could have suggested in each document, and the habits that runs were adapted to.

    `chances` are compressed: they are the rules' candidates, several times as many as there are quotes, and only
    whoever reads habits looks at them. `habits` are named by their digest, which the settings of a run hold.
    """
    execute_all(
        database,
        """
        CREATE TABLE chances (
            document INTEGER PRIMARY KEY REFERENCES documents (number),
            chances BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE habits (
            digest TEXT PRIMARY KEY,
            habits TEXT NOT NULL CHECK (json_valid(habits))
        ) STRICT, WITHOUT ROWID
        """,
    )


def renamings(database: Database) -> None:
    """Speakers renamed in all documents, as events of steps; `standing_renamings` is the index of those that hold now.

    An event that takes back or repeats another names the first of them as its `origin`.
    """
    execute_all(
        database,
        """
        CREATE TABLE renamings (
            id INTEGER PRIMARY KEY,
            step INTEGER NOT NULL REFERENCES steps (id),
            kind TEXT NOT NULL CHECK (kind IN ('rename', 'take back')),
            old TEXT NOT NULL CHECK (old <> ''),
            new TEXT NOT NULL CHECK (new <> '' AND new <> old),
            origin INTEGER REFERENCES renamings (id)
        ) STRICT
        """,
        """
        CREATE TABLE standing_renamings (
            origin INTEGER PRIMARY KEY REFERENCES renamings (id),
            old TEXT NOT NULL,
            new TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TRIGGER renamings_stand AFTER INSERT ON renamings BEGIN
            DELETE FROM standing_renamings WHERE origin = coalesce(NEW.origin, NEW.id);
            INSERT INTO standing_renamings (origin, old, new)
                SELECT coalesce(NEW.origin, NEW.id), NEW.old, NEW.new WHERE NEW.kind = 'rename';
        END
        """,
        """
        CREATE TRIGGER renamings_never_change BEFORE UPDATE ON renamings BEGIN
            SELECT RAISE (ABORT, 'renamings are append-only');
        END
        """,
        """
        CREATE TRIGGER renamings_never_go BEFORE DELETE ON renamings BEGIN
            SELECT RAISE (ABORT, 'renamings are append-only');
        END
        """,
    )


def roles_and_sight(database: Database) -> None:
    """Who works under a name and as what; and what an annotator saw of the suggestion that a decision answers.

    One person may annotate, review, and answer the sentences of a qualification: each under a name of its own, so that
    undo, resuming and counting are apart. The row of a role other than annotating names the `person`.
    """
    execute_all(
        database,
        "ALTER TABLE annotators ADD COLUMN role TEXT NOT NULL DEFAULT 'annotator'"
        " CHECK (role IN ('annotator', 'reviewer', 'candidate'))",
        "ALTER TABLE annotators ADD COLUMN person TEXT",
        "ALTER TABLE decisions ADD COLUMN sight TEXT NOT NULL DEFAULT 'suggestion'"
        " CHECK (sight IN ('suggestion', 'withheld', 'in passing'))",
    )
