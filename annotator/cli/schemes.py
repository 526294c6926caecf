"""Which label scheme and which guideline profile are in use.

The scheme: the one that --scheme names, else the database's own, else the one that ships. The profile: the one that the
database keeps; where it keeps none yet, the one of --profile, else the scheme's.
"""

from __future__ import annotations

from pathlib import Path

from annotator.core.drawable import one_line
from annotator.core.errors import UsageError
from annotator.core.profiles import guideline_text
from annotator.core.scheme import LabelScheme, load_scheme, parse_scheme, read_scheme
from annotator.store.files.database import opened
from annotator.store.schemes import NewScheme, change_scheme, kept_profile, stored_guidelines, stored_scheme
from annotator.store.sqlite.sqlite_library import Connection
from annotator.tui.settings import load_settings


def scheme_in_use(new: NewScheme | None, stored: str | None, profile: str | None = None) -> LabelScheme:
    """The scheme that was given, or that of the text which the database holds, or the one that ships.

    `profile` is the one in use with it, where that is not the scheme's own. Raises InputRefused where it is none.
    """
    if new is not None:
        scheme = new.parsed()
    else:
        scheme = load_scheme() if stored is None else parse_scheme(stored, "the database's label scheme")
    return scheme if profile is None else scheme._replace(profile=profile)


def profile_in_use(
    db: Path, kept: str | None, given: str | None, new: NewScheme | None, stored: str | None
) -> str | None:
    """The profile to work with on a database that keeps this one; None: whatever the scheme and the model say.

    `given` is what --profile names, `new` the scheme that --scheme names, `stored` the scheme the database had before.
    Raises UsageError where they ask for another profile than the database keeps: that is not changed by the way.
    """
    if kept is None:
        return given
    wish = f"--profile asks for {given}"
    if given is None:
        # A scheme asks for its profile when it comes in, and not again each time it is named.
        wanted = None if new is None or new.toml == stored else new.parsed()
        if wanted is None or wanted.profile == scheme_in_use(None, stored).profile:
            return kept
        given, wish = wanted.profile, f"the label scheme {one_line(wanted.name, 60)} asks for {wanted.profile}"
    if given != kept:
        raise UsageError(
            f"{db} keeps the guideline profile {kept}, and {wish}",
            f"leave that out, or change it for everybody with `annotator scheme profile {given}`",
        )
    return kept


def new_scheme(given: Path | None) -> NewScheme | None:
    """What a database is to hold of the scheme that was given. Raises InputRefused as `load_scheme` does."""
    if given is None:
        return None
    new = NewScheme(read_scheme(given), str(given))
    new.parsed()
    return new


def database_scheme(db: Path, new: NewScheme | None, profile: str | None = None) -> LabelScheme:
    """The scheme in use with a database that is there, with its profile; one that was given becomes the database's own.

    Raises UsageError where `profile` or the scheme that was given asks for another profile than the database keeps.
    """
    with opened(db, read_only=new is None) as connection:
        return adopted_scheme(connection, db, new, profile)


def adopted_scheme(connection: Connection, db: Path, new: NewScheme | None, profile: str | None = None) -> LabelScheme:
    """The same on an open connection; `new` is the scheme that was given."""
    stored = stored_scheme(connection)
    scheme = scheme_in_use(new, stored, profile_in_use(db, kept_profile(connection), profile, new, stored))
    if new is not None and new.toml != stored:
        change_scheme(connection, new)
    return scheme


def own_scheme(connection: Connection) -> LabelScheme:
    """The scheme in use of an open database, with its profile, where none was given."""
    return scheme_in_use(None, stored_scheme(connection), kept_profile(connection))


def guidelines_in_use(connection: Connection, profile: str | None = None) -> str:
    """The text of the guidelines: the database's own, else that of one's settings, else what the profile says.

    `profile` is that of the database where it is None.
    """
    own = stored_guidelines(connection)
    text = own if own is not None else load_settings().settings.guidelines
    return guideline_text(profile or own_scheme(connection).profile, text)
