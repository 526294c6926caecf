"""The line of a decided sentence straight from its row: what `records.sentence_record` says, without building it.

A million decisions are exported from tuples and texts; the objects of the model would cost several times the writing.
A test holds the two to the same bytes.
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
# What `labels_to_json` puts last in a suggested part, and decisions never have.
_SCORED = re.compile(r',"score":[-+.0-9eE]+|,"rule":"(?:[^"\\]|\\.)*"(?=\})')
_TRUE, _FALSE = b"true", b"false"


class LineWriter:
    """Makes the JSON line of each row; rows of one document come together.

    `document_of` gives the document of a number, `name_of` the name under which an annotator appears.
    `tally` counts what was written; its annotators keep their own names.
    """

    def __init__(self, document_of: Callable[[int], Document], name_of: Name = str, tally: Tally | None = None) -> None:
        self.tally = tally or Tally()
        self._document_of = document_of
        self._name_of = name_of
        self._number = 0
        self._text = ""
        self._where = ""
        self._head = b""
        self._middle = b""
        self._names: dict[str, bytes] = {}
        self._runs: dict[tuple[str | None, float | None], bytes] = {}

    def line(self, row: DecidedRow) -> bytes:
        """One line with its newline. Raises FalseSpan as `sentence_record` does."""
        (
            number,
            index,
            start,
            end,
            answer,
            labels,
            annotator,
            at,
            seconds,
            note,
            flagged,
            implied,
            run,
            score,
            other,
        ) = row
        if number != self._number:
            self._begin(number)
        text = self._text
        if not 0 <= start < end <= len(text):
            raise FalseSpan(
                f"{self._where}:{index}: the sentence {[start, end]} is not in the text", "run `annotator check`"
            )
        tally = self.tally
        tally.records += 1
        tally.answers[answer] += 1
        tally.annotators[annotator] += 1
        quotes, topics = b"[]", b"[]"
        if labels != _EMPTY:
            said = orjson.loads(labels)
            if said["quotes"]:
                parts = [self._part(part, index, start, end) for part in said["quotes"]]
                quotes = b"[" + b",".join(parts) + b"]"
                tally.types.update([part["type"] for part in said["quotes"] if not part["continues"]])
            topics = orjson.dumps(said["topics"])
            tally.topics.update(said["topics"])
        edited = labels != (other or _EMPTY) and _differs(labels, other or _EMPTY)
        suggested = b"null" if run is None else self._runs.get((run, score)) or self._suggestion(run, score)
        who = self._names.get(annotator) or self._name(annotator)
        return harmless(
            b'%b%d",%b%d,"start":%d,"end":%d,"text":%b,"quotes":%b,"topics":%b,"answer":"%b","annotator":%b,'
            b'"decided_at":"%b","seconds":%b,"edited":%b,"suggestion":%b,"note":%b,"flagged":%b%b}\n'
            % (
                self._head, index, self._middle, index, start, end, orjson.dumps(text[start:end]), quotes, topics,
                answer.encode(), who, at.encode(), orjson.dumps(seconds), _TRUE if edited else _FALSE, suggested,
                b"null" if note is None else orjson.dumps(note), _TRUE if flagged else _FALSE,
                b',"implied":true' if implied else b"",
            )
        )  # fmt: skip

    def _begin(self, number: int) -> None:
        document = self._document_of(number)
        self._number, self._text, self._where = number, document.text, document.id
        self.tally.documents += 1
        name = orjson.dumps(document.id)[:-1]
        self._head = b'{"schema":"%b","id":%b:' % (SENTENCE_SCHEMA.encode(), name)
        self._middle = b'"document":%b,"index":' % orjson.dumps(document_record(document))

    def _name(self, annotator: str) -> bytes:
        self._names[annotator] = orjson.dumps(self._name_of(annotator))
        return self._names[annotator]

    def _suggestion(self, run: str | None, score: float | None) -> bytes:
        if len(self._runs) > 20_000:
            self._runs.clear()
        made = orjson.dumps({"run": run, "score": score})
        self._runs[run, score] = made
        return made

    def _part(self, part: dict[str, Any], index: int, start: int, end: int) -> bytes:
        content = part["content"]
        if not content:
            raise FalseSpan(f"{self._where}:{index}: a quote without content", "run `annotator check`")
        spans = []
        for left, right in content:
            if not start <= left < right <= end:
                self._refuse(index, [left, right])
            spans.append(self._here(left, right, start))
        cue, source, speaker = part["cue"], part["source"], part["speaker"]
        return b'{"type":"%b","content":[%b],"cue":%b,"source":%b,"speaker":%b,"continues":%b}' % (
            part["type"].encode(),
            b",".join(spans),
            b"null" if cue is None else self._span(cue, index, start, end),
            b"null" if source is None else self._span(source, index, start, end),
            b"null" if speaker is None else orjson.dumps(speaker),
            _TRUE if part["continues"] else _FALSE,
        )

    def _span(self, span: list[int], index: int, start: int, end: int) -> bytes:
        left, right = span
        if start <= left < right <= end:
            return self._here(left, right, start)
        text = self._text
        if not 0 <= left < right <= len(text):
            self._refuse(index, span)
        return b'{"document_start":%d,"document_end":%d,"text":%b}' % (left, right, orjson.dumps(text[left:right]))

    def _here(self, left: int, right: int, start: int) -> bytes:
        words = orjson.dumps(self._text[left:right])
        return b'{"start":%d,"end":%d,"text":%b}' % (left - start, right - start, words)

    def _refuse(self, index: int, span: list[int]) -> None:
        raise FalseSpan(
            f"{self._where}:{index}: the span {span} is not in its sentence or text", "run `annotator check`"
        )


def _differs(labels: str, suggested: str) -> bool:
    """Whether labels say something else than those suggested; where they come from, and the topics' order, aside."""
    bare = _SCORED.sub("", suggested)
    if labels == bare:
        return False
    own, other = orjson.loads(_SCORED.sub("", labels)), orjson.loads(bare)
    return bool(own["quotes"] != other["quotes"] or set(own["topics"]) != set(other["topics"]))
