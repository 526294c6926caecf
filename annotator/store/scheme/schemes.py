"""The label scheme of a database, the one that was given last, else the one that ships; and its guideline profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused, InputRefused
from annotator.core.profiles import DEFAULT_PROFILE, PROFILE_NAMES
from annotator.core.revisions import (
    Change,
    Kind,
    LabelTable,
    Revised,
    Revision,
    changed_guidelines,
    first_table,
    revised,
)
from annotator.store.files.database import transaction
from annotator.store.log.events import append
from annotator.store.log.kinds import NOBODY, Profile
from annotator.store.log.revisions import add_revision, all_revisions, read_todays_keys
from annotator.store.log.schema import NEWEST, NEWEST_RUN
from annotator.store.scheme.affected import is_held
from annotator.store.sqlite.sqlite_library import sqlite3


@dataclass(frozen=True, slots=True)
class NewScheme:
    """A label scheme to work with from now on: its text (TOML), what it calls itself, and the profile it asks for.

    `where` names its file in errors.
    """

    toml: str
    name: str
    version: str
    profile: str = DEFAULT_PROFILE
    where: str = "the label scheme"


@dataclass(frozen=True, slots=True)
class Guidelines:
    """A new text of the guidelines: the text so far, the new one, and what of it decisions hold (see `_bears_on`)."""

    before: str
    after: str
    bears_on: tuple[str, ...] = ()


def stored_scheme(connection: sqlite3.Connection) -> str | None:
    """The text of the database's label scheme; None: the one that ships."""
    row = connection.execute(f"SELECT toml FROM revisions {NEWEST}").fetchone()
    return None if row is None else row[0]


def stored_guidelines(connection: sqlite3.Connection) -> str | None:
    """The text of the database's guidelines; None: what the settings or the profile say."""
    row = connection.execute(f"SELECT guidelines FROM revisions {NEWEST}").fetchone()
    return None if row is None else row[0]


def check_adoptable(connection: sqlite3.Connection, new: NewScheme) -> None:
    """Raise what `adopt_scheme` raises, and change nothing."""
    if stored_scheme(connection) != new.toml:
        _refuse_what_decisions_hold(connection, _revised(connection, new)[1], new)


def adopt_scheme(connection: sqlite3.Connection, new: NewScheme) -> None:
    """Make it the database's label scheme, if it is not, as an import does: it leaves all decisions as they are.

    Raises InputRefused for one that renames, merges, splits or leaves out what decisions hold.
    """
    if stored_scheme(connection) == new.toml:
        return
    with transaction(connection):
        if stored_scheme(connection) != new.toml:
            before, after = _revised(connection, new)
            _refuse_what_decisions_hold(connection, after, new)
            _add(connection, before, new, after, after.changes, before.guidelines)


def planned(
    connection: sqlite3.Connection, new: NewScheme | None, guidelines: Guidelines | None
) -> tuple[LabelTable, tuple[Change, ...]]:
    """The labels that `change_scheme` would make, and what it would change. Raises what it raises; changes nothing."""
    _, after, changes = _planned(connection, new, guidelines)
    return after.table, changes


def change_scheme(
    connection: sqlite3.Connection, new: NewScheme | None, guidelines: Guidelines | None, *, who: str, reason: str
) -> tuple[Change, ...]:
    """Make a scheme, and a text of the guidelines, the database's own from now on; what that changed.

    None leaves either as it is. Raises InputRefused for a file that contradicts itself or what there was, and where it
    no longer names a label that decisions hold.
    """
    with transaction(connection):
        before, after, changes = _planned(connection, new, guidelines)
        text = before.guidelines if guidelines is None else guidelines.after
        if changes or text != before.guidelines or (new is not None and new.toml != before.toml):
            _add(connection, before, new, after, changes, text, who, reason)
    return changes


