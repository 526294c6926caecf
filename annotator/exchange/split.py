"""Split a data set by documents: a document stays in the same part however the data grows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.core.draw import BITS, drawn_number
from annotator.core.errors import UsageError

_NAMES = {1: ("all",), 2: ("train", "test"), 3: ("train", "dev", "test")}
# What the store puts after the id of an edited article: all its versions must be in one part.
_VERSION = re.compile(r"~\d+$")


@dataclass(frozen=True, slots=True)
class Split:
    """Shares in percent, such as 80, 10 and 10; two are train and test, three are train, dev and test."""

    shares: tuple[int, ...] = (100,)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return _NAMES[len(self.shares)]

    def part(self, document_id: str) -> int:
        """The number of a document's part, by a hash of its id. Versions (`id~2`) go with their article."""
        place, reached = drawn_number(_VERSION.sub("", document_id)) / 2**BITS * 100, 0
        for number, share in enumerate(self.shares):
            reached += share
            if place < reached:
                return number
        return len(self.shares) - 1


def parse_split(text: str | None) -> Split:
    """A split from `80/10/10`; None is everything in one part. Raises UsageError where shares do not make 100."""
    if text is None:
        return Split()
    try:
        shares = tuple(int(share) for share in text.split("/"))
    except ValueError:
        shares = ()
    if len(shares) not in (2, 3) or sum(shares) != 100 or min(shares) < 0:
        raise UsageError(f"no split {text!r}", "give two or three whole numbers that make 100: 80/10/10")
    return Split(shares)
