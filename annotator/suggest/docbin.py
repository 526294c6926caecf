"""Decided texts as spaCy `Doc`s in a DocBin: what plain `spacy train` reads, without any of our code.

Groups of a Doc: `quotes`, `quotes_cue`, `quotes_source` as `quotes.groups` has them (linked by span id); `sc`, which
spaCy's span categoriser reads by default, with all of them under their labels (`direct`, `indirect`, `mixed`, `cue`,
`source`); `sentences` and `topics`, one span a decided sentence and one a topic of it. `doc.ents`, which the entity
recogniser reads, has those of `sc`, of two that overlap the longer one. `doc.cats` has every topic, 1.0 or 0.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from annotator.core.model import Quote, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SPANCAT_KEY = "sc"


class DocBinWriter:
    """Collects Docs made with spaCy's own tokenizer of a language, and gives the bytes of their DocBin."""

    def __init__(self, lang: str = "en") -> None:
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
        _mark_sentences(doc, [(span, tuple(held)) for span, held in sentences], topics)
        doc.user_data.update(about)
        self._bin.add(doc)

    def to_bytes(self) -> bytes:
        """The DocBin as a `.spacy` file holds it."""
        return self._bin.to_bytes()


def _mark_quotes(doc: Doc, quotes: Sequence[Quote]) -> None:
    from spacy.tokens import SpanGroup
    from spacy.util import filter_spans

    from annotator.suggest.span_groups import SPANS_KEY, write_quotes

    for quote in quotes:
        for span in (*quote.content, quote.cue, quote.source):
            if span is not None and doc.char_span(span.start, span.end) is None:
                raise ValueError(f"{list(span)} is off the boundaries of tokens")
    write_quotes(doc, quotes)
    groups = (SPANS_KEY, f"{SPANS_KEY}_cue", f"{SPANS_KEY}_source")
    members = {(span.start, span.end, span.label_): span for name in groups for span in doc.spans[name]}
    # The categoriser learns from (place, label): the same cue of two quotes is one example.
    doc.spans[SPANCAT_KEY] = SpanGroup(doc, name=SPANCAT_KEY, spans=list(members.values()))
    # An entity recogniser refuses white space at the ends.
    doc.ents = tuple(span for span in filter_spans(members.values()) if not (span[0].is_space or span[-1].is_space))


def _mark_sentences(doc: Doc, sentences: list[tuple[Span, tuple[str, ...]]], topics: Iterable[str]) -> None:
    from spacy.tokens import SpanGroup

    decided, about = [], []
    for at, held in sentences:
        span = doc.char_span(at.start, at.end, alignment_mode="expand")
        if span is None:
            continue
        decided.append(span)
        about += [doc.char_span(at.start, at.end, label=topic, alignment_mode="expand") for topic in held]
    doc.spans["sentences"] = SpanGroup(doc, name="sentences", spans=decided)
    doc.spans["topics"] = SpanGroup(doc, name="topics", spans=[span for span in about if span is not None])
    present = {topic for _, held in sentences for topic in held}
    doc.cats = {topic: float(topic in present) for topic in sorted({*topics, *present})}
