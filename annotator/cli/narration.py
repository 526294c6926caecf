"""What the commands tell people, on stderr: standard output is for data."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from annotator.core.drawable import count as count
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused

LONGEST_LINE = 600
"""Characters of a message that are printed at most."""
_LISTED_AT_MOST = 20
"""Articles that a line names."""
NOTHING_CHANGED = "nothing changed: without --dry-run all of this is done"
"""How every dry run ends, after it has said what would be done in the words in which it is said when it is."""


def narrate(line: str) -> None:
    """Print a line. Text from outside in it must have passed `drawable` already."""
    print(line, file=sys.stderr)


def narrate_left_out(refused: Iterable[InputRefused]) -> None:
    """A line for each file or record that was refused while the others were read."""
    for error in refused:
        narrate(f"left out: {one_line(str(error), LONGEST_LINE)}")


def listed(numbers: Sequence[int]) -> str:
    """Numbers of articles: the first of them, where there are many.

    >>> listed(range(1, 23))
    '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 2 more'
    """
    more = f" and {len(numbers) - _LISTED_AT_MOST} more" if len(numbers) > _LISTED_AT_MOST else ""
    return ", ".join(map(str, numbers[:_LISTED_AT_MOST])) + more
