"""Which sentences without marks a quote runs on over."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation import AFTER, Beside, extend, signs, weighing
from annotator.suggest.quotes.find import find_quotes
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.rules.complements import clauses
from annotator.suggest.quotes.rules.inverted import inverted
from annotator.suggest.quotes.speech_style import Style, reporter_tells
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read, ReadMany

TEXTS: list[tuple[str, list[str]]] = [
    ("It is late, Lopez said. We should go home.", ["It is late / We should go home."]),
    ("It is late, Lopez said. We should go home. I am tired.", ["It is late / We should go home. I am tired."]),
    ("We know it. It is late, Lopez said.", ["We know it. It is late"]),
    ("It is late, Lopez said. Lopez left the town with her aides on Monday.", ["It is late"]),
    ("It is late, Lopez said.\n\nWe should go home.", ["It is late"]),
    (
        "It is late, Lopez said. We should go home. The mayor said it rained.",
        ["It is late / We should go home.", "it rained"],
    ),
    ("“It is late,” Lopez said. We should go home.", ["“It is late,”"]),
    ("Lopez said that she would win. The mayor left the town.", ["that she would win"]),
    ("Lopez hoped that she would win. I know how to do it.", []),
    ("Lopez said “that she would win.” I know how to do it.", ["“that she would win.”"]),
    (
        "It is late, Lopez said. We should go home. I am tired. The mayor left.",
        ["It is late / We should go home. I am tired. The mayor left."],
    ),
    ("Two cars were stolen in the night. It is late, Lopez said.", ["It is late"]),
    ("I know. It is late, Lopez said. You know it.", ["I know. It is late / You know it."]),
    ("It is late, Lopez said, and we know it. We should go.", ["It is late / and we know it. We should go."]),
    ("It is late, Lopez said. “We” should go home.", ["It is late"]),
    ("It is late, Lopez said. We should “go” home.", ["It is late"]),
    ("It is late, Lopez said. We should go home, Diaz said.", ["It is late", "We should go home"]),
    ("It is late, Lopez said. We know it, said Diaz. You should go.", ["It is late", "We know it / You should go."]),
    ("It is late, Lopez said. We should go. It is cold, Diaz said.", ["It is late / We should go.", "It is cold"]),
    ("It is late, Lopez said. We know it. You know it, Diaz said.", ["It is late / We know it.", "You know it"]),
    ("We know it. It is late. You know it, Lopez said.", ["We know it. It is late. You know it"]),
    ("It is late, Lopez said. \n We should go home.", ["It is late"]),
    ("We know it.\n\nIt is late, Lopez said.", ["It is late"]),
    (
        "Nobody knows. We know it. It is late, Lopez said. We go. You stay.",
        ["Nobody knows. We know it. It is late / We go. You stay."],
    ),
    ("Diaz slept. We know it. It is late, Lopez said.", ["We know it. It is late"]),
    ("Diaz said that we won. It is late, Lopez said.", ["that we won", "It is late"]),
    ("We know it, Diaz said. It is late, Lopez said.", ["We know it", "It is late"]),
    (
        "We will go, Lopez said. It is late. It is cold. The town is poor. Nobody cares.",
        ["We will go / It is late. It is cold. The town is poor. Nobody cares."],
    ),
    ("Well, Lopez said, we know it. We should go home.", ["Well / we know it. We should go home."]),
    ("Lopez said: We are late. We should go home.", ["We are late. We should go home."]),
    ("Lopez put it this way: We are late. We should go home.", []),
    ("We know it. Lopez put it this way: We are late.", []),
    ("Lopez said, It is late. We should go home.", ["It is late. We should go home."]),
    ("Lopez said that she would win. It is easy. I know how.", ["that she would win"]),
    ("Lopez said that she would win. You know how.", ["that she would win"]),
    ("Lopez said to go. I know how.", []),
    ("Lopez asked whether she would win. I know how.", ["whether she would win"]),
    ("Lopez said that she would win. I “know” how.", ["that she would win"]),
    ("Lopez thinks that she would win. I know how.", []),
    ("Lopez said that she would win and “stay”. I know how.", ["that she would win and “stay”"]),
    (
        "It is late, Lopez said. The town is asleep and the bridge is closed.",
        ["It is late / The town is asleep and the bridge is closed."],
    ),
    (
        "It is late, Lopez said. Nobody in the town sleeps. It is cold. We go.",
        ["It is late / Nobody in the town sleeps. It is cold. We go."],
    ),
    (
        "It is late, Lopez said. I said that it was cold. We should go.",
        ["It is late / I said that it was cold. We should go."],
    ),
    (
        "It is late, Lopez said. The mayor hopes it rains. We should go.",
        ["It is late / The mayor hopes it rains. We should go."],
    ),
    (
        "It is late, Lopez said. The mayor says it rains. We should go.",
        ["It is late / The mayor says it rains. We should go."],
    ),
]


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, *_ in (*TEXTS, *SIGNS)])


@pytest.mark.parametrize(("text", "contents"), TEXTS)
def test_what_belongs_to_an_unmarked_quote(docs: dict[str, Doc], text: str, contents: list[str]) -> None:
    quotes = find_quotes(docs[text], load_lexicon("en"), PROFILES["speech"]).quotes
    assert [" / ".join(span.of(text) for span in quote.content) for quote in quotes] == contents


WHOLE = [
    (
        "**What did you do?**\n\nI ran.\n\n**Did you win?**\n\nI did.\n\n**Why do you run?**\n\nThe habit of years.",
        ["What did you do?", "I ran.", "Did you win?", "I did.", "Why do you run?", "The habit of years."],
    ),
    (
        "Where are you? asked Anna.\n\nI am here, said Tom.\n\nYou are late! cried Anna.\n\nAm I? he sighed. "
        "And he gave a laugh. It is cold here.",
        ["Where are you", "I am here", "You are late", "Am I"],
    ),
]
"""Turns that have all of their words: nothing goes on."""


@pytest.mark.parametrize(("text", "contents"), WHOLE)
def test_a_whole_turn_takes_no_further_sentence(read: Read, text: str, contents: list[str]) -> None:
    quotes = find_quotes(read(text), load_lexicon("en"), PROFILES["speech"]).quotes
    assert [" / ".join(span.of(text) for span in quote.content) for quote in quotes] == contents


# ---- What speaks for and against a sentence beside an unmarked quote.


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
        "It is late, the mayor of the town said. We are tired.",
        "after",
        1,
        "always; later sound=person; length=0; main=VBP; main=be; opens=we; own=present; present>person; "
        "sound=person; steps=1; subject=we",
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


def beside(doc: Doc, side: str, steps: int) -> tuple[View, Beside]:
    """The sentence on that side of the one in which somebody "said" something."""
    view = View(doc)
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


ANYTHING = [
    # A sentence with a clause of its own in the past is nobody else's.
    (
        "Diaz says that she won. It is late, Lopez said. We know it, said Roe. You go.",
        ["that she won", "Diaz says that she won. It is late", "We know it / You go."],
    ),
    # Up to the end of the paragraph, on both sides, and as one piece where only a mark stands between.
    ("We go. You stay. It is late, Lopez said. It rains. I know.", ["We go. You stay. It is late / It rains. I know."]),
    ("We go.\n\nIt is late, Lopez said.\n\nI know.", ["It is late"]),
    ("In May, it is late, Lopez said. I know.", ["In May, it is late / I know."]),
    # Quoted words are none of it.
    ("It is late, Lopez said. I “know” it. We go.", ["It is late"]),
]


@pytest.mark.parametrize(("text", "contents"), ANYTHING)
def test_what_is_taken_where_all_that_is_free_belongs(read: Read, text: str, contents: list[str]) -> None:
    doc = read(text)
    view, chosen = View(doc), list[Candidate]()
    for token in doc:
        if token.text in ("said", "says"):
            chosen += list(inverted(view, token)) or list(clauses(view, token))
    for candidate in chosen:
        candidate.speech = candidate.frame.set_off
    view.regions.clear()  # as where the marks of all other paragraphs are lost
    extend(view, chosen, lambda _: True)
    assert [" / ".join(doc[slice(*span)].text for span in one.content) for one in chosen] == contents


def test_a_sentence_behind_narration_is_a_piece_of_its_own(read: Read) -> None:
    view = View(read("Lopez said we are late, adding that it rained. We go."))
    told = Candidate([(2, 5)], (1, 2), 1, (0, 1), "say", frames.FINITE, speech=True)
    extend(view, [told], lambda _: True)
    assert [view.doc[slice(*span)].text for span in told.content] == ["we are late", "We go."]
