"""What the workbench tells its annotator in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from annotator.core.errors import AnnotatorError, Busy, NotSaved

NAMED = 4
"""Annotators that are named to a new one."""


class Tone(Enum):
    """How much a notice matters."""

    QUIET = "quiet"
    WARNING = "warning"
    NOT_SAVED = "not saved"


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for the annotator. One that says NOT SAVED stays until something is saved, others until the next key.

    `again`: nothing was done because somebody else is writing, and the same may be tried again.
    """

    text: str
    tone: Tone = Tone.QUIET
    again: bool = False


def warning(error: AnnotatorError) -> Notice:
    """The notice of something that could not be read."""
    return Notice(str(error), Tone.WARNING)


def not_saved(error: NotSaved) -> Notice:
    """The notice of something that could not be written."""
    return Notice(str(error), Tone.NOT_SAVED, isinstance(error, Busy))


def new_annotator(name: str, known: Sequence[str], taken: str | None = None) -> str:
    """What is said of a name that is not known yet, which may be a known one mistyped: the most similar ones first.

    `taken` says what was taken under this name already; None: nothing is stored yet.
    """
    from difflib import SequenceMatcher  # deferred: hardly anybody is new

    alike = sorted(known, key=lambda one: -SequenceMatcher(None, one.casefold(), name.casefold()).ratio())
    more = f" and {len(alike) - NAMED} more" if len(alike) > NAMED else ""
    said = f"new annotator {name}; known so far: {', '.join(alike[:NAMED])}{more}"
    return f"{said} · {taken or 'nothing is stored yet, q leaves'}"
