"""The script of docs/language-models.md, against a server on loopback that answers as models and servers do."""

from __future__ import annotations

import json
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from annotator.core.model import Document, Sentence
from annotator.core.scheme import load_scheme
from annotator.exchange.export import task_record, text_record
from annotator.exchange.lines import to_line
from annotator.store.files.database import opened
from tests.cli.conftest import ROOT, Run

PAGE = (ROOT / "docs" / "language-models.md").read_text(encoding="utf-8")
SCRIPT = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
TASK = json.loads(to_line(task_record(load_scheme(), "# What to mark\n\nWhat is said.")))
ARTICLE = re.compile(r"Article (\w+)\.")
QUOTE = re.compile(r"(“[^”]*”) (said) (Mara \w+)\.")


def article(key: str, quotes: int = 2) -> tuple[str, list[tuple[int, int]]]:
    """A text of that name with so many quotes, and its sentences."""
    sentences = [f"Article {key}."]
    sentences += [f"“We counted {number} boats in {key},” said Mara Quill{number}." for number in range(quotes)]
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence) + 1)
    return " ".join(sentences), [(at, at + len(words)) for at, words in zip(starts, sentences, strict=False)]


def exported(path: Path, articles: dict[str, tuple[str, list[tuple[int, int]]]]) -> Path:
    """What `annotator export --texts` writes of them."""
    lines = [TASK] + [
        text_record(Document(key, text), [Sentence(number, *place) for number, place in enumerate(places)])
        for key, (text, places) in articles.items()
    ]
    path.write_bytes(b"".join(map(to_line, lines)))
    return path


class Model(ThreadingHTTPServer):
    """A server with the chat-completions API that finds the quotes of `article`.

    `behaves` says by an article's name how each request about it is answered, one after the other, the last one for
    all that follow: rightly, or as one of the methods of `Answering`. `asked` counts requests by the article.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.behaves: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.delay = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: who asked has gone."""


class Answering(BaseHTTPRequestHandler):
    """Answers a request."""

    server: Model

    def do_POST(self) -> None:
        """Answer as the article's name says."""
        assert self.path == "/v1/chat/completions"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["messages"][0]["content"].rpartition("of this text:\n\n")[2]
        self.server.texts.append(text)
        found = ARTICLE.search(text)
        key = found[1] if found else "elsewhere"
        behaviours = self.server.behaves.get(key, ["rightly"])
        behaviour = behaviours[min(self.server.asked[key], len(behaviours) - 1)]
        self.server.bodies.append(body)
        self.server.asked[key] += 1
        time.sleep(self.server.delay)
        quotes = [
            {"content": [said], "source": who, "cue": cue, "speaker": who, "type": "direct", "topics": []}
            for said, cue, who in QUOTE.findall(text)
        ]
        getattr(self, behaviour)(quotes)

    def say(self, content: str, *, status: int = 200, lost: int = 0) -> None:
        """Send that as what the model says; `lost` bytes of it never come."""
        data = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) - lost])

    def rightly(self, quotes: Any) -> None:
        self.say(json.dumps({"quotes": quotes}))

    def with_prose(self, quotes: Any) -> None:
        self.say(
            f"<think>Who speaks?</think>Here you are:\n```json\n{json.dumps({'quotes': quotes})}\n```\nAnything else?"
        )

    def with_other_marks(self, quotes: Any) -> None:
        self.say(
            json.dumps({"quotes": quotes}).replace("\\u201c", '\\"').replace("\\u201d", '\\"').replace("We ", "We \\n ")
        )

    def made_up(self, quotes: Any) -> None:
        made_up = {**quotes[0], "content": ["We sank them all"]}
        cue = {**quotes[1], "cue": "shouted", "source": "Quill"}
        self.say(json.dumps({"quotes": [quotes[0], made_up, cue]}))

    def in_another_form(self, quotes: Any) -> None:
        self.say(json.dumps({"quotations": [{"text": quote["content"][0]} for quote in quotes]}))

    def of_other_quotes(self, quotes: Any) -> None:
        self.say(json.dumps({"quotes": [quote["content"][0] for quote in quotes]}))

    def in_words_only(self, quotes: Any) -> None:
        self.say("I found no quotes, sorry.")

    def cut_off(self, quotes: Any) -> None:
        """As with `max_tokens`."""
        self.say(json.dumps({"quotes": quotes})[:-20])

    def by_half(self, quotes: Any) -> None:
        self.say(json.dumps({"quotes": quotes}), lost=30)

    def by_hanging_up(self, quotes: Any) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def too_late(self, quotes: Any) -> None:
        time.sleep(2)
        self.rightly(quotes)

    def drop_by_drop(self, quotes: Any) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b" ")
            time.sleep(0.1)

    def busy(self, quotes: Any) -> None:
        self.say("slow down", status=429)

    def broken(self, quotes: Any) -> None:
        self.say("\x1b[31mout of memory", status=500)

    def too_long(self, quotes: Any) -> None:
        self.say("the text is longer than the context", status=400)

    def elsewhere(self, quotes: Any) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.server.url}/other")
        self.end_headers()

    def do_GET(self) -> None:
        """What a redirection leads to."""
        self.server.asked["GET"] += 1
        self.server.asked["sent by GET"] += int(self.headers.get("Content-Length", 0))
        self.say("{}")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def model() -> Iterator[Model]:
    with Model() as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


