"""The map of a text: sentences, paragraphs, and what is somebody's speech."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.speech_map import DIRECT, REPORTED, SpeechMap, read_speech_map
from tests.suggest.cast.tiny import WORDS, tiny


def mapped(doc: Doc, *quotes: Quote) -> SpeechMap:
    return read_speech_map(doc, quotes, WORDS)


def test_sentences_and_paragraphs_by_token() -> None:
    read = mapped(tiny("it rained . | we left . ¶ nobody came ."))
    assert read.sentence == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert read.paragraph == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_tokens_of_code_points() -> None:
    doc = tiny("it rained . ¶ we left .")
    read = mapped(doc)
    assert [read.token_at(offset) for offset in (0, 1, 2, 3, 9, 10, 12)] == [0, 0, 0, 1, 2, 3, 4]
    assert read.tokens(Span(0, 2)).text == "it"
    assert read.tokens(Span(4, 5)).text == "rained"
    assert (read.tokens(Span(9, 15)).start, read.tokens(Span(9, 15)).end) == (2, 5)
    assert (read.tokens(Span(10, 15)).start, read.tokens(Span(0, 12)).end) == (4, 3)
    assert read.tokens(Span(10, 12)).text == "\n\n"
    assert read.tokens(Span(3, 3)).text == "rained"


def test_speech_is_what_stands_in_marks_or_in_a_quote() -> None:
    doc = tiny("“ we left , ” he said they may come")
    text = doc.text
    said = Quote((Span(text.index("they"), len(text)),), QuoteType.INDIRECT)
    assert list(mapped(doc, said).speech) == [DIRECT] * 4 + [0] * 3 + [REPORTED] * 3
    assert list(mapped(doc, Quote(said.content, QuoteType.MIXED)).speech)[-1] == REPORTED
    assert list(mapped(doc, Quote(said.content, QuoteType.DIRECT)).speech)[-1] == DIRECT
    whole = Quote((Span(0, len(text)),), QuoteType.INDIRECT)
    assert list(mapped(doc, whole).speech) == [DIRECT] * 4 + [REPORTED] * 6


@pytest.mark.parametrize(
    ("marked", "quoted"),
    [
        ('" we left " he said', [1, 1, 1, 0, 0, 0]),
        ("`` we left '' he said", [1, 1, 1, 0, 0, 0]),
        ('" we left " he said " no "', [1, 1, 1, 0, 0, 0, 1, 1, 0]),
        ("“ we left he said", [0, 0, 0, 0, 0]),
        ("we left ” he said", [0, 0, 0, 0, 0]),
        ("“ we “ left ” he", [0, 0, 1, 1, 0, 0]),
        ("“ we left ¶ he said ”", [0, 0, 0, 0, 0, 0, 0]),
        ("“ we left ¶ “ he said ”", [0, 0, 0, 0, 1, 1, 1, 0]),
        ("“ we ’s left ”", [1, 1, 1, 1, 0]),
    ],
)
def test_marks_close_in_their_paragraph(marked: str, quoted: list[int]) -> None:
    assert [bool(level) for level in mapped(tiny(marked)).speech] == [bool(level) for level in quoted]


@pytest.mark.parametrize(
    ("marked", "head"),
    [
        ("the_DT_det_1 mayor_NN", "mayor"),
        ("she_PRP", "she"),
        ("who_WP", "who"),
        ("three_CD", "three"),
        ("said_VBD the_DT mayor_NN of_IN Ashby", "mayor"),
        ("said_VBD by_IN her_PRP", "her"),
        ("said_VBD who_WP", "who"),
        ("said_VBD so_RB", "said"),
        ("rich_JJ", "rich"),
    ],
)
def test_the_head_of_a_source_is_a_noun_or_a_pronoun(marked: str, head: str) -> None:
    doc = tiny(marked)
    assert mapped(doc).head_of(doc[:]).text == head
