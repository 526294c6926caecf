"""Schema 23: what happened, which 22 versions kept in tables of its kinds, becomes one log. Facts never change again.

What had no uuid gets one from what it holds, so that copies which are migrated apart have the same events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from annotator.store.log import fold
from annotator.store.log.schema import CACHES, FACTS, caches_and_views, tick
from annotator.store.sqlite.sqlite_library import sqlite3

if TYPE_CHECKING:
    from sqlite_utils import Database

_DROPPED = (
    *("heads", "drafts", "progress", "totals", "answered_blocks", "suggested_quotes", "removed", "looked_at"),
    *("standing_renamings", "step_drafts", "renamings", "reviews", "removals", "carries", "editions", "slots"),
    *("qualification_results", "qualification_items", "qualifications", "leases", "assignments", "schemes"),
    *("profiles", "boilerplate", "habits", "annotators", "decisions_22", "steps", "revisions"),
)
"""The tables of before, those first that name others: their rows are in the log now, or follow from it."""
_TURNED = {"undo": "redo", "redo": "undo"}


class _Step(NamedTuple):
    """The event that a step became. `about`: the uuid of what an undo of it is about; `turns`: it is an undo itself."""

    id: int
    uuid: str
    clock: int
    at: str
    who: str
    about: str
    turns: bool


def make_log(database: Database) -> None:
    """Make the log of what the tables of before say, and all that follows from it. Decisions keep their numbers."""
    connection = database.conn
    _take_away(connection)
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("ALTER TABLE decisions RENAME TO decisions_22")
    connection.execute("ALTER TABLE runs ADD COLUMN habits TEXT CHECK (json_valid(habits))")
    connection.execute("ALTER TABLE suggestions ADD COLUMN boilerplate TEXT CHECK (boilerplate <> '')")
    connection.execute(
        "UPDATE runs SET habits = (SELECT habits.habits FROM habits WHERE digest = settings ->> '$.habits.digest')"
    )
    connection.execute(
        "UPDATE suggestions SET boilerplate = (SELECT kind FROM boilerplate WHERE suggestion = suggestions.id)"
        " WHERE id IN (SELECT suggestion FROM boilerplate)"
    )
    _execute_all(database, FACTS)
    migration = _Migration(database)
    migration.run()
    drafts = migration.drafts()
    # A table that is dropped loses its rows first, and SQLite looks for others that name each of them: by these.
    for table, column in (("decisions_22", "replaces"), ("steps", "target"), ("steps", "below")):
        connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    for table in _DROPPED:
        connection.execute(f"DROP TABLE {table}")
    # The indexes of words stay, and are not made again.
    _execute_all(database, caches_and_views())
    fold.rebuild(connection)
    migration.keep_drafts(drafts)


def make_anew(database: Database) -> None:
    """Make all that follows from the log as it is today, with its indexes: for whoever changes a cache.

    Facts and the words of articles stay.
    """
    _take_away(database.conn)
    for name in CACHES:
        database.execute(f"DROP TABLE IF EXISTS {name}")
    _execute_all(database, caches_and_views())
    fold.rebuild(database.conn)


def _take_away(connection: sqlite3.Connection) -> None:
    """Drop all triggers, indexes and views."""
    for kind, name in connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'index', 'view') AND sql IS NOT NULL"
    ).fetchall():
        connection.execute(f"DROP {kind} {name}")


def _execute_all(database: Database, sql: str) -> None:
    """Run statements one by one: `executescript` would end the transaction."""
    for statement in sql.split(";\n"):
        if statement.strip():
            database.execute(statement)


def _derived(*parts: Any) -> str:
    return sha256(orjson.dumps(parts)).hexdigest()[:32]


class _Migration:
    def __init__(self, database: Database) -> None:
        self._connection = connection = database.conn
        self._texts = dict(connection.execute("SELECT number, sha256 FROM documents").fetchall())
        self._places = {
            key: (self._texts[document], position)
            for key, document, position in connection.execute("SELECT id, document, position FROM sentences")
        }
        self._uuids = dict(connection.execute("SELECT id, uuid FROM decisions_22").fetchall())
        self._revisions: dict[int | None, int | None] = {None: None}
        self._steps: dict[int, _Step] = {}
        self._renamings: dict[int, dict[str, Any]] = {}

    def run(self) -> None:
        """Write all events and decisions."""
        self._people()
        self._schemes()
        self._renamings = {one["step"]: one for one in self._rows("renamings")}
        self._add_steps()
        self._decisions()
        self._documents()
        self._queue()
        self._qualifications()

    def _rows(self, table: str, order: str = "id") -> Iterator[dict[str, Any]]:
        cursor = self._connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())

    def _add(
        self,
        kind: str,
        body: dict[str, Any],
        uuid: str,
        clock: int,
        at: str,
        who: str | None,
        document: int | None = None,
        sentence: int | None = None,
        undoes: str | None = None,
    ) -> int:
        values = (uuid, clock, at, who or "", kind, document, sentence, undoes, orjson.dumps(body).decode())
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO events (uuid, clock, at, who, kind, document, sentence, undoes, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        return int(cursor.lastrowid or 0)

    def _people(self) -> None:
        for one in self._rows("annotators", "rowid"):
            at = one["created_at"]
            body = {"role": one["role"], "person": one["person"]}
            self._add("enter", body, _derived("enter", one["name"], at), tick(at, 0), at, one["name"])

    def _schemes(self) -> None:
        uuids = dict(self._connection.execute("SELECT id, uuid FROM revisions").fetchall())
        found = [*self._rows("revisions")]
        for one in found:
            body = {"parent": uuids.get(one["parent"])}
            body |= {name: one[name] for name in ("name", "version", "toml", "guidelines")}
            body |= {name: orjson.loads(one[name]) for name in ("labels", "changes")} | {"reason": one["reason"]}
            at, who = one["at"] or "", one["who"]
            self._revisions[one["id"]] = self._add("scheme", body, one["uuid"], one["clock"], at, who)
            last = max(one["clock"] for one in found)
            if one is found[-1] and one["clock"] < last:
                # In use was that with the highest number, also where a merge had brought one with a later clock. So it
                # comes again: an event is the same in all copies, which say different things of what is in use.
                body |= {"parent": one["uuid"], "changes": [], "reason": None}
                self._add("scheme", body, _derived("in use", one["uuid"], last), last + 1, at, who)
        clock = 0
        for one in self._rows("profiles"):
            clock = tick(one["adopted_at"], clock)
            uuid = _derived("profile", one["name"], one["adopted_at"])
            self._add("profile", {"name": one["name"]}, uuid, clock, one["adopted_at"], None)

    # ---- steps

    def _add_steps(self) -> None:
        """Steps, with what they renamed, carried over and left unconfirmed; then where somebody stopped."""
        carried = self._carried()
        for one in self._rows("steps"):
            kind, body, document, undoes, turns = self._kind_of(one, carried)
            key, uuid = one["id"], one["uuid"]
            row = self._add(
                kind, body, uuid, one["clock"], one["at"], one["annotator"], document, one["sentence_id"], undoes
            )
            self._steps[key] = _Step(row, uuid, one["clock"], one["at"], one["annotator"], undoes or uuid, turns)
        for (who, *decided), (document, edition, fates) in carried.items():  # nothing of these was said again
            clock, at = self._connection.execute(
                "SELECT clock + 1, at FROM editions WHERE uuid = ?", (edition,)
            ).fetchone()
            body = {"edition": edition, "fates": fates}
            self._add("carry", body, _derived("carry", who, *decided), clock, at, who, document)
        for one in self._rows("step_drafts", "step, sentence_id"):
            step = self._steps[one["step"]]
            body = {"left": one["after"] and orjson.loads(one["after"]), "step": step.uuid}
            uuid = _derived("draft", step.uuid, self._places[one["sentence_id"]])
            self._add("draft", body, uuid, step.clock, step.at, step.who, None, one["sentence_id"])
        for who, sentence, at_step, last, at in self._connection.execute(
            "SELECT name, bookmark, bookmark_step, (SELECT id FROM steps WHERE annotator = name AND NOT carried"
            " ORDER BY clock DESC, uuid DESC LIMIT 1), created_at FROM annotators WHERE bookmark IS NOT NULL"
        ).fetchall():
            if at_step == (last or 0):
                stopped = self._steps.get(last)
                clock, then = (tick(at, 0), at) if stopped is None else (stopped.clock, stopped.at)
                uuid = _derived("leave", who, clock, self._places[sentence])
                self._add("leave", {}, uuid, clock + 1, then, who, None, sentence)

    def _kind_of(
        self, one: dict[str, Any], carried: dict[Any, tuple[int, str, list[list[Any]]]]
    ) -> tuple[str, dict[str, Any], int | None, str | None, bool]:
        """Of a step the kind of its event, the body, the document, what it undoes, and whether it is an undo itself."""
        key, kind = one["id"], one["kind"]
        renaming = self._renamings.get(key)
        by = "" if one["carried"] else None
        if kind != "decide":
            target = self._steps[one["target"]]
            # What takes back that a renaming was taken back, lets it stand again.
            kind = _TURNED[kind] if target.turns else kind
            return kind, {"why": None, "by": None} if kind == "undo" else {}, None, target.about, False
        if renaming is not None and renaming["kind"] == "take back":
            first = next(step for step, other in self._renamings.items() if other["id"] == renaming["origin"])
            return "undo", {"why": None, "by": by}, None, self._steps[first].about, True
        if renaming is not None:
            return "rename", {"old": renaming["old"], "new": renaming["new"], "by": by}, None, None, False
        if one["carried"] and key in carried:
            document, edition, fates = carried.pop(key)
            return "carry", {"edition": edition, "fates": fates}, document, None, False
        return "decide", {}, None, None, False

    def _carried(self) -> dict[Any, tuple[int, str, list[list[Any]]]]:
        """What was carried over, by the step that did, else by whose it was and which: document, edition, fates."""
        found: dict[Any, tuple[int, str, list[list[Any]]]] = {}
        rows = self._connection.execute(
            "SELECT e.uuid, e.later, d.annotator, c.decision, c.kind, c.sentence_id, c.became, c.stood,"
            " (SELECT s.id FROM decisions_22 AS b JOIN steps AS s ON s.id = b.step WHERE b.id = c.became AND s.carried)"
            " FROM carries AS c JOIN editions AS e ON e.id = c.edition"
            " JOIN decisions_22 AS d ON d.id = c.decision ORDER BY c.id"
        ).fetchall()
        for uuid, later, who, decision, kind, sentence, became, stood, step in rows:
            position = self._places[sentence][1]
            # What was not said again is an event of its own, so that it is the same in copies that know of more.
            key = step if step is not None else (who, uuid, self._uuids[decision], position)
            fate = [self._uuids[decision], kind, position, self._uuids.get(became), self._uuids.get(stood)]
            found.setdefault(key, (later, uuid, []))[2].append(fate)
        return found

    def _decisions(self) -> None:
        """Decisions, with what a review said of versions. What only said that nothing stands is an undo alone now."""
        verdicts = {one["decision"]: self._verdict(one) for one in self._rows("reviews")}
        repeats = self._repeats()
        columns = "id, uuid, event, sentence_id, annotator, answer, labels, note, flagged, implied, seconds, keys"
        more = "suggestion, replaces, repeats, decided_at, sight, revision, verdict"
        insert = f"INSERT INTO decisions ({columns}, {more}) VALUES ({', '.join('?' * 19)})"
        silent = {key for (key,) in self._connection.execute("SELECT id FROM decisions_22 WHERE answer IS NULL")}
        for one in self._rows("decisions_22"):
            if one["answer"] is None:
                continue
            one["event"] = self._steps[one["step"]].id
            one["replaces"] = None if one["replaces"] in silent else one["replaces"]
            one |= {"repeats": repeats.get(one["id"]), "verdict": verdicts.get(one["id"])}
            one["revision"] = self._revisions[one["revision"]]
            self._connection.execute(insert, [one[name] for name in f"{columns}, {more}".split(", ")])

    @staticmethod
    def _verdict(one: dict[str, Any]) -> str:
        """Versions of which a corrected article left nothing are left out, and the others numbered anew."""
        versions, taken = orjson.loads(one["versions"]), orjson.loads(one["taken"])
        left = [number for number, version in enumerate(versions, 1) if version]
        said = {
            "kind": one["kind"],
            "versions": [versions[number - 1] for number in left],
            "taken": [left.index(number) + 1 for number in taken if number in left],
            "cause": one["cause"],
            "paragraph": one["paragraph"],
        }
        return orjson.dumps(said).decode()

    def _repeats(self) -> dict[int, int]:
        """Which decision each one only says again, by their numbers; those that say something new are left out."""
        found: dict[int, int] = {}
        stood: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for key, answer, who, sentence, replaces, step, kind, carried in self._connection.execute(
            "SELECT d.id, d.answer, d.annotator, d.sentence_id, d.replaces, s.id, s.kind, s.carried FROM decisions_22"
            " AS d JOIN steps AS s ON s.id = d.step ORDER BY s.clock, s.uuid, d.id"
        ).fetchall():
            of_sentence, about = stood[who, sentence], self._steps[step].about
            if kind == "undo":
                of_sentence[:] = [one for one in of_sentence if one[0] != about]
                if answer is not None and of_sentence:
                    found[key] = of_sentence[-1][1]
                continue
            first = key
            if kind == "redo":
                first = self._made(about, sentence, who, found) or key
            elif step in self._renamings and replaces is not None:
                first = found.get(replaces, replaces)
            if first != key:
                found[key] = first
            stands_with = next((one[0] for one in of_sentence if one[1] == first), about) if carried else about
            of_sentence.append((stands_with, first))
        return found

    def _made(self, uuid: str, sentence: int, who: str, found: dict[int, int]) -> int | None:
        """The decision of a sentence that an event made, or what that one says again."""
        row = self._connection.execute(
            "SELECT d.id FROM steps AS s CROSS JOIN decisions_22 AS d ON d.step = s.id"
            " WHERE s.uuid = ? AND d.sentence_id = ? AND d.annotator = ?",
            (uuid, sentence, who),
        ).fetchone()
        return None if row is None else found.get(row[0], row[0])

    # ---- documents and teams

    def _documents(self) -> None:
        out: defaultdict[int, list[str]] = defaultdict(list)
        for one in self._rows("removals", "clock, uuid"):
            document, at = one["document"], one["at"]
            if one["kind"] == "remove":
                self._add("remove", {}, one["uuid"], one["clock"], at, one["who"], document)
                out[document].append(one["uuid"])
                continue
            for removal in out.pop(document, ()):
                uuid = _derived("bring back", one["uuid"], removal)
                body = {"why": None, "by": None}
                self._add("undo", body, uuid, one["clock"], at, one["who"], document, None, removal)
        for one in self._rows("editions"):
            body = {"earlier": self._texts[one["earlier"]]}
            self._add("edition", body, one["uuid"], one["clock"], one["at"], one["who"], one["later"])
        for uuid, who, at, edition, later, decision, sentence in self._connection.execute(
            "SELECT l.uuid, l.who, l.at, e.uuid, e.later, d.uuid, c.sentence_id FROM looked_at AS l"
            " JOIN carries AS c ON c.id = l.carry JOIN editions AS e ON e.id = c.edition"
            " JOIN decisions_22 AS d ON d.id = c.decision ORDER BY l.id"
        ).fetchall():
            body = {"edition": edition, "decision": decision, "position": self._places[sentence][1]}
            self._add("look", body, uuid, tick(at, 0), at, who, later)

    def _queue(self) -> None:
        told = sorted(self._rows("assignments"), key=lambda one: (one["at"], one["uuid"]))
        clock, at, who = 0, "", ""
        for one in told:
            clock, at, who = tick(one["at"], clock), one["at"], one["who"]
            body = {"lease_hours": one["lease_hours"], "qualified": bool(one["qualified"])}
            self._add("assign", body | {"told": orjson.loads(one["told"])}, one["uuid"], clock, at, who)
        places: dict[int, dict[str, Any]] = {}
        for one in self._rows("slots", "document, slot"):
            begun: dict[str, Any] = {"kept_for": {}, "rank": one["rank"], "named": bool(one["named"])}
            body = places.setdefault(one["document"], begun)
            body["kept_for"][str(one["slot"])] = one["reserved_for"]
        for document, body in places.items():
            uuid = _derived("places", self._texts[document], body, at)
            self._add("places", body, uuid, clock + 1, at, who, document)
        leases = sorted(self._rows("leases"), key=lambda one: (one["taken_at"], one["uuid"]))
        ended = {
            (one["document"], one["slot"], one["ended_at"]): one["uuid"]
            for one in leases
            if one["why"] in ("expired", "renewed")
        }
        over: dict[str, str] = {}
        for one in leases:
            before = ended.get((one["document"], one["slot"], one["taken_at"]))
            if before is not None and before != one["uuid"] and before not in over.values():
                over[one["uuid"]] = before
        for one in leases:
            at = one["taken_at"]
            body = {"slot": one["slot"], "over": over.get(one["uuid"])}
            self._add("take", body, one["uuid"], tick(at, 0), at, one["annotator"], one["document"])
            if one["why"] is not None and one["uuid"] not in over.values():  # what was settled stays settled
                at, body = one["ended_at"], {"why": one["why"], "by": None}
                uuid = _derived("release", one["uuid"], one["why"], at)
                whose, document = one["annotator"], one["document"]
                self._add("undo", body, uuid, tick(at, 0), at, whose, document, None, one["uuid"])

    def _qualifications(self) -> None:
        uuids: dict[int, str] = {}
        for one in self._rows("qualifications"):
            uuids[one["id"]] = one["uuid"]
            items = sorted(
                [*self._places[sentence], self._uuids[gold]]
                for sentence, gold in self._connection.execute(
                    "SELECT sentence_id, gold FROM qualification_items WHERE qualification = ?", (one["id"],)
                )
            )
            body = {"seed": one["seed"], "pass_mark": one["pass_mark"], "items": items}
            at = one["made_at"]
            self._add("qualification", body, one["uuid"], tick(at, 0), at, one["who"])
        for one in self._rows("qualification_results"):
            at = one["at"]
            body = {"qualification": uuids[one["qualification"]], "person": one["person"], "score": one["score"]}
            body |= {"passed": bool(one["passed"]), "roles": orjson.loads(one["roles"])}
            self._add("result", body, one["uuid"], tick(at, 0), at, one["person"])

    # ---- edits that were kept, or dropped, without a step

    def drafts(self) -> dict[tuple[str, int], str]:
        """What is left unconfirmed, by the tables of before."""
        found = self._connection.execute("SELECT annotator, sentence_id, labels FROM drafts")
        return {(who, sentence): labels for who, sentence, labels in found}

    def keep_drafts(self, there: dict[tuple[str, int], str]) -> None:
        """Write what the log does not say of them yet."""
        here = self.drafts()
        touched = fold.Touched()
        for key in sorted(there.keys() | here.keys()):
            if there.get(key) == here.get(key):
                continue
            who, sentence = key
            left = orjson.loads(there.get(key, "null"))
            clock, at = self._connection.execute(
                "SELECT clock + 1, at FROM events WHERE who = ? ORDER BY clock DESC LIMIT 1", (who,)
            ).fetchone()
            uuid = _derived("draft", who, self._places[sentence], left, clock)
            self._add("draft", {"left": left, "step": None}, uuid, clock, at, who, None, sentence)
            touched.said.add(key)
        fold.refresh(self._connection, touched)
