"""Tokens, letters and words of a text, and what a quote marks of them."""

import numpy as np

from annotator.core.model import Quote, QuoteType, Span
from annotator.measure.counts import TokenizedText, as_array

TEXT = "Don't go, she said: _ 'no'."
TOKENS = ["Don't", "go", ",", "she", "said", ":", "_", "'", "no", "'", "."]
WORDS = ["Don't", "go", "she", "said", "no"]


def where(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def test_words_keep_what_an_apostrophe_joins_and_marks_are_tokens_of_their_own() -> None:
    text = TokenizedText(TEXT)
    assert text.size == len(TOKENS)
    for number, token in enumerate(TOKENS):
        if TEXT.count(token) == 1:
            assert text.tokens([where(token)]) == 1 << number, token
    assert TokenizedText("").size == 0


def test_a_span_marks_every_token_it_touches_and_none_that_it_ends_before() -> None:
    text = TokenizedText(TEXT)
    assert text.tokens([Span(3, 8)]) == 0b11  # within "Don't", to the end of "go"
    assert text.tokens([Span(5, 6)]) == 0  # the space
    assert text.tokens([Span(0, 5), where(", she")]) == 0b1101


def test_letters_are_those_of_the_spans_without_space_and_punctuation() -> None:
    text = TokenizedText(TEXT)
    assert text.letters([where("go, she")]).bit_count() == 5
    assert text.letters([where("go")]) == 0b11 << 6
    assert text.letters([where(":"), where(" _")]).bit_count() == 3, "without letters all characters count"
    assert text.letters([where(":"), where("no")]).bit_count() == 2
    assert text.letters([]) == 0


def test_pieces_with_no_word_between_them_are_one_run_of_words() -> None:
    text = TokenizedText(TEXT)
    assert text.runs([where("Don't"), where("go")]) == ((0, 1),)
    assert text.runs([where("Don't"), where("said:")]) == ((0, 0), (3, 3))
    assert text.runs([where("said"), where("no")]) == ((3, 4),)
    assert text.runs([where("_")]) == ()
    assert text.runs([]) == ()


def test_a_quote_has_what_it_marks_by_role_and_in_all() -> None:
    quote = Quote((where("Don't go"),), QuoteType.DIRECT, where("said"), where("she"))
    marked = TokenizedText(TEXT).marked(quote)
    assert marked.tokens == {"content": 0b11, "cue": 1 << 4, "source": 1 << 3}
    assert marked.all_tokens == 0b11011
    assert marked.letters["source"] == 0b111 << TEXT.index("she")
    assert marked.runs["cue"] == ((3, 3),)
    bare = TokenizedText(TEXT).marked(Quote((where("go"),), QuoteType.DIRECT))
    assert (bare.tokens["cue"], bare.letters["source"], bare.runs["cue"]) == (0, 0, ())


def test_bits_become_an_array_from_the_lowest_on() -> None:
    assert np.flatnonzero(as_array(0b1000000101, 10)).tolist() == [0, 2, 9]
    assert len(as_array(0, 11)) == 11
