"""brat standoff: a `.txt` and an `.ann` for each document, quotes as `Attribution` events, content discontinuous.

The trigger of the event is the cue; a quote without one has its content as trigger and the attribute `NoCue`. The
speaker is a note on the event, a topic a `Topic` on its sentence with a note. An attribute of the quote is an attribute
of the event, its name after `attribute-`. `annotation.conf` lets brat open them.

A span over several lines has a fragment for each, as brat itself writes it: it passes over an annotation whose words,
all on one line, are not to the letter those of the text. Pieces of content that nothing but an end of line parts would
be read as one: where no sentence ends there, they are arguments of their own (`Content2`). Ends of lines at the edges
of a span, with what is blank beyond them, are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote as escaped
from urllib.parse import unquote as unescaped

from annotator.core.drawable import one_line
from annotator.core.model import Document, Quote, Span, attributes_of
from annotator.exchange.annotation import Annotation, Remarks, checked_span, refuse, type_of
from annotator.exchange.documents import document_of, made_id
from annotator.exchange.files import leads_out, read_bytes
from annotator.exchange.formats.format import FileReader, Format, Writer, WriterSettings
from annotator.exchange.tasks import Task

_CONF = """[entities]
Content
Source
Topic

[events]
Attribution Content+:Content, Source?:Source

[relations]

[attributes]
Type Arg:Attribution, Value:direct|indirect|mixed
NoCue Arg:Attribution
"""
_ATTRIBUTE = "attribute-"
_DIGITS = 10
"""More than any offset in a file that is read has."""
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""What stands between ends of lines: Python, which brat reads its files with, knows all of these."""


def annotation_conf(attributes: Mapping[str, Sequence[str]]) -> str:
    """The configuration that brat opens the folder with. `attributes`: those of the label scheme, with their values."""
    lines = [
        f"{_ATTRIBUTE}{_word(name)} Arg:Attribution, Value:{'|'.join(map(_word, values))}\n"
        for name, values in attributes.items()
    ]
    return _CONF + "".join(lines)


def _word(text: str) -> str:
    """The text as one word, other characters than plain letters, digits, `_`, `.`, `-` and `~` escaped as in a URL."""
    return escaped(text, safe="")


def file_stem(task: Task, taken: Counter[str]) -> str:
    """A file name made of the id's plain letters and its hash: an id never becomes a path. It is counted in `taken`."""
    stem = made_id(task.id, task.id, 60)
    taken[stem] += 1
    return stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"


def standoff(task: Task) -> str:
    """The `.ann` file of a task."""
    made = _StandoffLines(task.text, {sentence.span.start for sentence in task.sentences})
    for quote in task.quotes:
        made.add_quote(quote)
    for sentence in task.sentences:
        for topic in sentence.topics:
            made.note(made.bound("Topic", [sentence.span]), topic)
    return "".join(f"{line}\n" for line in made.lines)


class _StandoffLines:
    """The lines of a `.ann` file as they are made; ids are numbered by kind."""

    def __init__(self, text: str, starts: Set[int]) -> None:
        """`starts`: where sentences begin."""
        self.text = text
        self._starts = starts
        self.lines: list[str] = []
        self._numbers = Counter[str]()

    def add_quote(self, quote: Quote) -> None:
        pieces = [[quote.content[0]]]
        for before, piece in pairwise(quote.content):
            gap = range(before.end, piece.start + 1)
            if _only_lines_between(self.text, before, piece) and self._starts.isdisjoint(gap):
                pieces.append([])
            pieces[-1].append(piece)
        content = [self.bound("Content", together) for together in pieces]
        trigger = self.bound("Attribution", [quote.cue] if quote.cue else quote.content)
        arguments = f"Attribution:{trigger}"
        for number, bound in enumerate(content, start=1):
            arguments += f" Content{number if number > 1 else ''}:{bound}"
        if quote.source:
            arguments += f" Source:{self.bound('Source', [quote.source])}"
        event = self._add("E", arguments)
        self._add("A", f"Type {event} {quote.type.value}")
        if quote.cue is None:
            self._add("A", f"NoCue {event}")
        for name, value in quote.attributes:
            self._add("A", f"{_ATTRIBUTE}{_word(name)} {event} {_word(value)}")
        if quote.speaker is not None:
            self.note(event, quote.speaker)

    def bound(self, kind: str, spans: Sequence[Span]) -> str:
        lines = [line for span in spans for line in _LINE.finditer(self.text, *span) if not line[0].isspace()]
        places = ";".join(f"{line.start()} {line.end()}" for line in lines)
        return self._add("T", f"{kind} {places}\t{' '.join(line[0] for line in lines)}")

    def note(self, about: str, words: str) -> None:
        self._add("#", f"AnnotatorNotes {about}\t{' '.join(_LINE.findall(words))}")

    def _add(self, letter: str, rest: str) -> str:
        self._numbers[letter] += 1
        key = f"{letter}{self._numbers[letter]}"
        self.lines.append(f"{key}\t{rest}")
        return key


def _writer(settings: WriterSettings) -> Writer:
    """Two files for each task, and the configuration."""
    taken = Counter[str]()

    def files(task: Task) -> dict[str, bytes]:
        stem = file_stem(task, taken)
        return {f"{stem}.ann": standoff(task).encode("utf-8"), f"{stem}.txt": task.text.encode("utf-8")}

    return Writer(files, head={"annotation.conf": annotation_conf(settings.attributes).encode("utf-8")})


