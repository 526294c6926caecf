"""What `annotator export` wrote comes back through `annotator import --as` as it was, header or not."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.made_once import made_once

HEADER = "Title: The mill at Vik\nBy: Kari Dal\nDate: 2026-02-03\n\n\n"
BODY = (
    "The mill will be sold, Per Holm of the council said. It is old. “Nobody wants it,” he added, "
    "“and I, for one, will not\u2009pay.”\n\n"
    "The roof leaks. So do the walls. “We counted nine holes.\n\n"
    "“Then we stopped,” the mason told a reporter.\n\n"
    "A neighbour, the letter says, would \U0001f986 have bought it.\tNothing came of that.\n"
)
TEXT = HEADER + BODY


def span(words: str) -> list[int]:
    assert TEXT.count(words) == 1, words
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def quote(kind: str, speaker: str | None, cue: str | None, source: str | None, *content: str) -> dict[str, Any]:
    said = {"type": kind, "speaker": speaker, "content": [span(words) for words in content]}
    return {**said, "cue": span(cue) if cue else None, "source": span(source) if source else None}


QUOTES = [
    quote("indirect", "Per Holm", "said", "Per Holm of the council", "The mill will be sold"),
    # Discontinuous, the source in the sentence before.
    quote("direct", "Per Holm", "added", "Per Holm", "“Nobody wants it,”", "“and I, for one, will not\u2009pay.”"),
    # Without cue and speaker, the source in the header.
    quote("indirect", "Kari Dal", None, "Kari Dal", "The roof leaks.", "So do the walls."),
    # Continued in the next paragraph, where its cue and source stand.
    quote("direct", None, "told", "the mason", "“We counted nine holes.", "“Then we stopped,”"),
    quote("mixed", None, "says", "the letter", "A neighbour", "would \U0001f986 have bought it"),
]  # fmt: skip
GIVEN_BACK = (
    "id",
    "index",
    "start",
    "end",
    "text",
    "quotes",
    "topics",
    "answer",
    "decided_at",
    "seconds",
    "note",
    "flagged",
)


@pytest.fixture
def exported(run: Run, tmp_path: Path) -> Path:

    def make(_: Path) -> None:
        (tmp_path / "mill.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "gold.jsonl").write_text(json.dumps({"text": TEXT, "quotes": QUOTES}), encoding="utf-8")
        run("import", "mill.txt")
        done = run("import", "--as", "ana", "gold.jsonl")
        assert "(0 new), 5 quotes" in done.stderr

    made_once(tmp_path / "annotator.db", "the mill, as ana has it", make)
    run("export", "-o", "out.jsonl")
    return tmp_path / "out.jsonl"


def read(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def given_back(path: Path, *fields: str) -> list[Any]:
    return [{field: record[field] for field in (*GIVEN_BACK, *fields)} for record in read(path)]


def begun(path: Path) -> int:
    return sum(not quote["continues"] for record in read(path) for quote in record["quotes"])


def test_into_a_new_database(run: Run, exported: Path, tmp_path: Path) -> None:
    assert begun(exported) == 5
    assert "document_start" in exported.read_text(encoding="utf-8")
    done = run("import", "--db", "new.db", "--as", "bo", exported)
    assert "(1 new), 5 quotes" in done.stderr
    run("export", "--db", "new.db", "-o", "again.jsonl")
    assert given_back(tmp_path / "again.jsonl", "document") == given_back(exported, "document")


def test_into_the_same_database(run: Run, exported: Path, tmp_path: Path) -> None:
    done = run("import", "--as", "bo", exported)
    assert "(0 new), 5 quotes" in done.stderr
    run("export", "--annotator", "bo", "-o", "again.jsonl")
    assert given_back(tmp_path / "again.jsonl", "document") == given_back(exported, "document")
    assert "0 decisions of bo added" in run("import", "--as", "bo", exported).stderr


def test_into_a_database_that_has_the_article_under_another_name(run: Run, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(TEXT, encoding="utf-8")
    run("import", "--db", "other.db", "other.txt")
    part = tmp_path / "part.jsonl"
    part.write_text("".join(exported.read_text(encoding="utf-8").splitlines(keepends=True)[2:6]), encoding="utf-8")
    for file, count in ((part, 4), (exported, len(read(exported)))):
        done = run("import", "--db", "other.db", "--as", "bo", file)
        assert "(0 new)" in done.stderr, done.stderr
        run("export", "--db", "other.db", "-o", "again.jsonl")
        again = given_back(tmp_path / "again.jsonl")
        assert len(again) == count
    assert [{**record, "id": ""} for record in again] == [{**record, "id": ""} for record in given_back(exported)]


def test_another_article_with_sentences_at_the_same_places_is_not_taken_for_it(
    run: Run, exported: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text(TEXT.replace("old", "new"), encoding="utf-8")
    run("import", "--db", "other.db", "other.txt")
    assert "(1 new)" in run("import", "--db", "other.db", "--as", "bo", exported).stderr
