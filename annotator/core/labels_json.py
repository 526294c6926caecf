"""Labels and readings as JSON-ready dictionaries, as the database keeps them (document offsets), and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.core.model import Labels, QuotePart, QuoteType, Reading, Span, attributes_of


def labels_to_json(labels: Labels) -> dict[str, Any]:
    """The labels as plain dictionaries and lists; spans are `[start, end]` in document code points."""
    return {"quotes": [_part_to_json(part) for part in labels.quotes], "topics": list(labels.topics)}


def labels_from_json(data: dict[str, Any]) -> Labels:
    """The labels that `labels_to_json` wrote."""
    return Labels(tuple(_part_from_json(part) for part in data["quotes"]), tuple(data["topics"]))


_EMPTY = QuotePart((), QuoteType.DIRECT)


def readings_to_json(readings: Sequence[Reading], labels: Labels) -> list[Any]:
    """The readings of a sentence with these suggested labels: numbers replaced, parts, probability.

    A part says only what it does not have in common with the first part that it replaces: most readings are that with
    another edge.
    """
    written = []
    for reading in readings:
        like = _like(reading.replaces, labels)
        parts = [_beside(_part_to_json(part), like) for part in reading.parts]
        written.append([list(reading.replaces), parts, reading.probability])
    return written


def readings_from_json(data: list[Any], labels: Labels) -> tuple[Reading, ...]:
    """The readings that `readings_to_json` wrote for the same labels."""
    readings = []
    for replaces, parts, probability in data:
        like = _like(replaces, labels) if parts else {}
        made = tuple(_part_from_json(like | part) for part in parts)
        readings.append(Reading(tuple(replaces), made, probability))
    return tuple(readings)


def _like(replaces: Sequence[int], labels: Labels) -> dict[str, Any]:
    """What the parts of a reading that replaces these suggested ones are compared with."""
    return _part_to_json(labels.quotes[replaces[0]].bare() if replaces else _EMPTY)


def _beside(part: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    """What the part says otherwise than the one it is compared with."""
    changed = {key: value for key, value in part.items() if key not in like or value != like[key]}
    # What it lacks is written as nothing, or it would be taken from the other.
    return changed | {key: None for key in like if key not in part}


def _part_to_json(part: QuotePart) -> dict[str, Any]:
    data: dict[str, Any] = {
        "type": part.type.value,
        "content": [list(span) for span in part.content],
        "cue": _pair(part.cue),
        "source": _pair(part.source),
        "speaker": part.speaker,
        "continues": part.continues,
    }
    if part.score is not None:
        data["score"] = part.score
    if part.rule is not None:
        data["rule"] = part.rule
    if part.attributes:
        data["attributes"] = dict(part.attributes)
    return data


def _part_from_json(data: dict[str, Any]) -> QuotePart:
    return QuotePart(
        content=tuple(Span(*pair) for pair in data["content"]),
        type=QuoteType(data["type"]),
        cue=_span(data["cue"]),
        source=_span(data["source"]),
        speaker=data["speaker"],
        continues=data["continues"],
        score=data.get("score"),
        rule=data.get("rule"),
        attributes=attributes_of(data.get("attributes") or {}),
    )


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(*pair)
