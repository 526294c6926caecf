"""The tables of a language's data: a line a row, cells parted by tabs."""

from __future__ import annotations

from pathlib import Path

from annotator.core.resources import languages_folder

DATA = languages_folder()
"""A folder for each language, by its code (ISO 639-1)."""


def rows(path: Path) -> list[list[str]]:
    """The cells of a table, without blank lines and comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
