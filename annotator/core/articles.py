"""A document as commands name and list it: without its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """What an article is named by."""

    NUMBER = "number"
    ID = "id"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Article:
    """A document without its text. `removed`: whether it is taken out."""

    number: int
    id: str
    title: str | None
    published: str | None
    sentences: int
    removed: bool

    @property
    def name(self) -> str:
        """What people call it: the title, or the id where it has none. Not yet safe to draw."""
        return self.title or self.id
