"""Which label scheme is in use: the one that --scheme names, else the database's own, else the one that ships."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.scheme import LabelScheme, load_scheme, parse_scheme, read_scheme

if TYPE_CHECKING:
    from annotator.store.schemes import NewScheme


def scheme_in_use(given: Path | None, stored: str | None) -> LabelScheme:
    """The scheme of the file that was given, or of the text that the database holds, or the one that ships.

    Raises InputRefused as `load_scheme` does.
    """
    if given is None and stored is not None:
        return parse_scheme(stored, "the database's label scheme")
    return load_scheme(given)


def new_scheme(given: Path | None) -> NewScheme | None:
    """What a database is to hold of the scheme that was given. Raises InputRefused as `load_scheme` does."""
    if given is None:
        return None
    from annotator.store.schemes import NewScheme

    toml = read_scheme(given)
    scheme = parse_scheme(toml, str(given))
    return NewScheme(toml, scheme.name, scheme.version)


def database_scheme(db: Path, given: Path | None) -> LabelScheme:
    """The scheme in use with a database that is there; one that was given becomes the database's own."""
    from annotator.store.database import open_database, translated
    from annotator.store.schemes import adopt_scheme, stored_scheme

    new = new_scheme(given)
    with closing(open_database(db, read_only=new is None)) as connection, translated(db):
        if new is not None:
            adopt_scheme(connection, new)
        return scheme_in_use(given, stored_scheme(connection))
