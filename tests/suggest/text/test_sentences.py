"""Sentences as an annotator steps through them, from those of a parsed Doc."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from annotator.suggest.text.sentences import read_sentences

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
