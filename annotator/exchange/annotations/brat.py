"""Annotations from brat's standoff: `Attribution` events, their content, source and attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.model import Document, Quote, Span
from annotator.exchange.annotation import Annotation, Remarks, checked_span, refuse, type_of
from annotator.exchange.documents import plain_document
from annotator.exchange.files import decoded, read_bytes


@dataclass
class _Standoff:
    bounds: dict[str, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    events: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def brat_document(path: Path, remarks: Remarks) -> Annotation:
    """The annotation of a `.ann` file, with the text of the `.txt` file beside it.

    Offsets count what the text file holds, so its line ends are not touched. Raises InputRefused with the line.
    """
    name = str(path)
    beside = path.with_suffix(".txt")
    if not beside.is_file():
        refuse(name, f"no {beside.name} beside it")
    try:
        text = read_bytes(beside).decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(str(beside), f"not UTF-8 at byte {error.start}")
    document = plain_document(text, path.stem)
    lines = decoded(read_bytes(path), name).split("\n") if path.stat().st_size else []
    found = _read(lines, document.text, name)
    quotes = [_quote(key, found, document, name, remarks) for key in found.events]
    topics = [
        (span, found.notes[key])
        for key, (kind, spans) in found.bounds.items()
        if kind == "Topic" and key in found.notes
        for span in spans
    ]
    return Annotation(document, name, tuple(quote for quote in quotes if quote), tuple(topics))


def _read(lines: list[str], text: str, name: str) -> _Standoff:
    found = _Standoff()
    for number, line in enumerate(lines, start=1):
        where = f"{name}:{number}"
        key, _, rest = line.partition("\t")
        head, _, tail = rest.partition("\t")
        words = head.split(" ")
        if key.startswith("T"):
            found.bounds[key] = (words[0], _fragments(head[len(words[0]) :], tail, text, where))
        elif key.startswith("E"):
            found.events[key] = [(role, at) for role, _, at in (word.partition(":") for word in words)]
        elif key.startswith(("A", "M")) and len(words) >= 2:
            found.attributes[words[1], words[0]] = words[2] if len(words) > 2 else ""
        elif key.startswith("#") and len(words) == 2:
            found.notes[words[1]] = tail
    return found


def _fragments(given: str, words: str, text: str, where: str) -> tuple[Span, ...]:
    spans = []
    for piece in given.split(";"):
        ends = piece.split()
        if len(ends) != 2 or not all(end.isdecimal() for end in ends):
            refuse(where, "no spans after the type")
        spans.append(checked_span(int(ends[0]), int(ends[1]), text, where))
    if "".join(words.split()) != "".join("".join(span.of(text) for span in spans).split()):
        refuse(where, f"the text does not hold {words[:40]!r} there")
    return tuple(spans)


def _quote(key: str, found: _Standoff, document: Document, name: str, remarks: Remarks) -> Quote | None:
    roles: dict[str, tuple[Span, ...]] = {}
    for role, at in found.events[key]:
        if at not in found.bounds:
            refuse(name, f"{key} names {at}, which is not there")
        # Two arguments of one role are numbered: Content, Content2.
        plain = role.rstrip("0123456789")
        roles[plain] = roles.get(plain, ()) + found.bounds[at][1]
    if found.events[key][0][0] != "Attribution":
        return None
    content = tuple(sorted(roles.get("Content", ())))
    if not content:
        remarks.loose += 1
        return None
    cue = () if (key, "NoCue") in found.attributes else roles["Attribution"]
    source = roles.get("Source", ())
    remarks.narrowed += (len(cue) > 1) + (len(source) > 1)
    return Quote(
        content=content,
        type=type_of(found.attributes.get((key, "Type")), content, document.text, f"{name}: {key}"),
        cue=cue[0] if cue else None,
        source=source[0] if source else None,
        speaker=found.notes.get(key) or None,
    )
