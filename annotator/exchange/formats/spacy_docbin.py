"""spaCy's DocBin, with the quotes of each text as span groups: what `spacy train` reads.

The DocBin is made by the layer that knows spaCy (`format.DocBin`); `annotator.suggest.span_groups` says what is in it.
"""

from __future__ import annotations

from annotator.core.decision import Answer
from annotator.core.program.resources import LANGUAGE
from annotator.exchange.formats.format import Format, Writer, WriterSettings
from annotator.exchange.lines import Record
from annotator.exchange.tasks import Task


def _writer(settings: WriterSettings) -> Writer:
    """Collects the texts of one file, which can only be written when all of them are in it."""
    assert settings.make_docbin is not None, "the format's record says `on_tokens`"
    docbin = settings.make_docbin()

    def collected(task: Task) -> bytes:
        """Skipped sentences are not among those decided; what a text decided in part does not have is not known."""
        decided = [
            (sentence.span, sentence.topics) for sentence in task.sentences if sentence.answer is not Answer.SKIP
        ]
        about: Record = {
            "id": task.id,
            "annotator": task.annotator_name,
            "answer": task.answer.value,
            "decided_at": task.decided_at,
        }
        if task.language not in (None, LANGUAGE):
            about["language"] = task.language
        docbin.add(task.text, task.quotes, decided, settings.topics if task.complete else (), about)
        return b""

    return Writer(collected, tail=docbin.to_bytes)


FORMAT = Format(
    name="spacy",
    title="spaCy's DocBin",
    ending=".spacy",
    on_tokens=True,
    nothing_means_none=True,
    writer=_writer,
)
