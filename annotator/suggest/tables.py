"""A language's data: tables of rows with tab-separated cells (`.tsv`), and lists of words (`.toml`)."""

from __future__ import annotations

from pathlib import Path

from annotator.core.resources import languages_folder

DATA = languages_folder()
"""Holds a folder for each language, named by its code (ISO 639-1)."""


def rows(path: Path) -> list[list[str]]:
    """The rows of a `.tsv` table as lists of cells, without blank lines and comments. OSError where there is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
