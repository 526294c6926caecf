"""What a shard leaves in its folder: the lines, and a manifest by which it is seen that they are all there, and right.

The manifest is written last. Whatever is interrupted, or changed by others, has no manifest or one that does not fit,
and the shard is computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.model import Run
from annotator.core.targets import refuse_other_file
from annotator.exchange.atomic import written
from annotator.exchange.jsonlines import to_line
from annotator.exchange.outputs import FileOutput
from annotator.exchange.shards import Inputs, Shard

SHARD_SCHEMA = "annotator/shard@1"
_BLOCK = 1 << 20
_LONGEST_REASON = 300


def lines_path(folder: Path, shard: Shard) -> Path:
    """Where the shard's lines are."""
    return folder / f"{shard.name}.jsonl"


def manifest_path(folder: Path, shard: Shard) -> Path:
    """Where the shard's manifest is."""
    return folder / f"{shard.name}.manifest.json"


def refuse_other_shard_files(folder: Path, shard: Shard) -> None:
    """Raise UsageError where something else stands in the places of the shard's files, or a database."""
    refuse_other_file(lines_path(folder, shard), lambda head: head.startswith(b'{"schema":"annotator/'), "shard")
    refuse_other_file(
        manifest_path(folder, shard), lambda head: f'"{SHARD_SCHEMA}"'.encode() in head[:100], "manifest of a shard"
    )


def sha256_of(path: Path) -> str:
    """The checksum of a file's bytes. Raises OSError."""
    sums = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            sums.update(block)
    return sums.hexdigest()


def asked_record(
    shard: Shard, inputs: Inputs, run: Run, habits: dict[str, Any] | None, options: dict[str, Any]
) -> dict[str, Any]:
    """What decides the shard's lines, as the manifest says it: a shard is done only if all of this is the same."""
    return {
        "annotator_version": __version__,
        "shard": {"number": shard.number, "of": shard.of},
        "inputs": {"sha256": inputs.digest, "files": len(inputs.files), "bytes": inputs.bytes},
        "read": [
            {
                "name": one_line(str(file.source.path), 500),
                "bytes": file.size,
                "sha256": None if file.source.refused else sha256_of(file.source.path),
            }
            for file in inputs.read_by(shard)
        ],
        "options": options,
        "run": {"pipeline": run.pipeline, "version": run.version, "settings": run.settings},
        "habits": habits,
    }


def finished(folder: Path, shard: Shard, asked: dict[str, Any]) -> dict[str, Any] | None:
    """The manifest, if the shard is done: what was asked for is the same, and its lines are as they were written."""
    record = read_manifest(manifest_path(folder, shard))
    if record is None or any(record.get(key) != json.loads(to_line(value)) for key, value in asked.items()):
        return None
    return record if is_sound(folder, shard, record) else None


def read_manifest(path: Path) -> dict[str, Any] | None:
    """The manifest there; None where there is none of ours."""
    with suppress(OSError, ValueError, RecursionError):
        record = json.loads(path.read_bytes())
        if isinstance(record, dict) and record.get("schema") == SHARD_SCHEMA:
            return record
    return None


def is_sound(folder: Path, shard: Shard, record: dict[str, Any]) -> bool:
    """Whether the shard's lines are those that its manifest tells of."""
    with suppress(OSError, KeyError, TypeError):
        path = lines_path(folder, shard)
        file = record["file"]
        return bool(path.stat().st_size == file["bytes"] and sha256_of(path) == file["sha256"])
    return False


def write_shard(
    folder: Path,
    shard: Shard,
    asked: dict[str, Any],
    records: Iterable[bytes | InputRefused],
    refused: list[InputRefused],
    bad: list[InputRefused],
) -> dict[str, Any]:
    """Write the lines, then the manifest, which is returned.

    It tells what was `refused`, to which records that are errors are added, and the first of the `bad` lines. Raises
    EnvironmentFailed as `written` does.
    """
    count = 0
    with written(lines_path(folder, shard)) as file:
        output = FileOutput(file)
        for record in records:
            if isinstance(record, InputRefused):
                refused.append(record)
                continue
            output.write(record)
            count += 1
    manifest = {
        "schema": SHARD_SCHEMA,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        **asked,
        "left_out": [one_line(str(error), _LONGEST_REASON) for error in (*refused, *bad)],
        "file": {
            "name": lines_path(folder, shard).name,
            "bytes": output.bytes,
            "sha256": output.sha256,
            "records": count,
        },
    }
    with written(manifest_path(folder, shard)) as file:
        file.write(to_line(manifest))
    return manifest
