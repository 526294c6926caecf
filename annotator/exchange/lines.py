"""The line of a decided sentence straight from its row: what `records.sentence_record` says, without its objects.

A million decisions are exported from tuples and texts; the objects of the model would cost several times the writing.
The labels as the database holds them become those of the record in place. A test holds the two to the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from annotator.core.model import Document
from annotator.core.rows import DecidedRow
from annotator.exchange.jsonlines import harmless
from annotator.exchange.manifest import Tally
from annotator.exchange.records import SENTENCE_SCHEMA, FalseSpan, document_record

Name = Callable[[str], str]

_EMPTY = '{"quotes":[],"topics":[]}'
_NONE: list[Any] = []
# What `labels_to_json` puts last in a suggested part, and decisions never have.
_SCORED = re.compile(r',"score":[-+.0-9eE]+(?:,"rule":"[^"\\]*")?(?=\})|,"rule":"[^"\\]*"(?=\})')
_NEWLINE = orjson.OPT_APPEND_NEWLINE


class LineWriter:
    """Makes the JSON line of each row; rows of one document come together.

    `document_of` gives the document of a number, `name_of` the name under which an annotator appears.
    `tally` counts what was written, annotators under the names they appear by.
    """

    def __init__(self, document_of: Callable[[int], Document], name_of: Name = str, tally: Tally | None = None) -> None:
        self.tally = tally or Tally()
        self._document_of = document_of
        self._name_of = name_of
        self._number = 0
        self._text = ""
        self._where = ""
        self._about: Any = None
        self._names: dict[str, str] = {}

    def line(self, row: DecidedRow) -> bytes:
        """One line with its newline. Raises FalseSpan as `sentence_record` does."""
        number, index, start, end, answer, labels, annotator, at, seconds, note, flagged, implied, run, score, other = (
            row
        )
        if number != self._number:
            self._begin(number)
        text = self._text
        if not 0 <= start < end <= len(text):
            self._refuse(index, f"the sentence {[start, end]} is not in the text")
        name = self._names.get(annotator) or self._name(annotator)
        tally = self.tally
        tally.records += 1
        tally.answers[answer] += 1
        tally.annotators[name] += 1
        if labels == _EMPTY:
            quotes = topics = _NONE
        else:
            said = orjson.loads(labels)
            quotes, topics = said["quotes"], said["topics"]
            if topics:
                tally.topics.update(topics)
            for part in quotes:
                if not part["continues"]:
                    tally.types[part["type"]] += 1
                self._show(part, index, start, end)
        suggested = other or _EMPTY
        record = {
            "schema": SENTENCE_SCHEMA,
            "id": f"{self._where}:{index}",
            "document": self._about,
            "index": index,
            "start": start,
            "end": end,
            "text": text[start:end],
            "quotes": quotes,
            "topics": topics,
            "answer": answer,
            "annotator": name,
            "decided_at": at,
            "seconds": seconds,
            "edited": labels != suggested and _differs(labels, suggested),
            "suggestion": None if run is None else {"run": run, "score": score},
            "note": note,
            "flagged": flagged == 1,
        }
        if implied:
            record["implied"] = True
        return harmless(orjson.dumps(record, option=_NEWLINE))

    def _begin(self, number: int) -> None:
        document = self._document_of(number)
        self._number, self._text, self._where = number, document.text, document.id
        self._about = orjson.Fragment(orjson.dumps(document_record(document)))
        self.tally.documents += 1

    def _name(self, annotator: str) -> str:
        self._names[annotator] = self._name_of(annotator)
        return self._names[annotator]

    def _show(self, part: dict[str, Any], index: int, start: int, end: int) -> None:
        """Turn a part of the labels into that of the record: every span with its words, each checked."""
        text, content = self._text, part["content"]
        if not content:
            self._refuse(index, "a quote without content")
        for at, (left, right) in enumerate(content):
            if not start <= left < right <= end:
                self._refuse(index, f"the content {[left, right]} is outside its sentence")
            content[at] = {"start": left - start, "end": right - start, "text": text[left:right]}
        for role in ("cue", "source"):
            span = part[role]
            if span is None:
                continue
            left, right = span
            if start <= left < right <= end:
                part[role] = {"start": left - start, "end": right - start, "text": text[left:right]}
            elif 0 <= left < right <= len(text):
                part[role] = {"document_start": left, "document_end": right, "text": text[left:right]}
            else:
                self._refuse(index, f"the span {span} is not in the text")
        if len(part) > 6:
            part.pop("score", None)
            part.pop("rule", None)

    def _refuse(self, index: int, reason: str) -> None:
        raise FalseSpan(f"{self._where}:{index}: {reason}", "run `annotator check`")


def _differs(labels: str, suggested: str) -> bool:
    """Whether labels say something else than those suggested; where they come from, and the topics' order, aside."""
    bare = _SCORED.sub("", suggested)
    return labels != bare and _bare(labels) != _bare(suggested)


def _bare(labels: str) -> tuple[list[Any], set[str]]:
    said = orjson.loads(labels)
    for part in said["quotes"]:
        part.pop("score", None)
        part.pop("rule", None)
    return said["quotes"], set(said["topics"])
