"""All formats. To add one, write its file and list its record here, as docs/adding-a-thing.md says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.errors import UsageError
from annotator.exchange.formats import brat, conll, csv_table, doccano, gold, jsonl, labelstudio, prodigy, spacy_docbin
from annotator.exchange.formats.format import FileReader, Format, RecordReader

FORMATS: tuple[Format, ...] = (
    jsonl.FORMAT,
    gold.FORMAT,
    spacy_docbin.FORMAT,
    prodigy.FORMAT,
    labelstudio.FORMAT,
    doccano.FORMAT,
    conll.FORMAT,
    brat.FORMAT,
    csv_table.FORMAT,
)
"""In the order in which people are told of them, and in which a record's format is looked for."""

WRITTEN: tuple[Format, ...] = tuple(format for format in FORMATS if format.writer is not None)
"""What `annotator export --format` writes."""

READ: tuple[Format, ...] = tuple(format for format in FORMATS if format.is_read)
"""What `annotator import --as` reads."""


def format_named(name: str) -> Format:
    """The format that `--format` calls so. Raises UsageError where there is none that can be written."""
    for format in WRITTEN:
        if format.name == name:
            return format
    raise UsageError(f"no format named {name!r}", f"choose {', '.join(format.name for format in WRITTEN)}")


def reader_of(record: Mapping[str, Any]) -> RecordReader | None:
    """What reads a record of JSON, seen from its keys; None where it holds no annotations."""
    readers = (reader for format in READ for reader in format.record_readers)
    return next((reader for reader in readers if reader.recognises(record)), None)


def file_reader_of(name: str) -> FileReader | None:
    """What reads a file of that name; None for files of JSON."""
    readers = (format.file_reader for format in READ if format.file_reader is not None)
    return next((reader for reader in readers if name.endswith(reader.ending)), None)
