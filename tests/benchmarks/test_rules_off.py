"""Which rule or frame is switched off, the tests beside the rules notice."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_every_rule_and_frame_that_is_switched_off_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.rules_off"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
