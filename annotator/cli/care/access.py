"""`annotator db init` and `login`: a folder and a database for a group, or for nobody but the owner, and SSH logins."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.cli.commands import in_new_names
from annotator.cli.narration import DATABASE, DEFAULT_DB, count, narrate, one_line
from annotator.cli.open_screen import DEFAULT_WITHHOLD, login_name
from annotator.cli.options import RUNNING, is_given
from annotator.core.errors import EnvironmentFailed, UsageError, system_reason
from annotator.core.program.targets import is_shared
from annotator.store.files.database import is_there_and_ours, open_database
from annotator.store.sqlite.rights import (
    group_name,
    group_of,
    in_the_way,
    make_ready,
    owner_name,
    rights,
    set_right,
    what_is_wrong,
)


def init(db: Path, folder: Path | None, group: str | None, check: bool) -> None:
    """Make a folder and database for a group, or you alone.

    For a group: mode 2770 and the group for the folder, 0660 for the database and what SQLite keeps beside it. For you
    alone: 0700 and 0600. Run it again, and it mends what has changed. Only the folder itself, the database and older
    copies of it are touched.
    """
    folder, database = _places(folder, db)
    # The group that a folder is shared with already stays: a repair never shuts anybody out.
    shared = folder.stat().st_gid if is_shared(folder) else None
    number = shared if group is None else _group_number(group)
    what, hint, refused = "wrong", "`{}` mends all but folders above", list[str]()
    if not check:
        _refuse_other_folder(folder, database, number)
        if not database.exists() or os.access(database, os.R_OK):  # what its owner may not read is mended
            before = DATABASE.set(database)  # what there is to do about it is told of this one
            is_there_and_ours(database, create=True)  # raises before any right is changed
            DATABASE.reset(before)
        if number is not None:
            _refuse_other_group(number)
        folder.mkdir(parents=True, exist_ok=True)
        refused = [*_set_rights(folder, database, number), *_make_database(folder, database, number)]
        what, hint = "could not be mended", "let the owner or an administrator run `{}`"
    wrong = _wrong(folder, database, number)
    for line in dict.fromkeys([*refused, *wrong]):
        print(line, file=sys.stdout if check else sys.stderr)
    if wrong:
        problems = f"{folder}: {count(len(wrong), 'thing')} {what}"
        whose = [] if number is None else ["--group", group_name(number)]
        same = shlex.join(["annotator", "db", "init", *whose, str(folder)])
        raise EnvironmentFailed(problems, hint.format(one_line(same, 200)))
    narrate(f"{folder}: {_whose(number)}")


def _places(folder: Path | None, db: Path) -> tuple[Path, Path]:
    """The folder and the database in it. Raises UsageError where both are named and do not go together."""
    if folder is not None and not is_given("db"):
        return folder.resolve(), folder.resolve() / DEFAULT_DB
    home = db.absolute().parent.resolve()
    if folder is not None and home != folder.resolve():
        raise UsageError(f"{db} is not in {folder}", "name one of the two")
    return home, home / db.name


def _group_number(name: str) -> int:
    """The number of a group. Raises UsageError where there is none of that name."""
    try:
        import grp

        return grp.getgrnam(name).gr_gid
    except ImportError:
        raise EnvironmentFailed("this system has no groups of that kind", "share the folder by its own means") from None
    except KeyError:
        raise UsageError(
            f"there is no group {one_line(name, 40)!r}", "an administrator makes one: groupadd NAME"
        ) from None


def _refuse_other_folder(folder: Path, database: Path, group: int | None) -> None:
    """Raise UsageError for a folder that has another purpose: whoever works in it would be let in or shut out."""
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise UsageError(f"{folder} is no folder", "name a new one")
        return
    if folder == Path.home().resolve():
        raise UsageError("that is your home folder", "name a folder of its own in it")
    try:
        there = database.exists()
        others = any(not path.name.startswith(database.name) for path in folder.iterdir())
        changes = not there or what_is_wrong(next(rights(folder, database, group)))
    except OSError as error:
        raise EnvironmentFailed(f"{folder}: {system_reason(error)}", "ask its owner") from None
    if others and changes and not is_shared(folder):
        raise UsageError(
            f"{folder} holds other files {'beside' if there else 'and no'} {database.name}",
            "name a new folder, or change its mode yourself: it would change for all that is in it",
        )


def _refuse_other_group(number: int) -> None:
    """Raise EnvironmentFailed for a group that the system will not let this account give anything to."""
    if os.geteuid() == 0 or number in {os.getegid(), *os.getgroups()}:
        return
    name, members = group_of(number)
    if login_name() in members:
        raise EnvironmentFailed(f"this login does not count as one of {name} yet", "log out and in again")
    raise EnvironmentFailed(
        f"you are not in the group {name}", f"an administrator adds you (usermod -aG {name} {login_name()}), or runs it"
    )


def _set_rights(folder: Path, database: Path, group: int | None) -> list[str]:
    """Set all rights that are wrong; what was refused, a line each."""
    refused = []
    for right in rights(folder, database, group):
        if what_is_wrong(right) is None:
            continue
        try:
            set_right(right)
        except OSError as error:
            owner = owner_name(right.path)
            refused.append(f"{right.path}: {system_reason(error)}; it belongs to {owner}")
    return refused


def _make_database(folder: Path, database: Path, group: int | None) -> Sequence[str]:
    """Make the database where it is missing, or look whether it is one of ours; then set its rights."""
    if database.exists() and not os.access(database, os.R_OK | os.W_OK):
        return ()  # what is wrong is told afterwards
    mask = os.umask(0o077)  # closed from the first moment on; what is for a group is opened to it
    try:
        make_ready(database)
        connection = open_database(database, create=True)
    finally:
        os.umask(mask)
    with closing(connection):
        return _set_rights(folder, database, group)


def _wrong(folder: Path, database: Path, group: int | None) -> list[str]:
    """All that is not as it has to be, a line each."""
    if not folder.is_dir():
        return [f"{folder}: there is no such folder"]
    try:
        wrong = [line for right in rights(folder, database, group) if (line := what_is_wrong(right))]
        if not database.exists():
            wrong.append(f"{database}: there is no database")
    except OSError as error:
        return [f"{error.filename}: {system_reason(error)}"]
    if group is not None:
        wrong += [
            f"{above}: the group {group_name(group)} cannot pass through it" for above in in_the_way(folder, group)
        ]
    return wrong


def _whose(group: int | None) -> str:
    """Who may open what has the right rights, for people."""
    if group is None:
        return "for you alone"
    name, members = group_of(group)
    known = f" ({', '.join(members)})" if members else ""
    return f"for the group {name}{known}; new members log in again first"


# ---- all that an SSH login opens which is not to have a shell


COMMAND_VARIABLE = "SSH_ORIGINAL_COMMAND"
"""The variable in which sshd says what the client wanted to run in place of the forced command."""
_SCREENS = ("annotate", "feedback", "qualify")
"""The commands that every such login may ask for, by a word after the host's name."""
_SCREEN_BELOW = {"qualify": "take", "review": "open"}
"""The subcommands that are what such a command is without a word."""
_FLAGS = ("--screen-reader", "--plain")
"""The options that it may add: how the screen is written, nothing that names a file or a person."""
_LOOKS_AGAIN = {"annotate": ("--again",), "review": ("--again-list",)}
"""Those that some of these commands take too: what is to be looked at again."""
_KEPT = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "TMUX", "STY")
"""Variables of the client's that are kept, with those that begin with LC_: what its terminal and language are."""


