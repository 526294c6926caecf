"""Texts parsed once a session by the pipeline that comes with annotator, its own components left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from annotator.suggest.packages import find_model, load_model
from annotator.suggest.text.paragraphs import start_sentences


@pytest.fixture(scope="session")
def read() -> Callable[[str], Doc]:
    """A parser of texts, with sentences started at paragraphs."""
    nlp = load_model(find_model())

    def parse(text: str) -> Doc:
        doc = start_sentences(nlp.make_doc(text))
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        return doc

    return parse
