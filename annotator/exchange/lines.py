"""The lines of decided sentences straight from their rows, a million of them without an object of the model for each.

The labels as the database holds them become those of the record in place, and what is the same in all lines of a
document is made once. A test holds the lines to the bytes of a plain writer of the same record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NoReturn

import orjson

from annotator.core.decided_row import DecidedRow
from annotator.core.model import Document
from annotator.exchange.jsonlines import harmless
from annotator.exchange.manifest import Tally
from annotator.exchange.records import SENTENCE_SCHEMA, FalseSpan, document_record

Name = Callable[[str], str]

_EMPTY = '{"quotes":[],"topics":[]}'
_BARE_KEYS = 6
# What `labels_to_json` puts last in a suggested part, and decisions never have.
_SCORED = re.compile(r',"score":[-+.0-9eE]+(?:,"rule":"[^"\\]*")?(?=\})|,"rule":"[^"\\]*"(?=\})')
_FIELDS = (
    b'%d","document":ABOUT,"index":%d,"start":%d,"end":%d,"text":%b,"quotes":%b,"topics":%b,"answer":"%b",'
    b'"annotator":%b,"decided_at":%b,"seconds":%b,"edited":%b,"suggestion":%b,"note":%b,"flagged":%b%b}\n'
)
_ANSWER, _ANNOTATOR = itemgetter(4), itemgetter(6)
_dumps = orjson.dumps


class LineWriter:
    """Makes the JSON lines of rows; those of one document come together.

    `document_of` gives the document of a number, `name_of` the name under which an annotator appears.
    """

    def __init__(self, document_of: Callable[[int], Document], name_of: Name = str) -> None:
        self._document_of = document_of
        self._name_of = name_of
        self._number = 0
        self._text = ""
        self._where = ""
        self._template = b""
        self._names: dict[str, bytes] = {}

    def lines(self, rows: Sequence[DecidedRow], tally: Tally) -> bytes:
        """The lines of the rows, each with its newline; `tally` counts them, annotators under the names they appear by.

        Raises FalseSpan for a span that is empty, out of place or not where its quote's sentence is.
        """
        made: list[bytes] = []
        types: list[str] = []
        topics: list[str] = []
        names = self._names
        # No call for a row, and no dictionary for it: either would cost as much as all the rest.
        for row in rows:
            (
                number, index, start, end, answer, labels, annotator, at, seconds, note, flagged, implied,
                run, score, other,
            ) = row  # fmt: skip
            if number != self._number:
                self._begin(number, tally)
            text = self._text
            if not 0 <= start < end <= len(text):
                self._refuse(index, f"the sentence {[start, end]} is not in the text")
            quotes = about = b"[]"
            if labels != _EMPTY:
                said = orjson.loads(labels)
                self._show(said["quotes"], index, start, end, types)
                quotes, about = _dumps(said["quotes"]), _dumps(said["topics"])
                topics += said["topics"]
            suggested = other or _EMPTY
            made.append(
                self._template
                % (
                    index,
                    index,
                    start,
                    end,
                    _dumps(text[start:end]),
                    quotes,
                    about,
                    answer.encode(),
                    names.get(annotator) or self._name(annotator),
                    _dumps(at),
                    _dumps(seconds),
                    b"true" if labels != suggested and _differs(labels, suggested) else b"false",
                    b"null" if run is None else _dumps({"run": run, "score": score}),
                    b"null" if note is None else _dumps(note),
                    b"true" if flagged else b"false",
                    b',"implied":true' if implied else b"",
                )
            )
        tally.records += len(made)
        tally.answers.update(map(_ANSWER, rows))
        tally.types.update(types)
        tally.topics.update(topics)
        for annotator, count in Counter(map(_ANNOTATOR, rows)).items():
            tally.annotators[self._name_of(annotator)] += count
        return harmless(b"".join(made))

    def _begin(self, number: int, tally: Tally) -> None:
        document = self._document_of(number)
        self._number, self._text, self._where = number, document.text, document.id
        head = _dumps({"schema": SENTENCE_SCHEMA, "id": f"{document.id}:"}).removesuffix(b'"}')
        about = _dumps(document_record(document))
        fields = _FIELDS.replace(b"ABOUT", about.replace(b"%", b"%%"))
        self._template = head.replace(b"%", b"%%") + fields
        tally.documents += 1

    def _name(self, annotator: str) -> bytes:
        self._names[annotator] = _dumps(self._name_of(annotator))
        return self._names[annotator]

    def _show(self, parts: list[dict[str, Any]], index: int, start: int, end: int, types: list[str]) -> None:
        """Turn the parts of the labels into those of the record: every span with its words, each checked.

        The types of the quotes that begin here are added to `types`.
        """
        text = self._text
        for part in parts:
            content = part["content"]
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
            if not part["continues"]:
                types.append(part["type"])
            if len(part) > _BARE_KEYS:
                part.pop("score", None)
                part.pop("rule", None)

    def _refuse(self, index: int, reason: str) -> NoReturn:
        raise FalseSpan(f"{self._where}:{index}: {reason}", "run `annotator check`")


def _differs(labels: str, suggested: str) -> bool:
    """Whether labels say something else than those suggested; where they come from, and the topics' order, aside."""
    # One suggested part, confirmed: no need of the expression.
    head, score, rest = suggested.partition(',"score":')
    if score and head + rest[rest.find("}") :] == labels:
        return False
    bare = _SCORED.sub("", suggested)
    return labels != bare and _bare(labels) != _bare(suggested)


def _bare(labels: str) -> tuple[list[Any], set[str]]:
    said = orjson.loads(labels)
    for part in said["quotes"]:
        part.pop("score", None)
        part.pop("rule", None)
    return said["quotes"], set(said["topics"])
