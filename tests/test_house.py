"""What holds everywhere in the package: no import circle, no state kept by modules, examples that are true."""

from __future__ import annotations

import ast
import doctest
import graphlib
import importlib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests.package import PACKAGE

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(PACKAGE.rglob("*.py"))
MUTATING = {
    *("append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault"),
    *("add", "discard", "sort", "reverse", "appendleft", "__setitem__"),
}


def circle_of(imports: dict[str, set[str]]) -> list[str]:
    """The modules of one import circle, the first again at the end; empty where there is none."""
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def kept_state(source: str) -> Iterator[str]:
    """Where a function changes what its module holds: by a `global` statement, or inside a list, dict, set or object.

    Caches of functools are not seen, nor a name whose docstring begins with "A cache:": what they hold can be thrown
    away at any time.

    >>> list(kept_state("_seen = []\\ndef note(one):\\n    _seen.append(one)"))
    ['3: _seen']
    """
    tree = ast.parse(source)
    names = set()
    for statement, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(after, ast.Expr) and ast.unparse(after).startswith(("'A cache:", '"A cache:', '"""A cache:')):
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names.update(target.id for target in targets if isinstance(target, ast.Name))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        inside = list(ast.walk(function))
        own = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own |= {node.arg for node in inside if isinstance(node, ast.arg)}
        for node in inside:
            if isinstance(node, ast.Global):
                yield f"{node.lineno}: global {', '.join(node.names)}"
            elif (changed := _changed(node)) in names - own:
                yield f"{node.lineno}: {changed}"


def _changed(node: ast.AST) -> str | None:
    """The name of the object that a node changes, if it has one."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            return name
        case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in MUTATING:
            return name
    return None


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Imports inside functions and for type checkers count too."""
    graph = grimp.build_graph("annotator", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert circle_of(imports) == []


def test_a_circle_would_be_seen() -> None:
    assert set(circle_of({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}


def test_no_module_keeps_state_or_leaves_an_interface_to_fill_in() -> None:
    sources = {str(path.relative_to(PACKAGE.parent)): path.read_text(encoding="utf-8") for path in MODULES}
    assert {name: found for name, source in sources.items() if (found := list(kept_state(source)))} == {}
    assert [name for name, source in sources.items() if "NotImplementedError" in source] == []


@pytest.mark.parametrize(
    "source",
    [
        "_a = None\ndef f():\n    global _a\n    _a = 1",
        "_a = {}\ndef f():\n    _a['b'] = 1",
        "_a: dict[str, int] = {}\ndef f():\n    del _a['b']",
        "_a = set()\ndef f():\n    _a.add(1)",
        "_a = Thing()\ndef f():\n    _a.b = 1",
    ],
)
def test_state_of_a_module_would_be_seen(source: str) -> None:
    assert list(kept_state(source))
    assert not list(kept_state(source.replace("def f():", "def f(_a):\n    _a = {}").replace("    global _a\n", "")))


def test_a_cache_that_says_so_is_no_state() -> None:
    source = '_a = {{}}\n"""{}: the sums by their terms."""\ndef f():\n    _a[1] = 1'
    assert not list(kept_state(source.format("A cache")))
    assert list(kept_state(source.format("A table")))


def with_examples() -> list[str]:
    return [
        ".".join(path.relative_to(top).with_suffix("").parts)
        for top, paths in ((PACKAGE.parent, MODULES), (ROOT, sorted((ROOT / "tests").rglob("*.py"))))
        for path in paths
        if "\n" + " " * 4 + ">>> " in path.read_text(encoding="utf-8")
    ]


def test_no_two_classes_that_others_use_have_one_name() -> None:
    where: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_every_example_in_a_docstring_is_true() -> None:
    modules = with_examples()
    assert len(modules) > 5
    for module in modules:
        assert doctest.testmod(importlib.import_module(module)).failed == 0, module
