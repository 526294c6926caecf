"""Where the roles of a quote stand: cue and source in one sentence each, and no role over another of the same quote."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.core.model import QuotePart, Sentence, Span, united


def astray(quote: QuotePart, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield "cue" and "source", each where that does not lie in one of the document's sentences, which are in order."""
    for name, span in (("cue", quote.cue), ("source", quote.source)):
        if span is not None:
            at = bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1
            if at < 0 or not span.within(sentences[at].span):
                yield name


def kept_apart(text: str, quote: QuotePart, sentences: Sequence[Sentence]) -> QuotePart | None:
    """The quote with what lies over its cue or source taken out of its content; None where its roles cannot stand so.

    That is where cue or source reaches into another sentence or over each other, or nothing is left of the content.
    """
    if any(astray(quote, sentences)) or (quote.cue and quote.source and quote.cue.overlaps(quote.source)):
        return None
    content = quote.content
    for span in (quote.cue, quote.source):
        if span is not None and any(piece.overlaps(span) for piece in content):
            content = without(text, content, span)
    return replace(quote, content=content) if content else None


def without(text: str, content: tuple[Span, ...], hole: Span) -> tuple[Span, ...]:
    """The content without what lies in the hole, and without stops and spaces beside it."""
    pieces: list[Span] = []
    for span in content:
        for piece in (Span(span.start, min(span.end, hole.start)), Span(max(span.start, hole.end), span.end)):
            start, end = piece
            while start < end and (text[start].isspace() or text[start] in ",;:"):
                start += 1
            while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:"):
                end -= 1
            if start < end and any(char.isalnum() for char in text[start:end]):
                pieces.append(Span(start, end))
    return united(pieces)
