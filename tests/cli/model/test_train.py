"""`annotator train`, `evaluate` and `resuggest`: decisions make the next suggestions, and lose nothing."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import spacy

from annotator.cli.model import train as train_command
from annotator.cli.model.document_work import PipelineChoice
from annotator.cli.narration import progress_bar
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused
from annotator.store.desk.desk import SqliteDesk
from annotator.suggest.learn import training_loop
from tests.cli.conftest import ROOT, Run, check_record, json_of
from tests.store.conftest import new_database
from tests.suggest.learn.examples import lesson


def decided_database(run: Run, folder: Path, count: int = 20) -> Path:
    """A database with made-up articles, all but the last of them accepted as suggested."""
    articles = folder / "in.jsonl"
    records = [{"id": f"made-up-{n}", "text": lesson(n).document.text} for n in range(count)]
    articles.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    db = folder / "work.db"
    run("import", "--db", db, "--quiet", articles)
    with SqliteDesk(db, "ana") as desk:
        for number in range(1, count):
            items = desk.page(number).items
            desk.save(
                [
                    NewDecision(item.id, Answer.ACCEPT, item.suggestion.labels.bare(), item.suggestion.id)
                    for item in items
                    if item.suggestion is not None
                ]
            )
    return db


@pytest.mark.long
def test_from_decisions_to_new_suggestions(run: Run, tmp_path: Path) -> None:
    db = decided_database(run, tmp_path)
    db.chmod(0o600)
    done = run("train", "--db", db, "-o", tmp_path / "out", "--steps", "4", "--curve")
    left = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert {"train.spacy", "held-out.spacy"} < {path.name for path in left}
    assert [path for path in left if path.stat().st_mode & 0o077] == [], "texts are as closed as the database"
    assert done.stdout == ""
    sizes = [line.split() for line in done.stderr.splitlines() if line.strip().startswith(("10 ", "11 "))]
    assert [line[:1] + line[-2:] for line in sizes if "<-" in line] == [["10", "<-", "rules"], ["11", "<-", "rules"]]
    assert (tmp_path / "out" / "first-10" / "model").is_dir()
    assert "<- suggests" in done.stderr
    assert "training 4/4" in done.stderr

    model = tmp_path / "out" / "model"
    judged = run("evaluate", "--db", db, "--model", model, "--trust-model", "--json")
    figures = json_of(judged)
    check_record(figures, "evaluation")
    assert figures["others"]["documents"] == 19
    (judged_so,) = figures["others"]["suggesters"].values()
    assert judged_so["content_overlap_f1"]["value"] == 1.0, "accepted as suggested, and the rules suggest still"

    with closing(sqlite3.connect(db)) as base:
        before = base.execute("SELECT id, run, labels FROM suggestions ORDER BY id").fetchall()
        decisions = base.execute("SELECT count(*) FROM decisions").fetchone()
    done = run("resuggest", "--db", db, "--model", model, "--trust-model", "--quiet")
    assert "4 undecided sentences of 1 article" in done.stderr
    with closing(sqlite3.connect(db)) as base:
        after = base.execute("SELECT id, run, labels FROM suggestions ORDER BY id").fetchall()
        assert after[: len(before)] == before, "earlier suggestions stay"
        assert len(after) == len(before) + 4
        assert base.execute("SELECT count(*) FROM decisions").fetchone() == decisions
        assert base.execute("SELECT pipeline FROM runs ORDER BY started_at").fetchall()[-1] == ("en_quotes",)
    with SqliteDesk(db, "ana") as desk:
        shown = {item.suggestion.id for item in desk.page(20).items if item.suggestion}
        assert shown == {row[0] for row in after[len(before) :]}, "the newest are shown"


def test_a_model_that_reads_no_syntax_is_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    for command in ("train", "evaluate"):
        done = run(command, "--db", new_database(tmp_path), "--model", tmp_path / "blank", "--trust-model", code=3)
        assert "has no tagger and parser; name one that has both" in done.stderr


@pytest.mark.long
def test_a_model_folder_needs_trust_and_no_decisions_teach_nothing(run: Run, tmp_path: Path) -> None:
    db = tmp_path / "work.db"
    (tmp_path / "one.txt").write_text(lesson(0).document.text, "utf-8")
    run("import", "--db", db, "--quiet", tmp_path / "one.txt")
    done = run("train", "--db", db, code=3)
    assert "no decisions" in done.stderr
    run("evaluate", "--db", db, code=3)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.cfg").write_text("[nlp]\n", "utf-8")
    done = run("resuggest", "--db", db, "--model", "./model", code=2)
    assert "--trust-model" in done.stderr


def test_articles_in_another_language_teach_nothing(run: Run, tmp_path: Path) -> None:
    foreign = (
        "Elle a dit que la ville ne pouvait pas payer les travaux du pont, et que rien ne serait fait avant la fin."
    )
    lines = [
        {"id": f"fr-{n}", "text": f"{foreign} Le {n} mai, il a dit la même chose.", "quotes": []} for n in range(9)
    ]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    run("import", "--db", tmp_path / "work.db", "--as", "ana", tmp_path / "gold.jsonl")
    done = run("train", "--db", tmp_path / "work.db", "-o", tmp_path / "out", code=3)
    assert "9 articles in another language left out" in done.stderr
    assert "no decisions to learn from" in done.stderr


def test_the_base_pipeline_is_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []

    def load(name: object) -> object:
        loaded.append(name)
        return load_pipeline(name)

    def stop(*_: object) -> None:
        raise InputRefused("far enough", "a test ends it here")

    load_pipeline = spacy.load
    monkeypatch.setattr(spacy, "load", load)
    monkeypatch.setattr(train_command, "_examples", lambda *_: [lesson(number) for number in range(24)])
    monkeypatch.setattr(training_loop.Trainer, "train", stop)
    with pytest.raises(InputRefused, match="far enough"):
        train_command.train(db=new_database(tmp_path), choice=PipelineChoice(), output=tmp_path / "out", **NOTHING_ELSE)
    assert len(loaded) == 1


NOTHING_ELSE: dict[str, Any] = {"annotator": None, "steps": None, "encoder": None, "curve": False, "quiet": True}
"""The options of a training of which none is given."""


@pytest.mark.parametrize("name", ["a-b", "1a", "a.b", ""])
def test_what_no_package_can_be_called_is_refused(in_process: Run, tmp_path: Path, name: str) -> None:
    done = in_process("train", "-o", tmp_path / "out", "--name", name, code=2)
    assert "cannot name a package" in done.stderr


def test_an_encoder_that_cannot_be_read_is_refused_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    db = decided_database(run, tmp_path, 6)
    (tmp_path / "none").mkdir()
    done = run("train", "--db", db, "-o", tmp_path / "out", "--encoder", tmp_path / "none", code=2)
    assert "add --trust-model if you trust it" in done.stderr
    done = run("train", "--db", db, "-o", tmp_path / "out", "--encoder", tmp_path / "none", "--trust-model", code=3)
    assert "config.json cannot be read" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "package", ["torch", *(pytest.param(name, marks=pytest.mark.long) for name in ("transformers", "tokenizers"))]
)
def test_without_what_trains_an_encoder_the_error_says_what_to_install(run: Run, tmp_path: Path, package: str) -> None:
    db = decided_database(run, tmp_path, 6)
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / f"{package}.py").write_text("raise ImportError('hidden by a test')\n", "utf-8")
    encoder = tmp_path / "encoder"
    encoder.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (encoder / name).write_text("{}", "utf-8")
    hidden = os.pathsep.join([str(tmp_path / "hidden"), str(ROOT)])
    command = ("train", "--db", db, "-o", tmp_path / "out", "--encoder", encoder, "--trust-model")
    done = run(*command, PYTHONPATH=hidden, code=5)
    assert "pip install 'quote-annotator[encoder-train]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_ctrl_c_leaves_a_training_that_goes_on(run: Run, tmp_path: Path) -> None:
    db = decided_database(run, tmp_path)
    command = [sys.executable, "-m", "annotator.cli.main", "train", "--db", str(db), "-o", str(tmp_path / "out")]
    with subprocess.Popen([*command, "--steps", "5000"], stderr=subprocess.PIPE, text=True) as training:
        assert training.stderr is not None
        for line in training.stderr:
            if line.startswith("training"):
                break
        training.send_signal(signal.SIGINT)
        said = training.stderr.read()
    assert training.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"unfinished"}


def test_the_time_left_is_told_where_nobody_watches_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(quiet=False) as progress:
        progress("training", 1, 100)
        for done, passed in ((10, 90.0), (50, 490.0), (100, 990.0)):
            with pytest.MonkeyPatch.context() as patch:
                now = time.monotonic() + passed
                patch.setattr(time, "monotonic", lambda now=now: now)
                progress("training", done, 100)
    said = [line.partition(", ")[2] for line in capsys.readouterr().err.splitlines()]
    assert said == ["", "some 15 minutes left", "some 8 minutes left", ""]
