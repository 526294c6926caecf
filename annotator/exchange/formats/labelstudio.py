"""Label Studio tasks: labelled regions, relations from the content, topics, and the suggestions as predictions.

docs/formats.md has the labelling configuration that these names (`label`, `type`, `speaker`, `topics`) belong to. Label
Studio's editor is JavaScript; since frontend change 308 (2022) it counts text offsets in code points, as ours are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from annotator.core.model import Answer, Quote, Span
from annotator.exchange.tasks import Task


def label_studio_task(task: Task, *, gold: bool = False) -> dict[str, Any]:
    """The task as Label Studio imports it. A skip is a cancelled annotation; `gold` marks the ground truth."""
    document = task.document
    made: dict[str, Any] = {
        "data": {
            "text": task.text,
            "id": task.id,
            "title": document.title,
            "source": document.source,
            "published": document.published,
            "annotator": task.annotator,
        },
        "annotations": [
            {
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
