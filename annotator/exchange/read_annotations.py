"""Which format a file of annotations is in, seen from its first record, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.core.errors import InputRefused
from annotator.exchange.annotation import Annotation, Remarks, refuse
from annotator.exchange.annotations.brat import brat_document
from annotator.exchange.annotations.own import document_unit, sentence_records
from annotator.exchange.annotations.tasks import doccano_line, gold_line, label_studio_task, prodigy_line
from annotator.exchange.documents import Reading, document_of, json_of
from annotator.exchange.files import SourceFile, decoded, read_bytes
from annotator.exchange.records import SENTENCE_SCHEMA
from annotator.exchange.tasks import DOCUMENT_SCHEMA

_Entry = tuple[dict[str, Any], str]


def read_annotations(source: SourceFile, remarks: Remarks, reading: Reading | None = None) -> list[Annotation]:
    """All that a file of annotations says, or nothing of it.

    Raises InputRefused: unreadable, no annotations in it, an offset that is none, decisions of several annotators.
    """
    if source.refused:
        raise source.refused
    if source.path.suffix == ".ann":
        return [brat_document(source.path, remarks)]
    text = decoded(read_bytes(source.path), source.name, (reading or Reading()).encoding)
    return list(annotations_of(text, source.name, remarks))


def annotations_of(text: str, name: str, remarks: Remarks) -> Iterator[Annotation]:
    """What JSON or JSON lines say. Raises InputRefused as `read_annotations` does."""
    entries = list(_entries(text, name))
    _one_annotator(entries, name, remarks)
    own = [entry for entry in entries if entry[0].get("schema") == SENTENCE_SCHEMA]
    if own:
        yield from _guarded(lambda: list(sentence_records(own)), own[0][1])
    for data, where in entries:
        if data.get("schema") == SENTENCE_SCHEMA:
            continue
        for found in _guarded(lambda data=data, where=where: [_annotation(data, where, remarks)], where):  # type: ignore[misc]
            if found is not None:
                yield found


def find_annotations(path: Path, sources: Callable[[Path], Iterable[SourceFile]]) -> list[SourceFile]:
    """The files of annotations that a path stands for: a folder with `.ann` files is brat's, and they alone count."""
    if path.suffix == ".ann":
        return [SourceFile(path, "brat")]
    if path.is_dir():
        standoff = sorted(path.glob("*.ann"))
        if standoff:
            return [SourceFile(file, "brat") for file in standoff]
    return list(sources(path))


def _annotation(data: dict[str, Any], where: str, remarks: Remarks) -> Annotation | None:
    if data.get("schema") == DOCUMENT_SCHEMA:
        return document_unit(data, where)
    if "annotations" in data and isinstance(data.get("data"), dict):
        return label_studio_task(data, document_of(data["data"], where), where, remarks)
    for key, read in (("quotes", gold_line), ("entities", doccano_line), ("spans", prodigy_line)):
        if key in data:
            return read(data, _document(data, where), where, remarks)
    if not isinstance(data.get("label", data.get("labels")), list):
        refuse(where, "no annotations in it (quotes, spans, entities, or records of ours)")
    return doccano_line(data, _document(data, where), where, remarks)


def _document(data: dict[str, Any], where: str) -> Any:
    """The document of a task; other tools' keep the article's id and facts apart."""
    given = data.get("meta") if isinstance(data.get("meta"), dict) else {}
    flat = {key: value for key, value in data.items() if key not in _OURS}
    about = {key: value for key, value in (given or {}).items() if key in ("id", "title", "source", "published")}
    if "document" in data and isinstance(data["document"], str):
        about["id"] = data["document"]
    rest = {key: value for key, value in (given or {}).items() if key not in about}
    return document_of({**flat, "meta": rest, **about}, where)


_OURS = frozenset({"Comments", "document", "annotator", "decided_at", "meta", "cast"})


def _entries(text: str, name: str) -> Iterator[_Entry]:
    if text.lstrip().startswith("["):
        found = json_of(text, name)
        rows = [(row, f"{name}: item {number}") for number, row in enumerate(found, start=1)]
    else:
        lines = enumerate(text.split("\n"), start=1)
        rows = [(json_of(line, f"{name}:{number}"), f"{name}:{number}") for number, line in lines if line.strip()]
    for data, where in rows:
        if not isinstance(data, dict):
            refuse(where, "not a JSON object")
        yield data, where


def _one_annotator(entries: list[_Entry], name: str, remarks: Remarks) -> None:
    """Two people's decisions under one name would overwrite each other."""
    named = {str(data["annotator"]) for data, _ in entries if data.get("annotator")}
    remarks.annotators |= named
    if len(named) > 1:
        raise InputRefused(
            f"{name}: decisions of {', '.join(sorted(named))[:100]}", "import each annotator's from a file of its own"
        )


def _guarded(read: Callable[[], list[Any]], where: str) -> list[Any]:
    """What a reader gives; a record that lacks what its format has is refused, not a bug."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputRefused(f"{where}: not as its format has it ({reason[:80]})", "mend it") from error