def _planned(
    connection: sqlite3.Connection, new: NewScheme | None, guidelines: Guidelines | None
) -> tuple[Revision, Revised, tuple[Change, ...]]:
    if new is None:
        before = all_revisions(connection)[-1]
        after = Revised(before.labels, ())
    else:
        before, after = _revised(connection, new)
        if after.gone:
            raise InputRefused(
                f"{one_line(new.where)}: no {one_line(', '.join(after.gone), 200)} any more, and decisions hold that",
                'say which takes its place (was = "…"), or keep it with retired = true',
            )
    text = guidelines and changed_guidelines(guidelines.before, guidelines.after, guidelines.bears_on)
    return before, after, (*after.changes, *([text] if text else ()))


def _revised(connection: sqlite3.Connection, new: NewScheme) -> tuple[Revision, Revised]:
    from annotator.core.scheme import parse_scheme

    before = all_revisions(connection)[-1]
    scheme = parse_scheme(new.toml, new.where)
    if before.parent is None and connection.execute("SELECT 1 FROM decisions LIMIT 1").fetchone() is None:
        return before, Revised(first_table(scheme), ())  # nobody has worked with the scheme that ships
    return before, revised(before.labels, scheme, one_line(new.where), lambda *label: is_held(connection, *label))


def _refuse_what_decisions_hold(connection: sqlite3.Connection, after: Revised, new: NewScheme) -> None:
    said = [f"leaves out {gone}" for gone in after.gone]
    for change in after.changes:
        held = change.kind is not Kind.ADD and is_held(
            connection, change.of, after.table.keys_of(change), change.attribute
        )
        if held:
            said.append(f"says: {change}")
    if said:
        raise InputRefused(
            f"{one_line(new.where)} {one_line(said[0], 100)}, and decisions hold that",
            "`annotator scheme FILE --reason WHY` changes the scheme, and `--dry-run` first says what of it",
        )


def _add(
    connection: sqlite3.Connection,
    before: Revision,
    new: NewScheme | None,
    after: Revised,
    changes: Sequence[Change],
    guidelines: str | None,
    who: str | None = None,
    reason: str | None = None,
) -> None:
    scheme = (before.name, before.version, before.toml) if new is None else (new.name, new.version, new.toml)
    add_revision(
        connection, scheme=scheme, labels=after.table, changes=changes, guidelines=guidelines, who=who, reason=reason
    )
    read_todays_keys(connection)


# ---- the guideline profile: what counts as a quote, for everybody, until somebody changes that


# A database from before profiles were kept has them in the settings of its runs.
_OF_LATEST_RUN = (
    "SELECT settings ->> 'profile' FROM runs WHERE settings ->> 'profile' IN"
    f" ({', '.join('?' * len(PROFILE_NAMES))}) {NEWEST_RUN}"
)


def kept_profile(connection: sqlite3.Connection) -> str | None:
    """The name of the profile that was kept last, else that of the latest run; None where neither is.

    Raises DatabaseRefused for a profile that this program does not know.
    """
    row = connection.execute(f"SELECT name FROM profiles {NEWEST}").fetchone()
    if row is None:
        row = connection.execute(_OF_LATEST_RUN, PROFILE_NAMES).fetchone()
        return None if row is None else str(row[0])
    if row[0] not in PROFILE_NAMES:
        raise DatabaseRefused(f"the database keeps the guideline profile {row[0]!r}, unknown here", "upgrade annotator")
    return str(row[0])


def keep_profile(connection: sqlite3.Connection, name: str) -> None:
    """Make it the database's profile from now on, if it is not. The earlier ones stay on record."""
    with transaction(connection):
        row = connection.execute(f"SELECT name FROM profiles {NEWEST}").fetchone()
        if row is None or row[0] != name:
            append(connection, NOBODY, Profile(name))


def keep_first_profile(connection: sqlite3.Connection, name: str) -> str:
    """Make it the database's profile if none is kept yet; the one that is kept then."""
    with transaction(connection):
        kept = kept_profile(connection)
        if connection.execute("SELECT 1 FROM profiles").fetchone() is None:
            append(connection, NOBODY, Profile(kept or name))
    return kept or name
