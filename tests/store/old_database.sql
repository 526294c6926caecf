BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
) STRICT;
INSERT INTO "_sqlite_migrations" VALUES(1,'annotator','documents_and_suggestions','2026-11-25 21:31:13.316273+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'annotator','decisions','2026-11-25 21:31:13.316948+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'annotator','schemes','2026-11-25 21:31:13.317099+00:00');
CREATE TABLE annotators (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            decided INTEGER NOT NULL DEFAULT 0,
            undo_tip INTEGER REFERENCES steps (id),
            redo_tip INTEGER REFERENCES steps (id),
            bookmark INTEGER REFERENCES sentences (id),
            bookmark_step INTEGER,
            created_at TEXT NOT NULL
        ) STRICT
        ;
INSERT INTO "annotators" VALUES('ana',2,2,4,4,4,'2026-11-25T21:31:13.387Z');
INSERT INTO "annotators" VALUES('bo',2,6,NULL,NULL,NULL,'2026-11-25T21:31:13.426Z');
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
        ;
INSERT INTO "decisions" VALUES(1,'93906a01a4c449ceb6b353cbd9366249',1,1,'ana','accept','{"quotes":[{"type":"indirect","content":[[17,48]],"cue":[60,64],"source":[50,59],"speaker":"Nora Lind","continues":false}],"topics":["economy, business and finance"]}','sure?',1,0,2.5,3,1,NULL,'2026-11-25T21:31:13.398Z');
INSERT INTO "decisions" VALUES(2,'7f2875e1504a4df194b12c131e7117cd',2,2,'ana','skip','{"quotes":[{"type":"direct","content":[[66,87]],"cue":[92,97],"source":[88,91],"speaker":"Nora Lind","continues":false}],"topics":[]}',NULL,0,0,1.0,1,2,NULL,'2026-11-25T21:31:13.401Z');
INSERT INTO "decisions" VALUES(3,'61f616a38119479697a9112023248b11',3,3,'ana','accept','{"quotes":[{"type":"direct","content":[[99,112]],"cue":null,"source":null,"speaker":"Nora Lind","continues":true}],"topics":[]}',NULL,0,0,0.0,0,3,NULL,'2026-11-25T21:31:13.405Z');
INSERT INTO "decisions" VALUES(4,'d3553de619ff45b39f4ebc61ae5c217b',3,4,'ana','accept','{"quotes":[],"topics":[]}',NULL,0,1,0.0,0,4,NULL,'2026-11-25T21:31:13.405Z');
INSERT INTO "decisions" VALUES(5,'9ae110bd9fe84708af68c1390ea36130',4,3,'ana',NULL,'{"quotes":[],"topics":[]}',NULL,0,0,0.0,0,NULL,3,'2026-11-25T21:31:13.409Z');
INSERT INTO "decisions" VALUES(6,'aec91794a9264ab5bd0fef755710ea2b',4,4,'ana',NULL,'{"quotes":[],"topics":[]}',NULL,0,0,0.0,0,NULL,4,'2026-11-25T21:31:13.409Z');
INSERT INTO "decisions" VALUES(7,'0942171c8f334e73b8bd87bdd34a2632',5,1,'bo','reject','{"quotes":[],"topics":[]}',NULL,0,0,0.5,1,1,NULL,'2026-11-25T21:31:13.434Z');
INSERT INTO "decisions" VALUES(8,'0a899b27bb53462b907bf30a6e0a8e83',6,6,'bo','accept','{"quotes":[{"type":"indirect","content":[[11,32]],"cue":[43,48],"source":[34,42],"speaker":null,"continues":false}],"topics":["weather"]}',NULL,0,0,4.0,2,6,NULL,'2026-11-25T21:31:13.438Z');
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
        ;
