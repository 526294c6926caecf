"""`--workers` and `--largest-article` of import and suggest."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.cli.model import document_work
from annotator.cli.model.document_work import (
    Intake,
    LazySuggester,
    PipelineChoice,
    done_in_order,
    free_cores,
    refuse_size,
)
from annotator.core.errors import InputRefused
from annotator.core.model import Document
from annotator.core.scheme import load_scheme
from tests.cli.conftest import ARTICLE, Run, json_of

FRENCH = (
    "Le pont restera fermé jusqu'au printemps, a annoncé la maire. Elle a ajouté que rien ne serait décidé avant la fin"
    " du mois, et que la région devait payer les travaux."
)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Articles of several lengths, one twice, one in French, one without a word."""
    texts = [ARTICLE * 6, "It rained.", ARTICLE, FRENCH, "“We go,” said Ann Lee.", "It rained.", ARTICLE * 2]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": f"n{i}", "text": t}) + "\n" for i, t in enumerate(texts)), "utf-8")
    return path


def _rows(db: Path) -> list[tuple[object, ...]]:
    """What an import has stored, without times and the names of runs."""
    with sqlite3.connect(db) as connection:
        queries = (
            'SELECT number, id, sha256, sentences, body_start, meta, "cast", text FROM documents ORDER BY number',
            "SELECT * FROM sentences ORDER BY id",
            "SELECT id, sentence_id, score, labels, topics FROM suggestions ORDER BY id",
            "SELECT * FROM readings ORDER BY suggestion",
            "SELECT * FROM chances ORDER BY document",
            "SELECT settings FROM runs",
        )
        return [row for query in queries for row in connection.execute(query)]


@pytest.mark.long
def test_several_workers_print_the_same_as_one_process(run: Run, articles: Path) -> None:
    for options in ((), ("--explain",)):
        one = run("suggest", *options, articles, code=6)
        two = run("suggest", *options, "--workers", "2", articles, code=6)
        assert (two.stdout, two.stderr) == (one.stdout, one.stderr)


@pytest.mark.long
def test_several_workers_store_the_same_as_one_process(run: Run, articles: Path, tmp_path: Path) -> None:
    one = run("import", "--db", "one.db", articles, code=6)
    two = run("import", "--db", "two.db", "--workers", "2", articles, code=6)
    assert two.stderr.replace("two.db", "one.db") == one.stderr
    assert _rows(tmp_path / "one.db") == _rows(tmp_path / "two.db")
    assert len(_rows(tmp_path / "one.db")) > 20


@pytest.mark.long
def test_many_articles_are_suggested_by_as_many_processes_as_cores_are_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = []
    monkeypatch.setattr(document_work, "free_cores", lambda: 3)
    monkeypatch.setattr(
        document_work, "in_processes", lambda job, documents, workers, told: started.append(workers) or ()
    )
    for number, intake in ((49, Intake()), (50, Intake(workers=1)), (50, Intake()), (51, Intake())):
        documents = [Document(str(n), "It rained.") for n in range(number)]
        idle = LazySuggester(PipelineChoice(), load_scheme(None), lambda _: None)
        monkeypatch.setattr(PipelineChoice, "load", lambda *_: SimpleNamespace(habits={}, known=None, run=None))
        found = [*done_in_order(lambda suggester, document: document.id, documents, idle, intake)]
        assert found in ([], [document.id for document in documents])
        assert bool(found) == (number == 49 or intake.workers == 1)
    assert started == [3, 3]
    assert capsys.readouterr().err == "suggesting in 3 processes (--workers 1: in one)\n" * 2


def test_free_cores_are_those_that_are_idle_four_at_most_with_memory_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    def free(cores: int, load: float, kilobytes: int) -> int:
        monkeypatch.setattr(document_work.os, "sched_getaffinity", lambda _: range(cores), raising=False)
        monkeypatch.setattr(document_work.os, "getloadavg", lambda: (load, 0.0, 0.0))
        told = f"MemTotal: 9 kB\nMemAvailable:   {kilobytes} kB\n"
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: told)
        return free_cores()

    plenty = 9_000_000
    assert [free(2, 0.3, plenty), free(8, 0.0, plenty), free(8, 6.2, plenty), free(2, 7.0, plenty)] == [2, 4, 2, 1]
    assert [free(4, 0.0, 1_200_000), free(4, 0.0, 100)] == [2, 1]
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "no such line")
    assert free_cores() == 1


@pytest.mark.long
def test_workers_follow_what_was_decided_and_who_was_confirmed(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", "--db", "team.db", article)
    record = json_of(run("suggest", article))
    record["quotes"] = [dict(quote, speaker="Nora Anna Lind") for quote in record["quotes"]]
    decided = tmp_path / "decided.jsonl"
    decided.write_text(json.dumps(record), encoding="utf-8")
    later = tmp_path / "later.txt"
    later.write_text("The ferry is late, Nora Lind said. “It will sail,” Lind said.", encoding="utf-8")
    other = tmp_path / "other.txt"
    other.write_text("“It is so,” Lind said.", encoding="utf-8")
    run("import", "--db", "team.db", "--as", "ana", decided)
    asked = ("suggest", "--habits-of", "team.db", later, other)
    one, two = run(*asked), run(*asked, "--workers", "2")
    assert (two.stdout, two.stderr) == (one.stdout, one.stderr)
    assert "adapted to" in one.stderr


def test_decisions_are_imported_in_one_process(run: Run, articles: Path) -> None:
    done = run("import", "--as", "ana", "--workers", "2", articles, code=2)
    assert done.stderr == "error: --workers changes nothing with --as; leave it out\n"
    run("import", "--workers", "0", articles, code=2)


def test_an_article_above_the_size_is_left_out_and_can_be_taken(run: Run, article: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("It rained. " * 300, encoding="utf-8")
    for command in ("suggest", "import"):
        alone = run(command, "--largest-article", "0.003", book, code=3)
        assert "0.0033 MB of text, more than 0.003" in alone.stderr
        assert "--largest-article 1" in alone.stderr
        run(command, "--largest-article", "0.003", book, article, code=6)
    run("import", "--largest-article", "0.0033", book)


def test_the_size_is_that_of_the_text_in_bytes() -> None:
    refuse_size(Document("a", "ä" * 1_000_000), 2)
    with pytest.raises(InputRefused, match="--largest-article 3"):
        refuse_size(Document("a", "ä" * 1_000_000 + "a"), 2)
    refuse_size(Document("a", "ä" * 3_000_000), 0)
