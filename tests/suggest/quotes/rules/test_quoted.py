"""Words in quotation marks with their reporting clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.quoted import quoted
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        quoted,
        "“The bridge is safe,” the mayor said.",
        [Found("“The bridge is safe,”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” said the mayor, “but the road is not.”",
        [Found("“The bridge is safe,” / “but the road is not.”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“We are late” — she laughed — “but happy.”",
        [Found("“We are late” / “but happy.”", "laughed", "she", "direct", "quoted")],
    ),
    (quoted, '"Is it safe?" asked the boy.', [Found('"Is it safe?"', "asked", "the boy", "direct", "quoted")]),
    (
        quoted,
        "The mayor said, “The bridge is safe.”",
        [Found("“The bridge is safe.”", "said", "The mayor", "direct", "quoted-comma")],
    ),
    (
        quoted,
        "The mayor said: “The bridge is safe.”",
        [Found("“The bridge is safe.”", "said:", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor put it this way: “The bridge is safe.”",
        [Found("“The bridge is safe.”", "put", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor: “The bridge is safe.”",
        [Found("“The bridge is safe.”", ":", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "Her answer to critics: “The bridge is safe.”",
        [Found("“The bridge is safe.”", ":", "Her answer to critics", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "“The Long Way Home,” says the mayor.",
        [Found("“The Long Way Home,”", "says", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "The road is open and “the bridge is safe,” the mayor said.",
        [Found("The road is open and “the bridge is safe,”", "said", "the mayor", "mixed", "quoted")],
    ),
    (
        quoted,
        "The mayor said, “The bridge is safe” and that nobody was hurt.",
        [Found("“The bridge is safe” and that nobody was hurt", "said", "The mayor", "mixed", "quoted-comma")],
    ),
    (
        quoted,
        "“The bridge is safe,” “The road is open,” the mayor said.",
        [Found("“The road is open,”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” according to nobody.",
        [Found("“The bridge is safe,”", "according", "nobody", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” the mayor, who had run for office, said.",
        [Found("“The bridge is safe,”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“We are late,” was the mayor's answer.",
        [Found("“We are late,”", "was", "the mayor's answer", "direct", "quoted")],
    ),
    (
        quoted,
        "“We tried,” she told reporters at the bridge. “It rained.”",
        [Found("“We tried,”", "told", "she", "direct", "quoted")],
    ),
    (
        quoted,
        "“No,” he said, adding: “The bridge is safe.”",
        [Found("“No,” / “The bridge is safe.”", "said", "he", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” he said. “The road is open.” He left. “Go,” said she.",
        [
            Found("“The bridge is safe,” / “The road is open.”", "said", "he", "direct", "quoted"),
            Found("“Go,”", "said", "she", "direct", "quoted"),
        ],
    ),
    (quoted, "“We are late…” said Lopez.", [Found("“We are late…”", "said", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "“The bridge is safe,” and nobody was hurt.",
        [Found("“The bridge is safe,”", "was hurt", "nobody", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” to quote Lopez.",
        [Found("“The bridge is safe,”", "to quote", None, "direct", "quoted")],
    ),
    (quoted, "“It is late,” Lopez will say.", [Found("“It is late,”", "will say", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "“It is late,” he said. And then he added, “Go.”",
        [
            Found("“It is late,”", "said", "he", "direct", "quoted"),
            Found("“Go.”", "added", "he", "direct", "quoted-comma"),
        ],
    ),
    (quoted, "“It is late,” Lopez did not say.", [Found("“It is late,”", "did not say", "Lopez", "direct", "quoted")]),
    (quoted, "“A,” he said. “B!” “C.”", [Found("“A,” / “B!”", "said", "he", "direct", "quoted")]),
    (
        quoted,
        "“The Bridge Of Ayton,” which Lopez wrote, sold well.",
        [Found("“The Bridge Of Ayton,”", "wrote", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said on Monday, adding “Go.”",
        [Found("“It is late,”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "Lopez said, “It is late” on Monday.",
        [Found("“It is late” on Monday", "said", "Lopez", "mixed", "quoted-comma")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (quoted, "He read “The Long Way Home,” the mayor said."),
    (quoted, "“The bridge is safe.” The mayor smiled."),
    (quoted, "He called the bridge “safe” in May."),
    (quoted, "“Go!”\n\nHe left."),
    (quoted, "Lopez, “The bridge is safe.”"),
    (quoted, "Lopez laughed. “It is late.”"),
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
