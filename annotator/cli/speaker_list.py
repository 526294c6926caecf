"""The list of speakers: who was confirmed, who is suggested, and which names are likely to mean the same speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.core.drawable import one_line

if TYPE_CHECKING:
    from annotator.store.read.lists import Lists

HEADS = ("quotes", "articles", "open", "kind", "speaker", "likely the same as")
_LONGEST_NAME = 36
"""Cells of the table."""


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker with all that is told of it. `variants` are other names, each with its confirmed quotes."""

    name: str
    quotes: int
    articles: int
    suggested: int
    kind: str | None
    gender: str | None
    variants: tuple[tuple[str, int], ...]

    def cells(self) -> tuple[str, ...]:
        """The row of the table, below HEADS."""
        counts = tuple(str(count or "-") for count in (self.quotes, self.articles, self.suggested))
        variants = ", ".join(f"{one_line(name, _LONGEST_NAME)} {quotes}" for name, quotes in self.variants)
        return (*counts, self.gender or self.kind or "-", one_line(self.name, _LONGEST_NAME), variants or "-")

    def record(self) -> dict[str, Any]:
        """The row of the JSON list."""
        return {
            "speaker": self.name,
            "quotes": self.quotes,
            "articles": self.articles,
            "suggested": self.suggested,
            "kind": self.kind,
            "gender": self.gender,
            "variants": [name for name, _ in self.variants],
        }


def speaker_rows(lists: Lists) -> list[SpeakerRow]:
    """The speakers of a database in the order of their list."""
    from annotator.core.resources import LANGUAGE
    from annotator.suggest.cast.acquainted import known_as, likely_variants
    from annotator.suggest.cast.lexicon import cast_words
    from annotator.suggest.cast.members import Kind

    words = cast_words(LANGUAGE)
    listed = lists.speakers()
    known = {one.name: known_as(one if one.articles else suggested, words) for one, suggested in listed}
    variants = likely_variants([one for one in known.values() if one is not None], words)
    quotes = {one.name: one.quotes for one, _ in listed}
    rows = []
    for one, suggested in listed:
        read = known[one.name]
        rows.append(
            SpeakerRow(
                name=one.name,
                quotes=one.quotes,
                articles=one.articles,
                suggested=suggested.quotes,
                kind=read.kind.value if read is not None and read.kind is not None else None,
                gender=read.gender if read is not None and read.kind in (None, Kind.PERSON) else None,
                variants=tuple((name, quotes[name]) for name in variants.get(one.name, ())),
            )
        )
    return rows
