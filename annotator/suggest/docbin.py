"""Decided texts as spaCy `Doc`s in a DocBin: what plain `spacy train` reads, without any of our code.

The span groups of a Doc:

- `quotes`, `quotes_cue`, `quotes_source`: see `span_groups`. The spans of one quote share an id.
- `sc`, which spaCy's span categoriser reads by default: all of those under their labels (`direct`, `indirect`, `mixed`,
  `cue`, `source`).
- `sentences`: one span for each decided sentence. `topics`: one for each topic of such a sentence, labelled with it.

`doc.ents`, which spaCy's entity recogniser reads, has the spans of `sc`, of two that overlap the longer one. `doc.cats`
has every topic: 1.0 where some sentence has it, else 0.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from annotator.core.model import Quote, Span
from annotator.core.resources import LANGUAGE

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SPANCAT_KEY = "sc"
"""The span group that spaCy's span categoriser reads by default."""


class DocBinWriter:
    """Collects Docs made with spaCy's tokenizer of a language (ISO 639-1), and gives the bytes of their DocBin."""

    def __init__(self, lang: str = LANGUAGE) -> None:
        import spacy
        from spacy.tokens import DocBin

        self.nlp: Language = spacy.blank(lang)
        self._bin = DocBin(store_user_data=True)

    def tokens(self, text: str) -> list[tuple[int, int, bool]]:
        """Start and end of every token, and whether a space follows it."""
        doc = self.nlp.make_doc(text)
        return [(token.idx, token.idx + len(token), bool(token.whitespace_)) for token in doc]

    def add(
        self,
        text: str,
        quotes: Sequence[Quote],
        sentences: Iterable[tuple[Span, Sequence[str]]],
        topics: Iterable[str],
        about: dict[str, Any],
    ) -> None:
        """Add a text with its quotes, which must fall on token boundaries.

        `sentences` are those decided, each with its topics; `topics` all that a text may have; `about` goes to
        `doc.user_data`. Raises ValueError for a quote off the boundaries.
        """
        doc = self.nlp.make_doc(text)
        _mark_quotes(doc, quotes)
        _mark_sentences(doc, [(span, tuple(given)) for span, given in sentences], topics)
        doc.user_data.update(about)
        self._bin.add(doc)

    def to_bytes(self) -> bytes:
        """The DocBin as a `.spacy` file holds it."""
        return self._bin.to_bytes()


def _mark_quotes(doc: Doc, quotes: Sequence[Quote]) -> None:
    from spacy.tokens import SpanGroup
    from spacy.util import filter_spans

    from annotator.suggest.span_groups import group_names, write_quotes

    for quote in quotes:
        for span in quote.everywhere():
            if span is not None and doc.char_span(span.start, span.end) is None:
                raise ValueError(f"{list(span)} is off the boundaries of tokens")
    write_quotes(doc, quotes)
    members = {(span.start, span.end, span.label_): span for name in group_names() for span in doc.spans[name]}
    # The categoriser learns from (place, label): the same cue of two quotes is one example.
    doc.spans[SPANCAT_KEY] = SpanGroup(doc, name=SPANCAT_KEY, spans=list(members.values()))
    # An entity recogniser refuses white space at the ends.
    doc.ents = tuple(span for span in filter_spans(members.values()) if not (span[0].is_space or span[-1].is_space))


def _mark_sentences(doc: Doc, sentences: list[tuple[Span, tuple[str, ...]]], topics: Iterable[str]) -> None:
    from spacy.tokens import SpanGroup

    decided, labelled = [], []
    for place, given in sentences:
        span = doc.char_span(place.start, place.end, alignment_mode="expand")
        if span is None:
            continue
        decided.append(span)
        labelled += [doc.char_span(place.start, place.end, label=topic, alignment_mode="expand") for topic in given]
    doc.spans["sentences"] = SpanGroup(doc, name="sentences", spans=decided)
    doc.spans["topics"] = SpanGroup(doc, name="topics", spans=[span for span in labelled if span is not None])
    present = {topic for _, given in sentences for topic in given}
    doc.cats = {topic: float(topic in present) for topic in sorted({*topics, *present})}
