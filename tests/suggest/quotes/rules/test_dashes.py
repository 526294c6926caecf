"""Turns that a dash leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.dashes import dash_led
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]


def turn(content: str) -> Found:
    return Found(content, "", None, "direct", "dash")


FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        dash_led,
        "They met.\n\n— Where were you?\n\n— At the bridge. I was late.\n\nHe sat down.",
        [turn("Where were you?"), turn("At the bridge. I was late.")],
    ),
    (dash_led, "- Where were you?\n\n- At the bridge.", [turn("Where were you?"), turn("At the bridge.")]),
    (dash_led, "–Where were you?\n\n–At the bridge.", [turn("Where were you?"), turn("At the bridge.")]),
    (
        dash_led,
        "— Where were you?\n\n— At the bridge, said Lopez. It rained.",
        [turn("Where were you?"), Found("At the bridge / It rained.", "said", "Lopez", "direct", "inv")],
    ),
    (
        dash_led,
        "— Where were you? Lopez asked.\n\n— At the bridge.",
        [Found("Where were you", "asked", "Lopez", "direct", "inv"), turn("At the bridge.")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (dash_led, "They met.\n\n— Where were you?\n\nHe sat down."),
    (dash_led, "— The bridge opens in May.\n\n— The library will close.\n\n— Parking fees rise."),
    (dash_led, "— The bridge opens in May.\n\n— The library will close.\n\n— Who pays?"),
    (dash_led, "— “Where were you?”\n\n— “At the bridge.”"),
    (dash_led, "—\n\n—"),
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
