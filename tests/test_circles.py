"""No module imports another that imports it, be it deferred or for types alone; the core imports no library."""

from __future__ import annotations

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import annotator

PACKAGE = Path(annotator.__file__).parent


@cache
def imports(layer: str) -> dict[str, set[str]]:
    """What each module of a layer imports, by full names."""
    return {_name(file): set(_imported(file)) for file in sorted((PACKAGE / layer).rglob("*.py"))}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def _imported(file: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names += [name if _is_module(name) else node.module for name in inside]
    return names


def _is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("layer", ["core", "store", "exchange", "suggest", "tui"])
def test_no_circle_of_imports(layer: str) -> None:
    graph = imports(layer)
    assert len(graph) > 5
    # Raises CycleError, which names the modules of a circle.
    list(TopologicalSorter({module: imported & graph.keys() for module, imported in graph.items()}).static_order())


def test_the_core_imports_the_standard_library_alone() -> None:
    outside = {
        (module, name)
        for module, imported in imports("core").items()
        for name in imported
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("annotator.core")
    }
    assert outside == set()
