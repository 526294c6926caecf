"""Sentence starts that the text itself shows, set before the parser: it keeps those it is given."""

from __future__ import annotations

import re

from spacy.tokens import Doc

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def start_sentences(doc: Doc) -> Doc:
    """Mark the first token after each blank line, and after the text's leading white space, as a sentence start."""
    fresh = True
    gap = ""
    for token in doc:
        if token.is_space:
            gap += token.text_with_ws
            fresh = fresh or bool(_BLANK_LINE.search(gap))
            continue
        if fresh and token.i:
            token.is_sent_start = True
        fresh = False
        gap = token.whitespace_
    return doc
