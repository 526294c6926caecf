"""Who has which place of an article: worked out from what was said of places, and who took or gave back which, when.

An article has the places that were said last. Whoever has decided all of it comes before all others, then whoever took
theirs first; each gets the one that they took, else one that is kept for them, else the next that is for anybody.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from annotator.store.sqlite.sqlite_library import sqlite3
from tests.whole.world import Key, World

Holders = dict[int, dict[int, str | None]]
"""By document, who has each of its places."""


@dataclass
class _Claim:
    """Somebody's wish for a place; `line`: when whoever had it first took it. It may be given back, or be over."""

    who: str
    wish: int
    line: int
    is_over: bool


def held_as_told(world: World) -> None:
    """`status --queue` names as holders those who should have the places, and no others."""
    told: Holders = {}
    for row in world.command("status", "--queue", "--json").json()["documents"]:
        told[row["article"]] = {slot["slot"]: slot.get("annotator") for slot in row["slots"]}
        for slot in row["slots"]:
            if slot.get("annotator") is not None:
                ended = _has_ended(world, row["article"], slot["annotator"])
                world.hold((slot["state"] == "finished") == ended, "a place is finished, or not, by mistake", row)
    with closing(world.disk()) as disk:
        known = {one.number: _given(world, disk, one.number) for one in world.present()}
    known = {number: holders for number, holders in known.items() if holders}
    world.hold(told == known, "others have places than should", told, known)
    world.checked["places"] += sum(map(len, known.values()))


def _given(world: World, disk: sqlite3.Connection, document: int) -> dict[int, str | None]:
    kept_for: dict[int, str | None] = {}
    claims: dict[str, _Claim] = {}
    for uuid, who, kind, body in disk.execute(
        "SELECT uuid, who, kind, body FROM events WHERE kind IN ('places', 'take') AND document = ?"
        " ORDER BY clock, uuid",
        (document,),
    ).fetchall():
        about, is_back = json.loads(body), _is_taken_back(disk, uuid)
        if kind == "places":
            kept_for = kept_for if is_back else {int(slot): name for slot, name in about["kept_for"].items()}
            continue
        before = claims.get(about["over"])
        claims[uuid] = _Claim(who, about["slot"], len(claims) if before is None else before.line, is_back)
        if before is not None:
            before.is_over = True
    holders: dict[int, str | None] = dict.fromkeys(sorted(kept_for))
    for claim in sorted(claims.values(), key=lambda one: (not _has_ended(world, document, one.who), one.line)):
        free = [slot for slot, holder in holders.items() if holder is None and kept_for[slot] in (None, claim.who)]
        if free and not claim.is_over and claim.who not in holders.values():
            own = [slot for slot in free if kept_for[slot] == claim.who]
            holders[claim.wish if claim.wish in free else (own or free)[0]] = claim.who
    return holders


def _is_taken_back(disk: sqlite3.Connection, uuid: str) -> bool:
    last: Any = disk.execute(
        "SELECT kind FROM events WHERE undoes = ? ORDER BY clock DESC, uuid DESC LIMIT 1", (uuid,)
    ).fetchone()
    return last == ("undo",)


def given_back(world: World, who: str) -> set[int]:
    """The articles that somebody had, and that were given back by hand and not taken by them again."""
    given_back = "SELECT DISTINCT document FROM leases WHERE annotator = ?1 AND why = 'given back'"
    has_now = "SELECT document FROM leases WHERE annotator = ?1 AND state <> 'released'"
    with closing(world.disk()) as disk:
        return {document for (document,) in disk.execute(f"{given_back} EXCEPT {has_now}", (who,))}


def _has_ended(world: World, document: int, who: str) -> bool:
    """Whether somebody has decided every sentence of an article."""
    sentences = range(len(world.known.articles[document].spec.sentences))
    said = [world.known.stands.get(Key(document, index, who)) for index in sentences]
    return all(one is not None and one.answer != "skip" for one in said)
