"""Articles for whoever suggests elsewhere: what is to be marked, the form of an answer, and the texts.

The first line is the task, each other line an article. The task is not on every line: with the terms of the default
scheme it is twenty times as long as an article. Lines of articles stand for themselves, so what they are cut into needs
the first line before it and nothing else; with `--split` each file has one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from annotator.core.model import Document, Sentence
from annotator.core.resources import read_schema
from annotator.core.scheme import LabelScheme
from annotator.exchange.formats.format import Format
from annotator.exchange.lines import record_of

FORMAT = Format(name="texts", title="articles for suggesters", ending=".texts.jsonl", units=("document",))
"""Not among those that decisions are written in."""
_SCHEMA = {"schema": "annotator/texts@1"}


def task_record(scheme: LabelScheme, guidelines: str) -> dict[str, Any]:
    """What is asked: the label scheme with its profile, the text of the guidelines, and the form of an answer."""
    return _SCHEMA | {"scheme": scheme, "guidelines": guidelines, "answer": answer_schema(scheme)}


def text_record(document: Document, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """An article and where its sentences start and end, in code points of its text."""
    about = record_of(document, "id", "title", "source", "published", "text")
    return _SCHEMA | about | {"sentences": [[*sentence.span] for sentence in sentences]}


def answer_schema(scheme: LabelScheme) -> dict[str, Any]:
    """The JSON Schema of an answer: schemas/answer.json with the labels of the scheme.

    Servers make grammars of it, and leave out or refuse what they do not know: there is no reference, pattern, length
    or count in it. So an answer may have quotes without content, and attributes without any in them.
    """
    answer: dict[str, Any] = json.loads(read_schema("answer.json"))
    quote = answer["properties"]["quotes"]["items"]["properties"]
    quote["type"]["enum"] = [*scheme.quote_types]
    quote["topics"]["items"]["enum"] = [topic.key for topic in scheme.topics]
    quote["attributes"]["properties"] = {
        attribute.name: {"type": "string", "enum": [*attribute.values]} for attribute in scheme.attributes
    }
    return answer
