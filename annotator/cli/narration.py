"""What the commands tell and ask people, on stderr: standard output is for data. And the progress of long work."""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

from annotator.core.drawable import FEW as FEW
from annotator.core.drawable import LISTED, composed, drawable
from annotator.core.drawable import count as count
from annotator.core.drawable import listed as listed
from annotator.core.drawable import one_line as one_line
from annotator.core.errors import InputRefused, UsageError

LONGEST_LINE = 600
"""Characters of a message that are printed at most."""
NOTHING_CHANGED = "nothing changed: without --dry-run all of this is done"
"""How every dry run ends, after it has said what would be done in the words in which it is said when it is."""


def narrate(*lines: str) -> None:
    """Print lines, made safe; a command between backticks is told to act on the database of the one that is run."""
    for line in lines:
        print(safe_line(on_this_database(line)), file=sys.stderr)


def short_line(message: object) -> str:
    """A message as a line of `LONGEST_LINE` characters at most, cut in its middle: what to do about it stands last."""
    line, half = one_line(message, sys.maxsize), LONGEST_LINE // 2
    return line if len(line) <= LONGEST_LINE else f"{line[:half]}…{line[1 - half :]}"


def safe_line(text: str) -> str:
    """The text as a line that a terminal may be sent, of any length: all that is printed for people goes through it."""
    return composed(drawable(text))


# ---- commands to be typed next


DEFAULT_DB = Path("annotator.db")
DB_VARIABLE = "ANNOTATOR_DB"
DATABASE: ContextVar[Path] = ContextVar("DATABASE", default=DEFAULT_DB)
"""The database that the command works on which is run."""
_LONGEST_PATH = 4096
"""Characters of a path at most, as Linux has it."""
COMMAND = re.compile("`annotator ([a-z](?:'[^']*'|[^`])*)`")
"""A command between backticks: a name that is quoted in it may hold some of its own."""
_OF_NO_DATABASE = re.compile(r"suggest|demo|export schema|report --check|.* --(help|db)\b")
"""How commands begin, or hold, that are on no database or name it."""


def command_line(command: str) -> str:
    """What to type to run a command on the database of the command that is run, which is named where it has to be."""
    db = DATABASE.get()
    is_default = db == DEFAULT_DB and os.environ.get(DB_VARIABLE) in (None, "", str(db))
    if is_default or _OF_NO_DATABASE.match(command):
        return f"annotator {command}"
    return f"annotator {command} --db {one_line(shlex.quote(str(db)), _LONGEST_PATH)}"


def on_this_database(text: str) -> str:
    """The text, in which commands between backticks name the database of the command that is run, if they have to."""
    return COMMAND.sub(lambda command: f"`{command_line(command[1])}`", text)


def counted(*counts: tuple[int, str, str]) -> list[str]:
    """What there is any of, in words: how many of which noun, and what is to be said of them.

    >>> counted((2, "article", "left out"), (0, "file", "empty"), (1, "review", ""))
    ['2 articles left out', '1 review']
    """
    return [f"{count(number, noun)} {what}".rstrip() for number, noun, what in counts if number]


def bringing_back(numbers: Sequence[int]) -> str:
    """The command that brings the articles of these numbers back, if they are not too many to be named."""
    more = " …" if len(numbers) > LISTED else ""
    return f"`annotator remove --undo {' '.join(map(str, sorted(numbers)[:LISTED]))}{more}`"


def narrate_left_out(refused: Iterable[InputRefused]) -> None:
    """A line for each file or record that was refused while the others were read."""
    narrate(*(f"left out: {short_line(error)}" for error in refused))


# ---- asking


def agreed(question: str) -> bool:
    """Ask on stderr, and whether the answer is yes; anything else, also nothing, is no.

    Raises UsageError where nobody can answer.
    """
    require_somebody()
    print(f"{safe_line(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def is_somebody_there() -> bool:
    """Whether there is a terminal to ask on, and to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def require_somebody() -> None:
    """Raise UsageError where nobody can answer: before anything is told that the question is about."""
    if not is_somebody_there():
        raise UsageError("there is nobody to ask", "add --yes to do it without asking")


# ---- progress


T = TypeVar("T")
ShowProgress = Callable[[str, int, int | None], None]
"""Called with the name of what is being done, how much of it is done, and how much there is in all, if that is known.
"""


@contextmanager
def progress_bar(quiet: bool) -> Iterator[ShowProgress]:
    """A bar for each piece of work where stderr is a terminal, else a line at every tenth; nothing if quiet."""
    if quiet:
        yield lambda _what, _done, _total: None
        return
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description:9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield show


def _lines() -> ShowProgress:
    printed: dict[str, int] = {}
    began: dict[str, tuple[float, int]] = {}

    def show(what: str, done: int, total: int | None) -> None:
        if total is None:
            return
        start, before = began.setdefault(what, (time.monotonic(), done))
        tenth = 10 * done // total if total else 10
        if printed.get(what) != tenth:
            printed[what] = tenth
            # What the rest takes at the same speed; nobody knows before something is done.
            minutes = round((time.monotonic() - start) / (done - before) * (total - done) / 60) if done > before else 0
            narrate(f"{what} {done}/{total}{f', some {minutes} minutes left' if minutes > 1 else ''}")

    return show


def watched(items: Iterable[T], what: str, quiet: bool, total: int | None = None) -> Iterator[T]:
    """The items one by one, counted as `progress_bar` does; on a terminal alone where nobody knows the `total`."""
    with progress_bar(quiet) as progress:
        for done, item in enumerate(items, start=1):
            yield item
            progress(what, done, total)
