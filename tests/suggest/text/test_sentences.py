"""How a text is cut into tokens and sentences."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from unittest.mock import patch

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from annotator.core.program.resources import word_lists
from annotator.suggest.text.sentences import part_signs, read_sentences, sentences_of
from tests.languages import ARTICLES, Article
from tests.suggest.conftest import Read

# ---- Quotation marks beside dashes are tokens of their own.


@pytest.fixture(scope="module")
def parted() -> Language:
    nlp = spacy.blank("en")
    part_signs(nlp)
    return nlp


def tokens(nlp: Language, text: str) -> list[str]:
    return [token.text for token in nlp.make_doc(text)]


@pytest.mark.parametrize("mark", ["”", '"', "»"])
@pytest.mark.parametrize("dash", ["—", "–", "-", "--", "―"])
def test_a_mark_and_a_dash_that_touch_are_parted(parted: Language, mark: str, dash: str) -> None:
    assert tokens(parted, f"late.{mark}{dash}Jane") == ["late", ".", mark, dash, "Jane"]
    assert tokens(parted, f"said{dash}{mark}but") == ["said", dash, mark, "but"]


def test_the_bracket_and_the_colon_of_a_label_are_parted(parted: Language) -> None:
    assert tokens(parted, "SMITH (Ohio): No :)") == [
        "SMITH",
        "(",
        "Ohio",
        ")",
        ":",
        "No",
        ":)",
    ]


def test_other_tokens_stay_as_they_are() -> None:
    text = "The well-known mayor--she's 61--called it a “mess”, didn't she? «No»."
    plain, nlp = spacy.blank("en"), spacy.blank("en")
    part_signs(nlp)
    part_signs(nlp)
    assert tokens(nlp, text) == tokens(plain, text)


def test_a_pipeline_keeps_it_where_it_is_written_and_read(parted: Language, tmp_path: Path) -> None:
    parted.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert tokens(again, "”—Jane") == ["”", "—", "Jane"]


# ---- Where sentences start whatever the parser thinks.


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It rained.\n\nSEN. JANE SMITH (D-Ohio): Good morning.", "SEN. JANE SMITH (D-Ohio)"),
        ("GOV. SMITH: We go.", "GOV. SMITH"),
        ("GOV. SMITH, HOST: We go.", "GOV. SMITH, HOST"),
    ],
)
def test_no_sentence_starts_within_a_label(read: Read, text: str, label: str) -> None:
    doc, at = read(text), text.index(label)
    starts = [token.idx for token in doc if token.is_sent_start]
    assert at in starts
    assert not any(at < start < at + len(label) for start in starts)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Ruth came. “It is late,” said I. Ruth laughed.", True),
        ("“It is late,” said I.\n\nShe laughed.", True),
        ("She knows it better than I.", True),
        ("“Neither do I.” She laughed.", True),
        ("“It is late,” said I. Lane Moss, the mayor.", False),
        ("The mayor is Ada I. Lane. Lane laughed.", False),
        ("It was after World War I.", False),
        ("They read plan B.", False),
        ("I. Lane laughed.", False),
    ],
)
def test_a_stop_is_parted_from_the_narrator_and_from_no_initial(read: Read, text: str, parted: bool) -> None:
    doc = read(text)
    assert ("I" in [token.text for token in doc]) is parted
    assert doc.text == text


def test_a_sentence_starts_after_a_blank_line(read: Read) -> None:
    text = "The old bridge of the\n\ntown is safe."
    assert text.index("town") in [token.idx for token in read(text) if token.is_sent_start]


# ---- Sentences as an annotator steps through them, from those of a parsed Doc.


SENTENCES = [  # tokens, those that start a sentence, the sentences
    (["One", " ", "two", ".", " ", "Three", "."], [0, 5], ["One two.", "Three."]),
    ([" ", "One", ".", "  ", "Two", " "], [0, 4], ["One.", "Two"]),
    (["One", "\n \n", "two", "."], [0], ["One", "two."]),
    (["One", "\n", "two", "."], [0], ["One\ntwo."]),
    (["One", ".", " ", "”", "Two"], [0, 3, 4], ["One. ”", "Two"]),
    (["One", ".", "\n\n", "***", "\n\n", "Two"], [0, 3, 5], ["One.", "***", "Two"]),
    # A boundary that no white space shows: the mark goes to the words that it touches.
    (["''", "We go", "."], [0, 1], ["''We go."]),
    (["Late", ".", " ", "''", "We go", "."], [0, 4], ["Late.", "''We go."]),
    (["Late", ".", "\n\n", "“", "We go", "."], [0, 4], ["Late.", "“We go."]),
    (["“", "Go", ".", "”", " ", "He left", "."], [0, 3], ["“Go.”", "He left."]),
    (["“", "Go", ",", "”", " ", "he said", "."], [0, 2], ["“Go,”", "he said."]),
    (["a", "'s", "b"], [0, 1], ["a", "'sb"]),
    (["Go", ".", "We go", "."], [0, 2], ["Go.", "We go."]),
    (["…", " ", "One"], [0, 2], ["… One"]),
    (["Two", ".", "\n\n", "”", " ", "One"], [0, 3, 5], ["Two.", "” One"]),
    (["One", "\n\n", "two", "\n\n", "three"], [0], ["One", "two", "three"]),
    (["One", " ", "\n\n"], [0, 2], ["One"]),
]


@pytest.mark.parametrize(("words", "starts", "expected"), SENTENCES)
def test_sentences_are_trimmed_end_at_blank_lines_and_hold_a_letter(
    words: list[str], starts: list[int], expected: list[str]
) -> None:
    doc = Doc(Vocab(), words=words, spaces=[False] * len(words), sent_starts=[i in starts for i in range(len(words))])
    found = read_sentences(doc)
    assert [doc.text[sentence.start : sentence.end] for sentence in found] == expected
    assert [sentence.index for sentence in found] == list(range(len(expected)))
    shifted = read_sentences(doc, 7)
    assert [(s.start - 7, s.end - 7) for s in shifted] == [(s.start, s.end) for s in found]


# ---- The sentences of texts that no pipeline parses.


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_articles_in_other_languages_are_cut_as_they_should_be(article: Article) -> None:
    found = sentences_of(article.text)
    assert [sentence.span.of(article.text) for sentence in found] == [one.of(article.text) for one in article.sentences]
    assert [sentence.index for sentence in found] == [*range(len(found))]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            ["Dr. Roe nodded.", "“We go.”", "The U.S. won.", "At 9 p.m. it rained, she said.", "“No.”", "No. 7 won."],
        ),
        ("en", ['"Right!" said I.', '"Anything else?"', "Perhaps you know her--Mrs. Ada I. Roe?", "Yes."]),
        ("de", ["Am 3. Oktober kam er.", "1989 nicht.", "Das war 2019.", "Der Bus fährt u. a. nach St. Ode."]),
        ("de", ["»Nein!«", "»Doch«, sagte sie.", "»Ach … lass mich.«"]),
        ("fr", ["« Non ! »", "« Si », dit-il.", "J.-P. Roux rit.", "Il est 16 h.", "À demain."]),
        ("nl", ["‘Nee.’", "’s Avonds kwam hij.", "‘’t Is laat’, zei hij."]),
        ("es", ["—¿Y qué?", "¡Nada!", "—Ya —dijo el Sr. Ruiz—.", "—Vámonos."]),
        ("tlh", ["1. It rained.", "Nobody (at all!) came…", "[It] rained."]),
        ("zh", ["他说：“是。”", "她走了！"]),
    ],
)
def test_a_text_is_cut_by_rules_in_any_language(
    monkeypatch: pytest.MonkeyPatch, language: str, sentences: list[str]
) -> None:
    monkeypatch.setattr("annotator.suggest.text.sentences.lists_for", lambda text: word_lists(language))
    text = ("" if language == "zh" else " ").join(["", *sentences]) + "\n"
    assert [sentence.span.of(text) for sentence in sentences_of(text)] == sentences


def test_a_header_and_the_signs_of_block_quotes_lie_in_no_sentence() -> None:
    text = "title One\n\n> It rained.\n> Nobody came."
    assert [sentence.span.of(text) for sentence in sentences_of(text, start=11)] == ["It rained.", "Nobody came."]
    assert sentences_of("") == sentences_of(" \n") == ()


def test_paragraphs_end_sentences_and_what_has_no_word_is_none() -> None:
    text = "No stop\n\n... It rained …\n\n* * *\n\nEnd"
    assert [sentence.span.of(text) for sentence in sentences_of(text)] == ["No stop", "... It rained …", "* * *", "End"]


@given(st.text(st.sampled_from("aA1b .!?…\n\t\"'“”„«»‘’‹›–—()¿。\u202fz")), st.sampled_from(["de", "nl", "fr", ""]))
def test_all_words_of_any_text_stand_in_sentences_that_are_trimmed_and_in_order(text: str, language: str) -> None:
    before = 0
    with patch("annotator.suggest.text.sentences.lists_for", lambda text: word_lists(language)):
        found = sentences_of(text)
    for start, end in (sentence.span for sentence in found):
        assert not text[before:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        before = end
    assert not text[before:].strip()


@pytest.mark.parametrize("bit", ["… ", ". ", "1. ", "A. ", '."', ". »", "! »", "。", ". -", "a. " + " " * 999])
def test_a_long_hostile_text_is_cut_soon(bit: str) -> None:
    text = (bit * 100_000)[:100_000] + "b"
    started = process_time()
    sentences_of(text)
    assert process_time() - started < 20  # some 0.2 s of this process alone; where it grows with the square, minutes
