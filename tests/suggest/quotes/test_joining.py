"""Which quote a quoted sentence goes on with that no cue of its own reports."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.suggest.quotes.find import find_quotes
from annotator.suggest.quotes.joining import paragraphs_of_turns
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.text.view import View
from tests.suggest.cast.tiny import tiny
from tests.suggest.quotes.rules.examples import ReadMany

JOINED: list[tuple[str, list[str]]] = [
    ("“It is late,” Lopez said. “Go home.” “Now.”", ["“It is late,” / “Go home.” / “Now.”"]),
    ("“It is late,” Lopez said. He left. “Go home.”", ["“It is late,” / “Go home.”"]),
    ("“It is late,” Lopez said. He called it “a mess” then.", ["“It is late,”", "it “a mess”"]),
    ("“It is late,” Lopez said. He called it “a mess,” then.", ["“It is late,”", "it “a mess,”"]),
    ("“It is late,” Lopez said. “Go home\n\n“Now.”", ["“It is late,” / “Go home / “Now.”"]),
    ("“It is late.” He left. “Go home,” Lopez said. “Now.”", ["“Go home,” / “Now.”"]),
    ("“It is late,” Lopez said. “Go home,” he added.", ["“It is late,”", "“Go home,”"]),
    ("“It is late,” Lopez said. “They shout, ‘Go home.’”", ["“It is late,” / “They shout, ‘Go home.’”"]),
    ("“It is late,” Lopez said. It rained. “Go?” It rained.", ["“It is late,” / “Go?”"]),
    ("“It is late,” Lopez said. It rained. “Go” it rained.", ["“It is late,”"]),
    ("“It is late,” Lopez said. It rained: “Go.”", ["“It is late,”", "“Go.”"]),
    ("“It is late,” Lopez said. It rained, “Go.”", ["“It is late,”", "“Go.”"]),
    ("“It is late,” Lopez said. It rained… “Go.”", ["“It is late,” / “Go.”"]),
    ("“It is late,” Lopez said.\n\n“Go home.”", ["“It is late,” / “Go home.”"]),
    ("“It is late,” Lopez said.\n\n “Go home.” It rained.", ["“It is late,” / “Go home.”"]),
    ("“It is late,” Lopez said.\n\nHe left. “Go home.”", ["“It is late,”"]),
    ("“It is late,” Lopez said.\n\nHe left.\n\n“Go home.”", ["“It is late,”"]),
    ("Lopez said that it was late.\n\n“Go home.”", ["that it was late / “Go home.”"]),
    ("Lopez criticized the plan.\n\n“Go home.”", []),
    ("Lopez criticized the “awful plan”.\n\n“Go home.”", ["the “awful plan” / “Go home.”"]),
    ("Lopez demanded to leave.\n\n“Go home.”", ["to leave"]),
    ("According to Lopez, it was late.\n\n“Go home.”", ["it was late"]),
    ("It was late, according to Lopez.\n\n“Go home.”", ["It was late"]),
    ("“Go home.” “It is late,” Lopez said.", ["“It is late,”"]),
    ("“Go home.” It rained. “It is late,” Lopez said.", ["“It is late,”"]),
    ("“Go home.”\n\n“It is late,” Lopez said.", ["“It is late,”"]),
    (
        "“It is late,” Lopez said. “Stay.” Diaz said that it was early. “Go.”",
        ["“It is late,” / “Stay.”", "that it was early / “Go.”"],
    ),
    ("Lopez said that it was late. It rained. “Go home.”", ["that it was late / “Go home.”"]),
    (
        "“It is late,” Lopez said. “It is.”\n\n“Go home.\n\n“We go.”",
        ["“It is late,” / “It is.” / “Go home. / “We go.”"],
    ),
    ("“It is late,” Lopez said. Diaz said it was early.\n\n“Go.”", ["“It is late,”", "it was early / “Go.”"]),
    (
        "“It is late,” Lopez said, and the very old mayor of the town then left the big hall "
        "with all of her many old aides today.\n\n“Go home.”",
        ["“It is late,” / “Go home.”"],
    ),
    (
        "“It is late,” Lopez said, and the very old mayor of the town then left the big hall "
        "with all of her many old aides late today.\n\n“Go home.”",
        ["“It is late,”"],
    ),
]


TURNS: list[tuple[str, list[str]]] = [
    ("“It is late.”\n\n“Is it?”\n\n“Yes.”", ["“It is late.”", "“Is it?”", "“Yes.”"]),
    (
        "“It is late,” said Lopez.\n\n“Is it?”\n\n“It is.”\n\n“Then go.”",
        ["“It is late,”", "“Is it?”", "“It is.”", "“Then go.”"],
    ),
    (
        "“It is late,” said he.\n\n“Is it?” said she.\n\n“Yes.”\n\n“Then go.”",
        ["“It is late,”", "“Is it?”", "“Yes.”", "“Then go.”"],
    ),
    ("“It is late.\n\n“We go.”\n\n“No.”\n\n“Yes.”", ["“It is late. / “We go.”", "“No.”", "“Yes.”"]),
    ("“It is late.” He rose. “We go.”", ["“It is late.” / “We go.”"]),
    ("‘It is late,’ said he.\n\n‘Is it?’\n\n‘Yes.’", ["‘It is late,’", "‘Is it?’", "‘Yes.’"]),
    ("«Is it late?» asked Lopez.\n\n«I know.»", ["«Is it late?»", "«I know.»"]),
    ("He looked up. “The usual?”\n\n“Please.”", ["“The usual?”", "“Please.”"]),
]


NEVER = [
    "The town has a plan. “A bridge for all.”",
    "The town has a plan.\n\n“A bridge for all.”\n\nIt opens in May.",
    "The town has a plan, “a bridge for all.”",
    "Its motto: “a bridge for all.” It opens in May.",
    "It opens in May.\n\n‘The Bridge of Ayton.’\n\nIt is safe.",
    "“It is late,” Lopez said.\n\n‘All Bets Are Off.’\n\nIt is safe.",
    "He called it “safe.” It was “safe.”",
    "“Safe” is what he wanted. “A mess” is what came.",
]
"""Scare quotes, titles, mottos, slogans and headings: nobody speaks there."""


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text for text, _ in (*JOINED, *TURNS)] + NEVER)


def found(doc: Doc, profile: str) -> list[str]:
    quotes = find_quotes(doc, load_lexicon("en"), PROFILES[profile]).quotes
    return [" / ".join(span.of(doc.text) for span in quote.content) for quote in quotes]


@pytest.mark.parametrize(("text", "contents"), JOINED)
def test_quoted_sentences_without_a_clause_of_their_own_go_to_the_quote_before(
    docs: dict[str, Doc], text: str, contents: list[str]
) -> None:
    assert found(docs[text], "polnear") == contents


@pytest.mark.parametrize(("text", "contents"), TURNS)
def test_turns_of_a_dialogue_are_quotes_of_their_own(docs: dict[str, Doc], text: str, contents: list[str]) -> None:
    assert found(docs[text], "speech") == found(docs[text], "guardian") == contents


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize("profile", ["speech", "guardian"])
def test_no_quote_stands_alone_where_nobody_speaks(docs: dict[str, Doc], text: str, profile: str) -> None:
    quotes = find_quotes(docs[text], load_lexicon("en"), PROFILES[profile]).quotes
    assert [quote for quote in quotes if quote.cue is None] == []


SAID, ASKED, NAMED, RUNS_ON = "“ No . ”", "“ No ? ” he rose .", "“ No ” he rose .", "“ No ."


@pytest.mark.parametrize(
    ("paragraphs", "turns"),
    [
        ([SAID], []),
        ([SAID] * 2, [0, 1]),
        ([SAID, ASKED, SAID], [0, 1, 2]),
        ([ASKED, ASKED], []),
        ([RUNS_ON, SAID], []),
        ([RUNS_ON, SAID, SAID, SAID], [0, 1, 2, 3]),
        ([RUNS_ON, RUNS_ON, SAID, SAID, SAID], []),  # two of four are fewer than most
        # one by itself takes part where a third of all paragraphs open so
        ([SAID] * 4 + ["it rained"] * 10 + [NAMED], [0, 1, 2, 3, 14]),
        ([SAID] * 4 + ["it rained"] * 11 + [NAMED], [0, 1, 2, 3]),
        ([SAID] * 3 + ["it rained"] + [NAMED], [0, 1, 2]),  # too few neighbours in the whole text
    ],
)
def test_where_another_one_mostly_speaks_than_in_the_paragraph_before(paragraphs: list[str], turns: list[int]) -> None:
    assert sorted(paragraphs_of_turns(View(tiny(" ¶ ".join(paragraphs))))) == turns
