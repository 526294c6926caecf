"""Our own records as JSON lines: decided sentences, or documents with their quotes joined over sentences.

schemas/sentence.schema.json and schemas/document.schema.json describe them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from annotator.core.decision import LONGEST, Answer, DecidedSentence, NewDecision, Sight
from annotator.core.drawable import one_line
from annotator.core.model import MAX_TOPICS, Labels, QuotePart, QuoteType, Span, attributes_of, grouped
from annotator.core.moments import in_utc, utc_text
from annotator.core.session.state import was_edited
from annotator.core.text.header import read_header
from annotator.exchange.annotation import (
    Annotation,
    PlacedRecord,
    Remarks,
    SentenceDecision,
    checked_span,
    refuse,
    span_of,
)
from annotator.exchange.documents import described_document
from annotator.exchange.formats.format import Format, RecordReader, Writer, one_by_one
from annotator.exchange.lines import Record, record_of, to_line
from annotator.exchange.strict_json import if_sound, shaped
from annotator.exchange.tasks import Task, about_document, attributes_record, quote_record

DOCUMENT_SCHEMA = "annotator/document@1"
SENTENCE_SCHEMA = "annotator/sentence@1"


def document_record(task: Task) -> Record:
    """The record of a document (schemas/document.schema.json); every offset is a document offset."""
    return {
        "schema": DOCUMENT_SCHEMA,
        "id": task.document.id,
        "document": about_document(task.document),
        "text": task.text,
        "quotes": [quote_record(quote, task.text) | attributes_record(quote) for quote in task.quotes],
        "sentences": [
            {
                **record_of(decided.sentence, "index", "start", "end"),
                "topics": decided.decision.confirmed.topics,
                **_decision_record(decided),
            }
            for decided in task.decided
        ],
        "annotator": task.annotator,
        "complete": task.complete,
    }


def sentence_record(decided: DecidedSentence) -> Record:
    """The record of a decided sentence (schemas/sentence.schema.json), whose offsets count from its start."""
    document, span, labels = decided.document, decided.sentence.span, decided.decision.labels
    return {
        "schema": SENTENCE_SCHEMA,
        "id": f"{document.id}:{decided.sentence.index}",
        "document": about_document(document),
        **record_of(decided.sentence, "index", "start", "end"),
        "text": span.of(document.text),
        "quotes": [
            quote_record(part, document.text, span) | {"continues": part.continues} | attributes_record(part)
            for part in labels.quotes
        ],
        "topics": labels.topics,
        **_decision_record(decided),
    }


def _decision_record(decided: DecidedSentence) -> Record:
    """What every record says of a decision beside its labels."""
    decision, suggestion = decided.decision, decided.suggestion
    record = {
        **record_of(decision, "answer", "annotator", "decided_at", "seconds"),
        "edited": was_edited(decided),
        "suggestion": suggestion and record_of(suggestion, "run", "score"),
        **record_of(decision, "note", "flagged"),
    }
    if decision.implied:
        record["implied"] = True
    if decision.sight is not Sight.SUGGESTION:
        record["sight"] = decision.sight
    return record


def sentence_annotations(entries: Sequence[PlacedRecord], remarks: Remarks) -> Iterator[Annotation]:
    """Documents from sentence records, which may stand in any order.

    The text is put together from that of the sentences, white space between: good to find the document by, or to
    stand for it where every sentence is there. Raises InputRefused for a record that contradicts itself; where that is
    to be skipped, all records of its document are.
    """
    by_document = grouped(
        (record["document"]["id"], (record, where))
        for given, where in entries
        for record in if_sound(remarks.left_out, shaped, given, where, "annotations", "sentence")
    )
    for of_document in by_document.values():
        yield from if_sound(remarks.left_out, _rebuilt, sorted(of_document, key=lambda entry: entry[0]["index"]))


def document_annotation(record: Record, where: str, remarks: Remarks) -> Annotation:  # noqa: ARG001
    """What a document record says: its text, its quotes and the decisions of its sentences.

    Raises InputRefused for a span that is none, or whose words the text does not hold.
    """
    text = record["text"]
    sentences = [
        _sentence_decision(entry, span_of(entry, text, where), (), where) for entry in record.get("sentences") or ()
    ]
    sentences.sort(key=lambda sentence: sentence.span)
    for sentence, following in pairwise(sentences):
        if following.span.start < sentence.span.end:
            refuse(where, "two decisions of one sentence, or sentences that overlap")
    return Annotation(
        document=described_document(record["document"], text, read_header(text).end),
        where=where,
        quotes=tuple(_part(given, 0, text, where).whole() for given in record.get("quotes") or ()),
        sentences=tuple(sentences),
        all_sentences=bool(record.get("complete")),
    )


def _rebuilt(entries: list[PlacedRecord]) -> Annotation:
    letters: list[str] = []
    for record, where in entries:
        gap = record["start"] - len(letters)
        if record["end"] != record["start"] + len(record["text"]):
            refuse(where, "start, end and text do not agree")
        if gap < 0:
            refuse(where, "two records of one sentence, or sentences that overlap")
        # A single space, or a blank line where there is room for one.
        letters += "\n\n".ljust(gap) if gap > 1 else " " * gap
        letters += record["text"]
    records = [record for record, _ in entries]
    own = [(Span(record["start"], record["end"]), record["text"]) for record in records]
    elsewhere = [claim for record in records for claim in _elsewhere(record)]
    for span, words in (*elsewhere, *own):  # what is said to stand between two sentences does
        if len(words) == span.end - span.start:
            letters[span.start : span.end] = words[: max(0, len(letters) - span.start)]
    text = "".join(letters)
    return Annotation(
        document=described_document(records[0]["document"], text, records[0]["start"]),
        where=entries[0][1],
        sentences=tuple(
            _sentence_decision(record, span, _parts(record, span, text, where), where)
            for (record, where), (span, _) in zip(entries, own, strict=True)
        ),
        all_sentences=[record["index"] for record in records] == list(range(len(records))),
        rebuilt=True,
        claims=(*own, *elsewhere),
    )


def _elsewhere(record: Record) -> Iterator[tuple[Span, str]]:
    """Spans in other sentences, with the words that the record says are there."""
    for quote in record.get("quotes") or ():
        for given in (quote.get("cue"), quote.get("source")):
            if given and _is_elsewhere(given):
                yield Span(given["document_start"], given["document_end"]), str(given.get("text"))


def _parts(record: Record, sentence: Span, text: str, where: str) -> Iterator[QuotePart]:
    for given in record.get("quotes") or ():
        part = replace(_part(given, sentence.start, text, where), continues=bool(given.get("continues")))
        if not all(span.within(sentence) for span in part.content):
            refuse(where, "content outside its sentence")
        yield part


def _part(given: Record, shift: int, text: str, where: str) -> QuotePart:
    """A quote of a record whose spans count from `shift`."""
    cue, source = (given.get(role) and _shown(given[role], shift, text, where) for role in ("cue", "source"))
    return QuotePart(
        content=tuple(sorted(_shown(span, shift, text, where) for span in given["content"])),
        type=QuoteType(given["type"]),
        cue=cue,
        source=source,
        speaker=given.get("speaker") or None,
        attributes=attributes_of(given.get("attributes") or {}),
    )


def _shown(given: Record, shift: int, text: str, where: str) -> Span:
    if not _is_elsewhere(given):
        return checked_span(given["start"] + shift, given["end"] + shift, text, where, given.get("text"))
    # It may lie in a sentence that is not in the file: its words are claims, checked once the text is known.
    start, end = given["document_start"], given["document_end"]
    if not 0 <= start < end:
        refuse(where, f"{str([start, end])[:60]} is no span of the document")
    return Span(start, end)


def _is_elsewhere(given: Record) -> bool:
    """Whether a span's offsets are those of the document, in a record of a sentence."""
    return None in (given.get("start"), given.get("end"))


