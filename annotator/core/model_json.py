"""The model as JSON: labels, a cast, and the chances of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from annotator.core.model import CastMember, Chance, Labels, QuotePart, QuoteType, Reading, Span, attributes_of

# ---- Labels and readings as JSON-ready dictionaries, as the database keeps them (document offsets), and back.


def labels_to_json(labels: Labels) -> dict[str, Any]:
    """The labels as plain dictionaries and lists; spans are `[start, end]` in document code points."""
    return {"quotes": [_part_to_json(part) for part in labels.quotes], "topics": list(labels.topics)}


def labels_from_json(data: dict[str, Any]) -> Labels:
    """The labels that `labels_to_json` wrote.

    Raises LookupError, TypeError, ValueError or AttributeError for what it did not: spans, speakers and topics are told
    here, which would else be found to be none where they are drawn.
    """
    return Labels(tuple(map(_part_from_json, data["quotes"])), tuple(map(_text, data["topics"])))


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
        "cue": part.cue and list(part.cue),
        "source": part.source and list(part.source),
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
        content=tuple(map(_place, data["content"])),
        type=QuoteType(data["type"]),
        cue=_span(data["cue"]),
        source=_span(data["source"]),
        speaker=None if data["speaker"] is None else _text(data["speaker"]),
        continues=data["continues"],
        score=data.get("score"),
        rule=data.get("rule"),
        attributes=attributes_of(data.get("attributes") or {}),
    )


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else _place(pair)


def _place(pair: list[int]) -> Span:
    start, end = pair
    if type(start) is not int or type(end) is not int:
        raise TypeError("a span that is none")
    return Span(start, end)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a text that is none")
    return value


# ---- A cast, as the database, a parsed document and files of suggestions have it.


def cast_to_json(cast: Iterable[CastMember]) -> list[Any]:
    """For each member the name and mentions, whether it can be expected to speak, kind and gender."""
    return [[member.name, [*map(list, member.mentions)], member.speaks, member.kind, member.gender] for member in cast]


def cast_from_json(data: Iterable[Sequence[Any]]) -> tuple[CastMember, ...]:
    """The cast that `cast_to_json` wrote. Older ones do not have the last three values, or the last two."""
    return tuple(CastMember(name, tuple(Span(*pair) for pair in pairs), *known) for name, pairs, *known in data)


# ---- Chances, as the database, a parsed document and files of suggestions have them.


def chance_to_json(chance: Chance) -> list[Any]:
    """The chance as a list of plain values, as short as it can be."""
    content, cue, *known, kinds, admitted, opens = chance
    return [[*map(list, content)], [*cue], *known, [*kinds], int(admitted), int(opens)]


def chance_from_json(data: Sequence[Any]) -> Chance:
    """The chance that `chance_to_json` wrote."""
    content, cue, word, frame, rule, score, kinds, admitted, opens = data
    spans = tuple(Span(*pair) for pair in content)
    return Chance(spans, Span(*cue), word, frame, rule, float(score), tuple(kinds), bool(admitted), bool(opens))


_ADMITTED, _OPENS = 1, 2
"""What the number of a chance's flags is the sum of."""


def chances_from_json(data: Any) -> tuple[Chance, ...]:
    """All chances of a document, from a list of what `chance_to_json` wrote, or as databases of before had them.

    There words, frames (with their rules) and kinds stand once, and `chances` is one list of whole numbers: for each
    chance those of its word, frame and kinds, its score in thousandths, its flags, where its cue begins (counted from
    where the one before begins) and how long it is, how many spans its content has, and of each of them where it begins
    (counted from the beginning of the cue) and how long it is.
    """
    if isinstance(data, list):
        return tuple(map(chance_from_json, data))
    words, frames, kinds = data["words"], data["frames"], [tuple(names) for names in data["kinds"]]
    chances = []
    numbers = iter(data["chances"])
    start = 0
    # `zip` with itself takes eight numbers at a time; the spans that follow are taken from it in between.
    for word, frame, kind, score, flags, ahead, length, pieces in zip(*[numbers] * 8, strict=True):
        start += ahead
        content = []
        for _ in range(pieces):
            first = start + next(numbers)
            content.append(Span(first, first + next(numbers)))
        name, rule = frames[frame]
        cue = Span(start, start + length)
        admitted, opens = bool(flags & _ADMITTED), bool(flags & _OPENS)
        chances.append(Chance(tuple(content), cue, words[word], name, rule, score / 1000, kinds[kind], admitted, opens))
    return tuple(chances)
