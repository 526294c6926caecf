"""Prodigy tasks for its `relations` interface: tokens, spans with an inclusive `token_end`, relations, hashes.

A relation's `head` and `child` are the last tokens of its spans, as Prodigy and the projects that read it have it. The
head is the first piece of the content; children are the cue, the source and the other pieces (`same`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence

from annotator.core.decision import Answer
from annotator.core.model import numbers_touched
from annotator.core.moments import in_utc
from annotator.exchange.annotation import (
    Annotation,
    Marked,
    Remarks,
    answer_of,
    linked_annotation,
    marked_span,
    span_of,
)
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, Writer, one_by_one
from annotator.exchange.lines import Record, record_of, to_json, to_line
from annotator.exchange.tasks import Task, labelled_spans


def prodigy_task(task: Task, topics: Sequence[str]) -> Record:
    """The task with aligned quotes as Prodigy has it. `topics` are the options that its `accept` chooses from.

    The answer is `ignore` for a skip. A span keeps its quote's number, and content its speaker and attributes, under
    keys of ours.
    """
    labelled, accept = labelled_spans(task.quotes), task.topics
    children = [
        {**marked.span._asdict(), "token_start": touched[0], "token_end": touched[-1], "label": marked.label}
        for marked in labelled
        for touched in [numbers_touched(task.tokens, marked.span)]
    ]
    spans = [{**child, "quote": marked.quote, **marked.facts} for child, marked in zip(children, labelled, strict=True)]
    relations = [
        {
            "head": children[marked.first]["token_end"],
            "child": child["token_end"],
            "head_span": children[marked.first],
            "child_span": child,
            "label": marked.role,
        }
        for child, marked in zip(children, labelled, strict=True)
        if marked.first is not None
    ]
    meta = {"id": task.id, **record_of(task.document, "title", "source", "published")}
    return {
        "text": task.text,
        "meta": {key: value for key, value in meta.items() if value is not None},
        "_input_hash": _hash(task.text),
        "_task_hash": _hash(task.text, to_json([spans, relations, accept]).decode()),
        "tokens": [
            {"text": task.text[start:end], "start": start, "end": end, "id": index, "ws": space}
            for index, (start, end, space) in enumerate(task.tokens)
        ],
        "spans": sorted(spans, key=lambda span: (span["start"], span["end"])),
        "relations": relations,
        "options": [{"id": topic, "text": topic} for topic in topics],
        "accept": accept,
        "answer": "ignore" if task.answer is Answer.SKIP else task.answer,
        "_view_id": "relations",
        "_annotator_id": f"annotator-{task.annotator_name}",
        "_session_id": f"annotator-{task.annotator_name}",
        "_timestamp": int(in_utc(task.decided_at).timestamp()),
    }


def _hash(*values: str) -> int:
    """A signed 32-bit number, as Prodigy's are; the same for the same values."""
    return int.from_bytes(hashlib.sha256("\0".join(values).encode()).digest()[:4], "big", signed=True)


def prodigy_annotation(record: Record, where: str, remarks: Remarks) -> Annotation | None:
    """What a task with spans says; where several spans make a quote, relations link them, or our `quote` numbers.

    None for a rejected task with spans: what would have been right is not said. Raises InputRefused for a span that is
    none, or whose words the text does not hold.
    """
    document, answer = document_of(record, where, is_task=True), answer_of(record)
    given = record.get("spans") or ()
    if answer is Answer.REJECT and given:
        remarks.rejected += 1
        return None
    numbered = [(*_span(span, document.text, where), span.get("quote")) for span in given]
    first: dict[int, Hashable] = {}
    for key, marked, number in numbered:
        if isinstance(number, int) and marked.is_content:
            first.setdefault(number, key)
    links = [(first[number], key) for key, _, number in numbered if number in first and first[number] != key]
    for relation in record.get("relations") or ():
        ends = [_span(relation[name], document.text, where) for name in ("head_span", "child_span")]
        # Our own files say by number what belongs together; the same spans are in the relations.
        if not first:
            links.append((ends[0][0], ends[1][0]))
    spans = {key: marked for key, marked, _ in numbered}
    return linked_annotation(document, spans, links, record.get("accept"), where, remarks, answer)


def _span(span: Record, text: str, where: str) -> tuple[Hashable, Marked]:
    place = span_of(span, text, where)
    marked = marked_span(span, place)
    # A cue or a source that two quotes share is one span; content that two quotes share is not.
    number = span.get("quote") if marked.is_content else None
    return (place, marked.label, number), marked


FORMAT = Format(
    name="prodigy",
    title="Prodigy",
    ending=".prodigy.jsonl",
    on_tokens=True,
    nothing_means_none=True,
    writer=lambda settings: Writer(lambda task: to_line(prodigy_task(task, settings.topics))),
    record_readers=(
        RecordReader(
            lambda record: "spans" in record and "entities" not in record, one_by_one("prodigy", prodigy_annotation)
        ),
    ),
)