def _sentence_decision(entry: Record, span: Span, parts: Iterable[QuotePart], where: str) -> SentenceDecision:
    decided_at = entry.get("decided_at") or None
    try:
        decided_at = decided_at and utc_text(in_utc(decided_at))
    except ValueError:
        refuse(where, f"no time: {one_line(decided_at, 40)!r}")
    topics = tuple(entry.get("topics") or ())
    if len({*topics}) < len(topics) or len(topics) > MAX_TOPICS:
        refuse(where, f"more than {MAX_TOPICS} topics of a sentence, or one twice")
    decision = NewDecision(
        sentence_id=0,
        answer=Answer(entry["answer"]),
        labels=Labels(tuple(parts), topics),
        note=entry.get("note") or None,
        flagged=bool(entry.get("flagged")),
        implied=bool(entry.get("implied")),
        sight=Sight(entry.get("sight") or Sight.SUGGESTION),
        seconds=min(float(entry.get("seconds") or 0), LONGEST),
    )
    return SentenceDecision(span, decision, decided_at)


FORMAT = Format(
    name="jsonl",
    title="our own JSON lines",
    ending=".jsonl",
    document_ending=".documents.jsonl",
    units=("sentence", "document"),
    implied=True,
    writer=lambda _: Writer(lambda task: to_line(document_record(task))),
    sentence_record=sentence_record,
    record_readers=(
        RecordReader(lambda record: record.get("schema") == SENTENCE_SCHEMA, sentence_annotations),
        RecordReader(
            lambda record: record.get("schema") == DOCUMENT_SCHEMA, one_by_one("document", document_annotation)
        ),
    ),
)