class Asking:
    """The script in a folder, with the articles of `texts`."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.limit = folder, url, 60
        self.script, self.answers = folder / "ask.py", folder / "answers.jsonl"
        self.script.write_text(SCRIPT, encoding="utf-8")

    def command(self, *options: str) -> list[str]:
        texts = str(self.folder / "texts.jsonl")
        quick = ("--pause", "0.01", "--limit", str(self.limit))
        return [sys.executable, str(self.script), texts, str(self.answers), "m-7b", "--url", self.url, *quick, *options]

    def run(self, *options: str, code: int = 0, **environment: str) -> str:
        """What it says; that it ends with this code."""
        done = subprocess.run(
            self.command(*options), capture_output=True, text=True, timeout=600, check=False, env=environment or None
        )
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        return done.stderr

    def records(self) -> dict[str, Any]:
        """What it has written, by the article; none twice."""
        lines = self.answers.read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines]
        assert len({record["id"] for record in records}) == len(records)
        return {record["id"]: record for record in records}


@pytest.fixture
def asking(tmp_path: Path, model: Model) -> Asking:
    return Asking(tmp_path, model.url)


def test_the_script_has_at_most_forty_lines() -> None:
    assert len([line for line in SCRIPT.splitlines() if line.strip()]) <= 40
    imported = re.search(r"^import (.*)", SCRIPT)
    assert imported
    assert {name.split()[0].partition(".")[0] for name in imported[1].split(", ")} <= sys.stdlib_module_names


def test_each_article_is_asked_about_once_and_answered_as_the_task_says(
    asking: Asking, model: Model, tmp_path: Path
) -> None:
    texts = {key: article(key) for key in ("one", "two")}
    exported(tmp_path / "texts.jsonl", texts)
    assert asking.run() == "one: 2 quotes, 0 left out, not in the text\ntwo: 2 quotes, 0 left out, not in the text\n"
    records = asking.records()
    form = jsonschema.Draft202012Validator(TASK["answer"])
    for key, record in records.items():
        form.validate({"quotes": record["quotes"]})
        assert [*record] == ["schema", "meta", "id", "quotes"]
        assert record["meta"]["model"] == "m-7b"
        assert [quote["content"][0] for quote in record["quotes"]] == [
            f"“We counted {n} boats in {key},”" for n in (0, 1)
        ]
    assert model.asked == {"one": 1, "two": 1}
    body = model.bodies[0]
    assert body["model"] == "m-7b"
    assert body["response_format"]["json_schema"]["schema"] == TASK["answer"]
    assert body["messages"][0]["content"].startswith(TASK["guidelines"])
    assert body["messages"][0]["content"].endswith(texts["one"][0])
    assert asking.run() == ""
    assert model.asked == {"one": 1, "two": 1}


HEALED = ["with_prose", "with_other_marks", "busy rightly", "broken broken rightly", "by_half rightly"]
HEALED += ["by_hanging_up rightly", "in_words_only rightly"]
LOST = {
    "in_another_form": "KeyError('quotes')",
    "of_other_quotes": "TypeError",
    "in_words_only": "TypeError",
    "cut_off": "JSONDecodeError",
    "by_half": "JSONDecodeError",
    "by_hanging_up": "RemoteDisconnected",
    "busy": "HTTPError 429",
    "broken": "HTTPError 500",
    "elsewhere": "HTTPError 302",
}


def test_what_a_server_gets_right_at_last_is_taken(asking: Asking, model: Model, tmp_path: Path) -> None:
    keys = [f"a{number}" for number in range(len(HEALED))]
    model.behaves = {key: behaviour.split() for key, behaviour in zip(keys, HEALED, strict=True)}
    exported(tmp_path / "texts.jsonl", {key: article(key) for key in keys})
    said = asking.run()
    assert said.splitlines() == [f"{key}: 2 quotes, 0 left out, not in the text" for key in keys]
    assert [*asking.records()] == keys
    assert [model.asked[key] for key in keys] == [1, 1, 2, 3, 2, 2, 2]


def test_an_answer_that_is_late_or_has_no_end_is_asked_for_again(asking: Asking, model: Model, tmp_path: Path) -> None:
    """A busy machine may be late, too: it is asked so often that one answer comes in time."""
    asking.limit = 1
    model.behaves = {"a": ["too_late", "rightly"], "b": ["drop_by_drop", "rightly"]}
    exported(tmp_path / "texts.jsonl", {key: article(key) for key in "ab"})
    asking.run()
    assert [*asking.records()] == ["a", "b"]
    assert min(model.asked.values()) >= 2


def test_an_article_without_an_answer_of_use_is_left_out_told_of_and_asked_about_again_by_the_next_run(
    asking: Asking, model: Model, tmp_path: Path
) -> None:
    keys = [f"a{number}" for number in range(len(LOST))]
    model.behaves = {key: [behaviour] for key, behaviour in zip(keys, LOST, strict=True)}
    exported(tmp_path / "texts.jsonl", {key: article(key) for key in (*keys, "last")})
    *lost, last = asking.run().splitlines()
    assert last == "last: 2 quotes, 0 left out, not in the text"
    for key, line, (behaviour, why) in zip(keys, lost, LOST.items(), strict=True):
        assert line.startswith(f"{key}: left out, "), behaviour
        assert all(word in line for word in why.split()), line
        assert line.isprintable()
        assert model.asked[key] == (1 if behaviour == "of_other_quotes" else 5), behaviour
    assert [*asking.records()] == ["last"]
    model.behaves = {}
    asking.run()
    assert [*asking.records()] == ["last", *keys]


def test_a_request_that_is_refused_is_not_repeated(asking: Asking, model: Model, tmp_path: Path) -> None:
    model.behaves = {"long": ["too_long"]}
    exported(tmp_path / "texts.jsonl", {key: article(key) for key in ("long", "short")})
    said = asking.run()
    assert "long: left out, <HTTPError 400" in said
    assert "longer than the context" in said
    assert model.asked == {"long": 1, "short": 1}


def test_words_that_are_not_in_the_article_are_left_out(asking: Asking, model: Model, tmp_path: Path) -> None:
    model.behaves = {"one": ["made_up"]}
    exported(tmp_path / "texts.jsonl", {"one": article("one")})
    assert asking.run() == "one: 2 quotes, 1 left out, not in the text\n"
    first, second = asking.records()["one"]["quotes"]
    assert (first["cue"], first["source"]) == ("said", "Mara Quill0")
    assert (second["cue"], second["source"], second["speaker"]) == (None, None, "Mara Quill1")


def test_without_a_server_each_article_is_left_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        asking = Asking(tmp_path, f"http://localhost:{nobody.getsockname()[1]}/v1")
    exported(tmp_path / "texts.jsonl", {key: article(key) for key in ("one", "two")})
    said = asking.run().splitlines()
    assert [line.partition(":")[0] for line in said] == ["one", "two"]
    assert all("refused" in line for line in said)
    assert asking.records() == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:9/v1",
        "https://models.invalid/v1",
        "http://localhost:1@models.invalid/v1",
        "http://localhost.invalid/v1",
    ],
)
def test_nothing_is_sent_to_another_machine_unasked(tmp_path: Path, url: str) -> None:
    exported(tmp_path / "texts.jsonl", {"one": article("one")})
    asking = Asking(tmp_path, url)
    assert "--remote yes" in asking.run(code=1)
    assert not asking.answers.exists()


def test_another_machine_is_asked_where_an_option_says_so_and_no_proxy_and_no_redirection_gets_an_article(
    asking: Asking, model: Model, tmp_path: Path
) -> None:
    model.behaves = {"one": ["elsewhere"]}
    exported(tmp_path / "texts.jsonl", {"one": article("one"), "two": article("two")})
    assert "two: 2 quotes" in asking.run(http_proxy="http://192.0.2.1:9", HTTP_PROXY="http://192.0.2.1:9")
    assert model.asked["GET"] > 0
    assert model.asked["sent by GET"] == 0
    asking.url = model.url.replace("127.0.0.1", "127.0.0.2")
    asking.answers.unlink()
    asking.run(code=1)
    assert "one: left out" in asking.run("--remote", "yes")


def test_long_articles_are_asked_about_in_pieces_that_begin_with_a_sentence(
    asking: Asking, model: Model, tmp_path: Path
) -> None:
    text, places = article("long", quotes=40)
    exported(tmp_path / "texts.jsonl", {"long": (text, places)})
    asking.run("--piece", "500")
    pieces = model.texts
    assert "".join(pieces) == text
    assert len(pieces) == len(text) // 500 + 1
    starts = {start for start, _ in places}
    assert all(sum(map(len, pieces[:number])) in starts for number in range(len(pieces)))
    assert all(len(piece) < 600 for piece in pieces)
    said = [quote["content"][0] for quote in asking.records()["long"]["quotes"]]
    assert said == [f"“We counted {number} boats in long,”" for number in range(40)]


def test_what_a_killed_run_left_is_kept_but_for_half_a_line(asking: Asking, model: Model, tmp_path: Path) -> None:
    exported(tmp_path / "texts.jsonl", {key: article(key) for key in ("one", "two", "three")})
    asking.run()
    whole = asking.answers.read_bytes()
    for kept in (whole[:-1], whole[:-40], whole[: whole.index(b"\n") + 1], b'{"sch', b""):
        asking.answers.write_bytes(kept)
        asking.run()
        assert asking.answers.read_bytes() == whole


def killed_again_and_again(asking: Asking, model: Model, chance: random.Random, times: int) -> None:
    """Let it be killed at moments of no matter what, then go on to the end."""
    for _ in range(times):
        until = sum(model.asked.values()) + chance.randrange(1, 15)
        with subprocess.Popen(asking.command(), stderr=subprocess.DEVNULL) as running:
            while sum(model.asked.values()) < until and running.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            running.send_signal(signal.SIGKILL)
    asking.run()


def test_fifty_articles_killed_in_the_middle_and_gone_on_with_are_all_there_once(
    asking: Asking, model: Model, tmp_path: Path
) -> None:
    texts = {f"a{number}": article(f"a{number}") for number in range(50)}
    exported(tmp_path / "texts.jsonl", texts)
    model.delay = 0.005
    killed_again_and_again(asking, model, random.Random(1), times=2)
    assert [*asking.records()] == [*texts]
    assert 50 <= sum(model.asked.values()) <= 52


def suggested(folder: Path) -> list[tuple[str, str, int]]:
    """How many quotes each run suggested for an article, where it stands first and where beside."""
    counted = (
        "SELECT documents.id, pipeline, sum(json_array_length(labels, '$.quotes')) FROM suggestions"
        " JOIN runs ON runs.id = run JOIN sentences ON sentences.id = sentence_id JOIN documents ON number = document"
        " GROUP BY number, run ORDER BY number, pipeline"
    )
    with opened(folder / "annotator.db", read_only=True) as connection:
        return [*connection.execute(counted)]


def test_from_a_database_to_the_script_and_back(run: Run, asking: Asking, model: Model, tmp_path: Path) -> None:
    texts = {f"a{number}": article(f"a{number}")[0] for number in range(50)}
    lines = [json.dumps({"id": key, "text": text}) for key, text in texts.items()]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("import", "articles.jsonl", "--workers", "1")
    run("export", "--texts", "-o", "texts.jsonl")
    behaviours = ["made_up", "with_prose", "with_other_marks", "by_half rightly", "broken busy rightly"]
    model.behaves = {f"a{number}": behaviour.split() for number, behaviour in enumerate(behaviours)}
    killed_again_and_again(asking, model, random.Random(2), times=2)
    assert [*asking.records()] == [*texts]
    done = run("import", "--suggestions", "answers.jsonl", "--name", "m-7b")
    assert "50 already here got suggestions beside, 100 suggested quotes, 0 refused" in done.stderr
    assert [row for row in suggested(tmp_path) if row[1] == "m-7b"] == [(key, "m-7b", 2) for key in texts]
    assert (
        "50 articles had these suggestions already"
        in run("import", "--suggestions", "answers.jsonl", "--name", "m-7b").stderr
    )


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_fifty_articles_with_a_bad_server_and_killed_again_and_again(
    asking: Asking, model: Model, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    texts = {f"a{number}": article(f"a{number}", chance.randrange(2, 9)) for number in range(50)}
    exported(tmp_path / "texts.jsonl", texts)
    faults = sorted({*LOST, "too_late", "drop_by_drop"} - {"of_other_quotes"})
    for key in texts:
        if chance.random() < 0.3:
            model.behaves[key] = [*chance.choices(faults, k=chance.randrange(1, 4)), "rightly"]
    model.delay, asking.limit = 0.005, 1
    killed_again_and_again(asking, model, chance, times=5)
    asking.run()
    records = asking.records()
    assert {*records} == {*texts}
    for key, record in records.items():
        assert [quote["content"][0] for quote in record["quotes"]] == [
            said for said, _, _ in QUOTE.findall(texts[key][0])
        ]
