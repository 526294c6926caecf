"""README and docs against the code: every command in them runs, every key in the README is bound."""

import grp
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.core.decided import TrainingExample
from tests.cli.conftest import ARTICLE, ROOT
from tests.suggest.learn.examples import lesson

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = "".join(
    [README, *((ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("teams", "import-export", "training"))]
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDES, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with what the README's commands name, and `annotator` on the path."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "articles.jsonl").write_text(json.dumps({"text": ARTICLE}), encoding="utf-8")
    record = {"schema": "annotator/suggestion@1", "text": ARTICLE, "quotes": [{"content": "The harbour was quiet"}]}
    (tmp_path / "bot.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name, arguments in (("annotator", "-m annotator.cli.main"), ("python", "")):
        command = tmp_path / "bin" / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    return tmp_path


def environment(folder: Path, name: str = "ana") -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
    return {
        **kept,
        "PATH": f"{folder / 'bin'}{os.pathsep}{kept['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "ANNOTATOR_NAME": name,
    }


def in_terminal(
    command: str, folder: Path, keys: bytes, name: str = "ana", there: Path | None = None
) -> tuple[int, str]:
    """Run a command in a real terminal, press the keys once the screen is up, and return exit code and output.

    `there`: where it is run, if not in the folder that has `annotator` on its path.
    """
    leader, follower = pty.openpty()
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    process = subprocess.Popen(["sh", "-c", command], cwd=there or folder, env=environment(folder, name), **streams)
    os.close(follower)
    output, pressed, deadline = b"", False, time.monotonic() + 300
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                break
            if not chunk:
                break
            output += chunk
        if not pressed and b"saved 0" in output:
            os.write(leader, keys)
            pressed = True
        if process.poll() is not None and not select.select([leader], [], [], 0.1)[0]:
            break
    code = process.wait(60)
    os.close(leader)
    return code, output.decode("utf-8", "replace")


def commands(language: str) -> list[str]:
    lines = [line.split("#")[0].strip() for block in blocks(language) for line in block.splitlines()]
    return [line for line in lines if line]


def succeeds(command: str, folder: Path, there: Path | None = None) -> None:
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=there or folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def stats_of(folder: Path, there: Path) -> Any:
    """What `annotator stats --json` says of the database in the folder `there`."""
    command = ["annotator", "stats", "--json"]
    done = subprocess.run(command, cwd=there, env=environment(folder), capture_output=True, check=True, timeout=600)
    return json.loads(done.stdout)


@pytest.mark.long
def test_every_command_runs(folder: Path) -> None:
    found = commands("sh")
    assert len(found) >= 8
    for command in found:
        if command.startswith("annotator annotate"):
            code, output = in_terminal(command, folder, b"\rq")
            assert code == 0, output[-2000:]
            continue
        succeeds(command, folder)
    stats = stats_of(folder, folder)
    assert stats["annotators"][0]["decided"] == 1, "the Enter of `annotator annotate` is kept"


@pytest.fixture
def team() -> Iterator[Path]:
    """A folder for a group, in one that the group can pass through: pytest's own are private."""
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


@pytest.mark.long
def test_from_three_articles_to_gold_as_a_team(folder: Path, team: Path) -> None:
    """Two people answer the same articles, one of them finds nothing in a sentence; review takes the first version."""
    for number in range(2):
        (folder / "articles" / f"more-{number}.txt").write_text(f"Number {number}. {ARTICLE}", encoding="utf-8")
    group = grp.getgrgid(os.getgid()).gr_name
    found = commands("bash")
    assert len(found) < 10
    for written in found:
        command = written.replace("newsroom /srv/quotes", f"{group} {team}")
        command = command.replace(" articles/", f" {folder}/articles/")
        if command == "annotator annotate":
            for name, first in (("ana", b"\r"), ("ben", b"x")):
                code, output = in_terminal(f"{command} --withhold 0", folder, first + 30 * b"\r" + b"q", name, team)
                assert code == 0, output[-2000:]
        elif command == "annotator review":
            code, output = in_terminal(f"{command} --audit 0", folder, 10 * b"1" + b"q", there=team)
            assert code == 0, output[-2000:]
        else:
            succeeds(command, folder, team)
    gold = (team / "exports" / "annotator.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(gold) == stats_of(folder, team)["sentences"], "every sentence is agreed on or settled"


@pytest.mark.long
def test_from_decisions_to_models_as_the_recipe_says(folder: Path) -> None:
    """Its commands one after the other, training cut short; what is annotated in between comes from made-up gold."""
    write_gold(folder, 40)
    shutil.copytree(folder / "articles", folder / "next")
    found = commands("console")
    assert len(found) == 10
    for command in found:
        succeeds(shortened(command), folder)
    types = json.loads((folder / "features.json").read_text(encoding="utf-8"))
    lines = (folder / "decided.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(set(json.loads(line)) <= set(types) for line in lines)


def shortened(command: str) -> str:
    if command == "annotator annotate":
        return "annotator import --as ana gold.jsonl"
    if command == "annotator train":
        return f"{command} --steps 2 --quiet"
    if command.startswith("python -m spacy train"):
        return f"{command} --training.max_steps 2 --training.eval_frequency 1"
    return command


def write_gold(folder: Path, count: int) -> None:
    gold = [{"id": f"made-up-{n}", **gold_of(lesson(n))} for n in range(count)]
    (folder / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in gold), encoding="utf-8")


def gold_of(one: TrainingExample) -> dict[str, Any]:
    return {
        "text": one.document.text,
        "quotes": [
            {"type": quote.type, "content": quote.content, "cue": quote.cue, "source": quote.source}
            for quote in one.quotes
        ],
    }


@pytest.mark.long
def test_the_example_for_datasets_runs(folder: Path) -> None:
    pytest.importorskip("datasets")
    write_gold(folder, 2)
    for command in ("annotator import --as ana gold.jsonl", *commands("console")[-2:]):
        succeeds(command, folder)
    (code,) = [code for code in blocks("python") if "load_dataset" in code]
    (folder / "example.py").write_text(code, encoding="utf-8")
    succeeds("python example.py", folder)


def test_the_example_for_spacy_runs_and_finds_the_quote(folder: Path) -> None:
    (code,) = [code for code in blocks("python") if "spacy.load" in code]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The harbour will close" in done.stdout
    assert "Nora Lind" in done.stdout


def test_the_make_targets_exist(folder: Path) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    for target in ("demo", "test", "test-long", "test-wheel", "bench", "mutants", "reference", "snapshots"):
        done = subprocess.run([make, "-n", target], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr


def test_its_keys_are_those_that_help_begins_with() -> None:
    from annotator.tui.keys import FIRST_HOUR, KEYS

    rows = re.findall(r"^\| (`.+?`) \|", README.split("## The keys")[1].split("##")[0], re.MULTILINE)
    shown = {key.id: key.display for key in KEYS}
    assert sorted(rows) == sorted(" ".join(f"`{shown[name]}`" for name in first["names"]) for first in FIRST_HOUR)


def test_every_key_it_names_is_bound() -> None:
    from annotator.tui.keys import KEYS, shown_keys

    table = README.split("## The keys")[1].split("##")[0]
    named = {key for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for key in re.findall(r"`([^`]+)`", row)}
    bound = {shown_keys(key) for entry in KEYS for key in entry.keys.split(",")}
    assert len(named) > 10
    assert named - bound <= {"1", "9", "Ctrl+P"}, "the speakers are one entry, the palette is the framework's"
