"""Sitting down to annotate: what the command and the quick way in have in common. Typer is not imported here."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from annotator.core.errors import EnvironmentFailed, InputRefused, UsageError

DEFAULT_DB = Path("annotator.db")


class Asked(NamedTuple):
    """What `annotator annotate` was asked for: its options by their names."""

    db: Path = DEFAULT_DB
    annotator: str | None = None
    scheme: Path | None = None
    only_suggested: bool = False
    theme: str | None = None
    plain: bool = False
    order: str = "document"


def sit_down(asked: Asked) -> int:
    """Open the screen; the exit code of the program. Raises AnnotatorError where it cannot be opened."""
    name = (asked.annotator or login_name()).strip()
    if not name or not name.isprintable():
        raise UsageError("an annotator's name must be printable and not empty", "name one with --annotator")
    require_terminal()

    from annotator.cli.schemes import new_scheme, scheme_in_use
    from annotator.core.session.desk import Order
    from annotator.store.desk import SqliteDesk
    from annotator.store.schemes import adopt_scheme, stored_scheme

    new = new_scheme(asked.scheme)
    with closing(SqliteDesk(asked.db, name)) as desk:
        if not desk.document_count():
            raise InputRefused("no articles in the database", "add some with `annotator import PATH...`")
        if new is not None:
            adopt_scheme(desk.connection, new)
        topics = scheme_in_use(asked.scheme, stored_scheme(desk.connection))
        from annotator import tui

        return tui.run(
            desk,
            topics,
            only_suggested=asked.only_suggested,
            theme=asked.theme,
            diff=False if asked.plain else None,
            order=Order(asked.order),
        )


def require_terminal() -> None:
    """Raise EnvironmentFailed unless there is a terminal that can move its cursor."""
    if not (sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty()):
        raise EnvironmentFailed("annotate needs a terminal", "run it in one, not in a pipe (over SSH: ssh -t HOST)")
    if os.environ.get("TERM", "dumb") in {"dumb", "unknown", ""}:
        raise EnvironmentFailed("this terminal cannot move its cursor (TERM=dumb)", "use another terminal")


def login_name() -> str:
    """The name of the account this runs under: from the system, not from a variable that anybody may set."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return os.environ.get("USERNAME") or "annotator"
