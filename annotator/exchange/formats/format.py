"""What a format is: a record that names it, says what it can hold, and knows how it is written and read.

A format is one file of this folder with one `Format` record, which `registry.py` lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from annotator.core.decision import DecidedSentence
from annotator.core.model import Quote, Span
from annotator.exchange.annotation import Annotation, PlacedRecord, Remarks
from annotator.exchange.atomic import Written
from annotator.exchange.lines import Record
from annotator.exchange.strict_json import if_sound, shaped
from annotator.exchange.tasks import ExportTally, Task

UNITS = ("sentence", "document")
"""What a record can stand for: a decided sentence, or a document with its quotes joined over sentences."""


class DocBin(Protocol):
    """spaCy's tokenizer and its DocBin, made by the layer that knows spaCy."""

    def tokens(self, text: str, language: str | None) -> list[tuple[int, int, bool]]:
        """Start and end of every token in code points, and whether a space follows it.

        `language` (ISO 639-1) is that of the text, None where it is not known.
        """

    def add(
        self,
        text: str,
        quotes: Sequence[Quote],
        sentences: Sequence[tuple[Span, Sequence[str]]],
        topics: Iterable[str],
        about: Record,
    ) -> None:
        """Add a text with quotes on token boundaries, its decided sentences and their topics.

        `topics` are those known of the text, given or not; `about["language"]` says whose tokens it has, where that is
        another language than the default. Raises ValueError for a quote off the boundaries.
        """

    def to_bytes(self) -> bytes:
        """The DocBin as a `.spacy` file holds it."""


MakeDocBin = Callable[[], DocBin]
"""Makes an empty one."""


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """What a format's writer may ask about the export that it writes one file of.

    `tally` counts what goes into the file. `make_docbin` is there for formats that count tokens. `topics` are all that
    a text may have, `attributes` the names and values that the label scheme declares or a quote has. `gold`: the
    decisions are the final ones. `raw`: cells stay as they are.
    """

    tally: ExportTally
    make_docbin: MakeDocBin | None = None
    topics: Sequence[str] = ()
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gold: bool = False
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes tasks to one file (or folder): its `head`, a `piece` for each task, and what `tail` gives after the last.

    In a format that is a folder they are files by their names.
    """

    piece: Callable[[Task], Written]
    head: Written = b""
    tail: Callable[[], bytes] = bytes


class RecordReader(NamedTuple):
    """Reads records of JSON. `recognises` sees from its keys whether a record is of the format."""

    recognises: Callable[[Record], bool]
    read: Callable[[Sequence[PlacedRecord], Remarks], Iterable[Annotation]]


class FileReader(NamedTuple):
    """Reads files that are no JSON, which are known by the ending of their names."""

    ending: str
    read: Callable[[Path, Remarks], Annotation]


TextReader = Callable[[str, str, Remarks], Iterable[Annotation]]
"""Reads a file of any kind: its text, decoded, and where it comes from, for messages."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of `annotator export --format`, of `annotator import --as`, or of both.

    `name` is what `--format` calls it, `title` what people do. `ending` is how its files' names end by default, with
    `document_ending` for the unit `document` where that differs. `units` are those it can be written in, the usual one
    first; `implied` decisions are exported where nothing else is asked for. `on_tokens`: spans must end where
    tokens end. `nothing_means_none`: a text without labels says that nothing is there, so only texts decided to their
    end go in. `is_folder`: an export is a folder of files. `sentence_record`: the line of a decided sentence, where it
    holds more than a task of it. A format without a writer is only read, one without a reader only written. One with a
    `text_reader` is read where it is named. `package` is what it comes from, with its version; None for ours.
    """

    name: str
    title: str
    ending: str
    document_ending: str | None = None
    units: tuple[str, ...] = ("document", "sentence")
    implied: bool = False
    on_tokens: bool = False
    nothing_means_none: bool = False
    is_folder: bool = False
    writer: Callable[[WriterSettings], Writer] | None = None
    sentence_record: Callable[[DecidedSentence], Record] | None = None
    record_readers: tuple[RecordReader, ...] = ()
    file_reader: FileReader | None = None
    text_reader: TextReader | None = None
    package: str | None = None

    def ending_of(self, unit: str) -> str:
        """How the name of a file ends by default."""
        return self.document_ending if unit == "document" and self.document_ending else self.ending


def one_by_one(
    part: str, read: Callable[[Record, str, Remarks], Annotation | None]
) -> Callable[[Sequence[PlacedRecord], Remarks], Iterator[Annotation]]:
    """A reader of records that stand for themselves; `read` gets a record and where it stands, None leaves it out.

    `part` of schemas/annotations.schema.json says what the records are. Raises InputRefused where one is something else
    and is not to be skipped.
    """

    def read_one(record: Record, where: str, remarks: Remarks) -> Annotation | None:
        return read(shaped(record, where, "annotations", part), where, remarks)

    def read_all(entries: Sequence[PlacedRecord], remarks: Remarks) -> Iterator[Annotation]:
        for record, where in entries:
            yield from filter(None, if_sound(remarks.left_out, read_one, record, where, remarks))

    return read_all
