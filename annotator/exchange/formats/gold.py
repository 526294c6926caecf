"""Gold lines: a text and its quotes, as `annotator suggest` prints them, or with less in them.

Cue and source are `[start, end]`, a list of one such pair, their words, or null. A quote's `topics` hold for its
sentences, as do those of the `sentences` of a record of ours. Decisions are exported in the other formats.
"""

from __future__ import annotations

from typing import Any

from annotator.exchange.annotation import Annotation, Remarks, answer_of
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, one_by_one
from annotator.exchange.lines import Record
from annotator.exchange.suggestions import SUGGESTION_SCHEMA, given_of


def gold_annotation(record: Record, where: str, remarks: Remarks) -> Annotation:
    """What a gold line says. Of a cue or source in several pieces the first one is taken, and it is counted.

    Raises InputRefused for a span that is none, a quote without content, a type that there is not, and words whose
    place is not clear.
    """
    document, read, topics = document_of(record, where, is_task=True), list[Any](), list[Any]()
    for given in record.get("quotes") or ():
        quote = {key: given.get(key) for key in ("content", "cue", "source", "type", "speaker", "attributes")}
        for role in ("cue", "source"):
            match quote[role]:
                case [list() | str() | dict() as first, _, *_] as pieces:
                    quote[role] = min(pieces) if isinstance(first, list) else first
                    remarks.narrowed += 1
        read.append(quote)
        topics.append(given.get("topics") or ())
    sentences = (record.get("sentences") or []) if record.get("schema") == SUGGESTION_SCHEMA else []
    line = given_of({"schema": SUGGESTION_SCHEMA, "id": document.id, "quotes": read, "sentences": sentences}, where)
    placed = line.placed(document, line.sentences)
    quotes = placed.quotes
    places = [
        (span, str(topic))
        for quote, named in zip(quotes, topics, strict=True)
        for topic in named
        for span in quote.content
    ]
    places += [
        (sentence.span, topic.label)
        for sentence, suggested in zip(line.sentences, placed.topics, strict=True)
        for topic in suggested
    ]
    return Annotation(document, where, quotes, tuple(places), answer_of(record))


FORMAT = Format(
    name="gold",
    title="gold lines",
    ending=".jsonl",
    units=("document",),
    record_readers=(RecordReader(lambda record: "quotes" in record, one_by_one("gold", gold_annotation)),),
)
