"""Who speaks under a label, and who asks and answers in an interview."""

from __future__ import annotations

import re

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.labels import INTERVIEW, speakers_by_label
from annotator.suggest.cast.resolve import Resolver
from tests.suggest.cast.asking import Read, speak
from tests.suggest.cast.tiny import WORDS

TRANSCRIPT = """Finance Minister Anna Kraus spoke to Peter Lindqvist of Radio Nord. Rep. Martha Oduya was there too.

LINDQVIST: Welcome to the program.

KRAUS: Thank you for having me.

REP. MARTHA ODUYA (D-OH), COMMITTEE CHAIR: It depends on us.

UNIDENTIFIED MALE: You are lying!

ODUYA: I am not, sir."""

INTERVIEW_TEXT = """Jane Okafor has run the port of Ashby for years. On Monday she spoke to the press about gulls.

Q: Why did you refuse the offer?

A: Because it was a bad one. Nobody would have signed it.

Q: Will you sell next year?

A: The mayor, Tom Birch, would like that."""


def labelled(read: Read, text: str) -> list[str | None]:
    """Who speaks the paragraphs that begin with a label before a colon."""
    quotes = []
    for found in re.finditer(r"(?m)^([A-Z][A-Z. ]*|[A-Z][a-z]+)(?: \([^)]*\)[^:\n]*)?: (.*)$", text):
        content, source = Span(*found.span(2)), Span(*found.span(1))
        quotes.append(Quote((content,), QuoteType.DIRECT, Span(content.start - 2, content.start - 1), source))
    return [quote.speaker for quote in speak(read(text), quotes)[0]]


def unlabelled(read: Read, text: str) -> list[str | None]:
    """Who speaks the paragraphs behind the first one, which have no label any more."""
    bare = re.sub(r"(?m)^[QA]: ", "", text)
    quotes = [
        Quote((Span(*found.span()),), QuoteType.DIRECT, None, None, rule=INTERVIEW)
        for found in list(re.finditer(r"(?m)^.+$", bare))[1:]
    ]
    return [quote.speaker for quote in speak(read(bare), quotes)[0]]


def test_a_name_in_capitals_is_the_one_that_the_text_has(read: Read) -> None:
    assert labelled(read, TRANSCRIPT) == [
        "Peter Lindqvist",
        "Anna Kraus",
        "Martha Oduya",
        "Unidentified Male",
        "Martha Oduya",
    ]


@pytest.mark.parametrize("ask", [labelled, unlabelled])
def test_whom_the_text_is_about_answers_and_whoever_asks_is_the_interviewer(read: Read, ask: object) -> None:
    assert callable(ask)
    found = ask(read, INTERVIEW_TEXT)
    assert found == ["interviewer", "Jane Okafor", "interviewer", "Jane Okafor"]


def test_who_is_called_in_the_questions_answers(read: Read) -> None:
    text = INTERVIEW_TEXT.replace("Jane Okafor", "The new manager").replace("Why", "Ms. Tanaka, why")
    text = text.replace("Will you sell", "Tom Birch is angry. Will you sell, Ms. Tanaka,")
    assert labelled(read, text)[1] == "Tanaka"


def test_labels_tell_who_takes_the_turns_behind_them(read: Read) -> None:
    text = (
        INTERVIEW_TEXT
        + """

She looked at the water.

"You know, my father built that wall."

"Does that make it harder?"

"Of course it does."
"""
    )
    quotes = []
    for found in re.finditer(r'(?m)^(?:([QA]): )?((?<=: ).*|".*")$', text):
        content = Span(*found.span(2))
        source = Span(*found.span(1)) if found[1] else None
        quotes.append(Quote((content,), QuoteType.DIRECT, None, source))
    okafor, asks = "Jane Okafor", "interviewer"
    assert [quote.speaker for quote in speak(read(text), quotes)[0]] == [
        *(asks, okafor, asks, okafor),
        *(okafor, asks, okafor),
    ]


def test_one_question_is_no_interview(read: Read) -> None:
    text = INTERVIEW_TEXT[: INTERVIEW_TEXT.index("\n\nQ: Will")]
    assert "Jane Okafor" not in labelled(read, text)


@pytest.mark.parametrize("ask", [labelled, unlabelled])
def test_whoever_answers_without_a_name_is_nobody_else(read: Read, ask: object) -> None:
    assert callable(ask)
    text = INTERVIEW_TEXT.replace("Jane Okafor", "The manager")
    assert ask(read, text) == ["interviewer", "interviewee"] * 2


def test_a_single_question_and_its_answer_are_told_by_their_labels(read: Read) -> None:
    assert labelled(read, "Gulls.\n\nQ: Why?\n\nA: It was a bad one.") == ["interviewer", "interviewee"]
    assert labelled(read, "Gulls.\n\nA: It was a bad one.") == ["interviewee"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Peter Lindqvist slept.\n\nKRAUS: It was late, and nobody said more.", True),
        ("Peter Lindqvist slept.\n\n“KRAUS: It was late, and nobody said more.”", True),
        ("Peter Lindqvist slept. He heard KRAUS: it was late, and nobody said more.", False),
        ("Peter Lindqvist slept.\n\n(1) KRAUS: it was late, and nobody said more.", False),
        ("Peter Lindqvist slept.\n\n— KRAUS: it was late, and nobody said more.", True),
        ("Peter Lindqvist slept.\n\nKRAUS, it was late: nobody said more.", False),
        ("Peter Lindqvist slept.\n\nKRAUS, it was late, and nobody said more.", False),
    ],
)
def test_a_name_within_a_sentence_is_no_label(read: Read, text: str, label: bool) -> None:
    at = text.index("KRAUS")
    quote = Quote((Span(at + 7, len(text) - 1),), QuoteType.DIRECT, None, Span(at, at + 5))
    columns = Columns(read(text), [quote], WORDS)
    assert bool(speakers_by_label(Resolver(columns, [quote], ()))) is label


def test_a_headlines_label_is_the_body_that_goes_by_it(read: Read) -> None:
    text = "FBI: The vault was empty\n\nThe FBI said on Monday that the vault was empty when its agents came."
    assert labelled(read, text) == ["FBI"]


def test_a_label_in_capitals_is_who_has_a_full_name_or_is_named_most(read: Read) -> None:
    text = "Kraus met Anna Kraus on Sunday.\n\nKRAUS: Thank you for having me.\n\nKRAUS: It rained."
    assert labelled(read, text) == ["Anna Kraus"] * 2
    text = "Anna Kraus met Otto Kraus. Otto Kraus slept. Otto Kraus left.\n\nKRAUS: Thank you for having me."
    assert labelled(read, text) == ["Otto Kraus"]
    text = "Ann Lee Kraus met Otto Kraus. Kraus slept.\n\nANN KRAUS: Thank you for having me."
    assert labelled(read, text) == ["Ann Lee Kraus"]
    text = "Ann Kraus Lee met Otto Kraus.\n\nANN KRAUS: Thank you for having me."
    assert labelled(read, text) == ["Ann Kraus"]
