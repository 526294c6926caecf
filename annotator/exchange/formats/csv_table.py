"""A table with one line per quote. Cells hold text from outside: none of them may become a formula in a spreadsheet.

The columns after the fixed ones are the attributes that the label scheme declares or a quote has, named `attribute_`
and their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from annotator.core.model import Span
from annotator.exchange.formats.format import Format, Writer, WriterSettings
from annotator.exchange.lines import csv_lines
from annotator.exchange.tasks import Task

COLUMNS = (
    *("document", "title", "published", "annotator", "quote", "type", "speaker", "source", "cue", "content", "topics"),
    *("source_start", "source_end", "cue_start", "cue_end", "content_spans", "decided_at"),
)


def _cells(task: Task, number: int, attributes: Sequence[str]) -> list[str]:
    """The cells of a quote. The spans of its content are `start-end`, parted by semicolons."""
    quote, text, document = task.quotes[number], task.text, task.document
    touched = {
        topic
        for sentence in task.sentences
        if any(span.overlaps(sentence.span) for span in quote.content)
        for topic in sentence.topics
    }
    return [
        task.id,
        document.title or "",
        document.published or "",
        task.annotator_name,
        str(number),
        quote.type.value,
        quote.speaker or "",
        quote.source.of(text) if quote.source else "",
        quote.cue.of(text) if quote.cue else "",
        " … ".join(span.of(text) for span in quote.content),
        ";".join(sorted(touched)),
        *_ends(quote.source),
        *_ends(quote.cue),
        ";".join(f"{span.start}-{span.end}" for span in quote.content),
        task.decided_at,
        *(quote.attribute(name) or "" for name in attributes),
    ]


def _ends(span: Span | None) -> tuple[str, str]:
    return (str(span.start), str(span.end)) if span else ("", "")


def _writer(settings: WriterSettings) -> Writer:
    attributes, lines = list(settings.attributes), partial(csv_lines, raw=settings.raw)
    return Writer(
        lambda task: lines(_cells(task, number, attributes) for number in range(len(task.quotes))),
        head=lines([[*COLUMNS, *(f"attribute_{name}" for name in attributes)]]),
    )


FORMAT = Format(
    name="csv",
    title="CSV",
    ending=".csv",
    writer=_writer,
)
