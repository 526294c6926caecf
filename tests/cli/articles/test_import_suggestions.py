"""`import --suggestions`: what `suggest` prints, and what anybody else suggests, for articles new and here."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange import files, strict_json
from tests.cli.conftest import ARTICLE, ROOT, Run, check_record
from tests.store.reviewing import YES, team

HEADED = "Title: The bridge\nSource: Gazette\nDate: 2024-03-01\n\n" + ARTICLE + "\nSubscribe to our newsletter.\n"
TEXT = "“We go,” said Ann Lee. The ferry is late, said Bo Roe. It rained."
GO = {"content": "We go", "cue": "said", "source": "Ann Lee", "speaker": "Ann Lee", "score": 0.5}
LATE = {"content": "The ferry is late", "cue": "said", "source": {"text": "Bo Roe"}, "speaker": "Bo Roe"}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Articles of several kinds, one twice, two with the same id, in a folder."""
    folder = tmp_path / "articles"
    folder.mkdir()
    texts = [ARTICLE, "It rained.", "“We go,” said Ann Lee, who is late.", "It rained.", ARTICLE * 2]
    records: list[dict[str, Any]] = [{"text": text, "desk": "news"} for text in texts]
    records += [{"text": "He said it is so.", "id": "twice"}, {"text": "She said it is not so.", "id": "twice"}]
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    (folder / "b.txt").write_text(HEADED, encoding="utf-8")
    return folder