def login(
    db: Path,
    annotator: str | None,
    also: list[str] | None,
    withhold: str = DEFAULT_WITHHOLD,
) -> None:
    """What an SSH login opens that gets no shell: the screen.

    For sshd's ForceCommand, or command= in authorized_keys: see docs/ssh.md. Only what stands in this command line
    counts: variables that the client sends are dropped, and a command that it sends may be one of annotate, feedback
    and qualify, with --screen-reader or --plain, annotate with --again. Everything else is refused.
    """
    if not is_given("db"):
        raise UsageError("the forced command names no database", "add --db FILE to it")
    asked_for = os.environ.get(COMMAND_VARIABLE, "")
    allowed = (*_SCREENS, *(also or ()))
    _forget_the_client()
    command, flags = what_to_open(asked_for, allowed)
    name = annotator or login_name()
    withheld = ["--withhold", withhold] if command == "annotate" and is_given("withhold") else []
    _run(command, [*flags, *withheld, "--db", str(db), "--annotator", name])


def what_to_open(asked_for: str, allowed: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The command to run and its options, by the words that the client sent. No shell ever reads them.

    >>> what_to_open("", ("annotate",)), what_to_open("qualify take --plain", ("qualify",))
    (('annotate', ()), ('qualify', ('--plain',)))

    Raises UsageError for any other word.
    """
    command, *flags = asked_for.split() or ["annotate"]
    if command not in allowed:
        raise UsageError(f"this login does not open {one_line(command, 40)!r}", f"it opens {', '.join(allowed)}")
    if command in _LOOKS_AGAIN:
        command, *flags = in_new_names([command, *flags])
    if flags[:1] == [_SCREEN_BELOW.get(command)]:
        flags = flags[1:]
    taken = (*_FLAGS, *_LOOKS_AGAIN.get(command, ()))
    for flag in flags:
        if flag not in taken:
            raise UsageError(f"this login does not take {one_line(flag, 40)!r}", f"it takes {', '.join(taken)}")
    return command, tuple(dict.fromkeys(flags))


def kept_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the environment of an SSH session: what terminal and language are, if they name no path."""
    return {
        name: text
        for name, text in variables.items()
        if (name in _KEPT or name.startswith("LC_")) and (name in ("TMUX", "STY") or "/" not in text)
    }


def _forget_the_client() -> None:
    """Drop all that the client may have sent, and make sure that a signal or a crash leaves no file behind.

    HOME, where the settings are, is the account's as the system has it.
    """
    import pwd
    import resource
    import signal

    account = pwd.getpwuid(os.getuid())
    kept = kept_variables(os.environ)
    own = {"HOME": account.pw_dir, "USER": account.pw_name, "LOGNAME": account.pw_name, "PATH": os.defpath}
    os.environ.clear()
    os.environ.update({**kept, **own, "OPENBLAS_NUM_THREADS": "1"})
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGQUIT, signal.SIGTSTP):  # Ctrl-\ and Ctrl-Z, before the screen takes them as keys
        signal.signal(number, signal.SIG_IGN)


def _run(name: str, words: list[str]) -> None:
    """Run another command of annotator with these words. Raises UsageError where there is none of that name."""
    root: Any = RUNNING.get().find_root()
    name, command, words = root.command.resolve_command(root, in_new_names([name, *words]))
    with command.make_context(name, words, parent=root) as below:
        command.invoke(below)
