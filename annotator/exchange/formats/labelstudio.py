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
from annotator.core.model import Quote, attributes_of
from annotator.exchange.annotation import Annotation, Link, Marked, Remarks, checked_span, linked_annotation
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, Writer, WriterSettings, one_by_one
from annotator.exchange.lines import Record, harmless, record_of, to_json
from annotator.exchange.tasks import Task, linked_spans

_ATTRIBUTE = "attribute-"


def label_studio_task(task: Task, number: int, *, gold: bool) -> Record:
    """The task as Label Studio imports and exports it. A skip is a cancelled annotation; `gold` marks the ground truth.

    `number` identifies the task in its file: Label Studio's own converters refuse tasks and annotations without a
    numeric id. On import Label Studio gives ids of its own.
    """
    made: Record = {
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
                "result": _results(task.quotes, task.topics, task.text),
                "was_cancelled": task.answer is Answer.SKIP,
                "ground_truth": gold,
                "lead_time": task.seconds,
                "created_at": task.decided_at,
            }
        ],
        "predictions": [],
    }
    if task.run is not None:
        prediction = {"model_version": task.run, "result": _results(task.suggested, task.suggested_topics, task.text)}
        made["predictions"].append(prediction if task.score is None else {**prediction, "score": task.score})
    return made


def _results(quotes: Iterable[Quote], topics: Iterable[str], text: str) -> list[Record]:
    results: list[Record] = []
    for number, quote in enumerate(quotes):
        results += _quote(quote, number, text)
    chosen = list(topics)
    if chosen:
        results.append(_result("topics", _key("topics"), "choices", {"choices": chosen}))
    return results


def _quote(quote: Quote, number: int, text: str) -> list[Record]:
    results: list[Record] = []
    relations: list[Record] = []
    head = ""
    for piece, (role, span) in enumerate(linked_spans(quote)):
        label = "content" if role == "same" else role
        key = _key(f"content {number} {piece}" if role == "same" else f"{role} {number}")
        place = {**span._asdict(), "text": span.of(text)}
        results.append(_result("label", key, "labels", {**place, "labels": [label]}))
        if role == "same":
            results.append(_result("type", key, "choices", {**place, "choices": [quote.type.value]}))
        if head:
            relations.append(
                {"type": "relation", "from_id": head, "to_id": key, "direction": "right", "labels": [role]}
            )
        head = head or key
        if piece == len(quote.content) - 1:
            results += _facts_of(quote, head, text)
    return results + relations


def _facts_of(quote: Quote, key: str, text: str) -> Iterator[Record]:
    """Speaker and attributes, on the first piece of the content."""
    span = quote.content[0]
    place = span._asdict()
    if quote.speaker is not None:
        yield _result("speaker", key, "textarea", {**place, "text": [quote.speaker]})
    for name, value in quote.attributes:
        yield _result(f"{_ATTRIBUTE}{name}", key, "choices", {**place, "text": span.of(text), "choices": [value]})


def _result(name: str, key: str, kind: str, value: Record) -> Record:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def _key(of: str) -> str:
    """Ten characters, as Label Studio's own ids have; the same for the same place in a task."""
    return hashlib.sha256(of.encode()).hexdigest()[:10]


def label_studio_annotation(record: Record, where: str, remarks: Remarks) -> Annotation | None:
    """What a task says by its last annotation that was not cancelled; None for one that nobody annotated.

    Who did is nothing of the article's. Raises InputRefused for a region that is no span, or whose words the text does
    not hold.
    """
    document = document_of({key: value for key, value in record["data"].items() if key != "annotator"}, where)
    made = record.get("annotations") or ()
    if not made:
        return None
    done = [given for given in made if not given.get("was_cancelled")]
    if not done:
        return Annotation(document, where, answer=Answer.SKIP)
    spans, links, topics = _regions(done[-1].get("result") or (), document.text, where)
    return linked_annotation(document, spans, links, topics, where, remarks)


def _regions(
    results: Iterable[Record], text: str, where: str
) -> tuple[dict[Hashable, Marked], list[Link], list[str | int]]:
    """The regions by their ids, each with what is said of it, the links between them, and the topics of the text.

    Kinds of results that mean nothing here are passed over.
    """
    spans: dict[Hashable, Marked] = {}
    links: list[Link] = []
    topics: list[str | int] = []
    facts: defaultdict[Hashable, Record] = defaultdict(dict)
    attributes: defaultdict[Hashable, dict[str, str]] = defaultdict(dict)
    for result in results:
        value, kind, key = result.get("value") or {}, result.get("type"), result.get("id")
        name, choices = str(result.get("from_name")), value.get("choices")
        if kind == "relation":
            links.append((result.get("from_id"), result.get("to_id")))
        elif kind == "labels":
            span = checked_span(value.get("start"), value.get("end"), text, where, value.get("text"))
            spans[key] = Marked(span, _first(value.get("labels")))
        elif kind == "choices" and name == "topics":
            topics += choices or ()
        elif kind == "choices" and name.startswith(_ATTRIBUTE):
            attributes[key][name.removeprefix(_ATTRIBUTE)] = _first(choices)
        elif kind == "choices":
            facts[key]["type"] = _first(choices)
        elif kind == "textarea" and value.get("text"):
            words = value["text"]
            facts[key]["speaker"] = (words if isinstance(words, str) else words[0]) or None
    marked = {
        key: span._replace(**facts[key], attributes=attributes_of(attributes[key])) for key, span in spans.items()
    }
    return marked, links, topics


def _first(values: Any) -> str:
    return str((values or [""])[0])


def _writer(settings: WriterSettings) -> Writer:
    """A JSON array with one task per line."""
    numbers = count(1)

    def item(task: Task) -> bytes:
        number = next(numbers)
        record = label_studio_task(task, number, gold=settings.gold)
        return (b",\n" if number > 1 else b"\n") + harmless(to_json(record))

    return Writer(item, head=b"[", tail=lambda: b"\n]\n")


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
