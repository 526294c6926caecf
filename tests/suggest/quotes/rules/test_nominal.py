"""Complements of nouns and of predicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.nominal import nouns, predicates
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        predicates,
        "Lopez is sure that it will rain.",
        [Found("that it will rain", "is sure", "Lopez", "indirect", "a-that")],
    ),
    (predicates, "Lopez is afraid to go home.", [Found("to go home", "is afraid", "Lopez", "indirect", "a-inf")]),
    (predicates, "Lopez is critical of the plan.", [Found("the plan", "is critical of", "Lopez", "indirect", "a:of")]),
    (predicates, "Her hope is that it rains.", [Found("that it rains", "hope", "Her", "indirect", "is-that")]),
    (
        predicates,
        "It is clear that the bridge is safe.",
        [Found("that the bridge is safe", "is clear", None, "indirect", "a-that")],
    ),
    (
        predicates,
        "The question is whether it rains.",
        [Found("whether it rains", "question", None, "indirect", "is-wh")],
    ),
    (predicates, "Her plan is to leave the town.", [Found("to leave the town", "plan", "Her", "indirect", "is-inf")]),
    (predicates, "Lopez is a critic of the plan.", [Found("the plan", "is a critic of", "Lopez", "indirect", "a:of")]),
    (predicates, "There is hope that it rains.", [Found("that it rains", "is hope", None, "indirect", "a-that")]),
    (
        predicates,
        "Lopez was not sure whether it rained.",
        [Found("whether it rained", "was not sure", "Lopez", "indirect", "a-wh")],
    ),
    (predicates, "Her worry is who will pay.", [Found("who will pay", "worry", "Her", "indirect", "is-wh")]),
    (predicates, "Her hope is to win.", [Found("to win", "hope", "Her", "indirect", "is-inf")]),
    (
        predicates,
        "Lopez is worried about the bridge.",
        [Found("the bridge", "is worried about", "Lopez", "indirect", "a:about")],
    ),
    (
        predicates,
        "The mayor was happy that it rained and said that it was late.",
        [Found("that it rained", "was happy", "The mayor", "indirect", "a-that")],
    ),
    (predicates, "Her hope is it will rain.", [Found("it will rain", "hope", "Her", "indirect", "is-fin")]),
    (predicates, "Lopez is sure it will rain.", [Found("it will rain", "is sure", "Lopez", "indirect", "a-fin")]),
    (
        nouns,
        "The claim that the bridge is safe is wrong.",
        [Found("that the bridge is safe", "claim", None, "indirect", "n-that")],
    ),
    (nouns, "Her vow to stay in office was kept.", [Found("to stay in office", "vow", "Her", "indirect", "n-inf")]),
    (
        nouns,
        "The mayor's support for the plan grew.",
        [Found("the plan", "support for", "The mayor's", "indirect", "n:for")],
    ),
    (nouns, "Smith made the claim that it rained.", [Found("that it rained", "claim", "Smith", "indirect", "n-that")]),
    (
        nouns,
        "The question whether it rained was asked.",
        [Found("whether it rained", "question", None, "indirect", "n-wh")],
    ),
    (
        nouns,
        "There are fears that the bridge fell.",
        [Found("that the bridge fell", "fears", None, "indirect", "n-that")],
    ),
    (nouns, "Worries over the bridge grew.", [Found("the bridge", "Worries over", None, "indirect", "n:over")]),
    (
        nouns,
        "The mayor's attack on the plan failed.",
        [Found("the plan", "attack on", "The mayor's", "indirect", "n:on")],
    ),
    (nouns, "The talk with Lopez failed.", [Found("Lopez", "talk with", None, "indirect", "n:with")]),
    (nouns, "Her objection to the plan failed.", [Found("the plan", "objection to", "Her", "indirect", "n:to")]),
    (
        nouns,
        "Their case against the plan failed.",
        [Found("the plan", "case against", "Their", "indirect", "n:against")],
    ),
    (nouns, "Her belief in the plan grew.", [Found("the plan", "belief in", "Her", "indirect", "n:in")]),
    (
        nouns,
        "Lopez gave reasons why the bridge fell.",
        [Found("why the bridge fell", "reasons", "Lopez", "indirect", "n-wh")],
    ),
    (nouns, "Her decision to leave surprised them.", [Found("to leave", "decision", "Her", "indirect", "n-inf")]),
    (nouns, "Lopez raised doubts about leaving.", [Found("leaving", "doubts about", "Lopez", "indirect", "n:about")]),
    (nouns, "Criticism yesterday of the plan grew.", [Found("the plan", "Criticism", None, "indirect", "n:of")]),
    (
        predicates,
        "Lopez is sure that it will rain and that it is late.",
        [Found("that it will rain and that it is late", "is sure", "Lopez", "indirect", "a-that")],
    ),
    (predicates, "Lopez was a fan of the plan.", [Found("the plan", "was a fan of", "Lopez", "indirect", "a:of")]),
    (predicates, "Lopez is well aware of it.", [Found("it", "is well aware of", "Lopez", "indirect", "a:of")]),
    (predicates, "Lopez is aware of leaving.", [Found("leaving", "is aware of", "Lopez", "indirect", "a:of")]),
    (predicates, "It is sad to leave.", [Found("to leave", "is sad", None, "indirect", "a-inf")]),
    (predicates, "There is fear of a storm.", [Found("a storm", "is fear of", None, "indirect", "a:of")]),
    (predicates, "Lopez's hope is that it rains.", [Found("that it rains", "hope", "Lopez's", "indirect", "is-that")]),
    (
        nouns,
        "Her call in May for calm was heard.",
        [Found("May", "call in", "Her", "indirect", "n:in"), Found("calm", "call", "Her", "indirect", "n:for")],
    ),
    (nouns, "Her call for “calm” was heard.", [Found("“calm”", "call for", "Her", "direct", "n:for")]),
    (
        nouns,
        "Her call to the mayor to leave was heard.",
        [
            Found("the mayor", "call to", "Her", "indirect", "n:to"),
            Found("to leave", "call", "Her", "indirect", "n-inf"),
        ],
    ),
    (nouns, "The claim of how it rained is wrong.", [Found("how it rained", "claim of", None, "indirect", "n:of")]),
    (
        nouns,
        "Her idea of what it means to win is odd.",
        [Found("what it means to win", "idea of", "Her", "indirect", "n:of")],
    ),
    (
        nouns,
        "The claim by Lopez that it rained is wrong.",
        [Found("that it rained", "claim", "Lopez", "indirect", "n-that")],
    ),
    (
        nouns,
        "The debate about whether it rained grew.",
        [Found("whether it rained", "debate about", None, "indirect", "n:about")],
    ),
    (
        nouns,
        "The claim that it rained, which surprised nobody, is wrong.",
        [Found("that it rained", "claim", None, "indirect", "n-that")],
    ),
    (
        predicates,
        "Lopez is sure that “the bridge” fell.",
        [Found("that “the bridge” fell", "is sure", "Lopez", "mixed", "a-that")],
    ),
    (
        predicates,
        "Lopez is sure it rains, which surprised nobody.",
        [Found("it rains, which surprised nobody", "is sure", "Lopez", "indirect", "a-fin")],
    ),
    (
        predicates,
        "Lopez is ashamed that it rained.",
        [Found("that it rained", "is ashamed", "Lopez", "indirect", "a-that")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (predicates, "Lopez is the mayor."),
    (predicates, "Lopez seems sure that it will rain."),
    (predicates, "Lopez is wrong."),
    (predicates, "She is that the bridge."),
    (predicates, "It is Lopez who said it."),
    (nouns, "The bridge that fell was old."),
    (nouns, "Doubts under the bridge grew."),
    (nouns, "The rumors that spread in the town were false."),
    (predicates, "It is that it rains."),
    (predicates, "Hope is that it rains."),
    (predicates, "Is her hope that it rains?"),
    (predicates, "Lopez is sure in May of the plan."),
    (predicates, "Lopez is to blame for the plan."),
    (nouns, "Lopez is aware of leaving."),
    (nouns, "The claim which Lopez made is wrong."),
    (predicates, "Lopez is convinced that it rains."),
    (predicates, "Lopez is here to say so."),
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
