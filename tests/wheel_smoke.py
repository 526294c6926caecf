"""Whether the wheel works where it is installed: it holds every file of the package, and its commands run.

`python -m tests.wheel_smoke WHEEL ANNOTATOR`: the built file, and the program of an environment in which only that is
installed. It runs in a folder of its own, where the checkout is not in sight: what the wheel forgot to pack is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.tui.pseudo_terminal import Terminal

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = """Title: Ferry talks
Date: 2026-02-03

"We will not sail on Sunday," said the captain, Nora Lind. The harbour was quiet.

Lind told the council that the pier needed repairs. A man on the quay disagreed.
"""
BEFORE: list[tuple[str, str, int]] = [
    ("--version", "annotator ", 0),
    ("--help", "resuggest", 0),
    ("nonsense", "error: no such command", 2),
    ("import ferry.txt", "1 article, 4 sentences", 0),
    ("suggest ferry.txt", '"speaker":"Nora Lind"', 0),
    ("scheme profile guardian", "guardian", 0),
    ("settings", "IPTC Media Topics", 0),
    ("export schema sentence", '"$schema"', 0),
    ("export schema document", '"$schema"', 0),
    ("export schema manifest", '"$schema"', 0),
]
"""Commands, what they print somewhere, and their exit codes: before anything is decided."""
AFTER: list[tuple[str, str, int]] = [
    ("stats", "sentences   4", 0),
    ("list speakers", "Nora Lind", 0),
    ("agreement", "agreement", 0),
    ("export -o gold.jsonl", "gold.jsonl", 0),
    ("export -o - --format csv", "Sunday", 0),
    ("export -o - --format conll", "Sunday", 0),
    ("export -o gold.spacy --format spacy --unit sentence", "gold.spacy", 0),
    ("import --as ben gold.jsonl", "ben", 0),
    ("review list", "settle", 0),
    ("db backup copy.db", "copied to copy.db", 0),
    ("db merge copy.db", "nothing new", 0),
    ("resuggest", "suggested anew", 0),
    ("evaluate", "quotes", 0),
    ("rename 'Nora Lind' 'Nora Lindt'", "is now Nora Lindt", 0),
    ("db check", "sound", 0),
]
"""The same, of a database in which two sentences are confirmed."""


def packed(wheel: Path) -> set[str]:
    """The names of the files in a wheel, but for those that say what it is."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def wanted() -> set[str]:
    """The names that belong in it: the package, and the schemas inside it."""
    package = {path for path in (ROOT / "annotator").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    schemas = {f"annotator/schemas/{path.name}" for path in (ROOT / "schemas").iterdir()}
    return {path.relative_to(ROOT).as_posix() for path in package} | schemas


def ran(program: Path, folder: Path, commands: list[tuple[str, str, int]]) -> None:
    """Run commands by a shell, one after the other. AssertionError for the first that does not do what it should."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("ANNOTATOR_", "PYTHON"))}
    environment = {**kept, "HOME": str(folder), "XDG_STATE_HOME": str(folder), "ANNOTATOR_NAME": "ana"}
    for command, told, code in commands:
        done = subprocess.run(
            ["sh", "-c", f'"$0" {command}', program],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert (done.returncode, told in done.stdout) == (code, True), f"annotator {command}: {done.stdout[-2000:]}"


def annotated(program: Path, folder: Path) -> None:
    """Confirm two sentences on the real screen."""
    command = [str(program), "annotate", "--db", str(folder / "annotator.db")]
    screen = Terminal(folder, command=command, PYTHONPATH="", ANNOTATOR_NAME="ana")
    screen.until(b"saved 0", 120)
    screen.send(b"\r\rq")
    assert screen.ended(60) == 0, screen.output[-2000:]


def main(wheel: Path, program: Path) -> None:
    """Say what is missing, or how many commands did what they should."""
    assert packed(wheel) == wanted(), f"not the files of the package: {sorted(packed(wheel) ^ wanted())}"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
        ran(program, folder, BEFORE)
        annotated(program, folder)
        ran(program, folder, AFTER)
    print(f"{wheel.name}: {len(wanted())} files, {len(BEFORE) + 1 + len(AFTER)} commands")


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:]))
