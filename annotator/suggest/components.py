"""The spaCy components, as factories that any spaCy pipeline finds by name (entry point group `spacy_factories`).

This module is imported whenever anybody builds a pipeline in an environment that has annotator installed: what a
component needs is imported when it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

Component = Callable[[Doc], Doc]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@Language.factory("annotator_paragraphs", assigns=["token.is_sent_start"])
def make_paragraphs(nlp: Language, name: str) -> Component:
    """Start a sentence after every blank line. Goes before the parser, which keeps sentence starts it is given."""
    return start_sentences_at_paragraphs


def start_sentences_at_paragraphs(doc: Doc) -> Doc:
    """Mark the first token after each blank line, and after the text's leading white space, as a sentence start."""
    fresh = True
    for token in doc:
        if token.is_space:
            fresh = fresh or bool(_BLANK_LINE.search(token.text_with_ws))
            continue
        if fresh and token.i:
            token.is_sent_start = True
        fresh = False
    return doc


@Language.factory("annotator_quotes", default_config={"profile": "speech", "spans_key": "quotes"})
def make_quotes(nlp: Language, name: str, profile: str, spans_key: str) -> Component:
    """Quotes with cue, source and speaker (to come)."""
    return lambda doc: doc


@Language.factory("annotator_topics", default_config={"scheme": None})
def make_topics(nlp: Language, name: str, scheme: str | None) -> Component:
    """Topics of every sentence (to come)."""
    return lambda doc: doc
