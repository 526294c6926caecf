"""Quotes from labelled spans and the relations between them: how Prodigy, doccano and Label Studio keep them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from annotator.core.model import Quote, QuoteType, Span
from annotator.exchange.annotation import Remarks, type_of

_CONTENT = frozenset({"content", *QuoteType})


@dataclass(frozen=True, slots=True)
class Marked:
    """A labelled span: `content` or a type of quote, `cue`, `source`; other labels mean nothing here."""

    span: Span
    label: str
    type: str | None = None
    speaker: str | None = None

    @property
    def is_content(self) -> bool:
        """Whether it holds what was said."""
        return self.label.lower() in _CONTENT


def linked_quotes(
    spans: Mapping[Hashable, Marked],
    links: Iterable[tuple[Hashable, Hashable]],
    text: str,
    where: str,
    remarks: Remarks,
) -> tuple[Quote, ...]:
    """The quotes: content spans that are linked to each other are one, with the cue and source linked to any of them.

    Links count in both directions. A cue or source without a link is counted as loose.
    """
    quote_of: dict[Hashable, int] = {key: number for number, key in enumerate(spans) if spans[key].is_content}
    others: list[tuple[Hashable, Hashable]] = []
    for one, other in links:
        if one in quote_of and other in quote_of:
            kept, gone = quote_of[one], quote_of[other]
            quote_of = {key: kept if number == gone else number for key, number in quote_of.items()}
        else:
            others.append((one, other) if one in quote_of else (other, one))
    roles: dict[tuple[int, str], Span] = {}
    used: set[Hashable] = set()
    for content, other in others:
        if content in quote_of and other in spans and other not in quote_of:
            used.add(other)
            roles.setdefault((quote_of[content], spans[other].label.lower()), spans[other].span)
    remarks.loose += sum(
        key not in used and not marked.is_content and marked.label.lower() in ("cue", "source")
        for key, marked in spans.items()
    )
    return tuple(
        _quote([spans[key] for key, mine in quote_of.items() if mine == number], roles, number, text, where)
        for number in dict.fromkeys(quote_of.values())
    )


def _quote(pieces: list[Marked], roles: Mapping[tuple[int, str], Span], number: int, text: str, where: str) -> Quote:
    pieces = sorted(pieces, key=lambda marked: marked.span)
    content = tuple(marked.span for marked in pieces)
    given = next((marked.type for marked in pieces if marked.type), None) or pieces[0].label
    return Quote(
        content=content,
        type=type_of(given, content, text, where),
        cue=roles.get((number, "cue")),
        source=roles.get((number, "source")),
        speaker=next((marked.speaker for marked in pieces if marked.speaker), None),
    )
