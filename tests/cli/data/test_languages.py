"""Articles in other languages from the import to every export: quotes as they were, tokens of their language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from annotator.exchange.formats.registry import READ, WRITTEN
from tests.cli.conftest import Run, lines_of
from tests.languages import ARTICLES, Article
from tests.made_once import made_once

READ_BACK = [format.name for format in WRITTEN if format in READ]


def gold(article: Article) -> str:
    quotes = [
        {
            "content": quote.content,
            "cue": quote.cue,
            "source": quote.source,
            "type": quote.type,
            "speaker": quote.speaker,
        }
        for quote in article.quotes
    ]
    return json.dumps({"id": article.name, "text": article.text, "quotes": quotes}) + "\n"


@pytest.fixture
def decided(run: Run, tmp_path: Path) -> Path:
    """A database in which ana decided all articles as they should be."""

    def make(path: Path) -> None:
        (tmp_path / "gold.jsonl").write_text("".join(map(gold, ARTICLES)), encoding="utf-8")
        done = run("import", "--as", "ana", "gold.jsonl")
        assert "18 articles (18 new), 135 quotes" in done.stderr

    return made_once(tmp_path / "annotator.db", "all languages", make).parent


def exported(run: Run, path: Path, **how: str) -> Path:
    options = [word for name, value in how.items() for word in (f"--{name}", value)]
    run("export", "--unit", "document", "-o", path, *options)
    return path


@pytest.mark.long  # every format, there and back
def test_every_format_holds_articles_in_other_languages(run: Run, decided: Path) -> None:
    lines = exported(run, decided / "all.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["document"]["id"]: record for record in map(json.loads, lines)}
    for article in ARTICLES:
        record = records[article.name]
        found = [[(span["start"], span["end"]) for span in quote["content"]] for quote in record["quotes"]]
        assert found == [[tuple(span) for span in quote.content] for quote in article.quotes], article.name
    for name in READ_BACK:
        target = exported(run, decided / f"{name}-out", format=name)
        run("import", "--db", f"{name}.db", "--as", "ana", target)
        lines = exported(run, decided / f"{name}.jsonl", db=f"{name}.db").read_text(encoding="utf-8").splitlines()
        for record in map(json.loads, lines):
            first = records[record["document"]["id"][:4]]
            assert [quote["content"] for quote in record["quotes"]] == [quote["content"] for quote in first["quotes"]]


@pytest.mark.long  # it loads the tokenizers of six languages
def test_tokens_are_those_of_the_language(run: Run, decided: Path) -> None:
    columns = exported(run, decided / "out.conll", format="conll").read_text(encoding="utf-8")
    tokens = [line.split("\t")[0] for line in columns.splitlines()]
    assert {"z.", "B.", "qu'", "jusqu'", "L'", "dott.ssa"} <= {*tokens}
    docs = DocBin(store_user_data=True).from_disk(exported(run, decided / "out.spacy", format="spacy"))
    for doc in docs.get_docs(spacy.blank("xx").vocab):
        language = doc.user_data["language"]
        assert doc.user_data["id"].startswith(language)
        assert [token.text for token in doc] == [token.text for token in spacy.blank(language).make_doc(doc.text)]
        assert doc.spans["quotes"]


def test_a_sentence_has_the_tokens_of_its_article(run: Run, decided: Path) -> None:
    done = run("export", "--unit", "sentence", "--format", "prodigy", "-o", "-")
    tasks = lines_of(done)
    short = next(task for task in tasks if task["text"].startswith("L'opposition, elle"))
    assert [token["text"] for token in short["tokens"]][:3] == ["L'", "opposition", ","]
