"""Records: what leaves the tool, as plain dictionaries. No span leaves without its text having been checked."""

from __future__ import annotations

from typing import Any

from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Quote, Span, Suggested

SENTENCE_SCHEMA = "annotator/sentence@1"
SUGGESTION_SCHEMA = "annotator/suggestion@1"


class FalseSpan(AnnotatorError):
    """A span does not fit its text: a record with it would be a lie, so none is written."""


def document_record(document: Document) -> dict[str, Any]:
    """What is said of the document in every record."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "meta": document.meta,
    }


def suggestion_record(suggested: Suggested) -> dict[str, Any]:
    """What a pipeline proposes for a document (schemas/suggestion.schema.json); offsets are document offsets."""
    text, where = suggested.document.text, suggested.document.id
    for sentence in suggested.sentences:
        _checked(sentence.span, text, where)
    return {
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


def _quote_record(quote: Quote, text: str, where: str) -> dict[str, Any]:
    return {
        "content": [list(_checked(span, text, where)) for span in quote.content],
        "type": quote.type.value,
        "cue": list(_checked(quote.cue, text, where)) if quote.cue else None,
        "source": list(_checked(quote.source, text, where)) if quote.source else None,
        "speaker": quote.speaker,
        "score": quote.score,
        "rule": quote.rule,
    }


def _checked(span: Span, text: str, where: str) -> Span:
    if not 0 <= span.start < span.end <= len(text):
        raise FalseSpan(f"{where}: the span {list(span)} is not in the text", "run `annotator check`")
    return span
