"""Direct, indirect or mixed."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.model import QuoteType
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import Frame
from annotator.suggest.quotes.types import sounds_spoken, type_of
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read


def made(doc: Doc, content: str, frame: Frame, speech: bool | None = None) -> Candidate:
    start = doc.text.index(content)
    span = doc.char_span(start, start + len(content))
    assert span is not None
    head = next(token.i for token in doc if token.text == "said")
    return Candidate([(span.start, span.end)], (head, head + 1), head, None, "say", frame, speech=speech)


@pytest.mark.parametrize(
    ("text", "content", "speech", "expected"),
    [
        ("“It is late,” she said.", "“It is late,”", None, QuoteType.DIRECT),
        ("She said that “it is late” now.", "that “it is late” now", None, QuoteType.MIXED),
        ("She said: a “bbbbbbbb”.", "a “bbbbbbbb”", None, QuoteType.MIXED),
        ("She said: a “bbbbbbbbb”.", "a “bbbbbbbbb”", None, QuoteType.DIRECT),
        ("She said that it was late.", "that it was late", None, QuoteType.INDIRECT),
        ("She said that it was late.", "that it was late", True, QuoteType.DIRECT),
        ("She said that “it is late” now.", "that “it is late” now", True, QuoteType.MIXED),
        ("She said “it is late.”\n\nThe town sleeps.", "“it is late.”\n\nThe town sleeps", None, QuoteType.MIXED),
    ],
)
def test_the_share_of_letters_in_marks_decides(
    read: Read, text: str, content: str, speech: bool | None, expected: QuoteType
) -> None:
    doc = read(text)
    assert type_of(View(doc), made(doc, content, frames.FINITE, speech)) is expected


SPOKEN = [
    ("It is late, she said.", "It is late", frames.INVERTED, True),
    ("It was late, she said.", "It was late", frames.INVERTED, True),
    ("The late hour, she said.", "The late hour", frames.INVERTED, False),
    ("It is late, she said of “it”.", "It is late", frames.INVERTED, False),
    ("We are late, she said of “it”.", "We are late", frames.INVERTED, True),
    ("She said: It is late.", "It is late", frames.FINITE, True),
    ("She said, It is late.", "It is late", frames.AFTER_COLON, True),
    ("She said: It was late.", "It was late", frames.FINITE, False),
    ("She said it is late.", "it is late", frames.FINITE, False),
    ("She said: It is late.", "It is late", frames.CLAUSES[frames.FrameClause.THAT], False),
    ("She said: We are “late”.", "We are", frames.FINITE, False),
]


@pytest.mark.parametrize(("text", "content", "frame", "spoken"), SPOKEN)
def test_unmarked_words_that_are_given_as_spoken(
    read: Read, text: str, content: str, frame: Frame, spoken: bool
) -> None:
    doc = read(text)
    assert sounds_spoken(View(doc), made(doc, content, frame)) is spoken


def test_what_a_rule_says_of_speech_stands(read: Read) -> None:
    doc = read("It is late, she said.")
    view = View(doc)
    assert sounds_spoken(view, made(doc, "It is late", frames.INVERTED, speech=False)) is False
    assert sounds_spoken(view, made(doc, "It is late", frames.CLAUSES[frames.FrameClause.THAT], speech=True)) is True
