"""All that a package with a format of its own may rely on. docs/formats.md shows how."""

# ruff: noqa: F401

from annotator.core.model import Quote, QuoteType, Span
from annotator.exchange.annotation import Annotation, Remarks
from annotator.exchange.documents import document_of
from annotator.exchange.formats.format import Format, Writer, WriterSettings
from annotator.exchange.tasks import Task
