"""The tree of commands: what each does in a few words, and its function, whose module is loaded when it is run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from annotator import __version__
from annotator.cli.narration import is_somebody_there
from annotator.cli.open_screen import open_screen, setup_of_environment
from annotator.cli.options import RUNNING, tables_beside, with_options
from annotator.core.drawable import one_line
from annotator.core.errors import DatabaseRefused, UsageError
from annotator.core.program.targets import refuse_open_database


class Listed(NamedTuple):
    """A command: its group, what it does in a few words, and which function of which module of this folder it runs."""

    group: str
    does: str
    runs: str


COMMANDS = {
    name: Listed(group, *row)
    for group, rows in tables_beside(__file__, "commands.toml").items()
    for name, row in rows.items()
}
"""All of them by their names, of one word or two, in the order of help."""


def below(top: str = "") -> dict[str, Listed]:
    """The subcommands of a command by their whole names; those of one word where none is named."""
    return {name: listed for name, listed in COMMANDS.items() if name.rpartition(" ")[0] == top}


_HELP = """Usage: annotator [--db FILE] [COMMAND] [OPTIONS]

Who said what about what in news: quotes, speakers and topics, by the keyboard.

{commands}

  annotator                annotators: go on with the next sentence
  annotator status         leads: what is open, and who has it
  annotator export -o -    engineers: what was decided, as JSON lines
