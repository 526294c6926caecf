"""brat standoff: a `.txt` and an `.ann` for each document, quotes as `Attribution` events, content discontinuous.

The trigger of the event is the cue; a quote without one has its content as trigger and the attribute `NoCue`. The
speaker is a note on the event, a topic a `Topic` on its sentence with a note. `annotation.conf` lets brat open them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from annotator.core.model import Quote, Span
from annotator.exchange.tasks import Task

ANNOTATION_CONF = """[entities]
Content
Source
Topic

[events]
Attribution Content:Content, Source?:Source

[relations]

[attributes]
Type Arg:Attribution, Value:direct|indirect|mixed
NoCue Arg:Attribution
"""


def file_stem(task: Task, taken: set[str]) -> str:
    """A file name made of the id's plain letters and its hash: an id never becomes a path. `taken` is added to."""
    plain = unicodedata.normalize("NFKD", task.id).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60] or "document"
    stem = f"{slug}-{hashlib.sha256(task.id.encode()).hexdigest()[:8]}"
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def standoff(task: Task) -> str:
    """The `.ann` file of a task."""
    made = _Standoff(task.text)
    for quote in task.quotes:
        made.add_quote(quote)
    for sentence in task.sentences:
        for topic in sentence.topics:
            made.note(made.bound("Topic", [sentence.span]), topic)
    return "".join(f"{line}\n" for line in made.lines)


class _Standoff:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self._numbers: dict[str, int] = {}

    def add_quote(self, quote: Quote) -> None:
        content = self.bound("Content", quote.content)
        trigger = self.bound("Attribution", [quote.cue] if quote.cue else quote.content)
        arguments = f"Attribution:{trigger} Content:{content}"
        if quote.source:
            arguments += f" Source:{self.bound('Source', [quote.source])}"
        event = self._add("E", arguments)
        self._add("A", f"Type {event} {quote.type.value}")
        if quote.cue is None:
            self._add("A", f"NoCue {event}")
        if quote.speaker is not None:
            self.note(event, quote.speaker)

    def bound(self, kind: str, spans: Sequence[Span]) -> str:
        places = ";".join(f"{span.start} {span.end}" for span in spans)
        # As brat itself writes it: one line, fragments parted by a space.
        words = " ".join(span.of(self.text) for span in spans).replace("\n", " ")
        return self._add("T", f"{kind} {places}\t{words}")

    def note(self, about: str, words: str) -> None:
        self._add("#", f"AnnotatorNotes {about}\t{words}".replace("\n", " "))

    def _add(self, letter: str, rest: str) -> str:
        self._numbers[letter] = self._numbers.get(letter, 0) + 1
        key = f"{letter}{self._numbers[letter]}"
        self.lines.append(f"{key}\t{rest}")
        return key
