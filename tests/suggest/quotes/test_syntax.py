"""Small questions about a parse, and the word that a cue goes by."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Token

from annotator.suggest.quotes.syntax import (
    infinitive_to,
    is_finite,
    is_passive,
    is_verb,
    is_wh,
    subject,
    verb_group,
    word_of,
)
from tests.suggest.conftest import ReadMany

VERBS = [  # text, verb, its group, finite, passive, its subject, its word
    ("Lopez has repeatedly said so.", "said", "has repeatedly said", True, False, "Lopez", "say"),
    ("Lopez did not rule out a race.", "rule", "did not rule out", True, False, "Lopez", "rule out"),
    ("Lopez pointed that out.", "pointed", "pointed", True, False, "Lopez", "point out"),
    ("Lopez was told so.", "told", "was told", True, True, "Lopez", "tell"),
    ("Lopez may say so.", "say", "may say", True, False, "Lopez", "say"),
    ("Lopez wants to say so.", "say", "to say", False, False, None, "say"),
    ("Saying so, Lopez left.", "Saying", "Saying", False, False, None, "say"),
    ("Has Lopez said so?", "said", "said", True, False, "Lopez", "say"),
    ("Lopez flatly criticised it.", "criticised", "flatly criticised", True, False, "Lopez", "criticize"),
    ("Lopez most liked it.", "liked", "most liked", True, False, "Lopez", "like"),
    ("Lopez very quickly said so.", "said", "said", True, False, "Lopez", "say"),
    ("Why Lopez said it is clear.", "said", "said", True, False, "Lopez", "say"),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, *_ in VERBS])


def token(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


@pytest.mark.parametrize(("text", "verb", "group", "finite", "passive", "who", "word"), VERBS)
def test_verbs(
    docs: dict[str, Doc], text: str, verb: str, group: str, finite: bool, passive: bool, who: str | None, word: str
) -> None:
    doc = docs[text]
    main = token(doc, verb)
    found = subject(main)
    assert doc[slice(*verb_group(main))].text == group
    assert is_finite(main) is finite
    assert is_passive(main) is passive
    assert (found and found.text) == who
    assert word_of(main) == word
    assert is_verb(main)


def test_the_to_of_an_infinitive_and_question_words(docs: dict[str, Doc]) -> None:
    doc = docs["Lopez wants to say so."]
    to = infinitive_to(token(doc, "say"))
    assert to is not None
    assert to.text == "to"
    assert infinitive_to(token(doc, "wants")) is None
    assert is_wh(token(docs["Why Lopez said it is clear."], "Why"))
    assert not is_wh(token(doc, "Lopez"))
    assert not is_verb(token(doc, "Lopez"))
