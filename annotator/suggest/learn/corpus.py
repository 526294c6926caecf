"""Lessons on disk as DocBin, and back as spaCy examples whose Docs are parsed already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.training import Example
from spacy.util import registry

from annotator.core.model import Quote
from annotator.core.training_examples import TrainingExample, article_of
from annotator.suggest.learn.logger import tell_parsed
from annotator.suggest.span_groups import SPANS_KEY, write_quotes
from annotator.suggest.text_parser import TextParser

UNDECIDED = "undecided"
"""The span group of what nobody has decided, beside the quotes'."""


def write_lessons(lessons: Iterable[TrainingExample], nlp: Language, path: Path, topics: Iterable[str] = ()) -> int:
    """Write lessons as DocBin, without their headers; how many there were. `topics`: those to say yes or no to."""
    known = tuple(topics)
    docs = [lesson_doc(lesson, nlp, known) for lesson in lessons]
    DocBin(docs=docs, store_user_data=False).to_disk(path)
    return len(docs)


def lesson_doc(lesson: TrainingExample, nlp: Language, topics: Iterable[str] = ()) -> Doc:
    """The lesson's text, split into tokens, with its quotes and what is undecided as span groups.

    `doc.cats` says of each of the `topics` whether some sentence has it (nothing where not all sentences are decided).
    """
    shift = lesson.document.body_start
    doc = nlp.make_doc(lesson.document.text[shift:])
    write_quotes(doc, [moved for quote in lesson.quotes if (moved := _without_header(quote, shift)) is not None])
    found = [
        doc.char_span(span.start - shift, span.end - shift, alignment_mode="contract") for span in lesson.undecided
    ]
    spans = [span for span in found if span is not None]
    doc.spans[UNDECIDED] = SpanGroup(doc, name=UNDECIDED, spans=spans, attrs={"document": lesson.document.id})
    given = {topic for _, of_sentence in lesson.topics for topic in of_sentence}
    if not lesson.undecided:
        doc.cats = {label: float(label in given) for label in topics}
    return doc


def article_in(doc: Doc) -> str:
    """The article that a lesson's Doc is a version of. Of a Doc that no lesson was made into, the text must tell."""
    known = doc.spans[UNDECIDED].attrs if UNDECIDED in doc.spans else {}
    return article_of(known["document"]) if "document" in known else doc.text


def _without_header(quote: Quote, header: int) -> Quote | None:
    """The quote in the text without a header of that length; None where its content lies in the header."""
    moved = quote.moved(lambda span: None if span.start < header else span.shifted(-header))
    return moved.bare() if moved.content else None


@registry.readers("annotator.DecidedDocs.v1")  # type: ignore[untyped-decorator]
def decided_docs(path: Path | str, limit: int = 0, parsed: bool = True) -> Callable[[Language], Iterator[Example]]:
    """For spaCy configs: the examples of a DocBin that `write_lessons` made, the first `limit` of them (0: all).

    Each is parsed once with the pipeline's own components, which must be trained (frozen) ones, and kept in memory.
    `parsed=False`: not parsed, for spaCy's evaluation, which runs the whole pipeline itself.
    """

    def read(nlp: Language) -> Iterator[Example]:
        # spaCy makes the reader anew for initializing and for training.
        kept = _kept.setdefault(nlp, {})
        key = (str(path), limit, parsed)
        if key not in kept:
            kept[key] = list(_examples(nlp, Path(path), limit, parsed))
        yield from kept[key]

    return read


_kept: WeakKeyDictionary[Language, dict[tuple[str, int, bool], list[Example]]] = WeakKeyDictionary()


def _examples(nlp: Language, path: Path, limit: int, parsed: bool) -> Iterator[Example]:
    references = list(DocBin().from_disk(path).get_docs(nlp.vocab))[: limit or None]
    for number, reference in enumerate(references):
        tell_parsed(number, len(references))
        if len(reference):
            text = reference.text
            yield Example(parse(nlp, text) if parsed else nlp.make_doc(text), reference)


def parse(nlp: Language, text: str) -> Doc:
    """The text with what the pipeline's trained components say of it, without quotes and topics.

    Those that are disabled are run too: spaCy disables frozen components while it initializes others.
    """
    return TextParser(nlp.make_doc, nlp.components).parse_chunks(text)


__all__ = ["SPANS_KEY", "UNDECIDED", "article_in", "decided_docs", "lesson_doc", "parse", "write_lessons"]
