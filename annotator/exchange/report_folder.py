"""The folder of a report: written whole or not at all, and never over what somebody else made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.targets import refuse_other_folder
from annotator.exchange.atomic import written_folder
from annotator.exchange.jsonlines import to_line

REPORT_SCHEMA = "annotator/report@1"
TEXT, RECORD, ANSWERS = "report.md", "report.json", "answers.toml"
_MADE_BY_PYTHON = "__pycache__"


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
            f"{one_line(str(page))} was edited by hand, and would be lost",
            f"write what only you know into {ANSWERS}, or name another folder with -o",
        )
    answers = folder / ANSWERS
    try:
        return answers.read_text(encoding="utf-8") if answers.is_file() else None
    except (OSError, ValueError) as error:
        raise InputRefused(f"{one_line(str(answers))}: {one_line(str(error))}", "mend it, or move it away") from None


def write_report(folder: Path, record: Mapping[str, Any], text: str, files: Mapping[str, bytes]) -> None:
    """Write the folder, in the place of an earlier report.

    `record` is what report.json says beside the checksums, which are those of all `files` but the answers. Raises
    EnvironmentFailed, and UsageError as `written_folder` does.
    """
    page = text.encode("utf-8")
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != ANSWERS}
    whole = {"schema": REPORT_SCHEMA, **record, "files": sums, "text_sha256": hashlib.sha256(page).hexdigest()}
    names = {*files, TEXT, RECORD, _MADE_BY_PYTHON}
    with written_folder(folder, names.__contains__) as new:
        for name, data in files.items():
            (new / name).write_bytes(data)
        (new / TEXT).write_bytes(page)
        (new / RECORD).write_bytes(to_line(whole))


def _record_of(folder: Path) -> dict[str, Any] | None:
    """What report.json in a folder says; None where there is none of ours."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and record.get("schema") == REPORT_SCHEMA else None
