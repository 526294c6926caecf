"""Files and streams of documents, in every format: each document that is read holds together, and is read again.

It has an id that may be shown, its text can be written, its header ends within it, and the line of JSON that is made of
it gives the same document.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Document, Run, Sentence, Suggested
from annotator.exchange.documents import FileReading, read_documents, read_stream
from annotator.exchange.files import DOCUMENT_FORMATS, ENDINGS, decoded, find_sources
from annotator.exchange.lines import to_line
from annotator.exchange.strict_json import json_of
from annotator.exchange.suggestions import SUGGESTION_SCHEMA, given_of, suggestion_record
from annotator.exchange.tasks import about_document
from tests.fuzz.case import Case, Target, expect
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import HOSTILE, harness_files, line

SNIFFED = "sniffed"
"""The kind of an input whose format its content has to tell."""
SUGGESTIONS = "suggestions"
"""The kind of an input that is lines of suggestions."""
_STREAM = "-stream"
_TASK = {
    "id": "p-1",
    "text": HOSTILE,
    "meta": {"title": "The pier", "published": "2023-07-23", "pages": [1, 2.5, None, {"a": -0.0}]},
    "spans": [{"start": 0, "end": 9, "label": "direct"}],
    "score": 1e3,
}
_PAGE = "<!doctype html><html><head><title>Pier</title></head><body><article>" + "".join(
    f"<p>The minister said &ldquo;we will fix the road number {number}&rdquo; on Monday, and left for the harbour.</p>"
    for number in range(8)
)
_OWN = {
    "text": HOSTILE.encode(),
    "jsonl": line(_TASK) + b"\n" + line({"text": "It rained.", "id": 7}) + line({"data": "Bo said no.", "label": []}),
    "json": b"[" + line(_TASK) + b"," + line({"text": "It rained."}) + b"]",
    "csv": b'id,title,text\n1,A,"He said ""no"", and\nleft"\n2,"=B",It rained.\n',
    "tsv": b"text\tid\nHe said no.\t1\nIt rained.\t2\n",
    "html": (_PAGE + "</article></body></html>").encode(),
}

_SUGGESTED = {
    "schema": SUGGESTION_SCHEMA,
    "text": HOSTILE,
    "sentences": [{"start": 43, "end": 78, "topics": ["a", {"label": "b", "score": 0.5, "because": "no"}]}],
    "quotes": [
        {
            "content": ["We will", [20, 30]],
            "cue": "said",
            "source": {"text": "Nora Lind", "occurrence": 1},
            "topics": ["c"],
        },
        {"content": '"No,"', "cue": "added", "source": "he", "type": "direct", "score": 0.5, "attributes": {"a": "b"}},
    ],
    "readings": [{"replaces": [0], "quotes": [{"content": "No"}], "probability": 0.25}],
    "run": {"pipeline": "bot", "settings": {"a": 1}},
    "meta": {"model": "m"},
}


def seeds() -> list[Case]:
    """Every format, from a file and as a stream, with its format said and not."""
    cases = [Case(f"{kind}{how}", data) for kind, data in _OWN.items() for how in ("", _STREAM)]
    cases += [Case(f"{SNIFFED}{how}", data) for data in _OWN.values() for how in ("", _STREAM)]
    cases += [Case(SUGGESTIONS, line(_SUGGESTED) + line({"schema": SUGGESTION_SCHEMA, "id": "a", "quotes": []}))]
    for name, data in harness_files():
        kind = ENDINGS.get(Path(name).suffix, SNIFFED)
        cases += [Case(kind, data), Case(f"{SNIFFED}{_STREAM}", data)]
    return cases


def run(case: Case, folder: Path) -> str:
    """Read the input; see `Target`."""
    if case.kind == SUGGESTIONS:
        return _suggestions(case.data)
    kind = case.kind.removesuffix(_STREAM)
    format = kind if kind in DOCUMENT_FORMATS else None
    if case.kind.endswith(_STREAM):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(case.data))))
            documents = list(read_stream(format))
    else:
        path = folder / "input"
        path.write_bytes(case.data)
        (source,) = find_sources(path, format)
        documents = read_documents(source, FileReading())
    for number, document in enumerate(documents):
        _holds_together(document)
        _comes_again(document, folder / f"{number}.jsonl")
    return f"{min(len(documents), 3)} read"


def _suggestions(data: bytes) -> str:
    """Read lines of suggestions; what they suggest for their own text must hold together, and come again."""
    quotes = 0
    for number, one in enumerate(data.split(b"\n"), start=1):
        if one.strip():
            given = given_of(json_of(decoded(one, f"x:{number}"), f"x:{number}"), f"x:{number}")
            if given.document is not None:
                sentences = given.sentences or (Sentence(0, 0, len(given.document.text)),)
                found = given.placed(given.document, sentences)
                again = given_of(json_of(to_line(suggestion_record(found, Run("none", "1"))).decode(), "x:0"), "x:0")
                expect(again.placed(found.document, found.sentences) == found, "others when they are read again")
                quotes += len(found.quotes)
    return f"{min(quotes, 3)} quotes"


def _holds_together(document: Document) -> None:
    expect(bool(document.text.strip()), "a document without a text")
    expect(0 <= document.body_start <= len(document.text), "a header that ends outside the text")
    expect(bool(document.id), "a document without an id")
    expect(one_line(document.id, len(document.id)) == document.id, "an id that cannot be shown as it is")
    document.text.encode("utf-8")
    whole = (Sentence(0, 0, len(document.text)),)
    to_line(suggestion_record(Suggested(document, whole, (), ((),)), Run("rules", "1", {})))


def _comes_again(document: Document, path: Path) -> None:
    """Raise Wrong unless the document comes back as it was from the line of JSON that is made of it."""
    written = to_line({"text": document.text, **about_document(document)})
    expect(b"\n" not in written[:-1] and len(written.decode("utf-8").splitlines()) == 1, "more than one line")
    path.write_bytes(written)
    try:
        (again,) = read_documents(find_sources(path, "jsonl")[0], FileReading())
    except (InputRefused, UsageError) as error:
        raise AssertionError(f"not read again: {error}") from error
    expect(again.text == document.text, "another text when it is read again")
    expect(again.id == document.id, "another id when it is read again")
    if document.body_start:  # pages are not searched for one
        expect(again.body_start == document.body_start, "another header when it is read again")


TARGET = Target("readers", seeds, mutated, run, refusals=(2, 3))
