"""Gold lines: a text and its quotes, as `annotator suggest` prints them, or with less in them.

Cue and source are `[start, end]`, a list of one such pair, their words, or null. A quote's `topics` hold for its
sentences. Decisions are exported in the other formats.
"""

from __future__ import annotations

from typing import Any

from annotator.core.placing import Placer
from annotator.exchange.annotation import Annotation, Remarks, answer_of
from annotator.exchange.documents import task_document
from annotator.exchange.formats.format import Format, RecordReader, one_by_one
from annotator.exchange.given_quotes import all_or_none, given_quotes, placed_quotes


def gold_annotation(record: dict[str, Any], where: str, remarks: Remarks) -> Annotation:
    """What a gold line says. Of a cue or source in several pieces the first one is taken, and it is counted.

    Raises InputRefused for a span that is none, a quote without content, a type that there is not, and words whose
    place is not clear.
    """
    document = task_document(record, where)
    given = given_quotes(record.get("quotes"), where, remarks)
    quotes = all_or_none(placed_quotes(given, Placer(document.text), document.text))
    topics = [
        (span, topic)
        for one, quote in zip(given, quotes, strict=True)
        for topic in one.topics
        for span in quote.content
    ]
    return Annotation(document, where, quotes, tuple(topics), answer_of(record, where))


FORMAT = Format(
    name="gold",
    title="gold lines",
    ending=".jsonl",
    units=("document",),
    record_readers=(RecordReader(lambda record: "quotes" in record, one_by_one(gold_annotation)),),
)
