"""Later editions of documents: finding the earlier one, and taking over what was decided of it.

The earlier edition is out like a removed document, so that each sentence is asked for and exported once. Its decisions
stay as they are. Call the functions that write inside a transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from annotator.core.decision import Role
from annotator.core.drawable import one_line
from annotator.core.editions import Carrier, Cut, Fate, edition_name
from annotator.core.errors import InputRefused
from annotator.core.model import Document, Labels
from annotator.core.model_json import labels_from_json
from annotator.store.articles import removals
from annotator.store.articles.carrying import Carrying, Succession, carry_leases
from annotator.store.articles.documents import stored_document, text_hash
from annotator.store.articles.removals import is_present
from annotator.store.log import kinds
from annotator.store.log.events import append
from annotator.store.log.fold import LATEST
from annotator.store.log.schema import NEWEST, now
from annotator.store.sqlite.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class Revised:
    """What a later edition took over: numbers of decisions by what became of them, and whose are to be looked at.

    `earlier` and `later` are numbers of documents. `to_look_at`: touched and orphaned ones, by annotator.
    """

    earlier: int
    later: int
    fates: Counter[Fate] = field(default_factory=Counter)
    to_look_at: Counter[str] = field(default_factory=Counter)


class Edition(NamedTuple):
    """That one document is a later edition of another one; `fates` counts the decisions of the earlier one."""

    earlier: int
    later: int
    earlier_id: str
    later_id: str
    title: str | None
    who: str
    at: str
    fates: Counter[Fate]


def later_edition(connection: sqlite3.Connection, document: int) -> int | None:
    """The number of the edition that took the place of a document, at the end of all; None where none did."""
    seen = {document}
    while True:
        row = connection.execute(f"SELECT later FROM editions WHERE earlier = ? AND {LATEST}", (document,)).fetchone()
        if row is None or row[0] in seen:
            return document if len(seen) > 1 else None
        document = row[0]
        seen.add(document)


def predecessor(connection: sqlite3.Connection, document: Document, of: str | None = None) -> int | None:
    """The number of the document whose later edition that one is; None where none has its name.

    `of`: the id or the number of the earlier edition; without it the one document counts that came with the same id, or
    from a file of the same name. Raises InputRefused where there is no such, or more than one.
    """
    if of is not None:
        return _named(connection, of)
    name = edition_name(document.id, text_hash(document.text))
    if name is None:
        return None
    found = connection.execute(
        "SELECT number, id, sha256 FROM documents WHERE id >= ?1 AND id < ?1 || char(1114111)"
        f" AND {is_present('number')} ORDER BY number",
        (name,),
    )
    numbers = [number for number, key, sha256 in found if edition_name(key, sha256) == name]
    if len(numbers) > 1:
        those = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
        raise InputRefused(
            f"{one_line(document.id, 60)}: articles {those} have that name: which of them it replaces is not said",
            "import it alone with `--revise --of NUMBER`",
        )
    return numbers[0] if numbers else None


def take_over(connection: sqlite3.Connection, earlier: int, later: int, who: str) -> Revised:
    """Make one stored document the later edition of another, with all that was decided of that. Both stay."""
    moment = now()
    text = text_hash(stored_document(connection, earlier).document.text)
    edition = append(connection, who, kinds.Edition(text), document=later, at=moment)
    revised = Revised(earlier, later)
    _carry(connection, edition.id, edition.uuid, revised)
    carry_leases(connection, earlier, later, who, moment)
    removals.bring_back(connection, later, who)
    return revised


def catch_up(connection: sqlite3.Connection, later: int) -> Revised | None:
    """Carry over what was decided of the earlier edition since, as on another copy; None where there is nothing."""
    row = connection.execute(
        f"SELECT id, uuid, earlier FROM editions WHERE later = ? AND {LATEST} {NEWEST}",
        (later,),
    ).fetchone()
    if row is None or removals.removal_of(connection, later) is not None:
        return None
    edition, uuid, earlier = row
    revised = Revised(earlier, later)
    _carry(connection, edition, uuid, revised)
    return revised if revised.fates else None


def editions(connection: sqlite3.Connection) -> Iterator[Edition]:
    """All that was ever made a later edition of another, in order."""
    for *about, fates in connection.execute(
        "SELECT earlier, later, old.id, new.id, coalesce(new.title, old.title), who, at,"
        " json_group_object(counted.kind, counted.number) FILTER (WHERE counted.kind IS NOT NULL) FROM editions"
        " JOIN documents AS old ON old.number = earlier JOIN documents AS new ON new.number = later"
        " LEFT JOIN (SELECT edition, kind, count(DISTINCT decision) AS number FROM carries GROUP BY edition, kind)"
        " AS counted ON counted.edition = editions.id GROUP BY editions.id ORDER BY clock, uuid"
    ):
        became = Counter({Fate(kind): number for kind, number in orjson.loads(fates).items()})
        yield Edition._make((*about, became))


def show_all(connection: sqlite3.Connection) -> None:
    """Let a connection that only reads show earlier editions beside the later ones, as if they were not taken out."""
    connection.execute("PRAGMA temp_store = MEMORY")
    # Of another day there is such a table already.
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS removed AS SELECT * FROM main.removed")
    connection.execute(f"DELETE FROM removed WHERE document IN (SELECT earlier FROM editions WHERE {LATEST})")


def _carry(connection: sqlite3.Connection, edition: int, uuid: str, revised: Revised) -> None:
    """Carry the work of all who annotate and review that was not carried yet. Annotators come first."""
    earlier, later = (stored_document(connection, number) for number in (revised.earlier, revised.later))
    succession = Succession(edition, uuid, earlier, later)
    people = connection.execute(
        "SELECT name FROM annotators WHERE role IN (?, ?) ORDER BY role = ? DESC, rowid",
        (Role.ANNOTATOR.value, Role.REVIEWER.value, Role.ANNOTATOR.value),
    ).fetchall()
    before, after = (Cut(one.document, one.sentences) for one in (earlier, later))
    carrier = Carrier(before, after, _marked(connection, revised.earlier))
    for (name,) in people:
        fates = Carrying(connection, succession, name, carrier).carry()
        revised.fates.update(fates)
        waiting = fates[Fate.TOUCHED] + fates[Fate.ORPHANED]
        if waiting:
            revised.to_look_at[name] += waiting


def _marked(connection: sqlite3.Connection, document: int) -> list[Labels]:
    """All labels that stand of a document."""
    found = connection.execute(
        "SELECT DISTINCT todays(decisions.labels) FROM annotators CROSS JOIN sentences CROSS JOIN heads"
        " ON heads.annotator = name AND heads.sentence_id = sentences.id"
        " JOIN decisions ON decisions.id = heads.decision WHERE document = ?",
        (document,),
    )
    return [labels_from_json(orjson.loads(column)) for (column,) in found]


def _named(connection: sqlite3.Connection, of: str) -> int:
    """The number of the document of that id or number. Raises InputRefused where there is none that is not out."""
    row = connection.execute("SELECT number FROM documents WHERE id = ?", (of,)).fetchone()
    if row is None and of.isdecimal() and len(of) < 10:
        row = connection.execute("SELECT number FROM documents WHERE number = ?", (int(of),)).fetchone()
    if row is None:
        raise InputRefused(f"no article {one_line(of, 60)!r}", "`annotator list documents` shows numbers and ids")
    number = int(row[0])
    later = later_edition(connection, number)
    if later is not None:
        raise InputRefused(
            f"article {number} has a later version, article {later}", f"name that one: `--revise --of {later}`"
        )
    removals.check_present(connection, number)
    return number
