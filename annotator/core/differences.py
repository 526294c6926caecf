"""Where several versions of one sentence differ: their quotes put side by side, and what is alike in all of them.

A version is what one annotator, or several who agree, say of the sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from annotator.core.model import Labels, QuotePart, Span, in_common


class Aspect(StrEnum):
    """What there is to say of a quote, in the order in which it is read. Attributes come last, by their names."""

    CONTENT = "content"
    TYPE = "type"
    SPEAKER = "speaker"
    CUE = "cue"
    SOURCE = "source"
    CONTINUES = "continues"


class Stretch(NamedTuple):
    """A piece of a span. `alike`: every version that has the quote marks these letters too, in the same role."""

    span: Span
    alike: bool


@dataclass(frozen=True, slots=True)
class SameQuote:
    """What the versions say of one quote: a part for each version, None where a version does not have the quote."""

    parts: tuple[QuotePart | None, ...]

    @property
    def everywhere(self) -> bool:
        """Whether all versions have it."""
        return None not in self.parts

    @property
    def known(self) -> tuple[QuotePart, ...]:
        """The parts of the versions that have it."""
        return tuple(part for part in self.parts if part is not None)

    @property
    def aspects(self) -> tuple[str, ...]:
        """What can be said of it: the aspects, then every attribute that any version gives it."""
        names = {name for part in self.known for name, _ in part.attributes}
        return (*Aspect, *sorted(names))

    def differs(self, aspect: str) -> bool:
        """Whether versions say different things of it in that respect. That one does not have it at all does not count.

        `aspect` is an `Aspect` or the name of an attribute.
        """
        return len({said_of(part, aspect) for part in self.known}) > 1

    def stretches(self, version: int, aspect: str) -> tuple[Stretch, ...]:
        """The spans of a version cut where others begin or end, in text order; empty where it has none.

        `aspect` is content, cue or source.
        """
        part = self.parts[version]
        if part is None:
            return ()
        marked = [known.spans(aspect) for known in self.known]
        edges = {edge for spans in marked for span in spans for edge in span}
        return tuple(stretch for own in part.spans(aspect) for stretch in _joined(_cut(own, sorted(edges)), marked))


def said_of(part: QuotePart, aspect: str) -> object:
    """What a quote is in one respect, to be compared; None where nothing is said."""
    match aspect:
        case Aspect.CONTENT:
            return part.content
        case Aspect.TYPE:
            return part.type
        case Aspect.SPEAKER:
            return part.speaker
        case Aspect.CUE:
            return part.cue
        case Aspect.SOURCE:
            return part.source
        case Aspect.CONTINUES:
            return part.continues
    return part.attribute(aspect)


def same_quotes(versions: Sequence[Labels]) -> tuple[SameQuote, ...]:
    """Put the quotes of the versions side by side, in text order.

    Two are the same quote where their contents share letters; of several, those are that share most. Each quote of a
    version is put beside at most one of every other.
    """
    found: list[dict[int, QuotePart]] = []
    for version, labels in enumerate(versions):
        shared = [
            (_letters_shared(quote, there.values()), -number, at)
            for number, quote in enumerate(labels.quotes)
            for at, there in enumerate(found)
        ]
        taken: dict[int, int] = {}
        for letters, number, at in sorted(shared, reverse=True):
            if letters and -number not in taken and at not in taken.values():
                taken[-number] = at
        for number, quote in enumerate(labels.quotes):
            if number in taken:
                found[taken[number]][version] = quote
            else:
                found.append({version: quote})
    rows = [SameQuote(tuple(there.get(version) for version in range(len(versions)))) for there in found]
    return tuple(sorted(rows, key=lambda row: min(part.content for part in row.known)))


def topics_differ(versions: Sequence[Labels]) -> bool:
    """Whether the versions give the sentence different topics; their order says nothing."""
    return len({frozenset(labels.topics) for labels in versions}) > 1


def _letters_shared(quote: QuotePart, others: Collection[QuotePart]) -> int:
    """The letters of content that a quote has in common with that of the others with which it has most."""
    return max(in_common(quote.content, other.content) for other in others)


def _cut(span: Span, edges: Sequence[int]) -> list[Span]:
    """The span in pieces, cut at those of the edges that lie in it."""
    cuts = [span.start, *(edge for edge in edges if span.start < edge < span.end), span.end]
    return [Span(start, end) for start, end in pairwise(cuts)]


def _joined(pieces: Sequence[Span], marked: Sequence[Sequence[Span]]) -> list[Stretch]:
    """The pieces as stretches, with neighbours made one that are both alike, or both not."""
    stretches: list[Stretch] = []
    for piece in pieces:
        alike = all(any(piece.within(theirs) for theirs in spans) for spans in marked)
        if stretches and stretches[-1].alike == alike:
            stretches[-1] = Stretch(Span(stretches[-1].span.start, piece.end), alike)
        else:
            stretches.append(Stretch(piece, alike))
    return stretches
