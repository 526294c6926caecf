"""doccano's JSONL for sequence labelling with relations: entities, relations from the content, cats."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count

from annotator.exchange.annotation import (
    Annotation,
    Marked,
    Remarks,
    answer_of,
    checked_span,
    linked_annotation,
    marked_span,
    refuse,
)
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, Writer, WriterSettings, one_by_one
from annotator.exchange.lines import Record, to_line
from annotator.exchange.tasks import Task, labelled_spans


def _writer(_: WriterSettings) -> Writer:
    """The ids of entities and relations run on through the file, as doccano's own do."""
    texts, entity_ids, relation_ids = count(1), count(1), count(1)

    def record(task: Task) -> Record:
        """The task as doccano has it: content labelled with its type; speaker and attributes are keys of ours on it."""
        keyed = [(next(entity_ids), labelled) for labelled in labelled_spans(task.quotes)]
        return {
            "id": next(texts),
            "text": task.text,
            "entities": [
                {
                    "id": key,
                    "label": labelled.label,
                    "start_offset": labelled.span.start,
                    "end_offset": labelled.span.end,
                    **labelled.facts,
                }
                for key, labelled in keyed
            ],
            "relations": [
                {"id": next(relation_ids), "from_id": keyed[labelled.first][0], "to_id": key, "type": labelled.role}
                for key, labelled in keyed
                if labelled.first is not None
            ],
            "cats": task.topics,
            "Comments": [],
            "document": task.id,
            "annotator": task.annotator_name,
            "answer": task.answer,
            "decided_at": task.decided_at,
        }

    return Writer(lambda task: to_line(record(task)))


def doccano_annotation(record: Record, where: str, remarks: Remarks) -> Annotation:
    """What a record says with entities and relations, or with `label` triples, which cannot link cues and sources.

    Raises InputRefused for a span that is none, and for an id that two entities have.
    """
    document = document_of(record, where, is_task=True)
    spans: dict[Hashable, Marked] = {}
    for entity in record.get("entities") or ():
        span = checked_span(entity.get("start_offset"), entity.get("end_offset"), document.text, where)
        if entity["id"] in spans:
            refuse(where, f"two entities have the id {entity['id']}")
        spans[entity["id"]] = marked_span(entity, span)
    if not spans:
        for number, (start, end, label) in enumerate(record.get("label") or record.get("labels") or ()):
            spans[number] = Marked(checked_span(start, end, document.text, where), str(label), {})
    links = [(relation["from_id"], relation["to_id"]) for relation in record.get("relations") or ()]
    return linked_annotation(document, spans, links, record.get("cats"), where, remarks, answer_of(record))


FORMAT = Format(
    name="doccano",
    title="doccano",
    ending=".doccano.jsonl",
    nothing_means_none=True,
    writer=_writer,
    record_readers=(
        RecordReader(
            lambda record: "entities" in record or isinstance(record.get("label", record.get("labels")), list),
            one_by_one("doccano", doccano_annotation),
        ),
    ),
)
