"""A table with one line a quote. Cells are text from outside: none of them may become a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from annotator.core.model import Span
from annotator.exchange.tasks import Task

COLUMNS = (
    *("document", "title", "published", "annotator", "quote", "type", "speaker", "source", "cue", "content", "topics"),
    *("source_start", "source_end", "cue_start", "cue_end", "content_spans", "decided_at"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_rows(tasks: Iterable[Task], *, raw: bool = False) -> Iterator[bytes]:
    """The table, line by line, its heading first. A cell that a spreadsheet would run gets an apostrophe before it.

    `raw` leaves cells as they are. The spans of the content are `start-end`, parted by semicolons.
    """
    yield _line(COLUMNS, raw)
    for task in tasks:
        for number, _ in enumerate(task.quotes):
            yield _line(_cells(task, number), raw)


def _cells(task: Task, number: int) -> list[str]:
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
        task.annotator or "",
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
    ]


def _ends(span: Span | None) -> tuple[str, str]:
    return (str(span.start), str(span.end)) if span else ("", "")


def _line(cells: Sequence[str], raw: bool) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells if raw else [_safe(cell) for cell in cells])
    return out.getvalue().encode("utf-8")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
