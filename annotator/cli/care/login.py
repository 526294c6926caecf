"""`annotator login`: all that an SSH login opens which is not to have a shell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.cli.commands import in_new_names
from annotator.cli.narration import one_line
from annotator.cli.open_screen import DEFAULT_WITHHOLD, login_name
from annotator.cli.options import RUNNING, is_given
from annotator.core.errors import UsageError

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
