"""The folder of a report: written whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError, system_reason
from annotator.core.program.targets import refuse_other_folder
from annotator.exchange.atomic import written_folder
from annotator.exchange.lines import Record, record_at, to_line
from annotator.exchange.strict_json import read_lines, refused_all, shaped

REPORT_SCHEMA = "annotator/report@1"
TEXT, RECORD, ANSWERS = "report.md", "report.json", "answers.toml"
_RECORDS = {key: f"{key}.jsonl" for key in ("documents", "decisions", "reviews", "gold", "history")} | {
    "facts": "facts.json"
}
"""The files that tables are made of, by what their records are called."""
_MADE_EARLIER = re.compile(r"recompute(_\w+)?\.py|__pycache__")
"""What an earlier annotator put into a report beside the files of today: scripts, and what Python made of them."""
_BRING_BACK = "bring it back from a copy, or write the report anew"


def earlier_answers(folder: Path) -> str | None:
    """The answers in an earlier report at that place; None where there are none.

    Raises UsageError where something stands there that is no report, or where its page was edited by hand; InputRefused
    where the answers cannot be read.
    """
    refuse_other_folder(folder, lambda path: _record_of(path) is not None, "report")
    record = _record_of(folder)
    if record is None:
        return None
    page = folder / TEXT
    if page.is_file() and hashlib.sha256(page.read_bytes()).hexdigest() != record.get("text_sha256"):
        raise UsageError(
            f"{one_line(page)} was edited by hand, and would be lost",
            f"write what only you know into {ANSWERS}, or name another folder with -o",
        )
    answers = folder / ANSWERS
    try:
        return answers.read_text(encoding="utf-8") if answers.is_file() else None
    except (OSError, ValueError) as error:
        raise InputRefused(f"{one_line(answers)}: {one_line(error)}", "mend it, or move it away") from None


def write_report(folder: Path, record: Record, text: str, files: Mapping[str, bytes]) -> None:
    """Write the folder, in the place of an earlier report.

    `record` is what report.json says beside the checksums, which are those of all `files` but the answers. Raises
    EnvironmentFailed, and UsageError where other files stand in it.
    """
    page = text.encode("utf-8")
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != ANSWERS}
    whole = {"schema": REPORT_SCHEMA, **record, "files": sums, "text_sha256": hashlib.sha256(page).hexdigest()}
    there = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    if not all(name in (*files, TEXT, RECORD) or _MADE_EARLIER.fullmatch(name) for name in there):
        raise UsageError(f"{one_line(folder)} holds other files", "name a new folder with -o")
    with written_folder(folder) as new:
        for name, data in files.items():
            (new / name).write_bytes(data)
        (new / TEXT).write_bytes(page)
        (new / RECORD).write_bytes(to_line(whole))


class WrittenReport(NamedTuple):
    """What stands in the folder of a report: its tables, its page, and the records that they were made of.

    `records` are None where a file cannot be read. `differing`: a line for each file that is missing, cannot be read,
    or is not the one that the report was made of. `version`: of the annotator that wrote it.
    """

    version: str
    tables: list[Record]
    page: str
    records: Record | None
    differing: list[str]


def read_report(folder: Path) -> WrittenReport:
    """Read what `write_report` wrote. Raises InputRefused where there is no report."""
    record = _record_of(folder)
    if record is None or not isinstance(record.get("tables"), list) or not isinstance(record.get("files"), dict):
        raise InputRefused(f"{one_line(folder)}: no report in it", "`annotator report -o FOLDER` writes one")
    files: dict[str, bytes] = {}
    differing = []
    for name in dict.fromkeys((*record["files"], *_RECORDS.values(), TEXT)):
        try:
            files[name] = (folder / Path(name).name).read_bytes()
        except (OSError, ValueError) as error:
            differing.append(f"{name}: {system_reason(error)}; {_BRING_BACK}")
            continue
        if hashlib.sha256(files[name]).hexdigest() != record["files"].get(name) and name != TEXT:
            differing.append(f"{name}: not the file that the report was made of; {_BRING_BACK}")
    records: Record = {}
    try:
        records = {key: _records(files[name], name) for key, name in _RECORDS.items() if name in files}
    except InputRefused as error:
        differing.append(f"{error.message}; {_BRING_BACK}")
    whole = records if records.keys() == _RECORDS.keys() else None
    page = files.get(TEXT, b"").decode("utf-8", "replace")
    return WrittenReport(str(record.get("annotator_version")), record["tables"], page, whole, differing)


def _records(data: bytes, name: str) -> Any:
    """The records of a file of JSON lines, or the only one of a file of JSON. Raises InputRefused."""
    key, _, ending = name.partition(".")
    if ending == "jsonl" and not data:
        return []
    read = partial(shaped, schema="report", part=key)
    records = [*read_lines(data.splitlines(), name, read, refused_all)]
    return records if ending == "jsonl" else records[0]


def _record_of(folder: Path) -> Record | None:
    """What report.json in a folder says; None where there is none of ours."""
    return record_at(folder / RECORD, REPORT_SCHEMA)