@dataclass
class _ParsedStandoff:
    """What a `.ann` file says, by the ids in it: text bounds, events (role and id), attributes, notes."""

    bounds: dict[str, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    events: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def brat_annotation(path: Path, remarks: Remarks) -> Annotation:
    """The annotation of a `.ann` file, with the text of the `.txt` file beside it.

    Offsets count what the text file holds, so its line ends are not touched. Raises InputRefused with the line.
    """
    name = one_line(path)
    beside = path.with_suffix(".txt")
    if not beside.is_file():
        refuse(name, f"no {beside.name} beside it")
    if leads_out(beside, path.parent):
        refuse(name, f"{beside.name} is a link out of its folder")
    document = document_of({"text": _decoded(beside)}, name, name=path.stem)
    standoff = _decoded(path).removeprefix("\ufeff") if path.stat().st_size else ""
    parsed = _read(standoff.replace("\r\n", "\n").split("\n"), document.text, name)
    quotes = tuple(filter(None, (_quote(key, parsed, document, name, remarks) for key in parsed.events)))
    topics = [
        (span, parsed.notes[key])
        for key, (kind, spans) in parsed.bounds.items()
        if kind == "Topic" and parsed.notes.get(key)
        for span in spans
    ]
    return Annotation(document, name, quotes, tuple(topics))


def _decoded(path: Path) -> str:
    """The text of a file as it stands: spans count all of it. Raises InputRefused."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(one_line(path), f"not UTF-8 at byte {error.start}")


def _read(lines: list[str], text: str, name: str) -> _ParsedStandoff:
    parsed = _ParsedStandoff()
    for number, line in enumerate(lines, start=1):
        where = f"{name}:{number}"
        key, _, rest = line.partition("\t")
        head, _, tail = rest.partition("\t")
        words = head.split(" ")
        if key in parsed.bounds or key in parsed.events:
            refuse(where, f"a second line with the id {one_line(key, 40)}")
        if key.startswith("T"):
            parsed.bounds[key] = (words[0], _fragments(head[len(words[0]) :], tail, text, where))
        elif key.startswith("E"):
            parsed.events[key] = [(role, bound) for role, _, bound in (word.partition(":") for word in words)]
        elif key.startswith(("A", "M")) and len(words) >= 2:
            parsed.attributes[words[1], words[0]] = words[2] if len(words) > 2 else ""
        elif key.startswith("#") and len(words) == 2:
            parsed.notes[words[1]] = tail
    return parsed


def _fragments(given: str, words: str, text: str, where: str) -> tuple[Span, ...]:
    spans = []
    for piece in given.split(";"):
        ends = piece.split()
        if len(ends) != 2 or not all(end.isdecimal() and len(end) <= _DIGITS for end in ends):
            refuse(where, "no spans after the type")
        spans.append(checked_span(int(ends[0]), int(ends[1]), text, where))
    if "".join(words.split()) != "".join("".join(span.of(text) for span in spans).split()):
        refuse(where, f"the text does not hold {words[:40]!r} there")
    made: list[Span] = []
    for span in spans:
        if made and _only_lines_between(text, made[-1], span):
            made[-1] = Span(made[-1].start, span.end)
        else:
            made.append(span)
    return tuple(made)


def _only_lines_between(text: str, before: Span, span: Span) -> bool:
    """Whether nothing but ends of lines, and lines without a word, parts two spans: those are read as one."""
    between = text[before.end : span.start]
    return between.isspace() and not _LINE.fullmatch(between)


def _quote(key: str, parsed: _ParsedStandoff, document: Document, name: str, remarks: Remarks) -> Quote | None:
    roles = defaultdict[str, tuple[Span, ...]](tuple)
    for role, bound in parsed.events[key]:
        if bound not in parsed.bounds:
            refuse(name, f"{key} names {bound}, which is not there")
        # Two arguments of one role are numbered: Content, Content2.
        roles[role.rstrip("0123456789")] += parsed.bounds[bound][1]
    if parsed.events[key][0][0] != "Attribution":
        return None
    content = tuple(sorted(roles["Content"]))
    if not content:
        remarks.loose += 1
        return None
    cue, source = () if (key, "NoCue") in parsed.attributes else roles["Attribution"], roles["Source"]
    remarks.narrowed += (len(cue) > 1) + (len(source) > 1)
    return Quote(
        content=content,
        type=type_of(parsed.attributes.get((key, "Type")), content, document.text, f"{name}: {key}"),
        cue=cue[0] if cue else None,
        source=source[0] if source else None,
        speaker=parsed.notes.get(key) or None,
        attributes=attributes_of(
            {
                unescaped(name.removeprefix(_ATTRIBUTE)): unescaped(value)
                for (about, name), value in parsed.attributes.items()
                if about == key and name.startswith(_ATTRIBUTE) and value
            }
        ),
    )


FORMAT = Format(
    name="brat",
    title="brat",
    ending=".brat",
    nothing_means_none=True,
    is_folder=True,
    writer=_writer,
    file_reader=FileReader(".ann", brat_annotation),
)
