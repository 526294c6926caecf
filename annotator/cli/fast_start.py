"""The shortest command lines are understood without Typer, whose import takes 130 ms before the screen appears.

These are `annotator` and `annotator annotate`, each with or without `--db FILE`. Everything else is left to Typer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.cli.open_screen import setup_of_environment
from annotator.tui.screen_setup import ScreenSetup

COMPLETION = "_ANNOTATOR_COMPLETE"
"""What a shell sets to ask Typer how a command line could go on."""


def screen_asked_for(words: Sequence[str], variables: Mapping[str, str]) -> ScreenSetup | None:
    """The screen's options where the command line is one of the shortest; None leaves it to Typer.

    `words` are the arguments after the program's name, `variables` the environment. Without the word `annotate` the
    database has to exist, as otherwise there is something to explain first.
    """
    if COMPLETION in variables:
        return None
    options = setup_of_environment(variables)
    match list(words):
        case [] | ["annotate"]:
            pass
        case ["--db", db] | ["annotate", "--db", db] | ["--db", db, "annotate"] if db and not db.startswith("-"):
            options = options._replace(db=Path(db))
        case _:
            return None
    if not all(text.isprintable() for text in (str(options.db), options.annotator or "", str(options.scheme))):
        return None
    return options if "annotate" in words or options.db.exists() else None
