"""The one family of errors that a user may meet, each with the exit code that scripts rely on.

Exit codes (contract): 0 done; 1 unexpected; 2 wrong usage; 3 input refused; 4 database refused; 5 the environment
failed; 6 done in part; 129, 130, 143 ended by hang-up, Ctrl-C, SIGTERM.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from types import MappingProxyType

from annotator.core.drawable import one_line

_NAME = 24
"""Cells of a name in a message of the screen, which has one line."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    """Whether the system says that a disk, or somebody's share of it, is full."""
    return error.errno in _FULL


def system_reason(error: OSError | ValueError) -> str:
    """What the system says is wrong: the same words for the same fault, whoever met it.

    A ValueError is what Python says of a name that no file can have.

    >>> system_reason(OSError(errno.ENOSPC, "No space left on device")), system_reason(OSError(2, "No such file"))
    ('the disk is full', 'No such file')
    """
    if isinstance(error, OSError):
        return "the disk is full" if is_full(error) else error.strerror or one_line(error)
    return one_line(error)


class AnnotatorError(Exception):
    """Something went wrong that the user can do something about.

    `message` says what happened, `hint` what to do; both are one line and are made safe to print where they are shown.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(AnnotatorError):
    """The command was called in a way that cannot mean anything (exit code 2)."""

    exit_code = 2


class InputRefused(AnnotatorError):
    """A file or a line that was to be read is missing, broken or not what it claims to be (exit code 3)."""

    exit_code = 3


class DatabaseRefused(AnnotatorError):
    """The database is missing, foreign, corrupt or newer than this program (exit code 4)."""

    exit_code = 4


class DatabaseNewer(DatabaseRefused):
    """The database was written by a newer program: it is sound, and only that program can read it (exit code 4)."""


class RowUnreadable(DatabaseRefused):
    """A row of the database does not hold what its column is for; `message` names it (exit code 4)."""

    @classmethod
    def named(cls, row: str) -> RowUnreadable:
        """The error for that row, such as `decisions row 7`."""
        return cls(f"{row} cannot be read", "see `annotator db check`")


class EnvironmentFailed(AnnotatorError):
    """The machine did not play along: disk full, read-only, locked, no terminal (exit code 5)."""

    exit_code = 5


class DoneInPart(AnnotatorError):
    """Some of the work was done and kept, the rest was refused and named (exit code 6)."""

    exit_code = 6


class NotSaved(EnvironmentFailed):
    """A decision did not reach the disk; nothing of it was kept and the sentence stays."""


class Busy(NotSaved):
    """Nothing was saved because somebody else is writing: the same again will do when they are done."""


class DecidedElsewhere(AnnotatorError):
    """The same annotator decided or undid something here in another window since it was drawn; nothing was written.

    `renamed` are the new names of speakers, by their old ones, where it is that they were renamed everywhere since.
    """

    renamed: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def by_renaming(cls, renamed: Mapping[str, str]) -> DecidedElsewhere:
        """The error where speakers were renamed since."""
        old, new = next(iter(renamed.items()))
        message = f"{one_line(old, _NAME)} is now {one_line(new, _NAME)} in all articles"
        error = cls(
            message if len(renamed) == 1 else "speakers were renamed in all articles", "look again, and confirm"
        )
        error.renamed = renamed
        return error


class DocumentRemoved(InputRefused):
    """The document was taken out of the work (`annotator remove`); nothing was read or written (exit code 3)."""


class ArticleUnreadable(DocumentRemoved, DatabaseRefused):
    """A row of the document does not hold what it should; until that is mended it is as if not there (exit code 4)."""

    exit_code = DatabaseRefused.exit_code

    @classmethod
    def because_of(cls, document: int, row: RowUnreadable) -> ArticleUnreadable:
        """The error for the document of that number, of which that row cannot be read."""
        return cls(f"article {document}: {row.message}", row.hint)


class NotOnDesk(DocumentRemoved):
    """The document is for others to annotate; for this annotator it is as if it were not there (exit code 3)."""
