"""What our own records have in common, and the record of suggestions.

No span leaves the tool unless it was checked against its text.
"""

from __future__ import annotations

from typing import Any, NoReturn

from annotator.core.errors import DatabaseRefused
from annotator.core.model import Document, Quote, QuoteReading, Span, Suggested

SUGGESTION_SCHEMA = "annotator/suggestion@1"


class FalseSpan(DatabaseRefused):
    """A span in the database does not fit its text. A record with it would be false, so none is written."""


def refuse_span(where: str, reason: str) -> NoReturn:
    """Raise FalseSpan for a place such as `document:sentence`."""
    raise FalseSpan(f"{where}: {reason}", "run `annotator check`")


def about_document(document: Document) -> dict[str, Any]:
    """What every record says of its document."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "meta": document.meta,
    }


def attributes_record(quote: Quote) -> dict[str, Any]:
    """The key `attributes` for the record of a quote; nothing where it has none."""
    return {"attributes": dict(quote.attributes)} if quote.attributes else {}


def suggestion_record(suggested: Suggested, *, readings: bool = False) -> dict[str, Any]:
    """What a pipeline proposes for a document (schemas/suggestion.schema.json); offsets are document offsets.

    With `readings` also what else its quotes could be. Raises FalseSpan for a span that is empty or not in the text.
    """
    text, where = suggested.document.text, suggested.document.id
    for sentence in suggested.sentences:
        _checked(sentence.span, text, where)
    record = {
        "schema": SUGGESTION_SCHEMA,
        "id": where,
        "text": text,
        "sentences": [
            {
                "start": sentence.start,
                "end": sentence.end,
                "topics": [{"label": t.label, "score": t.score, "because": t.because} for t in topics],
            }
            for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True)
        ],
        "quotes": [_quote_record(quote, text, where) for quote in suggested.quotes],
    }
    if readings:
        record["readings"] = [_reading_record(reading, text, where) for reading in suggested.readings]
    return record


def _reading_record(reading: QuoteReading, text: str, where: str) -> dict[str, Any]:
    return {
        "replaces": list(reading.replaces),
        "quotes": [
            {key: value for key, value in _quote_record(quote, text, where).items() if key not in ("score", "rule")}
            for quote in reading.quotes
        ],
        "probability": round(reading.probability, 4),
    }


def _quote_record(quote: Quote, text: str, where: str) -> dict[str, Any]:
    return {
        "content": [list(_checked(span, text, where)) for span in quote.content],
        "type": quote.type.value,
        "cue": list(_checked(quote.cue, text, where)) if quote.cue else None,
        "source": list(_checked(quote.source, text, where)) if quote.source else None,
        "speaker": quote.speaker,
        "score": quote.score,
        "rule": quote.rule,
        **attributes_record(quote),
    }


def _checked(span: Span, text: str, where: str) -> Span:
    if not 0 <= span.start < span.end <= len(text):
        refuse_span(where, f"the span {list(span)} is not in the text")
    return span
