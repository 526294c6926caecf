"""doccano's JSONL for sequence labelling with relations: entities, relations from the content, cats."""

from __future__ import annotations

from itertools import count
from typing import Any

from annotator.core.model import Span
from annotator.exchange.tasks import Task


class Doccano:
    """Makes records; ids of entities and relations run on through the file, as doccano's own do."""

    def __init__(self) -> None:
        self._texts, self._entities, self._relations = count(1), count(1), count(1)

    def record(self, task: Task) -> dict[str, Any]:
        """The task as doccano has it. Content is labelled with its type; the speaker is a key of ours on it."""
        entities: list[dict[str, Any]] = []
        relations: list[dict[str, Any]] = []

        def entity(span: Span, label: str, **about: str) -> int:
            key = next(self._entities)
            entities.append({"id": key, "label": label, "start_offset": span.start, "end_offset": span.end, **about})
            return key

        for quote in task.quotes:
            about = {"speaker": quote.speaker} if quote.speaker is not None else {}
            first, *others = [entity(span, quote.type.value, **about) for span in quote.content]
            linked = [("same", other) for other in others]
            linked += [
                (role, entity(span, role)) for role, span in (("cue", quote.cue), ("source", quote.source)) if span
            ]
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
            "annotator": task.annotator,
            "answer": task.answer.value,
            "decided_at": task.decided_at,
        }
