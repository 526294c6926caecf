"""Interviews without labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.interview import interviewed
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]


def turn(content: str) -> Found:
    return Found(content, "", None, "direct", "interview")


TALK = (
    "What did you tell the team?\n\nI told them to breathe. We rushed.\n\nNobody can win so.\n\n"
    "Did you expect to win?\n\n(Laughs)\n\nNo, I did not.\n\nHow long will you stay?\n\nAs long as my knees let me."
)
FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        interviewed,
        f"Lopez coaches the team.\n\n{TALK}\n\nLopez lives in Ayton.",
        [
            turn("What did you tell the team?"),
            turn("I told them to breathe. We rushed. / Nobody can win so."),
            turn("Did you expect to win?"),
            turn("No, I did not."),
            turn("How long will you stay?"),
            turn("As long as my knees let me."),
        ],
    ),
    (
        interviewed,
        "**What did you do?**\n\nI ran.\n\n**Did you win?**\n\nI did.\n\n__Why do you run?__\n\nI like it.",
        [
            turn(said)
            for said in ("What did you do?", "I ran.", "Did you win?", "I did.", "Why do you run?", "I like it.")
        ],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    # Two questions are few.
    (interviewed, "What did you tell the team?\n\nI told them to breathe.\n\nDid you win?\n\nWe did."),
    # Nobody answers in the first person.
    (interviewed, "What is new?\n\nThe bridge.\n\nWho paid?\n\nThe town.\n\nWhen does it open?\n\nIn May."),
    # Nobody is asked.
    (interviewed, "Is it late?\n\nWe go.\n\nIs it safe?\n\nWe think so.\n\nIs it old?\n\nI know it is."),
    # One who wonders.
    (interviewed, "Who are you?\n\nWhat do you want?\n\nWhy do you ask?\n\nI do not know."),
    # Labels and marks say more.
    (interviewed, "Q: Do you run?\n\nA: I do.\n\nQ: Do you ride?\n\nA: I do.\n\nQ: Do you row?\n\nA: I do."),
    (interviewed, "“Do you run?”\n\n“I do.”\n\n“Do you ride?”\n\n“I do.”\n\n“Do you row?”\n\n“I do.”"),
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
