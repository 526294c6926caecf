"""The record of a decided sentence, made plainly: what the tool's fast way to the same line is held to."""

from __future__ import annotations

from typing import Any

from annotator.core.model import DecidedSentence, Document, QuotePart, Span
from annotator.core.session.shown import is_edited
from annotator.exchange.records import SENTENCE_SCHEMA, FalseSpan, document_record


def sentence_record(decided: DecidedSentence) -> dict[str, Any]:
    """The record of one decided sentence (schemas/sentence.schema.json); offsets are relative to its `text`.

    A cue or source outside the sentence has document offsets under `document_start` and `document_end`.

    Raises FalseSpan where a span is empty, out of place or not where its quote's sentence is.
    """
    document, sentence, decision = decided.document, decided.sentence, decided.decision
    where = f"{document.id}:{sentence.index}"
    if not 0 <= sentence.start < sentence.end <= len(document.text):
        raise FalseSpan(f"{where}: the sentence {list(sentence.span)} is not in the text", "run `annotator check`")
    record = {
        "schema": SENTENCE_SCHEMA,
        "id": where,
        "document": document_record(document),
        "index": sentence.index,
        "start": sentence.start,
        "end": sentence.end,
        "text": document.text[sentence.start : sentence.end],
        "quotes": [_part_record(part, document, sentence.span, where) for part in decision.labels.quotes],
        "topics": list(decision.labels.topics),
        "answer": decision.answer.value,
        "annotator": decision.annotator,
        "decided_at": decision.decided_at,
        "seconds": decision.seconds,
        "edited": is_edited(decision.labels, decided.suggestion),
        "suggestion": _suggestion_record(decided),
        "note": decision.note,
        "flagged": decision.flagged,
    }
    if decision.implied:
        record["implied"] = True
    return record


def _part_record(part: QuotePart, document: Document, sentence: Span, where: str) -> dict[str, Any]:
    if not part.content:
        raise FalseSpan(f"{where}: a quote without content", "run `annotator check`")
    for span in part.content:
        if not span.within(sentence):
            raise FalseSpan(f"{where}: the content {list(span)} is outside its sentence", "run `annotator check`")
    return {
        "type": part.type.value,
        "content": [_span_record(span, document, sentence, where) for span in part.content],
        "cue": _span_record(part.cue, document, sentence, where) if part.cue else None,
        "source": _span_record(part.source, document, sentence, where) if part.source else None,
        "speaker": part.speaker,
        "continues": part.continues,
    }


def _span_record(span: Span, document: Document, sentence: Span, where: str) -> dict[str, Any]:
    if not 0 <= span.start < span.end <= len(document.text):
        raise FalseSpan(f"{where}: the span {list(span)} is not in the text", "run `annotator check`")
    text = span.of(document.text)
    if not span.within(sentence):
        return {"document_start": span.start, "document_end": span.end, "text": text}
    start, end = span.start - sentence.start, span.end - sentence.start
    if document.text[sentence.start : sentence.end][start:end] != text:
        raise FalseSpan(f"{where}: the span {list(span)} does not hold its text", "run `annotator check`")
    return {"start": start, "end": end, "text": text}


def _suggestion_record(decided: DecidedSentence) -> dict[str, Any] | None:
    suggestion = decided.suggestion
    return {"run": suggestion.run, "score": suggestion.score} if suggestion else None
