"""Sentence starts set before the parser, which keeps those it is given."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc

from annotator.core.paragraphs import paragraphs
from annotator.suggest.tables import DATA, rows


def start_sentences(doc: Doc) -> Doc:
    """Mark the first token of every paragraph as a sentence start, and a name after an abbreviated title as none."""
    starts = [start for start, _ in paragraphs(doc.text)]
    titles = _titles(doc.lang_)
    at = 0
    for token in doc:
        if at < len(starts) and token.idx >= starts[at]:
            while at < len(starts) and token.idx >= starts[at]:
                at += 1
            if token.i:
                token.is_sent_start = True
        elif (
            token.text[0].isupper() and token.i > 1 and doc[token.i - 1].text == "." and doc[token.i - 2].text in titles
        ):
            token.is_sent_start = False
    return doc


@cache
def _titles(language: str) -> frozenset[str]:
    """Abbreviations before names, beyond those that the tokenizer keeps with their stop; none where no list is."""
    path = DATA / language / "titles.tsv"
    return frozenset(row[0] for row in rows(path)) if path.is_file() else frozenset()
