"""CoNLL columns with IOB tags: one line per token, a blank line after each sentence, `-DOCSTART-` before each text.

Columns, parted by tabs: token, start, end, content (`B-direct`, `I-direct`, …), cue, source, and the numbers of the
quotes that the token belongs to. A tag column holds one quote only: where two overlap, the one that begins first (the
longer, if they begin together) is tagged, the other counted as hidden; its number still stands in the last column.
Speakers, topics and attributes have no place in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotator.core.decision import Answer
from annotator.core.model import Span
from annotator.exchange.formats.format import Format, PieceWriter, WriterSettings
from annotator.exchange.outputs import Tally
from annotator.exchange.tasks import Task, Token, token_range

_SPACE = re.compile(r"\s")


class ConllLines:
    """Makes the lines of one file. `tally.hidden` counts the spans that another one of their column covers."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def of(self, task: Task, tokens: Sequence[Token]) -> Iterator[bytes]:
        """The lines of a task with aligned quotes: its decided sentences; skipped ones are left out."""
        columns, numbers = self._tags(task, tokens)
        yield f"-DOCSTART-\t{_SPACE.sub('_', task.id)}\t_\tO\tO\tO\t_\n\n".encode()
        for sentence in task.sentences:
            if sentence.answer is Answer.SKIP:
                continue
            rows = []
            for at, token in enumerate(tokens):
                words = task.text[token.start : token.end]
                if sentence.span.start <= token.start < sentence.span.end and words.strip():
                    linked = ",".join(map(str, sorted(numbers[at]))) or "_"
                    tags = [column[at] for column in columns]
                    rows.append("\t".join([_SPACE.sub("_", words), str(token.start), str(token.end), *tags, linked]))
            if rows:
                yield ("\n".join(rows) + "\n\n").encode("utf-8")

    def _tags(self, task: Task, tokens: Sequence[Token]) -> tuple[list[list[str]], list[set[int]]]:
        columns = [["O"] * len(tokens) for _ in range(3)]
        numbers: list[set[int]] = [set() for _ in tokens]
        spans: list[tuple[Span, int, str, int]] = []
        for number, quote in enumerate(task.quotes):
            spans += [(span, 0, quote.type.value, number) for span in quote.content]
            spans += [(span, 1, "cue", number) for span in (quote.cue,) if span]
            spans += [(span, 2, "source", number) for span in (quote.source,) if span]
        for span, column, label, number in sorted(spans, key=lambda found: (found[0].start, -found[0].end)):
            first, last = token_range(span, tokens)
            places = range(first, last + 1)
            for at in places:
                numbers[at].add(number)
            if any(columns[column][at] != "O" for at in places):
                self._tally.hidden += 1
                continue
            for at in places:
                columns[column][at] = f"{'B' if at == first else 'I'}-{label}"
        return columns, numbers


def _writer(settings: WriterSettings) -> PieceWriter:
    lines = ConllLines(settings.tally)

    def piece(task: Task) -> tuple[Task, bytes]:
        aligned, tokens = settings.aligned(task)
        return aligned, b"".join(lines.of(aligned, tokens))

    return PieceWriter(piece)


FORMAT = Format(
    name="conll",
    title="CoNLL",
    ending=".conll",
    on_tokens=True,
    holds_attributes=False,
    writer=_writer,
)
