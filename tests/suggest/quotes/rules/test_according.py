"""Sources named by “according to” and “as somebody said”."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.according import according, as_said
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        according,
        "According to the police, two cars were stolen.",
        [Found("two cars were stolen", "According to", "the police", "indirect", "according")],
    ),
    (
        according,
        "Two cars were stolen, according to the police.",
        [Found("Two cars were stolen", "according to", "the police", "indirect", "according")],
    ),
    (
        according,
        "Two cars, according to the police, were stolen.",
        [Found("Two cars / were stolen", "according to", "the police", "indirect", "according")],
    ),
    (according, "According to plan, it rained.", [Found("it rained", "According to", "plan", "indirect", "according")]),
    (according, "They acted according to her.", [Found("They acted", "according to", "her", "indirect", "according")]),
    (
        according,
        "According to a report by the town that was made in May, two cars were stolen.",
        [
            Found(
                "two cars were stolen",
                "According to",
                "a report by the town that was made in May",
                "indirect",
                "according",
            )
        ],
    ),
    (
        according,
        "According to Lopez, “the bridge is safe.”",
        [Found("“the bridge is safe.”", "According to", "Lopez", "direct", "according")],
    ),
    (
        according,
        "In May, according to Lopez, it rained.",
        [Found("In May / it rained", "according to", "Lopez", "indirect", "according")],
    ),
    (
        according,
        "It rained, Lopez said, according to them.",
        [Found("It rained, Lopez said", "according to", "them", "indirect", "according")],
    ),
    (
        according,
        "According to Lopez it was late.",
        [Found("it was late", "According to", "Lopez", "indirect", "according")],
    ),
    (
        according,
        "In May it was late according to Lopez and two of her aides.",
        [Found("In May it was late", "according to", "Lopez and two of her aides", "indirect", "according")],
    ),
    (
        according,
        "According to the old mayor of the town “it was late.”",
        [Found("“it was late.”", "According to", "the old mayor of the town", "direct", "according")],
    ),
    (as_said, "As Lopez noted, the bridge is safe.", [Found("the bridge is safe", "noted", "Lopez", "indirect", "as")]),
    (as_said, "The bridge is safe, as Lopez put it.", [Found("The bridge is safe", "put", "Lopez", "indirect", "as")]),
    (as_said, "As she told it, the bridge is safe.", [Found("the bridge is safe", "told", "she", "indirect", "as")]),
    (
        as_said,
        "As Lopez pointed out, the bridge is safe.",
        [Found("the bridge is safe", "pointed out", "Lopez", "indirect", "as")],
    ),
    (
        as_said,
        "The bridge is safe, as Lopez said in May.",
        [Found("The bridge is safe", "said", "Lopez", "indirect", "as")],
    ),
    (
        according,
        "According to a man in the hills Lopez knew, it rained.",
        [Found("it rained", "According to", "a man in the hills", "indirect", "according")],
    ),
    (
        according,
        "It rained, according to Lopez, who slept.",
        [Found("It rained", "according to", "Lopez", "indirect", "according")],
    ),
    (as_said, "And as Lopez noted, it rained.", [Found("it rained", "noted", "Lopez", "indirect", "as")]),
    (as_said, "As Lopez put it — it rained.", [Found("it rained", "put", "Lopez", "indirect", "as")]),
    (as_said, "Just as Lopez said, it rained.", [Found("it rained", "said", "Lopez", "indirect", "as")]),
    (as_said, "It rained, as Lopez has noted on it.", [Found("It rained", "has noted", "Lopez", "indirect", "as")]),
    (
        as_said,
        "It rained, as Lopez has noted in the hills.",
        [Found("It rained", "has noted", "Lopez", "indirect", "as")],
    ),
    (as_said, "As Lopez noted -- it rained.", [Found("it rained", "noted", "Lopez", "indirect", "as")]),
    (as_said, "As Lopez noted – it rained.", [Found("it rained", "noted", "Lopez", "indirect", "as")]),
    (
        according,
        "According to him and her, it rained.",
        [Found("it rained", "According to", "him and her", "indirect", "according")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (according, "According to the police report."),
    (according, "He was paid according."),
    (as_said, "The bridge, as Lopez said, is safe."),
    (as_said, "As Lopez slept, the bridge fell."),
    (as_said, "As Lopez noted that it rained, the bridge fell."),
    (as_said, "The bridge fell as Lopez said so."),
    (as_said, "As was said, the bridge is safe."),
    (as_said, "As Lopez said."),
    (according, "According to Lopez."),
    (according, "It rained according to."),
    (according, "According to nobody. It rained."),
    (as_said, "And so then, as Lopez noted, it rained."),
    (as_said, "It rained – as Lopez noted – and it was late."),
    (as_said, "As noted by Lopez, it rained."),
    (as_said, "It rained as Lopez noted."),
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
