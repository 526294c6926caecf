"""`suggest --out FOLDER --shard I/N` and `annotator suggest --missing`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLE, ROOT, Run, check_record


@pytest.fixture
def articles(tmp_path: Path) -> list[Path]:
    """Two files of articles: one with an article that is left out, one of text."""
    lines = tmp_path / "in.jsonl"
    texts = [ARTICLE, "It rained.", "“We go,” said Ann Lee.", "It rained. " * 1_000, "He slept."]
    lines.write_text("".join(json.dumps({"id": f"n{i}", "text": t}) + "\n" for i, t in enumerate(texts)), "utf-8")
    text = tmp_path / "last.txt"
    text.write_text(ARTICLE, encoding="utf-8")
    return [lines, text]


def test_shards_one_after_another_are_what_one_process_prints(run: Run, articles: list[Path], tmp_path: Path) -> None:
    asked = ("suggest", "--largest-article", "0.01", *articles)
    one = run(*asked, code=6)
    made = [run(*asked, "--out", "out", "--shard", f"{number}/3", code=None) for number in (3, 1, 2)]
    assert sorted(shard.returncode for shard in made) == [0, 0, 6], "one of them leaves something out"
    folder = tmp_path / "out"
    assert "".join(path.read_text("utf-8") for path in sorted(folder.glob("shard-*.jsonl"))) == one.stdout
    manifests = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.manifest.json"))]
    for manifest in manifests:
        check_record(manifest, "shard")
    assert [manifest["shard"]["number"] for manifest in manifests] == [1, 2, 3]
    assert sum(manifest["file"]["records"] for manifest in manifests) == 5
    assert "0.011 MB" in "".join(reason for manifest in manifests for reason in manifest["left_out"])
    joined = run("suggest", "--join", folder)
    assert joined.stdout == one.stdout


def test_what_is_done_is_skipped_and_what_does_not_fit_is_made_again(
    run: Run, articles: list[Path], tmp_path: Path
) -> None:
    asked = ("suggest", articles[1], "--out", "out", "--shard", "1/1")
    run(*asked)
    lines = tmp_path / "out" / "shard-1-of-1.jsonl"
    sound, when = lines.read_bytes(), lines.stat().st_ino
    assert "done already" in run(*asked).stderr
    assert lines.stat().st_ino == when, "untouched"
    assert "done already" not in run(*asked, "--again").stderr
    assert lines.stat().st_ino != when

    assert "done already" not in run(*asked, "--profile", "polnear").stderr
    assert lines.read_bytes() != sound, "other options, another output"
    run(*asked)
    assert lines.read_bytes() == sound
    articles[1].write_text(ARTICLE.replace("Nora", "Cora"), encoding="utf-8")
    assert "done already" not in run(*asked).stderr, "the same size, another text"


def test_the_check_names_shards_that_are_missing_unsound_or_made_otherwise(
    run: Run, articles: list[Path], tmp_path: Path
) -> None:
    def make(number: int, *options: str) -> None:
        run("suggest", *articles, "--out", "out", "--shard", f"{number}/4", *options)

    make(1)
    make(2)
    make(3, "--profile", "polnear")
    (tmp_path / "out" / "shard-2-of-4.jsonl").write_text("", encoding="utf-8")
    done = run("suggest", "--missing", "out", code=6)
    assert done.stdout == "2,3,4\n"
    assert "3 of 4" in done.stderr
    joined = run("suggest", "--join", "out", code=6)
    assert joined.stdout == "", "nothing but lines of shards goes where the lines go"
    assert "make these again: 2,3,4" in joined.stderr
    run("suggest", "--missing", "missing", code=3)
    assert "that is for one folder" in run("suggest", "--missing", "out", "missing", code=2).stderr


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"shard": 1, "left_out": []},
        {"shard": {"number": 1}, "left_out": []},
        {"shard": {"number": 1, "of": 10**9}, "left_out": []},
        {"shard": {"number": 1, "of": 1}, "left_out": 5},
    ],
)
def test_manifests_of_others_are_none_of_ours(in_process: Run, tmp_path: Path, told: dict[str, object]) -> None:
    of = told["shard"]["of"] if "of" in str(told.get("shard")) else 1  # type: ignore[index]
    name = f"shard-{1:0{len(str(of))}}-of-{of}"
    (tmp_path / f"{name}.manifest.json").write_text(json.dumps({"schema": "annotator/shard@1", **told}), "utf-8")
    for command in (("suggest", "--missing"), ("import", "--suggestions")):
        done = in_process(*command, tmp_path, code=3)
        assert done.stdout == ""
        assert "no shard in it" in done.stderr


def test_options_that_do_not_go_together_are_wrong_usage(run: Run, articles: list[Path], tmp_path: Path) -> None:
    for options in (
        ("--shard", "1/2"),
        ("--out", "out"),
        ("--out", "out", "--shard", "3/2"),
        ("--out", "out", "--shard", "1/2", "--explain"),
        ("--out", "sub/out", "--shard", "1/2", tmp_path),
        ("--out", articles[0], "--shard", "1/2"),
    ):
        run("suggest", articles[0], *options, code=2)
    run("suggest", "-", "--out", "out", "--shard", "1/2", stdin="It rained.", code=2)
    other = tmp_path / "out" / "shard-1-of-1.jsonl"
    other.parent.mkdir()
    other.write_text("mine", encoding="utf-8")
    run("suggest", articles[0], "--out", "out", "--shard", "1/1", code=2)
    assert other.read_text("utf-8") == "mine"


@pytest.mark.long
def test_a_shard_that_is_killed_leaves_nothing_that_looks_done(articles: list[Path], tmp_path: Path, run: Run) -> None:
    article = json.dumps({"text": ARTICLE}) + "\n"
    articles[0].write_text(article * 400, encoding="utf-8")
    command = [sys.executable, "-m", "annotator", "suggest", str(articles[0]), "--out", "out", "--shard", "1/1"]
    killed = subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 300
    while not list(tmp_path.glob("out/.*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not list(tmp_path.glob("out/shard-*"))
    run(*command[3:])
    run("suggest", "--missing", "out")


@pytest.mark.long
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_the_makefile_of_the_page_makes_what_is_missing(articles: list[Path], tmp_path: Path, run: Run) -> None:
    page = (ROOT / "docs" / "many-machines.md").read_text("utf-8")
    recipe = page.split("```make\n")[1].split("```")[0]
    (tmp_path / "Makefile").write_text(recipe, encoding="utf-8")
    (tmp_path / "articles").mkdir()
    for path in articles:
        path.rename(tmp_path / "articles" / path.name)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    tool = bin_folder / "annotator"
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m annotator "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}

    def make() -> str:
        done = subprocess.run(
            ["make", "-j2", "SHARDS=2", "all.jsonl"],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    make()
    assert (tmp_path / "all.jsonl").read_text("utf-8") == run("suggest", "articles").stdout
    assert "up to date" in make()
    (tmp_path / "shards" / "shard-2-of-2.manifest.json").unlink()
    again = make()
    assert "expr 2 + 0" in again
    assert "expr 1 + 0" not in again
