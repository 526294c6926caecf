"""Contents by their words, and with the punctuation that belongs to them."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.words import Text, overlap, size
from annotator.suggest.text.view import Range, View
from tests.suggest.conftest import Read


def tokens(doc: Doc, *words: str) -> list[Range]:
    ranges = []
    for said in words:
        start = doc.text.index(said)
        span = doc.char_span(start, start + len(said))
        assert span is not None, said
        ranges.append((span.start, span.end))
    return ranges


def content(*pieces: Range, speech: bool | None = None) -> Candidate:
    return Candidate(list(pieces), (0, 1), 0, None, "say", frames.FINITE, speech=speech)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (["“We wait,”"], ["We wait"]),
        (["We wait"], ["We wait"]),
        (["“and hope.”", "“We wait,”"], ["We wait", "and hope"]),
        (["“We", "wait,”"], ["We wait"]),
        ([",”"], []),
    ],
)
def test_two_contents_that_differ_in_punctuation_have_the_same_words(
    read: Read, pieces: list[str], words: list[str]
) -> None:
    doc = read("“We wait,” Lind said, “and hope.”")
    assert Text(View(doc)).words(tokens(doc, *pieces)) == tuple(tokens(doc, *words))


@pytest.mark.parametrize(
    ("text", "words", "fitted"),
    [
        ("Lind said: “We wait.” She left.", "We wait", "“We wait.”"),
        ("Lind said: “We wait.” She left.", "wait", "wait"),
        ("Lind said: “We wait and hope.” She left.", "We wait", "We wait"),
        ("Lind said the plan “is a waste” of money.", "the plan “is a waste", "the plan “is a waste”"),
        ("Lind said the plan “is a waste” of money.", "is a waste” of money", "“is a waste” of money"),
        ("Lind said that it is late. She left.", "it is late", "it is late"),
    ],
)
def test_marks_come_with_the_words_that_they_enclose(read: Read, text: str, words: str, fitted: str) -> None:
    doc = read(text)
    (found,) = Text(View(doc)).fitted(tuple(tokens(doc, words)), content((0, 1)))
    assert doc[slice(*found)].text == fitted


def test_unmarked_speech_keeps_its_full_stop(read: Read) -> None:
    doc = read("It is late, she said. We wait. They left.")
    text = Text(View(doc))
    words = tuple(tokens(doc, "We wait"))
    assert [doc[slice(*text.fitted(words, content((0, 3), speech=speech))[0])].text for speech in (True, False)] == [
        "We wait.",
        "We wait",
    ]


def test_an_edge_that_stays_keeps_its_punctuation(read: Read) -> None:
    doc = read("“We wait,” Lind said, “and hope.”")
    own = tokens(doc, "We wait,", "and hope.”")
    shorter = tuple(tokens(doc, "We wait", "hope"))
    assert [doc[slice(*found)].text for found in Text(View(doc)).fitted(shorter, content(*own))] == [
        "We wait,",
        "hope.”",
    ]


def test_that_is_told_from_a_pronoun_though_it_links_no_clause(read: Read) -> None:
    assert [Text(View(read(text))).kinds[-3] for text in ("She is sure that.", "She said that.")] == [
        "that",
        "determiner",
    ]


def test_what_lies_beyond_the_text_is_no_word(read: Read) -> None:
    doc = read("She left.")
    text = Text(View(doc))
    assert (text.following(2, 3), text.preceding(3, 0), text.preceding(0, 0), text.is_word[3]) == (3, 2, 0, False)


def test_contents_are_compared_by_their_tokens() -> None:
    assert overlap([(0, 2), (5, 7)], [(6, 9)])
    assert not overlap([(0, 2), (5, 7)], [(2, 5)])
    assert size([(0, 2), (5, 9)]) == 6


def test_a_word_begins_behind_white_space_or_what_is_no_word(read: Read) -> None:
    text = Text(View(read("“Don’t go,” she said—now.")))
    begun = [token.text for token in text.view.tokens if text.begins_word(token.i)]
    assert begun == ["Do", "go", "she", "said", "now"]
