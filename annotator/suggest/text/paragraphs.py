"""Sentence starts set before the parser, which keeps those it is given."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc

from annotator.core.resources import word_lists
from annotator.core.text import paragraphs
from annotator.suggest.tables import DATA, rows

_INITIAL = re.compile(r"(?<=[^\W\d_][^\S\n])([^\W\d_])\.(?!\w)[^\S\n]*([^\W\d_]*)")
"""A letter with a stop behind a word, and the word behind it: "said I. Ruth laughed", "Ada I. Lane"."""


def start_sentences(doc: Doc) -> Doc:
    """Mark the first token of every paragraph as a sentence start, and a name after an abbreviated title as none.

    Nor does a sentence start within a speaker's label in capitals: "SEN. JANE SMITH (D-OH): Good morning."
    """
    _part_from_stops(doc)
    starts = [start for start, _ in paragraphs(doc.text)]
    titles = _titles(doc.lang_)
    at = labelled = 0
    for token in doc:
        if at < len(starts) and token.idx >= starts[at]:
            while at < len(starts) and token.idx >= starts[at]:
                at += 1
            if token.i:
                token.is_sent_start = True
            labelled = _label_end(doc, token.i)
        elif token.i < labelled or (
            token.text[0].isupper() and token.i > 1 and doc[token.i - 1].text == "." and doc[token.i - 2].text in titles
        ):
            token.is_sent_start = False
    return doc


def _part_from_stops(doc: Doc) -> None:
    """Part the stop of a sentence from a pronoun that is one letter: spaCy takes "said I." for an initial.

    Behind a capital it is one, and before a capital whose word the text has nowhere else.
    """
    text = doc.text
    with doc.retokenize() as retokenizer:
        for found in _INITIAL.finditer(text):
            token = doc.char_span(*found.span(1))
            whole = doc.char_span(found.start(1), found.end(1) + 1)
            if token is not None or whole is None or found[1].lower() not in word_lists().first_person:
                continue
            following = found[2]
            known = following[:1].islower() or following in (t.text for t in doc if t.idx != found.start(2))
            if doc[whole.start - 1].text.islower() and (not following or known):
                retokenizer.split(whole[0], [found[1], "."], heads=[(whole[0], 0), (whole[0], 0)])


_LONGEST_LABEL = 14
"""The most tokens of a speaker's label."""


def _label_end(doc: Doc, start: int) -> int:
    """The end of a label that begins with a name in capitals and ends with a colon; `start` where there is none."""
    label = doc[start : start + _LONGEST_LABEL]
    colon = next((token.i for token in label if token.text == ":"), start)
    name = next((token.i for token in label if token.text in ("(", ",")), colon)
    return colon + 1 if colon > start + 1 and doc[start:name].text.isupper() else start


@cache
def _titles(language: str) -> frozenset[str]:
    """Abbreviations before names, beyond those that the tokenizer keeps with their stop; none where no list is."""
    path = DATA / language / "titles.tsv"
    return frozenset(row[0] for row in rows(path)) if path.is_file() else frozenset()
