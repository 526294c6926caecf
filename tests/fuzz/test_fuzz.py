"""The fuzzer finds what it is to find, keeps it so that it can be tried again, and finds nothing in what is there."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from annotator.core.errors import AnnotatorError, InputRefused
from tests.fuzz import __main__ as command
from tests.fuzz import running
from tests.fuzz.case import Case, Target, expect
from tests.fuzz.mutations import LONGEST, mutated
from tests.fuzz.running import Finding, Pool, keep, outcome, read_case

pytestmark = pytest.mark.long

MUTATED = {"readers": 150, "annotations": 60, "drawing": 15, "databases": 0, "suggestions": 60}
"""How many inputs each target is tried with here, beside those that it begins with."""


def target(run: Callable[[Case, Path], str]) -> Target:
    return Target("planted", lambda: [Case("kind", b"some words, 12 of them")], mutated, run, refusals=(3,))


def result_of(run: Callable[[Case, Path], str], data: bytes = b"x") -> str | Finding:
    return outcome(target(run), Case("kind", data))


def raising(error: BaseException) -> Callable[[Case, Path], str]:
    def run(case: Case, folder: Path) -> str:
        raise error

    return run


@pytest.mark.parametrize("name", MUTATED)
def test_the_first_inputs_of_each_target_show_no_fault(name: str) -> None:
    pool = Pool(command.TARGETS[name], command.TARGETS[name].seeds(), Random(1))
    for _ in range(min(len(pool.cases), 60) + MUTATED[name]):
        found = pool.try_next()
        assert found is None, found.told
    assert pool.outcomes


def test_a_fault_is_found_once_and_kept_so_that_it_can_be_tried_again(tmp_path: Path) -> None:
    def run(case: Case, folder: Path) -> str:
        expect(b"\x1b" not in case.data, "an escape")
        return "taken"

    pool = Pool(target(run), target(run).seeds(), Random(1))
    found = [finding for _ in range(800) if (finding := pool.try_next())]
    assert len(found) == 1
    assert sum(pool.findings.values()) > 1
    place = keep(found[0], pool.target, tmp_path)
    assert "an escape" in (place / "traceback.txt").read_text(encoding="utf-8")
    (kept,) = place.glob("input.*")
    name, case = read_case(kept)
    assert (name, case) == ("planted", found[0].case)
    again = outcome(pool.target, case)
    assert isinstance(again, Finding)
    assert again.key == found[0].key


def test_only_refusals_with_a_right_code_and_an_advice_are_no_fault() -> None:
    assert result_of(raising(InputRefused("a.txt: it's odd", "mend it"))) == "kind: InputRefused its odd"
    assert isinstance(result_of(raising(InputRefused("a.txt: odd"))), Finding)
    assert isinstance(result_of(raising(AnnotatorError("a.txt: odd", "mend it"))), Finding)
    for error in (ValueError("odd"), RecursionError(), MemoryError()):
        assert isinstance(result_of(raising(error)), Finding)


@pytest.mark.parametrize("busy", [True, False])
def test_an_input_that_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch, busy: bool) -> None:
    def run(case: Case, folder: Path) -> str:
        try:
            while busy:
                pass
            time.sleep(30)
        except Exception:
            return "taken"
        return "taken"

    monkeypatch.setattr(running, "SECONDS", 0.05)
    found = result_of(run)
    assert isinstance(found, Finding)
    assert "TooSlow" in found.told


def test_an_input_that_takes_too_much_memory_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MEMORY", -1)
    assert isinstance(result_of(lambda case, folder: "taken"), Finding)


def test_inputs_are_the_same_with_the_same_seed_and_no_longer_than_they_may_be() -> None:
    first = Case("kind", b'{"text": "He said 7.", "a": [1, {"b": null}]}\n' * 3)

    def made(seed: int) -> list[Case]:
        rng = Random(seed)
        return [mutated(rng, first, [first, Case("kind", b"other")]) for _ in range(300)]

    assert made(1) == made(1) != made(2)
    assert len(set(made(1))) > 250
    assert max(len(case.data) for case in made(1)) <= LONGEST


def test_the_command_tells_figures_and_tries_a_kept_input_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(command, "limit_memory", lambda: None)
    assert command.main(["readers", "--seconds", "0.3", "--out", str(tmp_path)]) == 0
    assert "inputs (readers " in capsys.readouterr().out
    kept = tmp_path / "input.readers.jsonl"
    kept.write_bytes(b'{"text": "It rained."}\n')
    assert command.main(["--replay", str(kept)]) == 0
    assert "nothing wrong: jsonl: 1 read" in capsys.readouterr().out
    kept.write_bytes(b'{"text": 1}\n')
    assert command.main(["--replay", str(kept)]) == 0
    assert "InputRefused no text" in capsys.readouterr().out


def test_no_model_is_loaded_for_it() -> None:
    code = "import sys, tests.fuzz.__main__; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=600).returncode == 0
