"""Quotes from labelled spans and the relations between them: how Prodigy, doccano and Label Studio keep them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from annotator.core.model import Attributes, Quote, QuoteType, Span
from annotator.exchange.annotation import Remarks, type_of

_CONTENT = frozenset({"content", *QuoteType})


@dataclass(frozen=True, slots=True)
class Marked:
    """A labelled span: its label is `content` or a type of quote, `cue` or `source`; others mean nothing here.

    Content may carry what is said of its quote: type, speaker and attributes.
    """

    span: Span
    label: str
    type: str | None = None
    speaker: str | None = None
    attributes: Attributes = ()

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
    """The quotes that labelled spans make. Content spans that are linked are one quote, with the cue and source linked
    to any of them.

    `links` are pairs of keys of `spans`, in either direction. A cue or source without a link is counted as loose.
    """
    quote_of: dict[Hashable, int] = {key: number for number, key in enumerate(spans) if spans[key].is_content}
    others: list[tuple[Hashable, Hashable]] = []
    for first, second in links:
        if first in quote_of and second in quote_of:
            kept, gone = quote_of[first], quote_of[second]
            quote_of = {key: kept if number == gone else number for key, number in quote_of.items()}
        else:
            others.append((first, second) if first in quote_of else (second, first))
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
        attributes=next((marked.attributes for marked in pieces if marked.attributes), ()),
    )
