"""doccano's JSONL for sequence labelling with relations: entities, relations from the content, cats."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import count
from typing import Any

from annotator.core.model import Span
from annotator.exchange.annotation import (
    Annotation,
    Marked,
    Remarks,
    answer_of,
    attributes_from,
    checked_span,
    key_of,
    linked_quotes,
    list_of,
    refuse,
    speaker_from,
    text_topics,
)
from annotator.exchange.documents import task_document
from annotator.exchange.formats.format import Format, PieceWriter, RecordReader, WriterSettings, one_by_one
from annotator.exchange.jsonlines import to_line
from annotator.exchange.tasks import Task, attributes_record


class DoccanoRecords:
    """Makes the records of one file. The ids of entities and relations run on through the file, as doccano's own do."""

    def __init__(self) -> None:
        self._texts, self._entities, self._relations = count(1), count(1), count(1)

    def record(self, task: Task) -> dict[str, Any]:
        """The task as doccano has it: content labelled with its type; speaker and attributes are keys of ours on it."""
        entities: list[dict[str, Any]] = []
        relations: list[dict[str, Any]] = []

        def entity(span: Span, label: str, **about: Any) -> int:
            key = next(self._entities)
            entities.append({"id": key, "label": label, "start_offset": span.start, "end_offset": span.end, **about})
            return key

        for quote in task.quotes:
            speaker = {"speaker": quote.speaker} if quote.speaker is not None else {}
            about = {**speaker, **attributes_record(quote)}
            first, *others = [entity(span, quote.type.value, **about) for span in quote.content]
            linked = [("same", other) for other in others]
            linked += [(role, entity(span, role)) for role, span in quote.beside()]
            for kind, to in linked:
                relations.append({"id": next(self._relations), "from_id": first, "to_id": to, "type": kind})
        return {
            "id": next(self._texts),
            "text": task.text,
            "entities": entities,
            "relations": relations,
            "cats": list(task.topics),
            "Comments": [],
            "document": task.id,
            "annotator": task.annotator_name,
            "answer": task.answer.value,
            "decided_at": task.decided_at,
        }


def doccano_annotation(record: dict[str, Any], where: str, remarks: Remarks) -> Annotation:
    """What a record says with entities and relations, or with `label` triples, which cannot link cues and sources.

    Raises InputRefused for a span that is none.
    """
    document = task_document(record, where)
    spans: dict[Hashable, Marked] = {}
    for entity in list_of(record.get("entities"), where, "entities"):
        if not isinstance(entity, dict):
            refuse(where, "an entity is not an object")
        span = checked_span(entity.get("start_offset"), entity.get("end_offset"), document.text, where)
        speaker = speaker_from(entity.get("speaker"), where)
        attributes = attributes_from(entity.get("attributes"), where)
        label = str(entity.get("label"))
        spans[key_of(entity.get("id"), where)] = Marked(span, label, speaker=speaker, attributes=attributes)
    if not spans:
        for number, triple in enumerate(list_of(record.get("label", record.get("labels")), where, "labels")):
            if not isinstance(triple, list) or len(triple) != 3:
                refuse(where, "a label is not [start, end, label]")
            spans[number] = Marked(checked_span(triple[0], triple[1], document.text, where), str(triple[2]))
    links = [
        (key_of(relation.get("from_id"), where), key_of(relation.get("to_id"), where))
        for relation in list_of(record.get("relations"), where, "relations")
        if isinstance(relation, dict)
    ]
    quotes = linked_quotes(spans, links, document.text, where, remarks)
    topics = text_topics(record.get("cats"), document, where)
    return Annotation(document, where, quotes, topics, answer_of(record, where))


def _is_doccano(record: Mapping[str, Any]) -> bool:
    return "entities" in record or isinstance(record.get("label", record.get("labels")), list)


def _writer(_: WriterSettings) -> PieceWriter:
    made = DoccanoRecords()
    return PieceWriter(lambda task: (task, to_line(made.record(task))))


FORMAT = Format(
    name="doccano",
    title="doccano",
    ending=".doccano.jsonl",
    nothing_means_none=True,
    writer=_writer,
    record_readers=(RecordReader(_is_doccano, one_by_one(doccano_annotation)),),
)
