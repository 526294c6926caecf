"""Label Studio tasks: labelled regions, relations from the content, topics, and the suggestions as predictions.

docs/formats.md has the labelling configuration that these names (`label`, `type`, `speaker`, `topics`) belong to; an
attribute of a quote is a choice named `attribute-` and its name. Label Studio's editor is JavaScript; since frontend
change 308 (2022) it counts text offsets in code points, as ours are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from annotator.core.decision import Answer
from annotator.core.model import Quote, Span, attributes_of
from annotator.exchange.annotation import (
    Annotation,
    Marked,
    Remarks,
    checked_span,
    key_of,
    linked_quotes,
    list_of,
    refuse,
    speaker_from,
    text_topics,
    topics_of,
)
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, RecordReader, WriterSettings, one_by_one
from annotator.exchange.jsonlines import harmless, to_json
from annotator.exchange.outputs import Output
from annotator.exchange.tasks import Task

_ATTRIBUTE = "attribute-"


def label_studio_task(task: Task, number: int, *, gold: bool = False) -> dict[str, Any]:
    """The task as Label Studio imports and exports it. A skip is a cancelled annotation; `gold` marks the ground truth.

    `number` identifies the task in its file: Label Studio's own converters refuse tasks and annotations without a
    numeric id. On import Label Studio gives ids of its own.
    """
    document = task.document
    made: dict[str, Any] = {
        "id": number,
        "data": {
            "text": task.text,
            "id": task.id,
            "title": document.title,
            "source": document.source,
            "published": document.published,
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
        prediction = {"model_version": task.run, "result": _results(task.suggested, (), task.text)}
        made["predictions"].append(prediction if task.score is None else {**prediction, "score": task.score})
    return made


def _results(quotes: Iterable[Quote], topics: Iterable[str], text: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    for number, quote in enumerate(quotes):
        results += _quote(quote, number, text)
    chosen = list(topics)
    if chosen:
        results.append(_result("topics", _key("topics"), "choices", {"choices": chosen}))
    return results


def _quote(quote: Quote, number: int, text: str) -> list[dict[str, Any]]:
    keys = [_key(f"content {number} {piece}") for piece in range(len(quote.content))]
    results: list[dict[str, Any]] = []
    for key, span in zip(keys, quote.content, strict=True):
        results.append(_region(key, span, "content", text))
        results.append(_result("type", key, "choices", {**_place(span, text), "choices": [quote.type.value]}))
    if quote.speaker is not None:
        place = {"start": quote.content[0].start, "end": quote.content[0].end}
        results.append(_result("speaker", keys[0], "textarea", {**place, "text": [quote.speaker]}))
    for name, value in quote.attributes:
        choice = {**_place(quote.content[0], text), "choices": [value]}
        results.append(_result(f"{_ATTRIBUTE}{name}", keys[0], "choices", choice))
    linked = [("same", key) for key in keys[1:]]
    for role, other in (("cue", quote.cue), ("source", quote.source)):
        if other is not None:
            key = _key(f"{role} {number}")
            results.append(_region(key, other, role, text))
            linked.append((role, key))
    for role, key in linked:
        results.append(
            {"type": "relation", "from_id": keys[0], "to_id": key, "direction": "right", "labels": [role]},
        )
    return results


def _region(key: str, span: Span, label: str, text: str) -> dict[str, Any]:
    return _result("label", key, "labels", {**_place(span, text), "labels": [label]})


def _result(name: str, key: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def _place(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _key(of: str) -> str:
    """Ten characters, as Label Studio's own ids have; the same for the same place in a task."""
    return hashlib.sha256(of.encode()).hexdigest()[:10]


def label_studio_annotation(record: dict[str, Any], where: str, remarks: Remarks) -> Annotation | None:
    """What a task says by its last annotation that was not cancelled; None for one that nobody annotated.

    Raises InputRefused for a region that is no span, or whose words the text does not hold.
    """
    document = document_of(record["data"], where)
    made = [given for given in list_of(record.get("annotations"), where, "annotations") if isinstance(given, dict)]
    if not made:
        return None
    done = [given for given in made if not given.get("was_cancelled")]
    if not done:
        return Annotation(document, where, answer=Answer.SKIP)
    regions = _Regions(document.text, where)
    for result in list_of(done[-1].get("result"), where, "result"):
        if not isinstance(result, dict):
            refuse(where, "a result is not an object")
        regions.add(result)
    quotes = linked_quotes(regions.marked(), regions.links, document.text, where, remarks)
    return Annotation(document, where, quotes, text_topics(regions.topics, document, where))


class _Regions:
    """Collects the results of an annotation by the id of the region that they are about."""

    def __init__(self, text: str, where: str) -> None:
        self.links: list[tuple[Hashable, Hashable]] = []
        self.topics: list[str] = []
        self._text, self._where = text, where
        self._spans: dict[Hashable, Marked] = {}
        self._types: dict[Hashable, str] = {}
        self._speakers: dict[Hashable, str] = {}
        self._attributes: dict[Hashable, dict[str, str]] = {}

    def add(self, result: dict[str, Any]) -> None:
        """Take a result of the annotation; kinds that mean nothing here are passed over."""
        value, kind, key = result.get("value") or {}, result.get("type"), result.get("id")
        if kind == "relation":
            self.links.append((result.get("from_id"), result.get("to_id")))
        elif kind == "labels":
            span = checked_span(value.get("start"), value.get("end"), self._text, self._where, value.get("text"))
            self._spans[key_of(key, self._where)] = Marked(span, _first(value.get("labels")))
        elif kind == "choices":
            self._add_choice(str(result.get("from_name")), key, value.get("choices"))
        elif kind == "textarea" and value.get("text"):
            words = value["text"]
            name = speaker_from(words if isinstance(words, str) else str(words[0]), self._where)
            if name is not None:
                self._speakers[key] = name

    def marked(self) -> dict[Hashable, Marked]:
        """The regions, each with what was said of it."""
        return {
            key: replace(
                region,
                type=self._types.get(key),
                speaker=self._speakers.get(key),
                attributes=attributes_of(self._attributes.get(key, {})),
            )
            for key, region in self._spans.items()
        }

    def _add_choice(self, name: str, key: Hashable, choices: Any) -> None:
        if name == "topics":
            self.topics += topics_of(choices, self._where)
        elif name.startswith(_ATTRIBUTE):
            self._attributes.setdefault(key, {})[name.removeprefix(_ATTRIBUTE)] = _first(choices)
        else:
            self._types[key] = _first(choices)


def _first(values: Any) -> str:
    return str((values or [""])[0])


def _is_label_studio(record: Mapping[str, Any]) -> bool:
    return "annotations" in record and isinstance(record.get("data"), dict)


class ArrayWriter:
    """Writes a JSON array with one task per line."""

    def __init__(self, settings: WriterSettings) -> None:
        self._gold, self._written = settings.gold, 0

    def begin(self, out: Output) -> None:
        """Open the array."""
        out.write(b"[")

    def add(self, task: Task, out: Output) -> Task:
        """Write the task as it stands."""
        before = b",\n" if self._written else b"\n"
        self._written += 1
        out.write(before + harmless(to_json(label_studio_task(task, self._written, gold=self._gold))))
        return task

    def end(self, out: Output) -> None:
        """Close the array."""
        out.write(b"\n]\n")


FORMAT = Format(
    name="label-studio",
    title="Label Studio",
    ending=".label-studio.json",
    nothing_means_none=True,
    writer=ArrayWriter,
    record_readers=(RecordReader(_is_label_studio, one_by_one(label_studio_annotation)),),
)
