"""What the commands tell people, on stderr: standard output is for data."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from annotator.core.drawable import count as count
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

LONGEST_LINE = 600
"""Characters of a message that are printed at most."""


def narrate(line: str) -> None:
    """Print a line. Text from outside in it must have passed `drawable` already."""
    print(line, file=sys.stderr)


def narrate_left_out(refused: Iterable[InputRefused]) -> None:
    """A line for each file or record that was refused while the others were read."""
    for error in refused:
        narrate(f"left out: {one_line(str(error), LONGEST_LINE)}")
