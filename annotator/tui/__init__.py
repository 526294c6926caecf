"""The annotating screen. Here is what it is opened with: cheap to import, as every command knows its options."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from annotator.core.draw import DEFAULT_SHARE


class ScreenSetup(NamedTuple):
    """What a screen is opened with, whichever command does so: its options, by their names, and what is told in it."""

    db: Path = Path("annotator.db")
    annotator: str | None = None
    theme: str | None = None
    plain: bool = False
    """Whether whole lines are sent, not only the cells that changed."""
    screen_reader: bool = False
    """Whether plain lines are written instead of drawing, for which the annotator's settings may ask as well."""
    scheme: Path | None = None
    """A label scheme that the database is to have."""
    only_suggested: bool = False
    order: Literal["document", "uncertainty", "disagreement"] = "document"
    """One of `core.session.desk.Order`, whose import would take time here."""
    withhold: str = f"{DEFAULT_SHARE:.0%}"
    """The share of sentences that an annotator sees without their suggestion."""
    again: bool = False
    """Only what is to be looked at again."""
    change: str | None = None
    """Of that, only what this change of the scheme or the guidelines affects."""
    says_commands: bool = True
    """Whether people are told of commands that could be typed next: not where there is no shell."""
    guidelines: str | None = None
    """The database's own text of them, which goes before that of the settings."""
    warning: str = ""
    """What is told at the beginning."""
    export: str = ""
    resuggest: str = ""
    """The commands that do so with this database, where they are to be told of at the end."""
