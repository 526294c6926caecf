"""Whatever was decided comes back as it was through every format that is both written and read."""

import io
import re
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given

from annotator.core.decision import DecidedSentence
from annotator.core.model import Quote, Span
from annotator.exchange.annotation import Annotation, Remarks
from annotator.exchange.formats.format import Format, WriterSettings
from annotator.exchange.formats.registry import READ, WRITTEN, annotations_of
from annotator.exchange.tasks import Aligner, ExportTally, Task, Token, document_tasks
from tests.exchange.strategies import documents
from tests.exchange.test_formats import write_all


def every_character(text: str, language: str | None = None) -> list[Token]:
    """A tokenizer whose tokens every span is made of."""
    return [Token(at, at + 1, False) for at in range(len(text))]


def written_and_read(format: Format, task: Task) -> Annotation:
    assert format.writer is not None
    writer = format.writer(WriterSettings(ExportTally()))
    task = Aligner(every_character).aligned(task) if format.on_tokens else task
    if format.file_reader is not None:
        with tempfile.TemporaryDirectory() as folder:
            write_all(writer, task, Path(folder))
            (path,) = Path(folder).glob(f"*{format.file_reader.ending}")
            return format.file_reader.read(path, Remarks())
    data = io.BytesIO()
    write_all(writer, task, data)
    (found,) = annotations_of(data.getvalue().decode("utf-8"), "file", Remarks())
    return found


def said(quotes: tuple[Quote, ...]) -> set[Quote]:
    return {quote.bare() for quote in quotes}


LINE_ENDS = "[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"


def within_lines(text: str, span: Span) -> Span:
    """The span without ends of lines at its edges, for which brat has no place."""
    start = span.end - len(re.sub(rf"\A\s*{LINE_ENDS}", "", span.of(text)))
    return Span(start, start + len(re.sub(rf"{LINE_ENDS}\s*\Z", "", text[start : span.end])))


@pytest.mark.parametrize("format", [format for format in WRITTEN if format in READ], ids=lambda format: format.name)
@given(decided=documents(complete=True))
def test_quotes_come_back_with_everything_that_was_said_of_them(format: Format, decided: list[DecidedSentence]) -> None:
    (task,) = document_tasks(decided)
    found = written_and_read(format, task)
    quotes = task.quotes
    if format.file_reader is not None:
        quotes = tuple(quote.moved(partial(within_lines, task.text)) for quote in quotes)
    assert said(found.quotes) == said(quotes)
    assert found.document.text == task.text
    if format.file_reader is None:
        assert found.document.id == task.id
