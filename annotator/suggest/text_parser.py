"""Running a pipeline's components over a text: some on pieces of a long one, some on the whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from spacy.tokens import Doc

from annotator.core.text.marked_text import CLOSING
from annotator.suggest.component_names import ON_WHOLE_DOCUMENTS

Step = Callable[[Doc], Doc]


class TextParser:
    """Parses texts with the components of a pipeline.

    What reads syntax (tagger, parser, entities) takes a long text in pieces, one after the other, which needs less
    memory; the components in ON_WHOLE_DOCUMENTS run behind it on the whole text, in the order given there. `make_doc`
    splits a piece into tokens; `on_chunks` are the components that run on each piece, in order.
    """

    def __init__(
        self,
        make_doc: Callable[[str], Doc],
        components: Iterable[tuple[str, Step]],
        *,
        without: Iterable[str] = (),
        keeps_vectors: bool = True,
    ) -> None:
        """`components` come by name, in order; those of `without` never run.

        Without `keeps_vectors` a text that was cut has no `doc.tensor`: 384 bytes a token in spaCy's small pipelines.
        """
        steps = {name: step for name, step in components if name not in set(without)}
        self.make_doc = make_doc
        self._keeps_vectors = keeps_vectors
        self.on_chunks = [step for name, step in steps.items() if name not in ON_WHOLE_DOCUMENTS]
        self._on_document = [steps[name] for name in ON_WHOLE_DOCUMENTS if name in steps]

    def parse(self, text: str) -> Doc:
        """The text through all components."""
        doc = self.parse_chunks(text)
        for step in self._on_document:
            doc = step(doc)
        return doc

    def parse_chunks(self, text: str) -> Doc:
        """The text through the components that may read it in pieces: without quotes, speakers and topics."""
        pieces = chunks(text)
        if len(pieces) == 1:
            return self._parse_chunk(pieces[0])
        docs = [self._stripped(self._parse_chunk(piece)) for piece in pieces]
        doc = Doc.from_docs(docs, ensure_whitespace=False)
        assert doc is not None
        return doc

    def _parse_chunk(self, piece: str) -> Doc:
        doc = self.make_doc(piece)
        for step in self.on_chunks:
            doc = step(doc)
        return doc

    def _stripped(self, doc: Doc) -> Doc:
        """The Doc without its vectors where nobody reads them, before the next piece makes more of them."""
        if not self._keeps_vectors:
            doc.tensor = doc.tensor[:0].copy()  # a view would hold all of it
        return doc


# ---- Cutting a long text into pieces that the parser takes in little memory, at places where nothing is torn apart.


CHUNK = 20_000
"""The length of a piece, in code points, above which a text is cut."""

RUN = 500
"""The most code points without white space that one piece may hold: spaCy's tokenizer is quadratic in them."""

_RUN = re.compile(rf"\S{{{RUN}}}(?=\S)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(rf"[.?!…]+[{re.escape(CLOSING)})\]]*\s+")
_SPACE = re.compile(r"\s+")


def chunks(text: str, size: int = CHUNK) -> list[str]:
    """The text in pieces of at most `size` code points that joined give the text again.

    Cut at the last blank line of a piece, else its last newline, else its last sentence end, else its last space, else
    hard.

    >>> chunks("One line. Two lines. Three.", 12)
    ['One line. ', 'Two lines. ', 'Three.']
    """
    pieces: list[str] = []
    start = 0
    while len(text) - start > size:
        end = _cut(text, start, start + size)
        pieces += _short_runs(text[start:end])
        start = end
    return pieces + _short_runs(text[start:])


def _short_runs(piece: str) -> list[str]:
    """The piece, cut inside every run of RUN code points without white space (no word is that long).

    >>> [len(part) for part in _short_runs("said " + "x" * 1200)]
    [505, 500, 200]
    """
    ends = [run.end() for run in _RUN.finditer(piece)]
    return [piece[start:end] for start, end in zip([0, *ends], [*ends, len(piece)], strict=True)]


def _cut(text: str, start: int, end: int) -> int:
    """Where to end the piece that begins at `start`: after `start`, at most `end`. Looks at the second half only."""
    middle = (start + end) // 2
    for pattern in (_PARAGRAPH, _LINE, _SENTENCE, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, middle, end)]
        if ends:
            return ends[-1]
    return end
