"""Inputs to begin with: small ones written here, and those of the fault harness, where that is there."""

from __future__ import annotations

import json
import runpy
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

_GENERATOR = Path(__file__).resolve().parents[3] / "shared" / "tools" / "fault_harness" / "bad_inputs" / "generate.py"
_LONGEST = 12_000
"""Bytes of an input of the harness that are taken: some of them are large, which slows everything down."""
HOSTILE = (
    "Title: The pier\ndate 2023-07-23\n\n“We will \x1b]52;c;Q0FOQVJZ\x07wait,” Nora Lind [/] said."
    ' "No\u202e," he added. It rained\u200b in e\u0301 Be\u0323rgen; 大臣は「道」と述べた。'
    " 👩\u200d👩\u200d👧 \x9b31m said: \t=1+1.\n\nThe end\u2028 is near."
)
"""An article that holds a bit of everything."""


@cache
def harness_files() -> tuple[tuple[str, bytes], ...]:
    """Names and bytes of the inputs of the fault harness, long ones cut; none where it is not there."""
    if not _GENERATOR.is_file():
        return ()
    with tempfile.TemporaryDirectory() as folder:
        runpy.run_path(str(_GENERATOR))["main"](folder)
        files = [path for path in sorted(Path(folder).iterdir()) if path.is_file() and path.name != "manifest.json"]
        return tuple((path.name, path.read_bytes()[:_LONGEST]) for path in files)


def line(record: Any) -> bytes:
    """A record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"
