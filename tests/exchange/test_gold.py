"""The record of all that was suggested: what is written is read as it was, and what does not fit is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from annotator.core.errors import InputRefused
from annotator.core.model import (
    CastMember,
    Chance,
    Document,
    Quote,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.exchange.lines import to_line
from annotator.exchange.suggestions import read_suggestion, suggestion_record

RUN = Run("rules", "1", {"annotator": "1"})
QUOTE = Quote((Span(0, 6),), QuoteType.DIRECT, Span(7, 11), Span(12, 15), "Ann", 1 / 3, "quoted", (("stance", "for"),))
WHOLE = Suggested(
    Document("a-1", "“Yes,” said Ann. It rained.", "T", None, "2024-01-01", {"desk": ["x", 1]}, 0),
    (Sentence(0, 0, 16), Sentence(1, 17, 27)),
    (QUOTE,),
    ((TopicSuggestion("weather", 0.1 + 0.2, "rained"),), ()),
    (CastMember("Ann", (Span(12, 15),), True, "person", "female"), CastMember("It", (), False)),
    (QuoteReading((0,), (replace(QUOTE, cue=None, attributes=(), score=None),), 2 / 3), QuoteReading((), (), 0.5)),
    ((Span(17, 27), "newsletter"),),
    (Chance((Span(0, 6),), Span(7, 11), "say", "quoted", "quoted", 0.7, ("a=b",), False, True),),
)


def test_what_is_written_is_read_as_it_was() -> None:
    assert read_suggestion(to_line(suggestion_record(WHOLE, RUN)).decode(), "x:1") == WHOLE


def _set(*path: Any) -> Callable[[Any], None]:
    """A change of a record: what stands at the path becomes its last step."""

    def change(record: Any) -> None:
        *steps, last, value = path
        for step in steps:
            record = record[step]
        record[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("schema", "annotator/suggested@1"),
        _set("text", "short"),
        _set("text", None),
        _set("document", "id", ""),
        _set("document", "id", "two\nlines"),
        _set("document", "body_start", 99),
        _set("document", "meta", []),
        _set("document", "title", 1),
        _set("sentences", 0, "start", 16),
        _set("sentences", 1, "start", 15),
        _set("sentences", 1, "end", 28),
        _set("sentences", 1, "start", -1),
        _set("sentences", 1, "start", True),
        _set("sentences", 0, "topics", [[]]),
        _set("sentences", 0, "topics", 0, "score", 1.5),
        _set("quotes", 0, "content", 0, [0, 99]),
        _set("quotes", 0, "type", "loud"),
        _set("quotes", 0, "speaker", ["Ann"]),
        _set("quotes", 0, "attributes", {"stance": 1}),
        _set("quotes", 0, "score", "high"),
        _set("quotes", 0, "rule", 1),
        _set("quotes", [[]]),
        _set("cast", 0, 3, "ship"),
        _set("readings", 0, "replaces", [1]),
        _set("readings", 0, "probability", "likely"),
        _set("boilerplate", 0, [17, 99, "x"]),
        _set("chances", 0, 1, [7, 99]),
        _set("chances", 0, 2, None),
        _set("chances", 5),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: Callable[[Any], None]) -> None:
    record = json.loads(to_line(suggestion_record(WHOLE, RUN)))
    change(record)
    with pytest.raises(InputRefused, match=r"^x:1: "):
        read_suggestion(json.dumps(record), "x:1")


def test_broken_lines_are_refused() -> None:
    for line in ("", "[]", "null", "{", '"x"', "1"):
        with pytest.raises(InputRefused, match=r"^x:1: "):
            read_suggestion(line, "x:1")
