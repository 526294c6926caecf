"""`annotator profile`: what counts as a quote in a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.narration import count, narrate
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.drawable import one_line
from annotator.core.profiles import PROFILE_NAMES, profile_named


def profile(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar=f"[{'|'.join(PROFILE_NAMES)}]", help="The profile from now on; without a name: which one it is."
        ),
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """Show or change what counts as a quote.

    The database keeps one guideline profile for everybody: import, resuggest, train, evaluate and the screen's
    guidelines go by it. A change leaves all decisions and suggestions as they are; resuggest makes new suggestions for
    what nobody has decided.
    """
    from annotator.cli.schemes import database_scheme

    if name is not None:
        profile_named(name)
        _change(db, name)
        return
    print(database_scheme(db, None).profile)


def _change(db: Path, name: str) -> None:
    """Have the database keep that profile from now on, and say what that means for what is there."""
    from annotator.cli.schemes import adopted_scheme
    from annotator.store.files.database import opened
    from annotator.store.scheme.schemes import keep_profile
    from annotator.store.work.importer import suggested_otherwise

    with opened(db) as connection:
        before = adopted_scheme(connection, db, None, None).profile
        keep_profile(connection, name)
        waiting = suggested_otherwise(connection, name)
    if before == name:
        narrate(f"{one_line(str(db))}: the guideline profile is {name} already")
    else:
        narrate(f"{one_line(str(db))}: the guideline profile is {name} from now on; it was {before}")
    if waiting:
        suggestions = count(waiting, "undecided sentence")
        narrate(f"suggestions for another profile in {suggestions}: `annotator resuggest` makes new ones")
