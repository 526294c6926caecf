"""Decisions saved out of a damaged database into a copy that is older than they are."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from annotator.core.labels_json import labels_from_json
from annotator.store import rows, standing
from annotator.store.database import open_database, transaction
from annotator.store.documents import text_hash
from annotator.store.readable import UNREADABLE, Table, opened
from annotator.store.sqlite_library import sqlite3

_DECISION = ("id", "uuid", "step", "sentence_id", "annotator", "decided_at", *rows.SAID)
_STEP = ("id", "uuid", "annotator", "kind", "target", "at", "sentence_id", "clock")
_DOCUMENT = (
    *("number", "id", "sha256", "sentences", "title", "source", "published", "body_start", "imported_at", "meta"),
    *("cast", "text"),
)
_ANNOTATOR = ("rowid", "name", "created_at", "role", "person")


@dataclass(frozen=True, slots=True)
class Rescued:
    """How many decisions and documents were saved that the copy lacks, and how many decisions could not be placed.

    `unreadable`: places of the damaged file that could not be read at all.
    """

    decisions: int
    documents: int
    left: int
    unreadable: int


def rescue(damaged: Path, into: Path) -> Rescued | None:
    """Add to the database `into` whatever it lacks of the decisions that can be read in a damaged one.

    A document is taken only if its text is whole; a decision only if its labels are and its sentence is there. None,
    and nothing changed, where nothing can be read, or what is read contradicts what is there. Raises what
    `open_database` raises for `into`.
    """
    try:
        with opened(damaged) as source, closing(open_database(into, is_copy=True)) as target, transaction(target):
            return _Rescue(source, target).done()
    except UNREADABLE:
        return None


class _Rescue:
    def __init__(self, source: sqlite3.Connection, target: sqlite3.Connection) -> None:
        self.source, self.target = source, target
        self.unreadable = 0

    def _table(self, name: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
        table = Table(self.source, name, columns)
        self.unreadable += table.unreadable
        return table.rows

    def done(self) -> Rescued:
        target = self.target
        documents, others = self._documents()
        people = self._people()
        sentences = {
            key for key, document in target.execute("SELECT id, document FROM sentences") if document not in others
        }
        steps, changed, left, saved = self._steps(people, sentences), set[str](), 0, 0
        known = {uuid for (uuid,) in target.execute("SELECT uuid FROM decisions")}
        for row in self._table("decisions", _DECISION):
            if row["uuid"] in known:
                continue
            step = steps.get(row["step"])
            if step is None or row["sentence_id"] not in sentences or row["annotator"] not in people or not _whole(row):
                left += row["answer"] is not None
                continue
            self._add(row, step)
            changed.add(row["annotator"])
            saved += row["answer"] is not None
        for name in sorted(changed):
            standing.stand(target, name)
        return Rescued(saved, documents, left, self.unreadable)

    def _people(self) -> set[str]:
        known = {name for (name,) in self.target.execute("SELECT name FROM annotators")}
        for row in self._table("annotators", _ANNOTATOR):
            if row["name"] and row["name"] not in known and row["created_at"]:
                role = row["role"] or "annotator"
                values = {"name": row["name"], "created_at": row["created_at"], "role": role, "person": row["person"]}
                rows.insert(self.target, "annotators", values)
                known.add(row["name"])
        return known

    def _steps(self, people: set[str], sentences: set[int]) -> dict[int, int]:
        """Add the steps that are not there; the ids of all of them, by those in the damaged file."""
        there = dict(self.target.execute("SELECT uuid, id FROM steps"))
        ids: dict[int, int] = {}
        for row in self._table("steps", _STEP):
            if row["uuid"] in there:
                ids[row["id"]] = there[row["uuid"]]
            elif row["uuid"] and row["annotator"] in people and (row["target"] is None or row["target"] in ids):
                values = {column: row[column] for column in _STEP if column != "id"}
                values["target"] = ids.get(row["target"]) if row["target"] is not None else None
                if values["sentence_id"] not in sentences:
                    values["sentence_id"] = None
                ids[row["id"]] = rows.insert(self.target, "steps", values)
        return ids

    def _add(self, row: Mapping[str, Any], step: int) -> None:
        values = {column: row[column] for column in _DECISION if column != "id"}
        known = self.target.execute(
            "SELECT 1 FROM suggestions WHERE id = ? AND sentence_id = ?", (row["suggestion"], row["sentence_id"])
        ).fetchone()
        values |= {"step": step, "suggestion": row["suggestion"] if known else None, "replaces": None}
        before = self.target.execute(
            "SELECT decision FROM heads WHERE annotator = ? AND sentence_id = ?", (row["annotator"], row["sentence_id"])
        ).fetchone()
        values["replaces"] = before[0] if before else None
        values["sight"] = row["sight"] or "suggestion"
        rows.insert(self.target, "decisions", values)

    def _documents(self) -> tuple[int, set[int]]:
        """Add the documents that are not there and are whole, with their sentences under the ids that they have.

        How many were added, and the numbers under which the two databases have different documents.
        """
        target, added, others = self.target, 0, set[int]()
        there = dict(target.execute("SELECT number, sha256 FROM documents"))
        texts, names = set(there.values()), {name for (name,) in target.execute("SELECT id FROM documents")}
        taken = {key for (key,) in target.execute("SELECT id FROM sentences")}
        places: dict[int, list[dict[str, Any]]] = {}
        for place in self._table("sentences", ("id", "document", "position", "start", "end")):
            places.setdefault(place["document"], []).append(place)
        for row in self._table("documents", _DOCUMENT):
            own = places.get(row["number"], [])
            if row["number"] in there:
                others |= {row["number"]} if there[row["number"]] != row["sha256"] else set()
                continue
            whole = text_hash(row["text"] or "") == row["sha256"] and len(own) == row["sentences"]
            if not whole or row["sha256"] in texts or row["id"] in names or any(place["id"] in taken for place in own):
                continue
            for table, found in (("documents", [row]), ("sentences", own)):
                for one in found:
                    rows.insert(target, table, one)
            added += 1
        return added, others


def _whole(row: Mapping[str, Any]) -> bool:
    """Whether the labels of a decision can be read."""
    try:
        labels_from_json(orjson.loads(row["labels"]))
    except Exception:
        return False
    return True
