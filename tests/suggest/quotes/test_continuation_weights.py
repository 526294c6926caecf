"""What speaks for and against a sentence beside an unmarked quote."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.continuation_weights import AFTER, Beside, reporter_tells, signs, weighing
from annotator.suggest.quotes.rules.inverted import inverted
from annotator.suggest.quotes.speech_style import Style
from annotator.suggest.text.view import View, make_view

ReadMany = Callable[[list[str]], dict[str, Doc]]

SIGNS = [
    (
        "It is late, Maria Lopez said. Lopez told the town on Monday, and he left.",
        "after",
        0,
        "always; date; first sound=past; length=1; main=VBD; names source; own=present; "
        "present>past; sound=past; steps=0; subject=PROPN; tells; third person; third person "
        "sound=past",
    ),
    (
        "It is late, the mayor of the old town said. We are tired and we should go home right now.",
        "after",
        1,
        "always; later sound=person; length=1; long source; main=VBP; main=be; opens=we; "
        "own=present; present>person; sound=person; steps=1; subject=we",
    ),
    (
        "The town was poor. It is late, she said.",
        "before",
        0,
        "always; first sound=past; length=0; main=VBD; main=be; next=pointer; opens=article; "
        "own=present; present>past; sound=past; steps=0; subject=NOUN",
    ),
    (
        "He left. It is late, she said.",
        "before",
        4,
        "always; later sound=past; length=0; main=VBD; next=pointer; opens=he; own=present; "
        "present>past; sound=past; steps=3; subject=he; third person; third person sound=past",
    ),
    (
        "Mr. Diaz slept. We are late, Lopez said.",
        "before",
        0,
        "always; first sound=past; length=0; main=VBD; names; names own=present; names sound=past; "
        "next=i; opens=title; own=present; present>past; sound=past; steps=0; subject=PROPN",
    ),
    (
        "It is late, Lopez said. And so it is.",
        "after",
        3,
        "always; later sound=present; length=0; main=VBZ; main=be; opens=and; own=present; "
        "present>present; sound=present; steps=3; subject=it",
    ),
    (
        "It is late, Lopez said. In the town nobody slept, adding that it rained.",
        "after",
        0,
        "always; first sound=past; length=1; main=VBD; opens=IN; own=present; present>past; "
        "sound=past; steps=0; subject=nobody; tells",
    ),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, *_ in SIGNS])


def beside(doc: Doc, side: str, steps: int) -> tuple[View, Beside]:
    """The sentence on that side of the one in which somebody "said" something."""
    view = make_view(doc)
    [candidate] = [made for token in doc if token.text == "said" for made in inverted(view, token)]
    span = view.sentences[view.sentence_of[candidate.head] + (1 if side == AFTER else -1)]
    return view, Beside(candidate, span, Style.PRESENT, steps, side)


@pytest.mark.parametrize(("text", "side", "steps", "expected"), SIGNS)
def test_signs(docs: dict[str, Doc], text: str, side: str, steps: int, expected: str) -> None:
    view, sentence = beside(docs[text], side, steps)
    assert sorted(signs(view, sentence)) == [f"{side} {sign}" for sign in expected.split("; ")]
    assert reporter_tells(view, sentence.span) == ("tells" in expected.split("; "))


def test_a_sentence_belongs_where_its_signs_weigh_more_than_nothing(docs: dict[str, Doc]) -> None:
    view, sentence = beside(docs["It is late, Lopez said. And so it is."], AFTER, 3)
    assert weighing(view, {"after always": 0.2, "after opens=and": -0.1, "before always": -9.0})(sentence)
    assert not weighing(view, {"after always": 0.2, "after opens=and": -0.2})(sentence)
    assert not weighing(view, {})(sentence)
