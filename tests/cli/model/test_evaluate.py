"""`annotator evaluate`: suggesters held against decisions."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli.model.document_work import PipelineChoice
from annotator.cli.model.train import evaluate
from annotator.core import model
from annotator.core.decided import learned_as
from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.profiles import PROFILES
from annotator.store.desk.desk import SqliteDesk
from tests.benchmarks.planted import planted, store, suggest
from tests.benchmarks.test_planted import ARTICLES
from tests.cli.conftest import ROOT, Run, check_record, json_of
from tests.made_once import made_once

ONLY_SUGGESTED_HERE = 15
Evaluated = Callable[..., tuple[int, str]]
LOOKED_UP = """
import sys
from annotator.cli.commands import app
try:
    app(["evaluate", "--db", sys.argv[1], "--suggester", "right", "--json"])
finally:
    print([name for name in ("spacy", "thinc", "textual") if name in sys.modules], file=sys.stderr)
"""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """20 articles decided with nothing in sight, and two suggesters, one of which has not suggested for all."""

    def make(path: Path) -> None:
        store(ARTICLES, path)
        chance = random.Random(1)
        suggest(path, "right", [one.suggested(one.quotes) for one in ARTICLES])
        wrong = [one.suggested(planted(one, 0.2, chance)) for one in ARTICLES[:ONLY_SUGGESTED_HERE]]
        suggest(path, "llama 3", wrong)

    return made_once(tmp_path / "work.db", "suggesters to compare", make)


def evaluated(run: Run, db: Path, *options: str) -> dict[str, object]:
    """What it prints for programs."""
    done = run("evaluate", "--db", db, "--json", *options)
    record: dict[str, object] = json_of(done)
    check_record(record, "evaluation")
    return record


def test_two_suggesters_are_compared_where_both_have_suggested(run: Run, db: Path) -> None:
    record = evaluated(run, db, "--suggester", "right", "--suggester", "llama 3")
    unseen = record["unseen"]
    left_out = sum(len(one.sentences) for one in ARTICLES[ONLY_SUGGESTED_HERE:])
    assert (record["left_out"], unseen["documents"], record["others"]["documents"]) == (left_out, 15, 0)
    assert unseen["suggesters"]["right"]["quote_exact_f1"]["value"] == 1.0
    less = unseen["differences"]["llama 3"]["content_overlap_f1"]
    assert less["value"] < less["high"] < 0
    assert evaluated(run, db, "--suggester", "right")["left_out"] == 0
    assert [*evaluated(run, db, "--suggester", "all")["unseen"]["suggesters"]] == ["nothing", "right", "llama 3"]


def test_people_read_tables_that_fit_and_why_a_figure_is_not_there(run: Run, db: Path) -> None:
    done = run("evaluate", "--db", db, "--suggester", "right", "--suggester", "llama 3")
    lines = done.stdout.splitlines()
    assert lines[0] == "left out: 120 decided sentences for which not all have suggested"
    assert "15 articles, 360 sentences, 180 quotes decided with the suggestion withheld" in lines[2]
    assert any(line.startswith("llama 3 less right") for line in lines)
    assert lines[-1] == "speaker: none was decided; mixed: none was suggested or decided"
    assert max(map(len, lines)) <= 80


def test_what_was_decided_with_a_suggestion_in_sight_is_apart_and_said_to_flatter(run: Run, db: Path) -> None:
    with SqliteDesk(db, "bo") as desk:
        for number in desk.numbers()[:4]:
            items = desk.page(number).items
            suggestions = [item.suggestion for item in items]
            desk.save(
                [
                    NewDecision(item.id, Answer.REJECT, one.labels.bare(), one.id, sight=Sight.SUGGESTION)
                    for item, one in zip(items, suggestions, strict=True)
                    if one is not None
                ]
            )
    both = evaluated(run, db, "--suggester", "right", "--annotator", "bo")
    assert (both["unseen"]["documents"], both["others"]["documents"], both["others"]["quotes"]) == (0, 4, 0)
    told = " ".join(run("evaluate", "--db", db, "--suggester", "right", "--annotator", "bo").stdout.split())
    assert "these figures flatter the suggester that was shown" in told
    assert "quote: none was decided" not in told, "what was suggested there is wrong, not undefined"


def test_the_newest_run_of_a_name_is_what_that_suggester_says(run: Run, db: Path) -> None:
    suggest(db, "right", [one.suggested() for one in ARTICLES], version="2")
    recall = evaluated(run, db, "--suggester", "right")["unseen"]["suggesters"]["right"]["content_overlap_recall"]
    assert recall["value"] == 0.0


def test_held_out_articles_are_those_of_training(run: Run, db: Path) -> None:
    held_out = evaluated(run, db, "--suggester", "right", "--held-out")["unseen"]["documents"]
    assert 0 < held_out < len(ARTICLES)


def test_no_pipeline_is_loaded(db: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOKED_UP, str(db)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stdout.startswith('{"schema":"annotator/evaluation@1"'), done.stderr
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--suggester", "\x1b[31mx"), 3, "has suggested anything here; there is nothing, right, llama 3"),
        (("--suggester", "right", "--profile", "speech"), 2, "--profile changes nothing with --suggester"),
        (("--suggester", "right", "--annotator", "nobody"), 3, "nobody"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(
    run: Run, db: Path, options: Sequence[str], code: int, told: str
) -> None:
    done = run("evaluate", "--db", db, *options, code=code)
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "\x1b" not in done.stderr


def test_where_nobody_has_suggested_that_is_said(run: Run, db: Path) -> None:
    with closing(sqlite3.connect(db)) as base:
        base.execute("PRAGMA foreign_keys = OFF")
        base.execute("DELETE FROM suggestions")
        base.execute("DELETE FROM runs")
        base.commit()
    done = run("evaluate", "--db", db, "--suggester", "all", code=3)
    assert done.stderr == "error: no suggester 'all' has suggested anything here; there is none\n"


class _Learned:
    """A pipeline that learned from some articles, and suggests by that."""

    def __init__(self, network: list[str], mix: list[str], policy: str = "mix") -> None:
        self.learned_from = {"network": [*map(learned_as, network)], "mix": [*map(learned_as, mix)]}
        self.run = model.Run("en_quotes", "1", {"learned": policy})
        self.profile = PROFILES["speech"]

    def suggest_one(self, document: model.Document) -> model.Suggested:
        return model.Suggested(document, (), (), ())


@pytest.fixture
def evaluated_by(db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Evaluated:
    """Evaluates a pipeline here: how many articles it was held against, and what was said of it."""

    def by(learned: _Learned, *, held_out: bool = False) -> tuple[int, str]:
        monkeypatch.setattr(PipelineChoice, "load", lambda *_: learned)
        evaluate(db, PipelineChoice(), None, None, held_out=held_out, as_json=True)
        out, err = capsys.readouterr()
        return json.loads(out)["unseen"]["documents"], err

    return by


def test_a_model_that_knows_the_articles_is_said_to(evaluated_by: Evaluated) -> None:
    ids = [one.document.id for one in ARTICLES]
    compared, told = evaluated_by(_Learned(ids[:12], ids[12:15]))
    assert compared == len(ids)
    assert "en_quotes learned from 12 of these articles (--held-out leaves them out)" in told
    assert "was weighed against the rules on 3" in told
    assert evaluated_by(_Learned(ids[:12], ids[12:15], "rules")) == (len(ids), ""), "what it learned suggests nothing"
    assert evaluated_by(_Learned(["elsewhere"], ["there"])) == (len(ids), "")


def test_no_article_that_taught_a_model_counts_as_held_out(evaluated_by: Evaluated) -> None:
    ids = [one.document.id for one in ARTICLES]
    compared, told = evaluated_by(_Learned([f"{key}~2" for key in ids[:15]], ids[15:18]), held_out=True)
    assert compared == len(ids) - 15, "a corrected article is the same one"
    assert "learned from 0 of these" in told
