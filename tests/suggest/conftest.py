"""Pipelines loaded once for all tests of a session, and texts parsed once by them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from spacy.tokens import Doc

from annotator.suggest.pipeline import Suggester

Read = Callable[[str], Doc]
"""A parser of texts that leaves quotes, speakers and topics out. The same text gives the same Doc again."""
ReadMany = Callable[[list[str]], dict[str, Doc]]
"""As `Read`, many short texts at once: ten times as fast."""


@pytest.fixture(scope="session")
def suggester() -> Suggester:
    """The suggester over the pipeline that comes with annotator."""
    return Suggester.load()


@pytest.fixture(scope="session")
def suggester_for() -> Callable[..., Suggester]:
    """Suggesters by profile, and whether they give readings: each is loaded once, so that no test may adapt one."""
    return cache(lambda profile, *, readings=False: Suggester.load(profile=profile, readings=readings))


@pytest.fixture(scope="session")
def read(suggester: Suggester) -> Read:
    return cache(suggester.parser.parse_chunks)


@pytest.fixture(scope="session")
def read_many(suggester: Suggester) -> ReadMany:
    def parse(texts: list[str]) -> dict[str, Doc]:
        docs = [suggester.parser.make_doc(text) for text in texts]
        for step in suggester.parser.on_chunks:
            docs = list(step.pipe(docs)) if hasattr(step, "pipe") else [step(doc) for doc in docs]
        return dict(zip(texts, docs, strict=True))

    return parse
