"""spaCy's DocBin, with the quotes of each text as span groups: what `spacy train` reads.

The DocBin is made by the layer that knows spaCy (`format.DocBin`); `annotator.suggest.span_groups` says what is in it.
"""

from __future__ import annotations

from annotator.core.decision import Answer
from annotator.core.model import Span
from annotator.exchange.formats.format import Format, WriterSettings
from annotator.exchange.outputs import Output
from annotator.exchange.tasks import Task


class DocBinWriter:
    """Collects the texts of one file, which can only be written when all of them are in it."""

    def __init__(self, settings: WriterSettings) -> None:
        assert settings.make_docbin is not None, "the format's record says `on_tokens`"
        self._settings = settings
        self._docbin = settings.make_docbin()

    def begin(self, out: Output) -> None:
        """Nothing can be written yet."""

    def add(self, task: Task, out: Output) -> Task:  # noqa: ARG002
        """Take the task in, its quotes on token boundaries; skipped sentences are not among those decided."""
        task, _ = self._settings.aligned(task)
        decided: list[tuple[Span, tuple[str, ...]]] = [
            (sentence.span, sentence.topics) for sentence in task.sentences if sentence.answer is not Answer.SKIP
        ]
        about = {
            "id": task.id,
            "annotator": task.annotator_name,
            "answer": task.answer.value,
            "decided_at": task.decided_at,
        }
        self._docbin.add(task.text, task.quotes, decided, self._settings.topics, about)
        return task

    def end(self, out: Output) -> None:
        """Write all of it."""
        out.write(self._docbin.to_bytes())


FORMAT = Format(
    name="spacy",
    title="spaCy's DocBin",
    ending=".spacy",
    on_tokens=True,
    nothing_means_none=True,
    writer=DocBinWriter,
)
