"""A decided sentence as a plain tuple: what a million of them are exported from without an object for each."""

from __future__ import annotations

DecidedRow = tuple[
    int, int, int, int, str, str, str, str, float, str | None, int, int, str | None, float | None, str | None
]
"""Document number, sentence index, start, end; answer, labels (JSON as of `core.labels`), annotator, decided_at,
seconds, note, flagged, implied; run, score and labels (JSON) of the suggestion that was answered, None without one."""
