"""A fault is noticed by a test that reaches its line, and by none that fails anyway."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.mutation.faults import Fault, faults_of
from tests.mutation.record import Reach, Record
from tests.mutation.trial import Workshop

SOURCE = """LIMIT = 3


def within(number: int) -> bool:
    return number < LIMIT


def doubled(number: int) -> int:
    while number < 0:
        number = number + 1
    return number * 2
"""
TESTS = """import pathlib

from annotator.core.limits import doubled, within


def test_within():
    assert within(2) and not within(3)


def test_doubled():
    assert doubled(-2) == 0


def test_fails_but_the_first_time():
    seen = pathlib.Path("seen")
    fresh = not seen.exists()
    seen.touch()
    assert doubled(1) == 2 and fresh
"""
PATH = "annotator/core/limits.py"


def fault(before: str, after: str) -> Fault:
    return next(one for one in faults_of(PATH, SOURCE.encode()) if (one.before, one.after) == (before, after))


@pytest.mark.long
def test_faults_of_a_package_of_one_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.mutation.trial.STARTING_SECONDS", 5)
    packages = dict.fromkeys(("annotator/__init__.py", "annotator/core/__init__.py", "tests/__init__.py"), "")
    for name, text in {**packages, PATH: SOURCE, "tests/core/test_limits.py": TESTS}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\nmarkers = long\n")
    shutil.copytree(Path(__file__).parent, tmp_path / "tests" / "mutation")
    record = Record.read(tmp_path / "reached.json", tmp_path)
    record.renew(tmp_path, ["tests/core"], workers=1)
    record.write(tmp_path / "reached.json")
    record = Record.read(tmp_path / "reached.json", tmp_path)
    shop = Workshop(tmp_path, record)

    def noticed(before: str, after: str) -> str:
        return shop.try_fault(fault(before, after)).by.partition("::")[2]

    assert noticed("3", "4") == "test_within"
    assert noticed("number * 2", "(number / 2)") == ""  # of the test of 1, that fails by itself by now, nothing follows
    assert noticed("number < LIMIT", "number <= LIMIT") == "test_within"
    assert noticed("return number * 2", "return None") == "test_doubled"
    assert shop.try_fault(fault("number + 1", "(number - 1)")).by.startswith("(no end within ")
    assert (tmp_path / PATH).read_text() == SOURCE


def test_tests_that_reach_the_line_nearest_first_also_where_lines_have_moved(tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / PATH).write_text(SOURCE)
    reached = {
        "tests/store/test_far.py::test_a": {5},
        "tests/core/test_limits.py::test_b": {5},
        "tests/core/test_limits.py::test_c": {9, 10, 11},
    }
    record = Record({}, {name: Reach(0.1, {PATH: lines}) for name, lines in reached.items()}, {PATH: SOURCE})
    gone = {"tests/core/test_gone.py::test_a": Reach(0.1, {PATH: {5}})}
    Record({}, record.tests | gone, record.sources).write(tmp_path / "reached.json")
    for name in reached:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name.partition("::")[0]).touch()
    (tmp_path / PATH).write_text(f"import os\n{SOURCE}")
    moved = Record.read(tmp_path / "reached.json", tmp_path)
    nearest_first = ["tests/core/test_limits.py::test_b", "tests/store/test_far.py::test_a"]
    for known, source in ((record, SOURCE), (moved, f"import os\n{SOURCE}")):
        faults = faults_of(PATH, source.encode())
        assert known.tests_of(next(one for one in faults if one.before == "number < LIMIT")) == nearest_first
        assert known.tests_of(next(one for one in faults if one.before == "3")) == nearest_first
        assert known.tests_of(next(one for one in faults if one.before == "number + 1")) == [*reached][2:]
    changed = SOURCE.replace("number < LIMIT", "number <= LIMIT")
    (tmp_path / PATH).write_text(changed)
    fault_of_changed = next(one for one in faults_of(PATH, changed.encode()) if one.before == "number <= LIMIT")
    assert Record.read(tmp_path / "reached.json", tmp_path).tests_of(fault_of_changed) == nearest_first


def test_where_no_test_is_known_to_reach_the_line_those_of_its_function_are_tried() -> None:
    record = Record({}, {"tests/core/test_limits.py::test_c": Reach(0.1, {PATH: {9}})}, {PATH: SOURCE})
    assert record.tests_of(fault("number * 2", "(number / 2)")) == [*record.tests]
    assert record.tests_of(fault("number < LIMIT", "number <= LIMIT")) == []


def test_a_test_that_takes_too_long_keeps_none_behind_it_from_being_tried(tmp_path: Path) -> None:
    seconds = {"quick": 2.0, "long": 70.0, "short": 1.0}
    shop = Workshop(tmp_path, Record({}, {name: Reach(one, {}) for name, one in seconds.items()}))
    assert shop._within([*seconds], 60) == ["quick", "short"]
    assert shop._within(["long", "short"], 60) == ["long"]