INSERT INTO "documents" VALUES(1,'ferry','8a798b121256ea9168e0a6acf6271b7f3d2b9d17ec52885cc289976507bec1b8',4,'Ferry sails','Harbour Post','2026-03-02',17,'2026-11-25T21:31:13.360Z','{"desk":"local"}','[["Nora Lind",[[50,59],[88,91]]],["Bo Dahl",[]]]','date 2026-03-02

The ferry sails again on Monday, Nora Lind said. “We mended the pump,” she added. “It was old.” Nobody asked why.');
INSERT INTO "documents" VALUES(2,'school','c7d053e3fc6816e8ad0ce77e989a0198fc1a70e64bd05cf73f108f94ac433f87',2,NULL,NULL,NULL,0,'2026-11-25T21:31:13.365Z','{}','[]','Snow fell. The school stays shut, its head wrote.');
CREATE TABLE drafts (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            labels TEXT NOT NULL CHECK (json_valid(labels)),
            PRIMARY KEY (annotator, sentence_id)
        ) STRICT, WITHOUT ROWID
        ;
INSERT INTO "drafts" VALUES('ana',4,'{"quotes":[],"topics":["weather"],"note":"cold","flagged":false}');
CREATE TABLE heads (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            decision INTEGER NOT NULL REFERENCES decisions (id),
            PRIMARY KEY (annotator, sentence_id)
        ) STRICT, WITHOUT ROWID
        ;
INSERT INTO "heads" VALUES('ana',1,1);
INSERT INTO "heads" VALUES('ana',2,2);
INSERT INTO "heads" VALUES('bo',1,7);
INSERT INTO "heads" VALUES('bo',6,8);
CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            pipeline TEXT NOT NULL,
            version TEXT NOT NULL,
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            started_at TEXT NOT NULL
        ) STRICT
        ;
INSERT INTO "runs" VALUES('500facff67eb','en_pipeline','3.8.0','{"profile":"speech","scheme":"Harbour"}','2026-11-25T21:31:13.360Z');
INSERT INTO "runs" VALUES('9c9cd595eb44','en_pipeline','3.9.0','{"profile":"speech","scheme":"Harbour"}','2026-11-25T21:31:13.443Z');
CREATE TABLE schemes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            toml TEXT NOT NULL,
            adopted_at TEXT NOT NULL
        ) STRICT
        ;
INSERT INTO "schemes" VALUES(1,'Harbour','2','name = "Harbour"
version = "2"
quote_types = ["direct", "indirect"]
[[topic]]
key = "economy, business and finance"
[[topic]]
key = "weather"
','2026-11-25T21:31:13.354Z');
CREATE TABLE sentences (
            id INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES documents (number),
            position INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            UNIQUE (document, position),
            CHECK (0 <= start AND start < "end")
        ) STRICT
        ;
INSERT INTO "sentences" VALUES(1,1,0,17,65);
INSERT INTO "sentences" VALUES(2,1,1,66,98);
INSERT INTO "sentences" VALUES(3,1,2,99,112);
INSERT INTO "sentences" VALUES(4,1,3,113,130);
INSERT INTO "sentences" VALUES(5,2,0,0,10);
INSERT INTO "sentences" VALUES(6,2,1,11,49);
CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            annotator TEXT NOT NULL REFERENCES annotators (name),
            kind TEXT NOT NULL CHECK (kind IN ('decide', 'undo', 'redo')),
            target INTEGER REFERENCES steps (id),
            below INTEGER REFERENCES steps (id),
            at TEXT NOT NULL
        ) STRICT
        ;
