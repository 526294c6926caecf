"""`annotator annotate`: the screen. Nothing on this way may import spaCy or numpy."""

from __future__ import annotations

import os
import sys
from contextlib import closing

import typer

from annotator.cli.options import DEFAULT_DB, Annotator, Db, Scheme, login_name
from annotator.core.errors import EnvironmentFailed, InputRefused, UsageError


def annotate(db: Db = DEFAULT_DB, annotator: Annotator = None, scheme: Scheme = None) -> None:
    """Step through the sentences and confirm or correct what is suggested.

    Every decision is on disk before the next sentence is drawn; you resume where you stopped.
    """
    from annotator.core.scheme import load_scheme
    from annotator.store.desk import SqliteDesk

    name = (annotator or login_name()).strip()
    if not name or not name.isprintable():
        raise UsageError("an annotator's name must be printable and not empty", "name one with --annotator")
    require_terminal()
    topics = load_scheme(scheme)
    with closing(SqliteDesk(db, name)) as desk:
        if not desk.document_count():
            raise InputRefused("no articles in the database", "add some with `annotator import PATH...`")
        from annotator import tui

        code = tui.run(desk, topics)
    raise typer.Exit(code)


def require_terminal() -> None:
    """Raise EnvironmentFailed unless there is a terminal that can move its cursor."""
    if not (sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty()):
        raise EnvironmentFailed("annotate needs a terminal", "run it in one, not in a pipe (over SSH: ssh -t HOST)")
    if os.environ.get("TERM", "dumb") in {"dumb", "unknown", ""}:
        raise EnvironmentFailed("this terminal cannot move its cursor (TERM=dumb)", "use another terminal")
