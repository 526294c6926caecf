"""All formats, and which of them a file is read in. To add one: docs/adding-a-thing.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed, InputRefused, UsageError
from annotator.exchange.annotation import Annotation, PlacedRecord, Remarks
from annotator.exchange.files import SourceFile, decoded, find_sources, leads_out, sniffed_format
from annotator.exchange.formats import brat, conll, csv_table, doccano, gold, jsonl, labelstudio, prodigy, spacy_docbin
from annotator.exchange.formats.format import (
    UNITS,
    FileReader,
    Format,
    RecordReader,
    TextReader,
    Writer,
    WriterSettings,
)
from annotator.exchange.lines import Record
from annotator.exchange.strict_json import MEND, read_items, read_lines
from annotator.exchange.tasks import labelled_spans

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

READ: tuple[Format, ...] = tuple(format for format in FORMATS if format.record_readers or format.file_reader)
"""What `annotator import --as` reads."""
_FILE_READERS = [format.file_reader for format in READ if format.file_reader]


def format_named(name: str, *, to_read: bool = False) -> Format:
    """The format that `--format` calls so: one of ours, else that of a package.

    `to_read`: the one that `--from` calls so, always of a package, as ours show themselves. Raises UsageError where
    there is none, and what `installed_format` raises.
    """
    named = next((format for format in FORMATS if format.name == name), None) or installed_format(name)
    if named is None or (named.text_reader if to_read else named.writer) is None:
        advice = "leave out --from" if to_read else f"choose {', '.join(format.name for format in WRITTEN)}"
        own = ", ".join(own_names())
        raise UsageError(f"no format named {name!r}", f"{advice}; installed: {own}" if own else advice)
    return named


def own_names() -> list[str]:
    """The names of the formats that packages have, and none of ours has."""
    return sorted({entry.name for entry in installed()} - {format.name for format in FORMATS})


def reader_of(record: Record) -> RecordReader | None:
    """What reads a record of JSON, seen from its keys; None where it holds no annotations."""
    return next((reader for format in READ for reader in format.record_readers if reader.recognises(record)), None)


def file_reader_of(name: str) -> FileReader | None:
    """What reads a file of that name; None for files of JSON."""
    return next((reader for reader in _FILE_READERS if name.endswith(reader.ending)), None)


# ---- Reading: which format a file of annotations is in, seen from its name or its records, and what it says.


def read_annotations(
    source: SourceFile, remarks: Remarks, encoding: str | None = None, read: TextReader | None = None
) -> list[Annotation]:
    """All that a file of annotations says, or nothing of it where something is wrong and is not to be skipped.

    `read` is that of the format that was named; without one, the file shows which it is in.
    Raises InputRefused: unreadable, no annotations in it, an offset that is none, decisions of several annotators.
    """
    reader = file_reader_of(source.path.name)
    if read is None and reader is not None and not source.refused:
        return [reader.read(source.path, remarks)]
    text = decoded(source.read(), source.name, encoding)
    return list((read or annotations_of)(text, source.name, remarks))


def annotations_of(text: str, name: str, remarks: Remarks) -> Iterator[Annotation]:
    """What JSON or JSON lines say. Raises InputRefused as `read_annotations` does."""
    entries = list(_entries(text, name, remarks))
    _check_one_annotator(entries, name)
    by_reader: dict[RecordReader, list[PlacedRecord]] = {}
    for record, where in entries:
        reader = reader_of(record)
        if reader is None:
            reason = "no annotations in it (quotes, spans, entities, or records of ours)"
            remarks.left_out(InputRefused(f"{where}: {reason}", MEND))
            continue
        by_reader.setdefault(reader, []).append((record, where))
    for reader, records in by_reader.items():
        yield from reader.read(records, remarks)


def find_annotations(path: Path, ending: str | None = None) -> list[SourceFile]:
    """The files of annotations that a path stands for.

    In a folder with files that have the `ending`, they alone count; without one, those that a format knows by their
    ending (brat's `.ann`). Links out of the folder are refused.
    """
    if path.is_dir() and file_reader_of(path.name) is None:
        endings = [ending] if ending else [reader.ending for reader in _FILE_READERS]
        known = sorted(file for suffix in endings for file in path.glob(f"*{suffix}"))
        if known:
            return [source for file in known for source in _inside(file, path)]
    return find_sources(path)


def _inside(file: Path, folder: Path) -> list[SourceFile]:
    if leads_out(file, folder):
        refused = InputRefused(f"{one_line(file)}: a link out of its folder", "name the file that it leads to")
        return [SourceFile(file, refused=refused)]
    return find_sources(file)


def _entries(text: str, name: str, remarks: Remarks) -> Iterator[PlacedRecord]:
    """The records, each with where it stands; one that is none may be left out."""
    if text.lstrip().startswith("[") or sniffed_format(text, "jsonl", name) == "json":
        return read_items(text, name, _entry, remarks.left_out)
    return read_lines(text.split("\n"), name, _entry, remarks.left_out)


def _entry(record: Any, where: str) -> PlacedRecord:
    if not isinstance(record, dict):
        raise InputRefused(f"{where}: not a JSON object", MEND)
    return record, where


def _check_one_annotator(entries: list[PlacedRecord], name: str) -> None:
    """Raise InputRefused where two people decided the same: under one name they would overwrite each other.

    That is the same sentence in our own records, and the same text in those of other tools: gold has sentences of
    several people, and Prodigy names each session of a person otherwise.
    """
    people: dict[str, set[str]] = {}
    for record, _ in entries:
        data = record.get("data")
        task = data if isinstance(data, dict) else record
        who = record.get("annotator") or task.get("annotator") or record.get("_annotator_id")
        if who:
            people.setdefault(str(task.get("id" if "schema" in record else "text")), set()).add(str(who))
    named = max(people.values(), key=len, default=set())
    if len(named) > 1:
        raise InputRefused(
            f"{name}: decisions of {', '.join(sorted(named))[:100]}", "import each annotator's from a file of its own"
        )


# ---- Formats of packages installed beside annotator: entry points of the group `annotator.formats`.
#
# They are looked for only where a name was given that none of ours has. docs/formats.md shows how one is made.


def installed() -> list[Any]:
    """The entry points of formats, without names that cannot be shown. Nothing of them is loaded."""
    from importlib.metadata import entry_points  # deferred: who names a format of ours need not wait for it

    return [entry for entry in entry_points(group="annotator.formats") if entry.name.isprintable()]


def installed_format(name: str) -> Format | None:
    """The format of a package, or None. An error in the package's code is raised as EnvironmentFailed that names it.

    So is what goes wrong when the format is used. Raises UsageError where several packages have one of that name.
    """
    entries = [entry for entry in installed() if entry.name == name]
    packages = [one_line(f"{entry.dist.name}=={entry.dist.version}", 80) for entry in entries]
    if len(entries) > 1:
        raise UsageError(f"{name} is a format of {' and of '.join(packages)}", "uninstall all of them but one")
    if not entries:
        return None
    (entry,), (package,) = entries, packages
    blaming = _blaming(package)
    format = blaming(entry.load)()
    if not isinstance(format, Format) or not set() < set(format.units) <= set(UNITS):
        raise EnvironmentFailed(f"{package}: its format {name} is no Format of annotator", "tell whoever makes it")
    make, read = format.writer, format.text_reader

    @blaming
    def writer(settings: WriterSettings) -> Writer:
        made: Any = make and make(settings)
        # What is no bytes cannot be added to bytes.
        return Writer(blaming(lambda task: b"" + made.piece(task)), b"" + made.head, blaming(lambda: b"" + made.tail()))

    @blaming
    def reader(text: str, where: str, remarks: Remarks) -> list[Annotation]:
        try:
            annotations = list(read(text, where, remarks) if read else ())
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # What lacks what its format has is the file's fault, not the package's.
            reason = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise InputRefused(f"{where}: not as its format has it ({one_line(reason, 80)})", MEND) from error
        for annotation in annotations:
            labelled_spans(annotation.quotes)  # fails for what is no quote
        return annotations

    return replace(
        format,
        name=name,
        package=package,
        is_folder=False,
        sentence_record=None,
        writer=make and writer,
        text_reader=read and reader,
    )


@contextmanager
def _blaming(package: str) -> Iterator[None]:
    """What is raised inside, or in a function that it decorates, is the package's, unless we refuse something."""
    try:
        yield
    except AnnotatorError:
        raise
    except (Exception, SystemExit) as error:
        reason = f"{package}: {type(error).__name__}: {one_line(error, 200)}"
        raise EnvironmentFailed(reason, "--debug shows where: tell whoever makes it") from error
