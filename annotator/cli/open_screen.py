"""Opening the annotating screen. Typer is not imported here, so that `fast_start` can do without it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.core.decision import LONGEST_NAME, PREFIXES, is_name, is_of_a_role, may_work
from annotator.core.draw import DEFAULT_SHARE, withholding
from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseNewer, DatabaseRefused, EnvironmentFailed, InputRefused, UsageError

if TYPE_CHECKING:
    from annotator.core.session.navigation import WorkList
    from annotator.core.session.workbench import Workbench
    from annotator.store.desk.desk import SqliteDesk
    from annotator.store.scheme.schemes import NewScheme
    from annotator.store.sqlite.sqlite_library import sqlite3
    from annotator.tui.app import Compare

DEFAULT_DB = Path("annotator.db")
DB_VARIABLE = "ANNOTATOR_DB"
NAME_VARIABLE = "ANNOTATOR_NAME"
SCHEME_VARIABLE = "ANNOTATOR_SCHEME"
WITHHOLD_VARIABLE = "ANNOTATOR_WITHHOLD"
DEFAULT_WITHHOLD = f"{DEFAULT_SHARE:.0%}"


class ScreenOptions(NamedTuple):
    """The options of `annotator annotate`, by their names."""

    db: Path = DEFAULT_DB
    annotator: str | None = None
    scheme: Path | None = None
    only_suggested: bool = False
    theme: str | None = None
    plain: bool = False
    order: str = "document"
    screen_reader: bool = False
    withhold: str = DEFAULT_WITHHOLD
    stale: str | None = None
    """Only decisions to be looked at again: of that change, or with an empty text of all."""
    revised: bool = False
    """Only what corrected articles changed."""

    @property
    def looks_again(self) -> bool:
        """Whether only what is to be looked at again is shown."""
        return self.revised or self.stale is not None

    @classmethod
    def of_environment(cls, variables: Mapping[str, str]) -> ScreenOptions:
        """The options that variables of the environment set. An empty variable counts as not set."""
        scheme = variables.get(SCHEME_VARIABLE)
        return cls(
            db=Path(variables.get(DB_VARIABLE) or DEFAULT_DB),
            annotator=variables.get(NAME_VARIABLE) or None,
            scheme=Path(scheme) if scheme else None,
            withhold=variables.get(WITHHOLD_VARIABLE) or DEFAULT_WITHHOLD,
        )


def open_screen(options: ScreenOptions, says_commands: bool = True) -> int:
    """Run the annotating screen until it is left and return the program's exit code.

    Where the database is damaged, gone, or another stands in its place, the newest copy of it is offered.

    Without `says_commands` nobody is told of commands that could be typed next: for logins that have no shell.
    Raises AnnotatorError where it cannot be opened: no terminal, no database, no article in it.
    """
    try:
        return _open_screen(options, says_commands)
    except DatabaseNewer:
        raise
    except DatabaseRefused as error:
        from annotator.cli.bring_back import offered

        if not offered(options.db, error, may_ask=says_commands):
            raise
    return _open_screen(options, says_commands)


def _open_screen(options: ScreenOptions, says_commands: bool) -> int:
    name = annotator_name(options.annotator)
    withhold = withholding(name, share_of(options.withhold))
    require_terminal(moves=not options.screen_reader)

    from annotator.cli.copies import tell_upgrades
    from annotator.cli.schemes import new_scheme
    from annotator.store.desk.desk import Policy, SqliteDesk

    tell_upgrades()
    new = new_scheme(options.scheme)
    with closing(SqliteDesk(options.db, name, Policy(withhold=withhold))) as desk:
        export = command_line("export", options.db) if says_commands else ""
        if options.looks_again:
            return look_again(desk, options, new, export)
        command = command_line("annotate", options.db) if says_commands else "ssh -t HOST annotate"
        desk.take()
        if desk.queued and desk.resume() is None:
            return _nothing_to_take(desk.connection, name, _waiting(desk, command))
        code = show(
            desk,
            options,
            new,
            warning=_waiting(desk, command),
            export=export,
            resuggest=command_line("resuggest", options.db) if says_commands else "",
        )
        if not code:
            _tell_what_waits(desk, name, _waiting(desk, command))
        return code


def show(
    desk: SqliteDesk,
    options: ScreenOptions,
    new: NewScheme | None = None,
    *,
    warning: str = "",
    export: str = "",
    resuggest: str = "",
    agenda: WorkList | None = None,
    compared: Callable[[Workbench], Compare] | None = None,
) -> int:
    """Show a desk, with the scheme and the guidelines of its database, as every command does that opens the screen.

    The copy of the day is made if it is due. `new` is the scheme that --scheme names; for what else is given see
    `tui.run`. Raises InputRefused where there is no article.
    """
    from annotator.cli.copies import start_of_day
    from annotator.cli.schemes import adopted_scheme
    from annotator.core.session.desk import Order
    from annotator.store.articles.documents import how_to_get_articles
    from annotator.store.scheme.schemes import stored_guidelines
    from annotator.store.sqlite.rights import warnings

    if not desk.numbers():
        raise InputRefused("no articles in the database", how_to_get_articles(desk.connection))
    scheme = adopted_scheme(desk.connection, options.db, options.scheme, new)
    desk.go_by_newest_revision()
    from annotator import tui

    (worked,) = desk.connection.execute("SELECT EXISTS (SELECT 1 FROM decisions)").fetchone()
    copies_warning = start_of_day(options.db) if worked else ""
    return tui.run(
        desk,
        scheme,
        only_suggested=options.only_suggested,
        theme=options.theme,
        diff=False if options.plain else None,
        screen_reader=options.screen_reader,
        order=Order(options.order),
        agenda=agenda,
        guidelines=stored_guidelines(desk.connection),
        kept_in=str(options.db),
        warning=" · ".join(filter(None, (warning, *warnings(options.db), copies_warning))),
        export=export,
        resuggest=resuggest,
        compared=compared,
    )


def look_again(desk: SqliteDesk, options: ScreenOptions, new: NewScheme | None = None, export: str = "") -> int:
    """Show what an annotator or a reviewer is to look at again, and return the program's exit code.

    Raises AnnotatorError where it cannot be opened.
    """
    if options.revised and options.stale is not None:
        raise UsageError("--revised and --stale are two lists", "give one of them")
    if options.revised:
        if not desk.to_look_at():
            print(f"no corrected article waits for {one_line(desk.annotator, 60)}", file=sys.stderr)
            return 0
        from annotator.tui.review.launch import looked_at_again

        return show(desk, options, new, export=export, compared=looked_at_again(desk))
    agenda = _stale(desk.connection, desk.annotator, options.stale)
    if not agenda:
        print("no decision of yours is to be looked at", file=sys.stderr)
        return 0
    return show(desk, options, new, export=export, agenda=agenda)


def _stale(connection: sqlite3.Connection, name: str, change: str | None) -> WorkList:
    """The sentences whose decisions a change of the scheme or the guidelines affects, each with why."""
    from annotator.cli.looking_again import reasons
    from annotator.core.session.navigation import WorkList
    from annotator.store.log.revisions import newest_revision

    why, newest = reasons(connection, name, change), newest_revision(connection)
    return WorkList(
        "to look at again",
        [*why],
        "ALL LOOKED AT",
        why,
        lambda item: not (item.decided and item.decision is not None and item.decision.revision == newest),
    )


def _waiting(desk: SqliteDesk, command: str) -> str:
    """What is to be looked at again, where nothing else is left to decide; empty where that is nothing."""
    from annotator.core.session.desk import BEGINNING

    if desk.next_undecided(BEGINNING) is not None:
        return ""
    from annotator.cli.looking_again import told_of_those_that_wait

    return told_of_those_that_wait(desk.connection, desk.annotator, command)


def _tell_what_waits(desk: SqliteDesk, name: str, again: str) -> None:
    from annotator.cli.queue import what_waits

    for line in (*(what_waits(desk.connection, name) if desk.queued else ()), *filter(None, [again])):
        print(line, file=sys.stderr)


def _nothing_to_take(connection: sqlite3.Connection, name: str, again: str) -> int:
    from annotator.cli.queue import nothing_to_take

    for line in filter(None, (one_line(nothing_to_take(connection, name)), again)):
        print(line, file=sys.stderr)
    return 0


def annotator_name(given: str | None) -> str:
    """The name to work under: the one that was given, else the variable's, else the account's.

    Raises UsageError for what is no name.
    """
    name = person_name(given)
    if is_of_a_role(name):
        kept = " and ".join(filter(None, PREFIXES.values()))
        raise UsageError(f"names that begin with {kept} are for other work", "name another with --annotator")
    return person_name(name, may_work)


def person_name(given: str | None, may: Callable[[str], bool] = is_name) -> str:
    """The same, also of somebody in another role: `review:ana`. `may`: whether a name will do."""
    name = (given or os.environ.get(NAME_VARIABLE) or login_name()).strip()
    if not may(name):
        told = f"a person's name must be printable, not empty, and of at most {LONGEST_NAME} characters"
        raise UsageError(told, "name one with --annotator")
    return name


def share_of(text: str) -> float:
    """A share from how people write it: 3%, 0.03 or 0. Raises UsageError for what is none."""
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"{one_line(text, 20)!r} is no share", "write 3% or 0.03; 0 is none, 100% is all")
    return share


def command_line(command: str, db: Path) -> str:
    """What to type to run a command on that database."""
    return f"annotator {command}" if db == DEFAULT_DB else f"annotator {command} --db {shlex.quote(str(db))}"


def require_terminal(moves: bool = True) -> None:
    """Raise EnvironmentFailed unless there is a terminal; with `moves`, one that can move its cursor."""
    if not (sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty()):
        raise EnvironmentFailed("the screen needs a terminal", "run it in one, not in a pipe (over SSH: ssh -t HOST)")
    if moves and os.environ.get("TERM", "dumb") in {"dumb", "unknown", ""}:
        raise EnvironmentFailed(
            "this terminal cannot move its cursor (TERM=dumb)", "use another terminal, or --screen-reader"
        )


def login_name() -> str:
    """The name of the account this runs under, as the system has it; a variable could be set to any name."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return os.environ.get("USERNAME") or "annotator"
