"""Gold lines: a text and its quotes with offsets, as `annotator suggest` prints them, or with less in them.

Cue and source are `[start, end]`, a list of one such pair, or null. A quote's `topics` hold for its sentences.
Decisions are exported in the other formats.
"""

from __future__ import annotations

from typing import Any

from annotator.core.model import Quote, Span
from annotator.exchange.annotation import (
    Annotation,
    Remarks,
    answer_of,
    attributes_from,
    checked_span,
    list_of,
    refuse,
    speaker_from,
    topics_of,
    type_of,
)
from annotator.exchange.documents import task_document
from annotator.exchange.formats.format import Format, RecordReader, one_by_one


def gold_annotation(record: dict[str, Any], where: str, remarks: Remarks) -> Annotation:
    """What a gold line says. Of a cue or source in several pieces the first one is taken, and it is counted.

    Raises InputRefused for a span that is none, a quote without content, and a type that there is not.
    """
    document = task_document(record, where)
    quotes, topics = [], []
    for number, given in enumerate(list_of(record.get("quotes"), where, "quotes")):
        at = f"{where}: quote {number + 1}"
        quote = quote_of(given, document.text, at, remarks)
        quotes.append(quote)
        topics += [(span, topic) for topic in topics_of(given.get("topics"), at) for span in quote.content]
    return Annotation(document, where, tuple(quotes), tuple(topics), answer_of(record, where))


def quote_of(given: Any, text: str, where: str, remarks: Remarks) -> Quote:
    """A quote from its record, with offsets of that text. Raises InputRefused where it is none."""
    if not isinstance(given, dict):
        refuse(where, "not an object")
    content = tuple(_spans(given.get("content"), text, where, "content"))
    if not content:
        refuse(where, "no content")
    return Quote(
        content=content,
        type=type_of(given.get("type"), content, text, where),
        cue=_one(given.get("cue"), text, where, "cue", remarks),
        source=_one(given.get("source"), text, where, "source", remarks),
        speaker=speaker_from(given.get("speaker"), where),
        attributes=attributes_from(given.get("attributes"), where),
    )


def _one(given: Any, text: str, where: str, what: str, remarks: Remarks) -> Span | None:
    if isinstance(given, list) and len(given) == 2 and not isinstance(given[0], list):
        given = [given]
    found = _spans(given, text, where, what)
    remarks.narrowed += len(found) > 1
    return found[0] if found else None


def _spans(given: Any, text: str, where: str, what: str) -> list[Span]:
    pairs = list_of(given, where, what)
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            refuse(where, f"the {what} is not a list of [start, end]")
    return sorted(checked_span(pair[0], pair[1], text, where) for pair in pairs)


FORMAT = Format(
    name="gold",
    title="gold lines",
    ending=".jsonl",
    units=("document",),
    record_readers=(RecordReader(lambda record: "quotes" in record, one_by_one(gold_annotation)),),
)
