"""Label Studio tasks: labelled regions, relations from the content, topics, and the suggestions as predictions.

docs/formats.md has the labelling configuration that these names (`label`, `type`, `speaker`, `topics`) belong to; an
attribute of a quote is a choice named `attribute-` and its name. Label Studio's editor is JavaScript; since frontend
change 308 (2022) it counts text offsets in code points, as ours are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import count
from typing import Any

from annotator.core.decision import Answer
from annotator.core.model import Quote, Span
from annotator.exchange.annotation import Annotation, Link, Marked, Remarks, linked_annotation, span_of
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, Writer, WriterSettings, one_by_one
from annotator.exchange.lines import Record, harmless, record_of, to_json
from annotator.exchange.tasks import Task

_ATTRIBUTE = "attribute-"


def _writer(settings: WriterSettings) -> Writer:
    """A JSON array with one task per line, as Label Studio imports and exports it.

    A skip is a cancelled annotation; gold is marked as the ground truth. Numbers identify the tasks in their file:
    Label Studio's own converters refuse tasks and annotations without a numeric id. On import it gives ids of its own.
    """
    numbers = count(1)

    def item(task: Task) -> bytes:
        number, predictions = next(numbers), list[Record]()
        if task.run is not None:
            suggested = [*_results(task.suggested, task.suggested_topics, task.text)]
            score = {} if task.score is None else {"score": task.score}
            predictions.append({"model_version": task.run, "result": suggested, **score})
        record = {
            "id": number,
            "data": {
                "text": task.text,
                "id": task.id,
                **record_of(task.document, "title", "source", "published"),
                "annotator": task.annotator_name,
            },
            "annotations": [
                {
                    "id": number,
                    "result": [*_results(task.quotes, task.topics, task.text)],
                    "was_cancelled": task.answer is Answer.SKIP,
                    "ground_truth": settings.gold,
                    "lead_time": task.seconds,
                    "created_at": task.decided_at,
                }
            ],
            "predictions": predictions,
        }
        return (b",\n" if number > 1 else b"\n") + harmless(to_json(record))

    return Writer(item, head=b"[", tail=lambda: b"\n]\n")


def _results(quotes: Iterable[Quote], topics: Iterable[str], text: str) -> Iterator[Record]:
    """The regions of each quote with what is said of it, speaker and attributes on the first; relations; topics."""

    def region(name: str, key: str, span: Span, kind: str, value: str) -> Record:
        return _result(name, key, kind, {**span._asdict(), "text": span.of(text), kind: [value]})

    for number, quote in enumerate(quotes):
        first, head = quote.content[0], _key(f"content {number} 0")
        keys = {}
        for piece, span in enumerate(quote.content):
            key = keys["same", span] = _key(f"content {number} {piece}")
            yield region("label", key, span, "labels", "content")
            yield region("type", key, span, "choices", quote.type.value)
        if quote.speaker is not None:
            yield _result("speaker", head, "textarea", {**first._asdict(), "text": [quote.speaker]})
        for name, value in quote.attributes:
            yield region(f"{_ATTRIBUTE}{name}", head, first, "choices", value)
        for role, span in quote.beside():
            key = keys[role, span] = _key(f"{role} {number}")
            yield region("label", key, span, "labels", role)
        for (role, _), key in [*keys.items()][1:]:
            yield {"type": "relation", "from_id": head, "to_id": key, "direction": "right", "labels": [role]}
    if chosen := list(topics):
        yield _result("topics", _key("topics"), "choices", {"choices": chosen})


def _result(name: str, key: str, kind: str, value: Record) -> Record:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def _key(of: str) -> str:
    """Ten characters, as Label Studio's own ids have; the same for the same place in a task."""
    return hashlib.sha256(of.encode()).hexdigest()[:10]


def label_studio_annotation(record: Record, where: str, remarks: Remarks) -> Annotation | None:
    """What a task says by its last annotation that was not cancelled; None for one that nobody annotated.

    Who did is nothing of the article's, and kinds of results that mean nothing here are passed over. Raises
    InputRefused for a region that is no span, or whose words the text does not hold.
    """
    document = document_of({key: value for key, value in record["data"].items() if key != "annotator"}, where)
    made = record.get("annotations") or ()
    if not made:
        return None
    done = [given for given in made if not given.get("was_cancelled")]
    if not done:
        return Annotation(document, where, answer=Answer.SKIP)
    spans, links, topics = dict[Hashable, Marked](), list[Link](), list[str | int]()
    says = defaultdict[Hashable, Record](lambda: {"attributes": {}})
    for result in done[-1].get("result") or ():
        value, key, name = result.get("value") or {}, result.get("id"), str(result.get("from_name"))
        match result.get("type"):
            case "relation":
                links.append((result.get("from_id"), result.get("to_id")))
            case "labels":
                spans[key] = Marked(span_of(value, document.text, where), _first(value.get("labels")), says[key])
            case "choices" if name == "topics":
                topics += value.get("choices") or ()
            case "choices" if name.startswith(_ATTRIBUTE):
                says[key]["attributes"][name.removeprefix(_ATTRIBUTE)] = _first(value.get("choices"))
            case "choices":
                says[key]["type"] = _first(value.get("choices"))
            case "textarea" if value.get("text"):
                says[key]["speaker"] = _first(value.get("text"))
    return linked_annotation(document, spans, links, topics, where, remarks)


def _first(values: Any) -> str:
    """The first text of several, or the only one."""
    return values if isinstance(values, str) else str((values or [""])[0])


FORMAT = Format(
    name="label-studio",
    title="Label Studio",
    ending=".label-studio.json",
    nothing_means_none=True,
    writer=_writer,
    record_readers=(
        RecordReader(
            lambda record: "annotations" in record and isinstance(record.get("data"), dict),
            one_by_one("label-studio", label_studio_annotation),
        ),
    ),
)
