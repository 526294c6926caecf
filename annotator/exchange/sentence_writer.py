"""Writes the records of decided sentences (schemas/sentence.schema.json) straight from the rows of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from annotator.core.decided import DecidedRow
from annotator.core.decision import Sight
from annotator.core.model import Document
from annotator.exchange.jsonlines import harmless
from annotator.exchange.manifest import Tally
from annotator.exchange.outputs import Output
from annotator.exchange.records import about_document, refuse_span

SENTENCE_SCHEMA = "annotator/sentence@1"

_NOTHING = '{"quotes":[],"topics":[]}'
"""Empty labels as the database writes them."""
_SUGGESTION, _WITHHELD = Sight.SUGGESTION.value, Sight.WITHHELD.value
_AT_ONCE = 64
"""Lines that are written together: so few that the memory they take is used again by the next ones."""


class SentenceWriter:
    """Writes decided sentences straight from the rows of the database, a million of them without an object for each.

    `tally` counts what is written. `document_of` gives the document of a row's number, `names` the name under which an
    annotator appears (as it is where there is none).
    """

    def __init__(self, tally: Tally, document_of: Callable[[int], Document], names: Mapping[str, str]) -> None:
        self._tally = tally
        self._document_of = document_of
        self._names = names
        self._number: int | None = None
        self._id = self._text = ""
        self._about: Any = None
        import orjson  # deferred: whoever only asks for the formats' names need not load it

        self._loads, self._dumps, self._fragment = orjson.loads, orjson.dumps, orjson.Fragment
        self._newline = orjson.OPT_APPEND_NEWLINE

    def add(self, rows: Sequence[DecidedRow], out: Output) -> None:
        """Write one line per row, and count them.

        Raises FalseSpan for a span that is empty, not in the text or, if it is content, outside its sentence, and for
        labels that are none.
        """
        types: list[str] = []
        topics: list[str] = []
        dumps, newline = self._dumps, self._newline
        for start in range(0, len(rows), _AT_ONCE):
            lines = bytearray()
            for row in rows[start : start + _AT_ONCE]:
                # Not kept in a list and joined: so many pieces of memory at a time cost more than all else here.
                try:
                    lines += dumps(self._record(row, types, topics), option=newline)
                except (LookupError, TypeError, ValueError, AttributeError):
                    self._refuse(row.position, "what is kept of it cannot be read")
            out.write(harmless(bytes(lines)))
        # Counted together: a call for each row would cost a tenth of the export.
        tally = self._tally
        tally.records += len(rows)
        tally.sentences += len(rows)
        tally.answers.update([row.answer for row in rows])
        for annotator, count in Counter([row.annotator for row in rows]).items():
            tally.annotators[self._names.get(annotator, annotator)] += count
        tally.topics.update(topics)
        tally.add_types(types)

    def _record(self, row: DecidedRow, types: list[str], topics: list[str]) -> dict[str, Any]:
        """The record of a row; the types of the quotes that begin in it, and its topics, are added to the lists."""
        (
            number, index, start, end, answer, labels, annotator, decided_at, seconds, note, flagged, implied,
            run, score, suggested, sight, *_,
        ) = row  # fmt: skip
        if number != self._number:
            self._begin(number)
        text = self._text
        if not 0 <= start < end <= len(text):
            self._refuse(index, f"the sentence {[start, end]} is not in the text")
        suggested = suggested or _NOTHING
        quotes: list[dict[str, Any]] = []
        own_topics: list[str] = []
        edited = False
        if labels != _NOTHING or suggested != _NOTHING:
            said = self._loads(labels)
            edited = labels != suggested and sight != _WITHHELD and _differs(said, self._loads(suggested))
            quotes = [self._part(part, index, start, end) for part in said["quotes"]]
            own_topics = said["topics"]
            types += [part["type"] for part in quotes if not part["continues"]]
            topics += own_topics
        record = {
            "schema": SENTENCE_SCHEMA,
            "id": f"{self._id}:{index}",
            "document": self._about,
            "index": index,
            "start": start,
            "end": end,
            "text": text[start:end],
            "quotes": quotes,
            "topics": own_topics,
            "answer": answer,
            "annotator": self._names.get(annotator, annotator),
            "decided_at": decided_at,
            "seconds": seconds,
            "edited": edited,
            "suggestion": None if run is None else {"run": run, "score": score},
            "note": note,
            "flagged": flagged != 0,
        }
        if implied:
            record["implied"] = True
        if sight != _SUGGESTION:
            record["sight"] = sight
        return record

    def _begin(self, number: int) -> None:
        document = self._document_of(number)
        self._number, self._id, self._text = number, document.id, document.text
        # Made once for all lines of the document.
        self._about = self._fragment(self._dumps(about_document(document)))
        self._tally.documents += 1

    def _part(self, part: dict[str, Any], index: int, start: int, end: int) -> dict[str, Any]:
        """The record of a quote's part from its labels: offsets count from the sentence, every span has its words."""
        if not part["content"]:
            self._refuse(index, "a quote without content")
        text = self._text
        content = []
        for left, right in part["content"]:
            if not start <= left < right <= end:
                self._refuse(index, f"the content {[left, right]} is outside its sentence")
            content.append({"start": left - start, "end": right - start, "text": text[left:right]})
        cue, source = part["cue"], part["source"]
        record = {
            "type": part["type"],
            "content": content,
            "cue": cue and self._mention(cue, index, start, end),
            "source": source and self._mention(source, index, start, end),
            "speaker": part["speaker"],
            "continues": part["continues"],
        }
        if "attributes" in part:
            record["attributes"] = part["attributes"]
        return record

    def _mention(self, span: list[int], index: int, start: int, end: int) -> dict[str, Any]:
        """A cue or source; one that stands outside the sentence keeps its offsets in the document."""
        left, right = span
        text = self._text
        if start <= left < right <= end:
            return {"start": left - start, "end": right - start, "text": text[left:right]}
        if not 0 <= left < right <= len(text):
            self._refuse(index, f"the span {span} is not in the text")
        return {"document_start": left, "document_end": right, "text": text[left:right]}

    def _refuse(self, index: int, reason: str) -> NoReturn:
        refuse_span(f"{self._id}:{index}", reason)


def _differs(labels: dict[str, Any], suggested: dict[str, Any]) -> bool:
    """`is_edited` for labels as the database holds them: where they come from, and the topics' order, do not count."""
    for part in suggested["quotes"]:
        part.pop("score", None)
        part.pop("rule", None)
    own, other = labels["topics"], suggested["topics"]
    return labels["quotes"] != suggested["quotes"] or (own != other and set(own) != set(other))
