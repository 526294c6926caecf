"""Quoted words that nobody is said to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.alone import alone
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (alone, "“The bridge is safe.”", [Found("“The bridge is safe.”", "", None, "direct", "alone")]),
    (alone, '"Is it safe?"', [Found('"Is it safe?"', "", None, "direct", "alone")]),
    (alone, "‘The bridge is safe.’", [Found("‘The bridge is safe.’", "", None, "direct", "alone")]),
    (alone, "«The bridge is safe.»", [Found("«The bridge is safe.»", "", None, "direct", "alone")]),
    (
        alone,
        "“The bridge is safe.” “It is not.”",
        [
            Found("“The bridge is safe.”", "", None, "direct", "beside"),
            Found("“It is not.”", "", None, "direct", "beside"),
        ],
    ),
    (alone, "She turned round. “It is late.”", [Found("“It is late.”", "", None, "direct", "beside")]),
    (alone, "“It is late.” She turned round.", [Found("“It is late.”", "", None, "direct", "beside")]),
    (alone, "She turned round: “It is late.”", [Found("“It is late.”", "", None, "direct", "beside")]),
    (
        alone,
        "“It is late,” said Lopez. “We go.”",
        [
            Found("“It is late,”", "", None, "direct", "beside"),
            Found("“We go.”", "", None, "direct", "beside"),
        ],
    ),
    (
        alone,
        "“It is late.\n\n“We go.”",
        [Found("“It is late.", "", None, "direct", "alone"), Found("“We go.”", "", None, "direct", "alone")],
    ),
    (
        alone,
        "“No, no,” with a laugh, “it is late.”",
        [Found("“No, no,” / “it is late.”", "", None, "direct", "beside")],
    ),
    (
        alone,
        "“It is late!” He rose. “We go.”",
        [Found("“It is late!”", "", None, "direct", "beside"), Found("“We go.”", "", None, "direct", "beside")],
    ),
    (alone, "“Neither do I.”", [Found("“Neither do I.”", "", None, "direct", "alone")]),
    (alone, "“He said, ‘Go.’”", [Found("“He said, ‘Go.’”", "", None, "direct", "alone")]),
    (alone, "“Mr. Lopez!”", [Found("“Mr. Lopez!”", "", None, "direct", "alone")]),
    (alone, "“Nothing.”", [Found("“Nothing.”", "", None, "direct", "alone")]),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (alone, "The bridge is safe."),
    (alone, "He called the bridge “safe.”"),
    (alone, "He called the bridge “safe” in May."),
    (alone, "“Safe” is what he called it."),
    (alone, "Its motto is “Be prepared.”"),
    (alone, "“The Long Way Home.”"),
    (alone, "They read it twice. “MANY LONG WAYS.”"),
    (alone, "“Jane Smith: The bridge is safe.”"),
    (alone, "“The bridge is safe."),
    (alone, "“It is late”"),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for _, text, *_ in (*FOUND, *LEFT_ALONE)])


@pytest.mark.parametrize(("rule", "text", "found"), FOUND)
def test_content_cue_source_type_and_frame(docs: dict[str, Doc], rule: Rule, text: str, found: list[Found]) -> None:
    assert made_by(rule, docs[text]) == found


@pytest.mark.parametrize(("rule", "text"), LEFT_ALONE)
def test_what_the_rule_leaves_alone(docs: dict[str, Doc], rule: Rule, text: str) -> None:
    assert made_by(rule, docs[text]) == []
