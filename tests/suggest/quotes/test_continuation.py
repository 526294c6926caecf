"""Unmarked quotes that run over several sentences, and what stops them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes.find import find_quotes
from annotator.suggest.quotes.lexicon import load_lexicon

ReadMany = Callable[[list[str]], dict[str, Doc]]

TEXTS: list[tuple[str, list[str]]] = [
    ("It is late, Lopez said. We should go home.", ["It is late / We should go home."]),
    ("It is late, Lopez said. We should go home. I am tired.", ["It is late / We should go home. I am tired."]),
    ("We know it. It is late, Lopez said.", ["We know it. It is late"]),
    ("It is late, Lopez said. Lopez left the town with her aides on Monday.", ["It is late"]),
    ("It is late, Lopez said.\n\nWe should go home.", ["It is late"]),
    (
        "It is late, Lopez said. We should go home. The mayor said it rained.",
        ["It is late / We should go home.", "it rained"],
    ),
    ("“It is late,” Lopez said. We should go home.", ["“It is late,”"]),
    ("Lopez said that she would win. I know how to do it.", ["that she would win. I know how to do it."]),
    ("Lopez said that she would win. The mayor left the town.", ["that she would win"]),
    (
        "Lopez said that she would win. I know how. It is easy. The mayor left.",
        ["that she would win. I know how. It is easy."],
    ),
    ("Lopez hoped that she would win. I know how to do it.", []),
    ("Lopez said “that she would win.” I know how to do it.", ["“that she would win.”"]),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, _ in TEXTS])


@pytest.mark.parametrize(("text", "contents"), TEXTS)
def test_what_belongs_to_an_unmarked_quote(docs: dict[str, Doc], text: str, contents: list[str]) -> None:
    quotes = find_quotes(docs[text], load_lexicon("en"), PROFILES["speech"])
    assert [" / ".join(span.of(text) for span in quote.content) for quote in quotes] == contents
