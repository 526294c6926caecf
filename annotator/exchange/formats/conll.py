"""CoNLL columns with IOB tags: one line per token, a blank line after each sentence, `-DOCSTART-` before each text.

Columns, parted by tabs: token, start, end, content (`B-direct`, `I-direct`, …), cue, source, and the numbers of the
quotes that the token belongs to. A tag column holds one quote only: where two overlap, the one that begins first (the
longer, if they begin together) is tagged, the other counted as hidden; its number still stands in the last column.
Speakers, topics and attributes have no place in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.core.decision import Answer
from annotator.core.model import numbers_touched
from annotator.exchange.formats.format import Format, Writer
from annotator.exchange.tasks import ExportTally, Task, labelled_spans

_SPACE = re.compile(r"\s")


def _lines(task: Task, tally: ExportTally) -> Iterator[str]:
    """The lines of a task with aligned quotes: its decided sentences; skipped ones are left out."""
    columns, numbers = _tags(task, tally)
    yield f"-DOCSTART-\t{_SPACE.sub('_', task.id)}\t_\tO\tO\tO\t_\n\n"
    for sentence in task.sentences:
        if sentence.answer is Answer.SKIP:
            continue
        rows = []
        for index, token in enumerate(task.tokens):
            words = task.text[token.start : token.end]
            if sentence.span.start <= token.start < sentence.span.end and words.strip():
                linked = ",".join(map(str, sorted(numbers[index]))) or "_"
                tags = [column[index] for column in columns]
                rows.append("\t".join([_SPACE.sub("_", words), str(token.start), str(token.end), *tags, linked]))
        if rows:
            yield "\n".join(rows) + "\n\n"


def _tags(task: Task, tally: ExportTally) -> tuple[list[list[str]], list[set[int]]]:
    """The tags of each column, and the numbers of the quotes of each token. Spans that another covers are counted."""
    columns = {role: ["O"] * len(task.tokens) for role in ("same", "cue", "source")}
    numbers: list[set[int]] = [set() for _ in task.tokens]
    for marked in sorted(labelled_spans(task.quotes), key=lambda marked: (marked.span.start, -marked.span.end)):
        places, column = numbers_touched(task.tokens, marked.span), columns[marked.role]
        for place in places:
            numbers[place].add(marked.quote)
        if any(column[place] != "O" for place in places):
            tally.hidden += 1
            continue
        for place in places:
            column[place] = f"{'B' if place == places[0] else 'I'}-{marked.label}"
    return [*columns.values()], numbers


FORMAT = Format(
    name="conll",
    title="CoNLL",
    ending=".conll",
    on_tokens=True,
    writer=lambda settings: Writer(lambda task: "".join(_lines(task, settings.tally)).encode()),
)
