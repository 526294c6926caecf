"""Articles for whoever suggests: the task, the texts, and the form of an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from annotator.core.model import Document, Sentence
from annotator.core.program.resources import read_schema
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.exchange.export import TEXTS, answer_schema, run_export, task_record, text_record
from annotator.exchange.lines import to_json, to_line
from annotator.exchange.plan import Plan, Split
from tests.exchange.golden_documents import ATTRIBUTED_SCHEME, SCHEME, MemorySource, golden_decisions

VALIDATOR = jsonschema.Draft202012Validator(json.loads(read_schema("texts.schema.json")))
UNDERSTOOD = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "description"}
"""What llama.cpp, xgrammar, guidance and Outlines all make grammars of, and what none of them looks at."""
ANSWER = {
    "quotes": [
        {"content": ["We will sail"], "source": "Lind", "cue": "said", "speaker": "Nora Lind", "type": "direct"},
        {"content": ["the pier", "leaks"], "source": None, "cue": None, "speaker": None, "type": "mixed"},
    ]
}


def keywords(schema: Any) -> Iterator[str]:
    """The keywords of a JSON Schema, the names of properties left out."""
    for key, value in schema.items():
        yield key
        for below in value.values() if key == "properties" else value if isinstance(value, list) else [value]:
            if isinstance(below, dict):
                yield from keywords(below)


@pytest.mark.parametrize("scheme", [SCHEME, ATTRIBUTED_SCHEME, load_scheme()], ids=["plain", "attributes", "iptc"])
def test_the_form_of_an_answer_is_one_that_every_server_understands(scheme: LabelScheme) -> None:
    schema = answer_schema(scheme)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(keywords(schema)) <= UNDERSTOOD
    quote = schema["properties"]["quotes"]["items"]
    assert [*quote["properties"]][:6] == quote["required"] == ["content", "source", "cue", "speaker", "type", "topics"]
    assert quote["properties"]["topics"]["items"]["enum"] == [topic.key for topic in scheme.topics]


def test_an_answer_has_the_labels_of_the_scheme_and_no_others() -> None:
    form = jsonschema.Draft202012Validator(answer_schema(ATTRIBUTED_SCHEME))
    quotes = [{**quote, "topics": ["labour"]} for quote in ANSWER["quotes"]]
    form.validate({"quotes": []})
    form.validate({"quotes": quotes})
    form.validate({"quotes": [{**quote, "attributes": {"stance": "against"}} for quote in quotes]})
    for wrong in (
        {"topics": ["sport"]},
        {"type": "quoted"},
        {"attributes": {"stance": "neither"}},
        {"content": [[0, 3]]},
    ):
        assert not form.is_valid({"quotes": [{**quotes[0], **wrong}]})
    assert answer_schema(SCHEME)["properties"]["quotes"]["items"]["properties"]["attributes"]["properties"] == {}


def test_task_and_articles_are_as_their_schema_says() -> None:
    document = Document("ferry", "Title: Ferry\n\nWe sail 🛥. We do.", "Ferry", None, "2026-02-03", {"desk": "inland"})
    article = text_record(document, [Sentence(0, 14, 24), Sentence(1, 25, 31)])
    task = task_record(ATTRIBUTED_SCHEME, "# What to mark")
    for record in (task, article):
        VALIDATOR.validate(json.loads(to_json(record)))
    assert article["sentences"] == [[14, 24], [25, 31]]
    assert "desk" not in json.dumps(article)
    read = json.loads(to_line(task))
    assert read["scheme"]["attributes"][0]["values"] == ["for, mostly", "against"]
    assert (read["scheme"]["profile"], read["guidelines"]) == ("speech", "# What to mark")


def test_each_file_of_a_split_begins_with_the_task(tmp_path: Path) -> None:
    task = json.loads(to_line(task_record(SCHEME, "Mark.")))
    plan = Plan(
        TEXTS, "document", split=Split((40, 30, 30)), output=str(tmp_path / "a.texts.jsonl"), guidelines="Mark."
    )
    report = run_export(plan, MemorySource(golden_decisions()), SCHEME)
    manifest = json.loads(plan.manifest_path.read_text(encoding="utf-8"))
    jsonschema.validate(manifest, json.loads(read_schema("manifest.schema.json")))
    articles = 0
    for path, file in zip(plan.files, manifest["files"], strict=True):
        first, *others = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert first == task
        assert len(others) == file["records"] == file["documents"]
        assert not any(file["labels"].values())
        articles += len(others)
    assert articles == report.records == 3
    assert (manifest["format"], manifest["runs"]) == ("texts", [])
