"""Annotations from our own records: those of sentences, put together to documents, and those of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.header import read_header
from annotator.core.model import Answer, Document, Labels, Quote, QuotePart, QuoteType, Span
from annotator.exchange.annotation import Annotation, SentenceSays, checked_span, optional_text, refuse


def sentence_records(records: Iterable[tuple[dict[str, Any], str]]) -> Iterator[Annotation]:
    """Documents from sentence records (each with where it stands), which need not come together.

    The text is put together from that of the sentences, white space between: good to find the document by, or to
    stand for it where every sentence is there. Raises InputRefused for a record that contradicts itself.
    """
    held: dict[str, list[tuple[dict[str, Any], str]]] = {}
    for record, where in records:
        about = record.get("document")
        if not isinstance(about, dict) or not isinstance(about.get("id"), str):
            refuse(where, "no document with an id")
        held.setdefault(about["id"], []).append((record, where))
    for found in held.values():
        yield _rebuilt(sorted(found, key=lambda entry: _index(*entry)))


def document_unit(record: dict[str, Any], where: str) -> Annotation:
    """A document record: its text, its quotes and the decisions of its sentences."""
    text = record.get("text")
    if not isinstance(text, str) or not text:
        refuse(where, "no text")
    quotes = []
    for given in record.get("quotes") or ():
        content = tuple(_shown(span, 0, text, where) for span in given["content"])
        quotes.append(
            Quote(
                content,
                QuoteType(given["type"]),
                _shown(given["cue"], 0, text, where) if given["cue"] else None,
                _shown(given["source"], 0, text, where) if given["source"] else None,
                optional_text(given["speaker"], where, "speaker"),
            )
        )
    sentences = [
        _says(entry, checked_span(entry.get("start"), entry.get("end"), text, where), None)
        for entry in record.get("sentences") or ()
    ]
    return Annotation(
        document=_document(record.get("document") or {}, text, read_header(text).end),
        where=where,
        quotes=tuple(quotes),
        sentences=tuple(sentences),
        whole=bool(record.get("complete")),
    )


def _rebuilt(found: list[tuple[dict[str, Any], str]]) -> Annotation:
    pieces: list[str] = []
    length, sentences = 0, []
    elsewhere = [claim for record, _ in found for claim in _elsewhere(record)]
    for record, where in found:
        start, text = record.get("start"), record.get("text")
        if not isinstance(start, int) or not isinstance(text, str) or record.get("end") != start + len(text):
            refuse(where, "start, end and text do not agree")
        if start < length:
            refuse(where, "two records of one sentence, or sentences that overlap")
        pieces += [_gap(Span(length, start), elsewhere), text]
        length = start + len(text)
        sentences.append(Span(start, length))
    whole_text = "".join(pieces)
    records = [record for record, _ in found]
    return Annotation(
        document=_document(records[0]["document"], whole_text, sentences[0].start),
        where=found[0][1],
        sentences=tuple(
            _says(record, span, _labels(record, span, whole_text, where))
            for (record, where), span in zip(found, sentences, strict=True)
        ),
        whole=[record.get("index") for record in records] == list(range(len(records))),
        rebuilt=True,
        claims=tuple(claim for record, span in zip(records, sentences, strict=True) for claim in _claims(record, span)),
    )


def _claims(record: dict[str, Any], sentence: Span) -> Iterator[tuple[Span, str]]:
    """What the record says that the document holds: its own words, and those of spans in other sentences."""
    yield sentence, record["text"]
    yield from _elsewhere(record)


def _elsewhere(record: dict[str, Any]) -> Iterator[tuple[Span, str]]:
    for quote in record.get("quotes") or ():
        for given in (quote["cue"], quote["source"]):
            if given and "document_start" in given:
                yield Span(given["document_start"], given["document_end"]), str(given.get("text"))


def _gap(gap: Span, claims: Iterable[tuple[Span, str]]) -> str:
    """What stands between two sentences: white space, and in it the words that a source or a cue has there.

    The white space is a space, or a blank line where there is room for one.
    """
    length = gap.end - gap.start
    white = list(" " * length if length < 2 else "\n\n" + " " * (length - 2))
    for span, words in claims:
        if len(words) == span.end - span.start:
            for at in range(max(gap.start, span.start), min(gap.end, span.end)):
                white[at - gap.start] = words[at - span.start]
    return "".join(white)


def _labels(record: dict[str, Any], sentence: Span, text: str, where: str) -> Labels:
    parts = []
    for given in record.get("quotes") or ():
        content = tuple(_shown(span, sentence.start, text, where) for span in given["content"])
        if not content or not all(span.within(sentence) for span in content):
            refuse(where, "content outside its sentence")
        parts.append(
            QuotePart(
                content=content,
                type=QuoteType(given["type"]),
                cue=_shown(given["cue"], sentence.start, text, where) if given["cue"] else None,
                source=_shown(given["source"], sentence.start, text, where) if given["source"] else None,
                speaker=optional_text(given["speaker"], where, "speaker"),
                continues=bool(given["continues"]),
            )
        )
    return Labels(tuple(parts), tuple(record.get("topics") or ()))


def _shown(given: dict[str, Any], shift: int, text: str, where: str) -> Span:
    if "document_start" in given:
        # It may lie in a sentence that is not in the file: its words are claims, checked once the text is known.
        start, end = given["document_start"], given["document_end"]
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
            refuse(where, f"{str([start, end])[:60]} is no span of the document")
        return Span(start, end)
    start, end = given.get("start"), given.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        refuse(where, "a span without start and end")
    return checked_span(start + shift, end + shift, text, where, given.get("text"))


def _says(entry: dict[str, Any], span: Span, labels: Labels | None) -> SentenceSays:
    return SentenceSays(
        span=span,
        answer=Answer(entry["answer"]),
        labels=labels,
        topics=tuple(entry.get("topics") or ()),
        note=entry.get("note"),
        flagged=bool(entry.get("flagged")),
        implied=bool(entry.get("implied")),
        seconds=float(entry.get("seconds") or 0.0),
        decided_at=entry.get("decided_at"),
    )


def _document(about: dict[str, Any], text: str, body_start: int) -> Document:
    return Document(
        id=about["id"],
        text=text,
        title=about.get("title"),
        source=about.get("source"),
        published=about.get("published"),
        meta=about.get("meta") or {},
        body_start=body_start,
    )


def _index(record: dict[str, Any], where: str) -> int:
    index = record.get("index")
    if not isinstance(index, int) or isinstance(index, bool):
        refuse(where, "no index")
    return index
