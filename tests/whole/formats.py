"""What other tools' formats hold is what our own records hold: each is read here by plain code."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.whole.articles import Pair
from tests.whole.world import World

Record = dict[str, Any]


class Said(NamedTuple):
    """A quote as every one of these formats has it; offsets are those of the text of its record."""

    content: tuple[Pair, ...]
    type: str
    cue: Pair | None
    source: Pair | None
    speaker: str | None
    attributes: tuple[tuple[str, str], ...]


Read = dict[tuple[str, str], Counter[Said]]
"""The quotes of each record, by annotator and text: of two records of one text, together."""


def hold_the_same(world: World, name: str, unit: str, path: Path, partial: bool) -> None:
    """What was exported in that format to that path is what `jsonl` has of the same unit."""
    if name not in _READERS:
        return
    lines = world.command("export", "-o", "-", "--unit", unit, "--no-implied", codes=(0, 6)).records()
    ours: Read = defaultdict(Counter)
    for line in lines:
        if partial or unit == "sentence" or line["complete"]:
            ours[line["annotator"], line["text"]].update(map(own_quote, line["quotes"]))
    found = _READERS[name](path, lines)
    if unit == "document":  # of an article in which only boilerplate was passed over the others have a record
        found = {key: quotes for key, quotes in found.items() if quotes or key in ours}
    if name == "csv":  # an article without a quote has no row in it
        ours = {key: quotes for key, quotes in ours.items() if quotes}
    world.hold(found.keys() == ours.keys(), f"{name} has other records", *(found.keys() ^ ours.keys()))
    for key, quotes in ours.items():
        about = (*(found[key] - quotes), "not", *(quotes - found[key]))
        world.hold(found[key] == quotes, f"{name} by {unit} has other quotes of {key}", *about)
    world.checked["formats"] += 1


def own_quote(quote: Record) -> Said:
    """A quote of our own records, without what stands outside of its text."""

    def here(span: Mapping[str, int] | None) -> Pair | None:
        return (span["start"], span["end"]) if span is not None and "start" in span else None

    content = tuple(sorted(pair for span in quote["content"] if (pair := here(span)) is not None))
    about = quote["speaker"], pairs_of(quote.get("attributes"))
    return Said(content, quote["type"], here(quote["cue"]), here(quote["source"]), *about)


def pairs_of(attributes: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    """Attributes of a quote in their order."""
    return tuple(sorted((attributes or {}).items()))


def _linked(
    spans: Mapping[Any, Pair], links: Iterable[tuple[Any, str, Any]], about: Callable[[Any], tuple[Any, ...]]
) -> Counter[Said]:
    """Quotes from spans that the first of each is linked to: by `same`, `cue` or `source`."""
    of_first: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    for first, role, other in links:
        of_first[first].append((role, other))
    others = {other for held in of_first.values() for _, other in held}
    quotes = Counter[Said]()
    for first in spans.keys() - others:
        content = [spans[first], *(spans[other] for role, other in of_first[first] if role == "same")]
        beside = {role: spans[other] for role, other in of_first[first]}
        kind, speaker, attributes = about(first)
        cue, source = beside.get("cue"), beside.get("source")
        quotes[Said(tuple(sorted(content)), kind, cue, source, speaker, attributes)] += 1
    return quotes


def _doccano(path: Path, _: list[Record]) -> Read:
    read: Read = defaultdict(Counter)
    for task in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        entities = {one["id"]: one for one in task["entities"]}
        spans = {key: (one["start_offset"], one["end_offset"]) for key, one in entities.items()}
        links = ((one["from_id"], one["type"], one["to_id"]) for one in task["relations"])

        def about(first: int, entities: Record = entities) -> tuple[Any, ...]:
            one = entities[first]
            return one["label"], one.get("speaker"), pairs_of(one.get("attributes"))

        read[task["annotator"], task["text"]].update(_linked(spans, links, about))
    return read


def _label_studio(path: Path, _: list[Record]) -> Read:
    read: Read = defaultdict(Counter)
    for task in json.loads(path.read_text(encoding="utf-8")):
        results = task["annotations"][0]["result"]
        spans = {one["id"]: (one["value"]["start"], one["value"]["end"]) for one in results if one["type"] == "labels"}
        links = [(one["from_id"], one["labels"][0], one["to_id"]) for one in results if one["type"] == "relation"]
        said: dict[str, dict[str, str]] = defaultdict(dict)
        for one in results:
            if one["type"] in ("choices", "textarea") and one.get("id") in spans:
                (said[one["id"]][one["from_name"]],) = one["value"].get("choices") or one["value"]["text"]

        def about(first: str, said: Mapping[str, dict[str, str]] = said) -> tuple[Any, ...]:
            own = said[first]
            given = {name[10:]: value for name, value in own.items() if name.startswith("attribute-")}
            return own["type"], own.get("speaker"), pairs_of(given)

        read[task["data"]["annotator"], task["data"]["text"]].update(_linked(spans, links, about))
    return read


def _csv(path: Path, lines: list[Record]) -> Read:
    """A row names its article, or its sentence, but not the text."""
    texts = {(line["id"], line["annotator"]): line["text"] for line in lines}
    read: Read = defaultdict(Counter)
    for row in csv.DictReader(StringIO(path.read_bytes().decode())):
        spans = re.findall(r"(\d+)-(\d+)", row["content_spans"])
        content = tuple(sorted((int(start), int(end)) for start, end in spans))
        cue, source = (
            (int(row[f"{role}_start"]), int(row[f"{role}_end"])) if row[f"{role}_start"] else None
            for role in ("cue", "source")
        )
        given = {name[10:]: value for name, value in row.items() if name.startswith("attribute_") and value}
        said = Said(content, row["type"], cue, source, row["speaker"] or None, pairs_of(given))
        read[row["annotator"], texts[row["document"], row["annotator"]]][said] += 1
    return read


def _brat(path: Path, lines: list[Record]) -> Read:
    """A file names neither article nor annotator: it is of whoever has such a record of its text."""
    whose: dict[str, list[Record]] = defaultdict(list)
    for line in lines:
        whose[line["text"]].append(line)
    read: Read = defaultdict(Counter)
    for file in sorted(path.glob("*.ann")):
        text = file.with_suffix(".txt").read_bytes().decode()
        quotes = Counter(_events(file.read_bytes().decode().split("\n")))
        alike = [one for one in whose[text] if Counter(map(own_quote, one["quotes"])) == quotes]
        if not alike and not quotes:
            continue  # of an article in which only boilerplate was passed over
        record = (alike or whose[text])[0]
        whose[text].remove(record)
        read[record["annotator"], text].update(quotes)
    return read


def _events(lines: Iterable[str]) -> Iterable[Said]:
    spans: dict[str, list[Pair]] = {}
    events: dict[str, list[list[str]]] = {}
    said: dict[str, dict[str, str]] = defaultdict(dict)
    notes: dict[str, str] = {}
    for name, what, *more in (line.split("\t") for line in lines if line):
        if name[0] == "T":
            pairs = [pair.split() for pair in what.split(" ", 1)[1].split(";")]
            spans[name] = [(int(start), int(end)) for start, end in pairs]
        elif name[0] == "E":
            events[name] = [part.split(":") for part in what.split()]
        elif name[0] == "A":
            key, event, *value = what.split()
            said[event][key] = unquote(value[0]) if value else ""
        elif name[0] == "#":
            notes[what.split()[1]] = more[0]
    for event, ((_, trigger), *arguments) in events.items():
        roles = [(role.rstrip("0123456789"), span) for role, other in arguments for span in spans[other]]
        content = [span for role, span in roles if role == "Content"]
        source = next((span for role, span in roles if role == "Source"), None)
        cue = None if "NoCue" in said[event] else spans[trigger][0]
        if not content or (cue is None and spans[trigger][0] not in content):
            content += spans[trigger]
        given = {unquote(key[10:]): value for key, value in said[event].items() if key.startswith("attribute-")}
        yield Said(tuple(sorted(content)), said[event]["Type"], cue, source, notes.get(event), pairs_of(given))


_READERS: Mapping[str, Callable[[Path, list[Record]], Read]] = {
    "doccano": _doccano,
    "label-studio": _label_studio,
    "csv": _csv,
    "brat": _brat,
}
