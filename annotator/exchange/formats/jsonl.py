"""Our own records as JSON lines: decided sentences, or documents with their quotes joined over sentences.

schemas/sentence.schema.json and schemas/document.schema.json describe them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NoReturn

from annotator.core.decided import DecidedRow
from annotator.core.decision import LONGEST, Answer, DecidedSentence, Decision, NewDecision, Sight
from annotator.core.drawable import one_line
from annotator.core.header import read_header
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Span, attributes_of
from annotator.core.session.shown import was_edited
from annotator.exchange.annotation import (
    Annotation,
    Entry,
    Remarks,
    SentenceDecision,
    checked_span,
    refuse,
    utc_text,
)
from annotator.exchange.atomic import FileOutput
from annotator.exchange.documents import described_document
from annotator.exchange.formats.format import (
    Format,
    RecordReader,
    Writer,
    one_by_one,
)
from annotator.exchange.lines import harmless, record_of, to_line
from annotator.exchange.strict_json import if_sound, shaped
from annotator.exchange.tasks import ExportTally, Task, about_document, attributes_record, quote_record, refuse_span

DOCUMENT_SCHEMA = "annotator/document@1"


def document_record(task: Task) -> dict[str, Any]:
    """The record of a document (schemas/document.schema.json); every offset is a document offset."""
    return {
        "schema": DOCUMENT_SCHEMA,
        "id": task.document.id,
        "document": about_document(task.document),
        "text": task.text,
        "quotes": [quote_record(quote, task.text) | attributes_record(quote) for quote in task.quotes],
        "sentences": [_sentence_record(one) for one in task.decided],
        "annotator": task.annotator,
        "complete": task.complete,
    }


def _sentence_record(one: DecidedSentence) -> dict[str, Any]:
    decision, suggestion = one.decision, one.suggestion
    return {
        **record_of(one.sentence, "index", "start", "end"),
        "topics": list(decision.confirmed.topics),
        **_decision_record(
            decision,
            decision.annotator,
            was_edited(one),
            record_of(suggestion, "run", "score") if suggestion else None,
        ),
    }


def _decision_record(
    decision: Decision | DecidedRow, annotator: str, edited: bool, suggestion: dict[str, Any] | None
) -> dict[str, Any]:
    """What every record says of a decision beside its labels."""
    record = {
        "answer": decision.answer,
        "annotator": annotator,
        "decided_at": decision.decided_at,
        "seconds": decision.seconds,
        "edited": edited,
        "suggestion": suggestion,
        "note": decision.note,
        "flagged": bool(decision.flagged),
    }
    if decision.implied:
        record["implied"] = True
    if decision.sight != Sight.SUGGESTION:
        record["sight"] = decision.sight
    return record


def sentence_annotations(entries: Sequence[Entry], remarks: Remarks) -> Iterator[Annotation]:
    """Documents from sentence records, which may stand in any order.

    The text is put together from that of the sentences, white space between: good to find the document by, or to
    stand for it where every sentence is there. Raises InputRefused for a record that contradicts itself; where that is
    to be skipped, all records of its document are.
    """
    by_document: dict[str, list[Entry]] = {}
    for given, where in entries:
        for record in if_sound(remarks.left_out, shaped, given, where, "annotations", "sentence"):
            by_document.setdefault(record["document"]["id"], []).append((record, where))
    for found in by_document.values():
        yield from if_sound(remarks.left_out, _rebuilt, sorted(found, key=lambda entry: entry[0]["index"]))


def document_annotation(record: dict[str, Any], where: str, remarks: Remarks) -> Annotation:  # noqa: ARG001
    """What a document record says: its text, its quotes and the decisions of its sentences.

    Raises InputRefused for a span that is none, or whose words the text does not hold.
    """
    text = record["text"]
    sentences = [
        _sentence_decision(entry, checked_span(entry.get("start"), entry.get("end"), text, where), (), where)
        for entry in record.get("sentences") or ()
    ]
    sentences.sort(key=lambda one: one.span)
    for one, following in pairwise(sentences):
        if following.span.start < one.span.end:
            refuse(where, "two decisions of one sentence, or sentences that overlap")
    return Annotation(
        document=described_document(record["document"], text, read_header(text).end),
        where=where,
        quotes=tuple(_part(given, 0, text, where).whole() for given in record.get("quotes") or ()),
        sentences=tuple(sentences),
        all_sentences=bool(record.get("complete")),
    )


def _rebuilt(found: list[Entry]) -> Annotation:
    letters: list[str] = []
    for record, where in found:
        gap = record["start"] - len(letters)
        if record["end"] != record["start"] + len(record["text"]):
            refuse(where, "start, end and text do not agree")
        if gap < 0:
            refuse(where, "two records of one sentence, or sentences that overlap")
        # A single space, or a blank line where there is room for one.
        letters += ["\n", "\n", *" " * (gap - 2)] if gap > 1 else " " * gap
        letters += record["text"]
    records = [record for record, _ in found]
    own = [(Span(record["start"], record["end"]), record["text"]) for record in records]
    elsewhere = [claim for record in records for claim in _elsewhere(record)]
    for span, words in (*elsewhere, *own):  # what is said to stand between two sentences does
        if len(words) == span.end - span.start:
            letters[span.start : span.end] = words[: max(0, len(letters) - span.start)]
    text = "".join(letters)
    return Annotation(
        document=described_document(records[0]["document"], text, records[0]["start"]),
        where=found[0][1],
        sentences=tuple(
            _sentence_decision(record, span, _parts(record, span, text, where), where)
            for (record, where), (span, _) in zip(found, own, strict=True)
        ),
        all_sentences=[record["index"] for record in records] == list(range(len(records))),
        rebuilt=True,
        claims=(*own, *elsewhere),
    )


def _elsewhere(record: dict[str, Any]) -> Iterator[tuple[Span, str]]:
    """Spans in other sentences, with the words that the record says are there."""
    for quote in record.get("quotes") or ():
        for given in (quote.get("cue"), quote.get("source")):
            if given and _is_elsewhere(given):
                yield Span(given["document_start"], given["document_end"]), str(given.get("text"))


def _parts(record: dict[str, Any], sentence: Span, text: str, where: str) -> Iterator[QuotePart]:
    for given in record.get("quotes") or ():
        part = replace(_part(given, sentence.start, text, where), continues=bool(given.get("continues")))
        if not all(span.within(sentence) for span in part.content):
            refuse(where, "content outside its sentence")
        yield part


def _part(given: dict[str, Any], shift: int, text: str, where: str) -> QuotePart:
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


def _shown(given: dict[str, Any], shift: int, text: str, where: str) -> Span:
    if not _is_elsewhere(given):
        return checked_span(given["start"] + shift, given["end"] + shift, text, where, given.get("text"))
    # It may lie in a sentence that is not in the file: its words are claims, checked once the text is known.
    start, end = given["document_start"], given["document_end"]
    if not 0 <= start < end:
        refuse(where, f"{str([start, end])[:60]} is no span of the document")
    return Span(start, end)


def _is_elsewhere(given: dict[str, Any]) -> bool:
    """Whether a span's offsets are those of the document, in a record of a sentence."""
    return None in (given.get("start"), given.get("end"))


