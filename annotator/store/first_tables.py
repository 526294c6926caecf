"""The tables that every database began with: the first steps of `migrations`, which never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


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


def execute_all(database: Database, *statements: str) -> None:
    """Run the statements of a step, in order."""
    for statement in statements:
        database.execute(statement)
