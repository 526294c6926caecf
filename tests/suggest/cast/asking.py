"""Asks of texts of our own whom their sources mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from annotator.core.model import CastMember, Quote, QuoteType, Span
from annotator.suggest.cast.component import resolve_speakers
from tests.suggest.conftest import Read


def speak(doc: Doc, quotes: Sequence[Quote]) -> tuple[tuple[Quote, ...], tuple[CastMember, ...]]:
    """The quotes with their speakers, and the cast."""
    speakers, cast, _ = resolve_speakers(doc, quotes)
    return tuple(replace(quote, speaker=name) for quote, name in zip(quotes, speakers, strict=True)), cast


def who(read: Read, text: str, *sources: str, kind: QuoteType = QuoteType.INDIRECT) -> list[str | None]:
    """Who is meant by these sources, each looked for behind the one before; a source's quote is what follows it."""
    quotes, at = [], 0
    for source in sources:
        found = re.compile(rf"\b{re.escape(source)}\b").search(text, at)
        assert found is not None
        end = text.index(".", found.end())
        at = found.end()
        quotes.append(Quote((Span(min(at + 6, end - 1), end),), kind, None, Span(*found.span())))
    return [quote.speaker for quote in speak(read(text), quotes)[0]]
