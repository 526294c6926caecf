"""What the tests reach, kept between runs: only test files that changed are run anew."""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutation.faults import Fault
from tests.mutation.reached import PACKAGE, WRITTEN_INTO


@dataclass
class Reach:
    """A test that passes: the seconds that it took, and the lines it ran, by file of the package."""

    seconds: float
    lines: dict[str, set[int]]


@dataclass
class Record:
    """What is known of the tests by their file, beside what that file and the package were when they ran."""

    digests: dict[str, str] = field(default_factory=dict)
    tests: dict[str, Reach] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, root: Path) -> Record:
        """What was kept at `path` (nothing, where it is not there), by the lines that the package has now."""
        sources = {str(file.relative_to(root)): file.read_text() for file in (root / PACKAGE).rglob("*.py")}
        if not path.exists():
            return cls(sources=sources)
        kept = json.loads(path.read_text())
        moved = {name: _moved(kept["sources"].get(name, ""), text) for name, text in sources.items()}
        tests = {
            name: Reach(
                seconds,
                {
                    at: {now for line in lines for now in moved[at].get(line, ())}
                    for at, lines in reached.items()
                    if at in moved
                },
            )
            for name, (seconds, reached) in kept["tests"].items()
            if (root / name.partition("::")[0]).exists()
        }
        return cls(kept["digests"], tests, sources)

    def write(self, path: Path) -> None:
        """Keep it at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        tests = {
            name: (test.seconds, {at: sorted(lines) for at, lines in test.lines.items()})
            for name, test in self.tests.items()
        }
        path.write_text(json.dumps({"digests": self.digests, "tests": tests, "sources": self.sources}))

    def renew(self, root: Path, paths: Sequence[str], workers: int) -> None:
        """Run the test files of these folders that are new or have changed, in the checkout at `root`."""
        files = sorted({str(file.relative_to(root)) for path in paths for file in _test_files(root / path)})
        digests = {file: hashlib.sha256((root / file).read_bytes()).hexdigest() for file in files}
        asked = [file for file in files if self.digests.get(file) != digests[file]]
        if not asked:
            return
        print(f"which lines the tests of {len(asked)} files reach …", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutation.reached", "-m", "not long"]
            command += ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else ["-n", "0"]
            environment = {**os.environ, "PYTHONPATH": str(root), WRITTEN_INTO: folder, "OMP_NUM_THREADS": "1"}
            subprocess.run([*command, *asked], cwd=root, env=environment, check=False, stdout=subprocess.DEVNULL)
            self.add(sorted(Path(folder).iterdir()), asked)
        self.digests |= {file: digests[file] for file in asked}

    def add(self, written: Sequence[Path], asked: Sequence[str]) -> None:
        """Take in what processes wrote of the tests of these files, in place of what was known of them."""
        gone = set(asked)
        self.tests = {name: test for name, test in self.tests.items() if name.partition("::")[0] not in gone}
        for test in (json.loads(line) for path in written for line in path.read_text().splitlines()):
            if test["lines"] is None:
                print(f"left out, fails without a fault: {test['name']}", flush=True)
            else:
                lines = {at: set(lines) for at, lines in test["lines"].items()}
                self.tests[test["name"]] = Reach(test["seconds"], lines)

    def tests_of(self, fault: Fault) -> list[str]:
        """The tests that run the line of the fault, or one that names what that line gives a value; nearest first.

        Where none is known to, those that run its function: of one that is called very often, not all calls are known.
        """
        source = self.sources[fault.path]
        for lines in ({fault.line}, _statement_lines(source, fault), _function_lines(source, fault)):
            places = {fault.path: set(lines)}
            if self._reaching(places):
                break
        names = _named_at_top(source, fault)
        if names:
            named = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
            for path, text in self.sources.items():
                found_in = {number for number, line in enumerate(text.splitlines(), 1) if named.search(line)}
                places[path] = places.get(path, set()) | found_in
        found = self._reaching(places)
        if names and not found:  # what it names is named by another such statement
            found = self._reaching({fault.path: set(range(len(source.splitlines()) + 1))})
        return sorted(found, key=lambda name: (_distance(name, fault.path), self.tests[name].seconds))

    def _reaching(self, places: dict[str, set[int]]) -> list[str]:
        return [
            name
            for name, test in self.tests.items()
            if any(path in test.lines and not lines.isdisjoint(test.lines[path]) for path, lines in places.items())
        ]

    def mirrored(self, fault: Fault) -> list[str]:
        """All tests of the file that mirrors the fault's, quickest first."""
        near = [name for name in self.tests if _distance(name, fault.path) == 0]
        return sorted(near, key=lambda name: self.tests[name].seconds)


def _test_files(path: Path) -> Iterator[Path]:
    return path.rglob("test_*.py") if path.is_dir() else iter([path])


def _moved(before: str, after: str) -> dict[int, range]:
    """Where the lines of a file stand now, counted from one: of some that were changed, each where all of them do."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return {line: range(line, line + 1) for line in range(1, len(old) + 1)}
    moved = dict[int, range]()
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for step in range(last - first):
            here = range(start + step, start + step + 1) if kind == "equal" else range(start, end)
            moved[first + step + 1] = range(here.start + 1, here.stop + 1)
    return moved


def _distance(test: str, path: str) -> int:
    """How far a test stands from a file of the package: 0 where it mirrors the file, 3 in another part."""
    file = Path(test.partition("::")[0]).relative_to("tests")
    source = Path(path).relative_to(PACKAGE)
    if file.parent == source.parent:
        return 0 if file.name == f"test_{source.name}" else 1
    return 2 if file.parts[0] == source.parts[0] else 3


def _around(source: str, line: int) -> Iterator[ast.stmt]:
    """The statements in which a line stands, outermost first."""
    inside: list[ast.stmt] = list(ast.parse(source).body)
    while inside:
        around = [node for node in inside if node.lineno <= line <= (node.end_lineno or node.lineno)]
        if not around:
            return
        yield around[0]
        inside = [node for node in ast.walk(around[0]) if isinstance(node, ast.stmt) and node is not around[0]]
        outer = {id(child) for node in inside for child in ast.walk(node) if child is not node}
        inside = [node for node in inside if id(node) not in outer]


def _statement_lines(source: str, fault: Fault) -> range:
    """The lines of the innermost statement in which a fault stands; of one with a body, those before it."""
    *_, node = _around(source, fault.line)
    last = node.end_lineno or node.lineno
    body = getattr(node, "body", None)
    if body and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        last = max(node.lineno, body[0].lineno - 1)
    return range(node.lineno, last + 1)


def _function_lines(source: str, fault: Fault) -> range:
    """The lines of the outermost function or method in which a fault stands; none where there is no such."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    node = next((node for node in _around(source, fault.line) if isinstance(node, functions)), None)
    return range(0) if node is None else range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _named_at_top(source: str, fault: Fault) -> set[str]:
    """What a statement that runs when the module is imported gives a value to, and the class around it."""
    nodes = list(_around(source, fault.line))
    if any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in nodes):
        return set()
    names = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    match nodes[-1]:
        case ast.Assign(targets=targets):
            names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            names.add(name)
    return names
