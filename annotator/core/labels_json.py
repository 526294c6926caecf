"""Labels as JSON-ready dictionaries, as the database keeps them (document offsets), and back."""

from __future__ import annotations

from typing import Any

from annotator.core.model import Labels, QuotePart, QuoteType, Span, attributes_of


def labels_to_json(labels: Labels) -> dict[str, Any]:
    """The labels as plain dictionaries and lists; spans are `[start, end]` in document code points."""
    return {"quotes": [_part_to_json(part) for part in labels.quotes], "topics": list(labels.topics)}


def labels_from_json(data: dict[str, Any]) -> Labels:
    """The labels that `labels_to_json` wrote."""
    return Labels(tuple(_part_from_json(part) for part in data["quotes"]), tuple(data["topics"]))


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
        attributes=attributes_of(data.get("attributes", {})),
    )


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(*pair)
