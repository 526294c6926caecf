"""Whether what stands where an export is to go is an earlier export, and may be replaced."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.core.targets import refuse_other_file, refuse_other_folder
from annotator.exchange.manifest import MANIFEST_SCHEMA
from annotator.exchange.plan import Plan

_RECORDS_BEGIN = b'{"schema":"annotator/'
"""How our own records begin, and manifests."""


def refuse_other_targets(plan: Plan) -> None:
    """Raise UsageError if the export would replace something that is no earlier export, or a database.

    An earlier export is known by the manifest beside it, which lists its files, or by its own records.
    """
    if plan.to_stdout:
        return
    manifest = plan.manifest_path
    listed = _listed(manifest)
    for path in (plan.target(number) for number in range(len(plan.split.shares))):
        is_listed = path.name in listed
        if plan.format.is_folder:
            refuse_other_folder(path, lambda _, known=is_listed: known, "export")  # type: ignore[misc]
        else:
            refuse_other_file(path, lambda head, known=is_listed: known or _is_record(head), "export")  # type: ignore[misc]
    if plan.manifest:
        refuse_other_file(manifest, _is_record, "manifest")


def _is_record(head: bytes) -> bool:
    return head.startswith(_RECORDS_BEGIN)


def _listed(manifest: Path) -> frozenset[str]:
    """The names of the files that a manifest lists; none where there is no manifest of ours."""
    if not manifest.is_file():
        return frozenset()
    try:
        record = json.loads(manifest.read_bytes())
        if record["schema"] == MANIFEST_SCHEMA:
            return frozenset(file["name"] for file in record["files"])
    except (OSError, ValueError, TypeError, KeyError):
        pass
    return frozenset()
