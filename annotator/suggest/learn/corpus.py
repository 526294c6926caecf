"""Training examples on disk as DocBin, and back as spaCy examples whose Docs are parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.training import Example
from spacy.util import registry

from annotator.core.decided import TrainingExample
from annotator.core.model import Quote, article_of
from annotator.suggest.component_names import DECIDED_DOCS
from annotator.suggest.span_groups import write_quotes
from annotator.suggest.text_parser import TextParser

UNDECIDED = "undecided"
"""The span group of the stretches that nobody has decided on, beside the quotes' groups."""

Count = Callable[[int, int], None]
"""Called with how many documents are read, and how many there are."""


def write_corpus(examples: Iterable[TrainingExample], nlp: Language, path: Path, topics: Sequence[str] = ()) -> int:
    """Write examples as DocBin, without the headers of their documents; returns how many there were.

    `topics`: those that each Doc is labelled with, yes or no.
    """
    docs = [training_doc(example, nlp, topics) for example in examples]
    DocBin(docs=docs, store_user_data=False).to_disk(path)
    return len(docs)


def training_doc(example: TrainingExample, nlp: Language, topics: Iterable[str] = ()) -> Doc:
    """The example's text, split into tokens, with its quotes and what is undecided as span groups.

    `doc.cats` says of each of the `topics` whether some sentence has it; it is empty unless the example is complete.
    """
    header = example.document.body_start
    doc = nlp.make_doc(example.document.own_text)
    moved = (_without_header(quote, header) for quote in example.quotes)
    write_quotes(doc, [quote for quote in moved if quote is not None])
    undecided = [span.shifted(-header) for span in example.undecided]
    inside = [doc.char_span(span.start, span.end, alignment_mode="contract") for span in undecided]
    spans = [span for span in inside if span is not None]
    doc.spans[UNDECIDED] = SpanGroup(doc, name=UNDECIDED, spans=spans, attrs={"document": example.document.lasting_id})
    given = {topic for _, of_sentence in example.topics for topic in of_sentence}
    if example.complete:
        doc.cats = {label: float(label in given) for label in topics}
    return doc


def article_in(doc: Doc) -> str:
    """The article that a Doc of `training_doc` is a version of; of any other Doc its text."""
    known = doc.spans[UNDECIDED].attrs if UNDECIDED in doc.spans else {}
    return article_of(known["document"]) if "document" in known else doc.text


def _without_header(quote: Quote, header: int) -> Quote | None:
    """The quote in the text without a header of that length; None where its content lies in the header."""
    moved = quote.moved(lambda span: None if span.start < header else span.shifted(-header))
    return moved.bare() if moved.content else None


@registry.readers(DECIDED_DOCS)  # type: ignore[untyped-decorator]
def decided_docs(path: Path | str, limit: int = 0, parsed: bool = True) -> Callable[[Language], Iterator[Example]]:
    """For spaCy configs: `read_corpus` with these arguments, for the pipeline that spaCy trains."""

    return partial(read_corpus, path=Path(path), limit=limit, parsed=parsed)


def read_corpus(
    nlp: Language, path: Path, *, limit: int = 0, parsed: bool = True, count: Count | None = None
) -> Iterator[Example]:
    """The examples of a DocBin that `write_corpus` made, the first `limit` of them (0: all), one after the other.

    `parsed`: each example's `predicted` is parsed with the pipeline's own components, which must be trained (frozen)
    ones; else it is only split into tokens, for spaCy's evaluation, which runs the whole pipeline itself.
    """
    references = list(DocBin().from_disk(path).get_docs(nlp.vocab))[: limit or None]
    for number, reference in enumerate(references):
        if count is not None:
            count(number, len(references))
        if len(reference):
            text = reference.text
            yield Example(parse(nlp, text) if parsed else nlp.make_doc(text), reference)


def parse(nlp: Language, text: str) -> Doc:
    """The text with what the pipeline's trained components say of it, without quotes and topics.

    Those that are disabled are run too: spaCy disables frozen components while it initializes others.
    """
    return TextParser(nlp.make_doc, nlp.components).parse_chunks(text)
