"""Running a pipeline's components over a text: some on pieces of a long one, some on the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.tokens import Doc

from annotator.suggest.component_names import ON_WHOLE_DOCUMENTS
from annotator.suggest.text.chunks import chunks

Step = Callable[[Doc], Doc]


class TextParser:
    """Parses texts with the components of a pipeline.

    What reads syntax (tagger, parser, entities) takes a long text in pieces, which needs less memory; the components
    in ON_WHOLE_DOCUMENTS run behind it on the whole text, in the order given there. `make_doc` splits a piece into
    tokens; `on_chunks` are the components that run on each piece, in order.
    """

    def __init__(
        self, make_doc: Callable[[str], Doc], components: Iterable[tuple[str, Step]], *, without: Iterable[str] = ()
    ) -> None:
        """`components` come by name, in order; those of `without` never run."""
        steps = {name: step for name, step in components if name not in set(without)}
        self.make_doc = make_doc
        self.on_chunks = [step for name, step in steps.items() if name not in ON_WHOLE_DOCUMENTS]
        self._on_document = [steps[name] for name in ON_WHOLE_DOCUMENTS if name in steps]

    @property
    def components(self) -> list[Step]:
        """What runs, in this order."""
        return [*self.on_chunks, *self._on_document]

    def parse(self, text: str) -> Doc:
        """The text through all components."""
        doc = self.parse_chunks(text)
        for step in self._on_document:
            doc = step(doc)
        return doc

    def parse_chunks(self, text: str) -> Doc:
        """The text through the components that may read it in pieces: without quotes, speakers and topics."""
        docs = [self.make_doc(piece) for piece in chunks(text)]
        for step in self.on_chunks:
            docs = [step(doc) for doc in docs]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        assert doc is not None
        return doc
