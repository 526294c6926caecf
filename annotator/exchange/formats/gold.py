"""Gold lines: a text and its quotes, as `annotator suggest` prints them, or with less in them.

Cue and source are `[start, end]`, a list of one such pair, their words, or null. A quote's `topics` hold for its
sentences, as do those of the `sentences` of a record of ours. Decisions are exported in the other formats.
"""

from __future__ import annotations

from typing import Any

from annotator.core.quotes.placing import Placer
from annotator.exchange.annotation import Annotation, Remarks, answer_of
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, one_by_one
from annotator.exchange.lines import Record
from annotator.exchange.suggestions import SUGGESTION_SCHEMA, given_of, placed_quotes


def gold_annotation(record: Record, where: str, remarks: Remarks) -> Annotation:
    """What a gold line says. Of a cue or source in several pieces the first one is taken, and it is counted.

    Raises InputRefused for a span that is none, a quote without content, a type that there is not, and words whose
    place is not clear.
    """
    document, read = document_of(record, where, is_task=True), list[Any]()
    for given in record.get("quotes") or ():
        quote = {key: given.get(key) for key in ("content", "cue", "source", "type", "speaker", "attributes", "topics")}
        for role in ("cue", "source"):
            match quote[role]:
                case [list() | str() | dict() as first, _, *_] as pieces:
                    quote[role] = min(pieces) if isinstance(first, list) else first
                    remarks.narrowed += 1
        read.append(quote)
    sentences = (record.get("sentences") or []) if record.get("schema") == SUGGESTION_SCHEMA else []
    line = given_of({"schema": SUGGESTION_SCHEMA, "id": document.id, "quotes": read, "sentences": sentences}, where)
    placer = Placer(document.text, [sentence.span for sentence in line.sentences])
    placed = placed_quotes(read, where, placer, document.text)
    topics = tuple((span, topic.label) for span, topic in line.topic_places(placed, document.text))
    return Annotation(document, where, tuple(dict.fromkeys(placed.values())), topics, answer_of(record))


FORMAT = Format(
    name="gold",
    title="gold lines",
    ending=".jsonl",
    units=("document",),
    record_readers=(RecordReader(lambda record: "quotes" in record, one_by_one("gold", gold_annotation)),),
)