`annotator COMMAND --help` shows options and examples. Also: --version, --debug."""
_BEGIN = """No database here yet. To begin:

  annotator demo              try it on bundled articles
  annotator import PATH...    read your own articles, then run annotator again
  annotator --help            everything else"""


class _Command(TyperCommand):
    """A command that shows its subcommands in its help, and has shells complete them."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options as they are shown, and the subcommands."""
        super().format_options(ctx, formatter)
        if subcommands := below(str(self.name)):
            with formatter.section("Commands"):
                formatter.write_dl([(name, listed.does) for name, listed in subcommands.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The options or the subcommands that begin so."""
        return [*_completions(str(self.name), incomplete), *super().shell_complete(ctx, incomplete)]


class _Tree(TyperGroup):
    """All commands by their names of one word or two."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the options of all commands; what is left is in the names of today."""
        return super().parse_args(ctx, in_new_names(args))

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of help."""
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None where there is none."""
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            module, _, function = COMMANDS[cmd_name].runs.partition(":")
            runs = getattr(import_module(f"annotator.cli.{module}"), function)
            info = CommandInfo(cmd_name, cls=_Command, callback=with_options(runs), epilog=examples(cmd_name))
            self.commands[cmd_name] = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The name, the command, and its own words; `--db FILE` may stand before the name of a subcommand.

        Raises UsageError where there is no such command.
        """
        name, *words = args
        before, after = without_db(words)
        if name and below(name) and after and not after[0].startswith("-"):
            name, words = f"{name} {after[0]}", [*before, *after[1:]]
        command = self.get_command(ctx, name)
        if command is not None or ctx.resilient_parsing:
            return name if command else None, command, words
        top, space, word = name.rpartition(" ")
        shortest_last = sorted(COMMANDS, key=len, reverse=True)
        known = {full.split()[-1]: full for full in shortest_last if full.startswith(top + space)}
        meant = "".join(f"did you mean {known[alike]!r}? " for alike in get_close_matches(word, known, n=1))
        hint = f"{meant}`annotator {top}{space}--help` shows what there is"
        raise UsageError(f"no such command {one_line(name, 60)!r}", hint)

    def get_help(self, ctx: Any) -> str:
        """One screen of 80 columns and 24 lines with all commands."""
        lines = []
        for group, commands in groupby(below().items(), key=lambda command: command[1].group):
            cells = [f"{name:10} {listed.does:25}" for name, listed in commands]
            for first in range(0, len(cells), 2):
                lines.append(f"{'' if first else group:9}{''.join(cells[first : first + 2])}".rstrip())
        return _HELP.format(commands="\n".join(lines))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The options or the commands that begin so."""
        return [*_completions("", incomplete), *super(TyperGroup, self).shell_complete(ctx, incomplete)]


def _completions(top: str, incomplete: str) -> list[Any]:
    from typer.core import CompletionItem  # type: ignore[attr-defined]

    words = {name.split()[-1]: listed.does for name, listed in below(top).items()}
    return [CompletionItem(word, help=does) for word, does in words.items() if word.startswith(incomplete)]


app = typer.Typer(
    cls=_Tree,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    """Print the version and leave, where --version is given."""
    if wanted:
        print(f"annotator {__version__}")
        raise SystemExit


@app.callback(invoke_without_command=True)
@with_options
def root(db: Path, version: bool, debug: bool) -> None:
    """Who said what about what: annotate quotes, speakers and topics in news from the keyboard.

    Without a command: annotate, if a database is here.
    """
    from annotator.cli.copies import tell_upgrades

    tell_upgrades()
    if RUNNING.get().invoked_subcommand is not None:
        refuse_open_database(1)
        return
    if not db.exists():
        from annotator.store.files.database import require_none_before

        try:
            require_none_before(db)
        except DatabaseRefused:
            if not is_somebody_there():  # whom the screen offers the newest copy
                raise
        else:
            print(_BEGIN)
            return
    raise SystemExit(open_screen(setup_of_environment(os.environ)._replace(db=db)))


# ---- Examples of every command, for its help and docs/commands.md: examples.txt has each, and below it what it does.


_LINES = Path(__file__).with_name("examples.txt").read_text(encoding="utf-8").splitlines()
EXAMPLES: dict[str, list[tuple[str, str]]] = {}
"""By the name of a command: command lines, also of its subcommands, each with what it does."""
for _command, _effect in zip(_LINES[::2], _LINES[1::2], strict=True):
    EXAMPLES.setdefault(_command.split()[1], []).append((_command, _effect.strip()))


def examples(name: str) -> str:
    """The examples of a command as help shows them: its last paragraph, whose lines stay as they are (`\\b`).

    Those of a subcommand are those of the whole that begin with its name.
    """
    lines = ["Examples:"]
    for command, effect in EXAMPLES[name.split()[0]]:
        if f"{command} ".startswith(f"annotator {name} "):
            lines += [f"  {command}", f"      {effect}"]
    return "\b\n" + "\n".join(lines) if len(lines) > 1 else ""


# ---- Commands and spellings as they once were: rewritten before anything reads the command line, and shown nowhere.


OLD_NAMES = tables_beside(__file__, "old_names.toml")
"""An old command, or one with a flag that was a command, and what is written in its place.

A flag that the new words have too stays where it stands, with its value; another one goes, and its value stays.
"""


def in_new_names(words: Sequence[str]) -> list[str]:
    """The words of a command line (after the program's name) in the names of today.

    >>> in_new_names(["--db", "x.db", "check"]), in_new_names(["qualify", "--seed", "3", "--make=20"])
    (['--db', 'x.db', 'db', 'check'], ['qualify', 'make', '--seed', '3', '20'])
    """
    before, after = without_db(words)
    if not after:
        return [*words]
    name, *rest = after
    if " ".join((name, *without_db(rest)[1][:1])) in COMMANDS:
        return [*words]
    flags = [word.partition("=")[0] for word in takewhile("--".__ne__, rest)]
    for old, new in OLD_NAMES.items():
        command, _, flag = old.partition(" ")
        if flag and command == name and flag in flags:
            head, place = new.split(), flags.index(flag)
            if flag in head:
                head.remove(flag)
            else:
                value = rest[place].partition("=")[2]
                rest[place : place + 1] = [value] if value else []
            return in_new_names([*before, *head, *rest])
    return [*before, *OLD_NAMES.get(name, name).split(" "), *rest]


def without_db(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that name a database in front of others, and the others."""
    first = 0
    while first < len(words) and (words[first] == "--db" or words[first].startswith("--db=")):
        first += 2 if words[first] == "--db" else 1
    return [*words[:first]], [*words[first:]]