INSERT INTO "steps" VALUES(1,'ana','decide',NULL,NULL,'2026-11-25T21:31:13.398Z');
INSERT INTO "steps" VALUES(2,'ana','decide',NULL,1,'2026-11-25T21:31:13.401Z');
INSERT INTO "steps" VALUES(3,'ana','decide',NULL,2,'2026-11-25T21:31:13.405Z');
INSERT INTO "steps" VALUES(4,'ana','undo',3,NULL,'2026-11-25T21:31:13.409Z');
INSERT INTO "steps" VALUES(5,'bo','decide',NULL,NULL,'2026-11-25T21:31:13.434Z');
INSERT INTO "steps" VALUES(6,'bo','decide',NULL,5,'2026-11-25T21:31:13.438Z');
CREATE TABLE suggestions (
            id INTEGER PRIMARY KEY,
            sentence_id INTEGER NOT NULL REFERENCES sentences (id),
            run TEXT NOT NULL REFERENCES runs (id),
            score REAL,
            labels TEXT NOT NULL CHECK (json_valid(labels)),
            topics TEXT NOT NULL CHECK (json_valid(topics)),
            UNIQUE (sentence_id, run)
        ) STRICT
        ;
INSERT INTO "suggestions" VALUES(1,1,'500facff67eb',0.91,'{"quotes":[{"type":"indirect","content":[[17,48]],"cue":[60,64],"source":[50,59],"speaker":"Nora Lind","continues":false,"score":0.91,"rule":"inverted"}],"topics":["economy, business and finance"]}','[["economy, business and finance",0.7,"ferry"]]');
INSERT INTO "suggestions" VALUES(2,2,'500facff67eb',0.52,'{"quotes":[{"type":"direct","content":[[66,87]],"cue":[92,97],"source":[88,91],"speaker":"Nora Lind","continues":false,"score":0.52,"rule":"quoted"}],"topics":[]}','[]');
INSERT INTO "suggestions" VALUES(3,3,'500facff67eb',0.52,'{"quotes":[{"type":"direct","content":[[99,112]],"cue":null,"source":null,"speaker":"Nora Lind","continues":true,"score":0.52,"rule":"quoted"}],"topics":[]}','[]');
INSERT INTO "suggestions" VALUES(4,4,'500facff67eb',NULL,'{"quotes":[],"topics":[]}','[]');
INSERT INTO "suggestions" VALUES(5,5,'500facff67eb',NULL,'{"quotes":[],"topics":[]}','[]');
INSERT INTO "suggestions" VALUES(6,6,'500facff67eb',0.8,'{"quotes":[{"type":"indirect","content":[[11,32]],"cue":[43,48],"source":[34,42],"speaker":null,"continues":false,"score":0.8,"rule":"inverted"}],"topics":[]}','[]');
INSERT INTO "suggestions" VALUES(7,3,'9c9cd595eb44',NULL,'{"quotes":[],"topics":[]}','[]');
INSERT INTO "suggestions" VALUES(8,4,'9c9cd595eb44',NULL,'{"quotes":[],"topics":[]}','[]');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX decisions_by_step ON decisions (step);
CREATE INDEX decisions_by_sentence ON decisions (sentence_id, annotator);
CREATE TRIGGER decisions_move_heads AFTER INSERT ON decisions BEGIN
            UPDATE annotators SET decided = decided + (NEW.answer IS NOT NULL)
                - EXISTS (SELECT 1 FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id)
                WHERE name = NEW.annotator;
            DELETE FROM heads WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
            INSERT INTO heads (annotator, sentence_id, decision)
                SELECT NEW.annotator, NEW.sentence_id, NEW.id WHERE NEW.answer IS NOT NULL;
            DELETE FROM drafts WHERE annotator = NEW.annotator AND sentence_id = NEW.sentence_id;
        END;
CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions BEGIN
            SELECT RAISE (ABORT, 'decisions are append-only');
        END;
CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions BEGIN
            SELECT RAISE (ABORT, 'decisions are append-only');
        END;
CREATE TRIGGER texts_never_change BEFORE UPDATE OF text, sha256 ON documents BEGIN
            SELECT RAISE (ABORT, 'the text of a document never changes');
        END;
CREATE VIEW current_decisions AS
            SELECT decisions.*, sentences.document, sentences.position
            FROM heads
            JOIN decisions ON decisions.id = heads.decision
            JOIN sentences ON sentences.id = heads.sentence_id;
COMMIT;
