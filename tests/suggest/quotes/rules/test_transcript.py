"""Turns under a speaker's label."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.rules.transcript import labelled
from tests.suggest.quotes.rules.examples import Found, ReadMany, made_by

Rule = Callable[..., Iterator[Candidate]]


def turn(content: str, source: str) -> Found:
    return Found(content, ":", source, "direct", "label")


FOUND: list[tuple[Rule, str, list[Found]]] = [
    # Capitals, titles, offices, short turns.
    (
        labelled,
        "MARIA LOPEZ, HOST: Good morning.\n\nSEN. JOHN DIAZ (D-OH): Hello!\n\nLOPEZ: Is the bridge safe?\n\nDIAZ: Yes.",
        [
            turn("Good morning.", "MARIA LOPEZ"),
            turn("Hello!", "SEN. JOHN DIAZ"),
            turn("Is the bridge safe?", "LOPEZ"),
            turn("Yes.", "DIAZ"),
        ],
    ),
    # Questions and answers, with an answer of two paragraphs.
    (
        labelled,
        "Q: Is the bridge safe?\n\nA: It is. I walked on it.\n\nNobody asked me before.\n\nIt was closed in May.",
        [turn("Is the bridge safe?", "Q"), turn("It is. I walked on it. / Nobody asked me before.", "A")],
    ),
    # The same with full stops.
    (
        labelled,
        "Q. Is the bridge safe?\n\nA. It is. I walked on it.\n\nNobody asked me before.",
        [
            Found("Is the bridge safe?", "", "Q.", "direct", "interview"),
            Found("It is. I walked on it. / Nobody asked me before.", "", "A.", "direct", "interview"),
        ],
    ),
    # Whoever asks is a paper.
    (
        labelled,
        "Courier: Is it safe?\n\nLopez: It is.\n\nCourier: Since when?\n\nLopez: Since May.",
        [
            turn("Is it safe?", "Courier"),
            turn("It is.", "Lopez"),
            turn("Since when?", "Courier"),
            turn("Since May.", "Lopez"),
        ],
    ),
    # What stands in brackets is nobody's; all else between labels goes on.
    (
        labelled,
        "LOPEZ: It is late.\n\n(CROSSTALK)\n\nThe bridge fell.\n\nDIAZ: It is.\n\n[Laughs]\n\nLOPEZ: We go.",
        [turn("It is late. / The bridge fell.", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    # A label alone in its paragraph.
    (
        labelled,
        "LOPEZ:\n\nIs it late?\n\nDIAZ:\n\nIt is.\n\nLOPEZ: We go.",
        [turn("Is it late?", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    # A transcript in an article: a reporter's paragraph ends a turn.
    (
        labelled,
        "The two met in May.\n\nIt rained.\n\nThe town had come.\n\nLOPEZ: It is late.\n\nThe mayor smiled.\n\n"
        "DIAZ: It is.\n\nLOPEZ: I go.\n\nI said so.\n\nDiaz said that he would stay.\n\nI do.",
        [turn("It is late.", "LOPEZ"), turn("It is.", "DIAZ"), turn("I go. / I said so.", "LOPEZ")],
    ),
    # An interview that becomes a report: speech in marks is nobody's turn, nor is what is told between.
    (
        labelled,
        "LOPEZ: It is late.\n\nThe mayor smiled.\n\n“I know it.”\n\nDIAZ: It is.\n\nLOPEZ: We go.",
        [turn("It is late.", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    (
        labelled,
        "LOPEZ: It is late.\n\n“I know you, Lopez.”\n\nDIAZ: It is.\n\nLOPEZ: We go.",
        [turn("It is late.", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    # Marks around every turn.
    (
        labelled,
        "“LOPEZ: Is it late?\n\n“DIAZ: It is.\n\n“LOPEZ: We go.”",
        [turn("Is it late?", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (labelled, "The bridge is safe.\n\nIt is late."),
    (labelled, "LOPEZ: The bridge is safe.\n\nDIAZ: It is."),
    (labelled, "LOPEZ: It is late.\n\nLOPEZ: It is.\n\nLOPEZ: We go."),
    (labelled, "WHERE: It is at the bridge.\n\nWHEN: It is in May.\n\nNote: It is late.\n\nUpdate: It rained."),
    (labelled, "Lopez: 45 percent\n\nDiaz: 42 percent\n\nLopez: 46 percent\n\nDiaz: 40 percent"),
    (labelled, "They wanted this: It is late.\n\nWe said this: It is.\n\nThey wanted this: We go."),
    (labelled, "Q: Is it late?\n\nLopez smiled."),
    (labelled, "A. It is late.\n\nB. It is safe.\n\nC. It is old."),
    (labelled, "A bridge is safe.\n\nQ is a letter."),
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
