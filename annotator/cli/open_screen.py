"""Opening the screen, whichever command does so. Typer is not imported: the shortest command lines do without it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.narration import (
    DATABASE,
    DB_VARIABLE,
    DEFAULT_DB,
    FEW,
    LONGEST_LINE,
    command_line,
    count,
    is_somebody_there,
    listed,
    narrate,
    one_line,
)
from annotator.core.assignment import local_time
from annotator.core.decision import LONGEST_NAME, PREFIXES, is_name, is_of_a_role, may_work
from annotator.core.draw import withholding
from annotator.core.errors import DatabaseNewer, DatabaseRefused, EnvironmentFailed, InputRefused, UsageError
from annotator.tui import ScreenSetup

if TYPE_CHECKING:
    from annotator.core.session.navigation import WorkList
    from annotator.store.desk.desk import SqliteDesk
    from annotator.store.schemes import NewScheme
    from annotator.store.sqlite.sqlite_library import Connection
    from annotator.tui.app import Compare

NAME_VARIABLE = "ANNOTATOR_NAME"
SCHEME_VARIABLE = "ANNOTATOR_SCHEME"
WITHHOLD_VARIABLE = "ANNOTATOR_WITHHOLD"
DEFAULT_WITHHOLD = ScreenSetup().withhold


def setup_of_environment(variables: Mapping[str, str]) -> ScreenSetup:
    """What the environment says of the screen. An empty variable counts as not set."""
    scheme = variables.get(SCHEME_VARIABLE)
    return ScreenSetup(
        db=Path(variables.get(DB_VARIABLE) or DEFAULT_DB),
        annotator=variables.get(NAME_VARIABLE) or None,
        scheme=Path(scheme) if scheme else None,
        withhold=variables.get(WITHHOLD_VARIABLE) or DEFAULT_WITHHOLD,
    )


def open_screen(setup: ScreenSetup) -> int:
    """Run the annotating screen until it is left and return the program's exit code.

    Where the database is damaged, gone, or another stands in its place, the newest copy of it is offered. Raises
    AnnotatorError where it cannot be opened: no terminal, no database, no article in it.
    """
    DATABASE.set(setup.db)
    try:
        with told_of_damage(setup.db):
            return _open_screen(setup)
    except DatabaseNewer:
        raise
    except DatabaseRefused as error:
        from annotator.cli.database import offered

        if not offered(setup.db, error, may_ask=setup.says_commands):
            raise
    return _open_screen(setup)


@contextmanager
def told_of_damage(db: Path | None) -> Iterator[None]:
    """Have DatabaseRefused in the place of an unexpected error where a row of the database is damaged.

    Readers take rows for what they should be. Where one is not, this says so, whatever it was that could not go on.
    """
    try:
        yield
    except Exception as error:
        from annotator.store.log.shapes import MALFORMED, BadValue

        if db is None or not db.exists() or not isinstance(error, (*MALFORMED, BadValue)):
            raise
        from annotator.store.integrity import all_problems

        damage = next((problem for problem in all_problems(db) if not problem.lost), None)
        if damage is None:
            raise
        what = f"{db} is damaged: {one_line(damage, LONGEST_LINE)}"
        raise DatabaseRefused(what, "see `annotator db check`") from error


def _open_screen(setup: ScreenSetup) -> int:
    name = annotator_name(setup.annotator)
    withhold = withholding(name, share_of(setup.withhold))
    require_screen(setup)

    from annotator.cli.copies import tell_upgrades
    from annotator.cli.schemes import adopted_scheme, new_scheme
    from annotator.core.session.desk import BEGINNING
    from annotator.store.desk.desk import Policy, SqliteDesk

    tell_upgrades()
    new = new_scheme(setup.scheme)
    if setup.says_commands:
        export, resuggest = map(command_line, ("export", "resuggest"))
        setup = setup._replace(export=export, resuggest=resuggest)
    with SqliteDesk(setup.db, name, Policy(withhold=withhold)) as desk:
        if setup.again:
            return open_again_list(desk, setup, new)
        if new is not None and (desk.queued or desk.last()):
            adopted_scheme(desk.connection, setup.db, new)  # it may be refused: before an article is taken
        desk.take()
        nothing_taken = desk.queued and desk.resume() is None
        code = 0 if nothing_taken else show(desk, setup, new)
        if not code:
            narrate(*places_lines(desk.connection, desk.annotator, nothing_taken) if desk.queued else ())
            again = desk.to_look_at_again() if desk.next_undecided(BEGINNING) is None else ()
            if again:
                command = command_line("annotate") if setup.says_commands else "ssh -t HOST annotate"
                narrate(f"{count(len(again), 'sentence')} to look at again: {command} --again")
        return code


def show(
    desk: SqliteDesk,
    setup: ScreenSetup,
    new: NewScheme | None = None,
    *,
    agenda: WorkList | None = None,
    compare: Compare | None = None,
) -> int:
    """Show a desk, with the scheme and the guidelines of its database, as every command does that opens the screen.

    The copy of the day is made if it is due. `new` is the scheme that --scheme names; for what else is given see
    `tui.launch`. Raises InputRefused where there is no article.
    """
    from annotator.cli.copies import start_of_day
    from annotator.cli.schemes import adopted_scheme
    from annotator.store.articles.documents import how_to_get_articles
    from annotator.store.schemes import stored_guidelines
    from annotator.store.sqlite.rights import warnings

    if not desk.last():
        raise InputRefused("no articles in the database", how_to_get_articles(desk.connection))
    scheme = adopted_scheme(desk.connection, setup.db, new)
    desk.go_by_newest_revision()
    worked = desk.connection.there_is("SELECT 1 FROM decisions")
    warning = (setup.warning, *warnings(setup.db), start_of_day(setup.db) if worked else "")
    setup = setup._replace(guidelines=stored_guidelines(desk.connection), warning=" · ".join(filter(None, warning)))
    from annotator.tui import launch  # deferred: Textual takes 170 ms

    return launch.open_screen(desk, scheme, setup, agenda=agenda, compare=compare)


def open_again_list(desk: SqliteDesk, setup: ScreenSetup, new: NewScheme | None = None) -> int:
    """Show what an annotator or a reviewer is to look at again, and return the program's exit code.

    Behind the last one an annotator goes on with all sentences. Raises AnnotatorError where it cannot be opened.
    """
    from annotator.core.session.navigation import AgainList

    entries = desk.to_look_at_again(setup.change)
    if not entries:
        narrate(f"nothing is to be looked at again by {one_line(desk.annotator, 60)}")
        return 0
    return show(desk, setup, new, agenda=AgainList(entries, then_all=not is_of_a_role(desk.annotator)))


def places_lines(connection: Connection, name: str, nothing_taken: bool = False) -> list[str]:
    """What somebody holds and until when, and what else there is to take, a line each; or that it is nothing."""
    from annotator.store.log.schema import now
    from annotator.store.work.slots import FREE_AT_MOST, held_until, waiting_for

    waiting = waiting_for(connection, name, moment := now())
    named = (f"{one} until {local_time(held_until(connection, name, one, moment))}" for one in waiting.held[:FEW])
    held = listed([*named, *waiting.held[FEW:]], FEW)
    lines = [f"you hold article {held}"] if held else []
    most, others_most = (" or more" if number == FREE_AT_MOST else "" for number in (waiting.free, waiting.others))
    free = f"{count(waiting.free, 'article')}{most}{' more' if held else ''} to take"
    if not waiting.may_take:
        free = "new articles are for those who have passed a qualification: `annotator qualify`"
    elif not waiting.free:
        free = f"nothing {'else ' if held else ''}is free for you"
    others = f"; others hold {waiting.others}{others_most}" if waiting.others and waiting.may_take else ""
    first = f"no article for {name}: " if nothing_taken else ""
    return [*lines, f"{first}{free}{others}"]


def annotator_name(given: str | None, roles: bool = False) -> str:
    """The name to work under: the one that was given, else the variable's, else the account's.

    With `roles` also of somebody in another role: `review:ana`. Raises UsageError for what is no name.
    """
    name = (given or os.environ.get(NAME_VARIABLE) or login_name()).strip()
    if is_of_a_role(name) and not roles:
        kept = " and ".join(filter(None, PREFIXES.values()))
        raise UsageError(f"names that begin with {kept} are for other work", "give another name")
    if not (is_name if roles else may_work)(name):
        reason = f"a person's name must be printable, not empty, and of at most {LONGEST_NAME} characters"
        raise UsageError(reason, "give another name")
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


def require_screen(setup: ScreenSetup) -> None:
    """Raise DatabaseRefused unless there is a database, without which a terminal is of no use, and as the next does."""
    from annotator.store.files.database import is_there_and_ours

    is_there_and_ours(setup.db, create=False)
    require_terminal(setup)


def require_terminal(setup: ScreenSetup) -> None:
    """Raise EnvironmentFailed unless there is a terminal, which can move its cursor where the screen is drawn."""
    if not (is_somebody_there() and sys.stdout.isatty()):
        raise EnvironmentFailed("the screen needs a terminal", "run it in one, not in a pipe (over SSH: ssh -t HOST)")
    if not setup.screen_reader and os.environ.get("TERM", "dumb") in {"dumb", "unknown", ""}:
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