def _sentence_decision(entry: dict[str, Any], span: Span, parts: Iterable[QuotePart], where: str) -> SentenceDecision:
    decided_at = entry.get("decided_at") or None
    try:
        decided_at = decided_at and utc_text(decided_at)
    except ValueError:
        refuse(where, f"no time: {one_line(decided_at, 40)!r}")
    said = NewDecision(
        sentence_id=0,
        answer=Answer(entry["answer"]),
        labels=Labels(tuple(parts), tuple(entry.get("topics") or ())),
        note=entry.get("note") or None,
        flagged=bool(entry.get("flagged")),
        implied=bool(entry.get("implied")),
        sight=Sight(entry.get("sight") or Sight.SUGGESTION),
        seconds=min(float(entry.get("seconds") or 0), LONGEST),
    )
    return SentenceDecision(span, said, decided_at)


# ---- Records of decided sentences, straight from the rows of the database: there may be a million of them.


SENTENCE_SCHEMA = "annotator/sentence@1"

_NOTHING = '{"quotes":[],"topics":[]}'
"""Empty labels as the database writes them."""
_AT_ONCE = 64
"""Lines that are written together: so few that the memory they take is used again by the next ones."""


class SentenceWriter:
    """Writes decided sentences straight from the rows of the database, a million of them without an object for each.

    `tally` counts what is written. `document_of` gives the document of a row's number, `names` the name under which an
    annotator appears (as it is where there is none).
    """

    def __init__(self, tally: ExportTally, document_of: Callable[[int], Document], names: Mapping[str, str]) -> None:
        self._tally = tally
        self._document_of = document_of
        self._names = names
        self._number: int | None = None
        self._id = self._text = ""
        self._about: Any = None
        import orjson  # deferred: whoever only asks for the formats' names need not load it

        self._loads, self._dumps, self._fragment = orjson.loads, orjson.dumps, orjson.Fragment
        self._newline = orjson.OPT_APPEND_NEWLINE

    def add(self, rows: Sequence[DecidedRow], out: FileOutput) -> None:
        """Write one line per row, and count them.

        Raises FalseSpan for a span that is empty, not in the text or, if it is content, outside its sentence, and for
        labels that are none.
        """
        types: list[str] = []
        topics: list[str] = []
        dumps, newline = self._dumps, self._newline
        for start in range(0, len(rows), _AT_ONCE):
            lines = bytearray()
            for row in rows[start : start + _AT_ONCE]:
                # Not kept in a list and joined: so many pieces of memory at a time cost more than all else here.
                try:
                    lines += dumps(self._record(row, types, topics), option=newline)
                except (LookupError, TypeError, ValueError, AttributeError):
                    self._refuse(row.position, "what is kept of it cannot be read")
            out.write(harmless(bytes(lines)))
        # Counted together: a call for each row would cost a tenth of the export.
        tally = self._tally
        tally.records += len(rows)
        tally.sentences += len(rows)
        tally.answers.update([row.answer for row in rows])
        for annotator, count in Counter([row.annotator for row in rows]).items():
            tally.annotators[self._names.get(annotator, annotator)] += count
        tally.topics.update(topics)
        tally.types.update(types)

    def _record(self, row: DecidedRow, types: list[str], topics: list[str]) -> dict[str, Any]:
        """The record of a row; the types of the quotes that begin in it, and its topics, are added to the lists."""
        index, start, end, labels, suggested = row.position, row.start, row.end, row.labels, row.suggested or _NOTHING
        if row.document != self._number:
            self._begin(row.document)
        text = self._text
        if not 0 <= start < end <= len(text):
            self._refuse(index, f"the sentence {[start, end]} is not in the text")
        quotes: list[dict[str, Any]] = []
        own_topics: list[str] = []
        edited = False
        if labels != _NOTHING or suggested != _NOTHING:
            said = self._loads(labels)
            edited = labels != suggested and row.sight != Sight.WITHHELD and _differs(said, self._loads(suggested))
            quotes = [self._part(part, index, start, end) for part in said["quotes"]]
            own_topics = said["topics"]
            types += [part["type"] for part in quotes if not part["continues"]]
            topics += own_topics
        return {
            "schema": SENTENCE_SCHEMA,
            "id": f"{self._id}:{index}",
            "document": self._about,
            "index": index,
            "start": start,
            "end": end,
            "text": text[start:end],
            "quotes": quotes,
            "topics": own_topics,
            **_decision_record(
                row,
                self._names.get(row.annotator, row.annotator),
                edited,
                None if row.run is None else {"run": row.run, "score": row.score},
            ),
        }

    def _begin(self, number: int) -> None:
        document = self._document_of(number)
        self._number, self._id, self._text = number, document.id, document.text
        # Made once for all lines of the document.
        self._about = self._fragment(self._dumps(about_document(document)))
        self._tally.documents += 1

    def _part(self, part: dict[str, Any], index: int, start: int, end: int) -> dict[str, Any]:
        """The record of a quote's part from its labels: offsets count from the sentence, every span has its words."""
        if not part["content"]:
            self._refuse(index, "a quote without content")
        text = self._text
        content = []
        for left, right in part["content"]:
            if not start <= left < right <= end:
                self._refuse(index, f"the content {[left, right]} is outside its sentence")
            content.append({"start": left - start, "end": right - start, "text": text[left:right]})
        cue, source = part["cue"], part["source"]
        record = {
            "type": part["type"],
            "content": content,
            "cue": cue and self._mention(cue, index, start, end),
            "source": source and self._mention(source, index, start, end),
            "speaker": part["speaker"],
            "continues": part["continues"],
        }
        if "attributes" in part:
            record["attributes"] = part["attributes"]
        return record

    def _mention(self, span: list[int], index: int, start: int, end: int) -> dict[str, Any]:
        """A cue or source; one that stands outside the sentence keeps its offsets in the document."""
        left, right = span
        text = self._text
        if start <= left < right <= end:
            return {"start": left - start, "end": right - start, "text": text[left:right]}
        if not 0 <= left < right <= len(text):
            self._refuse(index, f"the span {span} is not in the text")
        return {"document_start": left, "document_end": right, "text": text[left:right]}

    def _refuse(self, index: int, reason: str) -> NoReturn:
        refuse_span(f"{self._id}:{index}", reason)


def _differs(labels: dict[str, Any], suggested: dict[str, Any]) -> bool:
    """`was_edited` for labels as the database holds them: where they come from, and the topics' order, do not count."""
    for part in suggested["quotes"]:
        part.pop("score", None)
        part.pop("rule", None)
    own, other = labels["topics"], suggested["topics"]
    return labels["quotes"] != suggested["quotes"] or (own != other and set(own) != set(other))


FORMAT = Format(
    name="jsonl",
    title="our own JSON lines",
    ending=".jsonl",
    document_ending=".documents.jsonl",
    units=("sentence", "document"),
    implied=True,
    writer=lambda _: Writer(lambda task: to_line(document_record(task))),
    row_writer=SentenceWriter,
    record_readers=(
        RecordReader(lambda record: record.get("schema") == SENTENCE_SCHEMA, sentence_annotations),
        RecordReader(
            lambda record: record.get("schema") == DOCUMENT_SCHEMA, one_by_one("document", document_annotation)
        ),
    ),
)
