"""The diffing driver knows Textual and nothing of this project, so that any Textual program could use it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import annotator.tui.diff

PACKAGE = annotator.tui.diff.__name__
FILES = sorted(Path(annotator.tui.diff.__file__).parent.glob("*.py"))


def imported(source: str) -> set[str]:
    """The names of all modules that a source imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports are not used here"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_imports_nothing_of_the_project_but_itself(file):
    own = {name for name in imported(file.read_text(encoding="utf-8")) if name.split(".")[0] == "annotator"}
    assert {name for name in own if name != PACKAGE and not name.startswith(f"{PACKAGE}.")} == set()
