"""The faults that `make mutants` plants: they change the code, compile, and leave alone what no test could notice."""

from __future__ import annotations

import pytest

from tests.mutation.faults import faults_of


def changes(source: str) -> set[tuple[str, str]]:
    return {(fault.before, fault.after) for fault in faults_of("m.py", source.encode())}


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("found = a < b", "a < b", "a <= b"),
        ("found = a in b", "a in b", "a not in b"),
        ("found = a and b", "a and b", "(a or b)"),
        ("found = not a", "not a", "a"),
        ("found = a + b", "a + b", "(a - b)"),
        ("found = a[1:]", "1", "2"),
        ("found = a[:200]", "200", "400"),
        ("found = True", "True", "False"),
        ("found = max(a, b)", "max(a, b)", "min(a, b)"),
        ("found = call(a, key=b)", "call(a, key=b)", "call(a)"),
        ("found = [a for a in b if a]", "a", "True"),
        ("found = {'one', 'two', 'three'}", "{'one', 'two', 'three'}", "{'one', 'two'}"),
        ("if a: pass", "a", "not (a)"),
        ("call(a)", "call(a)", "pass"),
        ("a.b = 1", "a.b = 1", "pass"),
        ("raise Refused('no such file')", "raise Refused('no such file')", "pass"),
        ("query = 'SELECT a FROM b WHERE c > d'", "'SELECT a FROM b WHERE c > d'", "'SELECT a FROM b WHERE c >= d'"),
    ],
)
def test_a_fault_of_each_kind(source: str, before: str, after: str) -> None:
    assert (before, after) in changes(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "def f(a: int | None) -> list[int]: ...",
        "@dataclass(frozen=True)\nclass A: pass",
        "def f():\n    assert a < b",
        "class A:\n    def __repr__(self):\n        return 'A' + self.name",
        "if TYPE_CHECKING:\n    from b import c",
        "Name = str | None",
        "found = cast('Name', a)",
        "found = zip(a, strict=True)",
        "message = 'two words'",
    ],
)
def test_what_cannot_be_noticed_is_left_alone(source: str) -> None:
    assert not changes(source)


def test_letters_beyond_ascii_do_not_move_a_fault() -> None:
    (fault,) = (fault for fault in faults_of("m.py", "found = 'ä', a < b".encode()) if fault.after == "a <= b")
    assert fault.planted("found = 'ä', a < b".encode()) == "found = 'ä', a <= b".encode()
