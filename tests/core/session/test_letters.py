"""The letters of words: every word can be reached, and the likely ones of a long sentence with one key."""

from __future__ import annotations

import string

import pytest

from annotator.core.model import Span
from annotator.core.session.guess import words
from annotator.core.session.pointing import labelled, likelihood

LONG = (
    "After the storm had torn the roofs off both of the old mills by the river, the baker, Ada Finch, told a small "
    "crowd of her neighbours that “nobody here will go hungry” and that the ovens would stay lit for as long as there "
    "was any flour left in the town, whatever it cost, according to one of them."
)


def spans(count):
    return [Span(2 * number, 2 * number + 1) for number in range(count)]


def lettered(text, kind, expected=()):
    """The letters of the words by how they are shown, of the first of several."""
    found = words(text, Span(0, len(text)))
    ranks = likelihood(text, found, kind, expected)
    by_word = {word: letters for letters, word in labelled(found, ranks).items()}
    return {word.of(text): by_word[word] for word in reversed(found)}


def test_as_long_as_the_alphabet_lasts_words_have_one_letter_in_their_order():
    assert "".join(labelled(spans(26), range(26))) == string.ascii_lowercase
    assert list(labelled(spans(3), [0, 0, 9])) == ["a", "b", "c"]
    assert labelled([], []) == {}


@pytest.mark.parametrize(("count", "ones"), [(27, 25), (51, 25), (52, 24), (120, 22), (651, 1), (676, 0)])
def test_in_longer_sentences_the_likely_words_have_one_letter_and_the_others_two(count, ones):
    rank = [number % 7 for number in range(count)]
    letters = labelled(spans(count), rank)
    assert list(letters.values()) == spans(count), "every word, in text order"
    alone = [letter for letter in letters if len(letter) == 1]
    assert len(alone) == ones
    assert {len(letter) for letter in letters} <= {1, 2}
    assert {letter[0] for letter in letters if len(letter) == 2}.isdisjoint(alone), "no letter means two things"
    lowest = min((rank[letters[letter].start // 2] for letter in alone), default=9)
    assert all(rank[word.start // 2] <= lowest for letter, word in letters.items() if len(letter) == 2)


@pytest.mark.parametrize("count", [677, 5000, 20000])
def test_however_many_words_there_are_each_has_letters_of_its_own(count):
    letters = labelled(spans(count), [0] * count)
    assert list(letters.values()) == spans(count)
    alone = {letter for letter in letters if len(letter) == 1}
    assert alone.isdisjoint(letter[0] for letter in letters if len(letter) > 1), "no letter means two things"


def test_one_letter_is_for_where_content_begins_and_ends():
    letters = lettered(LONG, "content")
    for word in ("After", "river,", "Ada", "Finch,", "“nobody", "hungry”", "that", "town,", "cost,", "them."):
        assert len(letters[word]) == 1, word
    assert len(letters["torn"]) == len(letters["small"]) == len(letters["flour"]) == 2


def test_one_letter_is_for_verbs_where_a_cue_is_wanted():
    letters = lettered(LONG, "cue")
    assert len(letters["told"]) == len(letters["according"]) == len(letters["would"]) == 1
    assert len(letters["Ada"]) == len(letters["“nobody"]) == 2
    assert lettered("Finch: " + LONG, "cue")["Finch:"] == "a"


def test_one_letter_is_for_names_and_what_stands_beside_verbs_where_a_source_is_wanted():
    letters = lettered(LONG, "source")
    for word in ("After", "Ada", "Finch,", "her", "them.", "a"):
        assert len(letters[word]) == 1, word
    assert len(letters["stay"]) == len(letters["flour"]) == 2


def test_where_an_expected_span_begins_and_ends_there_is_one_letter():
    start, end = LONG.index("small"), LONG.index("crowd") + len("crowd")
    for word in ("small", "crowd"):
        assert len(lettered(LONG, "content", [Span(start, end)])[word]) == 1, word
        assert len(lettered(LONG, "content")[word]) == 2, word