def rows(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that an import writes, without times; runs without their ids."""
    with closing(sqlite3.connect(db)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {}
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            wanted = [f'"{c}"' for c in columns if not c.endswith("_at") and c not in ("run", "at", "clock", "uuid")]
            if table != "_sqlite_migrations" and wanted and "fts" not in table and "search" not in table:
                wanted = ["pipeline", "version", "settings", "habits"] if table == "runs" else wanted
                kept[table] = sorted(connection.execute(f"SELECT {', '.join(wanted)} FROM {table}"), key=repr)
        return kept


def asked(db: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def line(**record: Any) -> str:
    return json.dumps({"schema": "annotator/suggestion@1", **record}) + "\n"


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """What some other tool suggests for one article, by words, with what it says of itself."""
    path = tmp_path / "bot.jsonl"
    path.write_text(line(id="ferry", text=TEXT, quotes=[GO, LATE], meta={"model": "m-7"}), encoding="utf-8")
    return path


# ---- Out and in: the rows of an import that suggests itself.


def test_what_suggest_prints_is_stored_as_if_it_were_suggested_now(run: Run, articles: Path, tmp_path: Path) -> None:
    run("import", "--db", "one.db", articles)
    printed = run("suggest", articles).stdout
    for one in printed.splitlines():
        check_record(json.loads(one), "suggestion")
    done = run("import", "--db", "two.db", "--suggestions", "-", stdin=printed)
    assert done.stderr == (
        "7 articles added, 0 already here got suggestions beside, 12 suggested quotes, 0 refused: two.db\n"
        "1 article had these suggestions already\n"
    )
    for number in (2, 1):
        run("suggest", articles, "--out", "shards", "--shard", f"{number}/2")
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "all.jsonl.gz").write_bytes(gzip.compress(printed.encode()))
    for path in ("shards", "packed"):
        run("import", "--db", f"{path}.db", "--suggestions", path)
    one = rows(tmp_path / "one.db")
    assert all(one[table] for table in ("suggestions", "readings", "chances", "runs"))
    for name in ("two.db", "shards.db", "packed.db"):
        assert rows(tmp_path / name) == one
    for name in ("one.db", "shards.db"):
        again = run("import", "--db", name, "--suggested", "shards")
        assert again.stderr == "nothing new: 8 articles had these suggestions already\n"
        assert rows(tmp_path / name) == one


@pytest.mark.long
def test_what_several_workers_print_is_stored_as_the_same_rows(run: Run, articles: Path, tmp_path: Path) -> None:
    run("import", "--db", "one.db", articles)
    printed = run("suggest", "--workers", "2", articles).stdout
    run("import", "--db", "two.db", "--suggestions", "-", stdin=printed)
    assert rows(tmp_path / "one.db") == rows(tmp_path / "two.db")


def test_what_a_run_was_adapted_to_comes_in_with_it(run: Run, article: Path, tmp_path: Path) -> None:
    run("import", "--db", "one.db", article)
    run("import", "--db", "one.db", "--as", "ana", "-", stdin=run("suggest", article).stdout)
    shutil.copy(tmp_path / "one.db", tmp_path / "two.db")
    later = [tmp_path / "1.txt", tmp_path / "2.txt"]
    for number, path in enumerate(later):
        path.write_text(f"The ferry is late, Nora Lind said. It is {number}.", encoding="utf-8")
    run("import", "--db", "one.db", *later)
    printed = run("suggest", "--habits-of", "two.db", *later).stdout
    assert ["habits" in json.loads(one) for one in printed.splitlines()] == [True, False]
    run("import", "--db", "two.db", "--suggestions", "-", stdin=printed)
    assert rows(tmp_path / "one.db") == rows(tmp_path / "two.db")
    assert rows(tmp_path / "one.db")["runs"][1][3] is not None


def test_shards_that_are_not_whole_are_refused(run: Run, articles: Path, tmp_path: Path) -> None:
    shards = tmp_path / "shards"
    run("suggest", articles, "--out", shards, "--shard", "1/2")
    missing = run("import", "--db", "two.db", "--suggestions", shards, code=3)
    assert "1 shard not done" in missing.stderr
    assert not (tmp_path / "two.db").exists()


def test_what_a_shard_left_out_is_told(run: Run, article: Path, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("It rained. " * 300, encoding="utf-8")
    options = ("--largest-article", "0.003", "--out", "shards", "--shard", "1/1")
    run("suggest", article, long, *options, code=6)
    done = run("import", "--db", "one.db", "--suggestions", "shards", code=6)
    assert "1 article added" in done.stderr
    assert "0.0033 MB of text" in done.stderr


# ---- From elsewhere: by words, with little in it.


def test_an_article_that_is_new_comes_with_what_others_suggest(run: Run, bot: Path, tmp_path: Path) -> None:
    done = run("import", "--suggestions", bot)
    assert done.stderr == (
        "1 article added, 0 already here got suggestions beside, 2 suggested quotes, 0 refused: annotator.db\n"
    )
    db = tmp_path / "annotator.db"
    assert [TEXT[start:end] for start, end in asked(db, 'SELECT start, "end" FROM sentences')] == [
        "“We go,” said Ann Lee.",
        "The ferry is late, said Bo Roe.",
        "It rained.",
    ]
    first, second, third = (json.loads(labels) for (labels,) in asked(db, "SELECT labels FROM suggestions ORDER BY id"))
    assert [len(one["quotes"]) for one in (first, second, third)] == [1, 1, 0]
    ((kept,),) = asked(db, 'SELECT "cast" FROM documents')
    assert [name for name, *_ in json.loads(kept)] == ["Ann Lee", "Bo Roe"]
    assert asked(db, "SELECT * FROM chances") == [], "nobody knows what the rules could suggest"
    ((pipeline, version, settings),) = asked(db, "SELECT pipeline, version, settings FROM runs")
    told = json.loads(settings)
    assert (pipeline, version) == ("bot", told["file"]["sha256"][:12])
    assert told == {"file": {"name": "bot.jsonl", "sha256": told["file"]["sha256"]}, "meta": {"model": "m-7"}}
    before = rows(db)
    assert run("import", "--suggestions", bot).stderr == "nothing new: 1 article had these suggestions already\n"
    assert rows(db) == before


def test_for_an_article_that_is_here_they_are_kept_beside_what_stands(run: Run, bot: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other.txt").write_text(TEXT + " It snowed.", encoding="utf-8")
    run("import", "ferry.txt", "other.txt")
    db, stands = tmp_path / "annotator.db", "SELECT id, labels FROM suggestions WHERE id > 0"
    before = asked(db, stands)
    done = run("import", "--suggestions", bot)
    assert done.stderr == (
        "0 articles added, 1 already here got suggestions beside, 2 suggested quotes, 0 refused: annotator.db\n"
    )
    ((other,),) = asked(db, "SELECT id FROM documents WHERE number = 2")
    by_id = line(id=other, quotes=[LATE], run={"pipeline": "lab", "version": "3"})
    run("import", "--suggestions", "-", stdin=by_id)
    assert asked(db, stands) == before
    found = "SELECT pipeline, count(*) FROM suggestions JOIN runs ON runs.id = run WHERE suggestions.id < 0 GROUP BY 1"
    assert asked(db, found) == [("bot", 3), ("lab", 4)]
    bot.write_text(bot.read_text("utf-8").replace("0.5", "0.75"), encoding="utf-8")
    assert "1 already here" in run("import", "--suggestions", bot).stderr, "a newer version of that suggester"
    named = run("import", "--suggestions", bot, "--name", "lab")
    assert "1 already here" in named.stderr
    versions = asked(db, "SELECT pipeline, length(version) FROM runs WHERE settings ->> 'file' <> ''")
    assert versions == [("bot", 12), ("lab", 1), ("bot", 12), ("lab", 12)]


def test_who_suggests_is_told_by_the_option_the_line_or_the_name_of_the_file(run: Run, tmp_path: Path) -> None:
    nameless = line(text=TEXT)
    refused = run("import", "--suggestions", "-", stdin=nameless, code=3)
    assert refused.stderr == (
        "error: standard input:1: no name or version of a suggester that can be kept and shown: --name gives it one;"
        " mend it, or leave it out with --skip-bad; nothing of the file was taken\n"
    )
    said = line(text="It rained.", run={"pipeline": "said", "settings": {"temperature": 0}})
    run("import", "--suggestions", "-", "--name", "given", stdin=nameless + said)
    assert asked(tmp_path / "annotator.db", "SELECT DISTINCT pipeline FROM runs") == [("given",)]
    run("import", "--db", "2.db", "--suggestions", "-", stdin=said)
    ((name, settings),) = asked(tmp_path / "2.db", "SELECT pipeline, settings FROM runs")
    assert (name, json.loads(settings)["temperature"]) == ("said", 0)
    assert "file" in json.loads(settings)


def test_an_article_in_another_language_is_cut_by_rules(run: Run, tmp_path: Path) -> None:
    text = "Le pont restera fermé, a annoncé la maire. « Rien n'est décidé », a-t-elle ajouté."
    record = line(id="pont", text=text, quotes=[{"content": "Rien n'est décidé", "speaker": "la maire"}])
    run("import", "--suggestions", "-", "--name", "fr", stdin=record)
    assert len(asked(tmp_path / "annotator.db", "SELECT id FROM sentences")) == 2
    book = run(
        "import",
        "--suggestions",
        "-",
        "--name",
        "fr",
        "--largest-article",
        "0.00001",
        stdin=line(text=text * 2),
        code=3,
    )
    assert "--largest-article 1" in book.stderr


def test_removed_articles_and_earlier_editions_get_nothing(run: Run, bot: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    run("import", "ferry.txt")
    (tmp_path / "ferry.txt").write_text(TEXT + " It snowed.", encoding="utf-8")
    run("import", "--revise", "ferry.txt")
    (tmp_path / "out.txt").write_text("It rained.", encoding="utf-8")
    run("import", "out.txt")
    run("remove", "3", "--yes")
    before = rows(tmp_path / "annotator.db")
    bot.write_text(bot.read_text("utf-8") + line(text="It rained."), encoding="utf-8")
    done = run("import", "--suggestions", bot)
    assert done.stderr == (
        "2 articles of these removed before, or corrected since, and left so:"
        " `annotator remove --undo 1 3` takes that back, or says how\n"
    )
    assert rows(tmp_path / "annotator.db") == before


# ---- What is refused, and what --skip-bad leaves out.

SCHEME = """
name = "Harbour"
quote_types = ["direct", "indirect"]
[[topic]]
key = "boats"
strong = ["ferry"]
[[attribute]]
name = "stance"
values = ["for", "against"]
"""
NAMELESS = "no name or version of a suggester that can be kept and shown"
RUN = {"pipeline": "lab", "version": "1"}
ADAPTED = {"digest": "0", "decided": 1, "last_decision": 1}
OWN = {"pipeline": "en_x", "version": "1", "settings": {"annotator": "1", "habits": ADAPTED}}
NO_HABITS = {"groups": {}, "articles": 1, "edges": {}}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no record": ({"schema": "x"}, "no suggestions"),
    "nobody's": ({"id": "nobody"}, "no article 'nobody' is here, and the line has no text"),
    "other text": ({"id": "d", "text": TEXT}, "'d' is here with another text; leave the text out, or give another id"),
    "no sentence": ({"text": "Title: a\n\n", "document": {"body_start": 10}}, "no sentence in it"),
    "topic": ({"text": TEXT, "quotes": [GO | {"topics": ["trains"]}]}, "the label scheme has no topic 'trains'"),
    "twice": ({"text": TEXT, "quotes": [{"content": "said"}]}, "quote 1: "),
    "profile": ({"text": TEXT, "run": RUN | {"settings": {"profile": "polnear"}}}, "suggest with --profile speech"),
    "no profile": ({"text": TEXT, "run": RUN | {"settings": {"profile": "\x1b[2J"}}}, "suggest with --profile speech"),
    "list": ({"text": TEXT, "run": RUN | {"settings": {"profile": ["speech"]}}}, "suggest with --profile speech"),
    "name": (
        {"text": TEXT, "run": {"pipeline": "a\x1b[2Jb"}},
        "no name or version of a suggester that can be kept and shown",
    ),
    "long name": (
        {"text": TEXT, "run": {"pipeline": "a" * 201}},
        "no name or version of a suggester that can be kept and shown",
    ),
    "version": (
        {"text": TEXT, "run": {"pipeline": "a", "version": "1\n2"}},
        "no name or version of a suggester that can be kept and shown",
    ),
    "id": ({"text": TEXT, "id": "a\nb"}, "an id that cannot be shown"),
    "settings": ({"text": TEXT, "run": RUN | {"settings": {"a": "b" * 10_000_000}}}, "more than 100000 bytes"),
    "stands for": ({"text": TEXT, "run": RUN | {"settings": {"stands_for": "x"}}}, "cannot be kept"),
    "habits": (
        {"text": TEXT, "run": OWN, "habits": {"groups": {"a": [1]}, "articles": 1, "edges": {}}},
        "habits groups a: not as",
    ),
    "adapted to": (
        {"text": TEXT, "run": RUN | {"settings": {"annotator": "1", "habits": ADAPTED | {"last_decision": "x"}}}},
        "run settings habits last_decision: not as",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_line_that_is_wrong_refuses_its_file_or_is_left_out(in_process: Run, tmp_path: Path, wrong: str) -> None:
    db = team(tmp_path / "annotator.db", {"d": {"ana": [YES]}})
    (tmp_path / "own.toml").write_text(SCHEME, encoding="utf-8")
    change = ("--scheme", "own.toml", "--db", db)
    record, reason = WRONG[wrong]
    sound = line(text="It snowed.", run=RUN | {"settings": {"profile": "speech"}})
    (tmp_path / "x.jsonl").write_text(sound + line(**record), encoding="utf-8")
    before = rows(db)["documents"]
    refused = in_process("import", "--suggestions", *change, "x.jsonl", code=3)
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stderr.isprintable() or refused.stderr[:-1].isprintable()
    assert "x.jsonl:2: " in refused.stderr
    assert reason in refused.stderr
    assert len(refused.stderr) < 700
    assert rows(db)["documents"] == before, "nothing of the file"
    skipped = in_process("import", "--suggestions", "--skip-bad", *change, "x.jsonl", code=6)
    assert "1 article added, 0 already here got suggestions beside, 0 suggested quotes, 1 refused" in skipped.stderr
    assert "left out: x.jsonl:2: " in skipped.stderr
    assert len(rows(db)["documents"]) == len(before) + 1


def test_of_a_line_only_the_quotes_that_stand_nowhere_are_left_out(in_process: Run, tmp_path: Path) -> None:
    """A model makes up words of a few quotes, or cites too few; the others of the article are right."""
    quotes = [{"content": "We sank"}, GO, {"content": "said"}, LATE | {"topics": ["weather"]}, {"content": [[0, 900]]}]
    (tmp_path / "m.jsonl").write_text(line(text=TEXT, quotes=quotes), encoding="utf-8")
    in_process("import", "--suggestions", "m.jsonl", code=3)
    assert not (tmp_path / "annotator.db").exists()
    done = in_process("import", "--suggestions", "--skip-bad", "m.jsonl", code=6)
    assert "1 article added, 0 already here got suggestions beside, 2 suggested quotes, 3 refused" in done.stderr
    told = [said.split(" (")[0] for said in done.stderr.splitlines() if said.startswith("left out")]
    assert [said.split(": ")[2] for said in told] == ["quote 1", "quote 3", "quote 5"]
    stored = asked(tmp_path / "annotator.db", "SELECT labels FROM suggestions ORDER BY sentence_id")
    assert [len(json.loads(labels)["quotes"]) for (labels,) in stored] == [1, 1, 0]
    assert [json.loads(labels)["topics"] for (labels,) in stored] == [[], ["weather"], []]


def test_a_file_with_a_wrong_line_leaves_the_others_in(run: Run, bot: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("broken\n", encoding="utf-8")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(bot.read_bytes() * 99)[:-20])
    (tmp_path / "none").mkdir()
    done = run("import", "--suggestions", "bad.jsonl", "empty.jsonl", "cut.jsonl.gz", "none", "gone.jsonl", bot, code=6)
    assert "1 article added" in done.stderr
    assert "5 refused: annotator.db" in done.stderr
    for told in ("bad.jsonl:1: not JSON", "empty.jsonl: empty", "not a sound gzip file", "none: ", "No such file"):
        assert told in done.stderr


def test_a_file_may_be_named_as_standard_input_is(run: Run, bot: Path, tmp_path: Path) -> None:
    (tmp_path / "-").write_bytes(bot.read_bytes())
    assert "1 article added" in run("import", "--suggestions", "./-", "--name", "bot").stderr


@pytest.mark.parametrize("key", ["pipeline", "version", "settings"])
def test_too_many_suggesters_are_refused(in_process: Run, tmp_path: Path, key: str) -> None:
    said = [{"pipeline": "p", key: {"p": one} if key == "settings" else f"p{one}"} for one in range(10_000)]
    records = (line(text=f"It rained {one} times.", run=run) for one, run in enumerate(said))
    (tmp_path / "x.jsonl").write_text("".join(records), encoding="utf-8")
    done = in_process("import", "--suggestions", "x.jsonl", code=3)
    assert len(done.stderr.splitlines()) == 1
    assert "x.jsonl:101: more than 100 suggesters" in done.stderr
    assert not (tmp_path / "annotator.db").exists()


def test_a_line_that_is_too_long_is_refused(
    in_process: Run, bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (strict_json, files):
        monkeypatch.setattr(module, "MAX_BYTES", 100)
    done = in_process("import", "--suggestions", bot, code=3)
    assert len(done.stderr.splitlines()) == 1
    assert "bot.jsonl:1: larger than" in done.stderr


def test_topics_and_types_of_our_own_pipeline_are_those_of_the_scheme(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "ferry.txt"
    article.write_text("Nora Lind told the council that the ferry will sail.", encoding="utf-8")
    (tmp_path / "own.toml").write_text(SCHEME, encoding="utf-8")
    printed = run("suggest", article, "--scheme", "own.toml").stdout.replace('"type":"indirect"', '"type":"mixed"')
    # The rules know all types, and an import keeps them.
    run("import", "--suggestions", "--scheme", "own.toml", "-", stdin=printed)
    other = run("import", "--db", "2.db", "--suggestions", "-", stdin=printed, code=3)
    assert "the label scheme has no topic 'boats'" in other.stderr


# ---- Databases that cannot be written, and ends in the midst.


@pytest.mark.long  # it waits five seconds for a lock
def test_a_database_that_cannot_be_written_ends_it_as_an_import(run: Run, bot: Path, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database", encoding="utf-8")
    run("import", "--db", "text.db", "--suggestions", bot, code=4)
    db = team(tmp_path / "annotator.db", {"d": {"ana": [YES]}})
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        locked = run("import", "--suggestions", bot, code=5)
        assert len(locked.stderr.splitlines()) == 1
    run("import", "--suggestions", bot)


@pytest.mark.long
def test_an_import_that_is_killed_leaves_whole_articles_and_goes_on(run: Run, tmp_path: Path) -> None:
    records = [line(id=f"n{n}", text=f"{TEXT} No. {n}.", quotes=[GO, LATE]) for n in range(1000)]
    (tmp_path / "bot.jsonl").write_text("".join(records), encoding="utf-8")
    command = [sys.executable, "-m", "annotator", "import", "--suggestions", "bot.jsonl"]
    killed = subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    db, deadline, stored = tmp_path / "annotator.db", time.monotonic() + 300, 0
    while stored < 20 and time.monotonic() < deadline:
        time.sleep(0.02)
        try:
            ((stored,),) = asked(db, "SELECT count(*) FROM documents") if db.exists() else [(0,)]
        except sqlite3.Error:
            stored = 0
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    whole = "SELECT count(*) FROM documents", "SELECT count(*) FROM suggestions"
    ((stored,),), ((suggested,),) = (asked(db, sql) for sql in whole)
    assert 20 <= stored < 1000
    assert suggested == 4 * stored or suggested == 5 * stored
    done = run("import", "--suggestions", "bot.jsonl")
    assert f"{1000 - stored} articles added" in done.stderr
    assert f"{stored} articles had these suggestions already" in done.stderr
    assert len(asked(db, "SELECT id FROM runs")) == 1
    run("db", "check")


def test_the_example_of_the_page_is_taken_as_it_says(run: Run, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "suggestions.md").read_text("utf-8")
    record = json.loads(page.split("```json\n")[1].split("```")[0])
    run("import", "--suggestions", "-", "--name", "page", stdin=json.dumps(record))
    labels = [json.loads(found) for (found,) in asked(tmp_path / "annotator.db", "SELECT labels FROM suggestions")]
    places = [[*quote["content"], quote["cue"], quote["source"]] for one in labels for quote in one["quotes"]]
    said = [[record["text"][start:end] for start, end in spans] for spans in places]
    assert said == [["The pier will close", "said", "Nora Lind"], ["It is old", "said", "she"]]
