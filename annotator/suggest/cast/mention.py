"""What can be named in a text, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.suggest.cast.names import Name


class Kind(StrEnum):
    """What can speak: one human being, a body or country, several people."""

    PERSON = "person"
    ORG = "org"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens `[start, end)` name somebody; with the titles before them they begin at `lead`."""

    start: int
    end: int
    lead: int
    kind: Kind
    name: Name
    sure: bool = True
    """False where only the model's entity label says of what kind this is."""
