"""Articles for whoever suggests elsewhere: what is to be marked, the form of an answer, and the texts.

The first line is the task, each other line an article. The task is not on every line: with the terms of the default
scheme it is twenty times as long as an article. Lines of articles stand for themselves, so what they are cut into needs
the first line before it and nothing else; with `--split` each file has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.core.model import Document, Sentence
from annotator.core.scheme import LabelScheme
from annotator.exchange.formats.format import Format
from annotator.exchange.lines import record_of

TEXTS_SCHEMA = "annotator/texts@1"
FORMAT = Format(name="texts", title="articles for suggesters", ending=".texts.jsonl", units=("document",))
"""Not among those that decisions are written in."""


def task_record(scheme: LabelScheme, guidelines: str) -> dict[str, Any]:
    """What is asked: label scheme, profile, the text of the guidelines, and the JSON Schema of an answer."""
    labels = record_of(scheme, "name", "version", "quote_types") | {
        "topics": [record_of(topic, "key", "name", "medtop", "strong", "weak") for topic in scheme.topics],
        "attributes": [record_of(attribute, "name", "title", "values") for attribute in scheme.attributes],
    }
    return {
        "schema": TEXTS_SCHEMA,
        "scheme": labels,
        "profile": scheme.profile,
        "guidelines": guidelines,
        "answer": answer_schema(scheme),
    }


def text_record(document: Document, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """An article and where its sentences start and end, in code points of its text."""
    about = record_of(document, "id", "title", "source", "published", "text")
    return {"schema": TEXTS_SCHEMA, **about, "sentences": [[one.start, one.end] for one in sentences]}


def answer_schema(scheme: LabelScheme) -> dict[str, Any]:
    """The JSON Schema of what a language model answers: the quotes of `annotator/suggestion@1`, their roles as strings.

    Servers make grammars of it, and leave out or refuse what they do not know: there is no reference, pattern, length
    or count in it. So an answer may have quotes without content, and attributes without any in them.
    """
    words = {"type": "string"}
    perhaps = {"anyOf": [words, {"type": "null"}]}
    quote: dict[str, Any] = {
        "content": _list_of(words),
        "source": perhaps,
        "cue": perhaps,
        "speaker": perhaps,
        "type": _one_of(scheme.quote_types),
        "topics": _list_of(_one_of([topic.key for topic in scheme.topics])),
    }
    needed = list(quote)
    if scheme.attributes:
        quote["attributes"] = _object({one.name: _one_of(one.values) for one in scheme.attributes}, [])
    return _object({"quotes": _list_of(_object(quote, needed))}, ["quotes"])


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _one_of(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}
