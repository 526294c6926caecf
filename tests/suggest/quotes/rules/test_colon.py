"""Sources before a colon, and names signed after a dash."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.colon import named_before_colon, said_before_colon, signed_after_dash
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        signed_after_dash,
        "“The bridge is safe.” — Maria Lopez",
        [Found("“The bridge is safe.”", "—", "Maria Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” - Maria Lopez, mayor",
        [Found("“The bridge is safe.”", "-", "Maria Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” — Maria Lopez. It rained.",
        [Found("“The bridge is safe.”", "—", "Maria Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” ―\xa0Maria Lopez",
        [Found("“The bridge is safe.”", "―", "Maria Lopez", "direct", "signed")],
    ),
    (
        named_before_colon,
        '"MARIA LOPEZ: The bridge is safe now.',
        [Found("The bridge is safe now.", ":", "MARIA LOPEZ", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "Maria Lopez: The bridge is safe now.",
        [Found("The bridge is safe now.", ":", "Maria Lopez", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "Mayor Maria Lopez: The bridge is safe now!",
        [Found("The bridge is safe now!", ":", "Mayor Maria Lopez", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "MARIA LOPEZ: The bridge is safe now.",
        [Found("The bridge is safe now.", ":", "MARIA LOPEZ", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "FEMA: The bridge is safe now.",
        [Found("The bridge is safe now.", ":", "FEMA", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "It rained.\n\nMaria Lopez: The bridge is safe now.",
        [Found("The bridge is safe now.", ":", "Maria Lopez", "direct", "name-colon")],
    ),
    (said_before_colon, "She put it this way: It is late.", [Found("It is late.", "put", "She", "direct", "colon")]),
    (
        said_before_colon,
        "The mayor made a promise: The bridge would open in May.",
        [Found("The bridge would open in May.", "made", "The mayor", "indirect", "colon")],
    ),
    (said_before_colon, "She was asked: It is late?", [Found("It is late?", "was asked", None, "direct", "colon")]),
    (
        said_before_colon,
        "Lopez said this about the bridge: It fell. It was old.",
        [Found("It fell.", "said", "Lopez", "indirect", "colon")],
    ),
    (said_before_colon, "Lopez said this: Go home", [Found("Go home", "said", "Lopez", "indirect", "colon")]),
    (said_before_colon, "Lopez said “this”: Go home.", [Found("Go home.", "said", "Lopez", "indirect", "colon")]),
    (said_before_colon, "Lopez said this: Go home!", [Found("Go home!", "said", "Lopez", "direct", "colon")]),
    (named_before_colon, "NY: It is late now.", [Found("It is late now.", ":", "NY", "direct", "name-colon")]),
    (
        named_before_colon,
        "Maria Lopez of the Ayton Times: It is late now.",
        [Found("It is late now.", ":", "Maria Lopez of the Ayton Times", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "\nMaria Lopez: It is late now.",
        [Found("It is late now.", ":", "Maria Lopez", "direct", "name-colon")],
    ),
    (
        named_before_colon,
        "Democrats: It is late now.",
        [Found("It is late now.", ":", "Democrats", "direct", "name-colon")],
    ),
    (signed_after_dash, "“It is late.” — Lopez\nmayor", [Found("“It is late.”", "—", "Lopez", "direct", "signed")]),
    (
        signed_after_dash,
        "“It is late.” — Maria Lopez of Old Ayton Times",
        [Found("“It is late.”", "—", "Maria Lopez of Old Ayton Times", "direct", "signed")],
    ),
    (signed_after_dash, "“It is late.”―Lopez", [Found("“It is late.”", "―", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.”\n― Lopez", [Found("“It is late.”", "―", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.”\n\n— Lopez", [Found("“It is late.”", "—", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.” ― Lopez", [Found("“It is late.”", "―", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.” -- Lopez", [Found("“It is late.”", "--", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.” – Lopez", [Found("“It is late.”", "–", "Lopez", "direct", "signed")]),
    (said_before_colon, "She put it this way: Is it late?", [Found("Is it late?", "put", "She", "direct", "colon")]),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (signed_after_dash, "“The bridge is safe.” — she was wrong"),
    (signed_after_dash, "“The bridge is safe.” — Maria Lopez Who Ran The Old Town Hall"),
    (signed_after_dash, "“The bridge is safe.” — He is wrong"),
    (signed_after_dash, "“The bridge is safe.” Maria Lopez"),
    (signed_after_dash, "“The bridge is safe.” —"),
    (signed_after_dash, "“The bridge is safe.” It rained.\n— Lopez"),
    (
        signed_after_dash,
        "“It is late.”\n— Lopez came to the bridge at noon, as he had in each of the last three years.",
    ),
    (named_before_colon, "Update: The bridge is safe now."),
    (named_before_colon, "Lopez: Safe bridge"),
    (named_before_colon, "Lopez says: The bridge is safe now."),
    (named_before_colon, "The mayor of the old town, Maria Lopez: The bridge is safe now."),
    (named_before_colon, "It rained. Lopez: The bridge is safe now."),
    (named_before_colon, "A: The bridge is safe now."),
    (named_before_colon, "Lopez: We won."),
    (named_before_colon, "Lopez: The old bridge of the town."),
    (named_before_colon, "Maria Lopez: Safe bridge"),
    (named_before_colon, "Maria Lopez: We won."),
    (named_before_colon, "Maria Lopez: Bridge safe now."),
    (named_before_colon, "Maria Lopez says: The bridge is safe now."),
    (named_before_colon, "The old mayor of the town Maria Lopez: The bridge is safe now."),
    (named_before_colon, "The bridge: It is safe now."),
    (said_before_colon, "The rule is clear: no cars on the bridge."),
    (said_before_colon, "The mayor was clear: “It is late.”"),
    (said_before_colon, "The mayor, who made this promise: It is late."),
    (said_before_colon, "In the town: It is late."),
    (said_before_colon, "She put it this way:\n\nIt is late."),
    (said_before_colon, "Lopez said: it fell."),
    (said_before_colon, "Lopez said this: “Go home.”"),
    (said_before_colon, "Lopez said “this: Go home.”"),
    (said_before_colon, "Lopez left. This: Go home."),
    (said_before_colon, "Lopez said: A"),
    (said_before_colon, "To say this: Go home."),
    (said_before_colon, "A man who said this: Go home."),
    (named_before_colon, "Maria Lopez of the old Ayton Times: It is late now."),
    (named_before_colon, "D: It is late now."),
    (named_before_colon, "mayor: It is late now."),
    (named_before_colon, "Monday: It is late now."),
    (named_before_colon, ": It is late now."),
    (named_before_colon, "Maria Lopez:"),
    (named_before_colon, "Running: It is late now."),
    (signed_after_dash, "“It is late.” — Maria Lopez of the Old Ayton Times"),
    (signed_after_dash, "“It is late. — Lopez"),
    (signed_after_dash, "“It is late.” — Lopez is late"),
    (named_before_colon, "Lopez tells Maria Diaz: It is late now."),
    (said_before_colon, "Lopez said of the town that fell: Go home."),
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
